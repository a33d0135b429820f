//! The nightly comparison of our books with Stripe's: what it mends, what it shows, and what is none of its business.

use serde_json::json;
use stagedoor::payments::{self, GivingBack, Goods, Outcome, Paying, Share, Strangers};

use super::carts::{MUG, order, shop};
use super::goods::THINGS;
use super::{Till, db_member, session_of};
use crate::support::program;

impl Till {
    async fn compares(&self) -> Outcome {
        let outcome = payments::reconcile(&self.club, self.kinds, self.now()).await.unwrap().unwrap();
        self.work().await;
        outcome
    }

    /// What stands open: the kind, whether an order of ours is named, and Stripe's name.
    async fn stand_open(&self) -> Vec<(String, bool, String)> {
        let open = self.club.read(payments::differences).await.unwrap();
        open.into_iter().map(|one| (one.kind, one.order_id.is_some(), one.subject)).collect()
    }
}

async fn bought(till: &Till) -> stagedoor::orders::OrderId {
    let zoe = db_member(till, "zoe");
    till.buys(&zoe, order(&[(MUG, 2)])).await
}

fn intent_of(till: &Till) -> String {
    till.stripe.only("intent")["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn books_that_agree_are_left_alone() {
    let till = shop().await;
    let order = bought(&till).await;
    let (ida, gold) = (db_member(&till, "ida"), till.gold.clone());
    till.joins(&ida, &gold).await;
    till.gives_back(&order, GivingBack { share: Share::Whole, goods: Goods::Kept, known: 0 }).await.unwrap();
    till.stripe.has_foreign_business();
    let outcome = till.compares().await;
    // Two sessions, one agreement, two payments.
    assert_eq!(outcome, Outcome { compared: 5, settled: 0, differ: 0 });
    assert!(till.stand_open().await.is_empty());
    let strangers = payments::strangers(&till.club, till.now()).await.unwrap().unwrap();
    let names = |kind: &str| -> Vec<String> {
        let ours = |one: &serde_json::Value| one["metadata"]["club"] == "nova";
        let all = till.stripe.all(kind).into_iter().rev().filter(|one| !ours(one));
        all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let foreign = Strangers {
        sessions: names("session"),
        charges: names("intent").iter().take(2).map(|id| id.replace("pi_", "ch_")).collect(),
        subscriptions: vec![names("subscription").remove(0)],
    };
    assert_eq!(strangers, foreign);
    assert_eq!((foreign.sessions.len(), foreign.charges.len()), (1, 2));
}

#[actix_web::test]
async fn what_no_event_told_is_settled() {
    let till = shop().await;
    let (zoe, ida) = (db_member(&till, "zoe"), db_member(&till, "ida"));
    till.stripe.hide("event");
    let mugs = till.orders(till.buyer(&zoe), order(&[(MUG, 2)])).await.unwrap();
    let gold = till.begins(&ida, &till.gold).await.unwrap();
    till.stripe.pay(session_of(&mugs));
    till.stripe.pay(session_of(&gold));
    let outcome = till.compares().await;
    assert_eq!((outcome.settled, outcome.differ), (2, 0));
    assert_eq!(till.returns(&mugs.order).await, Paying::Paid);
    assert!(till.opens(&ida, &till.gold).await);

    // Somebody gives money back at Stripe, another refund comes back to Stripe, and nobody tells.
    let intents = till.stripe.all("intent");
    let of_mugs = intents.iter().find(|intent| intent["amount"] == 2_900).unwrap()["id"].as_str().unwrap().to_owned();
    till.stripe.refunds_by_hand(&of_mugs, 900);
    let outcome = till.compares().await;
    assert_eq!((outcome.settled, outcome.differ, till.count("refunds")), (1, 0, 1));
    let refund = till.stripe.only("refund")["id"].as_str().unwrap().to_owned();
    till.stripe.refund_fails(&refund);
    assert_eq!(till.compares().await.settled, 1);
    let troubles = till.club.read(payments::troubles).await.unwrap();
    assert_eq!(troubles.iter().map(|trouble| trouble.about).collect::<Vec<_>>(), ["refund"]);

    // The subscription ended there.
    let subscription = till.stripe.only("subscription")["id"].as_str().unwrap().to_owned();
    till.stripe.alters("subscription", &subscription, |one| one["status"] = json!("canceled"));
    assert_eq!(till.compares().await.settled, 1);
    assert!(!till.opens(&ida, &till.gold).await);
    let last = till.compares().await;
    assert_eq!((last.settled, last.differ), (0, 0));
    till.adds_up().await;
}

#[actix_web::test]
async fn what_nothing_here_can_mend_stands_open_until_it_is_mended() {
    let till = shop().await;
    let order = bought(&till).await;
    let intent = intent_of(&till);
    let check = async |kind: &str, ours: bool, subject: &str| {
        till.compares().await;
        assert_eq!(till.stand_open().await, [(kind.to_owned(), ours, subject.to_owned())]);
    };
    till.stripe.alters("intent", &intent, |one| one["amount"] = json!(2_800));
    check("amount", true, &intent).await;
    till.stripe.alters("intent", &intent, |one| {
        one["amount"] = json!(2_900);
        one["refunded"] = json!(500);
    });
    check("refunds", true, &intent).await;
    till.stripe.alters("intent", &intent, |one| one["refunded"] = json!(0));
    till.compares().await;
    assert!(till.stand_open().await.is_empty());

    // A backup was brought back: Stripe knows more than we do.
    let mut lost = till.stripe.only("session");
    lost["client_reference_id"] = json!("an-order-that-was");
    lost["metadata"]["order"] = json!("an-order-that-was");
    let twin = till.stripe.twin(&lost);
    check("unknown-order", false, &twin).await;
    let found_at = till.club.read(payments::differences).await.unwrap()[0].found_at;
    till.later(till.now().plus_days(1));
    check("unknown-order", false, &twin).await;
    assert_eq!(till.club.read(payments::differences).await.unwrap()[0].found_at, found_at, "found once");
    till.stripe.forgets("session", &twin);

    till.stripe.forgets("intent", &intent);
    check("only-here", true, &intent).await;
    assert_eq!(till.lines(&order).await[0].delivery, "delivered", "nothing is taken from anybody for it");
    // After a week it is no longer looked for.
    till.later(till.now().plus_days(8));
    till.compares().await;
    assert!(till.stand_open().await.is_empty());
}

#[actix_web::test]
async fn agreements_are_compared_from_both_sides() {
    let till = Till { kinds: THINGS, ..Till::open().await };
    let ida = db_member(&till, "ida");
    till.joins(&ida, &till.gold).await;
    let known = till.stripe.only("subscription");
    let id = known["id"].as_str().unwrap().to_owned();
    let of = |kind: &str, ours: bool, subject: &str| [(kind.to_owned(), ours, subject.to_owned())];

    till.stripe.forgets("subscription", &id);
    till.compares().await;
    assert_eq!(till.stand_open().await, of("agreement-only-here", true, &id));
    assert!(till.opens(&ida, &till.gold).await, "nobody is expelled for it");
    till.stripe.has_foreign_business();
    let foreign = till.stripe.only("subscription")["id"].as_str().unwrap().to_owned();

    // Stripe goes on collecting for what has ended here.
    till.stripe.alters("subscription", &foreign, |one| {
        let mut back = known.clone();
        back["id"] = json!(id);
        *one = back;
    });
    till.db_rows("UPDATE subscriptions SET ended_at = 1, state = 'over' WHERE ended_at IS NULL RETURNING id, state");
    till.compares().await;
    assert_eq!(till.stand_open().await, of("runs-on-there", true, &id));
    till.stripe.alters("subscription", &id, |one| one["id"] = json!("sub_nobody"));
    till.compares().await;
    assert_eq!(till.stand_open().await, of("unknown-agreement", true, "sub_nobody"));
}

#[actix_web::test]
async fn it_is_done_once_a_night_and_again_after_a_failure() {
    let till = shop().await;
    let asked = || till.stripe.calls_to("GET", "/charges").len();
    let night =
        |hour: i64| stagedoor::base::Moment::from_timestamp("2030-05-01T00:30:00Z".parse().unwrap()).plus_hours(hour);
    let at = async |hour: i64| payments::reconcile_nightly(&till.club, till.kinds, night(hour)).await;
    at(0).await.unwrap();
    assert_eq!(asked(), 0, "the evening is not over");
    till.stripe.next("GET /charges", crate::stripe::Mood::TooMany);
    assert!(at(4).await.is_err());
    at(4).await.unwrap();
    assert_eq!(asked(), 1, "an hour's patience");
    at(6).await.unwrap();
    at(8).await.unwrap();
    at(20).await.unwrap();
    assert_eq!(asked(), 2);
    at(24 + 4).await.unwrap();
    assert_eq!(asked(), 3);
}

#[actix_web::test]
async fn doctor_names_what_is_not_ours_and_the_studio_shows_what_differs() {
    let till = shop().await;
    till.leaves_work("club.send_mail");
    bought(&till).await;
    till.stripe.has_endpoint(&till.club.url("/hooks/stripe"), &["*"], true);
    let doctor = || {
        let output = program().args(["doctor", "--data"]).arg(till.data()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let said = doctor();
    assert!(said.contains("everything in the Stripe account is this club's"), "{said}");
    assert!(said.contains("found no difference"), "{said}");
    till.stripe.has_foreign_business();
    till.stripe.alters("intent", &intent_of_mugs(&till), |one| one["amount"] = json!(2_800));
    till.compares().await;
    let said = doctor();
    assert!(said.contains("2 payments (ch_") && said.contains("1 subscriptions (sub_"), "{said}");
    assert!(said.contains("1 differences between this club's books and Stripe's"), "{said}");

    let server = till.club.serve();
    let manager = till.db_crew_at_work("manager@example.org", stagedoor::crew::Role::Manager).await;
    let page = manager.get("/studio").await.expect(200);
    page.says("Order 1 was paid with another sum").says("29.00 EUR stand here, 28.00 EUR at Stripe");
    manager.get("/studio/journal").await.expect(200).says("Compared the books with Stripe’s");
    server.dies();
}

fn intent_of_mugs(till: &Till) -> String {
    let all = till.stripe.all("intent");
    all.iter().find(|intent| intent["amount"] == 2_900).unwrap()["id"].as_str().unwrap().to_owned()
}
