//! Ten conditions from selective to broad over the standings of many members: counting them, and their first page.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use stagedoor::base::Moment;
use stagedoor::base::condition::Condition;
use stagedoor::plumbing::db::{Conn, DatabaseUrl, migrate};
use stagedoor::segments;

use super::conditions::LINES;

/// Rounds of each; the middle one counts.
const ROUNDS: usize = 5;
/// Members on the first page of a list.
const PAGE: i64 = 50;

/// The worst of the ten.
pub struct Worst {
    pub count: Duration,
    pub page: Duration,
}

pub fn on_sqlite(members: usize) -> Worst {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("club.db");
    migrate(&DatabaseUrl::sqlite_file(&file)).expect("an empty club");
    let mut conn = sqlite(&file);
    conn.batch_execute(&filled(members)).expect("members");
    worst(&mut Conn::Sqlite(conn))
}

fn sqlite(file: &Path) -> SqliteConnection {
    SqliteConnection::establish(file.to_str().expect("a plain path")).expect("the club's database")
}

/// On the server of this address, in a database that goes again.
pub fn on_postgres(server: &str, members: usize) -> Worst {
    const NAME: &str = "stagedoor_bench_segments";
    let mut hall = PgConnection::establish(&format!("{server}/postgres")).expect("the server");
    hall.batch_execute(&format!("DROP DATABASE IF EXISTS {NAME}")).expect("room for a database");
    hall.batch_execute(&format!("CREATE DATABASE {NAME}")).expect("a database");
    let url = format!("{server}/{NAME}");
    migrate(&DatabaseUrl::parse(url.clone())).expect("an empty club");
    let mut conn = PgConnection::establish(&url).expect("the database");
    conn.batch_execute(&filled(members)).expect("members");
    conn.batch_execute("VACUUM ANALYZE standings").expect("a tidy table");
    let worst = worst(&mut Conn::Postgres(conn));
    hall.batch_execute(&format!("DROP DATABASE {NAME}")).expect("our own database");
    worst
}

/// Members whose facts repeat in cycles of different lengths, so that every combination occurs.
fn filled(members: usize) -> String {
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {members})");
    let one_of = |words: &[&str]| {
        let cases: String = words.iter().enumerate().map(|(nth, word)| format!(" WHEN {nth} THEN '{word}'")).collect();
        format!("CASE i * 7919 / 13 % {}{cases} END", words.len())
    };
    let now = Moment::now().0;
    let joined = format!("{now} - (i * 104729 % 3650) * 86400000000");
    format!(
        "INSERT INTO members (id, number, email, email_folded, email_state, name, name_folded, language, country,
             joined_at, source, note, state)
         {numbers} SELECT 'member-' || i, i, 'm' || i || '@x.test', 'm' || i || '@x.test', 'confirmed', 'M', 'm', 'en',
             'FR', {joined}, 'web', '', 'active' FROM n;
         INSERT INTO standings (member_id, number, active, joined_at, tier, country, language, birth_date, tags,
             consents, reachable, source, holds, tickets, bought, spend, spend_currency)
         {numbers} SELECT 'member-' || i, i, i % 97 <> 0, {joined}, {tier}, {country}, {language},
             CAST(1950 + i % 60 AS TEXT) || '-0' || CAST(1 + i % 9 AS TEXT) || '-15', {tags}, {consents}, i % 11 <> 0,
             'web', CASE WHEN i % 5 = 0 THEN 'paying' ELSE 'free' END,
             CASE WHEN i % 29 = 0 THEN ',paris-2027,' ELSE '' END, CASE WHEN i % 17 = 0 THEN ',low-water-lp,' ELSE '' END,
             i % 700 * 100, CASE WHEN i % 700 = 0 THEN '' ELSE 'EUR' END FROM n;",
        tier = one_of(&["", "", "", "gold", "vip"]),
        country = one_of(&["FR", "DE", "BE", "NL", "US", "JP", "GB", ""]),
        language = one_of(&["en", "fr", "de"]),
        tags = one_of(&["", "", ",street-team,", ",press,street-team,", ",early-bird,"]),
        consents = one_of(&["", ",news,", ",news,partners,", ",news,offers,partners,"]),
    )
}

fn worst(conn: &mut Conn) -> Worst {
    let now = Moment::now();
    let mut worst = Worst { count: Duration::ZERO, page: Duration::ZERO };
    for line in LINES {
        let condition = Condition::parse(line).expect("a condition");
        let mut found = 0;
        let count = middle(|| found = segments::count(conn, &condition, now).expect("a count"));
        let page = middle(|| {
            segments::page(conn, &condition, None, PAGE, now).expect("a page");
        });
        let took = |time: Duration| time.as_secs_f64() * 1e3;
        eprintln!("{found:>8} in {:>6.1} ms, first page {:>6.1} ms: {line}", took(count), took(page));
        worst = Worst { count: worst.count.max(count), page: worst.page.max(page) };
    }
    worst
}

fn middle(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}
