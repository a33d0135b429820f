//! What went wrong, as a page of the club.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest};

use super::contexts::{ErrorPage, Place};
use super::frame::Frame;
use crate::lobby::Visit;
use crate::plumbing::web::{ErrorNote, Page, PageError};

/// Where no front has a page.
pub async fn nothing_here() -> Page {
    Err(PageError::NotFound)
}

/// Puts the club's own page in the place of a bare error. The studio and machines dress their own.
pub async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let foreign = ["/studio", "/hooks", "/static", "/theme", "/media", "/healthz"];
    let fans = !foreign.iter().any(|prefix| request.path().starts_with(prefix));
    // An error in an extractor comes as an error, one of a handler as a response: both end up as a response here.
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    let note = response.response().extensions().get::<ErrorNote>().cloned();
    let Some(note) = note.filter(|_| fans) else { return Ok(response) };
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let seconds = retry_after.as_ref().and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
    let Ok(mut page) = page(response.request(), &note, seconds).await else { return Ok(response) };
    if let Some(value) = retry_after {
        page.headers_mut().insert(header::RETRY_AFTER, value);
    }
    Ok(response.into_response(page))
}

async fn page(request: &HttpRequest, note: &ErrorNote, retry_after: u32) -> Page {
    let visit = Visit::extract(request).await?;
    let reference = note.reference.clone().unwrap_or_default();
    let body = ErrorPage { status: note.status.as_u16(), reference, retry_after };
    Frame::at(Place::Elsewhere).status(note.status).show(&visit, &body).await
}
