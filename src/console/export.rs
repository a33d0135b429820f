//! `members export`.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use super::members::progress_bar;
use super::{Failed, Place, block_on, club_folder, open};
use crate::archive;
use crate::base::Moment;
use crate::journal::{self, Actor};

pub(super) fn run(club: &str, place: &Place, json: bool) -> Result<ExitCode, Failed> {
    let club = open(&club_folder(place, club)?)?;
    let bar = progress_bar();
    let out = BufWriter::with_capacity(256 * 1024, io::stdout().lock());
    let written = club.database().read_blocking(|conn| {
        archive::write_members(conn, out, |rows, of| {
            bar.set_length(of.unsigned_abs());
            bar.set_position(rows.unsigned_abs());
        })
    })?;
    bar.finish_and_clear();
    let detail = format!("expected {}, wrote {}, sha256 {}", written.expected, written.rows, written.sha256);
    let line = detail.clone();
    block_on(club.write(move |tx| {
        journal::record(tx, Actor::Operator, "members.exported", "club", "members", &line, Moment::now())
    }))?;
    if json {
        let figures = serde_json::json!({
            "expected": written.expected, "written": written.rows, "bytes": written.bytes, "sha256": written.sha256,
        });
        eprintln!("{figures}");
    } else {
        eprintln!("{detail}");
    }
    Ok(if written.expected == written.rows { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
