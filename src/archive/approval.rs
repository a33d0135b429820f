//! The second person: where the club wants it, an export is written only after somebody else of the crew approved it.

use super::jobs::ExportMembers;
use super::{ExportId, KEPT_HOURS, MemberExport, store};
use crate::base::{Fault, Moment};
use crate::club;
use crate::crew::{self, CrewMember, Role};
use crate::journal;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;

/// The fact that says so.
const TWO: &str = "exports_need_two";

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

pub fn demand_two(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    club::set_fact(tx, TWO, "yes", now)
}

pub fn let_one_do(tx: &mut Tx) -> Result<(), Fault> {
    club::forget_fact(tx, TWO)
}

/// Lets an export be written.
pub fn approve(tx: &mut Tx, id: &ExportId, by: &CrewMember, now: Moment) -> Result<Result<(), NotDecided>, Fault> {
    let own = |export: &MemberExport| export.requested_by == by.id.as_str();
    if store::by_id(tx, id)?.as_ref().is_some_and(own) {
        return Ok(Err(NotDecided::OwnRequest));
    }
    if !store::decide(tx, id, "waiting", by.id.as_str(), now.plus_hours(KEPT_HOURS))? {
        return Ok(Err(NotDecided::Over));
    }
    journal::record(tx, by.actor(), "members.export_approved", "export", id.as_str(), "", now)?;
    enqueue(tx, &ExportMembers { export: id.clone() }, now, now)?;
    Ok(Ok(()))
}

/// Keeps an export from being written. Whoever asked may take it back so.
pub fn refuse(tx: &mut Tx, id: &ExportId, by: &CrewMember, now: Moment) -> Result<Result<(), NotDecided>, Fault> {
    if !store::decide(tx, id, "refused", by.id.as_str(), now)? {
        return Ok(Err(NotDecided::Over));
    }
    journal::record(tx, by.actor(), "members.export_refused", "export", id.as_str(), "", now)?;
    Ok(Ok(()))
}
