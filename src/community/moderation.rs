//! Reports, and the one queue in which they are answered.

use std::collections::HashMap;

use super::store::{self, Comment};
use super::{CommentId, CommentState, ReportId, Speaker};
use crate::base::{Fault, Moment, Standing};
use crate::crew::CrewMemberId;
use crate::journal::Actor;
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};
use crate::posts;

/// This many reports by different members take a comment off the page.
const ENOUGH: i64 = 2;
/// Longest reason, in characters; the rest is not kept.
const LONGEST_REASON: usize = 500;
/// Most reports of one member in an hour.
const MOST_AN_HOUR: i64 = 20;
/// Most cases shown at once.
const MOST_CASES: i64 = 100;

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotReported {
    #[error("there is no such comment any more")]
    Gone,
    /// Their own words, or the crew's.
    #[error("this comment cannot be reported")]
    NotReportable,
    #[error("this person may not report")]
    NotAllowed,
    #[error("too many reports in a short time")]
    TooFast,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A member says that somebody should look. Reporting again changes nothing.
pub fn report(
    tx: &mut Tx,
    comment: &CommentId,
    member: &MemberId,
    standing: &Standing,
    reason: &str,
    now: Moment,
) -> Result<(), NotReported> {
    let comment = store::by_id(tx, comment)?.filter(Comment::has_place).ok_or(NotReported::Gone)?;
    let post = posts::by_id(tx, &comment.post_id)?.ok_or(NotReported::Gone)?;
    if !standing.active || !posts::may_see(&post, Some(standing), now) {
        return Err(NotReported::NotAllowed);
    }
    match comment.speaker() {
        Speaker::Member(author) if author != *member => {}
        _ => return Err(NotReported::NotReportable),
    }
    if store::reports_since(tx, member, now.plus_hours(-1))? >= MOST_AN_HOUR {
        return Err(NotReported::TooFast);
    }
    let reason: String = reason.trim().chars().take(LONGEST_REASON).collect();
    store::insert_report(tx, &ReportId::new(), &comment.id, member, &reason, now)?;
    if comment.state() == CommentState::Shown && store::open_reports(tx, &comment.id)? >= ENOUGH {
        store::mark(tx, &comment.id, CommentState::Held, None, now)?;
    }
    Ok(())
}

/// A reported comment that nobody has looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub comment: Comment,
    /// Address and title of the post it stands under.
    pub post: (String, String),
    /// Oldest first.
    pub reports: Vec<ReportLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    pub member_id: MemberId,
    pub reason: String,
    pub at: Moment,
}

/// The cases to look at, those waiting longest first.
pub fn queue(conn: &mut Conn) -> Result<Vec<Case>, Fault> {
    let reports = store::open_lines(conn, MOST_CASES * 4)?;
    let mut order: Vec<CommentId> = Vec::new();
    let mut lines: HashMap<CommentId, Vec<ReportLine>> = HashMap::new();
    for (comment, member_id, reason, at) in reports {
        if !lines.contains_key(&comment) {
            order.push(comment.clone());
        }
        lines.entry(comment).or_default().push(ReportLine { member_id, reason, at });
    }
    let mut comments = store::by_ids(conn, &order)?;
    let post_ids: Vec<_> = comments.values().map(|comment| comment.post_id.clone()).collect();
    let titles = posts::titles(conn, &post_ids)?;
    let case = |id: &CommentId| {
        let comment = comments.remove(id)?;
        let post = titles.get(&comment.post_id).cloned().unwrap_or_default();
        Some(Case { post, reports: lines.remove(id).unwrap_or_default(), comment })
    };
    Ok(order.iter().filter_map(case).collect())
}

/// How many comments wait for somebody to look.
pub fn waiting(conn: &mut Conn) -> Result<i64, Fault> {
    store::waiting(conn)
}

/// Nothing is wrong with it: it shows, and its reports are answered. False when there is no such comment.
pub fn dismiss(tx: &mut Tx, comment: &CommentId, by: &CrewMemberId, now: Moment) -> Result<bool, Fault> {
    let Some(found) = store::by_id(tx, comment)? else { return Ok(false) };
    if found.state() == CommentState::Held {
        store::mark(tx, comment, CommentState::Shown, None, now)?;
    }
    store::settle_reports(tx, comment, "dismissed", Some(by), now)?;
    Ok(true)
}

/// Takes a comment off the page. False when it has no place there.
pub fn hide(tx: &mut Tx, comment: &CommentId, by: &CrewMemberId, now: Moment) -> Result<bool, Fault> {
    let Some(found) = store::by_id(tx, comment)?.filter(Comment::has_place) else { return Ok(false) };
    store::mark(tx, &found.id, CommentState::Hidden, Some(by), now)?;
    store::settle_reports(tx, comment, "upheld", Some(by), now)?;
    Ok(true)
}

/// Puts a hidden comment back. False when it was not hidden by the crew.
pub fn restore(tx: &mut Tx, comment: &CommentId, now: Moment) -> Result<bool, Fault> {
    let hidden = store::by_id(tx, comment)?.filter(|found| found.state() == CommentState::Hidden);
    let Some(found) = hidden else { return Ok(false) };
    store::mark(tx, &found.id, CommentState::Shown, None, now)?;
    Ok(true)
}

/// Bans a member: they may neither write nor see what is for members, and what they said leaves the pages.
pub fn ban(tx: &mut Tx, member: &MemberId, by: &CrewMemberId, now: Moment) -> Result<(), Fault> {
    members::ban(tx, member, Actor::Crew(by.0.clone()), now)?;
    for comment in store::with_place_by(tx, member)? {
        store::mark(tx, &comment, CommentState::Hidden, Some(by), now)?;
        store::settle_reports(tx, &comment, "upheld", Some(by), now)?;
    }
    Ok(())
}
