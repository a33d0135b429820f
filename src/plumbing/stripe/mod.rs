//! Stripe's wire: requests, answers, signatures and amounts.
//!
//! Requests are async-stripe's typed ones, built from Stripe's own API description. Answers are our own narrow structs:
//! the library's full objects refuse a whole answer when one field of a hundred is missing or new. The transport is ours
//! too, because the sent body must be kept and repeated byte for byte, and because the header that says "this is a
//! replay of a saved answer" decides what may be done next.

mod amount;
mod client;
mod objects;
pub mod requests;
mod signature;

pub use amount::{AmountError, from_wire, to_wire};
pub use client::Client;
pub use objects::*;
pub use signature::{SignatureError, TOLERANCE_SECONDS, sign, verify};

use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};

/// The API version every request and webhook endpoint is pinned to: the one the typed requests were generated from.
pub fn api_version() -> String {
    stripe_client_core::VERSION.to_string()
}

/// One request, ready to be sent, stored or sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub method: Method,
    /// Path below `/v1`, such as `/checkout/sessions`.
    pub path: String,
    /// Form-encoded query of a GET.
    pub query: Option<String>,
    /// Form-encoded body of a POST, exactly as it travels.
    pub body: Option<String>,
    /// Stripe answers the same key with the same saved answer for at least a day.
    pub idempotency_key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Delete,
}

impl Call {
    pub fn of(request: &impl StripeRequest) -> Call {
        Call::from_builder(request.build())
    }

    fn from_builder(built: RequestBuilder) -> Call {
        let method = match built.method {
            StripeMethod::Get => Method::Get,
            StripeMethod::Post => Method::Post,
            StripeMethod::Delete => Method::Delete,
        };
        Call {
            method,
            path: built.path,
            query: built.query.as_deref().map(in_order),
            body: built.body.as_deref().map(in_order),
            idempotency_key: None,
        }
    }

    /// A POST whose body was stored earlier.
    pub fn repeat(path: &str, body: String, idempotency_key: &str) -> Call {
        Call {
            method: Method::Post,
            path: path.to_owned(),
            query: None,
            body: Some(body),
            idempotency_key: Some(idempotency_key.to_owned()),
        }
    }

    #[must_use]
    pub fn keyed(mut self, idempotency_key: impl Into<String>) -> Call {
        self.idempotency_key = Some(idempotency_key.into());
        self
    }
}

/// The parameters in the order of their names. Metadata is a map without order, and a request built again under its key
/// must be the same byte for byte.
fn in_order(form: &str) -> String {
    let mut pairs: Vec<&str> = form.split('&').collect();
    pairs.sort_unstable();
    pairs.join("&")
}

/// What went wrong with a call, sorted by what may be concluded from it.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Stripe looked at the request and said no. Nothing happened there.
    #[error("Stripe refused: {0}")]
    Refused(Refused),
    /// Nobody knows whether it happened: a timeout, a lost answer, a 5xx, too many requests. Never to be read as a failure.
    #[error("Stripe's answer is unknown: {0}")]
    Unknown(Unknown),
}

/// A final 4xx answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {message} (code {code:?}, parameter {param:?})")]
pub struct Refused {
    pub status: u16,
    /// Stripe's machine-readable reason, such as `resource_missing`.
    pub code: Option<String>,
    pub param: Option<String>,
    pub message: String,
    /// True when this is the saved answer to an earlier request with the same key.
    pub replayed: bool,
}

/// An answer from which nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Unknown {
    /// The HTTP status, when there was one.
    pub status: Option<u16>,
    pub what: String,
    /// True when Stripe said this 5xx is a saved one: repeating the same key will never give another answer.
    pub replayed: bool,
}

impl CallError {
    /// True when the object asked for does not exist at Stripe.
    pub fn is_missing(&self) -> bool {
        matches!(self, CallError::Refused(refused) if refused.status == 404 || refused.code.as_deref() == Some("resource_missing"))
    }

    pub fn is_replayed_server_error(&self) -> bool {
        matches!(self, CallError::Unknown(unknown) if unknown.replayed)
    }
}

/// Reads an answer's status and body. Shared by everything that answers like Stripe does.
pub fn read<T: serde::de::DeserializeOwned>(status: u16, body: &[u8], replayed: bool) -> Result<T, CallError> {
    if (200..300).contains(&status) {
        return serde_json::from_slice(body).map_err(|error| {
            CallError::Unknown(Unknown {
                status: Some(status),
                what: format!("unreadable answer: {error}"),
                replayed: false,
            })
        });
    }
    let error = serde_json::from_slice::<ErrorEnvelope>(body).ok().map(|envelope| envelope.error);
    // 409 is a request with the same key still running; 424 and 429 ask to come again later. In none of them is it
    // known that nothing happened.
    let decided = (400..500).contains(&status) && !matches!(status, 408 | 409 | 424 | 425 | 429);
    // The key was used for another request: nothing is said about what became of that one.
    let decided = decided && error.as_ref().is_none_or(|error| error.kind.as_deref() != Some("idempotency_error"));
    match error {
        Some(error) if decided => Err(CallError::Refused(Refused {
            status,
            code: error.code,
            param: error.param,
            message: error.message.unwrap_or_default(),
            replayed,
        })),
        error => Err(CallError::Unknown(Unknown {
            status: Some(status),
            what: format!("status {status}: {}", error.and_then(|error| error.message).unwrap_or_default()),
            replayed: replayed && status >= 500,
        })),
    }
}

#[derive(serde::Deserialize)]
struct ErrorEnvelope {
    error: ErrorBody,
}

#[derive(serde::Deserialize)]
struct ErrorBody {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    param: Option<String>,
    message: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, body: &str, replayed: bool) -> &'static str {
        match read::<serde_json::Value>(status, body.as_bytes(), replayed) {
            Ok(_) => "ok",
            Err(CallError::Refused(_)) => "refused",
            Err(CallError::Unknown(unknown)) if unknown.replayed => "saved unknown",
            Err(CallError::Unknown(_)) => "unknown",
        }
    }

    #[test]
    fn only_a_decided_no_is_read_as_a_no() {
        let error = r#"{"error":{"type":"invalid_request_error","message":"no","code":"x"}}"#;
        let cases = [
            (200, "{}", false, "ok"),
            (200, "{", false, "unknown"),
            (400, error, false, "refused"),
            (402, error, false, "refused"),
            (404, error, true, "refused"),
            (409, error, false, "unknown"),
            (429, error, false, "unknown"),
            (400, "<html>a proxy speaking</html>", false, "unknown"),
            (400, r#"{"error":{"type":"idempotency_error","message":"other parameters"}}"#, false, "unknown"),
            (500, error, false, "unknown"),
            (500, error, true, "saved unknown"),
            (502, "<html></html>", false, "unknown"),
        ];
        for (status, body, replayed, expected) in cases {
            assert_eq!(outcome(status, body, replayed), expected, "{status} {body}");
        }
    }
}
