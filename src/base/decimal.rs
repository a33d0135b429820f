//! Numbers that people write down: exact, with up to six places.

use std::fmt;
use std::str::FromStr;

/// A number in millionths. Its order is the order of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of at most twelve digits and six places")]
pub struct NotADecimal;

const PLACES: usize = 6;
const MILLION: i64 = 1_000_000;
const MOST_DIGITS: usize = 12;

impl Decimal {
    /// Twenty digits whose order is that of the numbers.
    pub fn sortable(self) -> String {
        format!("{:020}", i128::from(self.0) - i128::from(i64::MIN))
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// `180`, `-0.5`; no separators between thousands.
    fn from_str(text: &str) -> Result<Decimal, NotADecimal> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !are_digits(whole, MOST_DIGITS) || !are_digits(part, PLACES) {
            return Err(NotADecimal);
        }
        let read = |digits: &str| digits.parse::<i64>().map_err(|_| NotADecimal);
        Ok(Decimal(sign * (read(whole)? * MILLION + read(&format!("{part:0<PLACES$}"))?)))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let (whole, part) = (size / MILLION.unsigned_abs(), size % MILLION.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let places = format!("{part:0PLACES$}");
        match places.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            places => write!(f, "{sign}{whole}.{places}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_it_is_read() {
        let check = |text: &str, written: &str| {
            assert_eq!(text.parse::<Decimal>().map(|number| number.to_string()).as_deref(), Ok(written), "{text}");
        };
        check("180", "180");
        check("1.50", "1.5");
        check("-0.000001", "-0.000001");
        check("-0", "0");
        check("007", "7");
        check("999999999999.999999", "999999999999.999999");
        for wrong in ["", "-", ".5", "5.", "1e3", "1.0000001", "1234567890123", "+1", "1,5", "--1", "1.-5"] {
            assert_eq!(wrong.parse::<Decimal>(), Err(NotADecimal), "{wrong}");
        }
    }

    #[test]
    fn sorted_as_text_they_are_sorted() {
        let numbers = ["-999999999999", "-1.5", "-1", "-0.000001", "0", "0.5", "2", "10", "999999999999.999999"];
        let texts: Vec<String> = numbers.iter().map(|text| text.parse::<Decimal>().unwrap().sortable()).collect();
        assert!(texts.is_sorted(), "{texts:?}");
        assert!(texts.iter().all(|text| text.len() == 20), "{texts:?}");
    }
}
