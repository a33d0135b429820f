//! One line of an order.

use diesel::prelude::*;

use super::{CARRIAGE, OrderId, OrderLineId};
use crate::base::{Currency, Moment, Money};
use crate::plumbing::locale::Words;
use crate::plumbing::schema::order_lines;

/// What was ordered once, with the money as it was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines)]
pub struct OrderLine {
    pub id: OrderLineId,
    pub order_id: OrderId,
    pub position: i32,
    /// Which [`super::Sellable`] it belongs to.
    pub kind: String,
    pub item_id: String,
    pub price_id: Option<String>,
    /// The thing's name on the day it was ordered.
    pub name: String,
    pub quantity: i64,
    pub unit_minor: i64,
    pub discount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    /// Parts in a million.
    pub tax_rate_ppm: i64,
    pub tax_country: String,
    /// What only its kind understands, as JSON.
    pub details: String,
    /// Something limited is held for it.
    pub reserved: bool,
    /// `waiting`, `delivered`, `gone`, `revoked` or `void`.
    pub delivery: String,
    pub delivered_at: Option<Moment>,
    pub gone_reason: Option<String>,
    pub last_error: Option<String>,
}

impl OrderLine {
    pub fn paid(&self, currency: Currency) -> Money {
        Money::new(self.gross, currency)
    }

    /// Its name for people: sending is kept by its zone alone.
    pub fn named(&self, w: &Words) -> String {
        if self.kind == CARRIAGE { w.t1("order-mail-sending", "zone", self.name.as_str()) } else { self.name.clone() }
    }
}
