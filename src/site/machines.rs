//! What machines ask a site for.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::lobby::Visit;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;

/// GET `/robots.txt`
pub(super) async fn robots(_: Visit) -> Page {
    let closed = ["/account", "/card", "/code", "/comments/", "/feeds/", "/link/", "/mails", "/membership/", "/orders"];
    let more = ["/search", "/studio", "/unsubscribe/", "/welcome"];
    let lines: String = closed.into_iter().chain(more).map(|path| format!("Disallow: {path}\n")).collect();
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(format!("User-agent: *\n{lines}")))
}

/// GET `/manifest.webmanifest`: lets a phone keep the club on its first screen.
pub(super) async fn manifest(visit: Visit) -> Page {
    let artist = visit.club.config().artist.as_str();
    let words = Words::product(visit.lang, visit.club.time_zone());
    let manifest = serde_json::json!({
        "name": artist,
        "short_name": artist,
        "description": words.t1("manifest-description", "artist", artist),
        "lang": visit.lang.code(),
        "dir": visit.lang.direction(),
        "start_url": visit.url("/"),
        "scope": "/",
        "display": "standalone",
    });
    Ok(HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(manifest.to_string()))
}
