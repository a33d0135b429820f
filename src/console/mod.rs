//! The operator's front: commands in a shell.

mod demo;
mod doctor;
mod export;
mod found;
mod guard;
mod import;
mod members;
mod portage;
mod serve;
mod theme;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::base::Fault;
use crate::club::{Club, Folder};
use crate::plumbing::db::Pools;

/// A private fan-club network that an artist hosts and owns.
#[derive(Parser)]
#[command(name = "stagedoor", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Clone)]
pub struct Place {
    /// Folder with one folder per club.
    #[arg(long, global = true, default_value = "data", env = "STAGEDOOR_DATA")]
    data: PathBuf,
}

impl Place {
    fn server_config(&self, named: Option<&Path>) -> PathBuf {
        named.map_or_else(|| self.data.join("server.toml"), Path::to_owned)
    }
}

#[derive(Subcommand)]
enum Command {
    /// Found, fill and serve a demo club of an invented artist.
    Demo(demo::Demo),
    /// Make a club's folder and its owner's first sign-in.
    Found(found::Found),
    /// Serve every club in the data folder.
    Serve(serve::Serve),
    /// Bring databases to this release, with a backup before.
    Migrate(serve::Migrate),
    /// Say what is wrong with configuration, database, mail, payments, disk and clock, and how to mend it.
    Doctor(doctor::Doctor),
    /// The member file.
    #[command(subcommand)]
    Members(members::Members),
    /// Write the whole club into one signed file.
    Archive(portage::Archive),
    /// Prove an archive whole, without a server.
    Verify(portage::Verify),
    /// Open an archive here; the club sleeps until it is woken.
    Restore(portage::Restore),
    /// Let a restored club act again.
    Wake(portage::Wake),
    /// Back a club up, and restore the backup on trial.
    Backup(portage::Backup),
    /// Themes: begin one, check one.
    #[command(subcommand)]
    Theme(theme::Themes),
}

/// Why a command failed, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Something the operator can mend: exit code 2.
    #[error("{0}")]
    Mendable(String),
    /// Something broke: exit code 1.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Failed {
        Failed::Fault(error.into())
    }
}

/// Runs what the arguments ask for. Exit codes: 0 done, 1 something broke, 2 something to mend, 3 done but with findings.
pub fn run() -> ExitCode {
    // Two TLS libraries could be chosen from; every connection of this process uses this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Demo(command) => command.run(),
        Command::Found(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Migrate(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Members(command) => command.run(),
        Command::Archive(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Wake(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Theme(command) => command.run(),
    };
    match done {
        Ok(code) => code,
        Err(Failed::Mendable(words)) => {
            eprintln!("stagedoor: {words}");
            ExitCode::from(2)
        }
        Err(Failed::Fault(fault)) => {
            eprintln!("stagedoor: {fault}");
            ExitCode::from(1)
        }
    }
}

/// Runs a future to its end on a runtime of its own.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

/// The folder of a club by name.
fn club_folder(place: &Place, name: &str) -> Result<PathBuf, Failed> {
    let path = place.data.join(name);
    if path.join("club.toml").is_file() {
        return Ok(path);
    }
    let known: Vec<String> =
        crate::server::club_folders(&place.data)?.iter().map(|p| Folder::at(p).name().to_owned()).collect();
    let known = if known.is_empty() { "none yet".to_owned() } else { known.join(", ") };
    Err(Failed::Mendable(format!("there is no club {name:?} in {} (there: {known})", place.data.display())))
}

fn open(path: &Path) -> Result<Club, Failed> {
    Ok(crate::server::open_club(path, &Pools::new())?)
}
