//! The studio, through its front door.

mod beginnings;
mod changes;
pub mod club_fields;
mod connections;
mod courtesies;
mod errors;
mod exports;
mod figures;
mod handbacks;
mod handovers;
mod look;
mod mailings;
mod members;
mod orders;
mod passkeys;
mod permissions;
mod revenue;
mod segments;
mod selling;
mod settings;
mod sign_in;
mod undo;

use stagedoor::crew::Role;

use crate::support::{Server, TestClub, Visitor};

/// Pages that show people, money or drafts.
pub const PAGES: &[&str] = &[
    "/studio",
    "/studio/account",
    "/studio/archives/new",
    "/studio/codes",
    "/studio/codes/new",
    "/studio/crew",
    "/studio/entry",
    "/studio/events",
    "/studio/events/new",
    "/studio/experiences",
    "/studio/experiences/new",
    "/studio/exports",
    "/studio/exports/new",
    "/studio/handovers",
    "/studio/handovers/new",
    "/studio/journal",
    "/studio/look",
    "/studio/media",
    "/studio/members",
    "/studio/members/fields",
    "/studio/members/fields/new",
    "/studio/members/import",
    "/studio/orders",
    "/studio/posts",
    "/studio/packing",
    "/studio/posts/new",
    "/studio/products",
    "/studio/products/new",
    "/studio/reports",
    "/studio/revenue",
    "/studio/segments",
    "/studio/segments/new",
    "/studio/settings",
    "/studio/settings/connections",
    "/studio/settings/edit",
    "/studio/settings/rights",
    "/studio/shipping",
    "/studio/shipping/new",
    "/studio/steps",
    "/studio/tiers",
];

async fn owner(club: &TestClub) -> (Server, Visitor) {
    let server = club.serve();
    let visitor = club.db_crew_comes_in("maren@example.org", Role::Owner).await;
    (server, visitor)
}

#[actix_web::test]
async fn a_stranger_is_led_to_the_porch_from_every_page() {
    let club = TestClub::open();
    let _server = club.serve();
    let stranger = club.visitor();
    for path in PAGES {
        let answer = stranger.get(path).await.expect(303);
        assert!(answer.leads_to().unwrap().starts_with("/studio/sign-in"), "{path}");
    }
}

#[actix_web::test]
async fn an_empty_list_of_orders_says_whether_something_was_searched_for() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    owner.proves().await;
    owner.get("/studio/orders").await.expect(200).says("No orders yet");
    owner.get("/studio/orders?q=zoe").await.expect(200).says("No orders like that");
}

#[actix_web::test]
async fn the_code_leads_back_to_the_page_that_was_asked_for() {
    let club = TestClub::open();
    let (_server, _) = owner(&club).await;
    let visitor = club.visitor();
    let porch = visitor.follow(visitor.get("/studio/posts").await).await.expect(200);
    let sent = visitor.submit(&porch.form("form").fill("email", "maren@example.org")).await;
    let asks = visitor.follow(sent).await.expect(200);
    let code = club.mailbox.letter_to("maren@example.org").code();
    let opened = visitor.submit(&asks.form("form").fill("code", &code)).await.expect(303);
    assert_eq!(opened.leads_to().as_deref(), Some("/studio/posts"));
    club.rests();
}

#[actix_web::test]
async fn neither_asking_for_a_code_nor_typing_wrong_ones_tells_who_works_here() {
    let club = TestClub::open();
    let (_server, _) = owner(&club).await;
    let answers = ["maren@example.org", "nobody@example.org"].map(|email| {
        let stranger = club.visitor();
        async move {
            let asked = stranger.post("/studio/sign-in", &[("email", email), ("return", "/studio")]).await;
            let mut answers = vec![(asked.status, asked.leads_to(), asked.text())];
            // Six wrong ones: each is counted, and the fifth ends the request.
            for _ in 0..6 {
                let form = stranger.get("/studio/sign-in/code").await.expect(200).form("form");
                let answer = stranger.submit(&form.fill("code", "000000")).await.expect(422);
                answers.push((answer.status, answer.leads_to(), answer.text()));
            }
            answers
        }
    });
    let [known, unknown] = answers;
    let (known, unknown) = (known.await, unknown.await);
    assert!(known[1].2.contains("4"), "a wrong code says how many tries are left: {}", known[1].2);
    assert_ne!(known[4].2, known[5].2, "the fifth wrong one ends it");
    assert_eq!(known, unknown);
    let to = club.db_rows("SELECT to_address FROM mails ORDER BY to_address");
    assert!(to.iter().all(|row| row[0] == "maren@example.org"), "mailed to the crew alone: {to:?}");
    club.rests();
}

#[actix_web::test]
async fn an_owner_opens_every_page_after_the_second_factor() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    let refused = owner.get("/studio/exports/new").await.expect(303);
    assert!(refused.leads_to().unwrap().starts_with("/studio/second-factor"));
    owner.proves().await;
    for path in PAGES {
        owner.get(path).await.expect(200);
    }
}

#[actix_web::test]
async fn a_moderator_gets_hold_of_reports_and_nothing_else() {
    let club = TestClub::open();
    let _server = club.serve();
    let moderator = club.db_crew_comes_in("mo@example.org", Role::Moderator).await;
    moderator.get("/studio/reports").await.expect(200);
    for path in ["/studio/members", "/studio/posts", "/studio/orders", "/studio/journal", "/studio/tiers"] {
        moderator.get(path).await.expect(404);
    }
}

#[actix_web::test]
async fn a_post_is_written_and_published_and_taken_back() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    let desk = owner.get("/studio/posts/new").await.expect(200);
    let form = desk.form("#post").fill("title", "Low Water").fill("body", "The _eleventh_ time.");
    let mut fields: Vec<(&str, &str)> =
        form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("then", "publish"));
    let published = owner.post("/studio/posts", &fields).await.expect(303);
    let page = owner.follow(published).await.expect(200).says("Live.");
    assert!(page.text().contains("<em>eleventh</em>"));
    let id = page.form("#post").action.rsplit('/').next().unwrap().to_owned();
    let deleted = owner.post(&format!("/studio/posts/{id}/delete"), &[]).await.expect(303);
    let list = owner.follow(deleted).await.expect(200).says("The post is deleted.");
    let undo = list.form(".notice form");
    let undone = owner.submit(&undo).await;
    owner.follow(undone).await.expect(200).says("The post is back.");
    club.rests();
}

#[actix_web::test]
async fn a_wrong_condition_comes_back_with_a_caret_and_what_was_typed() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    let wrong = [("title", "Kept"), ("body", "Words"), ("audience", "other"), ("condition", "tenur > 2y")];
    let again = owner.post("/studio/posts", &wrong).await.expect(422);
    let text = again.text();
    assert!(text.contains("tenur &#62; 2y\n^") || text.contains("tenur &gt; 2y\n^"), "{text}");
    assert!(text.contains("value=\"Kept\""));
}

#[actix_web::test]
async fn a_price_that_is_none_comes_back_with_what_was_typed() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    owner.proves().await;
    let form = |month| {
        [("name", "Circle"), ("summary", ""), ("perks", "Letters"), ("month", month), ("year", ""), ("places", "100")]
    };
    let again = owner.post("/studio/tiers", &form("6.005")).await.expect(422).says("EUR has 2 decimals");
    assert!(again.text().contains("value=\"6.005\""));
    let made = owner.post("/studio/tiers", &form("6")).await.expect(303);
    owner.follow(made).await.expect(200).says("€6");
    owner.post("/studio/tiers", &form("7")).await.expect(422).says("Another tier has this name");
}
