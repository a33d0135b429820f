//! What every answer and every changing request must carry.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;

/// No inline script or style anywhere, nothing from other hosts, no framing.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self' https://checkout.stripe.com https://billing.stripe.com; \
frame-ancestors 'none'; base-uri 'none'";

/// Puts the browser's defences on every answer that does not bring its own.
pub async fn defend(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let defences = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
    ];
    for (name, value) in defences {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}

/// What a club's pages may use beside what every page may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Its own: only scripts below `/static/` of it run, for what was uploaded and what a theme brings share it.
    pub origin: String,
    /// Where pictures, sound and film may come from, if not only from itself.
    pub media: Option<String>,
    /// Where forms may lead to pay, if not only to Stripe's own pages.
    pub checkout: Option<String>,
}

/// Fits the policy of an answer to its club.
pub fn fit_policy(headers: &mut HeaderMap, allowance: &Allowance) {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
    let policy = policy.unwrap_or(CONTENT_SECURITY_POLICY);
    let mut fitted = policy.replace("script-src 'self'", &format!("script-src {}/static/", allowance.origin));
    if let Some(media) = &allowance.media {
        for kind in ["img-src 'self'", "media-src 'self'"] {
            fitted = fitted.replace(kind, &format!("{kind} {media}"));
        }
    }
    if let Some(checkout) = &allowance.checkout {
        fitted = fitted.replace("form-action 'self'", &format!("form-action 'self' {checkout}"));
    }
    if let Ok(fitted) = HeaderValue::from_str(&fitted) {
        headers.insert(header::CONTENT_SECURITY_POLICY, fitted);
    }
}

/// Whether a request that changes something comes from a page of `origin` (`https://club.example`).
///
/// Browsers send `Origin` with every POST; where an old one does not, `Sec-Fetch-Site` or nothing decides. A request
/// without both is not a browser's cross-site form, which is what this defends against, but it is refused all the
/// same: no page of ours sends it.
pub fn same_origin(request: &ServiceRequest, origin: &str) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let value = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (value("origin"), value("sec-fetch-site")) {
        (_, Some("cross-site" | "same-site")) => false,
        (Some(sent), _) => equal_origins(sent, origin),
        (None, Some("same-origin")) => true,
        (None, _) => value("referer").is_some_and(|referer| equal_origins(referer, origin)),
    }
}

/// Scheme, host and port are equal; anything unparsable is not.
fn equal_origins(sent: &str, ours: &str) -> bool {
    let parts = |text: &str| {
        let uri: Uri = text.parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let port = uri.port_u16().or(match scheme.as_str() {
            "https" => Some(443),
            "http" => Some(80),
            _ => None,
        })?;
        Some((scheme, uri.host()?.to_ascii_lowercase(), port))
    };
    parts(sent).is_some() && parts(sent) == parts(ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_our_own_pages_may_change_something() {
        let check = |headers: &[(&str, &str)], allowed: bool| {
            let mut request = TestRequest::post();
            for header in headers {
                request = request.insert_header(*header);
            }
            let allowed_now = same_origin(&request.to_srv_request(), "https://club.example");
            assert_eq!(allowed_now, allowed, "{headers:?}");
        };
        check(&[("origin", "https://club.example")], true);
        check(&[("origin", "https://CLUB.example:443")], true);
        check(&[("origin", "http://club.example")], false);
        check(&[("origin", "https://club.example.evil.example")], false);
        check(&[("origin", "null")], false);
        check(&[("origin", "https://club.example"), ("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("referer", "https://club.example/join")], true);
        check(&[], false);
    }
}
