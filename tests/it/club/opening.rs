//! A club's database, opened while somebody else has it.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use stagedoor::plumbing::db::{DatabaseUrl, migrate, pending};

#[test]
fn a_database_that_is_being_closed_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("club.db");
    let url = DatabaseUrl::sqlite_file(&file);
    migrate(&url).unwrap();
    let mut closing = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    // As the last connection does while it folds the log into the file.
    closing.batch_execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;").unwrap();
    let closes = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(closing);
    });
    assert_eq!(pending(&url).unwrap(), Vec::<String>::new());
    closes.join().unwrap();
}
