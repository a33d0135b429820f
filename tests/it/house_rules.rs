//! The floor plan of `docs/ARCHITECTURE.md`, executed: whoever builds against it is told so by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What may stand behind `.expect(` outside tests, because it cannot happen.
const IMPOSSIBLE: &[&str] = &["HMAC takes keys of any length", "the operating system gives random bytes"];

/// Rooms that may read other rooms' tables.
const READERS: &[&str] = &["segments", "reports", "search", "archive"];

/// One line of the plan: a room, its floor counted from the roof, and its neighbours it may use.
#[derive(Debug, PartialEq, Eq)]
struct Room {
    name: String,
    floor: usize,
    floor_name: String,
    neighbours: Vec<String>,
}

fn plan() -> Vec<Room> {
    let map = read(&home().join("docs/ARCHITECTURE.md"));
    let block = map.split("```plan\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the map has a plan");
    let mut rooms: Vec<Room> = Vec::new();
    for line in block.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let (place, neighbours) = line.split_once("->").unwrap_or((line, ""));
        let words: Vec<&str> = place.split_whitespace().collect();
        let (floor, floor_name, name) = match (words.as_slice(), rooms.last()) {
            ([floor, name], last) => (last.map_or(0, |last| last.floor + 1), (*floor).to_owned(), *name),
            ([name], Some(last)) => (last.floor, last.floor_name.clone(), *name),
            _ => panic!("the plan's line {line:?} is neither `floor room` nor `room`"),
        };
        let neighbours = neighbours.split_whitespace().map(str::to_owned).collect();
        rooms.push(Room { name: name.to_owned(), floor, floor_name, neighbours });
    }
    rooms
}

#[test]
fn every_room_is_in_the_plan() {
    let planned: BTreeSet<String> = plan().into_iter().map(|room| room.name).collect();
    let built: BTreeSet<String> = rust_files(&src()).iter().map(|file| room_of(file)).collect();
    let strangers: Vec<_> = built.difference(&planned).filter(|name| *name != "lib").collect();
    assert!(strangers.is_empty(), "in src, but not in the plan of docs/ARCHITECTURE.md: {strangers:?}");
}

#[test]
fn every_room_uses_only_what_the_plan_allows() {
    let plan = plan();
    let files = rust_files(&src());
    let macros: BTreeSet<String> = files.iter().flat_map(|file| words_after("macro_rules! ", &read(file))).collect();
    let mut strays = Vec::new();
    for file in files.iter().filter(|file| room_of(file) != "lib") {
        let name = room_of(file);
        let Some(room) = plan.iter().find(|room| room.name == name) else { continue };
        for used in rooms_used(&read(file), depth(file)) {
            let allowed = used == name
                || macros.contains(&used)
                || room.neighbours.contains(&used)
                || plan.iter().any(|other| other.name == used && other.floor > room.floor);
            if !allowed {
                strays.push(format!("{} uses `{used}`", shown(file)));
            }
        }
    }
    assert!(strays.is_empty(), "against the floor plan:\n{}", strays.join("\n"));
}

#[test]
fn every_table_belongs_to_one_room() {
    let tables = tables();
    assert!(tables.len() > 30, "the tables were not found in schema.rs");
    let mut keepers: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for file in rust_files(&src()).iter().filter(|file| !file.ends_with("plumbing/schema.rs")) {
        let text = without_tests(&read(file));
        let reader = READERS.contains(&room_of(file).as_str());
        for table in tables.iter().filter(|table| queries(&text, table)) {
            let writes =
                ["insert_into", "update", "delete"].iter().any(|verb| text.contains(&format!("{verb}({table}::table")));
            if writes || !reader {
                keepers.entry(table).or_default().insert(room_of(file));
            }
        }
    }
    keepers.retain(|_, files| files.len() > 1);
    assert!(keepers.is_empty(), "tables touched by more than one room: {keepers:#?}");
}

#[test]
fn actix_stops_at_the_fronts() {
    let below = |room: &Room| !matches!(room.floor_name.as_str(), "roof" | "fronts" | "lobby");
    let strays = files_where(below, |file, text| {
        let web = file.starts_with(src().join("plumbing/web")) || file.ends_with("plumbing/web.rs");
        text.contains("actix") && !web
    });
    assert!(strays.is_empty(), "know actix, below the fronts: {strays:?}");
}

#[test]
fn only_fronts_roof_and_work_ask_the_clock() {
    let below = |room: &Room| !matches!(room.floor_name.as_str(), "roof" | "fronts" | "lobby");
    let clocks = ["Moment::now()", "Timestamp::now()", "SystemTime::now()", "Zoned::now()"];
    let strays = files_where(below, |file, text| {
        let work = text.contains(" Job<") && text.contains("async fn run(");
        !work && !file.ends_with("base/moment.rs") && clocks.iter().any(|clock| text.contains(clock))
    });
    assert!(strays.is_empty(), "ask the clock instead of taking `now`: {strays:?}");
}

#[test]
fn nothing_a_visitor_does_can_unwrap() {
    let mut strays = Vec::new();
    for file in rust_files(&src()) {
        for (number, line) in without_tests(&read(&file)).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let expects = code.contains(".expect(") && !IMPOSSIBLE.iter().any(|reason| code.contains(reason));
            if code.contains(".unwrap()") || expects {
                strays.push(format!("{}:{}: {}", shown(&file), number + 1, line.trim()));
            }
        }
    }
    assert!(strays.is_empty(), "can bring a request down:\n{}", strays.join("\n"));
}

#[test]
fn pages_carry_no_script_style_or_stranger_inside() {
    let pages = ["templates", "themes"].map(|folder| files_below(&home().join(folder)));
    let mut strays = Vec::new();
    for file in pages.iter().flatten().filter(|file| file.extension().is_some_and(|kind| kind == "html")) {
        // A mail's look can only be written inside it.
        let mail = file.components().any(|part| matches!(part.as_os_str().to_str(), Some("mail" | "mails")));
        for (number, line) in read(file).lines().enumerate() {
            let inline = line.contains(" style=") || line.contains("<style") || line.contains(" onclick=");
            let script = line.contains("<script") && !line.contains(" src=") && !line.contains("application/ld+json");
            let stranger = line.contains("src=\"http") || line.contains("href=\"http");
            if !mail && (inline || script || stranger) {
                strays.push(format!("{}:{}: {}", shown(file), number + 1, line.trim()));
            }
        }
    }
    assert!(strays.is_empty(), "the content security policy will refuse:\n{}", strays.join("\n"));
}

#[test]
fn the_reader_of_rust_sees_what_is_used() {
    let check = |code: &str, depth: usize, used: &[&str]| assert_eq!(rooms_used(code, depth), used, "{code}");
    check("use crate::orders::Order;", 2, &["orders"]);
    check("use crate::{base::{Fault, Moment}, orders, club::Club};", 2, &["base", "orders", "club"]);
    check("let a = crate::payments::settle(x);", 2, &["payments"]);
    check("use super::super::payments::settle;", 2, &["payments"]);
    check("use super::store::insert;", 2, &[]);
    check("use super::payments;", 1, &["payments"]);
    check("// use crate::payments;", 1, &[]);
}

/// Rooms that a piece of code names, by `crate::` or by climbing out with `super::`.
/// `depth` is the number of `super`s that lead to the crate's root.
fn rooms_used(code: &str, depth: usize) -> Vec<String> {
    let uncommented: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = uncommented.join("\n");
    let climb = "super::".repeat(depth);
    let mut used = Vec::new();
    for mark in ["crate::", climb.as_str()] {
        for (at, _) in code.match_indices(mark) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ':')) {
                continue;
            }
            let rest = &code[at + mark.len()..];
            match rest.strip_prefix('{') {
                Some(group) => used.extend(heads_of_group(group)),
                None if rest.starts_with("super::") => {}
                None => used.push(first_word(rest)),
            }
        }
    }
    // Types and constants are no rooms: `super` inside a module written in the same file.
    used.retain(|word| word.starts_with(|c: char| c.is_lowercase()) && word != "self");
    used
}

/// The first word of each part of `a::b, c::{d, e}, f}`.
fn heads_of_group(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut level, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => level += 1,
            '}' if level > 0 => level -= 1,
            ',' if level == 0 => {
                heads.push(first_word(&group[start..at]));
                start = at + 1;
            }
            '}' => {
                heads.push(first_word(&group[start..at]));
                break;
            }
            _ => {}
        }
    }
    heads
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Whether code asks this table, by diesel or in SQL of its own.
fn queries(code: &str, table: &str) -> bool {
    let by_diesel = [format!("{table}::table"), format!("{table}::dsl")];
    let words: Vec<&str> =
        code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let in_sql =
        words.windows(2).any(|pair| matches!(pair[0], "FROM" | "JOIN" | "INTO" | "UPDATE") && pair[1] == table);
    in_sql
        || by_diesel.iter().any(|mark| {
            let mut found = code.match_indices(mark.as_str());
            found.any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
}

fn tables() -> Vec<String> {
    words_after("diesel::table! {\n    ", &read(&src().join("plumbing/schema.rs")))
}

fn files_where(rooms: impl Fn(&Room) -> bool, stray: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let plan = plan();
    let watched = |file: &Path| plan.iter().any(|room| room.name == room_of(file) && rooms(room));
    let files = rust_files(&src()).into_iter().filter(|file| watched(file));
    files.filter(|file| stray(file, &without_tests(&read(file)))).map(|file| shown(&file)).collect()
}

/// The room a source file belongs to: the first name below `src`.
fn room_of(file: &Path) -> String {
    let below = file.strip_prefix(src()).unwrap();
    let first = Path::new(below.components().next().unwrap().as_os_str());
    first.file_stem().unwrap().to_string_lossy().into_owned()
}

/// How many `super`s lead from a file's module to the crate's root.
fn depth(file: &Path) -> usize {
    let below = file.strip_prefix(src()).unwrap();
    let folders = below.components().count() - 1;
    if below.file_name().is_some_and(|name| name == "mod.rs") { folders } else { folders + 1 }
}

/// A source file as it runs outside tests: test modules stand at a file's end, or in a file called `tests.rs`.
fn without_tests(code: &str) -> String {
    code.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned()
}

fn words_after(mark: &str, text: &str) -> Vec<String> {
    text.split(mark).skip(1).map(first_word).collect()
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn src() -> PathBuf {
    home().join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = files_below(folder);
    files.retain(|file| file.extension().is_some_and(|kind| kind == "rs") && !file.ends_with("tests.rs"));
    files
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn shown(file: &Path) -> String {
    file.strip_prefix(home()).unwrap_or(file).display().to_string()
}
