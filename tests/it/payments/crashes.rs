//! A crash between any two steps of paying loses no paid fan and charges nobody twice.

use stagedoor::payments::{BeginError, Paying};

use super::{Till, db_member, session_of};
use crate::stripe::Mood;

#[actix_web::test]
async fn the_answer_to_the_checkout_is_lost() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.stripe.next("/checkout/sessions", Mood::LosesAnswer);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    // The fan had the page open in spite of us, and pays.
    let session = till.stripe.only("session")["id"].as_str().unwrap().to_owned();
    till.stripe.pay(&session);

    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    let asked = till.stripe.calls_to("POST", "/checkout/sessions");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0], asked[1], "repeated byte for byte under its key");
    assert_eq!(till.stripe.all("session").len(), 1);
    till.adds_up().await;
}

#[actix_web::test]
async fn stripe_hangs_and_nobody_takes_it_for_a_failure() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let (zoe, max) = (db_member(&till, "zoe"), db_member(&till, "max"));
    till.stripe.next("POST /checkout/sessions", Mood::Hangs);
    let begun = std::time::Instant::now();
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    let waited = begun.elapsed().as_secs();
    assert!((5..60).contains(&waited), "a patience with an end: {waited} s");
    assert_eq!(till.db_rows("SELECT state, id FROM payment_attempts")[0][0], "asking", "nobody knows");
    assert_eq!(till.taken(&till.gold).await, 1, "the place is kept for as long as somebody could be paying");
    assert!(till.begins(&max, &till.gold).await.is_err());

    // The same request under the same key finds what was made, and the money given back meets the same.
    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    let session = till.stripe.only("session")["id"].as_str().unwrap().to_owned();
    till.hear_all(&till.stripe.pay(&session)).await;
    assert!(till.opens(&zoe, &till.gold).await);
    let order = stagedoor::orders::OrderId(till.db_rows("SELECT id, state FROM orders")[0][0].clone());
    till.stripe.next("POST /refunds", Mood::Hangs);
    let whole = stagedoor::payments::GivingBack {
        share: stagedoor::payments::Share::Whole,
        goods: stagedoor::payments::Goods::Kept,
        known: 0,
    };
    till.gives_back(&order, whole).await.unwrap();
    assert_eq!(till.db_rows("SELECT state, id FROM refunds")[0][0], "asking", "asked for, and no answer");
    till.later(till.now().plus_hours(1));
    till.sweeps().await;
    assert_eq!(till.stripe.only("refund")["amount"], 600);
    assert_eq!(till.db_rows("SELECT state, id FROM refunds")[0][0], "done");
    till.adds_up().await;
}

#[actix_web::test]
async fn pressing_again_after_a_lost_answer_goes_on_with_the_same_order() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.stripe.next("/checkout/sessions", Mood::LosesAnswer);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    assert_eq!(till.stripe.all("session").len(), 1);
    assert_eq!(till.count("orders"), 1);
    till.stripe.pay(session_of(&checkout));
    assert_eq!(till.returns(&checkout.order).await, Paying::Paid);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_saved_500_and_no_session() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let zoe = db_member(&till, "zoe");
    till.stripe.next("/checkout/sessions", Mood::Saves500);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    assert_eq!(till.taken(&till.gold).await, 1, "nobody knows yet, so the place is kept");

    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    till.sweeps().await;
    assert_eq!(till.taken(&till.gold).await, 0, "there is no session, so nobody can pay");
    assert_eq!(till.db_rows("SELECT state, id FROM payment_attempts")[0][0], "expired");

    till.joins(&zoe, &till.gold).await;
    till.adds_up().await;
}

#[actix_web::test]
async fn a_saved_500_that_made_a_session_all_the_same() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.stripe.next("/checkout/sessions", Mood::DoesAndSaves500);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    let session = till.stripe.only("session")["id"].as_str().unwrap().to_owned();
    till.stripe.pay(&session);

    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    assert_eq!(till.stripe.all("session").len(), 1);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_session_that_shows_only_after_it_was_given_up() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.stripe.next("/checkout/sessions", Mood::DoesAndSaves500);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    till.stripe.hide("session");
    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    till.sweeps().await;
    assert_eq!(till.db_rows("SELECT state, id FROM orders")[0][0], "ended");

    // The fan pays it in spite of everything; the news finds the order.
    let session = till.stripe.only("session")["id"].as_str().unwrap().to_owned();
    till.hear_all(&till.stripe.pay(&session)).await;
    assert!(till.opens(&zoe, &till.gold).await);
    till.adds_up().await;
}

#[actix_web::test]
async fn no_answer_for_a_day() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    for _ in 0..4 {
        till.stripe.next("/checkout/sessions", Mood::TooMany);
    }
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    assert_eq!(till.db_rows("SELECT state, id FROM payment_attempts")[0][0], "asking");
    // From 23 hours on the key may be forgotten: asking again could make a second session.
    till.later(till.now().plus_hours(24));
    let asked = till.stripe.calls_to("POST", "/checkout/sessions").len();
    for _ in 0..3 {
        let _ = stagedoor::payments::sweep(&till.club, stagedoor::catalog::KINDS, till.now()).await;
    }
    assert_eq!(till.stripe.calls_to("POST", "/checkout/sessions").len(), asked);
    assert_eq!(till.db_rows("SELECT state, id FROM orders")[0][0], "ended");
    till.adds_up().await;
}

#[actix_web::test]
async fn the_answer_about_the_customer_is_lost() {
    for mood in [Mood::TooMany, Mood::LosesAnswer] {
        let till = Till::open().await;
        let zoe = db_member(&till, "zoe");
        till.stripe.next("/customers", mood);
        assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)), "{mood:?}");
        assert_eq!(till.count("orders"), 0, "nothing was decided");
        till.joins(&zoe, &till.gold).await;
        assert_eq!(till.stripe.all("customer").len(), 1, "{mood:?}");
    }
}

#[actix_web::test]
async fn paid_and_then_the_house_falls_before_delivering() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    till.stripe.pay(session_of(&checkout));
    till.db_rows("ALTER TABLE entitlements RENAME TO mislaid");
    assert!(
        stagedoor::payments::settle(&till.club, stagedoor::catalog::KINDS, &checkout.order, till.now()).await.is_err()
    );
    assert_eq!(till.owed().await, 1, "paid, not delivered, and said so");
    assert_eq!(till.count("payments"), 1);
    assert_eq!(till.count("memberships"), 0, "all of a line or nothing of it");
    let troubles = till.club.read(stagedoor::payments::troubles).await.unwrap();
    assert_eq!(troubles.len(), 1, "{troubles:?}");

    till.db_rows("ALTER TABLE mislaid RENAME TO entitlements");
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    assert_eq!(till.club.read(stagedoor::payments::troubles).await.unwrap(), []);
    till.adds_up().await;
}

#[actix_web::test]
async fn the_answer_to_a_refund_is_lost() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let order = till.joins(&zoe, &till.gold).await;
    let line = till.db_rows("SELECT id, order_id FROM order_lines")[0][0].clone();
    till.stripe.next("/refunds", Mood::LosesAnswer);
    let now = till.now();
    till.club
        .write_durably(move |tx| {
            let line = stagedoor::orders::OrderLineId(line.clone());
            stagedoor::payments::give_back(
                tx,
                stagedoor::catalog::KINDS,
                &order,
                &line,
                &stagedoor::journal::Actor::System,
                now,
            )
        })
        .await
        .unwrap();
    assert!(!till.opens(&zoe, &till.gold).await);
    till.work().await;
    till.later(till.now().plus_hours(1));
    till.sweeps().await;
    assert_eq!(till.stripe.only("refund")["amount"], 600);
    assert_eq!(till.db_rows("SELECT state, CAST(credit_note_number AS TEXT) FROM refunds"), [["done", "1"]]);
    assert_eq!(till.stripe.only("subscription")["status"], "canceled");
    till.adds_up().await;
}
