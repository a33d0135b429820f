//! What those who work for the club do in the midst of it, and what buyers' banks do.

use rand::Rng;
use rand::seq::IndexedRandom;
use stagedoor::base::Money;
use stagedoor::catalog;
use stagedoor::crew::CrewMemberId;
use stagedoor::experiences::{self, ActError, NewSlot, Slot};
use stagedoor::journal::Actor;
use stagedoor::orders::{OrderId, OrderLine, Restock};
use stagedoor::payments::{self, GivingBack, Goods, Share};
use stagedoor::tickets::{self, Ticket};

use super::super::EUR;
use super::{Shelf, Trade, crash, db_evening};

impl Trade {
    pub async fn the_crew_acts(&mut self) {
        match self.chance.random_range(0..100) {
            0..38 => self.money_is_given_back().await,
            38..50 => self.a_ticket_is_voided().await,
            50..63 => self.a_ticket_moves_to_another_evening().await,
            63..77 => self.a_date_is_moved().await,
            77..90 => self.a_date_is_cancelled().await,
            _ => self.an_evening_is_called_off().await,
        }
        self.till.work().await;
    }

    async fn money_is_given_back(&mut self) {
        let paid = self.till.db_rows("SELECT id, state FROM orders WHERE state = 'paid' ORDER BY number");
        let Some(order) = paid.choose(&mut self.chance).map(|row| OrderId(row[0].clone())) else { return };
        let lines = self.till.lines(&order).await;
        let id = order.clone();
        let known = self.till.club.read(move |conn| payments::refunds_of(conn, &id)).await.unwrap().len();
        let line = lines.choose(&mut self.chance).unwrap();
        let share = match self.chance.random_range(0..3) {
            0 => Share::Whole,
            1 => Share::Line(line.id.clone()),
            _ => Share::Amount(Money::new(self.chance.random_range(1..2_000), EUR)),
        };
        let goods = match self.chance.random_range(0..3) {
            0 => Goods::Kept,
            1 => Goods::TakenBack(Restock::BackOnShelf),
            _ => Goods::TakenBack(Restock::Lost),
        };
        let hands: Vec<_> = lines.iter().map(|line| self.in_hands(line)).collect();
        let given = self.till.gives_back(&order, GivingBack { share, goods, known }).await;
        if given.is_ok() && goods == Goods::TakenBack(Restock::Lost) {
            let after = self.till.lines(&order).await;
            for ((before, after), hands) in lines.iter().zip(after).zip(hands) {
                if before.delivery == "delivered" && after.delivery == "revoked" {
                    hands.into_iter().for_each(|(item, n)| *self.lost.entry(item).or_default() += n);
                }
            }
        }
    }

    /// What a delivered line takes from which shelf.
    fn in_hands(&self, line: &OrderLine) -> Vec<(String, i64)> {
        let rows = match line.kind.as_str() {
            "ticket" => "SELECT event_id, CAST(count(*) AS TEXT) FROM tickets WHERE state = 'valid'",
            "experience" => "SELECT slot_id, CAST(sum(places) AS TEXT) FROM experience_bookings WHERE state = 'booked'",
            "membership" | "shipping" => return Vec::new(),
            _ => return vec![(line.item_id.clone(), line.quantity)],
        };
        let group = if line.kind == "ticket" { "event_id" } else { "slot_id" };
        let rows = self.till.db_rows(&format!("{rows} AND order_line_id = '{}' GROUP BY {group}", line.id));
        rows.into_iter().map(|row| (row[0].clone(), row[1].parse().unwrap())).collect()
    }

    async fn some_ticket(&mut self) -> Option<Ticket> {
        let valid = self.till.db_rows("SELECT id, secret FROM tickets WHERE state = 'valid' ORDER BY number");
        let id = tickets::TicketId(valid.choose(&mut self.chance)?[0].clone());
        self.till.club.read(move |conn| tickets::issued(conn, &id)).await.unwrap().map(|issued| issued.ticket)
    }

    async fn a_ticket_is_voided(&mut self) {
        let Some(ticket) = self.some_ticket().await else { return };
        let stock = if self.chance.random_bool(0.7) { Restock::BackOnShelf } else { Restock::Lost };
        let (event, now) = (ticket.event_id.to_string(), self.till.now());
        let voided =
            self.till.club.write(move |tx| tickets::void(tx, &ticket, stock, Actor::System, now)).await.unwrap();
        if voided && stock == Restock::Lost {
            *self.lost.entry(event).or_default() += 1;
        }
        self.seen.voided += 1;
    }

    async fn a_ticket_moves_to_another_evening(&mut self) {
        let Some(ticket) = self.some_ticket().await else { return };
        let elsewhere = self.evenings.iter().find(|(event, _)| event.id != ticket.event_id);
        let (to, now, dies) = (elsewhere.unwrap().1.id.clone(), self.till.now(), self.death());
        let moves = self.till.club.write(move |tx| tickets::move_to(tx, &ticket.id, &to, Actor::System, now));
        self.seen.moved_tickets += i64::from(matches!(crash(dies, moves).await, Some(Ok(()))));
    }

    /// Another date of the experience, the same number of weeks later for each.
    async fn another_date(&mut self) -> Slot {
        let (experience, now) = (self.experience.clone(), self.till.now());
        let weeks = i64::try_from(self.dates.len()).unwrap();
        let wall_clock = self.dates[0].wall_clock.parse::<jiff::civil::DateTime>().unwrap();
        let wall_clock = wall_clock.checked_add(jiff::Span::new().weeks(weeks)).unwrap();
        let new = NewSlot { wall_clock, minutes: 60, places: super::PLACES };
        let added = self.till.club.write(move |tx| experiences::add_slot(tx, &experience, &new, now)).await.unwrap();
        let slot = added.unwrap();
        self.shelves.push(Shelf { item: slot.id.to_string(), total: super::PLACES });
        self.dates.push(slot.clone());
        slot
    }

    /// Everybody goes along, and so does who still buys.
    async fn a_date_is_moved(&mut self) {
        let from = self.dates.last().unwrap().id.clone();
        let to = self.another_date().await.id;
        let (looked, now, dies) = (from.clone(), self.till.now(), self.death());
        let known = self.till.club.read(move |conn| experiences::seats_of(conn, &looked)).await.unwrap();
        let acts = self.till.club.write(move |tx| experiences::move_slot(tx, &from, &to, known, &Actor::System, now));
        self.seen.moved_dates += i64::from(matches!(crash(dies, acts).await, Some(Ok(seats)) if seats.people > 0));
    }

    async fn a_date_is_cancelled(&mut self) {
        let slot = self.dates.last().unwrap().id.clone();
        let (looked, kinds, now) = (slot.clone(), self.till.kinds, self.till.now());
        let known = self.till.club.read(move |conn| experiences::seats_of(conn, &looked)).await.unwrap();
        let dies = self.death();
        let acts = self
            .till
            .club
            .write_durably(move |tx| experiences::cancel_slot(tx, kinds, &slot, known, &Actor::System, now));
        match crash(dies, acts).await {
            Some(Ok(undone)) => self.seen.cancelled_bookings += undone.seats.bookings,
            Some(Err(ActError::Closed)) | None => {}
            Some(Err(other)) => panic!("{other}"),
        }
        self.another_date().await;
    }

    /// Another one is on sale from then on.
    async fn an_evening_is_called_off(&mut self) {
        let (event, _) = self.evenings.remove(0);
        let (by, now) = (CrewMemberId("ines".to_owned()), self.till.now());
        self.seen.called_off +=
            self.till.count(&format!("tickets WHERE state = 'valid' AND event_id = '{}'", event.id));
        self.till.club.write(move |tx| catalog::call_off(tx, &event, &by, now)).await.unwrap();
        let slug = format!("evening-{}", self.shelves.len());
        let (evening, shelf) = db_evening(&self.till, &slug, 10).await;
        self.evenings.push(evening);
        self.shelves.push(shelf);
    }

    /// A buyer's bank asks for its money back, or decides.
    pub fn a_bank_disputes(&mut self) {
        let intents = self.till.stripe.all("intent");
        let Some(intent) = intents.choose(&mut self.chance).map(|one| one["id"].as_str().unwrap().to_owned()) else {
            return;
        };
        let known = self.till.stripe.all("dispute").into_iter().any(|one| one["payment_intent"] == intent.as_str());
        let status = match known {
            false => "needs_response",
            true => ["won", "lost"].choose(&mut self.chance).unwrap(),
        };
        self.seen.disputes += i64::from(!known);
        self.untold.extend(self.till.stripe.disputes(&intent, status));
    }
}
