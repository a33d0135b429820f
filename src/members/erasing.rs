//! Forgetting a member. Their row stays as an empty shell, so that orders, memberships and the journal keep a number to
//! point at; nothing in it tells who it was.

use diesel::prelude::*;

use super::{MemberId, store};
use crate::base::{Fault, Moment};
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{
    address_changes, consents, member_extras, member_tags, members, standings, suppressions,
};

/// Shut out until the work of erasing them is done.
const LEAVING: &str = "leaving";
const ERASED: &str = "erased";

/// Shuts a member out who asked to be erased. `false` when they asked before.
pub fn let_go(tx: &mut Tx, member: &MemberId, by: Actor, now: Moment) -> Result<bool, Fault> {
    let here = members::table.find(member).filter(members::state.ne_all([LEAVING, ERASED]));
    if diesel::update(here).set(members::state.eq(LEAVING)).execute(tx.conn())? == 0 {
        return Ok(false);
    }
    super::standing::refresh(tx, member)?;
    journal::record(tx, by, "member.erasure_asked", "member", member.as_str(), "", now)?;
    Ok(true)
}

/// Empties all that this room knows of a member. Twice is once.
pub fn erase(tx: &mut Tx, member: &MemberId, now: Moment) -> Result<(), Fault> {
    let Some(found) = store::by_id(tx, member)?.filter(|found| !found.is_erased()) else { return Ok(()) };
    diesel::delete(suppressions::table.find(&found.email_folded)).execute(tx.conn())?;
    diesel::delete(address_changes::table.find(member)).execute(tx.conn())?;
    diesel::delete(member_tags::table.filter(member_tags::member_id.eq(member))).execute(tx.conn())?;
    diesel::delete(consents::table.filter(consents::member_id.eq(member))).execute(tx.conn())?;
    diesel::delete(member_extras::table.find(member)).execute(tx.conn())?;
    diesel::delete(standings::table.find(member)).execute(tx.conn())?;
    diesel::update(members::table.find(member))
        .set((
            members::email.eq(""),
            // No address reads so, and each shell has its own.
            members::email_folded.eq(format!("{ERASED} {member}")),
            members::email_state.eq(ERASED),
            members::name.eq(""),
            members::name_folded.eq(""),
            members::language.eq(""),
            members::country.eq(""),
            members::birth_date.eq(None::<String>),
            members::source.eq(""),
            members::note.eq(""),
            members::state.eq(ERASED),
            members::last_seen_at.eq(None::<Moment>),
            members::time_zone.eq(""),
        ))
        .execute(tx.conn())?;
    journal::record(tx, Actor::System, "member.erased", "member", member.as_str(), "", now)
}

/// Members after `after` by id who are still themselves, for looking them up among the tombstones.
pub fn ids_after(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<MemberId>, Fault> {
    Ok(members::table
        .filter(members::id.gt(after.to_owned()).and(members::state.ne(ERASED)))
        .order(members::id)
        .limit(most)
        .select(members::id)
        .load(conn)?)
}
