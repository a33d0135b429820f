//! Where a visitor goes next: back to where they were, never out of the club.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::lobby::Visit;
use crate::plumbing::web::Page;

/// Longest path that is carried along, in bytes.
const LONGEST: usize = 500;

/// A path of this club out of what a form or an address said; `/` for everything else.
pub(super) fn local(path: &str) -> String {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let plain = path.len() <= LONGEST && !path.chars().any(|c| c.is_control() || c.is_whitespace());
    if inside && plain { path.to_owned() } else { "/".to_owned() }
}

/// A path with one thing to carry, escaped.
pub(super) fn with(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Answers a form that worked: go there, in the visitor's language.
pub(super) fn see(visit: &Visit, path: &str) -> Page {
    // What comes back from a page carries its language already.
    let prefixed = crate::lobby::language_prefix(path, visit.club.languages()).is_some();
    see_exactly(&if prefixed { path.to_owned() } else { visit.url(path) })
}

pub(super) fn see_exactly(url: &str) -> Page {
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, url))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_club() {
        let check = |path: &str, to: &str| assert_eq!(local(path), to, "{path:?}");
        check("/posts/low-tide?comments=2#c1", "/posts/low-tide?comments=2#c1");
        check("//evil.example", "/");
        check("/\\evil.example", "/");
        check("https://evil.example", "/");
        check("javascript:alert(1)", "/");
        check("/a\r\nSet-Cookie: x", "/");
        check("", "/");
    }
}
