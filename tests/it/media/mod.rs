//! Pictures, sounds, films: from a real file to what a fan's phone gets.

use std::path::{Path, PathBuf};

use stagedoor::base::{Fault, Moment};
use stagedoor::plumbing::jobs;

use crate::support::TestClub;

mod bucket;
mod files;
mod images;
mod intake;
mod serving;
mod sound;
mod video;

/// A small real file kept with the tests.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

pub fn sample_bytes(name: &str) -> Vec<u8> {
    std::fs::read(sample(name)).unwrap()
}

/// A file in a folder that goes when the test ends.
pub fn written(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Does the club's work until none is due. Work that fails, fails the test.
pub async fn work(club: &TestClub) {
    let kinds = stagedoor::work::kinds();
    loop {
        let leased = club.write(|tx| jobs::lease(tx, 10, Moment::now())).await.unwrap();
        if leased.is_empty() {
            return;
        }
        for job in leased {
            kinds.run(&job, (**club).clone()).await.unwrap_or_else(|fault| panic!("{}: {fault}", job.name));
            club.write(move |tx| jobs::finish(tx, &job.id).map(drop))
                .await
                .unwrap_or_else(|fault: Fault| panic!("{fault}"));
        }
    }
}
