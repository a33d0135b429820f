//! Exports as rows. A named reader of the members' tables.

use std::collections::HashMap;

use diesel::prelude::*;

use super::ExportId;
use crate::base::{Fault, Moment, ZoneName};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{consents, member_exports, member_extras, members, standings, suppressions};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = member_exports)]
pub struct MemberExport {
    pub id: ExportId,
    /// How its name ends: `csv`, `xlsx`, `ndjson`, `vcf`, `zip` or `club`.
    pub format: String,
    /// `asking` (somebody else has to approve it), `refused`, `waiting`, `done`, `failed` or `expired`.
    pub state: String,
    pub expected: Option<i64>,
    pub written: i64,
    pub bytes: i64,
    /// Of the member file, also inside a zip; of the whole file when it is a club.
    pub sha256: Option<String>,
    pub file_name: String,
    /// Id of the crew member.
    pub requested_by: String,
    pub created_at: Moment,
    pub finished_at: Option<Moment>,
    pub expires_at: Moment,
    pub last_error: Option<String>,
    /// What it was asked to be, as JSON; none of a club, and none of what was asked before there was a choice.
    pub recipe: Option<String>,
    /// Id of the crew member who approved or refused it.
    pub decided_by: Option<String>,
}

impl MemberExport {
    pub fn is_ready(&self) -> bool {
        self.state == "done"
    }
}

pub(super) fn insert_export(tx: &mut Tx, export: &MemberExport) -> Result<(), Fault> {
    diesel::insert_into(member_exports::table).values(export).execute(tx.conn())?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: &ExportId) -> Result<Option<MemberExport>, Fault> {
    Ok(member_exports::table.find(id).select(MemberExport::as_select()).first(conn).optional()?)
}

/// Those that wait for somebody's approval, oldest first.
pub fn asking(conn: &mut Conn) -> Result<Vec<MemberExport>, Fault> {
    Ok(member_exports::table
        .filter(member_exports::state.eq("asking"))
        .order(member_exports::id)
        .select(MemberExport::as_select())
        .load(conn)?)
}

/// Moves an export that waits for approval on; `false` when it no longer does.
pub(super) fn decide(
    tx: &mut Tx,
    id: &ExportId,
    state: &str,
    decided_by: &str,
    expires_at: Moment,
) -> Result<bool, Fault> {
    let asking = member_exports::table.filter(member_exports::id.eq(id).and(member_exports::state.eq("asking")));
    let moved = diesel::update(asking)
        .set((
            member_exports::state.eq(state),
            member_exports::decided_by.eq(decided_by),
            member_exports::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    Ok(moved == 1)
}

/// The newest exports, newest first.
pub fn latest(conn: &mut Conn, most: i64) -> Result<Vec<MemberExport>, Fault> {
    Ok(member_exports::table
        .order(member_exports::id.desc())
        .limit(most)
        .select(MemberExport::as_select())
        .load(conn)?)
}

pub(super) fn over(conn: &mut Conn, now: Moment) -> Result<Vec<MemberExport>, Fault> {
    Ok(member_exports::table
        .filter(member_exports::state.eq("done").and(member_exports::expires_at.lt(now)))
        .select(MemberExport::as_select())
        .load(conn)?)
}

pub(super) fn expire_all(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    // One that is being written keeps the moment it is given here, and is over as soon as it is done.
    let waiting = member_exports::table.filter(member_exports::state.eq_any(["done", "waiting"]));
    diesel::update(waiting).set(member_exports::expires_at.eq(now.plus_seconds(-1))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_expired(tx: &mut Tx, id: &ExportId) -> Result<(), Fault> {
    diesel::update(member_exports::table.find(id)).set(member_exports::state.eq("expired")).execute(tx.conn())?;
    Ok(())
}

pub fn mark_progress(tx: &mut Tx, id: &ExportId, expected: i64, written: i64) -> Result<(), Fault> {
    diesel::update(member_exports::table.find(id))
        .set((member_exports::expected.eq(expected), member_exports::written.eq(written)))
        .execute(tx.conn())?;
    Ok(())
}

pub fn mark_done(tx: &mut Tx, id: &ExportId, written: &super::Written, bytes: i64, now: Moment) -> Result<(), Fault> {
    diesel::update(member_exports::table.find(id))
        .set((
            member_exports::state.eq("done"),
            member_exports::expected.eq(written.expected),
            member_exports::written.eq(written.rows),
            member_exports::bytes.eq(bytes),
            member_exports::sha256.eq(&written.sha256),
            member_exports::finished_at.eq(now),
            member_exports::last_error.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn mark_failed(tx: &mut Tx, id: &ExportId, why: &str) -> Result<(), Fault> {
    diesel::update(member_exports::table.find(id))
        .set((member_exports::state.eq("failed"), member_exports::last_error.eq(why)))
        .execute(tx.conn())?;
    Ok(())
}

/// One row of the member file as it lies in the tables.
#[derive(Queryable)]
pub(super) struct FileRow {
    pub id: MemberId,
    pub number: i64,
    pub name: String,
    pub email: String,
    pub email_state: String,
    pub language: String,
    pub country: String,
    pub time_zone: ZoneName,
    pub birth_date: Option<String>,
    pub joined_at: Moment,
    pub source: String,
    pub state: String,
    pub note: String,
    pub last_seen_at: Option<Moment>,
    pub tier: String,
    pub tier_since: Option<Moment>,
    pub tags: String,
    pub consents: String,
    pub reachable: bool,
    /// A JSON object of what has no column of its own.
    pub fields: Option<String>,
    pub stripe_customer: Option<String>,
    pub stripe_subscription: Option<String>,
    /// Why nothing is sent to the address.
    pub suppressed: Option<String>,
}

/// The rows of the file out of the tables, narrowed and ordered by what follows.
macro_rules! file_rows {
    () => {
        members::table
            .inner_join(standings::table)
            .left_join(member_extras::table.on(member_extras::member_id.eq(members::id)))
            .left_join(suppressions::table.on(suppressions::email_folded.eq(members::email_folded)))
            .select((
                members::id,
                members::number,
                members::name,
                members::email,
                members::email_state,
                members::language,
                members::country,
                members::time_zone,
                members::birth_date,
                members::joined_at,
                members::source,
                members::state,
                members::note,
                members::last_seen_at,
                standings::tier,
                standings::tier_since,
                standings::tags,
                standings::consents,
                standings::reachable,
                member_extras::fields.nullable(),
                member_extras::stripe_customer.nullable(),
                member_extras::stripe_subscription.nullable(),
                suppressions::reason.nullable(),
            ))
    };
}

/// Members after `after` by number.
pub(super) fn rows_after(conn: &mut Conn, after: i64, most: i64) -> Result<Vec<FileRow>, Fault> {
    Ok(file_rows!().filter(members::number.gt(after)).order(members::number).limit(most).load(conn)?)
}

/// These members, by id.
pub(super) fn rows_of(conn: &mut Conn, ids: &[MemberId]) -> Result<Vec<FileRow>, Fault> {
    Ok(file_rows!().filter(members::id.eq_any(ids)).order(members::id).load(conn)?)
}

/// Purposes that members with numbers in `(after, last]` said no to at some time, each once, in alphabetical order.
pub(super) fn refusals_between(conn: &mut Conn, after: i64, last: i64) -> Result<HashMap<i64, Vec<String>>, Fault> {
    let rows = members::table
        .inner_join(consents::table.on(consents::member_id.eq(members::id)))
        .filter(members::number.gt(after).and(members::number.le(last)).and(consents::granted.eq(false)))
        .order((members::number, consents::purpose))
        .select((members::number, consents::purpose))
        .distinct()
        .load(conn)?;
    Ok(by_number(rows))
}

/// The same of these members.
pub(super) fn refusals_of(conn: &mut Conn, ids: &[&MemberId]) -> Result<HashMap<i64, Vec<String>>, Fault> {
    let rows = members::table
        .inner_join(consents::table.on(consents::member_id.eq(members::id)))
        .filter(members::id.eq_any(ids).and(consents::granted.eq(false)))
        .order((members::number, consents::purpose))
        .select((members::number, consents::purpose))
        .distinct()
        .load(conn)?;
    Ok(by_number(rows))
}

fn by_number(rows: Vec<(i64, String)>) -> HashMap<i64, Vec<String>> {
    let mut refused: HashMap<i64, Vec<String>> = HashMap::new();
    for (number, purpose) in rows {
        refused.entry(number).or_default().push(purpose);
    }
    refused
}
