//! Writing an export to its private file.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::recipe::Pack;
use super::writing::{Scene, Written, write};
use super::{ExportId, file_of, store};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::plumbing::jobs::Job;

/// Free disk that must remain after an export, in bytes.
const RESERVE: u64 = 200 * 1024 * 1024;
/// Guess of a row's size, for checking the disk before the first byte.
const ROW_BYTES: u64 = 400;

/// How often the page that waits learns how far an export is.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Writes one export. Twice is harmless: the file is written anew and put in place whole.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportMembers {
    pub export: ExportId,
}

impl Job<Club> for ExportMembers {
    const NAME: &'static str = "archive.export_members";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let id = self.export.clone();
        let Some(export) = club.read(move |conn| store::by_id(conn, &id)).await? else { return Ok(()) };
        if export.state != "waiting" {
            return Ok(());
        }
        let recipe = export.meaning()?;
        let now = Moment::now();
        let asked = recipe.clone();
        let expected = club.read(move |conn| super::expected(conn, &asked, now)).await?;
        let folder = club.folder().exports();
        fs::create_dir_all(&folder)?;
        if fs4::available_space(&folder)? < expected.unsigned_abs() * ROW_BYTES * 2 + RESERVE {
            let id = export.id.clone();
            return club.write(move |tx| store::mark_failed(tx, &id, "disk")).await;
        }
        let id = export.id.clone();
        club.write_aside(move |tx| store::mark_progress(tx, &id, expected, 0)).await?;
        let target = file_of(&club, &export);
        let inner = export.file_name.replace(".zip", &format!(".{}", recipe.form.extension()));
        let so_far = Arc::new(AtomicI64::new(0));
        let (counter, to, asked) = (Arc::clone(&so_far), target.clone(), recipe.clone());
        let scene = Scene { now, zone: club.time_zone(), scratch: folder };
        let writing = club.read(move |conn| {
            let part = to.with_extension("part");
            let count = |rows, _| counter.store(rows, Ordering::Relaxed);
            let written = write(conn, &asked, &scene, BufWriter::new(private_file(&part)?), count)?;
            match asked.pack {
                Pack::Zip => {
                    pack(&part, &to, &inner, &written)?;
                    fs::remove_file(&part)?;
                }
                Pack::Plain => fs::rename(&part, &to)?,
            }
            Ok((written, fs::metadata(&to)?.len()))
        });
        let (written, bytes) = match telling(&club, &export.id, expected, &so_far, writing).await {
            Ok(done) => done,
            Err(fault) => {
                // Whoever waits is told at once, and asks again with one click.
                tracing::error!(club = club.name(), %fault, "an export broke off");
                for part in ["part", "zip-part"] {
                    fs::remove_file(target.with_extension(part)).ok();
                }
                let id = export.id.clone();
                return club.write(move |tx| store::mark_failed(tx, &id, "broken")).await;
            }
        };
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let now = Moment::now();
        club.write(move |tx| {
            store::mark_done(tx, &export.id, &written, bytes, now)?;
            let detail = format!("{}; {}", recipe.in_brief(), written.in_brief());
            let by = Actor::Crew(export.requested_by.clone());
            journal::record(tx, by, "members.exported", "export", export.id.as_str(), &detail, now)
        })
        .await
    }
}

/// Waits for the file and writes down now and then how far it is.
async fn telling<T>(
    club: &Club,
    id: &ExportId,
    expected: i64,
    so_far: &AtomicI64,
    writing: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let mut writing = std::pin::pin!(writing);
    loop {
        match tokio::time::timeout(TELL_EVERY, &mut writing).await {
            Ok(outcome) => return outcome,
            Err(_) => {
                let (id, rows) = (id.clone(), so_far.load(Ordering::Relaxed));
                club.write_aside(move |tx| store::mark_progress(tx, &id, expected, rows)).await?;
            }
        }
    }
}

fn private_file(path: &Path) -> Result<File, Fault> {
    use std::os::unix::fs::OpenOptionsExt;
    Ok(fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?)
}

/// The file and its proof in one archive.
fn pack(file: &Path, target: &Path, name: &str, written: &Written) -> Result<(), Fault> {
    use zip::write::SimpleFileOptions;
    let broken = |error: zip::result::ZipError| Fault::broken(format!("zip: {error}"));
    let options = SimpleFileOptions::default().large_file(true);
    let part = target.with_extension("zip-part");
    let mut zip = zip::ZipWriter::new(private_file(&part)?);
    zip.start_file(name, options).map_err(broken)?;
    std::io::copy(&mut BufReader::new(File::open(file)?), &mut zip)?;
    zip.start_file("manifest.json", options).map_err(broken)?;
    let manifest = serde_json::json!({
        "files": [{
            "name": name, "expected": written.expected, "written": written.rows,
            "bytes": written.bytes, "sha256": written.sha256,
        }],
    });
    zip.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
    zip.finish().map_err(broken)?.sync_all()?;
    fs::rename(part, target)?;
    Ok(())
}
