//! What a crash leaves in a folder: files that nobody writes to any more, and working folders that nobody holds.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::base::Moment;

/// The file by which a working folder is held.
const HELD: &str = "held";

/// A file that nobody wrote to for so long is nobody's any more.
const IDLE_MINUTES: i64 = 60;

/// Holds a working folder; whoever dies lets go of it.
pub struct Hold(#[allow(dead_code, reason = "the lock lasts as long as the file is open")] File);

pub fn hold(folder: &Path) -> io::Result<Hold> {
    let file = File::create(folder.join(HELD))?;
    file.lock()?;
    Ok(Hold(file))
}

/// Something in a folder, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub name: String,
}

impl Found {
    /// Nobody has written to it lately.
    pub fn is_idle(&self, now: Moment) -> io::Result<bool> {
        let written = match fs::symlink_metadata(&self.path) {
            Ok(found) => found.modified()?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let before = now.plus_minutes(-IDLE_MINUTES).timestamp();
        Ok(jiff::Timestamp::try_from(written).is_ok_and(|written| written < before))
    }

    /// Nobody works in this folder. One that nobody ever held may be about to be.
    pub fn is_let_go(&self, now: Moment) -> io::Result<bool> {
        match File::open(self.path.join(HELD)) {
            Ok(file) => match file.try_lock() {
                Ok(()) => Ok(true),
                Err(TryLockError::WouldBlock) => Ok(false),
                Err(TryLockError::Error(error)) => Err(error),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => self.is_idle(now),
            Err(error) => Err(error),
        }
    }

    /// Takes it away, whatever it is. Twice is once.
    pub fn remove(&self) -> io::Result<()> {
        let removed = match fs::symlink_metadata(&self.path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&self.path),
            Ok(_) => fs::remove_file(&self.path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The typed id before its first point, where it begins with one.
    pub fn id(&self) -> Option<&str> {
        let (id, _) = self.name.split_once('.')?;
        uuid::Uuid::try_parse(id).ok().map(|_| id)
    }

    /// Something half-written that was to go by itself.
    pub fn is_passing(&self) -> bool {
        [".stagedoor-", ".tmp"].iter().any(|begins| self.name.starts_with(begins))
    }
}

/// What lies in a folder; nothing when there is none.
pub fn all_in(folder: &Path) -> io::Result<Vec<Found>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let found = entries.map(|entry| {
        let entry = entry?;
        Ok(Found { path: entry.path(), name: entry.file_name().to_string_lossy().into_owned() })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_let_go_of_by_whoever_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join("work");
        fs::create_dir(&work).unwrap();
        let now = Moment::from_timestamp(jiff::Timestamp::now());
        let only = || all_in(folder.path()).unwrap().remove(0);
        assert!(!only().is_let_go(now).unwrap(), "somebody may be about to hold it");
        assert!(only().is_let_go(now.plus_hours(2)).unwrap());
        let held = hold(&work).unwrap();
        assert!(!only().is_let_go(now.plus_hours(2)).unwrap());
        drop(held);
        assert!(only().is_let_go(now).unwrap());
        let found = only();
        found.remove().unwrap();
        found.remove().unwrap();
        assert!(all_in(folder.path()).unwrap().is_empty() && all_in(&work).unwrap().is_empty());
    }
}
