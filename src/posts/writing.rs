//! Writing a post: what an editor hands in, checked, and everything that is worked out once so that reading is quick.

use std::collections::HashMap;

use super::jobs::Redraw;
use super::store::{self, Attachment, Post};
use super::{PostId, PostKind, PostState, changed};
use crate::base::condition::{Condition, NotACondition};
use crate::base::slug::slugged;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::crew::CrewMemberId;
use crate::media::{self, Asset, AssetId, Kind, State};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue_once;
use crate::plumbing::markdown::{self, Image};

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 200;
/// Longest body, in characters: a small book.
pub const LONGEST_BODY: usize = 100_000;
/// Longest public excerpt, in characters.
pub const LONGEST_EXCERPT: usize = 600;
/// Longest caption, in characters.
pub const LONGEST_CAPTION: usize = 500;
/// Most things attached to one post.
pub const MOST_ATTACHMENTS: usize = 200;

/// Characters of an open post's body that stand in lists when the artist chose no excerpt.
const OPENING: usize = 280;

/// A post as an editor hands it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writing {
    /// May be empty until the post is published.
    pub title: String,
    /// Chosen address; `None` takes it from the title until the post is public, and keeps it then.
    pub slug: Option<String>,
    /// Chosen kind; `None` takes it from what is attached.
    pub kind: Option<PostKind>,
    /// Markdown.
    pub body: String,
    /// Public words for those the post is closed to. May be empty: then nothing of the body is shown to them.
    pub excerpt: String,
    /// Public picture for those the post is closed to.
    pub teaser: Option<AssetId>,
    /// Picture above the post.
    pub lead: Option<AssetId>,
    /// For whom, in the language of conditions.
    pub condition: String,
    pub comments_open: bool,
    pub mail_on_publish: bool,
    /// In order.
    pub attachments: Vec<Attachment>,
}

/// Why a post was not saved.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    #[error("there is no such post")]
    Unknown,
    /// Somebody else saved it meanwhile: nothing was overwritten.
    #[error("somebody else saved this post meanwhile")]
    Stale,
    #[error("the post is deleted")]
    Archived,
    #[error("a public post needs a title")]
    TitleMissing,
    #[error("the title is too long")]
    TitleTooLong,
    #[error("the text is too long")]
    BodyTooLong,
    #[error("the excerpt is too long")]
    ExcerptTooLong,
    #[error("a caption is too long")]
    CaptionTooLong,
    #[error("too much is attached")]
    TooManyAttachments,
    #[error("the condition cannot be read: {0}")]
    Condition(#[from] NotACondition),
    #[error("there is no asset {0}")]
    UnknownAsset(AssetId),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Begins a draft.
pub fn create(tx: &mut Tx, writing: &Writing, author: Option<&CrewMemberId>, now: Moment) -> Result<Post, NotSaved> {
    let post = Post {
        id: PostId::new(),
        slug: String::new(),
        title: String::new(),
        kind: PostKind::Letter.word().to_owned(),
        kind_chosen: false,
        excerpt: String::new(),
        opening: String::new(),
        minutes: 1,
        teaser_asset_id: None,
        lead_asset_id: None,
        play_asset_id: None,
        pictures: 0,
        files: 0,
        file_bytes: 0,
        condition: String::new(),
        state: PostState::Draft.word().to_owned(),
        comments_open: true,
        mail_on_publish: false,
        publish_at: None,
        published_at: None,
        created_at: now,
        updated_at: now,
        revision: 1,
        author_id: author.cloned(),
        body: String::new(),
        body_html: String::new(),
    };
    let (post, attachments, known) = written(tx, post, writing, now)?;
    store::insert(tx, &post)?;
    store::keep_slug(tx, &post.slug, &post.id)?;
    keep(tx, &post, &attachments, &known, now)?;
    Ok(post)
}

/// Replaces what a post says, if it still has the revision the editor began from.
pub fn save(tx: &mut Tx, id: &PostId, revision: i64, writing: &Writing, now: Moment) -> Result<Post, NotSaved> {
    let former = store::by_id(tx, id)?.ok_or(NotSaved::Unknown)?;
    if former.state() == PostState::Archived {
        return Err(NotSaved::Archived);
    }
    let public = matches!(former.state(), PostState::Published | PostState::Scheduled);
    if public && writing.title.trim().is_empty() {
        return Err(NotSaved::TitleMissing);
    }
    let (post, attachments, known) = written(tx, former.clone(), writing, now)?;
    let post = Post { revision: revision + 1, updated_at: now, ..post };
    if !store::replace(tx, &post, revision)? {
        return Err(NotSaved::Stale);
    }
    if post.slug != former.slug {
        if former.published_at.is_none() {
            store::forget_slug(tx, &former.slug)?;
        }
        store::keep_slug(tx, &post.slug, id)?;
    }
    keep(tx, &post, &attachments, &known, now)?;
    changed(tx, &post, now)?;
    Ok(post)
}

/// Works out a post anew, after a picture in its body became ready. True while one is still being made ready.
pub(super) fn redraw(tx: &mut Tx, id: &PostId, now: Moment) -> Result<bool, Fault> {
    let Some(post) = store::by_id(tx, id)? else { return Ok(false) };
    let attachments = super::attachments(tx, id)?;
    let known = known(tx, &post, &attachments)?;
    let drawn = worked_out(post.clone(), &attachments, &known);
    if drawn != post {
        store::replace_worked_out(tx, &drawn)?;
        changed(tx, &drawn, now)?;
    }
    Ok(awaits_a_picture(&drawn, &known))
}

/// How a body would look, for the editor who is writing it.
pub fn preview(conn: &mut Conn, body: &str) -> Result<String, Fault> {
    let ids: Vec<AssetId> = markdown::assets_in(body).into_iter().map(AssetId).collect();
    let images = images(media::by_ids(conn, &ids)?.iter());
    Ok(markdown::post_html(body, |id| images.get(id).cloned()))
}

/// Seconds until a body is drawn again whose picture was not ready.
pub(super) const REDRAW_SECONDS: i64 = 10;

fn keep(tx: &mut Tx, post: &Post, attachments: &[Attachment], known: &Known, now: Moment) -> Result<(), Fault> {
    store::replace_attachments(tx, &post.id, attachments)?;
    if awaits_a_picture(post, known) {
        let redraw = Redraw { post_id: post.id.clone() };
        enqueue_once::<Club, _>(tx, &redraw, post.id.as_str(), now.plus_seconds(REDRAW_SECONDS), now)?;
    }
    Ok(())
}

fn awaits_a_picture(post: &Post, known: &Known) -> bool {
    let waits = |id: String| known.get(&AssetId(id)).is_some_and(|asset| asset.state == State::Processing);
    markdown::assets_in(&post.body).into_iter().any(waits)
}

/// The post with what the editor handed in, and everything that follows from it.
fn written(
    tx: &mut Tx,
    former: Post,
    writing: &Writing,
    now: Moment,
) -> Result<(Post, Vec<Attachment>, Known), NotSaved> {
    checked(writing)?;
    Condition::parse(&writing.condition)?;
    let attachments = with_pictures_of_the_body(writing);
    if attachments.len() > MOST_ATTACHMENTS {
        return Err(NotSaved::TooManyAttachments);
    }
    let slug = slug_for(tx, &former, writing, now)?;
    let post = Post {
        slug,
        title: writing.title.trim().to_owned(),
        kind: writing.kind.map_or(former.kind, |kind| kind.word().to_owned()),
        kind_chosen: writing.kind.is_some(),
        excerpt: writing.excerpt.trim().to_owned(),
        teaser_asset_id: writing.teaser.clone(),
        lead_asset_id: writing.lead.clone(),
        condition: writing.condition.trim().to_owned(),
        comments_open: writing.comments_open,
        mail_on_publish: writing.mail_on_publish,
        body: writing.body.replace("\r\n", "\n"),
        ..former
    };
    let known = known(tx, &post, &attachments)?;
    let used = attachments.iter().map(|attachment| &attachment.asset_id);
    for asset in used.chain(&post.teaser_asset_id).chain(&post.lead_asset_id) {
        if !known.contains_key(asset) {
            return Err(NotSaved::UnknownAsset(asset.clone()));
        }
    }
    Ok((worked_out(post, &attachments, &known), attachments, known))
}

fn checked(writing: &Writing) -> Result<(), NotSaved> {
    let longer = |text: &str, longest: usize| text.chars().count() > longest;
    if longer(writing.title.trim(), LONGEST_TITLE) {
        return Err(NotSaved::TitleTooLong);
    }
    if longer(&writing.body, LONGEST_BODY) {
        return Err(NotSaved::BodyTooLong);
    }
    if longer(writing.excerpt.trim(), LONGEST_EXCERPT) {
        return Err(NotSaved::ExcerptTooLong);
    }
    if writing.attachments.iter().any(|attachment| longer(&attachment.caption, LONGEST_CAPTION)) {
        return Err(NotSaved::CaptionTooLong);
    }
    Ok(())
}

/// A picture in the body is attached too: what a post holds is one list, and the check of its bytes asks that list.
fn with_pictures_of_the_body(writing: &Writing) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = Vec::with_capacity(writing.attachments.len());
    let in_body = markdown::assets_in(&writing.body)
        .into_iter()
        .map(|id| Attachment { asset_id: AssetId(id), caption: String::new() });
    for attachment in writing.attachments.iter().cloned().chain(in_body) {
        if !attachments.iter().any(|known| known.asset_id == attachment.asset_id) {
            attachments.push(attachment);
        }
    }
    attachments
}

fn slug_for(tx: &mut Tx, former: &Post, writing: &Writing, now: Moment) -> Result<String, Fault> {
    let chosen = slugged(writing.slug.as_deref().unwrap_or_default());
    if chosen.is_empty() && former.published_at.is_some() {
        return Ok(former.slug.clone());
    }
    let derived = if chosen.is_empty() { slugged(&writing.title) } else { chosen };
    let wanted = if derived.is_empty() { now.utc_date().to_string() } else { derived };
    // A draft that took `low-tide-2` keeps it while its title stays.
    let numbered = former.slug.strip_prefix(&wanted).and_then(|rest| rest.strip_prefix('-'));
    if numbered.is_some_and(|number| number.parse::<u32>().is_ok()) {
        return Ok(former.slug.clone());
    }
    free_slug(tx, &wanted, &former.id)
}

fn free_slug(tx: &mut Tx, wanted: &str, id: &PostId) -> Result<String, Fault> {
    let taken = store::slugs_of_others(tx, wanted, id)?;
    let numbered = (2..).map(|number: u32| format!("{wanted}-{number}"));
    let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
    candidates.find(|slug| !taken.contains(slug)).ok_or_else(|| Fault::broken("no slug is free"))
}

/// The assets a post uses, by id.
type Known = HashMap<AssetId, Asset>;

fn known(conn: &mut Conn, post: &Post, attachments: &[Attachment]) -> Result<Known, Fault> {
    let attached = attachments.iter().map(|attachment| attachment.asset_id.clone());
    let ids: Vec<AssetId> = attached.chain(post.teaser_asset_id.clone()).chain(post.lead_asset_id.clone()).collect();
    Ok(media::by_ids(conn, &ids)?.into_iter().map(|asset| (asset.id.clone(), asset)).collect())
}

/// The pictures among the assets that can be shown.
fn images<'a>(assets: impl Iterator<Item = &'a Asset>) -> HashMap<String, Image> {
    assets.filter_map(|asset| Some((asset.id.0.clone(), image(asset)?))).collect()
}

fn image(asset: &Asset) -> Option<Image> {
    let pictures = asset.pictures();
    let largest = pictures.last().filter(|_| asset.is_ready() && asset.kind == Kind::Photo)?;
    let source = |name: &str, width: i32| format!("{} {width}w", media::address(&asset.id, name));
    let sources = pictures.iter().filter_map(|picture| Some(source(&picture.name, picture.width?)));
    Some(Image {
        src: media::address(&asset.id, &largest.name),
        srcset: sources.collect::<Vec<_>>().join(", "),
        width: u32::try_from(largest.width?).ok()?,
        height: u32::try_from(largest.height?).ok()?,
        alt: asset.alt.clone(),
    })
}

fn worked_out(post: Post, attachments: &[Attachment], known: &Known) -> Post {
    let text = markdown::plain_text(&post.body);
    let in_body = markdown::assets_in(&post.body);
    let of_kind = |wanted: Kind| {
        attachments
            .iter()
            .filter(move |attachment| known.get(&attachment.asset_id).is_some_and(|asset| asset.kind == wanted))
            .map(|attachment| &attachment.asset_id)
    };
    let shown_apart = of_kind(Kind::Photo).filter(|id| !in_body.iter().any(|inner| inner == id.as_str())).count();
    let kind = if post.kind_chosen {
        post.kind.clone()
    } else if of_kind(Kind::Video).next().is_some() {
        PostKind::Film.word().to_owned()
    } else if of_kind(Kind::Audio).next().is_some() {
        PostKind::Recording.word().to_owned()
    } else if shown_apart > 1 || (shown_apart == 1 && words(&text) < 80) {
        PostKind::Pictures.word().to_owned()
    } else if of_kind(Kind::File).next().is_some() {
        PostKind::Files.word().to_owned()
    } else {
        PostKind::Letter.word().to_owned()
    };
    let images = images(known.values());
    Post {
        kind,
        opening: markdown::excerpt(&post.body, OPENING),
        minutes: i32::try_from(words(&text).div_ceil(200).max(1)).unwrap_or(i32::MAX),
        play_asset_id: of_kind(Kind::Audio).chain(of_kind(Kind::Video)).next().cloned(),
        pictures: i32::try_from(of_kind(Kind::Photo).count()).unwrap_or(i32::MAX),
        files: i32::try_from(of_kind(Kind::File).count()).unwrap_or(i32::MAX),
        file_bytes: of_kind(Kind::File).filter_map(|id| known.get(id)).map(|asset| asset.bytes).sum(),
        body_html: markdown::post_html(&post.body, |id| images.get(id).cloned()),
        ..post
    }
}

/// Words, with two characters of a script without spaces counted as one.
fn words(text: &str) -> usize {
    let spaceless = text.chars().filter(|c| crate::plumbing::search::is_spaceless(*c)).count();
    text.split_whitespace().count() + spaceless / 2
}
