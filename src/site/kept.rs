//! Pages for nobody in particular, kept for a second: a crowd that arrives at once is shown one drawing.
//!
//! Only answers to requests without any cookie are kept, so what is kept has read no session. A page that was kept
//! before something was written here is not shown again; what another node wrote shows within [`FRESH`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, ResponseError, web};
use bytes::Bytes;

use super::recent::{FRESH, Source};
use crate::base::Fault;
use crate::club::Club;
use crate::lobby::path_lang;
use crate::plumbing::locale::Lang;
use crate::plumbing::web::PageError;

/// All kept pages of all clubs; beyond it they are forgotten together.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The kept pages of all clubs of this process.
#[derive(Default)]
pub struct KeptPages(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    pages: HashMap<Key, Kept>,
    bytes: usize,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    club: String,
    lang: Option<Lang>,
    path: String,
}

struct Kept {
    source: Source,
    drawn: Instant,
    headers: Vec<(header::HeaderName, header::HeaderValue)>,
    body: Bytes,
}

/// Shows a kept page where there is one, and keeps what may be kept.
pub async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let kept = request.app_data::<web::Data<KeptPages>>().cloned();
    let (Some(pages), Some((key, source))) = (kept, asked(&request)) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    if let Some(answer) = pages.fresh(&key, &source) {
        return Ok(request.into_response(answer));
    }
    let (request, response) = next.call(request).await?.into_parts();
    if response.status() != StatusCode::OK || response.headers().contains_key(header::SET_COOKIE) {
        return Ok(ServiceResponse::new(request, response.map_into_boxed_body()));
    }
    let headers: Vec<_> = response.headers().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let answer = match to_bytes(response.into_body()).await {
        Ok(body) => pages.put(key, Kept { source, drawn: Instant::now(), headers, body }),
        Err(_) => PageError::from(Fault::broken("a page ended before its last byte")).error_response(),
    };
    Ok(ServiceResponse::new(request, answer))
}

/// Which kept page would answer, if any may.
fn asked(request: &ServiceRequest) -> Option<(Key, Source)> {
    let headers = request.headers();
    let path = request.path();
    let of_everybody = matches!(path, "/" | "/posts" | "/tiers" | "/shop")
        || path.strip_prefix("/posts/").is_some_and(|slug| !slug.contains('/'));
    let plain = request.method() == Method::GET && request.query_string().is_empty();
    if !of_everybody || !plain || headers.contains_key(header::COOKIE) || headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    let extensions = request.extensions();
    let club = extensions.get::<Club>()?;
    let key = Key { club: club.name().to_owned(), lang: path_lang(&extensions), path: path.to_owned() };
    Some((key, Source::of(club)))
}

impl KeptPages {
    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self, key: &Key, source: &Source) -> Option<HttpResponse> {
        let shelf = self.shelf();
        let kept = shelf.pages.get(key)?;
        (kept.source == *source && kept.drawn.elapsed() < FRESH).then(|| kept.answer())
    }

    fn put(&self, key: Key, kept: Kept) -> HttpResponse {
        let answer = kept.answer();
        let mut shelf = self.shelf();
        if shelf.bytes + kept.body.len() > MOST_BYTES {
            *shelf = Shelf::default();
        }
        shelf.bytes += kept.body.len();
        if let Some(former) = shelf.pages.insert(key, kept) {
            shelf.bytes -= former.body.len();
        }
        answer
    }
}

impl Kept {
    fn answer(&self) -> HttpResponse {
        let mut answer = HttpResponse::Ok();
        for (name, value) in &self.headers {
            answer.insert_header((name.clone(), value.clone()));
        }
        answer.body(self.body.clone())
    }
}
