//! The gate and the ticket when the server is gone, slow, or says no: stopped for real, since a cut of the page's network
//! does not reach its worker.

use std::time::Duration;

use serde_json::json;
use stagedoor::base::{Fault, Moment};
use stagedoor::journal::Actor;
use stagedoor::tickets::sale::Details;
use stagedoor::tickets::{self, Event, NewPass, Ticket, code};

use super::door::{opens_gate, sold, verdict};
use super::{db_buys, guest, wanted};
use crate::browser::{Browser, Screen, Scripts};
use crate::support::{Server, TestClub};

/// All of it: told, refreshed, counted.
const BEAT: &str = "dispatchEvent(new Event('online'))";
const OFFLINE: &str = "return document.body.dataset.online === 'no'";
const KEPT: &str = "return window.kept === true";

fn codes(club: &TestClub, sold: &[Ticket]) -> Vec<String> {
    sold.iter().map(|ticket| code::of(club, ticket).unwrap()).collect()
}

/// Beats until the gate knows that nobody answers.
async fn is_offline(gate: &Browser) {
    gate.runs(BEAT).await;
    gate.waits_until(OFFLINE).await;
}

/// Beats until the gate has told everything and holds a list of now.
async fn is_online(gate: &Browser) {
    gate.runs("document.body.dataset.online = 'asked'").await;
    gate.runs(BEAT).await;
    let told = "return document.body.dataset.online === 'yes' && !document.getElementById('sync').textContent.includes('to be told')";
    gate.waits_until(told).await;
    // The list of the same beat comes after what it tells.
    tokio::time::sleep(Duration::from_millis(700)).await;
}

/// Waits until the worker holds the page and these of its files.
async fn is_kept(browser: &Browser, page: &str, file: &str) {
    let script = format!(
        "Promise.all([caches.match('{page}', {{ ignoreVary: true }}), caches.keys().then(names => Promise.all(names.map(name =>
            caches.open(name).then(kept => kept.keys())))).then(all => all.flat().some(one => one.url.includes('{file}')))])
            .then(([page, file]) => {{ window.kept = Boolean(page) && file }}); return window.kept === true"
    );
    browser.waits_until(&script).await;
    assert_eq!(browser.runs(KEPT).await, true);
}

/// Scans, and waits for the server's word where the gate's own came first.
async fn says(gate: &Browser, code: &str, word: &str) {
    verdict(gate, code).await;
    gate.waits_until(&format!("return document.getElementById('word').textContent === '{word}'")).await;
}

async fn inside(club: &TestClub, event: &Event) -> i64 {
    let id = event.id.clone();
    club.read(move |conn| tickets::count(conn, &id)).await.unwrap().inside
}

async fn ends(club: TestClub, server: Server, browsers: Vec<Browser>) {
    for browser in browsers {
        browser.closes().await;
    }
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_gate_that_was_thrown_away_in_the_hall_comes_back_without_a_network() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 2).await;
    let codes = codes(&club, &sold);
    let server = club.serve();
    let gate = opens_gate(&club, &event.id, "Door A").await;
    is_kept(&gate, "/door", "zxing-reader-3.1.4.wasm").await;
    is_kept(&gate, "/door", "door.css").await;
    server.dies();
    is_offline(&gate).await;
    gate.visits("/door").await;
    gate.waits_until(OFFLINE).await;
    gate.is_sound("the gate without a network").await;
    gate.keeps("door-offline").await;
    assert_eq!(verdict(&gate, &codes[0]).await.0, "Come in");
    gate.visits("/door").await;
    assert_eq!(verdict(&gate, &codes[0]).await.0, "Already in", "across the reload");
    gate.keeps("door-offline-again").await;
    let kept = "caches.keys().then(async names => { for (const name of names) for (const one of await (await caches.open(name)).keys())
        if (/door\\/(list|count)/.test(one.url)) window.stale = one.url; window.looked = true })";
    gate.runs(kept).await;
    gate.waits_until("return window.looked === true").await;
    assert!(gate.runs("return window.stale ?? null").await.is_null(), "no list of the worker's own");
    let server = club.serve();
    is_online(&gate).await;
    assert_eq!(inside(&club, &event).await, 1);
    ends(club, server, vec![gate]).await;
}

#[actix_web::test]
async fn more_scans_than_one_request_holds_are_all_told_once() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 120).await;
    let server = club.serve();
    let gate = opens_gate(&club, &event.id, "Door A").await;
    let queued: Vec<_> = codes(&club, &sold)
        .into_iter()
        .enumerate()
        .map(|(nth, code)| json!({ "id": format!("scan-{nth}"), "code": code, "direction": "in", "at": 1_900_000_000_000_i64 }))
        .collect();
    let store = format!(
        "const facts = JSON.parse(document.body.dataset.facts);
         localStorage.setItem(`door/${{facts.pass}}/queue`, JSON.stringify({}))",
        json!(queued)
    );
    gate.runs(&store).await;
    server.stalls();
    gate.runs(&format!("{BEAT}; {BEAT}; {BEAT}")).await;
    server.goes_on();
    is_online(&gate).await;
    assert_eq!(inside(&club, &event).await, 120);
    assert_eq!(gate.runs("return document.getElementById('doubles').hidden").await, true);
    ends(club, server, vec![gate]).await;
}

#[actix_web::test]
async fn a_newer_list_counts_for_more_than_what_a_gate_saw_itself() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 2).await;
    let codes = codes(&club, &sold);
    let server = club.serve();
    let (a, b) = (opens_gate(&club, &event.id, "Door A").await, opens_gate(&club, &event.id, "Door B").await);
    says(&a, &codes[0], "Come in").await;
    says(&a, &codes[1], "Come in").await;
    b.presses("#out").await;
    says(&b, &codes[0], "Out").await;
    a.runs("document.getElementById('out').click()").await;
    says(&a, &codes[1], "Out").await;
    b.runs("document.getElementById('next').click(); document.getElementById('in').click()").await;
    a.runs("document.getElementById('in').click()").await;
    says(&b, &codes[1], "Welcome back").await;
    is_online(&a).await;
    server.dies();
    is_offline(&a).await;
    assert_eq!(verdict(&a, &codes[0]).await.0, "Come in", "it left by the other gate");
    assert_eq!(verdict(&a, &codes[1]).await.0, "Already in", "it came back by the other gate");
    let server = club.serve();
    is_online(&a).await;
    assert_eq!(inside(&club, &event).await, 2);
    ends(club, server, vec![a, b]).await;
}

#[actix_web::test]
async fn a_closed_gate_lets_nobody_in_and_keeps_nothing() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 1).await;
    let codes = codes(&club, &sold);
    let server = club.serve();
    let gate = opens_gate(&club, &event.id, "Door A").await;
    is_kept(&gate, "/door", "door.css").await;
    let (id, now) = (event.id.clone(), Moment::now());
    club.write(move |tx| {
        let pass = tickets::passes_of(tx, &id)?.remove(0);
        tickets::revoke_pass(tx, &pass.id, Actor::System, now)
    })
    .await
    .unwrap();
    gate.writes("#code", &codes[0]).await;
    gate.presses("#type button").await;
    gate.waits_until("return document.body.className.startsWith('v ')").await;
    for _ in 0..10 {
        let word = gate.runs("return document.getElementById('word').textContent").await;
        assert_eq!(word, "This gate is closed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Neither "Online" nor that something waits to be told, once it is known that nobody takes it.
    gate.waits_until("return document.getElementById('sync').textContent === 'This gate is closed'").await;
    gate.keeps("door-closed").await;
    let nothing = "caches.has('door-1').then(there => { window.gone = !there && !Object.keys(localStorage).some(name => name.startsWith('door/') && !name.endsWith('/here')) });
        return window.gone === true";
    gate.waits_until(nothing).await;
    assert_eq!(gate.runs("return document.body.dataset.list").await, "0");
    gate.runs("localStorage.setItem('door/x/list', 'left over')").await;
    gate.visits("/door").await;
    gate.waits_until("return Object.keys(localStorage).length === 0").await;
    assert_eq!(inside(&club, &event).await, 0);
    ends(club, server, vec![gate]).await;
}

#[actix_web::test]
async fn a_server_that_does_not_answer_holds_nobody_up() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 2).await;
    let codes = codes(&club, &sold);
    let server = club.serve();
    let gate = opens_gate(&club, &event.id, "Door A").await;
    server.stalls();
    for (code, word) in [(&codes[0], "Come in"), (&codes[1], "Come in"), (&codes[0], "Already in")] {
        let (said, took) = verdict(&gate, code).await;
        assert_eq!(said, word);
        assert!(took < 1_000, "{took} ms by the page's own clock");
    }
    gate.keeps("door-stalled").await;
    server.goes_on();
    is_online(&gate).await;
    assert_eq!(inside(&club, &event).await, 2);
    assert_eq!(gate.runs("return document.getElementById('doubles').textContent").await, "", "nobody went in twice");
    ends(club, server, vec![gate]).await;
}

#[actix_web::test]
async fn a_number_opens_where_the_pass_may_look_up_without_a_network_too() {
    let club = TestClub::open();
    let (event, sold) = sold(&club, "hamburg", 1).await;
    let server = club.serve();
    let (id, now) = (event.id.clone(), Moment::now());
    let invitation = club
        .write(move |tx| {
            let new = NewPass { event: id.clone(), gate: "Box office".into(), search: true };
            Ok::<_, Fault>(tickets::make_pass(tx, &new, Actor::System, now)?.1.reveal().to_owned())
        })
        .await
        .unwrap();
    let desk = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    desk.visits(&format!("/door/pair/{invitation}")).await;
    desk.presses("main form button").await;
    desk.waits_until("return document.body.dataset.online === 'yes'").await;
    let gate = opens_gate(&club, &event.id, "Door A").await;
    let number = sold[0].number.to_string();
    assert_eq!(verdict(&gate, &number).await.0, "Numbers do not count here");
    gate.keeps("door-no-search").await;
    server.dies();
    is_offline(&desk).await;
    assert_eq!(verdict(&desk, "4711").await.0, "Not on the list");
    assert_eq!(verdict(&desk, &number).await.0, "Come in");
    assert_eq!(verdict(&desk, &number).await.0, "Already in");
    let server = club.serve();
    is_online(&desk).await;
    assert_eq!(inside(&club, &event).await, 1);
    ends(club, server, vec![desk, gate]).await;
}

#[actix_web::test]
async fn a_ticket_bought_since_is_not_called_invalid() {
    let club = TestClub::open();
    let (event, _) = sold(&club, "hamburg", 1).await;
    let server = club.serve();
    let gate = opens_gate(&club, &event.id, "Door A").await;
    server.dies();
    is_offline(&gate).await;
    let id = event.id.clone();
    let kind = club.read(move |conn| tickets::types_of(conn, &id)).await.unwrap().remove(0);
    let late = db_buys(&club, guest("late"), wanted(&kind, 1, &Details::default())).await;
    assert_eq!(verdict(&gate, &code::of(&club, &late[0]).unwrap()).await.0, "Not on the list");
    assert_eq!(gate.runs("return document.body.className").await, "v again");
    let what = gate.runs("return document.getElementById('what').textContent").await;
    assert!(what.as_str().unwrap().contains("The list is of "), "{what}");
    gate.is_sound("not on the list").await;
    gate.keeps("door-unlisted").await;
    let server = club.serve();
    gate.presses("#again").await;
    gate.waits_until("return document.getElementById('word').textContent === 'Come in'").await;
    assert_eq!(inside(&club, &event).await, 1);
    ends(club, server, vec![gate]).await;
}

#[actix_web::test]
async fn a_ticket_shows_its_code_without_a_network() {
    let club = TestClub::open();
    let (_, sold) = sold(&club, "hamburg", 1).await;
    let server = club.serve();
    let fan = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    for language in ["", "/fr"] {
        let page = format!("{language}{}", tickets::link(&sold[0]));
        fan.visits(&page).await;
        is_kept(&fan, &page, "code.svg").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    server.dies();
    for (language, name) in [("", "ticket-offline"), ("/fr", "ticket-offline-fr")] {
        fan.visits(&format!("{language}{}", tickets::link(&sold[0]))).await;
        fan.waits_until("const code = document.querySelector('.stub__code'); return Boolean(code?.complete) && code.naturalWidth > 0").await;
        fan.waits_until("return document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 0").await;
        fan.keeps(name).await;
    }
    fan.closes().await;
}
