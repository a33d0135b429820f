//! Issuing tickets, and what can be done with them afterwards.

use super::sale::Details;
use super::{Event, EventId, HALL, KIND, Ticket, TicketId, TicketType, TicketTypeId, jobs, store};
use crate::base::{Fault, Moment, Secret, equal_in_constant_time};
use crate::journal::{self, Actor};
use crate::members::{self, MemberId};
use crate::orders::{self, OrderLineId, Restock, Sale, capacities};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs as queue;

/// Tickets are read out at doors: all numbers have four digits at least.
const FIRST_NUMBER: i64 = 1_000;

/// A ticket with what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedTicket {
    pub ticket: Ticket,
    pub kind: TicketType,
    pub event: Event,
}

impl IssuedTicket {
    /// Whether it lets anybody in.
    pub fn opens(&self) -> bool {
        self.ticket.is_valid() && self.event.state != "cancelled"
    }
}

/// Why a ticket is not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// It opens nothing any more, or somebody went in on it and is there still.
    #[error("the ticket is void or in use")]
    InUse,
    /// It is of this type already, or the other event does not take place or is over.
    #[error("nothing can be moved there")]
    NotThere,
    #[error("there is no place left")]
    Full,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One ticket a place, and a letter with all of them. Runs once a line.
pub(super) fn issue(tx: &mut Tx, sale: &Sale<'_>, kind: &TicketType, now: Moment) -> Result<(), Fault> {
    let details = Details::read(&sale.line.details);
    let mut names = details.names.into_iter().map(|name| name.trim().to_owned());
    let mut answers = details.answers.into_iter().map(|answer| answer.trim().to_owned());
    let mut tickets = Vec::new();
    for _ in 0..sale.line.quantity {
        let ticket = Ticket {
            id: TicketId::new(),
            event_id: kind.event_id.clone(),
            ticket_type_id: kind.id.clone(),
            order_line_id: sale.line.id.clone(),
            number: FIRST_NUMBER + orders::next_number(tx, "ticket")?,
            member_id: sale.order.buyer().cloned(),
            email: sale.order.email.clone(),
            holder: names.next().unwrap_or_default(),
            answer: answers.next().unwrap_or_default(),
            secret: Secret::random().reveal().to_owned(),
            state: "valid".to_owned(),
            inside: false,
            issued_at: now,
            admitted_at: None,
            admitted_gate: String::new(),
            email_folded: sale.order.email_folded.clone(),
        };
        store::insert_ticket(tx, &ticket)?;
        tickets.push(ticket.id);
    }
    tell(tx, sale.order.buyer())?;
    jobs::enqueue(tx, tickets, now)
}

/// A guest's tickets become a member's.
pub(super) fn claim(tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<(), Fault> {
    match store::claim(tx, member, email_folded)? {
        0 => Ok(()),
        _ => tell(tx, Some(member)),
    }
}

/// Tells the holder's standing where they may go.
fn tell(tx: &mut Tx, member: Option<&MemberId>) -> Result<(), Fault> {
    let Some(member) = member else { return Ok(()) };
    let events = store::events_of_member(tx, member)?;
    members::set_tickets(tx, member, &events)
}

/// The path that opens a ticket to whoever has it.
pub fn link(ticket: &Ticket) -> String {
    format!("/tickets/{}/{}", ticket.id, ticket.secret)
}

/// The ticket an address opens; none for a secret that is not its own.
pub fn opened(conn: &mut Conn, id: &TicketId, secret: &str) -> Result<Option<IssuedTicket>, Fault> {
    let found = store::ticket(conn, id)?;
    let theirs = found.filter(|ticket| equal_in_constant_time(ticket.secret.as_bytes(), secret.as_bytes()));
    match theirs {
        Some(ticket) => with_event(conn, ticket),
        None => Ok(None),
    }
}

/// A ticket by its id, which is no secret: for those who work here.
pub fn issued(conn: &mut Conn, id: &TicketId) -> Result<Option<IssuedTicket>, Fault> {
    match store::ticket(conn, id)? {
        Some(ticket) => with_event(conn, ticket),
        None => Ok(None),
    }
}

fn with_event(conn: &mut Conn, ticket: Ticket) -> Result<Option<IssuedTicket>, Fault> {
    let kind = store::ticket_type(conn, &ticket.ticket_type_id)?;
    let event = store::event(conn, &ticket.event_id)?;
    Ok(kind.zip(event).map(|(kind, event)| IssuedTicket { ticket, kind, event }))
}

/// A member's tickets, those of the soonest event first.
pub fn of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<IssuedTicket>, Fault> {
    let mut found = Vec::new();
    for ticket in store::tickets_of_member(conn, member)? {
        found.extend(with_event(conn, ticket)?);
    }
    found.sort_by_key(|issued| (issued.event.starts_at, issued.ticket.number));
    Ok(found)
}

pub fn of_line(conn: &mut Conn, line: &OrderLineId) -> Result<Vec<Ticket>, Fault> {
    store::tickets_of_line(conn, line)
}

/// The tickets of a line, with what they are for.
pub fn issued_of_line(conn: &mut Conn, line: &OrderLineId) -> Result<Vec<IssuedTicket>, Fault> {
    let mut found = Vec::new();
    for ticket in store::tickets_of_line(conn, line)? {
        found.extend(with_event(conn, ticket)?);
    }
    Ok(found)
}

/// Tickets of an event whose holder, address or number contains these words; all for none.
pub fn of_event(conn: &mut Conn, event: &EventId, words: &str, most: i64) -> Result<Vec<Ticket>, Fault> {
    store::tickets_of_event(conn, event, words, most)
}

/// Makes a ticket worthless, and tells its buyer. False when it was before.
pub fn void(tx: &mut Tx, ticket: &Ticket, stock: Restock, by: Actor, now: Moment) -> Result<bool, Fault> {
    if !void_one(tx, ticket, stock)? {
        return Ok(false);
    }
    queue::enqueue(tx, &jobs::TellVoided { ticket: ticket.id.clone() }, now, now)?;
    journal::record(tx, by, "ticket.voided", "ticket", ticket.id.as_str(), &ticket.number.to_string(), now)?;
    Ok(true)
}

/// Makes a ticket of an evening that is off worthless. Its buyer is told with everybody else.
pub fn void_with_evening(tx: &mut Tx, ticket: &Ticket) -> Result<bool, Fault> {
    void_one(tx, ticket, Restock::BackOnShelf)
}

pub(super) fn void_one(tx: &mut Tx, ticket: &Ticket, stock: Restock) -> Result<bool, Fault> {
    if !store::mark_void(tx, &ticket.id)? {
        return Ok(false);
    }
    tell(tx, ticket.member_id.as_ref())?;
    if stock == Restock::BackOnShelf {
        give_back_places(tx, &ticket.event_id, &ticket.ticket_type_id, 1)?;
    }
    Ok(true)
}

pub(super) fn give_back_places(tx: &mut Tx, event: &EventId, kind: &TicketTypeId, n: i64) -> Result<(), Fault> {
    capacities::give_back(tx, HALL, event.as_str(), n)?;
    capacities::give_back(tx, KIND, kind.as_str(), n)
}

/// Another name on a ticket: its old code opens nothing any more, and a letter brings the new one.
pub fn rename(tx: &mut Tx, ticket: &Ticket, holder: &str, by: Actor, now: Moment) -> Result<(), Fault> {
    store::rename(tx, &ticket.id, holder, Secret::random().reveal())?;
    jobs::enqueue(tx, vec![ticket.id.clone()], now)?;
    journal::record(tx, by, "ticket.renamed", "ticket", ticket.id.as_str(), &ticket.number.to_string(), now)
}

/// Sends a ticket to its buyer once more, as it is.
pub fn send_again(tx: &mut Tx, ticket: &Ticket, by: Actor, now: Moment) -> Result<(), Fault> {
    jobs::enqueue(tx, vec![ticket.id.clone()], now)?;
    journal::record(tx, by, "ticket.sent_again", "ticket", ticket.id.as_str(), &ticket.number.to_string(), now)
}

/// Moves a ticket to another type of the same or another event. No money moves. Its old code opens nothing any more, and a
/// letter brings the new one.
pub fn move_to(tx: &mut Tx, id: &TicketId, to: &TicketTypeId, by: Actor, now: Moment) -> Result<(), MoveError> {
    let found = store::ticket(tx, id)?.filter(|ticket| ticket.is_valid() && !ticket.inside);
    let ticket = found.ok_or(MoveError::InUse)?;
    let kind =
        store::ticket_type(tx, to)?.filter(|kind| kind.id != ticket.ticket_type_id).ok_or(MoveError::NotThere)?;
    let event = store::event(tx, &kind.event_id)?.filter(|event| event.takes_place(now));
    let event = event.ok_or(MoveError::NotThere)?;
    if event.id != ticket.event_id {
        capacities::give_back(tx, HALL, ticket.event_id.as_str(), 1)?;
        if !capacities::take(tx, HALL, event.id.as_str(), 1)? {
            return Err(MoveError::Full);
        }
    }
    capacities::give_back(tx, KIND, ticket.ticket_type_id.as_str(), 1)?;
    if !capacities::take(tx, KIND, kind.id.as_str(), 1)? {
        return Err(MoveError::Full);
    }
    store::move_ticket(tx, &ticket.id, &event.id, &kind.id, Secret::random().reveal())?;
    tell(tx, ticket.member_id.as_ref())?;
    jobs::enqueue(tx, vec![ticket.id.clone()], now)?;
    journal::record(tx, by, "ticket.moved", "ticket", ticket.id.as_str(), &ticket.number.to_string(), now)?;
    Ok(())
}
