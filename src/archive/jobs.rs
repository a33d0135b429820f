//! Writing an export to its private file.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::handovers::{self, Handed};
use super::recipe::{Pack, Reader, Recipe};
use super::writing::{Scene, Written, write_coded};
use super::{ExportId, MemberExport, file_of, handovers_store, store};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::members::MemberId;
use crate::plumbing::db::Conn;
use crate::plumbing::jobs::{Job, beside};

/// Guess of a row's size, for checking the disk before the first byte.
const ROW_BYTES: u64 = 400;

/// How often the page that waits learns how far an export is.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// People noted in one transaction as handed over.
const HANDED_AT_ONCE: usize = 1_000;

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
        let now = Moment::now();
        let recipe = export.meaning()?;
        let asked = recipe.clone();
        let expected = club.read(move |conn| super::expected(conn, &asked, now)).await?;
        let folder = club.folder().exports();
        fs::create_dir_all(&folder)?;
        if club.room()? < expected.unsigned_abs() * ROW_BYTES * 2 {
            let id = export.id.clone();
            return club.write(move |tx| store::mark_failed(tx, &id, "disk")).await;
        }
        let id = export.id.clone();
        club.write_aside(move |tx| {
            handovers_store::clear_handed(tx, &id)?;
            store::mark_progress(tx, &id, expected, 0)
        })
        .await?;
        let so_far = Arc::new(AtomicI64::new(0));
        let scene = Scene { now, zone: club.time_zone(), scratch: folder };
        let task = Task::of(&club, &export, recipe, scene);
        let (own, counter) = (task.clone(), Arc::clone(&so_far));
        let writing = club.read(move |conn| own.write(conn, &counter));
        match telling(&club, &export.id, expected, &so_far, writing).await {
            Ok((written, bytes)) => {
                task.note_handed().await?;
                task.note_done(written, i64::try_from(bytes).unwrap_or(i64::MAX), Moment::now()).await
            }
            Err(fault) => {
                // Whoever waits is told at once, and asks again with one click.
                tracing::error!(club = club.name(), %fault, "an export broke off");
                task.clear()?;
                let id = export.id.clone();
                club.write(move |tx| store::mark_failed(tx, &id, "broken")).await
            }
        }
    }
}

/// One file to be written.
#[derive(Clone)]
struct Task {
    club: Club,
    export: ExportId,
    by: Actor,
    recipe: Recipe,
    scene: Scene,
    target: PathBuf,
    /// Of what is in a zip.
    inner: String,
}

impl Task {
    fn of(club: &Club, export: &MemberExport, recipe: Recipe, scene: Scene) -> Task {
        Task {
            club: club.clone(),
            export: export.id.clone(),
            by: Actor::Crew(export.requested_by.clone()),
            target: file_of(club, export),
            inner: export.file_name.replace(".zip", &format!(".{}", recipe.form.extension())),
            recipe,
            scene,
        }
    }

    /// Beside the target, until it is whole.
    fn part(&self) -> PathBuf {
        self.target.with_extension("part")
    }

    /// Who is in the file, a line each, until it stands in the database.
    fn handed(&self) -> PathBuf {
        self.target.with_extension("handed")
    }

    /// The file, and how long it is.
    fn write(&self, conn: &mut Conn, so_far: &AtomicI64) -> Result<(Written, u64), Fault> {
        let mut handed = match self.recipe.reader {
            Reader::Club => None,
            Reader::Partner => Some(BufWriter::new(private_file(&self.handed())?)),
        };
        let part = self.part();
        let out = BufWriter::new(private_file(&part)?);
        let code = |member: &MemberId| self.code(member);
        let written = write_coded(conn, &self.recipe, &self.scene, out, code, |page| {
            so_far.store(page.rows, Ordering::Relaxed);
            for row in page.members {
                if let Some(handed) = &mut handed {
                    writeln!(handed, "{} {}", row.id, self.code(&row.id))?;
                }
            }
            Ok(())
        })?;
        if let Some(mut handed) = handed {
            handed.flush()?;
        }
        match self.recipe.pack {
            Pack::Zip => {
                pack(&part, &self.target, &self.inner, &written)?;
                fs::remove_file(&part)?;
            }
            Pack::Plain => fs::rename(&part, &self.target)?,
        }
        Ok((written, fs::metadata(&self.target)?.len()))
    }

    fn code(&self, member: &MemberId) -> String {
        if self.recipe.columns.contains(&Column::Code) {
            handovers::code(self.club.key(), &self.export, member)
        } else {
            String::new()
        }
    }

    /// Notes who was in the file. It may be a million: some at a time, and nobody waits for it.
    async fn note_handed(&self) -> Result<(), Fault> {
        if self.recipe.reader == Reader::Club {
            return Ok(());
        }
        let mut lines = BufReader::new(File::open(self.handed())?).lines();
        loop {
            let mut some = Vec::new();
            for line in lines.by_ref().take(HANDED_AT_ONCE) {
                let line = line?;
                let (member, code) = line.split_once(' ').unwrap_or((&line, ""));
                let member_id = MemberId(member.to_owned());
                some.push(Handed { handover_id: self.export.clone(), member_id, code: code.to_owned() });
            }
            if some.is_empty() {
                return Ok(fs::remove_file(self.handed())?);
            }
            self.club.write_aside(move |tx| handovers::note(tx, some.clone(), Moment::now())).await?;
        }
    }

    async fn note_done(self, written: Written, bytes: i64, now: Moment) -> Result<(), Fault> {
        let club = self.club.clone();
        club.write(move |tx| {
            store::mark_done(tx, &self.export, &written, bytes, now)?;
            if self.recipe.reader == Reader::Partner {
                return handovers::record_handed(tx, &self.export, &written, self.by.clone(), now);
            }
            let detail = format!("{}; {}", self.recipe.in_brief(), written.in_brief());
            journal::record(tx, self.by.clone(), "members.exported", "export", self.export.as_str(), &detail, now)
        })
        .await
    }

    /// Removes what was begun.
    fn clear(&self) -> Result<(), Fault> {
        for file in [self.part(), self.handed(), self.target.with_extension("zip-part")] {
            match fs::remove_file(file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
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
    let told = || async {
        let (id, rows) = (id.clone(), so_far.load(Ordering::Relaxed));
        // A note that could not be made must not end what is being written.
        if let Err(fault) = club.write_aside(move |tx| store::mark_progress(tx, &id, expected, rows)).await {
            tracing::warn!(club = club.name(), %fault, "how far an export is was not noted");
        }
        Ok(())
    };
    beside(writing, TELL_EVERY, told).await?
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
