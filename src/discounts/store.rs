//! The codes and their uses. Private to this room.

use diesel::prelude::*;

use super::CodeId;
use crate::base::{Currency, Fault, Moment};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{discount_codes, discount_uses};

/// A code as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = discount_codes)]
pub struct DiscountCode {
    pub id: CodeId,
    pub code: String,
    pub(super) percent: Option<i64>,
    pub(super) minor: Option<i64>,
    pub(super) currency: Currency,
    /// Good for this kind of goods only; empty for all.
    pub kind: String,
    pub condition: String,
    pub starts_at: Option<Moment>,
    pub ends_at: Option<Moment>,
    pub total: Option<i64>,
    /// How often it was used, orders that wait for payment included.
    pub taken: i64,
    pub per_buyer: Option<i64>,
    pub active: bool,
    pub created_at: Moment,
}

pub(super) fn by_code(conn: &mut Conn, code: &str) -> Result<Option<DiscountCode>, Fault> {
    let found = discount_codes::table.filter(discount_codes::code.eq(code));
    Ok(found.select(DiscountCode::as_select()).first(conn).optional()?)
}

pub(super) fn all(conn: &mut Conn) -> Result<Vec<DiscountCode>, Fault> {
    let newest = discount_codes::table.order(discount_codes::created_at.desc());
    Ok(newest.select(DiscountCode::as_select()).load(conn)?)
}

pub(super) fn uses_by(conn: &mut Conn, code: &CodeId, buyer: &str) -> Result<i64, Fault> {
    let theirs = discount_uses::table.filter(discount_uses::code_id.eq(code).and(discount_uses::buyer.eq(buyer)));
    Ok(theirs.count().get_result(conn)?)
}

pub(super) fn insert(tx: &mut Tx, code: &DiscountCode) -> Result<bool, Fault> {
    Ok(Both(diesel::insert_into(discount_codes::table).values(code).on_conflict_do_nothing()).execute(tx.conn())? == 1)
}

pub(super) fn set_active(tx: &mut Tx, id: &CodeId, active: bool) -> Result<bool, Fault> {
    let changed = diesel::update(discount_codes::table.find(id)).set(discount_codes::active.eq(active));
    Ok(changed.execute(tx.conn())? == 1)
}

pub(super) fn take(tx: &mut Tx, id: &CodeId) -> Result<bool, Fault> {
    let left = discount_codes::table
        .find(id)
        .filter(discount_codes::total.is_null().or((discount_codes::taken + 1).nullable().le(discount_codes::total)));
    Ok(diesel::update(left).set(discount_codes::taken.eq(discount_codes::taken + 1)).execute(tx.conn())? == 1)
}

pub(super) fn give_back(tx: &mut Tx, id: &CodeId) -> Result<(), Fault> {
    diesel::update(discount_codes::table.find(id))
        .set(discount_codes::taken.eq(discount_codes::taken - 1))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_use(tx: &mut Tx, code: &CodeId, order: &str, buyer: &str, now: Moment) -> Result<(), Fault> {
    let row = (
        discount_uses::order_id.eq(order),
        discount_uses::code_id.eq(code),
        discount_uses::buyer.eq(buyer),
        discount_uses::used_at.eq(now),
    );
    diesel::insert_into(discount_uses::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Gives the code whose use it was.
pub(super) fn delete_use(tx: &mut Tx, order: &str) -> Result<Option<CodeId>, Fault> {
    let code = discount_uses::table.find(order).select(discount_uses::code_id).first(tx.conn()).optional()?;
    diesel::delete(discount_uses::table.find(order)).execute(tx.conn())?;
    Ok(code)
}

/// Takes the address off a buyer's uses of codes. The uses themselves still count.
pub fn forget(tx: &mut Tx, buyer: &str) -> Result<(), Fault> {
    let theirs = discount_uses::table.filter(discount_uses::buyer.eq(buyer));
    diesel::update(theirs).set(discount_uses::buyer.eq("")).execute(tx.conn())?;
    Ok(())
}
