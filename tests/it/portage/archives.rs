//! Archive, restore, archive again: the same, on both databases and across them.

use std::collections::{BTreeMap, BTreeSet};

use stagedoor::crew::Role;
use stagedoor::portage::{STAYING, travelling};

use super::bench::assert_same;
use super::{DataFolder, archived, fill_every_table, says};
use crate::support::{TestClub, program};

#[test]
fn every_table_travels_or_stays_and_none_is_forgotten() {
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/plumbing/schema.rs")).unwrap();
    let tables = schema.split("diesel::table! {\n    ").skip(1);
    let known: BTreeMap<String, Vec<String>> = tables
        .map(|table| {
            let (name, rest) = table.split_once(" (").unwrap();
            let (key, _) = rest.split_once(") {").unwrap();
            (name.to_owned(), key.split(", ").map(str::to_owned).collect())
        })
        .collect();
    assert!(known.len() > 60);
    let travelling: BTreeMap<String, Vec<String>> = travelling()
        .into_iter()
        .map(|table| (table.name.to_owned(), table.key.iter().map(|key| (*key).to_owned()).collect()))
        .collect();
    let staying: BTreeSet<&str> = STAYING.iter().map(|(name, _)| *name).collect();
    let mut must = known.clone();
    must.retain(|name, _| !staying.contains(name.as_str()));
    assert_eq!(travelling, must, "tables that travel (left) and those of schema.rs that do not stay (right)");
    assert!(staying.iter().all(|name| known.contains_key(*name)), "a table stays that is not there");
}

/// A club with something of everything, also on the disk.
async fn furnished() -> TestClub {
    let club = TestClub::open_with(
        "[backup]\nevery_hours = 0\npassphrase = 'not used in this test'\n[stripe]\nsecret_key = 'sk_test_1'",
    );
    let server = club.serve();
    club.fan_joins("zoe@example.org").await;
    club.db_crew_comes_in("maren@example.org", Role::Owner).await;
    club.rests();
    server.stops();
    fill_every_table(&club);
    let folder = club.folder();
    std::fs::create_dir_all(folder.theme().join("locales/en")).unwrap();
    std::fs::write(folder.theme().join("theme.toml"), "name = 'Own'\nparent = 'plain'\n").unwrap();
    std::fs::write(folder.theme().join("locales/en/words.ftl"), "hello = Hello\n").unwrap();
    std::fs::create_dir_all(folder.imports()).unwrap();
    std::fs::write(folder.imports().join("x1.csv"), "email\nzoe@example.org\n").unwrap();
    std::fs::write(folder.tombstones(), "salt x1\n0011 2026-11-27\n").unwrap();
    // The row's stored file; the other row's key is none, and is named as missing.
    std::fs::write(folder.media().join("x1"), (0..300_000).map(|n| (n % 251) as u8).collect::<Vec<_>>()).unwrap();
    club
}

#[actix_web::test]
async fn a_club_is_the_same_after_every_move() {
    let club = furnished().await;
    let start = DataFolder::new();
    let first = archived(&club, &start, "first.club");

    // To a file; when the tests run on a server: from it to a file, back to it, and to a file once more.
    let (mut here, mut file) = (first.clone(), 0);
    let stops = [DataFolder::new(), DataFolder::with_database(), DataFolder::new()];
    for stop in &stops {
        let restored = stop.restores(&here);
        assert!(restored.status.success(), "{}", says(&restored));
        file += 1;
        let next = start.file(&format!("next-{file}.club"));
        let again = stop.archives(&next);
        assert!(matches!(again.status.code(), Some(0 | 3)), "{}", says(&again));
        assert_same(&first, &next);
        assert_eq!(std::fs::read(stop.club().join("media/x1")).unwrap().len(), 300_000);
        assert!(stop.club().join("tombstones").is_file(), "who was erased could come back");
        let journal =
            stop.rows("SELECT verb, COUNT(*) FROM journal_entries WHERE verb = 'club.restored' GROUP BY verb");
        assert_eq!(journal[0][1], file.to_string());
        here = next;
    }
    let told: serde_json::Value = serde_json::from_slice(&stops[0].restores(&first).stdout).unwrap_or_default();
    assert!(told.is_null(), "a second restore in the same place succeeded");
}

#[actix_web::test]
async fn verify_and_restore_tell_what_is_there() {
    let club = furnished().await;
    let folder = DataFolder::new();
    let archive = archived(&club, &folder, "nova.club");
    let key = stagedoor::portage::fingerprint(club.key());
    let verified = program().arg("verify").arg(&archive).args(["--key", &key.to_uppercase()]).output().unwrap();
    assert!(verified.status.success(), "{}", says(&verified));
    assert!(says(&verified).contains("of Nova Lune is whole") && says(&verified).contains(&key));
    let restored = folder.restores(&archive);
    let told: serde_json::Value = serde_json::from_slice(&restored.stdout).unwrap();
    let members: Vec<Vec<String>> = club.db_rows("SELECT 'n', COUNT(*) FROM members");
    assert_eq!(told["tables"]["members"].to_string(), members[0][1]);
    assert_eq!(told["files"], 1);
    assert!(told["sign_in"].as_str().unwrap().contains("/studio/link/"));
    // What opens sold things came along; what belongs to the old server did not.
    assert_eq!(std::fs::read(folder.club().join("club.key")).unwrap(), club.key().reveal().as_bytes());
    let config = std::fs::read_to_string(folder.club().join("club.toml")).unwrap();
    assert!(config.contains("sk_test_1") && !config.contains("not used in this test"), "{config}");
    for table in ["sessions", "jobs"] {
        assert!(folder.rows(&format!("SELECT id, id FROM {table}")).is_empty(), "{table}");
    }
}

#[actix_web::test]
async fn no_secret_lies_open_in_an_archive() {
    let club = furnished().await;
    let folder = DataFolder::new();
    let archive = archived(&club, &folder, "nova.club");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&archive).unwrap()).unwrap();
    let mail = club.mailbox.url();
    for at in 0..zip.len() {
        let (mut part, mut text) = (zip.by_index(at).unwrap(), Vec::new());
        std::io::copy(&mut part, &mut text).unwrap();
        let text = String::from_utf8_lossy(&text);
        for secret in [club.key().reveal(), "sk_test_1", "not used in this test", mail.as_str()] {
            assert!(!text.contains(secret), "{secret} is readable");
        }
    }
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&archive).unwrap().permissions().mode() & 0o077, 0, "others can read the archive");
}
