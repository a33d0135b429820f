//! Events: news that something changed at the provider. Each only says where to look.

use super::gateway::{self, Gateway};
use super::{agreements, attempts, jobs, outside, settling, silent, store};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::orders::{Kinds, OrderId};
use crate::plumbing::jobs::enqueue;
use crate::plumbing::stripe::{self, Event, SignatureError};

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// Stored, and its job with it.
    Kept,
    /// Received before.
    Known,
    Unsigned(SignatureError),
    /// Signed, and not an event.
    Unreadable,
}

/// Takes a webhook: checks who sent these bytes, keeps the event and its job in one transaction. Nothing else happens
/// here, so the answer is quick.
pub async fn accept(club: &Club, signature: &str, body: &[u8], now: Moment) -> Result<Accepted, Fault> {
    let secrets = gateway::webhook_secrets(club)?;
    if let Err(error) = stripe::verify(signature, body, &secrets, now.unix()) {
        return Ok(Accepted::Unsigned(error));
    }
    let Ok(text) = std::str::from_utf8(body) else { return Ok(Accepted::Unreadable) };
    keep(club, text.to_owned(), now).await
}

/// The way of an event into the house, also for those read from the provider's list.
pub(super) async fn keep(club: &Club, body: String, now: Moment) -> Result<Accepted, Fault> {
    let Ok(event) = serde_json::from_str::<Event>(&body) else { return Ok(Accepted::Unreadable) };
    club.write_durably(move |tx| {
        let created = Moment::from_unix(event.created);
        if !store::insert_event(tx, &event.id, &event.kind, created, &body, now)? {
            return Ok(Accepted::Known);
        }
        enqueue(tx, &jobs::HandleEvent { event: event.id.clone() }, now, now)?;
        Ok::<_, Fault>(Accepted::Kept)
    })
    .await
}

/// Looks where a kept event points.
pub async fn handle(club: &Club, kinds: Kinds, event: &str, now: Moment) -> Result<(), Fault> {
    let id = event.to_owned();
    let Some(body) = club.read(move |conn| store::event_body(conn, &id)).await? else { return Ok(()) };
    let read: Event = serde_json::from_str(&body)?;
    let outcome = look(club, kinds, &read, now).await?;
    club.write(move |tx| store::set_event_outcome(tx, &read.id, outcome)).await
}

async fn look(club: &Club, kinds: Kinds, event: &Event, now: Moment) -> Result<&'static str, Fault> {
    let gateway = Gateway::of(club).await.map_err(silent)?;
    if event.livemode != gateway.livemode() {
        return Ok("other mode");
    }
    let object = &event.data.object;
    let id = object.id.as_deref().unwrap_or_default();
    if event.kind.starts_with("checkout.session.") {
        let order = object.client_reference_id.as_ref().or_else(|| object.metadata.get("order"));
        let Some(order) = order.cloned().map(OrderId) else { return Ok("not ours") };
        if !attempts::adopt(club, &order, id, now).await? {
            return Ok("not ours");
        }
        if event.kind == "checkout.session.async_payment_failed" {
            settling::settle_failed(club, kinds, &order, id, now).await?;
        } else {
            settling::settle(club, kinds, &order, now).await?;
        }
        return Ok("settled");
    }
    if event.kind.starts_with("invoice.") {
        if matches!(event.kind.as_str(), "invoice.upcoming" | "invoice.created" | "invoice.deleted") || id.is_empty() {
            return Ok("not needed");
        }
        agreements::settle_invoice(club, kinds, id, now).await?;
        return Ok("settled");
    }
    if event.kind.starts_with("customer.subscription.") {
        agreements::reread(club, kinds, id, now).await?;
        return Ok("read again");
    }
    if event.kind == "charge.refunded" {
        let Some(intent) = &object.payment_intent else { return Ok("not ours") };
        let ours = outside::read_refunds(club, &gateway, intent, now).await?;
        return Ok(if ours { "read again" } else { "not ours" });
    }
    if event.kind.starts_with("charge.dispute.") {
        let ours = outside::read_dispute(club, &gateway, id, now).await?;
        return Ok(if ours { "read again" } else { "not ours" });
    }
    Ok("not needed")
}
