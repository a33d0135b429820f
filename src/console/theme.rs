//! `theme check` and `theme new`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::{Failed, Place};
use crate::base::Fault;
use crate::club::themes::trial::{self, Outcome, Report};
use crate::club::themes::{self, Theme};
use crate::plumbing::locale::Lang;
use crate::site::contexts::samples::{self, Scale, Setting, USUAL};

#[derive(Subcommand)]
pub enum Themes {
    /// Draw every page of a theme with nothing, a few and a thousand of everything, within limits.
    Check {
        /// Folder of the theme, or the name of a club whose own theme is meant.
        folder: PathBuf,
        #[command(flatten)]
        place: Place,
        /// In this process, without limits of memory and time: what the check itself starts.
        #[arg(long, hide = true)]
        within: bool,
        /// What was drawn and what is wrong as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Begin a theme as a child of a built-in one.
    New {
        /// Folder to make, or the name of a club that is to have a theme of its own.
        folder: PathBuf,
        #[command(flatten)]
        place: Place,
        /// Theme to start from.
        #[arg(long, default_value = "plain")]
        parent: String,
    },
}

impl Themes {
    pub fn run(self) -> Result<ExitCode, Failed> {
        match self {
            Themes::Check { folder, within: true, .. } => draw_everything(&folder),
            Themes::Check { folder, within: false, json, place } => {
                let report = tried(&themed(folder, &place))?;
                if json {
                    println!("{}", serde_json::to_string_pretty(&report).map_err(Fault::from)?)
                } else {
                    tell(&report)
                }
                Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
            }
            Themes::New { folder, parent, place } => begin(&themed(folder, &place), &parent),
        }
    }
}

/// A club of the data folder stands for its own theme; anything else is a folder.
fn themed(named: PathBuf, place: &Place) -> PathBuf {
    let club = place.data.join(&named);
    if club.join("club.toml").is_file() { club.join("theme") } else { named }
}

fn begin(folder: &std::path::Path, parent: &str) -> Result<ExitCode, Failed> {
    if folder.exists() {
        return Err(Failed::Mendable(format!("{} exists already", folder.display())));
    }
    if !themes::BUILT_IN.contains(&parent) {
        let known = themes::BUILT_IN.join(", ");
        return Err(Failed::Mendable(format!("there is no theme {parent:?}; there are {known}")));
    }
    themes::copy_built_in(parent, folder)?;
    println!(
        "{} begins as a child of {parent}. Put it into a club's folder as theme/ and set theme = \"own\".",
        folder.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Steps do not bound memory, so a theme is tried in a process of its own that may be killed.
fn tried(folder: &std::path::Path) -> Result<Report, Failed> {
    match trial::draw(folder)? {
        Outcome::Ended(report) => Ok(report),
        Outcome::TooMuch(why) => Err(Failed::Mendable(why.to_owned())),
    }
}

fn tell(report: &Report) {
    for (problem, times) in &report.problems {
        println!("{problem} ({times} times)");
    }
    if report.problems.is_empty() {
        println!("{}: {} pages drawn, nothing wrong.", report.theme, report.pages);
    }
}

/// Draws, and says how it went as JSON to the process that asked.
fn draw_everything(folder: &std::path::Path) -> Result<ExitCode, Failed> {
    let languages = [Lang::EN, Lang::FR];
    let report = match Theme::of_folder(folder, &languages) {
        Ok(theme) => drawn(&theme, languages),
        Err(problem) => Report::of_broken(&problem),
    };
    println!("{}", serde_json::to_string(&report).map_err(Fault::from)?);
    Ok(ExitCode::SUCCESS)
}

fn drawn(theme: &Theme, languages: [Lang; 2]) -> Report {
    let mut problems: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = 0;
    for lang in languages {
        for scale in
            [USUAL, Scale { items: 0, stretch: 1 }, Scale { items: 1, stretch: 20 }, Scale { items: 1_000, stretch: 1 }]
        {
            let setting = Setting {
                club: "Maren Oduya",
                lang: lang.code(),
                pictures: "/theme/pictures/",
                files: &["large.webp", "small.webp"],
                locked_file: "lock.webp",
                settings: theme.settings().clone(),
                settings_css: "/theme/settings.css",
                scale,
            };
            for sample in samples::all(&setting) {
                pages += 1;
                if let Err(problem) = theme.render_strictly(sample.template, lang, sample.context) {
                    *problems.entry(problem.to_string()).or_default() += 1;
                }
            }
        }
    }
    Report { theme: theme.manifest().name.clone(), pages, problems }
}
