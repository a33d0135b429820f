//! Keeping SQLite's log short while something writes for minutes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use diesel::connection::SimpleConnection;

use super::pools::{Database, connect};
use crate::base::Fault;
use crate::plumbing::db::DatabaseUrl;

/// Between two looks at the log.
const PAUSE: Duration = Duration::from_millis(20);

/// While this lives, what a long writing leaves in the log is moved into the database on a thread of its own. Without it
/// the writer does that itself, and whoever joins or buys meanwhile stands behind it: 160 ms instead of 80 at worst, and
/// an eighth more for every row (measured with the rows of an import).
pub struct ShortLog {
    ended: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Database {
    /// Nothing on PostgreSQL, whose server does this by itself.
    pub fn keep_log_short(&self) -> Result<Option<ShortLog>, Fault> {
        if self.url().is_postgres() {
            return Ok(None);
        }
        let (url, ended) = (self.url().clone(), Arc::new(AtomicBool::new(false)));
        let seen = Arc::clone(&ended);
        let thread = thread::Builder::new().name("short-log".to_owned()).spawn(move || move_on(&url, &seen))?;
        Ok(Some(ShortLog { ended, thread }))
    }
}

/// A log that could not be moved is moved by the writer, later and slower: nothing is lost.
fn move_on(url: &DatabaseUrl, ended: &AtomicBool) {
    let settings = "PRAGMA busy_timeout = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
    let Ok(mut conn) = connect(url) else { return };
    if let Err(error) = conn.batch_execute(settings) {
        tracing::warn!(%error, "the log of a database is not kept short");
        return;
    }
    while !ended.load(Ordering::Relaxed) {
        // Refused while somebody else is at it: tried again with the next look.
        drop(conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE);"));
        thread::park_timeout(PAUSE);
    }
}

impl Drop for ShortLog {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
    }
}
