//! A club's first hour: what is still to do, who is at the desk, and the first post.

use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::site::{joins, served};
use crate::support::{TestClub, Visitor, totp_at};

#[actix_web::test]
async fn an_empty_club_shows_what_to_do_in_place_of_figures() {
    let (club, server) = served();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let first = owner.get("/studio").await.expect(200).says("Say what a membership costs").says("The first post");
    assert!(first.texts("table.ledger").is_empty());
    for way in first.attributes("ol.run a.btn", "href") {
        owner.get(&way).await.expect(200);
    }
    assert!(first.attributes("ol.run a.btn", "href").len() >= 3);
    joins(&club, "zoe@fans.test").await;
    let week = owner.get("/studio").await.expect(200);
    assert!(week.texts("ol.run").is_empty() && !week.texts("table.ledger").is_empty());
    server.stops();
}

#[actix_web::test]
async fn somebody_of_the_crew_says_their_name_and_language() {
    let (club, server) = served();
    let owner = club.db_crew_comes_in("ines.brandt@nova.test", Role::Owner).await;
    club.db_rows("UPDATE crew_members SET name = '' RETURNING id");
    owner.get("/studio").await.expect(200).says("ines.brandt, owner");
    let form = owner.get("/studio/account").await.expect(200).form("form[action='/studio/account']");
    let unnamed = owner.submit(&form.clone().fill("name", " ")).await.expect(422);
    assert_eq!(unnamed.attributes("#name", "aria-invalid"), ["true"]);
    let named = owner.submit(&form.fill("name", "Inès  Brandt").fill("language", "fr")).await.expect(303);
    let account = owner.follow(named).await.expect(200).says("Inès Brandt");
    assert!(account.text().contains("lang=\"fr\""), "{}", account.text());
    server.stops();
}

#[actix_web::test]
async fn a_mistyped_first_code_leaves_the_picture_that_was_scanned() {
    let (club, server) = served();
    let owner = club.db_crew_comes_in("ines@nova.test", Role::Owner).await;
    owner.get("/studio").await.expect(200).says("Set up your second factor");
    let page = owner.get("/studio/account/second-factor").await.expect(200);
    let secret = page.texts("ol.run code").concat().replace(' ', "");
    let form = page.form("form[action='/studio/account/second-factor']");
    let again = owner.submit(&form.fill("code", "000000")).await.expect(422).says("the picture is still the same");
    assert_eq!(again.texts("ol.run code").concat().replace(' ', ""), secret);
    let form = again.form("form[action='/studio/account/second-factor']");
    let proved = owner.submit(&form.fill("code", &totp_at(&secret, Moment::now()))).await;
    owner.follow(proved).await.expect(200).says("Each of these codes works once");
    server.stops();
}

/// The form of a new post for everybody, with letters.
async fn publishes(owner: &Visitor, title: &str) -> crate::support::Answer {
    let form = owner.get("/studio/posts/new").await.expect(200).form("#post");
    let mut form = form.fill("title", title).fill("body", "The eleventh time.").tick("mail_on_publish", "yes");
    form.fields.push(("then".to_owned(), "publish".to_owned()));
    owner.submit(&form).await
}

async fn wants_news(club: &TestClub, email: &str) -> Visitor {
    let fan = joins(club, email).await;
    let form = fan.get("/account").await.expect(200).form("form[action$='/account/consents']");
    fan.submit(&form.tick("consent", "news")).await.expect(303);
    fan
}

#[actix_web::test]
async fn before_letters_leave_there_is_a_last_look() {
    let (club, server) = served();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    wants_news(&club, "zoe@fans.test").await;
    let asked = publishes(&owner, "Low Water").await.expect(303);
    let look = owner.follow(asked).await.expect(200).says("Publish it now?").says("1 member gets a letter");
    assert_eq!(club.db_rows("SELECT state FROM posts"), [["draft"]]);
    let button = |mail: &str| look.form("form[action$='/publications']").fill("mail", mail);
    let live = owner.submit(&button("yes")).await.expect(303);
    let live = owner.follow(live).await.expect(200).says("Live.");
    assert!(!live.words().contains("Nobody was written to"), "{}", live.words());
    club.rests();
    assert!(club.mailbox.letter_to("zoe@fans.test").subject.contains("Low Water"));
    // The same look again publishes nothing twice.
    let late = owner.submit(&button("no")).await.expect(303);
    owner.follow(late).await.expect(200).says("Nothing was published");

    let asked = publishes(&owner, "High Water").await.expect(303);
    let look = owner.follow(asked).await.expect(200);
    let quiet = owner.submit(&look.form("form[action$='/publications']").fill("mail", "no")).await.expect(303);
    owner.follow(quiet).await.expect(200).says("Live.").says("Nobody was written to");
    club.rests();
    let letters = club.mailbox.letters();
    assert!(!letters.iter().any(|letter| letter.subject.contains("High Water")));
    server.stops();
}

#[actix_web::test]
async fn a_post_without_a_title_is_not_stored_by_publishing_it() {
    let (club, server) = served();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    publishes(&owner, "").await.expect(422).says("Not saved yet");
    assert!(club.db_rows("SELECT id FROM posts").is_empty());
    server.stops();
}
