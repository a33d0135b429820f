//! Prices are rows: what one of something costs, in one currency, once or each period.

use diesel::prelude::*;

use super::{Every, store};
use crate::base::{Currency, Fault, Moment, Money};
use crate::id;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::prices;

id!(
    /// A price. Never changes once made; another amount is another price.
    PriceId
);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = prices)]
pub struct Price {
    pub id: PriceId,
    pub item_kind: String,
    pub item_id: String,
    /// `once`, `month` or `year`.
    pub period: String,
    pub currency: Currency,
    pub minor: i64,
    /// `inclusive` or `exclusive`.
    pub tax_behaviour: String,
    /// Others can no longer be bought; what was bought at them goes on.
    pub active: bool,
    pub created_at: Moment,
}

impl Price {
    pub fn amount(&self) -> Money {
        Money::new(self.minor, self.currency)
    }

    pub fn every(&self) -> Option<Every> {
        Every::from_word(&self.period)
    }
}

pub fn by_id(conn: &mut Conn, price: &str) -> Result<Option<Price>, Fault> {
    store::price(conn, price)
}

/// What one of `item` costs now, each period or once.
pub fn standing(
    conn: &mut Conn,
    kind: &str,
    item: &str,
    every: Option<Every>,
    currency: Currency,
) -> Result<Option<Price>, Fault> {
    store::active_price(conn, kind, item, every.map_or("once", Every::word), currency)
}

/// What can be bought now, of all items of a kind.
pub fn active_of_kind(conn: &mut Conn, kind: &str) -> Result<Vec<Price>, Fault> {
    store::active_prices(conn, kind)
}

/// The price at which something goes on being paid for: one of this amount where there is one, else one made for it
/// that nobody can buy at.
pub fn going_on(
    tx: &mut Tx,
    kind: &str,
    item: &str,
    every: Every,
    amount: Money,
    now: Moment,
) -> Result<PriceId, Fault> {
    let same = store::price_of_amount(tx, kind, item, every.word(), (amount.currency, amount.minor))?;
    if let Some(same) = same {
        return Ok(same);
    }
    let price = Price {
        id: PriceId::new(),
        item_kind: kind.to_owned(),
        item_id: item.to_owned(),
        period: every.word().to_owned(),
        currency: amount.currency,
        minor: amount.minor,
        tax_behaviour: "inclusive".to_owned(),
        active: false,
        created_at: now,
    };
    store::insert_price(tx, &price)?;
    Ok(price.id)
}

/// Sets what `item` costs each period in this currency; none takes that price off sale. Those who pay a former price go on paying it.
pub fn set(
    tx: &mut Tx,
    kind: &str,
    item: &str,
    every: Option<Every>,
    currency: Currency,
    amount: Option<i64>,
    now: Moment,
) -> Result<(), Fault> {
    let period = every.map_or("once", Every::word);
    if let Some(standing) = store::active_price(tx, kind, item, period, currency)? {
        if Some(standing.minor) == amount {
            return Ok(());
        }
        store::retire_price(tx, &standing.id)?;
    }
    let Some(minor) = amount else { return Ok(()) };
    let price = Price {
        id: PriceId::new(),
        item_kind: kind.to_owned(),
        item_id: item.to_owned(),
        period: period.to_owned(),
        currency,
        minor,
        tax_behaviour: "inclusive".to_owned(),
        active: true,
        created_at: now,
    };
    store::insert_price(tx, &price)
}
