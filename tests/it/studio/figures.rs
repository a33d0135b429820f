//! What the studio counts and asks for: the week, first steps, and what waits for somebody.

use stagedoor::crew::Role;

use crate::site::{db_post, db_tier, joins, served};
use crate::support::{TestClub, Visitor};

/// A line of the week: its figure.
async fn figure(manager: &Visitor, line: &str) -> String {
    let week = manager.get("/studio").await.expect(200);
    let labels = week.texts("table.ledger tbody th");
    let at = labels.iter().position(|label| label.trim().starts_with(line));
    let at = at.unwrap_or_else(|| panic!("no line {line:?} among {labels:?}"));
    week.texts("table.ledger tbody td.big").remove(at)
}

async fn buys_the_tier(fan: &Visitor) {
    let tiers = fan.get("/tiers").await.expect(200);
    let checkout = fan.submit(&tiers.form("form[action$='/checkouts']").fill("tier", "circle")).await;
    let page = fan.follow(checkout).await.expect(200);
    let paid = fan.submit(&page.form("form[action*='/payments']").fill("card", "good")).await;
    fan.follow(paid).await.expect(200);
}

#[actix_web::test]
async fn the_week_counts_who_came_who_left_and_what_was_paid() {
    let (club, server) = served();
    db_tier(&club, "Circle", 600, None).await;
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let zoe = joins(&club, "zoe@fans.test").await;
    for (line, early) in [("Joined", "1"), ("Left", "0"), ("Members who pay", "0"), ("Taken", "€0.00")] {
        assert_eq!(figure(&manager, line).await, early, "{line}");
    }
    let max = joins(&club, "max@fans.test").await;
    joins(&club, "ada@fans.test").await;
    buys_the_tier(&zoe).await;
    buys_the_tier(&max).await;
    club.rests();
    for (line, counted) in [("Joined", "3"), ("Left", "0"), ("Members who pay", "2"), ("Taken", "€12.00")] {
        assert_eq!(figure(&manager, line).await, counted, "{line}");
    }
    manager.get("/studio").await.expect(200).says("Paid but not delivered: 0").says("2 payments looked at");

    // Everything of an order goes back: who paid it leaves, and the money is taken off.
    let number = club.db_rows("SELECT CAST(number AS TEXT) FROM orders ORDER BY number").remove(0).remove(0);
    let order = manager.get(&format!("/studio/orders/{number}")).await.expect(200);
    let refund = order.form("form[action$='/refunds']").fill("share", "whole");
    let sheet = manager.submit(&refund).await.expect(200).form("form[action$='/refunds']");
    manager.follow(manager.submit(&sheet).await).await.expect(200);
    club.rests();
    for (line, counted) in [("Left", "1"), ("Members who pay", "1"), ("Taken", "€6.00")] {
        assert_eq!(figure(&manager, line).await, counted, "{line}");
    }
    // Before the factor the same page shows no money.
    let other = club.db_crew_comes_in("mira@nova.test", Role::Manager).await;
    let week = other.get("/studio").await.expect(200).says("Set up your second factor");
    assert!(week.texts("table.ledger").is_empty() && !week.text().contains("€6.00"));
    server.stops();
}

#[actix_web::test]
async fn what_waits_for_somebody_stands_on_the_first_page() {
    let (club, server) = served();
    club.leaves_work("furnished");
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let quiet = manager.get("/studio").await.expect(200);
    assert!(quiet.texts("ul.todo b").is_empty(), "{:?}", quiet.texts("ul.todo b"));
    reported(&club).await;
    let soon = stagedoor::base::Moment::now().plus_days(1).0;
    club.db_rows(&format!(
        "INSERT INTO jobs (id, name, payload, state, run_after, attempts, last_error, created_at)
         VALUES ('j', 'furnished', '{{}}', 'given_up', {soon}, 12, 'no such mailbox', 0) RETURNING id"
    ));
    let order = crate::tickets::db_event(&club, "hamburg", 10, vec![crate::tickets::floor()]).await;
    let wanted = crate::tickets::wanted(&order.1[0], 1, &stagedoor::tickets::sale::Details::default());
    let id = crate::tickets::place(&club, crate::tickets::guest("noor"), wanted).await.unwrap();
    club.write(move |tx| {
        let order = stagedoor::orders::by_id(tx, &id)?.expect("it was placed");
        let takings = stagedoor::orders::Takings { gross: order.total(), tax: 0, at: stagedoor::base::Moment::now() };
        stagedoor::orders::mark_paid(tx, &order, &takings)
    })
    .await
    .unwrap();
    let week = manager.get("/studio").await.expect(200);
    let week = week.says("One comment was reported").says("A job gave up: furnished").says("no such mailbox");
    let week = week.says("Paid but not delivered: 1");
    let number = club.db_rows("SELECT CAST(number AS TEXT) FROM orders").remove(0).remove(0);
    manager.get(&week.attributes(".notice--stop a", "href")[0]).await.expect(200).says(&number);
    let again = manager.submit(&week.form("form[action$='/attempts']")).await.expect(303);
    manager.follow(again).await.expect(200);
    assert_eq!(club.db_rows("SELECT state FROM jobs WHERE id = 'j'")[0][0], "waiting");
    server.stops();
}

/// Zoë says something under a post, and Max reports it.
async fn reported(club: &TestClub) -> Visitor {
    let post = db_post(club, "Low Water", "everyone").await;
    let (zoe, max) = (joins(club, "zoe@fans.test").await, joins(club, "max@fans.test").await);
    let path = format!("/posts/{}", post.slug);
    let form = zoe.get(&path).await.expect(200).form("form[action$='/comments']");
    zoe.submit(&form.fill("body", "You all stink")).await.expect(303);
    let report = max.get(&path).await.expect(200).attributes("a[href$='/reports']", "href").remove(0);
    let form = max.get(&report).await.expect(200).form("main form");
    max.submit(&form.fill("reason", "rude")).await.expect(303);
    zoe
}

#[actix_web::test]
async fn the_queue_keeps_hides_and_bans() {
    for (button, said, state, may_come_in) in [
        ("keep", "The comment stays.", "shown", true),
        ("hide", "The comment is hidden.", "hidden", true),
        ("ban", "The author is banned", "hidden", false),
    ] {
        let (club, server) = served();
        let author = reported(&club).await;
        let moderator = club.db_crew_comes_in("mo@nova.test", Role::Moderator).await;
        let queue = moderator.get("/studio/reports").await.expect(200).says("You all stink");
        assert_eq!(queue.texts("ul.queue > li").len(), 1);
        let done = moderator.submit(&queue.form("ul.queue form").fill("act", button)).await;
        let queue = moderator.follow(done).await.expect(200).says(said).says("Nothing");
        assert!(queue.texts("ul.queue > li").is_empty(), "{button}: it was looked at");
        assert_eq!(club.db_rows("SELECT state FROM comments")[0][0], state, "{button}");
        let status = author.get("/account").await.status;
        assert_eq!(status == 200, may_come_in, "{button}: the author's account answers {status}");
        let words = club.visitor().get("/posts/low-water").await.expect(200).words();
        assert_eq!(words.contains("You all stink"), state == "shown", "{button}");
        let entry = format!("SELECT verb FROM journal_entries WHERE verb = 'comment.{button}'");
        assert_eq!(club.db_rows(&entry).len(), 1, "{button} is written down");
        club.rests();
        server.stops();
    }
}

#[actix_web::test]
async fn first_steps_are_done_when_they_are_done() {
    let (club, server) = served();
    let owner = club.db_crew_comes_in("maren@example.org", Role::Owner).await;
    let done = async || owner.get("/studio/steps").await.expect(200).texts("ol.run h2.done");
    let menu = async || {
        let page = owner.get("/studio/account").await.expect(200);
        page.texts("nav a[href='/studio/steps'] .n").first().cloned()
    };
    assert_eq!(done().await, ["Name and address of the club", "Mail leaves", "Payments"]);
    assert_eq!(menu().await.as_deref(), Some("3 of 7"));
    // What is not done yet leads to where it is done.
    let ways = async || owner.get("/studio/steps").await.expect(200).attributes("ol.run .acts a", "href");
    let all = ["/studio/account/second-factor", "/studio/tiers/new", "/studio/posts/new", "/"];
    assert_eq!(ways().await, all);
    owner.proves().await;
    assert_eq!(done().await.len(), 4);
    assert_eq!(ways().await, all[1..]);
    db_tier(&club, "Circle", 600, None).await;
    db_post(&club, "Low Water", "everyone").await;
    assert_eq!(menu().await.as_deref(), Some("6 of 7"));
    joins(&club, "zoe@fans.test").await;
    assert_eq!(done().await.len(), 7);
    assert_eq!(menu().await, None, "once all are done they are in nobody's way");
    club.rests();
    server.stops();
}
