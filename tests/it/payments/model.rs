//! A model of a club's trade: fans, crew, clock, crashes and Stripe act at random, and the books are right all the same.

use std::pin::pin;
use std::task::Poll;

use futures_util::future::poll_fn;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use stagedoor::base::{Moment, Money};
use stagedoor::experiences::{self, Asked, NewExperience};
use stagedoor::members::MemberId;
use stagedoor::orders::{self, Buyer, NewOrder, OrderId, Restock, Wanted};
use stagedoor::payments::{self, Accepted, GivingBack, Goods, Share};
use stagedoor::tickets::{self, NewType};

use super::carts::{MUG, SONG, address, shop};
use super::goods::thing;
use super::{EUR, Till, db_member};
use crate::experiences::{filled, soundcheck};
use crate::shop::{sells, shirt, terms, wants};
use crate::site::experiences::db_experience;
use crate::stripe::Mood;
use crate::tickets::{db_event, floor};

const STOCK: [(&str, i64); 3] = [(MUG, 25), (SONG, 40), ("ticket/4400/0", 12)];
const STEPS: usize = 220;

/// Something there is only so much of.
struct Good {
    wanted: Wanted,
    total: i64,
    /// The chance that a cart holds it, and how many of it at most.
    likely: f64,
    most: i64,
}

/// What the club sells: things of these tests, a shirt, tickets to a hall, and places at a date.
async fn db_goods(till: &Till) -> Vec<Good> {
    let mut goods = Vec::new();
    for (item, total) in STOCK {
        till.stock(item, total).await;
        goods.push(Good { wanted: thing(item, 1), total, likely: 0.5, most: 2 });
    }
    let offered = sells(&till.club, shirt(), terms(2_800, Some(200), Some(15))).await;
    goods.push(Good { wanted: wants(&offered, 0, 1).lines.remove(0), total: 15, likely: 0.3, most: 2 });
    let (_, types) = db_event(&till.club, "hamburg", 20, vec![NewType { most: None, ..floor() }]).await;
    let ticket = crate::tickets::wanted(&types[0], 1, &Default::default());
    goods.push(Good { wanted: ticket, total: 20, likely: 0.3, most: 2 });
    let new = NewExperience {
        condition: "everyone".to_owned(),
        consent: String::new(),
        least_age: None,
        questions: Vec::new(),
        ..soundcheck()
    };
    let (experience, slot) = db_experience(&till.club, new, 5).await;
    let (id, asked) = (experience.id.clone(), Asked { answers: Vec::new(), ..filled("Noor") });
    let price = till.club.read(move |conn| experiences::price_of(conn, &id, EUR)).await.unwrap().unwrap();
    let details = experiences::details(&experience, &[], &slot, &asked).unwrap();
    let place = Wanted {
        kind: experiences::KIND,
        item: slot.id.to_string(),
        price: Some(price.id.to_string()),
        quantity: 1,
        details: details.kept(),
        instead: false,
    };
    goods.push(Good { wanted: place, total: 5, likely: 0.1, most: 1 });
    goods
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
    goods: Vec<Good>,
    /// How many of each of the goods were taken back and not put on the shelf again.
    lost: Vec<i64>,
    deaths: i64,
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
        let goods = db_goods(&till).await;
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
            lost: vec![0; goods.len()],
            goods,
            deaths: 0,
        }
    }

    /// Mostly nothing dies.
    fn death(&mut self) -> Option<usize> {
        let dies = self.chance.random_bool(0.15);
        self.deaths += i64::from(dies);
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
            71..77 => self.somebody_comes_back().await,
            77..82 => self.the_crew_gives_back().await,
            82..85 => self.somebody_lets_go().await,
            85..90 => self.time_passes(),
            90..92 => self.a_period_begins().await,
            92..95 => self.stripe_misbehaves(),
            _ => self.the_sweep_comes().await,
        }
    }

    async fn somebody_presses_pay(&mut self) {
        let member = self.members.choose(&mut self.chance).unwrap().clone();
        let mut lines: Vec<Wanted> = Vec::new();
        for good in &self.goods {
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
        let new = NewOrder { lines, address: Some(address(country)), ..NewOrder::default() };
        let dies = self.death();
        if let Some(Ok(checkout)) = crash(dies, self.till.orders(buyer, new)).await {
            self.orders.push(checkout.order);
        }
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

    async fn the_crew_gives_back(&mut self) {
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
        let given = self.till.gives_back(&order, GivingBack { share: share.clone(), goods, known }).await;
        if given.is_ok() && goods == Goods::TakenBack(Restock::Lost) {
            let after = self.till.lines(&order).await;
            for (before, after) in lines.iter().zip(after) {
                if before.delivery == "delivered" && after.delivery == "revoked" {
                    let same = |good: &Good| good.wanted.kind == before.kind && good.wanted.item == before.item_id;
                    if let Some(at) = self.goods.iter().position(same) {
                        self.lost[at] += before.quantity;
                    }
                }
            }
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
        self.adds_up().await;
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

    /// True at any moment.
    async fn adds_up(&self) {
        for (good, lost) in self.goods.iter().zip(&self.lost) {
            let (kind, item) = (good.wanted.kind, good.wanted.item.clone());
            let reserved = self.sum(&format!(
                "SELECT CAST(coalesce(sum(quantity), 0) AS TEXT), '' FROM order_lines
                 WHERE kind = '{kind}' AND item_id = '{item}' AND reserved"
            ));
            // A ticket takes a place of the hall; its type has no limit of its own.
            let shelf = if kind == tickets::KIND { "kind = 'hall'".to_owned() } else { format!("item_id = '{item}'") };
            let taken =
                self.sum(&format!("SELECT CAST(coalesce(sum(taken), 0) AS TEXT), '' FROM capacities WHERE {shelf}"));
            assert_eq!(taken, reserved + lost, "{kind} {item}: sold and held");
            assert!(taken <= good.total, "{kind} {item} is oversold: {taken} of {}", good.total);
        }
        let kinds = self.till.kinds;
        let wrong = self.till.club.read(move |conn| orders::recount(conn, kinds)).await.unwrap();
        assert_eq!(wrong, [], "counted as taken, and the rows behind it");
        let double = "SELECT member_id, CAST(count(*) AS TEXT) FROM memberships WHERE ended_at IS NULL GROUP BY member_id HAVING count(*) > 1";
        assert!(self.till.db_rows(double).is_empty(), "one active membership a member");
    }

    fn sum(&self, query: &str) -> i64 {
        self.till.db_rows(query)[0][0].parse().unwrap()
    }

    /// True once everything has come to rest.
    async fn is_settled(&self) {
        self.adds_up().await;
        let waiting = self.till.db_rows("SELECT id, state FROM orders WHERE state = 'awaiting_payment'");
        assert!(waiting.is_empty(), "still waiting: {waiting:?}");
        let owed = self.till.db_rows(
            "SELECT l.id, l.delivery FROM order_lines l JOIN orders o ON o.id = l.order_id
             WHERE o.state = 'paid' AND l.delivery = 'waiting'",
        );
        assert!(owed.is_empty(), "paid and not delivered: {owed:?}");
        let unrefunded = self.till.db_rows(
            "SELECT l.id, l.name FROM order_lines l JOIN orders o ON o.id = l.order_id
             WHERE o.state = 'paid' AND l.delivery = 'gone' AND l.gross > 0
             AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.order_line_id = l.id OR (r.order_id = o.id AND r.order_line_id IS NULL))",
        );
        assert!(unrefunded.is_empty(), "gone, and the money stayed: {unrefunded:?}");
        self.everything_is_delivered_once();
        self.books_agree();
    }

    /// What stands as delivered was handed over once, and what does not stand so is in nobody's hands.
    fn everything_is_delivered_once(&self) {
        let handed = [
            ("ticket", "l.quantity", "tickets h WHERE h.state = 'valid' AND"),
            ("merch", "1", "purchases h WHERE h.revoked_at IS NULL AND"),
            ("experience", "1", "experience_bookings h WHERE h.state = 'booked' AND"),
        ];
        for (kind, many, table) in handed {
            let wrong = format!(
                "SELECT l.id, l.delivery FROM order_lines l WHERE l.kind = '{kind}'
                 AND (SELECT count(*) FROM {table} h.order_line_id = l.id)
                 <> CASE WHEN l.delivery = 'delivered' THEN {many} ELSE 0 END"
            );
            let wrong = self.till.db_rows(&wrong);
            assert!(wrong.is_empty(), "{kind}: {wrong:?}");
        }
    }

    /// Money in less money back is the same here and at Stripe.
    fn books_agree(&self) {
        let here_in = self.sum("SELECT CAST(coalesce(sum(minor), 0) AS TEXT), '' FROM payments");
        let here_back = self.sum("SELECT CAST(coalesce(sum(minor), 0) AS TEXT), '' FROM refunds WHERE state = 'done'");
        let intents = self.till.stripe.all("intent");
        let there = |key: &str| intents.iter().map(|intent| intent[key].as_i64().unwrap()).sum::<i64>();
        assert_eq!(here_in, there("amount"), "money in");
        assert_eq!(here_back, there("refunded"), "money back");
        let left = self.till.db_rows("SELECT id, state FROM refunds WHERE state <> 'done'");
        assert!(left.is_empty(), "refunds not sent: {left:?}");
        let over = self.till.db_rows(
            "SELECT p.id, CAST(p.minor AS TEXT) FROM payments p
             WHERE p.minor < (SELECT coalesce(sum(r.minor), 0) FROM refunds r WHERE r.payment_id = p.id)",
        );
        assert!(over.is_empty(), "more went back than came: {over:?}");
    }
}

/// How often what happened in the storm.
async fn trade(seed: u64) -> [i64; 8] {
    let mut trade = Trade::open(seed).await;
    for _ in 0..STEPS {
        trade.step().await;
    }
    trade.calm().await;
    trade.is_settled().await;
    let orders: Vec<OrderId> = trade.orders.clone();
    for order in orders {
        let found = trade.till.club.read(move |conn| orders::by_id(conn, &order)).await.unwrap();
        assert!(found.is_some_and(|order| !order.is_awaiting()));
    }
    let count = |query: &str| trade.till.count(query);
    [
        count("payments"),
        count("refunds"),
        count("order_lines WHERE delivery = 'gone'"),
        count("order_lines WHERE delivery = 'revoked'"),
        count("orders WHERE state = 'ended'"),
        count("payment_attempts WHERE n > 1"),
        trade.deaths,
        count("orders WHERE origin = 'renewal'"),
    ]
}

#[actix_web::test]
async fn random_trade_keeps_its_books() {
    let mut seen = [0; 8];
    for seed in 1..=5 {
        for (sum, more) in seen.iter_mut().zip(trade(seed).await) {
            *sum += more;
        }
    }
    println!("payments, refunds, gone, revoked, ended, second attempts, deaths, renewals: {seen:?}");
    // A storm in which nothing went wrong would prove nothing.
    assert!(
        seen[0] > 60 && seen[1] > 20 && seen[2] > 0 && seen[3] > 20 && seen[4] > 15 && seen[6] > 20 && seen[7] > 2,
        "{seen:?}"
    );
}
