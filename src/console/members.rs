//! `members`: the member file, out and in.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Failed, Place, export, import};
use crate::members::Merge;
use crate::plumbing::log;

#[derive(Subcommand)]
pub enum Members {
    /// Write the member file, or some of it; what was written is said on standard error.
    Export {
        /// Name of the club.
        club: String,
        #[command(flatten)]
        asked: Box<export::Asked>,
        #[command(flatten)]
        place: Place,
        /// Figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bring in a member file of another system or of Stagedoor; every import can be undone.
    Import {
        /// Name of the club.
        club: String,
        /// CSV, XLSX, or a zip of CSV files.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// Only count what would change.
        #[arg(long)]
        rehearse: bool,
        /// Take from the file only what the club does not know yet.
        #[arg(long)]
        fill_gaps: bool,
        /// Where to write the refused rows, each with its reason: mend them and bring them in again.
        #[arg(long, value_name = "FILE", conflicts_with = "rehearse")]
        refused: Option<PathBuf>,
        /// Figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take an import back: former values return, except where somebody changed them since.
    Undo {
        /// Name of the club.
        club: String,
        /// Id of the import.
        #[arg(required_unless_present = "last")]
        batch: Option<String>,
        #[command(flatten)]
        place: Place,
        /// The newest import that was brought in.
        #[arg(long, conflicts_with = "batch")]
        last: bool,
        /// Figures as JSON.
        #[arg(long)]
        json: bool,
    },
}

impl Members {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        match self {
            Members::Export { club, asked, place, json } => export::run(&club, &asked, &place, json),
            Members::Import { club, file, place, rehearse, fill_gaps, refused, json } => {
                let merge = if fill_gaps { Merge::FillsGaps } else { Merge::FileWins };
                match rehearse {
                    true => import::rehearse(&club, file, merge, &place, json),
                    false => import::run(&club, file, merge, refused.as_deref(), &place, json),
                }
            }
            Members::Undo { club, batch, place, last: _, json } => import::undo(&club, batch, &place, json),
        }
    }
}

/// Shown on a terminal only.
pub(super) fn progress_bar() -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} members, {eta} left");
    let bar = ProgressBar::with_draw_target(None, target);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
