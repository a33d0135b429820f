//! The columns of the member file, and what stands in their cells.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::store::FileRow;
use crate::base::Moment;

/// One column of the member file. Its word is its heading, and what commands and kept exports call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Column {
    Number,
    Name,
    Email,
    EmailState,
    Language,
    Country,
    TimeZone,
    BirthDate,
    JoinedAt,
    Source,
    State,
    Tier,
    TierSince,
    Tags,
    Consents,
    Reachable,
    LastSeenAt,
    Note,
    Declined,
    Suppressed,
    StripeCustomer,
    StripeSubscription,
    Fields,
    /// Stands for somebody in one handover, and for nobody elsewhere.
    Code,
}

/// The columns of the whole file, in order.
pub const COLUMNS: [Column; 23] = [
    Column::Number,
    Column::Name,
    Column::Email,
    Column::EmailState,
    Column::Language,
    Column::Country,
    Column::TimeZone,
    Column::BirthDate,
    Column::JoinedAt,
    Column::Source,
    Column::State,
    Column::Tier,
    Column::TierSince,
    Column::Tags,
    Column::Consents,
    Column::Reachable,
    Column::LastSeenAt,
    Column::Note,
    Column::Declined,
    Column::Suppressed,
    Column::StripeCustomer,
    Column::StripeSubscription,
    Column::Fields,
];

/// What a partner may be given: who somebody is, how to reach and address them, and what they are to the club. That is what
/// members read before they agree; all else the club knows of them stays here.
pub const PARTNER_COLUMNS: [Column; 6] =
    [Column::Number, Column::Name, Column::Email, Column::Language, Column::Country, Column::Tier];

impl Column {
    pub fn word(self) -> &'static str {
        match self {
            Column::Number => "number",
            Column::Name => "name",
            Column::Email => "email",
            Column::EmailState => "email_state",
            Column::Language => "language",
            Column::Country => "country",
            Column::TimeZone => "time_zone",
            Column::BirthDate => "birth_date",
            Column::JoinedAt => "joined_at",
            Column::Source => "source",
            Column::State => "state",
            Column::Tier => "tier",
            Column::TierSince => "tier_since",
            Column::Tags => "tags",
            Column::Consents => "consents",
            Column::Reachable => "reachable",
            Column::LastSeenAt => "last_seen_at",
            Column::Note => "note",
            Column::Declined => "declined",
            Column::Suppressed => "suppressed",
            Column::StripeCustomer => "stripe_customer",
            Column::StripeSubscription => "stripe_subscription",
            Column::Fields => "fields",
            Column::Code => "code",
        }
    }

    /// A column of the file by its word.
    pub fn from_word(word: &str) -> Option<Column> {
        COLUMNS.into_iter().find(|column| column.word() == word)
    }
}

impl TryFrom<String> for Column {
    type Error = String;

    fn try_from(word: String) -> Result<Column, String> {
        match word.as_str() {
            "code" => Ok(Column::Code),
            word => Column::from_word(word).ok_or_else(|| format!("there is no column {word:?}")),
        }
    }
}

impl From<Column> for String {
    fn from(column: Column) -> String {
        column.word().to_owned()
    }
}

/// What stands where a row and a column meet, before it is written in some form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell<'r> {
    /// Typed by a person or by a machine; empty when unknown.
    Text(Cow<'r, str>),
    Number(i64),
    At(Option<Moment>),
    YesNo(bool),
    /// Words with commas between them; none has one inside.
    List(Cow<'r, str>),
    /// A JSON object.
    Object(&'r str),
}

/// `refused` are purposes they said no to at some time; what is in force again is none of them any more. `code` is empty
/// outside handovers.
pub(super) fn cell<'r>(row: &'r FileRow, column: Column, refused: &[String], code: &'r str) -> Cell<'r> {
    let text = |text: &'r str| Cell::Text(Cow::Borrowed(text));
    let maybe = |text: &'r Option<String>| Cell::Text(Cow::Borrowed(text.as_deref().unwrap_or_default()));
    let list = |words: &'r str| Cell::List(Cow::Borrowed(words.trim_matches(',')));
    match column {
        Column::Number => Cell::Number(row.number),
        Column::Name => text(&row.name),
        Column::Email => text(&row.email),
        Column::EmailState => text(&row.email_state),
        Column::Language => text(&row.language),
        Column::Country => text(&row.country),
        Column::TimeZone => text(row.time_zone.as_str()),
        Column::BirthDate => maybe(&row.birth_date),
        Column::JoinedAt => Cell::At(Some(row.joined_at)),
        Column::Source => text(&row.source),
        Column::State => text(&row.state),
        Column::Tier => text(&row.tier),
        Column::TierSince => Cell::At(row.tier_since),
        Column::Tags => list(&row.tags),
        Column::Consents => list(&row.consents),
        Column::Reachable => Cell::YesNo(row.reachable),
        Column::LastSeenAt => Cell::At(row.last_seen_at),
        Column::Note => text(&row.note),
        Column::Declined => Cell::List(Cow::Owned(declined(row, refused))),
        Column::Suppressed => maybe(&row.suppressed),
        Column::StripeCustomer => maybe(&row.stripe_customer),
        Column::StripeSubscription => maybe(&row.stripe_subscription),
        Column::Fields => Cell::Object(row.fields.as_deref().unwrap_or("{}")),
        Column::Code => text(code),
    }
}

fn declined(row: &FileRow, refused: &[String]) -> String {
    let in_force: Vec<&str> = row.consents.split(',').collect();
    let declined: Vec<&str> = refused.iter().map(String::as_str).filter(|word| !in_force.contains(word)).collect();
    declined.join(",")
}
