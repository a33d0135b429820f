//! Being forgotten: nothing is left, what renews ends, and no backup brings anybody back.

use std::path::Path;
use std::time::{Duration, Instant};

use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::orders::papers;
use stagedoor::rights;

use super::{buys, one};
use crate::imports::studio::uploads;
use crate::site::{db_post, db_tier, joins, served};
use crate::support::{Server, TestClub, Visitor};

const ADDRESS: &str = "noor.bakker@example.org";
const NAME: &str = "Noor Bakker";

/// Somebody who left traces in many rooms.
async fn fan_with_a_past(club: &TestClub) -> Visitor {
    db_tier(club, "Circle", 600, Some(5)).await;
    let post = db_post(club, "High Water", "member").await;
    let fan = joins(club, ADDRESS).await;
    let form = fan.get("/account").await.form("form[action$='/account/profile']").fill("name", NAME);
    fan.submit(&form).await.expect(303);
    let form = fan.get("/account").await.form("form[action$='/account/consents']").tick("consent", "news");
    fan.submit(&form).await.expect(303);
    let form = fan.get("/account").await.form("form[action$='/account/feed']");
    fan.submit(&form).await.expect(200);
    let page = fan.get(&format!("/posts/{}", post.slug)).await.expect(200);
    let said = page.form("form[action$='/comments']").fill("body", "Noor Bakker was here.");
    fan.submit(&said).await.expect(303);
    buys(&fan, "circle").await;
    let form =
        fan.get("/account").await.form("form[action$='/account/address']").fill("email", "noor.bakker@new.example");
    fan.submit(&form).await.expect(303);
    fan
}

fn open() -> (TestClub, Server) {
    let (club, server) = served();
    for name in ["rights.erase", "payments.end_agreement", "payments.send_refund", "payments.tell_buyer"] {
        club.leaves_work(name);
    }
    (club, server)
}

async fn asks_to_be_erased(fan: &Visitor) {
    let page = fan.get("/account").await.expect(200).attributes("#data a[href$='/erasure']", "href").remove(0);
    let form = fan.get(&page).await.expect(200).form("main form");
    fan.submit(&form.clone().fill("email", "someone@example.org")).await.expect(422).says("not the address of this");
    let gone = fan.submit(&form.fill("email", ADDRESS)).await.expect(303);
    fan.follow(gone).await.expect(200).says("everything about you is being erased");
    fan.get("/account").await.expect(303);
}

/// Waits until the job has done its work.
fn is_erased(club: &TestClub) {
    let until = Instant::now() + Duration::from_secs(30);
    while one(club, "SELECT state, '' FROM members").trim() != "erased" {
        assert!(Instant::now() < until, "{:?}", club.db_rows("SELECT name, last_error FROM jobs"));
        std::thread::sleep(Duration::from_millis(100));
    }
    club.rests();
}

/// Where one of these words stands, in any table of the club. The sandbox stands for another company.
fn places_of(club: &TestClub, words: &[&str]) -> Vec<String> {
    let schema = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plumbing/schema.rs")).unwrap();
    let tables = schema.split("diesel::table! {\n    ").skip(1).map(|rest| rest.split(' ').next().unwrap());
    let mut places = Vec::new();
    for table in tables.filter(|table| *table != "sandbox_objects") {
        for row in club.db_rows(&format!("SELECT * FROM {table}")) {
            let text = row.join(" | ").to_lowercase();
            if words.iter().any(|word| text.contains(&word.to_lowercase())) {
                places.push(format!("{table}: {text}"));
            }
        }
    }
    places
}

#[tokio::test]
async fn who_is_erased_leaves_no_trace() {
    let (club, _server) = open();
    let fan = fan_with_a_past(&club).await;
    let words = [ADDRESS, "noor.bakker@new.example", NAME];
    assert!(places_of(&club, &words).len() > 6, "there was something to forget");
    let id = one(&club, "SELECT id, '' FROM members").trim().to_owned();
    asks_to_be_erased(&fan).await;
    is_erased(&club);
    let farewell = loop {
        let letter = club.mailbox.letter_to(ADDRESS);
        if letter.subject.contains("forgotten") {
            break letter;
        }
    };
    assert!(farewell.text.contains("10 calendar years"), "{}", farewell.text);
    // The last letter waits an hour in the outbox, as sign-in letters do; then it goes too.
    let later = Moment::now().plus_hours(2);
    club.write(move |tx| stagedoor::club::mail::tidy(tx, later)).await.unwrap();
    assert_eq!(places_of(&club, &words), Vec::<String>::new());
    // What stays: a number, the sums, and the journal by id.
    assert_eq!(one(&club, "SELECT CAST(number AS TEXT), state FROM members"), "1 erased");
    assert_eq!(one(&club, "SELECT CAST(gross AS TEXT), state FROM orders"), "600 paid");
    let journal = club.db_rows("SELECT verb, subject_id FROM journal_entries WHERE verb LIKE 'member.eras%'");
    assert!(journal.len() == 2 && journal.iter().all(|row| row[1] == id), "{journal:?}");
    let tombstones = std::fs::read_to_string(club.folder().tombstones()).unwrap();
    assert!(tombstones.starts_with("salt ") && !tombstones.contains(&id) && !tombstones.contains('@'));
    // Whoever comes back is somebody new.
    joins(&club, ADDRESS).await;
    assert_eq!(one(&club, "SELECT CAST(number AS TEXT), state FROM members WHERE state = 'active'"), "2 active");
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    crew.get("/studio/members").await.expect(200);
    crew.get(&format!("/studio/members/{id}")).await.expect(404);
}

#[tokio::test]
async fn what_renews_ends_and_the_owners_rule_gives_money_back() {
    let (club, _server) = open();
    let fan = fan_with_a_past(&club).await;
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let form = owner.get("/studio/settings/rights").await.expect(200).form("form[action='/studio/settings/rights']");
    owner.submit(&form.clone().fill("years", "ninety")).await.expect(422).says("from 0 to 30");
    owner.submit(&form.fill("refund", "rest").fill("years", "6")).await.expect(303);
    fan.get("/account/erasure").await.expect(200).says("for the time that is left").says("until 6 calendar years");
    asks_to_be_erased(&fan).await;
    is_erased(&club);
    assert_eq!(one(&club, "SELECT state, '' FROM subscriptions").trim(), "over");
    let refund = club.db_rows("SELECT CAST(minor AS TEXT), state FROM refunds");
    let back: i64 = refund[0][0].parse().unwrap();
    assert!((590..=600).contains(&back), "a month paid a moment ago, less that moment: {back}");
    assert!(club.db_rows("SELECT customer_id, member_id FROM stripe_customers").is_empty(), "deleted at the provider");
    let customers = club.db_rows("SELECT body, kind FROM sandbox_objects WHERE kind = 'customer'");
    assert!(customers.iter().all(|row| !row[0].contains('@')), "{customers:?}");
}

#[tokio::test]
async fn papers_stay_sealed_until_their_year_is_over() {
    let (club, _server) = open();
    let fan = fan_with_a_past(&club).await;
    asks_to_be_erased(&fan).await;
    is_erased(&club);
    let order = stagedoor::orders::OrderId(one(&club, "SELECT id, '' FROM orders").trim().to_owned());
    let own = stagedoor::club::Club::clone(&club);
    let read = club.read(move |conn| {
        let sealed = papers::sealed_of(conn, &order)?.expect("sealed papers");
        papers::unseal(own.key(), &sealed)
    });
    assert_eq!(read.await.unwrap().email, ADDRESS, "the club's key opens them");
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let page = owner.get("/studio/orders/1").await.expect(200).says("somebody who was erased");
    owner.submit(&page.form("form[action$='/papers']")).await.expect(200).says(ADDRESS);
    assert_eq!(
        club.db_rows("SELECT verb, actor_kind FROM journal_entries WHERE verb = 'order.papers_opened'").len(),
        1
    );
    let years = |years: i64| Moment::now().plus_months(12 * years);
    rights::make_rounds(&club, years(10)).await.unwrap();
    assert_eq!(club.db_rows("SELECT order_id, sealed FROM sealed_papers").len(), 1);
    rights::make_rounds(&club, years(11)).await.unwrap();
    assert!(club.db_rows("SELECT order_id, sealed FROM sealed_papers").is_empty());
    assert_eq!(one(&club, "SELECT CAST(gross AS TEXT), state FROM orders"), "600 paid");
}

#[tokio::test]
async fn a_database_put_back_forgets_again() {
    let (club, server) = open();
    let fan = fan_with_a_past(&club).await;
    let member = club.db_rows("SELECT id, email, email_folded, name FROM members").remove(0);
    asks_to_be_erased(&fan).await;
    is_erased(&club);
    server.stops();
    // What a backup of the day before knows: the person, and no tombstone.
    let [id, email, folded, name] = &member[..] else { panic!() };
    club.db_rows(&format!(
        "UPDATE members SET email = '{email}', email_folded = '{folded}', name = '{name}', state = 'active'
         WHERE id = '{id}' RETURNING id, name"
    ));
    club.db_rows("DELETE FROM club_facts WHERE name = 'tombstones' RETURNING name, value");
    assert!(!places_of(&club, &[ADDRESS]).is_empty());
    rights::make_rounds(&club, Moment::now()).await.unwrap();
    assert_eq!(one(&club, "SELECT state, '' FROM members").trim(), "erased");
    club.write(move |tx| stagedoor::club::mail::tidy(tx, Moment::now().plus_hours(2))).await.unwrap();
    assert_eq!(places_of(&club, &[ADDRESS, NAME]), Vec::<String>::new());
    assert_eq!(rights::replay(&club, Moment::now()).await.unwrap(), 0, "once is enough");
}

#[tokio::test]
async fn a_file_that_waits_to_be_brought_in_goes_with_whoever_it_names() {
    let (club, _server) = open();
    let fan = joins(&club, ADDRESS).await;
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let naming = format!("name,email\nNoor,{}\nMia,mia@example.org\n", ADDRESS.to_uppercase());
    let of_others = b"name,email\nMia,mia@example.org\n".to_vec();
    let upload = async |bytes: Vec<u8>| uploads(&owner, bytes).await.expect(303).leads_to().unwrap();
    let (uploaded, rehearsed) = (upload(naming.clone().into_bytes()).await, upload(naming.into_bytes()).await);
    let other = upload(of_others).await;
    let form = owner.get(&rehearsed).await.expect(200).form("form[action$='/rehearsals']");
    owner.submit(&form).await.expect(303);
    club.rests();
    let ready = owner.get(&rehearsed).await.expect(200).says("What would happen");
    asks_to_be_erased(&fan).await;
    is_erased(&club);
    for gone in [&uploaded, &rehearsed] {
        let page = owner.get(gone).await.expect(200).says("This file is gone");
        assert!(!page.text().to_lowercase().contains(ADDRESS));
        let id = gone.rsplit('/').next().unwrap();
        assert!(!club.folder().imports().join(format!("{id}.csv")).exists());
    }
    owner.submit(&ready.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    assert!(club.db_rows("SELECT id FROM members WHERE state = 'active'").is_empty(), "it cannot be brought in");
    owner.get(&other).await.expect(200).says("First rows");
    // Nobody brings it in: after a month it goes too.
    let later = Moment::now().plus_days(31);
    let own = stagedoor::club::Club::clone(&club);
    club.write(move |tx| stagedoor::imports::tidy(&own, tx, later)).await.unwrap();
    owner.get(&other).await.expect(200).says("This file is gone");
}
