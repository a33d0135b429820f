//! Members: the file the artist owns. Who they are, what they agreed to, where they stand.

mod address_change;
mod age;
mod bringing;
mod brought;
mod brought_rows;
mod brought_store;
mod club_fields;
mod club_fields_store;
mod consents;
mod differences;
mod erasing;
pub mod jobs;
mod newcomers;
mod standing;
mod store;
mod taken_back;

use crate::base::{EmailAddress, Fault, Moment, ZoneName};
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};

pub use address_change::{
    AddressChange, Answered, Asked, Side, agree_to_move, ask as ask_to_move, by_link as move_by_link,
    forget as forget_move, tidy_moves, waiting as waiting_move,
};
pub use age::{age, age_of_consent};
pub use bringing::{Done, bring};
pub use brought::{Brought, Change, Facts, Merge, Outcome, Plan, plan};
pub use brought_store::{Extras, by_emails, by_stripe, extras_of};
pub use club_fields::{
    ClubField, ClubFieldId, FIELD_KINDS, FieldKind, LONGEST_FIELD_NAME, LONGEST_VALUE, MOST_CHOICES, MOST_FIELDS,
    NewField, change_field, define_field, is_club_heading, move_field_up, remove_field, restore_field, set_fields,
};
pub use club_fields_store::{count_value, count_values, field_by_id, fields};
pub use consents::{Consent, NewConsent, agree, agreeing, consents_of, withdraw, wording_agreed_to};
pub use differences::Difference;
pub use erasing::{erase, ids_after, let_go};
pub use newcomers::Candidate;
pub use standing::{add_to_spend, set_bought, set_holds, set_spend, set_tickets, set_tier, standing_of};
pub use store::{
    Member, NewMember, by_email, by_id, by_ids, by_number, count, insert_many, oldest, suppression_of, tags_in_use,
    tags_of,
};
pub use taken_back::{let_mail_out, take_back};

id!(
    /// One member.
    MemberId
);

/// What somebody brings who joins.
#[derive(Debug, Clone)]
pub struct Joining {
    pub email: EmailAddress,
    pub name: String,
    /// BCP 47 primary language.
    pub language: String,
    /// ISO 3166 alpha-2; empty when unknown.
    pub country: String,
    /// `2001-05-30`.
    pub birth_date: Option<String>,
    /// `web`, `crew`, `import`, `demo`.
    pub source: String,
    pub consents: Vec<NewConsent>,
    /// When they ticked the boxes: before they joined, where somebody had to let them in.
    pub decided_at: Moment,
}

/// Longest name kept, in characters.
pub const LONGEST_NAME: usize = 200;

/// Makes a member, with the next number and a join date of this moment; the one who already has the address stays
/// as they are and is returned. The address has been proved to be theirs.
pub fn join(tx: &mut Tx, joining: &Joining, now: Moment) -> Result<(Member, bool), Fault> {
    if let Some(member) = by_email(tx, joining.email.folded())? {
        return Ok((member, false));
    }
    let member = store::insert_member(tx, joining, now)?;
    for consent in &joining.consents {
        consents::insert_consent(tx, &member.id, consent, joining.decided_at)?;
    }
    standing::refresh(tx, &member.id)?;
    journal::record(tx, Actor::Member(member.id.0.clone()), "member.joined", "member", member.id.as_str(), "", now)?;
    Ok((member, true))
}

/// What a member may correct themselves, and the crew for them.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    pub name: String,
    pub language: String,
    pub country: String,
    pub time_zone: ZoneName,
}

pub fn correct(tx: &mut Tx, member: &MemberId, profile: &Profile) -> Result<(), Fault> {
    store::update_profile(tx, member, profile)?;
    standing::refresh(tx, member)
}

/// The crew's own remark about a member.
pub fn set_note(tx: &mut Tx, member: &MemberId, note: &str) -> Result<(), Fault> {
    store::update_note(tx, member, note)
}

/// Adds a tag, a short lower-case word. Whether the member did not have it yet.
pub fn tag(tx: &mut Tx, member: &MemberId, tag: &str) -> Result<bool, Fault> {
    let new = store::insert_tag(tx, member, &tag_word(tag))?;
    standing::refresh(tx, member)?;
    Ok(new)
}

/// Takes a tag away. Whether the member had it.
pub fn untag(tx: &mut Tx, member: &MemberId, tag: &str) -> Result<bool, Fault> {
    let had = store::delete_tag(tx, member, &tag_word(tag))?;
    standing::refresh(tx, member)?;
    Ok(had)
}

/// The word as tags are kept: lower case, letters, digits and hyphens.
pub fn tag_word(typed: &str) -> String {
    let word: String =
        typed.trim().to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    word.trim_matches('-').to_owned()
}

/// Shuts a member out: they keep their row, and may see nothing that asks for anything.
pub fn ban(tx: &mut Tx, member: &MemberId, by: Actor, now: Moment) -> Result<(), Fault> {
    if !store::update_state(tx, member, "banned")? {
        return Ok(());
    }
    standing::refresh(tx, member)?;
    journal::record(tx, by, "member.banned", "member", member.as_str(), "", now)
}

pub fn lift_ban(tx: &mut Tx, member: &MemberId, by: Actor, now: Moment) -> Result<(), Fault> {
    if !store::update_state(tx, member, "active")? {
        return Ok(());
    }
    standing::refresh(tx, member)?;
    journal::record(tx, by, "member.unbanned", "member", member.as_str(), "", now)
}

/// Writes down who was here lately; for the batch that runs once a minute, never for a page view.
pub fn note_seen(tx: &mut Tx, seen: &[(MemberId, Moment)]) -> Result<(), Fault> {
    seen.iter().try_for_each(|(member, at)| store::update_last_seen(tx, member, *at))
}

/// The address no longer takes mail, or its owner complained: nothing but what they ask for is sent there.
pub fn suppress(tx: &mut Tx, email_folded: &str, reason: &str, now: Moment) -> Result<(), Fault> {
    store::insert_suppression(tx, email_folded, reason, now)?;
    match by_email(tx, email_folded)? {
        Some(member) => standing::refresh(tx, &member.id),
        None => Ok(()),
    }
}

/// How many living members joined in `[from, to)`.
pub fn joined_between(conn: &mut Conn, from: Moment, to: Moment) -> Result<i64, Fault> {
    store::joined_between(conn, from, to)
}
