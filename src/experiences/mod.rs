//! Experiences: what fans come backstage for. Each has dated slots, and a slot has places.
//!
//! A slot's clock is the wall clock of its place, kept beside the moment it means. A booking keeps the consent its buyer
//! gave word by word, with its SHA-256: editing the text later changes nothing that was agreed to.

mod acts;
mod answers;
mod calendar;
pub mod jobs;
mod letters;
pub mod sale;
mod store;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::{Currency, Fault, Moment, NoSuchTime, WALL_CLOCK, moment_of};
use crate::id;
use crate::members::MemberId;
use crate::orders::capacities::{self, Capacity};
use crate::orders::prices::{self, Price};
use crate::plumbing::db::{Conn, Tx};

pub use acts::{ActError, Cost, Seats, Undone, cancel_slot, cost_of, move_slot, seats_of};
pub use answers::{Answer, Asked, Details, Lack, details};
pub use calendar::{Entry, calendar};
pub use sale::refusal;
pub use store::{Booking, Experience, Question, Slot};

/// The word in `order_lines.kind` and `capacities.kind`.
pub const KIND: &str = "experience";

/// Most questions an experience can ask.
pub const MOST_QUESTIONS: usize = 5;
/// Most people one booking can bring along.
pub const MOST_GUESTS: i64 = 9;
/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 80;

id!(
    /// An experience.
    ExperienceId
);
id!(
    /// One date of an experience.
    SlotId
);
id!(
    /// Places of a slot that somebody paid for.
    BookingId
);

/// An experience as its form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExperience {
    pub title: String,
    /// One sentence for the list.
    pub summary: String,
    /// Markdown.
    pub about: String,
    /// Where it is, in words.
    pub place: String,
    /// IANA name of the zone its clocks run in.
    pub zone: String,
    /// What happens when the buyer cannot come, in words.
    pub terms: String,
    /// What the buyer has to agree to; empty for nothing.
    pub consent: String,
    pub condition: String,
    /// How many one may bring.
    pub guests: i64,
    pub least_age: Option<i64>,
    pub picture: Option<String>,
    pub questions: Vec<NewQuestion>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    pub question: String,
    pub required: bool,
}

/// A slot as its form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSlot {
    /// As clocks at its place show it.
    pub wall_clock: jiff::civil::DateTime,
    pub minutes: i64,
    pub places: i64,
}

/// Whether an experience can be booked, or is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    Open,
    /// Everybody went to another slot.
    Moved,
    Cancelled,
}

impl SlotState {
    pub fn word(self) -> &'static str {
        match self {
            SlotState::Open => "open",
            SlotState::Moved => "moved",
            SlotState::Cancelled => "cancelled",
        }
    }
}

/// A slot with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub slot: Slot,
    pub capacity: Capacity,
}

impl Places {
    pub fn left(&self) -> i64 {
        self.capacity.left().unwrap_or(0)
    }
}

/// A booking and the slot it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub booking: Booking,
    pub slot: Slot,
    pub experience: Experience,
}

impl Experience {
    pub fn is_published(&self) -> bool {
        self.published_at.is_some()
    }
}

impl Slot {
    pub fn is_open(&self) -> bool {
        self.state == SlotState::Open.word()
    }

    pub fn is_cancelled(&self) -> bool {
        self.state == SlotState::Cancelled.word()
    }

    pub fn ends_at(&self) -> Moment {
        self.starts_at.plus_minutes(self.minutes)
    }
}

impl Booking {
    pub fn is_living(&self) -> bool {
        self.state == "booked"
    }

    /// Names of those who come along.
    pub fn guests(&self) -> Vec<String> {
        serde_json::from_str(&self.guests).unwrap_or_default()
    }

    pub fn answers(&self) -> Vec<Answer> {
        serde_json::from_str(&self.answers).unwrap_or_default()
    }
}

/// The hash that tells one wording from another.
pub fn hash_of(wording: &str) -> String {
    hex::encode(Sha256::digest(wording.as_bytes()))
}

pub fn all(conn: &mut Conn) -> Result<Vec<Experience>, Fault> {
    store::all(conn)
}

/// What fans can look at, the soonest slot first.
pub fn published(conn: &mut Conn, now: Moment) -> Result<Vec<(Experience, Vec<Places>)>, Fault> {
    let mut shown = Vec::new();
    for experience in store::published(conn)? {
        let mut slots = places_of(conn, &experience.id)?;
        slots.retain(|places| places.slot.is_open() && places.slot.starts_at > now);
        shown.push((experience, slots));
    }
    shown.sort_by_key(|(_, slots)| slots.first().map_or(Moment(i64::MAX), |places| places.slot.starts_at));
    Ok(shown)
}

/// Whether an asset is the picture of something that is published.
pub fn is_pictured_by(conn: &mut Conn, asset: &str) -> Result<bool, Fault> {
    store::is_pictured_by(conn, asset)
}

/// Whether there is anything to look at.
pub fn any_published(conn: &mut Conn) -> Result<bool, Fault> {
    store::any_published(conn)
}

pub fn by_id(conn: &mut Conn, id: &ExperienceId) -> Result<Option<Experience>, Fault> {
    store::by_id(conn, id)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Experience>, Fault> {
    store::by_slug(conn, slug)
}

pub fn questions_of(conn: &mut Conn, id: &ExperienceId) -> Result<Vec<Question>, Fault> {
    store::questions_of(conn, id)
}

/// All slots of an experience in the order of their dates, former ones included.
pub fn places_of(conn: &mut Conn, id: &ExperienceId) -> Result<Vec<Places>, Fault> {
    let mut places = Vec::new();
    for slot in store::slots_of(conn, id)? {
        let capacity = capacities::of(conn, KIND, slot.id.as_str())?;
        places.push(Places { slot, capacity });
    }
    Ok(places)
}

pub fn slot(conn: &mut Conn, id: &SlotId) -> Result<Option<Slot>, Fault> {
    store::slot(conn, id)
}

/// What a place costs in a currency.
pub fn price_of(conn: &mut Conn, id: &ExperienceId, currency: Currency) -> Result<Option<Price>, Fault> {
    let prices = prices::active_of_kind(conn, KIND)?;
    Ok(prices.into_iter().find(|price| price.item_id == id.0 && price.currency == currency))
}

/// Bookings of a slot by name, given up ones last.
pub fn bookings_of(conn: &mut Conn, slot: &SlotId) -> Result<Vec<Booking>, Fault> {
    store::bookings_of(conn, slot)
}

/// A member's bookings, the latest slot first.
pub fn of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<Booked>, Fault> {
    store::of_member(conn, member)
}

/// The booking whose key somebody has.
pub fn by_key(conn: &mut Conn, key: &str) -> Result<Option<Booked>, Fault> {
    store::by_key(conn, key)
}

/// A new experience, not yet to be seen.
pub fn create(tx: &mut Tx, new: &NewExperience, now: Moment) -> Result<Experience, Fault> {
    let id = ExperienceId::new();
    let slug = free_slug(tx, &new.title, &id)?;
    let experience = experience_of(id, slug, new, None, now, now);
    store::insert(tx, &experience)?;
    store::set_questions(tx, &experience.id, &new.questions)?;
    Ok(experience)
}

/// What was booked stays as it was booked, its consent included.
pub fn edit(tx: &mut Tx, standing: &Experience, new: &NewExperience, now: Moment) -> Result<(), Fault> {
    let (id, slug) = (standing.id.clone(), standing.slug.clone());
    // Somebody may have put it on show, or hidden it, since the form was drawn.
    let published_at = store::by_id(tx, &id)?.and_then(|fresh| fresh.published_at);
    store::update(tx, &experience_of(id, slug, new, published_at, standing.created_at, now))?;
    store::set_questions(tx, &standing.id, &new.questions)?;
    for slot in store::slots_of(tx, &standing.id)? {
        // Another zone means another moment, for the same clock.
        if let Ok(starts_at) = moment_of(&slot.wall_clock, &new.zone) {
            store::set_starts_at(tx, &slot.id, starts_at, now)?;
        }
    }
    Ok(())
}

/// Sets what a place costs; none takes it off sale.
pub fn set_price(
    tx: &mut Tx,
    id: &ExperienceId,
    currency: Currency,
    minor: Option<i64>,
    now: Moment,
) -> Result<(), Fault> {
    prices::set(tx, KIND, id.as_str(), None, currency, minor, now)
}

pub fn publish(tx: &mut Tx, id: &ExperienceId, now: Moment) -> Result<(), Fault> {
    store::set_published(tx, id, Some(now))
}

/// Takes it out of sight; bookings stand.
pub fn hide(tx: &mut Tx, id: &ExperienceId) -> Result<(), Fault> {
    store::set_published(tx, id, None)
}

/// A date more.
pub fn add_slot(
    tx: &mut Tx,
    experience: &Experience,
    new: &NewSlot,
    now: Moment,
) -> Result<Result<Slot, NoSuchTime>, Fault> {
    let wall_clock = new.wall_clock.strftime(WALL_CLOCK).to_string();
    let starts_at = match moment_of(&wall_clock, &experience.zone) {
        Ok(starts_at) => starts_at,
        Err(no) => return Ok(Err(no)),
    };
    let slot = Slot {
        id: SlotId::new(),
        experience_id: experience.id.clone(),
        wall_clock,
        starts_at,
        minutes: new.minutes,
        state: SlotState::Open.word().to_owned(),
        moved_to: None,
        changed_at: now,
        created_at: now,
    };
    store::insert_slot(tx, &slot)?;
    set_places(tx, &slot.id, new.places)?;
    Ok(Ok(slot))
}

/// How many places a slot has, taken ones included. Fewer than are taken sells no more and takes nothing away.
pub fn set_places(tx: &mut Tx, slot: &SlotId, places: i64) -> Result<(), Fault> {
    capacities::set_total(tx, KIND, slot.as_str(), Some(places))
}

fn experience_of(
    id: ExperienceId,
    slug: String,
    new: &NewExperience,
    published_at: Option<Moment>,
    created_at: Moment,
    now: Moment,
) -> Experience {
    Experience {
        id,
        slug,
        title: new.title.clone(),
        summary: new.summary.clone(),
        about: new.about.clone(),
        place: new.place.clone(),
        zone: new.zone.clone(),
        terms: new.terms.clone(),
        consent: new.consent.clone(),
        condition: new.condition.clone(),
        guests: new.guests,
        least_age: new.least_age,
        picture_asset_id: new.picture.clone(),
        published_at,
        created_at,
        updated_at: now,
    }
}

/// An address out of the title; a number behind it while another has it, and the id where no letter can be written so.
fn free_slug(conn: &mut Conn, title: &str, id: &ExperienceId) -> Result<String, Fault> {
    let word = slugged(title);
    let word = if word.is_empty() { id.0.clone() } else { word };
    for n in 1.. {
        let slug = if n == 1 { word.clone() } else { format!("{word}-{n}") };
        if store::by_slug(conn, &slug)?.is_none() {
            return Ok(slug);
        }
    }
    Ok(id.0.clone())
}

fn slugged(title: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = title.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let dashed: String = plain
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
