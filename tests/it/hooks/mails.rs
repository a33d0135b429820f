//! The letters of a demo, and of nobody else.

use stagedoor::base::Moment;

use crate::support::{TestClub, Visitor};

/// Marks the club as a demo, which sends no letters: it has no mail server.
fn db_becomes_a_demo(club: &TestClub) {
    let now = Moment::now().0;
    club.db_rows(&format!(
        "INSERT INTO club_facts (name, value, updated_at) VALUES ('demo', '1', {now}) RETURNING name, value"
    ));
    let config = club.folder().config_file();
    let text = std::fs::read_to_string(&config).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("url = \"smtp")).collect();
    std::fs::write(&config, without.join("\n")).unwrap();
}

#[actix_web::test]
async fn a_demo_shows_the_letter_that_lets_a_newcomer_in() {
    let club = TestClub::open();
    db_becomes_a_demo(&club);
    let server = club.serve();
    let fan = club.visitor();
    fan.get("/mails").await.expect(200).says("No letter yet");
    let form = fan.get("/join").await.expect(200).form("form[action$='/join']").fill("email", "zoe@fans.test");
    fan.follow(fan.submit(&form).await).await.expect(200);
    let list = fan.get("/mails").await.expect(200).says("zoe@fans.test");
    let letter = list.attributes("ol a", "href").remove(0);
    let shown = fan.get(&letter).await.expect(200).text();
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = shown.split(|c: char| !c.is_alphanumeric()).find(is_code).expect("six digits").to_owned();
    let framed = fan.get(&format!("{letter}/letter")).await.expect(200);
    assert!(framed.text().contains(&code));
    let policy = framed.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("sandbox "), "{policy}");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_demo_shows_a_letters_pictures_and_files() {
    let club = TestClub::open();
    db_becomes_a_demo(&club);
    crate::tickets::sale_of_two(&club).await;
    let server = club.serve();
    club.rests();
    let fan = club.visitor();
    let letter = fan.get("/mails").await.expect(200).says("noor@fans.test").attributes("ol a", "href").remove(0);
    let framed = fan.get(&format!("{letter}/letter")).await.expect(200);
    assert_eq!(framed.attributes("img[src^='data:image/png;base64,']", "src").len(), 2);
    let page = fan.get(&letter).await.expect(200).says("Goes with it: tickets.pdf");
    let file = fan.get(&page.attributes("a[href*='/files/']", "href").remove(0)).await.expect(200);
    assert_eq!(crate::papers::pages(&file.bytes).len(), 2);
    fan.get(&format!("{letter}/files/other.pdf")).await.expect(404);
    server.stops();
}

#[actix_web::test]
async fn a_real_club_shows_its_letters_to_nobody() {
    let club = TestClub::open();
    let server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let mail = club.db_rows("SELECT id, kind FROM mails").remove(0).remove(0);
    for path in [
        "/mails".to_owned(),
        format!("/mails/{mail}"),
        format!("/mails/{mail}/letter"),
        format!("/mails/{mail}/files/x"),
    ] {
        club.visitor().get(&path).await.expect(404);
    }
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn in_a_network_the_letters_need_the_printed_password_and_say_so_in_words() {
    let club = TestClub::open_with("hosts = [\"demo.lan\"]\nbase_url = \"http://demo.lan\"");
    club.db_rows("INSERT INTO club_facts (name, value, updated_at) VALUES ('demo', '1', 0) RETURNING name, value");
    club.db_writes_settings(|settings| drop(settings["mail"].as_table_mut().unwrap().remove("url")));
    let server = club.serve();
    let fan = Visitor::to(&format!("http://demo.lan:{}", server.address().port()), server.address());
    let asks = async |languages: &str, password: &str| {
        let request = fan.request(reqwest::Method::GET, "/mails").header("accept-language", languages);
        fan.send("/mails", request.basic_auth("demo", Some(password))).await
    };
    for (languages, realm, said) in [
        ("fr", "Courrier de la démo", "Le mot de passe a été affiché"),
        ("en", "Mail of the demo", "The password was printed where the demo was started."),
    ] {
        let refused = asks(languages, "wrong").await.expect(401);
        assert!(refused.text().contains(said), "{}", refused.text());
        let challenge = refused.header("www-authenticate").unwrap_or_default();
        assert!(challenge.contains(&format!("realm=\"{realm}\"")), "{challenge}");
    }
    asks("en", &stagedoor::club::mail::viewer_password(&club)).await.expect(200).says("No letter yet");
    server.stops();
}
