//! The pages of events and tickets. Part of the contract in [`super`].

use serde::Serialize;

use super::{Body, Count, Moment, Pager, Problem};

/// `events.html`
#[derive(Serialize)]
pub struct Events {
    pub events: Vec<EventRow>,
}
impl Body for Events {
    const TEMPLATE: &'static str = "events.html";
}

#[derive(Serialize)]
pub struct EventRow {
    pub title: String,
    pub url: String,
    pub venue: String,
    pub summary: String,
    /// By the clock at the venue.
    pub starts: Moment,
    pub cancelled: bool,
}

/// `event.html`
#[derive(Serialize)]
pub struct Event {
    pub title: String,
    pub summary: String,
    pub venue: String,
    pub address: String,
    pub starts: Moment,
    pub doors: Moment,
    /// The venue's zone, when its clock differs from the club's; empty otherwise.
    pub zone: String,
    pub cancelled: bool,
    pub over: bool,
    pub offers: Vec<TicketOffer>,
    /// The event as a file for calendars.
    pub calendar_url: String,
}
impl Body for Event {
    const TEMPLATE: &'static str = "event.html";
}

/// One type of ticket. Its form posts `csrf`, `type`, `quantity` and, as far as they are asked for, `name` and `answer` once
/// for each of the `attendees` to `action`.
#[derive(Serialize)]
pub struct TicketOffer {
    pub id: String,
    pub name: String,
    pub about: String,
    pub price: String,
    /// Set while only a few are left.
    pub left: Option<Count>,
    /// Why it cannot be bought now.
    pub problem: Option<Problem>,
    /// The most one can take.
    pub most: u32,
    pub asks_names: bool,
    pub question: String,
    pub action: String,
    /// As many as one can take; those behind `quantity` stay empty.
    pub attendees: Vec<Attendee>,
    pub quantity: u32,
    /// When it opens for whom, where that is not the same for all.
    pub windows: Vec<WindowRow>,
}

/// One ticket of an offer, as far as it was filled in.
#[derive(Serialize)]
pub struct Attendee {
    pub name: String,
    /// To the offer's question.
    pub answer: String,
    pub name_missing: bool,
    pub answer_missing: bool,
}

#[derive(Serialize)]
pub struct WindowRow {
    /// Names of tiers; empty for everybody, or for something else than a tier.
    pub tiers: String,
    /// For everybody.
    pub everybody: bool,
    /// For every member, also a free one.
    pub members: bool,
    /// Full months of membership it asks for; 0 when none are.
    pub months: u32,
    /// Youngest age it asks for; 0 when none is.
    pub age: u32,
    pub opens: Moment,
    /// This visitor is one of them.
    pub mine: bool,
}

/// `tickets.html`: a member's own.
#[derive(Serialize)]
pub struct Tickets {
    pub tickets: Vec<TicketRow>,
    pub pager: Pager,
}
impl Body for Tickets {
    const TEMPLATE: &'static str = "tickets.html";
}

#[derive(Serialize)]
pub struct TicketRow {
    pub event: String,
    pub kind: String,
    pub holder: String,
    pub number: String,
    pub starts: Moment,
    pub url: String,
    /// Taken back, or the event is off.
    pub void: bool,
}

/// `ticket.html`: one ticket, to show at the door. Opens for whoever has its address, also without a network.
#[derive(Serialize)]
pub struct Ticket {
    pub event: String,
    pub kind: String,
    pub holder: String,
    pub number: String,
    pub venue: String,
    pub address: String,
    pub starts: Moment,
    pub doors: Moment,
    /// The code as a picture; none when the ticket opens nothing any more.
    pub qr_url: Option<String>,
    /// The ticket as PDF; none when it opens nothing any more.
    pub pdf_url: Option<String>,
    pub calendar_url: String,
    pub event_url: String,
    pub cancelled: bool,
}
impl Body for Ticket {
    const TEMPLATE: &'static str = "ticket.html";
}
