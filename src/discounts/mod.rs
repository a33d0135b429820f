//! Discount codes: so much off for whoever knows the word, as often and as long as the club said.
//!
//! A use is counted when an order is placed and given back when that order ends unpaid. What never happens here: knowing
//! what an order is.

mod store;

use crate::base::condition::Condition;
use crate::base::{Fault, Moment, Money, Standing};
use crate::id;
use crate::plumbing::db::{Conn, Tx};

pub use store::{DiscountCode, forget};

id!(
    /// A discount code.
    CodeId
);

/// How much a code takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// Of each line, in whole percent.
    Percent(i64),
    /// Of the sum of what it is good for, spread over it.
    Amount(Money),
}

/// A code as its form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCode {
    /// Kept in upper case.
    pub code: String,
    pub off: Off,
    /// Good for this kind of goods only; empty for all.
    pub kind: String,
    /// Good for those who meet this condition.
    pub condition: String,
    pub starts_at: Option<Moment>,
    pub ends_at: Option<Moment>,
    /// How often it can be used, by all together.
    pub total: Option<i64>,
    /// How often by one buyer.
    pub per_buyer: Option<i64>,
}

/// Why a code takes nothing off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDiscount {
    Unknown,
    NotYet(Moment),
    Over,
    /// Used up by everybody together.
    UsedUp,
    /// Used by this buyer as often as they may.
    UsedByYou,
    /// Not for this buyer; the condition.
    NotForYou(String),
    /// Nothing in the cart is what it is good for.
    NothingFits,
}

/// One line a code may be good for.
#[derive(Debug, Clone, Copy)]
pub struct Priced<'a> {
    pub kind: &'a str,
    pub gross: Money,
}

/// What a code takes off, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    pub id: CodeId,
    pub code: String,
    /// Minor units off each of the lines, in their order.
    pub shares: Vec<i64>,
}

impl DiscountCode {
    pub fn off(&self) -> Off {
        match self.percent {
            Some(percent) => Off::Percent(percent),
            None => Off::Amount(Money::new(self.minor.unwrap_or(0), self.currency)),
        }
    }
}

/// What a code takes off these lines for this buyer now.
pub fn reckon(
    conn: &mut Conn,
    code: &str,
    lines: &[Priced<'_>],
    buyer: &str,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Result<Discount, NoDiscount>, Fault> {
    let Some(found) = store::by_code(conn, &written(code))?.filter(|found| found.active) else {
        return Ok(Err(NoDiscount::Unknown));
    };
    if let Some(starts_at) = found.starts_at.filter(|starts_at| now < *starts_at) {
        return Ok(Err(NoDiscount::NotYet(starts_at)));
    }
    if found.ends_at.is_some_and(|ends_at| now >= ends_at) {
        return Ok(Err(NoDiscount::Over));
    }
    if found.total.is_some_and(|total| found.taken >= total) {
        return Ok(Err(NoDiscount::UsedUp));
    }
    if let Some(most) = found.per_buyer
        && store::uses_by(conn, &found.id, buyer)? >= most
    {
        return Ok(Err(NoDiscount::UsedByYou));
    }
    let condition = Condition::parse(&found.condition).map_err(|error| Fault::broken(error.to_string()))?;
    if !condition.holds(standing, now) {
        return Ok(Err(NoDiscount::NotForYou(found.condition)));
    }
    let shares = taken_off(found.off(), &found.kind, lines);
    if shares.iter().all(|share| *share == 0) {
        return Ok(Err(NoDiscount::NothingFits));
    }
    Ok(Ok(Discount { id: found.id, code: found.code, shares }))
}

/// Counts a use. False when the last one went to somebody else meanwhile.
pub fn take(tx: &mut Tx, discount: &Discount, order: &str, buyer: &str, now: Moment) -> Result<bool, Fault> {
    if !store::take(tx, &discount.id)? {
        return Ok(false);
    }
    store::insert_use(tx, &discount.id, order, buyer, now)?;
    Ok(true)
}

/// Gives the use of an order that was never paid back.
pub fn give_back(tx: &mut Tx, order: &str) -> Result<(), Fault> {
    match store::delete_use(tx, order)? {
        Some(code) => store::give_back(tx, &code),
        None => Ok(()),
    }
}

pub fn all(conn: &mut Conn) -> Result<Vec<DiscountCode>, Fault> {
    store::all(conn)
}

/// False when the word is taken.
pub fn create(tx: &mut Tx, new: &NewCode, now: Moment) -> Result<bool, Fault> {
    let (percent, minor, currency) = match new.off {
        Off::Percent(percent) => (Some(percent), None, crate::base::Currency::EUR),
        Off::Amount(money) => (None, Some(money.minor), money.currency),
    };
    store::insert(
        tx,
        &DiscountCode {
            id: CodeId::new(),
            code: written(&new.code),
            percent,
            minor,
            currency,
            kind: new.kind.clone(),
            condition: new.condition.clone(),
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            total: new.total,
            taken: 0,
            per_buyer: new.per_buyer,
            active: true,
            created_at: now,
        },
    )
}

/// Switches a code off, or on again. Orders that used it keep what they got.
pub fn set_active(tx: &mut Tx, id: &CodeId, active: bool) -> Result<bool, Fault> {
    store::set_active(tx, id, active)
}

/// As it is compared: people type spaces and small letters.
fn written(code: &str) -> String {
    code.split_whitespace().collect::<String>().to_uppercase()
}

/// What each line costs less: never more than it costs, and never so that what is left could not be charged.
fn taken_off(off: Off, kind: &str, lines: &[Priced<'_>]) -> Vec<i64> {
    let fits = |line: &&Priced<'_>| kind.is_empty() || line.kind == kind;
    match off {
        Off::Percent(percent) => {
            let of = |line: &Priced<'_>| {
                let exact = i64::try_from(i128::from(line.gross.minor) * i128::from(percent) / 100).unwrap_or(0);
                exact - exact % line.gross.currency.step()
            };
            lines.iter().map(|line| if fits(&line) { of(line) } else { 0 }).collect()
        }
        Off::Amount(amount) => {
            let in_currency = |line: &&Priced<'_>| fits(line) && line.gross.currency == amount.currency;
            let sum: i64 = lines.iter().filter(in_currency).map(|line| line.gross.minor).sum();
            let step = amount.currency.step();
            let parts = lines.iter().map(|line| in_currency(&line).then_some(line.gross.minor / step));
            spread(amount.minor.min(sum) / step, sum / step, parts).into_iter().map(|share| share * step).collect()
        }
    }
}

/// Spreads an amount in proportion; what rounding leaves goes to the last that can bear it.
fn spread(amount: i64, sum: i64, parts: impl Iterator<Item = Option<i64>>) -> Vec<i64> {
    let (mut amount_left, mut sum_left) = (amount, sum);
    parts
        .map(|part| {
            let Some(part) = part.filter(|_| sum_left > 0) else { return 0 };
            let share = i64::try_from(i128::from(amount_left) * i128::from(part) / i128::from(sum_left)).unwrap_or(0);
            amount_left -= share;
            sum_left -= part;
            share
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Currency;

    fn lines(grosses: &[(&'static str, i64)]) -> Vec<Priced<'static>> {
        grosses.iter().map(|(kind, minor)| Priced { kind, gross: Money::new(*minor, Currency::EUR) }).collect()
    }

    #[test]
    fn an_amount_is_spread_to_the_last_cent_and_never_below_zero() {
        let check = |off: i64, grosses: &[i64], shares: &[i64]| {
            let of_goods: Vec<_> = grosses.iter().map(|gross| ("merch", *gross)).collect();
            let off = Off::Amount(Money::new(off, Currency::EUR));
            assert_eq!(taken_off(off, "", &lines(&of_goods)), shares, "{grosses:?}");
        };
        check(1000, &[3000, 3000, 3000], &[333, 333, 334]);
        check(1000, &[500], &[500]);
        check(1, &[1, 1], &[0, 1]);
        check(1000, &[0, 0], &[0, 0]);
    }

    #[test]
    fn what_is_left_to_pay_can_be_charged() {
        for code in ["KWD", "MGA", "JPY", "EUR"] {
            let currency: Currency = code.parse().unwrap();
            let gross = |steps: i64| Priced { kind: "merch", gross: Money::new(steps * currency.step(), currency) };
            let cart = [gross(125), gross(7), gross(1)];
            let amount = Off::Amount(Money::new(100 * currency.step(), currency));
            for off in (1..=100).map(Off::Percent).chain([amount]) {
                for (line, share) in cart.iter().zip(taken_off(off, "", &cart)) {
                    assert!((0..=line.gross.minor).contains(&share) && share % currency.step() == 0, "{code} {off:?}");
                }
            }
            let shares = taken_off(amount, "", &cart);
            assert_eq!(shares.iter().sum::<i64>(), 100 * currency.step(), "{code}");
        }
    }

    #[test]
    fn a_code_for_one_kind_leaves_the_others_alone() {
        let cart = lines(&[("merch", 2500), ("ticket", 4000)]);
        assert_eq!(taken_off(Off::Percent(10), "ticket", &cart), [0, 400]);
        assert_eq!(taken_off(Off::Amount(Money::new(300, Currency::EUR)), "merch", &cart), [300, 0]);
        assert_eq!(taken_off(Off::Amount(Money::new(300, Currency::USD)), "", &cart), [0, 0]);
    }
}
