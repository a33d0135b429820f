//! The refused rows as a file that can be mended and uploaded again.

use std::collections::VecDeque;
use std::io::Write;
use std::path::Path;

use super::file::unread;
use super::mapping::REASON;
use super::store::{self, Import};
use super::{file_of, plain};
use crate::base::Fault;
use crate::club::Club;
use crate::plumbing::db::Conn;

/// Reasons read at once.
const PAGE: i64 = 1_000;

/// Writes the header and every refused row as it came, after a first column that says why. That column is left out when
/// the file is read again.
pub fn write_refused(
    club: &Club,
    conn: &mut Conn,
    import: &Import,
    say: impl Fn(&str) -> String,
    out: impl Write,
) -> Result<(), Fault> {
    let after = |line| store::refusals_after(conn, &import.id, line, PAGE);
    write_rows_with_reasons(&file_of(club, &import.id), after, say, out)
}

/// The same of any plain copy. `some_after` gives some of the refused lines after a line, each with its reason.
pub fn write_rows_with_reasons(
    file: &Path,
    mut some_after: impl FnMut(i64) -> Result<Vec<(i64, String)>, Fault>,
    say: impl Fn(&str) -> String,
    out: impl Write,
) -> Result<(), Fault> {
    let mut reader = plain::open(file)?;
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(out);
    let header = reader.headers().map_err(unread)?.clone();
    // A file that was refused before has a reason of then.
    let former = header.iter().position(|name| name == REASON);
    let without_former = move |record: &csv::StringRecord| -> Vec<String> {
        let cells = record.iter().enumerate().filter(|(at, _)| Some(*at) != former);
        cells.map(|(_, cell)| cell.to_owned()).collect()
    };
    let mut write = |first: &str, record: &csv::StringRecord| {
        let cells = without_former(record);
        out.write_record(std::iter::once(first).chain(cells.iter().map(String::as_str))).map_err(unread)
    };
    write(REASON, &header)?;
    let (mut refused, mut after) = (VecDeque::new(), 0);
    for (at, record) in reader.records().enumerate() {
        if refused.is_empty() {
            refused = some_after(after)?.into();
        }
        let Some((line, reason)) = refused.front() else { break };
        if *line == at as i64 + 2 {
            write(&say(reason), &record.map_err(unread)?)?;
            after = *line;
            refused.pop_front();
        }
    }
    Ok(out.flush()?)
}
