//! `theme check` and `theme new`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use clap::Subcommand;

use super::Failed;
use crate::club::themes::trial::{self, Outcome};
use crate::club::themes::{self, Theme};
use crate::plumbing::locale::Lang;
use crate::site::contexts::samples::{self, Scale, Setting, USUAL};

#[derive(Subcommand)]
pub enum Themes {
    /// Draw every page of a theme with nothing, a few and a thousand of everything, within limits.
    Check {
        /// Folder of the theme.
        folder: PathBuf,
        /// In this process, without limits of memory and time: what the check itself starts.
        #[arg(long, hide = true)]
        within: bool,
    },
    /// Begin a theme as a child of a built-in one.
    New {
        /// Folder to make.
        folder: PathBuf,
        /// Theme to start from.
        #[arg(long, default_value = "plain")]
        parent: String,
    },
}

impl Themes {
    pub fn run(self) -> Result<ExitCode, Failed> {
        match self {
            Themes::Check { folder, within: true } => draw_everything(&folder),
            Themes::Check { folder, within: false } => check(&folder),
            Themes::New { folder, parent } => begin(&folder, &parent),
        }
    }
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
fn check(folder: &std::path::Path) -> Result<ExitCode, Failed> {
    match trial::begin(folder, Stdio::inherit())?.wait()? {
        Outcome::Ended(code) => Ok(ExitCode::from(code)),
        Outcome::TooMuch(why) => Err(Failed::Mendable(why.to_owned())),
    }
}

fn draw_everything(folder: &std::path::Path) -> Result<ExitCode, Failed> {
    let languages = [Lang::EN, Lang::FR];
    let theme = Theme::of_folder(folder, &languages).map_err(|problem| Failed::Mendable(problem.to_string()))?;
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
    for (problem, times) in &problems {
        println!("{problem} ({times} times)");
    }
    if problems.is_empty() {
        println!("{}: {pages} pages drawn, nothing wrong.", theme.manifest().name);
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::from(3))
    }
}
