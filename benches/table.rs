//! Prints the table of `docs/BENCHMARKS.md`: each page against a bare handler that returns the same bytes, memory, start,
//! the export and import of a million members, orders, and the door. Everything is the real program in a process of its own,
//! over loopback.
//!
//! `cargo bench` runs all of it; `cargo bench -- pages memory` only those parts (`pages memory export imports segments selling
//! door`).

#[path = "table/bare.rs"]
mod bare;
#[path = "table/browser.rs"]
mod browser;
#[path = "table/conditions.rs"]
mod conditions;
#[path = "table/fans.rs"]
mod fans;
#[path = "table/house.rs"]
mod house;
#[path = "table/imports.rs"]
mod imports;
#[path = "table/load.rs"]
mod load;
#[path = "table/segments.rs"]
mod segments;
#[path = "table/selling.rs"]
mod selling;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use house::House;
use load::{Request, Speed};

/// Members and posts of the club whose pages are measured.
const MEMBERS: usize = 10_000;
const POSTS: usize = 500;
/// Those of them who ask for the signed-in page, each with a session of their own.
const SIGNED_IN: usize = 200;
const MANY: usize = 1_000_000;
/// Rounds of each page, ours and the bare one taking turns; the middle one counts.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [word, rest @ ..] = arguments.as_slice()
        && word == bare::WORD
    {
        return bare::serve(rest);
    }
    let wanted = |part: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == part);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    println!("{}\n", machine());
    println!("| what | measured | wanted | |\n|---|---|---|---|");
    let mut table = Table { missed: 0 };
    if wanted("pages") {
        runtime.block_on(pages(&mut table));
    }
    if wanted("memory") {
        runtime.block_on(memory(&mut table));
    }
    if wanted("export") {
        runtime.block_on(export(&mut table));
    }
    if wanted("imports") {
        runtime.block_on(bring_in(&mut table));
    }
    if wanted("selling") {
        runtime.block_on(selling::orders(&mut table));
    }
    if wanted("door") {
        runtime.block_on(selling::door(&mut table));
    }
    if wanted("segments") {
        conditions(&mut table);
    }
    if table.missed > 0 {
        eprintln!("{} figures missed what was wanted", table.missed);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

struct Table {
    missed: usize,
}

impl Table {
    fn row(&mut self, what: &str, measured: String, wanted: &str, met: bool) {
        self.missed += usize::from(!met);
        println!("| {what} | {measured} | {wanted} | {} |", if met { "yes" } else { "**no**" });
    }
}

async fn pages(table: &mut Table) {
    let mut house = House::with_demo(MEMBERS);
    house.copy_posts_up_to(POSTS);
    let members = house.sign_in(SIGNED_IN).await;
    let server = house.serve();
    let post = server.first_open_post().await;
    let check = [
        ("home, nobody signed in", Request::to(&server, "/"), 0.5),
        ("a post, nobody signed in", Request::to(&server, &post), 0.5),
        ("home, 200 members signed in", Request::by(&server, "/", &members), 0.1),
    ];
    for (what, request, least) in check {
        let answer = load::once(&request).await;
        assert_eq!(answer.status, 200, "{what}");
        let bare = bare::Bare::start(&answer.body);
        let bare_request = request.sent_to(bare.address);
        load::for_a_while(&request, Duration::from_secs(1)).await;
        load::for_a_while(&bare_request, Duration::from_secs(1)).await;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(load::for_a_while(&request, ROUND).await);
            theirs.push(load::for_a_while(&bare_request, ROUND).await);
        }
        let (ours, theirs) = (middle(&ours), middle(&theirs));
        let ratio = ours.per_second / theirs.per_second;
        let measured = format!(
            "{:.0}/s of {:.0}/s = {ratio:.2} ({} kB, p99 {:.1} ms)",
            ours.per_second,
            theirs.per_second,
            answer.body.len() / 1000,
            ours.p99.as_secs_f64() * 1e3,
        );
        table.row(what, measured, &format!("{least:.1}"), ratio >= least);
    }
}

fn middle(rounds: &[Speed]) -> Speed {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    sorted[sorted.len() / 2]
}

async fn memory(table: &mut Table) {
    let mut house = House::with_demo(200);
    let one = {
        let server = house.serve();
        tokio::time::sleep(Duration::from_secs(5)).await;
        server.megabytes()
    };
    table.row("idle memory of the demo", format!("{one:.1} MB"), "60 MB", one < 60.0);
    for number in 1..20 {
        house.found(&format!("more-{number}"));
    }
    let began = Instant::now();
    let server = house.serve();
    let start = began.elapsed();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let each = (server.megabytes() - one) / 19.0;
    table.row("each further club", format!("{each:.2} MB"), "3 MB", each < 3.0);
    table.row("start with 20 clubs", format!("{:.0} ms", start.as_secs_f64() * 1e3), "500 ms", start.as_millis() < 500);
}

async fn export(table: &mut Table) {
    let few = House::with_demo(200).export();
    let house = House::with_demo(MANY);
    let many = house.export();
    let shell = house.export_by_sqlite();
    let grown = many.megabytes - few.megabytes;
    let wrote = format!("{grown:.1} MB above an export of 200");
    table.row("memory of exporting a million members", wrote, "64 MB", grown < 64.0);
    let ratio = many.seconds / shell.seconds;
    let took = format!("{:.1} s, sqlite3 {:.1} s = {ratio:.2}", many.seconds, shell.seconds);
    table.row("time of exporting a million members", took, "2.0", ratio <= 2.0);
    let members = house.sign_in(SIGNED_IN).await;
    let server = house.serve();
    load::once(&Request::to(&server, "/")).await;
    let idle = server.megabytes();
    let (mut done, mut most) = (house.ask_for_export_and_mail().await, idle);
    let ended = || {
        most = server.megabytes().max(most);
        done()
    };
    let while_busy = load::calmly(&Request::by(&server, "/", &members), ended).await;
    let grown = format!("{:.1} MB above idle", most - idle);
    table.row("the same by the serving program, with a mail to all", grown, "64 MB", most - idle < 64.0);
    let p99 = while_busy.p99.as_secs_f64() * 1e3;
    table.row("page reads while both run, p99", format!("{p99:.1} ms"), "200 ms", p99 < 200.0);
}

async fn bring_in(table: &mut Table) {
    // Fewer for a first look: `STAGEDOOR_BENCH_ROWS=50000 cargo bench -- imports`.
    let rows = std::env::var("STAGEDOOR_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(MANY);
    let house = House::with_demo(MEMBERS);
    let server = house.serve();
    load::once(&Request::to(&server, "/")).await;
    let brought = imports::bring(&house, &server, rows).await;
    let (rate, ms) = (brought.per_second, |speed: &Speed| speed.p99.as_secs_f64() * 1e3);
    let copied = brought.copied_per_second;
    let measured = format!(
        "{rate:.0} rows/s, sqlite3 copies the finished rows at {copied:.0} = {:.2} (rehearsed {:.0} rows/s)",
        rate / copied,
        brought.rehearsed_per_second
    );
    table.row(&format!("bringing in {rows} members by the serving program"), measured, "20000 rows/s", rate >= 20e3);
    let grown = format!("{:.1} MB above idle", brought.megabytes);
    table.row("memory meanwhile", grown, "64 MB", brought.megabytes < 64.0);
    let (joins, checkouts) = (ms(&brought.waited.joins), ms(&brought.waited.checkouts));
    table.row("joining meanwhile, p99", format!("{joins:.1} ms"), "200 ms", joins < 200.0);
    table.row("a checkout meanwhile, p99", format!("{checkouts:.1} ms"), "200 ms", checkouts < 200.0);
}

/// `STAGEDOOR_BENCH_MEMBERS` asks fewer than a million, `STAGEDOOR_TEST_POSTGRES` names a server for the second half.
fn conditions(table: &mut Table) {
    let members = std::env::var("STAGEDOOR_BENCH_MEMBERS").ok().and_then(|many| many.parse().ok()).unwrap_or(MANY);
    let mut rows = |database: &str, worst: segments::Worst| {
        let ms = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1e3);
        let what = format!("{database}, {members} members");
        table.row(
            &format!("counting the slowest of ten segments, {what}"),
            ms(worst.count),
            "300 ms",
            worst.count.as_millis() <= 300,
        );
        table.row(
            &format!("the first page of the slowest, {what}"),
            ms(worst.page),
            "100 ms",
            worst.page.as_millis() <= 100,
        );
    };
    rows("SQLite", segments::on_sqlite(members));
    if let Ok(server) = std::env::var("STAGEDOOR_TEST_POSTGRES") {
        rows("PostgreSQL", segments::on_postgres(&server, members));
    }
}

fn machine() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        line.split(':').nth(1).unwrap_or_default().trim().to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kilobytes: u64 =
        field(&read("/proc/meminfo"), "MemTotal").split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    format!(
        "Machine: {}, {cores} cores, {} GB. Load generator, program and bare handler share it.",
        field(&read("/proc/cpuinfo"), "model name"),
        kilobytes / 1_000_000
    )
}
