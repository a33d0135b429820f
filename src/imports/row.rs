//! One row of a file as a person, or why it is none.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::mapping::Field;
use crate::base::{EmailAddress, Moment};
use crate::members::{Brought, NewConsent};

/// How a file is to be read.
pub(super) struct Reading {
    pub header: Vec<String>,
    pub mapping: Vec<Field>,
    /// Said as the wording of a consent that a file brings.
    pub wording: String,
}

/// Longest cell that is kept, in characters.
const LONGEST: usize = 4_000;

/// What can be agreed to besides news.
const PURPOSES: [&str; 2] = ["offers", "partners"];

impl Reading {
    /// The person, or the word for why there is none.
    pub(super) fn person(&self, record: &StringRecord) -> Result<Brought, &'static str> {
        let email = self.of(record, Field::Email);
        if email.is_empty() {
            return Err("no-email");
        }
        let email = EmailAddress::parse(email).map_err(|_| "bad-email")?;
        if email.folded().ends_with("@deletion-request.substack.com") {
            return Err("deletion");
        }
        let joined = [Field::ConfirmedAt, Field::JoinedAt].map(|field| moment(self.of(record, field)));
        let country = self.of(record, Field::Country);
        let language = self.of(record, Field::Language);
        let undeliverable = self.is_undeliverable(record);
        Ok(Brought {
            email,
            name: self.name(record),
            language: if is_code(language) { language.to_lowercase() } else { String::new() },
            country: if is_code(country) { country.to_uppercase() } else { String::new() },
            birth_date: day(self.of(record, Field::BirthDate)),
            joined_at: joined.into_iter().flatten().next(),
            note: short(self.of(record, Field::Note)),
            tags: tags(self.of(record, Field::Tags)),
            decisions: self.decisions(record, undeliverable),
            undeliverable,
            fields: self.kept(record),
            stripe_customer: stripe_id(self.of(record, Field::StripeCustomer), "cus_"),
            stripe_subscription: stripe_id(self.of(record, Field::StripeSubscription), "sub_"),
        })
    }

    fn of<'r>(&self, record: &'r StringRecord, wanted: Field) -> &'r str {
        let at = self.mapping.iter().position(|field| *field == wanted);
        at.and_then(|at| record.get(at)).map(plain).unwrap_or_default()
    }

    fn name(&self, record: &StringRecord) -> String {
        let whole = self.of(record, Field::Name);
        if !whole.is_empty() {
            return whole.to_owned();
        }
        let parts = [Field::FirstName, Field::LastName].map(|field| self.of(record, field));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn is_undeliverable(&self, record: &StringRecord) -> bool {
        let status = self.of(record, Field::Status).to_lowercase();
        !self.of(record, Field::BouncedAt).is_empty()
            || matches!(status.as_str(), "cleaned" | "bounced" | "complained" | "blocklisted" | "blocked")
    }

    fn decisions(&self, record: &StringRecord, undeliverable: bool) -> Vec<NewConsent> {
        let agreed = self.of(record, Field::Consents).split(',').map(str::trim);
        let agreed = agreed.filter(|purpose| PURPOSES.contains(purpose)).map(|purpose| (purpose, true));
        let news = self.news(record, undeliverable).map(|wants| ("news", wants));
        let consent = |(purpose, granted): (&str, bool)| NewConsent {
            purpose: purpose.to_owned(),
            granted,
            wording: self.wording.clone(),
            ip: String::new(),
            source: "import".to_owned(),
        };
        agreed.chain(news).map(consent).collect()
    }

    /// Whether the file says that they take news. A no anywhere outweighs every yes.
    fn news(&self, record: &StringRecord, undeliverable: bool) -> Option<bool> {
        let status = match self.of(record, Field::Status).to_lowercase().as_str() {
            "active" | "subscribed" => Some(true),
            "unsubscribed" | "inactive" | "disabled" | "archived" => Some(false),
            _ => None,
        };
        let agreed = self.of(record, Field::Consents).split(',').any(|purpose| purpose.trim() == "news");
        let said = [
            yes_or_no(self.of(record, Field::Subscribed)),
            yes_or_no(self.of(record, Field::Unsubscribed)).map(|left| !left),
            status,
            agreed.then_some(true),
            (!self.of(record, Field::ConfirmedAt).is_empty()).then_some(true),
            (!self.of(record, Field::LeftAt).is_empty()).then_some(false),
        ];
        match said.into_iter().flatten().reduce(|one, other| one && other) {
            Some(true) if undeliverable => None,
            said => said,
        }
    }

    /// What has no place of its own, or could not be understood there.
    fn kept(&self, record: &StringRecord) -> BTreeMap<String, String> {
        let columns = self.header.iter().zip(&self.mapping).zip(record.iter());
        columns
            .map(|((name, field), cell)| (name, *field, plain(cell)))
            .filter(|(_, _, cell)| !cell.is_empty())
            .filter(|(_, field, cell)| match field {
                Field::Keep => true,
                Field::Country | Field::Language => !is_code(cell),
                Field::BirthDate => day(cell).is_none(),
                Field::JoinedAt => moment(cell).is_none(),
                _ => false,
            })
            .map(|(name, _, cell)| (name.clone(), short(cell)))
            .collect()
    }
}

/// Without the apostrophe that keeps spreadsheets from taking a cell for a formula.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn is_code(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic())
}

fn stripe_id(text: &str, prefix: &str) -> String {
    if text.starts_with(prefix) { text.to_owned() } else { String::new() }
}

/// `a, b` as well as `"a","b"`.
fn tags(cell: &str) -> Vec<String> {
    cell.split(',').map(|tag| tag.trim().trim_matches('"').trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "oui" | "ja" | "sí" | "si" => Some(true),
        "false" | "no" | "n" | "0" | "non" | "nein" => Some(false),
        _ => None,
    }
}

fn day(cell: &str) -> Option<String> {
    let date: jiff::civil::Date = cell.get(..10)?.parse().ok()?;
    Some(date.to_string())
}

/// A time as the systems write them; without a zone it is taken for UTC.
fn moment(cell: &str) -> Option<Moment> {
    if let Ok(at) = cell.parse::<jiff::Timestamp>() {
        return Some(Moment::from_timestamp(at));
    }
    let civil = cell.parse::<jiff::civil::DateTime>().ok().or_else(|| american(cell))?;
    Some(Moment::from_timestamp(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()))
}

/// `1/15/24 3:05pm`, `01/15/2024`.
fn american(cell: &str) -> Option<jiff::civil::DateTime> {
    let forms = ["%m/%d/%y %I:%M%p", "%m/%d/%Y %I:%M%p", "%m/%d/%Y %H:%M"];
    let timed = forms.iter().find_map(|form| jiff::civil::DateTime::strptime(form, cell).ok());
    timed.or_else(|| {
        jiff::civil::Date::strptime("%m/%d/%Y", cell).ok().map(|day| day.to_datetime(jiff::civil::Time::midnight()))
    })
}
