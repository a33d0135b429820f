//! Countries a member may name, in the order of the visitor's language.

use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use crate::plumbing::locale::{Lang, Words};
use crate::site::contexts::Choice;

/// ISO 3166 alpha-2, and XK as everybody writes it.
const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Every country with its name.
pub(super) fn all(lang: Lang, zone: TimeZone) -> Vec<Choice> {
    let w = Words::product(lang, zone);
    let choice = |code: &str| Choice { value: code.to_owned(), label: w.t(&format!("country-{code}")) };
    let mut choices: Vec<Choice> = CODES.split(' ').map(choice).collect();
    // Without accents: Égypte stands between Dominique and Estonie, not behind Zimbabwe.
    choices.sort_by_cached_key(|choice| choice.label.nfd().filter(char::is_ascii).collect::<String>().to_lowercase());
    choices
}

/// Whether this is a country, or nothing said.
pub(super) fn is_one(code: &str) -> bool {
    code.is_empty() || CODES.split(' ').any(|known| known == code)
}

/// A country's name in the visitor's language.
pub(super) fn name(visit: &crate::lobby::Visit, code: &str) -> String {
    Words::product(visit.lang, visit.club.time_zone()).t(&format!("country-{code}"))
}
