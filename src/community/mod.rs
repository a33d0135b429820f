//! Community: what members say under posts, the signs they leave, and keeping it safe for a fourteen-year-old.
//!
//! Two reports by different members take a comment off the page until somebody of the crew has looked at it.

mod moderation;
mod reactions;
mod store;

use std::collections::HashMap;

use crate::base::{Fault, Moment, Standing};
use crate::crew::CrewMemberId;
use crate::id;
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::posts::{self, Post, PostId};

pub use moderation::{Case, NotReported, ReportLine, ban, dismiss, hide, queue, report, restore, waiting};
pub use reactions::{NotReacted, Reaction, ReactionKind, reactions, toggle};
pub use store::Comment;

id!(
    /// A comment.
    CommentId
);
id!(
    /// One member's report of one comment.
    ReportId
);

/// Longest comment, in characters.
pub const LONGEST: usize = 2_000;
/// Comments on a page.
pub const PAGE: i64 = 50;

/// Most comments of one member in a minute and in an hour.
const MOST_A_MINUTE: i64 = 4;
const MOST_AN_HOUR: i64 = 40;

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    Member(MemberId),
    /// The artist or crew: shown as the artist.
    Crew(CrewMemberId),
}

/// How a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentState {
    Shown,
    /// Reported twice: its place stays, its words do not show until somebody looked.
    Held,
    /// Taken off the page by the crew.
    Hidden,
    /// Taken back by its author.
    TakenBack,
}

impl CommentState {
    fn word(self) -> &'static str {
        match self {
            CommentState::Shown => "shown",
            CommentState::Held => "held",
            CommentState::Hidden => "hidden",
            CommentState::TakenBack => "taken_back",
        }
    }

    fn of(word: &str) -> CommentState {
        match word {
            "shown" => CommentState::Shown,
            "held" => CommentState::Held,
            "taken_back" => CommentState::TakenBack,
            // What is not understood is not shown.
            _ => CommentState::Hidden,
        }
    }
}

/// Why a comment was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotSaid {
    #[error("there is nothing in it")]
    Empty,
    #[error("it is too long")]
    TooLong,
    #[error("too many comments in a short time")]
    TooFast,
    #[error("comments are closed here")]
    Closed,
    /// Not a member in good standing, or the post is closed to them.
    #[error("this person may not write here")]
    NotAllowed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A member's comment. Said twice within a minute, as an impatient thumb does, it is kept once.
pub fn say(
    tx: &mut Tx,
    post: &Post,
    member: &MemberId,
    standing: &Standing,
    body: &str,
    language: &str,
    now: Moment,
) -> Result<CommentId, NotSaid> {
    if !standing.active || !posts::may_see(post, Some(standing), now) {
        return Err(NotSaid::NotAllowed);
    }
    if !post.comments_open {
        return Err(NotSaid::Closed);
    }
    let body = checked(body)?;
    if let Some(same) = store::same_since(tx, post.id.clone(), member, &body, now.plus_seconds(-60))? {
        return Ok(same);
    }
    let since = |seconds: i64| now.plus_seconds(-seconds);
    if store::number_since(tx, member, since(60))? >= MOST_A_MINUTE
        || store::number_since(tx, member, since(3_600))? >= MOST_AN_HOUR
    {
        return Err(NotSaid::TooFast);
    }
    Ok(kept(tx, post, &Speaker::Member(member.clone()), &body, language, now)?)
}

/// A comment by the artist or crew; also under posts whose comments are closed.
pub fn answer(
    tx: &mut Tx,
    post: &Post,
    crew: &CrewMemberId,
    body: &str,
    language: &str,
    now: Moment,
) -> Result<CommentId, NotSaid> {
    let body = checked(body)?;
    Ok(kept(tx, post, &Speaker::Crew(crew.clone()), &body, language, now)?)
}

fn checked(body: &str) -> Result<String, NotSaid> {
    let body = body.replace("\r\n", "\n").trim().to_owned();
    if body.is_empty() {
        return Err(NotSaid::Empty);
    }
    if body.chars().count() > LONGEST {
        return Err(NotSaid::TooLong);
    }
    Ok(body)
}

fn kept(
    tx: &mut Tx,
    post: &Post,
    speaker: &Speaker,
    body: &str,
    language: &str,
    now: Moment,
) -> Result<CommentId, Fault> {
    let id = CommentId::new();
    store::insert(tx, &id, &post.id, speaker, body, language, now)?;
    Ok(id)
}

/// A member takes back what they said. False when it is not theirs or not there any more.
pub fn take_back(tx: &mut Tx, comment: &CommentId, member: &MemberId, now: Moment) -> Result<bool, Fault> {
    let Some(found) = store::by_id(tx, comment)? else { return Ok(false) };
    if found.speaker() != Speaker::Member(member.clone()) || !found.has_place() {
        return Ok(false);
    }
    store::mark(tx, comment, CommentState::TakenBack, None, now)?;
    store::settle_reports(tx, comment, "taken_back", None, now)?;
    Ok(true)
}

/// Takes back all that a member said, with its words, and every sign and report of theirs.
pub fn forget(tx: &mut Tx, member: &MemberId, now: Moment) -> Result<(), Fault> {
    for comment in store::with_place_by(tx, member)? {
        store::mark(tx, &comment, CommentState::TakenBack, None, now)?;
        store::settle_reports(tx, &comment, "taken_back", None, now)?;
    }
    store::empty_comments(tx, member)?;
    store::delete_reactions(tx, member)
}

/// What a member said, newest first, taken back or not: moment, words.
pub fn said_by(conn: &mut Conn, member: &MemberId) -> Result<Vec<(Moment, String)>, Fault> {
    store::said_by(conn, member)
}

/// One comment, for the pages that act on it.
pub fn by_id(conn: &mut Conn, comment: &CommentId) -> Result<Option<Comment>, Fault> {
    store::by_id(conn, comment)
}

/// A page of the comments under a post, oldest first, counted from 1. Held ones are among them without their words.
pub fn comments(conn: &mut Conn, post: &PostId, number: u32) -> Result<Vec<Comment>, Fault> {
    store::page(conn, post, i64::from(number.max(1) - 1) * PAGE, PAGE)
}

/// How many comments have a place under each of these posts; posts without any are left out.
pub fn numbers(conn: &mut Conn, posts: &[PostId]) -> Result<HashMap<PostId, i64>, Fault> {
    store::numbers(conn, posts)
}
