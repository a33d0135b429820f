//! Member files of other systems, brought in by the operator's command and in the studio.

mod bad_files;
mod care;
mod round_trip;
pub mod sheets;
pub mod studio;
mod systems;
mod undo;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::support::{TestClub, program};

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/imports/files").join(name)
}

fn members(club: &TestClub, arguments: &[&str]) -> Output {
    let (command, rest) = arguments.split_first().unwrap();
    program().args(["members", command, "nova"]).args(rest).arg("--data").arg(club.data()).output().unwrap()
}

/// The figures of a command that went well.
fn figures(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no figures; it said: {said}"))
}

fn import(club: &TestClub, file: &Path, more: &[&str]) -> Value {
    let mut arguments = vec!["import", file.to_str().unwrap(), "--json"];
    arguments.extend(more);
    figures(&members(club, &arguments))
}

fn counts(figures: &Value) -> [i64; 5] {
    ["new", "changed", "unchanged", "repeated", "refused"].map(|name| figures[name].as_i64().unwrap())
}

const EVERYTHING: &str = "SELECT members.email, members.name, members.name_folded, members.language, members.country,
     COALESCE(members.birth_date, ''), CAST(members.joined_at AS TEXT), members.note, standings.tags, standings.consents,
     CASE WHEN standings.reachable THEN 'reachable' ELSE '' END, COALESCE(fields, ''), COALESCE(stripe_customer, ''),
     members.state, members.email_state, CASE WHEN standings.active THEN 'active' ELSE '' END, members.source,
     CAST(members.number AS TEXT)
     FROM members JOIN standings ON standings.member_id = members.id
     LEFT JOIN member_extras ON member_extras.member_id = members.id ORDER BY members.email_folded";

#[actix_web::test]
async fn a_rehearsal_counts_what_the_run_then_does_and_changes_nobody() {
    let club = TestClub::open();
    let rehearsed = import(&club, &fixture("ghost.csv"), &["--rehearse"]);
    assert_eq!(rehearsed["system"], "Ghost");
    assert_eq!(counts(&rehearsed), [2, 0, 0, 1, 1]);
    assert!(club.db_rows("SELECT id FROM members").is_empty());
    let done = import(&club, &fixture("ghost.csv"), &[]);
    assert_eq!(counts(&done), counts(&rehearsed));
    let rows = club.db_rows(EVERYTHING);
    let ada = &rows[0];
    assert_eq!(ada[1], "Ada Again", "the later row of one person wins");
    assert_eq!(ada[6], "1583298367000000", "the earlier day of joining counts");
    assert_eq!(ada[7], "Line one\nline two");
    assert_eq!(ada[8], ",early-bird,late,vip,");
    assert_eq!(ada[9], ",news,");
    assert_eq!(ada[12], "cus_Ada1");
    assert_eq!(rows[1][1], "=Bo", "the apostrophe before a formula is not part of the name");
    assert_eq!(rows[1][9], "");
    let again = import(&club, &fixture("ghost.csv"), &["--rehearse"]);
    assert_eq!(again["new"], 0);
}

#[actix_web::test]
async fn an_import_lifts_no_opt_out_and_mail_to_new_people_waits() {
    let club = TestClub::open();
    import(&club, &fixture("ghost.csv"), &[]);
    assert!(club.db_rows(EVERYTHING).iter().all(|row| row[10].is_empty()), "somebody new is reachable at once");
    let file = club.data().join("yes.csv");
    std::fs::write(&file, "email,subscribed\nbo@example.org,yes\nada@example.org,yes\n").unwrap();
    let done = import(&club, &file, &[]);
    assert_eq!(counts(&done), [0, 0, 2, 0, 0]);
    assert_eq!(club.db_rows(EVERYTHING)[1][9], "");
    std::fs::write(&file, "email,subscribed\nada@example.org,no\n").unwrap();
    import(&club, &file, &[]);
    assert_eq!(club.db_rows(EVERYTHING)[0][9], "", "who left elsewhere left here too");
}

#[actix_web::test]
async fn a_run_that_died_goes_on_where_it_was() {
    let club = TestClub::open();
    let file = club.data().join("many.csv");
    let rows: String = (0..1_000).map(|n| format!("m{n}@example.org,M {n}\n")).collect();
    std::fs::write(&file, format!("email,name\n{rows}")).unwrap();
    let rehearsed = import(&club, &file, &["--rehearse"]);
    let id = stagedoor::imports::ImportId(rehearsed["import"].as_str().unwrap().to_owned());
    let (at, now) = (id.clone(), stagedoor::base::Moment::now());
    club.write(move |tx| {
        stagedoor::imports::ask_run(tx, &at, stagedoor::journal::Actor::Operator, now.plus_hours(1), now)
    })
    .await
    .unwrap();
    let died = std::cell::Cell::new(false);
    let run = stagedoor::imports::run_now(&club, &id, now, |done, _| died.set(done >= 500));
    // Dropped between two steps, as a crash would.
    let mut run = Box::pin(run);
    while !died.get() {
        let step = std::time::Duration::from_millis(1);
        let ended = tokio::time::timeout(step, &mut run).await;
        assert!(ended.is_err(), "it was through before it could die");
    }
    drop(run);
    // The step in hand may still be written meanwhile; then the place has moved, and the job is tried again.
    while stagedoor::imports::run_now(&club, &id, now, |_, _| {}).await.is_err() {}
    assert_eq!(
        club.db_rows("SELECT CAST(COUNT(*) AS TEXT), CAST(MAX(number) AS TEXT) FROM members"),
        [["1000", "1000"]]
    );
    let import = club.read(move |c| stagedoor::imports::by_id(c, &id)).await.unwrap().unwrap();
    assert_eq!((import.state.as_str(), import.created, import.unchanged), ("done", 1000, 0));
}

/// Newcomers are made ready to be written before anything is asked of the club, many at a time.
#[actix_web::test]
async fn what_the_club_knows_outweighs_what_was_made_ready() {
    let club = TestClub::open();
    club.write(|tx| stagedoor::members::suppress(tx, "m7@example.org", "complaint", stagedoor::base::Moment::now()))
        .await
        .unwrap();
    let file = club.data().join("first.csv");
    std::fs::write(&file, "email,member number\nm3@example.org,12\n").unwrap();
    import(&club, &file, &[]);
    let row = |n: usize| match n {
        12 => format!("m{n}@example.org,M {n},12,yes\n"),
        _ => format!("m{n}@example.org,M {n},,yes\n"),
    };
    let rows: String = (0..45).map(row).collect();
    let file = club.data().join("many.csv");
    std::fs::write(&file, format!("email,name,member number,subscribed\n{rows}")).unwrap();
    assert_eq!(counts(&import(&club, &file, &[])), [44, 1, 0, 0, 0]);
    // Mail waits until the owner lets it out: then it shows who can be reached.
    let id = stagedoor::imports::ImportId(club.db_rows("SELECT id FROM imports ORDER BY id DESC")[0][0].clone());
    stagedoor::imports::let_mail_out_now(&club, &id).await.unwrap();
    let rows = club.db_rows(EVERYTHING);
    let of = |n: usize| rows.iter().find(|row| row[0] == format!("m{n}@example.org")).unwrap();
    assert_eq!((of(7)[10].as_str(), of(8)[10].as_str()), ("", "reachable"));
    assert_eq!(of(12)[11], r#"{"number":"12"}"#, "the number was another's, and is not lost");
    let first = "SELECT email FROM members WHERE number > 12 ORDER BY number LIMIT 2";
    assert_eq!(club.db_rows(first), [["m0@example.org"], ["m1@example.org"]], "numbers follow the file");
    let numbers = "SELECT CAST(COUNT(DISTINCT standings.number) AS TEXT) FROM standings
                   JOIN members ON members.id = standings.member_id AND members.number = standings.number";
    assert_eq!(club.db_rows(numbers), [["45"]]);

    figures(&members(&club, &["undo", "--last", "--json"]));
    assert_eq!(club.db_rows("SELECT email FROM members"), [["m3@example.org"]]);
    assert_eq!(club.db_rows("SELECT email_folded, reason FROM suppressions"), [["m7@example.org", "complaint"]]);
}
