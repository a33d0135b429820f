//! `serve` and `migrate`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failed, Place, block_on, guard};
use crate::base::Moment;
use crate::club::{self, Folder};
use crate::plumbing::config::{self, LogFormat, ServerConfig};
use crate::plumbing::log;
use crate::server;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Configuration of the server; server.toml in the data folder unless given, the defaults when there is none.
    #[arg(long, env = "STAGEDOOR_CONFIG")]
    config: Option<PathBuf>,
    /// Address to listen on, instead of the configured one.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Serve in this process: what `serve` itself starts.
    #[arg(long, hide = true)]
    guarded: bool,
}

impl Serve {
    pub fn run(self) -> Result<ExitCode, Failed> {
        let read = config::read::<ServerConfig>(&self.place.server_config(self.config.as_deref()))
            .map_err(|error| Failed::Mendable(error.to_string()))?;
        let mut config = read.unwrap_or_default();
        config.listen = self.listen.unwrap_or(config.listen);
        let _rest = begin_log(config.log);
        if server::club_folders(&self.place.data)?.is_empty() {
            let data = self.place.data.display();
            return Err(Failed::Mendable(format!("there is no club in {data}. `stagedoor found` makes one")));
        }
        if !self.guarded {
            return guard::keep_running();
        }
        block_on(server::serve(&config, &self.place.data))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn begin_log(format: LogFormat) -> Option<log::Rest> {
    match format {
        LogFormat::Json => Some(log::for_machines()),
        LogFormat::Text => {
            log::for_people();
            None
        }
    }
}

#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    place: Place,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let mut report = Vec::new();
        for path in server::club_folders(&self.place.data)? {
            let folder = Folder::at(&path);
            let config = folder.config().map_err(|error| Failed::Mendable(error.to_string()))?;
            let migrated = club::migrate(&folder, &config, Moment::now())?;
            report.push((folder.name().to_owned(), migrated.applied));
        }
        if self.json {
            let clubs: serde_json::Map<String, serde_json::Value> =
                report.into_iter().map(|(club, applied)| (club, applied.into())).collect();
            println!("{}", serde_json::Value::Object(clubs));
        } else {
            for (club, applied) in report {
                let what = if applied.is_empty() {
                    "is up to date".to_owned()
                } else {
                    format!("applied {}", applied.join(", "))
                };
                println!("{club}: {what}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
