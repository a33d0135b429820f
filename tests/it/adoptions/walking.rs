//! Long accounts, impatient providers, and power cuts in the middle.

use std::time::Duration;

use stagedoor::adoptions::{self, AdoptionId};
use stagedoor::base::Moment;
use stagedoor::journal::Actor;
use stagedoor::payments;

use super::Move;
use crate::site::db_tier;
use crate::stripe::{Mood, Stripe};
use crate::support::TestClub;

/// A club nobody serves: the test does the work itself, and stops where it likes.
struct Quiet {
    club: TestClub,
    stripe: Stripe,
}

impl Quiet {
    async fn open(people: usize) -> Quiet {
        let stripe = Stripe::open(Moment::from_unix(Moment::now().unix()));
        let club = TestClub::open_with(&stripe.settings());
        db_tier(&club, "Circle", 600, None).await;
        for n in 0..people {
            stripe.collects(Some(&format!("fan{n}@example.org")), &format!("Fan {n}"), "Supporter", 600, "month");
        }
        Quiet { club, stripe }
    }

    async fn asks(&self) -> AdoptionId {
        let now = Moment::now();
        let account = payments::account(&self.club, now).await.unwrap().unwrap();
        let later = now.plus_hours(1);
        self.club.write(move |tx| adoptions::ask_reading(tx, &account, Actor::Operator, "", later, now)).await.unwrap()
    }

    async fn rehearses(&self, id: &AdoptionId) {
        let (at, now) = (id.clone(), Moment::now());
        self.club
            .write(move |tx| {
                let chosen = adoptions::prices(tx, &at)?.into_iter().map(|price| (price.price_id, price.tier_id));
                let chosen: Vec<_> = chosen.collect();
                adoptions::ask_rehearsal(tx, &at, &chosen, now.plus_hours(1), now)
            })
            .await
            .unwrap();
        adoptions::rehearse_now(&self.club, id, now).await.unwrap();
    }

    async fn begins(&self, id: &AdoptionId) {
        let (at, now) = (id.clone(), Moment::now());
        let later = now.plus_hours(1);
        self.club.write(move |tx| adoptions::ask_run(tx, &at, Actor::Operator, later, now)).await.unwrap();
    }

    async fn state(&self, id: &AdoptionId) -> (String, i64, i64) {
        let id = id.clone();
        let adoption = self.club.read(move |c| adoptions::by_id(c, &id)).await.unwrap().unwrap();
        (adoption.state, adoption.total, adoption.done)
    }

    fn count(&self, table: &str) -> usize {
        self.club.db_rows(&format!("SELECT CAST(COUNT(*) AS TEXT), '' FROM {table}"))[0][0].parse().unwrap()
    }
}

#[actix_web::test]
async fn an_account_of_many_pages_is_read_page_by_page() {
    let quiet = Quiet::open(230).await;
    let id = quiet.asks().await;
    quiet.stripe.next("/subscriptions", Mood::TooMany);
    quiet.stripe.next("/subscriptions", Mood::TooMany);
    quiet.stripe.next("/products", Mood::LosesAnswer);
    adoptions::read_now(&quiet.club, &id, Moment::now()).await.unwrap();
    assert_eq!(quiet.state(&id).await, ("read".to_owned(), 230, 0));
    assert_eq!(quiet.count("adoption_agreements"), 230);
    // Three pages, two of them refused once for haste.
    assert_eq!(quiet.stripe.calls_to("GET", "/subscriptions").len(), 5);
    assert_eq!(quiet.stripe.writes(), []);
    let price = quiet.club.read(move |c| adoptions::prices(c, &id)).await.unwrap().remove(0);
    assert_eq!((price.product.as_str(), price.live, price.tier_id.is_empty()), ("Supporter", 230, false));
}

#[actix_web::test]
async fn a_reading_that_broke_off_goes_on_behind_the_page_it_kept() {
    let quiet = Quiet::open(150).await;
    let id = quiet.asks().await;
    // The second page never comes, however patiently it is asked for.
    let wanted = quiet.stripe.all("subscription")[50]["id"].as_str().unwrap().to_owned();
    let reading = adoptions::read_now(&quiet.club, &id, Moment::now());
    let mut reading = Box::pin(reading);
    while quiet.state(&id).await.1 == 0 {
        assert!(
            tokio::time::timeout(Duration::from_millis(5), &mut reading).await.is_err(),
            "read before it could die"
        );
    }
    drop(reading);
    assert_eq!(quiet.state(&id).await, ("reading".to_owned(), 100, 0));
    let kept = quiet.club.db_rows("SELECT last_read, state FROM adoptions");
    assert_eq!(kept[0][0], wanted, "newest first: the page ends there");
    for _ in 0..4 {
        quiet.stripe.next("/subscriptions", Mood::TooMany);
    }
    let refused = adoptions::read_now(&quiet.club, &id, Moment::now()).await;
    assert!(refused.is_err(), "the work waits longer after the fourth no");
    quiet.stripe.behave();
    adoptions::read_now(&quiet.club, &id, Moment::now()).await.unwrap();
    assert_eq!(quiet.state(&id).await, ("read".to_owned(), 150, 0));
    assert_eq!(quiet.count("adoption_agreements"), 150);
}

#[actix_web::test]
async fn a_run_that_died_goes_on_where_it_was_and_never_adopts_twice() {
    let quiet = Quiet::open(35).await;
    let id = quiet.asks().await;
    adoptions::read_now(&quiet.club, &id, Moment::now()).await.unwrap();
    quiet.rehearses(&id).await;
    assert_eq!((quiet.count("members"), quiet.count("memberships")), (0, 0));
    quiet.begins(&id).await;
    let mut run = Box::pin(adoptions::run_now(&quiet.club, &id, Moment::now()));
    while quiet.state(&id).await.2 == 0 {
        assert!(tokio::time::timeout(Duration::from_millis(5), &mut run).await.is_err(), "through before it could die");
    }
    drop(run);
    let reached = quiet.count("memberships");
    assert!(reached > 0 && reached < 35, "{reached}");
    // Two at once, as when a lease ran out: one of them may have to come again.
    let (one, other) = tokio::join!(
        adoptions::run_now(&quiet.club, &id, Moment::now()),
        adoptions::run_now(&quiet.club, &id, Moment::now())
    );
    assert!(one.is_ok() || other.is_ok());
    adoptions::run_now(&quiet.club, &id, Moment::now()).await.unwrap();
    assert_eq!(quiet.state(&id).await, ("done".to_owned(), 35, 35));
    for table in ["members", "memberships", "subscriptions", "orders", "entitlements", "stripe_customers"] {
        assert_eq!(quiet.count(table), 35, "{table}");
    }
    assert_eq!(quiet.club.db_rows("SELECT CAST(MAX(number) AS TEXT), '' FROM members")[0][0], "35");
    assert_eq!(quiet.stripe.writes(), []);

    // And the way back, cut in the middle too.
    let (at, now) = (id.clone(), Moment::now());
    let later = now.plus_hours(1);
    quiet.club.write(move |tx| adoptions::ask_undo(tx, &at, Actor::Operator, later, now)).await.unwrap();
    let mut undo = Box::pin(adoptions::undo_now(&quiet.club, &id, now));
    while quiet.state(&id).await.2 == 0 {
        if tokio::time::timeout(Duration::from_millis(1), &mut undo).await.is_ok() {
            break;
        }
    }
    drop(undo);
    while adoptions::undo_now(&quiet.club, &id, now).await.is_err() {}
    for table in
        ["members", "memberships", "subscriptions", "orders", "order_lines", "entitlements", "stripe_customers"]
    {
        assert_eq!(quiet.count(table), 0, "{table}");
    }
}

#[actix_web::test]
async fn a_power_cut_in_the_served_program_loses_and_doubles_nobody() {
    let house = Move::open().await;
    for n in 0..40 {
        house.stripe.collects(Some(&format!("fan{n}@example.org")), "Fan", "Supporter", 600, "month");
    }
    let path = house.rehearses().await;
    let form = house.page(&path).await.form("form[action$='/runs']");
    house.owner.submit(&form).await.expect(303);
    let Move { server, club, stripe, .. } = house;
    let made = || club.db_rows("SELECT id, '' FROM memberships").len();
    while made() == 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    server.dies();
    assert!(made() < 40, "it was through before the power went");
    // The lease of what it had in hand runs out at once.
    club.db_rows("UPDATE jobs SET leased_until = 0 WHERE name = 'adoptions.run' RETURNING id, name");
    let server = club.serve();
    club.rests();
    assert_eq!(made(), 40);
    assert_eq!(club.db_rows("SELECT id, '' FROM members").len(), 40);
    assert_eq!(stripe.writes(), []);
    server.stops();
}
