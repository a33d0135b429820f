//! What leaves the club: the member file, whole or in part. Written in one read snapshot with constant memory; every export
//! says how many rows were expected, how many were written, and the SHA-256 of the bytes.

mod approval;
mod columns;
mod forms;
pub mod handovers;
mod handovers_store;
mod jobs;
pub mod kept;
mod kept_store;
mod recipe;
mod store;
mod writing;

use std::path::PathBuf;

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;
use crate::plumbing::leftovers::{self, Found};

pub use approval::{NotDecided, approve, could_need_two, demand_two, let_one_do, needs_two, refuse};
pub use columns::{COLUMNS, Column, PARTNER_COLUMNS};
pub use jobs::ExportMembers;
pub use recipe::{Dates, Dialect, Form, Mark, Pack, Reader, Recipe, Separator, Who};
pub use store::{MemberExport, asking, by_id, latest};
pub use store::{mark_done, mark_failed, mark_progress};
pub use writing::{Scene, Written, expected, write, write_members_within};

id!(
    /// One export of the member file.
    ExportId
);

/// How the name of a whole club ends; it is written in `portage`.
pub const CLUB: &str = "club";

/// A private file is kept this long.
const KEPT_HOURS: i64 = 24;

impl MemberExport {
    /// What it was asked to be.
    pub fn meaning(&self) -> Result<Recipe, Fault> {
        match &self.recipe {
            Some(recipe) => Ok(serde_json::from_str(recipe)?),
            None => {
                let pack = if self.format == "zip" { Pack::Zip } else { Pack::Plain };
                Ok(Recipe { pack, ..Recipe::whole() })
            }
        }
    }

    pub fn is_whole_club(&self) -> bool {
        self.format == CLUB
    }
}

/// Asks for an export; a job writes it, where the club wants it after somebody else approved.
pub fn request(
    tx: &mut Tx,
    recipe: &Recipe,
    by: Actor,
    requested_by: &str,
    now: Moment,
) -> Result<MemberExport, Fault> {
    let export = plan(tx, ExportId::new(), "members", recipe, requested_by, now)?;
    journal::record(tx, by, "members.export_requested", "export", export.id.as_str(), &recipe.in_brief(), now)?;
    Ok(export)
}

/// The row and, unless somebody has to approve first, the job of an export. `of` begins the name of its file.
fn plan(
    tx: &mut Tx,
    id: ExportId,
    of: &str,
    recipe: &Recipe,
    requested_by: &str,
    now: Moment,
) -> Result<MemberExport, Fault> {
    let mut export = planned(id, recipe.extension(), of, requested_by, now);
    export.recipe = Some(serde_json::to_string(recipe)?);
    if needs_two(tx)? {
        export.state = "asking".to_owned();
    } else {
        enqueue(tx, &ExportMembers { export: export.id.clone() }, now, now)?;
    }
    store::insert_export(tx, &export)?;
    Ok(export)
}

/// Notes a private file of a club that a job is going to write. `of` begins its name.
pub fn announce_club(
    tx: &mut Tx,
    id: ExportId,
    of: &str,
    requested_by: &str,
    now: Moment,
) -> Result<MemberExport, Fault> {
    let export = planned(id, CLUB, of, requested_by, now);
    store::insert_export(tx, &export)?;
    Ok(export)
}

fn planned(id: ExportId, extension: &str, of: &str, requested_by: &str, now: Moment) -> MemberExport {
    MemberExport {
        id,
        format: extension.to_owned(),
        state: "waiting".to_owned(),
        expected: None,
        written: 0,
        bytes: 0,
        sha256: None,
        file_name: format!("{of}-{}.{extension}", now.rfc3339().replace(':', "")),
        requested_by: requested_by.to_owned(),
        created_at: now,
        finished_at: None,
        expires_at: now.plus_hours(KEPT_HOURS),
        last_error: None,
        recipe: None,
        decided_by: None,
    }
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

/// Removes what a crash left among the private files: half-written ones, and those of exports that nobody waits for.
pub fn sweep(club: &Club, conn: &mut Conn, now: Moment) -> Result<(), Fault> {
    for found in leftovers::all_in(&club.folder().exports())? {
        let is_over = match found.id().map(|id| ExportId(id.to_owned())) {
            Some(id) => !store::by_id(conn, &id)?.is_some_and(|export| is_wanted(club, &export, &found)),
            None => found.is_passing(),
        };
        if is_over && found.is_idle(now)? {
            found.remove()?;
            tracing::info!(club = club.name(), name = found.name, "removed what a crash left among the exports");
        }
    }
    Ok(())
}

/// Whether a file belongs to an export that is still to be written, or is the one that was.
fn is_wanted(club: &Club, export: &MemberExport, found: &Found) -> bool {
    match export.state.as_str() {
        "asking" | "waiting" => true,
        "done" => found.path == file_of(club, export),
        _ => false,
    }
}

/// Ends the time of every file that waits to be fetched: somebody in it was erased. [`tidy`] removes them.
pub fn recall(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    store::expire_all(tx, now)
}
