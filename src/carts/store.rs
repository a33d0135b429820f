//! The carts. Private to this room.

use diesel::prelude::*;

use super::{CartId, CartLineId, Owner};
use crate::base::{Fault, Moment, SecretHash};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{cart_lines, carts};

/// A cart, without what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = carts)]
pub struct Cart {
    pub id: CartId,
    pub member_id: Option<MemberId>,
    pub(super) token_hash: Option<SecretHash>,
    /// Where it is to be sent, ISO 3166 alpha-2; empty before it was said.
    pub country: String,
    /// The discount code that was typed.
    pub code: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// One thing in a cart.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = cart_lines)]
pub struct CartLine {
    pub id: CartLineId,
    pub cart_id: CartId,
    pub kind: String,
    pub item_id: String,
    pub price_id: Option<String>,
    pub quantity: i64,
    pub details: String,
    pub added_at: Moment,
}

pub(super) fn of(conn: &mut Conn, owner: &Owner) -> Result<Option<Cart>, Fault> {
    let found = match owner {
        Owner::Member(member) => carts::table.filter(carts::member_id.eq(member)).select(Cart::as_select()).first(conn),
        Owner::Visitor(hash) => carts::table.filter(carts::token_hash.eq(hash)).select(Cart::as_select()).first(conn),
    };
    Ok(found.optional()?)
}

pub(super) fn lines_of(conn: &mut Conn, cart: &CartId) -> Result<Vec<CartLine>, Fault> {
    let lines = cart_lines::table.filter(cart_lines::cart_id.eq(cart)).order((cart_lines::added_at, cart_lines::id));
    Ok(lines.select(CartLine::as_select()).load(conn)?)
}

pub(super) fn quantity_in(conn: &mut Conn, cart: &CartId) -> Result<i64, Fault> {
    let quantities: Vec<i64> =
        cart_lines::table.filter(cart_lines::cart_id.eq(cart)).select(cart_lines::quantity).load(conn)?;
    Ok(quantities.iter().sum())
}

pub(super) fn insert(tx: &mut Tx, cart: &Cart) -> Result<(), Fault> {
    diesel::insert_into(carts::table).values(cart).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_line(tx: &mut Tx, line: &CartLine) -> Result<(), Fault> {
    diesel::insert_into(cart_lines::table).values(line).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_quantity(tx: &mut Tx, line: &CartLineId, quantity: i64) -> Result<(), Fault> {
    diesel::update(cart_lines::table.find(line)).set(cart_lines::quantity.eq(quantity)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_line(tx: &mut Tx, line: &CartLineId) -> Result<(), Fault> {
    diesel::delete(cart_lines::table.find(line)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn touch(tx: &mut Tx, cart: &CartId, now: Moment) -> Result<(), Fault> {
    diesel::update(carts::table.find(cart)).set(carts::updated_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_terms(tx: &mut Tx, cart: &CartId, country: &str, code: &str, now: Moment) -> Result<(), Fault> {
    diesel::update(carts::table.find(cart))
        .set((carts::country.eq(country), carts::code.eq(code), carts::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn forget_code(tx: &mut Tx, cart: &CartId, now: Moment) -> Result<(), Fault> {
    diesel::update(carts::table.find(cart)).set((carts::code.eq(""), carts::updated_at.eq(now))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn untouched_since(conn: &mut Conn, since: Moment, most: i64) -> Result<Vec<CartId>, Fault> {
    let old = carts::table.filter(carts::updated_at.lt(since)).order(carts::updated_at).limit(most);
    Ok(old.select(carts::id).load(conn)?)
}

pub(super) fn delete(tx: &mut Tx, cart: &CartId) -> Result<(), Fault> {
    diesel::delete(cart_lines::table.filter(cart_lines::cart_id.eq(cart))).execute(tx.conn())?;
    diesel::delete(carts::table.find(cart)).execute(tx.conn())?;
    Ok(())
}
