//! A database for each test: an SQLite file, or a copy of a migrated template on a PostgreSQL server.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::row::{Field, NamedRow, Row as Columns};
use diesel::sql_types;
use diesel::sqlite::Sqlite;
use stagedoor::plumbing::db::{DatabaseUrl, migrate};

/// The columns of a row, as text. A NULL is empty.
pub type Row = Vec<String>;

/// Where the tests' PostgreSQL server is, as `postgres://user@host:port`, when they are to run there.
const SERVER: &str = "STAGEDOOR_TEST_POSTGRES";

pub struct TestDatabase {
    /// On a server: the database's name there. It goes with this value.
    on_server: Option<String>,
}

impl TestDatabase {
    pub fn new() -> TestDatabase {
        TestDatabase { on_server: server().map(copy_of_template) }
    }

    /// For `database_url`; nothing on SQLite.
    pub fn url(&self) -> Option<String> {
        self.on_server.as_deref().map(address)
    }

    /// Brings the SQLite file to the program's shape; on a server the copy has it already.
    pub fn shape(&self, file: &Path) {
        if self.on_server.is_none() {
            migrate(&DatabaseUrl::sqlite_file(file)).unwrap();
        }
    }

    pub fn rows(&self, file: &Path, query: &str) -> Vec<Row> {
        match self.url() {
            Some(url) => {
                let mut conn = PgConnection::establish(&url).unwrap();
                let rows: Vec<Texts> = diesel::sql_query(query).load(&mut conn).unwrap();
                rows.into_iter().map(|row| row.0).collect()
            }
            None => {
                let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
                diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut conn).unwrap();
                let rows: Vec<Texts> = diesel::sql_query(query).load(&mut conn).unwrap();
                rows.into_iter().map(|row| row.0).collect()
            }
        }
    }
}

impl TestDatabase {
    /// A file, wherever the tests run.
    pub fn on_sqlite() -> TestDatabase {
        TestDatabase { on_server: None }
    }

    /// A database on the tests' server without any table; none when they run on SQLite.
    pub fn bare() -> Option<TestDatabase> {
        static BARE: AtomicU32 = AtomicU32::new(0);
        server()?;
        let name = format!("stagedoor_bare_{}_{}", std::process::id(), BARE.fetch_add(1, Ordering::Relaxed));
        on_server(&format!("DROP DATABASE IF EXISTS {name}"));
        on_server(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"));
        Some(TestDatabase { on_server: Some(name) })
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = &self.on_server {
            on_server(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

pub fn server() -> Option<String> {
    std::env::var(SERVER).ok().map(|url| url.trim_end_matches('/').to_owned())
}

fn address(name: &str) -> String {
    format!("{}/{name}", server().expect("the server does not go away"))
}

fn on_server(statement: &str) {
    let mut conn = PgConnection::establish(&address("postgres")).unwrap();
    diesel::sql_query(statement).execute(&mut conn).unwrap();
}

/// One migration run for all tests of this process: a copy takes a fraction of the time.
fn copy_of_template(_server: String) -> String {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    static COPIES: AtomicU32 = AtomicU32::new(0);
    let template = TEMPLATE.get_or_init(|| {
        let name = format!("stagedoor_{}", std::process::id());
        on_server(&format!("DROP DATABASE IF EXISTS {name}"));
        on_server(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"));
        migrate(&DatabaseUrl::parse(address(&name))).unwrap();
        name
    });
    let copy = format!("{template}_{}", COPIES.fetch_add(1, Ordering::Relaxed));
    on_server(&format!("DROP DATABASE IF EXISTS {copy}"));
    on_server(&format!("CREATE DATABASE {copy} TEMPLATE {template} STRATEGY FILE_COPY"));
    copy
}

/// Every column of a row, read as text.
struct Texts(Row);

impl QueryableByName<Pg> for Texts {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Texts> {
        let columns = (0..row.field_count()).map(|index| {
            let field = Columns::get(row, index).ok_or("an index beyond the row")?;
            let Some(value) = field.value() else { return Ok(String::new()) };
            // PostgreSQL sends numbers in binary; their kinds have fixed numbers.
            Ok(match value.get_oid().get() {
                16 => <bool as FromSql<sql_types::Bool, Pg>>::from_sql(value)?.to_string(),
                20 => <i64 as FromSql<sql_types::BigInt, Pg>>::from_sql(value)?.to_string(),
                23 => <i32 as FromSql<sql_types::Integer, Pg>>::from_sql(value)?.to_string(),
                _ => <String as FromSql<sql_types::Text, Pg>>::from_sql(value)?,
            })
        });
        columns.collect::<deserialize::Result<Row>>().map(Texts)
    }
}

impl QueryableByName<Sqlite> for Texts {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Texts> {
        let columns = (0..row.field_count()).map(|index| {
            let field = Columns::get(row, index).ok_or("an index beyond the row")?;
            let text = field.value().map(<String as FromSql<sql_types::Text, Sqlite>>::from_sql);
            text.unwrap_or(Ok(String::new()))
        });
        columns.collect::<deserialize::Result<Row>>().map(Texts)
    }
}
