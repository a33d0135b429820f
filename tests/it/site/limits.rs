//! How often something may be asked for, at the door and not only in the counters.

use futures_util::{StreamExt, stream};

use super::{asks_to_join, joins, served, types_code};
use crate::support::{Answer, TestClub, Visitor};

async fn asks_to_sign_in(visitor: &Visitor, email: &str) -> Answer {
    let form = visitor.get("/sign-in").await.expect(200).form("form[action$='/sign-in']");
    visitor.submit(&form.fill("email", email)).await
}

#[actix_web::test]
async fn five_hundred_fans_of_one_venue_join_from_its_one_address() {
    let (club, server) = served();
    let everybody = stream::iter(0..500).for_each_concurrent(12, |nth| {
        let club = &club;
        async move {
            drop(joins(club, &format!("fan{nth}@venue.test")).await);
        }
    });
    everybody.await;
    assert_eq!(club.db_rows("SELECT id FROM members").len(), 500);
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_stranger_who_floods_an_address_is_stopped_in_words_and_its_owner_is_not() {
    let (club, server) = served();
    let fan = joins(&club, "zoe@fans.test").await;
    let form = fan.get("/account").await.expect(200).form("form[action$='/sign-out']");
    fan.submit(&form).await.expect(303);

    let stranger = club.visitor();
    let mut refused = None;
    for _ in 0..10 {
        let answer = asks_to_sign_in(&stranger, "zoe@fans.test").await;
        if answer.status != 303 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("ten letters an hour to one address from a strange browser");
    let refused = refused.expect(429).says("Too many codes were asked for").says("Wait ten minutes");
    assert_eq!(refused.attributes("#email", "value"), ["zoe@fans.test"], "what was typed is kept");
    let form = stranger.get("/join").await.expect(200).form("form[action$='/join']").fill("email", "zoe@fans.test");
    stranger.submit(&form).await.expect(429).says("Wait ten minutes");
    // Another strange browser counts against the same address; another address does not.
    asks_to_sign_in(&club.visitor(), "zoe@fans.test").await.expect(429);
    asks_to_sign_in(&club.visitor(), "else@fans.test").await.expect(303);

    club.rests();
    let flood = flood_to(&club, "zoe@fans.test");
    let asked = asks_to_sign_in(&fan, "zoe@fans.test").await.expect(303);
    let page = fan.follow(asked).await.expect(200);
    let letter = club.mailbox.letter_to("zoe@fans.test");
    assert!(flood >= 5, "the stranger's letters came: {flood}");
    types_code(&fan, &page, &letter).await.expect(303);
    fan.get("/account").await.expect(200).says("zoe@fans.test");
    club.rests();
    server.stops();
}

/// Takes out what a flood brought; how many letters that were.
fn flood_to(club: &TestClub, email: &str) -> usize {
    let many = club.mailbox.letters().iter().filter(|letter| letter.to.iter().any(|to| to == email)).count();
    (0..many).for_each(|_| drop(club.mailbox.letter_to(email)));
    many
}

#[actix_web::test]
async fn the_studio_says_nothing_of_its_limits_and_lets_known_browsers_in() {
    let (club, server) = served();
    let crew = club.db_crew_comes_in("maren@example.org", stagedoor::crew::Role::Owner).await;
    crew.post("/studio/sign-out", &[]).await.expect(303);
    let stranger = club.visitor();
    for _ in 0..10 {
        let form = stranger.get("/studio/sign-in").await.expect(200).form("form");
        // The same answer whether a letter goes or not: who works here is nobody's business.
        stranger.submit(&form.fill("email", "maren@example.org")).await.expect(303);
    }
    club.rests();
    assert!(flood_to(&club, "maren@example.org") <= 6);
    let form = crew.get("/studio/sign-in").await.expect(200).form("form").fill("email", "maren@example.org");
    let asked = crew.follow(crew.submit(&form).await).await.expect(200);
    let code = club.mailbox.letter_to("maren@example.org").code();
    crew.follow(crew.submit(&asked.form("form").fill("code", &code)).await).await.expect(200);
    crew.get("/studio/account").await.expect(200).says("maren@example.org");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_club_that_cannot_send_mail_says_so_at_every_door() {
    let club = TestClub::open();
    club.db_writes_settings(|settings| drop(settings["mail"].as_table_mut().unwrap().remove("url")));
    let server = club.serve();
    let visitor = club.visitor();
    for page in ["/join", "/sign-in"] {
        let shut = visitor.get(page).await.expect(200).says("cannot send mail");
        assert!(shut.texts("input[name=email]").is_empty() && shut.attributes("#email", "name").is_empty(), "{page}");
        visitor.post(page, &[("email", "zoe@fans.test")]).await.expect(503).says("cannot send mail");
    }
    visitor.get("/studio/sign-in").await.expect(200).says("This club cannot send mail yet");
    let refused = visitor.post("/studio/sign-in", &[("email", "ines@nova.test")]).await.expect(503);
    refused.says("Whoever runs the server sets mail.url");
    assert!(club.db_rows("SELECT id FROM sign_ins").is_empty() && club.db_rows("SELECT id FROM mails").is_empty());
    server.stops();
}

#[actix_web::test]
async fn the_mail_servers_address_may_stand_in_a_file_of_its_own() {
    let club = TestClub::open();
    let file = club.data().join("mail-url");
    std::fs::write(&file, format!("{}\n", club.mailbox.url())).unwrap();
    club.db_writes_settings(|settings| {
        let url = toml::Table::from_iter([("file".to_owned(), file.to_str().unwrap().into())]);
        settings["mail"].as_table_mut().unwrap().insert("url".to_owned(), url.into());
    });
    let server = club.serve();
    let fan = club.visitor();
    let page = asks_to_join(&fan, "/join", "zoe@fans.test").await;
    types_code(&fan, &page, &club.mailbox.letter_to("zoe@fans.test")).await.expect(303);
    club.rests();
    server.stops();
}
