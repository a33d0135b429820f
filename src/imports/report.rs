//! The refused rows as a file that can be mended and uploaded again.

use std::collections::HashMap;
use std::io::Write;

use super::{Import, file, file_of};
use crate::base::Fault;
use crate::club::Club;

/// Writes the header and every refused row as it came, with a last column that says why.
pub fn write_refused(
    club: &Club,
    import: &Import,
    refused: &HashMap<i64, String>,
    say: impl Fn(&str) -> String,
    out: impl Write,
) -> Result<(), Fault> {
    let mut reader = file::open_plain(&file_of(club, &import.id))?;
    let mut out = csv::Writer::from_writer(out);
    let mut header = reader.headers().map_err(file::unread)?.clone();
    header.push_field("error");
    out.write_record(&header).map_err(file::unread)?;
    for (at, record) in reader.records().enumerate() {
        let mut record = record.map_err(file::unread)?;
        if let Some(reason) = refused.get(&(at as i64 + 2)) {
            record.push_field(&say(reason));
            out.write_record(&record).map_err(file::unread)?;
        }
    }
    Ok(out.flush()?)
}
