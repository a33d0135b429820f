//! Backups: made beside the work, proven at once, the old ones let go.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use stagedoor::base::Moment;
use stagedoor::club::Club;
use stagedoor::crew::Role;
use stagedoor::journal::{self, Actor};
use stagedoor::plumbing::leftovers;
use stagedoor::portage::{self, Media, Passphrase, Secrets};

use super::{DataFolder, PASSPHRASE, fill_every_table, says, unfit};
use crate::support::{TestClub, program};

#[test]
fn a_backup_is_made_proven_and_restorable_and_old_ones_go() {
    let club = TestClub::open_with(&format!("[backup]\npassphrase = '{PASSPHRASE}'\nkeep_days = 1\nkeep_weeks = 0"));
    fill_every_table(&club);
    let backups = club.folder().backups();
    fs::create_dir_all(&backups).unwrap();
    for name in ["nova-2020-01-01T000000Z.club", "nova-lune-2020-01-01T000000Z.club", "mine.txt"] {
        fs::write(backups.join(name), "old").unwrap();
    }
    let output = program().args(["backup", "nova", "--json", "--data"]).arg(club.data()).output().unwrap();
    assert!(output.status.success(), "{}", says(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = told["file"].as_str().unwrap();
    let mut left: Vec<_> =
        fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["mine.txt", file, "nova-lune-2020-01-01T000000Z.club"]);
    let folder = DataFolder::new();
    let restored = folder.restores(&backups.join(file));
    assert!(restored.status.success(), "{}", says(&restored));
}

#[test]
fn what_a_backup_lacks_is_said() {
    let club = TestClub::open();
    let backup = || program().args(["backup", "nova", "--data"]).arg(club.data()).output().unwrap();
    unfit(&backup(), "backups need a passphrase");
    let short = DataFolder::new();
    let mut command = program();
    command.args(["backup", "nova", "--data"]).arg(club.data()).arg("--passphrase-file").arg(short.passphrase("short"));
    unfit(&command.output().unwrap(), "fewer than 12 characters");
}

#[actix_web::test]
async fn the_clock_makes_one_and_the_studio_says_when_it_was_proven() {
    let club = TestClub::open_with(&format!("[backup]\npassphrase = '{PASSPHRASE}'"));
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let page = owner.get("/studio/settings").await.expect(200);
        if page.words().contains("restored on trial") {
            break;
        }
        assert!(Instant::now() < until, "no backup was made: {}", page.words());
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let doctor = program().args(["doctor", "--data"]).arg(club.data()).output().unwrap();
    assert!(says(&doctor).contains("the last proven backup is of"), "{}", says(&doctor));
    club.rests();
}

#[actix_web::test]
async fn nobody_who_writes_waits_for_an_archive() {
    let club = TestClub::open();
    fill_every_table(&club);
    let folder = DataFolder::new();
    let (own, to) = (Club::clone(&club), folder.file("nova.club"));
    let (told, waiting) = std::sync::mpsc::channel::<()>();
    let (begun, begins) = std::sync::mpsc::channel::<()>();
    let club_here = Club::clone(&club);
    let work = move |conn: &mut stagedoor::plumbing::db::Conn| {
        let passphrase = Passphrase::parse(PASSPHRASE).unwrap();
        let sealed = portage::seal(&own, &passphrase, Secrets::Stay)?;
        let packed = portage::pack(&own, conn, &sealed, Media::Along, &to, Moment::now(), |_, _| {
            // In the middle of the snapshot, until somebody else has written.
            begun.send(()).ok();
            waiting.recv_timeout(Duration::from_secs(20)).ok();
        });
        Ok(packed.map(|packed| packed.manifest))
    };
    let packing = tokio::spawn(async move { club_here.read(work).await });
    tokio::task::spawn_blocking(move || begins.recv().unwrap()).await.unwrap();
    let before = Instant::now();
    club.write(|tx| journal::record(tx, Actor::Operator, "club.written", "club", "club", "", Moment::now()))
        .await
        .unwrap();
    assert!(before.elapsed() < Duration::from_secs(2), "a writer waited {:?}", before.elapsed());
    drop(told);
    let manifest = packing.await.unwrap().unwrap().unwrap();
    let journal = manifest.parts.iter().find(|part| part.name == "tables/journal_entries.ndjson").unwrap();
    assert_eq!(journal.rows, Some(2), "what was written after the beginning is in it");
}

#[actix_web::test]
async fn what_a_crash_left_among_backups_and_private_files_is_swept() {
    let club = TestClub::open();
    let (backups, exports, imports) = (club.folder().backups(), club.folder().exports(), club.folder().imports());
    for folder in [&backups, &exports, &imports] {
        fs::create_dir_all(folder).unwrap();
    }
    let old = SystemTime::now() - Duration::from_secs(2 * 3_600);
    let leaves = |folder: &Path, name: &str, at: SystemTime| {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(at).unwrap();
    };
    // A backup restored on trial by somebody who died, and by somebody who is at it.
    for name in [".rehearsal-dead", ".rehearsal-alive"] {
        fs::create_dir_all(backups.join(name).join("rehearsal")).unwrap();
        fs::write(backups.join(name).join("rehearsal/club.db"), "everybody").unwrap();
    }
    drop(leftovers::hold(&backups.join(".rehearsal-dead")).unwrap());
    let held = leftovers::hold(&backups.join(".rehearsal-alive")).unwrap();
    leaves(&backups, ".stagedoor-old", old);
    leaves(&backups, ".stagedoor-new", SystemTime::now());
    leaves(&backups, "nova-2026-11-27T165012Z.club", old);
    leaves(&backups, "mine.txt", old);
    // Exports that nobody waits for, one that is still to be written, and what the operator put there.
    let waits = club.write(|tx| {
        let recipe = stagedoor::archive::Recipe::whole();
        stagedoor::archive::request(tx, &recipe, Actor::Operator, "", Moment::now())
    });
    let waits = waits.await.unwrap().id;
    let nobody = stagedoor::archive::ExportId::new();
    for (id, ending) in [(&waits, "part"), (&nobody, "part"), (&nobody, "csv"), (&nobody, "sealed")] {
        leaves(&exports, &format!("{id}.{ending}"), old);
    }
    let fresh = stagedoor::archive::ExportId::new();
    leaves(&exports, &format!("{fresh}.sealed"), SystemTime::now());
    leaves(&exports, "members.csv", old);
    leaves(&imports, ".tmpAbCdEf", old);
    leaves(&imports, &format!("{nobody}.csv"), old);
    leaves(&imports, &format!("back-{nobody}.csv"), old);
    let own = Club::clone(&club);
    let sweep = club.read(move |c| {
        let now = Moment::now();
        stagedoor::archive::sweep(&own, c, now)?;
        stagedoor::imports::sweep(&own, c, now)?;
        stagedoor::handbacks::sweep(&own, c, now)?;
        portage::sweep(&own, now)
    });
    sweep.await.unwrap();
    let left = |folder: &Path| {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    assert_eq!(left(&backups), [".rehearsal-alive", ".stagedoor-new", "mine.txt", "nova-2026-11-27T165012Z.club"],);
    drop(held);
    let mut kept = vec![format!("{waits}.part"), format!("{fresh}.sealed"), "members.csv".to_owned()];
    kept.sort();
    assert_eq!(left(&exports), kept);
    assert_eq!(left(&imports), Vec::<String>::new());
    club.leaves_work("archive.export_members");
}

#[actix_web::test]
async fn a_serving_program_sweeps_when_it_starts() {
    let club = TestClub::open();
    let stage = club.folder().backups().join(".rehearsal-dead");
    fs::create_dir_all(stage.join("rehearsal")).unwrap();
    drop(leftovers::hold(&stage).unwrap());
    let server = club.serve();
    let until = Instant::now() + Duration::from_secs(20);
    while stage.exists() {
        assert!(Instant::now() < until, "nobody swept: {}", server.said());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    server.stops();
}
