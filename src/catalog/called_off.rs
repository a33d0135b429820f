//! The money back for an evening that does not take place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{KINDS, evening_letters};
use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::crew::CrewMemberId;
use crate::journal::Actor;
use crate::orders::{self, OrderId, OrderLine, OrderLineId, Restock};
use crate::payments::{self, RefundError};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::{self, Job};
use crate::tickets::{self, Event, EventId, Ticket};

/// Calls an evening off: nothing is sold any more, and everybody's money goes back.
pub fn call_off(tx: &mut Tx, event: &Event, by: &CrewMemberId, now: Moment) -> Result<(), Fault> {
    tickets::cancel(tx, event, Actor::Crew(by.0.clone()), now)?;
    jobs::enqueue(tx, &GiveEveningBack { event: event.id.clone(), by: by.clone() }, now, now)
}

/// Gives back what was paid for an evening, one order at a time, and tells each buyer. Again is harmless: an order that was
/// done holds no valid ticket to it any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct GiveEveningBack {
    event: EventId,
    /// Who called it off.
    by: CrewMemberId,
}

/// Writes to a buyer that an evening is off, and what comes back.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellCalledOff {
    pub event: EventId,
    pub order: OrderId,
    /// None when nothing is left to give back.
    pub back: Option<Money>,
}

impl Job<Club> for GiveEveningBack {
    const NAME: &'static str = "catalog.give_evening_back";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let event = self.event.clone();
        let mut orders: BTreeMap<OrderId, Vec<OrderLineId>> = BTreeMap::new();
        for (order, line) in club.read(move |conn| tickets::lines_of_event(conn, &event)).await? {
            orders.entry(order).or_default().push(line);
        }
        let mut outcome = Ok(());
        for (order, lines) in orders {
            let (event, by, now) = (self.event.clone(), Actor::Crew(self.by.0.clone()), Moment::now());
            let id = order.clone();
            // One that fails is tried again with the whole, and keeps nobody else from their money.
            if let Err(fault) = club.write_durably(move |tx| undo(tx, &event, &id, &lines, &by, now)).await {
                tracing::warn!(%order, %fault, "not given back yet");
                outcome = Err(fault);
            }
        }
        outcome
    }
}

impl Job<Club> for TellCalledOff {
    const NAME: &'static str = "catalog.tell_called_off";

    async fn run(self, club: Club) -> Result<(), Fault> {
        evening_letters::tell_called_off(&club, self, Moment::now()).await
    }
}

/// Takes an order's tickets to the evening back and gives back what they cost. Tickets of the same line that were moved to
/// another evening stay what they are, and so does their money.
fn undo(
    tx: &mut Tx,
    event: &EventId,
    order: &OrderId,
    lines: &[OrderLineId],
    by: &Actor,
    now: Moment,
) -> Result<(), Fault> {
    let (mut back, mut undone): (Option<Money>, bool) = (None, false);
    for line in orders::lines_of(tx, order)?.into_iter().filter(|line| lines.contains(&line.id)) {
        let valid = tickets::of_line(tx, &line.id)?.into_iter().filter(Ticket::is_valid);
        let (here, elsewhere): (Vec<Ticket>, Vec<Ticket>) = valid.partition(|ticket| ticket.event_id == *event);
        if here.is_empty() {
            continue;
        }
        undone = true;
        let given = payments::give_back_part(tx, order, &line, cost_of(&line, here.len()), event.as_str(), by, now);
        match given {
            Ok(Some(given)) => back = Some(Money::new(back.map_or(0, |back| back.minor) + given.minor, given.currency)),
            Ok(None) | Err(RefundError::NotPaid) => {}
            Err(RefundError::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::broken(other.to_string())),
        }
        if elsewhere.is_empty() {
            orders::take_back(tx, KINDS, &line.id, Restock::BackOnShelf, now)?;
        } else {
            for ticket in &here {
                tickets::void_with_evening(tx, ticket)?;
            }
        }
    }
    if undone {
        let told = TellCalledOff { event: event.clone(), order: order.clone(), back };
        jobs::enqueue(tx, &told, now, now)?;
    }
    Ok(())
}

/// What so many tickets of a line cost, rounded up: the last of them gets what is left.
fn cost_of(line: &OrderLine, tickets: usize) -> i64 {
    let tickets = i64::try_from(tickets).unwrap_or(i64::MAX).min(line.quantity);
    let cost = i128::from(line.gross) * i128::from(tickets);
    let many = i128::from(line.quantity.max(1));
    i64::try_from((cost + many - 1) / many).unwrap_or(line.gross)
}
