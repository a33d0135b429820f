//! Orders of the past, as a generator or an import brings them: paid and delivered long ago.

use super::{Order, OrderId, OrderLine, OrderLineId, OrderState, Origin, store};
use crate::base::{Fault, Moment, Money, folded};
use crate::members::MemberId;
use crate::plumbing::db::Tx;

/// One thing bought once, of test money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastOrder {
    pub id: OrderId,
    pub origin: Origin,
    pub member: MemberId,
    pub email: String,
    pub language: String,
    pub kind: &'static str,
    pub item: String,
    pub price: String,
    /// The thing's name.
    pub name: String,
    pub paid: Money,
    /// Ordered, paid and delivered.
    pub at: Moment,
}

/// Writes many at once, with their order and receipt numbers in the order given.
pub fn insert_past(tx: &mut Tx, past: &[PastOrder]) -> Result<(), Fault> {
    let count = i64::try_from(past.len()).unwrap_or(i64::MAX);
    let first_number = store::take_from_series(tx, "order", count)? - count + 1;
    let first_receipt = store::take_from_series(tx, "receipt/test", count)? - count + 1;
    let orders: Vec<Order> =
        past.iter().zip(0..).map(|(past, nth)| order(past, first_number + nth, first_receipt + nth)).collect();
    let lines: Vec<OrderLine> = past.iter().map(line).collect();
    store::insert_orders(tx, &orders)?;
    store::insert_lines(tx, &lines)
}

fn order(past: &PastOrder, number: i64, receipt: i64) -> Order {
    Order {
        id: past.id.clone(),
        number,
        origin: past.origin.word().to_owned(),
        member_id: Some(past.member.clone()),
        email: past.email.clone(),
        language: past.language.clone(),
        state: OrderState::Paid.word().to_owned(),
        currency: past.paid.currency,
        net: past.paid.minor,
        tax: 0,
        gross: past.paid.minor,
        livemode: false,
        receipt_number: Some(receipt),
        return_to: String::new(),
        hold_until: None,
        created_at: past.at,
        paid_at: Some(past.at),
        ended_at: None,
        cart_id: None,
        fingerprint: String::new(),
        email_folded: folded(&past.email),
    }
}

fn line(past: &PastOrder) -> OrderLine {
    OrderLine {
        id: OrderLineId::new(),
        order_id: past.id.clone(),
        position: 1,
        kind: past.kind.to_owned(),
        item_id: past.item.clone(),
        price_id: Some(past.price.clone()),
        name: past.name.clone(),
        quantity: 1,
        unit_minor: past.paid.minor,
        discount: 0,
        net: past.paid.minor,
        tax: 0,
        gross: past.paid.minor,
        tax_rate_ppm: 0,
        tax_country: String::new(),
        details: "{}".to_owned(),
        reserved: past.origin == Origin::Checkout,
        delivery: "delivered".to_owned(),
        delivered_at: Some(past.at),
        gone_reason: None,
        last_error: None,
    }
}
