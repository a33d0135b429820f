//! Places: never sold twice, held while somebody pays, given back only when nobody can pay any more.

use stagedoor::base::Money;
use stagedoor::orders::Every;
use stagedoor::orders::PlaceOrderError;
use stagedoor::payments::{BeginError, Paying};

use super::{EUR, Till, db_member, session_of};
use crate::stripe::Mood;

#[actix_web::test]
async fn the_last_place_goes_to_one() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let (zoe, max) = (db_member(&till, "zoe"), db_member(&till, "max"));
    let (one, other) = futures_util::join!(till.begins(&zoe, &till.gold), till.begins(&max, &till.gold));
    let sold_out =
        |outcome: &Result<_, BeginError>| matches!(outcome, Err(BeginError::NotPlaced(PlaceOrderError::SoldOut(_))));
    assert_eq!([&one, &other].into_iter().filter(|outcome| sold_out(outcome)).count(), 1);
    assert_eq!(till.count("orders"), 1, "a sold-out order leaves no trace");
    till.adds_up().await;
}

#[actix_web::test]
async fn a_hold_ends_after_its_session_ended() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let (zoe, max) = (db_member(&till, "zoe"), db_member(&till, "max"));
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    till.later(till.now().plus_minutes(14));
    till.sweeps().await;
    assert!(matches!(till.begins(&max, &till.gold).await, Err(BeginError::NotPlaced(PlaceOrderError::SoldOut(_)))));

    // Stripe does not answer: the hold stays, whatever our clock says.
    till.later(till.now().plus_minutes(2));
    till.stripe.next(&format!("/checkout/sessions/{}/expire", session_of(&checkout)), Mood::TooMany);
    till.sweeps().await;
    assert!(matches!(till.begins(&max, &till.gold).await, Err(BeginError::NotPlaced(PlaceOrderError::SoldOut(_)))));

    till.sweeps().await;
    assert_eq!(till.stripe.only("session")["status"], "expired");
    assert_eq!(till.returns(&checkout.order).await, Paying::Ended);
    till.joins(&max, &till.gold).await;
    till.adds_up().await;
}

#[actix_web::test]
async fn paid_in_the_last_second_is_paid() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    till.stripe.pay(session_of(&checkout));
    till.later(till.now().plus_minutes(20));
    // Ending the session is refused because it is complete; so it is settled.
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    till.adds_up().await;
}

/// An order given up although its session lives: the only way a hold is lost before the money comes.
async fn lost_hold(till: &Till, member: &stagedoor::members::MemberId) -> String {
    till.stripe.next("/checkout/sessions", Mood::DoesAndSaves500);
    assert!(matches!(till.begins(member, &till.gold).await, Err(BeginError::Silent)));
    let session = till.stripe.only("session")["id"].as_str().unwrap().to_owned();
    till.stripe.hide("session");
    till.later(till.now().plus_minutes(2));
    till.sweeps().await;
    till.sweeps().await;
    assert_eq!(till.taken(&till.gold).await, 0);
    session
}

#[actix_web::test]
async fn a_late_payment_takes_a_free_place_again() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let zoe = db_member(&till, "zoe");
    let session = lost_hold(&till, &zoe).await;
    till.hear_all(&till.stripe.pay(&session)).await;
    assert!(till.opens(&zoe, &till.gold).await);
    assert_eq!(till.count("refunds"), 0);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_late_payment_goes_back_when_the_place_is_gone() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let (zoe, max) = (db_member(&till, "zoe"), db_member(&till, "max"));
    let session = lost_hold(&till, &zoe).await;
    till.joins(&max, &till.gold).await;
    till.hear_all(&till.stripe.pay(&session)).await;
    assert!(!till.opens(&zoe, &till.gold).await);
    assert!(till.opens(&max, &till.gold).await);
    let order = till.db_rows("SELECT id, email FROM orders WHERE member_id = 'zoe'")[0][0].clone();
    assert_eq!(till.returns(&stagedoor::orders::OrderId(order)).await, Paying::Refunded);
    assert_eq!(till.db_rows("SELECT state, reason FROM refunds"), [["done", "sold_out"]]);
    assert_eq!(till.stripe.only("refund")["amount"], 600);
    assert_eq!(till.revenue().await, [(Money::new(1_200, EUR), Money::new(600, EUR))]);
    let letter = till.mailbox.letter_to("zoe@fans.test");
    assert_eq!(letter.subject, "€6.00 go back to you · Nova Lune");
    assert!(letter.text.contains("after the last place was gone"), "{}", letter.text);
    till.adds_up().await;
}

#[actix_web::test]
async fn two_tabs_on_one_tier_are_one_session() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let one = till.begins(&zoe, &till.gold).await.unwrap();
    let other = till.begins(&zoe, &till.gold).await.unwrap();
    assert_eq!(one, other);
    till.stripe.pay(session_of(&one));
    // Pressed again in the tab that does not know.
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::AlreadyPaid(order)) if order == one.order));
    assert_eq!(till.returns(&one.order).await, Paying::Paid);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::NotPlaced(PlaceOrderError::NotForSale(..)))));
    till.adds_up().await;
}

#[actix_web::test]
async fn two_tabs_on_two_tiers_both_paid() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let gold = till.begins(&zoe, &till.gold).await.unwrap();
    let silver = till.begins(&zoe, &till.silver).await.unwrap();
    let mut events = till.stripe.pay(session_of(&gold));
    events.extend(till.stripe.pay(session_of(&silver)));
    till.hear_all(&events).await;
    assert!(till.opens(&zoe, &till.gold).await);
    assert!(!till.opens(&zoe, &till.silver).await);
    assert_eq!(till.returns(&silver.order).await, Paying::Refunded);
    assert_eq!(till.stripe.only("refund")["amount"], 300);
    let running: Vec<_> = till.stripe.all("subscription").into_iter().filter(|one| one["status"] == "active").collect();
    assert_eq!(running.len(), 1, "the second subscription was ended");
    assert_eq!(till.count("memberships"), 1);
    till.adds_up().await;
}

#[actix_web::test]
async fn one_order_paid_by_two_attempts() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.stripe.next("/checkout/sessions", Mood::DoesAndSaves500);
    assert!(matches!(till.begins(&zoe, &till.gold).await, Err(BeginError::Silent)));
    let first = till.stripe.only("session");
    // A second session of the same order, as another tab's attempt would have made it.
    let second = till.stripe.twin(&first);
    let mut events = till.stripe.pay(first["id"].as_str().unwrap());
    events.extend(till.stripe.pay(&second));
    till.hear_all(&events).await;
    // The first news met the saved 500 and is looked at again.
    till.later(till.now().plus_minutes(5));
    till.work().await;
    assert_eq!(till.count("payments"), 2);
    assert_eq!(till.db_rows("SELECT state, reason FROM refunds"), [["done", "paid_twice"]]);
    assert_eq!(till.count("orders"), 1);
    let running = till.stripe.all("subscription").into_iter().filter(|one| one["status"] == "active").count();
    assert_eq!(running, 1);
    assert!(till.opens(&zoe, &till.gold).await);
    till.adds_up().await;
}

#[actix_web::test]
async fn slow_money_has_no_clock() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    till.hear_all(&till.stripe.pay_slowly(session_of(&checkout))).await;
    assert_eq!(till.returns(&checkout.order).await, Paying::Processing);
    till.later(till.now().plus_days(5));
    till.sweeps().await;
    assert_eq!(till.taken(&till.gold).await, 1, "held as long as the bank takes");
    assert!(!till.opens(&zoe, &till.gold).await);
    till.hear_all(&till.stripe.slow_money(session_of(&checkout), true)).await;
    assert!(till.opens(&zoe, &till.gold).await);
    let letter = till.mailbox.letter_to("zoe@fans.test");
    assert_eq!(letter.subject, "GOLD is yours · Nova Lune");
    assert_eq!(letter.links(), [till.club.url("/posts/song")], "back to where the fan was");
    till.adds_up().await;
}

#[actix_web::test]
async fn slow_money_that_never_comes() {
    let till = Till::open().await;
    till.places(&till.gold, 1).await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    till.hear_all(&till.stripe.pay_slowly(session_of(&checkout))).await;
    till.hear_all(&till.stripe.slow_money(session_of(&checkout), false)).await;
    assert_eq!(till.returns(&checkout.order).await, Paying::Ended);
    assert_eq!(till.taken(&till.gold).await, 0);
    assert_eq!(till.stripe.only("subscription")["status"], "canceled");
    till.adds_up().await;
}

#[actix_web::test]
async fn never_oversold_under_contention() {
    let till = Till::open().await;
    till.places(&till.gold, 3).await;
    let members: Vec<_> = (0..12).map(|n| db_member(&till, &format!("fan{n}"))).collect();
    let outcomes = futures_util::future::join_all(
        members.iter().map(|member| till.begins_in(member, &till.gold, Every::Month, EUR)),
    )
    .await;
    let began: Vec<_> = outcomes.into_iter().filter_map(Result::ok).collect();
    assert_eq!(began.len(), 3);
    for checkout in &began {
        till.stripe.pay(session_of(checkout));
    }
    till.sweeps().await;
    assert_eq!(till.count("memberships"), 3);
    till.adds_up().await;
}
