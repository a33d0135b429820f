//! Bringing a club to this release: a backup first, and back to it when the migration fails.

use std::fs;
use std::path::PathBuf;

use super::{Folder, database_url};
use crate::base::{Fault, Moment};
use crate::plumbing::config::ClubConfig;
use crate::plumbing::db::{self, Migrated};

/// Applies pending migrations. An SQLite club that has data is copied to `backups/` before, and restored on failure;
/// a club on a database server is backed up by its own means.
pub fn migrate(folder: &Folder, config: &ClubConfig, now: Moment) -> Result<Migrated, Fault> {
    let url = database_url(folder, config)?;
    let file = folder.path().join("club.db");
    let existing = !url.is_postgres() && file.is_file();
    if existing && db::pending(&url)?.is_empty() {
        return Ok(Migrated { applied: Vec::new() });
    }
    let backup = if existing { Some(back_up(folder, &url, now)?) } else { None };
    db::migrate(&url).or_else(|fault| {
        let Some(backup) = backup else { return Err(fault) };
        for leftover in ["club.db-wal", "club.db-shm"] {
            // Absent after a clean close.
            let _ = fs::remove_file(folder.path().join(leftover));
        }
        fs::copy(&backup, &file)?;
        Err(Fault::broken(format!("{fault}; the club was put back as it was ({})", backup.display())))
    })
}

fn back_up(folder: &Folder, url: &db::DatabaseUrl, now: Moment) -> Result<PathBuf, Fault> {
    fs::create_dir_all(folder.backups())?;
    let name = format!("before-migration-{}.db", now.rfc3339().replace(':', ""));
    let target = folder.backups().join(name);
    db::copy_to(url, &target)?;
    Ok(target)
}
