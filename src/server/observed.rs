//! Every request counted and logged.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest};
use metrics::{Counter, Histogram};
use tracing::Instrument;

use crate::club::Club;
use crate::plumbing::web as plumbing_web;

/// Header that carries a request's id back, to be named when something went wrong.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Counts and logs every request. All that is logged on its way carries its id.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = Instant::now();
    let id = plumbing_web::request_id();
    let span = tracing::info_span!("request", id);
    let mut response = next.call(request).instrument(span.clone()).await?;
    let seconds = began.elapsed().as_secs_f64();
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (request, status) = (response.request(), response.status().as_u16());
    let extensions = request.extensions();
    let club = extensions.get::<Club>().map(Club::name).unwrap_or_default();
    count(club, status, seconds);
    let (method, path) = (request.method().as_str(), &*shown_in_log(request));
    let milliseconds = (seconds * 1e6).round() / 1e3;
    span.in_scope(|| tracing::info!(club, method, path, status, milliseconds, "answered"));
    drop(extensions);
    Ok(response)
}

/// The figures of one club. Finding one by its labels costs more than counting.
struct Figures {
    seconds: Histogram,
    answered: HashMap<u16, Counter>,
}

impl Figures {
    fn of(club: &str) -> Figures {
        let seconds = metrics::histogram!("stagedoor_request_seconds", "club" => club.to_owned());
        Figures { seconds, answered: HashMap::new() }
    }

    fn count(&mut self, club: &str, status: u16, seconds: f64) {
        self.seconds.record(seconds);
        let named =
            || metrics::counter!("stagedoor_requests_total", "club" => club.to_owned(), "status" => status.to_string());
        self.answered.entry(status).or_insert_with(named).increment(1);
    }
}

thread_local! {
    /// By the club's name. What counts is chosen before the first request (`server::serve`).
    static FIGURES: RefCell<HashMap<String, Figures>> = RefCell::default();
}

fn count(club: &str, status: u16, seconds: f64) {
    FIGURES.with_borrow_mut(|known| match known.get_mut(club) {
        Some(figures) => figures.count(club, status, seconds),
        None => known.entry(club.to_owned()).or_insert_with(|| Figures::of(club)).count(club, status, seconds),
    });
}

/// Rooms with addresses that open something by themselves. Of a path in them only its pattern is logged.
pub const OPENING: [&str; 12] = [
    "studio/link",
    "account/address",
    "sandbox",
    "bookings",
    "door/pair",
    "downloads",
    "feeds",
    "link",
    "o",
    "queue",
    "tickets",
    "unsubscribe",
];

/// The path without its language, or its pattern where the path itself opens something.
fn shown_in_log(request: &HttpRequest) -> Cow<'_, str> {
    let path = request.path();
    let within = |room: &str| path[1..].strip_prefix(room).is_some_and(|rest| rest.starts_with('/'));
    if path.starts_with('/') && OPENING.iter().any(|room| within(room)) {
        return Cow::Owned(request.match_pattern().unwrap_or_default());
    }
    Cow::Borrowed(path)
}
