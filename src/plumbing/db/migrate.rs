//! Bringing a database to this program's shape.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::pools::connect;
use super::{Conn, DatabaseUrl};
use crate::base::Fault;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// What a migration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// Names of the migrations that ran now.
    pub applied: Vec<String>,
}

/// The database was shaped by a newer release than this one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the database knows migration {0}, which this program does not: it was last opened by a newer release. Install that release or a later one."
)]
pub struct NewerThanThisProgram(pub String);

/// Names of the migrations that would run; refuses a database newer than this program.
pub fn pending(url: &DatabaseUrl) -> Result<Vec<String>, Fault> {
    let mut conn = open(url)?;
    refuse_newer(&mut conn)?;
    Ok(match &mut conn {
        Conn::Postgres(c) => names(c.pending_migrations(POSTGRES))?,
        Conn::Sqlite(c) => names(c.pending_migrations(SQLITE))?,
    })
}

/// Applies what is pending, on a connection of its own.
///
/// On SQLite foreign keys are off meanwhile: inside a transaction the pragma is ignored, and rebuilding a table with
/// them on was measured to erase all children. They are checked afterwards.
pub fn migrate(url: &DatabaseUrl) -> Result<Migrated, Fault> {
    let mut conn = open(url)?;
    refuse_newer(&mut conn)?;
    let applied = match &mut conn {
        Conn::Postgres(c) => c.run_pending_migrations(POSTGRES).map(shown),
        Conn::Sqlite(c) => {
            c.batch_execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF;")?;
            c.run_pending_migrations(SQLITE).map(shown)
        }
    };
    let applied = applied.map_err(|error| Fault::broken(format!("migration failed: {error}")))?;
    if !applied.is_empty() {
        check_references(&mut conn)?;
    }
    Ok(Migrated { applied })
}

fn open(url: &DatabaseUrl) -> Result<Conn, Fault> {
    connect(url).map_err(|error| Fault::Pool(error.to_string()))
}

fn shown(versions: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn names<B: diesel::backend::Backend>(found: Outcome<Vec<Box<dyn Migration<B>>>>) -> Result<Vec<String>, Fault> {
    let found = found.map_err(|error| Fault::broken(format!("cannot list migrations: {error}")))?;
    Ok(found.iter().map(|migration| migration.name().to_string()).collect())
}

fn refuse_newer(conn: &mut Conn) -> Result<(), Fault> {
    let known: Vec<String> = match conn {
        Conn::Postgres(_) => names::<diesel::pg::Pg>(POSTGRES.migrations())?,
        Conn::Sqlite(_) => names::<diesel::sqlite::Sqlite>(SQLITE.migrations())?,
    };
    let applied = match conn {
        Conn::Postgres(c) => c.applied_migrations().map(shown),
        Conn::Sqlite(c) => c.applied_migrations().map(shown),
    };
    let applied = applied.map_err(|error| Fault::broken(format!("cannot read applied migrations: {error}")))?;
    let ours = |version: &str| known.iter().any(|name| name.replace('-', "").starts_with(version));
    match applied.into_iter().find(|version| !ours(version)) {
        Some(stranger) => Err(Fault::broken(NewerThanThisProgram(stranger).to_string())),
        None => Ok(()),
    }
}

#[derive(QueryableByName)]
struct Dangling {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn check_references(conn: &mut Conn) -> Result<(), Fault> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    let query = "SELECT \"table\" AS child, CAST(count(*) AS BIGINT) AS rows FROM pragma_foreign_key_check GROUP BY 1";
    let dangling: Vec<Dangling> = diesel::sql_query(query).load(c)?;
    match dangling.first() {
        None => Ok(()),
        Some(Dangling { child, rows }) => {
            Err(Fault::broken(format!("after migrating, {rows} rows of {child} point at nothing")))
        }
    }
}

/// Versions of the migrations that this database has seen, oldest first.
pub fn applied(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    #[derive(QueryableByName)]
    struct Seen {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let query = "SELECT CAST(version AS TEXT) AS version FROM __diesel_schema_migrations ORDER BY 1";
    let seen: Vec<Seen> = diesel::sql_query(query).load(conn)?;
    Ok(seen.into_iter().map(|seen| seen.version).collect())
}

/// Gives an empty database the shape it had after just these migrations. The inner error says that one of them is
/// unknown here; nothing is done then.
pub fn migrate_through(url: &DatabaseUrl, versions: &[String]) -> Result<Result<(), NewerThanThisProgram>, Fault> {
    let known = known_versions()?;
    if let Some(stranger) = versions.iter().find(|version| !known.contains(version)) {
        return Ok(Err(NewerThanThisProgram(stranger.clone())));
    }
    let mut conn = open(url)?;
    match &mut conn {
        Conn::Postgres(c) => run_some::<diesel::pg::Pg, _>(c, POSTGRES.migrations(), versions)?,
        Conn::Sqlite(c) => {
            c.batch_execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF;")?;
            run_some::<diesel::sqlite::Sqlite, _>(c, SQLITE.migrations(), versions)?;
        }
    }
    Ok(Ok(()))
}

fn known_versions() -> Result<Vec<String>, Fault> {
    let all: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = listed(SQLITE.migrations())?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn run_some<B: diesel::backend::Backend, C: MigrationHarness<B>>(
    conn: &mut C,
    all: Outcome<Vec<Box<dyn Migration<B>>>>,
    versions: &[String],
) -> Result<(), Fault> {
    // Asking is what makes the list that the first migration is noted in.
    let seen = conn.applied_migrations();
    seen.map_err(|error| Fault::broken(format!("cannot read applied migrations: {error}")))?;
    for migration in listed(all)?.iter().filter(|one| versions.contains(&one.name().version().to_string())) {
        conn.run_migration(migration.as_ref()).map_err(|error| Fault::broken(format!("migration failed: {error}")))?;
    }
    Ok(())
}

fn listed<B: diesel::backend::Backend>(
    found: Outcome<Vec<Box<dyn Migration<B>>>>,
) -> Result<Vec<Box<dyn Migration<B>>>, Fault> {
    let mut found = found.map_err(|error| Fault::broken(format!("cannot list migrations: {error}")))?;
    found.sort_by_key(|migration| migration.name().version().to_string());
    Ok(found)
}

/// Names of the tables of this database; of a file that is not there, none.
pub fn tables(url: &DatabaseUrl) -> Result<Vec<String>, Fault> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let query = if url.is_postgres() {
        "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema()"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let named: Vec<Named> = diesel::sql_query(query).load(&mut open(url)?)?;
    Ok(named.into_iter().map(|named| named.name).collect())
}

/// Drops every table of a database on a server: for one that was empty before the caller filled it and failed.
pub fn drop_all(url: &DatabaseUrl) -> Result<(), Fault> {
    let quoted: Vec<String> = tables(url)?.iter().map(|name| format!("\"{name}\"")).collect();
    if !quoted.is_empty() {
        open(url)?.batch_execute(&format!("DROP TABLE {} CASCADE", quoted.join(", ")))?;
    }
    Ok(())
}

/// Writes a consistent copy of an SQLite database to a new file, also while it is in use.
pub fn copy_to(url: &DatabaseUrl, target: &std::path::Path) -> Result<(), Fault> {
    let mut conn = open(url)?;
    let Conn::Sqlite(c) = &mut conn else {
        return Err(Fault::broken("only a database file can be copied"));
    };
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(target.display().to_string()).execute(c)?;
    Ok(())
}
