//! Parameters, read strictly, and signatures, made independently of the program's own code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hmac::{Hmac, KeyInit, Mac};

use super::Asked;

/// The parameters of a request, by their names as they travel.
pub struct Form(BTreeMap<String, String>);

/// What Stripe publishes about the parameters of each request; `published.mjs` reads it off Stripe's own package.
const PUBLISHED: &str = include_str!("published.txt");

type Parameters = BTreeMap<&'static str, Vec<&'static str>>;

/// Parameters by operation, `POST /checkout/sessions` with `{}` in the place of an id.
static OPERATIONS: LazyLock<BTreeMap<&'static str, Parameters>> = LazyLock::new(|| {
    let mut operations = BTreeMap::new();
    let mut current: &mut Parameters = operations.entry("").or_default();
    for line in PUBLISHED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ").and_then(|line| line.split_once(' ')) {
            Some((name, kinds)) => drop(current.insert(name, kinds.split('|').collect())),
            None => current = operations.entry(line).or_default(),
        }
    }
    operations
});

fn operation(asked: &Asked) -> Option<&'static Parameters> {
    let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    let with_id = |at: usize| {
        let named: Vec<&str> =
            parts.iter().enumerate().map(|(nth, part)| if nth == at { "{}" } else { *part }).collect();
        format!("{} /{}", asked.method, named.join("/"))
    };
    let whole = format!("{} {}", asked.method, asked.path);
    let mut names = std::iter::once(whole).chain((0..parts.len()).map(with_id));
    names.find_map(|name| OPERATIONS.get(name.as_str()))
}

/// Whether a value is of one of the published kinds. Stricter than Stripe where it would only guess: nothing is sent
/// empty, amounts are never negative, addresses are whole.
fn is_valid(name: &str, value: &str, kinds: &[&str]) -> bool {
    if value.is_empty() || (name.ends_with("_url") && url::Url::parse(value).is_err()) {
        return false;
    }
    if name.ends_with("[currency]") || name == "currency" {
        return value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_lowercase());
    }
    kinds.iter().any(|kind| match *kind {
        "text" => true,
        "number" => value.parse::<u64>().is_ok(),
        "decimal" => value.parse::<f64>().is_ok(),
        "bool" => matches!(value, "true" | "false"),
        word => word.strip_prefix('=') == Some(value),
    })
}

impl Form {
    pub fn strict(asked: &Asked, query: &str) -> Result<Form, String> {
        let text = if asked.method == "GET" { query } else { &asked.body };
        let nothing = Parameters::new();
        let parameters = operation(asked).unwrap_or(&nothing);
        let mut form = BTreeMap::new();
        for (key, value) in url::form_urlencoded::parse(text.as_bytes()).into_owned() {
            let known = parameters.iter().find(|(name, _)| fits(name, &key));
            let (_, kinds) = known.ok_or_else(|| format!("Received unknown parameter: {key}"))?;
            if !is_valid(&key, &value, kinds) {
                return Err(format!("Invalid {key}: {value}"));
            }
            if key.starts_with("expand[") && value.split('.').count() > 4 {
                return Err(format!("You cannot expand more than 4 levels of a property. Property: {value}"));
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

/// `[*]` stands for any name in brackets, `[#]` for a place in a list.
fn fits(pattern: &str, key: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('['), key.split('['));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("*]"), Some(name)) if name.len() > 1 && name.ends_with(']') => {}
            (Some("#]"), Some(place)) if place.trim_end_matches(']').parse::<u32>().is_ok() => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

pub fn sign(body: &[u8], secret: &str, at: i64) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    format!("t={at},v1={},v0=ignored", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, refused: Option<&str>) {
        let asked = Asked {
            method: "POST".to_owned(),
            path: "/checkout/sessions".to_owned(),
            body: body.to_owned(),
            key: None,
        };
        assert_eq!(Form::strict(&asked, "").err().as_deref(), refused, "{body}");
    }

    #[test]
    fn only_what_stripe_publishes_is_taken() {
        check("mode=payment&line_items[3][price_data][unit_amount]=500&metadata[order]=o", None);
        check("mode=barter", Some("Invalid mode: barter"));
        check("line_items[x][quantity]=1", Some("Received unknown parameter: line_items[x][quantity]"));
        check("line_items[0][price_data][unit_amount]=-5", Some("Invalid line_items[0][price_data][unit_amount]: -5"));
        check("line_items[0][prices]=1", Some("Received unknown parameter: line_items[0][prices]"));
        check("success_url=here", Some("Invalid success_url: here"));
        check("excluded_payment_method_types[0]=gold", Some("Invalid excluded_payment_method_types[0]: gold"));
        check("mode=payment&mode=payment", Some("mode came twice"));
    }
}
