//! Text with columns, and our plain copy of it: UTF-8, commas, one header. Rows with more cells than the header keep them,
//! so that they can be refused and given back as they came.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::file::Unreadable;
use super::text;
use crate::base::Fault;

const MOST_COLUMNS: usize = 200;
/// Rows looked at to guess what columns are.
const LOOKED_AT: usize = 50;

pub struct Table {
    pub header: Vec<String>,
    pub rows: i64,
    /// The first rows.
    pub first: Vec<Vec<String>>,
}

/// Writes the rows of all parts to `to` under one header.
pub(super) fn write(parts: &[&Path], to: &Path) -> Result<Table, Unreadable> {
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
    let out = BufWriter::with_capacity(256 * 1024, out.map_err(|_| Unreadable::NotATable)?);
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(out);
    out.write_record(&header).map_err(|_| Unreadable::NotATable)?;
    let mut table = Table { header, rows: 0, first: Vec::new() };
    for part in parts {
        append(part, &mut table, &mut out)?;
    }
    out.flush().map_err(|_| Unreadable::NotATable)?;
    if table.rows == 0 { Err(Unreadable::OnlyHeader) } else { Ok(table) }
}

/// Rows that say nothing are left out; short ones are filled.
fn append<W: io::Write>(part: &Path, table: &mut Table, out: &mut csv::Writer<W>) -> Result<(), Unreadable> {
    let own = header_of(part)?;
    let places: Vec<Option<usize>> = table.header.iter().map(|name| own.iter().position(|o| o == name)).collect();
    let mut reader = reader_of(part)?;
    let mut record = StringRecord::new();
    // The first record is the header.
    reader.read_record(&mut record).map_err(|_| Unreadable::NotATable)?;
    while reader.read_record(&mut record).map_err(|_| Unreadable::NotATable)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let known = places.iter().map(|place| place.and_then(|at| record.get(at)).unwrap_or_default());
        let beyond = record.iter().skip(own.len());
        let has_more = record.iter().skip(own.len()).any(|cell| !cell.trim().is_empty());
        out.write_record(known.chain(beyond.take(if has_more { record.len() } else { 0 })))
            .map_err(|_| Unreadable::NotATable)?;
        if table.first.len() < LOOKED_AT {
            let cells = places.iter().map(|place| place.and_then(|at| record.get(at)).unwrap_or_default().to_owned());
            table.first.push(cells.collect());
        }
        table.rows += 1;
    }
    Ok(())
}

/// The headings of a table, each of another name; none when its first line says nothing.
pub(super) fn header_of(part: &Path) -> Result<Vec<String>, Unreadable> {
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
    let Shape { separator, told } = shape_of(part)?;
    let mut text = text::open(part).map_err(|_| Unreadable::NotATable)?;
    io::copy(&mut text.by_ref().take(told), &mut io::sink()).map_err(|_| Unreadable::NotATable)?;
    Ok(ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text))
}

struct Shape {
    separator: u8,
    /// Bytes of a first line `sep=;`, as spreadsheets write it for each other.
    told: u64,
}

/// The separator that the file tells, or that stands most often in its first line, outside quotes.
fn shape_of(part: &Path) -> Result<Shape, Unreadable> {
    let mut start = Vec::new();
    let text = text::open(part).map_err(|_| Unreadable::NotATable)?;
    text.take(64 * 1024).read_to_end(&mut start).map_err(|_| Unreadable::NotATable)?;
    if start.contains(&0) {
        return Err(Unreadable::NotATable);
    }
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, b'\r' | b'\n', ..] = start.as_slice() {
        let line = start.iter().position(|byte| *byte == b'\n').map_or(6, |at| at + 1);
        return Ok(Shape { separator: *separator, told: line as u64 });
    }
    let (mut quoted, mut counts) = (false, [0_usize; 3]);
    for byte in start.iter().skip_while(|byte| matches!(**byte, b'\r' | b'\n')) {
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
    let separator = match () {
        () if semicolon > comma && semicolon >= tab => b';',
        () if tab > comma => b'\t',
        () => b',',
    };
    Ok(Shape { separator, told: 0 })
}

/// Our plain copy, for reading its rows.
pub fn open(path: &Path) -> Result<csv::Reader<BufReader<File>>, Fault> {
    let file = BufReader::with_capacity(256 * 1024, File::open(path)?);
    Ok(ReaderBuilder::new().flexible(true).from_reader(file))
}
