//! Cards for address books: vCard 3.0 (RFC 2426), which phones, mail programs and Outlook read.

use std::io::Write;

use super::{Rows, yes_no};
use crate::archive::columns::{Cell, Column};
use crate::archive::recipe::Recipe;
use crate::base::Fault;

/// Bytes of a line, its end not counted.
const LONGEST: usize = 75;

pub(super) struct Cards<'o> {
    out: std::io::BufWriter<&'o mut dyn Write>,
    columns: Vec<Column>,
    cards: u64,
}

impl<'o> Cards<'o> {
    pub fn begin(recipe: &Recipe, out: &'o mut dyn Write) -> Cards<'o> {
        Cards { out: std::io::BufWriter::new(out), columns: recipe.columns.clone(), cards: 0 }
    }

    fn line(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        Ok(self.out.write_all(folded(&format!("{name}:{value}")).as_bytes())?)
    }

    /// What is written above a card. It must have a name; without one among the columns, the address or the place in the
    /// file stands there.
    fn full_name(&self, cells: &[Cell<'_>]) -> String {
        let of = |wanted| {
            let mut found = self.columns.iter().zip(cells).filter(|(column, _)| **column == wanted);
            found.next().map(|(_, cell)| plain(cell)).filter(|text| !text.is_empty())
        };
        of(Column::Name).or_else(|| of(Column::Email)).unwrap_or_else(|| self.cards.to_string())
    }
}

impl Rows for Cards<'_> {
    fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), Fault> {
        self.cards += 1;
        let name = escaped(&self.full_name(cells));
        self.out.write_all(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")?;
        self.line("FN", &name)?;
        self.line("N", &format!(";{name};;;"))?;
        for (at, cell) in cells.iter().enumerate() {
            let text = plain(cell);
            if text.is_empty() {
                continue;
            }
            match self.columns[at] {
                Column::Name => {}
                Column::Email => self.line("EMAIL;TYPE=INTERNET", &escaped(&text))?,
                Column::BirthDate => self.line("BDAY", &escaped(&text))?,
                Column::TimeZone => self.line("TZ;VALUE=TEXT", &escaped(&text))?,
                Column::Note => self.line("NOTE", &escaped(&text))?,
                Column::Country => self.line("ADR", &format!(";;;;;;{}", escaped(&text)))?,
                // Its commas are what parts the categories.
                Column::Tags => self.line("CATEGORIES", &text.split(',').map(escaped).collect::<Vec<_>>().join(","))?,
                other => {
                    let property = format!("X-STAGEDOOR-{}", other.word().to_uppercase().replace('_', "-"));
                    self.line(&property, &escaped(&text))?;
                }
            }
        }
        Ok(self.out.write_all(b"END:VCARD\r\n")?)
    }

    fn finish(&mut self) -> Result<(), Fault> {
        Ok(self.out.flush()?)
    }
}

fn plain(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) | Cell::List(text) => text.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::At(at) => at.map(|at| at.rfc3339()).unwrap_or_default(),
        Cell::YesNo(yes) => yes_no(*yes).to_owned(),
        Cell::Object("{}") => String::new(),
        Cell::Object(object) => (*object).to_owned(),
    }
}

/// Nothing that somebody typed ends a line or a value.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => safe.extend(['\\', c]),
            '\n' => safe.push_str("\\n"),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

/// A line in pieces short enough, each after the first with a space before it; no character is torn.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 2);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters() {
        let line = format!("NOTE:{}", "é".repeat(200));
        let folded = folded(&line);
        assert!(folded.ends_with("\r\n"));
        assert!(folded.split("\r\n").all(|piece| piece.len() <= LONGEST), "{folded}");
        assert_eq!(folded.replace("\r\n ", "").trim_end(), line);
    }

    #[test]
    fn what_somebody_typed_opens_no_card_of_its_own() {
        let check = |typed: &str, written: &str| assert_eq!(escaped(typed), written, "{typed:?}");
        check("Zoë; Queen, of\\all", "Zoë\\; Queen\\, of\\\\all");
        check("a\r\nEND:VCARD", "a\\nEND:VCARD");
        check("\u{7}bell", "bell");
    }
}
