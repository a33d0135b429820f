//! What many visitors of a club see alike, read once and kept until something is written there, a second at most.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::base::Fault;
use crate::club::Club;
use crate::plumbing::db::Conn;

/// What another node wrote is seen after this long.
pub(super) const FRESH: Duration = Duration::from_secs(1);

/// What is shown comes from this: another theme or another write, and it has to be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    theme: String,
    writes: u64,
}

impl Source {
    /// Taken before anything is read: what is written meanwhile makes it old at once.
    pub(super) fn of(club: &Club) -> Source {
        Source { theme: club.theme().version().to_owned(), writes: club.database().writes() }
    }
}

/// One `T` a club, by the club's folder, which no two clubs share.
pub(super) struct Recent<T>(Mutex<BTreeMap<PathBuf, Kept<T>>>);

struct Kept<T> {
    source: Source,
    read: Instant,
    what: Arc<T>,
}

impl<T: Send + Sync + 'static> Recent<T> {
    pub(super) const fn new() -> Recent<T> {
        Recent(Mutex::new(BTreeMap::new()))
    }

    /// What was read lately, or what `load` reads now.
    pub(super) async fn of(
        &self,
        club: &Club,
        load: impl FnOnce(&mut Conn) -> Result<T, Fault> + Send + 'static,
    ) -> Result<Arc<T>, Fault> {
        let source = Source::of(club);
        if let Some(what) = self.fresh(club, &source) {
            return Ok(what);
        }
        let read = Instant::now();
        let what = Arc::new(club.read(load).await?);
        let kept = Kept { source, read, what: Arc::clone(&what) };
        self.shelf().insert(club.folder().path().to_owned(), kept);
        Ok(what)
    }

    fn fresh(&self, club: &Club, source: &Source) -> Option<Arc<T>> {
        let shelf = self.shelf();
        let kept = shelf.get(club.folder().path())?;
        (kept.source == *source && kept.read.elapsed() < FRESH).then(|| Arc::clone(&kept.what))
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Kept<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
