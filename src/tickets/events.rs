//! Events: when and where, by the wall clock of the place.

use diesel::prelude::*;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{EventId, HALL, store};
use crate::base::{Fault, Moment};
use crate::journal::{self, Actor};
use crate::orders::capacities;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::events;

/// So long after its beginning an event is over.
const LENGTH_HOURS: i64 = 3;

/// An event as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
pub struct Event {
    pub id: EventId,
    /// In its address. Never changes.
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub venue: String,
    pub address: String,
    /// IANA name of the clock at the venue.
    pub zone: String,
    /// `2026-12-12T19:00`, by that clock.
    pub doors_local: String,
    pub starts_local: String,
    pub starts_at: Moment,
    /// `draft`, `published` or `cancelled`.
    pub state: String,
    pub created_at: Moment,
}

/// An event as its form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub title: String,
    pub summary: String,
    pub venue: String,
    pub address: String,
    pub zone: String,
    pub doors: String,
    pub starts: String,
    /// Places of the whole hall, which every ticket type draws on.
    pub places: Option<i64>,
}

/// Why a wall clock's time is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTime {
    Zone,
    Doors,
    Starts,
    /// The doors open after it starts.
    Order,
}

impl Event {
    pub fn is_published(&self) -> bool {
        self.state == "published"
    }

    /// Published, and not over.
    pub fn takes_place(&self, now: Moment) -> bool {
        self.is_published() && self.starts_at.plus_hours(LENGTH_HOURS) > now
    }

    /// The wall clock at the venue.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    pub fn doors_at(&self) -> Moment {
        moment(&self.doors_local, &self.time_zone()).unwrap_or(self.starts_at)
    }
}

/// A wall clock's time as a moment. A time the clock skips in spring is the moment after the gap.
fn moment(local: &str, zone: &TimeZone) -> Option<Moment> {
    let local: DateTime = local.parse().ok()?;
    Some(Moment::from_timestamp(local.to_zoned(zone.clone()).ok()?.timestamp()))
}

impl NewEvent {
    /// When it starts, if its times can be.
    pub fn starts_at(&self) -> Result<Moment, BadTime> {
        let zone = TimeZone::get(&self.zone).map_err(|_| BadTime::Zone)?;
        let doors = moment(&self.doors, &zone).ok_or(BadTime::Doors)?;
        let starts = moment(&self.starts, &zone).ok_or(BadTime::Starts)?;
        if doors > starts { Err(BadTime::Order) } else { Ok(starts) }
    }
}

pub fn create(tx: &mut Tx, new: &NewEvent, slug: &str, starts_at: Moment, now: Moment) -> Result<Event, Fault> {
    let event = Event {
        id: EventId::new(),
        slug: slug.to_owned(),
        title: new.title.clone(),
        summary: new.summary.clone(),
        venue: new.venue.clone(),
        address: new.address.clone(),
        zone: new.zone.clone(),
        doors_local: new.doors.clone(),
        starts_local: new.starts.clone(),
        starts_at,
        state: "draft".to_owned(),
        created_at: now,
    };
    store::insert_event(tx, &event)?;
    capacities::set_total(tx, HALL, event.id.as_str(), new.places)?;
    Ok(event)
}

pub fn update(tx: &mut Tx, id: &EventId, new: &NewEvent, starts_at: Moment) -> Result<(), Fault> {
    store::update_event(tx, id, new, starts_at)?;
    capacities::set_total(tx, HALL, id.as_str(), new.places)
}

/// Shows it to fans, or hides it again.
pub fn publish(tx: &mut Tx, event: &Event, shown: bool, by: Actor, now: Moment) -> Result<(), Fault> {
    store::set_event_state(tx, &event.id, if shown { "published" } else { "draft" })?;
    let verb = if shown { "event.published" } else { "event.hidden" };
    journal::record(tx, by, verb, "event", event.id.as_str(), &event.title, now)
}

/// It does not take place: nothing is sold any more. What was paid goes back by `payments`.
pub fn cancel(tx: &mut Tx, event: &Event, by: Actor, now: Moment) -> Result<(), Fault> {
    store::set_event_state(tx, &event.id, "cancelled")?;
    journal::record(tx, by, "event.cancelled", "event", event.id.as_str(), &event.title, now)
}

pub fn by_id(conn: &mut Conn, id: &EventId) -> Result<Option<Event>, Fault> {
    store::event(conn, id)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Event>, Fault> {
    store::event_by_slug(conn, slug)
}

/// What fans see: published and not long over, soonest first.
pub fn published(conn: &mut Conn, now: Moment) -> Result<Vec<Event>, Fault> {
    store::published(conn, now.plus_hours(-12))
}

pub fn studio_list(conn: &mut Conn) -> Result<Vec<Event>, Fault> {
    store::all_events(conn)
}
