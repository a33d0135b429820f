//! What these tests share: clubs with something in every table, archives taken apart, the program's own words.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Output;

use stagedoor::plumbing::db::DatabaseUrl;
use stagedoor::plumbing::db::bulk::{self, Kind, Value};
use stagedoor::portage::{self, Manifest, Passphrase};
use tempfile::TempDir;

use crate::support::{TestClub, TestDatabase, program};

pub const PASSPHRASE: &str = "seven slow trains at noon";

/// Two rows in each table that travels: plain ones with every column filled, and the ugliest the columns hold.
pub fn fill_every_table(club: &TestClub) {
    let url = match club.file().database_url.as_ref() {
        Some(url) => DatabaseUrl::parse(url.reveal().unwrap()),
        None => DatabaseUrl::sqlite_file(&club.folder().path().join("club.db")),
    };
    stagedoor::plumbing::db::write_alone(&url, |tx| {
        for table in portage::travelling() {
            let plain = table.columns.iter().map(|column| match column.kind {
                Kind::Text => Value::Text("x1".to_owned()),
                Kind::Bool => Value::Bool(true),
                Kind::Binary => Value::Bytes((0..=255).collect()),
                Kind::Integer | Kind::BigInt => Value::Number(900_001),
            });
            let ugly = table.columns.iter().map(|column| {
                let names_a_row = column.name == "id" || column.name.ends_with("_id") || column.name.ends_with("_by");
                let points = names_a_row || table.key.contains(&&*column.name);
                match column.kind {
                    Kind::Text if points => Value::Text("x2".to_owned()),
                    Kind::Text => Value::Text(format!("\"{}\" \\ é ü 東京 🎸\r\n\t{{}}; --", column.name)),
                    Kind::Bool => Value::Bool(false),
                    Kind::Binary => Value::Bytes(Vec::new()),
                    Kind::Integer => Value::Number(i32::MIN.into()),
                    Kind::BigInt => Value::Number(i64::MAX),
                }
            });
            let rows = vec![plain.collect(), ugly.collect()];
            bulk::insert(tx, table.name, &table.columns, rows)?;
        }
        Ok(())
    })
    .unwrap();
}

/// A data folder of another machine, with a passphrase file.
pub struct DataFolder {
    folder: TempDir,
    /// Keeps a database on the server as long as the folder.
    database: Option<TestDatabase>,
}

impl DataFolder {
    pub fn new() -> DataFolder {
        DataFolder { folder: tempfile::tempdir().unwrap(), database: None }
    }

    /// With a database on the tests' server, when there is one.
    pub fn with_database() -> DataFolder {
        DataFolder { folder: tempfile::tempdir().unwrap(), database: TestDatabase::bare() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn club(&self) -> PathBuf {
        self.path().join("nova")
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn passphrase(&self, text: &str) -> PathBuf {
        let file = self.file("passphrase");
        std::fs::write(&file, format!("{text}\n")).unwrap();
        file
    }

    /// What lies in the data folder, hidden things included.
    pub fn holds(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    pub fn database_url(&self) -> Option<String> {
        self.database.as_ref().and_then(TestDatabase::url)
    }

    pub fn rows(&self, query: &str) -> Vec<Vec<String>> {
        match &self.database {
            Some(database) => database.rows(Path::new(""), query),
            None => TestDatabase::on_sqlite().rows(&self.club().join("club.db"), query),
        }
    }

    pub fn restores(&self, archive: &Path) -> Output {
        let mut command = program();
        command.arg("restore").arg(archive).arg("--data").arg(self.path());
        command.arg("--passphrase-file").arg(self.passphrase(PASSPHRASE)).arg("--json");
        if let Some(url) = self.database_url() {
            command.args(["--database-url", &url]);
        }
        command.output().unwrap()
    }

    pub fn archives(&self, to: &Path) -> Output {
        archive_of(&self.path(), to, &self.passphrase(PASSPHRASE))
    }
}

fn archive_of(data: &Path, to: &Path, passphrase: &Path) -> Output {
    let mut command = program();
    command.args(["archive", "nova"]).arg(to).arg("--data").arg(data);
    command.arg("--passphrase-file").arg(passphrase).args(["--with-secrets", "--json"]).output().unwrap()
}

/// Archives a test's club into a file of `folder`.
pub fn archived(club: &TestClub, folder: &DataFolder, name: &str) -> PathBuf {
    let to = folder.file(name);
    let output = archive_of(club.data(), &to, &folder.passphrase(PASSPHRASE));
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", says(&output));
    to
}

pub fn says(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The program refuses, for this reason.
#[track_caller]
pub fn unfit(output: &Output, reason: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", says(output));
    assert!(says(output).contains(reason), "{reason:?} is not in: {}", says(output));
}

/// An archive's parts, with those that differ each time made comparable: seals opened, journal lines of moving left out.
pub fn parts(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        match name.as_str() {
            "manifest.sig" => continue,
            "keys.age" => {
                let keys = portage::unseal(&bytes, &Passphrase::parse(PASSPHRASE).unwrap()).unwrap();
                bytes = serde_json::to_vec_pretty(&keys).unwrap();
            }
            "tables/journal_entries.ndjson" => bytes = without_moving(&bytes),
            "manifest.json" => {
                let manifest: Manifest = serde_json::from_slice(&bytes).unwrap();
                let about =
                    (&manifest.club, &manifest.artist, &manifest.hosts, &manifest.migrations, &manifest.missing);
                bytes = format!("{about:#?} {} {}", manifest.public_key, manifest.with_secrets).into_bytes();
            }
            _ => {}
        }
        parts.insert(name, bytes);
    }
    parts
}

fn without_moving(lines: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(lines.to_vec()).unwrap();
    let kept = text.lines().filter(|line| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        !["club.archived", "club.restored", "club.woken"].contains(&entry["verb"].as_str().unwrap())
    });
    kept.flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

#[track_caller]
pub fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (parts(one), parts(other));
    let names = |parts: &BTreeMap<String, Vec<u8>>| parts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (name, bytes) in &one {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(2_000).collect::<String>();
        assert!(*bytes == other[name], "{name} differs:\n{}\n{}", text(bytes), text(&other[name]));
    }
}
