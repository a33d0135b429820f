//! What is broken is refused in words, and nothing is left behind.

use std::fs;
use std::path::{Path, PathBuf};

use stagedoor::portage::Manifest;

use super::{DataFolder, PASSPHRASE, archived, fill_every_table, unfit};
use crate::support::{TestClub, program};

struct Damaged {
    club: TestClub,
    folder: DataFolder,
    archive: PathBuf,
}

fn whole() -> Damaged {
    let club = TestClub::open();
    fill_every_table(&club);
    fs::write(club.folder().media().join("x1"), vec![7; 400_000]).unwrap();
    let folder = DataFolder::with_database();
    let archive = archived(&club, &folder, "nova.club");
    Damaged { club, folder, archive }
}

impl Damaged {
    /// Neither believed nor opened, and the place is as it was.
    #[track_caller]
    fn is_refused(&self, archive: &Path, reason: &str) {
        unfit(&program().arg("verify").arg(archive).output().unwrap(), reason);
        self.is_not_restored(archive, reason);
    }

    #[track_caller]
    fn is_not_restored(&self, archive: &Path, reason: &str) {
        unfit(&self.folder.restores(archive), reason);
        self.left_nothing();
    }

    #[track_caller]
    fn left_nothing(&self) {
        assert!(self.folder.holds().is_empty(), "{:?} was left behind", self.folder.holds());
        if self.folder.database_url().is_some() {
            let tables =
                self.folder.rows("SELECT CAST(tablename AS TEXT), 'x' FROM pg_tables WHERE schemaname = 'public'");
            assert!(tables.is_empty(), "{tables:?} were left behind");
        }
    }

    /// The archive with one byte changed.
    fn flipped(&self, at: usize) -> PathBuf {
        let mut bytes = fs::read(&self.archive).unwrap();
        // The lowest bit: higher ones of a block that is stored as it is may only fill its first byte.
        bytes[at] ^= 0x01;
        let to = self.folder.file("flipped.club");
        fs::write(&to, bytes).unwrap();
        to
    }

    /// Where the bytes of a part lie.
    fn place_of(&self, part: &str) -> (usize, usize) {
        let mut zip = zip::ZipArchive::new(fs::File::open(&self.archive).unwrap()).unwrap();
        let part = zip.by_name(part).unwrap();
        (part.data_start().unwrap() as usize, part.compressed_size() as usize)
    }
}

#[test]
fn half_an_archive_is_none() {
    let damaged = whole();
    let bytes = fs::read(&damaged.archive).unwrap();
    let half = damaged.folder.file("half.club");
    for length in [0, 1, bytes.len() / 3, bytes.len() - 1] {
        fs::write(&half, &bytes[..length]).unwrap();
        damaged.is_refused(&half, "this is no archive of a club, or only the beginning of one");
    }
}

#[test]
fn a_flipped_byte_is_found_in_every_part() {
    let damaged = whole();
    let parts = [
        "tables/members.ndjson",
        "members.csv",
        "media/x1",
        "keys.age",
        "settings/club.toml",
        "manifest.json",
        "manifest.sig",
    ];
    for part in parts {
        let (start, length) = damaged.place_of(part);
        // The very last bits of a packed part only fill its byte: whatever they are, the same comes out.
        for at in [start, start + length / 2, start + length - 2] {
            damaged.is_refused(&damaged.flipped(at), "the archive was changed or damaged");
        }
    }
}

#[test]
fn a_wrong_passphrase_and_another_key_are_told_apart() {
    let damaged = whole();
    let mut command = program();
    command.arg("restore").arg(&damaged.archive).arg("--data").arg(damaged.folder.path());
    command.arg("--passphrase-file").arg(damaged.folder.passphrase("seven fast trains at noon"));
    unfit(&command.output().unwrap(), "the passphrase does not open this archive");
    damaged.left_nothing();
    let mut command = program();
    command.arg("restore").arg(&damaged.archive).arg("--data").arg(damaged.folder.path());
    command.arg("--passphrase-file").arg(damaged.folder.passphrase("short"));
    unfit(&command.output().unwrap(), "fewer than 12 characters");
    let other = program().arg("verify").arg(&damaged.archive).args(["--key", "0000 1111"]).output().unwrap();
    unfit(&other, "the archive is signed with another key");
}

/// The archive with another manifest, signed by nobody.
fn with_manifest(damaged: &Damaged, change: impl Fn(&mut Manifest)) -> PathBuf {
    let to = damaged.folder.file("changed.club");
    let mut from = zip::ZipArchive::new(fs::File::open(&damaged.archive).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(fs::File::create(&to).unwrap());
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        out.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        if name == "manifest.json" {
            let mut manifest: Manifest = serde_json::from_reader(&mut part).unwrap();
            change(&mut manifest);
            serde_json::to_writer(&mut out, &manifest).unwrap();
        } else {
            std::io::copy(&mut part, &mut out).unwrap();
        }
    }
    out.finish().unwrap();
    to
}

#[test]
fn an_archive_of_a_newer_release_says_which() {
    let damaged = whole();
    let newer = with_manifest(&damaged, |manifest| {
        manifest.format = 2;
        manifest.program = "9.1.0".to_owned();
    });
    damaged.is_refused(&newer, "made by a newer release (9.1.0)");
    let forged = with_manifest(&damaged, |manifest| manifest.artist = "Somebody else".to_owned());
    damaged.is_refused(&forged, "the manifest does not fit its signature");
}

#[test]
fn tables_of_a_newer_release_are_refused_before_anything_is_made() {
    let club = TestClub::open();
    // As the next release would leave it.
    club.db_rows(
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000') RETURNING version, version",
    );
    let folder = DataFolder::with_database();
    let to = folder.file("nova.club");
    let passphrase = stagedoor::portage::Passphrase::parse(PASSPHRASE).unwrap();
    let (own, target) = (stagedoor::club::Club::clone(&club), to.clone());
    let packed = actix_web::rt::System::new().block_on(club.read(move |conn| {
        let sealed = stagedoor::portage::seal(&own, &passphrase, stagedoor::portage::Secrets::Stay)?;
        let media = stagedoor::portage::Media::Left;
        Ok(stagedoor::portage::pack(&own, conn, &sealed, media, &target, stagedoor::base::Moment::now(), |_, _| {}))
    }));
    packed.unwrap().unwrap();
    unfit(&folder.restores(&to), "made by a newer release");
    assert!(folder.holds().is_empty(), "{:?}", folder.holds());
}

#[test]
fn a_full_disk_leaves_no_archive() {
    let damaged = whole();
    let to = damaged.folder.file("full/nova.club");
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    // A process that may write no file larger than this meets the same refusal as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 100; exec \"$@\"";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_stagedoor"), "archive", "nova"]).arg(&to);
    command.arg("--data").arg(damaged.club.data());
    command.arg("--passphrase-file").arg(damaged.folder.passphrase(PASSPHRASE));
    unfit(&command.output().unwrap(), "the disk is full");
    assert_eq!(fs::read_dir(to.parent().unwrap()).unwrap().count(), 0, "half an archive was left behind");
}

#[test]
fn nothing_is_written_over() {
    let damaged = whole();
    let again = program()
        .args(["archive", "nova"])
        .arg(&damaged.archive)
        .arg("--data")
        .arg(damaged.club.data())
        .arg("--passphrase-file")
        .arg(damaged.folder.passphrase(PASSPHRASE))
        .output()
        .unwrap();
    unfit(&again, "exists already");
    let here = DataFolder::new();
    fs::create_dir_all(here.club()).unwrap();
    fs::write(here.club().join("note"), "mine").unwrap();
    unfit(&here.restores(&damaged.archive), "exists already");
    assert_eq!(fs::read_to_string(here.club().join("note")).unwrap(), "mine");
    if damaged.folder.database_url().is_some() {
        assert!(damaged.folder.restores(&damaged.archive).status.success());
        fs::remove_dir_all(damaged.folder.club()).unwrap();
        unfit(&damaged.folder.restores(&damaged.archive), "the database is not empty");
        let members = damaged.folder.rows("SELECT id, id FROM members");
        assert!(!members.is_empty(), "somebody else's database was emptied");
    }
}
