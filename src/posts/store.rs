//! The tables of posts. Private to this room.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::lists::Place;
use super::{Audience, PostId, PostKind, PostState};
use crate::base::{Fault, Moment};
use crate::crew::CrewMemberId;
use crate::media::AssetId;
use crate::plumbing::db::{Backend, Conn, Tx};
use crate::plumbing::schema::{post_assets, post_slugs, posts};

/// A post, whole.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = posts, treat_none_as_null = true)]
pub struct Post {
    pub id: PostId,
    pub slug: String,
    pub title: String,
    pub(super) kind: String,
    /// The editor chose the kind; else it follows from what is attached.
    pub kind_chosen: bool,
    /// Public words, chosen by the artist; may be empty.
    pub excerpt: String,
    /// Beginning of the body, as closed as the post.
    pub opening: String,
    /// Reading time.
    pub minutes: i32,
    /// Public picture.
    pub teaser_asset_id: Option<AssetId>,
    pub lead_asset_id: Option<AssetId>,
    /// The first thing to play.
    pub play_asset_id: Option<AssetId>,
    pub pictures: i32,
    pub files: i32,
    pub file_bytes: i64,
    pub condition: String,
    pub(super) state: String,
    pub comments_open: bool,
    pub mail_on_publish: bool,
    pub publish_at: Option<Moment>,
    /// When it first went public; kept when it is taken back.
    pub published_at: Option<Moment>,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// Counts up with every change: who saves says which one they began from.
    pub revision: i64,
    pub author_id: Option<CrewMemberId>,
    /// Markdown.
    pub body: String,
    /// Sanitised.
    pub body_html: String,
}

impl Post {
    pub fn kind(&self) -> PostKind {
        PostKind::from_word(&self.kind).unwrap_or(PostKind::Letter)
    }

    pub fn state(&self) -> PostState {
        state_of(&self.state)
    }

    pub fn audience(&self) -> Audience {
        Audience::of(&self.condition)
    }

    /// Where it stands in the order of publication.
    pub fn place(&self) -> Place {
        Place { at: self.published_at.unwrap_or(self.created_at), id: self.id.clone() }
    }
}

/// Something attached to a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub asset_id: AssetId,
    pub caption: String,
}

/// What a list needs: everything but the body.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub(super) struct CardRow {
    pub id: PostId,
    pub slug: String,
    pub title: String,
    pub kind: String,
    pub excerpt: String,
    pub opening: String,
    pub minutes: i32,
    pub teaser_asset_id: Option<AssetId>,
    pub lead_asset_id: Option<AssetId>,
    pub play_asset_id: Option<AssetId>,
    pub pictures: i32,
    pub files: i32,
    pub file_bytes: i64,
    pub condition: String,
    pub comments_open: bool,
    pub published_at: Option<Moment>,
    pub created_at: Moment,
}

/// A post in the studio's list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct Row {
    pub id: PostId,
    pub slug: String,
    pub title: String,
    kind: String,
    state: String,
    pub condition: String,
    pub mail_on_publish: bool,
    pub publish_at: Option<Moment>,
    pub published_at: Option<Moment>,
    pub updated_at: Moment,
    pub revision: i64,
    pub author_id: Option<CrewMemberId>,
}

impl Row {
    pub fn kind(&self) -> PostKind {
        PostKind::from_word(&self.kind).unwrap_or(PostKind::Letter)
    }

    pub fn state(&self) -> PostState {
        state_of(&self.state)
    }

    /// Where it stands in the studio's list.
    pub fn place(&self) -> Place {
        Place { at: self.updated_at, id: self.id.clone() }
    }
}

const PUBLISHED: &str = "published";
const ARCHIVED: &str = "archived";
/// Archived while it was public: restoring makes it public again.
const ARCHIVED_PUBLIC: &str = "archived_public";

pub(super) fn state_of(word: &str) -> PostState {
    if word == ARCHIVED_PUBLIC { PostState::Archived } else { PostState::from_word(word).unwrap_or(PostState::Draft) }
}

/// What restoring an archived post makes of it.
pub(super) fn back_to(post: &Post) -> PostState {
    if post.state == ARCHIVED_PUBLIC { PostState::Published } else { PostState::Draft }
}

/// Moments at which posts are to go public.
pub(super) fn scheduled_for(conn: &mut Conn) -> Result<Vec<Moment>, Fault> {
    let scheduled = posts::state.eq(PostState::Scheduled.word());
    let moments: Vec<Option<Moment>> = posts::table.filter(scheduled).select(posts::publish_at).load(conn)?;
    Ok(moments.into_iter().flatten().collect())
}

pub(super) fn by_id(conn: &mut Conn, id: &PostId) -> Result<Option<Post>, Fault> {
    Ok(posts::table.find(id).select(Post::as_select()).first(conn).optional()?)
}

pub(super) fn published_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Post>, Fault> {
    Ok(posts::table
        .filter(posts::slug.eq(slug).and(posts::state.eq(PUBLISHED)))
        .select(Post::as_select())
        .first(conn)
        .optional()?)
}

/// The present address of the published post that ever had this one.
pub(super) fn slug_now(conn: &mut Conn, slug: &str) -> Result<Option<String>, Fault> {
    Ok(post_slugs::table
        .inner_join(posts::table)
        .filter(post_slugs::slug.eq(slug).and(posts::state.eq(PUBLISHED)))
        .select(posts::slug)
        .first(conn)
        .optional()?)
}

type Listed<'q> = posts::BoxedQuery<'q, Backend>;

fn listed<'q>(kind: Option<PostKind>) -> Listed<'q> {
    let query = posts::table.filter(posts::state.eq(PUBLISHED)).into_boxed();
    match kind {
        Some(kind) => query.filter(posts::kind.eq(kind.word())),
        None => query,
    }
}

fn loaded(conn: &mut Conn, query: Listed<'_>) -> Result<Vec<CardRow>, Fault> {
    Ok(query.select(CardRow::as_select()).load(conn)?)
}

pub(super) fn newest(conn: &mut Conn, kind: Option<PostKind>, most: usize) -> Result<Vec<CardRow>, Fault> {
    let query = listed(kind).order((posts::published_at.desc(), posts::id.desc())).limit(most as i64);
    loaded(conn, query)
}

pub(super) fn newest_for_everyone(conn: &mut Conn, most: usize) -> Result<Vec<CardRow>, Fault> {
    let query = listed(None).filter(posts::condition.eq("everyone"));
    loaded(conn, query.order((posts::published_at.desc(), posts::id.desc())).limit(most as i64))
}

pub(super) fn older_than(
    conn: &mut Conn,
    place: &Place,
    kind: Option<PostKind>,
    most: usize,
) -> Result<Vec<CardRow>, Fault> {
    let same = posts::published_at.eq(place.at).and(posts::id.lt(&place.id));
    // Written twice over so that the index is entered at the place instead of walked to it.
    let query = listed(kind).filter(posts::published_at.le(place.at)).filter(posts::published_at.lt(place.at).or(same));
    loaded(conn, query.order((posts::published_at.desc(), posts::id.desc())).limit(most as i64))
}

fn after(place: &Place, kind: Option<PostKind>) -> Listed<'_> {
    let same = posts::published_at.eq(place.at).and(posts::id.gt(&place.id));
    listed(kind).filter(posts::published_at.ge(place.at)).filter(posts::published_at.gt(place.at).or(same))
}

pub(super) fn just_newer_than(conn: &mut Conn, place: &Place) -> Result<Option<CardRow>, Fault> {
    let query = after(place, None).order((posts::published_at.asc(), posts::id.asc())).limit(1);
    Ok(loaded(conn, query)?.pop())
}

pub(super) fn newer_than(conn: &mut Conn, place: &Place, kind: Option<PostKind>) -> Result<i64, Fault> {
    Ok(after(place, kind).count().get_result(conn)?)
}

/// The post `steps` places newer.
pub(super) fn newer_place(
    conn: &mut Conn,
    place: &Place,
    kind: Option<PostKind>,
    steps: usize,
) -> Result<Option<Place>, Fault> {
    let found: Option<(Option<Moment>, PostId)> = after(place, kind)
        .order((posts::published_at.asc(), posts::id.asc()))
        .offset(steps as i64 - 1)
        .limit(1)
        .select((posts::published_at, posts::id))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(at, id)| Some(Place { at: at?, id })))
}

pub(super) fn cards(conn: &mut Conn, ids: &[PostId]) -> Result<Vec<CardRow>, Fault> {
    loaded(conn, listed(None).filter(posts::id.eq_any(ids)))
}

/// Posts with their bodies, newest first.
pub(super) fn whole(conn: &mut Conn, ids: &[PostId]) -> Result<Vec<Post>, Fault> {
    let query = posts::table.filter(posts::id.eq_any(ids)).order((posts::published_at.desc(), posts::id.desc()));
    Ok(query.select(Post::as_select()).load(conn)?)
}

pub(super) fn titles(conn: &mut Conn, ids: &[PostId]) -> Result<HashMap<PostId, (String, String)>, Fault> {
    let rows: Vec<(PostId, String, String)> =
        posts::table.filter(posts::id.eq_any(ids)).select((posts::id, posts::slug, posts::title)).load(conn)?;
    Ok(rows.into_iter().map(|(id, slug, title)| (id, (slug, title))).collect())
}

pub(super) fn numbers_by_kind(conn: &mut Conn) -> Result<Vec<(String, i64)>, Fault> {
    let published = posts::table.filter(posts::state.eq(PUBLISHED));
    Ok(published.group_by(posts::kind).select((posts::kind, diesel::dsl::count_star())).load(conn)?)
}

pub(super) fn numbers_by_condition(conn: &mut Conn) -> Result<Vec<(String, i64)>, Fault> {
    let published = posts::table.filter(posts::state.eq(PUBLISHED));
    Ok(published.group_by(posts::condition).select((posts::condition, diesel::dsl::count_star())).load(conn)?)
}

pub(super) fn numbers_by_state(conn: &mut Conn) -> Result<Vec<(String, i64)>, Fault> {
    Ok(posts::table.group_by(posts::state).select((posts::state, diesel::dsl::count_star())).load(conn)?)
}

pub(super) fn for_studio(
    conn: &mut Conn,
    state: Option<PostState>,
    after: Option<&Place>,
    most: i64,
) -> Result<Vec<Row>, Fault> {
    let mut query = posts::table.into_boxed();
    query = match state {
        None => query.filter(posts::state.ne_all([ARCHIVED, ARCHIVED_PUBLIC])),
        Some(PostState::Archived) => query.filter(posts::state.eq_any([ARCHIVED, ARCHIVED_PUBLIC])),
        Some(state) => query.filter(posts::state.eq(state.word())),
    };
    if let Some(place) = after {
        let same = posts::updated_at.eq(place.at).and(posts::id.lt(&place.id));
        query = query.filter(posts::updated_at.lt(place.at).or(same));
    }
    let query = query.order((posts::updated_at.desc(), posts::id.desc())).limit(most);
    Ok(query.select(Row::as_select()).load(conn)?)
}

pub(super) fn due(conn: &mut Conn, now: Moment) -> Result<Vec<Post>, Fault> {
    let scheduled = posts::table.filter(posts::state.eq(PostState::Scheduled.word()));
    Ok(scheduled.filter(posts::publish_at.le(now)).order(posts::publish_at).select(Post::as_select()).load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, post: &Post) -> Result<(), Fault> {
    diesel::insert_into(posts::table).values(post).execute(tx.conn())?;
    Ok(())
}

/// False when the post no longer has this revision.
pub(super) fn replace(tx: &mut Tx, post: &Post, revision: i64) -> Result<bool, Fault> {
    let same = posts::table.filter(posts::id.eq(&post.id).and(posts::revision.eq(revision)));
    Ok(diesel::update(same).set(post).execute(tx.conn())? == 1)
}

/// Keeps what follows from the text and its assets, without making it a new revision.
pub(super) fn replace_worked_out(tx: &mut Tx, post: &Post) -> Result<(), Fault> {
    diesel::update(posts::table.find(&post.id))
        .set((
            posts::kind.eq(&post.kind),
            posts::opening.eq(&post.opening),
            posts::minutes.eq(post.minutes),
            posts::play_asset_id.eq(&post.play_asset_id),
            posts::pictures.eq(post.pictures),
            posts::files.eq(post.files),
            posts::file_bytes.eq(post.file_bytes),
            posts::body_html.eq(&post.body_html),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_published(tx: &mut Tx, id: &PostId, at: Moment, now: Moment) -> Result<(), Fault> {
    diesel::update(posts::table.find(id))
        .set((
            posts::state.eq(PUBLISHED),
            posts::published_at.eq(Some(at)),
            posts::publish_at.eq(None::<Moment>),
            posts::updated_at.eq(now),
            posts::revision.eq(posts::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn forget_mail(tx: &mut Tx, id: &PostId) -> Result<(), Fault> {
    diesel::update(posts::table.find(id)).set(posts::mail_on_publish.eq(false)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_scheduled(tx: &mut Tx, id: &PostId, at: Moment, now: Moment) -> Result<(), Fault> {
    diesel::update(posts::table.find(id))
        .set((
            posts::state.eq(PostState::Scheduled.word()),
            posts::publish_at.eq(Some(at)),
            posts::updated_at.eq(now),
            posts::revision.eq(posts::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_state(tx: &mut Tx, id: &PostId, state: PostState, now: Moment) -> Result<(), Fault> {
    mark_word(tx, id, state.word(), now)
}

pub(super) fn mark_archived(tx: &mut Tx, id: &PostId, back_to: PostState, now: Moment) -> Result<(), Fault> {
    mark_word(tx, id, if back_to == PostState::Published { ARCHIVED_PUBLIC } else { ARCHIVED }, now)
}

fn mark_word(tx: &mut Tx, id: &PostId, word: &str, now: Moment) -> Result<(), Fault> {
    diesel::update(posts::table.find(id))
        .set((
            posts::state.eq(word),
            posts::publish_at.eq(None::<Moment>),
            posts::updated_at.eq(now),
            posts::revision.eq(posts::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Slugs that other posts have or had, of those beginning with `wanted`.
pub(super) fn slugs_of_others(conn: &mut Conn, wanted: &str, id: &PostId) -> Result<HashSet<String>, Fault> {
    let alike = post_slugs::slug.eq(wanted).or(post_slugs::slug.like(format!("{wanted}-%")));
    let others = post_slugs::table.filter(alike).filter(post_slugs::post_id.ne(id));
    Ok(others.select(post_slugs::slug).load(conn)?.into_iter().collect())
}

pub(super) fn keep_slug(tx: &mut Tx, slug: &str, id: &PostId) -> Result<(), Fault> {
    let known: i64 = post_slugs::table
        .filter(post_slugs::slug.eq(slug).and(post_slugs::post_id.eq(id)))
        .count()
        .get_result(tx.conn())?;
    if known == 0 {
        let row = (post_slugs::slug.eq(slug), post_slugs::post_id.eq(id));
        diesel::insert_into(post_slugs::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn forget_slug(tx: &mut Tx, slug: &str) -> Result<(), Fault> {
    diesel::delete(post_slugs::table.find(slug)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn attachments(conn: &mut Conn, ids: &[PostId]) -> Result<HashMap<PostId, Vec<Attachment>>, Fault> {
    let rows: Vec<(PostId, AssetId, String)> = post_assets::table
        .filter(post_assets::post_id.eq_any(ids))
        .order((post_assets::post_id, post_assets::position))
        .select((post_assets::post_id, post_assets::asset_id, post_assets::caption))
        .load(conn)?;
    let mut found: HashMap<PostId, Vec<Attachment>> = HashMap::new();
    for (post, asset_id, caption) in rows {
        found.entry(post).or_default().push(Attachment { asset_id, caption });
    }
    Ok(found)
}

pub(super) fn replace_attachments(tx: &mut Tx, id: &PostId, attachments: &[Attachment]) -> Result<(), Fault> {
    diesel::delete(post_assets::table.filter(post_assets::post_id.eq(id))).execute(tx.conn())?;
    let rows: Vec<_> = attachments
        .iter()
        .zip(0_i32..)
        .map(|(attachment, position)| {
            (
                post_assets::post_id.eq(id),
                post_assets::asset_id.eq(&attachment.asset_id),
                post_assets::position.eq(position),
                post_assets::caption.eq(attachment.caption.trim()),
            )
        })
        .collect();
    if !rows.is_empty() {
        tx.exec(diesel::insert_into(post_assets::table).values(&rows))?;
    }
    Ok(())
}

pub(super) fn is_public_teaser(conn: &mut Conn, asset: &AssetId) -> Result<bool, Fault> {
    let shown = posts::table.filter(posts::teaser_asset_id.eq(asset)).filter(posts::state.eq(PUBLISHED));
    let found: Option<PostId> = shown.select(posts::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Conditions of the published posts that hold this asset.
pub(super) fn conditions_holding(conn: &mut Conn, asset: &AssetId) -> Result<Vec<String>, Fault> {
    let attached = post_assets::table.filter(post_assets::asset_id.eq(asset)).select(post_assets::post_id);
    Ok(posts::table
        .filter(posts::state.eq(PUBLISHED))
        .filter(posts::lead_asset_id.eq(asset).or(posts::id.eq_any(attached)))
        .select(posts::condition)
        .load(conn)?)
}
