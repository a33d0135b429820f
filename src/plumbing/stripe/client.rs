//! The connection to Stripe's API: one club's key, one base address, one pinned version.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;

use super::{Call, CallError, Method, Unknown};

/// How long an answer may take. Behind it nobody knows what happened.
const TIMEOUT: Duration = Duration::from_secs(20);
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;
const DEFAULT_BASE: &str = "https://api.stripe.com/";

/// A club's line to Stripe. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: Http<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    authorization: HeaderValue,
    version: HeaderValue,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

/// The key cannot travel in a header.
#[derive(Debug, thiserror::Error)]
#[error("the Stripe key holds characters no key has")]
pub struct KeyError;

impl Client {
    /// `base` is another address that speaks Stripe's wire, for tests; `None` is Stripe.
    pub fn new(secret_key: &str, base: Option<&str>) -> Result<Client, KeyError> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {secret_key}")).map_err(|_| KeyError)?;
        authorization.set_sensitive(true);
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(Duration::from_secs(5)));
        connector.enforce_http(false);
        connector.set_nodelay(true);
        // The roots are inside the binary and the crypto provider is named, so a bare container needs neither.
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .map_err(|_| KeyError)?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let http = Http::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(30)).build(https);
        let mut base = base.unwrap_or(DEFAULT_BASE).to_owned();
        if !base.ends_with('/') {
            base.push('/');
        }
        let version = HeaderValue::try_from(super::api_version()).map_err(|_| KeyError)?;
        Ok(Client { http, base, authorization, version })
    }

    /// Sends once. Repeating is the caller's decision, with the same key.
    pub async fn send<T: DeserializeOwned>(&self, call: &Call) -> Result<T, CallError> {
        let (status, replayed, body) = match tokio::time::timeout(TIMEOUT, self.exchange(call)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(what)) => return Err(unknown(what)),
            Err(_) => return Err(unknown("no answer in time".to_owned())),
        };
        super::read(status, &body, replayed)
    }

    async fn exchange(&self, call: &Call) -> Result<(u16, bool, Bytes), String> {
        let method = match call.method {
            Method::Get => hyper::Method::GET,
            Method::Post => hyper::Method::POST,
            Method::Delete => hyper::Method::DELETE,
        };
        let query = call.query.as_deref().filter(|query| !query.is_empty());
        let address = match query {
            Some(query) => format!("{}v1{}?{query}", self.base, call.path),
            None => format!("{}v1{}", self.base, call.path),
        };
        let mut request = hyper::Request::builder()
            .method(method)
            .uri(address)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(USER_AGENT, concat!("Stagedoor/", env!("CARGO_PKG_VERSION")))
            .header("stripe-version", self.version.clone());
        if let Some(key) = &call.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        if call.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = Full::new(Bytes::from(call.body.clone().unwrap_or_default()));
        let request = request.body(body).map_err(|error| error.to_string())?;
        let answer = self.http.request(request).await.map_err(|error| with_sources(&error))?;
        let status = answer.status().as_u16();
        let replayed = answer.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
        let body =
            Limited::new(answer.into_body(), LONGEST_ANSWER).collect().await.map_err(|error| error.to_string())?;
        Ok((status, replayed, body.to_bytes()))
    }
}

fn unknown(what: String) -> CallError {
    CallError::Unknown(Unknown { status: None, what, replayed: false })
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        words = format!("{words}: {inner}");
        source = inner.source();
    }
    words
}
