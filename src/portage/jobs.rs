//! The work of this room: an archive somebody asked for, and backups by the clock.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::packing::{Media, Packed, pack};
use super::sealing::{Passphrase, Sealed, Secrets, seal};
use super::{Unfit, backups};
use crate::archive::{self, ExportId, MemberExport, Written};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::plumbing::jobs::{Job, beside, enqueue};

/// How often the studio hears how far an archive is.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Writes the whole club into a private file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Archive {
    pub export: ExportId,
    pub with_secrets: bool,
}

/// Asks for an archive; a job writes it. The keys are sealed at once, so that the passphrase is kept nowhere.
pub async fn request(
    club: &Club,
    passphrase: Passphrase,
    secrets: Secrets,
    by: Actor,
    requested_by: String,
    now: Moment,
) -> Result<MemberExport, Fault> {
    let own = club.clone();
    // It costs a processor a second; these threads are for that.
    let sealed = club.read(move |_| seal(&own, &passphrase, secrets)).await?;
    let id = ExportId::new();
    let file = sealed_file(club, &id);
    fs::create_dir_all(club.folder().exports())?;
    write_private_bytes(&file, &sealed.bytes)?;
    let name = club.name().to_owned();
    let asked = club
        .write(move |tx| {
            let export = archive::announce_club(tx, id.clone(), &name, &requested_by, now)?;
            journal::record(tx, by.clone(), "club.archive_requested", "export", id.as_str(), "", now)?;
            let job = Archive { export: id.clone(), with_secrets: secrets == Secrets::Travel };
            enqueue(tx, &job, now, now)?;
            Ok::<_, Fault>(export)
        })
        .await;
    if asked.is_err() {
        remove(&file)?;
    }
    asked
}

impl Job<Club> for Archive {
    const NAME: &'static str = "portage.archive";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let id = self.export.clone();
        let export = club.read(move |conn| archive::by_id(conn, &id)).await?;
        let Some(export) = export.filter(|export| export.state == "waiting") else { return Ok(()) };
        let file = sealed_file(&club, &export.id);
        let sealed = match fs::read(&file) {
            Ok(bytes) => Sealed { bytes, secrets: if self.with_secrets { Secrets::Travel } else { Secrets::Stay } },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return give_up(&club, export, "gone").await,
            Err(error) => return Err(error.into()),
        };
        let now = Moment::now();
        match write(&club, &export, sealed, now).await? {
            Ok(packed) => note(&club, &export, &packed, now).await?,
            Err(Unfit::DiskFull | Unfit::NoRoom { .. }) => give_up(&club, export, "disk").await?,
            Err(Unfit::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::broken(other.to_string())),
        }
        remove(&file)
    }
}

async fn give_up(club: &Club, export: MemberExport, why: &'static str) -> Result<(), Fault> {
    club.write(move |tx| archive::mark_failed(tx, &export.id, why)).await
}

/// Writes the file, and meanwhile how far it is.
async fn write(
    club: &Club,
    export: &MemberExport,
    sealed: Sealed,
    now: Moment,
) -> Result<Result<Packed, Unfit>, Fault> {
    let to = archive::file_of(club, export);
    // What a crash left between the last byte and the note of it.
    remove(&to)?;
    let far = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
    let (own, told) = (club.clone(), Arc::clone(&far));
    let writing = club.read(move |conn| {
        Ok(pack(&own, conn, &sealed, Media::Along, &to, now, |rows, of| {
            told.0.store(rows, Ordering::Relaxed);
            told.1.store(of, Ordering::Relaxed);
        }))
    });
    let tell = || async {
        let (rows, of) = (signed(far.0.load(Ordering::Relaxed)), signed(far.1.load(Ordering::Relaxed)));
        let id = export.id.clone();
        club.write_aside(move |tx| archive::mark_progress(tx, &id, of, rows)).await
    };
    beside(writing, TELL_EVERY, tell).await?
}

async fn note(club: &Club, export: &MemberExport, packed: &Packed, now: Moment) -> Result<(), Fault> {
    let rows = signed(packed.manifest.rows());
    let bytes = signed(packed.bytes);
    let written = Written { expected: rows, rows, bytes, sha256: packed.sha256.clone() };
    let (id, by) = (export.id.clone(), Actor::Crew(export.requested_by.clone()));
    club.write(move |tx| {
        archive::mark_done(tx, &id, &written, bytes, now)?;
        let detail = format!("{} rows, {} bytes, sha256 {}", written.rows, written.bytes, written.sha256);
        journal::record(tx, by.clone(), "club.archived", "export", id.as_str(), &detail, now)
    })
    .await
}

/// Makes a backup and proves it, as the clock asks.
#[derive(Debug, Serialize, Deserialize)]
pub struct BackUp {}

impl Job<Club> for BackUp {
    const NAME: &'static str = "portage.back_up";

    async fn run(self, club: Club) -> Result<(), Fault> {
        match backups::back_up(&club, None, Moment::now()).await {
            Ok(_) => Ok(()),
            Err(problem) => Err(Fault::broken(problem.to_string())),
        }
    }
}

fn sealed_file(club: &Club, id: &ExportId) -> PathBuf {
    club.folder().exports().join(format!("{id}.sealed"))
}

fn write_private_bytes(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    out.write_all(bytes)?;
    Ok(out.sync_all()?)
}

fn remove(file: &Path) -> Result<(), Fault> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
