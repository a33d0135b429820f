//! Languages: Fluent catalogues, and how a language writes dates, numbers and money.

mod catalogue;
mod countries;
mod format;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::tz::TimeZone;

pub use catalogue::{Catalogue, Value, format_source, product_catalogue, product_languages};
pub use countries::{countries, country_of, is_country};

/// A language by its BCP 47 primary tag, `en`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang {
    bytes: [u8; 3],
    length: u8,
}

impl Lang {
    pub const EN: Lang = Lang { bytes: *b"en\0", length: 2 };
    pub const FR: Lang = Lang { bytes: *b"fr\0", length: 2 };

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or("en")
    }

    /// Arabic, Hebrew, Persian and Urdu run from right to left.
    pub fn direction(&self) -> &'static str {
        if matches!(self.code(), "ar" | "he" | "fa" | "ur") { "rtl" } else { "ltr" }
    }

    /// The first of `offered` that an Accept-Language header asks for, by its weights; else the first offered.
    pub fn negotiate(accept_language: &str, offered: &[Lang]) -> Lang {
        let mut wanted: Vec<(f32, Lang)> = accept_language
            .split(',')
            .filter_map(|part| {
                let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
                let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok())?;
                Some((weight, tag.trim().split('-').next()?.parse().ok()?))
            })
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        let found = wanted.into_iter().map(|(_, lang)| lang).find(|lang| offered.contains(lang));
        found.or(offered.first().copied()).unwrap_or(Lang::EN)
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(code: &str) -> Result<Lang, String> {
        let lower = code.to_ascii_lowercase();
        if !(2..=3).contains(&lower.len()) || !lower.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(format!("{code:?} is not a language code such as en"));
        }
        let mut bytes = [0; 3];
        bytes[..lower.len()].copy_from_slice(lower.as_bytes());
        Ok(Lang { bytes, length: lower.len() as u8 })
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One visitor's words: a catalogue in their language and the zone their clock times are written in.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    zone: TimeZone,
    catalogue: Arc<Catalogue>,
}

impl Words {
    /// The product's own catalogue, for studio, mails and error pages.
    pub fn product(lang: Lang, zone: TimeZone) -> Words {
        Words { lang, zone, catalogue: product_catalogue(lang) }
    }

    /// A theme's catalogue.
    pub fn of(catalogue: Arc<Catalogue>, lang: Lang, zone: TimeZone) -> Words {
        Words { lang, zone, catalogue }
    }

    /// The same words, clocks written in another zone.
    pub fn in_zone(&self, zone: TimeZone) -> Words {
        Words { zone, ..self.clone() }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The message with this key. A key that is missing shows itself: a test finds it before a visitor does.
    pub fn t(&self, key: &str) -> String {
        self.catalogue.message(key, &[])
    }

    /// With one argument: `w.t1("members-count", "n", 3)`.
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Value>) -> String {
        self.catalogue.message(key, &[(name, value.into())])
    }

    pub fn t2(&self, key: &str, a: &str, a_value: impl Into<Value>, b: &str, b_value: impl Into<Value>) -> String {
        self.catalogue.message(key, &[(a, a_value.into()), (b, b_value.into())])
    }

    /// With any number of arguments.
    pub fn with(&self, key: &str, arguments: &[(&str, Value)]) -> String {
        self.catalogue.message(key, arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visitors_first_wish_that_is_offered_wins() {
        let check =
            |header: &str, lang: Lang| assert_eq!(Lang::negotiate(header, &[Lang::EN, Lang::FR]), lang, "{header}");
        check("fr-CA,fr;q=0.9,en;q=0.8", Lang::FR);
        check("de, en;q=0.5, fr;q=0.7", Lang::FR);
        check("fr;q=0, en", Lang::EN);
        check("", Lang::EN);
        check("*;q=;;,", Lang::EN);
    }
}
