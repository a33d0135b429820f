//! Two databases behind one connection type, chosen at run time by URL.
//!
//! Reads take `&mut Conn`. Writes take `&mut Tx`, which only [`transaction`] can make, so a write outside a
//! transaction does not compile.

pub mod bulk;
mod migrate;
mod pools;
mod portable;
mod short_log;
mod sqlite;

use std::ops::{Deref, DerefMut};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use crate::base::Fault;

pub use migrate::{Migrated, NewerThanThisProgram, applied, copy_to, migrate, migrate_through, pending};
pub use migrate::{drop_all, tables};
pub use pools::{Database, DatabaseUrl, Pools};
pub use portable::{Both, cols};
pub use short_log::ShortLog;

#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// The backend of [`Conn`]: whichever of the two is behind it.
pub type Backend = MultiBackend;

/// A connection with an open transaction.
pub struct Tx<'c>(&'c mut Conn);

impl Tx<'_> {
    pub fn conn(&mut self) -> &mut Conn {
        self.0
    }

    /// Until this transaction ends, no other gets past here with the same words: what is read after it was not read by
    /// two at once. SQLite has one writer in any case.
    pub fn alone_with(&mut self, words: &str) -> Result<(), Fault> {
        if let Conn::Postgres(c) = self.conn() {
            let lock = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))");
            lock.bind::<diesel::sql_types::Text, _>(words).execute(c)?;
        }
        Ok(())
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.0
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.0
    }
}

/// Writes a query once and type-checks it for each database, for what the multi connection does not abstract over.
#[macro_export]
macro_rules! on_each {
    ($conn:expr, |$c:ident| $query:expr) => {
        match $conn {
            $crate::plumbing::db::Conn::Postgres($c) => $query,
            $crate::plumbing::db::Conn::Sqlite($c) => $query,
        }
    };
}

/// Inserts many rows: on PostgreSQL some hundred with one statement, whose way to the server is what costs; on SQLite twenty
/// with one that stays prepared, and one by one what is left (measured with the rows of an import: a tenth of all it
/// takes). Rows own what they hold, so that their type alone tells the statement; and with an `Option` among it they say
/// `treat_none_as_default_value = false`, as SQLite knows no DEFAULT between values.
#[macro_export]
macro_rules! insert_rows {
    ($tx:expr, $table:expr, $rows:expr) => {{
        use diesel::RunQueryDsl as _;
        let rows: &[_] = $rows;
        match $tx.conn() {
            $crate::plumbing::db::Conn::Postgres(c) => rows
                .chunks($crate::plumbing::db::ROWS_AT_ONCE)
                .try_for_each(|some| diesel::insert_into($table).values(some).execute(c).map(drop)),
            $crate::plumbing::db::Conn::Sqlite(c) => {
                let (many, rest) = rows.as_chunks::<{ $crate::plumbing::db::ROWS_PREPARED }>();
                many.iter().try_for_each(|some| diesel::insert_into($table).values(some).execute(c).map(drop)).and_then(
                    |()| rest.iter().try_for_each(|row| diesel::insert_into($table).values(row).execute(c).map(drop)),
                )
            }
        }
    }};
}

/// Rows of one statement: PostgreSQL binds no more than 65,535 values at once.
pub const ROWS_AT_ONCE: usize = 500;

/// Rows of one statement that SQLite keeps prepared.
pub const ROWS_PREPARED: usize = 20;

/// What a commit promises when the machine loses power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The last commits may be lost, the database stays whole.
    Usual,
    /// The commit is on the disk before it returns: for orders and money.
    Durable,
}

/// Commits when `work` returns `Ok`, rolls back when it returns `Err` or panics.
///
/// PostgreSQL may ask for the whole to be repeated (serialization failure, deadlock): it is, three times at most,
/// so `work` may have no effect outside `tx`.
pub fn transaction<T, E>(
    conn: &mut Conn,
    durability: Durability,
    work: impl Fn(&mut Tx) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<Fault>,
{
    const TIMES: u32 = 3;
    for again in 0.. {
        Fault::take_repeatable();
        match once(conn, durability, &work) {
            Err(_) if Fault::take_repeatable() && again < TIMES => {
                let jitter = u64::from(rand::random::<u8>()) / 16;
                std::thread::sleep(std::time::Duration::from_millis(5 * u64::from(again + 1) + jitter));
            }
            outcome => return outcome,
        }
    }
    Err(Fault::Busy.into())
}

fn once<T, E>(conn: &mut Conn, durability: Durability, work: &impl Fn(&mut Tx) -> Result<T, E>) -> Result<T, E>
where
    E: From<Fault>,
{
    type Manager = <Conn as Connection>::TransactionManager;
    begin(conn, durability)?;
    match work(&mut Tx(conn)) {
        Ok(value) => {
            Manager::commit_transaction(conn).map_err(Fault::from)?;
            Ok(value)
        }
        Err(error) => {
            Manager::rollback_transaction(conn).map_err(Fault::from)?;
            Err(error)
        }
    }
}

fn begin(conn: &mut Conn, durability: Durability) -> Result<(), Fault> {
    match conn {
        Conn::Sqlite(c) => {
            let synchronous = match durability {
                Durability::Usual => "PRAGMA synchronous = NORMAL",
                Durability::Durable => "PRAGMA synchronous = FULL",
            };
            c.batch_execute(synchronous)?;
            // SQLite refuses to upgrade a read lock held across another writer's commit, without waiting
            // for busy_timeout. Taking the write lock first makes it wait.
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?;
        }
        Conn::Postgres(c) => AnsiTransactionManager::begin_transaction(c)?,
    }
    Ok(())
}

/// One transaction on a connection of its own, on the disk before it returns: for a database that no club serves yet.
pub fn write_alone<T>(url: &DatabaseUrl, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> Result<T, Fault> {
    let mut conn = pools::connect(url).map_err(|error| Fault::Pool(error.to_string()))?;
    if let Conn::Sqlite(c) = &mut conn {
        c.batch_execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000;")?;
    }
    transaction(&mut conn, Durability::Durable, work)
}

/// Several reads of one moment: other transactions' commits do not show in between.
pub fn snapshot<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, Fault>) -> Result<T, Fault> {
    type Manager = <Conn as Connection>::TransactionManager;
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED")?,
        Conn::Postgres(c) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?
        }
    }
    let outcome = work(conn);
    Manager::rollback_transaction(conn)?;
    outcome
}
