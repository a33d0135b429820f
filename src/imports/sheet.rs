//! Spreadsheets (XLSX): each sheet as a table of text. Cells are read one after the other; only the strings that the sheets
//! share are held, and those are bounded.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError, open_workbook};
use tempfile::NamedTempFile;

use super::file::Unreadable;

/// Bytes of shared strings that are held at once.
const MOST_SHARED: u64 = 256 * 1024 * 1024;
/// Columns beyond are not of a member file.
const MOST_CELLS: u32 = 1_000;

/// What is claimed may be a lie; what comes out is counted before it is read.
pub(super) fn refuse_bombs<R: Read + Seek>(zip: &mut zip::ZipArchive<R>, allowed: u64) -> Result<(), Unreadable> {
    let broken = |_| Unreadable::NotATable;
    let mut unpacked = 0;
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(broken)?;
        let sheet = entry.name().map_err(broken)?.to_lowercase().starts_with("xl/worksheets/");
        let most = if sheet { allowed } else { allowed.min(MOST_SHARED) };
        let bytes = io::copy(&mut entry.take(most + 1), &mut io::sink()).map_err(|_| Unreadable::NotATable)?;
        unpacked += bytes;
        if bytes > most || unpacked > allowed {
            return Err(Unreadable::TooLarge);
        }
    }
    Ok(())
}

/// Every sheet that says something, each in a file that goes by itself.
pub(super) fn tables(from: &Path, folder: &Path) -> Result<Vec<NamedTempFile>, Unreadable> {
    let mut book: Xlsx<BufReader<File>> = open_workbook(from).map_err(|error: XlsxError| match error {
        XlsxError::Password => Unreadable::Spreadsheet,
        _ => Unreadable::NotATable,
    })?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        // A sheet of charts has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let part = NamedTempFile::new_in(folder).map_err(|_| Unreadable::NotATable)?;
        if write_sheet(&mut cells, part.as_file())? > 0 {
            tables.push(part);
        }
    }
    if tables.is_empty() { Err(Unreadable::Empty) } else { Ok(tables) }
}

/// Writes the rows that say something, and tells how many.
fn write_sheet<R: Read + Seek>(cells: &mut XlsxCellReader<'_, R>, to: &File) -> Result<u64, Unreadable> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(to));
    let (mut row, mut at, mut rows) = (Vec::<String>::new(), 0, 0);
    loop {
        let cell = cells.next_cell().map_err(|_| Unreadable::NotATable)?;
        let place = cell.as_ref().map(calamine::Cell::get_position);
        if place.is_none_or(|(line, _)| line != at) {
            if row.iter().any(|cell| !cell.is_empty()) {
                out.write_record(&row).map_err(|_| Unreadable::NotATable)?;
                rows += 1;
            }
            row.clear();
        }
        let (Some(cell), Some((line, column))) = (cell, place) else { break };
        at = line;
        if column < MOST_CELLS {
            let column = column as usize;
            row.resize(row.len().max(column + 1), String::new());
            row[column] = text(cell.get_value());
        }
    }
    out.flush().map_err(|_| Unreadable::NotATable)?;
    Ok(rows)
}

/// A cell as a person would write it into a CSV.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // Whole up to where floats are exact.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(at) => moment(at),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn moment(at: &ExcelDateTime) -> String {
    if !at.is_datetime() {
        return at.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}
