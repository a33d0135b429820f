//! Parameters, read strictly, and signatures, made independently of the program's own code.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};

use super::Asked;

/// The parameters of a request, by their names as they travel.
pub struct Form(BTreeMap<String, String>);

#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// Whole and not negative.
    Amount,
    Bool,
    Url,
    OneOf(&'static [&'static str]),
}

use Kind::{Amount, Bool, OneOf, Text, Url};

type Allowed = &'static [(&'static str, Kind)];

const CURRENCIES: &[&str] = &["eur", "usd", "jpy", "krw", "kwd", "isk", "ugx", "gbp", "chf"];
const INTERVALS: &[&str] = &["day", "week", "month", "year"];

const SLOW_METHODS: &[&str] = &[
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "boleto",
    "customer_balance",
    "konbini",
    "multibanco",
    "nz_bank_account",
    "oxxo",
    "sepa_debit",
    "us_bank_account",
];

const CREATE_SESSION: Allowed = &[
    ("mode", OneOf(&["payment", "subscription", "setup"])),
    ("client_reference_id", Text),
    ("customer", Text),
    ("customer_email", Text),
    ("excluded_payment_method_types[#]", OneOf(SLOW_METHODS)),
    ("success_url", Url),
    ("cancel_url", Url),
    ("metadata[*]", Text),
    ("subscription_data[metadata][*]", Text),
    ("payment_intent_data[metadata][*]", Text),
    ("line_items[#][quantity]", Amount),
    ("line_items[#][price_data][currency]", OneOf(CURRENCIES)),
    ("line_items[#][price_data][unit_amount]", Amount),
    ("line_items[#][price_data][product_data][name]", Text),
    ("line_items[#][price_data][recurring][interval]", OneOf(INTERVALS)),
    ("automatic_tax[enabled]", Bool),
    ("tax_id_collection[enabled]", Bool),
    ("customer_update[address]", OneOf(&["auto", "never"])),
    ("customer_update[name]", OneOf(&["auto", "never"])),
];
const UPDATE_SUBSCRIPTION: Allowed = &[
    ("cancel_at_period_end", Bool),
    ("metadata[*]", Text),
    ("items[0][id]", Text),
    ("items[0][price_data][currency]", OneOf(CURRENCIES)),
    ("items[0][price_data][product]", Text),
    ("items[0][price_data][unit_amount]", Amount),
    ("items[0][price_data][recurring][interval]", OneOf(INTERVALS)),
    (
        "payment_behavior",
        OneOf(&["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"]),
    ),
    ("proration_behavior", OneOf(&["always_invoice", "create_prorations", "none"])),
];
const PAGE: Allowed = &[("limit", Amount), ("starting_after", Text), ("created[gte]", Amount)];
const CUSTOMERS: Allowed = &[("email", Text), ("limit", Amount)];
const INVOICES: Allowed = &[("subscription", Text), ("limit", Amount), ("expand[*]", Text)];
const EXPAND: Allowed = &[("expand[*]", Text)];
const NOTHING: Allowed = &[];

fn allowed(asked: &Asked) -> Allowed {
    let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("POST", ["checkout", "sessions"]) => CREATE_SESSION,
        ("GET", ["checkout", "sessions"] | ["events"]) => PAGE,
        ("GET", ["checkout", "sessions", _] | ["invoices", _]) => EXPAND,
        ("POST", ["subscriptions", _]) => UPDATE_SUBSCRIPTION,
        ("GET", ["invoices"]) => INVOICES,
        ("GET", ["customers"]) => CUSTOMERS,
        ("POST", ["customers"]) => &[("email", Text), ("metadata[*]", Text)],
        ("POST", ["billing_portal", "sessions"]) => &[("customer", Text), ("return_url", Url)],
        ("POST", ["refunds"]) => &[("payment_intent", Text), ("amount", Amount), ("metadata[*]", Text)],
        ("GET", ["webhook_endpoints"]) => &[("limit", Amount)],
        ("GET", ["refunds"]) => &[("payment_intent", Text), ("limit", Amount)],
        ("POST", ["products"]) => &[("id", Text), ("name", Text)],
        _ => NOTHING,
    }
}

impl Form {
    pub fn strict(asked: &Asked, query: &str) -> Result<Form, String> {
        let text = if asked.method == "GET" { query } else { &asked.body };
        let mut form = BTreeMap::new();
        for (key, value) in url::form_urlencoded::parse(text.as_bytes()).into_owned() {
            let kind = allowed(asked).iter().find(|(name, _)| fits(name, &key)).map(|(_, kind)| *kind);
            let kind = kind.ok_or_else(|| format!("Received unknown parameter: {key}"))?;
            let valid = match kind {
                Text => !value.is_empty(),
                Amount => value.parse::<u64>().is_ok(),
                Bool => matches!(value.as_str(), "true" | "false"),
                Url => url::Url::parse(&value).is_ok(),
                OneOf(words) => words.contains(&value.as_str()),
            };
            if !valid {
                return Err(format!("Invalid {key}: {value}"));
            }
            if form.insert(key.clone(), value).is_some() {
                return Err(format!("{key} came twice"));
            }
        }
        Ok(Form(form))
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    pub fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.parse().ok()
    }

    /// `name[a]=1` as `{"a": "1"}`.
    pub fn map(&self, name: &str) -> serde_json::Value {
        let inner = self.0.iter().filter_map(|(key, value)| {
            let key = key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
            Some((key.to_owned(), serde_json::Value::from(value.as_str())))
        });
        serde_json::Value::Object(inner.collect())
    }

    pub fn expands(&self, what: &str) -> bool {
        self.0.iter().any(|(key, value)| key.starts_with("expand[") && value == what)
    }
}

/// `[*]` at the end stands for any name in brackets, `[#]` anywhere for a place in a list.
fn fits(pattern: &str, key: &str) -> bool {
    if let Some((start, rest)) = pattern.split_once("[#]") {
        let Some((place, after)) = key.strip_prefix(start).and_then(|key| key.strip_prefix('[')?.split_once(']'))
        else {
            return false;
        };
        return place.parse::<u32>().is_ok() && after == rest;
    }
    match pattern.strip_suffix("[*]") {
        Some(start) => key.strip_prefix(start).is_some_and(|rest| {
            rest.strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
                .is_some_and(|inner| !inner.contains(['[', ']']))
        }),
        None => pattern == key,
    }
}

pub fn sign(body: &[u8], secret: &str, at: i64) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    format!("t={at},v1={},v0=ignored", hex::encode(mac.finalize().into_bytes()))
}
