//! Posts: what the artist writes and shows, who may see it, and when.

mod audience;
pub mod feeds;
pub mod jobs;
mod lists;
mod store;
mod writing;

use std::collections::HashMap;

use crate::base::{Fault, Moment, Standing};
use crate::club::Club;
use crate::id;
use crate::media::AssetId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;

pub use audience::{Audience, Closed, Why};
pub use lists::{
    Audiences, Card, Counts, Neighbour, Neighbours, Newest, PAGE, Page, Place, Row, card_by_id, cards_by_id, counts,
    for_studio, neighbours, newer_than, newest, newest_open_to, numbers_by_kind, open_cards, place_before, published,
    published_before,
};
pub use store::{Attachment, Post};
pub use writing::{
    LONGEST_BODY, LONGEST_CAPTION, LONGEST_EXCERPT, LONGEST_TITLE, MOST_ATTACHMENTS, NotSaved, Writing, create,
    preview, save,
};

id!(
    /// A post.
    PostId
);

/// What a post mainly is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PostKind {
    Letter,
    Recording,
    Pictures,
    Film,
    Files,
}

impl PostKind {
    pub const ALL: [PostKind; 5] =
        [PostKind::Letter, PostKind::Recording, PostKind::Pictures, PostKind::Film, PostKind::Files];

    /// As stored, and as addresses say it.
    pub fn word(self) -> &'static str {
        match self {
            PostKind::Letter => "letter",
            PostKind::Recording => "recording",
            PostKind::Pictures => "pictures",
            PostKind::Film => "film",
            PostKind::Files => "files",
        }
    }

    pub fn from_word(word: &str) -> Option<PostKind> {
        PostKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Where a post stands between desk and public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostState {
    Draft,
    /// Goes public by itself at `publish_at`.
    Scheduled,
    Published,
    /// Deleted, and can be restored.
    Archived,
}

impl PostState {
    pub fn word(self) -> &'static str {
        match self {
            PostState::Draft => "draft",
            PostState::Scheduled => "scheduled",
            PostState::Published => "published",
            PostState::Archived => "archived",
        }
    }

    pub fn from_word(word: &str) -> Option<PostState> {
        [PostState::Draft, PostState::Scheduled, PostState::Published, PostState::Archived]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// A published post looked for by its address.
#[derive(Debug, Clone)]
pub enum Found {
    Here(Box<Post>),
    /// It has another address now.
    Moved {
        slug: String,
    },
}

/// Why a post did not change its state.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    #[error("there is no such post")]
    Unknown,
    /// Somebody changed it meanwhile: it has another revision, or another state than this step begins from.
    #[error("the post was changed meanwhile")]
    Stale,
    #[error("a post needs a title before it can be published")]
    Untitled,
    #[error("the moment to publish at has passed")]
    InThePast,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The post behind an address a visitor asked for; only published ones have one.
pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Found>, Fault> {
    if let Some(post) = store::published_by_slug(conn, slug)? {
        return Ok(Some(Found::Here(Box::new(post))));
    }
    Ok(store::slug_now(conn, slug)?.filter(|now| now != slug).map(|slug| Found::Moved { slug }))
}

/// A post in any state, for the crew.
pub fn by_id(conn: &mut Conn, id: &PostId) -> Result<Option<Post>, Fault> {
    store::by_id(conn, id)
}

/// What is attached to a post, in the artist's order.
pub fn attachments(conn: &mut Conn, id: &PostId) -> Result<Vec<Attachment>, Fault> {
    Ok(store::attachments(conn, std::slice::from_ref(id))?.remove(id).unwrap_or_default())
}

/// What is attached to several posts at once.
pub fn attachments_of(conn: &mut Conn, ids: &[PostId]) -> Result<HashMap<PostId, Vec<Attachment>>, Fault> {
    store::attachments(conn, ids)
}

/// Titles of posts in any state, for lists that mention them.
pub fn titles(conn: &mut Conn, ids: &[PostId]) -> Result<HashMap<PostId, (String, String)>, Fault> {
    store::titles(conn, ids)
}

/// Whether this visitor may see the whole of a post. `None` is somebody who is not signed in.
pub fn may_see(post: &Post, standing: Option<&Standing>, now: Moment) -> bool {
    post.state() == PostState::Published && post.audience().is_open_to(standing, now)
}

/// Whether this visitor may have the bytes of an asset: some published post that holds it is open to them, or shows it
/// to everyone as its teaser.
pub fn assets_open_to(
    conn: &mut Conn,
    asset: &AssetId,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<bool, Fault> {
    if store::is_public_teaser(conn, asset)? {
        return Ok(true);
    }
    let conditions = store::conditions_holding(conn, asset)?;
    Ok(conditions.iter().any(|condition| Audience::of(condition).is_open_to(standing, now)))
}

/// Whether visitors may know of an asset, though not have it: some published post holds it. Its ten-pixel picture is
/// for everybody then.
pub fn asset_is_known(conn: &mut Conn, asset: &AssetId) -> Result<bool, Fault> {
    Ok(!store::conditions_holding(conn, asset)?.is_empty() || store::is_public_teaser(conn, asset)?)
}

/// The post goes public, now or later, without a letter.
pub fn let_nobody_be_written_to(tx: &mut Tx, id: &PostId) -> Result<(), Fault> {
    store::forget_mail(tx, id)
}

/// Makes a post public now.
pub fn publish(tx: &mut Tx, id: &PostId, revision: i64, now: Moment) -> Result<(), NotMoved> {
    let post = store::by_id(tx, id)?.ok_or(NotMoved::Unknown)?;
    ready(&post, revision, &[PostState::Draft, PostState::Scheduled])?;
    go_public(tx, &post, now)?;
    Ok(())
}

/// Lets a post go public by itself at a moment to come.
pub fn schedule(tx: &mut Tx, id: &PostId, revision: i64, at: Moment, now: Moment) -> Result<(), NotMoved> {
    if at <= now {
        return Err(NotMoved::InThePast);
    }
    let post = store::by_id(tx, id)?.ok_or(NotMoved::Unknown)?;
    ready(&post, revision, &[PostState::Draft, PostState::Scheduled])?;
    store::mark_scheduled(tx, id, at, now)?;
    enqueue::<Club, _>(tx, &jobs::PublishDue {}, at, now)?;
    Ok(())
}

/// Takes a scheduled or published post back to the desk. It keeps its address and the day it was first published.
pub fn withdraw(tx: &mut Tx, id: &PostId, revision: i64, now: Moment) -> Result<(), NotMoved> {
    let post = store::by_id(tx, id)?.ok_or(NotMoved::Unknown)?;
    expected(&post, revision, &[PostState::Scheduled, PostState::Published])?;
    store::mark_state(tx, id, PostState::Draft, now)?;
    changed(tx, &post, now)?;
    Ok(())
}

/// Deletes a post in a way that [`restore`] undoes.
pub fn archive(tx: &mut Tx, id: &PostId, revision: i64, now: Moment) -> Result<(), NotMoved> {
    let post = store::by_id(tx, id)?.ok_or(NotMoved::Unknown)?;
    expected(&post, revision, &[PostState::Draft, PostState::Scheduled, PostState::Published])?;
    let back_to = if post.state() == PostState::Published { PostState::Published } else { PostState::Draft };
    store::mark_archived(tx, id, back_to, now)?;
    changed(tx, &post, now)?;
    Ok(())
}

/// Undoes [`archive`]: a post that was public is public again, any other is a draft.
pub fn restore(tx: &mut Tx, id: &PostId, now: Moment) -> Result<(), NotMoved> {
    let post = store::by_id(tx, id)?.ok_or(NotMoved::Unknown)?;
    expected(&post, post.revision, &[PostState::Archived])?;
    let back_to = store::back_to(&post);
    store::mark_state(tx, id, back_to, now)?;
    changed(tx, &Post { state: back_to.word().to_owned(), ..post }, now)?;
    Ok(())
}

/// Publishes every scheduled post whose moment has come; says which.
pub fn publish_due(tx: &mut Tx, now: Moment) -> Result<Vec<PostId>, Fault> {
    let due = store::due(tx, now)?;
    for post in &due {
        go_public(tx, post, now)?;
    }
    Ok(due.into_iter().map(|post| post.id).collect())
}

/// Asks anew for what scheduled posts wait for: a club that moved left its jobs behind.
pub fn take_up(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    let moments = store::scheduled_for(tx)?;
    moments.into_iter().try_for_each(|at| enqueue::<Club, _>(tx, &jobs::PublishDue {}, at, now))
}

fn ready(post: &Post, revision: i64, from: &[PostState]) -> Result<(), NotMoved> {
    expected(post, revision, from)?;
    if post.title.is_empty() { Err(NotMoved::Untitled) } else { Ok(()) }
}

fn expected(post: &Post, revision: i64, from: &[PostState]) -> Result<(), NotMoved> {
    if post.revision != revision || !from.contains(&post.state()) { Err(NotMoved::Stale) } else { Ok(()) }
}

fn go_public(tx: &mut Tx, post: &Post, now: Moment) -> Result<(), Fault> {
    // A post taken back and published again keeps its day, and nobody is written to twice.
    let first = post.published_at.is_none();
    let at = post.published_at.unwrap_or_else(|| post.publish_at.filter(|at| *at <= now).unwrap_or(now));
    store::mark_published(tx, &post.id, at, now)?;
    changed(tx, &Post { state: PostState::Published.word().to_owned(), ..post.clone() }, now)?;
    if first {
        enqueue::<Club, _>(tx, &jobs::PostPublished { post_id: post.id.clone() }, now, now)?;
    }
    Ok(())
}

/// Tells the floors above.
fn changed(tx: &mut Tx, post: &Post, now: Moment) -> Result<(), Fault> {
    enqueue::<Club, _>(tx, &jobs::PostChanged { post_id: post.id.clone() }, now, now)
}
