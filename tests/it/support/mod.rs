//! A whole club per test: temporary folder, own database, own mailbox.
//!
//! Helpers go through the front door; one that reaches around it is called `db_…`.

#![allow(dead_code, unused_imports, reason = "the fronts that use it are being built")]

mod answer;
mod bucket;
mod database;
mod mailbox;
mod passkey;
mod people;
mod server;
mod visitor;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use stagedoor::base::Moment;
use stagedoor::club::Club;
use stagedoor::plumbing::db::Pools;
use tempfile::TempDir;

pub use answer::{Answer, Form};
pub use bucket::Bucket;
pub use database::{Row, TestDatabase};
pub use mailbox::{Letter, Mailbox, Mood, tls};
pub use passkey::{Passkey, Question};
pub use people::{early_in_a_step, totp_at};
pub use server::{Server, free_address, program};
pub use visitor::Visitor;

/// A club of its own, on SQLite, or on PostgreSQL when `STAGEDOOR_TEST_POSTGRES` names a server.
///
/// At its end no work may be left that is overdue or has failed, unless the test said so with
/// [`TestClub::leaves_work`].
pub struct TestClub {
    club: Club,
    pub mailbox: Mailbox,
    database: TestDatabase,
    address: SocketAddr,
    explained: Mutex<BTreeSet<String>>,
    /// The data folder, shared with the other clubs of the same house.
    folder: Arc<TempDir>,
}

impl TestClub {
    pub fn open() -> TestClub {
        TestClub::open_with("")
    }

    /// `settings` are lines of `club.toml` that replace or join the usual ones.
    pub fn open_with(settings: &str) -> TestClub {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        TestClub::in_house(folder, server::free_address(), "nova", settings)
    }

    /// Two clubs of one house: one data folder, and one server when they are served.
    pub fn two() -> (TestClub, TestClub) {
        let (folder, address) = (Arc::new(tempfile::tempdir().unwrap()), server::free_address());
        let club = |name: &str| TestClub::in_house(Arc::clone(&folder), address, name, "");
        (club("nova"), club("orion"))
    }

    fn in_house(folder: Arc<TempDir>, address: SocketAddr, name: &str, settings: &str) -> TestClub {
        let mailbox = Mailbox::open();
        let database = TestDatabase::new();
        let place = folder.path().join(name);
        furnish(&place, address, &mailbox, &database, settings);
        database.shape(&place.join("club.db"));
        let club = Club::open(&place, &Pools::new()).unwrap();
        TestClub { club, mailbox, database, address, explained: Mutex::default(), folder }
    }

    /// The real program over this club's house, as a process of its own.
    pub fn serve(&self) -> Server {
        Server::start(self.data(), self.address)
    }

    /// Somebody new at this club's door, with a browser of their own.
    pub fn visitor(&self) -> Visitor {
        Visitor::to(&self.club.config().base_url, self.address)
    }

    /// Where its server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The data folder that holds the club's own.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The test knows that work of this name is still there at its end, waiting or failed.
    pub fn leaves_work(&self, name: &str) {
        self.explained.lock().unwrap().insert(name.to_owned());
    }

    /// Rows of a query in either database's words, as text. Reaches around the front door.
    pub fn db_rows(&self, query: &str) -> Vec<Row> {
        self.database.rows(&self.club.folder().path().join("club.db"), query)
    }

    /// Changes the club's `club.toml` before it is served.
    pub fn db_writes_settings(&self, change: impl FnOnce(&mut toml::Table)) {
        let file = self.club.folder().path().join("club.toml");
        let mut settings: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
        change(&mut settings);
        std::fs::write(file, settings.to_string()).unwrap();
    }

    fn unexplained_work(&self) -> Vec<String> {
        let explained = self.explained.lock().unwrap();
        let left = self.db_rows(&format!(
            "SELECT name, state || ' ' || COALESCE(last_error, '') FROM jobs
             WHERE run_after <= {} OR last_error IS NOT NULL ORDER BY id",
            Moment::now().0
        ));
        let named = left.into_iter().filter(|job| !explained.contains(&job[0]));
        named.map(|job| job.join(": ")).collect()
    }
}

impl Deref for TestClub {
    type Target = Club;

    fn deref(&self) -> &Club {
        &self.club
    }
}

impl Drop for TestClub {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // What is being done at this moment ends by itself.
            let until = Instant::now() + Duration::from_secs(3);
            let mut left = self.unexplained_work();
            while !left.is_empty() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(50));
                left = self.unexplained_work();
            }
            assert!(left.is_empty(), "work left without a word:\n{}", left.join("\n"));
        }
    }
}

/// Makes a club's folder with its `club.toml`.
fn furnish(place: &Path, address: SocketAddr, mailbox: &Mailbox, database: &TestDatabase, settings: &str) {
    let name = place.file_name().unwrap().to_str().unwrap();
    let mut config: toml::Table = toml::toml! {
        artist = "Nova Lune"
        payments = "sandbox"
        country = "FR"
        [mail]
        from = "Nova Lune <club@nova.localhost>"
    };
    config.insert("hosts".to_owned(), vec![format!("{name}.localhost")].into());
    config.insert("base_url".to_owned(), format!("http://{name}.localhost:{}", address.port()).into());
    config["mail"].as_table_mut().unwrap().insert("url".to_owned(), mailbox.url().into());
    if let Some(url) = database.url() {
        config.insert("database_url".to_owned(), url.into());
    }
    lay_over(&mut config, settings.parse().expect("settings are lines of club.toml"));
    std::fs::create_dir_all(place).unwrap();
    std::fs::write(place.join("club.toml"), config.to_string()).unwrap();
}

fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay_over(under, over),
            (_, value) => drop(under.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "work left without a word")]
    fn overdue_work_left_behind_fails_the_test() {
        let club = TestClub::open();
        club.db_rows(
            "INSERT INTO jobs (id, name, payload, state, run_after, attempts, created_at)
             VALUES ('1', 'forgotten', '{}', 'waiting', 0, 0, 0) RETURNING name, state",
        );
    }

    #[test]
    fn the_tests_run_on_the_database_they_were_told() {
        let club = TestClub::open();
        assert_eq!(club.database().url().is_postgres(), std::env::var("STAGEDOOR_TEST_POSTGRES").is_ok());
        let version = if club.database().url().is_postgres() { "version()" } else { "sqlite_version()" };
        assert_eq!(club.db_rows(&format!("SELECT {version}, 1 + 1"))[0][1], "2");
    }

    #[test]
    fn work_for_later_and_work_explained_may_stay() {
        let club = TestClub::open();
        club.leaves_work("broken");
        club.db_rows(&format!(
            "INSERT INTO jobs (id, name, payload, state, run_after, attempts, last_error, created_at) VALUES
             ('1', 'tomorrow', '{{}}', 'waiting', {}, 0, NULL, 0),
             ('2', 'broken', '{{}}', 'given_up', 0, 12, 'no', 0) RETURNING name, state",
            Moment::now().plus_days(1).0
        ));
    }
}
