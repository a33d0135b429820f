//! The tables of this room. Private to it.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::door::{Count, ListedScan, Move, Pass, Scan};
use super::types::Window;
use super::{Event, EventId, NewEvent, PassId, ScanId, TicketId, TicketType, TicketTypeId};
use crate::base::{Fault, Moment, SecretHash};
use crate::members::MemberId;
use crate::orders::{self, OrderId, OrderLineId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{door_passes, events, sale_windows, scans, ticket_types, tickets};

/// One place for one person.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tickets)]
pub struct Ticket {
    pub id: TicketId,
    pub event_id: EventId,
    pub ticket_type_id: TicketTypeId,
    pub order_line_id: OrderLineId,
    /// For people.
    pub number: i64,
    pub member_id: Option<MemberId>,
    pub email: String,
    /// The name on it; may be empty.
    pub holder: String,
    pub answer: String,
    /// 128 random bits; in its code and its address.
    pub secret: String,
    /// `valid` or `void`.
    pub state: String,
    pub inside: bool,
    pub issued_at: Moment,
    /// When somebody last came in on it.
    pub admitted_at: Option<Moment>,
    pub admitted_gate: String,
    /// The buyer's address, as addresses are compared.
    pub email_folded: String,
}

impl Ticket {
    pub fn is_valid(&self) -> bool {
        self.state == "valid"
    }
}

// ---- events

pub(super) fn insert_event(tx: &mut Tx, event: &Event) -> Result<(), Fault> {
    diesel::insert_into(events::table).values(event).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_event(tx: &mut Tx, id: &EventId, new: &NewEvent, starts_at: Moment) -> Result<(), Fault> {
    diesel::update(events::table.find(id))
        .set((
            events::title.eq(&new.title),
            events::summary.eq(&new.summary),
            events::venue.eq(&new.venue),
            events::address.eq(&new.address),
            events::zone.eq(&new.zone),
            events::doors_local.eq(&new.doors),
            events::starts_local.eq(&new.starts),
            events::starts_at.eq(starts_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_event_state(tx: &mut Tx, id: &EventId, state: &str) -> Result<(), Fault> {
    diesel::update(events::table.find(id)).set(events::state.eq(state)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn event(conn: &mut Conn, id: &EventId) -> Result<Option<Event>, Fault> {
    Ok(events::table.find(id).select(Event::as_select()).first(conn).optional()?)
}

pub(super) fn event_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Event>, Fault> {
    Ok(events::table.filter(events::slug.eq(slug)).select(Event::as_select()).first(conn).optional()?)
}

pub(super) fn published(conn: &mut Conn, since: Moment) -> Result<Vec<Event>, Fault> {
    let shown = events::table.filter(events::state.eq_any(["published", "cancelled"]).and(events::starts_at.ge(since)));
    Ok(shown.order(events::starts_at).limit(200).select(Event::as_select()).load(conn)?)
}

pub(super) fn all_events(conn: &mut Conn) -> Result<Vec<Event>, Fault> {
    Ok(events::table.order(events::starts_at.desc()).limit(500).select(Event::as_select()).load(conn)?)
}

// ---- ticket types

pub(super) fn insert_type(tx: &mut Tx, kind: &TicketType) -> Result<(), Fault> {
    diesel::insert_into(ticket_types::table).values(kind).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_type(tx: &mut Tx, kind: &TicketType) -> Result<(), Fault> {
    diesel::update(ticket_types::table.find(&kind.id))
        .set((
            ticket_types::name.eq(&kind.name),
            ticket_types::about.eq(&kind.about),
            ticket_types::condition.eq(&kind.condition),
            ticket_types::most.eq(kind.most),
            ticket_types::asks_names.eq(kind.asks_names),
            ticket_types::question.eq(&kind.question),
            ticket_types::state.eq(&kind.state),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn ticket_type(conn: &mut Conn, id: &TicketTypeId) -> Result<Option<TicketType>, Fault> {
    Ok(ticket_types::table.find(id).select(TicketType::as_select()).first(conn).optional()?)
}

pub(super) fn types_of(conn: &mut Conn, event: &EventId) -> Result<Vec<TicketType>, Fault> {
    let theirs = ticket_types::table.filter(ticket_types::event_id.eq(event));
    Ok(theirs.order((ticket_types::position, ticket_types::id)).select(TicketType::as_select()).load(conn)?)
}

pub(super) fn windows_of(conn: &mut Conn, id: &TicketTypeId) -> Result<Vec<Window>, Fault> {
    let theirs = sale_windows::table.filter(sale_windows::ticket_type_id.eq(id)).order(sale_windows::opens_at);
    Ok(theirs.select(Window::as_select()).load(conn)?)
}

pub(super) fn replace_windows(tx: &mut Tx, id: &TicketTypeId, windows: &[Window]) -> Result<(), Fault> {
    diesel::delete(sale_windows::table.filter(sale_windows::ticket_type_id.eq(id))).execute(tx.conn())?;
    for window in windows {
        diesel::insert_into(sale_windows::table).values(window).execute(tx.conn())?;
    }
    Ok(())
}

// ---- tickets

pub(super) fn insert_ticket(tx: &mut Tx, ticket: &Ticket) -> Result<(), Fault> {
    diesel::insert_into(tickets::table).values(ticket).execute(tx.conn())?;
    Ok(())
}

pub(super) fn ticket(conn: &mut Conn, id: &TicketId) -> Result<Option<Ticket>, Fault> {
    Ok(tickets::table.find(id).select(Ticket::as_select()).first(conn).optional()?)
}

pub(super) fn ticket_by_number(conn: &mut Conn, number: i64) -> Result<Option<Ticket>, Fault> {
    Ok(tickets::table.filter(tickets::number.eq(number)).select(Ticket::as_select()).first(conn).optional()?)
}

pub(super) fn tickets_of_line(conn: &mut Conn, line: &OrderLineId) -> Result<Vec<Ticket>, Fault> {
    let theirs = tickets::table.filter(tickets::order_line_id.eq(line)).order(tickets::number);
    Ok(theirs.select(Ticket::as_select()).load(conn)?)
}

pub(super) fn tickets_of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<Ticket>, Fault> {
    let theirs = tickets::table.filter(tickets::member_id.eq(member)).order(tickets::number.desc()).limit(500);
    Ok(theirs.select(Ticket::as_select()).load(conn)?)
}

/// Evenings a member's tickets were let in at.
pub fn concerts_of(conn: &mut Conn, member: &MemberId) -> Result<u32, Fault> {
    let been = tickets::table
        .filter(tickets::member_id.eq(member).and(tickets::admitted_at.is_not_null()))
        .select(diesel::dsl::count(tickets::event_id).aggregate_distinct());
    let number: i64 = been.first(conn)?;
    Ok(u32::try_from(number).unwrap_or(0))
}

/// Whether a member ever had a ticket.
pub fn has_any(conn: &mut Conn, member: &MemberId) -> Result<bool, Fault> {
    let theirs = tickets::table.filter(tickets::member_id.eq(member));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(conn)?)
}

/// The paid lines that valid tickets of an event came from, with their orders.
pub fn lines_of_event(conn: &mut Conn, event: &EventId) -> Result<Vec<(OrderId, OrderLineId)>, Fault> {
    let valid = tickets::table.filter(tickets::event_id.eq(event).and(tickets::state.eq("valid")));
    let lines: Vec<OrderLineId> = valid.select(tickets::order_line_id).distinct().load(conn)?;
    let mut found = Vec::with_capacity(lines.len());
    for line in lines {
        found.extend(orders::order_of_line(conn, &line)?.map(|order| (order, line)));
    }
    Ok(found)
}

/// A guest's tickets become a member's.
pub(super) fn claim(tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<usize, Fault> {
    let theirs = tickets::table.filter(tickets::member_id.is_null().and(tickets::email_folded.eq(email_folded)));
    Ok(diesel::update(theirs).set(tickets::member_id.eq(member)).execute(tx.conn())?)
}

/// Takes names and addresses off a member's tickets. Whoever has one still gets in by it.
pub(super) fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = tickets::table.filter(tickets::member_id.eq(member));
    diesel::update(theirs)
        .set((tickets::email.eq(""), tickets::email_folded.eq(""), tickets::holder.eq(""), tickets::answer.eq("")))
        .execute(tx.conn())?;
    Ok(())
}

/// Slugs of the events a member has a valid ticket to.
pub(super) fn events_of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<String>, Fault> {
    let valid = tickets::table.filter(tickets::member_id.eq(member).and(tickets::state.eq("valid")));
    let events: Vec<EventId> = valid.select(tickets::event_id).distinct().load(conn)?;
    let named = events::table.filter(events::id.eq_any(events)).order(events::slug);
    Ok(named.select(events::slug).load(conn)?)
}

pub(super) fn tickets_of_event(conn: &mut Conn, event: &EventId, words: &str, most: i64) -> Result<Vec<Ticket>, Fault> {
    let theirs = tickets::table.filter(tickets::event_id.eq(event)).order(tickets::number).limit(most);
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return Ok(theirs.select(Ticket::as_select()).load(conn)?);
    }
    let pattern = format!("%{}%", words.replace(['%', '_', '\\'], ""));
    let number: i64 = words.parse().unwrap_or(-1);
    let lowered = |column: &str| diesel::dsl::sql::<diesel::sql_types::Text>(&format!("lower({column})"));
    let matching = theirs.filter(
        lowered("tickets.holder")
            .like(pattern.clone())
            .or(lowered("tickets.email").like(pattern))
            .or(tickets::number.eq(number)),
    );
    Ok(matching.select(Ticket::as_select()).load(conn)?)
}

/// How many of a type a buyer has, by account or address, and holds in orders that wait.
pub(super) fn bought_of_type(
    conn: &mut Conn,
    kind: &TicketTypeId,
    member: Option<&MemberId>,
    email_folded: &str,
) -> Result<i64, Fault> {
    let valid = tickets::table.filter(tickets::ticket_type_id.eq(kind).and(tickets::state.eq("valid")));
    let by_address = tickets::email_folded.eq(email_folded);
    let count = match member {
        Some(member) => valid.filter(tickets::member_id.eq(member).or(by_address)).count().get_result(conn)?,
        None => valid.filter(by_address).count().get_result(conn)?,
    };
    Ok(count)
}

pub(super) fn mark_void(tx: &mut Tx, id: &TicketId) -> Result<bool, Fault> {
    let valid = tickets::table.filter(tickets::id.eq(id).and(tickets::state.eq("valid")));
    let void = (tickets::state.eq("void"), tickets::inside.eq(false));
    Ok(diesel::update(valid).set(void).execute(tx.conn())? == 1)
}

pub(super) fn rename(tx: &mut Tx, id: &TicketId, holder: &str, secret: &str) -> Result<(), Fault> {
    let change = (tickets::holder.eq(holder), tickets::secret.eq(secret));
    diesel::update(tickets::table.find(id)).set(change).execute(tx.conn())?;
    Ok(())
}

pub(super) fn move_ticket(
    tx: &mut Tx,
    id: &TicketId,
    event: &EventId,
    kind: &TicketTypeId,
    secret: &str,
) -> Result<(), Fault> {
    let change = (
        tickets::event_id.eq(event),
        tickets::ticket_type_id.eq(kind),
        tickets::secret.eq(secret),
        // Who was let in elsewhere was not let in here.
        tickets::admitted_at.eq(None::<Moment>),
        tickets::admitted_gate.eq(""),
    );
    diesel::update(tickets::table.find(id)).set(change).execute(tx.conn())?;
    Ok(())
}

/// One UPDATE decides: of two gates at once, one lets in.
pub(super) fn admit(tx: &mut Tx, id: &TicketId, gate: &str, at: Moment) -> Result<bool, Fault> {
    let outside =
        tickets::table.filter(tickets::id.eq(id).and(tickets::state.eq("valid")).and(tickets::inside.eq(false)));
    let change = (tickets::inside.eq(true), tickets::admitted_at.eq(at), tickets::admitted_gate.eq(gate));
    Ok(diesel::update(outside).set(change).execute(tx.conn())? == 1)
}

pub(super) fn let_out(tx: &mut Tx, id: &TicketId) -> Result<bool, Fault> {
    let inside = tickets::table.filter(tickets::id.eq(id).and(tickets::inside.eq(true)));
    Ok(diesel::update(inside).set(tickets::inside.eq(false)).execute(tx.conn())? == 1)
}

pub(super) fn count(conn: &mut Conn, event: &EventId) -> Result<Count, Fault> {
    let valid = || tickets::table.filter(tickets::event_id.eq(event.clone()).and(tickets::state.eq("valid")));
    Ok(Count {
        inside: valid().filter(tickets::inside.eq(true)).count().get_result(conn)?,
        tickets: valid().count().get_result(conn)?,
    })
}

// ---- passes and scans

pub(super) fn insert_pass(tx: &mut Tx, pass: &Pass) -> Result<(), Fault> {
    diesel::insert_into(door_passes::table).values(pass).execute(tx.conn())?;
    Ok(())
}

pub(super) fn pair(tx: &mut Tx, invitation: &SecretHash, device: &SecretHash, now: Moment) -> Result<bool, Fault> {
    let invited =
        door_passes::table.filter(door_passes::invitation_hash.eq(invitation).and(door_passes::revoked_at.is_null()));
    let change = (
        door_passes::invitation_hash.eq(None::<SecretHash>),
        door_passes::device_hash.eq(device),
        door_passes::paired_at.eq(now),
    );
    Ok(diesel::update(invited).set(change).execute(tx.conn())? == 1)
}

pub(super) fn pass_by_device(conn: &mut Conn, device: &SecretHash) -> Result<Option<Pass>, Fault> {
    let theirs = door_passes::table.filter(door_passes::device_hash.eq(device));
    Ok(theirs.select(Pass::as_select()).first(conn).optional()?)
}

pub(super) fn passes_of(conn: &mut Conn, event: &EventId) -> Result<Vec<Pass>, Fault> {
    let theirs = door_passes::table.filter(door_passes::event_id.eq(event)).order(door_passes::created_at);
    Ok(theirs.select(Pass::as_select()).load(conn)?)
}

pub(super) fn revoke_pass(tx: &mut Tx, id: &PassId, now: Moment) -> Result<bool, Fault> {
    let living = door_passes::table.filter(door_passes::id.eq(id).and(door_passes::revoked_at.is_null()));
    Ok(diesel::update(living).set(door_passes::revoked_at.eq(now)).execute(tx.conn())? == 1)
}

pub(super) fn note_pass_seen(tx: &mut Tx, id: &PassId, now: Moment) -> Result<(), Fault> {
    diesel::update(door_passes::table.find(id)).set(door_passes::seen_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn scan(conn: &mut Conn, id: &ScanId) -> Result<Option<Scan>, Fault> {
    Ok(scans::table.find(id).select(Scan::as_select()).first(conn).optional()?)
}

/// What a ticket was carried through the gates of its evening, in the order in which it happened.
pub(super) fn moves_of(conn: &mut Conn, ticket: &Ticket) -> Result<Vec<Move>, Fault> {
    let theirs = scans::table
        .inner_join(door_passes::table)
        .filter(scans::ticket_id.eq(&ticket.id).and(scans::moved.eq(true)))
        .filter(door_passes::event_id.eq(&ticket.event_id))
        .order((scans::at, scans::received_at));
    let found: Vec<(String, Moment, String)> =
        theirs.select((scans::direction, scans::at, door_passes::gate)).load(conn)?;
    Ok(found.into_iter().map(|(direction, at, gate)| Move { inwards: direction == "in", at, gate }).collect())
}

/// Where a ticket is, and when and by which gate it came in last.
pub(super) fn set_whereabouts(
    tx: &mut Tx,
    id: &TicketId,
    inside: bool,
    admitted_at: Option<Moment>,
    gate: &str,
) -> Result<(), Fault> {
    let change = (tickets::inside.eq(inside), tickets::admitted_at.eq(admitted_at), tickets::admitted_gate.eq(gate));
    diesel::update(tickets::table.find(id)).set(change).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_scan(tx: &mut Tx, scan: &Scan) -> Result<(), Fault> {
    diesel::insert_into(scans::table).values(scan).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_scan(tx: &mut Tx, id: &ScanId) -> Result<(), Fault> {
    diesel::delete(scans::table.find(id)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_verdict(tx: &mut Tx, id: &ScanId, verdict: &str) -> Result<(), Fault> {
    diesel::update(scans::table.find(id)).set(scans::verdict.eq(verdict)).execute(tx.conn())?;
    Ok(())
}

/// Newest first.
pub(super) fn scans_of(conn: &mut Conn, event: &EventId, most: i64) -> Result<Vec<ListedScan>, Fault> {
    let theirs = scans::table
        .inner_join(door_passes::table)
        .left_join(tickets::table.on(scans::ticket_id.eq(tickets::id.nullable())))
        .filter(door_passes::event_id.eq(event))
        .order(scans::at.desc())
        .limit(most);
    let found: Vec<(Scan, String, Option<i64>)> =
        theirs.select((Scan::as_select(), door_passes::gate, tickets::number.nullable())).load(conn)?;
    Ok(found.into_iter().map(|(scan, gate, number)| ListedScan { scan, gate, number }).collect())
}

/// Each type of ticket and the event in whose hall its places are.
pub(super) fn halls(conn: &mut Conn) -> Result<Vec<(String, String)>, Fault> {
    Ok(ticket_types::table.select((ticket_types::id, ticket_types::event_id)).load(conn)?)
}

pub(super) fn tickets_by_type(conn: &mut Conn, state: &str) -> Result<Vec<(String, i64)>, Fault> {
    let of_state = tickets::table.filter(tickets::state.eq(state)).group_by(tickets::ticket_type_id);
    Ok(of_state.select((tickets::ticket_type_id, count_star())).load(conn)?)
}

pub(super) fn tickets_by_event(conn: &mut Conn, state: &str) -> Result<Vec<(String, i64)>, Fault> {
    let of_state = tickets::table.filter(tickets::state.eq(state)).group_by(tickets::event_id);
    Ok(of_state.select((tickets::event_id, count_star())).load(conn)?)
}
