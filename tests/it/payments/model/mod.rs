//! A model of a club's trade: fans, crew, clock, crashes and Stripe act at random, and the books are right all the same.

mod books;
mod crew;

use std::collections::HashMap;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::poll_fn;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use stagedoor::base::Moment;
use stagedoor::discounts::{self, NewCode, Off};
use stagedoor::experiences::{Asked, Experience, Slot};
use stagedoor::members::MemberId;
use stagedoor::orders::{self, Buyer, NewOrder, OrderId, Wanted};
use stagedoor::payments::{self, Accepted};
use stagedoor::tickets::{Event, NewType, TicketType};

use super::carts::{MUG, SONG, address, shop};
use super::goods::thing;
use super::{Till, db_member};
use crate::experiences::{filled, open_to_all};
use crate::shop::{sells, shirt, terms, wants};
use crate::site::experiences::db_experience;
use crate::stripe::Mood;
use crate::tickets::{db_event, floor};

const STOCK: [(&str, i64); 3] = [(MUG, 25), (SONG, 40), ("ticket/4400/0", 12)];
const HALLS: [(&str, i64); 2] = [("hamburg", 20), ("bremen", 8)];
/// Of every date of the experience.
const PLACES: i64 = 5;
const CODE: &str = "LOWWATER";
const STEPS: usize = 240;
/// The longest that anything waits for is Stripe, twenty seconds a request.
const PATIENCE: Duration = Duration::from_secs(300);

/// Something a cart may hold.
struct Good {
    wanted: Wanted,
    likely: f64,
    /// How many of it at most.
    most: i64,
}

/// Something there is only so much of.
struct Shelf {
    item: String,
    total: i64,
}

/// How often what happened in the storm that the database does not tell.
#[derive(Debug, Default)]
struct Seen {
    deaths: i64,
    voided: i64,
    moved_tickets: i64,
    moved_dates: i64,
    cancelled_bookings: i64,
    called_off: i64,
    disputes: i64,
}

/// What goes on, beside the club and Stripe themselves.
struct Trade {
    till: Till,
    chance: StdRng,
    members: Vec<MemberId>,
    orders: Vec<OrderId>,
    slow: Vec<String>,
    /// Events that happened and that nobody told yet.
    untold: Vec<Value>,
    told: Vec<Value>,
    /// Things of these tests and a shirt.
    things: Vec<Good>,
    /// Those that still take place.
    evenings: Vec<(Event, TicketType)>,
    experience: Experience,
    /// The last one is open.
    dates: Vec<Slot>,
    shelves: Vec<Shelf>,
    /// How many of an item were taken back and not put on the shelf again.
    lost: HashMap<String, i64>,
    seen: Seen,
}

async fn db_things(till: &Till) -> (Vec<Good>, Vec<Shelf>) {
    let (mut things, mut shelves) = (Vec::new(), Vec::new());
    for (item, total) in STOCK {
        till.stock(item, total).await;
        things.push(Good { wanted: thing(item, 1), likely: 0.5, most: 2 });
        shelves.push(Shelf { item: item.to_owned(), total });
    }
    let offered = sells(&till.club, shirt(), terms(2_800, Some(200), Some(15))).await;
    let wanted = wants(&offered, 0, 1).lines.remove(0);
    shelves.push(Shelf { item: wanted.item.clone(), total: 15 });
    things.push(Good { wanted, likely: 0.3, most: 2 });
    (things, shelves)
}

async fn db_evening(till: &Till, slug: &str, places: i64) -> ((Event, TicketType), Shelf) {
    let (event, mut types) = db_event(&till.club, slug, places, vec![NewType { most: None, ..floor() }]).await;
    let shelf = Shelf { item: event.id.to_string(), total: places };
    ((event, types.remove(0)), shelf)
}

async fn db_code(till: &Till) {
    let (code, now) = (
        NewCode {
            code: CODE.to_owned(),
            off: Off::Percent(25),
            kind: String::new(),
            condition: "everyone".to_owned(),
            starts_at: None,
            ends_at: None,
            total: Some(6),
            per_buyer: Some(3),
        },
        till.now(),
    );
    assert!(till.club.write(move |tx| discounts::create(tx, &code, now)).await.unwrap());
}

/// Runs something and lets it die at any point where it waits.
async fn crash<F: Future>(dies_after: Option<usize>, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = dies_after;
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == Some(0) => Poll::Ready(None),
        Poll::Pending => {
            left = left.map(|left| left - 1);
            Poll::Pending
        }
    })
    .await
}

impl Trade {
    async fn open(seed: u64) -> Trade {
        let till = shop().await;
        let (things, mut shelves) = db_things(&till).await;
        let (mut evenings, mut halls) = (Vec::new(), Vec::new());
        for (slug, places) in HALLS {
            let (evening, hall) = db_evening(&till, slug, places).await;
            evenings.push(evening);
            halls.push(hall);
        }
        let (experience, date) = db_experience(&till.club, open_to_all(), PLACES).await;
        shelves.extend(halls);
        shelves.push(Shelf { item: date.id.to_string(), total: PLACES });
        shelves.push(Shelf { item: till.gold.id.to_string(), total: 2 });
        db_code(&till).await;
        till.places(&till.gold, 2).await;
        let members = ["zoe", "max", "ida", "noa"].map(|name| db_member(&till, name)).into();
        Trade {
            till,
            chance: StdRng::seed_from_u64(seed),
            members,
            orders: Vec::new(),
            slow: Vec::new(),
            untold: Vec::new(),
            told: Vec::new(),
            things,
            evenings,
            experience,
            dates: vec![date],
            shelves,
            lost: HashMap::new(),
            seen: Seen::default(),
        }
    }

    /// Mostly nothing dies.
    fn death(&mut self) -> Option<usize> {
        let dies = self.chance.random_bool(0.15);
        self.seen.deaths += i64::from(dies);
        dies.then(|| self.chance.random_range(0..6))
    }

    async fn step(&mut self) {
        match self.chance.random_range(0..100) {
            0..18 => self.somebody_presses_pay().await,
            18..26 => self.somebody_joins().await,
            26..50 => self.somebody_pays(),
            50..54 => self.slow_money(),
            54..68 => self.an_event_is_told().await,
            68..71 => self.a_forged_event_is_refused().await,
            71..76 => self.somebody_comes_back().await,
            76..86 => self.the_crew_acts().await,
            86..88 => self.somebody_lets_go().await,
            88..90 => self.time_passes(),
            90..92 => self.a_period_begins().await,
            92..95 => self.stripe_misbehaves(),
            95 => self.a_bank_disputes(),
            _ => self.the_sweep_comes().await,
        }
        self.adds_up().await;
    }

    async fn somebody_presses_pay(&mut self) {
        let member = self.members.choose(&mut self.chance).unwrap().clone();
        let mut lines: Vec<Wanted> = Vec::new();
        let (evenings, date) = (self.tickets(), self.place().await);
        for good in self.things.iter().chain(&evenings).chain([&date]) {
            if self.chance.random_bool(good.likely) {
                let quantity = self.chance.random_range(1..=good.most);
                lines.push(Wanted { quantity, ..good.wanted.clone() });
            }
        }
        let buyer = match self.chance.random_bool(0.3) {
            true => Buyer { member: None, ..self.till.buyer(&member) },
            false => self.till.buyer(&member),
        };
        let country = if self.chance.random_bool(0.5) { "FR" } else { "JP" };
        let code = if self.chance.random_bool(0.3) { CODE.to_owned() } else { String::new() };
        let new = NewOrder { lines, code, address: Some(address(country)), ..NewOrder::default() };
        let dies = self.death();
        if let Some(Ok(checkout)) = crash(dies, self.till.orders(buyer, new)).await {
            self.orders.push(checkout.order);
        }
    }

    fn tickets(&self) -> Vec<Good> {
        let ticket = |(_, kind): &(Event, TicketType)| Good {
            wanted: crate::tickets::wanted(kind, 1, &Default::default()),
            likely: 0.25,
            most: 2,
        };
        self.evenings.iter().map(ticket).collect()
    }

    /// A place at the date that is open now.
    async fn place(&self) -> Good {
        let asked = Asked { answers: Vec::new(), ..filled("Noor") };
        let wanted = crate::experiences::wanted(&self.till.club, self.dates.last().unwrap(), &asked).await;
        Good { wanted, likely: 0.35, most: 1 }
    }

    async fn somebody_joins(&mut self) {
        let member = self.members.choose(&mut self.chance).unwrap().clone();
        let dies = self.death();
        let gold = self.chance.random_bool(0.5);
        let tier = if gold { &self.till.gold } else { &self.till.silver };
        if let Some(Ok(checkout)) = crash(dies, self.till.begins(&member, tier)).await {
            self.orders.push(checkout.order);
        }
    }

    /// Sessions are open at Stripe also when we died before hearing of them, and fans may be looking at them.
    fn somebody_pays(&mut self) {
        let open: Vec<Value> = self.till.stripe.all("session");
        let open: Vec<&Value> = open.iter().filter(|session| session["status"] == "open").collect();
        let Some(session) = open.choose(&mut self.chance).map(|one| one["id"].as_str().unwrap().to_owned()) else {
            return;
        };
        let recurring =
            self.till.stripe.all("session").iter().any(|one| one["id"] == *session && !one["every"].is_null());
        let events = if self.chance.random_bool(0.2) && !recurring {
            let events = self.till.stripe.pay_slowly(&session);
            if events.iter().any(|event| event["data"]["object"]["payment_status"] == "unpaid") {
                self.slow.push(session);
            }
            events
        } else {
            self.till.stripe.pay(&session)
        };
        self.untold.extend(events);
    }

    fn slow_money(&mut self) {
        let Some(session) = self.slow.pop() else { return };
        let arrives = self.chance.random_bool(0.7);
        self.untold.extend(self.till.stripe.slow_money(&session, arrives));
    }

    async fn an_event_is_told(&mut self) {
        let event = if self.chance.random_bool(0.2) {
            self.told.choose(&mut self.chance).cloned()
        } else if self.untold.is_empty() {
            None
        } else {
            let at = self.chance.random_range(0..self.untold.len());
            let event = self.untold.swap_remove(at);
            // One in five is lost on its way.
            (!self.chance.random_bool(0.2)).then_some(event)
        };
        let Some(event) = event else { return };
        self.told.push(event.clone());
        let dies = self.death();
        crash(dies, self.till.hears(&event)).await;
    }

    async fn a_forged_event_is_refused(&mut self) {
        let Some(event) = self.untold.first().or(self.told.first()).cloned() else { return };
        let (signature, mut body) = self.till.stripe.webhook(&event, self.till.now());
        body.push(b' ');
        let heard = payments::accept(&self.till.club, &signature, &body, self.till.now()).await;
        assert!(matches!(heard, Ok(Accepted::Unsigned(_))), "forged: {heard:?}");
        let mut foreign = event;
        foreign["id"] = Value::from(format!("evt_foreign_{}", self.told.len()));
        foreign["data"]["object"]["client_reference_id"] = Value::from("another-clubs-order");
        foreign["data"]["object"]["metadata"] =
            serde_json::json!({ "club": "another", "order": "another-clubs-order" });
        self.till.hears(&foreign).await;
    }

    async fn somebody_comes_back(&mut self) {
        let Some(order) = self.orders.choose(&mut self.chance).cloned() else { return };
        let dies = self.death();
        let (club, kinds, now) = (&self.till.club, self.till.kinds, self.till.now());
        if let Some(outcome) = crash(dies, payments::settle_by_return(club, kinds, &order, now)).await {
            outcome.unwrap();
        }
    }

    async fn somebody_lets_go(&mut self) {
        let Some(order) = self.orders.choose(&mut self.chance).cloned() else { return };
        let dies = self.death();
        let (club, kinds, now) = (&self.till.club, self.till.kinds, self.till.now());
        if let Some(outcome) = crash(dies, payments::let_go_of(club, kinds, &order, now)).await {
            outcome.unwrap();
        }
    }

    fn time_passes(&mut self) {
        let minutes = *[1, 3, 16, 40, 24 * 60].choose(&mut self.chance).unwrap();
        self.till.later(self.till.now().plus_minutes(minutes));
    }

    /// A month later. The program is not down for longer than Stripe lists events.
    async fn a_period_begins(&mut self) {
        let running: Vec<Value> =
            self.till.stripe.all("subscription").into_iter().filter(|one| one["status"] == "active").collect();
        let Some(one) = running.choose(&mut self.chance).cloned() else { return };
        let end = Moment::from_unix(one["items"]["data"][0]["current_period_end"].as_i64().unwrap());
        while end.plus_days(-20) > self.till.now() {
            self.till.later(self.till.now().plus_days(12));
            self.the_sweep_comes().await;
            self.till.work().await;
        }
        if end > self.till.now() {
            self.till.later(end.plus_minutes(1));
        }
        let paid = self.chance.random_bool(0.75);
        self.untold.extend(self.till.stripe.next_period(one["id"].as_str().unwrap(), paid));
    }

    fn stripe_misbehaves(&mut self) {
        let path =
            *["/checkout/sessions", "POST /checkout/sessions", "POST /refunds"].choose(&mut self.chance).unwrap();
        let moods = [Mood::LosesAnswer, Mood::Saves500, Mood::DoesAndSaves500, Mood::TooMany];
        self.till.stripe.next(path, *moods.choose(&mut self.chance).unwrap());
    }

    async fn the_sweep_comes(&mut self) {
        let dies = self.death();
        let (club, kinds, now) = (&self.till.club, self.till.kinds, self.till.now());
        // It may fail while Stripe misbehaves; what counts is what it leaves behind.
        let _ = crash(dies, payments::sweep(club, kinds, now)).await;
        self.recounts().await;
    }

    /// The storm is over: slow money arrives, holds run out, everything is swept.
    async fn calm(&mut self) {
        self.till.stripe.behave();
        for session in std::mem::take(&mut self.slow) {
            self.till.stripe.slow_money(&session, true);
        }
        for _ in 0..4 {
            self.till.later(self.till.now().plus_hours(24));
            self.till.sweeps().await;
        }
    }
}

/// How often what happened in the storm.
async fn trade(seed: u64) -> [i64; 15] {
    let mut trade = Trade::open(seed).await;
    for nth in 0..STEPS {
        let step = tokio::time::timeout(PATIENCE, trade.step()).await;
        step.unwrap_or_else(|_| panic!("step {nth} of the storm {seed} waits for something that never comes"));
    }
    tokio::time::timeout(PATIENCE, trade.calm()).await.expect("the calm comes");
    trade.is_settled().await;
    let orders: Vec<OrderId> = trade.orders.clone();
    for order in orders {
        let found = trade.till.club.read(move |conn| orders::by_id(conn, &order)).await.unwrap();
        assert!(found.is_some_and(|order| !order.is_awaiting()));
    }
    let count = |query: &str| trade.till.count(query);
    let seen = &trade.seen;
    [
        count("payments"),
        count("refunds"),
        count("order_lines WHERE delivery = 'gone'"),
        count("order_lines WHERE delivery = 'revoked'"),
        count("orders WHERE state = 'ended'"),
        count("payment_attempts WHERE n > 1"),
        count("orders WHERE origin = 'renewal'"),
        count("discount_uses"),
        seen.deaths,
        seen.voided,
        seen.moved_tickets,
        seen.moved_dates,
        seen.cancelled_bookings,
        seen.called_off,
        seen.disputes,
    ]
}

#[actix_web::test]
async fn random_trade_keeps_its_books() {
    const NAMES: [&str; 15] = [
        "payments",
        "refunds",
        "gone",
        "revoked",
        "ended",
        "second attempts",
        "renewals",
        "codes used",
        "deaths",
        "voided tickets",
        "moved tickets",
        "moved dates with somebody booked",
        "bookings of cancelled dates",
        "tickets to an evening called off",
        "disputes",
    ];
    // A storm in which nothing went wrong would prove nothing.
    const LEAST: [i64; 15] = [60, 20, 1, 20, 15, 0, 2, 8, 20, 3, 3, 2, 2, 2, 3];
    let mut seen = [0; 15];
    for seed in 1..=5 {
        for (sum, more) in seen.iter_mut().zip(trade(seed).await) {
            *sum += more;
        }
    }
    let told: Vec<String> = NAMES.iter().zip(seen).map(|(name, n)| format!("{n} {name}")).collect();
    println!("{}", told.join(", "));
    for ((name, n), least) in NAMES.iter().zip(seen).zip(LEAST) {
        assert!(n >= least, "only {n} {name}: {told:?}");
    }
}
