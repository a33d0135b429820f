//! Carts: what somebody means to buy. A cart holds nothing; paying holds.
//!
//! A member's cart is theirs on every device. Somebody who is not signed in has one by a secret in a cookie, and it is
//! poured into their own when they sign in. What never happens here: knowing what things cost or whether there are any.

mod store;

use crate::base::{Fault, Moment, SecretHash};
use crate::id;
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};

pub use store::{Cart, CartLine};

id!(
    /// A cart.
    CartId
);
id!(
    /// One thing in a cart.
    CartLineId
);

/// Lines a cart can have; more is no shopping.
pub const MOST_LINES: usize = 50;
/// How many of one thing a cart can have.
pub const MOST_OF_ONE: i64 = 99;
/// A cart nobody touched for so long is cleared away.
pub const KEPT_DAYS: i64 = 90;

/// Whose cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Member(MemberId),
    /// The hash of the secret in a visitor's cookie.
    Visitor(SecretHash),
}

/// One thing put into a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub kind: String,
    pub item: String,
    pub price: Option<String>,
    pub quantity: i64,
    /// What only its kind understands, as JSON.
    pub details: String,
}

#[derive(Debug, thiserror::Error)]
pub enum CartError {
    #[error("the cart is full")]
    Full,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Somebody's cart; none when they never had one.
pub fn of(conn: &mut Conn, owner: &Owner) -> Result<Option<Cart>, Fault> {
    store::of(conn, owner)
}

/// What is in a cart, in the order it was put in.
pub fn lines_of(conn: &mut Conn, cart: &CartId) -> Result<Vec<CartLine>, Fault> {
    store::lines_of(conn, cart)
}

/// How many things are in somebody's cart.
pub fn count(conn: &mut Conn, owner: &Owner) -> Result<i64, Fault> {
    match store::of(conn, owner)? {
        Some(cart) => store::quantity_in(conn, &cart.id),
        None => Ok(0),
    }
}

/// Puts something in. The same thing with the same details is counted up.
pub fn add(tx: &mut Tx, owner: &Owner, choice: &Choice, now: Moment) -> Result<(), CartError> {
    let cart = cart_of(tx, owner, now)?;
    put(tx, &cart.id, choice, now)?;
    store::touch(tx, &cart.id, now)?;
    Ok(())
}

fn put(tx: &mut Tx, cart: &CartId, choice: &Choice, now: Moment) -> Result<(), CartError> {
    let lines = store::lines_of(tx, cart)?;
    let same = lines.iter().find(|line| {
        line.kind == choice.kind
            && line.item_id == choice.item
            && line.price_id == choice.price
            && line.details == choice.details
    });
    match same {
        Some(line) => {
            let quantity = (line.quantity + choice.quantity).min(MOST_OF_ONE);
            Ok(store::set_quantity(tx, &line.id, quantity)?)
        }
        None if lines.len() >= MOST_LINES => Err(CartError::Full),
        None => Ok(store::insert_line(tx, &line_of(cart, choice, now))?),
    }
}

/// Sets how many of a line there are; none takes it out. False when the line is not in this cart.
pub fn set_quantity(tx: &mut Tx, owner: &Owner, line: &CartLineId, quantity: i64, now: Moment) -> Result<bool, Fault> {
    let Some(cart) = store::of(tx, owner)? else { return Ok(false) };
    if !store::lines_of(tx, &cart.id)?.iter().any(|other| &other.id == line) {
        return Ok(false);
    }
    if quantity <= 0 {
        store::delete_line(tx, line)?;
    } else {
        store::set_quantity(tx, line, quantity.min(MOST_OF_ONE))?;
    }
    store::touch(tx, &cart.id, now)?;
    Ok(true)
}

/// Keeps where it is to be sent and the code that was typed; who has no cart has nothing to keep it on.
pub fn set_terms(tx: &mut Tx, owner: &Owner, country: &str, code: &str, now: Moment) -> Result<(), Fault> {
    match store::of(tx, owner)? {
        Some(cart) => store::set_terms(tx, &cart.id, country, code, now),
        None => Ok(()),
    }
}

/// A visitor turned out to be this member: what was in the visitor's cart is in the member's.
pub fn pour(tx: &mut Tx, from: &SecretHash, into: &MemberId, now: Moment) -> Result<(), Fault> {
    let Some(visitors) = store::of(tx, &Owner::Visitor(from.clone()))? else { return Ok(()) };
    let members = cart_of(tx, &Owner::Member(into.clone()), now)?;
    for line in store::lines_of(tx, &visitors.id)? {
        let choice = Choice {
            kind: line.kind,
            item: line.item_id,
            price: line.price_id,
            quantity: line.quantity,
            details: line.details,
        };
        match put(tx, &members.id, &choice, now) {
            Ok(()) | Err(CartError::Full) => {}
            Err(CartError::Fault(fault)) => return Err(fault),
        }
    }
    if members.code.is_empty() {
        store::set_terms(tx, &members.id, &visitors.country, &visitors.code, now)?;
    }
    store::delete(tx, &visitors.id)
}

/// Takes out what was bought; what was put in since stays.
pub fn bought(tx: &mut Tx, cart: &CartId, bought: &[Choice], now: Moment) -> Result<(), Fault> {
    for line in store::lines_of(tx, cart)? {
        let taken: i64 = bought
            .iter()
            .filter(|choice| choice.kind == line.kind && choice.item == line.item_id && choice.details == line.details)
            .map(|choice| choice.quantity)
            .sum();
        match line.quantity - taken {
            left if left <= 0 => store::delete_line(tx, &line.id)?,
            left if taken > 0 => store::set_quantity(tx, &line.id, left)?,
            _ => {}
        }
    }
    store::forget_code(tx, cart, now)
}

/// Clears away carts that nobody touched for [`KEPT_DAYS`]. Gives how many.
pub fn clear_away(tx: &mut Tx, now: Moment, most: i64) -> Result<usize, Fault> {
    let old = store::untouched_since(tx, now.plus_days(-KEPT_DAYS), most)?;
    for cart in &old {
        store::delete(tx, cart)?;
    }
    Ok(old.len())
}

/// Throws a member's cart away.
pub fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    match store::of(tx, &Owner::Member(member.clone()))? {
        Some(cart) => store::delete(tx, &cart.id),
        None => Ok(()),
    }
}

fn cart_of(tx: &mut Tx, owner: &Owner, now: Moment) -> Result<Cart, Fault> {
    if let Some(cart) = store::of(tx, owner)? {
        return Ok(cart);
    }
    let (member_id, token_hash) = match owner {
        Owner::Member(member) => (Some(member.clone()), None),
        Owner::Visitor(hash) => (None, Some(hash.clone())),
    };
    let cart = Cart {
        id: CartId::new(),
        member_id,
        token_hash,
        country: String::new(),
        code: String::new(),
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, &cart)?;
    Ok(cart)
}

fn line_of(cart: &CartId, choice: &Choice, now: Moment) -> CartLine {
    CartLine {
        id: CartLineId::new(),
        cart_id: cart.clone(),
        kind: choice.kind.clone(),
        item_id: choice.item.clone(),
        price_id: choice.price.clone(),
        quantity: choice.quantity.clamp(1, MOST_OF_ONE),
        details: choice.details.clone(),
        added_at: now,
    }
}
