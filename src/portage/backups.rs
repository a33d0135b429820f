//! Backups: archives by the clock, each restored on trial at once, the old ones let go.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::jobs::BackUp;
use super::packing::{Media, pack};
use super::restoring::{Wish, restore};
use super::sealing::{Passphrase, SHORTEST_PASSPHRASE, Secrets, seal};
use super::{Unfit, make_sure_of_room};
use crate::base::{Fault, Moment};
use crate::club::{Club, fact, set_fact};
use crate::members;
use crate::plumbing::config::BackupConfig;
use crate::plumbing::db::{Conn, Pools, Tx};
use crate::plumbing::jobs::enqueue_once;
use crate::plumbing::leftovers;

const LATEST: &str = "here.backup";
const PROVEN: &str = "here.backup_proven";
const ASKED: &str = "here.backup_asked_at";

/// One backup, as the club remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    pub made_at: Moment,
    /// Name of its file; empty when none was made.
    pub file: String,
    pub bytes: u64,
    pub rows: u64,
    /// Why it failed; empty when it was proven.
    pub trouble: String,
}

/// Why there is no proven backup, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupProblem {
    #[error("backups need a passphrase: set backup.passphrase in club.toml, or name --passphrase-file")]
    NoPassphrase,
    #[error("backup.passphrase: {0}")]
    UnreadablePassphrase(String),
    #[error("the passphrase has fewer than {SHORTEST_PASSPHRASE} characters")]
    ShortPassphrase,
    #[error("the backup was not made: {0}")]
    NotMade(Unfit),
    #[error("the backup was made, and could not be restored on trial: {0}")]
    NotProven(Unfit),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The last backup, proven or not.
pub fn latest_backup(conn: &mut Conn) -> Result<Option<Backup>, Fault> {
    kept(conn, LATEST)
}

/// The last backup that was restored on trial.
pub fn proven_backup(conn: &mut Conn) -> Result<Option<Backup>, Fault> {
    kept(conn, PROVEN)
}

fn kept(conn: &mut Conn, name: &str) -> Result<Option<Backup>, Fault> {
    Ok(fact(conn, name)?.map(|json| serde_json::from_str(&json)).transpose()?)
}

/// Asks for a backup when it is time.
pub async fn round(club: &Club, now: Moment) -> Result<(), Fault> {
    let config = club.file().backup.clone();
    if config.every_hours == 0 || config.passphrase.is_none() {
        return Ok(());
    }
    let before = now.plus_hours(-i64::from(config.every_hours));
    let asked = club.read(|conn| fact(conn, ASKED)).await?;
    let asked = asked.and_then(|text| text.parse().ok()).map(Moment);
    if asked.is_some_and(|asked| asked > before) {
        return Ok(());
    }
    club.write_aside(move |tx| {
        set_fact(tx, ASKED, &now.0.to_string(), now)?;
        enqueue_once(tx, &BackUp {}, "by the clock", now, now)
    })
    .await
}

/// Makes a backup, restores it on trial, and lets old ones go. Reads one snapshot: nobody who writes waits for it.
pub async fn back_up(club: &Club, passphrase: Option<Passphrase>, now: Moment) -> Result<Backup, BackupProblem> {
    let passphrase = passphrase.map_or_else(|| passphrase_of(&club.file().backup), Ok)?;
    let made = make(club, &passphrase, now).await;
    let backup = match &made {
        Ok(backup) => backup.clone(),
        Err(problem) => Backup { made_at: now, file: String::new(), bytes: 0, rows: 0, trouble: problem.to_string() },
    };
    club.write_aside(move |tx| note(tx, &backup, now)).await?;
    if made.is_ok() {
        rotate(&folder_of(club), club.name(), &club.file().backup)?;
    }
    made
}

fn note(tx: &mut Tx, backup: &Backup, now: Moment) -> Result<(), Fault> {
    let json = serde_json::to_string(backup)?;
    set_fact(tx, LATEST, &json, now)?;
    if backup.trouble.is_empty() { set_fact(tx, PROVEN, &json, now) } else { Ok(()) }
}

fn passphrase_of(config: &BackupConfig) -> Result<Passphrase, BackupProblem> {
    let text = config.passphrase.as_ref().ok_or(BackupProblem::NoPassphrase)?;
    let text = text.reveal().map_err(BackupProblem::UnreadablePassphrase)?;
    Passphrase::parse(&text).ok_or(BackupProblem::ShortPassphrase)
}

fn folder_of(club: &Club) -> PathBuf {
    club.file().backup.folder.clone().unwrap_or_else(|| club.folder().backups())
}

async fn make(club: &Club, passphrase: &Passphrase, now: Moment) -> Result<Backup, BackupProblem> {
    let folder = folder_of(club);
    fs::create_dir_all(&folder).map_err(Fault::from)?;
    make_sure_of_room(&folder, 0).map_err(BackupProblem::NotMade)?;
    let file = format!("{}-{}.club", club.name(), now.rfc3339().replace(':', ""));
    let to = folder.join(&file);
    let media = if club.file().backup.media { Media::Along } else { Media::Left };
    let (own, key, target) = (club.clone(), passphrase.clone(), to.clone());
    let packed = club
        .read(move |conn| {
            let sealed = seal(&own, &key, Secrets::Travel)?;
            Ok(pack(&own, conn, &sealed, media, &target, now, |_, _| {}))
        })
        .await?
        .map_err(BackupProblem::NotMade)?;
    let (key, target) = (passphrase.clone(), to.clone());
    let proven = tokio::task::spawn_blocking(move || rehearse(&target, &key, now));
    let proven = proven.await.map_err(|error| Fault::broken(format!("a rehearsal stopped: {error}")))?;
    if let Err(unfit) = proven {
        // What cannot be restored must not stand among those that can.
        fs::remove_file(&to).map_err(Fault::from)?;
        return Err(BackupProblem::NotProven(unfit));
    }
    Ok(Backup { made_at: now, file, bytes: packed.bytes, rows: packed.manifest.rows(), trouble: String::new() })
}

/// How the names of folders begin in which a backup is restored on trial.
const REHEARSAL: &str = ".rehearsal-";

/// Removes what a crash left where backups lie: half-written ones, and clubs that were restored on trial.
pub fn sweep(club: &Club, now: Moment) -> Result<(), Fault> {
    for found in leftovers::all_in(&folder_of(club))? {
        let is_over = match found.name.starts_with(REHEARSAL) {
            true => found.is_let_go(now)?,
            false => found.is_passing() && found.is_idle(now)?,
        };
        if is_over {
            found.remove()?;
            tracing::info!(club = club.name(), name = found.name, "removed what a crash left among the backups");
        }
    }
    Ok(())
}

/// Restores a backup beside itself, opens the club that comes out, and takes it away again.
fn rehearse(archive: &Path, passphrase: &Passphrase, now: Moment) -> Result<(), Unfit> {
    let beside = archive.parent().unwrap_or(Path::new("."));
    let stage = tempfile::Builder::new().prefix(REHEARSAL).tempdir_in(beside)?;
    let wish = Wish {
        data: stage.path().to_owned(),
        name: Some("rehearsal".to_owned()),
        database_url: None,
        passphrase: passphrase.clone(),
    };
    // A crash would leave an open club here: whoever sweeps sees by this that nobody is at work in it any more.
    let _held = leftovers::hold(stage.path())?;
    let restored = restore(archive, &wish, now, |_, _| {})?;
    let club = Club::open(&restored.folder, &Pools::new())?;
    let expected = restored.rows.iter().find(|(table, _)| table == "members").map(|(_, rows)| *rows);
    let found = club.database().read_blocking(members::count)?;
    if expected != Some(found.unsigned_abs()) {
        return Err(Fault::broken(format!("{found} members came back, not {expected:?}")).into());
    }
    Ok(())
}

/// Lets go of all backups but the last of each day and of each week that are to be kept.
fn rotate(folder: &Path, club: &str, config: &BackupConfig) -> Result<(), Fault> {
    let mut made = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        made.extend(day_of(&name, club).map(|day| (name, day)));
    }
    for name in superfluous(made, config.keep_days as usize, config.keep_weeks as usize) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

/// The day in a backup's name; none for a file that is no backup of this club.
fn day_of(name: &str, club: &str) -> Option<jiff::civil::Date> {
    let moment = name.strip_prefix(club)?.strip_prefix('-')?.strip_suffix(".club")?;
    // 2026-11-27T165012Z
    if moment.len() != 18 || !moment.ends_with('Z') {
        return None;
    }
    moment.get(..10)?.parse().ok()
}

/// Which of these backups go: the newest always stays.
fn superfluous(mut made: Vec<(String, jiff::civil::Date)>, days: usize, weeks: usize) -> Vec<String> {
    made.sort();
    made.reverse();
    let (mut seen_days, mut seen_weeks) = (BTreeSet::new(), BTreeSet::new());
    let mut goes = Vec::new();
    for (at, (name, day)) in made.into_iter().enumerate() {
        let iso = day.iso_week_date();
        let last_of_day = seen_days.len() < days && seen_days.insert(day);
        let last_of_week = seen_weeks.len() < weeks && seen_weeks.insert((iso.year(), iso.week()));
        if at > 0 && !last_of_day && !last_of_week {
            goes.push(name);
        }
    }
    goes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_known_by_its_name() {
        let check = |name: &str, day: Option<&str>| {
            assert_eq!(day_of(name, "nova").map(|day| day.to_string()).as_deref(), day, "{name}");
        };
        check("nova-2026-11-27T165012Z.club", Some("2026-11-27"));
        check("nova-lune-2026-11-27T165012Z.club", None);
        check("nova-2026-11-27T165012Z.club.part", None);
        check("before-migration-2026-11-27T165012Z.db", None);
        check("nova-2026-99-27T165012Z.club", None);
    }

    #[test]
    fn the_last_of_each_day_and_week_is_kept() {
        let named = |moments: &[&str]| -> Vec<(String, jiff::civil::Date)> {
            let name = |moment: &&str| format!("nova-{moment}Z.club");
            moments.iter().map(|moment| (name(moment), day_of(&name(moment), "nova").unwrap())).collect()
        };
        let check = |moments: &[&str], days: usize, weeks: usize, go: &[&str]| {
            let go: Vec<String> = go.iter().map(|moment| format!("nova-{moment}Z.club")).collect();
            assert_eq!(superfluous(named(moments), days, weeks), go, "{moments:?}");
        };
        let two_a_day = ["2026-11-26T030000", "2026-11-26T150000", "2026-11-27T030000"];
        check(&two_a_day, 7, 0, &["2026-11-26T030000"]);
        check(&two_a_day, 1, 0, &["2026-11-26T150000", "2026-11-26T030000"]);
        check(&two_a_day, 0, 0, &["2026-11-26T150000", "2026-11-26T030000"]);
        // Weeks begin on Monday: the 22nd was a Sunday.
        let weeks = ["2026-11-16T030000", "2026-11-22T030000", "2026-11-23T030000", "2026-11-24T030000"];
        check(&weeks, 1, 2, &["2026-11-23T030000", "2026-11-16T030000"]);
        check(&[], 7, 5, &[]);
    }
}
