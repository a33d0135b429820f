//! Orders while pages are read, each from the cart to the page that says thank you, and the gate's verdicts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use stagedoor::base::{Currency, Fault, Moment};
use stagedoor::catalog::KINDS;
use stagedoor::club::Club;
use stagedoor::journal::Actor;
use stagedoor::orders::{self, Buyer, NewOrder, Takings, Terms, Wanted};
use stagedoor::plumbing::db::{Conn, Tx};
use stagedoor::tickets::{self, EventId, KIND, NewEvent, NewPass, NewType, TicketType, code};
use tokio::task::JoinSet;

use super::Table;
use super::browser::Browser;
use super::house::House;
use super::load::{self, Request, Visitor};

/// Members who buy, each with a session.
const BUYERS: usize = 2_000;
/// Nobody may begin more payments than that an hour.
const MOST_EACH: usize = 30;
/// Of them at the same moment.
const AT_ONCE: usize = 32;
const TIME: Duration = Duration::from_secs(30);
const SLUG: &str = "bench";

/// Tickets a gate takes along.
const TICKETS: i64 = 20_000;
/// Verdicts with a network, and as many without.
const SCANS: usize = 50;

/// A concert that never sells out.
async fn concert(club: &Club) -> (EventId, TicketType) {
    let make = |tx: &mut Tx| {
        let now = Moment::now();
        let year = now.utc_date().year() + 1;
        let new = NewEvent {
            title: "The bench, live".into(),
            summary: String::new(),
            venue: "Knust".into(),
            address: String::new(),
            zone: "Europe/Berlin".into(),
            doors: format!("{year}-12-12T19:00"),
            starts: format!("{year}-12-12T20:00"),
            places: None,
        };
        let starts = new.starts_at().map_err(|_| Fault::broken("no such time"))?;
        let floor = NewType {
            name: "Floor".into(),
            about: String::new(),
            condition: "everyone".into(),
            most: None,
            asks_names: false,
            question: String::new(),
            open: true,
            places: None,
            price: 4_400,
            windows: Vec::new(),
        };
        let event = tickets::create(tx, &new, SLUG, starts, now)?;
        tickets::add_type(tx, &event.id, &floor, Currency::EUR, now)?;
        tickets::publish(tx, &event, true, Actor::Operator, now)?;
        let kind = tickets::types_of(tx, &event.id)?.pop().ok_or_else(|| Fault::broken("no type"))?;
        Ok::<_, Fault>((event.id, kind))
    };
    club.write(make).await.expect("a concert")
}

pub async fn orders(table: &mut Table) {
    let house = House::with_demo(BUYERS * 2);
    let club = house.club();
    let (_, kind) = concert(&club).await;
    let sessions = house.sign_in(BUYERS).await;
    let readers = sessions[..200].to_vec();
    let buyers: Vec<(String, String)> =
        sessions.into_iter().map(|session| (club.key().sign("form", &session), session)).collect();
    let shop = Arc::new(Shop {
        kind: kind.id.to_string(),
        origin: club.config().base_url.trim_end_matches('/').to_owned(),
        buyers,
    });
    let synced = house.synced_write();
    let server = house.serve();
    load::once(&Request::to(&server, "/")).await;
    let (used, began) = (server.processor_seconds(), Instant::now());
    let mut queues = JoinSet::new();
    for first in 0..AT_ONCE {
        let (shop, address, host) = (Arc::clone(&shop), server.address, server.host.clone());
        queues.spawn(async move {
            let mut waits = Vec::new();
            let turn = (first..shop.buyers.len()).step_by(AT_ONCE);
            for nth in turn.clone().cycle().take(turn.len() * MOST_EACH) {
                if began.elapsed() >= TIME {
                    break;
                }
                let asked = Instant::now();
                let mut visitor = Visitor::come(address, &host, &shop.buyers[nth].1).await;
                shop.sell(&mut visitor, nth).await;
                waits.push(asked.elapsed());
            }
            waits
        });
    }
    let pages = load::calmly(&Request::by(&server, "/", &readers), || began.elapsed() >= TIME).await;
    let waits = queues.join_all().await.concat();
    let took = began.elapsed();
    let used = (server.processor_seconds() - used) / took.as_secs_f64();
    let sold = load::speed(waits, took);
    let milliseconds = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1e3);
    table.row(
        "orders, from the cart to the ticket, every commit durable",
        format!("{:.0}/s", sold.per_second),
        "50/s",
        sold.per_second >= 50.0,
    );
    table.row("one order, p99", milliseconds(sold.p99), "3 s", sold.p99 < Duration::from_secs(3));
    table.row("page reads meanwhile, p99", milliseconds(pages.p99), "200 ms", pages.p99 < Duration::from_millis(200));
    table.row("what bounds it", bound(used, synced), "", true);
}

/// The program shares its processors with the one that buys, so it is full before all of them are its own.
fn bound(used: f64, synced: Duration) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let by = if used > cores as f64 * 0.5 { "the processors" } else { "the one writer, who waits for the disk" };
    format!(
        "{by}: {used:.1} of {cores} cores used by the program, a synced write takes {:.1} ms",
        synced.as_secs_f64() * 1e3
    )
}

struct Shop {
    kind: String,
    origin: String,
    /// Proof for forms, and session.
    buyers: Vec<(String, String)>,
}

impl Shop {
    /// Into the cart, to the checkout, paid with test money, and back.
    async fn sell(&self, visitor: &mut Visitor, nth: usize) {
        let csrf = self.buyers[nth].0.as_str();
        let fields = [("csrf", csrf), ("type", &self.kind), ("quantity", "1")];
        let put = visitor.post(&format!("/events/{SLUG}/cart"), &self.origin, &fields).await;
        assert_eq!((put.status, put.location.as_str()), (303, "/cart"));
        let checkout = visitor.post("/checkout", &self.origin, &[("csrf", csrf)]).await;
        assert!(checkout.location.contains("/sandbox/checkout/"), "{} {}", checkout.status, checkout.location);
        let page = path_of(&checkout.location);
        let paid = visitor.post(&format!("{page}/payments"), &self.origin, &[("card", "good")]).await;
        assert_eq!(paid.status, 303);
        let thanks = visitor.get(path_of(&paid.location)).await;
        assert_eq!(thanks.status, 200);
        // Themes write the slashes of a value in another way.
        let body = String::from_utf8_lossy(&thanks.body).replace("&#x2f;", "/");
        assert!(body.contains("/tickets/"), "paid, and no ticket");
    }
}

/// The path of an address of ours.
fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

pub async fn door(table: &mut Table) {
    let house = House::with_demo(200);
    let club = house.club();
    let (event, kind) = concert(&club).await;
    let codes = sell_out(&club, &event, &kind).await;
    let invitation = club
        .write(move |tx| {
            let new = NewPass { event: event.clone(), gate: "Door A".into(), search: false };
            Ok::<_, Fault>(tickets::make_pass(tx, &new, Actor::Operator, Moment::now())?.1.reveal().to_owned())
        })
        .await
        .expect("a pass");
    let server = house.serve();
    let browser = Browser::open().await;
    let origin = club.config().base_url.trim_end_matches('/').to_owned();
    browser.visits(&format!("{origin}/door/pair/{invitation}")).await;
    browser.presses("main form button").await;
    browser.waits_until("return document.body.dataset.online === 'yes'").await;
    verdicts(table, &browser, &codes[..SCANS], "verdict at the gate, 20,000 tickets taken along, p99").await;
    drop(server);
    verdicts(table, &browser, &codes[SCANS..2 * SCANS], "the same without a network, p99").await;
    browser.closes().await;
}

async fn verdicts(table: &mut Table, browser: &Browser, codes: &[String], what: &str) {
    let mut waits = Vec::new();
    for code in codes {
        browser
            .runs(&format!(
                "delete document.body.dataset.took; document.getElementById('next').click();
                 document.getElementById('code').value = '{code}'; document.querySelector('#type button').click()"
            ))
            .await;
        browser.waits_until("return document.body.dataset.took !== undefined").await;
        let took = browser.runs("return Number(document.body.dataset.took)").await;
        let word = browser.runs("return document.getElementById('word').textContent").await;
        assert_eq!(word.as_str(), Some("Come in"), "{code}");
        waits.push(Duration::from_secs_f64(took.as_f64().expect("a number") / 1e3));
    }
    let speed = load::speed(waits, Duration::from_secs(1));
    let measured = format!("{:.0} ms", speed.p99.as_secs_f64() * 1e3);
    table.row(what, measured, "300 ms", speed.p99 < Duration::from_millis(300));
}

/// Sells every ticket a gate takes along; gives the codes of some of them.
async fn sell_out(club: &Club, event: &EventId, kind: &TicketType) -> Vec<String> {
    const IN_ONE: i64 = 50;
    for batch in 0..TICKETS / IN_ONE / 20 {
        let item = kind.id.to_string();
        let sell = move |tx: &mut Tx| {
            for nth in 0..20 {
                let buyer = Buyer { member: None, email: format!("{batch}-{nth}@fans.test"), language: "en".into() };
                let wanted = Wanted {
                    kind: KIND,
                    item: item.clone(),
                    price: None,
                    quantity: IN_ONE,
                    details: "{}".into(),
                    instead: false,
                };
                buy(tx, &buyer, wanted)?;
            }
            Ok::<_, Fault>(())
        };
        club.write(sell).await.expect("tickets");
    }
    let (here, event) = (club.clone(), event.clone());
    let of = move |conn: &mut Conn| {
        let issued = tickets::of_event(conn, &event, "", TICKETS)?;
        assert_eq!(issued.len() as i64, TICKETS);
        issued
            .iter()
            .step_by(issued.len() / (2 * SCANS))
            .map(|ticket| code::of(&here, ticket).ok_or_else(|| Fault::broken("no code")))
            .collect()
    };
    club.read(of).await.expect("codes")
}

fn buy(tx: &mut Tx, buyer: &Buyer, wanted: Wanted) -> Result<(), Fault> {
    let now = Moment::now();
    let terms = Terms { livemode: false, return_to: "/".into(), hold_until: now.plus_minutes(15) };
    let placed = orders::place(tx, KINDS, buyer, &NewOrder::of(wanted), &terms, now)
        .map_err(|error| Fault::broken(error.to_string()))?;
    orders::mark_paid(tx, &placed.order, &Takings { gross: placed.order.total(), tax: 0, at: now })?;
    let Some(order) = orders::by_id(tx, &placed.order.id)? else { return Ok(()) };
    for line in orders::undelivered_lines(tx, &order.id)? {
        orders::deliver(tx, KINDS, &order, &line.id, None, now)?;
    }
    Ok(())
}
