//! The few fields we read of Stripe's objects. Everything else may change without touching us.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer};

/// An id, whether Stripe sent the id or the whole object.
fn id_of<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Id(String),
        Whole { id: String },
    }
    Ok(Option::<Either>::deserialize(from)?.map(|either| match either {
        Either::Id(id) | Either::Whole { id } => id,
    }))
}

/// The object when Stripe expanded it; nothing when it sent the id only.
fn whole<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Id(#[allow(dead_code, reason = "only tells the two apart")] String),
        Whole(T),
    }
    Ok(Option::<Either<T>>::deserialize(from)?.and_then(|either| match either {
        Either::Id(_) => None,
        Either::Whole(object) => Some(object),
    }))
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// One page of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// A checkout session.
#[derive(Debug, Clone, Deserialize)]
pub struct Session {
    pub id: String,
    /// Seconds since 1970.
    pub created: i64,
    /// `open`, `complete` or `expired`.
    pub status: Option<String>,
    /// `paid`, `unpaid` or `no_payment_required`.
    pub payment_status: String,
    pub client_reference_id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
    pub livemode: bool,
    pub currency: Option<String>,
    pub amount_total: Option<i64>,
    pub total_details: Option<TotalDetails>,
    pub url: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    #[serde(default, deserialize_with = "whole")]
    pub subscription: Option<Subscription>,
    #[serde(default, deserialize_with = "whole")]
    pub invoice: Option<Invoice>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct TotalDetails {
    #[serde(default)]
    pub amount_tax: i64,
}

impl Session {
    pub fn is_open(&self) -> bool {
        self.status.as_deref() == Some("open")
    }

    pub fn is_expired(&self) -> bool {
        self.status.as_deref() == Some("expired")
    }

    /// Complete and nothing is owed: an order worth nothing counts as paid.
    pub fn is_paid(&self) -> bool {
        self.status.as_deref() == Some("complete")
            && matches!(self.payment_status.as_str(), "paid" | "no_payment_required")
    }

    /// Complete, and the money is still on its way by a delayed method.
    pub fn is_on_its_way(&self) -> bool {
        self.status.as_deref() == Some("complete") && self.payment_status == "unpaid"
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Subscription {
    pub id: String,
    /// `active`, `trialing`, `past_due`, `unpaid`, `incomplete`, `incomplete_expired`, `paused` or `canceled`.
    pub status: String,
    #[serde(default)]
    pub cancel_at_period_end: bool,
    pub cancel_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub currency: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub latest_invoice: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
    pub items: List<SubscriptionItem>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct SubscriptionItem {
    pub id: String,
    /// Since the version of March 2025 the period belongs to the item.
    pub current_period_start: i64,
    pub current_period_end: i64,
}

impl Subscription {
    /// The period that runs now, in seconds since 1970.
    pub fn period(&self) -> Option<(i64, i64)> {
        let start = self.items.data.iter().map(|item| item.current_period_start).min()?;
        let end = self.items.data.iter().map(|item| item.current_period_end).max()?;
        Some((start, end))
    }

    pub fn is_good(&self) -> bool {
        matches!(self.status.as_str(), "active" | "trialing")
    }

    /// Stripe could not collect and may still try.
    pub fn is_failing(&self) -> bool {
        matches!(self.status.as_str(), "past_due" | "unpaid" | "incomplete" | "paused")
    }

    pub fn is_over(&self) -> bool {
        matches!(self.status.as_str(), "canceled" | "incomplete_expired")
    }

    /// Whether it is going to end instead of renewing.
    pub fn is_leaving(&self) -> bool {
        self.cancel_at_period_end || self.cancel_at.is_some()
    }
}

/// A subscription that any program may have begun, with who pays and at which prices.
#[derive(Debug, Clone, Deserialize)]
pub struct HeldSubscription {
    pub id: String,
    /// See [`Subscription::status`].
    pub status: String,
    /// Seconds since 1970.
    pub created: i64,
    /// May lie before `created`, when it was brought from elsewhere.
    pub start_date: Option<i64>,
    #[serde(default)]
    pub cancel_at_period_end: bool,
    pub cancel_at: Option<i64>,
    #[serde(default, deserialize_with = "whole")]
    pub customer: Option<Payer>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
    /// Set while invoices are made and not collected.
    pub pause_collection: Option<PauseCollection>,
    /// The part of the money that another application takes.
    pub application_fee_percent: Option<f64>,
    pub items: List<PricedItem>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct PauseCollection {}

/// A customer as they stand at Stripe.
#[derive(Debug, Clone, Deserialize)]
pub struct Payer {
    pub id: String,
    #[serde(default)]
    pub deleted: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub email: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct PricedItem {
    /// Missing where what was used is counted.
    pub quantity: Option<i64>,
    pub current_period_start: i64,
    pub current_period_end: i64,
    pub price: RecurringPrice,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RecurringPrice {
    pub id: String,
    #[serde(default, deserialize_with = "id_of")]
    pub product: Option<String>,
    pub currency: String,
    /// Missing where the amount depends on the quantity or on fractions.
    pub unit_amount: Option<i64>,
    pub recurring: Option<Recurring>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Recurring {
    /// `day`, `week`, `month` or `year`.
    pub interval: String,
    #[serde(default = "once")]
    pub interval_count: i64,
}

fn once() -> i64 {
    1
}

/// What is sold at Stripe.
#[derive(Debug, Clone, Deserialize)]
pub struct Product {
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Invoice {
    pub id: String,
    pub created: i64,
    /// `draft`, `open`, `paid`, `uncollectible` or `void`.
    pub status: Option<String>,
    /// `subscription_create`, `subscription_cycle`, `subscription_update` …
    pub billing_reason: Option<String>,
    pub currency: String,
    pub amount_paid: i64,
    /// The sum of the invoice; below zero when it gives credit.
    #[serde(default)]
    pub total: i64,
    #[serde(default)]
    pub total_taxes: Option<Vec<InvoiceTax>>,
    pub parent: Option<InvoiceParent>,
    pub payments: Option<List<InvoicePayment>>,
    #[serde(default)]
    pub lines: Option<List<InvoiceLine>>,
    pub livemode: bool,
}

/// An invoice that is only reckoned, for somebody to look at before it is made.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct InvoicePreview {
    /// What would be collected, in the smallest unit of the wire; nothing when the sum gives credit.
    pub amount_due: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceTax {
    pub amount: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceParent {
    pub subscription_details: Option<InvoiceSubscription>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceSubscription {
    #[serde(default, deserialize_with = "id_of")]
    pub subscription: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceLine {
    pub period: Period,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Period {
    pub start: i64,
    pub end: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoicePayment {
    pub status: String,
    pub payment: InvoicePaymentSource,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoicePaymentSource {
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
}

impl Invoice {
    pub fn is_paid(&self) -> bool {
        self.status.as_deref() == Some("paid")
    }

    pub fn subscription(&self) -> Option<&str> {
        self.parent.as_ref()?.subscription_details.as_ref()?.subscription.as_deref()
    }

    pub fn tax(&self) -> i64 {
        self.total_taxes.iter().flatten().map(|tax| tax.amount).sum()
    }

    /// What to name when the payment is to be given back.
    pub fn payment_intent(&self) -> Option<&str> {
        let payments = &self.payments.as_ref()?.data;
        payments
            .iter()
            .filter(|payment| payment.status == "paid")
            .find_map(|payment| payment.payment.payment_intent.as_deref())
    }

    /// The latest period the invoice's lines pay for, in seconds since 1970. The invoice's own `period_end` is the
    /// moment it was made.
    pub fn paid_until(&self) -> Option<i64> {
        self.lines.as_ref()?.data.iter().map(|line| line.period.end).max()
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Customer {
    pub id: String,
    #[serde(default)]
    pub deleted: bool,
    #[serde(default)]
    pub livemode: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Refund {
    pub id: String,
    /// `pending`, `requires_action`, `succeeded`, `failed` or `canceled`.
    pub status: Option<String>,
    pub amount: i64,
    pub failure_reason: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
}

/// Money that was taken, or tried to be.
#[derive(Debug, Clone, Deserialize)]
pub struct Charge {
    pub id: String,
    /// `succeeded`, `pending` or `failed`.
    pub status: String,
    pub amount: i64,
    pub amount_refunded: i64,
    pub currency: String,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
}

impl Charge {
    pub fn is_paid(&self) -> bool {
        self.status == "succeeded"
    }
}

/// A buyer's bank asks for the money back.
#[derive(Debug, Clone, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub amount: i64,
    pub reason: String,
    /// `needs_response`, `under_review`, `won`, `lost`, `warning_…`, `prevented`.
    pub status: String,
    pub created: i64,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    pub evidence_details: Option<EvidenceDetails>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct EvidenceDetails {
    pub due_by: Option<i64>,
}

/// A page at Stripe where a customer keeps cards and invoices.
#[derive(Debug, Clone, Deserialize)]
pub struct PortalSession {
    pub url: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    pub id: String,
    #[serde(default)]
    pub charges_enabled: bool,
}

/// Where Stripe sends events.
#[derive(Debug, Clone, Deserialize)]
pub struct WebhookEndpoint {
    pub url: String,
    /// `enabled` or `disabled`.
    pub status: String,
    /// Names of events, or `*`.
    pub enabled_events: Vec<String>,
}

/// Anything of which only the id matters.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    pub id: String,
}

/// An event: something at Stripe changed. Only says where to look; the state is fetched by id.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub created: i64,
    pub livemode: bool,
    pub data: EventData,
}

#[derive(Debug, Clone, Deserialize)]
pub struct EventData {
    pub object: EventObject,
}

#[derive(Debug, Clone, Deserialize)]
pub struct EventObject {
    /// Missing on upcoming invoices.
    pub id: Option<String>,
    pub object: Option<String>,
    pub client_reference_id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: HashMap<String, String>,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_reads_with_ids_and_with_whole_objects() {
        let read = |subscription: &str, invoice: &str| -> Session {
            serde_json::from_str(&format!(
                r#"{{"id":"cs_1","object":"checkout.session","created":1,"status":"complete","payment_status":"paid",
                "client_reference_id":"o","metadata":null,"livemode":false,"currency":"eur","amount_total":600,
                "total_details":{{"amount_discount":0,"amount_tax":100}},"url":null,"payment_intent":null,
                "customer":"cus_1","subscription":{subscription},"invoice":{invoice},"something_new":[1]}}"#
            ))
            .unwrap()
        };
        assert!(read("\"sub_1\"", "null").subscription.is_none());
        let session = read(
            r#"{"id":"sub_1","status":"active","items":{"data":[{"id":"si_1","current_period_start":5,"current_period_end":9}]}}"#,
            r#"{"id":"in_1","created":1,"currency":"eur","amount_paid":600,"livemode":false,"status":"paid",
               "payments":{"data":[{"status":"paid","payment":{"type":"payment_intent","payment_intent":"pi_1"}}]}}"#,
        );
        assert!(session.is_paid());
        assert_eq!(session.subscription.unwrap().period(), Some((5, 9)));
        assert_eq!(session.invoice.unwrap().payment_intent(), Some("pi_1"));
    }

    #[test]
    fn nothing_owed_is_paid_and_unpaid_is_on_its_way() {
        let check = |status: &str, payment: &str, paid: bool, on_its_way: bool| {
            let session: Session = serde_json::from_value(serde_json::json!({
                "id": "cs", "created": 1, "status": status, "payment_status": payment, "livemode": false,
            }))
            .unwrap();
            assert_eq!((session.is_paid(), session.is_on_its_way()), (paid, on_its_way), "{status} {payment}");
        };
        check("complete", "paid", true, false);
        check("complete", "no_payment_required", true, false);
        check("complete", "unpaid", false, true);
        check("open", "unpaid", false, false);
        check("expired", "unpaid", false, false);
    }
}
