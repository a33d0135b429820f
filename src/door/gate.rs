//! `/door`: the gate itself, and what it takes along.

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::ReqData;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;
use serde_json::json;

use crate::base::Fault;
use crate::club::Club;
use crate::lobby;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::{Lang, Words, product_languages};
use crate::plumbing::web::{CONTENT_SECURITY_POLICY, Page, PageError, page, static_url};
use crate::tickets::{self, Event, Pass, TicketType, code};

/// A request of a device that is paired with a living pass. Having one is the permission.
pub struct Gate {
    pub club: Club,
    pub pass: Pass,
}

impl FromRequest for Gate {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Gate, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let club = request.extensions().get::<Club>().cloned().ok_or(PageError::NotFound)?;
            let device = lobby::door_device(&request, &club).ok_or(PageError::NotFound)?;
            let pass = club.read(move |conn| tickets::open_pass(conn, &device)).await?;
            Ok(Gate { pass: pass.ok_or(PageError::NotFound)?, club })
        })
    }
}

/// In the language the device asks for.
pub(super) fn words(club: &Club, request: &HttpRequest) -> Words {
    let asked = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Words::product(Lang::negotiate(asked.unwrap_or_default(), &product_languages()), club.time_zone())
}

#[derive(Template)]
#[template(path = "door/gate.html")]
struct GatePage {
    w: Words,
    event: String,
    gate: String,
    search: bool,
    /// What the script has to know, as JSON.
    facts: String,
}

impl GatePage {
    fn file(&self, name: &str) -> String {
        static_url(name)
    }
}

#[derive(Template)]
#[template(path = "door/closed.html")]
struct Closed {
    w: Words,
    club: String,
}

struct Loaded {
    event: Event,
    types: Vec<TicketType>,
}

/// GET `/door`. A device without a pass is told how to get one.
pub async fn show(club: ReqData<Club>, request: HttpRequest) -> Page {
    let club = club.into_inner();
    let w = words(&club, &request);
    let gate = Gate::from_request(&request, &mut Payload::None).await;
    let Ok(Gate { pass, .. }) = gate else {
        return page(StatusCode::NOT_FOUND, &Closed { w, club: club.config().artist.clone() });
    };
    let event = pass.event_id.clone();
    let loaded = club.read(move |conn| load(conn, &event)).await?.ok_or(PageError::NotFound)?;
    let types: Vec<&str> = loaded.types.iter().map(|kind| kind.name.as_str()).collect();
    let facts = json!({
        "pass": pass.id.as_str(), "gate": pass.gate, "key": code::public_key(&club), "types": types,
        "search": pass.search, "wasm": static_url("vendor/zxing-reader-3.1.4.wasm"),
    });
    let drawn = GatePage {
        w,
        event: loaded.event.title,
        gate: pass.gate.clone(),
        search: pass.search,
        facts: facts.to_string(),
    };
    let mut answer = page(StatusCode::OK, &drawn)?;
    open_camera(&mut answer)?;
    Ok(answer)
}

/// The one page that may use the camera, and compile the decoder.
fn open_camera(answer: &mut HttpResponse) -> Result<(), Fault> {
    let policy = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
    let broken = |error: header::InvalidHeaderValue| Fault::broken(error.to_string());
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_str(&policy).map_err(broken)?);
    headers.insert(
        header::HeaderName::from_static("permissions-policy"),
        header::HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=()"),
    );
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    Ok(())
}

fn load(conn: &mut Conn, event: &tickets::EventId) -> Result<Option<Loaded>, Fault> {
    let types = tickets::types_of(conn, event)?;
    Ok(tickets::by_id(conn, event)?.map(|event| Loaded { event, types }))
}

/// GET `/door/list`: what the gate takes along, one line a ticket.
pub async fn list(gate: Gate) -> Page {
    let event = gate.pass.event_id.clone();
    let list = gate.club.read(move |conn| tickets::taken_along(conn, &event)).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .body(list))
}

/// GET `/door/count`: who is inside.
pub async fn count(gate: Gate) -> Page {
    let event = gate.pass.event_id.clone();
    let count = gate.club.read(move |conn| tickets::count(conn, &event)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "inside": count.inside, "tickets": count.tickets })))
}
