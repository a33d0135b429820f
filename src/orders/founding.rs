//! Orders in which nothing is bought: the beginning of an agreement that another system began. Its renewals are orders
//! like any other, and each of them follows from this one.

use super::{Order, OrderId, OrderLine, OrderLineId, OrderState, Origin, store};
use crate::base::{Fault, Moment, Money};
use crate::members::Member;
use crate::plumbing::db::Tx;

/// What somebody pays for again and again, and how much.
#[derive(Debug, Clone, Copy)]
pub struct Founding<'a> {
    pub member: &'a Member,
    pub kind: &'static str,
    pub item: &'a str,
    pub price: &'a str,
    /// The thing's name.
    pub name: &'a str,
    /// What each period costs. Nothing of it was paid by this order.
    pub unit: Money,
    pub livemode: bool,
}

/// Writes the order an agreement of elsewhere begins with: worth nothing, delivered, without a receipt.
pub fn found(tx: &mut Tx, founding: &Founding<'_>, now: Moment) -> Result<(OrderId, OrderLineId), Fault> {
    let order = Order {
        id: OrderId::new(),
        number: store::next_in_series(tx, "order")?,
        origin: Origin::Adoption.word().to_owned(),
        member_id: Some(founding.member.id.clone()),
        email: founding.member.email.clone(),
        language: founding.member.language.clone(),
        state: OrderState::Paid.word().to_owned(),
        currency: founding.unit.currency,
        net: 0,
        tax: 0,
        gross: 0,
        livemode: founding.livemode,
        receipt_number: None,
        return_to: String::new(),
        hold_until: None,
        created_at: now,
        paid_at: Some(now),
        ended_at: None,
        cart_id: None,
        fingerprint: String::new(),
        email_folded: founding.member.email_folded.clone(),
    };
    let line = OrderLine {
        id: OrderLineId::new(),
        order_id: order.id.clone(),
        position: 1,
        kind: founding.kind.to_owned(),
        item_id: founding.item.to_owned(),
        price_id: Some(founding.price.to_owned()),
        name: founding.name.to_owned(),
        quantity: 1,
        unit_minor: founding.unit.minor,
        discount: 0,
        net: 0,
        tax: 0,
        gross: 0,
        tax_rate_ppm: 0,
        tax_country: String::new(),
        details: "{}".to_owned(),
        reserved: false,
        delivery: "delivered".to_owned(),
        delivered_at: Some(now),
        gone_reason: None,
        last_error: None,
    };
    store::insert_order(tx, &order)?;
    store::insert_line(tx, &line)?;
    Ok((order.id, line.id))
}

/// Takes such an order back, as if it had never been. Any other is left alone.
pub fn unfound(tx: &mut Tx, order: &OrderId) -> Result<(), Fault> {
    store::delete_founding(tx, order)
}
