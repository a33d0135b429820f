//! Sums of money by day and by item. Private to this room, and reading only.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::revenue::Stretch;
use crate::base::{Currency, Fault, Moment};
use crate::plumbing::db::Conn;
use crate::plumbing::schema::{experience_slots, orders, payments};

/// A sum of one day, counted from 1 January 1970 in the zone of the stretch.
#[derive(QueryableByName)]
pub(super) struct DaySum {
    #[diesel(sql_type = BigInt)]
    pub day: i64,
    #[diesel(sql_type = BigInt)]
    pub minor: i64,
}

/// A sum of one item, on one day or on all.
#[derive(QueryableByName)]
pub(super) struct ItemSum {
    #[diesel(sql_type = BigInt)]
    pub day: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub item: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub quantity: i64,
    #[diesel(sql_type = BigInt)]
    pub minor: i64,
}

/// Whether sums are told apart by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Item,
    ItemAndDay,
}

impl By {
    fn day(self, column: &str, stretch: &Stretch) -> String {
        match self {
            By::Item => "CAST(0 AS BIGINT)".to_owned(),
            By::ItemAndDay => local_day(column, stretch),
        }
    }
}

const MICROS: i64 = 1_000_000;

/// SQL for the number of the day a moment falls on in the stretch's zone. Zones change their offset a few times a year.
fn local_day(column: &str, stretch: &Stretch) -> String {
    let micros = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * MICROS;
    let mut offset = stretch.zone.to_offset(stretch.from.timestamp());
    let mut cases = String::new();
    for change in stretch.zone.following(stretch.from.timestamp()) {
        if change.timestamp() >= stretch.to.timestamp() {
            break;
        }
        let at = Moment::from_timestamp(change.timestamp()).0;
        cases.push_str(&format!(" WHEN {column} < {at} THEN {}", micros(offset)));
        offset = change.offset();
    }
    let shift =
        if cases.is_empty() { micros(offset).to_string() } else { format!("CASE{cases} ELSE {} END", micros(offset)) };
    format!("({column} + {shift}) / {}", 86_400 * MICROS)
}

/// `column` within the stretch, and the order `o` in its currency and of its kind of money.
fn within(column: &str, stretch: &Stretch) -> String {
    let (from, to, currency) = (stretch.from.0, stretch.to.0, stretch.currency.code());
    let live = if stretch.livemode { "TRUE" } else { "FALSE" };
    format!("{column} >= {from} AND {column} < {to} AND o.currency = '{currency}' AND o.livemode = {live}")
}

pub(super) fn taken_by_day(conn: &mut Conn, stretch: &Stretch) -> Result<Vec<DaySum>, Fault> {
    let sql = format!(
        "SELECT {} AS day, CAST(SUM(p.minor) AS BIGINT) AS minor FROM payments p JOIN orders o ON o.id = p.order_id
         WHERE {} GROUP BY 1",
        local_day("p.paid_at", stretch),
        within("p.paid_at", stretch)
    );
    Ok(diesel::sql_query(sql).load(conn)?)
}

pub(super) fn given_back_by_day(conn: &mut Conn, stretch: &Stretch) -> Result<Vec<DaySum>, Fault> {
    let sql = format!(
        "SELECT {} AS day, CAST(SUM(r.minor) AS BIGINT) AS minor FROM refunds r JOIN orders o ON o.id = r.order_id
         WHERE {} AND r.state = 'done' GROUP BY 1",
        local_day("r.settled_at", stretch),
        within("r.settled_at", stretch)
    );
    Ok(diesel::sql_query(sql).load(conn)?)
}

pub(super) fn taken_by_item(conn: &mut Conn, stretch: &Stretch, by: By) -> Result<Vec<ItemSum>, Fault> {
    let sql = format!(
        "SELECT {} AS day, l.kind AS kind, l.item_id AS item, MAX(l.name) AS name,
         CAST(SUM(l.quantity) AS BIGINT) AS quantity, CAST(SUM(l.gross) AS BIGINT) AS minor
         FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE {} GROUP BY 1, 2, 3",
        by.day("o.paid_at", stretch),
        within("o.paid_at", stretch)
    );
    Ok(diesel::sql_query(sql).load(conn)?)
}

/// What went back for one line, for an order that has only one, or for all lines of an order at once.
pub(super) fn given_back_by_item(conn: &mut Conn, stretch: &Stretch, by: By) -> Result<Vec<ItemSum>, Fault> {
    let sql = format!(
        "SELECT {} AS day, l.kind AS kind, l.item_id AS item, MAX(l.name) AS name,
         CAST(0 AS BIGINT) AS quantity,
         CAST(SUM(CASE WHEN r.order_line_id IS NULL AND r.minor = o.gross THEN l.gross ELSE r.minor END) AS BIGINT) AS minor
         FROM refunds r JOIN orders o ON o.id = r.order_id JOIN order_lines l ON l.order_id = o.id
         WHERE {} AND r.state = 'done' AND (l.id = r.order_line_id OR (r.order_line_id IS NULL AND (r.minor = o.gross
             OR NOT EXISTS (SELECT 1 FROM order_lines m WHERE m.order_id = o.id AND m.id <> l.id))))
         GROUP BY 1, 2, 3",
        by.day("r.settled_at", stretch),
        within("r.settled_at", stretch)
    );
    Ok(diesel::sql_query(sql).load(conn)?)
}

/// When these dates of experiences begin, by their ids.
pub(super) fn slot_starts(conn: &mut Conn, slots: &[String]) -> Result<HashMap<String, Moment>, Fault> {
    let known = experience_slots::table.filter(experience_slots::id.eq_any(slots));
    let rows: Vec<(String, Moment)> = known.select((experience_slots::id, experience_slots::starts_at)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The currencies in which anything was ever paid.
pub(super) fn currencies(conn: &mut Conn, livemode: bool) -> Result<Vec<Currency>, Fault> {
    let paid = payments::table.inner_join(orders::table).filter(orders::livemode.eq(livemode));
    Ok(paid.select(payments::currency).distinct().load(conn)?)
}
