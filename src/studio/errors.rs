//! What went wrong, as a page of the studio.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest};
use askama::Template;

use super::desk::As;
use super::frame::Frame;
use super::sign_in::Porch;
use crate::crew::Anyone;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{ErrorNote, Page, PageError, page};

/// With the menu around it, for somebody who works here.
#[derive(Template)]
#[template(path = "studio/errors/inside.html")]
pub struct InsidePage {
    pub w: Words,
    pub f: Frame,
    pub wrong: Wrong,
}

/// For everybody else, and where even the menu cannot be read.
#[derive(Template)]
#[template(path = "studio/errors/porch.html")]
pub struct PorchPage {
    pub w: Words,
    pub club: String,
    pub wrong: Wrong,
}

/// What happened, what to do, and what to quote.
pub struct Wrong {
    pub title: String,
    pub about: String,
    /// Empty unless something broke.
    pub reference: String,
}

/// Puts a page of the studio in the place of a bare error. What scripts ask for keeps its bare words.
pub async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let of_people = request.path() == "/studio" || request.path().starts_with("/studio/");
    let of_people = of_people && !request.path().starts_with("/studio/uploads") && request.path() != "/studio/counts";
    let response = next.call(request).await?.map_into_boxed_body();
    let note = response.response().extensions().get::<ErrorNote>().cloned();
    let Some(note) = note.filter(|_| of_people) else { return Ok(response) };
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let seconds = retry_after.as_ref().and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
    let Ok(mut dressed) = draw(response.request(), &note, seconds).await else { return Ok(response) };
    if let Some(value) = retry_after {
        dressed.headers_mut().insert(header::RETRY_AFTER, value);
    }
    Ok(response.into_response(dressed))
}

async fn draw(request: &HttpRequest, note: &ErrorNote, wait_seconds: u64) -> Page {
    match inside(request, note, wait_seconds).await {
        Ok(page) => Ok(page),
        Err(_) => {
            let porch = Porch::from_request(request, &mut Payload::None).await?;
            let wrong = wrong(porch.words(), note, wait_seconds);
            page(note.status, &PorchPage { w: porch.words().clone(), club: porch.artist(), wrong })
        }
    }
}

async fn inside(request: &HttpRequest, note: &ErrorNote, wait_seconds: u64) -> Page {
    let desk = As::<Anyone>::from_request(request, &mut Payload::None).await?;
    let mut f = desk.frame("").await.map_err(PageError::from)?;
    // The address of an error may still say what the page before it did.
    f.notice = None;
    page(note.status, &InsidePage { wrong: wrong(&desk.w, note, wait_seconds), w: desk.w.clone(), f })
}

fn wrong(w: &Words, note: &ErrorNote, wait_seconds: u64) -> Wrong {
    let kind = match note.status {
        StatusCode::NOT_FOUND => "none",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::TOO_MANY_REQUESTS => "many",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        status if status.is_client_error() => "form",
        _ => "broken",
    };
    Wrong {
        title: w.t(&format!("studio-error-{kind}")),
        about: w.t1(&format!("studio-error-about-{kind}"), "n", wait_seconds.div_ceil(60)),
        reference: note.reference.as_ref().map_or(String::new(), |it| w.t1("studio-error-reference", "reference", it)),
    }
}
