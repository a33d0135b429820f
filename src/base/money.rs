//! Money: whole minor units and their currency. Nothing multiplies by 100.

use serde::{Deserialize, Serialize};

use super::Currency;

/// An amount in the currency's smallest unit people write (cents, yen, fils).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why a sum of money could not be formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("{0} and {1} cannot be added")]
    TwoCurrencies(Currency, Currency),
    #[error("the amount is too large")]
    TooLarge,
    #[error("not an amount")]
    NotAnAmount,
    /// More decimals than the currency has.
    #[error("{0} has {1} decimals")]
    TooPrecise(Currency, u32),
    /// Nobody can be charged that exactly: see [`Currency::step`].
    #[error("{} is paid in steps of {}", .0.currency, .0.digits())]
    TooFine(Money),
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::TwoCurrencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    pub fn times(self, quantity: i64) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_mul(quantity).ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// Digits with the currency's decimals and a point, without sign of currency: `6.00`, `500`, `1.250`.
    pub fn digits(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, part) = digits.split_at(digits.len() - exponent);
        if exponent == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// Reads what a person typed: `6`, `6.00`, `6,00`. One separator at most, no more decimals than the currency has, and
    /// nothing that could not be charged.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        let exponent = currency.exponent() as usize;
        let text = text.trim().replace(',', ".");
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
            return Err(MoneyError::NotAnAmount);
        }
        if part.len() > exponent {
            return Err(MoneyError::TooPrecise(currency, currency.exponent()));
        }
        let minor: i64 = format!("{whole}{part:0<exponent$}").parse().map_err(|_| MoneyError::TooLarge)?;
        if minor % currency.step() != 0 {
            return Err(MoneyError::TooFine(Money::new(currency.step(), currency)));
        }
        Ok(Money { minor, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_parsing_agree_with_each_currencys_exponent() {
        let check = |typed: &str, code: &str, minor: i64, written: &str| {
            let money = Money::parse(typed, code.parse().unwrap()).unwrap();
            assert_eq!((money.minor, money.digits().as_str()), (minor, written), "{typed} {code}");
        };
        check("6", "EUR", 600, "6.00");
        check("6,5", "EUR", 650, "6.50");
        check("0.05", "EUR", 5, "0.05");
        check("500", "JPY", 500, "500");
        check("1.25", "KWD", 1_250, "1.250");
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        let check = |typed: &str, code: &str, why: MoneyError| {
            assert_eq!(Money::parse(typed, code.parse().unwrap()), Err(why), "{typed} {code}");
        };
        check("", "EUR", MoneyError::NotAnAmount);
        check("-6", "EUR", MoneyError::NotAnAmount);
        check("1.000.000", "EUR", MoneyError::NotAnAmount);
        check("5.5", "JPY", MoneyError::TooPrecise(Currency::JPY, 0));
        check("6.001", "EUR", MoneyError::TooPrecise(Currency::EUR, 2));
        check("99999999999999999999", "EUR", MoneyError::TooLarge);
        let fils = Money::new(10, "KWD".parse().unwrap());
        check("1.255", "KWD", MoneyError::TooFine(fils));
        assert_eq!(MoneyError::TooFine(fils).to_string(), "KWD is paid in steps of 0.010");
    }
}
