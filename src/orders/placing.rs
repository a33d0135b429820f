//! Placing an order: what is wanted, what it costs, what is held for it.

use sha2::{Digest, Sha256};

use super::{
    Address, Kinds, NotForSale, Order, OrderId, OrderLine, OrderLineId, OrderState, Origin, Quote, Takings, carriage,
    store,
};
use crate::base::{Currency, Fault, Moment, Money, folded};
use crate::carts::{self, CartId};
use crate::discounts::{self, Discount, NoDiscount, Priced};
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};
use crate::shipping;

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// None is a guest, known by the address alone.
    pub member: Option<MemberId>,
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
    /// What only its kind understands, as a JSON object.
    pub details: String,
    /// It takes the place of what the buyer already holds of this kind.
    pub instead: bool,
}

/// What somebody wants to order at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewOrder {
    pub lines: Vec<Wanted>,
    /// A discount code; empty for none.
    pub code: String,
    pub address: Option<Address>,
    /// The cart it comes out of.
    pub cart: Option<CartId>,
}

#[derive(Debug, thiserror::Error)]
pub enum PlaceOrderError {
    /// The position of the line among those wanted, from 0, and why.
    #[error("line {0} is not for sale: {1:?}")]
    NotForSale(usize, NotForSale),
    /// Nothing was taken and no order exists. The position of the first that there is not enough of, from 0.
    #[error("line {0} is sold out")]
    SoldOut(usize),
    #[error("the code takes nothing off: {0:?}")]
    NoDiscount(NoDiscount),
    /// Something has to be sent and nobody said where to.
    #[error("an address is missing")]
    NoAddress,
    #[error("nothing is wanted")]
    Empty,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What was placed.
#[derive(Debug, Clone)]
pub struct Placed {
    pub order: Order,
    pub lines: Vec<PlacedLine>,
}

#[derive(Debug, Clone)]
pub struct PlacedLine {
    pub line: OrderLine,
    pub quote: Quote,
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

/// What an order would cost now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// One a wanted line, in their order.
    pub lines: Vec<Result<Quote, NotForSale>>,
    /// Sum of what can be had, before the discount and sending.
    pub goods: Money,
    pub discount: Option<Result<Discount, NoDiscount>>,
    /// None when nothing has to be sent, or nobody said where to.
    pub carriage: Option<shipping::Carriage>,
    pub needs_address: bool,
    /// It cannot be sent to the country that was named.
    pub not_sent_there: bool,
    pub total: Money,
}

impl NewOrder {
    /// One thing by itself.
    pub fn of(wanted: Wanted) -> NewOrder {
        NewOrder { lines: vec![wanted], ..NewOrder::default() }
    }

    /// Tells whether two orders ask for the same: a hash over everything that decides what is charged and delivered.
    pub fn fingerprint(&self, buyer: &Buyer) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        };
        add(&buyer.email);
        // Whoever only knows somebody's address continues no order of theirs.
        add(buyer.member.as_ref().map_or("", MemberId::as_str));
        add(self.cart.as_ref().map_or("", CartId::as_str));
        add(&self.code);
        for line in &self.lines {
            add(line.kind);
            add(&line.item);
            add(line.price.as_deref().unwrap_or_default());
            add(&line.quantity.to_string());
            add(&line.details);
        }
        for line in self.address.iter().flat_map(Address::lines) {
            add(&line);
        }
        add(self.address.as_ref().map_or("", |address| &address.country));
        hex::encode(hash.finalize())
    }
}

/// Reckons what an order would cost, each line by itself: what cannot be had says why and counts for nothing.
/// `country` is where it goes; empty when nobody said.
pub fn reckon(
    conn: &mut Conn,
    kinds: Kinds,
    buyer: &Buyer,
    new: &NewOrder,
    country: &str,
    currency: Currency,
    now: Moment,
) -> Result<Reckoning, Fault> {
    let lines = quotes(conn, kinds, buyer, &new.lines, now)?;
    let mut priced = Vec::with_capacity(lines.len());
    let (mut goods, mut grams, mut needs_address) = (Money::zero(currency), 0_i64, false);
    for (quote, wanted) in lines.iter().zip(&new.lines) {
        let gross = match quote {
            Ok(quote) => quote.unit.times(wanted.quantity).map_err(broken)?,
            Err(_) => Money::zero(currency),
        };
        goods = goods.plus(gross).map_err(broken)?;
        priced.push(Priced { kind: wanted.kind, gross });
        if let Ok(Quote { grams: Some(weight), .. }) = quote {
            needs_address = true;
            grams += weight * wanted.quantity;
        }
    }
    let discount = match new.code.trim() {
        "" => None,
        code => Some(discount(conn, buyer, code, &priced, now)?),
    };
    let off: i64 = match &discount {
        Some(Ok(discount)) => discount.shares.iter().sum(),
        _ => 0,
    };
    let to_pay = Money::new(goods.minor - off, currency);
    let asked = needs_address && !country.is_empty();
    let carriage = if asked { shipping::carriage(conn, country, grams, to_pay)? } else { None };
    let not_sent_there = asked && carriage.is_none();
    let sending = carriage.as_ref().map_or(Money::zero(currency), |carriage| carriage.price);
    let total = to_pay.plus(sending).map_err(broken)?;
    Ok(Reckoning { lines, goods, discount, carriage, needs_address, not_sent_there, total })
}

fn broken(error: crate::base::MoneyError) -> Fault {
    Fault::broken(error.to_string())
}

fn quotes(
    conn: &mut Conn,
    kinds: Kinds,
    buyer: &Buyer,
    wanted: &[Wanted],
    now: Moment,
) -> Result<Vec<Result<Quote, NotForSale>>, Fault> {
    let alone = wanted.len() == 1;
    let mut lines = Vec::with_capacity(wanted.len());
    for (nth, line) in wanted.iter().enumerate() {
        let quote = kinds.named(line.kind)?.quote(conn, line, buyer, now)?;
        lines.push(match quote {
            Ok(quote) if quote.every.is_some() && !alone => Err(NotForSale::OnItsOwn),
            Ok(quote) => match quote.most {
                Some(most) if before(line, &quote, &wanted[..nth]) + line.quantity > most => {
                    Err(NotForSale::AtMost(most))
                }
                _ => Ok(quote),
            },
            Err(why) => Err(why),
        });
    }
    Ok(lines)
}

/// How many of the same thing stand before it, with other answers or in other forms: together they keep to the limit.
fn before(line: &Wanted, quote: &Quote, others: &[Wanted]) -> i64 {
    let same = |other: &&Wanted| other.item == line.item || quote.together.contains(&other.item);
    others.iter().filter(|other| other.kind == line.kind).filter(same).map(|other| other.quantity).sum()
}

fn discount(
    conn: &mut Conn,
    buyer: &Buyer,
    code: &str,
    priced: &[Priced<'_>],
    now: Moment,
) -> Result<Result<Discount, NoDiscount>, Fault> {
    let standing = match &buyer.member {
        Some(member) => members::standing_of(conn, member)?,
        None => None,
    };
    discounts::reckon(conn, code, priced, &folded(&buyer.email), standing.as_ref(), now)
}

/// Until the transaction ends, no other order of this buyer, or out of the same cart, is decided on.
pub fn alone_with_buyer(tx: &mut Tx, buyer: &Buyer, new: &NewOrder) -> Result<(), Fault> {
    // Always in this order: two that wait for each other in a circle would both fail.
    tx.alone_with(&format!("buyer's address {}", folded(&buyer.email)))?;
    if let Some(member) = &buyer.member {
        tx.alone_with(&format!("buying member {member}"))?;
    }
    if let Some(cart) = &new.cart {
        tx.alone_with(&format!("cart {cart}"))?;
    }
    Ok(())
}

/// Places an order: quoted, held, awaiting payment. What cannot be had leaves no trace.
pub fn place(
    tx: &mut Tx,
    kinds: Kinds,
    buyer: &Buyer,
    new: &NewOrder,
    terms: &Terms,
    now: Moment,
) -> Result<Placed, PlaceOrderError> {
    alone_with_buyer(tx, buyer, new)?;
    let country = new.address.as_ref().map_or("", |address| &address.country);
    let currency = currency_of(tx, kinds, buyer, new, now)?;
    let reckoning = reckon(tx, kinds, buyer, new, country, currency, now)?;
    if reckoning.needs_address && new.address.is_none() {
        return Err(PlaceOrderError::NoAddress);
    }
    if reckoning.not_sent_there {
        let nth = reckoning.lines.iter().position(|line| matches!(line, Ok(Quote { grams: Some(_), .. })));
        return Err(PlaceOrderError::NotForSale(nth.unwrap_or(0), NotForSale::NotSentTo(country.to_owned())));
    }
    let mut quotes = Vec::with_capacity(reckoning.lines.len());
    for (nth, line) in reckoning.lines.into_iter().enumerate() {
        quotes.push(line.map_err(|why| PlaceOrderError::NotForSale(nth, why))?);
    }
    within_limits(tx, buyer, &new.lines, &quotes)?;
    let discount = match reckoning.discount {
        Some(outcome) => Some(outcome.map_err(PlaceOrderError::NoDiscount)?),
        None => None,
    };
    let order = order_of(tx, buyer, new, terms, reckoning.total, now)?;
    let mut lines = lines_of(&order, &new.lines, quotes, discount.as_ref())?;
    if let Some(carriage) = &reckoning.carriage {
        lines.push(carriage_line(&order, lines.len(), carriage));
    }
    reserve(tx, kinds, &mut lines)?;
    store::insert_order(tx, &order)?;
    for placed in &lines {
        store::insert_line(tx, &placed.line)?;
    }
    if let Some(address) = new.address.as_ref().filter(|_| reckoning.needs_address) {
        store::insert_address(tx, &order.id, address)?;
    }
    if let Some(discount) = &discount
        && !discounts::take(tx, discount, order.id.as_str(), &order.email_folded, now)?
    {
        return Err(PlaceOrderError::NoDiscount(NoDiscount::UsedUp));
    }
    Ok(Placed { order, lines })
}

/// What a buyer holds in other orders counts towards what one may have: many carts at once are no way around.
fn within_limits(conn: &mut Conn, buyer: &Buyer, wanted: &[Wanted], quotes: &[Quote]) -> Result<(), PlaceOrderError> {
    for (nth, (line, quote)) in wanted.iter().zip(quotes).enumerate() {
        let Some(most) = quote.most else { continue };
        let mut items = quote.together.clone();
        items.push(line.item.clone());
        let held = store::held_by(conn, buyer, line.kind, &items)?;
        if held + line.quantity > most {
            return Err(PlaceOrderError::NotForSale(nth, NotForSale::AtMost(most)));
        }
    }
    Ok(())
}

/// The currency of what is wanted: that of its first line.
pub fn currency_of(
    conn: &mut Conn,
    kinds: Kinds,
    buyer: &Buyer,
    new: &NewOrder,
    now: Moment,
) -> Result<Currency, PlaceOrderError> {
    let first = new.lines.first().ok_or(PlaceOrderError::Empty)?;
    let quote = kinds.named(first.kind)?.quote(conn, first, buyer, now)?;
    Ok(quote.map_err(|why| PlaceOrderError::NotForSale(0, why))?.unit.currency)
}

fn order_of(
    tx: &mut Tx,
    buyer: &Buyer,
    new: &NewOrder,
    terms: &Terms,
    total: Money,
    now: Moment,
) -> Result<Order, Fault> {
    let instead = new.lines.iter().any(|line| line.instead);
    let origin = if instead { Origin::Change } else { Origin::Checkout };
    Ok(Order {
        id: OrderId::new(),
        number: store::next_in_series(tx, "order")?,
        origin: origin.word().to_owned(),
        member_id: buyer.member.clone(),
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
        cart_id: new.cart.clone(),
        fingerprint: new.fingerprint(buyer),
        email_folded: folded(&buyer.email),
    })
}

fn lines_of(
    order: &Order,
    wanted: &[Wanted],
    quotes: Vec<Quote>,
    discount: Option<&Discount>,
) -> Result<Vec<PlacedLine>, Fault> {
    let mut lines = Vec::with_capacity(quotes.len() + 1);
    for (nth, (wanted, quote)) in wanted.iter().zip(quotes).enumerate() {
        let full = quote.unit.times(wanted.quantity).map_err(broken)?;
        let off = discount.and_then(|discount| discount.shares.get(nth).copied()).unwrap_or(0);
        lines.push(PlacedLine { line: line_of(order, nth, wanted, &quote, full.minor, off), quote });
    }
    Ok(lines)
}

fn line_of(order: &Order, nth: usize, wanted: &Wanted, quote: &Quote, full: i64, off: i64) -> OrderLine {
    OrderLine {
        id: OrderLineId::new(),
        order_id: order.id.clone(),
        position: i32::try_from(nth + 1).unwrap_or(i32::MAX),
        kind: wanted.kind.to_owned(),
        item_id: wanted.item.clone(),
        price_id: wanted.price.clone(),
        name: quote.name.clone(),
        quantity: wanted.quantity,
        unit_minor: quote.unit.minor,
        discount: off,
        net: full - off,
        tax: 0,
        gross: full - off,
        tax_rate_ppm: 0,
        tax_country: String::new(),
        details: wanted.details.clone(),
        reserved: false,
        delivery: "waiting".to_owned(),
        delivered_at: None,
        gone_reason: None,
        last_error: None,
    }
}

fn carriage_line(order: &Order, nth: usize, carriage: &shipping::Carriage) -> PlacedLine {
    let quote = Quote::new(carriage.zone_name.clone(), carriage.price, "/cart");
    let wanted = Wanted {
        kind: carriage::KIND,
        item: carriage.zone.to_string(),
        price: None,
        quantity: 1,
        details: "{}".to_owned(),
        instead: false,
    };
    PlacedLine { line: line_of(order, nth, &wanted, &quote, carriage.price.minor, 0), quote }
}

/// Takes everything off the shelf, always in the same order: two orders for the same things never wait for each other
/// crosswise.
fn reserve(tx: &mut Tx, kinds: Kinds, lines: &mut [PlacedLine]) -> Result<(), PlaceOrderError> {
    let mut turn: Vec<usize> = (0..lines.len()).collect();
    turn.sort_by(|a, b| {
        let key = |nth: &usize| (&lines[*nth].line.kind, &lines[*nth].line.item_id);
        key(a).cmp(&key(b))
    });
    for nth in turn {
        let line = &mut lines[nth].line;
        line.reserved = kinds.named(&line.kind)?.reserve(tx, line)?;
        if !line.reserved {
            return Err(PlaceOrderError::SoldOut(nth));
        }
    }
    Ok(())
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
        cart_id: None,
        fingerprint: String::new(),
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
    discounts::give_back(tx, order.as_str())?;
    Ok(true)
}

/// What was paid for is taken out of the cart it came from.
pub(super) fn empty_cart(tx: &mut Tx, order: &Order, now: Moment) -> Result<(), Fault> {
    let Some(cart) = &order.cart_id else { return Ok(()) };
    let bought: Vec<carts::Choice> = store::lines_of(tx, &order.id)?
        .into_iter()
        .map(|line| carts::Choice {
            kind: line.kind,
            item: line.item_id,
            price: line.price_id,
            quantity: line.quantity,
            details: line.details,
        })
        .collect();
    carts::bought(tx, cart, &bought, now)
}
