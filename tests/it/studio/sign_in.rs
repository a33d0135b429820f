//! How the crew comes in, and what lasts of it.

use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::support::{TestClub, Visitor, early_in_a_step, totp_at};

/// Shows a code where money and files ask for it; whether it was taken.
async fn shows(crew: &Visitor, code: &str) -> bool {
    let page = crew.get("/studio/second-factor").await.expect(200);
    assert!(page.texts(".notice .mono").is_empty(), "only a demo tells what the app shows");
    let form = page.form("form[action='/studio/second-factor']");
    match crew.submit(&form.fill("code", code)).await {
        answer if answer.status == 303 => true,
        answer => {
            answer.expect(422).says("That code does not fit");
            false
        }
    }
}

#[actix_web::test]
async fn a_code_of_the_app_and_a_recovery_code_work_once_each() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_comes_in("maren@example.org", Role::Owner).await;
    // The app's clock may go a little wrong: set up with the code of the step before.
    let now = early_in_a_step().await;
    let (secret, recovery) = crew.sets_up_a_factor(now.plus_seconds(-30)).await;
    assert_eq!(recovery.len(), 10);
    assert!(!shows(&crew, &totp_at(&secret, now.plus_seconds(-30))).await, "the code of the set-up is used");
    let next = totp_at(&secret, now.plus_seconds(30));
    assert!(shows(&crew, &next).await);
    assert!(!shows(&crew, &next).await, "the same code a second time");
    assert!(!shows(&crew, &totp_at(&secret, now)).await, "an older one after a newer");
    crew.get("/studio/account").await.expect(200).says("10 recovery codes are left");
    assert!(shows(&crew, &recovery[3]).await);
    assert!(!shows(&crew, &recovery[3]).await, "the same recovery code a second time");
    // As somebody writes it who copies from paper.
    assert!(shows(&crew, &recovery[4].replace('-', " ").to_uppercase()).await);
    crew.get("/studio/account").await.expect(200).says("8 recovery codes are left");
    crew.get("/studio/journal").await.expect(200);
    let used = club.db_rows("SELECT verb FROM journal_entries WHERE verb = 'crew.recovery_code_used'");
    assert_eq!(used.len(), 2, "each is written down");
}

#[actix_web::test]
async fn guessing_second_factors_ends_after_ten() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    for _ in 0..10 {
        assert!(!shows(&crew, "000 000").await);
    }
    let form = crew.get("/studio/second-factor").await.expect(200).form("form[action='/studio/second-factor']");
    crew.submit(&form.fill("code", "000000")).await.expect(429).says("minutes");
}

#[actix_web::test]
async fn what_the_crew_does_keeps_its_session_alive_and_says_when() {
    let club = TestClub::open();
    let server = club.serve();
    let crew = club.db_crew_comes_in("maren@example.org", Role::Editor).await;
    let now = Moment::now();
    let long_ago = now.plus_days(-10);
    club.db_rows(&format!(
        "UPDATE sessions SET last_seen_at = {}, expires_at = {} WHERE audience = 'crew' RETURNING id",
        long_ago.0,
        now.plus_days(4).0
    ));
    crew.get("/studio/posts").await.expect(200);
    // Uses are written down in batches, the last of them when the program stops.
    server.stops();
    let row = &club.db_rows("SELECT last_seen_at, expires_at FROM sessions WHERE audience = 'crew'")[0];
    let [seen, expires] = [&row[0], &row[1]].map(|at| at.parse::<i64>().unwrap());
    assert!(seen >= now.0, "last used: {seen}, asked at {}", now.0);
    assert!(expires >= now.plus_days(14).0, "it lives on for a fortnight from its use");
}

#[actix_web::test]
async fn the_door_sees_who_comes_and_hands_out_passes_and_no_more() {
    let club = TestClub::open();
    let server = club.serve();
    crate::tickets::db_event(&club, "hamburg", 100, vec![crate::tickets::floor()]).await;
    let kind = club.read(|conn| {
        let event = stagedoor::tickets::studio_list(conn)?.remove(0);
        Ok(stagedoor::tickets::types_of(conn, &event.id)?.remove(0))
    });
    let kind = kind.await.unwrap();
    let wanted = crate::tickets::wanted(&kind, 1, &stagedoor::tickets::sale::Details::default());
    let ticket = crate::tickets::db_buys(&club, crate::tickets::guest("noor"), wanted).await.remove(0);
    let door = club.db_crew_at_work("dora@example.org", Role::Door).await;
    let menu = door.get("/studio").await.expect(200);
    let rooms = menu.attributes("nav a[href^='/studio']", "href");
    assert!(rooms.iter().all(|room| room == "/studio" || room == "/studio/events"), "{rooms:?}");
    for room in &rooms {
        door.get(room).await.expect(200);
    }
    let events = door.get("/studio/events").await.expect(200).says("Low Water, live");
    assert!(events.attributes("a[href='/studio/events/new']", "href").is_empty(), "it makes none");
    let list = events.attributes("main table a", "href").remove(0);
    let attendees = door.get(&list).await.expect(200).says(&ticket.number.to_string());
    // A ticket's address opens the ticket, and an address is nobody's business at the gate.
    assert!(!attendees.text().contains("noor@fans.test") && !attendees.text().contains(&ticket.secret));
    assert!(attendees.texts("main table form").is_empty());
    let passes = door.get(&attendees.attributes("main a[href$='/door']", "href")[0]).await.expect(200);
    let made = door.submit(&passes.form("form[action$='/passes']").fill("gate", "Door A")).await.expect(200);
    assert!(made.text().contains("/door/pair/"));
    let revoked = door.submit(&door.get(&passes.path).await.form("form[action$='/delete']")).await;
    door.follow(revoked).await.expect(200);
    server.stops();
}
