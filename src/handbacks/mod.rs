//! What comes back from partners: their file with the codes that were used, who sat where and who came. Matched with the
//! people handed over to them by code, then by e-mail; rehearsed, brought in by a job, reported, undone.
//!
//! A file makes no members and touches no consent. Of whoever took their yes back or was erased since, nothing is taken
//! in and nothing is said.

mod jobs;
mod mapping;
mod matching;
mod row;
mod run;
mod store;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::archive::ExportId;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::id;
use crate::imports::{self, Unreadable};
use crate::journal::{self, Actor};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;
use crate::plumbing::leftovers;

pub use jobs::{Rehearse, Run, Undo};
pub use mapping::{PARTS, Part, Unmapped, fault_of};
pub use store::{Figures, Handback, by_id, figures, kept, of_handover, of_member};

id!(
    /// One file of a partner that came back.
    HandbackId
);

/// What a partner told of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// Their code; `None` when the partner does not say.
    pub used: Option<bool>,
    pub used_at: Option<Moment>,
    /// Block, row and seat as the partner writes them.
    pub seat: String,
    pub attended: Option<bool>,
    /// Other columns of theirs, by heading.
    pub notes: BTreeMap<String, String>,
    /// When the last file that changed anything was read.
    pub told_at: Option<Moment>,
}

/// How many rows came to what.
pub type Counts = BTreeMap<String, i64>;

/// What can become of a row, in the order in which it is told. A row that is matched counts once by how and once by what
/// it changes.
pub const OUTCOMES: [&str; 9] =
    ["by-code", "by-email", "changed", "unchanged", "unknown-code", "unknown-email", "twice", "refused", "gone"];

/// A few rows of each outcome, for people to look at.
pub type Samples = BTreeMap<String, Vec<Sample>>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub line: i64,
    /// Whom it means, where that is known. Never a name: whoever is erased later is then in no sample.
    pub member: Option<MemberId>,
    /// Names of what changes, or the reason of a refusal.
    pub what: Vec<String>,
}

/// Takes in a partner's file: makes it plain CSV, and guesses what its columns are. Nothing is left behind when it is no
/// table.
pub async fn take_in(
    club: &Club,
    handover: ExportId,
    from: PathBuf,
    file_name: &str,
    by: Actor,
    requested_by: &str,
    now: Moment,
) -> Result<Result<Handback, Unreadable>, Fault> {
    let id = HandbackId::new();
    let to = file_of(club, &id);
    fs::create_dir_all(club.folder().imports())?;
    let target = to.clone();
    let reading = tokio::task::spawn_blocking(move || imports::make_plain(&from, &target));
    let table = match reading.await.map_err(|error| Fault::broken(format!("reading a file stopped: {error}")))? {
        Ok(table) => table,
        Err(refused) => {
            imports::remove_file(&to)?;
            return Ok(Err(refused));
        }
    };
    let handback = Handback {
        id,
        handover_id: handover,
        file_name: file_name.chars().take(200).collect(),
        mapping: serde_json::to_string(&mapping::recognise(&table.header))?,
        header: serde_json::to_string(&table.header)?,
        state: "uploaded".to_owned(),
        total: table.rows,
        done: 0,
        counts: "{}".to_owned(),
        samples: "{}".to_owned(),
        requested_by: requested_by.to_owned(),
        created_at: now,
        finished_at: None,
    };
    let row = handback.clone();
    club.write(move |tx| {
        store::insert(tx, &row)?;
        note(tx, &row.id, "uploaded", by.clone(), row.handover_id.as_str(), now)
    })
    .await?;
    Ok(Ok(handback))
}

/// A line in the journal. `detail` holds ids and figures, never a name.
fn note(tx: &mut Tx, id: &HandbackId, what: &str, by: Actor, detail: &str, now: Moment) -> Result<(), Fault> {
    journal::record(tx, by, &format!("members.handback_{what}"), "handback", id.as_str(), detail, now)
}

/// Before the ids of these files, which lie among others.
const MARK: &str = "back-";

/// Where the plain copy of a partner's file lies: among the files that were brought.
pub fn file_of(club: &Club, id: &HandbackId) -> PathBuf {
    club.folder().imports().join(format!("{MARK}{id}.csv"))
}

/// The first rows of the file as it was read; none when it is gone.
pub fn preview(club: &Club, id: &HandbackId, most: usize) -> Result<Vec<Vec<String>>, Fault> {
    let file = file_of(club, id);
    if file.is_file() { imports::first_rows(&file, most) } else { Ok(Vec::new()) }
}

/// Sets what each column is and asks for the rehearsal.
pub fn ask_rehearsal(tx: &mut Tx, id: &HandbackId, mapping: &[Part], now: Moment) -> Result<(), Fault> {
    if store::begin_rehearsal(tx, id, mapping)? {
        enqueue(tx, &Rehearse { handback: id.clone() }, now, now)?;
    }
    Ok(())
}

/// Brings in what was rehearsed.
pub fn ask_run(tx: &mut Tx, id: &HandbackId, by: Actor, now: Moment) -> Result<(), Fault> {
    if store::begin(tx, id, "rehearsed", "running")? {
        note(tx, id, "begun", by, "", now)?;
        enqueue(tx, &Run { handback: id.clone() }, now, now)?;
    }
    Ok(())
}

/// Takes everything back that was not changed since.
pub fn ask_undo(tx: &mut Tx, id: &HandbackId, by: Actor, now: Moment) -> Result<(), Fault> {
    if store::begin(tx, id, "done", "undoing")? {
        note(tx, id, "undone", by, "", now)?;
        enqueue(tx, &Undo { handback: id.clone() }, now, now)?;
    }
    Ok(())
}

/// Goes on with what was in hand: a club that moved left its jobs behind.
pub fn take_up(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    for (id, state) in store::in_hand(tx)? {
        match state.as_str() {
            "rehearsing" => enqueue(tx, &Rehearse { handback: id }, now, now)?,
            "running" => enqueue(tx, &Run { handback: id }, now, now)?,
            _ => enqueue(tx, &Undo { handback: id }, now, now)?,
        }
    }
    Ok(())
}

/// Writes the refused rows as a file that can be mended and uploaded again. Rows of people who are no longer with us are
/// not among them.
pub fn write_refused(
    club: &Club,
    conn: &mut Conn,
    id: &HandbackId,
    say: impl Fn(&str) -> String,
    out: impl Write,
) -> Result<(), Fault> {
    let after = |line| store::refusals_after(conn, id, line, 1_000);
    imports::write_rows_with_reasons(&file_of(club, id), after, say, out)
}

/// Days in which a file can be brought in, and its refused rows be fetched.
const KEPT_DAYS: i64 = 30;

/// Deletes the files of a while ago; figures, and what was told, stay. One that was never brought in cannot be any more.
pub fn tidy(club: &Club, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    for id in store::resting_before(tx, now.plus_days(-KEPT_DAYS))? {
        imports::remove_file(&file_of(club, &id))?;
        store::clear(tx, &id)?;
    }
    Ok(())
}

/// Removes what a crash left of files that were coming in.
pub fn sweep(club: &Club, conn: &mut Conn, now: Moment) -> Result<(), Fault> {
    for found in leftovers::all_in(&club.folder().imports())? {
        let id = found.name.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(".csv"));
        let Some(id) = id.map(|id| HandbackId(id.to_owned())) else { continue };
        if store::by_id(conn, &id)?.is_none() && found.is_idle(now)? {
            found.remove()?;
        }
    }
    Ok(())
}

/// Removes the files that may name this member: those of every handover they were in. To be done before [`forget`], which
/// forgets which those were. A file that is being read goes when that is done.
pub fn remove_files_naming(club: &Club, conn: &mut Conn, member: &MemberId) -> Result<(), Fault> {
    store::resting_about(conn, member)?.iter().try_for_each(|id| imports::remove_file(&file_of(club, id)))
}

/// Forgets what partners told of a member, and what was kept to undo it.
pub fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    for id in store::resting_about(tx, member)? {
        store::clear(tx, &id)?;
    }
    store::delete_of_member(tx, member)
}
