//! Moving to another e-mail address: each of the two addresses gets a letter, and both have to say yes.

use diesel::prelude::*;

use super::{MemberId, store};
use crate::base::{EmailAddress, Fault, Moment, Secret, SecretHash};
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{address_changes, members};

/// How long both have to answer.
const HOURS: i64 = 48;

/// A move that waits for its two answers.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = address_changes)]
pub struct AddressChange {
    pub member_id: MemberId,
    pub email: String,
    pub email_folded: String,
    pub old_hash: SecretHash,
    pub new_hash: SecretHash,
    pub old_agreed_at: Option<Moment>,
    pub new_agreed_at: Option<Moment>,
    pub asked_at: Moment,
    pub expires_at: Moment,
}

/// What the letters carry: one secret for the address left, one for the address moved to.
#[derive(Debug, Clone)]
pub struct Asked {
    pub for_old: Secret,
    pub for_new: Secret,
}

/// Whose answer a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Old,
    New,
}

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// The other address has not answered yet.
    Waits,
    /// Moved, from this address.
    Moved { from: String },
    /// Somebody else of the club has that address now; nothing was changed.
    Taken,
}

/// Asks for a move; an earlier one that waits is forgotten.
pub fn ask(tx: &mut Tx, member: &MemberId, to: &EmailAddress, now: Moment) -> Result<Asked, Fault> {
    let asked = Asked { for_old: Secret::random(), for_new: Secret::random() };
    forget(tx, member)?;
    let row = AddressChange {
        member_id: member.clone(),
        email: to.as_written().to_owned(),
        email_folded: to.folded().to_owned(),
        old_hash: asked.for_old.hash(),
        new_hash: asked.for_new.hash(),
        old_agreed_at: None,
        new_agreed_at: None,
        asked_at: now,
        expires_at: now.plus_hours(HOURS),
    };
    diesel::insert_into(address_changes::table).values(&row).execute(tx.conn())?;
    Ok(asked)
}

/// The move a member waits for.
pub fn waiting(conn: &mut Conn, member: &MemberId, now: Moment) -> Result<Option<AddressChange>, Fault> {
    let found = address_changes::table.find(member).filter(address_changes::expires_at.gt(now));
    Ok(found.select(AddressChange::as_select()).first(conn).optional()?)
}

/// The move a mailed link belongs to, and which of the two addresses it was sent to.
pub fn by_link(conn: &mut Conn, link: &Secret, now: Moment) -> Result<Option<(AddressChange, Side)>, Fault> {
    let hash = link.hash();
    let found: Option<AddressChange> = address_changes::table
        .filter(address_changes::old_hash.eq(&hash).or(address_changes::new_hash.eq(&hash)))
        .filter(address_changes::expires_at.gt(now))
        .select(AddressChange::as_select())
        .first(conn)
        .optional()?;
    Ok(found.map(|change| {
        let side = if change.old_hash == hash { Side::Old } else { Side::New };
        (change, side)
    }))
}

/// Notes the yes of one address; with the second one the member moves. `None` when the link opens nothing.
pub fn agree_to_move(tx: &mut Tx, link: &Secret, now: Moment) -> Result<Option<Answered>, Fault> {
    let Some((mut change, side)) = by_link(tx, link, now)? else { return Ok(None) };
    match side {
        Side::Old => change.old_agreed_at = Some(now),
        Side::New => change.new_agreed_at = Some(now),
    }
    diesel::update(address_changes::table.find(&change.member_id))
        .set((
            address_changes::old_agreed_at.eq(change.old_agreed_at),
            address_changes::new_agreed_at.eq(change.new_agreed_at),
        ))
        .execute(tx.conn())?;
    if change.old_agreed_at.is_none() || change.new_agreed_at.is_none() {
        return Ok(Some(Answered::Waits));
    }
    let Some(member) = store::by_id(tx, &change.member_id)? else { return Ok(None) };
    forget(tx, &change.member_id)?;
    if store::by_email(tx, &change.email_folded)?.is_some_and(|other| other.id != member.id) {
        return Ok(Some(Answered::Taken));
    }
    // Whoever answered the letter reads mail there.
    diesel::update(members::table.find(&member.id))
        .set((
            members::email.eq(&change.email),
            members::email_folded.eq(&change.email_folded),
            members::email_state.eq("confirmed"),
        ))
        .execute(tx.conn())?;
    super::standing::refresh(tx, &member.id)?;
    let by = Actor::Member(member.id.0.clone());
    journal::record(tx, by, "member.address_changed", "member", member.id.as_str(), "", now)?;
    Ok(Some(Answered::Moved { from: member.email }))
}

/// Gives a move up.
pub fn forget(tx: &mut Tx, member: &MemberId) -> Result<bool, Fault> {
    Ok(diesel::delete(address_changes::table.find(member)).execute(tx.conn())? == 1)
}

/// Forgets moves that nobody answered in time.
pub fn tidy_moves(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    diesel::delete(address_changes::table.filter(address_changes::expires_at.lt(now))).execute(tx.conn())?;
    Ok(())
}
