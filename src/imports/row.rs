//! One row of a file as a person, or why it is none.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::cells::{
    Slashes, day, language, moment, moment_in, number, plain, short, slashed_day, stripe_id, words, yes_or_no,
};
use super::mapping::{FIELDS, Field};
use crate::base::{EmailAddress, Moment, ZoneName};
use crate::members::{Brought, ClubField, FieldKind, NewConsent};
use crate::plumbing::locale::country_of;

/// How a file is to be read.
pub(super) struct Reading {
    header: Vec<String>,
    mapping: Vec<Field>,
    /// Where the column of each field stands, in the order of [`FIELDS`].
    places: [Option<usize>; FIELDS.len()],
    /// Said as the wording of a consent that a file brings.
    wording: String,
    /// The club's own.
    fields: Vec<ClubField>,
}

/// What can be agreed to.
const PURPOSES: [&str; 3] = ["news", "offers", "partners"];

/// Words for an address that takes no mail.
const DEAD: [&str; 8] =
    ["cleaned", "bounced", "complained", "blocklisted", "blocked", "invalid", "invalid_email", "undeliverable"];

impl Reading {
    pub(super) fn of(header: Vec<String>, mapping: Vec<Field>, wording: String, fields: Vec<ClubField>) -> Reading {
        let places = FIELDS.map(|field| mapping.iter().position(|other| *other == field));
        Reading { header, mapping, places, wording, fields }
    }

    /// The address as it stands in the row, whatever it is.
    pub(super) fn address<'r>(&self, record: &'r StringRecord) -> &'r str {
        self.cell(record, Field::Email)
    }

    /// The person, or the word for why there is none.
    pub(super) fn person(&self, record: &StringRecord) -> Result<Brought, &'static str> {
        if record.len() > self.header.len() {
            return Err("too-many-cells");
        }
        let email = self.address(record);
        if email.is_empty() {
            return Err("no-email");
        }
        let email = EmailAddress::parse(email).map_err(|_| "bad-email")?;
        if email.folded().ends_with("@deletion-request.substack.com") {
            return Err("deletion");
        }
        let status = self.cell(record, Field::Status).to_lowercase();
        let suppress = self.suppressed(record, &status);
        Ok(Brought {
            email,
            number: number(self.cell(record, Field::Number)),
            name: self.name(record),
            language: language(self.cell(record, Field::Language)).unwrap_or_default(),
            country: country_of(self.cell(record, Field::Country)).unwrap_or_default().to_owned(),
            time_zone: ZoneName::parse(self.cell(record, Field::TimeZone)),
            birth_date: self.birth_date(record),
            joined_at: self.joined_at(record),
            source: self.cell(record, Field::Source).chars().take(40).collect(),
            is_banned: self.cell(record, Field::State).eq_ignore_ascii_case("banned"),
            email_state: if matches!(status.as_str(), "bounced" | "complained") {
                status.clone()
            } else {
                String::new()
            },
            note: self.note(record),
            tags: words(self.cell(record, Field::Tags)),
            decisions: self.decisions(record, &status, suppress.is_some()),
            suppress,
            fields: self.kept(record),
            stripe_customer: stripe_id(self.cell(record, Field::StripeCustomer), "cus_"),
            stripe_subscription: stripe_id(self.cell(record, Field::StripeSubscription), "sub_"),
        })
    }

    fn cell<'r>(&self, record: &'r StringRecord, wanted: Field) -> &'r str {
        self.raw(record, wanted).map(|cell| plain(cell.trim())).unwrap_or_default()
    }

    fn raw<'r>(&self, record: &'r StringRecord, wanted: Field) -> Option<&'r str> {
        let at = FIELDS.iter().position(|field| *field == wanted)?;
        record.get(self.places.get(at).copied().flatten()?)
    }

    fn joined_at(&self, record: &StringRecord) -> Option<Moment> {
        let joined = [Field::ConfirmedAt, Field::JoinedAt].iter().find_map(|field| moment(self.cell(record, *field)));
        joined.or_else(|| moment_in(self.cell(record, Field::JoinedDayFirst), Slashes::DayFirst))
    }

    fn birth_date(&self, record: &StringRecord) -> Option<String> {
        day(self.cell(record, Field::BirthDate))
            .or_else(|| slashed_day(self.cell(record, Field::BornDayFirst), Slashes::DayFirst))
            .or_else(|| slashed_day(self.cell(record, Field::BornMonthFirst), Slashes::MonthFirst))
    }

    fn name(&self, record: &StringRecord) -> String {
        let whole = self.cell(record, Field::Name);
        if !whole.is_empty() {
            return whole.to_owned();
        }
        let parts = [Field::FirstName, Field::LastName].map(|field| self.cell(record, field));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// With its white space, unless it is nothing else.
    fn note(&self, record: &StringRecord) -> String {
        let note = self.raw(record, Field::Note).unwrap_or_default();
        if note.trim().is_empty() { String::new() } else { short(plain(note)) }
    }

    /// Why nothing may be sent to the address.
    fn suppressed(&self, record: &StringRecord, status: &str) -> Option<String> {
        let told = self.cell(record, Field::Suppressed);
        let came_back = !self.cell(record, Field::BouncedAt).is_empty() || DEAD.contains(&status);
        match told {
            "" => came_back.then(|| "import".to_owned()),
            told => Some(told.chars().take(40).collect()),
        }
    }

    fn decisions(&self, record: &StringRecord, status: &str, is_dead: bool) -> Vec<NewConsent> {
        let [agreed, declined] = [Field::Consents, Field::Declined].map(|field| words(self.cell(record, field)));
        let told = |purpose: &str| match purpose {
            _ if declined.iter().any(|word| word == purpose) => Some(false),
            "news" => self.news(record, status, &agreed, is_dead),
            _ => agreed.iter().any(|word| word == purpose).then_some(true),
        };
        let consent = |(purpose, granted): (&str, bool)| NewConsent {
            purpose: purpose.to_owned(),
            granted,
            wording: self.wording(record, granted),
            ip: if granted { self.cell(record, Field::ConsentIp).chars().take(45).collect() } else { String::new() },
            source: "import".to_owned(),
        };
        PURPOSES.iter().filter_map(|purpose| Some((*purpose, told(purpose)?))).map(consent).collect()
    }

    /// With the time at which they confirmed elsewhere, where the file tells it.
    fn wording(&self, record: &StringRecord, granted: bool) -> String {
        match self.cell(record, Field::ConfirmedAt) {
            at if granted && !at.is_empty() => format!("{}, confirmed {}", self.wording, short(at)),
            _ => self.wording.clone(),
        }
    }

    /// Whether the file says that they take news. A no anywhere outweighs every yes, and a dead address agrees to
    /// nothing but what it agreed to by name.
    fn news(&self, record: &StringRecord, status: &str, agreed: &[String], is_dead: bool) -> Option<bool> {
        let by_status = match status {
            "active" | "subscribed" => Some(true),
            "unsubscribed" | "inactive" | "disabled" | "archived" => Some(false),
            _ => None,
        };
        let by_name = agreed.iter().any(|word| word == "news").then_some(true);
        let said = [
            yes_or_no(self.cell(record, Field::Subscribed)),
            yes_or_no(self.cell(record, Field::Unsubscribed)).map(|left| !left),
            by_status,
            by_name,
            (!self.cell(record, Field::ConfirmedAt).is_empty()).then_some(true),
            (!self.cell(record, Field::LeftAt).is_empty()).then_some(false),
        ];
        match said.into_iter().flatten().reduce(|one, other| one && other) {
            Some(true) if is_dead => by_name,
            said => said,
        }
    }

    /// What has no place of its own, or could not be understood there.
    fn kept(&self, record: &StringRecord) -> BTreeMap<String, String> {
        let mut kept = BTreeMap::new();
        for ((name, field), cell) in self.header.iter().zip(&self.mapping).zip(record.iter()) {
            let cell = plain(cell.trim());
            if cell.is_empty() || (*field == Field::Fields && keep_fields(cell, &mut kept)) {
                continue;
            }
            if let Field::Club(number) = field {
                let own = self.fields.iter().find(|own| own.number == *number);
                kept.insert(own.map_or_else(|| short(name), ClubField::heading), short(cell));
            } else if is_kept(*field, cell) {
                kept.insert(short(name), short(cell));
            }
        }
        self.fields.iter().for_each(|field| read_own(field, &mut kept));
        kept
    }
}

/// A value of the club's own field as it is kept; what is none of its kind stays beside it, under the name.
fn read_own(field: &ClubField, kept: &mut BTreeMap<String, String>) {
    let Some(told) = kept.remove(&field.heading()) else { return };
    let as_kept = match field.kind() {
        FieldKind::Date => day(&told),
        FieldKind::YesNo => yes_or_no(&told).map(|yes| if yes { "yes" } else { "no" }.to_owned()),
        _ => Some(told.clone()),
    };
    match as_kept.and_then(|told| field.read(&told)) {
        Some(value) => kept.insert(field.heading(), value),
        None => kept.insert(short(&field.name), told),
    };
}

/// Whether a cell stays under its heading.
fn is_kept(field: Field, cell: &str) -> bool {
    match field {
        Field::Keep | Field::Fields => true,
        Field::Country => country_of(cell).is_none(),
        Field::Language => language(cell).is_none(),
        Field::TimeZone => ZoneName::parse(cell).is_none(),
        Field::BirthDate => day(cell).is_none(),
        Field::BornDayFirst => slashed_day(cell, Slashes::DayFirst).is_none(),
        Field::BornMonthFirst => slashed_day(cell, Slashes::MonthFirst).is_none(),
        Field::JoinedAt => moment(cell).is_none(),
        Field::JoinedDayFirst => moment_in(cell, Slashes::DayFirst).is_none(),
        Field::Number => number(cell).is_none(),
        _ => false,
    }
}

/// Each value of a JSON object under its own name; `false` when the cell is none.
fn keep_fields(cell: &str, kept: &mut BTreeMap<String, String>) -> bool {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(cell) else { return false };
    for (name, value) in fields {
        let text = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(text) => text,
            value => value.to_string(),
        };
        kept.insert(short(&name), short(&text));
    }
    true
}
