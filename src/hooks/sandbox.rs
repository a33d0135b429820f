//! The sandbox's checkout and portal: test money, and marked as such on every page.
//!
//! The addresses are secrets given out by a checkout or portal session, as Stripe's are; whoever holds one may press.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Form, Path, ReqData};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use serde_json::Value;

use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::plumbing::config::Payments;
use crate::plumbing::locale::{Lang, Words, product_languages};
use crate::plumbing::stripe;
use crate::plumbing::web::{Page, PageError, page};
use crate::sandbox::{self, Step};

/// `GET /sandbox/checkout/{session}`
pub async fn show_checkout(club: ReqData<Club>, request: HttpRequest, session: Path<String>) -> Page {
    let club = open(club)?;
    let id = session.into_inner();
    let found = club.read(move |conn| sandbox::checkout_page(conn, &id)).await?.ok_or(PageError::NotFound)?;
    let w = words(&club, &request);
    let total = w.money(found.total);
    let renews = found.every.as_deref().map(|every| w.t1(period_key(every), "price", &total));
    page(
        StatusCode::OK,
        &Checkout {
            club: club.config().artist.clone(),
            action: format!("/sandbox/checkout/{}/payments", found.id),
            is_open: found.status == "open",
            lines: lines(&w, &found.lines),
            back: found.cancel_url,
            done: found.success_url,
            is_paid: found.status == "complete",
            declined: request.query_string() == "declined",
            total,
            renews,
            w,
        },
    )
}

#[derive(Deserialize)]
pub struct NewPayment {
    /// `good` or `declined`.
    card: String,
}

/// `POST /sandbox/checkout/{session}/payments`
pub async fn create_payment(club: ReqData<Club>, session: Path<String>, form: Form<NewPayment>) -> Page {
    let club = open(club)?;
    let id = session.into_inner();
    if form.card != "good" {
        return Ok(see_other(&format!("/sandbox/checkout/{id}?declined")));
    }
    let wanted = id.clone();
    let found = club.read(move |conn| sandbox::checkout_page(conn, &wanted)).await?.ok_or(PageError::NotFound)?;
    let now = Moment::now();
    let events = club.write_durably(move |tx| sandbox::pay(tx, &id, now)).await?;
    tell(&club, &events, now).await?;
    Ok(see_other(&found.success_url))
}

/// `GET /sandbox/portal/{portal}`
pub async fn show_portal(club: ReqData<Club>, request: HttpRequest, portal: Path<String>) -> Page {
    let club = open(club)?;
    let id = portal.into_inner();
    let found = club.read(move |conn| sandbox::portal_page(conn, &id)).await?.ok_or(PageError::NotFound)?;
    let w = words(&club, &request);
    let price = w.money(found.price);
    page(
        StatusCode::OK,
        &Portal {
            club: club.config().artist.clone(),
            action: format!("/sandbox/portal/{}/steps", found.id),
            price: w.t1(period_key(&found.every), "price", price),
            until: w.date(found.period_end),
            is_over: found.status == "canceled",
            is_failing: found.status == "past_due",
            leaving: found.leaving,
            name: found.name,
            back: found.return_url,
            w,
        },
    )
}

#[derive(Deserialize)]
pub struct NewStep {
    step: String,
}

/// `POST /sandbox/portal/{portal}/steps`
pub async fn create_step(club: ReqData<Club>, portal: Path<String>, form: Form<NewStep>) -> Page {
    let club = open(club)?;
    let id = portal.into_inner();
    let step = match form.step.as_str() {
        "renew" => Step::Renew,
        "decline" => Step::Decline,
        "leave" => Step::Leave,
        "stay" => Step::Stay,
        "give-up" => Step::GiveUp,
        _ => return Err(PageError::Invalid("no such step".to_owned())),
    };
    let wanted = id.clone();
    let found = club.read(move |conn| sandbox::portal_page(conn, &wanted)).await?.ok_or(PageError::NotFound)?;
    let now = Moment::now();
    let events = club.write_durably(move |tx| sandbox::step(tx, &found.subscription, step, now)).await?;
    tell(&club, &events, now).await?;
    Ok(see_other(&format!("/sandbox/portal/{id}")))
}

/// Tells the club what happened, by webhooks signed and received as Stripe's are. One that is lost in a crash here is
/// read from the list of events by the sweep.
async fn tell(club: &Club, events: &[Value], now: Moment) -> Result<(), Fault> {
    for event in events {
        let body = event.to_string();
        let signature = stripe::sign(body.as_bytes(), &sandbox::webhook_secret(club), now.unix());
        super::stripe::receive(club, &signature, body.as_bytes(), now).await?;
    }
    Ok(())
}

/// These pages exist only where test money does.
fn open(club: ReqData<Club>) -> Result<Club, PageError> {
    match club.config().payments {
        Payments::Sandbox => Ok(club.into_inner()),
        Payments::Off | Payments::Stripe => Err(PageError::NotFound),
    }
}

pub(super) fn words(club: &Club, request: &HttpRequest) -> Words {
    let asked =
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Words::product(Lang::negotiate(asked, &product_languages()), club.time_zone())
}

fn period_key(every: &str) -> &'static str {
    if every == "year" { "sandbox-by-year" } else { "sandbox-by-month" }
}

fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// One thing that is paid for.
struct Line {
    name: String,
    sum: String,
}

fn lines(w: &Words, found: &[(String, i64, Money)]) -> Vec<Line> {
    let name = |name: &str, quantity: i64| match quantity {
        1 => name.to_owned(),
        many => format!("{} × {name}", w.number(many)),
    };
    found.iter().map(|(what, many, sum)| Line { name: name(what, *many), sum: w.money(*sum) }).collect()
}

#[derive(Template)]
#[template(path = "sandbox/checkout.html")]
struct Checkout {
    w: Words,
    club: String,
    lines: Vec<Line>,
    total: String,
    /// How it renews, for what does.
    renews: Option<String>,
    action: String,
    back: String,
    done: String,
    is_open: bool,
    is_paid: bool,
    declined: bool,
}

#[derive(Template)]
#[template(path = "sandbox/portal.html")]
struct Portal {
    w: Words,
    club: String,
    name: String,
    price: String,
    until: String,
    action: String,
    back: String,
    is_over: bool,
    is_failing: bool,
    leaving: bool,
}
