//! Refunds: one row each, decided in one transaction and sent under a key of its own.

use super::gateway::Gateway;
use super::store::{self, Payment, Refund};
use super::{RefundId, jobs, silent};
use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::orders::{self, Kinds, Order, OrderId, OrderLineId, Restock};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::enqueue;
use crate::plumbing::stripe::{CallError, requests};

#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    #[error("there is no such paid order or line")]
    NotPaid,
    #[error("the line was refunded before")]
    AlreadyRefunded,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The studio gives the money of a line back and takes the goods back.
///
/// What the line began to pay for each period ends with it, if this was the latest period.
pub fn give_back(
    tx: &mut Tx,
    kinds: Kinds,
    order: &OrderId,
    line: &OrderLineId,
    actor: &Actor,
    now: Moment,
) -> Result<(), RefundError> {
    let order = orders::by_id(tx, order)?.filter(Order::is_paid).ok_or(RefundError::NotPaid)?;
    let lines = orders::lines_of(tx, &order.id)?;
    let line = lines.into_iter().find(|other| &other.id == line).ok_or(RefundError::NotPaid)?;
    let payment = store::payments_of(tx, &order.id)?.into_iter().next().ok_or(RefundError::NotPaid)?;
    if !decide(tx, &order, &payment, Some(&line.id), line.paid(payment.currency), "given_back", now)? {
        return Err(RefundError::AlreadyRefunded);
    }
    orders::revoke_line(tx, kinds, &line.id, Restock::BackOnShelf, now)?;
    if let Some(agreement) = &payment.subscription_id
        && store::latest_order_of(tx, agreement)?.as_ref() == Some(&order.id)
    {
        enqueue(tx, &jobs::EndAgreement { agreement: agreement.clone() }, now, now)?;
    }
    journal::record(tx, actor.clone(), "order.refunded", "order", order.id.as_str(), &line.name, now)?;
    Ok(())
}

/// Decides a refund; a job sends it. False when the same was decided before.
pub(super) fn decide(
    tx: &mut Tx,
    order: &Order,
    payment: &Payment,
    line: Option<&OrderLineId>,
    amount: Money,
    reason: &str,
    now: Moment,
) -> Result<bool, Fault> {
    let what = line.map_or(payment.id.as_str(), OrderLineId::as_str);
    let key = format!("refund/{what}");
    if store::refund_is_known(tx, &key)? {
        return Ok(false);
    }
    let refund = Refund {
        id: RefundId::new(),
        order_id: order.id.clone(),
        payment_id: payment.id.clone(),
        order_line_id: line.cloned(),
        currency: amount.currency,
        minor: amount.minor,
        reason: reason.to_owned(),
        // Nothing was taken, so nothing has to be sent back.
        state: if amount.minor == 0 { "done" } else { "asking" }.to_owned(),
        idempotency_key: key,
        reference: None,
        credit_note_number: Some(orders::credit_note_number(tx, order.livemode)?),
        created_at: now,
        settled_at: None,
        last_error: None,
    };
    let decided = store::insert_refund(tx, &refund)?;
    if decided && amount.minor > 0 {
        enqueue(tx, &jobs::SendRefund { refund: refund.id }, now, now)?;
    }
    Ok(decided)
}

/// Sends a refund that was decided. Repeats it under its key until there is an answer.
pub(super) async fn send(club: &Club, id: &RefundId, now: Moment) -> Result<(), Fault> {
    let wanted = id.clone();
    let found = club
        .read(move |conn| match store::refund(conn, &wanted)? {
            Some(refund) => Ok(store::payment(conn, &refund.payment_id)?.map(|payment| (refund, payment))),
            None => Ok(None),
        })
        .await?;
    let Some((refund, payment)) = found.filter(|(refund, _)| refund.state == "asking") else { return Ok(()) };
    let Some(intent) = payment.payment_intent else {
        return finish(
            club,
            refund,
            "refused",
            None,
            Some("nothing at Stripe to refund: paid from a balance".to_owned()),
            now,
        )
        .await;
    };
    let gateway = Gateway::of(club).await.map_err(silent)?;
    let call = requests::create_refund(&intent, refund.amount(), club.name(), refund.order_id.as_str());
    let call = call.map_err(|error| Fault::broken(error.to_string()))?.keyed(&refund.idempotency_key);
    match gateway.send::<crate::plumbing::stripe::Refund>(&call, now).await {
        Ok(sent) if matches!(sent.status.as_deref(), Some("failed" | "canceled")) => {
            let why = sent.failure_reason.unwrap_or_else(|| "failed at Stripe".to_owned());
            finish(club, refund, "refused", Some(sent.id), Some(why), now).await
        }
        Ok(sent) => finish(club, refund, "done", Some(sent.id), None, now).await,
        // Somebody refunded it at Stripe; that is what was wanted.
        Err(CallError::Refused(why)) if why.code.as_deref() == Some("charge_already_refunded") => {
            finish(club, refund, "done", None, Some(why.to_string()), now).await
        }
        Err(CallError::Refused(why)) => finish(club, refund, "refused", None, Some(why.to_string()), now).await,
        Err(error) => Err(silent(error)),
    }
}

async fn finish(
    club: &Club,
    refund: Refund,
    state: &'static str,
    reference: Option<String>,
    error: Option<String>,
    now: Moment,
) -> Result<(), Fault> {
    club.write_durably(move |tx| {
        store::set_refund(tx, &refund.id, state, reference.as_deref(), error.as_deref(), now)?;
        let detail =
            format!("{} {} {}", refund.amount().digits(), refund.currency, error.as_deref().unwrap_or(&refund.reason));
        let verb = if state == "done" { "refund.sent" } else { "refund.refused" };
        journal::record(tx, Actor::System, verb, "order", refund.order_id.as_str(), &detail, now)
    })
    .await
}
