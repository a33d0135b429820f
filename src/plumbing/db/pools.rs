//! Connections: readers that cannot write, and the way to the writer.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection, R2D2Connection};
use scheduled_thread_pool::ScheduledThreadPool;
use tokio::sync::Semaphore;

use super::{Conn, Durability, Tx, sqlite, transaction};
use crate::base::Fault;

/// Where a club's database is. Not printed whole: it may carry a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn sqlite_file(path: &Path) -> DatabaseUrl {
        DatabaseUrl(path.display().to_string())
    }

    /// `postgres://…`, or the path of an SQLite file.
    pub fn parse(url: impl Into<String>) -> DatabaseUrl {
        DatabaseUrl(url.into())
    }

    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres://") || self.0.starts_with("postgresql://")
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_postgres() { "postgres://…" } else { &self.0 })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
    access: Access,
}

/// Opens one connection for reading and writing, outside any pool: for migrations and the command line.
pub(super) fn connect(url: &DatabaseUrl) -> ConnectionResult<Conn> {
    // Never the derived `establish()`: it tries each kind, and SQLite would make a file named after a
    // PostgreSQL address.
    if url.is_postgres() {
        PgConnection::establish(url.as_str()).map(Conn::Postgres)
    } else {
        sqlite::settle();
        let mut conn = SqliteConnection::establish(url.as_str())?;
        // From the first look on: whoever closes a database last has it alone for a moment.
        conn.batch_execute("PRAGMA busy_timeout = 5000;")
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(Conn::Sqlite(conn))
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        let mut conn = connect(&self.url).map_err(diesel::r2d2::Error::ConnectionError)?;
        // One megabyte of cache a connection: many clubs multiply it, and the system caches the file anyway. Mapped are
        // sixteen: pages of the file that were read through the map count as this process's memory. The writer may hold
        // sixteen while it has that much to write, and folds its log into the file every thirty-two: pages that many
        // rows touch in turn are written once (measured with imports).
        let settings = match (&conn, self.access) {
            (Conn::Sqlite(_), Access::Write) => {
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
                 PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000;
                 PRAGMA temp_store = MEMORY;"
            }
            (Conn::Sqlite(_), Access::Read) => {
                "PRAGMA query_only = ON; PRAGMA cache_size = -1000; PRAGMA mmap_size = 16777216;"
            }
            (Conn::Postgres(_), Access::Write) => "SET statement_timeout = '60s'; SET lock_timeout = '10s';",
            (Conn::Postgres(_), Access::Read) => "SET default_transaction_read_only = on;",
        };
        conn.batch_execute(settings).map_err(diesel::r2d2::Error::QueryError)?;
        Ok(conn)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.is_broken()
    }
}

/// What all clubs of a process share: the threads that look after their connections.
#[derive(Clone)]
pub struct Pools(Arc<ScheduledThreadPool>);

impl Pools {
    pub fn new() -> Pools {
        Pools(Arc::new(ScheduledThreadPool::builder().num_threads(1).thread_name_pattern("connections-{}").build()))
    }

    fn pool(&self, url: &DatabaseUrl, access: Access, size: u32) -> Pool<Manager> {
        Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .idle_timeout(Some(Duration::from_secs(300)))
            .max_lifetime(None)
            // A file's connection does not break between two uses; a server's may.
            .test_on_check_out(url.is_postgres())
            .connection_timeout(Duration::from_secs(10))
            .thread_pool(Arc::clone(&self.0))
            .build_unchecked(Manager { url: url.clone(), access })
    }
}

impl Default for Pools {
    fn default() -> Pools {
        Pools::new()
    }
}

/// A club's database.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    url: DatabaseUrl,
    readers: Pool<Manager>,
    writers: Pool<Manager>,
    /// Fair and asynchronous: nobody waits for the database inside a blocking thread (measured: one read
    /// behind 600 writes that did took 410 ms).
    may_read: Semaphore,
    may_write: Semaphore,
    waiting_to_write: AtomicUsize,
    writes: AtomicU64,
}

/// Readers at once in one club.
const READERS: u32 = 4;
/// Writers at once: SQLite has one; a server takes several.
const SERVER_WRITERS: u32 = 4;
/// Writes that may wait before newcomers are told to come back.
const LONGEST_QUEUE: usize = 4_000;

impl Database {
    pub fn open(url: DatabaseUrl, pools: &Pools) -> Database {
        let writers = if url.is_postgres() { SERVER_WRITERS } else { 1 };
        Database(Arc::new(Inner {
            readers: pools.pool(&url, Access::Read, READERS),
            writers: pools.pool(&url, Access::Write, writers),
            may_read: Semaphore::new(READERS as usize),
            may_write: Semaphore::new(writers as usize),
            waiting_to_write: AtomicUsize::new(0),
            writes: AtomicU64::new(0),
            url,
        }))
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// Runs `work` on a connection that the database itself keeps from writing.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let inner = Arc::clone(&self.0);
        let _permit = self.0.may_read.acquire().await.map_err(|_| Fault::Busy)?;
        blocking(move || work(&mut *inner.readers.get()?)).await?
    }

    /// Reads while blocking the thread: for the start of the program and its command line.
    pub fn read_blocking<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, Fault>) -> Result<T, Fault> {
        work(&mut *self.0.readers.get()?)
    }

    /// Transactions ended by this process so far, those aside: the same number twice means that nothing was written here
    /// between that a page could show.
    pub fn writes(&self) -> u64 {
        self.0.writes.load(Ordering::Acquire)
    }

    /// The only way to write: one call is one transaction. `work` is synchronous, so nothing can wait for Stripe or
    /// a mail server while the writer is held. Fails with [`Fault::Busy`] when too many already wait.
    pub async fn write<T, E>(
        &self,
        durability: Durability,
        work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        let counted = move |conn: &mut Conn| {
            let done = transaction(conn, durability, work);
            inner.writes.fetch_add(1, Ordering::Release);
            done
        };
        self.on_writer(counted).await
    }

    /// A write that no fan's page shows: the queue of work, letters, who was here. What is kept of pages stays good.
    pub async fn write_aside<T, E>(
        &self,
        durability: Durability,
        work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.on_writer(move |conn| transaction(conn, durability, work)).await
    }

    async fn on_writer<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        let _place = Place::in_queue(&self.0.waiting_to_write)?;
        let _permit = self.0.may_write.acquire().await.map_err(|_| Fault::Busy)?;
        blocking(move || {
            let mut conn: PooledConnection<Manager> = inner.writers.get().map_err(Fault::from)?;
            work(&mut conn)
        })
        .await?
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::broken(format!("database work stopped: {error}")))
}

/// A place in the queue before the writer, given up however the wait ends.
struct Place<'q>(&'q AtomicUsize);

impl<'q> Place<'q> {
    fn in_queue(waiting: &'q AtomicUsize) -> Result<Place<'q>, Fault> {
        let place = Place(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE { Err(Fault::Busy) } else { Ok(place) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
