//! Countries, named in a language.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use super::{Lang, Words, product_languages};
use crate::plumbing::search::searchable_name;

/// ISO 3166 alpha-2, and XK as everybody writes it.
const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Every country as code and name, in the order of the language.
pub fn countries(lang: Lang) -> Vec<(&'static str, String)> {
    let w = Words::product(lang, TimeZone::UTC);
    let mut named: Vec<_> = CODES.split(' ').map(|code| (code, w.t(&format!("country-{code}")))).collect();
    // Without accents: Égypte stands between Dominique and Estonie, not behind Zimbabwe.
    named.sort_by_cached_key(|(_, name)| name.nfd().filter(char::is_ascii).collect::<String>().to_lowercase());
    named
}

/// The country that is meant: by its code, by its name in a language of the product, or as others write it.
pub fn country_of(text: &str) -> Option<&'static str> {
    static NAMED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let codes = CODES.split(' ').map(|code| (searchable_name(code), code));
        let names =
            product_languages().into_iter().flat_map(countries).map(|(code, name)| (searchable_name(&name), code));
        let others = OTHERWISE.iter().map(|(name, code)| ((*name).to_owned(), *code));
        codes.chain(names).chain(others).collect()
    });
    // A million codes are read before one of these names: they need no more than their case folded.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let folded = if is_plain { text.to_ascii_lowercase() } else { searchable_name(text) };
    NAMED.get(&folded).copied()
}

/// Names that files use and ISO does not, folded.
const OTHERWISE: [(&str, &str); 14] = [
    ("uk", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("el", "GR"),
    ("usa", "US"),
    ("united states of america", "US"),
    ("deutschland", "DE"),
    ("osterreich", "AT"),
    ("schweiz", "CH"),
    ("espana", "ES"),
    ("italia", "IT"),
    ("nederland", "NL"),
];

/// Whether somebody's country can have this code.
pub fn is_country(code: &str) -> bool {
    CODES.split(' ').any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_do_not_send_a_country_behind_zimbabwe() {
        let named = countries(Lang::FR);
        let at = |code: &str| named.iter().position(|(known, _)| *known == code).unwrap();
        assert!(at("DM") < at("EG") && at("EG") < at("EE"), "{named:?}");
        assert_eq!(named.last().map(|(code, _)| *code), Some("ZW"));
    }

    #[test]
    fn a_country_is_known_by_its_code_and_by_its_names() {
        let check = |text: &str, code: Option<&str>| assert_eq!(country_of(text), code, "{text:?}");
        check("de", Some("DE"));
        check("UK", Some("GB"));
        check("Germany", Some("DE"));
        check("Côte d’Ivoire", Some("CI"));
        check("ALLEMAGNE", Some("DE"));
        check("Österreich", Some("AT"));
        check("XX", None);
        check("", None);
    }

    #[test]
    fn nothing_said_is_no_country() {
        let check = |code: &str, is: bool| assert_eq!(is_country(code), is, "{code:?}");
        check("DE", true);
        check("de", false);
        check("", false);
        check("ZZ", false);
    }
}
