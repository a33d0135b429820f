//! `members export`.

use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Failed, Place, block_on, club_folder, log_to_stderr, open};
use crate::archive;
use crate::base::Moment;
use crate::journal::{self, Actor};

#[derive(Subcommand)]
pub enum Members {
    /// Write the member file as CSV to standard output; what was written is said on standard error.
    Export {
        /// Name of the club.
        club: String,
        #[command(flatten)]
        place: Place,
        /// Figures as JSON.
        #[arg(long)]
        json: bool,
    },
}

impl Members {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log_to_stderr(false);
        let Members::Export { club, place, json } = self;
        let club = open(&club_folder(&place, &club)?)?;
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
}

/// Shown on a terminal only.
fn progress_bar() -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} members, {eta} left");
    let bar = ProgressBar::with_draw_target(None, target);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
