//! Names of time zones.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::zone_of;

/// The IANA name of somebody's time zone, `Europe/Amsterdam`; empty while nobody knows it.
#[derive(
    Debug,
    Clone,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    diesel_derive_newtype::DieselNewType,
)]
#[serde(transparent)]
pub struct ZoneName(String);

impl ZoneName {
    /// In its own spelling, however it was typed; `None` when there is no such zone.
    pub fn parse(typed: &str) -> Option<ZoneName> {
        let zone = zone_of(typed.trim())?;
        zone.iana_name().map(|name| ZoneName(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// The zone itself; `None` while nobody knows it, or where the tables of this program have it no more.
    pub fn zone(&self) -> Option<TimeZone> {
        if self.is_unknown() { None } else { zone_of(&self.0) }
    }

    /// All that a person may choose from, in alphabetical order: places, and no names for programs only.
    pub fn all() -> Vec<ZoneName> {
        let of_programs = |name: &str| ["Etc/", "SystemV/", "posix/", "right/"].iter().any(|at| name.starts_with(at));
        let names = jiff::tz::db().available().map(|name| name.to_string());
        let mut all: Vec<ZoneName> =
            names.filter(|name| name.contains('/') && !of_programs(name)).map(ZoneName).collect();
        all.sort();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_however_it_is_typed() {
        let check = |typed: &str, known: Option<&str>| {
            assert_eq!(ZoneName::parse(typed).as_ref().map(ZoneName::as_str), known, "{typed}");
        };
        check("Europe/Amsterdam", Some("Europe/Amsterdam"));
        check(" europe/amsterdam ", Some("Europe/Amsterdam"));
        check("UTC", Some("UTC"));
        check("Europe/Atlantis", None);
        check("CET-1CEST", None);
        check("+2", None);
        check("", None);
    }

    #[test]
    fn what_may_be_chosen_is_a_zone() {
        let all = ZoneName::all();
        assert!(all.len() > 300 && all.iter().all(|name| name.zone().is_some()));
        assert!(all.iter().any(|name| name.as_str() == "Europe/Paris"));
        assert!(ZoneName::default().zone().is_none());
    }
}
