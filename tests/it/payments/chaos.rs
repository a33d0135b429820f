//! Webhooks: lost, doubled, late, out of order, forged, another club's.

use serde_json::Value;
use stagedoor::payments::{self, Accepted};
use stagedoor::plumbing::stripe::SignatureError;

use super::{Till, db_member, session_of};

/// One payment through `tell`, which gets what happened at Stripe; whatever it does with it, the end is the same.
async fn check(tell: impl AsyncFn(&Till, Vec<Value>)) {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    let events = till.stripe.pay(session_of(&checkout));
    assert_eq!(events.len(), 3, "{events:#?}");
    tell(&till, events).await;
    assert!(till.opens(&zoe, &till.gold).await);
    assert_eq!(till.count("payments"), 1);
    assert_eq!(till.count("memberships"), 1);
    assert_eq!(till.count("orders"), 1);
    assert_eq!(till.count("refunds"), 0);
    assert_eq!(till.count("jobs"), 0);
    till.adds_up().await;
}

#[actix_web::test]
async fn in_order() {
    check(async |till, events| till.hear_all(&events).await).await;
}

#[actix_web::test]
async fn out_of_order() {
    check(async |till, events| {
        let backwards: Vec<Value> = events.into_iter().rev().collect();
        till.hear_all(&backwards).await;
    })
    .await;
}

#[actix_web::test]
async fn doubled() {
    check(async |till, events| {
        till.hear_all(&events).await;
        for event in &events {
            assert_eq!(till.hears(event).await, Accepted::Known);
        }
    })
    .await;
}

#[actix_web::test]
async fn any_single_one_is_enough() {
    for one in 0..3 {
        check(async |till, events| till.hear_all(&events[one..=one]).await).await;
    }
}

#[actix_web::test]
async fn all_lost_and_found_by_the_sweep() {
    check(async |till, _| till.sweeps().await).await;
}

#[actix_web::test]
async fn late_after_everything_was_settled() {
    check(async |till, events| {
        till.sweeps().await;
        till.later(till.now().plus_days(3));
        for event in &events {
            assert_eq!(till.hears(event).await, Accepted::Known, "the sweep read it from the list");
        }
    })
    .await;
}

#[actix_web::test]
async fn at_once_with_the_return_page_and_the_sweep() {
    check(async |till, events| {
        let order =
            stagedoor::orders::OrderId(events[2]["data"]["object"]["client_reference_id"].as_str().unwrap().to_owned());
        futures_util::join!(
            till.returns(&order),
            till.sweeps(),
            till.hears(&events[1]),
            till.returns(&order),
            till.hears(&events[2])
        );
        till.sweeps().await;
    })
    .await;
}

#[actix_web::test]
async fn forged_ones_change_nothing() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    let mut event = till.stripe.pay(session_of(&checkout)).pop().unwrap();
    let (signature, body) = till.stripe.webhook(&event, till.now());
    let hear = async |signature: &str, body: &[u8], seconds: i64| {
        payments::accept(&till.club, signature, body, till.now().plus_seconds(seconds)).await.unwrap()
    };
    event["type"] = "checkout.session.expired".into();
    let other_body = event.to_string();
    assert_eq!(hear(&signature, other_body.as_bytes(), 0).await, Accepted::Unsigned(SignatureError::Forged));
    assert_eq!(hear(&signature, &body, 301).await, Accepted::Unsigned(SignatureError::Stale));
    assert_eq!(hear("", &body, 0).await, Accepted::Unsigned(SignatureError::Unreadable));
    let theirs = Till::open().await;
    let another_clubs =
        stagedoor::plumbing::stripe::sign(&body, &stagedoor::sandbox::webhook_secret(&theirs.club), till.now().unix());
    assert_eq!(hear(&another_clubs, &body, 0).await, Accepted::Unsigned(SignatureError::Forged));
    assert_eq!(till.count("stripe_events"), 0);
    assert!(!till.opens(&zoe, &till.gold).await);
}

#[actix_web::test]
async fn another_clubs_order_is_not_ours() {
    let (ours, theirs) = (Till::open().await, Till::open().await);
    let zoe = db_member(&theirs, "zoe");
    let checkout = theirs.begins(&zoe, &theirs.gold).await.unwrap();
    // Two clubs on one Stripe account: each hears of everything.
    for event in
        theirs.stripe.pay(session_of(&checkout)).iter().filter(|event| event["type"] == "checkout.session.completed")
    {
        assert_eq!(ours.hears(event).await, Accepted::Kept);
    }
    assert_eq!(ours.db_rows("SELECT outcome, kind FROM stripe_events")[0][0], "not ours");
    assert_eq!(ours.count("orders"), 0);
    assert_eq!(ours.count("payments"), 0);
    theirs.sweeps().await;
    assert!(theirs.opens(&zoe, &theirs.gold).await);
}

#[actix_web::test]
async fn an_event_of_the_other_mode_is_left_alone() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    let mut event = till.stripe.pay(session_of(&checkout)).pop().unwrap();
    event["livemode"] = true.into();
    till.hears(&event).await;
    assert_eq!(till.db_rows("SELECT outcome, kind FROM stripe_events")[0][0], "other mode");
    assert!(!till.opens(&zoe, &till.gold).await);
}
