//! Member files of other systems and our own: recognised, rehearsed, brought in by a job, reported, undone.

pub mod cells;
mod file;
mod jobs;
mod lookups;
mod mapping;
mod plain;
mod report;
mod row;
mod run;
mod sheet;
mod store;
mod systems;
mod text;
mod undo;
mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::id;
use crate::journal::{self, Actor};
use crate::members::{self, MemberId, Merge};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;
use crate::plumbing::leftovers;

pub use file::{Unreadable, make_plain, remove as remove_file, unread};
pub use jobs::{LetMailOut, LookUp, Rehearse, Run, Undo};
pub use lookups::look_up_now;
pub use mapping::{FIELDS, Field, REASON, claim, fold as folded_heading, recognise};
pub use plain::{Table, open as open_plain};
pub use report::{write_refused, write_rows_with_reasons};
pub use run::{rehearse_now, run_now};
pub use store::{Import, LookedUp, by_id, doubtful_lookups, kept, latest, lookups};
pub use undo::{let_mail_out_now, undo_now};

id!(
    /// One file brought in.
    ImportId
);

/// A few rows of each outcome, for people to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Samples(pub BTreeMap<String, Vec<Sample>>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub line: i64,
    pub email: String,
    /// Names of what changes, the reason of a refusal, or what was not understood with its heading.
    pub what: Vec<String>,
    /// Of what changes: what was there and what comes.
    #[serde(default)]
    pub values: Vec<(String, String)>,
}

/// Takes in a file: makes it plain CSV, and says what it was recognised as. Nothing is left behind when it is no
/// member file.
pub async fn take_in(
    club: &Club,
    from: PathBuf,
    file_name: &str,
    by: Actor,
    requested_by: &str,
    now: Moment,
) -> Result<Result<Import, Unreadable>, Fault> {
    let id = ImportId::new();
    let to = file_of(club, &id);
    fs::create_dir_all(club.folder().imports())?;
    let target = to.clone();
    // Reading a large file takes a while: not on the threads that serve, and with no connection held.
    let reading = tokio::task::spawn_blocking(move || file::make_plain(&from, &target));
    let table = reading.await.map_err(|error| Fault::broken(format!("reading a file stopped: {error}")))?;
    let table = match table {
        Ok(table) => table,
        Err(refused) => {
            file::remove(&to)?;
            return Ok(Err(refused));
        }
    };
    let (system, mut mapping) = recognise(&table.header, &table.first);
    claim(&table.header, &mut mapping, &club.read(members::fields).await?);
    let import = store::fresh(id, file_name, system, &table.header, &mapping, table.rows, requested_by, now)?;
    let row = import.clone();
    club.write(move |tx| {
        store::insert_import(tx, &row)?;
        journal::record(tx, by.clone(), "members.import_uploaded", "import", row.id.as_str(), &row.system, now)
    })
    .await?;
    Ok(Ok(import))
}

/// Where the plain copy of an import's file lies.
pub fn file_of(club: &Club, id: &ImportId) -> PathBuf {
    club.folder().imports().join(format!("{id}.csv"))
}

/// Deletes the files of imports that ended a while ago, or were never brought in; figures, changes and refusals stay.
pub fn tidy(club: &Club, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    let before = now.plus_days(-KEPT_DAYS);
    for import in store::waiting(tx)?.into_iter().filter(|import| import.created_at < before) {
        store::clear(tx, &import.id)?;
        file::remove(&file_of(club, &import.id))?;
    }
    store::ended_before(tx, before)?.iter().try_for_each(|id| file::remove(&file_of(club, id)))
}

/// Removes what a crash left of files that were coming in.
pub fn sweep(club: &Club, conn: &mut Conn, now: Moment) -> Result<(), Fault> {
    for found in leftovers::all_in(&club.folder().imports())? {
        let is_over = match found.id().map(|id| ImportId(id.to_owned())) {
            Some(id) => store::by_id(conn, &id)?.is_none(),
            None => found.is_passing(),
        };
        if is_over && found.is_idle(now)? {
            found.remove()?;
        }
    }
    Ok(())
}

/// Days in which a file can be brought in, and the refused rows of an import be fetched.
const KEPT_DAYS: i64 = 30;

/// The first rows of the file as it was read.
pub fn preview(club: &Club, id: &ImportId, most: usize) -> Result<Vec<Vec<String>>, Fault> {
    first_rows(&file_of(club, id), most)
}

/// The first rows of a plain copy.
pub fn first_rows(file: &Path, most: usize) -> Result<Vec<Vec<String>>, Fault> {
    let mut reader = plain::open(file)?;
    let rows = reader.records().take(most).map(|row| row.map(|row| row.iter().map(str::to_owned).collect()));
    rows.collect::<Result<_, _>>().map_err(file::unread)
}

/// Removes the files that named this member: of ended imports, whose refused rows cannot be fetched any more while their
/// figures stay, and of those that wait to be brought in, which then cannot be. To be done before [`forget`], which
/// forgets which imports those were.
pub async fn remove_files_naming(club: &Club, member: &MemberId) -> Result<(), Fault> {
    let id = member.clone();
    let (ended, waiting, found) = club
        .read(move |c| Ok((store::ended_that_changed(c, &id)?, store::waiting(c)?, members::by_id(c, &id)?)))
        .await?;
    ended.iter().try_for_each(|id| file::remove(&file_of(club, id)))?;
    let Some(email) = found.map(|found| found.email_folded) else { return Ok(()) };
    for import in waiting {
        let (file, sought) = (file_of(club, &import.id), email.clone());
        // A long file takes a while: with no connection held.
        let looking = tokio::task::spawn_blocking(move || file::names(&file, &sought)).await;
        if looking.map_err(|error| Fault::broken(format!("reading a file stopped: {error}")))?? {
            file::remove(&file_of(club, &import.id))?;
            club.write(move |tx| store::clear(tx, &import.id)).await?;
        }
    }
    Ok(())
}

/// Forgets what imports kept to undo a member's changes, and the samples that show them.
pub fn forget(tx: &mut Tx, member: &MemberId, email: &str) -> Result<(), Fault> {
    store::delete_changes_of(tx, member)?;
    store::delete_lookups_of(tx, member)?;
    store::clear_samples_with(tx, email)
}

/// Sets what each column is and asks for the rehearsal, which a job begins at `start`.
pub fn ask_rehearsal(
    tx: &mut Tx,
    id: &ImportId,
    mapping: &[Field],
    merge: Merge,
    start: Moment,
    now: Moment,
) -> Result<(), Fault> {
    if store::begin_rehearsal(tx, id, mapping, merge)? {
        enqueue(tx, &Rehearse { import: id.clone() }, start, now)?;
    }
    Ok(())
}

/// Brings in what was rehearsed, by a job that begins at `start`.
pub fn ask_run(tx: &mut Tx, id: &ImportId, by: Actor, start: Moment, now: Moment) -> Result<(), Fault> {
    if store::begin_run(tx, id)? {
        journal::record(tx, by, "members.import_begun", "import", id.as_str(), "", now)?;
        enqueue(tx, &Run { import: id.clone() }, start, now)?;
    }
    Ok(())
}

/// Takes everything back that was not changed since, by a job that begins at `start`.
pub fn ask_undo(tx: &mut Tx, id: &ImportId, by: Actor, start: Moment, now: Moment) -> Result<(), Fault> {
    if store::begin_undo(tx, id)? {
        journal::record(tx, by, "members.import_undone", "import", id.as_str(), "", now)?;
        enqueue(tx, &Undo { import: id.clone() }, start, now)?;
    }
    Ok(())
}

/// Goes on with what was in hand: a club that moved left its jobs behind.
pub fn take_up(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    for import in store::in_hand(tx)? {
        match import.state.as_str() {
            "rehearsing" => enqueue(tx, &Rehearse { import: import.id }, now, now)?,
            "running" => enqueue(tx, &Run { import: import.id }, now, now)?,
            _ => enqueue(tx, &Undo { import: import.id }, now, now)?,
        }
    }
    Ok(())
}

/// The owner's word that the people this file brought may get mail.
pub fn ask_let_mail_out(tx: &mut Tx, id: &ImportId, by: Actor, now: Moment) -> Result<(), Fault> {
    if store::stop_waiting(tx, id)? {
        journal::record(tx, by, "members.import_mail_let_out", "import", id.as_str(), "", now)?;
        enqueue(tx, &LetMailOut { import: id.clone() }, now, now)?;
    }
    Ok(())
}
