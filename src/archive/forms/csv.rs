//! CSV (RFC 4180, UTF-8), for people who open it in spreadsheets: cells that would be formulas there are defused.

use std::io::{self, Write};

use super::{Rows, by_the_clock, yes_no};
use crate::archive::columns::Cell;
use crate::archive::recipe::{Dates, Mark, Recipe};
use crate::archive::writing::Scene;
use crate::base::{Fault, Moment};
use crate::plumbing::table::defused;

/// UTF-8's byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

pub(super) struct Csv<'o> {
    file: csv::Writer<&'o mut dyn Write>,
    dates: Dates,
    scene: Scene,
}

impl<'o> Csv<'o> {
    pub fn begin(
        recipe: &Recipe,
        headings: &[String],
        scene: &Scene,
        out: &'o mut dyn Write,
    ) -> Result<Csv<'o>, Fault> {
        if recipe.dialect.mark == Mark::Bom {
            out.write_all(BOM)?;
        }
        let mut file = csv::WriterBuilder::new().delimiter(recipe.dialect.separator.byte()).from_writer(out);
        file.write_record(headings).map_err(unwritten)?;
        Ok(Csv { file, dates: recipe.dialect.dates, scene: scene.clone() })
    }

    fn moment(&self, at: Moment) -> String {
        match self.dates {
            Dates::Iso => at.rfc3339(),
            Dates::Clock => by_the_clock(at, &self.scene).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

impl Rows for Csv<'_> {
    fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), Fault> {
        for cell in cells {
            let written = match cell {
                Cell::Text(text) | Cell::List(text) => self.file.write_field(defused(text).as_bytes()),
                Cell::Number(number) => self.file.write_field(number.to_string()),
                Cell::At(at) => {
                    let text = at.map(|at| self.moment(at)).unwrap_or_default();
                    self.file.write_field(text)
                }
                Cell::YesNo(yes) => self.file.write_field(yes_no(*yes)),
                Cell::Object("{}") => self.file.write_field(""),
                Cell::Object(object) => self.file.write_field(object),
            };
            written.map_err(unwritten)?;
        }
        self.file.write_record(None::<&[u8]>).map_err(unwritten)
    }

    fn finish(&mut self) -> Result<(), Fault> {
        Ok(self.file.flush()?)
    }
}

fn unwritten(error: csv::Error) -> Fault {
    Fault::Io(io::Error::other(error))
}
