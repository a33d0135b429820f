//! The member file as CSV (RFC 4180, UTF-8).

use std::collections::BTreeMap;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::store::{self, FileRow};
use crate::base::{Fault, Moment};
use crate::members::{self, ClubField};
use crate::plumbing::db::{self, Conn};
use crate::plumbing::table::defused;

/// Headings, in order.
pub const COLUMNS: [&str; 22] = [
    "number",
    "name",
    "email",
    "email_state",
    "language",
    "country",
    "birth_date",
    "joined_at",
    "source",
    "state",
    "tier",
    "tier_since",
    "tags",
    "consents",
    "reachable",
    "last_seen_at",
    "note",
    "declined",
    "suppressed",
    "stripe_customer",
    "stripe_subscription",
    "fields",
];

const PAGE: i64 = 2_000;

/// What was written, for the page, the manifest and the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Counted in the same snapshot before the first row.
    pub expected: i64,
    pub rows: i64,
    pub bytes: i64,
    /// Hex, of the bytes of the file.
    pub sha256: String,
}

/// Writes the whole member file. All rows are of one moment; memory does not grow with their number. `progress` hears
/// how many of how many rows are written.
pub fn write_members(conn: &mut Conn, out: impl Write, progress: impl FnMut(i64, i64)) -> Result<Written, Fault> {
    db::snapshot(conn, |conn| write_members_within(conn, out, progress))
}

/// The same, within a snapshot of the caller's.
pub fn write_members_within(
    conn: &mut Conn,
    out: impl Write,
    mut progress: impl FnMut(i64, i64),
) -> Result<Written, Fault> {
    let expected = super::expected_rows(conn)?;
    let mut file = csv::Writer::from_writer(Hashing { out, hash: Sha256::new(), bytes: 0 });
    let mut rows = 0;
    let mut after = 0;
    let own: Vec<String> = members::fields(conn)?.iter().map(ClubField::heading).collect();
    file.write_record(COLUMNS.into_iter().chain(own.iter().map(String::as_str))).map_err(unwritten)?;
    loop {
        let page = store::rows_after(conn, after, PAGE)?;
        let Some(last) = page.last() else { break };
        let mut refused = store::refusals_between(conn, after, last.number)?;
        after = last.number;
        for row in &page {
            let refused = refused.remove(&row.number).unwrap_or_default();
            write_row(&mut file, row, &refused, &own).map_err(unwritten)?;
        }
        rows += page.len() as i64;
        progress(rows, expected);
    }
    let hashing = file.into_inner().map_err(|error| Fault::Io(error.into_error()))?;
    Ok(Written { expected, rows, bytes: hashing.bytes, sha256: hex::encode(hashing.hash.finalize()) })
}

fn unwritten(error: csv::Error) -> Fault {
    Fault::Io(io::Error::other(error))
}

/// `refused` are purposes they said no to at some time; what is in force again is none of them any more.
fn write_row(
    file: &mut csv::Writer<impl Write>,
    row: &FileRow,
    refused: &[String],
    own: &[String],
) -> Result<(), csv::Error> {
    let day = |at: Option<Moment>| at.map(Moment::rfc3339).unwrap_or_default();
    file.write_field(row.number.to_string())?;
    for text in [&row.name, &row.email, &row.email_state, &row.language, &row.country] {
        write_text(file, text)?;
    }
    file.write_field(row.birth_date.as_deref().unwrap_or_default())?;
    file.write_field(row.joined_at.rfc3339())?;
    for text in [&row.source, &row.state, &row.tier] {
        write_text(file, text)?;
    }
    file.write_field(day(row.tier_since))?;
    for list in [&row.tags, &row.consents] {
        write_text(file, list.trim_matches(','))?;
    }
    file.write_field(if row.reachable { "yes" } else { "no" })?;
    file.write_field(day(row.last_seen_at))?;
    write_text(file, &row.note)?;
    let in_force: Vec<&str> = row.consents.split(',').collect();
    let declined: Vec<&str> = refused.iter().map(String::as_str).filter(|word| !in_force.contains(word)).collect();
    write_text(file, &declined.join(","))?;
    for text in [&row.suppressed, &row.stripe_customer, &row.stripe_subscription] {
        write_text(file, text.as_deref().unwrap_or_default())?;
    }
    file.write_field(row.fields.as_deref().filter(|fields| *fields != "{}").unwrap_or_default())?;
    write_own(file, row, own)?;
    file.write_record(None::<&[u8]>)
}

/// The club's own fields, each in its column.
fn write_own(file: &mut csv::Writer<impl Write>, row: &FileRow, own: &[String]) -> Result<(), csv::Error> {
    if own.is_empty() {
        return Ok(());
    }
    let kept = row.fields.as_deref().unwrap_or("{}");
    let kept: BTreeMap<String, String> = serde_json::from_str(kept).map_err(io::Error::from)?;
    own.iter().try_for_each(|heading| write_text(file, kept.get(heading).map_or("", String::as_str)))
}

fn write_text(file: &mut csv::Writer<impl Write>, text: &str) -> Result<(), csv::Error> {
    file.write_field(defused(text).as_bytes())
}

struct Hashing<W> {
    out: W,
    hash: Sha256,
    bytes: i64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        self.bytes += taken as i64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
