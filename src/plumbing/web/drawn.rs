//! Files made for one request, to be taken away.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::{Page, attachment};
use crate::base::Fault;

/// A PDF, drawn where it holds nobody up.
pub async fn pdf(name: &str, draw: impl FnOnce() -> Result<Vec<u8>, Fault> + Send + 'static) -> Page {
    let drawn = actix_web::web::block(draw).await;
    let bytes = drawn.map_err(|error| Fault::broken(format!("a paper was not drawn: {error}")))??;
    Ok(file(name, "application/pdf", bytes))
}

/// A table (RFC 4180, UTF-8).
pub fn csv(name: &str, bytes: Vec<u8>) -> Page {
    Ok(file(name, "text/csv; charset=utf-8", bytes))
}

/// For one person, to be kept nowhere on the way.
fn file(name: &str, content_type: &'static str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, attachment(name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header(("x-robots-tag", "noindex"))
        .body(bytes)
}
