//! `members import` and `members undo`.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use super::members::progress_bar;
use super::{Failed, Place, block_on, club_folder, open};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::imports::{self, Field, Import, ImportId, Sample, Unreadable};
use crate::journal::Actor;
use crate::members::Merge;

/// When a serving program goes on with what this command was stopped at.
const GONE_ON_WITH_AFTER: i64 = 15;
const LOOKED_AGAIN_AFTER: Duration = Duration::from_secs(1);

pub(super) fn rehearse(club: &str, file: PathBuf, merge: Merge, place: &Place, json: bool) -> Result<ExitCode, Failed> {
    let club = open(&club_folder(place, club)?)?;
    let import = block_on(rehearsed(&club, file, merge))?;
    say(&import, json)?;
    Ok(ExitCode::SUCCESS)
}

/// Rehearses, then brings in at once. Exit code 3 when rows were refused; they are written to `refused`.
pub(super) fn run(
    club: &str,
    file: PathBuf,
    merge: Merge,
    refused: Option<&Path>,
    place: &Place,
    json: bool,
) -> Result<ExitCode, Failed> {
    let club = open(&club_folder(place, club)?)?;
    let import = block_on(async {
        let import = rehearsed(&club, file, merge).await?;
        let (id, now) = (import.id.clone(), Moment::now());
        let later = now.plus_minutes(GONE_ON_WITH_AFTER);
        club.write(move |tx| imports::ask_run(tx, &id, Actor::Operator, later, now)).await?;
        let bar = progress_bar();
        let import = followed(&club, &import.id, "running", async || {
            imports::run_now(&club, &import.id, now, |done, of| advance(&bar, done, of)).await
        })
        .await?;
        bar.finish_and_clear();
        Ok::<_, Failed>(import)
    })?;
    if let Some(to) = refused.filter(|_| import.refused > 0) {
        let out = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to)?;
        let words = |reason: &str| refusal(reason).to_owned();
        club.database().read_blocking(|conn| imports::write_refused(&club, conn, &import, words, out))?;
    }
    say(&import, json)?;
    Ok(ExitCode::from(if import.refused > 0 { 3 } else { 0 }))
}

pub(super) fn undo(club: &str, batch: Option<String>, place: &Place, json: bool) -> Result<ExitCode, Failed> {
    let club = open(&club_folder(place, club)?)?;
    let (import, kept) = block_on(async {
        let id = match batch {
            Some(id) => ImportId(id),
            None => newest_done(&club).await?,
        };
        let (at, now) = (id.clone(), Moment::now());
        let later = now.plus_minutes(GONE_ON_WITH_AFTER);
        again(&club, &id).await?;
        club.write(move |tx| imports::ask_undo(tx, &at, Actor::Operator, later, now)).await?;
        let bar = progress_bar();
        let import = followed(&club, &id, "undoing", async || {
            imports::undo_now(&club, &id, now, |done, of| advance(&bar, done, of)).await
        })
        .await?;
        bar.finish_and_clear();
        let kept = club.read(move |c| imports::kept(c, &id, 1_000)).await?;
        Ok::<_, Failed>((import, kept))
    })?;
    if import.state != "undone" {
        return Err(Failed::Mendable(format!(
            "import {} is {}, not done: there is nothing to undo",
            import.id, import.state
        )));
    }
    if json {
        println!("{}", serde_json::json!({ "import": import.id, "state": import.state, "kept": kept }));
    } else {
        println!("import {} was taken back; {} members keep what was changed since", import.id, kept.len());
        kept.iter().for_each(|(member, what)| println!("  {member}: {what}"));
    }
    Ok(ExitCode::from(if kept.is_empty() { 0 } else { 3 }))
}

fn advance(bar: &indicatif::ProgressBar, done: i64, of: i64) {
    bar.set_length(of.unsigned_abs());
    bar.set_position(done.unsigned_abs());
}

async fn rehearsed(club: &Club, file: PathBuf, merge: Merge) -> Result<Import, Failed> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !file.is_file() {
        return Err(Failed::Mendable(format!("there is no file {}", file.display())));
    }
    let now = Moment::now();
    let import = imports::take_in(club, file, &name, Actor::Operator, "", now).await?;
    let import = import.map_err(|refused| Failed::Mendable(why(refused).to_owned()))?;
    let mapping = import.mapping()?;
    if !mapping.contains(&Field::Email) {
        let columns = import.header()?.join(", ");
        return Err(Failed::Mendable(format!(
            "no column of {name} could be recognised as the e-mail address (columns: {columns}); \
             the studio lets you choose what each column is"
        )));
    }
    let (id, later) = (import.id.clone(), now.plus_minutes(GONE_ON_WITH_AFTER));
    club.write(move |tx| imports::ask_rehearsal(tx, &id, &mapping, merge, later, now)).await?;
    let bar = progress_bar();
    let import = followed(club, &import.id, "rehearsing", async || {
        imports::rehearse_now(club, &import.id, now, |done, of| advance(&bar, done, of)).await
    })
    .await?;
    bar.finish_and_clear();
    Ok(import)
}

/// Works until the import is no longer in this state. When somebody else is at it, this waits for them.
async fn followed(
    club: &Club,
    id: &ImportId,
    state: &str,
    work: impl AsyncFn() -> Result<(), Fault>,
) -> Result<Import, Failed> {
    loop {
        match work().await {
            Err(Fault::Busy) => tokio::time::sleep(LOOKED_AGAIN_AFTER).await,
            done => done?,
        }
        let import = again(club, id).await?;
        if import.state != state {
            return Ok(import);
        }
    }
}

fn why(refused: Unreadable) -> &'static str {
    match refused {
        Unreadable::Empty => "the file is empty",
        Unreadable::OnlyHeader => "the file has a heading and no rows",
        Unreadable::TooManyColumns => "the file has more than 200 columns",
        Unreadable::TooLarge => "the file claims to unpack to more than any member file would",
        Unreadable::NotATable => {
            "the file is neither text with columns, nor a spreadsheet, nor a whole zip of such files"
        }
        Unreadable::Spreadsheet => {
            "this spreadsheet is of an old kind or behind a password; save it as XLSX or CSV and bring in that"
        }
    }
}

fn refusal(reason: &str) -> &str {
    match reason {
        "no-email" => "no e-mail address",
        "bad-email" => "not an e-mail address",
        "deletion" => "asked to be deleted",
        "too-many-cells" => "more cells than headings",
        reason => reason,
    }
}

async fn newest_done(club: &Club) -> Result<ImportId, Failed> {
    let all = club.read(|c| imports::latest(c, 100)).await?;
    let done = all.into_iter().find(|import| import.state == "done");
    done.map(|import| import.id)
        .ok_or_else(|| Failed::Mendable("no import was brought in that could be undone".to_owned()))
}

async fn again(club: &Club, id: &ImportId) -> Result<Import, Failed> {
    let at = id.clone();
    let found: Result<Option<Import>, Fault> = club.read(move |c| imports::by_id(c, &at)).await;
    found?.ok_or_else(|| Failed::Mendable(format!("there is no import {id}")))
}

/// What a sample shows: from what to what, or why not.
fn told(sample: &Sample) -> String {
    let said = sample.what.iter().enumerate().map(|(at, word)| match sample.values.get(at) {
        Some((former, written)) => format!("{word}: {former:?} -> {written:?}"),
        None => refusal(word).to_owned(),
    });
    said.collect::<Vec<_>>().join(", ")
}

fn say(import: &Import, json: bool) -> Result<(), Failed> {
    let samples = import.samples()?.0;
    if json {
        let figures = serde_json::json!({
            "import": import.id, "system": import.system, "state": import.state, "rows": import.total,
            "new": import.created, "changed": import.changed, "unchanged": import.unchanged,
            "repeated": import.repeated, "refused": import.refused, "unclear": import.unclear, "samples": samples,
        });
        println!("{figures}");
        return Ok(());
    }
    let system = if import.system.is_empty() { "an unknown system" } else { &import.system };
    println!("{}: {} rows, recognised as {system}; {}", import.file_name, import.total, import.state);
    println!(
        "new {}, changed {}, unchanged {}, repeated {}, refused {}",
        import.created, import.changed, import.unchanged, import.repeated, import.refused
    );
    if import.unclear > 0 {
        println!("in {} rows something was not understood and stays as a custom field", import.unclear);
    }
    for (kind, some) in samples.iter().filter(|(kind, _)| *kind != "unchanged") {
        for sample in some {
            println!("  {kind} line {}: {} {}", sample.line, sample.email, told(sample));
        }
    }
    println!("import {}", import.id);
    Ok(())
}
