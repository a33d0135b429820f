//! What each column of a file is: known of the systems we know, guessed of any other.

use serde::{Deserialize, Serialize};

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
    BirthDate,
    JoinedAt,
    /// When they confirmed that they want news, and joined thereby.
    ConfirmedAt,
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
    /// Purposes agreed to, with commas between.
    Consents,
    StripeCustomer,
    StripeSubscription,
    /// Kept under its heading.
    Keep,
    Leave,
}

pub const FIELDS: [Field; 21] = [
    Field::Keep,
    Field::Leave,
    Field::Email,
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Country,
    Field::Language,
    Field::BirthDate,
    Field::JoinedAt,
    Field::ConfirmedAt,
    Field::Note,
    Field::Tags,
    Field::Subscribed,
    Field::Unsubscribed,
    Field::Status,
    Field::LeftAt,
    Field::BouncedAt,
    Field::Consents,
    Field::StripeCustomer,
    Field::StripeSubscription,
];

impl Field {
    pub fn word(self) -> &'static str {
        match self {
            Field::Email => "email",
            Field::Name => "name",
            Field::FirstName => "first-name",
            Field::LastName => "last-name",
            Field::Country => "country",
            Field::Language => "language",
            Field::BirthDate => "birth-date",
            Field::JoinedAt => "joined-at",
            Field::ConfirmedAt => "confirmed-at",
            Field::Note => "note",
            Field::Tags => "tags",
            Field::Subscribed => "subscribed",
            Field::Unsubscribed => "unsubscribed",
            Field::Status => "status",
            Field::LeftAt => "left-at",
            Field::BouncedAt => "bounced-at",
            Field::Consents => "consents",
            Field::StripeCustomer => "stripe-customer",
            Field::StripeSubscription => "stripe-subscription",
            Field::Keep => "keep",
            Field::Leave => "leave",
        }
    }

    pub fn from_word(word: &str) -> Option<Field> {
        FIELDS.into_iter().find(|field| field.word() == word)
    }
}

/// A system whose files are known: the columns that give it away, and what its columns are.
struct System {
    name: &'static str,
    tells: &'static [&'static str],
    columns: &'static [(&'static str, Field)],
}

const SYSTEMS: &[System] = &[
    System {
        name: "Stagedoor",
        tells: &["number", "email", "email_state", "joined_at", "consents", "reachable"],
        columns: &[
            ("email", Field::Email),
            ("name", Field::Name),
            ("language", Field::Language),
            ("country", Field::Country),
            ("birth_date", Field::BirthDate),
            ("joined_at", Field::JoinedAt),
            ("tags", Field::Tags),
            ("consents", Field::Consents),
            ("note", Field::Note),
            ("email_state", Field::Status),
            ("number", Field::Leave),
            ("reachable", Field::Leave),
            ("source", Field::Leave),
            ("state", Field::Leave),
            ("last_seen_at", Field::Leave),
        ],
    },
    System {
        name: "Ghost",
        tells: &["email", "name", "subscribed_to_emails", "stripe_customer_id", "created_at"],
        columns: &[
            ("email", Field::Email),
            ("name", Field::Name),
            ("note", Field::Note),
            ("subscribed_to_emails", Field::Subscribed),
            ("stripe_customer_id", Field::StripeCustomer),
            ("created_at", Field::JoinedAt),
            ("labels", Field::Tags),
        ],
    },
    System {
        name: "Patreon",
        tells: &["email", "name", "patron status", "tier", "patronage since date"],
        columns: &[
            ("email", Field::Email),
            ("name", Field::Name),
            ("country", Field::Country),
            ("patronage since date", Field::JoinedAt),
        ],
    },
    System {
        name: "Mailchimp",
        tells: &["member_rating", "leid", "euid"],
        columns: &[
            ("email address", Field::Email),
            ("deine e-mail adresse", Field::Email),
            ("adresse e-mail", Field::Email),
            ("first name", Field::FirstName),
            ("last name", Field::LastName),
            ("vorname", Field::FirstName),
            ("nachname", Field::LastName),
            ("prénom", Field::FirstName),
            ("nom", Field::LastName),
            ("cc", Field::Country),
            ("confirm_time", Field::ConfirmedAt),
            ("tags", Field::Tags),
            ("notes", Field::Note),
            ("unsub_time", Field::LeftAt),
            ("clean_time", Field::BouncedAt),
        ],
    },
    System {
        name: "Substack",
        tells: &["email", "active_subscription", "expiry", "email_disabled", "created_at"],
        columns: &[("email", Field::Email), ("email_disabled", Field::Unsubscribed), ("created_at", Field::JoinedAt)],
    },
    System {
        name: "Substack",
        tells: &["email", "expiry", "email_disabled", "stripe_connected_customer_id", "type"],
        columns: &[
            ("email", Field::Email),
            ("email_disabled", Field::Unsubscribed),
            ("stripe_connected_customer_id", Field::StripeCustomer),
        ],
    },
    System {
        name: "Memberful",
        tells: &["memberful id", "full name", "email", "plan"],
        columns: &[
            ("email", Field::Email),
            ("full name", Field::Name),
            ("created at", Field::JoinedAt),
            ("stripe customer id", Field::StripeCustomer),
        ],
    },
    System {
        name: "Bandcamp",
        tells: &["email", "fullname", "date added", "num purchases"],
        columns: &[
            ("email", Field::Email),
            ("fullname", Field::Name),
            ("date added", Field::JoinedAt),
            ("country", Field::Country),
        ],
    },
    System {
        name: "beehiiv",
        tells: &["email", "status", "tier", "created_at", "unsubscribed_at"],
        columns: &[
            ("email", Field::Email),
            ("first name", Field::FirstName),
            ("last name", Field::LastName),
            ("status", Field::Status),
            ("created_at", Field::JoinedAt),
            ("stripe_customer_id", Field::StripeCustomer),
            ("unsubscribed_at", Field::LeftAt),
        ],
    },
    System {
        name: "Kickstarter",
        tells: &["backer number", "backer name", "email", "pledge amount"],
        columns: &[
            ("email", Field::Email),
            ("backer name", Field::Name),
            ("shipping country", Field::Country),
            ("pledged at", Field::JoinedAt),
            ("notes", Field::Note),
        ],
    },
    System {
        name: "listmonk",
        tells: &["uuid", "email", "name", "attributes", "status"],
        columns: &[
            ("email", Field::Email),
            ("name", Field::Name),
            ("status", Field::Status),
            ("created_at", Field::JoinedAt),
        ],
    },
    System {
        name: "Mirlo",
        tells: &["email", "user", "subscription tier id", "subscription tier name"],
        columns: &[("email", Field::Email), ("user", Field::Name), ("created at", Field::JoinedAt)],
    },
    System {
        name: "Steady",
        tells: &["first_name", "last_name", "email", "plan_name", "subscription_state"],
        columns: &[("email", Field::Email), ("first_name", Field::FirstName), ("last_name", Field::LastName)],
    },
    System {
        name: "Lemon Squeezy",
        tells: &["identifier", "name", "email", "status_formatted", "email_sends"],
        columns: &[
            ("email", Field::Email),
            ("name", Field::Name),
            ("status", Field::Status),
            ("country", Field::Country),
            ("unsubscribed_at", Field::LeftAt),
            ("created_at", Field::JoinedAt),
        ],
    },
];

/// Headings people and programs use, in a few languages.
const GUESSES: &[(&str, Field)] = &[
    ("email", Field::Email),
    ("e-mail", Field::Email),
    ("email address", Field::Email),
    ("e-mail address", Field::Email),
    ("mail", Field::Email),
    ("e-mail-adresse", Field::Email),
    ("e-mail adresse", Field::Email),
    ("adresse e-mail", Field::Email),
    ("adresse mail", Field::Email),
    ("courriel", Field::Email),
    ("correo electrónico", Field::Email),
    ("correo", Field::Email),
    ("name", Field::Name),
    ("full name", Field::Name),
    ("fullname", Field::Name),
    ("nom complet", Field::Name),
    ("nombre completo", Field::Name),
    ("first name", Field::FirstName),
    ("first_name", Field::FirstName),
    ("firstname", Field::FirstName),
    ("vorname", Field::FirstName),
    ("prénom", Field::FirstName),
    ("nombre", Field::FirstName),
    ("last name", Field::LastName),
    ("last_name", Field::LastName),
    ("lastname", Field::LastName),
    ("surname", Field::LastName),
    ("nachname", Field::LastName),
    ("nom", Field::LastName),
    ("apellidos", Field::LastName),
    ("country", Field::Country),
    ("country code", Field::Country),
    ("land", Field::Country),
    ("pays", Field::Country),
    ("país", Field::Country),
    ("language", Field::Language),
    ("sprache", Field::Language),
    ("langue", Field::Language),
    ("idioma", Field::Language),
    ("birth date", Field::BirthDate),
    ("birth_date", Field::BirthDate),
    ("birthday", Field::BirthDate),
    ("date of birth", Field::BirthDate),
    ("geburtsdatum", Field::BirthDate),
    ("date de naissance", Field::BirthDate),
    ("created_at", Field::JoinedAt),
    ("created at", Field::JoinedAt),
    ("joined", Field::JoinedAt),
    ("joined_at", Field::JoinedAt),
    ("date added", Field::JoinedAt),
    ("note", Field::Note),
    ("notes", Field::Note),
    ("tags", Field::Tags),
    ("labels", Field::Tags),
    ("subscribed", Field::Subscribed),
    ("status", Field::Status),
    ("unsubscribed_at", Field::LeftAt),
    ("stripe_customer_id", Field::StripeCustomer),
    ("stripe customer id", Field::StripeCustomer),
    ("stripe_subscription_id", Field::StripeSubscription),
    ("stripe subscription id", Field::StripeSubscription),
];

/// The system a header belongs to (empty when none is known), and what each of its columns is.
pub fn recognise(header: &[String]) -> (&'static str, Vec<Field>) {
    let folded: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let known = SYSTEMS.iter().find(|system| system.tells.iter().all(|tell| folded.iter().any(|name| name == tell)));
    let (name, columns) = known.map_or(("", GUESSES), |system| (system.name, system.columns));
    let mut mapping: Vec<Field> = Vec::new();
    for heading in &folded {
        let field = columns.iter().find(|(known, _)| known == heading).map_or(Field::Keep, |(_, field)| *field);
        // One column of each kind; a second one is kept as it is.
        mapping.push(if mapping.contains(&field) && field != Field::Leave { Field::Keep } else { field });
    }
    (name, mapping)
}
