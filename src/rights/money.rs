//! What becomes of the money of a membership that ends before its time.

use serde::{Deserialize, Serialize};

use crate::base::{Fault, Moment, Money as Sum};
use crate::catalog::KINDS;
use crate::journal::Actor;
use crate::members::MemberId;
use crate::memberships::{self, Membership};
use crate::orders::{OrderId, Restock};
use crate::payments::{self, GivingBack, Goods, RefundError, Share};
use crate::plumbing::db::Tx;

/// How much of the last payment goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// Nothing: the club keeps it.
    Keep,
    /// The part of the period that is left.
    Rest,
    /// All of it.
    Whole,
}

impl Money {
    pub const ALL: [Money; 3] = [Money::Keep, Money::Rest, Money::Whole];

    pub fn word(self) -> &'static str {
        match self {
            Money::Keep => "keep",
            Money::Rest => "rest",
            Money::Whole => "whole",
        }
    }

    pub fn from_word(word: &str) -> Option<Money> {
        Money::ALL.into_iter().find(|money| money.word() == word)
    }
}

/// Ends what a member holds, at once, here and at the provider, and gives back what the rule says. Nothing happens to
/// somebody who holds nothing.
pub fn end_membership(
    tx: &mut Tx,
    member: &MemberId,
    back: Money,
    reason: &str,
    by: Actor,
    now: Moment,
) -> Result<(), Fault> {
    if let Some(held) = memberships::living_of(tx, member)? {
        if let Some(order) = &held.order_id {
            give_back(tx, &held, order, back, &by, now)?;
        }
        // Giving back may have ended it already; once is enough.
        if let Some(held) = memberships::living_of(tx, member)? {
            memberships::end(tx, &held, reason, now)?;
        }
    }
    payments::let_all_end(tx, member, now)
}

fn give_back(
    tx: &mut Tx,
    held: &Membership,
    order: &OrderId,
    back: Money,
    by: &Actor,
    now: Moment,
) -> Result<(), Fault> {
    let share = match back {
        Money::Keep => return Ok(()),
        Money::Whole => Share::Whole,
        Money::Rest => match rest(tx, held, order, now)? {
            Some(rest) => Share::Amount(rest),
            None => return Ok(()),
        },
    };
    let known = payments::refunds_of(tx, order)?.len();
    let asked = GivingBack { share, goods: Goods::TakenBack(Restock::BackOnShelf), known };
    match payments::refund(tx, KINDS, order, &asked, by, now) {
        Ok(()) => Ok(()),
        Err(RefundError::Fault(fault)) => Err(fault),
        // Never paid, or given back before: there is nothing more to give.
        Err(_) => Ok(()),
    }
}

/// What was paid for the time that is left, rounded down; `None` when that is nothing.
fn rest(tx: &mut Tx, held: &Membership, order: &OrderId, now: Moment) -> Result<Option<Sum>, Fault> {
    let paid = payments::payments_of(tx, order)?.into_iter().next();
    let (Some(paid), Some(until)) = (paid, held.period_end) else { return Ok(None) };
    let refunds = payments::refunds_of(tx, order)?;
    let left = payments::left_of(&paid, &refunds).minor;
    let (whole, rest) = (until.seconds_since(paid.paid_at).max(1), until.seconds_since(now).max(0));
    let share = i128::from(paid.minor) * i128::from(rest.min(whole)) / i128::from(whole);
    let minor = i64::try_from(share).unwrap_or(0).min(left);
    Ok((minor > 0).then(|| Sum::new(minor, paid.currency)))
}
