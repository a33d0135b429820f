//! The table of invitations. Private to this room but for what `mod.rs` names.

use diesel::prelude::*;

use super::InvitationId;
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::invitations;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub struct Invitation {
    pub id: InvitationId,
    /// Who gave it; none when the club did.
    pub inviter_id: Option<MemberId>,
    /// The first letters of its code.
    pub hint: String,
    pub made_at: Moment,
    pub revoked_at: Option<Moment>,
    pub used_at: Option<Moment>,
    pub used_by: Option<MemberId>,
}

impl Invitation {
    /// It still lets somebody in.
    pub fn is_good(&self) -> bool {
        self.used_at.is_none() && self.revoked_at.is_none()
    }
}

pub(super) fn insert(
    tx: &mut Tx,
    inviter: Option<&MemberId>,
    made_by: &str,
    code_hash: &str,
    hint: &str,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        invitations::id.eq(InvitationId::new()),
        invitations::inviter_id.eq(inviter),
        invitations::made_by.eq(made_by),
        invitations::code_hash.eq(code_hash),
        invitations::hint.eq(hint),
        invitations::made_at.eq(now),
    );
    diesel::insert_into(invitations::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// One after another for what has this name. SQLite has one writer; PostgreSQL is told to wait.
pub(super) fn lock(tx: &mut Tx, name: &str) -> Result<(), Fault> {
    if let Conn::Postgres(c) = tx.conn() {
        diesel::sql_query("SELECT pg_advisory_xact_lock(7302, hashtext($1))")
            .bind::<diesel::sql_types::Text, _>(name)
            .execute(c)?;
    }
    Ok(())
}

/// Those that were taken back do not count.
pub(super) fn count_given(conn: &mut Conn, member: &MemberId) -> Result<i64, Fault> {
    let given = invitations::table.filter(invitations::inviter_id.eq(member).and(invitations::revoked_at.is_null()));
    Ok(given.count().get_result(conn)?)
}

pub(super) fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<Invitation>, Fault> {
    let found = invitations::table.filter(invitations::code_hash.eq(hash));
    Ok(found.select(Invitation::as_select()).first(conn).optional()?)
}

pub(super) fn mark_used(tx: &mut Tx, hash: &str, member: &MemberId, now: Moment) -> Result<bool, Fault> {
    let good = invitations::table
        .filter(invitations::code_hash.eq(hash))
        .filter(invitations::used_at.is_null().and(invitations::revoked_at.is_null()));
    let used = (invitations::used_at.eq(Some(now)), invitations::used_by.eq(Some(member)));
    Ok(diesel::update(good).set(used).execute(tx.conn())? == 1)
}

pub(super) fn revoke_of(tx: &mut Tx, id: &InvitationId, member: &MemberId, now: Moment) -> Result<bool, Fault> {
    let theirs = invitations::table
        .filter(invitations::id.eq(id).and(invitations::inviter_id.eq(member)))
        .filter(invitations::used_at.is_null().and(invitations::revoked_at.is_null()));
    Ok(diesel::update(theirs).set(invitations::revoked_at.eq(Some(now))).execute(tx.conn())? == 1)
}

pub(super) fn revoke(tx: &mut Tx, id: &InvitationId, now: Moment) -> Result<bool, Fault> {
    let good = invitations::table
        .filter(invitations::id.eq(id))
        .filter(invitations::used_at.is_null().and(invitations::revoked_at.is_null()));
    Ok(diesel::update(good).set(invitations::revoked_at.eq(Some(now))).execute(tx.conn())? == 1)
}

/// What a member gave and did not take back, newest first.
pub fn by_inviter(conn: &mut Conn, member: &MemberId) -> Result<Vec<Invitation>, Fault> {
    let given = invitations::table.filter(invitations::inviter_id.eq(member).and(invitations::revoked_at.is_null()));
    Ok(given.order(invitations::id.desc()).limit(200).select(Invitation::as_select()).load(conn)?)
}

/// All that a member ever gave, oldest first; what was taken back too.
pub fn ever_by(conn: &mut Conn, member: &MemberId) -> Result<Vec<Invitation>, Fault> {
    let given = invitations::table.filter(invitations::inviter_id.eq(member)).order(invitations::id);
    Ok(given.select(Invitation::as_select()).load(conn)?)
}

/// The invitation somebody came in by.
pub fn by_invitee(conn: &mut Conn, member: &MemberId) -> Result<Option<Invitation>, Fault> {
    let found = invitations::table.filter(invitations::used_by.eq(member));
    Ok(found.select(Invitation::as_select()).first(conn).optional()?)
}

/// Invitations that still let somebody in, newest first.
pub fn given(conn: &mut Conn, most: i64) -> Result<Vec<Invitation>, Fault> {
    let good = invitations::used_at.is_null().and(invitations::revoked_at.is_null());
    let good = invitations::table.filter(good).order(invitations::id.desc()).limit(most);
    Ok(good.select(Invitation::as_select()).load(conn)?)
}

/// Who came in by whose invitation, the first who came first.
pub fn used(conn: &mut Conn, most: i64) -> Result<Vec<Invitation>, Fault> {
    let used = invitations::table.filter(invitations::used_at.is_not_null()).order(invitations::used_at).limit(most);
    Ok(used.select(Invitation::as_select()).load(conn)?)
}
