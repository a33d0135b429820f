//! Passkeys of members, with a device of our own: made, used, named, taken away, and every answer that proves nothing.

use stagedoor::base::Moment;

use super::{joins, served};
use crate::support::{Answer, Passkey, Question, TestClub, Visitor};

const EMAIL: &str = "noor@example.org";

async fn signs_out(fan: &Visitor) {
    let form = fan.get("/account").await.expect(200).form("form[action$='/sign-out']");
    fan.submit(&form).await.expect(303);
    fan.get("/account").await.expect(303);
}

/// A member with a passkey, signed out, in the browser they joined with.
async fn member_with_passkey(club: &TestClub) -> (Visitor, Passkey) {
    let fan = joins(club, EMAIL).await;
    let (passkey, answer) = fan.makes_passkey("/account", &club.config().base_url).await;
    fan.follow(answer.expect(303)).await.expect(200).says("Your passkey is kept");
    signs_out(&fan).await;
    (fan, passkey)
}

fn passkeys(club: &TestClub, column: &str) -> Vec<String> {
    club.db_rows(&format!("SELECT {column}, id FROM passkeys ORDER BY id"))
        .into_iter()
        .map(|row| row[0].clone())
        .collect()
}

/// Sends this answer to this question.
async fn sends(visitor: &Visitor, question: &Question, said: &str) -> Answer {
    let form = visitor.get("/sign-in").await.expect(200).form("form[data-passkey=open]");
    visitor.submit(&form.fill("sealed", &question.sealed).fill("answer", said)).await
}

async fn question(visitor: &Visitor) -> Question {
    visitor.is_asked(&visitor.get("/sign-in").await.expect(200), "open").await.1
}

async fn is_out(visitor: &Visitor) {
    visitor.get("/account").await.expect(303);
}

#[tokio::test]
async fn a_member_makes_a_passkey_and_comes_in_with_it() {
    let (club, _server) = served();
    let (fan, mut passkey) = member_with_passkey(&club).await;
    let told = club.mailbox.letter_to(EMAIL);
    assert!(told.subject.contains("passkey was added"), "{}", told.subject);
    assert!(told.text.contains("/account#passkeys"), "{}", told.text);
    assert_eq!(
        passkeys(&club, "audience || ' ' || host || ' ' || CAST(sign_counter AS TEXT)"),
        ["fans nova.localhost 1"]
    );

    let back = fan.get("/sign-in?back=/tiers").await.expect(200);
    let (form, question) = fan.is_asked(&back, "open").await;
    assert_eq!(question.options["userVerification"], "required");
    assert_eq!(question.options["rpId"], "nova.localhost");
    let said = passkey.answers(&question);
    let entered = fan.submit(&form.fill("sealed", &question.sealed).fill("answer", &said)).await.expect(303);
    assert_eq!(entered.leads_to().as_deref(), Some("/tiers"), "back where they came from");
    let account = fan.get("/account").await.expect(200).says(EMAIL).says("last used");
    assert!(account.texts("#passkeys .row").len() == 1);
    assert_eq!(passkeys(&club, "CAST(sign_counter AS TEXT)"), ["2"], "the counter is kept");
    club.rests();
    assert!(club.mailbox.letters().iter().all(|letter| !letter.subject.contains("new device")), "a browser they had");
}

#[tokio::test]
async fn looking_asks_and_writes_nothing() {
    let (club, _server) = served();
    let stranger = club.visitor();
    for _ in 0..3 {
        question(&stranger).await;
    }
    assert!(club.db_rows("SELECT question_hash, expires_at FROM spent_questions").is_empty());
    let fan = joins(&club, EMAIL).await;
    let asked = fan.get("/account/passkeys/question").await.expect(200);
    assert!(asked.text().contains("\"residentKey\":\"required\""), "signing in begins without an address");
    assert!(passkeys(&club, "label").is_empty());
    stranger.get("/account/passkeys/question").await.expect(303);
}

#[tokio::test]
async fn a_passkey_on_a_new_device_is_told_by_mail_and_not_too_often() {
    let (club, _server) = served();
    let (_fan, mut passkey) = member_with_passkey(&club).await;
    club.mailbox.letter_to(EMAIL);
    for _ in 0..9 {
        let device = club.visitor();
        device.shows_passkey("/sign-in", &mut passkey).await.expect(303);
    }
    club.rests();
    let told = club.mailbox.letters().iter().filter(|letter| letter.subject.contains("new device")).count();
    assert_eq!(told, 5, "with the browser they joined with, six new ones a day");
}

#[tokio::test]
async fn what_proves_nothing_lets_nobody_in() {
    let (club, _server) = served();
    let (_fan, passkey) = member_with_passkey(&club).await;
    let check = async |what: &str, bend: &dyn Fn(&mut Passkey)| {
        let stranger = club.visitor();
        let mut bent = passkey.clone();
        bend(&mut bent);
        let refused = stranger.shows_passkey("/sign-in", &mut bent).await;
        assert_eq!(refused.status, 422, "{what}: {}", refused.words());
        refused.says("That passkey was not accepted");
        is_out(&stranger).await;
    };
    check("another site's page", &|bent| bent.origin = "https://evil.example".to_owned()).await;
    check("another port of the same host", &|bent| bent.origin = "http://nova.localhost:1".to_owned()).await;
    check("a passkey for another host", &|bent| bent.host = "localhost".to_owned()).await;
    check("no finger, face or PIN", &|bent| bent.verifies = false).await;
    check("a counter that stands still: a copy", &|bent| bent.counter = 0).await;
    let mut whole = passkey.clone();
    whole.counter = 7;
    club.visitor().shows_passkey("/sign-in", &mut whole).await.expect(303);
    check("a counter that goes back", &|bent| bent.counter = 4).await;
    assert_eq!(passkeys(&club, "CAST(sign_counter AS TEXT)"), ["8"]);
}

#[tokio::test]
async fn a_question_is_good_once_in_its_browser_and_for_what_it_was_asked() {
    let (club, _server) = served();
    let (fan, mut passkey) = member_with_passkey(&club).await;
    // Answered twice.
    let asked = question(&fan).await;
    let said = passkey.answers(&asked);
    sends(&fan, &asked, &said).await.expect(303);
    signs_out(&fan).await;
    sends(&fan, &asked, &said).await.expect(422).says("took too long");
    // A refused answer spends it as well.
    let asked = question(&fan).await;
    let mut careless = passkey.clone();
    careless.verifies = false;
    let (refused, right) = (careless.answers(&asked), passkey.answers(&asked));
    sends(&fan, &asked, &refused).await.expect(422).says("not accepted");
    sends(&fan, &asked, &right).await.expect(422).says("took too long");
    // The answer to another question: the challenge is not the one that was signed.
    let (one, other) = (question(&fan).await, question(&fan).await);
    let said = passkey.answers(&one);
    sends(&fan, &other, &said).await.expect(422).says("not accepted");
    // Stolen on its way into another browser.
    let thief = club.visitor();
    let asked = question(&fan).await;
    let said = passkey.answers(&asked);
    sends(&thief, &asked, &said).await.expect(422).says("took too long");
    is_out(&thief).await;
    // Asked by the studio, or made up.
    let studio = fan.get("/studio/sign-in/passkey").await.expect(200);
    let studio: serde_json::Value = serde_json::from_slice(&studio.bytes).unwrap();
    let forged = Question { sealed: studio["sealed"].as_str().unwrap().to_owned(), options: studio["options"].clone() };
    let said = passkey.answers(&forged);
    sends(&fan, &forged, &said).await.expect(422).says("took too long");
    let made_up = Question { sealed: "00ff".repeat(40), ..forged };
    sends(&fan, &made_up, &said).await.expect(422).says("took too long");
    sends(&fan, &question(&fan).await, "{}").await.expect(422).says("not accepted");
    is_out(&fan).await;
}

#[tokio::test]
async fn a_question_is_over_after_five_minutes() {
    use stagedoor::base::Secret;
    use stagedoor::passkeys::{self, Answer, NotTaken, Ring};
    use stagedoor::sessions::Audience;

    let (club, _server) = served();
    let (_fan, mut passkey) = member_with_passkey(&club).await;
    let (browser, asked_at) = (Secret::random().hash(), Moment::now());
    let ring = Ring::of(&club).unwrap().unwrap();
    let asked = ring.ask_to_open(club.key(), Audience::Fans, &browser, asked_at).unwrap();
    let said = passkey.answers(&Question { options: asked.options.clone(), sealed: asked.sealed.clone() });
    let answer = Answer { sealed: asked.sealed, credential: said };
    let opens = async |at: Moment| {
        let (club, answer, browser) = (club.clone(), answer.clone(), browser.clone());
        let ring = Ring::of(&club).unwrap().unwrap();
        club.clone()
            .write(move |tx| passkeys::open(tx, (&ring, club.key()), Audience::Fans, &browser, &answer, at))
            .await
            .unwrap()
    };
    assert_eq!(opens(asked_at.plus_minutes(5)).await.unwrap_err(), NotTaken::Stale);
    assert!(opens(asked_at.plus_minutes(5).plus_seconds(-1)).await.is_ok());
    club.write(move |tx| passkeys::tidy(tx, asked_at.plus_minutes(6))).await.unwrap();
    let left =
        club.db_rows(&format!("SELECT question_hash, '' FROM spent_questions WHERE expires_at < {}", asked_at.0));
    assert!(left.is_empty());
}

#[tokio::test]
async fn a_passkey_is_named_and_taken_away() {
    let (club, _server) = served();
    let (fan, mut passkey) = member_with_passkey(&club).await;
    club.mailbox.letter_to(EMAIL);
    fan.shows_passkey("/sign-in", &mut passkey).await.expect(303);
    let account = fan.get("/account").await.expect(200);
    let rename = account.form("#passkeys details form").fill("label", "  Key on the red ribbon  ");
    let renamed = fan.follow(fan.submit(&rename).await.expect(303)).await.expect(200).says("Key on the red ribbon");
    // Somebody else cannot touch it.
    let ada = joins(&club, "ada@example.org").await;
    for form in [rename, renamed.form("#passkeys form[action$='/removal']")] {
        let csrf = ada.get("/account").await.attributes("input[name=csrf]", "value").remove(0);
        ada.submit(&form.fill("csrf", &csrf)).await.expect(404);
    }
    let removal = renamed.form("#passkeys form[action$='/removal']");
    fan.follow(fan.submit(&removal).await.expect(303)).await.expect(200).says("opens nothing here any more");
    let told = club.mailbox.letter_to(EMAIL);
    assert!(told.subject.contains("removed") && told.text.contains("Key on the red ribbon"), "{}", told.text);
    signs_out(&fan).await;
    fan.shows_passkey("/sign-in", &mut passkey).await.expect(422).says("Nobody here signs in with that passkey");
    is_out(&fan).await;
    let verbs = club.db_rows("SELECT verb, actor_kind FROM journal_entries WHERE verb LIKE 'passkey%' ORDER BY id");
    assert_eq!(verbs.concat(), ["passkey.added", "member", "passkey.removed", "member"]);
}

#[tokio::test]
async fn a_passkey_is_made_only_by_an_answer_to_its_own_question() {
    let (club, _server) = served();
    let fan = joins(&club, EMAIL).await;
    let ada = joins(&club, "ada@example.org").await;
    let origin = club.config().base_url.clone();
    let adds = async |visitor: &Visitor, question: &Question, said: &str| {
        let form = visitor.get("/account").await.expect(200).form("form[data-passkey=add]");
        visitor.submit(&form.fill("sealed", &question.sealed).fill("answer", said)).await
    };
    let asked = async |visitor: &Visitor| visitor.is_asked(&visitor.get("/account").await, "add").await.1;
    let hers = asked(&fan).await;
    let passkey = Passkey::made_for(&hers, &origin);
    let bent = Passkey { origin: "https://evil.example".to_owned(), ..passkey.clone() };
    adds(&fan, &hers, &bent.introduces_itself(&hers)).await.expect(422).says("not accepted");
    let careless = Passkey { verifies: false, ..passkey.clone() };
    let next = asked(&fan).await;
    adds(&fan, &next, &careless.introduces_itself(&next)).await.expect(422).says("not accepted");
    let next = asked(&fan).await;
    adds(&ada, &next, &passkey.introduces_itself(&next)).await.expect(422).says("took too long");
    let said = passkey.introduces_itself(&next);
    adds(&fan, &next, &said).await.expect(303);
    adds(&fan, &next, &said).await.expect(422).says("took too long");
    // The same key a second time, also by somebody else.
    let another = asked(&ada).await;
    adds(&ada, &another, &passkey.introduces_itself(&another)).await.expect(422).says("not accepted");
    assert_eq!(passkeys(&club, "audience"), ["fans"]);
    let known = asked(&fan).await;
    assert_eq!(known.options["excludeCredentials"].as_array().unwrap().len(), 1, "a device says that it has one");
}

#[tokio::test]
async fn another_clubs_passkey_opens_nothing_here() {
    let (nova, orion) = TestClub::two();
    for club in [&nova, &orion] {
        club.leaves_work("club.send_mail");
    }
    let _server = nova.serve();
    let (_fan, mut passkey) = member_with_passkey(&nova).await;
    joins(&orion, EMAIL).await;
    let visitor = orion.visitor();
    visitor.shows_passkey("/sign-in", &mut passkey).await.expect(422).says("Nobody here signs in with that passkey");
    is_out(&visitor).await;
    // A row that found its way over is still for the other host.
    let row = nova.db_rows("SELECT id, person_id, credential_id, credential, label FROM passkeys").remove(0);
    let member = orion.db_rows("SELECT id, email FROM members").remove(0);
    orion.db_rows(&format!(
        "INSERT INTO passkeys (id, audience, person_id, host, credential_id, credential, label, sign_counter, backed_up, \
         created_at) VALUES ('{}', 'fans', '{}', 'nova.localhost', '{}', '{}', '', 0, FALSE, 0) RETURNING id",
        row[0], member[0], row[2], row[3]
    ));
    visitor.shows_passkey("/sign-in", &mut passkey).await.expect(422).says("Nobody here signs in with that passkey");
    is_out(&visitor).await;
}

#[tokio::test]
async fn passkeys_are_in_the_copy_and_go_with_the_person() {
    let (club, _server) = served();
    club.leaves_work("rights.erase");
    let (fan, mut passkey) = member_with_passkey(&club).await;
    fan.shows_passkey("/sign-in", &mut passkey).await.expect(303);
    let copy: serde_json::Value =
        serde_json::from_slice(&fan.get("/account/copy.json").await.expect(200).bytes).unwrap();
    let kept = &copy["parts"]["passkeys"];
    let kept = if kept.is_null() { &copy["passkeys"] } else { kept };
    assert_eq!(kept.as_array().map(Vec::len), Some(1), "{copy}");
    assert!(kept[0]["last_used_at"].is_string() && !copy.to_string().contains("EC_EC2"), "{kept}");
    let form =
        fan.get("/account/erasure").await.expect(200).form("form[action$='/account/erasure']").fill("email", EMAIL);
    fan.submit(&form).await.expect(303);
    club.rests();
    assert!(passkeys(&club, "label").is_empty());
    let gone = club.visitor();
    gone.shows_passkey("/sign-in", &mut passkey).await.expect(422);
    is_out(&gone).await;
}

#[tokio::test]
async fn a_club_without_https_or_name_offers_none() {
    let club = TestClub::open();
    club.leaves_work("club.send_mail");
    let port = club.address().port();
    club.db_writes_settings(|settings| {
        settings.insert("hosts".to_owned(), vec!["127.0.0.1".to_owned()].into());
        settings.insert("base_url".to_owned(), format!("http://127.0.0.1:{port}").into());
    });
    let _server = club.serve();
    let visitor = Visitor::to(&format!("http://127.0.0.1:{port}"), club.address());
    let page = visitor.get("/sign-in").await.expect(200);
    assert!(page.texts("[data-passkey]").is_empty() && !page.text().contains("passkeys.js"));
    visitor.get("/sign-in/passkey").await.expect(404);
    visitor.post("/sign-in/passkey", &[]).await.expect(404);
    let studio = visitor.get("/studio/sign-in").await.expect(200);
    assert!(studio.texts("[data-passkey]").is_empty());
}
