//! What is said before anybody has come in: the club is not known yet, or cannot be opened.

use reqwest::Method;

use crate::support::{Answer, TestClub, Visitor};

/// What a browser that prefers these languages is answered.
async fn asks(visitor: &Visitor, path: &str, languages: &str) -> Answer {
    visitor.send(path, visitor.request(Method::GET, path).header("accept-language", languages)).await
}

#[actix_web::test]
async fn what_is_said_at_no_clubs_address_comes_in_the_browsers_language() {
    let club = TestClub::open();
    let server = club.serve();
    let lost = Visitor::to(&format!("http://nobody.localhost:{}", server.address().port()), server.address());
    for (languages, said) in [
        ("fr-CA,fr;q=0.9,en;q=0.5", "Aucun club n’habite à cette adresse."),
        ("en", "No club lives at this address."),
        ("", "No club lives at this address."),
        ("tlh", "No club lives at this address."),
    ] {
        let answer = asks(&lost, "/", languages).await.expect(404);
        assert_eq!(answer.text().trim(), said, "{languages:?}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("vary"), Some("accept-language"), "caches keep the two apart");
    }
    server.stops();
}

#[actix_web::test]
async fn a_form_from_elsewhere_is_refused_in_the_browsers_language() {
    let club = TestClub::open();
    let server = club.serve();
    let tricked = club.visitor().shown_at("https://evil.example");
    for (languages, said) in [("fr", "Ce formulaire ne vient pas de ce club."), ("en", "This form did not come from")] {
        let request = tricked.request(Method::POST, "/join").header("accept-language", languages);
        let answer = tricked.send("/join", request.form(&[("email", "zoe@fans.test")])).await.expect(403);
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    assert!(club.db_rows("SELECT id FROM sign_ins").is_empty());
    server.stops();
}

#[actix_web::test]
async fn a_club_that_cannot_be_opened_shows_a_page_in_the_browsers_language() {
    let club = TestClub::open_with("artist = \"Nova <b>Lune</b>\"");
    club.db_writes_settings(|settings| drop(settings.insert("time_zone".to_owned(), "Europe/Nowhere".into())));
    let server = club.serve();
    let fan = club.visitor();
    let closed = asks(&fan, "/posts", "fr").await.expect(503).says("Fermé un instant.").says("Nova <b>Lune</b>");
    assert_eq!(closed.attributes("html", "lang"), ["fr"]);
    assert_eq!(closed.header("retry-after"), Some("300"));
    asks(&fan, "/posts", "en").await.expect(503).says("Closed for a moment.");
    server.stops();
}
