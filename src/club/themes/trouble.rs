//! Themes that took the process down are remembered beside the club, so that they do not do it twice.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The note of one club about its own theme.
pub struct Trouble {
    path: PathBuf,
}

impl Trouble {
    pub fn of_club(folder: &Path) -> Trouble {
        Trouble { path: folder.join("theme.trouble") }
    }

    /// What happened, when the theme did harm and was not changed since.
    pub fn noted(&self, theme: &Path) -> io::Result<Option<String>> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        if text.is_empty() {
            return Ok(None);
        }
        let noted_at = fs::metadata(&self.path)?.modified()?;
        if newest_change(theme)? > Some(noted_at) {
            fs::remove_file(&self.path)?;
            return Ok(None);
        }
        Ok(Some(text.trim().to_owned()))
    }

    /// Opened before it is needed: when it is, there is no memory left to open it.
    pub(super) fn open(&self) -> io::Result<File> {
        fs::OpenOptions::new().create(true).append(true).open(&self.path)
    }
}

fn newest_change(folder: &Path) -> io::Result<Option<std::time::SystemTime>> {
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let changed = if entry.file_type()?.is_dir() {
            newest_change(&entry.path())?
        } else {
            Some(entry.metadata()?.modified()?)
        };
        newest = newest.max(changed);
    }
    Ok(newest)
}
