//! Payments: asking for money, learning that it came, giving it back.
//!
//! The rule of the room: nobody's answer is believed twice and nobody's silence is believed at all. An attempt's request
//! is stored before it is sent and repeated byte for byte; whatever tells us that something happened (webhook, return
//! page, sweep, studio) only says where to look, and [`settle`] reads the present state from the provider by id. What
//! never happens here: knowing what is sold.

mod agreements;
mod attempts;
mod checkup;
mod customers;
mod differences;
mod elsewhere;
mod erasing;
mod events;
mod gateway;
pub mod jobs;
mod outside;
mod reconciliation;
mod refunds;
mod settling;
mod store;
mod sweep;
mod there;

use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::id;
use crate::members::{self, MemberId};
use crate::orders::{self, PastOrder};
use crate::plumbing::db::{Conn, Tx};

pub use agreements::{
    Changing, Instead, ManageError, cancel, change, cost_of_change, end_all_of, let_all_end, portal_url, reread, resume,
};
pub use attempts::{BeginError, Checkout, Ways, begin, go_on_with};
pub use checkup::{Checkup, EVENTS, Hook, checkup, hook_address};
pub use customers::{delete_customers, has_customers};
pub use differences::{Difference, Kind as DifferenceKind, all as differences};
pub use elsewhere::{
    Account, Collecting, Elsewhere, Page, PaidItem, TakenOver, Unread, Whose, account, agreement_elsewhere,
    agreements_elsewhere, agreements_known, customer_elsewhere, give_up, link_customer, member_of_customer,
    name_of_product, take_over, unlink_customer, unread,
};
pub use erasing::forget;
pub use events::{Accepted, accept, handle};
pub use gateway::{Gateway, GatewayError};
pub use outside::Dispute;
pub use reconciliation::{Outcome, reconcile, reconcile_nightly};
pub use refunds::{GivingBack, Goods, RefundError, Share, cancel_lines, give_back, give_back_part, left_of, refund};
pub use settling::{Paying, check_with_provider, settle, settle_by_return};
pub use store::{
    Attempt, Payment, Refund, StoredAgreement, agreement_of, attempts_of, disputes_of, payments_of, refunds_of,
};
pub use sweep::{let_go_of, sweep};
pub use there::{Strangers, strangers};

id!(
    /// One request for money.
    AttemptId
);
id!(
    /// Money that came.
    PaymentId
);
id!(
    /// Money that goes back.
    RefundId
);

/// What came in and went back between two moments, one sum a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revenue {
    pub taken: Money,
    pub refunded: Money,
}

/// Sums over what was paid and refunded from `from` on and before `to`.
pub fn revenue(conn: &mut Conn, from: Moment, to: Moment) -> Result<Vec<Revenue>, Fault> {
    let refunded = store::refunded_between(conn, from, to)?;
    let taken = store::taken_between(conn, from, to)?;
    let mut currencies: Vec<_> = taken.iter().chain(&refunded).map(|money| money.currency).collect();
    currencies.sort_by_key(|currency| currency.code());
    currencies.dedup();
    let of = |sums: &[Money], currency| {
        sums.iter().copied().find(|money| money.currency == currency).unwrap_or(Money::zero(currency))
    };
    Ok(currencies
        .into_iter()
        .map(|currency| Revenue { taken: of(&taken, currency), refunded: of(&refunded, currency) })
        .collect())
}

/// Records that orders of the past were paid, with test money: the sandbox gives back what it never took.
pub fn insert_past(tx: &mut Tx, past: &[PastOrder]) -> Result<(), Fault> {
    let payments: Vec<Payment> = past
        .iter()
        .map(|order| Payment {
            id: PaymentId::new(),
            order_id: order.id.clone(),
            attempt_id: None,
            reference: format!("past/{}", order.id),
            payment_intent: Some(format!("pi_past_{}", order.id)),
            subscription_id: None,
            currency: order.paid.currency,
            minor: order.paid.minor,
            paid_at: order.at,
        })
        .collect();
    store::insert_payments(tx, &payments)?;
    past.iter().try_for_each(|order| members::add_to_spend(tx, &order.member, order.paid))
}

/// More than anybody ever orders.
const MOST_ORDERS: i64 = 10_000;

/// Tells a member's standing what they spent.
pub fn tell_spend(tx: &mut Tx, member: Option<&MemberId>) -> Result<(), Fault> {
    let Some(member) = member else { return Ok(()) };
    let most = spent_by(tx, member)?.into_iter().max_by_key(|spend| (spend.minor, spend.currency.code()));
    members::set_spend(tx, member, most)
}

/// What a member paid less what went back to them, in each currency.
pub fn spent_by(conn: &mut Conn, member: &MemberId) -> Result<Vec<Money>, Fault> {
    let theirs: Vec<_> = orders::of_member(conn, member, MOST_ORDERS)?.into_iter().map(|order| order.id).collect();
    store::kept_of(conn, &theirs)
}

/// Whether the club takes real money now; test money is the sandbox's, or Stripe's with a test key.
pub async fn takes_real_money(club: &Club) -> bool {
    Gateway::of(club).await.is_ok_and(|gateway| gateway.livemode())
}

/// Something about money that people should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub order: crate::orders::OrderId,
    /// `line`, `attempt`, `refund` or `dispute`.
    pub about: &'static str,
    pub error: String,
}

/// What went wrong with money and is not mended yet: undelivered lines, refused refunds, attempts without an answer.
pub fn troubles(conn: &mut Conn) -> Result<Vec<Trouble>, Fault> {
    let mut troubles: Vec<Trouble> = Vec::new();
    for (order, error) in crate::orders::troubled_lines(conn)? {
        troubles.push(Trouble { order, about: "line", error });
    }
    for (order, error) in store::refused_refunds(conn)? {
        troubles.push(Trouble { order, about: "refund", error });
    }
    for dispute in store::open_disputes(conn)? {
        let error = format!("{} {}: {}", dispute.amount().digits(), dispute.currency, dispute.reason);
        troubles.push(Trouble { order: dispute.order_id, about: "dispute", error });
    }
    for (order, error) in store::silent_attempts(conn)? {
        troubles.push(Trouble { order, about: "attempt", error });
    }
    Ok(troubles)
}

fn silent(error: impl std::fmt::Display) -> Fault {
    Fault::Outside { service: "Stripe", detail: error.to_string() }
}
