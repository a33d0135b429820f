//! Months later: renewals, failing cards, cancelling, changing.

use stagedoor::base::Money;
use stagedoor::catalog::KINDS;
use stagedoor::memberships::KIND;
use stagedoor::orders::Every;
use stagedoor::payments::{self, ManageError, Paying};

use super::{EUR, Till, db_member, session_of};
use crate::stripe::Mood;

fn subscription(till: &Till) -> String {
    till.stripe.only("subscription")["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_renewal_is_an_order() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    let began = till.now();
    till.later(began.plus_months(1));
    till.hear_all(&till.stripe.next_period(&subscription(&till), true)).await;
    assert_eq!(till.holds(&zoe).await.unwrap().period_end, Some(began.plus_months(2)));
    let orders = till.db_rows("SELECT origin, state, CAST(receipt_number AS TEXT) FROM orders ORDER BY number");
    assert_eq!(orders, [["checkout", "paid", "1"], ["renewal", "paid", "2"]]);
    assert_eq!(till.revenue().await, [(Money::new(1_200, EUR), Money::zero(EUR))]);
    // The news of it again, from the list.
    till.sweeps().await;
    assert_eq!(till.count("orders"), 2);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_lost_renewal_expels_nobody() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    let began = till.now();
    till.later(began.plus_months(1));
    till.stripe.next_period(&subscription(&till), true);
    till.later(began.plus_months(1).plus_days(20));
    assert!(till.opens(&zoe, &till.gold).await, "nobody is expelled on silence");
    // The events are older than the list reaches: only reading the agreement again can tell.
    till.db_rows(&format!(
        "INSERT INTO club_facts (name, value, updated_at) VALUES ('stripe_events_read_until', '{}', 0) RETURNING name, value",
        till.now().unix()
    ));
    till.sweeps().await;
    assert_eq!(till.holds(&zoe).await.unwrap().period_end, Some(began.plus_months(2)));
    assert_eq!(till.count("orders"), 2);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_declined_card_gives_grace_and_then_ends() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    let began = till.now();
    till.later(began.plus_months(1));
    till.hear_all(&till.stripe.next_period(&subscription(&till), false)).await;
    let held = till.holds(&zoe).await.unwrap();
    assert_eq!((held.state.as_str(), held.grace_until), ("grace", Some(began.plus_months(1).plus_days(7))));
    assert!(till.opens(&zoe, &till.gold).await, "benefits hold during grace");
    let letter = till.mailbox.letter_to("zoe@fans.test");
    assert_eq!(letter.subject, "Your card was declined · Nova Lune");

    till.later(began.plus_months(1).plus_days(6));
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    till.later(began.plus_months(1).plus_days(7).plus_hours(2));
    till.sweeps().await;
    assert!(!till.opens(&zoe, &till.gold).await);
    assert_eq!(till.holds(&zoe).await, None);
    assert_eq!(till.db_rows("SELECT end_reason, state FROM memberships"), [["payment_failed", "ended"]]);
    assert_eq!(till.db_rows("SELECT tier, member_id FROM standings")[0][0], "");
    assert_eq!(till.stripe.only("subscription")["status"], "canceled", "nobody is charged for what has ended");
    assert_eq!(till.mailbox.letters().len(), 0, "told once");
    till.adds_up().await;
}

#[actix_web::test]
async fn a_new_card_within_grace_goes_on() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    let began = till.now();
    till.later(began.plus_months(1));
    till.hear_all(&till.stripe.next_period(&subscription(&till), false)).await;
    till.later(till.now().plus_days(3));
    till.hear_all(&till.stripe.pay_open_invoice(&subscription(&till))).await;
    let held = till.holds(&zoe).await.unwrap();
    assert_eq!((held.state.as_str(), held.grace_until, held.period_end), ("active", None, Some(began.plus_months(2))));
    till.later(began.plus_months(1).plus_days(10));
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    till.adds_up().await;
}

#[actix_web::test]
async fn cancelling_keeps_what_was_paid_for() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    let began = till.now();
    payments::cancel(&till.club, KINDS, &zoe, KIND, till.now()).await.unwrap();
    assert!(till.holds(&zoe).await.unwrap().cancel_at_period_end);
    payments::resume(&till.club, KINDS, &zoe, KIND, till.now()).await.unwrap();
    assert!(!till.holds(&zoe).await.unwrap().cancel_at_period_end);
    payments::cancel(&till.club, KINDS, &zoe, KIND, till.now()).await.unwrap();

    till.later(began.plus_days(20));
    till.sweeps().await;
    assert!(till.opens(&zoe, &till.gold).await);
    till.later(began.plus_months(1).plus_hours(1));
    till.stripe.next_period(&subscription(&till), true);
    till.sweeps().await;
    assert!(!till.opens(&zoe, &till.gold).await);
    assert_eq!(till.db_rows("SELECT end_reason, state FROM memberships"), [["cancelled", "ended"]]);
    assert_eq!(till.count("orders"), 1);
    till.adds_up().await;
}

#[actix_web::test]
async fn cancelled_at_the_provider_is_cancelled_here() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    let portal = payments::portal_url(&till.club, &zoe, KIND, "/account", till.now()).await.unwrap();
    assert!(portal.starts_with("https://billing.stripe.test/"), "{portal}");
    assert_eq!(till.stripe.only("portal")["return_url"], till.club.url("/account"));
    till.hear_all(&till.stripe.leaves_in_portal(&subscription(&till))).await;
    assert!(till.holds(&zoe).await.unwrap().cancel_at_period_end);
}

#[actix_web::test]
async fn another_tier_replaces_the_first() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.silver).await;
    let order = till.changes(&zoe, &till.gold).await.unwrap();
    assert_eq!(till.returns(&order).await, Paying::Paid);
    assert!(till.opens(&zoe, &till.gold).await);
    assert!(!till.opens(&zoe, &till.silver).await);
    assert_eq!(till.db_rows("SELECT tier, member_id FROM standings")[0][0], "gold");
    assert_eq!(till.stripe.all("subscription").len(), 1, "never a second subscription");
    assert_eq!(till.count("memberships"), 1);
    assert_eq!(till.revenue().await, [(Money::new(600, EUR), Money::zero(EUR))], "silver, then the difference");
    // Everything Stripe tells about it changes nothing more.
    till.sweeps().await;
    assert_eq!(till.count("payments"), 2);
    till.adds_up().await;

    // The next renewal is gold's.
    let began = till.now();
    till.later(began.plus_months(1));
    till.hear_all(&till.stripe.next_period(&subscription(&till), true)).await;
    assert_eq!(till.db_rows("SELECT name, kind FROM order_lines ORDER BY id DESC")[0][0], "GOLD");
    till.adds_up().await;
}

#[actix_web::test]
async fn a_change_costs_what_was_shown_before() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.silver).await;
    till.later(till.now().plus_days(10));
    let shown = till.cost_of_change(&zoe, &till.gold).await;
    let asked = till.now();
    till.later(asked.plus_minutes(20));
    till.changes_as_of(&zoe, &till.gold, asked).await.unwrap();
    let revenue = till.revenue().await;
    let difference = till.monthly(&till.gold).await.minor - till.monthly(&till.silver).await.minor;
    assert!(shown.minor > 0 && shown.minor < difference, "{shown:?} of {difference}");
    assert_eq!(revenue[0].0.minor, till.monthly(&till.silver).await.minor + shown.minor);
    // The way back gives credit, and takes nothing today.
    assert_eq!(till.cost_of_change(&zoe, &till.silver).await.minor, 0);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_change_that_cannot_be_collected_changes_nothing() {
    let till = Till::open().await;
    till.places(&till.gold, 5).await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.silver).await;
    till.stripe.next_change(Mood::Declines);
    let outcome = till.changes(&zoe, &till.gold).await;
    assert!(matches!(outcome, Err(ManageError::Declined(_))), "{outcome:?}");
    assert!(till.opens(&zoe, &till.silver).await);
    assert!(!till.opens(&zoe, &till.gold).await);
    assert_eq!(till.taken(&till.gold).await, 0);
    till.adds_up().await;
}

#[actix_web::test]
async fn the_answer_to_a_change_is_lost() {
    for mood in [Mood::LosesAnswer, Mood::DoesAndSaves500, Mood::Saves500, Mood::TooMany] {
        let till = Till::open().await;
        let zoe = db_member(&till, "zoe");
        till.joins(&zoe, &till.silver).await;
        till.stripe.next_change(mood);
        assert!(matches!(till.changes(&zoe, &till.gold).await, Err(ManageError::Silent)), "{mood:?}");
        for _ in 0..3 {
            till.later(till.now().plus_minutes(2));
            till.sweeps().await;
        }
        let happened = mood != Mood::Saves500;
        assert_eq!(till.opens(&zoe, &till.gold).await, happened, "{mood:?}");
        assert_eq!(till.opens(&zoe, &till.silver).await, !happened, "{mood:?}");
        assert_eq!(till.count("payments"), if happened { 2 } else { 1 }, "{mood:?}");
        till.adds_up().await;
    }
}

#[actix_web::test]
async fn a_year_is_a_year() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins_in(&zoe, &till.gold, Every::Year, EUR).await.unwrap();
    till.stripe.pay(session_of(&checkout));
    assert_eq!(till.returns(&checkout.order).await, Paying::Paid);
    assert_eq!(till.holds(&zoe).await.unwrap().period_end, Some(till.now().plus_months(12)));
}

#[actix_web::test]
async fn a_later_period_that_is_heard_of_first_is_an_order_of_its_own() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    till.stripe.pay(session_of(&checkout));
    let subscription = till.stripe.only("subscription")["id"].as_str().unwrap().to_owned();
    till.later(till.now().plus_days(20));
    let events = till.stripe.next_period(&subscription, true);
    till.hears(&events[0]).await;
    assert_eq!((till.count("payments"), till.count("orders WHERE origin = 'renewal'")), (2, 1));
    assert!(till.opens(&zoe, &till.gold).await);
    till.sweeps().await;
    assert_eq!(till.count("payments"), 2);
    till.adds_up().await;
}
