//! Who is behind a session, as it was read a moment ago: one page brings twenty pictures, each asked for with the same
//! cookie.
//!
//! What was read is good until anything is written in the club by this process, and a second at most: a session that is
//! ended here ends with the very next request, one that another process ends a second later.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Here;
use crate::base::SecretHash;
use crate::club::Club;

const FRESH: Duration = Duration::from_secs(1);

/// Sessions kept; beyond it all are forgotten.
const MOST: usize = 4_096;

/// By the club's folder, which no two clubs share, and the session's hash.
type Known = HashMap<(PathBuf, SecretHash), Kept>;

struct Kept {
    writes: u64,
    read: Instant,
    here: Here,
}

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

fn known() -> MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is kept holds for these writes. Taken before anything is read: what is written meanwhile makes it old at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Since(u64, Instant);

impl Since {
    pub(super) fn now(club: &Club) -> Since {
        Since(club.database().writes(), Instant::now())
    }
}

pub(super) fn lately(club: &Club, session: &SecretHash, since: Since) -> Option<Here> {
    let known = known();
    let kept = known.get(&(club.folder().path().to_owned(), session.clone()))?;
    (kept.writes == since.0 && kept.read.elapsed() < FRESH).then(|| kept.here.clone())
}

pub(super) fn keep(club: &Club, session: SecretHash, since: Since, here: Here) {
    let mut known = known();
    if known.len() >= MOST {
        known.clear();
    }
    let kept = Kept { writes: since.0, read: since.1, here };
    known.insert((club.folder().path().to_owned(), session), kept);
}
