//! What the artist does to a whole slot at once: move everybody, or cancel with the money back for all.
//!
//! Each is one transaction: when it fails in the middle, nobody was moved and nobody lost their place.

use super::jobs::{News, TellBooked};
use super::{Booking, KIND, Slot, SlotId, SlotState, store};
use crate::base::{Fault, Moment, Money};
use crate::journal::{self, Actor};
use crate::orders::{self, Kinds, OrderLine, Restock, capacities};
use crate::payments::{self, GivingBack, Goods, RefundError, Share};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;

#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is no such slot, or it was moved or cancelled before.
    #[error("the slot is closed")]
    Closed,
    /// The slot they should move to is not open, or another experience's.
    #[error("nobody can move there")]
    NotThere,
    /// Somebody booked or gave up since it was looked at.
    #[error("the bookings changed meanwhile")]
    Changed,
    #[error("{needed} places are needed, {left} are left")]
    NoPlaces { needed: i64, left: i64 },
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Who holds places of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    pub bookings: i64,
    pub people: i64,
}

/// What cancelling a slot would give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub seats: Seats,
    /// One sum a currency.
    pub back: Vec<Money>,
}

/// What was cancelled.
pub type Undone = Cost;

pub fn seats_of(conn: &mut Conn, slot: &SlotId) -> Result<Seats, Fault> {
    Ok(seats(&store::living_of(conn, slot)?))
}

fn seats(living: &[Booking]) -> Seats {
    Seats {
        bookings: i64::try_from(living.len()).unwrap_or(i64::MAX),
        people: living.iter().map(|booking| booking.places).sum(),
    }
}

pub fn cost_of(conn: &mut Conn, slot: &SlotId) -> Result<Cost, Fault> {
    let living = store::living_of(conn, slot)?;
    let mut back = Vec::new();
    for booking in &living {
        add(&mut back, owed(conn, booking)?);
    }
    Ok(Cost { seats: seats(&living), back })
}

/// What is still to be given back for a booking.
fn owed(conn: &mut Conn, booking: &Booking) -> Result<Option<Money>, Fault> {
    let line = orders::lines_of(conn, &booking.order_id)?.into_iter().find(|line| line.id == booking.order_line_id);
    let payment = payments::payments_of(conn, &booking.order_id)?.into_iter().next();
    let (Some(line), Some(payment)) = (line, payment) else { return Ok(None) };
    let refunds = payments::refunds_of(conn, &booking.order_id)?;
    let given: i64 = refunds
        .iter()
        .filter(|refund| refund.state != "refused" && refund.order_line_id.as_ref() == Some(&line.id))
        .map(|refund| refund.minor)
        .sum();
    let left = payments::left_of(&payment, &refunds);
    let OrderLine { gross, .. } = line;
    Ok(Some(Money::new((gross - given).clamp(0, left.minor.max(0)), left.currency)))
}

fn add(sums: &mut Vec<Money>, money: Option<Money>) {
    let Some(money) = money.filter(|money| money.minor > 0) else { return };
    match sums.iter_mut().find(|sum| sum.currency == money.currency) {
        Some(sum) => sum.minor += money.minor,
        None => sums.push(money),
    }
}

/// Moves everybody of a slot to another of the same experience and tells them; the former one is closed. Says who moved.
/// `known` is what was looked at before it was decided.
pub fn move_slot(
    tx: &mut Tx,
    from: &SlotId,
    to: &SlotId,
    known: Seats,
    actor: &Actor,
    now: Moment,
) -> Result<Seats, ActError> {
    let from = open(tx, from)?.ok_or(ActError::Closed)?;
    let to = open(tx, to)?.filter(|to| to.id != from.id && to.experience_id == from.experience_id);
    let to = to.ok_or(ActError::NotThere)?;
    if !store::close(tx, &from.id, SlotState::Moved, Some(&to.id), now)? {
        return Err(ActError::Closed);
    }
    let living = store::living_of(tx, &from.id)?;
    let moving = seats(&living);
    if moving != known {
        return Err(ActError::Changed);
    }
    if !carry(tx, &from.id, &to.id, moving.people)? {
        let left = capacities::of(tx, KIND, to.id.as_str())?.left().unwrap_or(0);
        return Err(ActError::NoPlaces { needed: moving.people, left });
    }
    for booking in &living {
        store::move_booking(tx, &booking.id, &to.id, now)?;
        let news = News::Moved { from: from.starts_at, nth: booking.moves + 1 };
        enqueue(tx, &TellBooked { booking: booking.id.clone(), news }, now, now)?;
    }
    let detail = format!("{} → {}, {} bookings", from.wall_clock, to.wall_clock, moving.bookings);
    journal::record(tx, actor.clone(), "slot.moved", "experience", from.experience_id.as_str(), &detail, now)?;
    Ok(moving)
}

/// Takes `people` places out of one slot and into another, the rows always in the same order. False when there are not
/// enough: then the caller forgets the transaction.
pub(super) fn carry(tx: &mut Tx, from: &SlotId, to: &SlotId, people: i64) -> Result<bool, Fault> {
    if from < to {
        capacities::give_back(tx, KIND, from.as_str(), people)?;
    }
    if !capacities::take(tx, KIND, to.as_str(), people)? {
        return Ok(false);
    }
    if from > to {
        capacities::give_back(tx, KIND, from.as_str(), people)?;
    }
    Ok(true)
}

/// Cancels a slot: everybody's money goes back and everybody is told.
///
/// Orders that wait for their payment are left to it: what is paid later is given back by itself.
pub fn cancel_slot(
    tx: &mut Tx,
    kinds: Kinds,
    slot: &SlotId,
    known: Seats,
    actor: &Actor,
    now: Moment,
) -> Result<Undone, ActError> {
    let slot = open(tx, slot)?.ok_or(ActError::Closed)?;
    if !store::close(tx, &slot.id, SlotState::Cancelled, None, now)? {
        return Err(ActError::Closed);
    }
    let living = store::living_of(tx, &slot.id)?;
    let mut undone = Undone { seats: seats(&living), back: Vec::new() };
    if undone.seats != known {
        return Err(ActError::Changed);
    }
    for booking in &living {
        let back = owed(tx, booking)?;
        undo(tx, kinds, booking, back, actor, now)?;
        let news = News::Cancelled { back };
        enqueue(tx, &TellBooked { booking: booking.id.clone(), news }, now, now)?;
        add(&mut undone.back, back);
    }
    if !store::living_of(tx, &slot.id)?.is_empty() {
        return Err(Fault::broken(format!("slot {} is cancelled and somebody is still booked", slot.id)).into());
    }
    let sums: Vec<String> = undone.back.iter().map(|sum| format!("{} {}", sum.digits(), sum.currency)).collect();
    let detail = format!("{}, {} bookings, {} back", slot.wall_clock, undone.seats.bookings, sums.join(" + "));
    journal::record(tx, actor.clone(), "slot.cancelled", "experience", slot.experience_id.as_str(), &detail, now)?;
    Ok(undone)
}

/// Gives back what is owed for a booking, and takes the place.
fn undo(
    tx: &mut Tx,
    kinds: Kinds,
    booking: &Booking,
    owed: Option<Money>,
    actor: &Actor,
    now: Moment,
) -> Result<(), Fault> {
    let (order, line) = (&booking.order_id, &booking.order_line_id);
    let mut given = payments::give_back(tx, kinds, order, line, actor, now);
    if matches!(given, Err(RefundError::AlreadyRefunded)) && owed.is_some_and(|owed| owed.minor > 0) {
        // A refund of it was refused at the provider: it is asked for again, by its own.
        let known = payments::refunds_of(tx, order)?.len();
        let again =
            GivingBack { share: Share::Line(line.clone()), goods: Goods::TakenBack(Restock::BackOnShelf), known };
        given = payments::refund(tx, kinds, order, &again, actor, now);
    }
    match given {
        Ok(()) => Ok(()),
        // Its money went back before; the place goes now.
        Err(RefundError::AlreadyRefunded | RefundError::NotPaid) => {
            orders::take_back(tx, kinds, line, Restock::BackOnShelf, now).map(drop)
        }
        Err(RefundError::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::broken(other.to_string())),
    }
}

fn open(conn: &mut Conn, slot: &SlotId) -> Result<Option<Slot>, Fault> {
    Ok(store::slot(conn, slot)?.filter(Slot::is_open))
}
