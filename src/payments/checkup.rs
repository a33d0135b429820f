//! What the operator should know about a club's account at Stripe before the first fan pays.

use super::gateway::Gateway;
use crate::base::Moment;
use crate::club::Club;
use crate::plumbing::stripe::{Account, CallError, List, WebhookEndpoint, requests};

/// The events a club has to hear of; everything else may be sent too and is passed over.
pub const EVENTS: [&str; 12] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "invoice.paid",
    "invoice.payment_failed",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
];

/// What Stripe said.
#[derive(Debug)]
pub struct Checkup {
    pub livemode: bool,
    pub account: Result<Account, CallError>,
    pub hook: Result<Hook, CallError>,
}

/// How Stripe tells the club about payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hook {
    Fine,
    /// No endpoint leads to the club's address.
    Missing,
    Disabled,
    /// It leads there, without these events.
    Deaf(Vec<&'static str>),
}

/// The address Stripe has to tell.
pub fn hook_address(club: &Club) -> String {
    club.url("/hooks/stripe")
}

/// Asks Stripe. None when the club takes no real payments, or has no key.
pub async fn checkup(club: &Club, now: Moment) -> Option<Checkup> {
    let gateway = Gateway::of(club).await.ok().filter(|gateway| matches!(gateway, Gateway::Stripe { .. }))?;
    let account = gateway.send::<Account>(&requests::account(), now).await;
    let endpoints = gateway.send::<List<WebhookEndpoint>>(&requests::webhook_endpoints(), now).await;
    let address = hook_address(club);
    Some(Checkup {
        livemode: gateway.livemode(),
        account,
        hook: endpoints.map(|endpoints| hook(&endpoints.data, &address)),
    })
}

fn hook(endpoints: &[WebhookEndpoint], address: &str) -> Hook {
    let ours: Vec<&WebhookEndpoint> = endpoints.iter().filter(|endpoint| endpoint.url == address).collect();
    let enabled: Vec<&&WebhookEndpoint> = ours.iter().filter(|endpoint| endpoint.status == "enabled").collect();
    if ours.is_empty() {
        return Hook::Missing;
    }
    if enabled.is_empty() {
        return Hook::Disabled;
    }
    let heard = |event: &str| {
        enabled.iter().any(|endpoint| endpoint.enabled_events.iter().any(|known| known == "*" || known == event))
    };
    let deaf: Vec<&'static str> = EVENTS.into_iter().filter(|event| !heard(event)).collect();
    if deaf.is_empty() { Hook::Fine } else { Hook::Deaf(deaf) }
}
