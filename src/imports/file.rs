//! From a file as it comes (CSV with any separator and encoding, a spreadsheet, or a zip of CSV files) to one plain CSV of
//! ours.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use tempfile::NamedTempFile;

use super::mapping::recognise;
use super::plain::{self, Table};
use super::sheet;
use crate::base::Fault;

const MOST_FILES: usize = 20;
/// Unpacked, of all files of a zip together.
const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;
/// Tables shrink to a tenth or so; what claims more is not a table.
const MOST_SHRINKING: u64 = 200;
const SMALL: u64 = 50 * 1024 * 1024;

/// Why a file is no member file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    OnlyHeader,
    TooManyColumns,
    TooLarge,
    /// Neither text with columns nor a whole zip of such.
    NotATable,
    /// Of an old kind, or behind a password.
    Spreadsheet,
}

impl Unreadable {
    pub fn word(self) -> &'static str {
        match self {
            Unreadable::Empty => "empty",
            Unreadable::OnlyHeader => "only-header",
            Unreadable::TooManyColumns => "columns",
            Unreadable::TooLarge => "large",
            Unreadable::NotATable => "no-table",
            Unreadable::Spreadsheet => "spreadsheet",
        }
    }
}

pub fn unread(error: csv::Error) -> Fault {
    Fault::Io(io::Error::other(error))
}

/// Writes the rows of `from` to `to` as plain CSV with one header.
pub fn make_plain(from: &Path, to: &Path) -> Result<Table, Unreadable> {
    let mut start = [0_u8; 4];
    let taken = File::open(from).and_then(|mut file| file.read(&mut start)).map_err(|_| Unreadable::NotATable)?;
    match start.get(..taken).unwrap_or_default() {
        [] => Err(Unreadable::Empty),
        [0xD0, 0xCF, 0x11, 0xE0] => Err(Unreadable::Spreadsheet),
        [b'P', b'K', ..] => {
            let parts = member_files(unpack(from)?)?;
            plain::write(&parts.iter().map(NamedTempFile::path).collect::<Vec<_>>(), to)
        }
        _ => plain::write(&[from], to),
    }
}

type Zip = zip::ZipArchive<BufReader<File>>;

/// Every table of a zip or spreadsheet, each in a file that goes by itself.
fn unpack(from: &Path) -> Result<Vec<NamedTempFile>, Unreadable> {
    let broken = |_| Unreadable::NotATable;
    let file = File::open(from).map_err(|_| Unreadable::NotATable)?;
    let packed = file.metadata().map_err(|_| Unreadable::NotATable)?.len();
    let allowed = packed.saturating_mul(MOST_SHRINKING).clamp(SMALL, MOST_BYTES);
    let mut zip = zip::ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    let folder = from.parent().unwrap_or(Path::new("."));
    if zip.index_for_name("xl/workbook.xml").is_some() {
        sheet::refuse_bombs(&mut zip, allowed)?;
        return sheet::tables(from, folder);
    }
    if zip.index_for_name("content.xml").is_some() {
        return Err(Unreadable::Spreadsheet);
    }
    unpack_tables(&mut zip, folder, allowed)
}

fn unpack_tables(zip: &mut Zip, folder: &Path, allowed: u64) -> Result<Vec<NamedTempFile>, Unreadable> {
    let broken = |_| Unreadable::NotATable;
    let (mut parts, mut unpacked) = (Vec::new(), 0);
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.to_lowercase();
        if ![".csv", ".tsv"].iter().any(|ending| name.ends_with(ending)) || name.contains("__macosx/") {
            continue;
        }
        if parts.len() == MOST_FILES || entry.size() > allowed {
            return Err(Unreadable::TooLarge);
        }
        let mut part = NamedTempFile::new_in(folder).map_err(|_| Unreadable::NotATable)?;
        // What is claimed may be a lie; what comes out is counted.
        unpacked += io::copy(&mut entry.take(allowed + 1), &mut part).map_err(|_| Unreadable::NotATable)?;
        if unpacked > allowed {
            return Err(Unreadable::TooLarge);
        }
        parts.push(part);
    }
    if parts.is_empty() { Err(Unreadable::NotATable) } else { Ok(parts) }
}

/// Of several tables only those with members: of the first known system that is among them, else those with addresses,
/// else the first. A system's export has tables of posts and payments beside.
fn member_files(parts: Vec<NamedTempFile>) -> Result<Vec<NamedTempFile>, Unreadable> {
    let mut read = Vec::new();
    for part in parts {
        let header = plain::header_of(part.path())?;
        let (system, mapping) = recognise(&header, &[]);
        if !header.is_empty() {
            read.push((part, system, mapping.contains(&super::Field::Email)));
        }
    }
    let system = read.iter().map(|(_, system, _)| *system).find(|system| !system.is_empty());
    match system {
        Some(system) => read.retain(|(_, other, _)| *other == system),
        None if read.iter().any(|(_, _, addresses)| *addresses) => read.retain(|(_, _, addresses)| *addresses),
        None => read.truncate(1),
    }
    let kept: Vec<NamedTempFile> = read.into_iter().map(|(part, _, _)| part).collect();
    if kept.is_empty() { Err(Unreadable::Empty) } else { Ok(kept) }
}

/// No file of that name stays.
pub fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether an address stands anywhere in a plain copy. Of one that is gone it is said to: it may have gone for that.
pub(super) fn names(path: &Path, email_folded: &str) -> Result<bool, Fault> {
    if !path.is_file() {
        return Ok(true);
    }
    let mut reader = plain::open(path)?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(unread)? {
        let named = |cell: &str| cell.contains('@') && cell.to_lowercase().contains(email_folded);
        if record.iter().any(named) {
            return Ok(true);
        }
    }
    Ok(false)
}
