//! What the migrations make, on whichever database the tests run, is what `src/plumbing/schema.rs` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::TestClub;

/// SQLite's full-text table, its shadows with it, and the index that does its work on PostgreSQL.
const FULL_TEXT: (&str, &str) = ("search_index", "CREATE INDEX search_documents_text");

/// Column name → its type in diesel's words.
type Columns = BTreeMap<String, String>;

#[test]
fn the_migrated_database_is_the_one_the_program_knows() {
    let (known, found) = (known_tables(), found_tables(&TestClub::open()));
    assert!(known.len() > 30, "the tables were not found in schema.rs");
    let names = |tables: &BTreeMap<String, Columns>| tables.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&known), names(&found), "tables in schema.rs (left) and in the database (right)");
    for (table, columns) in &known {
        assert_eq!(columns, &found[table], "columns of {table} in schema.rs (left) and in the database (right)");
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert!(!sqlite.is_empty());
    let names = |found: &[(String, String)]| found.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for ((name, ours), (_, theirs)) in sqlite.iter().zip(&postgres) {
        let mut theirs = indexes(theirs);
        theirs.remove(FULL_TEXT.1);
        assert_eq!(indexes(ours), theirs, "indexes made by {name}");
    }
}

#[test]
fn no_row_takes_others_with_it() {
    for (name, up) in migrations("sqlite").into_iter().chain(migrations("postgres")) {
        assert!(!up.to_uppercase().contains("ON DELETE CASCADE"), "{name} would erase what hangs on a row");
    }
}

fn migrations(database: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut found: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| {
            let up = fs::read_to_string(entry.path().join("up.sql")).unwrap();
            (entry.file_name().to_string_lossy().into_owned(), up)
        })
        .collect();
    found.sort();
    found
}

/// Names of the indexes a migration makes, each with `UNIQUE` where it is.
fn indexes(sql: &str) -> BTreeSet<String> {
    let lines = sql.lines().filter(|line| line.starts_with("CREATE") && line.contains("INDEX"));
    lines.map(|line| line.split(" ON ").next().unwrap_or_default().to_owned()).collect()
}

fn known_tables() -> BTreeMap<String, Columns> {
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plumbing/schema.rs")).unwrap();
    let tables = schema.split("diesel::table! {\n").skip(1).map(|rest| rest.split("\n}\n").next().unwrap_or_default());
    tables.map(|table| (table.split_whitespace().next().unwrap_or_default().to_owned(), known_columns(table))).collect()
}

fn known_columns(table: &str) -> Columns {
    let columns = table.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" -> "));
    columns.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect()
}

fn found_tables(club: &TestClub) -> BTreeMap<String, Columns> {
    let rows = if club.database().url().is_postgres() {
        club.db_rows(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), CAST(is_nullable AS TEXT)
             FROM information_schema.columns WHERE table_schema = 'public'",
        )
    } else {
        club.db_rows(
            "SELECT tables.name, columns.name, lower(columns.type), CASE columns.\"notnull\" WHEN 1 THEN 'NO' ELSE 'YES' END
             FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
             WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'",
        )
    };
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    let ours = |table: &str| table != "__diesel_schema_migrations" && !table.starts_with(FULL_TEXT.0);
    for row in rows.into_iter().filter(|row| ours(&row[0])) {
        let [table, column, kind, nullable]: [String; 4] = row.try_into().unwrap();
        let kind = match kind.as_str() {
            "text" => "Text",
            "bigint" => "BigInt",
            "integer" => "Integer",
            "boolean" => "Bool",
            "blob" | "bytea" => "Binary",
            "double" | "double precision" => "Double",
            other => panic!("{table}.{column} is of a kind that this test does not know: {other}"),
        };
        let kind = if nullable == "YES" { format!("Nullable<{kind}>") } else { kind.to_owned() };
        tables.entry(table).or_default().insert(column, kind);
    }
    tables
}
