//! The two configuration files, read strictly: an unknown key is refused by name and line.

use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::base::Currency;

/// A configuration file that cannot be used, and why, in words for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", file.display())]
pub struct ConfigError {
    pub file: PathBuf,
    pub problem: String,
}

/// Reads one file. A missing file is `Ok(None)`.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, ConfigError> {
    let problem = |problem: String| ConfigError { file: file.to_owned(), problem };
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(problem(error.to_string())),
    };
    toml::from_str(&text).map(Some).map_err(|error| problem(error.to_string()))
}

/// `config/server.toml`: the process. `docs` for every key stand in the sample file, which a test compares with this.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    pub listen: SocketAddr,
    pub metrics_listen: Option<SocketAddr>,
    pub trusted_proxies: Vec<String>,
    pub tls: Tls,
    pub tls_certificate: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    pub log: LogFormat,
    pub workers: usize,
    pub shutdown_seconds: u64,
    pub development: bool,
}

impl Default for ServerConfig {
    fn default() -> ServerConfig {
        ServerConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: None,
            trusted_proxies: Vec::new(),
            tls: Tls::Off,
            tls_certificate: None,
            tls_key: None,
            log: LogFormat::Text,
            workers: 0,
            shutdown_seconds: 30,
            development: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    Off,
    Files,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// `club.toml`: one club.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClubConfig {
    pub artist: String,
    pub hosts: Vec<String>,
    pub base_url: String,
    #[serde(default)]
    pub database_url: Option<SecretValue>,
    #[serde(default)]
    pub media_url: Option<SecretValue>,
    #[serde(default)]
    pub search_url: Option<SecretValue>,
    #[serde(default = "plain")]
    pub theme: String,
    #[serde(default = "english_and_french")]
    pub languages: Vec<String>,
    #[serde(default = "utc")]
    pub time_zone: String,
    #[serde(default)]
    pub country: String,
    #[serde(default = "euro")]
    pub currency: Currency,
    #[serde(default = "thirteen")]
    pub minimum_age: u8,
    #[serde(default)]
    pub ask_birth_date: bool,
    #[serde(default)]
    pub guest_checkout: bool,
    #[serde(default = "two_hundred")]
    pub keep_free_megabytes: u64,
    #[serde(default)]
    pub payments: Payments,
    #[serde(default)]
    pub stripe: StripeConfig,
    #[serde(default)]
    pub mail: MailConfig,
    #[serde(default)]
    pub media: MediaConfig,
    #[serde(default)]
    pub backup: BackupConfig,
}

fn plain() -> String {
    "plain".to_owned()
}

fn english_and_french() -> Vec<String> {
    vec!["en".to_owned(), "fr".to_owned()]
}

fn utc() -> String {
    "UTC".to_owned()
}

fn euro() -> Currency {
    Currency::EUR
}

fn thirteen() -> u8 {
    13
}

fn two_hundred() -> u64 {
    200
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payments {
    #[default]
    Off,
    /// A local checkout page with test money.
    Sandbox,
    Stripe,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StripeConfig {
    pub secret_key: Option<SecretValue>,
    /// Several while one is being replaced.
    pub webhook_secrets: Vec<SecretValue>,
    pub api_base: String,
    /// A domain of the club's own for Stripe's checkout pages.
    pub checkout_domain: Option<String>,
    /// Minutes a place is held for somebody at the checkout.
    pub hold_minutes: u32,
    /// Days of access after a failed renewal.
    pub grace_days: u32,
    pub automatic_tax: bool,
}

impl StripeConfig {
    /// Where buyers are sent to pay, when that is not one of Stripe's own hosts: a domain of the club's own at Stripe, or
    /// a counterpart's.
    pub fn checkout_origin(&self) -> Option<String> {
        let address = match &self.checkout_domain {
            Some(domain) => format!("https://{domain}/"),
            None if self.api_base == StripeConfig::default().api_base => return None,
            None => self.api_base.clone(),
        };
        url::Url::parse(&address).ok().map(|url| url.origin().ascii_serialization())
    }
}

impl Default for StripeConfig {
    fn default() -> StripeConfig {
        StripeConfig {
            secret_key: None,
            webhook_secrets: Vec::new(),
            api_base: "https://api.stripe.com/".to_owned(),
            checkout_domain: None,
            hold_minutes: 15,
            grace_days: 7,
            automatic_tax: false,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// `smtps://user:password@host:465` or `smtp://host:587?tls=required`; unset: sign-ups are refused, in words.
    pub url: Option<SecretValue>,
    /// Certificates (PEM) of whoever vouches for a mail server that no public authority does; within the club's folder
    /// unless it begins with `/`.
    pub ca: Option<PathBuf>,
    pub from: String,
    pub reply_to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MediaConfig {
    /// Largest upload of each kind, in megabytes.
    pub photo_megabytes: u64,
    pub audio_megabytes: u64,
    pub video_megabytes: u64,
    pub file_megabytes: u64,
}

impl Default for MediaConfig {
    fn default() -> MediaConfig {
        MediaConfig { photo_megabytes: 40, audio_megabytes: 500, video_megabytes: 2_000, file_megabytes: 500 }
    }
}

/// What is kept in case the machine is lost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupConfig {
    /// Hours between two backups; 0 for none by the clock.
    pub every_hours: u32,
    /// Seals the club's keys in them; without it none are made.
    pub passphrase: Option<SecretValue>,
    /// Where they lie; `backups/` of the club unless set.
    pub folder: Option<PathBuf>,
    pub media: bool,
    /// Days of which the last backup is kept.
    pub keep_days: u32,
    /// Weeks of which the last backup is kept.
    pub keep_weeks: u32,
}

impl Default for BackupConfig {
    fn default() -> BackupConfig {
        BackupConfig { every_hours: 24, passphrase: None, folder: None, media: false, keep_days: 7, keep_weeks: 5 }
    }
}

/// A value that may be written in the file, or stand in the environment or a file of its own. Never printed.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum SecretValue {
    Written(String),
    Elsewhere(Elsewhere),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Elsewhere {
    Env(String),
    File(PathBuf),
}

impl SecretValue {
    /// The value; the error names the variable or file that is missing, never a value.
    pub fn reveal(&self) -> Result<String, String> {
        match self {
            SecretValue::Written(value) => Ok(value.clone()),
            SecretValue::Elsewhere(Elsewhere::Env(name)) => {
                std::env::var(name).map_err(|_| format!("the environment variable {name} is not set"))
            }
            SecretValue::Elsewhere(Elsewhere::File(path)) => fs::read_to_string(path)
                .map(|value| value.trim().to_owned())
                .map_err(|error| format!("{}: {error}", path.display())),
        }
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(…)")
    }
}
