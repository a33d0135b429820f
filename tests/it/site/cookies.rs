//! What a browser is told about the club's cookies.

use stagedoor::crew::Role;

use crate::support::{Answer, TestClub, Visitor};

/// The cookies that an answer sets, each with its name and its attributes in lower case.
fn set_by(answer: &Answer) -> Vec<(String, Vec<String>)> {
    let lines = answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value);
    let parts = |line: &String| {
        let mut parts = line.split(';').map(|part| part.trim().to_owned());
        let name = parts.next().unwrap().split('=').next().unwrap().to_owned();
        (name, parts.map(|part| part.to_lowercase()).collect())
    };
    lines.map(parts).collect()
}

/// Signs in, fan or crew: every answer on the way.
async fn signs_in(club: &TestClub, visitor: &Visitor, page: &str, email: &str) -> Vec<Answer> {
    let asks = visitor.get(page).await.expect(200);
    let asked = visitor.submit(&asks.form("main form").fill("email", email)).await.expect(303);
    let code_page = visitor.get(&asked.leads_to().unwrap()).await.expect(200);
    let code = club.mailbox.letter_to(email).code();
    let opened = visitor.submit(&code_page.form("form[action$='/code']").fill("code", &code)).await.expect(303);
    vec![asks, asked, opened]
}

/// The cookies of all who come in at this address.
async fn cookies_at(club: &TestClub, shown: &str) -> Vec<(String, Vec<String>)> {
    let server = club.serve();
    // The invitation is all that is wanted: the crew member comes in below.
    let email = stagedoor::base::EmailAddress::parse("ines@nova.test").unwrap();
    let (by, now) = (stagedoor::journal::Actor::Operator, stagedoor::base::Moment::now());
    let lang = stagedoor::plumbing::locale::Lang::EN;
    club.write(move |tx| stagedoor::crew::invite(tx, &email, "Ines", Role::Owner, lang, by.clone(), now))
        .await
        .unwrap();
    let address = server.address();
    let visitor = || Visitor::to(&format!("http://nova.localhost:{}", address.port()), address).shown_at(shown);
    let mut answers = signs_in(club, &visitor(), "/join", "zoe@fans.test").await;
    answers.extend(signs_in(club, &visitor(), "/studio/sign-in", "ines@nova.test").await);
    club.rests();
    server.stops();
    answers.iter().flat_map(set_by).collect()
}

#[actix_web::test]
async fn on_https_they_are_bound_to_the_host_and_out_of_reach() {
    let club = TestClub::open_with("base_url = \"https://nova.localhost\"");
    let cookies = cookies_at(&club, "https://nova.localhost").await;
    for wanted in ["__Host-session", "__Host-crew", "__Host-browser"] {
        assert!(cookies.iter().any(|(name, _)| name == wanted), "{wanted} is not among {cookies:?}");
    }
    for (name, attributes) in &cookies {
        assert!(name.starts_with("__Host-"), "{name}");
        for wanted in ["secure", "httponly", "samesite=lax", "path=/"] {
            assert!(attributes.iter().any(|attribute| attribute == wanted), "{name} lacks {wanted}: {attributes:?}");
        }
        // A browser refuses a `__Host-` cookie that names a domain.
        assert!(!attributes.iter().any(|attribute| attribute.starts_with("domain")), "{name}: {attributes:?}");
    }
}

#[actix_web::test]
async fn on_plain_http_they_work_and_stay_out_of_reach_of_scripts() {
    let club = TestClub::open();
    let shown = club.config().base_url.clone();
    for (name, attributes) in cookies_at(&club, &shown).await {
        assert!(!name.starts_with("__Host-") && !attributes.contains(&"secure".to_owned()), "{name}: {attributes:?}");
        assert!(attributes.contains(&"httponly".to_owned()), "{name}: {attributes:?}");
        assert!(attributes.contains(&"samesite=lax".to_owned()), "{name}: {attributes:?}");
    }
}
