//! The gate every request passes: the club by its host, the language by the path, the origin of what changes things.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, Uri, header, uri::PathAndQuery};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, HttpResponseBuilder, web};
use askama::Template;
use jiff::tz::TimeZone;

use crate::club::{Clubs, Host, Seat};
use crate::plumbing::locale::{Lang, Words, product_languages};
use crate::plumbing::web::{Allowance, fit_policy, page, same_origin};

/// The language a path names: `/fr/posts`. The club's first language has no prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathLang(pub Lang);

/// The language that stood before the path, after [`enter`] took it off.
pub fn path_lang(extensions: &actix_web::dev::Extensions) -> Option<Lang> {
    extensions.get::<PathLang>().map(|lang| lang.0)
}

/// When files of an artist's own theme that were edited on the disk are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edits {
    /// On the next page, for whoever makes a theme.
    ShowAtOnce,
    /// By the work in the background, once they are complete and checked.
    WhenAtRest,
}

/// Rooms that answer for heads alone, without opening what they would send.
const OWN_HEAD: [&str; 2] = ["/media/", "/studio/uploads/"];

/// Answers whether the program serves, on any host.
const HEALTH: &str = "/healthz";

/// Finds the club and leaves it in the request; takes the language off the path; refuses changes from elsewhere.
pub async fn enter<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    // Whoever asks for the head of a page asks the page; the server leaves the body out.
    if request.method() == Method::HEAD && !OWN_HEAD.iter().any(|room| request.path().starts_with(room)) {
        request.head_mut().method = Method::GET;
    }
    // Those who watch the program reach it by its address, which is no club's host.
    if request.path() == HEALTH {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let seat = host(&request).and_then(|host| {
        let clubs = request.app_data::<web::Data<Clubs>>()?;
        clubs.by_host(&host).cloned()
    });
    let club = match seat {
        Some(Seat::Open(club)) => club,
        Some(Seat::Closed { artist, .. }) => {
            let closed = closed(&words(&request), artist)?;
            return Ok(refuse(request, closed));
        }
        None => {
            let nobody = in_a_line(HttpResponse::NotFound(), &words(&request).t("lobby-no-club"));
            return Ok(refuse(request, nobody));
        }
    };
    let origin = club.config().base_url.trim_end_matches('/').to_owned();
    if !comes_from_a_machine(request.path()) && !same_origin(&request, &origin) {
        tracing::warn!(club = club.name(), path = request.path(), "a change from another origin was refused");
        let stranger = in_a_line(HttpResponse::Forbidden(), &words(&request).t("lobby-other-origin"));
        return Ok(refuse(request, stranger));
    }
    if let Some((lang, rest)) = language_prefix(request.path(), club.languages()) {
        request.extensions_mut().insert(PathLang(lang));
        rewrite(&mut request, &rest);
    }
    let allowance = Allowance {
        origin,
        media: club.media_origin().await.map(str::to_owned),
        checkout: club.config().stripe.checkout_origin(),
    };
    if request.app_data::<web::Data<Edits>>().is_some_and(|edits| ***edits == Edits::ShowAtOnce) {
        club.show_edits().await;
    }
    request.extensions_mut().insert(club);
    let mut response = next.call(request).await?.map_into_left_body();
    fit_policy(response.headers_mut(), &allowance);
    Ok(response)
}

/// The Host header, or `:authority` of HTTP/2. Not `connection_info().host()`: that believes X-Forwarded-Host from anyone.
fn host(request: &ServiceRequest) -> Option<Host> {
    let header = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    Host::parse(header.or(request.uri().authority().map(|authority| authority.as_str()))?)
}

/// Hooks carry a signature; mail programs leave lists by the signed address alone (RFC 8058).
fn comes_from_a_machine(path: &str) -> bool {
    path.starts_with("/hooks/") || path.starts_with("/unsubscribe/")
}

/// The language and the rest of the path, when the path begins with one the club speaks and that is not its first.
pub fn language_prefix(path: &str, languages: &[Lang]) -> Option<(Lang, String)> {
    let rest = path.strip_prefix('/')?;
    let (code, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let lang: Lang = code.parse().ok().filter(|lang: &Lang| lang.code() == code)?;
    languages.iter().skip(1).any(|offered| *offered == lang).then(|| (lang, format!("/{rest}")))
}

fn rewrite(request: &mut ServiceRequest, path: &str) {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = request.uri().clone().into_parts();
    if let Ok(path_and_query) = PathAndQuery::try_from(format!("{path}{query}")) {
        parts.path_and_query = Some(path_and_query);
        if let Ok(uri) = Uri::from_parts(parts) {
            request.match_info_mut().get_mut().update(&uri);
            request.head_mut().uri = uri;
        }
    }
}

/// Before the club is known, or when its theme cannot be asked: the product's own words, in the browser's language.
fn words(request: &ServiceRequest) -> Words {
    let asked = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Words::product(Lang::negotiate(asked.unwrap_or_default(), &product_languages()), TimeZone::UTC)
}

#[derive(Template)]
#[template(path = "lobby/closed.html")]
struct ClosedPage {
    w: Words,
    artist: String,
}

fn closed(w: &Words, artist: String) -> Result<HttpResponse, actix_web::Error> {
    let mut answer = page(StatusCode::SERVICE_UNAVAILABLE, &ClosedPage { w: w.clone(), artist })?;
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("300"));
    answer.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept-language"));
    Ok(answer)
}

fn in_a_line(mut answer: HttpResponseBuilder, sentence: &str) -> HttpResponse {
    answer
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::VARY, "accept-language"))
        .body(format!("{sentence}\n"))
}

fn refuse<B>(request: ServiceRequest, response: HttpResponse) -> ServiceResponse<EitherBody<B>> {
    request.into_response(response).map_into_right_body()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_names_a_language_the_club_speaks() {
        let languages = [Lang::EN, Lang::FR];
        let check = |path: &str, found: Option<&str>| {
            assert_eq!(language_prefix(path, &languages).map(|(_, rest)| rest).as_deref(), found, "{path}");
        };
        check("/fr", Some("/"));
        check("/fr/posts/low-water", Some("/posts/low-water"));
        check("/en/posts", None);
        check("/de/posts", None);
        check("/french", None);
        check("/FR/posts", None);
    }
}
