//! The second person: where the club wants it, an export is written only after somebody else of the crew approved it.

use super::jobs::ExportMembers;
use super::{ExportId, KEPT_HOURS, MemberExport, handovers_store, store};
use crate::base::{Fault, Moment};
use crate::club;
use crate::crew::{self, CrewMember, CrewMemberId, Role};
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;

/// The fact that says so.
const TWO: &str = "exports_need_two";

/// So long a request may wait for the second person.
const ASKED_DAYS: i64 = 14;

/// Why an export was not decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDecided {
    /// Somebody was faster.
    Over,
    /// Nobody approves what they asked for.
    OwnRequest,
}

pub fn needs_two(conn: &mut Conn) -> Result<bool, Fault> {
    Ok(club::fact(conn, TWO)?.is_some())
}

/// Whether there are two who could ask and approve.
pub fn could_need_two(conn: &mut Conn) -> Result<bool, Fault> {
    let may = |member: &CrewMember| !member.is_revoked() && matches!(member.role(), Role::Owner | Role::Manager);
    Ok(crew::all(conn)?.iter().filter(|member| may(member)).count() > 1)
}

pub fn demand_two(tx: &mut Tx, by: Actor, now: Moment) -> Result<(), Fault> {
    club::set_fact(tx, TWO, "yes", now)?;
    journal::record(tx, by, "exports.two_demanded", "club", "settings", "", now)
}

pub fn let_one_do(tx: &mut Tx, by: Actor, now: Moment) -> Result<(), Fault> {
    club::forget_fact(tx, TWO)?;
    journal::record(tx, by, "exports.one_suffices", "club", "settings", "", now)
}

/// Lets an export be written.
pub fn approve(tx: &mut Tx, id: &ExportId, by: &CrewMember, now: Moment) -> Result<Result<(), NotDecided>, Fault> {
    let own = |export: &MemberExport| export.requested_by == by.id.as_str();
    if store::by_id(tx, id)?.as_ref().is_some_and(own) {
        return Ok(Err(NotDecided::OwnRequest));
    }
    if is_stale(tx, id, now)? {
        return Ok(Err(NotDecided::Over));
    }
    if !store::decide(tx, id, "waiting", by.id.as_str(), now.plus_hours(KEPT_HOURS))? {
        return Ok(Err(NotDecided::Over));
    }
    journal::record(tx, by.actor(), "members.export_approved", "export", id.as_str(), "", now)?;
    enqueue(tx, &ExportMembers { export: id.clone() }, now, now)?;
    Ok(Ok(()))
}

/// Whether nobody can want it any more: asked for long ago, by somebody who no longer works here, or for a partner whose
/// time is over.
fn is_stale(tx: &mut Tx, id: &ExportId, now: Moment) -> Result<bool, Fault> {
    let Some(export) = store::by_id(tx, id)? else { return Ok(true) };
    let works_here = |member: CrewMember| !member.is_revoked();
    let asker = crew::by_id(tx, &CrewMemberId(export.requested_by.clone()))?;
    let over = handovers_store::by_id(tx, id)?.is_some_and(|handover| handover.keep_until < now.utc_date().to_string());
    Ok(over || export.created_at.plus_days(ASKED_DAYS) < now || !asker.is_some_and(works_here))
}

/// Keeps an export from being written. Whoever asked may take it back so.
pub fn refuse(tx: &mut Tx, id: &ExportId, by: &CrewMember, now: Moment) -> Result<Result<(), NotDecided>, Fault> {
    if !store::decide(tx, id, "refused", by.id.as_str(), now)? {
        return Ok(Err(NotDecided::Over));
    }
    journal::record(tx, by.actor(), "members.export_refused", "export", id.as_str(), "", now)?;
    Ok(Ok(()))
}
