//! Two clubs on one server, both full: whoever holds everything of one is a stranger in the other, on every route.

use std::collections::BTreeMap;

use crate::furnished::{Furnished, db_furnish};
use crate::routes::{self, Route};
use crate::support::{Answer, Row, TestClub, Visitor};

/// Rows that a stranger may make by asking: they are about the stranger.
const OF_STRANGERS: &[&str] = &["jobs", "mails", "sign_ins", "carts", "cart_lines"];

/// Pages for whoever has a link, which say of a worthless one that it is worthless.
const EXPLAIN_THEMSELVES: &[&str] = &[
    "/account/address/{token}",
    "/link/{token}",
    "/studio/link/{link}",
    "/unsubscribe/{token}",
    "/door/pair/{invitation}",
];

/// Everything the club's database keeps.
fn everything(club: &TestClub) -> BTreeMap<String, Vec<Row>> {
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/plumbing/schema.rs")).unwrap();
    let tables = schema.split("diesel::table! {").skip(1).map(|table| table.split('(').next().unwrap().trim());
    let rows = |table: &str| {
        let mut rows = club.db_rows(&format!("SELECT * FROM {table}"));
        // How far the payment provider's events were read, by the clock.
        rows.retain(|row| table != "club_facts" || row[0] != "stripe_events_read_until");
        rows.sort();
        (table.to_owned(), rows)
    };
    tables.filter(|table| !OF_STRANGERS.contains(table)).map(rows).collect()
}

#[track_caller]
fn assert_unchanged(club: &TestClub, before: &BTreeMap<String, Vec<Row>>, after_what: &str) {
    for (table, rows) in everything(club) {
        assert_eq!(rows, before[&table], "{table} of {} after {after_what}", club.name());
    }
}

/// What stands on pages of this club only, and in no address.
fn signs(mark: &str) -> Vec<String> {
    let mut signs: Vec<String> =
        ["letter", "shirt", "live", "soundcheck"].iter().map(|what| format!("{mark} {what}")).collect();
    signs.extend(private_signs(mark));
    signs
}

/// What no stranger reads.
fn private_signs(mark: &str) -> Vec<String> {
    vec![format!("@{mark}.test"), format!("{}TEN", mark.to_uppercase()), format!("{mark} fan"), format!("{mark} Row")]
}

fn shown<'a>(answer: &Answer, signs: &'a [String]) -> Vec<&'a String> {
    let text = answer.text();
    signs.iter().filter(|sign| text.contains(*sign)).collect()
}

/// All routes but those that end the sessions the test is about.
fn walked() -> Vec<Route> {
    let leaves = |route: &Route| matches!(route.path.as_str(), "/sign-out" | "/studio/sign-out");
    routes::all().into_iter().filter(|route| !leaves(route)).collect()
}

/// Whether there is such a page for those whose it is, so that "not found" elsewhere means something.
async fn finds_its_own(house: &Furnished<'_>) {
    let mut unreal = Vec::new();
    for route in routes::all().iter().filter(|route| route.path.contains('{') && route.method != "POST") {
        let is = |starts: &str| route.path.starts_with(starts);
        // The demo's letters, files of the program, papers of what is not paid yet, and what only changes something.
        if is("/o/{order}/{key}/")
            || is("/mails/")
            || is("/static/")
            || is("/theme/")
            || matches!(route.method.as_str(), "DELETE" | "PATCH")
        {
            continue;
        }
        let path = house.address(&route.path);
        let holder = if is("/studio/") { &house.owner } else { &house.fan };
        let answer = holder.tries(&route.method, &path, "").await;
        if answer.status >= 400 {
            unreal.push(format!("{} {path}: {} {}", route.method, answer.status, answer.words()));
        }
    }
    assert!(unreal.is_empty(), "not found by those whose it is:\n{}", unreal.join("\n"));
    house.gate.get("/door").await.expect(200);
}

/// What tells one answer from another: what a page says differs in its tokens, where it leads does not.
fn gist(answer: &Answer) -> (u16, Option<String>) {
    (answer.status, answer.leads_to())
}

fn thief_at(club: &TestClub, house: &Furnished<'_>) -> Visitor {
    let thief = club.visitor();
    for holder in [&house.fan, &house.owner, &house.gate] {
        thief.steals(holder.cookies());
    }
    thief
}

#[actix_web::test]
async fn nothing_of_one_club_opens_shows_or_changes_anything_in_the_other() {
    let (nova, orion) = TestClub::two();
    db_furnish(&nova, "vesper").await;
    db_furnish(&orion, "umbra").await;
    let server = nova.serve();
    let (vesper, umbra) = (Furnished::opens(&nova, "vesper").await, Furnished::opens(&orion, "umbra").await);
    finds_its_own(&vesper).await;
    finds_its_own(&umbra).await;
    for club in [&nova, &orion] {
        // Nobody's use of a session is due to be written down while the two are compared.
        let later = stagedoor::base::Moment::now().plus_days(1).0;
        club.db_rows(&format!("UPDATE sessions SET last_seen_at = {later} RETURNING id"));
    }
    let (nova_before, orion_before) = (everything(&nova), everything(&orion));
    let mut leaks = Vec::new();

    // With every cookie, token, id and key of Nova at Orion's door: a stranger.
    let stolen = vesper.fan.csrf().await;
    let foreign = [signs("vesper"), private_signs("umbra")].concat();
    for route in walked() {
        let theirs = umbra.address_opened_by(&vesper, &route.path);
        for path in [vesper.address(&route.path), theirs] {
            let nobody = orion.visitor().tries(&route.method, &path, "").await;
            let thief = thief_at(&orion, &vesper).tries(&route.method, &path, &stolen).await;
            let unreadable = matches!(gist(&thief), (400 | 404, None));
            if gist(&thief) != gist(&nobody) && !unreadable {
                leaks.push(format!(
                    "{} {path}: nobody gets {:?}, a thief {:?}",
                    route.method,
                    gist(&nobody),
                    gist(&thief)
                ));
            }
            let shown = shown(&thief, &foreign);
            if !shown.is_empty() {
                leaks.push(format!("{} {path} shows a thief {shown:?}", route.method));
            }
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert_unchanged(&orion, &orion_before, "a thief came by");

    // With sessions, factor and tokens that are good at Orion, asking there for what is Nova's: not found.
    let (fan, owner) = (umbra.fan.csrf().await, umbra.owner.csrf().await);
    let foreign = signs("vesper");
    // Numbers of orders begin with one in every club: they name each club's own.
    let named = |route: &&Route| route.path.contains('{') && !route.path.contains("{number}");
    for route in walked().iter().filter(named) {
        let files = route.path.starts_with("/static/") || route.path.starts_with("/theme/");
        let path = vesper.address(&route.path);
        let (holder, token) =
            if route.path.starts_with("/studio/") { (&umbra.owner, &owner) } else { (&umbra.fan, &fan) };
        let answer = holder.tries(&route.method, &path, token).await;
        let opened = answer.status < 300 && !files && !EXPLAIN_THEMSELVES.contains(&route.path.as_str());
        let shown = shown(&answer, &foreign);
        if opened || answer.status >= 500 || !shown.is_empty() {
            leaks.push(format!("{} {path}: {} to a member of the other club {shown:?}", route.method, answer.status));
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    nova.rests();
    orion.rests();
    assert_unchanged(&nova, &nova_before, "all that");
    assert_unchanged(&orion, &orion_before, "its own people asked for what is Nova's");
    server.stops();
}

#[actix_web::test]
async fn a_host_that_no_club_has_gets_nothing() {
    let club = TestClub::open();
    let server = club.serve();
    let lost = Visitor::to(&format!("http://nobody.localhost:{}", server.address().port()), server.address());
    assert!(matches!(lost.get("/").await.status, 404 | 421));
    lost.get("/healthz").await.expect(200);
    server.stops();
}
