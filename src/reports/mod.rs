//! What the studio reads across rooms: the week in figures, the member list, the order list. Changes nothing.

mod people;
pub mod revenue;
mod revenue_store;
mod store;

use crate::base::{Currency, Fault, Moment};
use crate::media::AssetId;
use crate::members::MemberId;
use crate::orders::{Order, OrderId};
use crate::plumbing::db::Conn;
use crate::posts::PostId;

pub use people::{Holds, Person, Search, count_people, people};

/// Weeks shown side by side.
pub const WEEKS: usize = 12;

/// Figures of consecutive spans of time, oldest first, one entry a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weeks {
    pub joined: Vec<i64>,
    pub left: Vec<i64>,
    /// Memberships that were paid for and running at the span's end.
    pub paying: Vec<i64>,
    /// Payments less what was given back, in minor units of the asked currency.
    pub taken: Vec<i64>,
}

/// Counts between each bound and the next: `bounds` has one more entry than there are spans.
pub fn weeks(conn: &mut Conn, bounds: &[Moment], currency: Currency, livemode: bool) -> Result<Weeks, Fault> {
    let spans = bounds.windows(2);
    let mut weeks = Weeks { joined: vec![], left: vec![], paying: vec![], taken: vec![] };
    for span in spans {
        let (from, to) = (span[0], span[1]);
        weeks.joined.push(store::joined(conn, from, to)?);
        weeks.left.push(store::left(conn, from, to)?);
        weeks.paying.push(store::paying_at(conn, to)?);
        let given_back = store::given_back(conn, from, to, currency, livemode)?;
        weeks.taken.push(store::taken(conn, from, to, currency, livemode)? - given_back);
    }
    Ok(weeks)
}

/// Why memberships ended in this time, most frequent first.
pub fn reasons_for_leaving(conn: &mut Conn, from: Moment, to: Moment) -> Result<Vec<(String, i64)>, Fault> {
    let mut reasons = store::end_reasons(conn, from, to)?;
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(reasons)
}

/// What was paid for each kind of goods in this time, largest first, refunds not taken off.
pub fn taken_by_kind(
    conn: &mut Conn,
    from: Moment,
    to: Moment,
    currency: Currency,
    livemode: bool,
) -> Result<Vec<(String, i64)>, Fault> {
    let mut kinds = store::taken_by_kind(conn, from, to, currency, livemode)?;
    kinds.sort_by_key(|(_, minor)| std::cmp::Reverse(*minor));
    Ok(kinds)
}

/// Members whose last renewal failed and who still have access.
pub fn failing(conn: &mut Conn) -> Result<i64, Fault> {
    store::failing(conn)
}

/// All payments ever recorded: what "paid but not delivered" was compared with.
pub fn payments(conn: &mut Conn) -> Result<i64, Fault> {
    store::payments(conn)
}

/// Orders, newest first, with numbers below `before`: all, those in a state of theirs, `waiting` (paid, and something
/// not delivered) or `refunded`. A whole address narrows further.
pub fn orders(
    conn: &mut Conn,
    state: Option<&str>,
    email: &str,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<(Order, Vec<String>)>, Fault> {
    let found = store::orders(conn, state, email, before, most)?;
    with_names(conn, found)
}

/// Orders with the names of what was bought.
pub fn with_names(conn: &mut Conn, orders: Vec<Order>) -> Result<Vec<(Order, Vec<String>)>, Fault> {
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let names = store::line_names(conn, &ids)?;
    let of = |order: &Order| names.iter().filter(|(id, _)| *id == order.id).map(|(_, name)| name.clone()).collect();
    Ok(orders.into_iter().map(|order| (of(&order), order)).map(|(names, order)| (order, names)).collect())
}

/// Something a member said.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Spoken {
    pub at: Moment,
    pub body: String,
    /// As the community keeps it: `shown`, `held`, `hidden`, `taken_back`.
    pub state: String,
}

/// What a member said last.
pub fn comments_of(conn: &mut Conn, member: &MemberId, most: i64) -> Result<Vec<Spoken>, Fault> {
    store::comments_of(conn, member, most)
}

/// Posts in any state that use an asset, with their titles.
pub fn posts_holding(conn: &mut Conn, asset: &AssetId) -> Result<Vec<(PostId, String)>, Fault> {
    store::posts_holding(conn, asset)
}
