//! Money on Stripe's wire. A currency's exponent is not what travels.

use crate::base::{Currency, Money};

/// Stripe's own list of currencies that travel without decimals. It differs from ISO: MGA has decimals there.
const WHOLE: &[&str] =
    &["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];

/// Written without decimals, yet two travel, and both must be zero.
const WHOLE_BUT_TWO_TRAVEL: &[&str] = &["ISK", "UGX"];

/// Three decimals, the last of which must be zero.
const THREE: &[&str] = &["BHD", "JOD", "KWD", "OMR", "TND"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("Stripe does not take {0}")]
    Unsupported(Currency),
    #[error("Stripe takes {0} only in larger steps")]
    TooFine(Currency),
    #[error("the amount is too large")]
    TooLarge,
}

/// What to send for `money`.
pub fn to_wire(money: Money) -> Result<i64, AmountError> {
    let currency = money.currency;
    let wire = rescale(money.minor, currency.exponent(), decimals(currency)?, currency)?;
    if THREE.contains(&currency.code()) && wire % 10 != 0 {
        return Err(AmountError::TooFine(currency));
    }
    Ok(wire)
}

/// What an amount from Stripe means.
pub fn from_wire(wire: i64, currency: Currency) -> Result<Money, AmountError> {
    Ok(Money::new(rescale(wire, decimals(currency)?, currency.exponent(), currency)?, currency))
}

fn decimals(currency: Currency) -> Result<u32, AmountError> {
    let code = currency.code();
    if WHOLE.contains(&code) {
        Ok(0)
    } else if WHOLE_BUT_TWO_TRAVEL.contains(&code) {
        Ok(2)
    } else if THREE.contains(&code) {
        Ok(3)
    } else if currency.exponent() == 2 {
        Ok(2)
    } else {
        // Guessing an exponent is how people get charged a hundredfold.
        Err(AmountError::Unsupported(currency))
    }
}

fn rescale(amount: i64, from: u32, to: u32, currency: Currency) -> Result<i64, AmountError> {
    if to >= from {
        return 10_i64.checked_pow(to - from).and_then(|step| amount.checked_mul(step)).ok_or(AmountError::TooLarge);
    }
    let step = 10_i64.checked_pow(from - to).ok_or(AmountError::TooLarge)?;
    if amount % step == 0 { Ok(amount / step) } else { Err(AmountError::TooFine(currency)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn what_people_write_and_what_travels() {
        let check = |written: &str, code: &str, wire: i64| {
            let money = Money::parse(written, currency(code)).unwrap();
            assert_eq!(to_wire(money), Ok(wire), "{written} {code}");
            assert_eq!(from_wire(wire, currency(code)), Ok(money), "{wire} {code} back");
        };
        check("6.00", "EUR", 600);
        check("6.50", "USD", 650);
        check("19.99", "GBP", 1_999);
        check("500", "JPY", 500);
        check("15000", "KRW", 15_000);
        check("5000", "CLP", 5_000);
        check("650", "XAF", 650);
        check("650", "XOF", 650);
        check("1200", "XPF", 1_200);
        check("90000", "VND", 90_000);
        check("1", "BIF", 1);
        check("1", "DJF", 1);
        check("1", "GNF", 1);
        check("1", "KMF", 1);
        check("1", "PYG", 1);
        check("1", "RWF", 1);
        check("1", "VUV", 1);
        check("900", "ISK", 90_000);
        check("10000", "UGX", 1_000_000);
        check("1.250", "KWD", 1_250);
        check("2.500", "BHD", 2_500);
        check("2.500", "JOD", 2_500);
        check("2.500", "OMR", 2_500);
        check("2.500", "TND", 2_500);
        check("10.00", "HUF", 1_000);
        check("10.00", "TWD", 1_000);
    }

    #[test]
    fn ariary_travel_whole_whatever_iso_says() {
        let mga = currency("MGA");
        let thousand = Money::new(1_000 * 10_i64.pow(mga.exponent()), mga);
        assert_eq!(to_wire(thousand), Ok(1_000));
        assert_eq!(from_wire(1_000, mga), Ok(thousand));
    }

    #[test]
    fn what_cannot_travel_is_refused_not_rounded() {
        assert_eq!(to_wire(Money::new(1_255, currency("KWD"))), Err(AmountError::TooFine(currency("KWD"))));
        assert_eq!(from_wire(90_050, currency("ISK")), Err(AmountError::TooFine(currency("ISK"))));
        assert_eq!(to_wire(Money::new(i64::MAX, currency("ISK"))), Err(AmountError::TooLarge));
        // Three decimals by ISO, and not on Stripe's list: nobody knows what would travel.
        assert_eq!(to_wire(Money::new(1_000, currency("LYD"))), Err(AmountError::Unsupported(currency("LYD"))));
    }

    #[test]
    fn every_listed_currency_is_known() {
        for code in WHOLE.iter().chain(WHOLE_BUT_TWO_TRAVEL).chain(THREE) {
            let least = Money::new(currency(code).step(), currency(code));
            assert!(to_wire(least).is_ok(), "{code}: one step");
            let one = Money::parse("1", currency(code)).unwrap();
            assert_eq!(to_wire(one).and_then(|wire| from_wire(wire, one.currency)), Ok(one), "{code}");
        }
    }
}
