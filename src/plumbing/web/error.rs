//! From faults to pages.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentType};
use actix_web::{HttpResponse, ResponseError};
use askama::Template;

use crate::base::{Fault, Secret};

/// What a handler may fail with: the page the visitor sees instead.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is nothing here, or nothing this visitor may know of.
    #[error("not found")]
    NotFound,
    /// Known, signed in, and still not allowed.
    #[error("not allowed")]
    Forbidden,
    /// A form that no page of ours would send.
    #[error("not understood: {0}")]
    Invalid(String),
    /// Too many of these in a short time; seconds until it makes sense to try again.
    #[error("too many requests")]
    TooMany { wait_seconds: u64 },
    /// The visitor should go there first: sign in, or prove a second factor.
    #[error("see {0}")]
    Elsewhere(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

pub type Page = Result<HttpResponse, PageError>;

/// What went wrong, left on the response for the front that dresses it as the club's own page.
#[derive(Debug, Clone)]
pub struct ErrorNote {
    pub status: StatusCode,
    /// What the visitor can quote; it stands in the log beside the fault.
    pub reference: Option<String>,
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Forbidden => StatusCode::FORBIDDEN,
            PageError::Invalid(_) => StatusCode::BAD_REQUEST,
            PageError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            PageError::Elsewhere(_) => StatusCode::SEE_OTHER,
            PageError::Fault(Fault::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        let reference = match self {
            PageError::Elsewhere(path) => {
                return response.insert_header((header::LOCATION, path.as_str())).finish();
            }
            PageError::TooMany { wait_seconds } => {
                response.insert_header((header::RETRY_AFTER, wait_seconds.to_string()));
                None
            }
            PageError::Fault(Fault::Busy) => {
                response.insert_header((header::RETRY_AFTER, "2"));
                None
            }
            PageError::Fault(fault) => {
                let reference: String = Secret::random().hash().0.chars().take(6).collect::<String>().to_uppercase();
                tracing::error!(%fault, reference, "request failed");
                Some(reference)
            }
            PageError::NotFound | PageError::Forbidden | PageError::Invalid(_) => None,
        };
        let mut response = response.content_type(ContentType::plaintext()).body(status.to_string());
        response.extensions_mut().insert(ErrorNote { status, reference });
        response
    }
}

/// Renders one of the product's own pages.
pub fn page(status: StatusCode, view: &impl Template) -> Page {
    let html = view.render().map_err(|error| Fault::Template(error.to_string()))?;
    Ok(HttpResponse::build(status)
        .content_type(ContentType::html())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}
