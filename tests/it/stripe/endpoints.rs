//! What each request does and answers.

use serde_json::{Value, json};
use stagedoor::base::Moment;

use super::wire::Form;
use super::{Asked, World, error};

type Answer = (u16, Value);

impl World {
    fn id(&mut self, prefix: &str) -> String {
        self.last_id += 1;
        format!("{prefix}_{:06}", self.last_id)
    }

    fn get(&mut self, kind: &str, id: &str) -> Option<&mut Value> {
        self.objects.get_mut(kind)?.iter_mut().find(|object| object["id"] == id)
    }

    fn copy(&mut self, kind: &str, id: &Value) -> Value {
        self.get(kind, id.as_str().unwrap_or_default()).cloned().unwrap_or(Value::Null)
    }

    fn add(&mut self, kind: &'static str, object: Value) -> Value {
        self.objects.entry(kind).or_default().push(object.clone());
        object
    }

    fn event(&mut self, kind: &str, object: Value) -> Value {
        let event = json!({
            "id": self.id("evt"), "object": "event", "api_version": "2026-09-30.endive", "created": self.now,
            "type": kind, "livemode": false, "pending_webhooks": 1, "request": null, "data": { "object": object },
        });
        self.add("event", event)
    }
}

pub fn answer(world: &mut World, asked: &Asked, form: &Form) -> Answer {
    let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("POST", ["checkout", "sessions"]) => create_session(world, form),
        ("GET", ["checkout", "sessions"]) => list(world, "session", form, |_| true),
        ("GET", ["checkout", "sessions", id]) => retrieve_session(world, id, form),
        ("POST", ["checkout", "sessions", id, "expire"]) => expire(world, id),
        ("GET", ["charges"]) => charges(world, form),
        ("GET", ["subscriptions"]) => {
            let status = form.get("status").map(str::to_owned);
            let (code, mut page) = list(world, "subscription", form, |one| match status.as_deref() {
                None => one["status"] != "canceled",
                Some("all") => true,
                Some(status) => one["status"] == status,
            });
            for one in page["data"].as_array_mut().into_iter().flatten() {
                with_customer(world, one, form.expands("data.customer"));
            }
            (code, page)
        }
        ("GET", ["subscriptions", id]) => {
            let (code, mut one) = retrieve(world, "subscription", id);
            if code == 200 {
                with_customer(world, &mut one, form.expands("customer"));
            }
            (code, one)
        }
        ("GET", ["products", id]) => retrieve(world, "product", id),
        ("POST", ["subscriptions", id]) => update_subscription(world, id, form),
        ("DELETE", ["subscriptions", id]) => cancel_subscription(world, id),
        ("GET", ["invoices"]) => {
            let wanted = form.get("subscription").unwrap_or_default().to_owned();
            let of_it = |invoice: &Value| invoice["parent"]["subscription_details"]["subscription"] == wanted.as_str();
            let (status, mut page) = list(world, "invoice", form, of_it);
            for invoice in page["data"].as_array_mut().into_iter().flatten() {
                shed_payments(invoice, form.expands("data.payments"));
            }
            (status, page)
        }
        ("POST", ["invoices", "create_preview"]) => preview_invoice(world, form),
        ("GET", ["invoices", id]) => {
            let (status, mut invoice) = retrieve(world, "invoice", id);
            shed_payments(&mut invoice, form.expands("payments"));
            (status, invoice)
        }
        ("POST", ["customers"]) => {
            let id = world.id("cus");
            let customer = json!({
                "id": id, "object": "customer", "email": form.get("email"), "metadata": form.map("metadata"),
                "livemode": false, "created": world.now, "invoice_prefix": "ABC",
            });
            (200, world.add("customer", customer))
        }
        ("GET", ["customers", id]) => retrieve(world, "customer", id),
        ("DELETE", ["customers", id]) => {
            let found = world.get("customer", id).filter(|customer| customer["deleted"] != true);
            let Some(customer) = found else { return missing("customer", id) };
            *customer = json!({ "id": id, "object": "customer", "deleted": true });
            (200, customer.clone())
        }
        ("GET", ["customers"]) => {
            let wanted = form.get("email").unwrap_or_default().to_owned();
            list(world, "customer", form, |customer| customer["email"] == wanted.as_str())
        }
        ("POST", ["billing_portal", "sessions"]) => {
            let customer = form.get("customer").unwrap_or_default();
            if world.get("customer", customer).is_none() {
                return missing("customer", customer);
            }
            let id = world.id("bps");
            let url = format!("https://billing.stripe.test/{id}");
            let portal = json!({ "id": id, "object": "billing_portal.session", "url": url, "return_url": form.get("return_url") });
            (200, world.add("portal", portal))
        }
        ("POST", ["refunds"]) => refund(world, form),
        ("GET", ["refunds"]) => {
            let wanted = form.get("payment_intent").unwrap_or_default().to_owned();
            list(world, "refund", form, |refund| wanted.is_empty() || refund["payment_intent"] == wanted.as_str())
        }
        ("POST", ["products"]) => {
            let id = form.get("id").unwrap_or_default().to_owned();
            if world.get("product", &id).is_some() {
                return (
                    400,
                    error(
                        "invalid_request_error",
                        Some("resource_already_exists"),
                        Some("id"),
                        "Product already exists.",
                    ),
                );
            }
            (200, world.add("product", json!({ "id": id, "object": "product", "name": form.get("name") })))
        }
        ("GET", ["events"]) => list(world, "event", form, |_| true),
        ("GET", ["account"]) => (
            200,
            json!({ "id": "acct_counterpart", "object": "account", "charges_enabled": !world.restricted,
                    "default_currency": "eur", "country": "FR" }),
        ),
        ("GET", ["disputes", id]) => retrieve(world, "dispute", id),
        ("GET", ["webhook_endpoints"]) => list(world, "webhook_endpoint", form, |_| true),
        _ => (
            404,
            error(
                "invalid_request_error",
                None,
                None,
                &format!("Unrecognized request URL ({} {})", asked.method, asked.path),
            ),
        ),
    }
}

/// The customer itself in the place of its id, when that was asked for.
fn with_customer(world: &mut World, subscription: &mut Value, wanted: bool) {
    if wanted && subscription["customer"].is_string() {
        let customer = subscription["customer"].clone();
        subscription["customer"] = world.copy("customer", &customer);
    }
}

/// Somebody pays each month or year by another system, since ten days and one period: this period's invoice is paid, and
/// so was the one before.
pub fn collects(world: &mut World, email: Option<&str>, name: &str, product: &str, unit: i64, every: &str) -> String {
    let customer = world.id("cus");
    world.add(
        "customer",
        json!({
            "id": customer, "object": "customer", "email": email, "name": name, "metadata": {}, "livemode": false,
            "created": world.now,
        }),
    );
    let product_id = format!("prod_{}", product.to_lowercase().replace(' ', "_"));
    if world.get("product", &product_id).is_none() {
        world.add("product", json!({ "id": product_id, "object": "product", "name": product }));
    }
    let (id, item) = (world.id("sub"), world.id("si"));
    let end = after(world.now - 10 * 86_400, every);
    let former = world.now - 10 * 86_400 - if every == "year" { 365 } else { 31 } * 86_400;
    let mut subscription = json!({
        "id": id, "object": "subscription", "status": "active", "cancel_at_period_end": false, "cancel_at": null,
        "ended_at": null, "currency": "eur", "customer": customer, "created": former, "start_date": former,
        "metadata": { "plan": "old" }, "latest_invoice": null, "pause_collection": null,
        "application_fee_percent": null, "livemode": false,
        "items": { "object": "list", "has_more": false, "data": [{
            "id": item, "object": "subscription_item", "quantity": 1,
            "current_period_start": former, "current_period_end": world.now - 10 * 86_400,
            "price": {
                "id": format!("price_{product_id}_{unit}_{every}"), "object": "price", "currency": "eur",
                "product": product_id, "unit_amount": unit,
                "recurring": { "interval": every, "interval_count": 1, "usage_type": "licensed" } } }] },
    });
    new_invoice(world, &subscription, "subscription_create", unit, true);
    subscription["items"]["data"][0]["current_period_start"] = json!(world.now - 10 * 86_400);
    subscription["items"]["data"][0]["current_period_end"] = json!(end);
    let invoice = new_invoice(world, &subscription, "subscription_cycle", unit, true);
    subscription["latest_invoice"] = invoice["id"].clone();
    world.add("subscription", subscription);
    id
}

/// It ends at once, by whoever may end it.
pub fn ends(world: &mut World, id: &str) -> Vec<Value> {
    let now = world.now;
    let subscription = world.get("subscription", id).unwrap();
    subscription["status"] = json!("canceled");
    subscription["ended_at"] = json!(now);
    let subscription = subscription.clone();
    vec![world.event("customer.subscription.deleted", subscription)]
}

fn missing(kind: &str, id: &str) -> Answer {
    (404, error("invalid_request_error", Some("resource_missing"), Some(kind), &format!("No such {kind}: '{id}'")))
}

fn retrieve(world: &mut World, kind: &'static str, id: &str) -> Answer {
    world.get(kind, id).cloned().map_or_else(|| missing(kind, id), |object| (200, object))
}

fn list(world: &mut World, kind: &'static str, form: &Form, wanted: impl Fn(&Value) -> bool) -> Answer {
    let since = form.number("created[gte]").unwrap_or(0);
    let limit = usize::try_from(form.number("limit").unwrap_or(10)).unwrap();
    assert!((1..=100).contains(&limit), "Stripe's pages hold 1 to 100");
    let mut found: Vec<Value> = world.objects.get(kind).into_iter().flatten().rev().cloned().collect();
    if world.hidden.iter().any(|hidden| hidden == kind) {
        found.clear();
    }
    found.retain(|object| wanted(object) && object["created"].as_i64().unwrap_or(0) >= since);
    if let Some(after) = form.get("starting_after") {
        let at = found.iter().position(|object| object["id"] == after).map_or(0, |at| at + 1);
        found.drain(..at);
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    (200, json!({ "object": "list", "url": "/v1/…", "has_more": has_more, "data": found }))
}

fn create_session(world: &mut World, form: &Form) -> Answer {
    let customer = form.get("customer");
    match (customer, form.get("customer_email")) {
        (Some(_), Some(_)) => {
            let words = "You may only specify one of these parameters: customer, customer_email.";
            return (400, error("invalid_request_error", None, Some("customer"), words));
        }
        (Some(customer), None) if world.get("customer", customer).is_none() => {
            let words = format!("No such customer: '{customer}'");
            return (400, error("invalid_request_error", Some("resource_missing"), Some("customer"), &words));
        }
        _ => {}
    }
    let subscription_mode = form.get("mode") == Some("subscription");
    let price = "line_items[0][price_data]";
    let every = form.get(&format!("{price}[recurring][interval]"));
    if subscription_mode != every.is_some() {
        return (400, error("invalid_request_error", None, Some("mode"), "mode and recurring prices do not agree"));
    }
    let unit = form.number(&format!("{price}[unit_amount]")).unwrap_or(0);
    let mut total = 0;
    let mut count = 0;
    while let Some(unit) = form.number(&format!("line_items[{count}][price_data][unit_amount]")) {
        let quantity = form.number(&format!("line_items[{count}][quantity]")).unwrap_or(0);
        if form.get(&format!("line_items[{count}][price_data][currency]")) != form.get(&format!("{price}[currency]")) {
            return (
                400,
                error("invalid_request_error", None, Some("line_items"), "All prices must have one currency"),
            );
        }
        if quantity < 1 || unit < 0 {
            return (400, error("parameter_invalid_integer", None, Some("line_items"), "Invalid quantity or amount"));
        }
        total += unit * quantity;
        count += 1;
    }
    if count == 0 || count > 100 {
        return (400, error("invalid_request_error", None, Some("line_items"), "1 to 100 line items are allowed"));
    }
    let currency = form.get(&format!("{price}[currency]"));
    if customer.is_some()
        && form.get("automatic_tax[enabled]") == Some("true")
        && form.get("customer_update[address]") != Some("auto")
    {
        return (
            400,
            error("invalid_request_error", None, Some("automatic_tax"), "automatic tax needs the customer's address"),
        );
    }
    // A sixth of what is paid, as with 20 % included.
    let tax = if form.get("automatic_tax[enabled]") == Some("true") { total / 6 } else { 0 };
    let id = world.id("cs_test");
    let session = json!({
        "id": id, "object": "checkout.session", "created": world.now, "status": "open", "payment_status": "unpaid",
        "mode": form.get("mode"), "client_reference_id": form.get("client_reference_id"), "metadata": form.map("metadata"),
        "livemode": false, "currency": currency, "amount_subtotal": total, "amount_total": total,
        "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": tax },
        "url": format!("{}/{id}", world.pages), "payment_intent": null, "subscription": null, "invoice": null,
        "customer": customer, "success_url": form.get("success_url"), "cancel_url": form.get("cancel_url"),
        "expires_at": world.now + 86_400,
        "every": every, "unit": unit, "subscription_metadata": form.map("subscription_data[metadata]"),
    });
    (200, world.add("session", session))
}

pub fn session(world: &mut World, id: &str) -> Option<Value> {
    world.get("session", id).cloned()
}

fn retrieve_session(world: &mut World, id: &str, form: &Form) -> Answer {
    let Some(mut session) = world.get("session", id).cloned() else { return missing("checkout.session", id) };
    if form.expands("subscription") && !session["subscription"].is_null() {
        session["subscription"] = world.copy("subscription", &session["subscription"]);
    }
    if form.expands("invoice.payments") && !session["invoice"].is_null() {
        session["invoice"] = world.copy("invoice", &session["invoice"]);
    }
    (200, session)
}

fn shed_payments(invoice: &mut Value, wanted: bool) {
    if !wanted && let Some(invoice) = invoice.as_object_mut() {
        invoice.remove("payments");
    }
}

fn expire(world: &mut World, id: &str) -> Answer {
    let Some(session) = world.get("session", id) else { return missing("checkout.session", id) };
    if session["status"] != "open" {
        let words = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
        return (400, error("invalid_request_error", None, None, words));
    }
    session["status"] = json!("expired");
    session["url"] = Value::Null;
    let session = session.clone();
    world.event("checkout.session.expired", session.clone());
    (200, session)
}

fn refund(world: &mut World, form: &Form) -> Answer {
    let intent = form.get("payment_intent").unwrap_or_default().to_owned();
    let amount = form.number("amount").unwrap_or(0);
    let Some(payment) = world.get("intent", &intent) else { return missing("payment_intent", &intent) };
    let left = payment["amount"].as_i64().unwrap() - payment["refunded"].as_i64().unwrap();
    if left == 0 {
        return (
            400,
            error("invalid_request_error", Some("charge_already_refunded"), None, "Charge has already been refunded."),
        );
    }
    if amount == 0 || amount > left {
        return (
            400,
            error("invalid_request_error", None, Some("amount"), "Refund amount is greater than unrefunded amount"),
        );
    }
    payment["refunded"] = json!(payment["refunded"].as_i64().unwrap() + amount);
    let id = world.id("re");
    let refund = json!({ "id": id, "object": "refund", "status": "succeeded", "amount": amount, "payment_intent": intent,
                "created": world.now, "metadata": form.map("metadata") });
    let charge = json!({ "id": "ch_1", "object": "charge", "payment_intent": intent, "amount_refunded": amount });
    world.event("charge.refunded", charge);
    (200, world.add("refund", refund))
}

/// Somebody presses "refund" in Stripe's dashboard.
pub fn refund_by_hand(world: &mut World, intent: &str, amount: i64) -> Vec<Value> {
    let payment = world.get("intent", intent).unwrap();
    payment["refunded"] = json!(payment["refunded"].as_i64().unwrap() + amount);
    let id = world.id("re");
    let made = json!({ "id": id, "object": "refund", "status": "succeeded", "amount": amount, "payment_intent": intent,
                       "created": world.now, "metadata": {} });
    world.add("refund", made);
    let charge = json!({ "id": "ch_1", "object": "charge", "payment_intent": intent, "amount_refunded": amount });
    vec![world.event("charge.refunded", charge)]
}

/// A buyer's bank opens a dispute, or it moves on to another state.
pub fn dispute(world: &mut World, intent: &str, status: &str) -> Vec<Value> {
    let amount = world.get("intent", intent).unwrap()["amount"].clone();
    let id = format!("dp_{intent}");
    let dispute = json!({
        "id": id, "object": "dispute", "amount": amount, "reason": "product_not_received", "status": status,
        "created": world.now, "payment_intent": intent, "evidence_details": { "due_by": world.now + 864_000 },
    });
    match world.get("dispute", &id) {
        Some(known) => *known = dispute.clone(),
        None => drop(world.add("dispute", dispute.clone())),
    }
    let kind = if status == "needs_response" { "charge.dispute.created" } else { "charge.dispute.closed" };
    vec![world.event(kind, dispute)]
}

fn after(from: i64, every: &str) -> i64 {
    Moment::from_unix(from).plus_months(if every == "year" { 12 } else { 1 }).unix()
}

/// Each payment has one charge, named after it.
fn charges(world: &mut World, form: &Form) -> Answer {
    let wanted = form.get("payment_intent").unwrap_or_default().to_owned();
    let (status, mut page) = list(world, "intent", form, |intent| wanted.is_empty() || intent["id"] == wanted.as_str());
    for object in page["data"].as_array_mut().into_iter().flatten() {
        *object = json!({
            "id": object["id"].as_str().unwrap().replace("pi_", "ch_"), "object": "charge", "status": "succeeded",
            "payment_intent": object["id"], "amount": object["amount"], "amount_refunded": object["refunded"],
            "currency": object["currency"], "created": object["created"], "metadata": object["metadata"],
        });
    }
    (status, page)
}

fn new_intent(world: &mut World, amount: i64, currency: &Value, metadata: &Value) -> String {
    let id = world.id("pi");
    let intent = json!({
        "id": id, "amount": amount, "refunded": 0, "currency": currency, "metadata": metadata, "created": world.now,
    });
    world.add("intent", intent);
    id
}

/// Somebody else's business in the same account.
pub fn foreign(world: &mut World) {
    let marks = json!({ "club": "another-club", "order": "theirs" });
    new_intent(world, 4_200, &json!("eur"), &marks);
    new_intent(world, 900, &json!("usd"), &json!({}));
    let (session, subscription, item) = (world.id("cs_test"), world.id("sub"), world.id("si"));
    world.add("session", json!({
        "id": session, "object": "checkout.session", "created": world.now, "status": "complete", "payment_status": "paid",
        "client_reference_id": "theirs", "metadata": marks, "livemode": false, "currency": "eur", "amount_total": 4_200,
    }));
    world.add(
        "subscription",
        json!({
            "id": subscription, "object": "subscription", "status": "active", "created": world.now, "metadata": {},
            "items": { "object": "list", "has_more": false, "data": [{
                "id": item, "quantity": 1, "current_period_start": world.now, "current_period_end": world.now + 86_400,
                "price": { "id": "price_theirs", "currency": "eur", "product": "prod_theirs", "unit_amount": 4_200,
                           "recurring": { "interval": "month", "interval_count": 1 } } }] },
        }),
    );
}

/// A refund that counted as done comes back.
pub fn refund_fails(world: &mut World, id: &str) {
    let refund = world.get("refund", id).unwrap();
    refund["status"] = json!("failed");
    refund["failure_reason"] = json!("lost_or_stolen_card");
    let (intent, amount) = (refund["payment_intent"].as_str().unwrap().to_owned(), refund["amount"].as_i64().unwrap());
    let payment = world.get("intent", &intent).unwrap();
    payment["refunded"] = json!(payment["refunded"].as_i64().unwrap() - amount);
}

fn new_invoice(world: &mut World, subscription: &Value, reason: &str, amount: i64, paid: bool) -> Value {
    let item = &subscription["items"]["data"][0];
    let payments = if paid && amount > 0 {
        let intent = new_intent(world, amount, &subscription["currency"], &json!({}));
        json!([{ "object": "invoice_payment", "status": "paid", "amount_paid": amount,
                 "payment": { "type": "payment_intent", "payment_intent": intent } }])
    } else {
        json!([])
    };
    let id = world.id("in");
    let invoice = json!({
        "id": id, "object": "invoice", "created": world.now, "status": if paid { "paid" } else { "open" },
        "billing_reason": reason, "currency": subscription["currency"], "customer": subscription["customer"],
        "amount_due": amount, "amount_paid": if paid { amount } else { 0 }, "total": amount, "total_taxes": [], "livemode": false,
        "period_start": world.now, "period_end": world.now,
        "parent": { "type": "subscription_details", "quote_details": null,
                    "subscription_details": { "subscription": subscription["id"], "metadata": subscription["metadata"] } },
        "payments": { "object": "list", "data": payments, "has_more": false },
        "lines": { "object": "list", "has_more": false, "data": [{
            "id": "il_1", "amount": amount, "period": { "start": item["current_period_start"], "end": item["current_period_end"] } }] },
    });
    world.add("invoice", invoice)
}

/// Nothing happens when the session is not open.
pub fn pay(world: &mut World, id: &str) -> Vec<Value> {
    let open = world.get("session", id).filter(|session| session["status"] == "open").cloned();
    let Some(mut session) = open else { return Vec::new() };
    let slow = world.delayed;
    let amount = session["amount_total"].as_i64().unwrap();
    let mut events = Vec::new();
    session["status"] = json!("complete");
    session["payment_status"] = json!(match (amount, slow) {
        (0, _) => "no_payment_required",
        (_, true) => "unpaid",
        (_, false) => "paid",
    });
    session["url"] = Value::Null;
    if session["mode"] == "subscription" {
        let (sub, item) = (world.id("sub"), world.id("si"));
        let every = session["every"].as_str().unwrap().to_owned();
        let mut subscription = json!({
            "id": sub, "object": "subscription", "status": "active", "cancel_at_period_end": false, "cancel_at": null,
            "ended_at": null, "currency": session["currency"], "customer": session["customer"], "created": world.now,
            "metadata": session["subscription_metadata"], "latest_invoice": null,
            "items": { "object": "list", "has_more": false, "data": [{
                "id": item, "object": "subscription_item", "quantity": 1,
                "current_period_start": world.now, "current_period_end": after(world.now, &every),
                "price": { "id": "price_1", "currency": session["currency"], "product": "prod_1",
                           "unit_amount": session["unit"], "recurring": { "interval": every } } }] },
        });
        let invoice = new_invoice(world, &subscription, "subscription_create", amount, !slow);
        subscription["latest_invoice"] = invoice["id"].clone();
        session["subscription"] = subscription["id"].clone();
        session["invoice"] = invoice["id"].clone();
        world.add("subscription", subscription.clone());
        events.push(world.event("customer.subscription.created", subscription));
        if !slow {
            events.push(world.event("invoice.paid", invoice));
        }
    } else if !slow && amount > 0 {
        session["payment_intent"] = json!(new_intent(world, amount, &session["currency"], &session["metadata"]));
    }
    *world.get("session", id).unwrap() = session.clone();
    events.push(world.event("checkout.session.completed", session));
    events
}

pub fn slow_money(world: &mut World, id: &str, arrives: bool) -> Vec<Value> {
    let mut session = world.get("session", id).cloned().unwrap();
    assert_eq!((session["status"].as_str(), session["payment_status"].as_str()), (Some("complete"), Some("unpaid")));
    let mut events = Vec::new();
    if arrives {
        session["payment_status"] = json!("paid");
        let amount = session["amount_total"].as_i64().unwrap();
        if session["invoice"].is_null() {
            session["payment_intent"] = json!(new_intent(world, amount, &session["currency"], &session["metadata"]));
        } else {
            events.extend(pay_invoice(world, session["invoice"].as_str().unwrap()));
        }
        *world.get("session", id).unwrap() = session.clone();
        events.push(world.event("checkout.session.async_payment_succeeded", session));
    } else {
        events.push(world.event("checkout.session.async_payment_failed", session));
    }
    events
}

fn pay_invoice(world: &mut World, id: &str) -> Vec<Value> {
    let amount = world.get("invoice", id).unwrap()["total"].as_i64().unwrap();
    let currency = world.get("invoice", id).unwrap()["currency"].clone();
    let intent = new_intent(world, amount, &currency, &json!({}));
    let invoice = world.get("invoice", id).unwrap();
    invoice["status"] = json!("paid");
    invoice["amount_paid"] = json!(amount);
    invoice["payments"]["data"] =
        json!([{ "status": "paid", "payment": { "type": "payment_intent", "payment_intent": intent } }]);
    let invoice = invoice.clone();
    vec![world.event("invoice.paid", invoice)]
}

pub fn next_period(world: &mut World, id: &str, paid: bool) -> Vec<Value> {
    let mut subscription = world.get("subscription", id).cloned().unwrap();
    if subscription["cancel_at_period_end"] == true {
        subscription["status"] = json!("canceled");
        subscription["ended_at"] = json!(world.now);
        *world.get("subscription", id).unwrap() = subscription.clone();
        return vec![world.event("customer.subscription.deleted", subscription)];
    }
    let item = &mut subscription["items"]["data"][0];
    let end = item["current_period_end"].as_i64().unwrap();
    let every = item["price"]["recurring"]["interval"].as_str().unwrap().to_owned();
    item["current_period_start"] = json!(end);
    item["current_period_end"] = json!(after(end, &every));
    let amount = item["price"]["unit_amount"].as_i64().unwrap();
    let invoice = new_invoice(world, &subscription, "subscription_cycle", amount, paid);
    subscription["status"] = json!(if paid { "active" } else { "past_due" });
    subscription["latest_invoice"] = invoice["id"].clone();
    *world.get("subscription", id).unwrap() = subscription.clone();
    let told = world.event(if paid { "invoice.paid" } else { "invoice.payment_failed" }, invoice);
    vec![told, world.event("customer.subscription.updated", subscription)]
}

pub fn pay_open_invoice(world: &mut World, id: &str) -> Vec<Value> {
    let subscription = world.get("subscription", id).unwrap();
    subscription["status"] = json!("active");
    let (invoice, subscription) = (subscription["latest_invoice"].clone(), subscription.clone());
    let mut events = pay_invoice(world, invoice.as_str().unwrap());
    events.push(world.event("customer.subscription.updated", subscription));
    events
}

fn update_subscription(world: &mut World, id: &str, form: &Form) -> Answer {
    let Some(mut subscription) = world.get("subscription", id).cloned() else { return missing("subscription", id) };
    if subscription["status"] == "canceled" {
        let words = "A canceled subscription can only update its cancellation_details.";
        return (400, error("invalid_request_error", None, None, words));
    }
    if let Some(leave) = form.get("cancel_at_period_end") {
        subscription["cancel_at_period_end"] = json!(leave == "true");
    }
    for (key, value) in form.map("metadata").as_object().unwrap() {
        subscription["metadata"][key] = value.clone();
    }
    let mut events = Vec::new();
    if let Some(unit) = form.number("items[0][price_data][unit_amount]") {
        let product = form.get("items[0][price_data][product]").unwrap_or_default();
        if world.get("product", product).is_none() {
            let param = Some("items[0][price_data][product]");
            return (400, error("invalid_request_error", Some("resource_missing"), param, "No such product"));
        }
        let now = world.now;
        let item = &mut subscription["items"]["data"][0];
        if item["id"] != form.get("items[0][id]").unwrap_or_default() {
            return (
                400,
                error(
                    "invalid_request_error",
                    Some("resource_missing"),
                    Some("items[0][id]"),
                    "No such subscription item",
                ),
            );
        }
        let every = form.get("items[0][price_data][recurring][interval]").unwrap().to_owned();
        let due = due_for_change(item, unit, &every, form.number("proration_date").unwrap());
        if item["price"]["recurring"]["interval"] != every.as_str() {
            item["current_period_start"] = json!(now);
            item["current_period_end"] = json!(after(now, &every));
        }
        item["price"] = json!({
            "id": "price_2", "currency": form.get("items[0][price_data][currency]"), "product": product,
            "unit_amount": unit, "recurring": { "interval": every, "interval_count": 1 },
        });
        assert_eq!(form.get("proration_behavior"), Some("always_invoice"));
        let invoice = new_invoice(world, &subscription, "subscription_update", due, true);
        subscription["latest_invoice"] = invoice["id"].clone();
        events.push(("invoice.paid", invoice));
    }
    *world.get("subscription", id).unwrap() = subscription.clone();
    events.push(("customer.subscription.updated", subscription.clone()));
    for (kind, object) in events {
        world.event(kind, object);
    }
    (200, subscription)
}

/// The new price for what is left of the period less the former for the same, or a whole new period of another length.
fn due_for_change(item: &Value, unit: i64, every: &str, at: i64) -> i64 {
    let number = |value: &Value| value.as_i64().unwrap();
    let (start, end) = (number(&item["current_period_start"]), number(&item["current_period_end"]));
    assert!((start..=end).contains(&at), "a proration date must lie in the current period");
    let credit = number(&item["price"]["unit_amount"]) * (end - at) / (end - start);
    let charge = if item["price"]["recurring"]["interval"] == every { unit * (end - at) / (end - start) } else { unit };
    (charge - credit).max(0)
}

fn preview_invoice(world: &mut World, form: &Form) -> Answer {
    let id = form.get("subscription").unwrap_or_default();
    let Some(subscription) = world.get("subscription", id).cloned() else { return missing("subscription", id) };
    let product = form.get("subscription_details[items][0][price_data][product]").unwrap_or_default();
    if world.get("product", product).is_none() {
        let param = Some("subscription_details[items][0][price_data][product]");
        return (400, error("invalid_request_error", Some("resource_missing"), param, "No such product"));
    }
    assert_eq!(form.get("subscription_details[proration_behavior]"), Some("always_invoice"));
    let unit = form.number("subscription_details[items][0][price_data][unit_amount]").unwrap();
    let every = form.get("subscription_details[items][0][price_data][recurring][interval]").unwrap();
    let at = form.number("subscription_details[proration_date]").unwrap();
    let due = due_for_change(&subscription["items"]["data"][0], unit, every, at);
    (200, json!({ "object": "invoice", "currency": subscription["currency"], "amount_due": due, "total": due }))
}

fn cancel_subscription(world: &mut World, id: &str) -> Answer {
    let now = world.now;
    let running = world.get("subscription", id).filter(|subscription| subscription["status"] != "canceled");
    let Some(subscription) = running else { return missing("subscription", id) };
    subscription["status"] = json!("canceled");
    subscription["ended_at"] = json!(now);
    let subscription = subscription.clone();
    world.event("customer.subscription.deleted", subscription.clone());
    (200, subscription)
}

pub fn twin(world: &mut World, session: &Value) -> String {
    let id = world.id("cs_test");
    let mut twin = session.clone();
    twin["id"] = json!(id);
    world.add("session", twin);
    id
}

pub fn leaves_in_portal(world: &mut World, id: &str) -> Vec<Value> {
    let subscription = world.get("subscription", id).unwrap();
    subscription["cancel_at_period_end"] = json!(true);
    let subscription = subscription.clone();
    vec![world.event("customer.subscription.updated", subscription)]
}
