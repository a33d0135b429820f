//! The program's own scripts, styles and fonts, served under `/static/` with their content's hash in the address.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;

use super::{Page, PageError};

#[derive(rust_embed::RustEmbed)]
#[folder = "static/"]
struct Files;

static VERSIONS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let hash = hex::encode(&Files::get(&name)?.metadata.sha256_hash()[..6]);
            Some((name.into_owned(), hash))
        })
        .collect()
});

/// The address of a static file: `/static/<version>/studio/studio.css`. In a debug build, where files are read from
/// disk at each request, the version is constant and nothing is cached.
pub fn static_url(name: &str) -> String {
    let version = if cfg!(debug_assertions) { "dev" } else { VERSIONS.get(name).map_or("missing", String::as_str) };
    format!("/static/{version}/{name}")
}

/// Answers `/static/{version}/{name}`.
pub fn static_file(name: &str) -> Page {
    let file = Files::get(name).ok_or(PageError::NotFound)?;
    let caching = if cfg!(debug_assertions) { "no-cache" } else { "public, max-age=31536000, immutable" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type(name)))
        .insert_header((header::CACHE_CONTROL, caching))
        // A worker of ours looks after pages that stand elsewhere: tickets, the door.
        .insert_header(("Service-Worker-Allowed", "/"))
        .body(file.data.into_owned()))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("jpg") => "image/jpeg",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
