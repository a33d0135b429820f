//! Becoming a member, and coming back.

use super::{asks_to_join, joins, served, served_with, types_code};

#[tokio::test]
async fn a_stranger_joins_with_a_code_and_is_welcomed() {
    let (club, _server) = served();
    let fan = club.visitor();
    let page = asks_to_join(&fan, "/join", "Noor@example.org").await.says("Noor@example.org");
    assert!(club.db_rows("SELECT email, name FROM members").is_empty(), "nobody is a member before the proof");
    let letter = club.mailbox.letter_to("noor@example.org");
    assert!(letter.text.contains("/link/") && letter.html.contains(&letter.code()));
    let answer = types_code(&fan, &page, &letter).await.expect(303);
    fan.follow(answer).await.expect(200).says("1");
    fan.get("/account").await.expect(200).says("Noor@example.org");
}

#[tokio::test]
async fn a_wrong_code_counts_and_the_fifth_is_the_last() {
    let (club, _server) = served();
    let fan = club.visitor();
    let page = asks_to_join(&fan, "/join", "noor@example.org").await;
    let letter = club.mailbox.letter_to("noor@example.org");
    let wrong = if letter.code() == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        fan.submit(&page.form("form[action$='/code']").fill("code", wrong)).await.expect(422);
    }
    types_code(&fan, &page, &letter).await.expect(422);
    fan.get("/account").await.expect(303);
}

#[tokio::test]
async fn a_code_lives_ten_minutes_and_asking_again_voids_none() {
    let (club, _server) = served();
    let fan = club.visitor();
    let page = asks_to_join(&fan, "/join", "noor@example.org").await;
    let first = club.mailbox.letter_to("noor@example.org");
    let lived = |minutes: i64| {
        let shorter = minutes * 60_000_000;
        club.db_rows(&format!("UPDATE sign_ins SET expires_at = expires_at - {shorter} RETURNING id"));
    };
    // Somebody else asks for the same address, and she asks twice: the code of her first letter still opens.
    asks_to_join(&club.visitor(), "/join", "noor@example.org").await;
    asks_to_join(&fan, "/join", "noor@example.org").await;
    lived(9);
    types_code(&fan, &page, &first).await.expect(303);
    fan.get("/account").await.expect(200);

    let late = club.visitor();
    let page = asks_to_join(&late, "/join", "mira@example.org").await;
    let letter = club.mailbox.letter_to("mira@example.org");
    lived(10);
    types_code(&late, &page, &letter).await.expect(422);
    late.get("/account").await.expect(303);
}

#[tokio::test]
async fn a_code_works_only_in_the_browser_that_asked_and_the_link_in_any() {
    let (club, _server) = served();
    let (fan, thief) = (club.visitor(), club.visitor());
    asks_to_join(&fan, "/join", "noor@example.org").await;
    let page = asks_to_join(&thief, "/join", "thief@example.org").await;
    let letter = club.mailbox.letter_to("noor@example.org");
    types_code(&thief, &page, &letter).await.expect(422);
    let link = letter.links().into_iter().find(|link| link.contains("/link/")).unwrap();
    let path = link[link.find("/link/").unwrap()..].to_owned();
    let other = club.visitor();
    let page = other.get(&path).await.expect(200);
    other.get("/account").await.expect(303);
    let answer = other.submit(&page.form("main form")).await.expect(303);
    other.follow(answer).await.expect(200);
    other.get("/account").await.expect(200).says("noor@example.org");
    fan.get(&path).await.expect(200);
    other.get("/sign-in").await.expect(303);
    let again = club.visitor();
    assert!(again.get(&path).await.expect(200).attributes("main form", "action").is_empty(), "a link works once");
}

#[tokio::test]
async fn the_pages_do_not_tell_who_is_a_member_but_the_letters_do() {
    let (club, _server) = served();
    joins(&club, "noor@example.org").await;
    let mut pages = Vec::new();
    for email in ["noor@example.org", "else@example.org"] {
        let visitor = club.visitor();
        let form = visitor.get("/sign-in").await.expect(200).form("form[action$='/sign-in']");
        let answer = visitor.submit(&form.fill("email", email)).await.expect(303);
        pages.push(visitor.follow(answer).await.expect(200).words().replace(email, "…"));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(club.mailbox.letter_to("noor@example.org").code().len(), 6);
    let stranger = club.mailbox.letter_to("else@example.org");
    assert!(!stranger.text.contains("/link/"), "a letter to nobody opens nothing:\n{}", stranger.text);
    assert!(stranger.text.contains("/join"));
}

#[tokio::test]
async fn who_joins_again_is_signed_in_as_who_they_are() {
    let (club, _server) = served();
    joins(&club, "noor@example.org").await;
    let again = club.visitor();
    let page = asks_to_join(&again, "/join", "noor@example.org").await;
    let letter = club.mailbox.letter_to("noor@example.org");
    assert!(letter.text.contains("already"), "{}", letter.text);
    types_code(&again, &page, &letter).await.expect(303);
    assert_eq!(club.db_rows("SELECT email, name FROM members").len(), 1);
}

#[tokio::test]
async fn consents_are_what_was_ticked_with_the_words_that_stood_there() {
    let (club, _server) = served();
    let fan = club.visitor();
    let page = fan.get("/join").await.expect(200);
    assert!(page.attributes("input[name=consent][checked]", "value").is_empty(), "nothing is ticked beforehand");
    let form = page.form("form[action$='/join']").fill("email", "noor@example.org").tick("consent", "news");
    let answer = fan.submit(&form).await.expect(303);
    let page = fan.follow(answer).await;
    types_code(&fan, &page, &club.mailbox.letter_to("noor@example.org")).await.expect(303);
    let kept = club.db_rows("SELECT purpose, wording FROM consents");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0][0], "news");
    assert!(kept[0][1].contains("Nova Lune"), "{kept:?}");
}

#[tokio::test]
async fn the_young_join_without_marketing_and_the_too_young_not_at_all() {
    let (club, _server) = served_with("ask_birth_date = true\nminimum_age = 13");
    let year = |age: i16| stagedoor::base::Moment::now().utc_date().year() - age - 1;
    for (email, age, status, consents) in
        [("kid@example.org", 11, 422, 0), ("teen@example.org", 14, 303, 0), ("grown@example.org", 30, 303, 1)]
    {
        let fan = club.visitor();
        let form = fan.get("/join").await.expect(200).form("form[action$='/join']");
        let form = form.fill("email", email).fill("birth_date", &format!("{}-12-31", year(age)));
        let answer = fan.submit(&form.tick("consent", "offers")).await.expect(status);
        if status == 303 {
            let page = fan.follow(answer).await;
            types_code(&fan, &page, &club.mailbox.letter_to(email)).await.expect(303);
        }
        let kept = club.db_rows(&format!(
            "SELECT purpose, email FROM consents JOIN members ON members.id = member_id WHERE email = '{email}'"
        ));
        assert_eq!(kept.len(), consents, "{email}");
    }
}

#[tokio::test]
async fn a_form_that_was_not_ours_or_is_not_filled_is_refused_in_words() {
    let (club, _server) = served();
    let fan = club.visitor();
    let form = fan.get("/join").await.expect(200).form("form[action$='/join']");
    fan.submit(&form.clone().fill("email", "")).await.expect(422);
    fan.submit(&form.clone().fill("email", "no address")).await.expect(422);
    fan.submit(&form.fill("email", "noor@example.org").fill("proof", "1.made-up")).await.expect(422);
    assert!(club.db_rows("SELECT id, email FROM sign_ins").is_empty());
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let (club, _server) = served();
    let (fan, thief) = (joins(&club, "noor@example.org").await, club.visitor());
    thief.steals(fan.cookies());
    thief.get("/account").await.expect(200);
    let form = fan.get("/account").await.expect(200).form("form[action$='/sign-out']");
    fan.submit(&form).await.expect(303);
    fan.get("/account").await.expect(303);
    thief.get("/account").await.expect(303);
}
