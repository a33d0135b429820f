//! What breaks without a visitor being able to mend it.

use std::cell::Cell;

use diesel::result::{DatabaseErrorKind, Error as DbError};

thread_local! {
    /// Set when a database error met on this thread says "the same transaction may succeed if repeated".
    /// A transaction's work runs on one thread and turns its errors into its own type before the
    /// transaction sees them; this is how the transaction still learns that repeating is worth it.
    static REPEATABLE: Cell<bool> = const { Cell::new(false) };
}

/// Something broke that no fan can fix. Logged once with its source, shown as "sorry" with a reference.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("database: {0}")]
    Db(#[source] DbError),
    #[error("no database connection: {0}")]
    Pool(String),
    #[error("stored data does not parse: {0}")]
    Json(#[from] serde_json::Error),
    #[error("file system: {0}")]
    Io(#[from] std::io::Error),
    #[error("template: {0}")]
    Template(String),
    /// A service outside did not answer as it should; says which and what.
    #[error("{service}: {detail}")]
    Outside { service: &'static str, detail: String },
    /// More work is waiting for the club's database than it can take; the visitor may try again.
    #[error("too much work is waiting")]
    Busy,
    #[error("{0}")]
    Broken(String),
}

impl Fault {
    pub fn broken(what: impl Into<String>) -> Fault {
        Fault::Broken(what.into())
    }

    /// True when a UNIQUE rule of the database refused the row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Fault::Db(DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }

    /// Whether an error worth repeating the transaction for was met on this thread since the last call.
    pub fn take_repeatable() -> bool {
        REPEATABLE.replace(false)
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Fault {
        // PostgreSQL 40001 and 40P01; diesel names only the first.
        if let DbError::DatabaseError(kind, info) = &error {
            let serialization = matches!(kind, DatabaseErrorKind::SerializationFailure);
            if serialization || info.message().contains("deadlock detected") {
                REPEATABLE.set(true);
            }
        }
        Fault::Db(error)
    }
}

impl From<diesel::r2d2::PoolError> for Fault {
    fn from(error: diesel::r2d2::PoolError) -> Fault {
        Fault::Pool(error.to_string())
    }
}
