//! How a language writes dates, numbers and money.

use super::{Lang, Words};
use crate::base::{Moment, Money};

/// Narrow no-break space, as French typography asks for.
const THIN: char = '\u{202f}';

/// Digits in groups of three: `1,204`; French `1 204`.
pub(super) fn grouped(number: i64, lang: Lang) -> String {
    let separator = if lang == Lang::FR { THIN } else { ',' };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        // Four digits stand alone in a year, but figures are grouped from 1,000 on.
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

impl Words {
    pub fn number(&self, number: i64) -> String {
        grouped(number, self.lang)
    }

    /// With all decimals the currency has: `€44.00`, `44,00 €`, `¥500`.
    pub fn money(&self, money: Money) -> String {
        let digits = money.digits();
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        self.written(money, whole, part)
    }

    /// A price as people say it, without empty decimals: `€6`, `6 €`.
    pub fn price(&self, money: Money) -> String {
        let digits = money.digits();
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let part = if part.bytes().all(|b| b == b'0') { "" } else { part };
        self.written(money, whole, part)
    }

    fn written(&self, money: Money, whole: &str, part: &str) -> String {
        let negative = whole.starts_with('-');
        let units: i64 = whole.trim_start_matches('-').parse().unwrap_or(0);
        let symbol = money.currency.symbol();
        let comma = if self.lang == Lang::FR { "," } else { "." };
        let amount = match part {
            "" => grouped(units, self.lang),
            part => format!("{}{comma}{part}", grouped(units, self.lang)),
        };
        let sign = if negative { "\u{2212}" } else { "" };
        match self.lang {
            Lang::FR => format!("{sign}{amount}\u{a0}{symbol}"),
            _ if symbol.chars().all(char::is_alphabetic) => format!("{sign}{symbol}\u{a0}{amount}"),
            _ => format!("{sign}{symbol}{amount}"),
        }
    }

    /// `20 November 2026`.
    pub fn date(&self, at: Moment) -> String {
        self.in_pattern("format-date", at)
    }

    /// `Friday 20 November 2026`.
    pub fn long_date(&self, at: Moment) -> String {
        let weekday = at.timestamp().to_zoned(self.zone.clone()).weekday().to_monday_one_offset();
        format!("{} {}", self.t(&format!("format-weekday-{weekday}")), self.date(at))
    }

    /// A share in parts of a million as percent, to a tenth: `19`, `5.5`, `5,5`.
    pub fn percent(&self, ppm: i64) -> String {
        let tenths = ppm / 1_000;
        let mark = if self.lang == Lang::FR { "," } else { "." };
        if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}{mark}{}", tenths / 10, tenths % 10) }
    }

    /// `Friday 20 November`.
    pub fn day(&self, at: Moment) -> String {
        self.in_pattern("format-day", at)
    }

    /// `20 Nov`.
    pub fn short_date(&self, at: Moment) -> String {
        self.in_pattern("format-short-date", at)
    }

    /// `14:32`, `14 h 32`.
    pub fn time(&self, at: Moment) -> String {
        self.in_pattern("format-time", at)
    }

    /// `20 November 2026, 14:32`.
    pub fn date_time(&self, at: Moment) -> String {
        self.in_pattern("format-date-time", at)
    }

    /// `November 2026`.
    pub fn month(&self, at: Moment) -> String {
        self.in_pattern("format-month", at)
    }

    /// Minutes and seconds of something that plays: `5:40`, `1:02:03`.
    pub fn duration(&self, milliseconds: i64) -> String {
        let seconds = milliseconds.max(0) / 1_000;
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
    }

    /// `1.4 MB`, `1,4 Mo`.
    pub fn bytes(&self, bytes: i64) -> String {
        let (key, divisor) = match bytes {
            ..1_000 => ("format-bytes", 1.0),
            1_000..1_000_000 => ("format-kilobytes", 1e3),
            1_000_000..1_000_000_000 => ("format-megabytes", 1e6),
            _ => ("format-gigabytes", 1e9),
        };
        let amount = bytes as f64 / divisor;
        let digits = if divisor == 1.0 || amount >= 10.0 { format!("{amount:.0}") } else { format!("{amount:.1}") };
        let digits = if self.lang == Lang::FR { digits.replace('.', ",") } else { digits };
        self.t1(key, "n", digits)
    }

    fn in_pattern(&self, key: &str, at: Moment) -> String {
        let local = at.timestamp().to_zoned(self.zone.clone());
        let weekday = local.weekday().to_monday_one_offset();
        self.with(
            key,
            &[
                ("weekday", self.t(&format!("format-weekday-{weekday}")).into()),
                ("day", local.day().to_string().into()),
                ("month", self.t(&format!("format-month-{}", local.month())).into()),
                ("mon", self.t(&format!("format-mon-{}", local.month())).into()),
                ("year", local.year().to_string().into()),
                ("hour", local.hour().to_string().into()),
                ("hour2", format!("{:02}", local.hour()).into()),
                ("minute", format!("{:02}", local.minute()).into()),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Currency;
    use jiff::tz::TimeZone;

    #[test]
    fn money_is_written_as_each_language_writes_it() {
        let check = |lang, minor, code: &str, money: &str, price: &str| {
            let words = Words::product(lang, TimeZone::UTC);
            let amount = Money::new(minor, code.parse().unwrap());
            assert_eq!((words.money(amount).as_str(), words.price(amount).as_str()), (money, price));
        };
        check(Lang::EN, 4_400, "EUR", "€44.00", "€44");
        check(Lang::FR, 4_400, "EUR", "44,00\u{a0}€", "44\u{a0}€");
        check(Lang::EN, 650, "EUR", "€6.50", "€6.50");
        check(Lang::EN, 1_250_000, "JPY", "¥1,250,000", "¥1,250,000");
        check(Lang::FR, -1_250, "KWD", "\u{2212}1,250\u{a0}د.ك", "\u{2212}1,250\u{a0}د.ك");
        assert_eq!(Money::zero(Currency::EUR).digits(), "0.00");
    }

    #[test]
    fn dates_follow_language_and_zone() {
        let at = Moment::from_timestamp("2026-11-20T23:30:00Z".parse().unwrap());
        let check = |lang, zone: &str, written: &str| {
            assert_eq!(Words::product(lang, TimeZone::get(zone).unwrap()).date_time(at), written);
        };
        check(Lang::EN, "UTC", "20 November 2026, 23:30");
        check(Lang::EN, "Asia/Tokyo", "21 November 2026, 08:30");
        check(Lang::FR, "Europe/Paris", "21 novembre 2026, 0\u{a0}h\u{a0}30");
    }
}
