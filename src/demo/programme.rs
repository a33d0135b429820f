//! What the demo's script says of concerts, of what happens backstage, and of codes. Days count from when it was made.

use serde::Deserialize;

use super::content::everyone;

/// A concert, by the clock of its hall.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventWords {
    pub title: String,
    pub summary: String,
    pub venue: String,
    pub address: String,
    pub in_days: i64,
    /// `19:00`
    pub doors: String,
    pub starts: String,
    pub places: i64,
    pub types: Vec<TypeWords>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeWords {
    pub name: String,
    pub about: String,
    pub price: i64,
    pub places: i64,
    pub most: i64,
    #[serde(default)]
    pub asks_names: bool,
    #[serde(default = "everyone")]
    pub condition: String,
    pub windows: Vec<WindowWords>,
    /// How many members bought, if so many may.
    pub sold: i64,
}

/// From when those who meet a condition may buy; a negative number of days is to come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowWords {
    pub condition: String,
    pub days_ago: i64,
    pub at: String,
}

/// Something to come backstage for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExperienceWords {
    pub title: String,
    pub summary: String,
    pub about: String,
    pub place: String,
    pub terms: String,
    pub consent: String,
    pub price: i64,
    pub guests: i64,
    pub picture: String,
    pub question: String,
    pub condition: String,
    pub slots: Vec<SlotWords>,
    pub bookings: Vec<BookingWords>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotWords {
    pub in_days: i64,
    pub at: String,
    pub minutes: i64,
    pub places: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingWords {
    /// Key of a fan.
    pub fan: String,
    /// Place of the slot, from 0.
    pub slot: usize,
    #[serde(default)]
    pub guest: String,
    #[serde(default)]
    pub answer: String,
}

/// A discount code: percent or minor units.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeWords {
    pub code: String,
    pub percent: Option<i64>,
    pub minor: Option<i64>,
    pub kind: String,
    pub condition: String,
    pub ends_in_days: i64,
    pub total: Option<i64>,
    pub per_buyer: Option<i64>,
}
