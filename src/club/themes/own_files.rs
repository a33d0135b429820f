//! What an artist's own theme looks like on the disk, to see when it changes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Names, sizes and times of the files in a theme's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnFiles {
    hash: u64,
    newest: Option<SystemTime>,
}

impl OwnFiles {
    /// As they lie there now; a folder that is not there is empty.
    pub fn of(folder: &Path) -> OwnFiles {
        let mut hash = DefaultHasher::new();
        let mut newest = None;
        look_into(folder, &mut hash, &mut newest);
        OwnFiles { hash: hash.finish(), newest }
    }

    /// Whether `now` differs; if so it is what the next one is compared with.
    pub fn are_new(&mut self, now: OwnFiles) -> bool {
        std::mem::replace(self, now).hash != now.hash
    }

    /// Whether nothing was changed for so long. A file from the future does not rest.
    pub fn rest_for(&self, time: Duration) -> bool {
        self.newest.is_none_or(|newest| newest.elapsed().is_ok_and(|passed| passed >= time))
    }
}

fn look_into(folder: &Path, hash: &mut DefaultHasher, newest: &mut Option<SystemTime>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Ok(data) = path.symlink_metadata() else { continue };
        let changed = data.modified().ok();
        (&path, data.len(), changed).hash(hash);
        *newest = changed.max(*newest);
        if data.is_dir() {
            look_into(&path, hash, newest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_seen_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("home.html");
        std::fs::write(&file, "one").unwrap();
        let mut seen = OwnFiles::of(folder.path());
        assert!(!seen.are_new(OwnFiles::of(folder.path())));
        std::fs::write(&file, "one and two").unwrap();
        assert!(seen.are_new(OwnFiles::of(folder.path())));
        assert!(!seen.are_new(OwnFiles::of(folder.path())));
        assert!(!seen.rest_for(Duration::from_secs(60)));
        let earlier = SystemTime::now() - Duration::from_secs(120);
        for path in [file.as_path(), folder.path()] {
            std::fs::File::open(path).unwrap().set_modified(earlier).unwrap();
        }
        assert!(OwnFiles::of(folder.path()).rest_for(Duration::from_secs(60)));
    }
}
