//! Opening an archive on a server that has room for the club: built beside, moved into place whole, asleep.

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};
use tempfile::TempDir;

use super::manifest::{Manifest, Part, Shape};
use super::proving::{Opened, Proof, prove};
use super::sealing::{Passphrase, unseal};
use super::{Unfit, manifest, settings};
use crate::base::{Fault, Moment, Secret};
use crate::club::{self, Folder, Host, Sleep};
use crate::crew::{self, Role};
use crate::journal::{self, Actor};
use crate::plumbing::config::ClubConfig;
use crate::plumbing::db::bulk::{self, Column, Extract, Kind, Value};
use crate::plumbing::db::{self, DatabaseUrl, Tx};
use crate::plumbing::files::Key;
use crate::search;
use crate::sessions::{self, Audience};

/// Where an archive is to be opened.
#[derive(Clone)]
pub struct Wish {
    /// The folder of all clubs.
    pub data: PathBuf,
    /// The club's folder there; the one it had unless given.
    pub name: Option<String>,
    /// An empty PostgreSQL database; a file in the club's folder unless given.
    pub database_url: Option<String>,
    pub passphrase: Passphrase,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Restored {
    pub folder: PathBuf,
    /// Rows by table, counted in the new database.
    pub rows: Vec<(String, u64)>,
    /// Stored files.
    pub files: u64,
    pub manifest: Manifest,
    /// Opens the studio to the first owner, once. A sleeping club sends no codes.
    pub link: Option<String>,
}

/// Bytes of lines that wait for a statement.
const MOST_HELD: usize = 4 << 20;
/// The owner may look in tomorrow.
const LINK_HOURS: i64 = 48;

/// Proves the archive and opens it. Blocks. What fails leaves nothing behind.
pub fn restore(
    archive: &Path,
    wish: &Wish,
    now: Moment,
    mut progress: impl FnMut(u64, u64),
) -> Result<Restored, Unfit> {
    let mut proof = prove(archive, None, |_, _| {})?;
    let keys = unseal(&proof.sealed()?, &wish.passphrase)?;
    if manifest::public_key(&keys.club_key()) != proof.manifest.public_key {
        return Err(Unfit::Damaged("it is signed with another key than the one it carries".to_owned()));
    }
    let name = wish.name.clone().unwrap_or_else(|| proof.manifest.club.clone());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > 60 || !name.chars().all(plain) {
        return Err(Unfit::NoName(name));
    }
    let target = wish.data.join(&name);
    if target.exists() {
        return Err(Unfit::Exists(target));
    }
    fs::create_dir_all(&wish.data)?;
    super::make_sure_of_room(&wish.data, proof.manifest.bytes().saturating_mul(2))?;

    let config_text =
        settings::put_together(&proof.settings()?, keys.secrets.as_deref(), wish.database_url.as_deref())?;
    let config: ClubConfig = toml::from_str(&config_text).map_err(|error| Unfit::Damaged(error.to_string()))?;
    // What the settings say counts, whatever the manifest names.
    refuse_taken_hosts(&wish.data, &config.hosts)?;
    // Without a club.toml it is no club to anybody who looks through the data folder meanwhile.
    let building = tempfile::Builder::new().prefix(".restoring-").tempdir_in(&wish.data)?;
    let place = Folder::at(building.path());
    place.keep_key(&keys.club_key())?;
    let files = unpack_files(&mut proof, building.path())?;
    let url = match &wish.database_url {
        Some(url) => DatabaseUrl::parse(url.clone()),
        None => DatabaseUrl::sqlite_file(&building.path().join("club.db")),
    };
    let filled = fill(&mut proof, &url, &config, now, &mut progress)?;
    let moved = move_in(building, &target, &config_text);
    if let Err(unfit) = moved {
        empty_again(&url)?;
        return Err(unfit);
    }
    Ok(Restored { folder: target, rows: filled.rows, files, manifest: proof.manifest, link: filled.link })
}

/// A host leads to one club.
fn refuse_taken_hosts(data: &Path, hosts: &[String]) -> Result<(), Unfit> {
    let wanted: Vec<Host> = hosts.iter().filter_map(|host| Host::parse(host)).collect();
    for entry in fs::read_dir(data)? {
        let other = Folder::at(&entry?.path());
        let theirs = other.config().map(|config| config.hosts).unwrap_or_default();
        if let Some(taken) = theirs.iter().find(|host| Host::parse(host).is_some_and(|host| wanted.contains(&host))) {
            return Err(Unfit::HostTaken { host: taken.clone(), club: other.name().to_owned() });
        }
    }
    Ok(())
}

fn move_in(building: TempDir, target: &Path, config_text: &str) -> Result<(), Unfit> {
    fs::create_dir_all(building.path().join("media"))?;
    club::write_private(&building.path().join("club.toml"), config_text)?;
    fs::rename(building.path(), target)?;
    // It is no longer where it was: nothing is there to be removed.
    let _ = building.keep();
    Ok(())
}

/// Everything that is no table: what the store holds, theme, imports, and who was erased.
fn unpack_files(proof: &mut Proof, folder: &Path) -> Result<u64, Unfit> {
    let mut files = 0;
    for part in &proof.manifest.parts {
        let stored = part.name.strip_prefix("media/");
        let other =
            part.name == "tombstones" || ["theme/", "imports/"].iter().any(|place| part.name.starts_with(place));
        if stored.is_none() && !other {
            continue;
        }
        let safe = match stored {
            Some(key) => Key::new(key).is_ok(),
            None => Path::new(&part.name).components().all(|one| matches!(one, std::path::Component::Normal(_))),
        };
        if !safe {
            return Err(Unfit::Damaged(format!("{} is no name of a file", part.name)));
        }
        let to = folder.join(&part.name);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&to)?;
        let mut inside = proof.zip.by_name(&part.name).map_err(|error| Unfit::Damaged(error.to_string()))?;
        io::copy(&mut inside, &mut out)?;
        out.sync_all()?;
        files += u64::from(stored.is_some());
    }
    Ok(files)
}

struct Filled {
    rows: Vec<(String, u64)>,
    link: Option<String>,
}

/// Fills an empty database: the shape it had, its rows, then what came to that shape since.
fn fill(
    proof: &mut Proof,
    url: &DatabaseUrl,
    config: &ClubConfig,
    now: Moment,
    progress: &mut impl FnMut(u64, u64),
) -> Result<Filled, Unfit> {
    if let Some(table) = db::tables(url)?.first() {
        return Err(Unfit::NotEmpty(table.clone()));
    }
    let filled = fill_empty(proof, url, config, now, progress);
    if filled.is_err() {
        empty_again(url)?;
    }
    filled
}

/// A file goes with its folder; on a server every table is ours, for there was none before.
fn empty_again(url: &DatabaseUrl) -> Result<(), Fault> {
    if url.is_postgres() { db::drop_all(url) } else { Ok(()) }
}

fn fill_empty(
    proof: &mut Proof,
    url: &DatabaseUrl,
    config: &ClubConfig,
    now: Moment,
    progress: &mut impl FnMut(u64, u64),
) -> Result<Filled, Unfit> {
    let manifest = &proof.manifest;
    if db::migrate_through(url, &manifest.migrations)?.is_err() {
        return Err(Unfit::Newer { program: manifest.program.clone() });
    }
    let (zip, progress) = (RefCell::new(&mut proof.zip), RefCell::new(progress));
    let rows =
        db::write_alone(url, |tx| insert_all(tx, manifest, &mut zip.borrow_mut(), &mut **progress.borrow_mut()))?;
    // An older archive's tables come to this release's shape here.
    db::migrate(url)?;
    let sleep = Sleep { since: now, made_at: manifest.made_at, served: manifest.served.clone() };
    let link = db::write_alone(url, |tx| settle_in(tx, &sleep, config, now))?;
    Ok(Filled { rows, link })
}

fn insert_all(
    tx: &mut Tx,
    manifest: &Manifest,
    zip: &mut Opened,
    progress: &mut impl FnMut(u64, u64),
) -> Result<Vec<(String, u64)>, Fault> {
    let (mut before, all) = (0, manifest.rows());
    let mut counted = Vec::new();
    for part in &manifest.parts {
        let Some(shape) = &part.table else { continue };
        insert_table(tx, zip, part, shape, &mut |rows| progress(before + rows, all))?;
        let whole = Extract { table: &shape.name, columns: &shape.columns, key: &[], only: "1 = 1" };
        let rows = whole.count(tx)?.unsigned_abs();
        if Some(rows) != part.rows {
            return Err(Fault::broken(format!("{} has {rows} rows and should have {:?}", shape.name, part.rows)));
        }
        before += rows;
        counted.push((shape.name.clone(), rows));
    }
    Ok(counted)
}

fn insert_table(
    tx: &mut Tx,
    zip: &mut Opened,
    part: &Part,
    shape: &Shape,
    progress: &mut impl FnMut(u64),
) -> Result<(), Fault> {
    let names = shape.columns.iter().map(|column| &column.name).chain([&shape.name]);
    let is_name = |name: &String| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if let Some(stranger) = names.into_iter().find(|name| !is_name(name)) {
        return Err(Fault::broken(format!("{stranger:?} is no name of a table or column")));
    }
    let inside = zip.by_name(&part.name).map_err(|error| Fault::broken(format!("{}: {error}", part.name)))?;
    let mut lines = BufReader::with_capacity(128 * 1024, inside);
    let at_once = bulk::rows_at_once(shape.columns.len());
    let (mut line, mut rows, mut held, mut done) = (Vec::new(), Vec::with_capacity(at_once), 0, 0);
    loop {
        line.clear();
        let ended = lines.read_until(b'\n', &mut line)? == 0;
        if !ended {
            held += line.len();
            rows.push(values(&line, &shape.columns).map_err(|what| Fault::broken(format!("{}: {what}", part.name)))?);
        }
        if ended || rows.len() == at_once || held > MOST_HELD {
            held = 0;
            done += rows.len() as u64;
            bulk::insert(tx, &shape.name, &shape.columns, std::mem::take(&mut rows))?;
            progress(done);
        }
        if ended {
            return Ok(());
        }
    }
}

/// A line's values in the order of the columns.
fn values(line: &[u8], columns: &[Column]) -> Result<Vec<Value>, String> {
    let mut row: Map<String, Json> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let value = |column: &Column| match (column.kind, row.remove(&column.name)) {
        (_, Some(Json::Null)) => Ok(Value::Null),
        (Kind::Text, Some(Json::String(text))) => Ok(Value::Text(text)),
        (Kind::Binary, Some(Json::String(hex))) => {
            hex::decode(hex).map(Value::Bytes).map_err(|error| format!("{}: {error}", column.name))
        }
        (Kind::Bool, Some(Json::Bool(yes))) => Ok(Value::Bool(yes)),
        (Kind::Integer | Kind::BigInt, Some(Json::Number(number))) => {
            number.as_i64().map(Value::Number).ok_or_else(|| format!("{number} is too large"))
        }
        _ => Err(format!("{} has no value of its kind", column.name)),
    };
    columns.iter().map(value).collect()
}

/// What a club needs in its new place: an index to search, its sleep, a way in for its owner.
fn settle_in(tx: &mut Tx, sleep: &Sleep, config: &ClubConfig, now: Moment) -> Result<Option<String>, Fault> {
    search::index_all(tx)?;
    club::fall_asleep(tx, sleep, now)?;
    let detail = format!("archive of {}", sleep.made_at);
    journal::record(tx, Actor::Operator, "club.restored", "club", "club", &detail, now)?;
    let owner = crew::all(tx)?.into_iter().find(|member| member.role() == Role::Owner && !member.is_revoked());
    let Some(owner) = owner else { return Ok(None) };
    let Ok(email) = crate::base::EmailAddress::parse(&owner.email) else { return Ok(None) };
    let link = Secret::random();
    let until = now.plus_hours(LINK_HOURS);
    sessions::keep_link(tx, Audience::Crew, &email, &link, owner.language().code(), until, now)?;
    Ok(Some(format!("{}/studio/link/{}", config.base_url.trim_end_matches('/'), link.reveal())))
}
