//! The way back of what a file brought.

use std::collections::BTreeMap;

use super::brought::{Change, Facts, facts_of};
use super::brought_store::{self as rows, ExtrasRow};
use super::store::{self, Member};
use super::{MemberId, club_fields_store, standing};
use crate::base::Fault;
use crate::plumbing::db::Tx;

/// Undoes one change. Returns what was left as it is, because somebody changed it since.
pub fn take_back(tx: &mut Tx, member: &MemberId, created: bool, change: &Change) -> Result<Vec<String>, Fault> {
    let Some(row) = store::by_id(tx, member)? else { return Ok(Vec::new()) };
    let extras = rows::extras_of(tx, member)?;
    let mail_waits = extras.mail_waits;
    let facts = facts_of(&row, extras);
    let change = &as_taken_over(tx, change, &facts.fields)?;
    if created {
        let untouched = is_untouched(tx, &row, &facts, change)?;
        if !untouched || !rows::delete_member(tx, member)? {
            return Ok(vec!["member".to_owned()]);
        }
        lift(tx, &row, change)?;
        return Ok(Vec::new());
    }
    let (restored, kept) = restored(&facts, change);
    rows::update_facts(tx, member, &restored)?;
    rows::put_extras(tx, &ExtrasRow::of(member, &restored, mail_waits)?)?;
    for tag in &change.tags {
        store::delete_tag(tx, member, tag)?;
    }
    rows::delete_consents(tx, &change.consents)?;
    // Mail that came back since is a reason of its own.
    if facts.email_state == change.written.email_state {
        lift(tx, &row, change)?;
    }
    standing::refresh(tx, member)?;
    Ok(kept)
}

/// The change as it would be told today: fields that the club defined since took over what the file brought under their
/// name, and under it nothing lies any more.
fn as_taken_over(tx: &mut Tx, change: &Change, now: &BTreeMap<String, String>) -> Result<Change, Fault> {
    let mut told = change.clone();
    if told.written.fields.keys().all(|heading| now.contains_key(heading)) {
        return Ok(told);
    }
    for field in club_fields_store::fields(tx)? {
        let mut written = told.written.fields.clone();
        let moved = field.takes_over(&mut written);
        let gone =
            told.written.fields.keys().all(|heading| written.contains_key(heading) || !now.contains_key(heading));
        if moved && gone {
            told.written.fields = written;
            field.takes_over(&mut told.former.fields);
        }
    }
    Ok(told)
}

/// Takes back the suppression that this change made.
fn lift(tx: &mut Tx, row: &Member, change: &Change) -> Result<(), Fault> {
    match &change.suppressed {
        Some(reason) => rows::delete_suppression(tx, &row.email_folded, reason),
        None => Ok(()),
    }
}

/// Nobody has been here, bought or corrected anything since the file brought them.
fn is_untouched(tx: &mut Tx, row: &Member, facts: &Facts, change: &Change) -> Result<bool, Fault> {
    Ok(row.last_seen_at.is_none()
        && *facts == change.written
        && store::tags_of(tx, &row.id)? == change.tags
        && rows::count_consents(tx, &row.id)? == change.consents.len() as i64
        && rows::tier_of(tx, &row.id)?.is_empty())
}

/// The former value of everything that still is as the file left it, and the names of what is not.
fn restored(now: &Facts, change: &Change) -> (Facts, Vec<String>) {
    let (former, written) = (&change.former, &change.written);
    let mut kept = Vec::new();
    macro_rules! back {
        ($field:ident) => {
            if now.$field == written.$field {
                former.$field.clone()
            } else {
                kept.push(stringify!($field).to_owned());
                now.$field.clone()
            }
        };
    }
    let fields = fields_back(&now.fields, change);
    if fields.1 {
        kept.push("fields".to_owned());
    }
    let restored = Facts {
        name: back!(name),
        language: back!(language),
        country: back!(country),
        time_zone: back!(time_zone),
        birth_date: back!(birth_date),
        joined_at: back!(joined_at),
        note: back!(note),
        fields: fields.0,
        stripe_customer: back!(stripe_customer),
        stripe_subscription: back!(stripe_subscription),
        state: back!(state),
        email_state: back!(email_state),
    };
    (restored, kept)
}

/// The same for each field of its own, and whether one was left.
fn fields_back(now: &BTreeMap<String, String>, change: &Change) -> (BTreeMap<String, String>, bool) {
    let (former, written) = (&change.former.fields, &change.written.fields);
    let (mut fields, mut left) = (now.clone(), false);
    for (name, value) in written.iter().filter(|(name, value)| former.get(*name) != Some(*value)) {
        match (now.get(name) == Some(value), former.get(name)) {
            (true, Some(former)) => drop(fields.insert(name.clone(), former.clone())),
            (true, None) => drop(fields.remove(name)),
            (false, _) => left = true,
        }
    }
    // What could not be read as a field that took over what came after it.
    for (name, value) in former.iter().filter(|(name, _)| !written.contains_key(*name)) {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
    (fields, left)
}

/// The owner lets mail out to people a file brought.
pub fn let_mail_out(tx: &mut Tx, members: &[MemberId]) -> Result<(), Fault> {
    rows::update_mail_waits(tx, members, false)?;
    members.iter().try_for_each(|member| standing::refresh(tx, member))
}
