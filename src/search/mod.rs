//! Search over what a visitor may see.
//!
//! Each published post is kept as two documents: what anyone may read (title and excerpt), and all of it. A match in the
//! second counts only for those the post is open to, so nobody learns from a search what is written in a closed post.

mod jobs;
mod store;

use std::collections::{HashMap, HashSet};

use crate::base::{Fault, Moment, Standing};
use crate::club::Club;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;
use crate::plumbing::markdown;
use crate::plumbing::search::{Document, Meilisearch, Piece, Question, searchable, snippet};
use crate::posts::{self, Audience, Card, PostId};

pub use jobs::{Reindex, TellMeilisearch};

/// Results on a page.
pub const PAGE: usize = 20;
/// Characters of a snippet.
const SNIPPET: usize = 180;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    pub hits: Vec<Hit>,
    /// Of all pages together.
    pub count: usize,
    /// The search server did not answer, and the club's database did in its place: complete, but not ranked.
    pub fell_back: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub card: Card,
    /// Words around what was found, with it marked; of a closed post only what is public.
    pub snippet: Vec<Piece>,
}

/// Which of a post's two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Public,
    Whole,
}

impl Part {
    fn word(self) -> &'static str {
        match self {
            Part::Public => "post",
            Part::Whole => "post_whole",
        }
    }

    fn of(word: &str) -> Option<Part> {
        [Part::Public, Part::Whole].into_iter().find(|part| part.word() == word)
    }
}

/// A document that matched, and for whom its post is.
struct Match {
    post: PostId,
    part: Part,
    condition: String,
}

/// Searches for what was typed; a page of results, counted from 1. `None` when nothing was asked.
pub async fn find(
    club: &Club,
    typed: &str,
    standing: Option<&Standing>,
    number: u32,
    now: Moment,
) -> Result<Option<Results>, Fault> {
    let Some(question) = Question::read(typed) else { return Ok(None) };
    let asked = match server(club)? {
        Some(server) => Some(server.find(&question).await),
        None => None,
    };
    let (documents, fell_back) = match asked {
        Some(Ok(documents)) => (Some(documents), false),
        Some(Err(fault)) => {
            tracing::warn!(club = club.name(), %fault, "the search server does not answer: the database does");
            (None, true)
        }
        None => (None, false),
    };
    let standing = standing.cloned();
    club.read(move |conn| {
        let matches = match &documents {
            Some(documents) => ranked(conn, documents)?,
            None => store::matching(conn, &question)?,
        };
        let found = visible(matches, standing.as_ref(), now);
        let page: Vec<PostId> = found.iter().skip(number.max(1) as usize * PAGE - PAGE).take(PAGE).cloned().collect();
        let hits = hits(conn, &page, &question, standing.as_ref(), now)?;
        Ok(Some(Results { hits, count: found.len(), fell_back }))
    })
    .await
}

/// The posts among the matches that this visitor may find, each once, in the order given.
fn visible(matches: Vec<Match>, standing: Option<&Standing>, now: Moment) -> Vec<PostId> {
    let mut audiences: HashMap<String, bool> = HashMap::new();
    let mut seen: HashSet<PostId> = HashSet::new();
    let mut found = Vec::new();
    for hit in matches {
        let open = *audiences
            .entry(hit.condition)
            .or_insert_with_key(|condition| Audience::of(condition).is_open_to(standing, now));
        if (hit.part == Part::Public || open) && seen.insert(hit.post.clone()) {
            found.push(hit.post);
        }
    }
    found
}

fn hits(
    conn: &mut Conn,
    page: &[PostId],
    question: &Question,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Vec<Hit>, Fault> {
    let mut cards = posts::cards_by_id(conn, page, standing, now)?;
    let open: Vec<PostId> =
        page.iter().filter(|id| cards.get(id).is_some_and(|card| card.closed.is_none())).cloned().collect();
    let bodies = store::bodies(conn, &open)?;
    let hit = |id: &PostId| {
        let card = cards.remove(id)?;
        let body = bodies.get(id).map(|body| markdown::plain_text(body));
        let text = body.filter(|body| !body.is_empty()).unwrap_or_else(|| card.teaser.clone());
        Some(Hit { snippet: snippet(&text, question, SNIPPET), card })
    };
    Ok(page.iter().filter_map(hit).collect())
}

/// The search server's answer in its order, without what is no longer public here.
fn ranked(conn: &mut Conn, documents: &[String]) -> Result<Vec<Match>, Fault> {
    let named: Vec<(Part, PostId)> = documents.iter().filter_map(|id| post_of(id)).collect();
    let ids: Vec<PostId> = named.iter().map(|(_, id)| id.clone()).collect();
    let conditions = store::conditions(conn, &ids)?;
    let known = |(part, post): (Part, PostId)| {
        let condition = conditions.get(&post)?.clone();
        Some(Match { post, part, condition })
    };
    Ok(named.into_iter().filter_map(known).collect())
}

/// Name of a document at the search server: letters, digits, hyphens and underscores.
fn document_id(part: Part, post: &PostId) -> String {
    format!("{}-{post}", part.word())
}

fn post_of(id: &str) -> Option<(Part, PostId)> {
    let (word, post) = id.split_once('-')?;
    Some((Part::of(word)?, PostId(post.to_owned())))
}

fn server(club: &Club) -> Result<Option<Meilisearch>, Fault> {
    let Some(url) = &club.config().search_url else { return Ok(None) };
    Ok(Some(Meilisearch::at(&url.reveal().map_err(Fault::broken)?, club.name())?))
}

/// Keeps a post findable as it is now, or forgets it when it is not public.
pub fn index(tx: &mut Tx, post: &PostId) -> Result<(), Fault> {
    match documents(tx, post)? {
        Some(documents) => {
            for (part, text) in documents {
                store::put(tx, part.word(), post.as_str(), &text)?;
            }
        }
        None => store::delete(tx, &[Part::Public.word(), Part::Whole.word()], post.as_str())?,
    }
    Ok(())
}

/// Makes every public post findable: for a club whose index did not travel with it.
pub fn index_all(tx: &mut Tx) -> Result<(), Fault> {
    let mut after: Option<PostId> = None;
    loop {
        let some = store::posts_after(tx, after.as_ref(), PAGE as i64)?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(last.clone());
        some.iter().try_for_each(|post| index(tx, post))?;
    }
}

/// Tells a search server of every post; nothing to do without one.
pub fn take_up(tx: &mut Tx, club: &Club, now: Moment) -> Result<(), Fault> {
    if club.config().search_url.is_some() { enqueue::<Club, _>(tx, &Reindex::default(), now, now) } else { Ok(()) }
}

fn documents(conn: &mut Conn, post: &PostId) -> Result<Option<[(Part, String); 2]>, Fault> {
    let Some(post) = posts::by_id(conn, post)?.filter(|post| post.state() == posts::PostState::Published) else {
        return Ok(None);
    };
    let captions: Vec<String> = posts::attachments(conn, &post.id)?.into_iter().map(|held| held.caption).collect();
    let public = format!("{}\n{}", post.title, post.excerpt);
    let whole = format!("{public}\n{}\n{}", markdown::plain_text(&post.body), captions.join("\n"));
    Ok(Some([(Part::Public, searchable(&public)), (Part::Whole, searchable(&whole))]))
}

async fn tell(club: &Club, post: PostId) -> Result<(), Fault> {
    let Some(server) = server(club)? else { return Ok(()) };
    let id = post.clone();
    match club.read(move |conn| documents(conn, &id)).await? {
        Some(documents) => {
            let documents = documents.map(|(part, search_text)| Document { id: document_id(part, &post), search_text });
            server.keep(&documents).await
        }
        None => server.forget(&[document_id(Part::Public, &post), document_id(Part::Whole, &post)]).await,
    }
}
