//! What a club keeps of its members beyond our own columns: fields it defines itself, each of one kind. The values lie
//! with what files brought, under [`ClubField::heading`], so that imports, the undo of later ones, and the
//! export carry them.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::MemberId;
use super::brought_store::{self, ExtrasRow};
use super::club_fields_store as store;
use super::jobs::{ForgetValues, TakeOver};
use super::standing;
use crate::base::condition::own;
use crate::base::slug::slugged;
use crate::base::{Decimal, Fault, Moment};
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::enqueue;

pub use store::ClubField;

id!(
    /// A field that the club defines.
    ClubFieldId
);

/// What can stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Number,
    Date,
    Choice,
    YesNo,
}

pub const FIELD_KINDS: [FieldKind; 5] =
    [FieldKind::Text, FieldKind::Number, FieldKind::Date, FieldKind::Choice, FieldKind::YesNo];

impl FieldKind {
    pub fn word(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Number => "number",
            FieldKind::Date => "date",
            FieldKind::Choice => "choice",
            FieldKind::YesNo => "yes-no",
        }
    }

    pub fn from_word(word: &str) -> Option<FieldKind> {
        FIELD_KINDS.into_iter().find(|kind| kind.word() == word)
    }
}

/// Longest value, and longest name of a field or choice, in characters.
pub const LONGEST_VALUE: usize = 200;
pub const LONGEST_FIELD_NAME: usize = 60;
/// More than a page of a member can show well, and than the narrow row should carry.
pub const MOST_FIELDS: usize = 40;
/// The answers of a choice.
pub const MOST_CHOICES: usize = 50;

/// Stands before the keys of the club's fields among what files brought.
const MARK: &str = "field:";

/// Time in which a removal can be taken back.
const REGRET_MINUTES: i64 = 10;

impl ClubField {
    /// The name of its column in the member file.
    pub fn heading(&self) -> String {
        format!("{MARK}{}", self.key)
    }

    pub fn kind(&self) -> FieldKind {
        FieldKind::from_word(&self.kind).unwrap_or(FieldKind::Text)
    }

    /// The answers of a choice, in order.
    pub fn choices(&self) -> Vec<&str> {
        self.choices.lines().collect()
    }

    /// What was typed, as it is kept; `None` when it is nothing of this kind.
    pub fn read(&self, typed: &str) -> Option<String> {
        let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.kind() {
            _ if typed.is_empty() => None,
            FieldKind::Text => (typed.chars().count() <= LONGEST_VALUE).then_some(typed),
            FieldKind::Number => Decimal::from_str(&typed.replace(',', ".")).ok().map(|number| number.to_string()),
            FieldKind::Date => {
                let date = typed.parse::<jiff::civil::Date>().ok().filter(|date| date.year() > 0);
                date.map(|date| date.to_string())
            }
            FieldKind::Choice => {
                let same = |choice: &&&str| choice.to_lowercase() == typed.to_lowercase();
                self.choices().iter().find(same).map(|choice| (*choice).to_owned())
            }
            FieldKind::YesNo => matches!(typed.as_str(), "yes" | "no").then_some(typed),
        }
    }

    /// Removed, and the time to take that back is over.
    pub(super) fn is_gone(&self, now: Moment) -> bool {
        self.removed_at.is_some_and(|at| at.plus_minutes(REGRET_MINUTES) <= now)
    }

    /// Makes what a file brought under the name of this field its value, where it can be read as such. Whether anything
    /// was taken over.
    pub(super) fn takes_over(&self, fields: &mut BTreeMap<String, String>) -> bool {
        let name = self.name.to_lowercase();
        let same = |heading: &&String| heading.trim().to_lowercase() == name && !is_club_heading(heading);
        let Some(heading) = fields.keys().find(same).cloned() else { return false };
        let Some(value) = fields.get(&heading).and_then(|value| self.read(value)) else { return false };
        fields.remove(&heading);
        fields.entry(self.heading()).or_insert(value);
        true
    }

    /// The value among all that is kept of somebody; empty for none.
    pub fn value_in<'f>(&self, fields: &'f BTreeMap<String, String>) -> &'f str {
        fields.get(&self.heading()).map_or("", String::as_str)
    }
}

/// Whether a heading is that of a club's field, of this club or another.
pub fn is_club_heading(heading: &str) -> bool {
    heading.starts_with(MARK)
}

/// What conditions see of all that is kept of somebody.
pub(super) fn asked(fields: &BTreeMap<String, String>) -> String {
    let of = |(heading, value): (&String, &String)| heading.strip_prefix(MARK).map(|key| own::lines(key, value));
    let lines: Vec<String> = fields.iter().filter_map(of).flatten().map(|line| line.replace('\n', " ")).collect();
    if lines.is_empty() { String::new() } else { format!("\n{}\n", lines.join("\n")) }
}

/// A field as the crew describes it.
#[derive(Debug, Clone)]
pub struct NewField {
    pub name: String,
    pub kind: FieldKind,
    pub choices: Vec<String>,
}

/// Defines a field after the others. Its key is for conditions and files and never changes; what files brought under the
/// same heading becomes its values.
pub fn define_field(tx: &mut Tx, new: &NewField, by: Actor, now: Moment) -> Result<ClubField, Fault> {
    let word = Some(slugged(&new.name)).filter(|word| !word.is_empty()).unwrap_or_else(|| "field".to_owned());
    let (mut key, mut nth) = (word.clone(), 1);
    while store::has_key(tx, &key)? {
        nth += 1;
        key = format!("{word}-{nth}");
    }
    let last = store::last(tx)?;
    let field = ClubField {
        id: ClubFieldId::new(),
        number: last.0 + 1,
        key,
        name: new.name.clone(),
        kind: new.kind.word().to_owned(),
        choices: new.choices.join("\n"),
        position: last.1 + 1,
        created_at: now,
        removed_at: None,
    };
    store::insert(tx, &field)?;
    enqueue(tx, &TakeOver { field: field.id.clone() }, now, now)?;
    journal::record(tx, by, "club_field.defined", "club_field", field.id.as_str(), &field.name, now)?;
    Ok(field)
}

/// Gives a field another name, and a choice other answers. What is kept under an answer that went stays.
pub fn change_field(
    tx: &mut Tx,
    id: &ClubFieldId,
    name: &str,
    choices: &[String],
    by: Actor,
    now: Moment,
) -> Result<(), Fault> {
    store::update(tx, id, name, &choices.join("\n"))?;
    journal::record(tx, by, "club_field.changed", "club_field", id.as_str(), name, now)
}

/// Puts a field before the one that stands before it.
pub fn move_field_up(tx: &mut Tx, id: &ClubFieldId) -> Result<(), Fault> {
    let mut fields = store::fields(tx)?;
    if let Some(at) = fields.iter().position(|field| field.id == *id).filter(|at| *at > 0) {
        fields.swap(at - 1, at);
    }
    (1..).zip(&fields).try_for_each(|(position, field)| store::set_position(tx, &field.id, position))
}

/// Takes a field out of sight. Its values go after a while in which that can be taken back.
pub fn remove_field(tx: &mut Tx, field: &ClubField, by: Actor, now: Moment) -> Result<(), Fault> {
    store::set_removed(tx, &field.id, Some(now))?;
    enqueue(tx, &ForgetValues { field: field.id.clone() }, now.plus_minutes(REGRET_MINUTES), now)?;
    journal::record(tx, by, "club_field.removed", "club_field", field.id.as_str(), &field.name, now)
}

/// Takes a removal back. `false` when the values have gone.
pub fn restore_field(tx: &mut Tx, id: &ClubFieldId, by: Actor, now: Moment) -> Result<bool, Fault> {
    let Some(field) = store::by_id_ever(tx, id)?.filter(|field| !field.is_gone(now)) else { return Ok(false) };
    store::set_removed(tx, id, None)?;
    journal::record(tx, by, "club_field.restored", "club_field", id.as_str(), &field.name, now)?;
    Ok(true)
}

/// Writes what the crew knows of a member in the club's fields; an empty value takes it away.
pub fn set_fields(
    tx: &mut Tx,
    member: &MemberId,
    values: &[(String, String)],
    by: Actor,
    now: Moment,
) -> Result<(), Fault> {
    let mut fields = brought_store::extras_of(tx, member)?.fields;
    let before = fields.clone();
    for (heading, value) in values {
        match value.as_str() {
            "" => drop(fields.remove(heading)),
            value => drop(fields.insert(heading.clone(), value.to_owned())),
        }
    }
    if fields == before {
        return Ok(());
    }
    keep(tx, member, &fields)?;
    let changed = |(heading, _): &&(String, String)| fields.get(heading) != before.get(heading);
    let changed: Vec<&str> = values.iter().filter(changed).map(|(heading, _)| heading.as_str()).collect();
    journal::record(tx, by, "member.fields_changed", "member", member.as_str(), &changed.join(", "), now)
}

/// Writes all that is kept of somebody, also where conditions look.
pub(super) fn keep(tx: &mut Tx, member: &MemberId, fields: &BTreeMap<String, String>) -> Result<(), Fault> {
    brought_store::put_fields(tx, &ExtrasRow::of_fields(member, fields)?)?;
    standing::set_fields(tx, member, &asked(fields))
}
