//! What was done in Stripe's own dashboard, or by a bank: refunds that nobody here decided, and disputes.
//!
//! Read by id like everything else, and recorded once however often it is told.

use diesel::prelude::*;

use super::gateway::Gateway;
use super::store::{self, Payment, Refund};
use super::{RefundId, refunds, settling, silent};
use crate::base::{Currency, Fault, Moment, Money};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::orders::{self, OrderId};
use crate::plumbing::db::Tx;
use crate::plumbing::schema::disputes;
use crate::plumbing::stripe::{Dispute as SentDispute, List, Refund as SentRefund, requests};

/// A buyer's bank wants the money back.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = disputes)]
pub struct Dispute {
    /// The provider's name for it.
    pub id: String,
    pub order_id: OrderId,
    pub payment_id: super::PaymentId,
    pub currency: Currency,
    pub minor: i64,
    /// `fraudulent`, `product_not_received` … in the provider's words.
    pub reason: String,
    /// `needs_response`, `under_review`, `won`, `lost` … in the provider's words.
    pub state: String,
    /// The last moment for an answer.
    pub due_by: Option<Moment>,
    pub opened_at: Moment,
    pub closed_at: Option<Moment>,
}

impl Dispute {
    pub fn amount(&self) -> Money {
        Money::new(self.minor, self.currency)
    }
}

/// Something was given back of this payment: what nobody here knows of is written down. False when the payment is not ours.
pub(super) async fn read_refunds(club: &Club, gateway: &Gateway, intent: &str, now: Moment) -> Result<bool, Fault> {
    let wanted = intent.to_owned();
    let Some(payment) = club.read(move |conn| store::payment_by_intent(conn, &wanted)).await? else {
        return Ok(false);
    };
    let made: List<SentRefund> = gateway.send(&requests::refunds_of(intent), now).await.map_err(silent)?;
    club.write_durably(move |tx| {
        for sent in &made.data {
            note_refund(tx, &payment, sent, now)?;
        }
        Ok::<_, Fault>(())
    })
    .await?;
    Ok(true)
}

fn note_refund(tx: &mut Tx, payment: &Payment, sent: &SentRefund, now: Moment) -> Result<(), Fault> {
    if matches!(sent.status.as_deref(), Some("failed" | "canceled")) {
        return note_failed(tx, sent, now);
    }
    // Ours carries its own id, also while its answer is on the way.
    if sent.metadata.contains_key("refund") {
        return Ok(());
    }
    let key = format!("stripe/{}", sent.id);
    if store::refund_is_known(tx, &key)? || store::refund_reference_is_known(tx, &sent.id)? {
        return Ok(());
    }
    let Some(order) = orders::by_id(tx, &payment.order_id)? else { return Ok(()) };
    let amount = settling::wire(sent.amount, payment.currency)?;
    let refund = Refund {
        id: RefundId::new(),
        order_id: order.id.clone(),
        payment_id: payment.id.clone(),
        order_line_id: None,
        currency: amount.currency,
        minor: amount.minor,
        reason: "at_provider".to_owned(),
        state: "done".to_owned(),
        idempotency_key: key,
        reference: Some(sent.id.clone()),
        credit_note_number: None,
        created_at: now,
        settled_at: Some(now),
        last_error: None,
    };
    if !refunds::enter(tx, &order, &refund)? {
        return Ok(());
    }
    super::tell_spend(tx, order.buyer())?;
    let detail = format!("{} {} {}", amount.digits(), amount.currency, sent.id);
    journal::record(tx, Actor::System, "refund.at_provider", "order", order.id.as_str(), &detail, now)
}

/// A refund that counted as sent came back: the buyer's bank would not have it.
fn note_failed(tx: &mut Tx, sent: &SentRefund, now: Moment) -> Result<(), Fault> {
    let Some(refund) = store::refund_by_reference(tx, &sent.id)?.filter(|refund| refund.state == "done") else {
        return Ok(());
    };
    let why = sent.failure_reason.as_deref().unwrap_or("failed at Stripe");
    store::set_refund(tx, &refund.id, "refused", Some(&sent.id), Some(why), now)?;
    let order = orders::by_id(tx, &refund.order_id)?;
    super::tell_spend(tx, order.as_ref().and_then(orders::Order::buyer))?;
    let detail = format!("{} {} {why}", refund.amount().digits(), refund.currency);
    journal::record(tx, Actor::System, "refund.refused", "order", refund.order_id.as_str(), &detail, now)
}

/// A dispute opened, moved or closed. False when its payment is not ours.
pub(super) async fn read_dispute(club: &Club, gateway: &Gateway, id: &str, now: Moment) -> Result<bool, Fault> {
    let sent: SentDispute = gateway.send(&requests::dispute(id), now).await.map_err(silent)?;
    let Some(intent) = sent.payment_intent.clone() else { return Ok(false) };
    club.write_durably(move |tx| {
        let Some(payment) = store::payment_by_intent(tx, &intent)? else { return Ok(false) };
        note_dispute(tx, &payment, &sent, now)?;
        Ok::<_, Fault>(true)
    })
    .await
}

fn note_dispute(tx: &mut Tx, payment: &Payment, sent: &SentDispute, now: Moment) -> Result<(), Fault> {
    let closed = matches!(sent.status.as_str(), "won" | "lost" | "warning_closed" | "prevented");
    let amount = settling::wire(sent.amount, payment.currency)?;
    let dispute = Dispute {
        id: sent.id.clone(),
        order_id: payment.order_id.clone(),
        payment_id: payment.id.clone(),
        currency: amount.currency,
        minor: amount.minor,
        reason: sent.reason.clone(),
        state: sent.status.clone(),
        due_by: sent.evidence_details.as_ref().and_then(|details| details.due_by).map(Moment::from_unix),
        opened_at: Moment::from_unix(sent.created),
        closed_at: closed.then_some(now),
    };
    if store::keep_dispute(tx, &dispute)? {
        let detail = format!("{} {} {} {}", amount.digits(), amount.currency, dispute.reason, dispute.state);
        journal::record(tx, Actor::System, "order.disputed", "order", dispute.order_id.as_str(), &detail, now)?;
    }
    Ok(())
}
