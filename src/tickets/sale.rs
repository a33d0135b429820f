//! Tickets as goods.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{HALL, IssuedTicket, KIND, TicketType, TicketTypeId, issuing, store, types};
use crate::base::{Fault, Moment, folded};
use crate::members::{self, MemberId};
use crate::orders::prices;
use crate::orders::{
    Agreement, Buyer, Fulfilled, GoneReason, NotForSale, OrderLine, Quote, Restock, Sale, Sellable, Stage, Taken,
    Wanted, WayToIt, Whereabouts, capacities, waiting_lines,
};
use crate::plumbing::db::{Conn, Tx};

pub struct TicketSale;

/// What a buyer said about the tickets of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// One a ticket, where the type asks for names.
    pub names: Vec<String>,
    /// To the type's question, one a ticket.
    pub answers: Vec<String>,
}

impl Details {
    pub fn read(details: &str) -> Details {
        serde_json::from_str(details).unwrap_or_default()
    }

    /// Whether so many tickets have everything their type asks for.
    pub fn is_complete(&self, kind: &TicketType, tickets: usize) -> bool {
        let complete =
            |said: &[String]| said.iter().take(tickets).filter(|one| !one.trim().is_empty()).count() == tickets;
        (!kind.asks_names || complete(&self.names)) && (kind.question.is_empty() || complete(&self.answers))
    }

    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

impl Sellable for TicketSale {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn quote(
        &self,
        conn: &mut Conn,
        wanted: &Wanted,
        buyer: &Buyer,
        now: Moment,
    ) -> Result<Result<Quote, NotForSale>, Fault> {
        let Some(kind) = store::ticket_type(conn, &TicketTypeId(wanted.item.clone()))? else {
            return Ok(Err(NotForSale::Unknown));
        };
        let event = store::event(conn, &kind.event_id)?.filter(super::Event::is_published);
        let price = prices::active_of_kind(conn, KIND)?.into_iter().find(|price| price.item_id == kind.id.0);
        let (Some(event), Some(price), "open") = (event, price, kind.state.as_str()) else {
            return Ok(Err(NotForSale::Unknown));
        };
        if !event.takes_place(now) {
            return Ok(Err(NotForSale::Over));
        }
        let standing = match &buyer.member {
            Some(member) => members::standing_of(conn, member)?,
            None => None,
        };
        let windows = store::windows_of(conn, &kind.id)?;
        if let Some(refused) = types::refusal(&kind, &windows, standing.as_ref(), now)? {
            return Ok(Err(refused));
        }
        let most = match kind.most {
            Some(most) => {
                Some(most - store::bought_of_type(conn, &kind.id, buyer.member.as_ref(), &folded(&buyer.email))?)
            }
            None => None,
        };
        if let (Some(most), Some(limit)) = (most, kind.most)
            && most < wanted.quantity
        {
            return Ok(Err(NotForSale::AtMost(limit)));
        }
        let details = Details::read(&wanted.details);
        if !details.is_complete(&kind, usize::try_from(wanted.quantity).unwrap_or(usize::MAX)) {
            return Ok(Err(NotForSale::Unanswered));
        }
        let left = types::left(conn, &kind)?;
        let name = format!("{}, {}", event.title, kind.name);
        let quote = Quote::new(name, price.amount(), &format!("/events/{}", event.slug));
        Ok(Ok(Quote {
            needed_by: Some(event.starts_at),
            most,
            left,
            notes: details.names.into_iter().filter(|name| !name.trim().is_empty()).collect(),
            ..quote
        }))
    }

    /// The hall before the type: the same order for everybody.
    fn reserve(&self, tx: &mut Tx, line: &OrderLine) -> Result<bool, Fault> {
        let Some(kind) = kind_of(tx, line)? else { return Ok(false) };
        if !capacities::take(tx, HALL, kind.event_id.as_str(), line.quantity)? {
            return Ok(false);
        }
        if capacities::take(tx, KIND, kind.id.as_str(), line.quantity)? {
            return Ok(true);
        }
        capacities::give_back(tx, HALL, kind.event_id.as_str(), line.quantity)?;
        Ok(false)
    }

    fn release(&self, tx: &mut Tx, line: &OrderLine) -> Result<(), Fault> {
        match kind_of(tx, line)? {
            Some(kind) => issuing::give_back_places(tx, &kind.event_id, &kind.id, line.quantity),
            None => Ok(()),
        }
    }

    /// Tickets move from type to type and from event to event, their lines do not.
    fn count_taken(&self, conn: &mut Conn, taken: &mut Taken) -> Result<(), Fault> {
        let halls: BTreeMap<String, String> = store::halls(conn)?.into_iter().collect();
        let waiting = waiting_lines(conn, KIND)?;
        let in_halls = waiting.iter().filter_map(|(kind, n)| Some((halls.get(kind)?.clone(), *n)));
        taken.held(HALL, in_halls.collect::<Vec<_>>());
        taken.held(KIND, waiting);
        taken.held(KIND, store::tickets_by_type(conn, "valid")?);
        taken.held(HALL, store::tickets_by_event(conn, "valid")?);
        taken.lost(KIND, store::tickets_by_type(conn, "void")?);
        taken.lost(HALL, store::tickets_by_event(conn, "void")?);
        Ok(())
    }

    fn fulfil(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        let Some(kind) = kind_of(tx, sale.line)? else { return Ok(Fulfilled::Gone(GoneReason::Withdrawn)) };
        let event = store::event(tx, &kind.event_id)?.filter(|event| event.state != "cancelled");
        if event.is_none() {
            return Ok(Fulfilled::Gone(GoneReason::Withdrawn));
        }
        issuing::issue(tx, sale, &kind, now)?;
        Ok(Fulfilled::Delivered)
    }

    fn revoke(&self, tx: &mut Tx, line: &OrderLine, stock: Restock, _: Moment) -> Result<(), Fault> {
        for ticket in store::tickets_of_line(tx, &line.id)? {
            issuing::void_one(tx, &ticket, stock)?;
        }
        Ok(())
    }

    fn whereabouts(&self, conn: &mut Conn, line: &OrderLine) -> Result<Whereabouts, Fault> {
        let issued = issuing::issued_of_line(conn, &line.id)?;
        let way = |one: &IssuedTicket| WayToIt {
            label: match one.ticket.holder.as_str() {
                "" => format!("№ {}", one.ticket.number),
                holder => holder.to_owned(),
            },
            url: super::link(&one.ticket),
        };
        let ways = issued.iter().filter(|one| one.opens()).map(way).collect();
        Ok(Whereabouts { stage: stage_of(&issued), ways })
    }

    fn claim(&self, tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<(), Fault> {
        issuing::claim(tx, member, email_folded)
    }

    /// Whoever has a ticket still gets in by it.
    fn forget(&self, tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
        store::forget(tx, member)
    }

    fn renew(&self, _: &mut Tx, _: &Sale<'_>, _: Moment) -> Result<Fulfilled, Fault> {
        Err(Fault::broken("tickets do not renew"))
    }

    fn lapse(&self, _: &mut Tx, _: &Agreement, _: Moment) -> Result<(), Fault> {
        Ok(())
    }
}

/// What became of the tickets of one line.
fn stage_of(issued: &[IssuedTicket]) -> Stage {
    let valid = issued.iter().filter(|one| one.ticket.is_valid()).count();
    let open = issued.iter().filter(|one| one.opens()).count();
    match (valid, open) {
        (0, _) => Stage::Void,
        (_, 0) => Stage::CalledOff,
        (_, open) if open < issued.len() => Stage::PartlyVoid,
        _ => Stage::Ready,
    }
}

fn kind_of(conn: &mut Conn, line: &OrderLine) -> Result<Option<TicketType>, Fault> {
    store::ticket_type(conn, &TicketTypeId(line.item_id.clone()))
}
