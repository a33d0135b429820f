//! Settling: reading from the provider what became of an order's attempts, and delivering what was paid for.
//!
//! Safe to run any number of times, from the webhook's job, the return page, the sweep and the studio, also at once.

use super::agreements::{self, stored_agreement};
use super::attempts::{self, Asked, no_attempt_lives};
use super::gateway::Gateway;
use super::store::{self, Attempt, Payment, StoredAgreement};
use super::{PaymentId, jobs, refunds, silent};
use crate::base::{Currency, Fault, Moment, Money};
use crate::club::Club;
use crate::journal;
use crate::orders::{self, Agreement, Delivery, Kinds, Order, OrderId, Takings};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;
use crate::plumbing::stripe::{Invoice, Session, Subscription, from_wire, requests};

/// Where an order stands, for its buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paying {
    /// Not paid yet, or paid and being delivered.
    Waiting,
    /// The money is on its way by a slow method.
    Processing,
    /// Paid and delivered.
    Paid,
    /// Never paid; nothing was charged.
    Ended,
    /// Paid, but it could not be had any more: the money goes back.
    Refunded,
}

/// Settles an order. Fails when the provider did not answer, after everything that could be done was done.
pub async fn settle(club: &Club, kinds: Kinds, order: &OrderId, now: Moment) -> Result<Option<Paying>, Fault> {
    let id = order.clone();
    let Some(attempts) = club
        .read(move |conn| match orders::by_id(conn, &id)? {
            Some(_) => Ok(Some(store::attempts_of(conn, &id)?)),
            None => Ok(None),
        })
        .await?
    else {
        return Ok(None);
    };
    let mut outcome = Ok(());
    let living = attempts.into_iter().filter(|attempt| matches!(attempt.state.as_str(), "asking" | "open"));
    for attempt in living {
        let gateway = Gateway::of(club).await.map_err(silent)?;
        outcome = outcome.and(settle_attempt(club, kinds, &gateway, attempt, now).await);
    }
    let delivered = deliver_order(club, kinds, order, now).await;
    outcome.and(delivered)?;
    standing_of(club, order).await
}

/// The same for the page a buyer comes back to, who must get a page also when the provider does not answer.
pub async fn settle_by_return(
    club: &Club,
    kinds: Kinds,
    order: &OrderId,
    now: Moment,
) -> Result<Option<Paying>, Fault> {
    match settle(club, kinds, order, now).await {
        Err(Fault::Outside { service, detail }) => {
            tracing::warn!(%order, service, detail, "settling on return waits for the sweep");
            standing_of(club, order).await
        }
        outcome => outcome,
    }
}

/// The studio's "check with Stripe": settles the order and reads the agreement behind it again.
pub async fn check_with_provider(
    club: &Club,
    kinds: Kinds,
    order: &OrderId,
    now: Moment,
) -> Result<Option<Paying>, Fault> {
    settle(club, kinds, order, now).await?;
    let id = order.clone();
    let payments = club.read(move |conn| store::payments_of(conn, &id)).await?;
    for agreement in payments.into_iter().filter_map(|payment| payment.subscription_id) {
        agreements::reread(club, kinds, &agreement, now).await?;
    }
    standing_of(club, order).await
}

async fn standing_of(club: &Club, order: &OrderId) -> Result<Option<Paying>, Fault> {
    let id = order.clone();
    club.read(move |conn| {
        let Some(order) = orders::by_id(conn, &id)? else { return Ok(None) };
        if !order.is_paid() {
            return Ok(Some(match (order.is_awaiting(), order.hold_until) {
                (false, _) => Paying::Ended,
                (true, None) => Paying::Processing,
                (true, Some(_)) => Paying::Waiting,
            }));
        }
        let lines = orders::lines_of(conn, &id)?;
        let all = |word: &str| lines.iter().all(|line| line.delivery == word);
        Ok(Some(if lines.iter().any(|line| line.delivery == "waiting") {
            Paying::Waiting
        } else if all("gone") || all("revoked") {
            Paying::Refunded
        } else {
            Paying::Paid
        }))
    })
    .await
}

async fn settle_attempt(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    mut attempt: Attempt,
    now: Moment,
) -> Result<(), Fault> {
    if !attempt.asks_for_session() {
        return agreements::settle_change(club, kinds, gateway, &attempt, now).await;
    }
    if attempt.session_id.is_none() {
        if attempt.is_too_old_to_repeat(now) {
            return Ok(());
        }
        if let Asked::Silent = attempts::ask(club, kinds, gateway, &attempt, now).await? {
            return Err(silent("no answer about a checkout session"));
        }
        let order = attempt.order_id.clone();
        let again = club.read(move |conn| store::attempts_of(conn, &order)).await?;
        match again.into_iter().find(|other| other.id == attempt.id) {
            Some(other) => attempt = other,
            None => return Ok(()),
        }
    }
    let Some(session) = &attempt.session_id else { return Ok(()) };
    let session: Session = gateway.send(&requests::session(session), now).await.map_err(silent)?;
    note_session(club, kinds, attempt, session, now).await
}

/// Records what a session turned into.
pub(super) async fn note_session(
    club: &Club,
    kinds: Kinds,
    attempt: Attempt,
    session: Session,
    now: Moment,
) -> Result<(), Fault> {
    if session.is_paid() {
        club.write_durably(move |tx| record_session(tx, &attempt, &session, now)).await
    } else if session.is_on_its_way() {
        club.write_durably(move |tx| orders::stop_clock(tx, &attempt.order_id)).await
    } else if session.is_expired() {
        club.write_durably(move |tx| {
            store::mark_attempt(tx, &attempt.id, "expired", None, now)?;
            if no_attempt_lives(tx, &attempt.order_id)? {
                orders::end(tx, kinds, &attempt.order_id, now)?;
            }
            Ok(())
        })
        .await
    } else {
        Ok(())
    }
}

/// The slow money of a session did not arrive. By its state alone a session cannot tell failed from not yet.
pub(super) async fn settle_failed(
    club: &Club,
    kinds: Kinds,
    order: &OrderId,
    session: &str,
    now: Moment,
) -> Result<(), Fault> {
    let gateway = Gateway::of(club).await.map_err(silent)?;
    let read: Session = gateway.send(&requests::session(session), now).await.map_err(silent)?;
    let (id, wanted) = (order.clone(), read.id.clone());
    let attempts = club.read(move |conn| store::attempts_of(conn, &id)).await?;
    let Some(attempt) = attempts.into_iter().find(|attempt| attempt.session_id.as_ref() == Some(&wanted)) else {
        return Ok(());
    };
    if !read.is_on_its_way() {
        return note_session(club, kinds, attempt, read, now).await;
    }
    club.write_durably(move |tx| {
        store::mark_attempt(tx, &attempt.id, "expired", Some("the money did not arrive"), now)?;
        if let Some(subscription) = &read.subscription {
            enqueue(tx, &jobs::EndAgreement { agreement: subscription.id.clone() }, now, now)?;
        }
        if no_attempt_lives(tx, &attempt.order_id)? {
            orders::end(tx, kinds, &attempt.order_id, now)?;
        }
        Ok(())
    })
    .await
}

fn record_session(tx: &mut Tx, attempt: &Attempt, session: &Session, now: Moment) -> Result<(), Fault> {
    let Some(order) = orders::by_id(tx, &attempt.order_id)? else { return Ok(()) };
    let currency = match &session.currency {
        Some(code) => code.parse::<Currency>().map_err(Fault::broken)?,
        None => order.currency,
    };
    let tax = session.total_details.as_ref().map_or(0, |details| details.amount_tax);
    let invoice = session.invoice.as_ref();
    let came = Came {
        // The invoice's own webhook tells of the same money by the invoice's name.
        reference: invoice.map_or(&session.id, |invoice| &invoice.id),
        payment_intent: session.payment_intent.as_deref().or_else(|| invoice.and_then(Invoice::payment_intent)),
        gross: wire(session.amount_total.unwrap_or(0), currency)?,
        tax: wire(tax, currency)?.minor,
        subscription: session.subscription.as_ref(),
        customer: session.customer.as_deref(),
    };
    record(tx, &order, attempt, &came, now)
}

pub(super) fn wire(amount: i64, currency: Currency) -> Result<Money, Fault> {
    from_wire(amount, currency).map_err(|error| Fault::broken(error.to_string()))
}

/// Money that came for an attempt.
pub(super) struct Came<'a> {
    pub reference: &'a str,
    pub payment_intent: Option<&'a str>,
    pub gross: Money,
    pub tax: i64,
    pub subscription: Option<&'a Subscription>,
    pub customer: Option<&'a str>,
}

/// Records money once. The first to pay an order pays it; whoever pays it again gets it back.
pub(super) fn record(tx: &mut Tx, order: &Order, attempt: &Attempt, came: &Came<'_>, now: Moment) -> Result<(), Fault> {
    let payment = Payment {
        id: PaymentId::new(),
        order_id: order.id.clone(),
        attempt_id: Some(attempt.id.clone()),
        reference: came.reference.to_owned(),
        payment_intent: came.payment_intent.map(str::to_owned),
        subscription_id: came.subscription.map(|subscription| subscription.id.clone()),
        currency: came.gross.currency,
        minor: came.gross.minor,
        paid_at: now,
    };
    if !store::insert_payment(tx, &payment)? {
        store::mark_attempt(tx, &attempt.id, "paid", None, now)?;
        return Ok(());
    }
    store::mark_attempt(tx, &attempt.id, "paid", None, now)?;
    super::tell_spend(tx, order.buyer())?;
    let takings = Takings { gross: came.gross, tax: came.tax, at: now };
    if orders::mark_paid(tx, order, &takings)? {
        if let Some(subscription) = came.subscription {
            keep_agreement(tx, order, subscription, came, now)?;
        }
        if came.subscription.is_none() {
            enqueue(tx, &jobs::TellBuyer { order: order.id.clone(), news: jobs::News::Ordered }, now, now)?;
        } else if order.is_awaiting() && order.hold_until.is_none() {
            // Nobody waits at a page for money that takes days.
            enqueue(tx, &jobs::TellBuyer { order: order.id.clone(), news: jobs::News::Arrived }, now, now)?;
        }
        journal::record(tx, journal::Actor::System, "order.paid", "order", order.id.as_str(), &detail(came), now)
    } else {
        refunds::decide(tx, order, &payment, None, payment.amount(), "paid_twice", now)?;
        if let Some(subscription) = came.subscription {
            enqueue(tx, &jobs::EndAgreement { agreement: subscription.id.clone() }, now, now)?;
        }
        tell_refunded(tx, &order.id, "paid_twice", now)?;
        journal::record(tx, journal::Actor::System, "order.paid_twice", "order", order.id.as_str(), &detail(came), now)
    }
}

fn detail(came: &Came<'_>) -> String {
    format!("{} {} {}", came.gross.digits(), came.gross.currency, came.reference)
}

fn keep_agreement(
    tx: &mut Tx,
    order: &Order,
    subscription: &Subscription,
    came: &Came<'_>,
    now: Moment,
) -> Result<(), Fault> {
    let Some(line) = orders::lines_of(tx, &order.id)?.into_iter().next() else { return Ok(()) };
    let Some(member) = order.buyer() else { return Ok(()) };
    let until = subscription.period().map_or(now, |(_, end)| Moment::from_unix(end));
    if store::agreement(tx, &subscription.id)?.is_some() {
        return store::repoint_agreement(tx, &subscription.id, &order.id, &line.id, until);
    }
    let customer = came.customer.or(subscription.customer.as_deref()).unwrap_or_default();
    let agreement = StoredAgreement {
        id: subscription.id.clone(),
        customer_id: customer.to_owned(),
        member_id: member.clone(),
        order_id: order.id.clone(),
        order_line_id: line.id,
        kind: line.kind,
        currency: came.gross.currency,
        state: "good".to_owned(),
        period_end: until,
        leaving: subscription.is_leaving(),
        read_at: now,
        ended_at: None,
        settled_until: None,
    };
    store::insert_agreement(tx, &agreement)?;
    store::fix_currency(tx, customer, came.gross.currency)
}

/// Delivers what an order is owed, each line in its own transaction. A line that cannot be delivered now does not keep
/// the others, nor un-pay the order.
pub(super) async fn deliver_order(club: &Club, kinds: Kinds, order: &OrderId, now: Moment) -> Result<(), Fault> {
    let (id, grace_days) = (order.clone(), i64::from(club.config().stripe.grace_days));
    let Some((order, lines, agreement)) = club.read(move |conn| owed(conn, &id, grace_days)).await? else {
        return Ok(());
    };
    let mut outcome = Ok(());
    for line in lines {
        let (order, agreement, id) = (order.clone(), agreement.clone(), line.id.clone());
        let delivered = club
            .write_durably(move |tx| {
                let delivery = orders::deliver(tx, kinds, &order, &line.id, agreement.as_ref(), now)?;
                if let Delivery::Gone(reason) = delivery {
                    give_back_line(tx, &order, &line.id, reason.word(), now)?;
                }
                Ok::<_, Fault>(())
            })
            .await;
        if let Err(fault) = delivered {
            tracing::error!(line = %id, %fault, "a paid line could not be delivered");
            let words = fault.to_string();
            club.write(move |tx| orders::note_trouble(tx, &id, &words)).await?;
            outcome = Err(fault);
        }
    }
    outcome
}

type Owed = (Order, Vec<orders::OrderLine>, Option<Agreement>);

fn owed(conn: &mut Conn, order: &OrderId, grace_days: i64) -> Result<Option<Owed>, Fault> {
    let Some(order) = orders::by_id(conn, order)?.filter(Order::is_paid) else { return Ok(None) };
    let lines = orders::undelivered_lines(conn, &order.id)?;
    if lines.is_empty() {
        return Ok(None);
    }
    let payments = store::payments_of(conn, &order.id)?;
    let agreement = match payments.into_iter().find_map(|payment| payment.subscription_id) {
        Some(id) => store::agreement(conn, &id)?.map(|stored| stored_agreement(&stored, grace_days)),
        None => None,
    };
    Ok(Some((order, lines, agreement)))
}

/// The money of one line goes back, and what would pay for it again ends.
fn give_back_line(
    tx: &mut Tx,
    order: &Order,
    line: &orders::OrderLineId,
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    let Some(line) = orders::lines_of(tx, &order.id)?.into_iter().find(|other| &other.id == line) else {
        return Ok(());
    };
    let Some(payment) = store::payments_of(tx, &order.id)?.into_iter().next() else { return Ok(()) };
    refunds::decide(tx, order, &payment, Some(&line.id), line.paid(payment.currency), reason, now)?;
    if let Some(agreement) = payment.subscription_id {
        enqueue(tx, &jobs::EndAgreement { agreement }, now, now)?;
    }
    tell_refunded(tx, &order.id, reason, now)?;
    journal::record(
        tx,
        journal::Actor::System,
        "order.line_gone",
        "order",
        order.id.as_str(),
        &format!("{} {reason}", line.name),
        now,
    )
}

fn tell_refunded(tx: &mut Tx, order: &OrderId, reason: &str, now: Moment) -> Result<(), Fault> {
    let news = jobs::News::Refunded { reason: reason.to_owned() };
    enqueue(tx, &jobs::TellBuyer { order: order.clone(), news }, now, now)
}
