//! From a file as it comes (CSV with any separator and encoding, or a zip of such) to one plain CSV of ours.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use tempfile::NamedTempFile;

use super::text;
use crate::base::Fault;

const MOST_COLUMNS: usize = 200;
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

pub(super) struct Table {
    pub header: Vec<String>,
    pub rows: i64,
}

pub(super) fn unread(error: csv::Error) -> Fault {
    Fault::Io(io::Error::other(error))
}

/// Writes the rows of `from` to `to` as plain CSV with one header.
pub(super) fn make_plain(from: &Path, to: &Path) -> Result<Table, Unreadable> {
    let mut start = [0_u8; 4];
    let taken = File::open(from).and_then(|mut file| file.read(&mut start)).map_err(|_| Unreadable::NotATable)?;
    match start.get(..taken).unwrap_or_default() {
        [] => Err(Unreadable::Empty),
        [b'P', b'K', ..] => {
            let parts = unpack(from)?;
            write_plain(&parts.iter().map(NamedTempFile::path).collect::<Vec<_>>(), to)
        }
        _ => write_plain(&[from], to),
    }
}

/// Every CSV of a zip, each in a file that goes by itself.
fn unpack(from: &Path) -> Result<Vec<NamedTempFile>, Unreadable> {
    let broken = |_| Unreadable::NotATable;
    let packed = fs::metadata(from).map_err(|_| Unreadable::NotATable)?.len();
    let allowed = packed.saturating_mul(MOST_SHRINKING).clamp(SMALL, MOST_BYTES);
    let mut zip =
        zip::ZipArchive::new(BufReader::new(File::open(from).map_err(|_| Unreadable::NotATable)?)).map_err(broken)?;
    let folder = from.parent().unwrap_or(Path::new("."));
    let (mut parts, mut unpacked) = (Vec::new(), 0);
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.to_lowercase();
        if name == "xl/workbook.xml" {
            return Err(Unreadable::Spreadsheet);
        }
        if !name.ends_with(".csv") || name.contains("__macosx/") {
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

fn write_plain(parts: &[&Path], to: &Path) -> Result<Table, Unreadable> {
    let mut header: Vec<String> = Vec::new();
    for part in parts {
        for name in header_of(part)? {
            if !header.contains(&name) {
                header.push(name);
            }
        }
    }
    if header.is_empty() {
        return Err(Unreadable::Empty);
    }
    if header.len() > MOST_COLUMNS {
        return Err(Unreadable::TooManyColumns);
    }
    let out = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to);
    let mut out = csv::Writer::from_writer(BufWriter::new(out.map_err(|_| Unreadable::NotATable)?));
    out.write_record(&header).map_err(|_| Unreadable::NotATable)?;
    let mut rows = 0;
    for part in parts {
        rows += append(part, &header, &mut out)?;
    }
    out.flush().map_err(|_| Unreadable::NotATable)?;
    if rows == 0 { Err(Unreadable::OnlyHeader) } else { Ok(Table { header, rows }) }
}

/// Rows that say nothing are left out; short ones are filled, and what stands beyond the header is not read.
fn append<W: io::Write>(part: &Path, header: &[String], out: &mut csv::Writer<W>) -> Result<i64, Unreadable> {
    let own = header_of(part)?;
    let places: Vec<Option<usize>> = header.iter().map(|name| own.iter().position(|other| other == name)).collect();
    let mut reader = reader_of(part)?;
    let mut record = StringRecord::new();
    let mut rows = 0;
    // The first record is the header.
    reader.read_record(&mut record).map_err(|_| Unreadable::NotATable)?;
    while reader.read_record(&mut record).map_err(|_| Unreadable::NotATable)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells = places.iter().map(|place| place.and_then(|at| record.get(at)).unwrap_or_default());
        out.write_record(cells).map_err(|_| Unreadable::NotATable)?;
        rows += 1;
    }
    Ok(rows)
}

fn header_of(part: &Path) -> Result<Vec<String>, Unreadable> {
    let mut record = StringRecord::new();
    reader_of(part)?.read_record(&mut record).map_err(|_| Unreadable::NotATable)?;
    let mut header: Vec<String> = Vec::new();
    for (at, cell) in record.iter().enumerate() {
        let name = cell.trim().to_owned();
        let name = if name.is_empty() { format!("column {}", at + 1) } else { name };
        let taken = header.iter().filter(|other| **other == name).count();
        header.push(if taken > 0 { format!("{name} ({})", at + 1) } else { name });
    }
    Ok(if record.iter().all(|cell| cell.trim().is_empty()) { Vec::new() } else { header })
}

fn reader_of(part: &Path) -> Result<csv::Reader<text::Text<File>>, Unreadable> {
    let separator = separator_of(part)?;
    let text = text::open(part).map_err(|_| Unreadable::NotATable)?;
    Ok(ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text))
}

/// The one that stands most often in the first line, outside quotes.
fn separator_of(part: &Path) -> Result<u8, Unreadable> {
    let mut start = Vec::new();
    let text = text::open(part).map_err(|_| Unreadable::NotATable)?;
    text.take(64 * 1024).read_to_end(&mut start).map_err(|_| Unreadable::NotATable)?;
    if start.contains(&0) {
        return Err(Unreadable::NotATable);
    }
    let (mut quoted, mut counts) = (false, [0_usize; 3]);
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b',' if !quoted => counts[0] += 1,
            b';' if !quoted => counts[1] += 1,
            b'\t' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    let [comma, semicolon, tab] = counts;
    Ok(match () {
        () if semicolon > comma && semicolon >= tab => b';',
        () if tab > comma => b'\t',
        () => b',',
    })
}

/// Our plain copy, for reading its rows.
pub(super) fn open_plain(path: &Path) -> Result<csv::Reader<BufReader<File>>, Fault> {
    Ok(csv::Reader::from_reader(BufReader::with_capacity(256 * 1024, File::open(path)?)))
}
