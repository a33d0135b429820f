//! Ticket types: what is sold to an event, to whom, and from when.

use diesel::prelude::*;

use super::{EventId, HALL, KIND, TicketTypeId, store};
use crate::base::condition::Condition;
use crate::base::{Currency, Fault, Moment, Standing};
use crate::id;
use crate::orders::NotForSale;
use crate::orders::capacities::{self, Capacity};
use crate::orders::prices::{self, Price};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{sale_windows, ticket_types};

id!(
    /// One opening of a sale.
    WindowId
);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ticket_types)]
pub struct TicketType {
    pub id: TicketTypeId,
    pub event_id: EventId,
    pub name: String,
    pub about: String,
    pub position: i32,
    /// Who may buy it at all.
    pub condition: String,
    /// The most for one buyer.
    pub most: Option<i64>,
    /// Each ticket carries a name.
    pub asks_names: bool,
    /// Asked once an order; empty for none.
    pub question: String,
    /// `open` or `closed`.
    pub state: String,
    pub created_at: Moment,
}

/// From when those who meet a condition may buy.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sale_windows)]
pub struct Window {
    pub id: WindowId,
    pub ticket_type_id: TicketTypeId,
    pub condition: String,
    pub opens_at: Moment,
}

/// A type as its form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewType {
    pub name: String,
    pub about: String,
    pub condition: String,
    pub most: Option<i64>,
    pub asks_names: bool,
    pub question: String,
    pub open: bool,
    pub places: Option<i64>,
    /// Minor units of the club's currency.
    pub price: i64,
    /// Condition and moment; none is "as soon as the event is published".
    pub windows: Vec<(String, Moment)>,
}

/// A type as one buyer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub kind: TicketType,
    pub price: Price,
    pub left: Option<i64>,
    pub refused: Option<NotForSale>,
    pub windows: Vec<Window>,
}

pub fn add_type(
    tx: &mut Tx,
    event: &EventId,
    new: &NewType,
    currency: Currency,
    now: Moment,
) -> Result<TicketTypeId, Fault> {
    let position = store::types_of(tx, event)?.last().map_or(1, |kind| kind.position + 1);
    let kind = type_of(TicketTypeId::new(), event, new, position, now);
    store::insert_type(tx, &kind)?;
    set_terms(tx, &kind.id, new, currency, now)?;
    Ok(kind.id)
}

pub fn change_type(
    tx: &mut Tx,
    kind: &TicketType,
    new: &NewType,
    currency: Currency,
    now: Moment,
) -> Result<(), Fault> {
    let changed = type_of(kind.id.clone(), &kind.event_id, new, kind.position, kind.created_at);
    store::update_type(tx, &changed)?;
    set_terms(tx, &kind.id, new, currency, now)
}

fn set_terms(tx: &mut Tx, id: &TicketTypeId, new: &NewType, currency: Currency, now: Moment) -> Result<(), Fault> {
    capacities::set_total(tx, KIND, id.as_str(), new.places)?;
    prices::set(tx, KIND, id.as_str(), None, currency, Some(new.price), now)?;
    let windows: Vec<Window> = new
        .windows
        .iter()
        .map(|(condition, opens_at)| Window {
            id: WindowId::new(),
            ticket_type_id: id.clone(),
            condition: condition.clone(),
            opens_at: *opens_at,
        })
        .collect();
    store::replace_windows(tx, id, &windows)
}

fn type_of(id: TicketTypeId, event: &EventId, new: &NewType, position: i32, created_at: Moment) -> TicketType {
    TicketType {
        id,
        event_id: event.clone(),
        name: new.name.clone(),
        about: new.about.clone(),
        position,
        condition: new.condition.clone(),
        most: new.most,
        asks_names: new.asks_names,
        question: new.question.clone(),
        state: if new.open { "open" } else { "closed" }.to_owned(),
        created_at,
    }
}

pub fn types_of(conn: &mut Conn, event: &EventId) -> Result<Vec<TicketType>, Fault> {
    store::types_of(conn, event)
}

pub fn type_by_id(conn: &mut Conn, id: &TicketTypeId) -> Result<Option<TicketType>, Fault> {
    store::ticket_type(conn, id)
}

pub fn windows_of(conn: &mut Conn, id: &TicketTypeId) -> Result<Vec<Window>, Fault> {
    store::windows_of(conn, id)
}

/// What an event sells, as this visitor sees it now.
pub fn offers(conn: &mut Conn, event: &EventId, standing: Option<&Standing>, now: Moment) -> Result<Vec<Offer>, Fault> {
    let prices = prices::active_of_kind(conn, KIND)?;
    let mut offers = Vec::new();
    for kind in store::types_of(conn, event)?.into_iter().filter(|kind| kind.state == "open") {
        let Some(price) = prices.iter().find(|price| price.item_id == kind.id.0).cloned() else { continue };
        let windows = store::windows_of(conn, &kind.id)?;
        let refused = refusal(&kind, &windows, standing, now)?;
        offers.push(Offer { left: left(conn, &kind)?, price, refused, windows, kind });
    }
    Ok(offers)
}

/// How many could move to this type who come to `from` now: within one event they have a place of its hall already.
pub fn places_left(conn: &mut Conn, kind: &TicketType, from: &EventId) -> Result<Option<i64>, Fault> {
    if kind.event_id == *from { Ok(capacities::of(conn, KIND, kind.id.as_str())?.left()) } else { left(conn, kind) }
}

/// How many there are still: of the type, and of the hall it draws on.
pub(super) fn left(conn: &mut Conn, kind: &TicketType) -> Result<Option<i64>, Fault> {
    let own = capacities::of(conn, KIND, kind.id.as_str())?;
    let hall = capacities::of(conn, HALL, kind.event_id.as_str())?;
    Ok([own, hall].into_iter().filter_map(Capacity::left).min())
}

/// Why this visitor may not buy it now, apart from places and limits.
pub(super) fn refusal(
    kind: &TicketType,
    windows: &[Window],
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Option<NotForSale>, Fault> {
    let condition = parsed(&kind.condition)?;
    if !condition.holds(standing, now) {
        let opens_at = standing.and_then(|standing| condition.opens_at(standing, now));
        return Ok(Some(NotForSale::OnlyFor { condition: kind.condition.clone(), opens_at }));
    }
    if windows.is_empty() {
        return Ok(None);
    }
    let mut next: Option<Moment> = None;
    for window in windows {
        if !parsed(&window.condition)?.holds(standing, window.opens_at.max(now)) {
            continue;
        }
        if window.opens_at <= now {
            return Ok(None);
        }
        next = Some(next.map_or(window.opens_at, |next| next.min(window.opens_at)));
    }
    Ok(Some(match next {
        Some(opens_at) => NotForSale::NotYet(opens_at),
        None => NotForSale::OnlyFor { condition: windows[0].condition.clone(), opens_at: None },
    }))
}

fn parsed(condition: &str) -> Result<Condition, Fault> {
    Condition::parse(condition).map_err(|error| Fault::broken(error.to_string()))
}
