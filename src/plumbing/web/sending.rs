//! Sending stored files: whole or in part, again or not at all.

use std::ops::Range;

use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};

use super::{Page, PageError};
use crate::plumbing::files::{Files, Key};

/// A stored file and what to say of it.
pub struct Sending<'a> {
    pub files: &'a Files,
    pub key: Key,
    /// In bytes.
    pub length: u64,
    /// Changes with the content; without quotes.
    pub etag: &'a str,
    pub content_type: &'a str,
    /// `inline`, or `attachment` with a name.
    pub disposition: String,
    pub caching: &'static str,
}

/// What part of a file a request gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// From the first byte up to before the last one named.
    Some(Range<u64>),
    /// The browser has it already.
    Unchanged,
    /// The range asked for lies outside the file.
    Outside,
}

/// Reads the conditions of a request. Several ranges at once are answered with the whole file, as is a range of
/// something that has changed since.
pub fn part(headers: &header::HeaderMap, etag: &str, length: u64) -> Part {
    let value = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let quoted = format!("\"{etag}\"");
    let is_ours = |tag: &str| tag.trim().trim_start_matches("W/") == quoted || tag.trim() == "*";
    if value(header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(is_ours)) {
        return Part::Unchanged;
    }
    // A date could be ours only by chance: it never matches.
    if value(header::IF_RANGE).is_some_and(|tag| tag.trim() != quoted) {
        return Part::Whole;
    }
    let several = headers.get_all(header::RANGE).count() > 1;
    match value(header::RANGE).filter(|_| !several) {
        Some(range) => range_of(range, length),
        None => Part::Whole,
    }
}

fn range_of(text: &str, length: u64) -> Part {
    let bounds = text.trim().strip_prefix("bytes=").map(str::trim).filter(|bounds| !bounds.contains(','));
    let Some((from, to)) = bounds.and_then(|bounds| bounds.split_once('-')) else { return Part::Whole };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
        // More digits than a number holds are still a number, beyond every file.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let range = match (number(from.trim()), number(to.trim())) {
        (Some(from), Some(to)) if from <= to => from..to.saturating_add(1).min(length),
        (Some(from), None) if to.trim().is_empty() => from..length,
        (None, Some(last)) if from.trim().is_empty() => length.saturating_sub(last)..length,
        _ => return Part::Whole,
    };
    if range.start < range.end { Part::Some(range) } else { Part::Outside }
}

/// Answers with the file, or the part of it that was asked for. Whether the visitor may have it was decided before.
pub async fn send(request: &HttpRequest, sending: Sending<'_>) -> Page {
    let part = part(request.headers(), sending.etag, sending.length);
    let (status, range) = match &part {
        Part::Whole => (StatusCode::OK, 0..sending.length),
        Part::Some(range) => (StatusCode::PARTIAL_CONTENT, range.clone()),
        Part::Unchanged => (StatusCode::NOT_MODIFIED, 0..0),
        Part::Outside => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, format!("\"{}\"", sending.etag)))
        .insert_header((header::CACHE_CONTROL, sending.caching))
        .insert_header((header::VARY, "Cookie"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Whatever somebody managed to upload, nothing in it runs.
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox"));
    match part {
        Part::Unchanged => return Ok(response.finish()),
        Part::Outside => {
            return Ok(response.insert_header((header::CONTENT_RANGE, format!("bytes */{}", sending.length))).finish());
        }
        Part::Some(_) => {
            let of = format!("bytes {}-{}/{}", range.start, range.end - 1, sending.length);
            response.insert_header((header::CONTENT_RANGE, of));
        }
        Part::Whole => {}
    }
    let bytes = sending.files.read(&sending.key, range.clone()).await?.ok_or(PageError::NotFound)?;
    Ok(response
        .insert_header((header::CONTENT_TYPE, sending.content_type))
        .insert_header((header::CONTENT_DISPOSITION, sending.disposition))
        // Compressing would change the lengths that ranges speak of.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(range.end - range.start, bytes)))
}

/// `attachment` under a name in any script, for browsers old and new.
pub fn attachment(name: &str) -> String {
    let plain: String =
        name.chars().map(|sign| if sign.is_ascii_graphic() && !"\"\\%;".contains(sign) { sign } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// A field of a CSV file: what a stranger typed is never read as a formula by a spreadsheet.
pub fn harmless(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn ranges_are_read_as_browsers_mean_them() {
        let check = |range: &str, expected: Part| {
            let request = TestRequest::get().insert_header((header::RANGE, range)).to_http_request();
            assert_eq!(part(request.headers(), "tag", 100), expected, "{range}");
        };
        check("bytes=0-", Part::Some(0..100));
        check("bytes=0-0", Part::Some(0..1));
        check("bytes=0-1", Part::Some(0..2));
        check("bytes=99-99", Part::Some(99..100));
        check("bytes=50-1000", Part::Some(50..100));
        check("bytes=-1", Part::Some(99..100));
        check("bytes=-100", Part::Some(0..100));
        check("bytes=-1000", Part::Some(0..100));
        check("bytes=-0", Part::Outside);
        check("bytes=100-", Part::Outside);
        check("bytes=100-200", Part::Outside);
        check("bytes=99999999999999999999999-", Part::Outside);
        check("bytes=0-99999999999999999999999", Part::Some(0..100));
        check("bytes=5-4", Part::Whole);
        check("bytes=a-b", Part::Whole);
        check("bytes=-", Part::Whole);
        check("bytes=", Part::Whole);
        check("bytes=+1-2", Part::Whole);
        check("bytes=0-1,5-6", Part::Whole);
        check("lines=0-1", Part::Whole);
    }

    #[test]
    fn conditions_come_before_ranges() {
        let check = |headers: &[(header::HeaderName, &str)], expected: Part| {
            let mut request = TestRequest::get();
            for (name, value) in headers {
                request = request.append_header((name.clone(), *value));
            }
            assert_eq!(part(request.to_http_request().headers(), "tag", 100), expected, "{headers:?}");
        };
        check(&[(header::IF_NONE_MATCH, "\"tag\"")], Part::Unchanged);
        check(&[(header::IF_NONE_MATCH, "\"other\", W/\"tag\"")], Part::Unchanged);
        check(&[(header::IF_NONE_MATCH, "tag")], Part::Whole);
        check(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, "\"tag\"")], Part::Some(1..3));
        check(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, "\"old\"")], Part::Whole);
        check(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, "W/\"tag\"")], Part::Whole);
        check(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, "Fri, 20 Nov 2026 20:00:00 GMT")], Part::Whole);
        check(&[(header::RANGE, "bytes=1-2"), (header::RANGE, "bytes=5-6")], Part::Whole);
        check(&[(header::RANGE, "bytes=1-2"), (header::IF_NONE_MATCH, "\"tag\"")], Part::Unchanged);
    }

    #[test]
    fn an_empty_file_has_no_parts() {
        assert_eq!(range_of("bytes=0-", 0), Part::Outside);
    }

    #[test]
    fn names_in_any_script_survive_and_break_nothing() {
        assert_eq!(
            attachment("Été \"1\".pdf"),
            "attachment; filename=\"_t___1_.pdf\"; filename*=UTF-8''%C3%89t%C3%A9%20%221%22.pdf"
        );
        assert!(!attachment("a\r\nSet-Cookie: x").contains(['\r', '\n']));
    }

    #[test]
    fn a_formula_in_an_address_is_text() {
        let check = |typed: &str, written: &str| assert_eq!(harmless(typed), written);
        check("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")");
        check("+49 40 1", "'+49 40 1");
        check("12 rue des Lilas", "12 rue des Lilas");
    }
}
