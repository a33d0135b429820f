//! A club as one file: archived, proved, restored elsewhere, and backed up.
//!
//! An archive is a zip: every table as lines of JSON, the member file, stored files, theme and settings, and a manifest
//! with counts and SHA-256 of each part, signed with the club's key. That key lies in it under a passphrase's seal. What
//! never happens here: a secret in the open, a file under its final name before it is whole, a restored club that acts
//! by itself.

mod backups;
mod jobs;
mod manifest;
mod packing;
mod proving;
mod restoring;
mod sealing;
mod settings;
mod tables;

use std::path::PathBuf;

use crate::base::Fault;

pub use backups::{Backup, BackupProblem, back_up, latest_backup, proven_backup, round, sweep};
pub use jobs::{Archive, BackUp, request};
pub use manifest::{FORMAT, Manifest, Part, fingerprint};
pub use packing::{Media, Packed, pack};
pub use proving::{Proof, prove};
pub use restoring::{Restored, Wish, restore};
pub use sealing::{Keys, Passphrase, SHORTEST_PASSPHRASE, Sealed, Secrets, seal, unseal};
pub use tables::{STAYING, Travelling, travelling};

/// Why an archive was not written, believed or restored, in words for whoever runs the club.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("this is no archive of a club, or only the beginning of one: {0}")]
    NotWhole(String),
    #[error("the archive was changed or damaged: {0}")]
    Damaged(String),
    #[error("the archive is signed with another key: {found}")]
    OtherKey { found: String },
    #[error("the archive was made by a newer release ({program}). Install that one or a later one")]
    Newer { program: String },
    #[error("the passphrase does not open this archive")]
    WrongPassphrase,
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    #[error("the database is not empty: it has a table called {0}")]
    NotEmpty(String),
    #[error("the host {host} belongs to the club {club} already")]
    HostTaken { host: String, club: String },
    #[error("{0:?} is not a folder name of lower-case letters, digits and hyphens")]
    NoName(String),
    #[error("there is no room in {}: {needed} MB are needed, {free} MB are free", folder.display())]
    NoRoom { folder: PathBuf, needed: u64, free: u64 },
    #[error("the disk is full, or this user may not write more")]
    DiskFull,
    #[error(transparent)]
    Fault(Fault),
}

impl From<Fault> for Unfit {
    fn from(fault: Fault) -> Unfit {
        use std::io::ErrorKind;
        match fault {
            Fault::Io(error)
                if matches!(
                    error.kind(),
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
                ) =>
            {
                Unfit::DiskFull
            }
            fault => Unfit::Fault(fault),
        }
    }
}

impl From<std::io::Error> for Unfit {
    fn from(error: std::io::Error) -> Unfit {
        Fault::from(error).into()
    }
}

/// Free disk that stays, in bytes.
const RESERVE: u64 = 100 << 20;

/// Refuses work for which the disk has no room. `bytes` more are wanted in `folder`.
fn make_sure_of_room(folder: &std::path::Path, bytes: u64) -> Result<(), Unfit> {
    let free = fs4::available_space(folder)?;
    let needed = bytes.saturating_add(RESERVE);
    if free < needed {
        return Err(Unfit::NoRoom { folder: folder.to_owned(), needed: needed >> 20, free: free >> 20 });
    }
    Ok(())
}
