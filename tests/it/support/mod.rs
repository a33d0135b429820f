//! A whole club per test: temporary folder, own database, own mailbox.
//!
//! Helpers go through the front door; one that reaches around it is called `db_…`.

#![allow(dead_code, unused_imports, reason = "the fronts that use it are being built")]

mod answer;
mod database;
mod mailbox;
mod visitor;

use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::Path;
use std::sync::Mutex;

use stagedoor::base::Moment;
use stagedoor::club::Club;
use stagedoor::plumbing::db::Pools;
use tempfile::TempDir;

pub use answer::{Answer, Form};
pub use database::{Row, TestDatabase};
pub use mailbox::{Letter, Mailbox, Mood};
pub use visitor::Visitor;

/// A club of its own, on SQLite, or on PostgreSQL when `STAGEDOOR_TEST_POSTGRES` names a server.
///
/// At its end no work may be left that is overdue or has failed, unless the test said so with
/// [`TestClub::leaves_work`].
pub struct TestClub {
    club: Club,
    pub mailbox: Mailbox,
    database: TestDatabase,
    explained: Mutex<BTreeSet<String>>,
    folder: TempDir,
}

impl TestClub {
    pub fn open() -> TestClub {
        TestClub::open_with("")
    }

    /// `settings` are lines of `club.toml` that replace or join the usual ones.
    pub fn open_with(settings: &str) -> TestClub {
        let mailbox = Mailbox::open();
        let database = TestDatabase::new();
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("nova");
        furnish(&place, &mailbox, &database, settings);
        database.shape(&place.join("club.db"));
        let club = Club::open(&place, &Pools::new()).unwrap();
        TestClub { club, mailbox, database, explained: Mutex::default(), folder }
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
            let left = self.unexplained_work();
            assert!(left.is_empty(), "work left without a word:\n{}", left.join("\n"));
        }
    }
}

/// Makes a club's folder with its `club.toml`.
fn furnish(place: &Path, mailbox: &Mailbox, database: &TestDatabase, settings: &str) {
    let name = place.file_name().unwrap().to_str().unwrap();
    let mut config: toml::Table = toml::toml! {
        artist = "Nova Lune"
        payments = "sandbox"
        country = "FR"
        [mail]
        from = "Nova Lune <club@nova.localhost>"
    };
    config.insert("hosts".to_owned(), vec![format!("{name}.localhost")].into());
    config.insert("base_url".to_owned(), format!("http://{name}.localhost").into());
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
