//! Writing an archive: one read snapshot, one pass, constant memory.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::runtime::Handle;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::manifest::{self, FORMAT, MANIFEST, MEMBERS, Manifest, Part, SEALED, SETTINGS, SIGNATURE, Shape};
use super::sealing::{Sealed, Secrets};
use super::tables::{Travelling, travelling};
use super::{RESERVE, Unfit, settings};
use crate::archive;
use crate::base::{Fault, Moment};
use crate::club::{self, Club};
use crate::media::{self, AssetId};
use crate::plumbing::db::bulk::Kind;
use crate::plumbing::db::{self, Conn};
use crate::plumbing::files::Key;

/// Whether pictures, sound and films go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Along,
    Left,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    pub manifest: Manifest,
    pub bytes: u64,
    /// Hex, of the whole file.
    pub sha256: String,
}

/// Assets looked up at once.
const PAGE: i64 = 200;

/// Writes the club into `to`, which must not be there yet and is there only when it is whole. Blocks; `progress` hears
/// how many of how many rows are written.
pub fn pack(
    club: &Club,
    conn: &mut Conn,
    sealed: &Sealed,
    media: Media,
    to: &Path,
    now: Moment,
    progress: impl FnMut(u64, u64),
) -> Result<Packed, Unfit> {
    if to.exists() {
        return Err(Unfit::Exists(to.to_owned()));
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // It goes with this value unless it is put in its place.
    let part = NamedTempFile::with_prefix_in(".stagedoor-", folder)?;
    let zip = zip::ZipWriter::new(BufWriter::with_capacity(256 * 1024, part.as_file().try_clone()?));
    let mut packing = Packing { zip, folder, parts: Vec::new(), missing: Vec::new(), progress };
    let manifest = db::snapshot(conn, |conn| packing.write(club, conn, sealed, media, now))?;
    let written = packing.zip.finish().map_err(unzipped)?;
    written.into_inner().map_err(|error| Fault::from(error.into_error()))?.sync_all()?;
    let (bytes, sha256) = digest(&mut File::open(part.path())?)?;
    part.persist_noclobber(to).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => Unfit::Exists(to.to_owned()),
        _ => error.error.into(),
    })?;
    Ok(Packed { manifest, bytes, sha256 })
}

struct Packing<'f, P> {
    zip: zip::ZipWriter<BufWriter<File>>,
    folder: &'f Path,
    parts: Vec<Part>,
    missing: Vec<String>,
    progress: P,
}

impl<P: FnMut(u64, u64)> Packing<'_, P> {
    fn write(
        &mut self,
        club: &Club,
        conn: &mut Conn,
        sealed: &Sealed,
        media: Media,
        now: Moment,
    ) -> Result<Manifest, Fault> {
        self.write_tables(conn)?;
        self.write_members(conn, now)?;
        if media == Media::Along {
            self.write_media(club, conn)?;
        }
        let folder = club.folder();
        for place in [folder.theme(), folder.imports()] {
            self.write_folder(folder.path(), &place)?;
        }
        if folder.tombstones().is_file() {
            self.write_file(folder.path(), &folder.tombstones())?;
        }
        let text = settings::without_secrets(&fs::read_to_string(folder.config_file())?)?;
        self.put(SETTINGS, text.as_bytes())?;
        self.put(SEALED, &sealed.bytes)?;
        let manifest = Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now,
            club: club.name().to_owned(),
            artist: club.config().artist.clone(),
            hosts: club.config().hosts.clone(),
            served: club::served(conn)?,
            migrations: db::applied(conn)?,
            public_key: manifest::public_key(club.key()),
            with_secrets: sealed.secrets == Secrets::Travel,
            with_media: media == Media::Along,
            parts: std::mem::take(&mut self.parts),
            missing: std::mem::take(&mut self.missing),
        };
        let bytes = serde_json::to_vec_pretty(&manifest)?;
        self.put(MANIFEST, &bytes)?;
        self.put(SIGNATURE, manifest::sign(club.key(), &bytes).as_bytes())?;
        Ok(manifest)
    }

    fn write_tables(&mut self, conn: &mut Conn) -> Result<(), Fault> {
        let tables = travelling();
        let mut counts = Vec::new();
        for table in &tables {
            counts.push(table.extract(&table.only()).count(conn)?.unsigned_abs());
        }
        let all: u64 = counts.iter().sum();
        let mut written = 0;
        for (table, count) in tables.iter().zip(counts) {
            let rows = self.write_table(conn, table, written, all)?;
            if rows != count {
                return Err(Fault::broken(format!("{} has {count} rows, {rows} came", table.name)));
            }
            written += rows;
        }
        Ok(())
    }

    fn write_table(&mut self, conn: &mut Conn, table: &Travelling, before: u64, all: u64) -> Result<u64, Fault> {
        let name = format!("tables/{}.ndjson", table.name);
        let heads: Vec<String> = table.columns.iter().map(|column| format!("\"{}\":", column.name)).collect();
        keep_room(self.folder, 0)?;
        let mut rows = 0;
        let mut line = Vec::new();
        let progress = &mut self.progress;
        let mut part = begin(&mut self.zip, &name, CompressionMethod::Deflated)?;
        table.extract(&table.only()).each(conn, |values| {
            line.clear();
            for (at, value) in values.into_iter().enumerate() {
                line.push(if at == 0 { b'{' } else { b',' });
                line.extend(heads[at].as_bytes());
                write_value(&mut line, table.columns[at].kind, value)?;
            }
            line.extend(b"}\n");
            part.write_all(&line)?;
            rows += 1;
            if rows % 1_000 == 0 {
                progress(before + rows, all);
            }
            Ok(())
        })?;
        let shape = Shape { name: table.name.to_owned(), columns: table.columns.clone() };
        let written = Part { rows: Some(rows), table: Some(shape), ..part.ended(&name) };
        self.parts.push(written);
        (self.progress)(before + rows, all);
        Ok(rows)
    }

    /// The file a person opens; a restored club has it out of the tables.
    fn write_members(&mut self, conn: &mut Conn, now: Moment) -> Result<(), Fault> {
        let mut part = begin(&mut self.zip, MEMBERS, CompressionMethod::Deflated)?;
        let written = archive::write_members_within(conn, &mut part, now)?;
        let written = Part { rows: Some(written.rows.unsigned_abs()), ..part.ended(MEMBERS) };
        self.parts.push(written);
        Ok(())
    }

    fn write_media(&mut self, club: &Club, conn: &mut Conn) -> Result<(), Fault> {
        let mut after: Option<AssetId> = None;
        loop {
            let some = media::stored_after(conn, after.as_ref(), PAGE)?;
            let Some((last, _)) = some.last() else { return Ok(()) };
            after = Some(last.clone());
            for key in some.iter().flat_map(|(_, keys)| keys) {
                self.write_stored(club, key)?;
            }
        }
    }

    /// A file of the store. One that is gone is named: the club must be able to leave without it.
    fn write_stored(&mut self, club: &Club, key: &str) -> Result<(), Fault> {
        let runtime = Handle::current();
        let stored = Key::new(key).ok();
        let length = match &stored {
            Some(stored) => runtime.block_on(club.files().length(stored))?,
            None => None,
        };
        let (Some(stored), Some(length)) = (stored, length) else {
            self.missing.push(key.to_owned());
            return Ok(());
        };
        let Some(mut bytes) = runtime.block_on(club.files().read(&stored, 0..length))? else {
            self.missing.push(key.to_owned());
            return Ok(());
        };
        keep_room(self.folder, length)?;
        let name = format!("media/{key}");
        // Pictures, sound and films are packed as tightly as they can be.
        let mut part = begin(&mut self.zip, &name, CompressionMethod::Stored)?;
        while let Some(chunk) = runtime.block_on(bytes.try_next())? {
            part.write_all(&chunk)?;
        }
        let written = part.ended(&name);
        self.parts.push(written);
        Ok(())
    }

    /// A folder of the club with everything below it, by name.
    fn write_folder(&mut self, club: &Path, folder: &Path) -> Result<(), Fault> {
        files_below(folder)?.iter().try_for_each(|path| self.write_file(club, path))
    }

    fn write_file(&mut self, club: &Path, path: &Path) -> Result<(), Fault> {
        let below = path.strip_prefix(club).map_err(|error| Fault::broken(error.to_string()))?;
        let name = below.to_string_lossy().into_owned();
        let mut part = begin(&mut self.zip, &name, CompressionMethod::Deflated)?;
        io::copy(&mut File::open(path)?, &mut part)?;
        let written = part.ended(&name);
        self.parts.push(written);
        Ok(())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let mut part = begin(&mut self.zip, name, CompressionMethod::Deflated)?;
        part.write_all(bytes)?;
        let written = part.ended(name);
        self.parts.push(written);
        Ok(())
    }
}

/// Files below a folder in the order of their names; none when there is no such folder. Links are not followed.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The club that is archived must not run out of disk by it.
fn keep_room(folder: &Path, bytes: u64) -> Result<(), Fault> {
    if fs4::available_space(folder)? < bytes.saturating_add(RESERVE) {
        return Err(io::Error::from(io::ErrorKind::StorageFull).into());
    }
    Ok(())
}

/// A value as JSON, the same out of both databases.
fn write_value(line: &mut Vec<u8>, kind: Kind, value: Option<String>) -> Result<(), Fault> {
    let Some(text) = value else {
        line.extend(b"null");
        return Ok(());
    };
    let value = match kind {
        Kind::Text | Kind::Binary => Value::String(text),
        Kind::Bool => Value::Bool(matches!(text.as_str(), "1" | "true")),
        Kind::Integer | Kind::BigInt => {
            Value::from(text.parse::<i64>().map_err(|_| Fault::broken(format!("{text:?} is no number")))?)
        }
    };
    Ok(serde_json::to_writer(line, &value)?)
}

/// One part on its way into the archive.
struct Writing<'z> {
    zip: &'z mut zip::ZipWriter<BufWriter<File>>,
    hash: Sha256,
    bytes: u64,
}

fn begin<'z>(
    zip: &'z mut zip::ZipWriter<BufWriter<File>>,
    name: &str,
    method: CompressionMethod,
) -> Result<Writing<'z>, Fault> {
    // Large enough for anything, and the same whenever it is written.
    let options = SimpleFileOptions::default().large_file(true).compression_method(method).unix_permissions(0o600);
    zip.start_file(name, options).map_err(unzipped)?;
    Ok(Writing { zip, hash: Sha256::new(), bytes: 0 })
}

impl Writing<'_> {
    fn ended(self, name: &str) -> Part {
        let sha256 = hex::encode(self.hash.finalize());
        Part { name: name.to_owned(), bytes: self.bytes, sha256, rows: None, table: None }
    }
}

impl Write for Writing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.zip.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

fn unzipped(error: zip::result::ZipError) -> Fault {
    match error {
        zip::result::ZipError::Io(error) => Fault::Io(error),
        other => Fault::broken(format!("zip: {other}")),
    }
}

/// Length and SHA-256 of everything that can be read.
pub(super) fn digest(from: &mut impl Read) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((bytes, hex::encode(hash.finalize()))),
            read => {
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}
