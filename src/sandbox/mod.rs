//! The sandbox: test money. Answers the requests `payments` makes as Stripe does, from the club's own database, so that
//! everything above it is the same code as with real money.
//!
//! It is lenient where Stripe is strict; the counterpart in the tests is the strict one. What never happens here:
//! touching an order. What was paid is told by a signed event and read by id, like everything else.

mod answers;
mod store;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::{Currency, Fault, Moment, Money};
use crate::club::Club;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::stripe::{Call, Method, from_wire};

/// An answer as Stripe would give it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

/// Answers one request.
pub async fn answer(club: &Club, call: &Call, now: Moment) -> Result<Answer, Fault> {
    let (call, here) = (call.clone(), club.clone());
    club.write_durably(move |tx| {
        let saved = match &call.idempotency_key {
            Some(key) => store::get(tx, "key", &format!("key/{key}"))?,
            None => None,
        };
        if let Some(saved) = saved {
            let status = saved["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
            return Ok(Answer { status, body: saved["body"].clone() });
        }
        let answer = answers::answer(tx, &here, &call, now)?;
        if let (Method::Post, Some(key)) = (call.method, &call.idempotency_key) {
            let saved = json!({ "id": format!("key/{key}"), "status": answer.status, "body": answer.body });
            store::put(tx, "key", &saved, now)?;
        }
        Ok::<_, Fault>(answer)
    })
    .await
}

/// What signs the sandbox's webhooks.
pub fn webhook_secret(club: &Club) -> String {
    club.key().sign("sandbox webhook", "")
}

/// A checkout page's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutPage {
    pub id: String,
    /// What is paid for: name, how many, and what that costs.
    pub lines: Vec<(String, i64, Money)>,
    pub total: Money,
    /// `month` or `year` for what renews itself.
    pub every: Option<String>,
    /// `open`, `complete` or `expired`.
    pub status: String,
    pub success_url: String,
    pub cancel_url: String,
}

pub fn checkout_page(conn: &mut Conn, id: &str) -> Result<Option<CheckoutPage>, Fault> {
    let Some(session) = store::get(conn, "session", id)? else { return Ok(None) };
    let mut lines = Vec::new();
    for line in session["_lines"].as_array().into_iter().flatten() {
        let quantity = line["quantity"].as_i64().unwrap_or(1);
        let unit = money(&line["unit"], &session["currency"])?;
        let gross = unit.times(quantity).map_err(|error| Fault::broken(error.to_string()))?;
        lines.push((text(line, "name"), quantity, gross));
    }
    Ok(Some(CheckoutPage {
        id: id.to_owned(),
        lines,
        total: money(&session["amount_total"], &session["currency"])?,
        every: session["_lines"][0]["every"].as_str().map(str::to_owned),
        status: text(&session, "status"),
        success_url: text(&session, "success_url"),
        cancel_url: text(&session, "cancel_url"),
    }))
}

/// What the portal shows of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalPage {
    pub id: String,
    pub subscription: String,
    pub name: String,
    pub price: Money,
    pub every: String,
    pub status: String,
    pub period_end: Moment,
    pub leaving: bool,
    pub return_url: String,
}

/// None when the address was never given out or its customer has nothing.
pub fn portal_page(conn: &mut Conn, id: &str) -> Result<Option<PortalPage>, Fault> {
    let Some(portal) = store::get(conn, "portal", id)? else { return Ok(None) };
    let customer = text(&portal, "customer");
    let theirs = store::all(conn, "subscription")?
        .into_iter()
        .find(|subscription| subscription["customer"] == customer.as_str());
    let Some(subscription) = theirs else { return Ok(None) };
    let item = &subscription["items"]["data"][0];
    Ok(Some(PortalPage {
        id: id.to_owned(),
        subscription: text(&subscription, "id"),
        name: text(&subscription, "_name"),
        price: money(&item["price"]["unit_amount"], &subscription["currency"])?,
        every: text(&item["price"]["recurring"], "interval"),
        status: text(&subscription, "status"),
        period_end: Moment::from_unix(item["current_period_end"].as_i64().unwrap_or_default()),
        leaving: subscription["cancel_at_period_end"] == true,
        return_url: text(&portal, "return_url"),
    }))
}

/// The fan presses "pay" on the checkout page. Gives the events to tell; none when it is not open any more.
pub fn pay(tx: &mut Tx, session: &str, now: Moment) -> Result<Vec<Value>, Fault> {
    let Some(mut session) = store::get(tx, "session", session)?.filter(|session| session["status"] == "open") else {
        return Ok(Vec::new());
    };
    let mut events = Vec::new();
    session["status"] = json!("complete");
    session["payment_status"] = json!("paid");
    if session["mode"] == "subscription" {
        let mut subscription = answers::begin_subscription(&session, now);
        let amount = session["amount_total"].as_i64().unwrap_or(0);
        let invoice = answers::make_invoice(&subscription, "subscription_create", amount, "paid", now);
        subscription["latest_invoice"] = invoice["id"].clone();
        session["subscription"] = subscription["id"].clone();
        session["invoice"] = invoice["id"].clone();
        store::put(tx, "subscription", &subscription, now)?;
        store::put(tx, "invoice", &invoice, now)?;
        events.push(emit(tx, "invoice.paid", &invoice, now)?);
    } else if session["amount_total"] == 0 {
        session["payment_status"] = json!("no_payment_required");
    } else {
        session["payment_intent"] = json!(new_id("pi"));
    }
    store::put(tx, "session", &session, now)?;
    events.push(emit(tx, "checkout.session.completed", &session, now)?);
    Ok(events)
}

/// What may be done to an agreement by hand, so that the months ahead can be tried out today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next period begins and is paid; one that is leaving ends instead.
    Renew,
    /// The next period begins and the card is declined.
    Decline,
    Leave,
    Stay,
    /// Collecting is given up.
    GiveUp,
}

/// Takes a step with an agreement. Gives the events to tell.
pub fn step(tx: &mut Tx, subscription: &str, step: Step, now: Moment) -> Result<Vec<Value>, Fault> {
    let running = |found: &Value| found["status"] != "canceled";
    let Some(mut subscription) = store::get(tx, "subscription", subscription)?.filter(running) else {
        return Ok(Vec::new());
    };
    let mut events = Vec::new();
    let leaving = subscription["cancel_at_period_end"] == true;
    let verb = match step {
        Step::Leave | Step::Stay => {
            subscription["cancel_at_period_end"] = json!(step == Step::Leave);
            "customer.subscription.updated"
        }
        Step::GiveUp => {
            answers::end_subscription(&mut subscription, now);
            "customer.subscription.deleted"
        }
        Step::Renew | Step::Decline if leaving => {
            answers::end_subscription(&mut subscription, now);
            "customer.subscription.deleted"
        }
        Step::Renew | Step::Decline => {
            let paid = step == Step::Renew;
            answers::next_period(&mut subscription);
            let amount = subscription["items"]["data"][0]["price"]["unit_amount"].as_i64().unwrap_or(0);
            let status = if paid { "paid" } else { "open" };
            let invoice = answers::make_invoice(&subscription, "subscription_cycle", amount, status, now);
            subscription["status"] = json!(if paid { "active" } else { "past_due" });
            subscription["latest_invoice"] = invoice["id"].clone();
            store::put(tx, "invoice", &invoice, now)?;
            events.push(emit(tx, if paid { "invoice.paid" } else { "invoice.payment_failed" }, &invoice, now)?);
            "customer.subscription.updated"
        }
    };
    store::put(tx, "subscription", &subscription, now)?;
    events.push(emit(tx, verb, &subscription, now)?);
    Ok(events)
}

/// Keeps an event, as the list of events will show it and the webhook will tell it.
fn emit(tx: &mut Tx, kind: &str, object: &Value, now: Moment) -> Result<Value, Fault> {
    let event = json!({
        "id": new_id("evt"), "object": "event", "type": kind, "created": now.unix(), "livemode": false,
        "data": { "object": object },
    });
    store::put(tx, "event", &event, now)?;
    Ok(event)
}

/// Whether an object by this name is the sandbox's: Stripe knows nothing of it.
pub fn made(id: &str) -> bool {
    id.contains("_sandbox_")
}

fn new_id(prefix: &str) -> String {
    // Opens a page without signing in, so it is a secret.
    format!("{prefix}_sandbox_{}", crate::base::Secret::random().reveal())
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_default().to_owned()
}

fn money(amount: &Value, currency: &Value) -> Result<Money, Fault> {
    let currency: Currency = currency.as_str().unwrap_or_default().parse().map_err(Fault::broken)?;
    from_wire(amount.as_i64().unwrap_or(0), currency).map_err(|error| Fault::broken(error.to_string()))
}

/// A form or query, by the names as they travel.
type Form = BTreeMap<String, String>;

fn form_of(call: &Call) -> Form {
    let text = call.body.as_deref().or(call.query.as_deref()).unwrap_or_default();
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}
