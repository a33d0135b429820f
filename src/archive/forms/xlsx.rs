//! Spreadsheets (XLSX). Rows go to a file beside while they are written; what a sheet cannot hold goes on in the next.

use std::fs::File;
use std::io::{self, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Rows, by_the_clock, yes_no};
use crate::archive::columns::Cell;
use crate::archive::recipe::{Dates, Recipe};
use crate::archive::writing::Scene;
use crate::base::{Fault, Moment};
use crate::plumbing::table::defused;

/// Rows of a sheet, its headings included: Excel opens no more.
const MOST_ROWS: u32 = 1_048_576;
/// Characters of a cell: Excel opens no more. A longer text ends with an ellipsis.
const MOST_CHARACTERS: usize = 32_767;
/// As wide as a date with its time.
const WIDTH: f64 = 20.0;

pub(super) struct Sheets<'o> {
    book: Workbook,
    sheets: usize,
    /// The next row of the last sheet.
    row: u32,
    headings: Vec<String>,
    dates: Dates,
    date: Format,
    heading: Format,
    scene: Scene,
    out: &'o mut dyn Write,
}

impl<'o> Sheets<'o> {
    pub fn begin(
        recipe: &Recipe,
        headings: &[String],
        scene: &Scene,
        out: &'o mut dyn Write,
    ) -> Result<Sheets<'o>, Fault> {
        let mut book = Workbook::new();
        book.set_tempdir(&scene.scratch).map_err(unwritten)?;
        let mut sheets = Sheets {
            book,
            sheets: 0,
            row: 0,
            headings: headings.to_vec(),
            dates: recipe.dialect.dates,
            date: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            heading: Format::new().set_bold(),
            scene: scene.clone(),
            out,
        };
        sheets.begin_sheet()?;
        Ok(sheets)
    }

    fn begin_sheet(&mut self) -> Result<(), Fault> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(unwritten)?;
        sheet.set_freeze_panes(1, 0).map_err(unwritten)?;
        for (at, heading) in (0..).zip(&self.headings) {
            sheet.set_column_width(at, WIDTH).map_err(unwritten)?;
            sheet.write_string_with_format(0, at, heading, &self.heading).map_err(unwritten)?;
        }
        self.sheets += 1;
        self.row = 1;
        Ok(())
    }

    fn moment(&self, at: Moment) -> Option<ExcelDateTime> {
        let at = by_the_clock(at, &self.scene);
        let part = |number: i8| u8::try_from(number).ok();
        let day = ExcelDateTime::from_ymd(u16::try_from(at.year()).ok()?, part(at.month())?, part(at.day())?).ok()?;
        day.and_hms(u16::from(part(at.hour())?), part(at.minute())?, f64::from(at.second())).ok()
    }
}

impl Rows for Sheets<'_> {
    fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), Fault> {
        if self.row == MOST_ROWS {
            self.begin_sheet()?;
        }
        let moments: Vec<Option<ExcelDateTime>> = cells
            .iter()
            .map(|cell| match (cell, self.dates) {
                (Cell::At(Some(at)), Dates::Clock) => self.moment(*at),
                _ => None,
            })
            .collect();
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(unwritten)?;
        for ((at, cell), moment) in (0_u16..).zip(cells).zip(moments) {
            let written = match (cell, moment) {
                (_, Some(moment)) => sheet.write_datetime_with_format(self.row, at, &moment, &self.date),
                (Cell::Number(number), _) => sheet.write_number(self.row, at, *number as f64),
                (cell, _) => write_text(sheet, self.row, at, cell),
            };
            written.map_err(unwritten)?;
        }
        self.row += 1;
        Ok(())
    }

    /// The book is put together beside, because what packs it goes back to places already written.
    fn finish(&mut self) -> Result<(), Fault> {
        let mut packed = tempfile::tempfile_in(&self.scene.scratch)?;
        self.book.save_to_writer(&mut packed).map_err(unwritten)?;
        copy_whole(packed, self.out)
    }
}

fn copy_whole(mut packed: File, out: &mut dyn Write) -> Result<(), Fault> {
    io::Seek::rewind(&mut packed)?;
    io::copy(&mut packed, out)?;
    Ok(())
}

fn write_text<'s>(
    sheet: &'s mut Worksheet,
    row: u32,
    at: u16,
    cell: &Cell<'_>,
) -> Result<&'s mut Worksheet, XlsxError> {
    match cell {
        // A cell with a text is never counted as a formula; saved as CSV from there, it would be.
        Cell::Text(text) | Cell::List(text) if !text.is_empty() => {
            sheet.write_string(row, at, shortened(&defused(text)))
        }
        Cell::At(Some(moment)) => sheet.write_string(row, at, moment.rfc3339()),
        Cell::YesNo(yes) => sheet.write_string(row, at, yes_no(*yes)),
        Cell::Object(object) if *object != "{}" => sheet.write_string(row, at, shortened(object)),
        _ => Ok(sheet),
    }
}

fn shortened(text: &str) -> String {
    // Excel counts as UTF-16 does.
    if text.encode_utf16().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut length = 1;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= MOST_CHARACTERS
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

fn unwritten(error: XlsxError) -> Fault {
    Fault::Io(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_for_a_cell_ends_where_excel_ends() {
        assert_eq!(shortened("short"), "short");
        let long = shortened(&"🎸".repeat(20_000));
        assert_eq!(long.encode_utf16().count(), MOST_CHARACTERS);
        assert!(long.ends_with("🎸…"));
    }
}
