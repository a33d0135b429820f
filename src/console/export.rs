//! `members export`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::members::progress_bar;
use super::{Failed, Place, block_on, club_folder, open};
use crate::archive::{self, COLUMNS, Column, Dates, Dialect, Form, Mark, Pack, Reader, Recipe, Scene, Separator, Who};
use crate::archive::{Written, kept};
use crate::base::condition::Condition;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::segments;

/// What is asked for.
#[derive(Args)]
pub struct Asked {
    /// Form of the file.
    #[arg(long, value_enum, default_value = "csv")]
    format: FormName,
    /// Only a segment, by its slug.
    #[arg(long, value_name = "SLUG")]
    segment: Option<String>,
    /// Only members who meet a condition, as in "tier in (gold) and tenure > 1y".
    #[arg(long, value_name = "LINE", conflicts_with = "segment")]
    condition: Option<String>,
    /// Only these columns, in this order, with commas between them.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,…")]
    columns: Vec<String>,
    /// Begin a CSV with the mark by which Excel knows UTF-8.
    #[arg(long)]
    bom: bool,
    /// What stands between the cells of a CSV.
    #[arg(long, value_enum, default_value = "comma")]
    separator: SeparatorName,
    /// How moments are written: as ISO 8601 in UTC, or by the club's clock as spreadsheets know dates.
    #[arg(long, value_enum, default_value = "iso")]
    dates: DatesName,
    /// The export kept under this name, as it was kept.
    #[arg(
        long,
        conflicts_with_all = ["format", "segment", "condition", "columns", "bom", "separator", "dates", "keep"]
    )]
    name: Option<String>,
    /// Keep what is asked for under this name.
    #[arg(long, value_name = "NAME")]
    keep: Option<String>,
    /// Write here instead of to standard output; the file is readable by its owner only, and there once it is whole.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormName {
    Csv,
    Xlsx,
    Ndjson,
    Vcard,
}

#[derive(Clone, Copy, ValueEnum)]
enum SeparatorName {
    Comma,
    Semicolon,
    Tab,
}

#[derive(Clone, Copy, ValueEnum)]
enum DatesName {
    Iso,
    Clock,
}

pub(super) fn run(club: &str, asked: &Asked, place: &Place, json: bool) -> Result<ExitCode, Failed> {
    let club = open(&club_folder(place, club)?)?;
    let recipe = recipe(&club, asked)?;
    let now = Moment::now();
    if let Some(name) = &asked.keep {
        let (name, recipe) = (name.clone(), recipe.clone());
        block_on(club.write(move |tx| {
            let kept = kept::keep(tx, &name, &recipe, "", now)?;
            journal::record(tx, Actor::Operator, "export.kept", "kept_export", kept.id.as_str(), &name, now)
        }))?;
    }
    let written = match &asked.out {
        Some(file) => write_to(&club, &recipe, file, now)?,
        None => write(&club, &recipe, io::stdout().lock(), now)?,
    };
    let detail = format!("{}; {}", recipe.in_brief(), written.in_brief());
    block_on(club.write(move |tx| {
        journal::record(tx, Actor::Operator, "members.exported", "club", "members", &detail, Moment::now())
    }))?;
    if json {
        let figures = serde_json::json!({
            "expected": written.expected, "written": written.rows, "bytes": written.bytes, "sha256": written.sha256,
        });
        eprintln!("{figures}");
    } else {
        eprintln!("{}", written.in_brief());
    }
    Ok(if written.expected == written.rows { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn write(club: &Club, recipe: &Recipe, out: impl Write, now: Moment) -> Result<Written, Failed> {
    let bar = progress_bar();
    let scratch = club.folder().exports();
    fs::create_dir_all(&scratch)?;
    let scene = Scene { now, zone: club.time_zone(), scratch };
    let out = BufWriter::with_capacity(256 * 1024, out);
    let written = club.database().read_blocking(|conn| {
        archive::write(conn, recipe, &scene, out, |rows, of| {
            bar.set_length(of.unsigned_abs());
            bar.set_position(rows.unsigned_abs());
        })
    })?;
    bar.finish_and_clear();
    Ok(written)
}

/// Whoever finds the file finds it whole.
fn write_to(club: &Club, recipe: &Recipe, file: &Path, now: Moment) -> Result<Written, Failed> {
    let part = PathBuf::from(format!("{}.part", file.display()));
    let written = write(club, recipe, private(&part)?, now).and_then(|written| {
        fs::rename(&part, file)?;
        Ok(written)
    });
    if written.is_err() {
        // What is left of it helps nobody; the fault is told.
        fs::remove_file(&part).ok();
    }
    written
}

fn private(file: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)
}

fn recipe(club: &Club, asked: &Asked) -> Result<Recipe, Failed> {
    let mendable = |words: String| Err(Failed::Mendable(words));
    if let Some(name) = &asked.name {
        let found = club.database().read_blocking(|conn| match kept::by_name(conn, name)? {
            Some(kept) => Ok(Some(kept.meaning()?.renewed(conn)?)),
            None => Ok(None),
        })?;
        return match found {
            Some(Some(recipe)) => Ok(recipe),
            Some(None) => mendable(format!("the segment of the export {name:?} was deleted")),
            None => mendable(format!("no export is kept as {name:?} (there: {})", names(club)?)),
        };
    }
    Ok(Recipe {
        form: match asked.format {
            FormName::Csv => Form::Csv,
            FormName::Xlsx => Form::Xlsx,
            FormName::Ndjson => Form::Ndjson,
            FormName::Vcard => Form::Vcard,
        },
        pack: Pack::Plain,
        who: who(club, asked)?,
        reader: Reader::Club,
        columns: columns(&asked.columns)?,
        dialect: Dialect {
            mark: if asked.bom { Mark::Bom } else { Mark::None },
            separator: match asked.separator {
                SeparatorName::Comma => Separator::Comma,
                SeparatorName::Semicolon => Separator::Semicolon,
                SeparatorName::Tab => Separator::Tab,
            },
            dates: match asked.dates {
                DatesName::Iso => Dates::Iso,
                DatesName::Clock => Dates::Clock,
            },
        },
    })
}

fn names(club: &Club) -> Result<String, Fault> {
    let kept = club.database().read_blocking(kept::all)?;
    let names: Vec<String> = kept.into_iter().map(|kept| kept.name).collect();
    Ok(if names.is_empty() { "none yet".to_owned() } else { names.join(", ") })
}

fn who(club: &Club, asked: &Asked) -> Result<Who, Failed> {
    if let Some(line) = &asked.condition {
        return match Condition::parse(line) {
            Ok(condition) => Ok(Who::meeting(&condition)),
            Err(error) => {
                let caret = format!("{line}\n{}^", " ".repeat(error.at));
                Err(Failed::Mendable(format!("this is not a condition; expected: {}\n{caret}", error.expected)))
            }
        };
    }
    let Some(slug) = &asked.segment else { return Ok(Who::All) };
    let (found, all) =
        club.database().read_blocking(|conn| Ok((segments::by_slug(conn, slug)?, segments::all(conn)?)))?;
    let known: Vec<String> = all.into_iter().map(|segment| segment.slug).collect();
    let known = if known.is_empty() { "none yet".to_owned() } else { known.join(", ") };
    found
        .map(|segment| Who::of(&segment))
        .ok_or_else(|| Failed::Mendable(format!("there is no segment {slug:?} (there: {known})")))
}

fn columns(words: &[String]) -> Result<Vec<Column>, Failed> {
    if words.is_empty() {
        return Ok(COLUMNS.to_vec());
    }
    let mut columns: Vec<Column> = Vec::new();
    for word in words {
        let Some(column) = Column::from_word(word.trim()) else {
            let known = COLUMNS.map(Column::word).join(", ");
            return Err(Failed::Mendable(format!("there is no column {word:?} (there: {known})")));
        };
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    Ok(columns)
}
