//! What the artist set of each theme, and the colour of the club's look for what is drawn without its theme: papers and
//! letters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Club, fact, forget_fact, set_fact};
use crate::base::{Fault, Moment};
use crate::plumbing::config::ClubConfig;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::pdf::{self, Color};

/// The fact that holds the settings of each theme, as JSON.
const LOOKS: &str = "looks";

/// The fact that held those of the theme in `club.toml`, when no other could be chosen.
const ONE_LOOK: &str = "theme_settings";

/// Values of settings by the theme's name. Whoever goes back to a theme finds it as they left it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks(BTreeMap<String, BTreeMap<String, String>>);

impl Looks {
    /// What was set of this theme.
    pub fn of(&self, theme: &str) -> BTreeMap<String, String> {
        self.0.get(theme).cloned().unwrap_or_default()
    }

    /// With these values of this theme; none: as it came.
    pub fn with(mut self, theme: &str, values: BTreeMap<String, String>) -> Looks {
        self.0.insert(theme.to_owned(), values);
        self.0.retain(|_, values| !values.is_empty());
        self
    }
}

pub fn looks(conn: &mut Conn, file: &ClubConfig) -> Result<Looks, Fault> {
    if let Some(json) = fact(conn, LOOKS)? {
        return Ok(serde_json::from_str(&json)?);
    }
    let of_the_file = fact(conn, ONE_LOOK)?.map(|json| serde_json::from_str(&json)).transpose()?;
    Ok(Looks::default().with(&file.theme, of_the_file.unwrap_or_default()))
}

/// They show after [`Club::reload_theme`].
pub fn keep_looks(tx: &mut Tx, looks: &Looks, now: Moment) -> Result<(), Fault> {
    forget_fact(tx, ONE_LOOK)?;
    set_fact(tx, LOOKS, &serde_json::to_string(looks)?, now)
}

/// The accent of the club's look, where it has one.
pub fn accent(club: &Club) -> Color {
    club.theme().settings().get("accent").and_then(|value| pdf::color(value)).unwrap_or(pdf::INK)
}

/// The same as letters write it: `#11523c`.
pub fn accent_in_letters(club: &Club) -> String {
    let [red, green, blue] = accent(club);
    format!("#{red:02x}{green:02x}{blue:02x}")
}
