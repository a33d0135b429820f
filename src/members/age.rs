//! Ages: who is old enough to join, and to say yes to marketing by themselves.

use jiff::civil::Date;

use crate::base::Moment;

/// Full years between a birth date (`2001-05-30`) and the day of `now` in UTC; `None` for what is no date.
pub fn age(birth_date: &str, now: Moment) -> Option<i16> {
    let born: Date = birth_date.parse().ok()?;
    let today = now.utc_date();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    Some(today.year() - born.year() - i16::from(!had_birthday))
}

/// Age from which somebody in this country (ISO 3166 alpha-2) may agree to the use of their data online: article 8 of the GDPR
/// as each country set it, 13 where the United States' and the United Kingdom's rules say so, 16 where nothing is known.
pub fn age_of_consent(country: &str) -> i16 {
    match country {
        "BE" | "DK" | "EE" | "FI" | "GB" | "IS" | "LV" | "MT" | "NO" | "PT" | "SE" | "US" => 13,
        "AT" | "BG" | "CY" | "ES" | "IT" | "LT" => 14,
        "CZ" | "FR" | "GR" | "SI" => 15,
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_full_only_on_the_birthday() {
        let now = Moment::from_timestamp("2026-11-20T12:00:00Z".parse().unwrap());
        let check = |born: &str, years: Option<i16>| assert_eq!(age(born, now), years, "{born}");
        check("2010-11-20", Some(16));
        check("2010-11-21", Some(15));
        check("2012-02-29", Some(14));
        check("2010-02-30", None);
        check("yesterday", None);
    }

    #[test]
    fn each_country_has_its_age_of_consent() {
        let check = |country: &str, years: i16| assert_eq!(age_of_consent(country), years, "{country}");
        check("DE", 16);
        check("FR", 15);
        check("ES", 14);
        check("SE", 13);
        check("", 16);
    }
}
