//! Whole tables out of a database and into one: columns are known by name and kind, rows go past one after the other.

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::row::{Field, NamedRow, Row as Fields};
use diesel::sql_types::{self, Nullable, Text};
use diesel::sqlite::Sqlite;
use serde::{Deserialize, Serialize};

use super::{Conn, Tx};
use crate::base::Fault;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Text,
    Integer,
    BigInt,
    Bool,
    /// Written as hex on its way.
    Binary,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// A value of a row on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Text(String),
    Number(i64),
    Bool(bool),
    Bytes(Vec<u8>),
}

/// Diesel's types, as kinds.
pub trait OfKind {
    const KIND: Kind;
}

impl OfKind for sql_types::Text {
    const KIND: Kind = Kind::Text;
}

impl OfKind for sql_types::Integer {
    const KIND: Kind = Kind::Integer;
}

impl OfKind for sql_types::BigInt {
    const KIND: Kind = Kind::BigInt;
}

impl OfKind for sql_types::Bool {
    const KIND: Kind = Kind::Bool;
}

impl OfKind for sql_types::Binary {
    const KIND: Kind = Kind::Binary;
}

impl<T: OfKind + sql_types::SqlType> OfKind for Nullable<T> {
    const KIND: Kind = T::KIND;
}

/// A table's columns as diesel lists them, in order.
pub trait Columns {
    fn list() -> Vec<Column>;
}

fn named<C>() -> Column
where
    C: diesel::Column + Expression<SqlType: OfKind>,
{
    Column { name: C::NAME.to_owned(), kind: <C::SqlType as OfKind>::KIND }
}

macro_rules! columns_of_tuples {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<$first, $($rest),*> Columns for ($first, $($rest,)*)
            where
                $first: diesel::Column + Expression<SqlType: OfKind>,
                $($rest: diesel::Column + Expression<SqlType: OfKind>,)*
            {
                fn list() -> Vec<Column> {
                    vec![named::<$first>(), $(named::<$rest>(),)*]
                }
            }
            columns_of_tuples!($($rest)*);
        )?
    };
}

columns_of_tuples!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z Aa Ab Ac Ad Ae Af);

/// The columns of a table of `schema.rs`.
pub fn columns_of<T>() -> Vec<Column>
where
    T: Table,
    T::AllColumns: Columns,
{
    T::AllColumns::list()
}

/// Rows of a table that has all of `columns`.
#[derive(Debug, Clone, Copy)]
pub struct Extract<'a> {
    pub table: &'a str,
    pub columns: &'a [Column],
    /// Columns of the primary key.
    pub key: &'a [&'a str],
    /// SQL for the rows that are wanted.
    pub only: &'a str,
}

/// Rows fetched at once from a server; of tables that hold files, fewer.
const FETCH: usize = 1_000;
const FETCH_FILES: usize = 10;

impl Extract<'_> {
    pub fn count(&self, conn: &mut Conn) -> Result<i64, Fault> {
        #[derive(QueryableByName)]
        struct Counted {
            #[diesel(sql_type = sql_types::BigInt)]
            n: i64,
        }
        let sql = format!("SELECT CAST(count(*) AS BIGINT) AS n FROM \"{}\" WHERE {}", self.table, self.only);
        Ok(diesel::sql_query(sql).get_result::<Counted>(conn)?.n)
    }

    /// Every row by the order of its key, which is the same on both databases; each value as text. Within a
    /// transaction; memory does not grow with the number of rows.
    pub fn each(
        &self,
        conn: &mut Conn,
        mut take: impl FnMut(Vec<Option<String>>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match conn {
            Conn::Sqlite(c) => {
                let rows = diesel::sql_query(
                    self.sql("", |name| format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END")),
                )
                .load_iter::<Texts, DefaultLoadingMode>(c)?;
                for row in rows {
                    take(row?.0)?;
                }
            }
            Conn::Postgres(c) => {
                // The server's own order of words depends on its locale, and differs from SQLite's.
                let sql = self.sql(" COLLATE \"C\"", |name| format!("encode({name}, 'hex')"));
                let holds_files = self.columns.iter().any(|column| column.kind == Kind::Binary);
                let fetch = if holds_files { FETCH_FILES } else { FETCH };
                c.batch_execute(&format!("DECLARE extract NO SCROLL CURSOR FOR {sql}"))?;
                loop {
                    let rows: Vec<Texts> = diesel::sql_query(format!("FETCH {fetch} FROM extract")).load(c)?;
                    if rows.is_empty() {
                        break;
                    }
                    rows.into_iter().try_for_each(|row| take(row.0))?;
                }
                c.batch_execute("CLOSE extract")?;
            }
        }
        Ok(())
    }

    fn sql(&self, collation: &str, hex_of: fn(&str) -> String) -> String {
        let cast = |(at, column): (usize, &Column)| {
            let name = format!("\"{}\"", column.name);
            match column.kind {
                Kind::Binary => format!("{} AS c{at}", hex_of(&name)),
                _ => format!("CAST({name} AS TEXT) AS c{at}"),
            }
        };
        let selected: Vec<String> = self.columns.iter().enumerate().map(cast).collect();
        let is_text = |name: &str| self.columns.iter().any(|column| column.name == name && column.kind == Kind::Text);
        let order = |name: &&str| {
            let collation = if is_text(name) { collation } else { "" };
            format!("\"{}\".\"{name}\"{collation}", self.table)
        };
        let order: Vec<String> = self.key.iter().map(order).collect();
        let (table, only) = (self.table, self.only);
        format!("SELECT {} FROM \"{table}\" WHERE {only} ORDER BY {}", selected.join(", "), order.join(", "))
    }
}

/// Rows that go into a table with one statement. SQLite takes 32,766 values a statement.
pub fn rows_at_once(columns: usize) -> usize {
    (16_000 / columns.max(1)).clamp(1, 500)
}

/// Inserts rows whose values stand in the order of `columns`; at most [`rows_at_once`].
pub fn insert(tx: &mut Tx, table: &str, columns: &[Column], rows: Vec<Vec<Value>>) -> Result<(), Fault> {
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let head = format!("INSERT INTO \"{table}\" ({}) VALUES ", names.join(", "));
    match tx.conn() {
        Conn::Sqlite(c) => {
            let row = format!("({})", vec!["?"; columns.len()].join(", "));
            let mut statement = diesel::sql_query(head + &vec![row; rows.len()].join(", ")).into_boxed::<Sqlite>();
            for (column, value) in rows.into_iter().flat_map(|row| columns.iter().zip(row)) {
                statement = match (column.kind, value) {
                    (Kind::Text, value) => statement.bind::<Nullable<Text>, _>(text(value)),
                    (Kind::Bool, value) => statement.bind::<Nullable<sql_types::Bool>, _>(yes_or_no(value)),
                    (Kind::Binary, value) => statement.bind::<Nullable<sql_types::Binary>, _>(bytes(value)),
                    (_, value) => statement.bind::<Nullable<sql_types::BigInt>, _>(number(value)),
                };
            }
            statement.execute(c)?;
        }
        Conn::Postgres(c) => {
            let mut n = 0;
            let mut place = || {
                n += 1;
                format!("${n}")
            };
            let mut row = || format!("({})", (0..columns.len()).map(|_| place()).collect::<Vec<_>>().join(", "));
            let all: Vec<String> = (0..rows.len()).map(|_| row()).collect();
            let mut statement = diesel::sql_query(head + &all.join(", ")).into_boxed::<Pg>();
            for (column, value) in rows.into_iter().flat_map(|row| columns.iter().zip(row)) {
                statement = match (column.kind, value) {
                    (Kind::Text, value) => statement.bind::<Nullable<Text>, _>(text(value)),
                    (Kind::Bool, value) => statement.bind::<Nullable<sql_types::Bool>, _>(yes_or_no(value)),
                    (Kind::Binary, value) => statement.bind::<Nullable<sql_types::Binary>, _>(bytes(value)),
                    (Kind::BigInt, value) => statement.bind::<Nullable<sql_types::BigInt>, _>(number(value)),
                    (Kind::Integer, value) => {
                        let small = number(value).and_then(|number| i32::try_from(number).ok());
                        statement.bind::<Nullable<sql_types::Integer>, _>(small)
                    }
                };
            }
            statement.execute(c)?;
        }
    }
    Ok(())
}

fn text(value: Value) -> Option<String> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn number(value: Value) -> Option<i64> {
    if let Value::Number(number) = value { Some(number) } else { None }
}

fn bytes(value: Value) -> Option<Vec<u8>> {
    if let Value::Bytes(bytes) = value { Some(bytes) } else { None }
}

fn yes_or_no(value: Value) -> Option<bool> {
    if let Value::Bool(bool) = value { Some(bool) } else { None }
}

/// A row, each column read as text.
struct Texts(Vec<Option<String>>);

impl QueryableByName<Pg> for Texts {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Texts> {
        let columns = (0..row.field_count()).map(|index| {
            let field = Fields::get(row, index).ok_or("an index beyond the row")?;
            field.value().map(<String as FromSql<Text, Pg>>::from_sql).transpose()
        });
        columns.collect::<deserialize::Result<_>>().map(Texts)
    }
}

impl QueryableByName<Sqlite> for Texts {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Texts> {
        let columns = (0..row.field_count()).map(|index| {
            let field = Fields::get(row, index).ok_or("an index beyond the row")?;
            field.value().map(<String as FromSql<Text, Sqlite>>::from_sql).transpose()
        });
        columns.collect::<deserialize::Result<_>>().map(Texts)
    }
}
