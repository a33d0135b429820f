//! What each column of a file is: known of the systems we know, guessed of any other.

use serde::{Deserialize, Serialize};

use super::cells::is_day_first;
use super::systems::{GUESSES, PEOPLE, SYSTEMS};
use crate::base::EmailAddress;
use crate::members::ClubField;

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Email,
    Name,
    FirstName,
    LastName,
    Country,
    Language,
    /// By its IANA name.
    TimeZone,
    BirthDate,
    /// Dates with slashes; which of the two comes first only the file's owner can tell.
    BornDayFirst,
    BornMonthFirst,
    JoinedAt,
    JoinedDayFirst,
    /// When they confirmed that they want news, and joined thereby.
    ConfirmedAt,
    /// Where from they agreed: part of the proof.
    ConsentIp,
    Note,
    Tags,
    /// Yes: takes news.
    Subscribed,
    /// Yes: takes none.
    Unsubscribed,
    /// A word like `active`, `unsubscribed`, `cleaned`.
    Status,
    /// Whatever stands here, they left at that time.
    LeftAt,
    /// Whatever stands here, mail to them came back.
    BouncedAt,
    /// Why nothing is sent to the address; empty when mail may go there.
    Suppressed,
    /// Purposes agreed to, with commas between.
    Consents,
    /// Purposes declined, with commas between.
    Declined,
    /// The member's number, where it is still free.
    Number,
    /// How they came to the club.
    Source,
    /// `banned`, or anything else.
    State,
    StripeCustomer,
    StripeSubscription,
    /// A JSON object, each value kept under its name.
    Fields,
    /// The club's own field of this number.
    Club(i64),
    /// Kept under its heading.
    Keep,
    Leave,
}

pub const FIELDS: [Field; 32] = [
    Field::Keep,
    Field::Leave,
    Field::Email,
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Country,
    Field::Language,
    Field::TimeZone,
    Field::BirthDate,
    Field::BornDayFirst,
    Field::BornMonthFirst,
    Field::JoinedAt,
    Field::JoinedDayFirst,
    Field::ConfirmedAt,
    Field::ConsentIp,
    Field::Note,
    Field::Tags,
    Field::Subscribed,
    Field::Unsubscribed,
    Field::Status,
    Field::LeftAt,
    Field::BouncedAt,
    Field::Suppressed,
    Field::Consents,
    Field::Declined,
    Field::Number,
    Field::Source,
    Field::State,
    Field::StripeCustomer,
    Field::StripeSubscription,
    Field::Fields,
];

impl Field {
    pub fn word(self) -> String {
        let word = match self {
            Field::Club(number) => return format!("{CLUB}{number}"),
            Field::Email => "email",
            Field::Name => "name",
            Field::FirstName => "first-name",
            Field::LastName => "last-name",
            Field::Country => "country",
            Field::Language => "language",
            Field::TimeZone => "time-zone",
            Field::BirthDate => "birth-date",
            Field::BornDayFirst => "born-day-first",
            Field::BornMonthFirst => "born-month-first",
            Field::JoinedAt => "joined-at",
            Field::JoinedDayFirst => "joined-day-first",
            Field::ConfirmedAt => "confirmed-at",
            Field::ConsentIp => "consent-ip",
            Field::Note => "note",
            Field::Tags => "tags",
            Field::Subscribed => "subscribed",
            Field::Unsubscribed => "unsubscribed",
            Field::Status => "status",
            Field::LeftAt => "left-at",
            Field::BouncedAt => "bounced-at",
            Field::Suppressed => "suppressed",
            Field::Consents => "consents",
            Field::Declined => "declined",
            Field::Number => "number",
            Field::Source => "source",
            Field::State => "state",
            Field::StripeCustomer => "stripe-customer",
            Field::StripeSubscription => "stripe-subscription",
            Field::Fields => "fields",
            Field::Keep => "keep",
            Field::Leave => "leave",
        };
        word.to_owned()
    }

    pub fn from_word(word: &str) -> Option<Field> {
        let of_club = || word.strip_prefix(CLUB)?.parse().ok().map(Field::Club);
        FIELDS.into_iter().find(|field| field.word() == word).or_else(of_club)
    }

    /// Of these a file may have any number of columns.
    fn is_common(self) -> bool {
        matches!(self, Field::Keep | Field::Leave | Field::Fields)
    }
}

/// Before the number of a club's own field.
const CLUB: &str = "club-";

/// The heading of the reason in our files of refused rows.
pub const REASON: &str = "error";

/// The system a header belongs to (empty when none is known), and what each of its columns is. Where no heading is known
/// for the address, the first rows show it.
pub fn recognise(header: &[String], first: &[Vec<String>]) -> (&'static str, Vec<Field>) {
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let known = SYSTEMS.iter().find(|system| system.tells.iter().all(|tell| folded.iter().any(|name| name == tell)));
    let (name, columns) = known.map_or(("", GUESSES), |system| (system.name, system.columns));
    let mut mapping: Vec<Field> = Vec::new();
    for heading in &folded {
        let field = field_of(heading, columns);
        // One column of each kind; a second one is kept as it is.
        mapping.push(if mapping.contains(&field) && !field.is_common() { Field::Keep } else { field });
    }
    if !mapping.contains(&Field::Email)
        && let Some(at) = column_of_addresses(first)
        && let Some(field) = mapping.get_mut(at)
    {
        *field = Field::Email;
    }
    read_dates(first, &mut mapping);
    (name, mapping)
}

/// Where the first rows show that the day comes first, the column is read so.
fn read_dates(first: &[Vec<String>], mapping: &mut [Field]) {
    for (at, field) in mapping.iter_mut().enumerate() {
        let shows_it = first.iter().filter_map(|row| row.get(at)).any(|cell| is_day_first(cell.trim()));
        *field = match *field {
            Field::JoinedAt if shows_it => Field::JoinedDayFirst,
            Field::BirthDate if shows_it => Field::BornDayFirst,
            field => field,
        };
    }
}

/// Columns that bear the name of a club's own field are it, unless they are known to be something else.
pub fn claim(header: &[String], mapping: &mut [Field], fields: &[ClubField]) {
    for field in fields {
        let known = Field::Club(field.number);
        let names = [fold(&field.heading()), fold(&field.name), field.key.clone()];
        let mut columns = header.iter().zip(mapping.iter_mut());
        let own = columns.find(|(heading, column)| **column == Field::Keep && names.contains(&fold(heading)));
        if let Some((_, column)) = own {
            *column = known;
        }
    }
}

fn field_of(heading: &str, columns: &[(&str, Field)]) -> Field {
    if heading == REASON {
        return Field::Leave;
    }
    let known = columns.iter().chain(PEOPLE).find(|(known, _)| *known == heading);
    known.map_or(Field::Keep, |(_, field)| *field)
}

/// A heading as headings are compared.
pub fn fold(heading: &str) -> String {
    heading.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first column in which nearly everything is an address.
fn column_of_addresses(first: &[Vec<String>]) -> Option<usize> {
    let columns = first.iter().map(Vec::len).max().unwrap_or(0);
    (0..columns).find(|at| {
        let cells: Vec<&str> = first.iter().filter_map(|row| row.get(*at)).map(|cell| cell.trim()).collect();
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let addresses = cells.iter().filter(|cell| EmailAddress::parse(cell).is_ok()).count();
        addresses > 0 && addresses * 10 >= filled * 8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_word_of_its_own() {
        for field in FIELDS.into_iter().chain([Field::Club(3)]) {
            assert_eq!(Field::from_word(&field.word()), Some(field));
        }
    }

    #[test]
    fn a_header_of_no_known_language_is_read_by_its_rows() {
        let check = |header: &[&str], row: &[&str], fields: &[Field]| {
            let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
            assert_eq!(recognise(&owned(header), &[owned(row)]).1, fields, "{header:?}");
        };
        check(&["Imię", "Adresat"], &["Ola", "ola@example.org"], &[Field::FirstName, Field::Email]);
        check(&["a", "b"], &["x@example.org", "y@example.org"], &[Field::Email, Field::Keep]);
        check(&["a", "b"], &["x", "y"], &[Field::Keep, Field::Keep]);
        check(&["E-Mail", "b"], &["x", "y@example.org"], &[Field::Email, Field::Keep]);
        check(&["Email", "Joined"], &["x@example.org", "31/12/2024"], &[Field::Email, Field::JoinedDayFirst]);
        check(&["Email", "Joined"], &["x@example.org", "05/03/2024"], &[Field::Email, Field::JoinedAt]);
        check(&["error", "  E-Mail\u{a0}Address "], &["bad", ""], &[Field::Leave, Field::Email]);
    }
}
