//! Passkeys of the crew: the way in and the second factor at once, and what a club may demand.

use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::support::{Answer, Passkey, TestClub, Visitor, early_in_a_step, totp_at};

const NEW: &str = "/studio/account/passkeys/new";
const EMAIL: &str = "ines@nova.test";

/// A club served, whose letters may still be on their way at the end.
fn served() -> (TestClub, crate::support::Server) {
    crate::site::served()
}

/// Somebody of the crew with a passkey and nothing else.
async fn crew_with_passkey(club: &TestClub, role: Role) -> (Visitor, Passkey, Vec<String>) {
    let crew = club.db_crew_comes_in(EMAIL, role).await;
    let (passkey, made) = crew.makes_passkey(NEW, &club.config().base_url).await;
    let codes = made.expect(200).says("Each of these codes works once").texts(".codes li");
    assert_eq!(codes.len(), 10, "who has no app gets something for the day the device is lost");
    (crew, passkey, codes)
}

async fn signs_out(crew: &Visitor) {
    crew.post("/studio/sign-out", &[]).await.expect(303);
}

/// As if that long ago the second factor had been shown.
fn db_shown(club: &TestClub, at: Option<Moment>) {
    let at = at.map_or("NULL".to_owned(), |at| at.0.to_string());
    club.db_rows(&format!("UPDATE sessions SET second_factor_at = {at} WHERE audience = 'crew' RETURNING id"));
}

fn leads_to(answer: Answer, place: &str) {
    let answer = answer.expect(303);
    assert!(answer.leads_to().unwrap().starts_with(place), "{:?}", answer.leads_to());
}

#[actix_web::test]
async fn a_passkey_lets_the_crew_in_and_is_the_second_factor_at_once() {
    let (club, _server) = served();
    let (crew, mut passkey, _) = crew_with_passkey(&club, Role::Owner).await;
    crew.get("/studio/crew").await.expect(200).says("Passkey");
    let told = club.mailbox.letter_to(EMAIL);
    assert!(told.subject.contains("passkey was added"), "{}", told.subject);
    signs_out(&crew).await;
    let device = club.visitor();
    device.shows_passkey("/studio/sign-in?return=/studio/crew", &mut passkey).await.expect(303);
    device.get("/studio/crew").await.expect(200).says("Passkey");
    let news = club.mailbox.letter_to(EMAIL);
    assert!(news.subject.contains("new device") && news.text.contains("/studio/account"), "{}", news.text);
    // It is no way into the fans' part, nor a member's into the studio.
    let fans = club.visitor();
    fans.shows_passkey("/sign-in", &mut passkey).await.expect(422).says("Nobody here signs in with that passkey");
    let member = crate::site::joins(&club, "noor@example.org").await;
    let (mut theirs, made) = member.makes_passkey("/account", &club.config().base_url).await;
    made.expect(303);
    let stranger = club.visitor();
    stranger.shows_passkey("/studio/sign-in", &mut theirs).await.expect(422).says("Nobody who works here");
    leads_to(stranger.get("/studio").await, "/studio/sign-in");
}

#[actix_web::test]
async fn without_a_finger_face_or_pin_it_is_no_second_factor() {
    let (club, _server) = served();
    let (crew, passkey, codes) = crew_with_passkey(&club, Role::Owner).await;
    db_shown(&club, None);
    leads_to(crew.get("/studio/crew").await, "/studio/second-factor");
    let page = "/studio/second-factor?return=/studio/crew";
    let mut careless = Passkey { verifies: false, ..passkey.clone() };
    crew.shows_passkey(page, &mut careless).await.expect(422).says("That passkey was not accepted");
    leads_to(crew.get("/studio/crew").await, "/studio/second-factor");
    let mut stranger = Passkey { origin: "https://evil.example".to_owned(), ..passkey.clone() };
    crew.shows_passkey(page, &mut stranger).await.expect(422);
    // A colleague's proves that the colleague is here.
    let colleague = club.db_crew_comes_in("mira@nova.test", Role::Manager).await;
    let (mut theirs, made) = colleague.makes_passkey(NEW, &club.config().base_url).await;
    made.expect(200);
    db_shown(&club, None);
    crew.shows_passkey(page, &mut theirs).await.expect(422).says("Nobody who works here has that passkey");
    leads_to(crew.get("/studio/crew").await, "/studio/second-factor");
    let mut passkey = Passkey { counter: 40, ..passkey };
    leads_to(crew.shows_passkey(page, &mut passkey).await, "/studio/crew");
    crew.get("/studio/crew").await.expect(200);
    // And a recovery code, for the day it is lost.
    db_shown(&club, None);
    let form = crew.get(page).await.expect(200).form("form[action='/studio/second-factor']");
    crew.submit(&form.clone().fill("code", "AAAA-BBBB-CCCC-DDDD")).await.expect(422).says("does not fit");
    leads_to(crew.submit(&form.fill("code", &codes[0])).await, "/studio/crew");
    crew.get("/studio/account").await.expect(200).says("9 recovery codes are left");
}

#[actix_web::test]
async fn whoever_has_a_second_factor_shows_it_before_another_is_added() {
    let (club, _server) = served();
    let crew = club.db_crew_comes_in(EMAIL, Role::Owner).await;
    let now = early_in_a_step().await;
    let (secret, _) = crew.sets_up_a_factor(now.plus_seconds(-30)).await;
    db_shown(&club, Some(now.plus_minutes(-31)));
    leads_to(crew.get(NEW).await, "/studio/second-factor?return=");
    leads_to(crew.get("/studio/account/passkeys/question").await, "/studio/second-factor");
    leads_to(crew.post("/studio/account/passkeys", &[]).await, "/studio/second-factor");
    let form = crew.get("/studio/second-factor").await.expect(200).form("form[action='/studio/second-factor']");
    crew.submit(&form.fill("code", &totp_at(&secret, now))).await.expect(303);
    let (passkey, made) = crew.makes_passkey(NEW, &club.config().base_url).await;
    leads_to(made, "/studio/account?said=passkey-added");
    // The other way round: with a passkey alone, mail does not suffice to add an app.
    club.db_rows("UPDATE crew_members SET totp_confirmed_at = NULL WHERE role = 'owner' RETURNING id");
    db_shown(&club, None);
    leads_to(crew.get("/studio/account/second-factor").await, "/studio/second-factor?return=");
    leads_to(crew.post("/studio/account/second-factor", &[("code", "000000")]).await, "/studio/second-factor");
    let mut passkey = passkey;
    crew.shows_passkey("/studio/second-factor", &mut passkey).await.expect(303);
    crew.get("/studio/account/second-factor").await.expect(200).says("Scan this");
}

#[actix_web::test]
async fn passkeys_are_named_and_taken_away_after_a_fresh_second_factor() {
    let (club, _server) = served();
    let (crew, mut passkey, _) = crew_with_passkey(&club, Role::Editor).await;
    let account = crew.get("/studio/account").await.expect(200);
    let rename = account.form("details.rename form").fill("label", "Blue key in the safe");
    let named = crew.follow(crew.submit(&rename).await).await.expect(200).says("Blue key in the safe");
    db_shown(&club, Some(Moment::now().plus_minutes(-31)));
    let removal = named.form("form[action$='/delete'][action*='/passkeys/']");
    leads_to(crew.submit(&removal).await, "/studio/second-factor");
    crew.shows_passkey("/studio/second-factor", &mut passkey).await.expect(303);
    let gone = crew.follow(crew.submit(&removal).await).await.expect(200).says("opens nothing here any more");
    assert!(gone.texts("details.rename").is_empty());
    assert!(club.db_rows("SELECT code_hash, '' FROM recovery_codes").is_empty(), "nothing is left to recover");
    signs_out(&crew).await;
    crew.shows_passkey("/studio/sign-in", &mut passkey).await.expect(422).says("Nobody who works here");
}

#[actix_web::test]
async fn whoever_no_longer_works_here_has_no_passkey_either() {
    let (club, _server) = served();
    let (_crew, mut passkey, _) = crew_with_passkey(&club, Role::Editor).await;
    let owner = club.db_crew_at_work("owner@nova.test", Role::Owner).await;
    let revoked = owner.get("/studio/crew").await.expect(200).form("form[action$='/delete']");
    owner.submit(&revoked).await.expect(303);
    club.visitor().shows_passkey("/studio/sign-in", &mut passkey).await.expect(422);
    // Nor do they bring it back when they return.
    assert!(club.db_rows("SELECT label, host FROM passkeys").is_empty());
}

/// Ticks or clears the box in the settings.
async fn demands(owner: &Visitor, demanded: bool) -> Answer {
    let form = owner.get("/studio/settings/edit").await.expect(200).form("form[action='/studio/settings']");
    let mut form = form;
    form.fields.retain(|(name, _)| name != "crew_passkeys");
    owner.submit(&if demanded { form.tick("crew_passkeys", "yes") } else { form }).await
}

#[actix_web::test]
async fn a_club_that_demands_passkeys_opens_only_the_page_to_make_one() {
    let (club, _server) = served();
    let base = club.config().base_url.clone();
    let owner = club.db_crew_at_work("owner@nova.test", Role::Owner).await;
    let editor = club.db_crew_at_work(EMAIL, Role::Editor).await;
    demands(&owner, true).await.expect(422).says("Make a passkey of your own first");
    owner.get("/studio/posts").await.expect(200);
    let (mut passkey, made) = owner.makes_passkey(NEW, &base).await;
    made.expect(303);
    demands(&owner, true).await.expect(303);
    owner.get("/studio/settings").await.expect(200).says("The crew needs passkeys");
    owner.get("/studio/posts").await.expect(200);

    for page in ["/studio", "/studio/posts", "/studio/account", "/studio/account/second-factor"] {
        leads_to(editor.get(page).await, NEW);
    }
    leads_to(editor.post("/studio/posts", &[("title", "x")]).await, NEW);
    assert!(club.db_rows("SELECT title, slug FROM posts").is_empty());
    // They came in long ago: their app is asked first, then the page opens, and nothing else.
    db_shown(&club, Some(Moment::now().plus_minutes(-31)));
    leads_to(editor.get(NEW).await, "/studio/second-factor?return=");
    editor.get("/studio/second-factor").await.expect(200).says("six digits");
    db_shown(&club, Some(Moment::now()));
    editor.get(NEW).await.expect(200).says("wants a passkey of everybody who works here");
    let (_, made) = editor.makes_passkey(NEW, &base).await;
    made.expect(303);
    editor.get("/studio/posts").await.expect(200);

    // Somebody new has nothing yet; the mail that let them in suffices for the first.
    let door = club.db_crew_comes_in("dora@nova.test", Role::Door).await;
    leads_to(door.get("/studio").await, NEW);
    let (_, made) = door.makes_passkey(NEW, &base).await;
    made.expect(200).says("Each of these codes works once");
    door.get("/studio").await.expect(200);

    // Whoever gives their only one away stands before the page again, not before a wall.
    let account = owner.get("/studio/account").await.expect(200);
    let removal = account.form("form[action$='/delete'][action*='/passkeys/']");
    leads_to(owner.submit(&removal).await, "/studio/account");
    leads_to(owner.get("/studio/settings/edit").await, NEW);
    owner.shows_passkey("/studio/sign-in", &mut passkey).await.expect(422);
    let (_, made) = owner.makes_passkey(NEW, &base).await;
    made.expect(303);
    demands(&owner, false).await.expect(303);
    let late = club.db_crew_comes_in("late@nova.test", Role::Editor).await;
    late.get("/studio/posts").await.expect(200);
    let verbs =
        club.db_rows("SELECT verb, subject_kind FROM journal_entries WHERE verb LIKE 'crew.passkeys%' ORDER BY id");
    assert_eq!(verbs.concat(), ["crew.passkeys_demanded", "club", "crew.passkeys_left", "club"]);
}

#[actix_web::test]
async fn guessing_with_passkeys_ends_after_ten_tries_too() {
    let (club, _server) = served();
    let (crew, passkey, _) = crew_with_passkey(&club, Role::Editor).await;
    let mut careless = Passkey { verifies: false, ..passkey };
    for _ in 0..10 {
        crew.shows_passkey("/studio/second-factor", &mut careless).await.expect(422);
    }
    crew.shows_passkey("/studio/second-factor", &mut careless).await.expect(429);
}

#[actix_web::test]
async fn all_other_browsers_end_at_once() {
    let (club, _server) = served();
    let (crew, mut passkey, _) = crew_with_passkey(&club, Role::Editor).await;
    let elsewhere = club.visitor();
    elsewhere.shows_passkey("/studio/sign-in", &mut passkey).await.expect(303);
    let form = crew.get("/studio/account").await.expect(200).form("form[action$='/sign-outs']");
    crew.follow(crew.submit(&form).await).await.expect(200).says("All other browsers are signed out");
    leads_to(elsewhere.get("/studio/account").await, "/studio/sign-in");
    crew.get("/studio/account").await.expect(200);
}
