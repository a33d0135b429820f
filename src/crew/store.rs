//! The crew's tables. Private to this room but for what `mod.rs` names.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{CrewMemberId, Role};
use crate::base::{EmailAddress, Fault, Moment};
use crate::id;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Lang;
use crate::plumbing::schema::{crew_members, recovery_codes};

id!(
    /// One recovery code.
    RecoveryCodeId
);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crew_members)]
pub struct CrewMember {
    pub id: CrewMemberId,
    pub email: String,
    pub email_folded: String,
    pub name: String,
    #[diesel(column_name = role)]
    pub(super) role_word: String,
    #[diesel(column_name = language)]
    pub(super) language_code: String,
    pub(super) totp_secret: Option<String>,
    pub totp_confirmed_at: Option<Moment>,
    pub(super) totp_last_step: i64,
    pub created_at: Moment,
    pub revoked_at: Option<Moment>,
}

/// Everybody who works here now, in the order they came.
pub fn all(conn: &mut Conn) -> Result<Vec<CrewMember>, Fault> {
    Ok(crew_members::table
        .filter(crew_members::revoked_at.is_null())
        .order(crew_members::id)
        .select(CrewMember::as_select())
        .load(conn)?)
}

/// Also somebody who no longer works here.
pub fn by_id(conn: &mut Conn, id: &CrewMemberId) -> Result<Option<CrewMember>, Fault> {
    Ok(crew_members::table.find(id).select(CrewMember::as_select()).first(conn).optional()?)
}

/// Somebody who works here now.
pub fn by_email(conn: &mut Conn, email_folded: &str) -> Result<Option<CrewMember>, Fault> {
    Ok(crew_members::table
        .filter(crew_members::email_folded.eq(email_folded).and(crew_members::revoked_at.is_null()))
        .select(CrewMember::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn upsert(
    tx: &mut Tx,
    email: &EmailAddress,
    name: &str,
    role: Role,
    language: Lang,
    now: Moment,
) -> Result<CrewMember, Fault> {
    let same = crew_members::table.filter(crew_members::email_folded.eq(email.folded()));
    let changed = diesel::update(same)
        .set((
            crew_members::role.eq(role.word()),
            crew_members::name.eq(name),
            crew_members::revoked_at.eq(None::<Moment>),
        ))
        .execute(tx.conn())?;
    if changed == 0 {
        let row = (
            crew_members::id.eq(CrewMemberId::new()),
            crew_members::email.eq(email.as_written()),
            crew_members::email_folded.eq(email.folded()),
            crew_members::name.eq(name),
            crew_members::role.eq(role.word()),
            crew_members::language.eq(language.code()),
            crew_members::totp_last_step.eq(0_i64),
            crew_members::created_at.eq(now),
        );
        diesel::insert_into(crew_members::table).values(row).execute(tx.conn())?;
    }
    by_email(tx, email.folded())?.ok_or_else(|| Fault::broken("a crew member just written is not there"))
}

pub(super) fn update_name(tx: &mut Tx, who: &CrewMemberId, name: &str, language: Lang) -> Result<(), Fault> {
    diesel::update(crew_members::table.find(who))
        .set((crew_members::name.eq(name), crew_members::language.eq(language.code())))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_role(tx: &mut Tx, who: &CrewMemberId, role: Role) -> Result<bool, Fault> {
    let changed =
        diesel::update(crew_members::table.find(who)).set(crew_members::role.eq(role.word())).execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn mark_revoked(tx: &mut Tx, who: &CrewMemberId, now: Moment) -> Result<bool, Fault> {
    let changed =
        diesel::update(crew_members::table.find(who)).set(crew_members::revoked_at.eq(now)).execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn update_totp_secret(tx: &mut Tx, who: &CrewMemberId, sealed: &str) -> Result<(), Fault> {
    diesel::update(crew_members::table.find(who))
        .set((
            crew_members::totp_secret.eq(sealed),
            crew_members::totp_confirmed_at.eq(None::<Moment>),
            crew_members::totp_last_step.eq(0_i64),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_totp_confirmed(tx: &mut Tx, who: &CrewMemberId, now: Moment) -> Result<(), Fault> {
    diesel::update(crew_members::table.find(who)).set(crew_members::totp_confirmed_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_totp_step(tx: &mut Tx, who: &CrewMemberId, step: i64) -> Result<(), Fault> {
    diesel::update(crew_members::table.find(who)).set(crew_members::totp_last_step.eq(step)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn replace_recovery_codes(tx: &mut Tx, who: &CrewMemberId, hashes: &[String]) -> Result<(), Fault> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::crew_member_id.eq(who))).execute(tx.conn())?;
    for hash in hashes {
        let row = (
            recovery_codes::id.eq(RecoveryCodeId::new()),
            recovery_codes::crew_member_id.eq(who),
            recovery_codes::code_hash.eq(hash),
        );
        diesel::insert_into(recovery_codes::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn use_recovery_code(tx: &mut Tx, who: &CrewMemberId, hash: &str, now: Moment) -> Result<bool, Fault> {
    let unused = recovery_codes::table.filter(
        recovery_codes::crew_member_id
            .eq(who)
            .and(recovery_codes::code_hash.eq(hash))
            .and(recovery_codes::used_at.is_null()),
    );
    Ok(diesel::update(unused).set(recovery_codes::used_at.eq(now)).execute(tx.conn())? == 1)
}

pub(super) fn with_recovery_codes(conn: &mut Conn) -> Result<HashSet<CrewMemberId>, Fault> {
    let left = recovery_codes::table.filter(recovery_codes::used_at.is_null());
    Ok(left.select(recovery_codes::crew_member_id).load::<CrewMemberId>(conn)?.into_iter().collect())
}

pub(super) fn recovery_codes_left(conn: &mut Conn, who: &CrewMemberId) -> Result<i64, Fault> {
    Ok(recovery_codes::table
        .filter(recovery_codes::crew_member_id.eq(who).and(recovery_codes::used_at.is_null()))
        .count()
        .get_result(conn)?)
}
