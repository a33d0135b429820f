//! Where this club's books and Stripe's disagree and nothing here can mend it: for people to look at.

use diesel::prelude::*;

use crate::base::{Fault, Moment};
use crate::orders::OrderId;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::money_differences;

/// What is amiss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stripe took money for an order that is not written down as paid.
    OnlyThere,
    /// Stripe took money in this club's name for an order the club does not know.
    UnknownOrder,
    /// What is written down as paid, Stripe knows nothing of.
    OnlyHere,
    /// Another sum was paid.
    Amount,
    /// Another sum went back.
    Refunds,
    /// Stripe goes on collecting in this club's name, and nobody has anything for it.
    UnknownAgreement,
    /// Something ended here, and Stripe goes on collecting for it.
    RunsOnThere,
    /// Something runs here, and Stripe does not know what collects for it.
    AgreementOnlyHere,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::OnlyThere => "only-there",
            Kind::UnknownOrder => "unknown-order",
            Kind::OnlyHere => "only-here",
            Kind::Amount => "amount",
            Kind::Refunds => "refunds",
            Kind::UnknownAgreement => "unknown-agreement",
            Kind::RunsOnThere => "runs-on-there",
            Kind::AgreementOnlyHere => "agreement-only-here",
        }
    }
}

/// One of them, by the names both sides use.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = money_differences)]
pub struct Difference {
    /// The same as long as it is the same difference.
    pub(super) id: String,
    /// See [`Kind::word`].
    pub kind: String,
    /// The club's order, where it knows it.
    pub order_id: Option<OrderId>,
    /// Stripe's name of the payment, the session or the subscription.
    pub subject: String,
    /// The sum as it is written down here, `12.00 EUR`; empty where it is no matter of sums.
    pub here: String,
    /// The sum as Stripe has it.
    pub there: String,
    pub found_at: Moment,
}

/// All that stand open, longest first.
pub fn all(conn: &mut Conn) -> Result<Vec<Difference>, Fault> {
    let open = money_differences::table.order((money_differences::found_at, money_differences::id)).limit(100);
    Ok(open.select(Difference::as_select()).load(conn)?)
}

/// Forgets what was found about something that is no more.
pub(super) fn forget(tx: &mut Tx, subject: &str) -> Result<(), Fault> {
    let about = money_differences::table.filter(money_differences::subject.eq(subject));
    diesel::delete(about).execute(tx.conn())?;
    Ok(())
}

/// Keeps what a comparison found: what was found before keeps its day, what is no more is forgotten.
pub(super) fn replace(tx: &mut Tx, found: &[Difference]) -> Result<(), Fault> {
    let ids: Vec<&str> = found.iter().map(|difference| difference.id.as_str()).collect();
    let known: Vec<String> = money_differences::table.select(money_differences::id).load(tx.conn())?;
    for gone in known.iter().filter(|id| !ids.contains(&id.as_str())) {
        diesel::delete(money_differences::table.find(gone)).execute(tx.conn())?;
    }
    for difference in found {
        let insert = diesel::insert_into(money_differences::table).values(difference);
        Both(insert.on_conflict_do_nothing()).execute(tx.conn())?;
    }
    Ok(())
}
