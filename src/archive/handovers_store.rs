//! Handovers as rows.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::ExportId;
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{handed_members, handovers, standings};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = handovers)]
pub struct Handover {
    /// Of its export, while that is kept.
    pub id: ExportId,
    pub partner: String,
    pub purpose: String,
    /// As JSON.
    pub recipe: String,
    /// The last day the partner may keep it, `2027-03-01`.
    pub keep_until: String,
    /// Id of the crew member.
    pub requested_by: String,
    pub asked_at: Moment,
    /// When the file was written; none before, and none when it never was.
    pub handed_at: Option<Moment>,
    pub people: i64,
    pub sha256: Option<String>,
    /// When the partner said that it is deleted there, and who noted it.
    pub deleted_at: Option<Moment>,
    pub deleted_noted_by: Option<String>,
}

/// Somebody in one handover.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = handed_members)]
pub struct Handed {
    pub handover_id: ExportId,
    pub member_id: MemberId,
    /// Empty without codes.
    pub code: String,
}

pub(super) fn insert(tx: &mut Tx, handover: &Handover) -> Result<(), Fault> {
    diesel::insert_into(handovers::table).values(handover).execute(tx.conn())?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: &ExportId) -> Result<Option<Handover>, Fault> {
    Ok(handovers::table.find(id).select(Handover::as_select()).first(conn).optional()?)
}

/// Newest first.
pub fn all(conn: &mut Conn) -> Result<Vec<Handover>, Fault> {
    Ok(handovers::table.order(handovers::id.desc()).select(Handover::as_select()).load(conn)?)
}

pub(super) fn overdue(conn: &mut Conn, today: &str) -> Result<Vec<Handover>, Fault> {
    Ok(handovers::table
        .filter(handovers::handed_at.is_not_null().and(handovers::deleted_at.is_null()))
        .filter(handovers::keep_until.lt(today))
        .order((handovers::keep_until, handovers::id))
        .select(Handover::as_select())
        .load(conn)?)
}

/// The handovers somebody was in, newest first.
pub fn of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<Handover>, Fault> {
    Ok(handovers::table
        .inner_join(handed_members::table)
        .filter(handed_members::member_id.eq(member).and(handovers::handed_at.is_not_null()))
        .order(handovers::id.desc())
        .select(Handover::as_select())
        .load(conn)?)
}

/// Whether somebody who is in the file agrees to it no longer.
pub fn somebody_took_back(conn: &mut Conn, id: &ExportId) -> Result<bool, Fault> {
    let agrees = standings::member_id.eq(handed_members::member_id).and(standings::consents.like("%,partners,%"));
    let first: Option<MemberId> = handed_members::table
        .filter(handed_members::handover_id.eq(id).and(not(exists(standings::table.filter(agrees)))))
        .select(handed_members::member_id)
        .first(conn)
        .optional()?;
    Ok(first.is_some())
}

/// Whoever these codes stand for in a handover.
pub fn by_codes(conn: &mut Conn, id: &ExportId, codes: &[String]) -> Result<Vec<Handed>, Fault> {
    let theirs = handed_members::handover_id.eq(id).and(handed_members::code.eq_any(codes));
    Ok(handed_members::table.filter(theirs).select(Handed::as_select()).load(conn)?)
}

/// Which of these were in a handover.
pub fn which_of(conn: &mut Conn, id: &ExportId, members: &[MemberId]) -> Result<Vec<MemberId>, Fault> {
    let among = handed_members::handover_id.eq(id).and(handed_members::member_id.eq_any(members));
    Ok(handed_members::table.filter(among).select(handed_members::member_id).load(conn)?)
}

pub(super) fn mark_handed(tx: &mut Tx, id: &ExportId, people: i64, sha256: &str, now: Moment) -> Result<(), Fault> {
    diesel::update(handovers::table.find(id))
        .set((handovers::handed_at.eq(now), handovers::people.eq(people), handovers::sha256.eq(sha256)))
        .execute(tx.conn())?;
    Ok(())
}

/// `false` when it was noted already, or nothing was handed over.
pub(super) fn mark_deleted(tx: &mut Tx, id: &ExportId, by: &str, now: Moment) -> Result<bool, Fault> {
    let out = handovers::table
        .filter(handovers::id.eq(id).and(handovers::handed_at.is_not_null()).and(handovers::deleted_at.is_null()));
    let changed = diesel::update(out)
        .set((handovers::deleted_at.eq(now), handovers::deleted_noted_by.eq(by)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Rows of one INSERT, below what SQLite binds at once.
const AT_ONCE: usize = 500;

pub(super) fn insert_handed(tx: &mut Tx, handed: &[Handed]) -> Result<(), Fault> {
    for some in handed.chunks(AT_ONCE) {
        let row = |one: &Handed| {
            let member = handed_members::member_id.eq(one.member_id.clone());
            (handed_members::handover_id.eq(one.handover_id.clone()), member, handed_members::code.eq(one.code.clone()))
        };
        let rows: Vec<_> = some.iter().map(row).collect();
        tx.exec(diesel::insert_into(handed_members::table).values(rows))?;
    }
    Ok(())
}

/// What a try that broke off left.
pub(super) fn clear_handed(tx: &mut Tx, id: &ExportId) -> Result<(), Fault> {
    diesel::delete(handed_members::table.filter(handed_members::handover_id.eq(id))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn handed_of(conn: &mut Conn, member: &MemberId) -> Result<Vec<Handed>, Fault> {
    let theirs = handed_members::table.filter(handed_members::member_id.eq(member));
    Ok(theirs.order(handed_members::handover_id).select(Handed::as_select()).load(conn)?)
}

pub(super) fn delete_handed(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    diesel::delete(handed_members::table.filter(handed_members::member_id.eq(member))).execute(tx.conn())?;
    Ok(())
}
