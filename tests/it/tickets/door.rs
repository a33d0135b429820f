//! The door: one ticket, one person, at however many gates, with or without a network.

use serde_json::{Value, json};
use stagedoor::base::{Fault, Moment};
use stagedoor::club::Club;
use stagedoor::crew::Role;
use stagedoor::journal::Actor;
use stagedoor::orders::Restock;
use stagedoor::tickets::sale::Details;
use stagedoor::tickets::{
    self, Alone, Direction, Event, EventId, NewPass, Pass, Passage, ScanId, Ticket, Verdict, code,
};

use super::{db_buys, db_event, floor, guest, wanted};
use crate::browser::{Browser, Screen, Scripts};
use crate::support::TestClub;

async fn pass(club: &Club, event: &EventId, gate: &str) -> (Pass, String) {
    let (event, gate, now) = (event.clone(), gate.to_owned(), Moment::now());
    club.write(move |tx| {
        let new = NewPass { event: event.clone(), gate: gate.clone(), search: false };
        let (id, invitation) = tickets::make_pass(tx, &new, Actor::System, now)?;
        let pass = tickets::passes_of(tx, &event)?.into_iter().find(|pass| pass.id == id).unwrap();
        Ok::<_, Fault>((pass, invitation.reveal().to_owned()))
    })
    .await
    .unwrap()
}

pub async fn sold(club: &TestClub, slug: &str, count: i64) -> (Event, Vec<Ticket>) {
    let (event, types) = db_event(club, slug, 1_000, vec![floor()]).await;
    let mut tickets = Vec::new();
    for nth in 0..count {
        let buyer = guest(&format!("{slug}{nth}"));
        tickets.extend(db_buys(club, buyer, wanted(&types[0], 1, &Details::default())).await);
    }
    (event, tickets)
}

async fn scans(club: &Club, pass: &Pass, presented: &str, direction: Direction) -> Verdict {
    let (here, pass, presented) = (club.clone(), pass.clone(), presented.to_owned());
    let now = Moment::now();
    club.write(move |tx| tickets::scan(tx, &here, &pass, &ScanId::new(), &presented, direction, now)).await.unwrap()
}

#[actix_web::test]
async fn one_ticket_lets_one_person_in_across_gates() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 1).await;
    let (a, _) = pass(&club, &event.id, "Door A").await;
    let (b, _) = pass(&club, &event.id, "Door B").await;
    let code = code::of(&club, &sold[0]).unwrap();
    let (one, other) =
        futures_util::join!(scans(&club, &a, &code, Direction::In), scans(&club, &b, &code, Direction::In));
    let words = [one.word(), other.word()];
    assert!(words.contains(&"admitted") && words.contains(&"inside"), "{words:?}");
    assert_eq!(scans(&club, &a, &code, Direction::Out).await.word(), "left");
    assert_eq!(scans(&club, &a, &code, Direction::Out).await.word(), "not_inside");
    assert_eq!(scans(&club, &b, &code, Direction::In).await.word(), "readmitted");
    let id = event.id.clone();
    assert_eq!(club.read(move |conn| tickets::count(conn, &id)).await.unwrap().inside, 1);
    let id = event.id.clone();
    assert_eq!(club.read(move |conn| tickets::scans_of(conn, &id, 10)).await.unwrap().len(), 5, "refusals too");
}

/// Somebody let through by a gate that was alone, at this time of its clock.
fn passage(code: &str, direction: Direction, at: Moment) -> Passage {
    Passage { id: ScanId::new(), presented: code.to_owned(), direction, at, alone: Alone::LetThrough }
}

async fn tells(club: &Club, pass: &Pass, passages: &[&Passage]) -> Vec<Verdict> {
    let (here, pass, now) = (club.clone(), pass.clone(), Moment::now());
    let passages: Vec<Passage> = passages.iter().map(|passage| (*passage).clone()).collect();
    club.write(move |tx| tickets::record(tx, &here, &pass, &passages, now)).await.unwrap()
}

#[actix_web::test]
async fn gates_that_were_alone_count_by_the_clock_whoever_comes_back_first() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 2).await;
    let (a, _) = pass(&club, &event.id, "Door A").await;
    let (b, _) = pass(&club, &event.id, "Door B").await;
    let codes: Vec<String> = sold.iter().map(|ticket| code::of(&club, ticket).unwrap()).collect();
    let before = |minutes: i64| Moment::now().plus_minutes(-minutes);
    let inside = async || {
        let id = event.id.clone();
        club.read(move |conn| tickets::count(conn, &id)).await.unwrap().inside
    };

    let words = |verdicts: &[Verdict]| verdicts.iter().map(Verdict::word).collect::<Vec<_>>();

    // In by A, out by A, in again by B; B comes back first.
    let (came, went) = (passage(&codes[0], Direction::In, before(40)), passage(&codes[0], Direction::Out, before(20)));
    let again = passage(&codes[0], Direction::In, before(10));
    assert_eq!(words(&tells(&club, &b, &[&again]).await), ["admitted"]);
    assert_eq!(words(&tells(&club, &a, &[&came, &went]).await), ["admitted", "left"]);
    assert_eq!(inside().await, 1, "the last of them was a way in");
    assert_eq!(scans(&club, &a, &codes[0], Direction::In).await.word(), "inside");
    assert_eq!(scans(&club, &a, &codes[0], Direction::Out).await.word(), "left");
    assert_eq!(inside().await, 0);

    // Asked, and never answered: the gate turned somebody away whom the server would have let in, and so it was.
    let asked = passage(&codes[0], Direction::In, before(1));
    let (here, gate, id, code, now) = (club.clone(), a.clone(), asked.id.clone(), codes[0].clone(), Moment::now());
    let decided = club.write(move |tx| tickets::scan(tx, &here, &gate, &id, &code, Direction::In, now)).await.unwrap();
    assert_eq!((decided.word(), inside().await), ("readmitted", 1));
    let turned_away = Passage { alone: Alone::TurnedAway, ..asked };
    assert_eq!(words(&tells(&club, &a, &[&turned_away]).await), ["inside"]);
    assert_eq!(inside().await, 0, "nobody went through");

    // Two people on one ticket: whoever is told last is told of the other, also when the answer is lost.
    let (at_a, at_b) = (before(8), before(5));
    let (first, second) = (passage(&codes[1], Direction::In, at_a), passage(&codes[1], Direction::In, at_b));
    assert_eq!(words(&tells(&club, &b, &[&second]).await), ["admitted"]);
    for _ in 0..2 {
        let double = tells(&club, &a, &[&first]).await;
        let of_b = matches!(&double[..], [Verdict::Inside(_, gate, at)] if gate == "Door B" && *at == at_b);
        assert!(of_b, "{double:?}");
    }
    assert_eq!(inside().await, 1);
}

#[actix_web::test]
async fn what_is_no_ticket_for_tonight_is_refused_with_its_reason() {
    let (club, other) = TestClub::two();
    let (event, mut here) = sold(&club, "hamburg", 2).await;
    let (_, elsewhere) = sold(&club, "berlin", 1).await;
    let (_, foreign) = sold(&other, "hamburg", 1).await;
    let (gate, _) = pass(&club, &event.id, "Door A").await;
    let voided = here.remove(0);
    let voided_code = code::of(&club, &voided).unwrap();
    club.leaves_work("tickets.tell_voided");
    let renamed = here.remove(0);
    let renamed_code = code::of(&club, &renamed).unwrap();
    let now = Moment::now();
    club.write(move |tx| {
        tickets::void(tx, &voided, Restock::BackOnShelf, Actor::System, now)?;
        tickets::rename(tx, &renamed, "Max", Actor::System, now)
    })
    .await
    .unwrap();
    let check = async |code: &str, word: &str| {
        assert_eq!(scans(&club, &gate, code, Direction::In).await.word(), word, "{code}");
    };
    check(&voided_code, "void").await;
    check(&renamed_code, "void").await;
    check(&code::of(&club, &elsewhere[0]).unwrap(), "other_event").await;
    check(&code::of(&other, &foreign[0]).unwrap(), "unknown").await;
    check("https://example.org/menu", "unknown").await;
    check("1001", "unknown").await;
}

#[actix_web::test]
async fn a_pass_pairs_one_device_until_it_is_taken_back() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 1).await;
    let (paired, invitation) = pass(&club, &event.id, "Door A").await;
    let server = club.serve();
    let (gate, thief) = (club.visitor(), club.visitor());
    gate.get("/door").await.expect(404);
    gate.get("/door/list").await.expect(404);
    let page = gate.get(&format!("/door/pair/{invitation}")).await.expect(200);
    let form = page.form("form[action^='/door/pair/']");
    let door = gate.follow(gate.submit(&form).await).await.expect(200);
    assert!(door.text().contains("Door A"));
    thief.submit(&form).await.expect(410);
    thief.get("/door").await.expect(404);
    let list = gate.get("/door/list").await.expect(200);
    assert_eq!(list.text().lines().count(), 1);
    assert!(!list.text().contains(&sold[0].secret) && !list.text().contains("fans.test"), "{}", list.text());
    let now = Moment::now();
    club.write(move |tx| tickets::revoke_pass(tx, &paired.id, Actor::System, now)).await.unwrap();
    gate.get("/door/list").await.expect(404);
    club.rests();
    server.stops();
}

/// What the page of the gate shows and has measured.
pub async fn verdict(browser: &Browser, code: &str) -> (String, i64) {
    browser.runs("document.body.removeAttribute('data-took'); document.getElementById('next').click()").await;
    browser.writes("#code", code).await;
    browser.presses("#type button").await;
    browser.waits_until("return document.body.dataset.took !== undefined").await;
    let word = browser.runs("return document.getElementById('word').textContent").await;
    let took = browser.runs("return Number(document.body.dataset.took)").await;
    (word.as_str().unwrap().to_owned(), took.as_i64().unwrap())
}

/// A device paired as this gate, with its list taken along.
pub async fn opens_gate(club: &TestClub, event: &EventId, gate: &str) -> Browser {
    let (_, invitation) = pass(club, event, gate).await;
    let browser = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    browser.visits(&format!("/door/pair/{invitation}")).await;
    browser.presses("main form button").await;
    browser.waits_until("return document.body.dataset.online === 'yes'").await;
    browser
}

#[actix_web::test]
async fn two_gates_without_a_network_report_who_went_in_twice() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 3).await;
    let codes: Vec<String> = sold.iter().map(|ticket| code::of(&club, ticket).unwrap()).collect();
    let server = club.serve();
    let (a, b) = (opens_gate(&club, &event.id, "Door A").await, opens_gate(&club, &event.id, "Door B").await);
    a.is_sound("the gate").await;
    a.keeps("door-scan").await;
    assert_eq!(verdict(&a, &codes[0]).await.0, "Come in");
    a.is_sound("a verdict").await;
    a.keeps("door-in").await;
    assert_eq!(verdict(&b, &codes[0]).await.0, "Already in");
    b.keeps("door-again").await;
    assert_eq!(verdict(&b, "SD1.forged.code").await.0, "No ticket of ours");
    b.keeps("door-no").await;

    // The network is cut at both gates.
    a.cuts_the_network(true).await;
    b.cuts_the_network(true).await;
    assert_eq!(verdict(&a, &codes[1]).await.0, "Come in");
    assert_eq!(verdict(&a, &codes[1]).await.0, "Already in", "the gate itself remembers");
    assert_eq!(verdict(&b, &codes[1]).await.0, "Come in", "the other cannot know");
    assert_eq!(verdict(&b, "SD1.forged.code").await.0, "No ticket of ours", "the signature tells");
    assert_eq!(verdict(&b, &codes[2]).await.0, "Come in");

    a.cuts_the_network(false).await;
    a.runs("dispatchEvent(new Event('online'))").await;
    a.waits_until("return document.body.dataset.online === 'yes' && localStorage.length > 0 && !document.getElementById('sync').textContent.includes('to be told')").await;
    b.cuts_the_network(false).await;
    b.runs("dispatchEvent(new Event('online'))").await;
    b.waits_until("return !document.getElementById('doubles').hidden").await;
    let said = b.runs("return document.getElementById('doubles').textContent").await;
    assert!(said.as_str().unwrap().contains("went in twice: already at Door A"), "{said}");
    b.keeps("door-double").await;
    let id = event.id.clone();
    assert_eq!(club.read(move |conn| tickets::count(conn, &id)).await.unwrap().inside, 3);
    a.closes().await;
    b.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn the_camera_reads_a_code() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 1).await;
    let film = film_of(&code::of(&club, &sold[0]).unwrap());
    let server = club.serve();
    let (_, invitation) = pass(&club, &event.id, "Door A").await;
    let flags = [
        "--use-fake-ui-for-media-stream".to_owned(),
        "--use-fake-device-for-media-stream".to_owned(),
        format!("--use-file-for-fake-video-capture={}", film.path().display()),
    ];
    let browser = Browser::open_with(&club.config().base_url, Screen::Phone, Scripts::On, &flags).await;
    browser.visits(&format!("/door/pair/{invitation}")).await;
    browser.presses("main form button").await;
    browser.waits_until("return document.getElementById('word')?.textContent === 'Come in'").await;
    browser.closes().await;
    club.rests();
    server.stops();
}

/// A second of film that shows this code, as a camera would see it.
fn film_of(code: &str) -> tempfile::NamedTempFile {
    let drawn = fast_qr::QRBuilder::new(code).build().unwrap();
    let (size, scale) = (drawn.size + 8, 8);
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(4).filter(|at| *at < drawn.size);
        inside(x).zip(inside(y)).is_some_and(|(x, y)| drawn[y][x].value())
    };
    let side = u32::try_from(size * scale).unwrap();
    let picture = image::GrayImage::from_fn(side, side, |x, y| {
        image::Luma([if dark(x as usize / scale, y as usize / scale) { 0 } else { 255 }])
    });
    let still = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    picture.save(still.path()).unwrap();
    let film = tempfile::Builder::new().suffix(".mjpeg").tempfile().unwrap();
    let made = std::process::Command::new("ffmpeg")
        .args(["-y", "-loglevel", "error", "-loop", "1", "-i"])
        .arg(still.path())
        .args([
            "-t",
            "1",
            "-r",
            "10",
            "-vf",
            "scale=640:640,pad=800:640:(ow-iw)/2:0:gray",
            "-pix_fmt",
            "yuvj420p",
            "-q:v",
            "2",
        ])
        .arg(film.path())
        .status()
        .unwrap();
    assert!(made.success());
    film
}

#[actix_web::test]
async fn a_scan_told_twice_is_one() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 1).await;
    let (_, invitation) = pass(&club, &event.id, "Door A").await;
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let gate = club.visitor();
    let page = gate.get(&format!("/door/pair/{invitation}")).await.expect(200);
    gate.submit(&page.form("form[action^='/door/pair/']")).await;
    let code = code::of(&club, &sold[0]).unwrap();
    let tell = async |id: &str, refused: bool| -> Value {
        let at = 1_700_000_000_000_i64;
        let one = json!({ "id": id, "code": code, "direction": "in", "at": at, "refused": refused });
        let answer = gate.sends_json("/door/scans", &json!({ "scans": [one] })).await.expect(200);
        let answer: Value = serde_json::from_str(&answer.text()).unwrap();
        answer["verdicts"][0].clone()
    };
    assert_eq!(tell("turned away", true).await["verdict"], "inside");
    let id = event.id.clone();
    assert_eq!(club.read(move |conn| tickets::count(conn, &id)).await.unwrap().inside, 0, "nobody went in");
    assert_eq!(tell("one", false).await["verdict"], "admitted");
    assert_eq!(tell("one", false).await["verdict"], "admitted");
    for _ in 0..2 {
        let twice = tell("two", false).await;
        assert_eq!(twice["verdict"], "inside", "said again when the answer was lost");
        assert_eq!((&twice["gate"], &twice["number"]), (&json!("Door A"), &json!(sold[0].number)));
    }
    let id = event.id.clone();
    assert_eq!(club.read(move |conn| tickets::scans_of(conn, &id, 10)).await.unwrap().len(), 3);
    let shown = owner.get(&format!("/studio/events/{}/door", event.id)).await.expect(200);
    shown.says(&format!("No. {}", sold[0].number));
    club.rests();
    server.stops();
}
