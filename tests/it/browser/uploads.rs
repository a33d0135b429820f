//! A big file goes on where the line broke, with the server gone in the middle of it.

use sha2::{Digest, Sha256};
use stagedoor::crew::Role;

use super::{Browser, Screen, Scripts};
use crate::support::TestClub;

const PIECE: u64 = 8 * 1024 * 1024;
const DONE: &str = "return Number(document.querySelector('.file progress')?.value ?? 0)";

/// Minutes of noise, which no codec makes small.
fn a_long_song(folder: &std::path::Path) -> std::path::PathBuf {
    let song = folder.join("four hours later.flac");
    let made = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "anoisesrc=duration=240:sample_rate=48000", "-c:a", "flac"])
        .arg(&song)
        .status()
        .unwrap();
    assert!(made.success());
    assert!(song.metadata().unwrap().len() > 2 * PIECE, "more than two pieces");
    song
}

#[actix_web::test]
async fn a_song_arrives_whole_though_the_server_fell_in_the_middle() {
    let club = TestClub::open();
    let folder = tempfile::tempdir().unwrap();
    let song = a_long_song(folder.path());
    let server = club.serve();
    let editor = club.db_crew_at_work("eve@nova.test", Role::Editor).await;
    let browser = Browser::open(&club.config().base_url, Screen::Desk, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&editor.cookies()).await;
    browser.visits("/studio/media").await;
    browser.uploads_at_most(6 * 1024 * 1024).await;
    browser.picks("[data-upload] input[type=file]", &song).await;
    browser.waits_until(&format!("{DONE} > {}", PIECE + PIECE / 4)).await;
    browser.finds_no_fault().await;
    browser.keeps("upload-moving").await;
    server.dies();
    let paused = "return document.querySelector('.file .state').textContent
        === document.querySelector('[data-upload]').dataset.wordsPaused";
    browser.waits_until(paused).await;
    browser.keeps("upload-paused").await;

    let server = club.serve();
    browser.waits_until("return document.querySelector('.file .state--ok') !== null").await;
    browser.keeps("upload-stored").await;
    assert_eq!(browser.runs("return Object.keys(localStorage).length").await, 0, "nothing is left to go on with");
    club.rests();
    let whole = hex::encode(Sha256::digest(std::fs::read(&song).unwrap()));
    assert_eq!(club.db_rows("SELECT sha256, file_name FROM assets"), [[whole.as_str(), "four hours later.flac"]]);
    browser.closes().await;
    server.stops();
}
