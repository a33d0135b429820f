//! One JSON object a line, for programs: numbers are numbers, lists are lists, what is unknown is null.

use std::io::Write;

use serde_json::Value;

use super::Rows;
use crate::archive::columns::Cell;
use crate::archive::recipe::Recipe;
use crate::base::Fault;

pub(super) struct Lines<'o> {
    out: std::io::BufWriter<&'o mut dyn Write>,
    columns: Vec<&'static str>,
}

impl<'o> Lines<'o> {
    pub fn begin(recipe: &Recipe, out: &'o mut dyn Write) -> Result<Lines<'o>, Fault> {
        let columns = recipe.columns.iter().map(|column| column.word()).collect();
        Ok(Lines { out: std::io::BufWriter::new(out), columns })
    }
}

impl Rows for Lines<'_> {
    fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), Fault> {
        let mut before = '{';
        for (column, cell) in self.columns.iter().zip(cells) {
            write!(self.out, "{before}\"{column}\":")?;
            serde_json::to_writer(&mut self.out, &value(cell)?)?;
            before = ',';
        }
        Ok(self.out.write_all(b"}\n")?)
    }

    fn finish(&mut self) -> Result<(), Fault> {
        Ok(self.out.flush()?)
    }
}

fn value(cell: &Cell<'_>) -> Result<Value, Fault> {
    Ok(match cell {
        Cell::Text(text) => Value::from(text.as_ref()),
        Cell::Number(number) => Value::from(*number),
        Cell::At(at) => at.map_or(Value::Null, |at| Value::from(at.rfc3339())),
        Cell::YesNo(yes) => Value::from(*yes),
        Cell::List(words) => Value::from(words.split(',').filter(|word| !word.is_empty()).collect::<Vec<_>>()),
        Cell::Object(object) => serde_json::from_str(object)?,
    })
}
