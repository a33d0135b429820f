//! What leaves the club whole: the member file. Written in one read snapshot with constant memory; every export says how
//! many rows were expected, how many were written, and the SHA-256 of the bytes.

mod csv_file;
mod jobs;
mod store;

use std::path::PathBuf;

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;

pub use csv_file::{COLUMNS, Written, write_members, write_members_within};
pub use jobs::ExportMembers;
pub use store::{MemberExport, by_id, latest};
pub use store::{mark_done, mark_failed, mark_progress};

id!(
    /// One export of the member file.
    ExportId
);

/// How an export is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// The CSV and a `manifest.json` that proves it.
    Zip,
    /// The whole club; written in `portage`.
    Club,
}

impl Format {
    pub fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Zip => "zip",
            Format::Club => "club",
        }
    }

    /// The forms of the member file alone.
    pub fn from_word(word: &str) -> Option<Format> {
        [Format::Csv, Format::Zip].into_iter().find(|format| format.word() == word)
    }
}

/// A private file is kept this long.
const KEPT_HOURS: i64 = 24;

/// Asks for an export; a job writes it.
pub fn request(tx: &mut Tx, format: Format, by: Actor, requested_by: &str, now: Moment) -> Result<MemberExport, Fault> {
    let export = announce(tx, ExportId::new(), format, "members", requested_by, now)?;
    journal::record(tx, by, "members.export_requested", "export", export.id.as_str(), format.word(), now)?;
    enqueue(tx, &ExportMembers { export: export.id.clone() }, now, now)?;
    Ok(export)
}

/// Notes a private file that a job is going to write. `of` begins its name.
pub fn announce(
    tx: &mut Tx,
    id: ExportId,
    format: Format,
    of: &str,
    requested_by: &str,
    now: Moment,
) -> Result<MemberExport, Fault> {
    let name = format!("{of}-{}.{}", now.rfc3339().replace(':', ""), format.word());
    store::insert_export(tx, id, format, &name, requested_by, now, now.plus_hours(KEPT_HOURS))
}

/// Where a finished export lies.
pub fn file_of(club: &Club, export: &MemberExport) -> PathBuf {
    club.folder().exports().join(format!("{}.{}", export.id, export.format))
}

/// Deletes files whose day is over, and their rows' claim to them.
pub fn tidy(club: &Club, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    for export in store::over(tx, now)? {
        match std::fs::remove_file(file_of(club, &export)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => store::mark_expired(tx, &export.id)?,
        }
    }
    Ok(())
}

/// Ends the time of every file that waits to be fetched: somebody in it was erased. [`tidy`] removes them.
pub fn recall(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    store::expire_all(tx, now)
}

/// Rows the file will have.
pub fn expected_rows(conn: &mut Conn) -> Result<i64, Fault> {
    crate::members::count(conn)
}
