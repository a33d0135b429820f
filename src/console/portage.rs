//! `archive`, `verify`, `restore`, `wake` and `backup`: a club as one file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Failed, Place, block_on, club_folder, open};
use crate::base::{Fault, Moment};
use crate::club::{self, Served};
use crate::journal::{self, Actor};
use crate::plumbing::log;
use crate::portage::{self, BackupProblem, Media, Passphrase, SHORTEST_PASSPHRASE, Secrets, Unfit, Wish};
use crate::work;

impl From<Unfit> for Failed {
    fn from(unfit: Unfit) -> Failed {
        match unfit {
            Unfit::Fault(fault) => Failed::Fault(fault),
            other => Failed::Mendable(other.to_string()),
        }
    }
}

#[derive(Args)]
pub struct Archive {
    /// Name of the club.
    club: String,
    /// File to write; it must not be there yet.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// File whose first line seals the club's keys.
    #[arg(long)]
    passphrase_file: PathBuf,
    /// Take the keys of mail server and payment provider along, sealed as well.
    #[arg(long)]
    with_secrets: bool,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Archive {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let passphrase = passphrase_in(&self.passphrase_file)?;
        let club = open(&club_folder(&self.place, &self.club)?)?;
        let secrets = if self.with_secrets { Secrets::Travel } else { Secrets::Stay };
        let (own, file, now, bar) = (club.clone(), self.file.clone(), Moment::now(), progress_bar("rows"));
        let packed = block_on(club.read(move |conn| {
            let sealed = portage::seal(&own, &passphrase, secrets)?;
            let packed = portage::pack(&own, conn, &sealed, Media::Along, &file, now, |done, of| show(&bar, done, of));
            bar.finish_and_clear();
            Ok(packed)
        }))??;
        let manifest = &packed.manifest;
        let detail = format!("{} rows, {} bytes, sha256 {}", manifest.rows(), packed.bytes, packed.sha256);
        block_on(club.write(move |tx| {
            journal::record(tx, Actor::Operator, "club.archived", "club", "club", &detail, Moment::now())
        }))?;
        if self.json {
            println!(
                "{}",
                serde_json::json!({
                    "file": self.file, "bytes": packed.bytes, "sha256": packed.sha256, "rows": manifest.rows(),
                    "parts": manifest.parts.len(), "missing": manifest.missing, "key": manifest.fingerprint(),
                })
            );
        } else {
            println!("{} holds {} in {} parts", self.file.display(), manifest.artist, manifest.parts.len());
            println!("{} rows, {} bytes, sha256 {}", manifest.rows(), packed.bytes, packed.sha256);
            println!("signed with the club's key {}", manifest.fingerprint());
            say_missing(&manifest.missing);
        }
        Ok(ExitCode::from(if manifest.missing.is_empty() { 0 } else { 3 }))
    }
}

#[derive(Args)]
pub struct Verify {
    /// The archive.
    file: PathBuf,
    /// Fingerprint of the club's key, as its studio shows it under settings.
    #[arg(long)]
    key: Option<String>,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub fn run(self) -> Result<ExitCode, Failed> {
        let bar = progress_bar("bytes");
        let proof = portage::prove(&self.file, self.key.as_deref(), |done, of| show(&bar, done, of));
        bar.finish_and_clear();
        let manifest = proof?.manifest;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&manifest).map_err(Fault::from)?);
        } else {
            println!("{} of {} is whole: {} rows", self.file.display(), manifest.artist, manifest.rows());
            println!("made {} by release {}", manifest.made_at, manifest.program);
            println!("signed with the key {}", manifest.fingerprint());
            if self.key.is_none() {
                println!("That is the club's own key if its studio shows the same under settings (--key compares).");
            }
            say_missing(&manifest.missing);
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub struct Restore {
    /// The archive.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// File whose first line opens the sealed keys.
    #[arg(long)]
    passphrase_file: PathBuf,
    /// Name of the club's folder here; the one it had unless given.
    #[arg(long)]
    club: Option<String>,
    /// An empty PostgreSQL database for it; a file in its folder unless given.
    #[arg(long, env = "STAGEDOOR_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let passphrase = passphrase_in(&self.passphrase_file)?;
        if self.database_url.as_ref().is_some_and(|url| !url.starts_with("postgres")) {
            return Err(Failed::Mendable("--database-url begins with postgres://".to_owned()));
        }
        let wish = Wish {
            data: self.place.data.clone(),
            name: self.club.clone(),
            database_url: self.database_url.clone(),
            passphrase,
        };
        let bar = progress_bar("rows");
        let restored = portage::restore(&self.file, &wish, Moment::now(), |done, of| show(&bar, done, of));
        bar.finish_and_clear();
        let restored = restored?;
        let rows: u64 = restored.rows.iter().map(|(_, rows)| rows).sum();
        if self.json {
            let tables: serde_json::Map<String, serde_json::Value> =
                restored.rows.iter().map(|(table, rows)| (table.clone(), (*rows).into())).collect();
            println!(
                "{}",
                serde_json::json!({
                    "folder": restored.folder, "rows": rows, "tables": tables, "files": restored.files,
                    "asleep": true, "sign_in": restored.link,
                })
            );
            return Ok(ExitCode::SUCCESS);
        }
        let artist = &restored.manifest.artist;
        println!("{artist} is restored in {}: {rows} rows, {} stored files", restored.folder.display(), restored.files);
        for (table, rows) in restored.rows.iter().filter(|(_, rows)| *rows > 0) {
            println!("  {table}: {rows}");
        }
        if !restored.manifest.with_media {
            println!("The archive has no pictures, sound and films in it: copy media/ beside it.");
        }
        say_missing(&restored.manifest.missing);
        if let Some(link) = &restored.link {
            println!("First sign-in of its owner, good once and for two days, when it is served here:\n  {link}");
        }
        let name = restored.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        println!("It sleeps: it sends nothing, charges nobody and lets no fan in until `stagedoor wake {name}`.");
        say_served(restored.manifest.served.as_ref());
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub struct Wake {
    /// Name of the club.
    club: String,
    #[command(flatten)]
    place: Place,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Wake {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let club = open(&club_folder(&self.place, &self.club)?)?;
        let own = club.clone();
        let woken = block_on(club.write(move |tx| {
            let now = Moment::now();
            let Some(slept) = club::wake(tx)? else { return Ok::<_, Fault>(None) };
            let taken_up = work::take_up(tx, &own, now)?;
            journal::record(tx, Actor::Operator, "club.woken", "club", "club", "", now)?;
            Ok(Some((slept, taken_up)))
        }))?;
        let Some((slept, taken_up)) = woken else {
            return Err(Failed::Mendable(format!("the club {} does not sleep", self.club)));
        };
        if self.json {
            println!(
                "{}",
                serde_json::json!({
                    "club": club.name(), "slept_since": slept.since, "served": slept.served,
                    "letters": taken_up.letters, "broadcasts_paused": taken_up.broadcasts,
                })
            );
        } else {
            println!("{} is awake. A server that runs notices within seconds.", club.config().artist);
            say_served(slept.served.as_ref());
            println!("Letters that waited: {}. Mailings paused: {}.", taken_up.letters, taken_up.broadcasts);
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub struct Backup {
    /// Name of the club.
    club: String,
    #[command(flatten)]
    place: Place,
    /// File whose first line seals the club's keys; backup.passphrase of club.toml unless given.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let passphrase = self.passphrase_file.as_deref().map(passphrase_in).transpose()?;
        let club = open(&club_folder(&self.place, &self.club)?)?;
        let backup = block_on(portage::back_up(&club, passphrase, Moment::now())).map_err(|problem| match problem {
            BackupProblem::Fault(fault) => Failed::Fault(fault),
            other => Failed::Mendable(other.to_string()),
        })?;
        if self.json {
            println!("{}", serde_json::to_string(&backup).map_err(Fault::from)?);
        } else {
            println!("{}: {} rows, {} bytes, restored on trial", backup.file, backup.rows, backup.bytes);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn passphrase_in(file: &Path) -> Result<Passphrase, Failed> {
    let text = fs::read_to_string(file).map_err(|error| Failed::Mendable(format!("{}: {error}", file.display())))?;
    let too_short = || {
        let file = file.display();
        Failed::Mendable(format!("the passphrase in {file} has fewer than {SHORTEST_PASSPHRASE} characters"))
    };
    Passphrase::parse(text.lines().next().unwrap_or_default()).ok_or_else(too_short)
}

fn say_served(served: Option<&Served>) {
    match served {
        Some(Served { by, since }) => println!(
            "It was last served by {} in {} (since {since}). Make sure that it is not any more: two that are awake \
             would both write to the same fans and charge them.",
            by.machine, by.folder
        ),
        None => println!("No server had it before, as far as the archive knows."),
    }
}

fn say_missing(missing: &[String]) {
    if !missing.is_empty() {
        println!("{} stored files were not to be found and are not in it:", missing.len());
        missing.iter().take(20).for_each(|key| println!("  {key}"));
    }
}

fn progress_bar(what: &'static str) -> ProgressBar {
    use std::io::IsTerminal;
    let terminal = std::io::stderr().is_terminal();
    let bar = ProgressBar::with_draw_target(
        None,
        if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
    );
    match ProgressStyle::with_template(&format!("{{bar:40}} {{pos}} of {{len}} {what}, {{eta}} left")) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn show(bar: &ProgressBar, done: u64, of: u64) {
    bar.set_length(of);
    bar.set_position(done);
}
