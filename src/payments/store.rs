//! The payments tables. Private to this room.

use diesel::dsl::{max, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::outside::Dispute;
use super::{AttemptId, PaymentId, RefundId};
use crate::base::{Currency, Fault, Moment, Money};
use crate::members::MemberId;
use crate::orders::{OrderId, OrderLineId};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{
    disputes, payment_attempts, payments, refunds, stripe_customers, stripe_events, subscriptions,
};

/// One request for an order's money, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payment_attempts)]
pub struct Attempt {
    pub id: AttemptId,
    pub order_id: OrderId,
    pub n: i32,
    pub request_path: String,
    pub request_body: String,
    pub idempotency_key: String,
    /// `asking`, `open`, `paid`, `expired` or `unknown`.
    pub state: String,
    pub session_id: Option<String>,
    pub session_url: Option<String>,
    pub asked_at: Moment,
    pub updated_at: Moment,
    pub last_error: Option<String>,
}

/// Money that came for an order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payments)]
pub struct Payment {
    pub id: PaymentId,
    pub order_id: OrderId,
    pub attempt_id: Option<AttemptId>,
    /// The provider's name for it: each payment is recorded once.
    pub reference: String,
    pub payment_intent: Option<String>,
    pub subscription_id: Option<String>,
    pub currency: Currency,
    pub minor: i64,
    pub paid_at: Moment,
}

impl Payment {
    pub fn amount(&self) -> Money {
        Money::new(self.minor, self.currency)
    }
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refunds)]
pub struct Refund {
    pub id: RefundId,
    pub order_id: OrderId,
    pub payment_id: PaymentId,
    pub order_line_id: Option<OrderLineId>,
    pub currency: Currency,
    pub minor: i64,
    pub reason: String,
    /// `asking`, `done` or `refused`.
    pub state: String,
    pub idempotency_key: String,
    /// The provider's name for it.
    pub reference: Option<String>,
    pub credit_note_number: Option<i64>,
    pub created_at: Moment,
    pub settled_at: Option<Moment>,
    pub last_error: Option<String>,
}

impl Refund {
    pub fn amount(&self) -> Money {
        Money::new(self.minor, self.currency)
    }
}

/// An agreement that pays again each period, as it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscriptions)]
pub struct StoredAgreement {
    pub id: String,
    pub customer_id: String,
    pub member_id: MemberId,
    /// The order that began it or changed it last.
    pub order_id: OrderId,
    pub order_line_id: OrderLineId,
    /// Kind of goods it pays for.
    pub kind: String,
    pub currency: Currency,
    /// `good`, `failing` or `over`.
    pub state: String,
    /// Paid until then.
    pub period_end: Moment,
    pub leaving: bool,
    pub read_at: Moment,
    pub ended_at: Option<Moment>,
    /// What was paid for it until then, another system took; none when it began here.
    pub settled_until: Option<Moment>,
}

/// Payments of the past, many at once.
pub(super) fn insert_payments(tx: &mut Tx, rows: &[Payment]) -> Result<(), Fault> {
    tx.exec(diesel::insert_into(payments::table).values(rows))?;
    Ok(())
}

// ---- attempts

pub(super) fn insert_attempt(tx: &mut Tx, attempt: &Attempt) -> Result<(), Fault> {
    diesel::insert_into(payment_attempts::table).values(attempt).execute(tx.conn())?;
    Ok(())
}

/// An order's attempts, in order.
pub fn attempts_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<Attempt>, Fault> {
    let theirs = payment_attempts::table.filter(payment_attempts::order_id.eq(order)).order(payment_attempts::n);
    Ok(theirs.select(Attempt::as_select()).load(conn)?)
}

pub(super) fn last_attempt_number(conn: &mut Conn, order: &OrderId) -> Result<i32, Fault> {
    let theirs = payment_attempts::table.filter(payment_attempts::order_id.eq(order));
    Ok(theirs.select(max(payment_attempts::n)).first::<Option<i32>>(conn)?.unwrap_or(0))
}

pub(super) fn attempts_in(
    conn: &mut Conn,
    state: &str,
    asked_before: Moment,
    most: i64,
) -> Result<Vec<Attempt>, Fault> {
    let found = payment_attempts::table
        .filter(payment_attempts::state.eq(state).and(payment_attempts::asked_at.le(asked_before)))
        .order(payment_attempts::asked_at)
        .limit(most);
    Ok(found.select(Attempt::as_select()).load(conn)?)
}

pub(super) fn mark_open(
    tx: &mut Tx,
    attempt: &AttemptId,
    session: &str,
    url: Option<&str>,
    now: Moment,
) -> Result<(), Fault> {
    let unanswered = payment_attempts::table
        .filter(payment_attempts::id.eq(attempt).and(payment_attempts::state.eq_any(["asking", "unknown"])));
    diesel::update(unanswered)
        .set((
            payment_attempts::state.eq("open"),
            payment_attempts::session_id.eq(session),
            payment_attempts::session_url.eq(url),
            payment_attempts::updated_at.eq(now),
            payment_attempts::last_error.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_attempt(
    tx: &mut Tx,
    attempt: &AttemptId,
    state: &str,
    error: Option<&str>,
    now: Moment,
) -> Result<(), Fault> {
    // What was paid stays paid.
    let unpaid =
        payment_attempts::table.filter(payment_attempts::id.eq(attempt).and(payment_attempts::state.ne("paid")));
    diesel::update(unpaid)
        .set((
            payment_attempts::state.eq(state),
            payment_attempts::updated_at.eq(now),
            payment_attempts::last_error.eq(error),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn session_is_known(conn: &mut Conn, session: &str) -> Result<bool, Fault> {
    let known = payment_attempts::table.filter(payment_attempts::session_id.eq(session));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

/// Whether the money of a session is written down.
pub(super) fn session_is_paid(conn: &mut Conn, session: &str) -> Result<bool, Fault> {
    let paid = payment_attempts::table
        .filter(payment_attempts::session_id.eq(session).and(payment_attempts::state.eq("paid")));
    Ok(diesel::select(diesel::dsl::exists(paid)).get_result(conn)?)
}

pub(super) fn silent_attempts(conn: &mut Conn) -> Result<Vec<(OrderId, String)>, Fault> {
    let found = payment_attempts::table
        .filter(payment_attempts::state.eq_any(["asking", "unknown", "open"]))
        .filter(payment_attempts::last_error.is_not_null())
        .order(payment_attempts::asked_at)
        .limit(100);
    let rows: Vec<(OrderId, Option<String>)> =
        found.select((payment_attempts::order_id, payment_attempts::last_error)).load(conn)?;
    Ok(rows.into_iter().map(|(order, error)| (order, error.unwrap_or_default())).collect())
}

// ---- payments

/// False when this payment was recorded before.
pub(super) fn insert_payment(tx: &mut Tx, payment: &Payment) -> Result<bool, Fault> {
    let insert = diesel::insert_into(payments::table).values(payment);
    Ok(Both(insert.on_conflict_do_nothing()).execute(tx.conn())? == 1)
}

pub(super) fn payment_is_known(conn: &mut Conn, reference: &str) -> Result<bool, Fault> {
    let known = payments::table.filter(payments::reference.eq(reference));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

pub fn payments_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<Payment>, Fault> {
    let theirs = payments::table.filter(payments::order_id.eq(order)).order((payments::paid_at, payments::id));
    Ok(theirs.select(Payment::as_select()).load(conn)?)
}

pub(super) fn payment(conn: &mut Conn, id: &PaymentId) -> Result<Option<Payment>, Fault> {
    Ok(payments::table.find(id).select(Payment::as_select()).first(conn).optional()?)
}

/// What was paid for these orders and did not go back, in each currency.
pub(super) fn kept_of(conn: &mut Conn, orders: &[OrderId]) -> Result<Vec<Money>, Fault> {
    let paid = payments::table.filter(payments::order_id.eq_any(orders)).group_by(payments::currency);
    let paid: Vec<(Currency, i64)> = paid.select((payments::currency, sum_of_minor())).load(conn)?;
    let back = refunds::table.filter(refunds::order_id.eq_any(orders).and(refunds::state.ne("refused")));
    let back: Vec<(Currency, i64)> =
        back.group_by(refunds::currency).select((refunds::currency, sum_of_minor())).load(conn)?;
    let left = |(currency, paid): (Currency, i64)| {
        let back = back.iter().find(|(of, _)| *of == currency).map_or(0, |(_, minor)| *minor);
        Money::new(paid - back, currency)
    };
    Ok(paid.into_iter().map(left).collect())
}

/// The order an agreement paid for last.
pub(super) fn latest_order_of(conn: &mut Conn, agreement: &str) -> Result<Option<OrderId>, Fault> {
    let paid = payments::table
        .filter(payments::subscription_id.eq(agreement))
        .order((payments::paid_at.desc(), payments::id.desc()));
    Ok(paid.select(payments::order_id).first(conn).optional()?)
}

pub(super) fn taken_between(conn: &mut Conn, from: Moment, to: Moment) -> Result<Vec<Money>, Fault> {
    let within = payments::table.filter(payments::paid_at.ge(from).and(payments::paid_at.lt(to)));
    let sums = within.group_by(payments::currency).select((payments::currency, sum_of_minor()));
    let sums: Vec<(Currency, i64)> = sums.load(conn)?;
    Ok(sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect())
}

pub(super) fn refunded_between(conn: &mut Conn, from: Moment, to: Moment) -> Result<Vec<Money>, Fault> {
    let within = refunds::table
        .filter(refunds::created_at.ge(from).and(refunds::created_at.lt(to)))
        .filter(refunds::state.ne("refused"));
    let sums = within.group_by(refunds::currency).select((refunds::currency, sum_of_minor()));
    let sums: Vec<(Currency, i64)> = sums.load(conn)?;
    Ok(sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect())
}

/// The payment Stripe knows by this intent.
pub(super) fn payment_by_intent(conn: &mut Conn, intent: &str) -> Result<Option<Payment>, Fault> {
    let found = payments::table.filter(payments::payment_intent.eq(intent));
    Ok(found.select(Payment::as_select()).first(conn).optional()?)
}

/// Stripe's names for what was paid or given back since then.
pub(super) fn intents_since(conn: &mut Conn, since: Moment) -> Result<Vec<String>, Fault> {
    let given_back = refunds::table.filter(refunds::created_at.ge(since)).select(refunds::payment_id);
    let touched = payments::table
        .filter(payments::paid_at.ge(since).or(payments::id.eq_any(given_back)))
        .filter(payments::payment_intent.is_not_null());
    Ok(touched.select(payments::payment_intent.assume_not_null()).load(conn)?)
}

/// Which of these are of payments written down here.
pub(super) fn known_intents(conn: &mut Conn, intents: &[String]) -> Result<Vec<String>, Fault> {
    let mut known = Vec::new();
    for some in intents.chunks(500) {
        let found = payments::table.filter(payments::payment_intent.eq_any(some));
        known.extend(found.select(payments::payment_intent.assume_not_null()).load::<String>(conn)?);
    }
    Ok(known)
}

// ---- disputes

/// False when nothing about it is new.
pub(super) fn keep_dispute(tx: &mut Tx, dispute: &Dispute) -> Result<bool, Fault> {
    let known: Option<String> =
        disputes::table.find(&dispute.id).select(disputes::state).first(tx.conn()).optional()?;
    match known {
        Some(state) if state == dispute.state => Ok(false),
        Some(_) => {
            let change = (
                disputes::state.eq(&dispute.state),
                disputes::due_by.eq(dispute.due_by),
                disputes::closed_at.eq(dispute.closed_at),
            );
            diesel::update(disputes::table.find(&dispute.id)).set(change).execute(tx.conn())?;
            Ok(true)
        }
        None => {
            diesel::insert_into(disputes::table).values(dispute).execute(tx.conn())?;
            Ok(true)
        }
    }
}

pub fn disputes_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<Dispute>, Fault> {
    let theirs = disputes::table.filter(disputes::order_id.eq(order)).order(disputes::opened_at);
    Ok(theirs.select(Dispute::as_select()).load(conn)?)
}

pub(super) fn open_disputes(conn: &mut Conn) -> Result<Vec<Dispute>, Fault> {
    let open = disputes::table.filter(disputes::closed_at.is_null()).order(disputes::due_by).limit(100);
    Ok(open.select(Dispute::as_select()).load(conn)?)
}

// ---- refunds

/// False when it was decided before.
pub(super) fn insert_refund(tx: &mut Tx, refund: &Refund) -> Result<bool, Fault> {
    Ok(Both(diesel::insert_into(refunds::table).values(refund).on_conflict_do_nothing()).execute(tx.conn())? == 1)
}

pub(super) fn give_credit_note_number(tx: &mut Tx, refund: &RefundId, number: i64) -> Result<(), Fault> {
    diesel::update(refunds::table.find(refund)).set(refunds::credit_note_number.eq(number)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn refund_is_known(conn: &mut Conn, key: &str) -> Result<bool, Fault> {
    let known = refunds::table.filter(refunds::idempotency_key.eq(key));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

pub(super) fn refund_reference_is_known(conn: &mut Conn, reference: &str) -> Result<bool, Fault> {
    let known = refunds::table.filter(refunds::reference.eq(reference));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

pub(super) fn refund(conn: &mut Conn, id: &RefundId) -> Result<Option<Refund>, Fault> {
    Ok(refunds::table.find(id).select(Refund::as_select()).first(conn).optional()?)
}

pub(super) fn refund_by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Refund>, Fault> {
    Ok(refunds::table.filter(refunds::reference.eq(reference)).select(Refund::as_select()).first(conn).optional()?)
}

pub(super) fn refunds_of_payment(conn: &mut Conn, payment: &PaymentId) -> Result<Vec<Refund>, Fault> {
    let theirs = refunds::table.filter(refunds::payment_id.eq(payment)).order(refunds::created_at);
    Ok(theirs.select(Refund::as_select()).load(conn)?)
}

pub fn refunds_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<Refund>, Fault> {
    let theirs = refunds::table.filter(refunds::order_id.eq(order)).order(refunds::created_at);
    Ok(theirs.select(Refund::as_select()).load(conn)?)
}

pub(super) fn set_refund(
    tx: &mut Tx,
    id: &RefundId,
    state: &str,
    reference: Option<&str>,
    error: Option<&str>,
    now: Moment,
) -> Result<(), Fault> {
    let settled = (state == "done").then_some(now);
    diesel::update(refunds::table.find(id))
        .set((
            refunds::state.eq(state),
            refunds::reference.eq(reference),
            refunds::last_error.eq(error),
            refunds::settled_at.eq(settled),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn refunds_asking(conn: &mut Conn, before: Moment, most: i64) -> Result<Vec<RefundId>, Fault> {
    let asking = refunds::table
        .filter(refunds::state.eq("asking").and(refunds::created_at.le(before)))
        .order(refunds::created_at);
    Ok(asking.limit(most).select(refunds::id).load(conn)?)
}

pub(super) fn refused_refunds(conn: &mut Conn) -> Result<Vec<(OrderId, String)>, Fault> {
    let refused = refunds::table.filter(refunds::state.eq("refused")).order(refunds::created_at).limit(100);
    let rows: Vec<(OrderId, Option<String>)> = refused.select((refunds::order_id, refunds::last_error)).load(conn)?;
    Ok(rows.into_iter().map(|(order, error)| (order, error.unwrap_or_default())).collect())
}

// ---- customers

/// The customer a member pays as in this currency, if there is one.
pub(super) fn customer_of(
    conn: &mut Conn,
    account: &str,
    livemode: bool,
    member: &MemberId,
    currency: Currency,
) -> Result<Option<String>, Fault> {
    let theirs = stripe_customers::table
        .filter(stripe_customers::account.eq(account).and(stripe_customers::livemode.eq(livemode)))
        .filter(stripe_customers::member_id.eq(member).and(stripe_customers::current.eq(true)))
        .filter(stripe_customers::currency.is_null().or(stripe_customers::currency.eq(currency)))
        .order(stripe_customers::created_at);
    Ok(theirs.select(stripe_customers::customer_id).first(conn).optional()?)
}

pub(super) fn customers_of(
    conn: &mut Conn,
    account: &str,
    livemode: bool,
    member: &MemberId,
) -> Result<Vec<String>, Fault> {
    let theirs = stripe_customers::table
        .filter(stripe_customers::account.eq(account).and(stripe_customers::livemode.eq(livemode)))
        .filter(stripe_customers::member_id.eq(member));
    Ok(theirs.select(stripe_customers::customer_id).load(conn)?)
}

pub(super) fn insert_customer(
    tx: &mut Tx,
    account: &str,
    livemode: bool,
    customer: &str,
    member: &MemberId,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        stripe_customers::account.eq(account),
        stripe_customers::livemode.eq(livemode),
        stripe_customers::customer_id.eq(customer),
        stripe_customers::member_id.eq(member),
        stripe_customers::currency.eq(None::<Currency>),
        stripe_customers::current.eq(true),
        stripe_customers::created_at.eq(now),
    );
    Both(diesel::insert_into(stripe_customers::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

/// Whose customer this is.
pub(super) fn member_of_customer(
    conn: &mut Conn,
    account: &str,
    livemode: bool,
    customer: &str,
) -> Result<Option<MemberId>, Fault> {
    let found = stripe_customers::table.find((account, livemode, customer));
    Ok(found.select(stripe_customers::member_id).first(conn).optional()?)
}

pub(super) fn customer_has_agreements(conn: &mut Conn, customer: &str) -> Result<bool, Fault> {
    let theirs = subscriptions::table.filter(subscriptions::customer_id.eq(customer));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(conn)?)
}

pub(super) fn delete_customer_of(tx: &mut Tx, customer: &str, member: &MemberId) -> Result<(), Fault> {
    let theirs = stripe_customers::table
        .filter(stripe_customers::customer_id.eq(customer).and(stripe_customers::member_id.eq(member)));
    diesel::delete(theirs).execute(tx.conn())?;
    Ok(())
}

/// A customer's currency is that of its first agreement.
pub(super) fn fix_currency(tx: &mut Tx, customer: &str, currency: Currency) -> Result<(), Fault> {
    let free = stripe_customers::table
        .filter(stripe_customers::customer_id.eq(customer).and(stripe_customers::currency.is_null()));
    diesel::update(free).set(stripe_customers::currency.eq(currency)).execute(tx.conn())?;
    Ok(())
}

/// The provider does not know this customer any more.
pub(super) fn retire_customers_of(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = stripe_customers::table.filter(stripe_customers::member_id.eq(member));
    diesel::update(theirs).set(stripe_customers::current.eq(false)).execute(tx.conn())?;
    Ok(())
}

// ---- agreements

pub(super) fn insert_agreement(tx: &mut Tx, agreement: &StoredAgreement) -> Result<(), Fault> {
    Both(diesel::insert_into(subscriptions::table).values(agreement).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

pub(super) fn agreement(conn: &mut Conn, id: &str) -> Result<Option<StoredAgreement>, Fault> {
    Ok(subscriptions::table.find(id).select(StoredAgreement::as_select()).first(conn).optional()?)
}

pub(super) fn agreements_among(conn: &mut Conn, ids: &[String]) -> Result<Vec<StoredAgreement>, Fault> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let known = subscriptions::table.filter(subscriptions::id.eq_any(some));
        found.extend(known.select(StoredAgreement::as_select()).load(conn)?);
    }
    Ok(found)
}

/// Only one that nothing was paid by yet.
pub(super) fn delete_agreement(tx: &mut Tx, id: &str) -> Result<(), Fault> {
    diesel::delete(subscriptions::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// The agreement that pays for what a member holds of a kind.
pub fn agreement_of(conn: &mut Conn, member: &MemberId, kind: &str) -> Result<Option<StoredAgreement>, Fault> {
    let running = subscriptions::table
        .filter(
            subscriptions::member_id
                .eq(member)
                .and(subscriptions::kind.eq(kind))
                .and(subscriptions::ended_at.is_null()),
        )
        .order(subscriptions::period_end.desc());
    Ok(running.select(StoredAgreement::as_select()).first(conn).optional()?)
}

pub(super) fn running_agreements(conn: &mut Conn, member: &MemberId) -> Result<Vec<String>, Fault> {
    let running =
        subscriptions::table.filter(subscriptions::member_id.eq(member).and(subscriptions::ended_at.is_null()));
    Ok(running.select(subscriptions::id).load(conn)?)
}

pub(super) fn set_agreement(tx: &mut Tx, id: &str, state: &str, leaving: bool, now: Moment) -> Result<(), Fault> {
    let ended = (state == "over").then_some(now);
    diesel::update(subscriptions::table.find(id))
        .set((
            subscriptions::state.eq(state),
            subscriptions::leaving.eq(leaving),
            subscriptions::read_at.eq(now),
            subscriptions::ended_at.eq(ended),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Paid until later. Never shortens it.
pub(super) fn extend_agreement(tx: &mut Tx, id: &str, until: Moment) -> Result<(), Fault> {
    let shorter = subscriptions::table.filter(subscriptions::id.eq(id).and(subscriptions::period_end.lt(until)));
    diesel::update(shorter).set(subscriptions::period_end.eq(until)).execute(tx.conn())?;
    Ok(())
}

/// Another order's line is what it pays for now, until `until`.
pub(super) fn repoint_agreement(
    tx: &mut Tx,
    id: &str,
    order: &OrderId,
    line: &OrderLineId,
    until: Moment,
) -> Result<(), Fault> {
    diesel::update(subscriptions::table.find(id))
        .set((
            subscriptions::order_id.eq(order),
            subscriptions::order_line_id.eq(line),
            subscriptions::period_end.eq(until),
            subscriptions::leaving.eq(false),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Every running agreement.
pub(super) fn all_running_agreements(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    Ok(subscriptions::table.filter(subscriptions::ended_at.is_null()).select(subscriptions::id).load(conn)?)
}

/// Running agreements whose paid time is over, longest unread first.
pub(super) fn agreements_due(
    conn: &mut Conn,
    now: Moment,
    read_before: Moment,
    most: i64,
) -> Result<Vec<String>, Fault> {
    let due = subscriptions::table
        .filter(subscriptions::ended_at.is_null().and(subscriptions::period_end.le(now)))
        .filter(subscriptions::read_at.le(read_before))
        .order(subscriptions::read_at)
        .limit(most);
    Ok(due.select(subscriptions::id).load(conn)?)
}

// ---- events

/// False when it was received before.
pub(super) fn insert_event(
    tx: &mut Tx,
    id: &str,
    kind: &str,
    created_at: Moment,
    body: &str,
    now: Moment,
) -> Result<bool, Fault> {
    let row = (
        stripe_events::id.eq(id),
        stripe_events::kind.eq(kind),
        stripe_events::created_at.eq(created_at),
        stripe_events::received_at.eq(now),
        stripe_events::body.eq(body),
        stripe_events::outcome.eq("waiting"),
    );
    Ok(Both(diesel::insert_into(stripe_events::table).values(row).on_conflict_do_nothing()).execute(tx.conn())? == 1)
}

pub(super) fn event_body(conn: &mut Conn, id: &str) -> Result<Option<String>, Fault> {
    Ok(stripe_events::table.find(id).select(stripe_events::body).first(conn).optional()?)
}

pub(super) fn event_is_known(conn: &mut Conn, id: &str) -> Result<bool, Fault> {
    Ok(diesel::select(diesel::dsl::exists(stripe_events::table.find(id))).get_result(conn)?)
}

pub(super) fn set_event_outcome(tx: &mut Tx, id: &str, outcome: &str) -> Result<(), Fault> {
    diesel::update(stripe_events::table.find(id)).set(stripe_events::outcome.eq(outcome)).execute(tx.conn())?;
    Ok(())
}

/// Events received before this moment that were looked at.
pub(super) fn forget_events(tx: &mut Tx, before: Moment) -> Result<(), Fault> {
    let done =
        stripe_events::table.filter(stripe_events::received_at.lt(before).and(stripe_events::outcome.ne("waiting")));
    diesel::delete(done).execute(tx.conn())?;
    Ok(())
}

/// Sums of BIGINT are NUMERIC on PostgreSQL.
fn sum_of_minor() -> SqlLiteral<BigInt> {
    sql("CAST(SUM(minor) AS BIGINT)")
}

// ---- erasure

/// A member's customers at the provider: whether of live money, and the name there.
pub(super) fn all_customers_of(conn: &mut Conn, member: &MemberId) -> Result<Vec<(bool, String)>, Fault> {
    let theirs = stripe_customers::table.filter(stripe_customers::member_id.eq(member));
    Ok(theirs.select((stripe_customers::livemode, stripe_customers::customer_id)).load(conn)?)
}

pub(super) fn delete_customer(tx: &mut Tx, customer: &str) -> Result<(), Fault> {
    let theirs = stripe_customers::table.filter(stripe_customers::customer_id.eq(customer));
    diesel::delete(theirs).execute(tx.conn())?;
    Ok(())
}

/// Empties the requests of attempts that ended: nobody repeats them, and a guest's address stands in them.
pub(super) fn empty_requests(tx: &mut Tx, order: &OrderId) -> Result<(), Fault> {
    let ended = payment_attempts::order_id.eq(order).and(payment_attempts::state.eq_any(["paid", "expired"]));
    diesel::update(payment_attempts::table.filter(ended))
        .set((payment_attempts::request_body.eq(""), payment_attempts::last_error.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Empties what the provider once told and nobody reads again, where it speaks of this word.
pub(super) fn empty_events_with(tx: &mut Tx, word: &str) -> Result<(), Fault> {
    let escaped: String =
        word.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c])).collect();
    let speaking = stripe_events::body.like(format!("%{escaped}%")).escape('!');
    let speaking = stripe_events::table.filter(stripe_events::outcome.ne("waiting").and(speaking));
    diesel::update(speaking).set(stripe_events::body.eq("{}")).execute(tx.conn())?;
    Ok(())
}
