//! The money back for an evening that does not take place.

use serde::{Deserialize, Serialize};

use super::KINDS;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::crew::CrewMemberId;
use crate::journal::Actor;
use crate::orders::{OrderId, OrderLineId, Restock};
use crate::payments::{self, GivingBack, Goods, RefundError, Share};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::{self, Job};
use crate::tickets::{self, Event, EventId};

/// Calls an evening off: nothing is sold any more, and everybody's money goes back.
pub fn call_off(tx: &mut Tx, event: &Event, by: &CrewMemberId, now: Moment) -> Result<(), Fault> {
    tickets::cancel(tx, event, Actor::Crew(by.0.clone()), now)?;
    jobs::enqueue(tx, &GiveEveningBack { event: event.id.clone(), by: by.clone() }, now, now)
}

/// Gives back what was paid for an evening, one line at a time. Again is harmless: a line that was given back holds no
/// valid ticket any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct GiveEveningBack {
    event: EventId,
    /// Who called it off.
    by: CrewMemberId,
}

impl Job<Club> for GiveEveningBack {
    const NAME: &'static str = "catalog.give_evening_back";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let event = self.event.clone();
        let mut outcome = Ok(());
        for (order, line) in club.read(move |conn| tickets::lines_of_event(conn, &event)).await? {
            // One that fails is tried again with the whole, and keeps nobody else from their money.
            if let Err(fault) = give_back(&club, order.clone(), line, Actor::Crew(self.by.0.clone())).await {
                tracing::warn!(%order, %fault, "not given back yet");
                outcome = Err(fault);
            }
        }
        outcome
    }
}

async fn give_back(club: &Club, order: OrderId, line: OrderLineId, by: Actor) -> Result<(), Fault> {
    let now = Moment::now();
    let given = club
        .write_durably(move |tx| {
            let known = payments::refunds_of(tx, &order)?.len();
            let goods = Goods::TakenBack(Restock::BackOnShelf);
            let asked = GivingBack { share: Share::Line(line.clone()), goods, known };
            payments::refund(tx, KINDS, &order, &asked, &by, now)
        })
        .await;
    match given {
        Ok(()) | Err(RefundError::AlreadyRefunded | RefundError::NotPaid | RefundError::TooMuch(_)) => Ok(()),
        Err(RefundError::Changed) => Err(Fault::Busy),
        Err(RefundError::Fault(fault)) => Err(fault),
    }
}
