//! Lists of posts: for visitors, with what each needs to be shown and whether it is open; and for the studio.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use super::store::{self, CardRow};
use super::{Audience, Closed, Post, PostId, PostKind, PostState};
use crate::base::{Fault, Moment, Standing};
use crate::media::AssetId;
use crate::plumbing::db::Conn;

pub use super::store::Row;

/// Posts on a page.
pub const PAGE: usize = 20;

/// A post in a list, as one visitor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub id: PostId,
    pub slug: String,
    pub title: String,
    pub kind: PostKind,
    /// Plain text this visitor may read; may be empty.
    pub teaser: String,
    /// Picture anyone may see.
    pub teaser_asset: Option<AssetId>,
    /// Picture above the post, as closed as the post.
    pub lead_asset: Option<AssetId>,
    /// The first thing to play, as closed as the post.
    pub play_asset: Option<AssetId>,
    pub pictures: u32,
    pub files: u32,
    /// Of all files together.
    pub file_bytes: u64,
    /// Reading time, at least 1.
    pub minutes: u32,
    pub published_at: Moment,
    pub comments_open: bool,
    /// None when this visitor may see it.
    pub closed: Option<Closed>,
}

/// A place in the order of publication, for paging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub at: Moment,
    pub id: PostId,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.0, self.id)
    }
}

impl FromStr for Place {
    type Err = ();

    /// Reads what an address carries back.
    fn from_str(text: &str) -> Result<Place, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Place { at: Moment(at.parse().map_err(|_| ())?), id: PostId(id.to_owned()) })
    }
}

/// A page of posts, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub cards: Vec<Card>,
    /// Where the next older page begins.
    pub older: Option<Place>,
}

/// The newest posts, of one kind or all.
pub fn published(
    conn: &mut Conn,
    kind: Option<PostKind>,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Page, Fault> {
    Ok(page(store::newest(conn, kind, PAGE + 1)?, standing, now))
}

/// The newest posts before it is said who looks at them: one reading serves many visitors.
pub struct Newest {
    rows: Vec<CardRow>,
    /// For whom they are, each audience once.
    audiences: Vec<Audience>,
    /// Of each row, the place of its audience.
    of_row: Vec<usize>,
    older: Option<Place>,
}

/// The newest posts of all kinds, for everybody.
pub fn newest(conn: &mut Conn) -> Result<Newest, Fault> {
    let mut rows = store::newest(conn, None, PAGE + 1)?;
    let older = cut(&mut rows);
    let mut conditions: Vec<&str> = Vec::new();
    let mut place = |condition| match conditions.iter().position(|known| *known == condition) {
        Some(place) => place,
        None => {
            conditions.push(condition);
            conditions.len() - 1
        }
    };
    let of_row = rows.iter().map(|row| place(row.condition.as_str())).collect();
    Ok(Newest { audiences: conditions.into_iter().map(Audience::of).collect(), of_row, rows, older })
}

impl Newest {
    /// What keeps this visitor out of the posts of each audience.
    pub fn closed_to(&self, standing: Option<&Standing>, now: Moment) -> Vec<Option<Closed>> {
        self.audiences.iter().map(|audience| audience.closed_to(standing, now)).collect()
    }

    /// The page of whoever is kept out so, audience by audience.
    pub fn page(&self, closed: &[Option<Closed>]) -> Page {
        let closed = self.of_row.iter().map(|place| closed.get(*place).cloned().flatten());
        let cards = self.rows.iter().cloned().zip(closed).map(|(row, closed)| card_closed(row, closed)).collect();
        Page { cards, older: self.older.clone() }
    }
}

/// The posts older than a place.
pub fn published_before(
    conn: &mut Conn,
    place: &Place,
    kind: Option<PostKind>,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Page, Fault> {
    Ok(page(store::older_than(conn, place, kind, PAGE + 1)?, standing, now))
}

fn page(mut rows: Vec<CardRow>, standing: Option<&Standing>, now: Moment) -> Page {
    let older = cut(&mut rows);
    Page { cards: rows.into_iter().map(|row| card(row, standing, now)).collect(), older }
}

/// Leaves one page of the rows; where the next begins, if there is one.
fn cut(rows: &mut Vec<CardRow>) -> Option<Place> {
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| more)?;
    Some(Place { at: last.published_at.unwrap_or(last.created_at), id: last.id.clone() })
}

/// How many posts of this kind are newer than a place: a page's number is this over [`PAGE`].
pub fn newer_than(conn: &mut Conn, place: &Place, kind: Option<PostKind>) -> Result<i64, Fault> {
    store::newer_than(conn, place, kind)
}

/// The place that a page so many posts before this one begins after; `None` for the newest page.
pub fn place_before(conn: &mut Conn, place: &Place, kind: Option<PostKind>) -> Result<Option<Place>, Fault> {
    // The page shown begins after `place`; the one before it begins after the post PAGE places newer than `place`.
    store::newer_place(conn, place, kind, PAGE)
}

/// The newest posts that are for everyone.
pub fn open_cards(conn: &mut Conn, most: usize, now: Moment) -> Result<Vec<Card>, Fault> {
    let rows = store::newest_for_everyone(conn, most)?;
    Ok(rows.into_iter().map(|row| card(row, None, now)).collect())
}

/// The newest posts, whole, that this visitor may see.
pub fn newest_open_to(
    conn: &mut Conn,
    standing: Option<&Standing>,
    most: usize,
    now: Moment,
) -> Result<Vec<Post>, Fault> {
    // A feed need not reach further back than this many posts, open or not.
    const LOOKED_AT: usize = 500;
    let rows = store::newest(conn, None, LOOKED_AT)?;
    let open = rows.into_iter().filter(|row| Audience::of(&row.condition).is_open_to(standing, now));
    store::whole(conn, &open.take(most).map(|row| row.id).collect::<Vec<_>>())
}

/// Published posts by id; ids of others are left out.
pub fn cards_by_id(
    conn: &mut Conn,
    ids: &[PostId],
    standing: Option<&Standing>,
    now: Moment,
) -> Result<HashMap<PostId, Card>, Fault> {
    let rows = store::cards(conn, ids)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), card(row, standing, now))).collect())
}

/// One published post as a list shows it.
pub fn card_by_id(
    conn: &mut Conn,
    id: &PostId,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Option<Card>, Fault> {
    Ok(cards_by_id(conn, std::slice::from_ref(id), standing, now)?.remove(id))
}

fn card(row: CardRow, standing: Option<&Standing>, now: Moment) -> Card {
    let closed = Audience::of(&row.condition).closed_to(standing, now);
    card_closed(row, closed)
}

fn card_closed(row: CardRow, closed: Option<Closed>) -> Card {
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    Card {
        // Where the artist chose no words, the body's own may stand, but only before those it is open to.
        teaser: match &closed {
            _ if !row.excerpt.is_empty() => row.excerpt,
            None => row.opening,
            Some(_) => String::new(),
        },
        kind: PostKind::from_word(&row.kind).unwrap_or(PostKind::Letter),
        pictures: count(row.pictures),
        files: count(row.files),
        file_bytes: u64::try_from(row.file_bytes).unwrap_or(0),
        minutes: count(row.minutes).max(1),
        published_at: row.published_at.unwrap_or(row.created_at),
        id: row.id,
        slug: row.slug,
        title: row.title,
        teaser_asset: row.teaser_asset_id,
        lead_asset: row.lead_asset_id,
        play_asset: row.play_asset_id,
        comments_open: row.comments_open,
        closed,
    }
}

/// A post beside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    pub slug: String,
    pub title: String,
    pub locked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours {
    pub newer: Option<Neighbour>,
    pub older: Option<Neighbour>,
}

/// The posts published just before and after.
pub fn neighbours(
    conn: &mut Conn,
    place: &Place,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Neighbours, Fault> {
    let neighbour = |row: CardRow| Neighbour {
        locked: !Audience::of(&row.condition).is_open_to(standing, now),
        slug: row.slug,
        title: row.title,
    };
    Ok(Neighbours {
        older: store::older_than(conn, place, None, 1)?.pop().map(neighbour),
        newer: store::just_newer_than(conn, place)?.map(neighbour),
    })
}

/// How many published posts there are of each kind, in the order of [`PostKind::ALL`]; kinds without any are left out.
pub fn numbers_by_kind(conn: &mut Conn) -> Result<Vec<(PostKind, i64)>, Fault> {
    let numbers: HashMap<String, i64> = store::numbers_by_kind(conn)?.into_iter().collect();
    let known = PostKind::ALL.into_iter();
    Ok(known.filter_map(|kind| numbers.get(kind.word()).map(|number| (kind, *number))).collect())
}

/// For whom the published posts are: how many for each audience.
#[derive(Debug, Clone)]
pub struct Audiences(Vec<(Audience, i64)>);

impl Audiences {
    pub fn load(conn: &mut Conn) -> Result<Audiences, Fault> {
        let numbers = store::numbers_by_condition(conn)?;
        Ok(Audiences(numbers.into_iter().map(|(condition, n)| (Audience::of(&condition), n)).collect()))
    }

    /// Posts this visitor may see.
    pub fn open_to(&self, standing: Option<&Standing>, now: Moment) -> i64 {
        self.0.iter().filter(|(audience, _)| audience.is_open_to(standing, now)).map(|(_, n)| n).sum()
    }

    /// Posts that would open besides those that are, if this visitor had that tier now.
    pub fn opened_by_tier(&self, tier: &str, standing: Option<&Standing>, now: Moment) -> i64 {
        let held = super::audience::with_tier(standing, tier, now);
        self.open_to(Some(&held), now) - self.open_to(standing, now)
    }

    /// Posts that would open besides those that are, if this visitor joined as a free member.
    pub fn opened_by_joining(&self, now: Moment) -> i64 {
        let joined = super::audience::with_tier(None, "", now);
        self.open_to(Some(&joined), now) - self.open_to(None, now)
    }
}

/// Numbers of the studio's list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub drafts: i64,
    pub scheduled: i64,
    pub published: i64,
    pub archived: i64,
}

pub fn counts(conn: &mut Conn) -> Result<Counts, Fault> {
    let mut counts = Counts::default();
    for (state, n) in store::numbers_by_state(conn)? {
        match store::state_of(&state) {
            PostState::Draft => counts.drafts += n,
            PostState::Scheduled => counts.scheduled += n,
            PostState::Published => counts.published += n,
            PostState::Archived => counts.archived += n,
        }
    }
    Ok(counts)
}

/// The studio's list, last changed first: of one state, or of all but the archived. `after` is the last row of the
/// page before.
pub fn for_studio(
    conn: &mut Conn,
    state: Option<PostState>,
    after: Option<&Place>,
    most: i64,
) -> Result<Vec<Row>, Fault> {
    store::for_studio(conn, state, after, most)
}
