//! The real program over a demo club, and its commands.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use stagedoor::archive;
use stagedoor::base::{Fault, Moment};
use stagedoor::broadcasts;
use stagedoor::club::Club;
use stagedoor::journal::Actor;
use stagedoor::plumbing::db::{Pools, Tx};
use stagedoor::posts;
use stagedoor::sessions::{self, Audience};
use tempfile::TempDir;

/// Host of the demo club, and the folder it lies in.
const HOST: &str = "localhost";

pub struct House {
    folder: TempDir,
    address: SocketAddr,
}

impl House {
    /// Founds and fills the demo, then stops it.
    pub fn with_demo(members: usize) -> House {
        let house = House { folder: TempDir::new().expect("a temporary folder"), address: free_address() };
        eprintln!("filling a demo with {members} members");
        let process =
            house.program(&["demo", "--members", &members.to_string(), "--listen", &house.address.to_string()]);
        let mut filling = Serving { process, address: house.address, host: HOST.to_owned() };
        let until = Instant::now() + Duration::from_secs(1800);
        while TcpStream::connect(house.address).is_err() {
            assert!(filling.process.try_wait().expect("our own child").is_none(), "the demo ended");
            assert!(Instant::now() < until, "the demo takes too long");
            std::thread::sleep(Duration::from_millis(100));
        }
        drop(filling);
        let metrics = free_address();
        let settings = format!("listen = \"{}\"\nmetrics_listen = \"{metrics}\"\nlog = \"json\"\n", house.address);
        fs::write(house.folder.path().join("server.toml"), settings).expect("the data folder");
        house
    }

    /// The club's posts again and again, each time before the oldest, until there are so many: the first page stays.
    pub fn copy_posts_up_to(&mut self, posts: usize) {
        let mut conn = self.connection();
        let columns: Vec<Column> =
            diesel::sql_query("SELECT name FROM pragma_table_info('posts')").load(&mut conn).expect("its columns");
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let span = "SELECT CAST(max(published_at) - min(published_at) + 1 AS TEXT) AS name FROM posts";
        let span: Column = diesel::sql_query(span).get_result(&mut conn).expect("posts");
        for round in 1.. {
            let values = names.iter().map(|name| match *name {
                "id" | "slug" => format!("{name} || '-copy{round}'"),
                "published_at" => format!("published_at - {round} * {}", span.name),
                name => name.to_owned(),
            });
            let values: Vec<String> = values.collect();
            let copy = format!(
                "INSERT INTO posts ({}) SELECT {} FROM posts WHERE id NOT LIKE '%-copy%'",
                names.join(", "),
                values.join(", ")
            );
            diesel::sql_query(copy).execute(&mut conn).expect("posts can be copied");
            let count: Column = diesel::sql_query("SELECT CAST(count(*) AS TEXT) AS name FROM posts")
                .get_result(&mut conn)
                .expect("posts can be counted");
            if count.name.parse::<usize>().is_ok_and(|count| count >= posts) {
                return;
            }
        }
    }

    /// Secrets of so many members who are signed in, taken from the whole club: of every tier and age.
    pub async fn sign_in(&self, many: usize) -> Vec<String> {
        let fans = format!(
            "SELECT member_id AS name FROM standings WHERE active
             AND number % ((SELECT max(number) FROM standings) / {many}) = 0 LIMIT {many}"
        );
        let mut conn = self.connection();
        let fans: Vec<Column> = diesel::sql_query(fans).load(&mut conn).expect("fans");
        assert!(fans.len() > many * 9 / 10, "only {} members could sign in", fans.len());
        let begin = move |tx: &mut Tx| {
            let mut begun = Vec::new();
            for fan in &fans {
                let secret = sessions::begin(tx, Audience::Fans, &fan.name, "bench", "127.0.0.1", Moment::now())?;
                begun.push(secret.reveal().to_owned());
            }
            Ok::<_, Fault>(begun)
        };
        self.club().write(begin).await.expect("sessions")
    }

    pub fn club(&self) -> Club {
        Club::open(&self.demo(), &Pools::new()).expect("the demo club")
    }

    pub fn base_url(&self) -> String {
        self.club().config().base_url.trim_end_matches('/').to_owned()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What a query gives in its column `name`.
    pub fn words(&self, query: &str) -> Vec<String> {
        let rows: Vec<Column> = diesel::sql_query(query).load(&mut self.connection()).expect("a query");
        rows.into_iter().map(|row| row.name).collect()
    }

    fn connection(&self) -> SqliteConnection {
        let file = self.demo().join("club.db");
        let mut conn = SqliteConnection::establish(file.to_str().expect("a plain path")).expect("the demo's database");
        diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut conn).expect("a setting");
        conn
    }

    /// Asks the serving program for an export of all members and a mail to them; what it gives says whether the export
    /// is done.
    pub async fn ask_for_export_and_mail(&self) -> impl FnMut() -> bool {
        let ask = |tx: &mut Tx| {
            let now = Moment::now();
            let refused = |error: broadcasts::NotDone| Fault::broken(error.to_string());
            let export = archive::request(tx, &archive::Recipe::whole(), Actor::Operator, "bench", now)?;
            let newest = posts::open_cards(tx, 1, now)?.pop().expect("an open post");
            let mail = broadcasts::prepare(tx, &newest.id, "From the bench", now).map_err(refused)?;
            broadcasts::start(tx, &mail, now).map_err(refused)?;
            Ok::<_, Fault>(export.id)
        };
        let export = self.club().write(ask).await.expect("an export and a mail");
        let mut conn = self.connection();
        move || {
            let state = format!("SELECT state AS name FROM member_exports WHERE id = '{export}'");
            let state: Column = diesel::sql_query(state).get_result(&mut conn).expect("the export");
            assert_ne!(state.name, "failed", "the export failed");
            state.name == "done"
        }
    }

    pub fn found(&mut self, name: &str) {
        let host = format!("{name}.localhost");
        let mut founding =
            self.program(&["found", name, "--artist", name, "--host", &host, "--owner", "owner@example.org"]);
        assert!(founding.wait().expect("our own child").success());
    }

    pub fn serve(&self) -> Serving {
        let process = self.program(&["serve", "--listen", &self.address.to_string()]);
        wait_for(self.address);
        Serving { process, address: self.address, host: HOST.to_owned() }
    }

    pub fn export(&self) -> Done {
        let name = self.demo().file_name().expect("a folder").to_string_lossy().into_owned();
        measured(self.program(&["members", "export", &name]))
    }

    /// The same columns by the database's own shell.
    pub fn export_by_sqlite(&self) -> Done {
        let file = self.demo().join("club.db");
        let query = "SELECT m.number, m.name, m.email, m.email_state, m.language, m.country, m.birth_date, m.joined_at,
                     m.source, m.state, s.tier, s.tier_since, s.tags, s.consents, s.reachable, m.last_seen_at, m.note,
                     (SELECT group_concat(DISTINCT c.purpose) FROM consents c WHERE c.member_id = m.id AND NOT c.granted),
                     x.reason, e.stripe_customer, e.stripe_subscription, e.fields
                     FROM members m JOIN standings s ON s.member_id = m.id
                     LEFT JOIN member_extras e ON e.member_id = m.id
                     LEFT JOIN suppressions x ON x.email_folded = m.email_folded ORDER BY m.number";
        let shell = Command::new("sqlite3")
            .args(["-readonly", "-csv", "-header"])
            .arg(file)
            .arg(query)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        measured(shell.expect("the shell sqlite3, to compare with (a package of that name)"))
    }

    /// Runs a script on an empty database beside the club's, which it knows as `s`.
    pub fn copy_by_sqlite(&self, script: &str) -> Done {
        let (copy, file) = (self.folder.path().join("copy.db"), self.folder.path().join("copy.sql"));
        let attach = format!("ATTACH '{}' AS s;\n", self.demo().join("club.db").display());
        fs::write(&file, attach + script).expect("the data folder");
        let shell = Command::new("sqlite3")
            .arg("-bail")
            .arg(copy)
            .stdin(fs::File::open(file).expect("the script"))
            .stdout(Stdio::null())
            .spawn();
        measured(shell.expect("the shell sqlite3, to compare with (a package of that name)"))
    }

    /// How long it takes to write a page to this disk and to be sure of it.
    pub fn synced_write(&self) -> Duration {
        use std::io::Write;
        const TIMES: u32 = 200;
        let mut file = fs::File::create(self.folder.path().join("synced")).expect("the data folder");
        let began = Instant::now();
        for _ in 0..TIMES {
            file.write_all(&[1; 4_096]).expect("the disk");
            file.sync_data().expect("the disk");
        }
        began.elapsed() / TIMES
    }

    fn demo(&self) -> PathBuf {
        let clubs = fs::read_dir(self.folder.path()).expect("the data folder").filter_map(Result::ok);
        let mut clubs: Vec<PathBuf> =
            clubs.map(|entry| entry.path()).filter(|path| path.join("club.db").exists()).collect();
        clubs.retain(|path| !path.to_string_lossy().contains("more-"));
        clubs.pop().expect("the demo's folder")
    }

    fn program(&self, arguments: &[&str]) -> Child {
        let log = fs::File::options().create(true).append(true).open(self.folder.path().join("log"));
        Command::new(env!("CARGO_BIN_EXE_stagedoor"))
            .args(arguments)
            .arg("--data")
            .arg(self.folder.path())
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("a log"))
            .spawn()
            .expect("the program")
    }
}

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// The program at work; it ends with this value.
pub struct Serving {
    process: Child,
    pub address: SocketAddr,
    pub host: String,
}

impl Serving {
    /// Memory that both processes hold now: the one that serves, and the one that would start it again.
    pub fn megabytes(&self) -> f64 {
        let guard = self.process.id();
        let serving = fs::read_to_string(format!("/proc/{guard}/task/{guard}/children")).expect("our own child");
        let serving = serving.split_whitespace().map(|id| id.parse::<u32>().expect("a process"));
        serving.chain([guard]).map(share).sum::<f64>()
    }

    /// Seconds of a processor that the serving process has used.
    pub fn processor_seconds(&self) -> f64 {
        let guard = self.process.id();
        let serving = fs::read_to_string(format!("/proc/{guard}/task/{guard}/children")).expect("our own child");
        let ticks = |id: &str| {
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("a process of ours");
            // After the name, which may hold anything, user and system time are the 12th and 13th field.
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let ticks = |nth: usize| fields.get(nth).and_then(|field| field.parse::<f64>().ok()).expect("a number");
            ticks(11) + ticks(12)
        };
        // SAFETY: asks for a constant.
        let each_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
        serving.split_whitespace().map(ticks).sum::<f64>() / each_second
    }

    /// The path of a post that everybody may read.
    pub async fn first_open_post(&self) -> String {
        let home = super::load::once(&super::load::Request::to(self, "/")).await;
        let home = String::from_utf8_lossy(&home.body).replace("&#x2f;", "/");
        let posts = home.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for path in posts.filter(|path| path.contains("/posts/")).map(str::to_owned) {
            let page = super::load::once(&super::load::Request::to(self, &path)).await;
            if page.status == 200 && !String::from_utf8_lossy(&page.body).contains("story--locked") {
                return path;
            }
        }
        panic!("the demo's home page shows no open post")
    }
}

/// Its share of what is in memory: of a page that both processes see, such as the program itself, each has half.
fn share(process: u32) -> f64 {
    let map = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).expect("a process of ours");
    let line = map.lines().find(|line| line.starts_with("Pss:")).expect("its memory");
    let kilobytes: f64 = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    kilobytes * 1024.0 / 1e6
}

impl Drop for Serving {
    fn drop(&mut self) {
        // SAFETY: a signal to our own child, which is not reaped yet.
        unsafe { libc::kill(self.process.id() as i32, libc::SIGTERM) };
        self.process.wait().expect("our own child");
    }
}

/// What a command took.
pub struct Done {
    pub seconds: f64,
    /// The most memory it held at once.
    pub megabytes: f64,
}

fn measured(child: Child) -> Done {
    let began = Instant::now();
    let mut status = 0;
    // SAFETY: zeroes are a valid rusage, and wait4 fills it for our own child, which nobody else reaps.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        assert_eq!(libc::wait4(child.id() as i32, &mut status, 0, &mut usage), child.id() as i32);
        usage
    };
    assert_eq!(status, 0, "the command failed");
    Done { seconds: began.elapsed().as_secs_f64(), megabytes: usage.ru_maxrss as f64 * 1024.0 / 1e6 }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

pub fn wait_for(address: SocketAddr) {
    let until = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(address).is_err() {
        assert!(Instant::now() < until, "nobody listens on {address}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
