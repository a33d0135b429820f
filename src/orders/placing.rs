//! Placing an order: what is wanted, what it costs, what is held for it.

use super::{Every, Kinds, NotForSale, Order, OrderId, OrderLine, OrderLineId, OrderState, Origin, Takings, store};
use crate::base::{Currency, Fault, Moment, Money};
use crate::members::MemberId;
use crate::plumbing::db::Tx;

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    pub member: MemberId,
    pub email: String,
    pub language: String,
}

/// One thing somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub kind: &'static str,
    pub item: String,
    pub price: Option<String>,
    pub quantity: i64,
    /// It takes the place of what the buyer already holds of this kind.
    pub instead: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum PlaceOrderError {
    #[error("not for sale: {0:?}")]
    NotForSale(NotForSale),
    /// Nothing was taken and no order exists.
    #[error("sold out")]
    SoldOut,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What was placed.
#[derive(Debug, Clone)]
pub struct Placed {
    pub order: Order,
    pub line: OrderLine,
    pub unit: Money,
    pub every: Option<Every>,
}

/// How an order is to be placed.
#[derive(Debug, Clone)]
pub struct Terms {
    pub livemode: bool,
    /// Where the buyer goes afterwards, a path of this club.
    pub return_to: String,
    /// When what it holds may go back on the shelf.
    pub hold_until: Moment,
}

/// Places an order of one thing: quoted, held, awaiting payment. What cannot be had leaves no trace.
pub fn place(
    tx: &mut Tx,
    kinds: Kinds,
    buyer: &Buyer,
    wanted: &Wanted,
    terms: &Terms,
    now: Moment,
) -> Result<Placed, PlaceOrderError> {
    let sellable = kinds.named(wanted.kind)?;
    let quote = sellable.quote(tx, wanted, buyer, now)?.map_err(PlaceOrderError::NotForSale)?;
    let total = quote.unit.times(wanted.quantity).map_err(|error| Fault::broken(error.to_string()))?;
    let origin = if wanted.instead { Origin::Change } else { Origin::Checkout };
    let order = Order {
        id: OrderId::new(),
        number: store::next_in_series(tx, "order")?,
        origin: origin.word().to_owned(),
        member_id: Some(buyer.member.clone()),
        email: buyer.email.clone(),
        language: buyer.language.clone(),
        state: OrderState::AwaitingPayment.word().to_owned(),
        currency: total.currency,
        net: total.minor,
        tax: 0,
        gross: total.minor,
        livemode: terms.livemode,
        receipt_number: None,
        return_to: terms.return_to.clone(),
        hold_until: Some(terms.hold_until),
        created_at: now,
        paid_at: None,
        ended_at: None,
    };
    let mut line = line_of(&order, wanted, &quote.name, quote.unit);
    line.reserved = sellable.reserve(tx, &line)?;
    if !line.reserved {
        return Err(PlaceOrderError::SoldOut);
    }
    store::insert_order(tx, &order)?;
    store::insert_line(tx, &line)?;
    Ok(Placed { order, line, unit: quote.unit, every: quote.every })
}

/// An order that exists because it was paid: another period of what `former` began. Nothing is reserved for it.
pub fn place_paid(
    tx: &mut Tx,
    former: &Order,
    line: &OrderLine,
    takings: &Takings,
    now: Moment,
) -> Result<(Order, OrderLine), Fault> {
    let order = Order {
        id: OrderId::new(),
        number: store::next_in_series(tx, "order")?,
        origin: Origin::Renewal.word().to_owned(),
        state: OrderState::AwaitingPayment.word().to_owned(),
        currency: takings.gross.currency,
        net: takings.gross.minor - takings.tax,
        tax: takings.tax,
        gross: takings.gross.minor,
        receipt_number: None,
        hold_until: None,
        created_at: now,
        paid_at: None,
        ended_at: None,
        ..former.clone()
    };
    let line = OrderLine {
        id: OrderLineId::new(),
        order_id: order.id.clone(),
        reserved: false,
        delivery: "waiting".to_owned(),
        delivered_at: None,
        gone_reason: None,
        last_error: None,
        ..line.clone()
    };
    store::insert_order(tx, &order)?;
    store::insert_line(tx, &line)?;
    super::mark_paid(tx, &order, takings)?;
    Ok((order, line))
}

/// Ends an order that was not paid; what it held is back on the shelf. False when it was paid or ended before.
pub fn end(tx: &mut Tx, kinds: Kinds, order: &OrderId, now: Moment) -> Result<bool, Fault> {
    if !store::mark_ended(tx, order, now)? {
        return Ok(false);
    }
    for line in store::lines_of(tx, order)? {
        if line.reserved {
            kinds.named(&line.kind)?.release(tx, &line)?;
            store::set_reserved(tx, &line.id, false)?;
        }
    }
    Ok(true)
}

fn line_of(order: &Order, wanted: &Wanted, name: &str, unit: Money) -> OrderLine {
    OrderLine {
        id: OrderLineId::new(),
        order_id: order.id.clone(),
        position: 1,
        kind: wanted.kind.to_owned(),
        item_id: wanted.item.clone(),
        price_id: wanted.price.clone(),
        name: name.to_owned(),
        quantity: wanted.quantity,
        unit_minor: unit.minor,
        discount: 0,
        net: order.net,
        tax: order.tax,
        gross: order.gross,
        tax_rate_ppm: 0,
        tax_country: String::new(),
        details: "{}".to_owned(),
        reserved: false,
        delivery: "waiting".to_owned(),
        delivered_at: None,
        gone_reason: None,
        last_error: None,
    }
}

/// The currency something is quoted in, before an order exists.
pub fn currency_of(
    tx: &mut crate::plumbing::db::Conn,
    kinds: Kinds,
    buyer: &Buyer,
    wanted: &Wanted,
    now: Moment,
) -> Result<Result<Currency, NotForSale>, Fault> {
    Ok(kinds.named(wanted.kind)?.quote(tx, wanted, buyer, now)?.map(|quote| quote.unit.currency))
}
