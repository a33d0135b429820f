//! The orders tables. Private to this room.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel::upsert::excluded;

use super::capacities::Capacity;
use super::prices::{Price, PriceId};
use super::{Address, Buyer, OrderId, OrderLine, OrderLineId, OrderState, Origin, Takings};
use crate::base::{Currency, Fault, Moment, folded};
use crate::carts::CartId;
use crate::members::MemberId;
use crate::plumbing::db::{Backend, Both, Conn, Tx};
use crate::plumbing::schema::{capacities, number_series, order_addresses, order_lines, orders, prices};

/// An order as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub struct Order {
    pub id: OrderId,
    /// For people: given in order, never reused.
    pub number: i64,
    pub origin: String,
    pub member_id: Option<MemberId>,
    pub email: String,
    pub language: String,
    pub state: String,
    pub currency: Currency,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    /// False for test money.
    pub livemode: bool,
    pub receipt_number: Option<i64>,
    pub return_to: String,
    /// When the hold may end; none when it has no clock.
    pub hold_until: Option<Moment>,
    pub created_at: Moment,
    pub paid_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    /// The cart it came out of.
    pub cart_id: Option<CartId>,
    /// See [`super::NewOrder::fingerprint`]; empty where nobody pressed "pay".
    pub fingerprint: String,
    /// As addresses are compared.
    pub email_folded: String,
}

pub(super) fn insert_order(tx: &mut Tx, order: &Order) -> Result<(), Fault> {
    diesel::insert_into(orders::table).values(order).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_line(tx: &mut Tx, line: &OrderLine) -> Result<(), Fault> {
    diesel::insert_into(order_lines::table).values(line).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_orders(tx: &mut Tx, rows: &[Order]) -> Result<(), Fault> {
    tx.exec(diesel::insert_into(orders::table).values(rows))?;
    Ok(())
}

pub(super) fn insert_lines(tx: &mut Tx, rows: &[OrderLine]) -> Result<(), Fault> {
    tx.exec(diesel::insert_into(order_lines::table).values(rows))?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, order: &OrderId) -> Result<Option<Order>, Fault> {
    Ok(orders::table.find(order).select(Order::as_select()).first(conn).optional()?)
}

/// By the number people know.
pub fn by_number(conn: &mut Conn, number: i64) -> Result<Option<Order>, Fault> {
    Ok(orders::table.filter(orders::number.eq(number)).select(Order::as_select()).first(conn).optional()?)
}

/// The numbers of orders, by their ids.
pub fn numbers_of(conn: &mut Conn, ids: &[OrderId]) -> Result<HashMap<String, i64>, Fault> {
    let known = orders::table.filter(orders::id.eq_any(ids)).select((orders::id, orders::number));
    Ok(known.load::<(OrderId, i64)>(conn)?.into_iter().map(|(id, number)| (id.0, number)).collect())
}

/// A member's orders, newest first.
pub fn of_member(conn: &mut Conn, member: &MemberId, most: i64) -> Result<Vec<Order>, Fault> {
    let bought = orders::member_id.eq(member).and(orders::origin.ne(Origin::Adoption.word()));
    let theirs = orders::table.filter(bought).order((orders::created_at.desc(), orders::id.desc()));
    Ok(theirs.limit(most).select(Order::as_select()).load(conn)?)
}

pub fn lines_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<OrderLine>, Fault> {
    let lines = order_lines::table.filter(order_lines::order_id.eq(order)).order(order_lines::position);
    Ok(lines.select(OrderLine::as_select()).load(conn)?)
}

pub fn order_of_line(conn: &mut Conn, line: &OrderLineId) -> Result<Option<OrderId>, Fault> {
    Ok(order_lines::table.find(line).select(order_lines::order_id).first(conn).optional()?)
}

pub(super) fn line(conn: &mut Conn, line: &OrderLineId) -> Result<Option<OrderLine>, Fault> {
    Ok(order_lines::table.find(line).select(OrderLine::as_select()).first(conn).optional()?)
}

/// The newest order that waits for payment and asks for exactly this.
pub fn awaiting_like(conn: &mut Conn, fingerprint: &str) -> Result<Option<Order>, Fault> {
    let awaiting = orders::table
        .filter(orders::state.eq(OrderState::AwaitingPayment.word()).and(orders::fingerprint.eq(fingerprint)))
        .order(orders::created_at.desc());
    Ok(awaiting.select(Order::as_select()).first(conn).optional()?)
}

/// Orders out of this cart that wait for payment.
pub fn awaiting_out_of(conn: &mut Conn, cart: &CartId) -> Result<Vec<Order>, Fault> {
    let awaiting =
        orders::table.filter(orders::cart_id.eq(cart).and(orders::state.eq(OrderState::AwaitingPayment.word())));
    Ok(awaiting.order(orders::created_at).select(Order::as_select()).load(conn)?)
}

/// How many of some things a buyer holds in orders that are not delivered yet, by account or address.
pub(super) fn held_by(conn: &mut Conn, buyer: &Buyer, kind: &str, items: &[String]) -> Result<i64, Fault> {
    let held = order_lines::table
        .inner_join(orders::table)
        .filter(order_lines::kind.eq(kind).and(order_lines::item_id.eq_any(items)))
        .filter(order_lines::delivery.eq("waiting").and(orders::state.ne(OrderState::Ended.word())))
        .select(order_lines::quantity);
    let by_address = orders::email_folded.eq(folded(&buyer.email));
    let quantities: Vec<i64> = match &buyer.member {
        Some(member) => held.filter(orders::member_id.eq(member).or(by_address)).load(conn)?,
        None => held.filter(by_address).load(conn)?,
    };
    Ok(quantities.iter().sum())
}

/// Where an order is to be sent.
pub fn address_of(conn: &mut Conn, order: &OrderId) -> Result<Option<Address>, Fault> {
    Ok(order_addresses::table.find(order).select(Address::as_select()).first(conn).optional()?)
}

/// Where a member had something sent last.
pub fn last_address_of(conn: &mut Conn, member: &MemberId) -> Result<Option<Address>, Fault> {
    let theirs = order_addresses::table
        .inner_join(orders::table)
        .filter(orders::member_id.eq(member))
        .order((orders::created_at.desc(), orders::id.desc()));
    Ok(theirs.select(Address::as_select()).first(conn).optional()?)
}

pub(super) fn insert_address(tx: &mut Tx, order: &OrderId, address: &Address) -> Result<(), Fault> {
    let row = (order_addresses::order_id.eq(order), address);
    diesel::insert_into(order_addresses::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn claim(tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<usize, Fault> {
    let theirs = orders::table.filter(orders::member_id.is_null().and(orders::email_folded.eq(email_folded)));
    Ok(diesel::update(theirs).set(orders::member_id.eq(member)).execute(tx.conn())?)
}

/// Orders whose hold has run out and that were not paid.
pub fn due_to_end(conn: &mut Conn, now: Moment, most: i64) -> Result<Vec<OrderId>, Fault> {
    let due = orders::table
        .filter(orders::state.eq(OrderState::AwaitingPayment.word()).and(orders::hold_until.le(now)))
        .order(orders::hold_until)
        .limit(most);
    Ok(due.select(orders::id).load(conn)?)
}

/// Orders waiting for money that is on its way by a slow method.
pub fn without_clock(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    let waiting = orders::table
        .filter(orders::state.eq(OrderState::AwaitingPayment.word()).and(orders::hold_until.is_null()))
        .order(orders::created_at)
        .limit(most);
    Ok(waiting.select(orders::id).load(conn)?)
}

/// Paid orders with lines that are neither delivered nor refunded.
pub fn paid_but_undelivered_orders(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    let owed = orders::table
        .filter(orders::state.eq(OrderState::Paid.word()))
        .filter(
            orders::id
                .eq_any(order_lines::table.filter(order_lines::delivery.eq("waiting")).select(order_lines::order_id)),
        )
        .order(orders::paid_at)
        .limit(most);
    Ok(owed.select(orders::id).load(conn)?)
}

/// How many lines were paid for and are neither delivered nor refunded. The number on the dashboard.
pub fn paid_not_delivered(conn: &mut Conn) -> Result<i64, Fault> {
    let owed = order_lines::table
        .inner_join(orders::table)
        .filter(orders::state.eq(OrderState::Paid.word()).and(order_lines::delivery.eq("waiting")));
    Ok(owed.count().get_result(conn)?)
}

/// Paid lines that could not be delivered yet, with what went wrong.
pub fn troubled_lines(conn: &mut Conn) -> Result<Vec<(OrderId, String)>, Fault> {
    let troubled = order_lines::table
        .filter(order_lines::delivery.eq("waiting").and(order_lines::last_error.is_not_null()))
        .order(order_lines::id)
        .limit(100);
    let rows: Vec<(OrderId, Option<String>)> =
        troubled.select((order_lines::order_id, order_lines::last_error)).load(conn)?;
    Ok(rows.into_iter().map(|(order, error)| (order, error.unwrap_or_default())).collect())
}

pub(super) fn mark_paid(tx: &mut Tx, order: &OrderId, takings: &Takings) -> Result<bool, Fault> {
    let unpaid = orders::table.filter(orders::id.eq(order).and(orders::paid_at.is_null()));
    let changed = diesel::update(unpaid)
        .set((
            orders::state.eq(OrderState::Paid.word()),
            orders::paid_at.eq(takings.at),
            orders::ended_at.eq(None::<Moment>),
            orders::hold_until.eq(None::<Moment>),
            orders::gross.eq(takings.gross.minor),
            orders::tax.eq(takings.tax),
            orders::net.eq(takings.gross.minor - takings.tax),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn give_receipt_number(tx: &mut Tx, order: &OrderId, number: i64) -> Result<(), Fault> {
    diesel::update(orders::table.find(order)).set(orders::receipt_number.eq(number)).execute(tx.conn())?;
    Ok(())
}

/// Writes what was taken to the lines, in proportion to what each was to cost; the last gets what rounding leaves.
pub(super) fn spread_takings(tx: &mut Tx, order: &OrderId, takings: &Takings) -> Result<(), Fault> {
    let lines = lines_of(tx, order)?;
    let asked: i64 = lines.iter().map(|line| line.gross).sum();
    let (mut gross_left, mut tax_left) = (takings.gross.minor, takings.tax);
    for (index, line) in lines.iter().enumerate() {
        let share = |whole: i64| match asked {
            0 => 0,
            asked => i64::try_from(i128::from(whole) * i128::from(line.gross) / i128::from(asked)).unwrap_or(0),
        };
        // What a line cost can be given back by itself.
        let payable = |amount: i64| amount - amount % takings.gross.currency.step();
        let last = index + 1 == lines.len();
        let gross = if last { gross_left } else { payable(share(takings.gross.minor)) };
        let tax = if last { tax_left } else { share(takings.tax) };
        gross_left -= gross;
        tax_left -= tax;
        let money = (order_lines::gross.eq(gross), order_lines::tax.eq(tax), order_lines::net.eq(gross - tax));
        diesel::update(order_lines::table.find(&line.id)).set(money).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn mark_ended(tx: &mut Tx, order: &OrderId, now: Moment) -> Result<bool, Fault> {
    let awaiting = orders::table.filter(orders::id.eq(order).and(orders::state.eq(OrderState::AwaitingPayment.word())));
    let changed = diesel::update(awaiting)
        .set((
            orders::state.eq(OrderState::Ended.word()),
            orders::ended_at.eq(now),
            orders::hold_until.eq(None::<Moment>),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn set_hold(tx: &mut Tx, order: &OrderId, until: Option<Moment>) -> Result<(), Fault> {
    let awaiting = orders::table.filter(orders::id.eq(order).and(orders::state.eq(OrderState::AwaitingPayment.word())));
    diesel::update(awaiting).set(orders::hold_until.eq(until)).execute(tx.conn())?;
    Ok(())
}

/// False when it was not waiting.
pub(super) fn claim_line(tx: &mut Tx, line: &OrderLineId, now: Moment) -> Result<bool, Fault> {
    let waiting = order_lines::table.filter(order_lines::id.eq(line).and(order_lines::delivery.eq("waiting")));
    let changed = diesel::update(waiting)
        .set((
            order_lines::delivery.eq("delivered"),
            order_lines::delivered_at.eq(now),
            order_lines::last_error.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn mark_gone(tx: &mut Tx, line: &OrderLineId, reason: &str) -> Result<(), Fault> {
    diesel::update(order_lines::table.find(line))
        .set((
            order_lines::delivery.eq("gone"),
            order_lines::delivered_at.eq(None::<Moment>),
            order_lines::gone_reason.eq(reason),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_revoked(tx: &mut Tx, line: &OrderLineId) -> Result<bool, Fault> {
    let delivered = order_lines::table.filter(order_lines::id.eq(line).and(order_lines::delivery.eq("delivered")));
    Ok(diesel::update(delivered).set(order_lines::delivery.eq("revoked")).execute(tx.conn())? == 1)
}

/// What was still owed is not owed any more. False when it was not waiting.
pub(super) fn mark_void(tx: &mut Tx, line: &OrderLineId) -> Result<bool, Fault> {
    let waiting = order_lines::table.filter(order_lines::id.eq(line).and(order_lines::delivery.eq("waiting")));
    let void = (order_lines::delivery.eq("void"), order_lines::last_error.eq(None::<String>));
    Ok(diesel::update(waiting).set(void).execute(tx.conn())? == 1)
}

pub(super) fn set_reserved(tx: &mut Tx, line: &OrderLineId, reserved: bool) -> Result<(), Fault> {
    diesel::update(order_lines::table.find(line)).set(order_lines::reserved.eq(reserved)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_trouble(tx: &mut Tx, line: &OrderLineId, error: &str) -> Result<(), Fault> {
    let waiting = order_lines::table.filter(order_lines::id.eq(line).and(order_lines::delivery.eq("waiting")));
    diesel::update(waiting).set(order_lines::last_error.eq(error)).execute(tx.conn())?;
    Ok(())
}

/// The next number of a series, without gaps: the row stays locked until this transaction ends.
pub(super) fn next_in_series(tx: &mut Tx, series: &str) -> Result<i64, Fault> {
    take_from_series(tx, series, 1)
}

/// Takes the next `n` numbers of a series at once; gives the last of them.
pub(super) fn take_from_series(tx: &mut Tx, series: &str, n: i64) -> Result<i64, Fault> {
    let first =
        diesel::insert_into(number_series::table).values((number_series::name.eq(series), number_series::last.eq(0)));
    Both(first.on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(diesel::update(number_series::table.find(series))
        .set(number_series::last.eq(number_series::last + n))
        .returning(number_series::last)
        .get_result(tx.conn())?)
}

/// The next credit note's number; test money has a series of its own.
pub fn credit_note_number(tx: &mut Tx, livemode: bool) -> Result<i64, Fault> {
    next_in_series(tx, if livemode { "credit_note" } else { "credit_note/test" })
}

pub(super) fn capacity(conn: &mut Conn, kind: &str, item: &str) -> Result<Option<Capacity>, Fault> {
    let found = capacities::table
        .find((kind, item))
        .select((capacities::total, capacities::taken))
        .first::<(Option<i64>, i64)>(conn);
    Ok(found.optional()?.map(|(total, taken)| Capacity { total, taken }))
}

/// Kind, item and what is taken of it, for every capacity.
pub(super) fn all_taken(conn: &mut Conn) -> Result<Vec<(String, String, i64)>, Fault> {
    Ok(capacities::table.select((capacities::kind, capacities::item_id, capacities::taken)).load(conn)?)
}

/// Lines that have something in common.
type Those = Box<dyn BoxableExpression<order_lines::table, Backend, SqlType = Bool>>;

/// How many of each item the lines of a kind have that are held for, delivered or not.
pub(super) fn reserved_quantities(conn: &mut Conn, kind: &str) -> Result<Vec<(String, i64)>, Fault> {
    quantities(conn, kind, Box::new(order_lines::reserved))
}

/// How many of each item the lines of a kind have that are held for and not delivered yet.
pub(super) fn waiting_quantities(conn: &mut Conn, kind: &str) -> Result<Vec<(String, i64)>, Fault> {
    quantities(conn, kind, Box::new(order_lines::reserved.and(order_lines::delivery.eq("waiting"))))
}

/// How many of each item the lines of a kind had before they were taken back.
pub(super) fn revoked_quantities(conn: &mut Conn, kind: &str) -> Result<Vec<(String, i64)>, Fault> {
    quantities(conn, kind, Box::new(order_lines::delivery.eq("revoked")))
}

fn quantities(conn: &mut Conn, kind: &str, those: Those) -> Result<Vec<(String, i64)>, Fault> {
    let counted = order_lines::table
        .filter(order_lines::kind.eq(kind))
        .filter(those)
        .group_by(order_lines::item_id)
        .select((order_lines::item_id, sql::<BigInt>("CAST(SUM(quantity) AS BIGINT)")));
    Ok(counted.load(conn)?)
}

pub(super) fn ensure_capacity(tx: &mut Tx, kind: &str, item: &str) -> Result<(), Fault> {
    let row = (
        capacities::kind.eq(kind),
        capacities::item_id.eq(item),
        capacities::total.eq(None::<i64>),
        capacities::taken.eq(0),
    );
    Both(diesel::insert_into(capacities::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_capacity(tx: &mut Tx, kind: &str, item: &str, total: Option<i64>) -> Result<(), Fault> {
    let row =
        (capacities::kind.eq(kind), capacities::item_id.eq(item), capacities::total.eq(total), capacities::taken.eq(0));
    let upsert = diesel::insert_into(capacities::table)
        .values(row)
        .on_conflict((capacities::kind, capacities::item_id))
        .do_update()
        .set(capacities::total.eq(excluded(capacities::total)));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

pub(super) fn take_capacity(tx: &mut Tx, kind: &str, item: &str, n: i64) -> Result<bool, Fault> {
    let enough = capacities::table
        .find((kind, item))
        .filter(capacities::total.is_null().or((capacities::taken + n).nullable().le(capacities::total)));
    Ok(diesel::update(enough).set(capacities::taken.eq(capacities::taken + n)).execute(tx.conn())? == 1)
}

pub(super) fn add_to_taken(tx: &mut Tx, kind: &str, item: &str, n: i64) -> Result<(), Fault> {
    diesel::update(capacities::table.find((kind, item)))
        .set(capacities::taken.eq(capacities::taken + n))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn add_to_total(tx: &mut Tx, kind: &str, item: &str, by: i64) -> Result<bool, Fault> {
    let row = capacities::table.find((kind, item));
    if by >= 0 {
        // Without a limit there was nothing on a shelf: what is said to be there is all there is.
        let unlimited = row.filter(capacities::total.is_null());
        diesel::update(unlimited).set(capacities::total.eq(capacities::taken.nullable())).execute(tx.conn())?;
    }
    let enough = row.filter((capacities::total + by).ge(capacities::taken.nullable()));
    Ok(diesel::update(enough).set(capacities::total.eq(capacities::total + by)).execute(tx.conn())? == 1)
}

pub(super) fn set_left(tx: &mut Tx, kind: &str, item: &str, left: i64) -> Result<(), Fault> {
    diesel::update(capacities::table.find((kind, item)))
        .set(capacities::total.eq((capacities::taken + left).nullable()))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn price(conn: &mut Conn, price: &str) -> Result<Option<Price>, Fault> {
    Ok(prices::table.filter(prices::id.eq(price)).select(Price::as_select()).first(conn).optional()?)
}

pub(super) fn active_prices(conn: &mut Conn, kind: &str) -> Result<Vec<Price>, Fault> {
    let active = prices::table.filter(prices::item_kind.eq(kind).and(prices::active.eq(true)));
    Ok(active.order(prices::minor).select(Price::as_select()).load(conn)?)
}

pub(super) fn active_price(
    conn: &mut Conn,
    kind: &str,
    item: &str,
    period: &str,
    currency: Currency,
) -> Result<Option<Price>, Fault> {
    let active = prices::table
        .filter(prices::item_kind.eq(kind).and(prices::item_id.eq(item)).and(prices::active.eq(true)))
        .filter(prices::period.eq(period).and(prices::currency.eq(currency)));
    Ok(active.select(Price::as_select()).first(conn).optional()?)
}

pub(super) fn retire_price(tx: &mut Tx, price: &PriceId) -> Result<(), Fault> {
    diesel::update(prices::table.find(price)).set(prices::active.eq(false)).execute(tx.conn())?;
    Ok(())
}

/// The price of this amount, the one on sale before any other.
pub(super) fn price_of_amount(
    conn: &mut Conn,
    kind: &str,
    item: &str,
    period: &str,
    (currency, minor): (Currency, i64),
) -> Result<Option<PriceId>, Fault> {
    let same = prices::table
        .filter(prices::item_kind.eq(kind).and(prices::item_id.eq(item)).and(prices::period.eq(period)))
        .filter(prices::currency.eq(currency).and(prices::minor.eq(minor)))
        .order((prices::active.desc(), prices::id));
    Ok(same.select(prices::id).first(conn).optional()?)
}

/// Only an order by which nothing was bought.
pub(super) fn delete_founding(tx: &mut Tx, order: &OrderId) -> Result<(), Fault> {
    let founding = orders::table.find(order).filter(orders::origin.eq(Origin::Adoption.word()));
    if founding.select(orders::id).first::<OrderId>(tx.conn()).optional()?.is_some() {
        diesel::delete(order_lines::table.filter(order_lines::order_id.eq(order))).execute(tx.conn())?;
        diesel::delete(orders::table.find(order)).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn insert_price(tx: &mut Tx, price: &Price) -> Result<(), Fault> {
    diesel::insert_into(prices::table).values(price).execute(tx.conn())?;
    Ok(())
}
