//! One row of a partner's file: whom it means, and what it tells of them.

use std::collections::BTreeMap;

use csv::StringRecord;
use jiff::tz::TimeZone;

use super::Told;
use super::mapping::Part;
use crate::archive::handovers::code_as_kept;
use crate::base::{EmailAddress, Moment};
use crate::imports::cells::{Slashes, moment_at, plain, short, yes_or_no};

/// Longest seat, in characters.
const LONGEST_SEAT: usize = 100;

/// How a file is to be read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub header: Vec<String>,
    pub mapping: Vec<Part>,
    /// Of times that name no zone.
    pub zone: TimeZone,
}

/// A row that can be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// As it is kept; empty when the row has none.
    pub code: String,
    /// Folded; empty when the row has none, or none that is one.
    pub email: String,
    pub told: Told,
}

impl Reading {
    /// What a row says, or the word for why it cannot be read.
    pub(super) fn row(&self, record: &StringRecord) -> Result<Named, &'static str> {
        if record.len() > self.header.len() {
            return Err("too-many-cells");
        }
        let code = code_as_kept(self.cell(record, Part::Code));
        let email = EmailAddress::parse(self.cell(record, Part::Email)).map(|email| email.folded().to_owned());
        let email = email.unwrap_or_default();
        if code.is_empty() && email.is_empty() {
            return Err("nobody");
        }
        let (used, used_at) = self.used(record)?;
        let (seat, attended, notes) = (self.seat(record), self.attended(record)?, self.notes(record));
        let told = Told { used, used_at, seat, attended, notes, ..Told::default() };
        Ok(Named { code, email, told })
    }

    fn cell<'r>(&self, record: &'r StringRecord, wanted: Part) -> &'r str {
        let at = self.mapping.iter().position(|part| *part == wanted);
        at.and_then(|at| record.get(at)).map(|cell| plain(cell.trim())).unwrap_or_default()
    }

    /// Whether the code was used, and when. A time says that it was.
    fn used(&self, record: &StringRecord) -> Result<(Option<bool>, Option<Moment>), &'static str> {
        let (cell, slashes) = match self.cell(record, Part::Used) {
            "" => (self.cell(record, Part::UsedDayFirst), Slashes::DayFirst),
            cell => (cell, Slashes::MonthFirst),
        };
        if cell.is_empty() {
            return Ok((None, None));
        }
        if let Some(used) = said(cell) {
            return Ok((Some(used), None));
        }
        let at = moment_at(cell, &self.zone, slashes).ok_or("bad-used")?;
        Ok((Some(true), Some(at)))
    }

    fn attended(&self, record: &StringRecord) -> Result<Option<bool>, &'static str> {
        let cell = self.cell(record, Part::Attended);
        if cell.is_empty() {
            return Ok(None);
        }
        // The time of a scan says that they were there; whichever way it is written.
        let scanned = || {
            moment_at(cell, &self.zone, Slashes::DayFirst).or_else(|| moment_at(cell, &self.zone, Slashes::MonthFirst))
        };
        match said(cell) {
            Some(came) => Ok(Some(came)),
            None if scanned().is_some() || is_clock(cell) => Ok(Some(true)),
            None => Err("bad-attended"),
        }
    }

    /// Block, row and seat as one.
    fn seat(&self, record: &StringRecord) -> String {
        let parts = [Part::Block, Part::Row, Part::Seat].map(|part| self.cell(record, part));
        let seat = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / ");
        seat.chars().take(LONGEST_SEAT).collect()
    }

    fn notes(&self, record: &StringRecord) -> BTreeMap<String, String> {
        let cells = self.header.iter().zip(&self.mapping).zip(record.iter());
        let notes = cells.filter(|((_, part), cell)| **part == Part::Note && !cell.trim().is_empty());
        notes.map(|((heading, _), cell)| (short(heading), short(plain(cell.trim())))).collect()
    }
}

/// Words of ticket offices for yes and no.
fn said(cell: &str) -> Option<bool> {
    let word = cell.to_lowercase();
    yes_or_no(&word).or(match word.as_str() {
        "used" | "redeemed" | "x" | "✓" | "came" | "attended" | "present" | "checked in" | "checked-in" | "scanned"
        | "admitted" | "vrai" | "utilisé" | "venu" | "venue" | "présent" | "présente" | "scanné" | "entré" => {
            Some(true)
        }
        "unused" | "not used" | "absent" | "absente" | "no show" | "no-show" | "not scanned" | "-" | "faux"
        | "non utilisé" | "pas venu" | "pas venue" => Some(false),
        _ => None,
    })
}

/// `20:15`, `20:15:09`.
fn is_clock(cell: &str) -> bool {
    cell.parse::<jiff::civil::Time>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(mapping: &[Part]) -> Reading {
        let header = mapping.iter().enumerate().map(|(at, _)| format!("column {at}")).collect();
        Reading { header, mapping: mapping.to_vec(), zone: TimeZone::get("Europe/Paris").unwrap() }
    }

    fn read(mapping: &[Part], cells: &[&str]) -> Result<Named, &'static str> {
        reading(mapping).row(&StringRecord::from(cells.to_vec()))
    }

    #[test]
    fn a_row_tells_when_where_and_whether() {
        let mapping = [Part::Code, Part::UsedDayFirst, Part::Block, Part::Row, Part::Seat, Part::Attended, Part::Note];
        let named = read(&mapping, &["0a1b 2c3d 4e5f", "03/05/2027 20:15", "B", "", "12", "Oui", "'=loud"]).unwrap();
        assert_eq!(named.code, "0A1B-2C3D-4E5F");
        let told = named.told;
        assert_eq!((told.used, told.attended, told.seat.as_str()), (Some(true), Some(true), "B / 12"));
        assert_eq!(told.used_at.unwrap().rfc3339(), "2027-05-03T18:15:00Z");
        assert_eq!(told.notes, BTreeMap::from([("column 6".to_owned(), "=loud".to_owned())]));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_what_is_blank_is_nothing() {
        let check = |part: Part, cell: &str, wanted: Result<(Option<bool>, Option<bool>), &str>| {
            let told = read(&[Part::Code, part], &["A", cell]).map(|named| (named.told.used, named.told.attended));
            assert_eq!(told, wanted, "{part:?} {cell}");
        };
        check(Part::Used, "", Ok((None, None)));
        check(Part::Used, "no", Ok((Some(false), None)));
        check(Part::Used, "2027-05-03", Ok((Some(true), None)));
        check(Part::Used, "13/05/2027", Err("bad-used"));
        check(Part::UsedDayFirst, "13/05/2027", Ok((Some(true), None)));
        check(Part::Attended, "no-show", Ok((None, Some(false))));
        check(Part::Attended, "19:42", Ok((None, Some(true))));
        check(Part::Attended, "perhaps", Err("bad-attended"));
        assert_eq!(read(&[Part::Code, Part::Email], &["", "no address"]), Err("nobody"));
        assert_eq!(read(&[Part::Code], &["A", "more"]), Err("too-many-cells"));
    }
}
