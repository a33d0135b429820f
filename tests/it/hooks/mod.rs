//! Where machines walk in, and the pages that stand in for Stripe's.

mod mails;

use std::time::{Duration, Instant};

use reqwest::Method;
use stagedoor::base::{Currency, Moment};
use stagedoor::catalog::KINDS;
use stagedoor::memberships::{self, KIND, Membership, NewTier};
use stagedoor::orders::{Buyer, Every, NewOrder, Wanted};
use stagedoor::payments::{self, Checkout, Gateway, GatewayError, Paying, Ways};

use crate::payments::db_member;
use crate::stripe::Stripe;
use crate::support::{TestClub, Visitor};

async fn begins(club: &TestClub, name: &str) -> Checkout {
    let now = Moment::now();
    let member = db_member(club, name);
    let price = club
        .write(move |tx| {
            let new =
                NewTier { slug: "gold".into(), name: "Gold".into(), summary: String::new(), perks: String::new() };
            let tier = memberships::create_tier(tx, &new, now)?;
            memberships::set_price(tx, &tier.id, Every::Month, Currency::EUR, Some(600), now)?;
            memberships::offer(tx, Currency::EUR)
        })
        .await
        .unwrap()
        .remove(0);
    let wanted = Wanted {
        kind: KIND,
        item: price.tier.id.0.clone(),
        price: price.month.map(|month| month.id.0),
        quantity: 1,
        details: "{}".to_owned(),
        instead: false,
    };
    let buyer = Buyer { email: format!("{name}@fans.test"), member: Some(member), language: "en".to_owned() };
    let ways = Ways { paid: "/paying/{order}".into(), left: "/tiers".into(), back: "/".into() };
    payments::begin(club, KINDS, buyer, NewOrder::of(wanted), ways, now).await.unwrap()
}

async fn held(club: &TestClub, name: &str) -> Option<Membership> {
    let member = stagedoor::members::MemberId(name.to_owned());
    club.read(move |conn| memberships::living_of(conn, &member)).await.unwrap()
}

/// Waits for the workers of the serving program.
async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !done().await {
        assert!(Instant::now() < end, "{what} did not happen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn path_of(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap();
    rest[rest.find('/').unwrap()..].to_owned()
}

#[actix_web::test]
async fn test_money_is_paid_by_the_same_signed_webhook() {
    let club = TestClub::open();
    let checkout = begins(&club, "zoe").await;
    let server = club.serve();
    let zoe = club.visitor();
    let page =
        zoe.get(&path_of(&checkout.url)).await.expect(200).says("Test money.").says("Gold").says("€6.00 each month");
    let form = page.form("form");

    let declined = zoe.follow(zoe.submit(&form.clone().fill("card", "declined")).await).await;
    declined.says("The card was declined.");
    assert!(held(&club, "zoe").await.is_none());

    let paid = zoe.submit(&form.fill("card", "good")).await.expect(303);
    assert_eq!(paid.leads_to(), Some(format!("/paying/{}", checkout.order)));
    until("the membership", async || held(&club, "zoe").await.is_some()).await;
    let events = club.db_rows("SELECT kind, outcome FROM stripe_events ORDER BY kind");
    let kinds: Vec<_> = events.iter().map(|event| event[0].as_str()).collect();
    assert_eq!(kinds, ["checkout.session.completed", "invoice.paid"]);
    zoe.get(&path_of(&checkout.url)).await.expect(200).says("This was paid");
    until("the work", async || club.db_rows("SELECT id, name FROM jobs").is_empty()).await;
    server.stops();
}

#[actix_web::test]
async fn the_months_ahead_can_be_tried_out_with_test_money() {
    let club = TestClub::open();
    let checkout = begins(&club, "zoe").await;
    let server = club.serve();
    let zoe = club.visitor();
    let form = zoe.get(&path_of(&checkout.url)).await.form("form");
    zoe.submit(&form.fill("card", "good")).await.expect(303);
    until("the membership", async || held(&club, "zoe").await.is_some()).await;
    let first_end = held(&club, "zoe").await.unwrap().period_end.unwrap();

    let member = stagedoor::members::MemberId("zoe".to_owned());
    let portal = payments::portal_url(&club, &member, KIND, "/account", Moment::now()).await.unwrap();
    let step = async |zoe: &Visitor, step: &str| {
        let form = zoe.get(&path_of(&portal)).await.expect(200).form("form");
        zoe.submit(&form.fill("step", step)).await.expect(303);
    };
    step(&zoe, "renew").await;
    until("the renewal", async || held(&club, "zoe").await.unwrap().period_end > Some(first_end)).await;
    step(&zoe, "decline").await;
    until("the grace", async || held(&club, "zoe").await.unwrap().state == "grace").await;
    step(&zoe, "renew").await;
    until("the end of the grace", async || held(&club, "zoe").await.unwrap().state == "active").await;
    step(&zoe, "leave").await;
    until("the cancelling", async || held(&club, "zoe").await.unwrap().cancel_at_period_end).await;
    step(&zoe, "stay").await;
    until("the taking back", async || !held(&club, "zoe").await.unwrap().cancel_at_period_end).await;
    step(&zoe, "leave").await;
    step(&zoe, "renew").await;
    until("the end", async || held(&club, "zoe").await.is_none()).await;
    zoe.get(&path_of(&portal)).await.expect(200).says("This has ended.");
    until("the work", async || club.db_rows("SELECT id, name FROM jobs").is_empty()).await;
    server.stops();
}

#[actix_web::test]
async fn a_webhook_needs_this_clubs_signature() {
    let now = Moment::now();
    let stripe = Stripe::open(now);
    let club = TestClub::open_with(&stripe.settings());
    let checkout = begins(&club, "zoe").await;
    let event = stripe.pay(checkout.url.rsplit('/').next().unwrap()).pop().unwrap();
    // Or the sweep would read it from the list before the webhook comes.
    stripe.hide("event");
    let server = club.serve();
    let machine = club.visitor();
    let send = async |signature: &str, body: &[u8]| {
        let request = machine.request(Method::POST, "/hooks/stripe").header("stripe-signature", signature);
        machine.send("/hooks/stripe", request.body(body.to_vec())).await.status
    };
    let (signature, body) = stripe.webhook(&event, now);
    assert_eq!(send("", &body).await, 400);
    assert_eq!(send(&signature, b"{}").await, 400);
    let (stale, _) = stripe.webhook(&event, now.plus_hours(-1));
    assert_eq!(send(&stale, &body).await, 400);
    assert_eq!(club.db_rows("SELECT id, kind FROM stripe_events"), Vec::<Vec<String>>::new());
    assert_eq!(send(&signature, &body).await, 200);
    assert_eq!(send(&signature, &body).await, 200);
    until("the membership", async || held(&club, "zoe").await.is_some()).await;
    machine.get("/sandbox/checkout/cs_1").await.expect(404);
    until("the work", async || club.db_rows("SELECT id, name FROM jobs").is_empty()).await;
    server.stops();
}

#[actix_web::test]
async fn a_power_cut_after_the_webhook_was_answered_loses_nothing() {
    let now = Moment::now();
    let stripe = Stripe::open(now);
    let club = TestClub::open_with(&stripe.settings());
    let checkout = begins(&club, "zoe").await;
    let event = stripe.pay(checkout.url.rsplit('/').next().unwrap()).pop().unwrap();
    // Or the sweep would read it from the list before the webhook comes.
    stripe.hide("event");
    let server = club.serve();
    let machine = club.visitor();
    let (signature, body) = stripe.webhook(&event, now);
    let request = machine.request(Method::POST, "/hooks/stripe").header("stripe-signature", signature);
    machine.send("/hooks/stripe", request.body(body)).await.expect(200);
    server.dies();
    assert!(club.db_rows("SELECT id, kind FROM stripe_events").len() == 1, "answered, therefore kept");
    // What the dead program had in hand waits for its lease to run out; the fan who comes back does not.
    let standing = payments::settle_by_return(&club, KINDS, &checkout.order, Moment::now()).await.unwrap();
    assert_eq!(standing, Some(Paying::Paid));
    assert!(held(&club, "zoe").await.is_some());
    club.leaves_work("payments.handle_event");
}

#[actix_web::test]
async fn a_club_that_took_real_money_cannot_go_back_to_test_money() {
    let club = TestClub::open();
    assert!(matches!(Gateway::of(&club).await, Ok(Gateway::Sandbox(_))));
    club.write(|tx| stagedoor::club::set_fact(tx, "stripe_account", "acct_live", Moment(0))).await.unwrap();
    assert!(matches!(Gateway::of(&club).await, Err(GatewayError::Misconfigured(_))));
}
