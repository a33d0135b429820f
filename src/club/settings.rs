//! What the owner sets in the studio. It stands before what `club.toml` says; see decision 7.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{fact, forget_fact, set_fact};
use crate::base::{Fault, Moment};
use crate::plumbing::config::ClubConfig;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Lang;

/// The fact that holds them, as JSON.
const NAME: &str = "settings";

/// The settings an owner may change. As kept, only those that differ from `club.toml` are there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    /// The first is for those who ask for none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<String>>,
    /// ISO 3166 alpha-2; empty when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_birth_date: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_checkout: Option<bool>,
    /// Where answers to the club's letters go; empty for the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Chosen on the page of the look, by whoever writes; see [`choose_theme`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
}

impl OwnSettings {
    /// What differs from the file: where both agree the file goes on deciding.
    fn beside(self, file: &ClubConfig) -> OwnSettings {
        OwnSettings {
            artist: self.artist.filter(|own| *own != file.artist),
            languages: self.languages.filter(|own| *own != file.languages),
            country: self.country.filter(|own| *own != file.country),
            minimum_age: self.minimum_age.filter(|own| *own != file.minimum_age),
            ask_birth_date: self.ask_birth_date.filter(|own| *own != file.ask_birth_date),
            guest_checkout: self.guest_checkout.filter(|own| *own != file.guest_checkout),
            reply_to: self.reply_to.filter(|own| *own != file.mail.reply_to.clone().unwrap_or_default()),
            theme: self.theme.filter(|own| *own != file.theme),
        }
    }

    fn over(self, file: &ClubConfig) -> ClubConfig {
        let mut config = file.clone();
        config.artist = self.artist.unwrap_or(config.artist);
        config.languages = self.languages.unwrap_or(config.languages);
        config.country = self.country.unwrap_or(config.country);
        config.minimum_age = self.minimum_age.unwrap_or(config.minimum_age);
        config.ask_birth_date = self.ask_birth_date.unwrap_or(config.ask_birth_date);
        config.guest_checkout = self.guest_checkout.unwrap_or(config.guest_checkout);
        config.theme = self.theme.unwrap_or(config.theme);
        if let Some(own) = self.reply_to {
            config.mail.reply_to = Some(own).filter(|own| !own.is_empty());
        }
        config
    }
}

/// What the owner set, as it is kept.
pub(super) fn own_settings(conn: &mut Conn) -> Result<OwnSettings, Fault> {
    let kept = fact(conn, NAME)?;
    Ok(kept.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

/// Keeps what differs from `file`; the theme stays as it was chosen. They are in force after
/// [`super::Club::reload_settings`].
pub fn set_own_settings(tx: &mut Tx, own: OwnSettings, file: &ClubConfig, now: Moment) -> Result<(), Fault> {
    let theme = own_settings(tx)?.theme;
    keep(tx, OwnSettings { theme, ..own }, file, now)
}

/// Chooses the theme: a built-in one by name, or `own`. It shows after [`super::Club::reload_settings`].
pub fn choose_theme(tx: &mut Tx, theme: &str, file: &ClubConfig, now: Moment) -> Result<(), Fault> {
    let own = own_settings(tx)?;
    keep(tx, OwnSettings { theme: Some(theme.to_owned()), ..own }, file, now)
}

fn keep(tx: &mut Tx, own: OwnSettings, file: &ClubConfig, now: Moment) -> Result<(), Fault> {
    let own = own.beside(file);
    if own == OwnSettings::default() {
        return forget_fact(tx, NAME);
    }
    set_fact(tx, NAME, &serde_json::to_string(&own)?, now)
}

/// Settings in force, and those that came after them. None is ever taken away while the club is open, so that whoever
/// reads one may go on reading it; a change is rare and small.
pub(super) struct InForce {
    pub own: OwnSettings,
    pub config: ClubConfig,
    pub languages: Vec<Lang>,
    next: OnceLock<Box<InForce>>,
}

impl InForce {
    pub fn over(file: &ClubConfig, own: OwnSettings) -> Result<InForce, Fault> {
        let config = own.clone().over(file);
        let languages: Result<_, String> = config.languages.iter().map(|code| code.parse()).collect();
        Ok(InForce { languages: languages.map_err(Fault::broken)?, config, own, next: OnceLock::new() })
    }

    pub fn newest(&self) -> &InForce {
        let mut newest = self;
        while let Some(next) = newest.next.get() {
            newest = next;
        }
        newest
    }

    pub fn follow_with(&self, new: InForce) {
        let mut new = Box::new(new);
        while let Err(turned_away) = self.newest().next.set(new) {
            new = turned_away;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> ClubConfig {
        toml::from_str("artist = 'Nova'\nhosts = []\nbase_url = ''\nminimum_age = 16\n")
            .expect("a club's least settings")
    }

    #[test]
    fn only_what_differs_from_the_file_stands_before_it() {
        let own = OwnSettings {
            artist: Some("Nova Lune".to_owned()),
            minimum_age: Some(16),
            reply_to: Some(String::new()),
            ..OwnSettings::default()
        };
        let kept = own.beside(&file());
        assert_eq!(kept, OwnSettings { artist: Some("Nova Lune".to_owned()), ..OwnSettings::default() });
        let mut later = file();
        later.minimum_age = 18;
        assert_eq!((kept.clone().over(&later).minimum_age, kept.over(&later).artist.as_str()), (18, "Nova Lune"));
    }

    #[test]
    fn who_reads_settings_keeps_them_while_newer_ones_come() {
        let set = |artist: &str| OwnSettings { artist: Some(artist.to_owned()), ..OwnSettings::default() };
        let first = InForce::over(&file(), OwnSettings::default()).expect("readable");
        let read = first.newest().config.artist.as_str();
        for artist in ["Two", "Three"] {
            first.follow_with(InForce::over(&file(), set(artist)).expect("readable"));
        }
        assert_eq!((read, first.newest().config.artist.as_str()), ("Nova", "Three"));
    }
}
