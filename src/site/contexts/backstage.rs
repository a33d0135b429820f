//! The pages of experiences: what there is, booking one, and what was booked. Part of the contract in [`super`].

use serde::Serialize;

use super::{Body, Count, Html, Moment, Picture, Problem};

/// `experiences.html`
#[derive(Serialize)]
pub struct Experiences {
    pub entries: Vec<ExperienceRow>,
    /// For members: what they booked.
    pub bookings_url: Option<String>,
}
impl Body for Experiences {
    const TEMPLATE: &'static str = "experiences.html";
}

#[derive(Serialize)]
pub struct ExperienceRow {
    pub title: String,
    pub url: String,
    pub summary: String,
    pub picture: Option<Picture>,
    /// Its soonest slot, by the clock of its place; none when there is none to come.
    pub next: Option<Moment>,
    pub place: String,
    /// One place; empty when it is not on sale.
    pub price: String,
    /// Places in all slots to come.
    pub left: Count,
    /// Why this visitor cannot book it.
    pub problem: Option<Problem>,
}

/// `experience.html`. The form posts `csrf`, `slot`, and the fields it names, to its action.
#[derive(Serialize)]
pub struct Experience {
    pub title: String,
    pub summary: String,
    pub about: Html,
    pub picture: Option<Picture>,
    pub place: String,
    /// The zone of its clocks, when the club lives in another: `Europe/Amsterdam`.
    pub zone: Option<String>,
    /// One place; empty when it is not on sale.
    pub price: String,
    /// What happens when one cannot come, in the club's words; may be empty.
    pub terms: String,
    /// Full years everybody needs on the day.
    pub least_age: Option<u32>,
    /// How many one may bring.
    pub guests: u32,
    pub slots: Vec<SlotRow>,
    /// None when this visitor cannot book now; then `problem` may say why.
    pub form: Option<BookingForm>,
    pub problem: Option<Problem>,
    pub list_url: String,
}
impl Body for Experience {
    const TEMPLATE: &'static str = "experience.html";
}

#[derive(Serialize)]
pub struct SlotRow {
    /// What the form sends as `slot`.
    pub id: String,
    /// By the clock of the place.
    pub at: Moment,
    pub until: String,
    pub left: Count,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct BookingForm {
    pub action: String,
    /// Field `slot` is missing or full.
    pub slot_error: Option<SlotError>,
    /// Field `name`: who comes.
    pub name: TextField,
    /// Fields `guest`, one each.
    pub guests: Vec<TextField>,
    /// More guests were named than one may bring.
    pub too_many: bool,
    /// Fields `answer`, one each.
    pub questions: Vec<QuestionField>,
    /// Field `born`, a date; none when age does not matter or the club knows it.
    pub born: Option<BornField>,
    /// Field `guests_of_age`: everybody brought is old enough.
    pub guests_of_age: Option<BoxField>,
    /// Field `agreed`. Never ticked beforehand.
    pub consent: Option<ConsentBox>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum SlotError {
    Missing,
    /// Fewer places are left than people come.
    Full,
    /// One has places in it already.
    AlreadyHeld,
}

#[derive(Serialize, Default)]
pub struct TextField {
    pub value: String,
    pub wrong: bool,
}

#[derive(Serialize)]
pub struct QuestionField {
    /// In the club's words.
    pub question: String,
    pub required: bool,
    pub value: String,
    pub wrong: bool,
}

#[derive(Serialize)]
pub struct BornField {
    pub value: String,
    pub error: Option<BornError>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum BornError {
    Missing,
    TooYoung,
}

#[derive(Serialize)]
pub struct BoxField {
    pub checked: bool,
    pub wrong: bool,
}

#[derive(Serialize)]
pub struct ConsentBox {
    /// Exactly what is agreed to, in the club's words.
    pub wording: String,
    pub wrong: bool,
}

/// `bookings.html`: a member's own, or the one a link opens.
#[derive(Serialize)]
pub struct Bookings {
    pub entries: Vec<BookingRow>,
    /// Where there is more to book; none when there is nothing.
    pub list_url: Option<String>,
}
impl Body for Bookings {
    const TEMPLATE: &'static str = "bookings.html";
}

#[derive(Serialize)]
pub struct BookingRow {
    pub title: String,
    /// Page of the booking by itself.
    pub url: String,
    pub state: BookingState,
    /// By the clock of the place.
    pub at: Moment,
    pub until: String,
    pub place: String,
    pub zone: Option<String>,
    pub name: String,
    pub guests: Vec<String>,
    pub answers: Vec<AnswerRow>,
    /// What was agreed to; empty when nothing was.
    pub consent: String,
    pub agreed: Moment,
    pub terms: String,
    /// A file for calendars; none once it is over or given up.
    pub calendar_url: Option<String>,
}

#[derive(Serialize)]
pub struct AnswerRow {
    pub question: String,
    pub answer: String,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum BookingState {
    Booked,
    /// The artist moved it; `at` is the new date.
    Moved,
    Over,
    /// Given back by the club or at the buyer's wish.
    GivenUp,
    /// The artist cancelled the date.
    Cancelled,
}
