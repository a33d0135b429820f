//! Cookies: one for fans, one for the crew, one that only tells a browser from another.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::base::{Secret, SecretHash};
use crate::club::Club;
use crate::sessions::Audience;

/// With `__Host-` the browser itself refuses the cookie to other hosts and paths; it demands https, so a club on
/// plain http (a demo on this machine) goes without.
fn name(club: &Club, plain: &str) -> String {
    if club.is_https() { format!("__Host-{plain}") } else { plain.to_owned() }
}

fn plain_name(audience: Audience) -> &'static str {
    match audience {
        Audience::Fans => "session",
        Audience::Crew => "crew",
    }
}

fn cookie(club: &Club, plain: &str, value: String, days: i64) -> Cookie<'static> {
    Cookie::build(name(club, plain), value)
        .path("/")
        .http_only(true)
        .secure(club.is_https())
        // Lax, so that a link in a mail finds its reader signed in; changes are guarded by origin and token.
        .same_site(SameSite::Lax)
        .max_age(Duration::days(days))
        .finish()
}

pub fn session_cookie(club: &Club, audience: Audience, secret: &Secret) -> Cookie<'static> {
    cookie(club, plain_name(audience), secret.reveal().to_owned(), 400)
}

/// Replaces the session's cookie by nothing.
pub fn end_session_cookie(club: &Club, audience: Audience) -> Cookie<'static> {
    cookie(club, plain_name(audience), String::new(), 0)
}

pub(super) fn presented(request: &HttpRequest, club: &Club, audience: Audience) -> Option<Secret> {
    let cookie = request.cookie(&name(club, plain_name(audience)))?;
    (!cookie.value().is_empty()).then(|| Secret::presented(cookie.value()))
}

/// What tells this browser from others, and the cookie to set when it had none. Codes work only where they were
/// asked for; nothing else hangs on it.
pub fn browser(request: &HttpRequest, club: &Club) -> (SecretHash, Option<Cookie<'static>>) {
    match known_browser(request, club) {
        Some(known) => (known, None),
        None => {
            let secret = Secret::random();
            let cookie = self::cookie(club, "browser", secret.reveal().to_owned(), 400);
            (secret.hash(), Some(cookie))
        }
    }
}

/// What tells this browser from others, where it was marked before.
pub(super) fn known_browser(request: &HttpRequest, club: &Club) -> Option<SecretHash> {
    let cookie = request.cookie(&name(club, "browser")).filter(|cookie| cookie.value().len() >= 20)?;
    Some(Secret::presented(cookie.value()).hash())
}

/// Makes this browser the gate a pass is for.
pub fn door_cookie(club: &Club, secret: &Secret) -> Cookie<'static> {
    cookie(club, "door", secret.reveal().to_owned(), 14)
}

/// The secret of a paired gate, as it is presented.
pub fn door_device(request: &HttpRequest, club: &Club) -> Option<Secret> {
    let cookie = request.cookie(&name(club, "door"))?;
    (!cookie.value().is_empty()).then(|| Secret::presented(cookie.value()))
}

/// Carries what is to be said once on the next page; an empty value ends it.
pub fn notice_cookie(club: &Club, value: &str) -> Cookie<'static> {
    let mut cookie = cookie(club, "notice", value.to_owned(), 0);
    if !value.is_empty() {
        cookie.set_max_age(Duration::minutes(2));
    }
    cookie
}

pub(super) fn notice(request: &HttpRequest, club: &Club) -> Option<String> {
    let cookie = request.cookie(&name(club, "notice"))?;
    (!cookie.value().is_empty()).then(|| cookie.value().to_owned())
}
