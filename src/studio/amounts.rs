//! What is typed as money, as a number, as a clock.

use super::desk::Desk;
use super::parts::Wrongs;
use crate::base::{Moment, Money, MoneyError, NoSuchTime, moment_of};

/// An amount in the club's currency, nothing and more; none when the field is empty or wrong.
pub fn typed(desk: &Desk, field: &'static str, typed: &str, wrongs: &mut Wrongs) -> Option<Money> {
    let (w, currency) = (&desk.w, desk.club.config().currency);
    if typed.trim().is_empty() {
        return None;
    }
    let sentence = match Money::parse(typed, currency) {
        Ok(money) if money.minor >= 0 => return Some(money),
        Err(MoneyError::TooPrecise(currency, decimals)) => {
            w.t2("studio-price-decimals", "currency", currency.code(), "n", decimals)
        }
        Err(MoneyError::TooFine(step)) => {
            w.t2("studio-price-step", "currency", step.currency.code(), "step", step.digits())
        }
        _ => w.t1("studio-price-wrong", "example", Money::new(5 * 10_i64.pow(currency.exponent()), currency).digits()),
    };
    wrongs.add(field, sentence);
    None
}

/// A whole number from `least` to `most`; none when the field is empty or wrong.
pub fn whole(
    desk: &Desk,
    field: &'static str,
    typed: &str,
    (least, most): (i64, i64),
    wrongs: &mut Wrongs,
) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    let number = typed.trim().parse::<i64>().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        wrongs.add(field, desk.w.t2("studio-number-wrong", "least", least, "most", most));
    }
    number
}

/// A clock of the club's zone; none when the field is empty or wrong.
pub fn clock(desk: &Desk, field: &'static str, typed: &str, wrongs: &mut Wrongs) -> Option<Moment> {
    if typed.trim().is_empty() {
        return None;
    }
    match moment_of(typed.trim(), desk.w.zone().iana_name().unwrap_or("UTC")) {
        Ok(at) => Some(at),
        Err(why) => {
            wrongs.add(field, no_such_time(desk, why));
            None
        }
    }
}

pub fn no_such_time(desk: &Desk, why: NoSuchTime) -> String {
    desk.w.t(match why {
        NoSuchTime::Zone => "studio-clock-no-zone",
        NoSuchTime::Unreadable => "studio-clock-unreadable",
        NoSuchTime::Skipped => "studio-clock-skipped",
    })
}
