//! What the sandbox answers to each request.

use serde_json::{Map, Value, json};

use super::{Answer, Form, emit, form_of, new_id, store};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::stripe::{Call, Method};

pub(super) fn answer(tx: &mut Tx, club: &Club, call: &Call, now: Moment) -> Result<Answer, Fault> {
    let form = form_of(call);
    let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
    match (call.method, parts.as_slice()) {
        (Method::Post, ["checkout", "sessions"]) => create_session(tx, club, &form, now),
        (Method::Get, ["checkout", "sessions"]) => list(tx, "session", &form, &|_| true),
        (Method::Get, ["checkout", "sessions", id]) => session(tx, id),
        (Method::Post, ["checkout", "sessions", id, "expire"]) => expire(tx, id, now),
        (Method::Get, ["subscriptions", id]) => one(tx, "subscription", id),
        (Method::Post, ["subscriptions", id]) => update_subscription(tx, id, &form, now),
        (Method::Delete, ["subscriptions", id]) => cancel_subscription(tx, id, now),
        (Method::Get, ["invoices"]) => {
            let wanted = form.get("subscription").cloned().unwrap_or_default();
            list(tx, "invoice", &form, &|invoice| {
                invoice["parent"]["subscription_details"]["subscription"] == wanted.as_str()
            })
        }
        (Method::Post, ["invoices", "create_preview"]) => preview(tx, &form, now),
        (Method::Get, ["invoices", id]) => one(tx, "invoice", id),
        (Method::Post, ["customers"]) => {
            let customer = json!({
                "id": new_id("cus"), "object": "customer", "email": form.get("email"), "livemode": false,
                "metadata": nested(&form, "metadata"), "created": now.unix(),
            });
            keep(tx, "customer", customer, now)
        }
        (Method::Delete, ["customers", id]) => {
            let mut customer = match one(tx, "customer", id)? {
                Answer { status: 200, body } => body,
                missing => return Ok(missing),
            };
            customer["deleted"] = json!(true);
            customer["email"] = Value::Null;
            keep(tx, "customer", customer, now)
        }
        (Method::Get, ["customers"]) => {
            let wanted = form.get("email").cloned().unwrap_or_default();
            list(tx, "customer", &form, &|customer| customer["email"] == wanted.as_str())
        }
        (Method::Post, ["billing_portal", "sessions"]) => {
            let id = new_id("bps");
            let url = club.url(&format!("/sandbox/portal/{id}"));
            let portal = json!({
                "id": id, "object": "billing_portal.session", "url": url, "created": now.unix(),
                "customer": form.get("customer"), "return_url": form.get("return_url"),
            });
            keep(tx, "portal", portal, now)
        }
        (Method::Post, ["refunds"]) => {
            let amount: i64 = form.get("amount").and_then(|amount| amount.parse().ok()).unwrap_or(0);
            let refund = json!({
                "id": new_id("re"), "object": "refund", "status": "succeeded", "amount": amount, "created": now.unix(),
                "payment_intent": form.get("payment_intent"), "metadata": nested(&form, "metadata"),
            });
            keep(tx, "refund", refund, now)
        }
        (Method::Get, ["refunds"]) => {
            let wanted = form.get("payment_intent").cloned().unwrap_or_default();
            list(tx, "refund", &form, &|refund| refund["payment_intent"] == wanted.as_str())
        }
        (Method::Post, ["products"]) => {
            let product =
                json!({ "id": form.get("id"), "object": "product", "name": form.get("name"), "created": now.unix() });
            keep(tx, "product", product, now)
        }
        (Method::Get, ["events"]) => list(tx, "event", &form, &|_| true),
        (Method::Get, ["account"]) => Ok(ok(json!({ "id": "sandbox", "object": "account", "charges_enabled": true }))),
        _ => Ok(refuse(404, "resource_missing", "the sandbox knows no such request")),
    }
}

fn ok(body: Value) -> Answer {
    Answer { status: 200, body }
}

fn refuse(status: u16, code: &str, message: &str) -> Answer {
    Answer { status, body: json!({ "error": { "type": "invalid_request_error", "code": code, "message": message } }) }
}

fn keep(tx: &mut Tx, kind: &str, object: Value, now: Moment) -> Result<Answer, Fault> {
    store::put(tx, kind, &object, now)?;
    Ok(ok(object))
}

fn one(conn: &mut Conn, kind: &str, id: &str) -> Result<Answer, Fault> {
    Ok(store::get(conn, kind, id)?.map_or_else(|| refuse(404, "resource_missing", "no such object"), ok))
}

fn list(conn: &mut Conn, kind: &str, form: &Form, wanted: &dyn Fn(&Value) -> bool) -> Result<Answer, Fault> {
    let since: i64 = form.get("created[gte]").and_then(|since| since.parse().ok()).unwrap_or(0);
    let limit: usize = form.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
    let found = store::all(conn, kind)?.into_iter();
    let mut found: Vec<Value> =
        found.filter(|object| wanted(object) && object["created"].as_i64().unwrap_or(0) >= since).collect();
    if let Some(after) = form.get("starting_after") {
        let at = found.iter().position(|object| object["id"] == after.as_str()).map_or(0, |at| at + 1);
        found.drain(..at);
    }
    let has_more = found.len() > limit;
    found.truncate(limit);
    Ok(ok(json!({ "object": "list", "data": found, "has_more": has_more })))
}

/// `metadata[a]=1` as `{"a": "1"}`.
fn nested(form: &Form, name: &str) -> Value {
    let prefix = format!("{name}[");
    let inner = form.iter().filter_map(|(key, value)| {
        let key = key.strip_prefix(&prefix)?.strip_suffix(']')?;
        Some((key.to_owned(), json!(value)))
    });
    Value::Object(inner.collect::<Map<_, _>>())
}

fn number(form: &Form, key: &str) -> i64 {
    form.get(key).and_then(|value| value.parse().ok()).unwrap_or(0)
}

fn create_session(tx: &mut Tx, club: &Club, form: &Form, now: Moment) -> Result<Answer, Fault> {
    let id = new_id("cs");
    let lines: Vec<Value> = (0..).map_while(|nth| session_line(form, nth)).collect();
    let total: i64 = lines.iter().filter_map(|line| Some(line["unit"].as_i64()? * line["quantity"].as_i64()?)).sum();
    let session = json!({
        "id": id, "object": "checkout.session", "created": now.unix(), "status": "open", "payment_status": "unpaid",
        "client_reference_id": form.get("client_reference_id"), "metadata": nested(form, "metadata"), "livemode": false,
        "currency": form.get("line_items[0][price_data][currency]"), "amount_total": total,
        "total_details": { "amount_tax": 0 }, "url": club.url(&format!("/sandbox/checkout/{id}")),
        "payment_intent": null, "customer": form.get("customer"), "subscription": null, "invoice": null,
        "mode": form.get("mode"), "success_url": form.get("success_url"), "cancel_url": form.get("cancel_url"),
        "_lines": lines, "_subscription_metadata": nested(form, "subscription_data[metadata]"),
    });
    keep(tx, "session", session, now)
}

fn session_line(form: &Form, nth: usize) -> Option<Value> {
    let price = format!("line_items[{nth}][price_data]");
    form.get(&format!("{price}[unit_amount]"))?;
    Some(json!({
        "name": form.get(&format!("{price}[product_data][name]")),
        "unit": number(form, &format!("{price}[unit_amount]")),
        "quantity": number(form, &format!("line_items[{nth}][quantity]")).max(1),
        "every": form.get(&format!("{price}[recurring][interval]")),
    }))
}

/// With subscription and invoice in place of their ids, as we ask for it.
fn session(conn: &mut Conn, id: &str) -> Result<Answer, Fault> {
    let Some(mut session) = store::get(conn, "session", id)? else {
        return Ok(refuse(404, "resource_missing", "no such session"));
    };
    for kind in ["subscription", "invoice"] {
        if let Some(id) = session[kind].as_str().map(str::to_owned) {
            session[kind] = store::get(conn, kind, &id)?.unwrap_or(Value::Null);
        }
    }
    Ok(ok(session))
}

fn expire(tx: &mut Tx, id: &str, now: Moment) -> Result<Answer, Fault> {
    match store::get(tx, "session", id)? {
        Some(mut session) if session["status"] == "open" => {
            session["status"] = json!("expired");
            session["url"] = Value::Null;
            emit(tx, "checkout.session.expired", &session, now)?;
            keep(tx, "session", session, now)
        }
        Some(_) => Ok(refuse(400, "checkout_session_not_open", "only open sessions can be expired")),
        None => Ok(refuse(404, "resource_missing", "no such session")),
    }
}

fn update_subscription(tx: &mut Tx, id: &str, form: &Form, now: Moment) -> Result<Answer, Fault> {
    let Some(mut subscription) = store::get(tx, "subscription", id)? else {
        return Ok(refuse(404, "resource_missing", "no such subscription"));
    };
    if subscription["status"] == "canceled" {
        return Ok(refuse(400, "resource_missing", "a canceled subscription cannot be updated"));
    }
    if let Some(leave) = form.get("cancel_at_period_end") {
        subscription["cancel_at_period_end"] = json!(leave == "true");
    }
    for (key, value) in nested(form, "metadata").as_object().into_iter().flatten() {
        subscription["metadata"][key] = value.clone();
    }
    if form.contains_key("items[0][price_data][unit_amount]") {
        let due = change_price(&mut subscription, form, "", now);
        if let Some(product) = form.get("items[0][price_data][product]").map(String::as_str)
            && let Some(product) = store::get(tx, "product", product)?
        {
            subscription["_name"] = product["name"].clone();
        }
        let invoice = make_invoice(&subscription, "subscription_update", due, "paid", now);
        subscription["latest_invoice"] = invoice["id"].clone();
        store::put(tx, "invoice", &invoice, now)?;
    }
    keep(tx, "subscription", subscription, now)
}

/// What a change would collect; nothing is kept of it.
fn preview(tx: &mut Tx, form: &Form, now: Moment) -> Result<Answer, Fault> {
    let id = form.get("subscription").map(String::as_str).unwrap_or_default();
    let Some(mut subscription) = store::get(tx, "subscription", id)? else {
        return Ok(refuse(404, "resource_missing", "no such subscription"));
    };
    let due = change_price(&mut subscription, form, "subscription_details", now);
    Ok(ok(json!({ "object": "invoice", "currency": subscription["currency"], "amount_due": due, "total": due })))
}

/// Gives what is due today: the new price less what is unused of the old one. `within` is where the form names it.
fn change_price(subscription: &mut Value, form: &Form, within: &str, now: Moment) -> i64 {
    let named = |field: &str| match within {
        "" => field.to_owned(),
        within => {
            let (first, rest) = field.split_at(field.find('[').unwrap_or(field.len()));
            format!("{within}[{first}]{rest}")
        }
    };
    let unit = number(form, &named("items[0][price_data][unit_amount]"));
    let interval = form.get(&named("items[0][price_data][recurring][interval]"));
    let interval = interval.cloned().unwrap_or_else(|| "month".to_owned());
    let now = form.get(&named("proration_date")).and_then(|at| at.parse().ok()).map_or(now, Moment::from_unix);
    let item = &mut subscription["items"]["data"][0];
    let (start, end) = period(item);
    let length = (end - start).max(1);
    let unused = (end - now.unix()).clamp(0, length);
    let former = item["price"]["unit_amount"].as_i64().unwrap_or(0);
    let same_interval = item["price"]["recurring"]["interval"] == interval.as_str();
    let due = if same_interval { (unit - former) * unused / length } else { unit - former * unused / length };
    if !same_interval {
        item["current_period_start"] = json!(now.unix());
        item["current_period_end"] = json!(after(now, &interval).unix());
    }
    item["price"] = json!({ "unit_amount": unit, "recurring": { "interval": interval } });
    due.max(0)
}

fn cancel_subscription(tx: &mut Tx, id: &str, now: Moment) -> Result<Answer, Fault> {
    let running = store::get(tx, "subscription", id)?.filter(|subscription| subscription["status"] != "canceled");
    let Some(mut subscription) = running else { return Ok(refuse(404, "resource_missing", "no such subscription")) };
    end_subscription(&mut subscription, now);
    emit(tx, "customer.subscription.deleted", &subscription, now)?;
    keep(tx, "subscription", subscription, now)
}

pub(super) fn begin_subscription(session: &Value, now: Moment) -> Value {
    let every = session["_lines"][0]["every"].as_str().unwrap_or("month");
    json!({
        "id": new_id("sub"), "object": "subscription", "status": "active", "cancel_at_period_end": false, "cancel_at": null,
        "ended_at": null, "currency": session["currency"], "customer": session["customer"], "latest_invoice": null,
        "metadata": session["_subscription_metadata"], "created": now.unix(), "_name": session["_lines"][0]["name"],
        "items": { "object": "list", "data": [{
            "id": new_id("si"), "current_period_start": now.unix(), "current_period_end": after(now, every).unix(),
            "price": { "unit_amount": session["_lines"][0]["unit"], "recurring": { "interval": every } },
        }] },
    })
}

pub(super) fn end_subscription(subscription: &mut Value, now: Moment) {
    subscription["status"] = json!("canceled");
    subscription["ended_at"] = json!(now.unix());
}

pub(super) fn next_period(subscription: &mut Value) {
    let item = &mut subscription["items"]["data"][0];
    let (_, end) = period(item);
    let every = item["price"]["recurring"]["interval"].as_str().unwrap_or("month").to_owned();
    item["current_period_start"] = json!(end);
    item["current_period_end"] = json!(after(Moment::from_unix(end), &every).unix());
}

fn period(item: &Value) -> (i64, i64) {
    (item["current_period_start"].as_i64().unwrap_or(0), item["current_period_end"].as_i64().unwrap_or(0))
}

fn after(from: Moment, every: &str) -> Moment {
    from.plus_months(if every == "year" { 12 } else { 1 })
}

/// An invoice over the subscription's present period.
pub(super) fn make_invoice(subscription: &Value, reason: &str, amount: i64, status: &str, now: Moment) -> Value {
    let (start, end) = period(&subscription["items"]["data"][0]);
    let paid = if status == "paid" { amount } else { 0 };
    let payments = match paid {
        0 => json!([]),
        _ => json!([{ "status": "paid", "payment": { "type": "payment_intent", "payment_intent": new_id("pi") } }]),
    };
    json!({
        "id": new_id("in"), "object": "invoice", "created": now.unix(), "status": status, "billing_reason": reason,
        "currency": subscription["currency"], "amount_paid": paid, "total": amount, "total_taxes": [], "livemode": false,
        "parent": { "subscription_details": { "subscription": subscription["id"], "metadata": subscription["metadata"] } },
        "payments": { "object": "list", "data": payments },
        "lines": { "object": "list", "data": [{ "period": { "start": start, "end": end } }] },
    })
}
