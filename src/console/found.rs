//! `found`: from nothing to a club that its owner can enter.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::{Failed, Place, block_on, open};
use crate::base::{EmailAddress, Moment, Secret};
use crate::club::{self, Club, Host};
use crate::crew::{self, Role};
use crate::journal::{self, Actor};
use crate::plumbing::locale::Lang;
use crate::plumbing::log;
use crate::sessions::{self, Audience};

const SAMPLE: &str = include_str!("../../config/club.toml");
/// The owner may open the mail tomorrow.
const FIRST_LINK_HOURS: i64 = 48;

#[derive(Args)]
pub struct Found {
    /// Name of the club's folder: lower-case letters, digits and hyphens.
    club: String,
    #[command(flatten)]
    place: Place,
    /// The name over the door.
    #[arg(long)]
    artist: String,
    /// Host name the club answers to, such as club.example.
    #[arg(long)]
    host: String,
    /// E-mail address of the owner.
    #[arg(long)]
    owner: String,
    /// Address from outside; https://HOST unless given.
    #[arg(long)]
    base_url: Option<String>,
    /// Language of the owner and first language of the club.
    #[arg(long, default_value = "en")]
    language: String,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

/// What a club is founded with.
pub struct Founding {
    pub name: String,
    pub artist: String,
    pub host: String,
    pub base_url: String,
    pub owner: EmailAddress,
    pub language: Lang,
    /// Lines of the sample configuration to replace, by key.
    pub settings: Vec<(&'static str, String)>,
    pub demo: bool,
}

impl Found {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let host =
            Host::parse(&self.host).ok_or_else(|| Failed::Mendable(format!("{:?} is not a host name", self.host)))?;
        let owner = EmailAddress::parse(&self.owner)
            .map_err(|_| Failed::Mendable(format!("{:?} is not an e-mail address", self.owner)))?;
        let founding = Founding {
            name: self.club,
            artist: self.artist.trim().to_owned(),
            base_url: self.base_url.unwrap_or_else(|| format!("https://{}", host.as_str())),
            host: host.as_str().to_owned(),
            owner,
            language: self.language.parse().map_err(Failed::Mendable)?,
            settings: Vec::new(),
            demo: false,
        };
        let (club, link) = found(&self.place.data, &founding)?;
        if self.json {
            println!("{}", serde_json::json!({ "club": club.name(), "folder": club.folder().path(), "sign_in": link }));
        } else {
            println!("The club {} is founded in {}.", founding.artist, club.folder().path().display());
            println!("Its configuration: {}", club.folder().config_file().display());
            println!("Start it: stagedoor serve --data {}", self.place.data.display());
            println!("First sign-in of {} (good for {FIRST_LINK_HOURS} hours, once):\n  {link}", founding.owner);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes the folder, the database and the owner. What fails leaves no folder behind.
pub fn found(data: &Path, founding: &Founding) -> Result<(Club, String), Failed> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if founding.name.is_empty() || founding.name.len() > 60 || !founding.name.chars().all(plain) {
        return Err(Failed::Mendable(format!(
            "{:?} is not a folder name of lower-case letters, digits and hyphens",
            founding.name
        )));
    }
    if founding.artist.is_empty() {
        return Err(Failed::Mendable("the club needs a name (--artist)".to_owned()));
    }
    refuse_taken_host(data, &founding.host)?;
    let path = data.join(&founding.name);
    if path.exists() {
        return Err(Failed::Mendable(format!("{} exists already", path.display())));
    }
    fs::create_dir_all(&path)?;
    let made = fill(&path, founding);
    if made.is_err() {
        // The folder was made by us a moment ago and holds nothing else.
        fs::remove_dir_all(&path)?;
    }
    made
}

fn refuse_taken_host(data: &Path, host: &str) -> Result<(), Failed> {
    for path in crate::server::club_folders(data)? {
        let folder = club::Folder::at(&path);
        let hosts = folder.config().map(|config| config.hosts).unwrap_or_default();
        if hosts.iter().any(|taken| Host::parse(taken) == Host::parse(host)) {
            return Err(Failed::Mendable(format!("the host {host} belongs to the club {} already", folder.name())));
        }
    }
    Ok(())
}

fn fill(path: &Path, founding: &Founding) -> Result<(Club, String), Failed> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    fs::write(path.join("club.toml"), configuration(founding))?;
    fs::create_dir_all(path.join("media"))?;
    let first = open(path)?;
    let (owner, language, demo) = (founding.owner.clone(), founding.language, founding.demo);
    let link = Secret::random();
    let kept = link.clone();
    block_on(first.write(move |tx| {
        let now = Moment::now();
        club::set_fact(tx, "founded_at", &now.rfc3339(), now)?;
        if demo {
            club::set_fact(tx, club::DEMO, "yes", now)?;
        }
        crew::invite(tx, &owner, "", Role::Owner, language, Actor::Operator, now)?;
        sessions::keep_link(tx, Audience::Crew, &owner, &kept, language.code(), now.plus_hours(FIRST_LINK_HOURS), now)?;
        journal::record(tx, Actor::Operator, "club.founded", "club", "club", "", now)
    }))?;
    // Opened again, so that the facts just written count.
    let club = open(path)?;
    let link = club.url(&format!("/studio/link/{}", link.reveal()));
    Ok((club, link))
}

/// The sample configuration with this club's values in it; its comments stay.
fn configuration(founding: &Founding) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut second = vec![founding.language.code().to_owned()];
    second.extend(["en", "fr"].into_iter().filter(|code| *code != founding.language.code()).map(str::to_owned));
    let languages: Vec<String> = second.iter().map(|code| quoted(code)).collect();
    let mut values = vec![
        ("artist", quoted(&founding.artist)),
        ("hosts", format!("[{}]", quoted(&founding.host))),
        ("base_url", quoted(&founding.base_url)),
        ("languages", format!("[{}]", languages.join(", "))),
        ("from", quoted(&format!("{} <club@{}>", founding.artist.replace(['<', '>', '"', ','], " "), founding.host))),
    ];
    values.extend(founding.settings.iter().cloned());
    let line = |line: &str| {
        let key = line.split_once(" = ").map(|(key, _)| key.trim_start_matches('#'));
        match values.iter().find(|(name, _)| Some(*name) == key) {
            Some((name, value)) => format!("{name} = {value}\n"),
            None => format!("{line}\n"),
        }
    };
    SAMPLE.lines().map(line).collect()
}
