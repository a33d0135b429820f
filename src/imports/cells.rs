//! What single cells mean.

use crate::base::Moment;

/// Longest cell that is kept, in characters.
const LONGEST: usize = 4_000;

/// Without the apostrophe that keeps spreadsheets from taking a cell for a formula.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

pub fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// The primary language of a tag like `pt-BR`.
pub(super) fn language(text: &str) -> Option<String> {
    let primary = text.split(['-', '_']).next().unwrap_or_default();
    let is_one = (2..=3).contains(&primary.len()) && primary.chars().all(|c| c.is_ascii_alphabetic());
    is_one.then(|| primary.to_lowercase())
}

/// A member's number. Larger ones are something else: who joins next gets the next number.
pub(super) fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| (1..=1_000_000_000).contains(number))
}

pub(super) fn stripe_id(text: &str, prefix: &str) -> String {
    let is_one =
        text.starts_with(prefix) && text.len() < 256 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_one { text.to_owned() } else { String::new() }
}

/// `a, b` as well as `"a","b, c"`.
pub(super) fn words(cell: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in cell.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.into_iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

pub fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "oui" | "ja" | "sí" | "si" | "sì" | "sim" => Some(true),
        "false" | "no" | "n" | "0" | "non" | "nein" | "nee" | "nej" | "não" => Some(false),
        _ => None,
    }
}

/// A day in a date with slashes.
pub(super) fn slashed_day(cell: &str, slashes: Slashes) -> Option<String> {
    moment_at(cell, &jiff::tz::TimeZone::UTC, slashes).map(|at| at.utc_date().to_string())
}

/// `2001-05-30`, also with a time behind.
pub(super) fn day(cell: &str) -> Option<String> {
    let date: jiff::civil::Date = cell.get(..10)?.parse().ok().or_else(|| european(cell))?;
    Some(date.to_string())
}

/// `30.05.2001`: with points, the day comes first everywhere.
fn european(cell: &str) -> Option<jiff::civil::Date> {
    jiff::civil::Date::strptime("%d.%m.%Y", cell).ok()
}

/// A time as the systems write them, most of them American; without a zone it is taken for UTC.
pub(super) fn moment(cell: &str) -> Option<Moment> {
    moment_in(cell, Slashes::MonthFirst)
}

/// The same, where the file says what stands first.
pub(super) fn moment_in(cell: &str, slashes: Slashes) -> Option<Moment> {
    moment_at(cell, &jiff::tz::TimeZone::UTC, slashes)
}

/// Whether a cell shows a date that only reads with the day first.
pub(super) fn is_day_first(cell: &str) -> bool {
    cell.contains('/') && moment(cell).is_none() && moment_in(cell, Slashes::DayFirst).is_some()
}

/// What stands first in a date with slashes. Only whoever knows the file can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slashes {
    MonthFirst,
    DayFirst,
}

/// The same; without a zone it is a time of the clock in `zone`.
pub fn moment_at(cell: &str, zone: &jiff::tz::TimeZone, slashes: Slashes) -> Option<Moment> {
    if cell.is_empty() {
        return None;
    }
    if let Ok(at) = cell.parse::<jiff::Timestamp>() {
        return Some(Moment::from_timestamp(at));
    }
    let slashed = || match slashes {
        Slashes::MonthFirst => otherwise(cell),
        Slashes::DayFirst => day_first(cell).or_else(|| otherwise(cell).filter(|_| !cell.contains('/'))),
    };
    let civil = cell.parse::<jiff::civil::DateTime>().ok().or_else(slashed)?;
    Some(Moment::from_timestamp(civil.to_zoned(zone.clone()).ok()?.timestamp()))
}

/// `15/01/2024 19:05`, `15/01/2024`.
fn day_first(cell: &str) -> Option<jiff::civil::DateTime> {
    let timed = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%y %H:%M"];
    let timed = timed.iter().find_map(|form| jiff::civil::DateTime::strptime(form, cell).ok());
    let dated = || jiff::civil::Date::strptime("%d/%m/%Y", cell).ok();
    timed.or_else(|| dated().map(|day| day.to_datetime(jiff::civil::Time::midnight())))
}

/// `1/15/24 3:05pm`, `01/15/2024`, `2014/05/06, 07:08`, `30.05.2001`.
fn otherwise(cell: &str) -> Option<jiff::civil::DateTime> {
    let forms = [
        "%m/%d/%y %I:%M%p",
        "%m/%d/%Y %I:%M%p",
        "%m/%d/%Y %I:%M %p",
        "%m/%d/%Y %H:%M",
        "%Y/%m/%d, %H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%d.%m.%Y %H:%M:%S",
    ];
    let timed = forms.iter().find_map(|form| jiff::civil::DateTime::strptime(form, cell).ok());
    let dated = || {
        let days = ["%m/%d/%Y", "%Y/%m/%d"].iter().find_map(|form| jiff::civil::Date::strptime(form, cell).ok());
        days.or_else(|| european(cell)).map(|day| day.to_datetime(jiff::civil::Time::midnight()))
    };
    timed.or_else(dated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_systems_write_them() {
        let check = |cell: &str, at: Option<&str>| {
            assert_eq!(moment(cell).map(Moment::rfc3339).as_deref(), at, "{cell}");
        };
        check("2021-03-04T05:06:07.000Z", Some("2021-03-04T05:06:07Z"));
        check("2021-03-04 05:06:07", Some("2021-03-04T05:06:07Z"));
        check("2024-05-06", Some("2024-05-06T00:00:00Z"));
        check("1/15/24 3:05pm", Some("2024-01-15T15:05:00Z"));
        check("01/15/2024", Some("2024-01-15T00:00:00Z"));
        check("2014/05/06, 07:08", Some("2014-05-06T07:08:00Z"));
        check("6.5.2014", Some("2014-05-06T00:00:00Z"));
        check("06.05.2014 07:08", Some("2014-05-06T07:08:00Z"));
        check("2021-02-30", None);
        check("soon", None);
        check("", None);
    }

    #[test]
    fn a_date_with_slashes_is_read_as_its_file_means_it() {
        let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
        let check = |cell: &str, slashes: Slashes, at: Option<&str>| {
            assert_eq!(moment_at(cell, &paris, slashes).map(Moment::rfc3339).as_deref(), at, "{cell}");
        };
        check("03/05/2027 20:15", Slashes::DayFirst, Some("2027-05-03T18:15:00Z"));
        check("03/05/2027 20:15", Slashes::MonthFirst, Some("2027-03-05T19:15:00Z"));
        check("13/05/2027", Slashes::MonthFirst, None);
        check("05/13/2027", Slashes::DayFirst, None);
        check("2027-05-03 20:15", Slashes::DayFirst, Some("2027-05-03T18:15:00Z"));
        check("2027-05-03T20:15:00Z", Slashes::DayFirst, Some("2027-05-03T20:15:00Z"));
    }

    #[test]
    fn days_of_birth_are_read_with_points_and_dashes() {
        let check = |cell: &str, at: Option<&str>| assert_eq!(day(cell).as_deref(), at, "{cell}");
        check("2001-05-30", Some("2001-05-30"));
        check("2001-05-30 00:00:00", Some("2001-05-30"));
        check("30.05.2001", Some("2001-05-30"));
        check("05/30/2001", None);
        check("é", None);
    }

    #[test]
    fn a_day_that_no_month_can_be_tells_what_stands_first() {
        let check = |cell: &str, is: bool| assert_eq!(is_day_first(cell), is, "{cell}");
        check("31/12/2024", true);
        check("31/12/2024 20:15", true);
        check("05/03/2024", false);
        check("12/31/2024", false);
        check("2024-12-31", false);
        check("31/31/2024", false);
    }

    #[test]
    fn words_are_told_apart_by_commas_outside_quotes() {
        let check = |cell: &str, all: &[&str]| assert_eq!(words(cell), all, "{cell}");
        check("a, b", &["a", "b"]);
        check("\"Berlin\",\"Street, Team\"", &["Berlin", "Street, Team"]);
        check(" , ,", &[]);
        check("\"a", &["a"]);
    }

    #[test]
    fn an_apostrophe_goes_only_before_a_formula() {
        let check = |cell: &str, text: &str| assert_eq!(plain(cell), text);
        check("'=1", "=1");
        check("''=1", "'=1");
        check("'Tis", "'Tis");
        check("=1", "=1");
    }
}
