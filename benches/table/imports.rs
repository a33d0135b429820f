//! A file of many members, brought in by the serving program while people join and buy.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use stagedoor::base::Moment;
use stagedoor::imports::{self, ImportId};
use stagedoor::journal::Actor;
use stagedoor::members::Merge;
use stagedoor::plumbing::db::Tx;

use super::fans::{self, Waited};
use super::house::{House, Serving};

/// Of so many rows one is of somebody of an earlier row.
const AGAIN: usize = 50;

pub struct Brought {
    pub rehearsed_per_second: f64,
    pub per_second: f64,
    /// The finished rows copied by the shell `sqlite3`, with nothing beside it.
    pub copied_per_second: f64,
    /// Above what the program held before.
    pub megabytes: f64,
    pub waited: Waited,
}

pub async fn bring(house: &House, server: &Serving, rows: usize) -> Brought {
    let file = write_file(house.folder(), rows);
    let idle = server.megabytes();
    let id = taken_in(house, &file).await;
    let began = Instant::now();
    until(house, &id, "rehearsed").await;
    let rehearsed_per_second = rows as f64 / began.elapsed().as_secs_f64();
    let (wanted, now) = (id.clone(), Moment::now());
    let ask = move |tx: &mut Tx| imports::ask_run(tx, &wanted, Actor::Operator, now, now);
    house.club().write(ask).await.expect("an import that runs");
    let (began, mut took, mut most) = (Instant::now(), Duration::ZERO, idle);
    let waited = fans::join_and_buy(house, || {
        most = server.megabytes().max(most);
        took = began.elapsed();
        state(house, &id) == "done"
    })
    .await;
    let copied_per_second = rows as f64 / house.copy_by_sqlite(&script(house)).seconds;
    let per_second = rows as f64 / took.as_secs_f64();
    Brought { rehearsed_per_second, per_second, copied_per_second, megabytes: most - idle, waited }
}

/// Members of one transaction of the copy: about what a step of an import takes.
const STEP: usize = 1_000;
const TABLES: [(&str, &str); 6] = [
    ("members", "id"),
    ("member_extras", "member_id"),
    ("standings", "member_id"),
    ("member_tags", "member_id"),
    ("consents", "member_id"),
    ("import_changes", "member_id"),
];

/// What an import ends in, read from the club's file and written to an empty one under the same indexes, with the settings
/// of the program's own writer. The shell has the machine to itself, and moves its log into the file by itself.
fn script(house: &House) -> String {
    let first = house.words("SELECT MIN(member_id) AS name FROM import_changes WHERE created").remove(0);
    let query = format!(
        "SELECT id AS name FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS nth FROM members WHERE id >= '{first}')
         WHERE (nth - 1) % {STEP} = 0 ORDER BY id"
    );
    let ids = house.words(&query);
    let mut script =
        String::from("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;\n");
    script.push_str("PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000; PRAGMA temp_store = MEMORY;\n");
    for (table, _) in TABLES.into_iter().chain([("imports", "")]) {
        let made = format!(
            "SELECT sql AS name FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL ORDER BY type DESC"
        );
        house.words(&made).iter().for_each(|sql| script.push_str(&format!("{sql};\n")));
    }
    script.push_str("INSERT INTO imports SELECT * FROM s.imports;\n");
    for (index, from) in ids.iter().enumerate() {
        let before = ids.get(index + 1).map_or("~", String::as_str);
        script.push_str("BEGIN IMMEDIATE;\n");
        for (table, key) in TABLES {
            // Its key begins with the import.
            let of = if table == "import_changes" { "import_id = (SELECT MAX(id) FROM s.imports) AND " } else { "" };
            let some = format!("SELECT * FROM s.{table} WHERE {of}{key} >= '{from}' AND {key} < '{before}'");
            script.push_str(&format!("INSERT INTO {table} {some};\n"));
        }
        script.push_str("COMMIT;\n");
    }
    script
}

async fn taken_in(house: &House, file: &Path) -> ImportId {
    let (club, now) = (house.club(), Moment::now());
    let taken = imports::take_in(&club, file.to_owned(), "members.csv", Actor::Operator, "bench", now).await;
    let import = taken.expect("the file is read").expect("a member file");
    assert_eq!(import.system, "Ghost");
    let (id, mapping) = (import.id.clone(), import.mapping().expect("a mapping"));
    let ask = move |tx: &mut Tx| imports::ask_rehearsal(tx, &id, &mapping, Merge::FileWins, now, now);
    club.write(ask).await.expect("a rehearsal");
    import.id
}

fn state(house: &House, id: &ImportId) -> String {
    house.words(&format!("SELECT state AS name FROM imports WHERE id = '{id}'")).remove(0)
}

async fn until(house: &House, id: &ImportId, wanted: &str) {
    while state(house, id) != wanted {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// As Ghost writes it: people in the order they joined, with addresses in no order, tags, notes, consents, and a column
/// that becomes a custom field.
fn write_file(folder: &Path, rows: usize) -> PathBuf {
    let path = folder.join("members.csv");
    let mut out = BufWriter::new(File::create(&path).expect("the data folder"));
    let header = "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers,gift_id";
    writeln!(out, "{header}").expect("a file");
    for row in 0..rows {
        let who = if row % AGAIN == AGAIN - 1 { row / 2 } else { row };
        let mixed = (who as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31) ^ 0x5DEE_CE66;
        let (month, day) = (1 + row * 11 / rows, 1 + row % 28);
        let subscribed = !mixed.is_multiple_of(5);
        let stripe = if mixed.is_multiple_of(3) { format!("cus_{mixed:x}") } else { String::new() };
        let labels = ["\"Street Team,Berlin\"", "vip", "", "early"][(mixed % 4) as usize];
        let note = if mixed.is_multiple_of(10) { "\"Met at the door,\nsang along\"" } else { "" };
        let year = 2015 + (row * 10 / rows);
        writeln!(
            out,
            "{row},fan.{mixed:x}@mail{}.example.org,Fan {mixed:x},{note},{subscribed},false,{stripe},{year}-{month:02}-{day:02}T10:00:00.000Z,,{labels},Gold,",
            mixed % 40
        )
        .expect("a file");
    }
    out.flush().expect("a file");
    path
}
