//! `/sign-in`. The answer never tells whether an address is a member: only the mail does.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::asking::{self, Browser, NotAsked};
use super::contexts::{EmailError, NoticeKind, PasskeyError, Place, SignIn};
use super::fields::Fields;
use super::frame::Frame;
use super::{notices, passkeys, ways};
use crate::base::Fault;
use crate::lobby::{self, SignedIn, Visit};
use crate::plumbing::web::{Limits, Page, PageError};
use crate::sessions::{self, Audience};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    back: String,
    /// As the lobby calls it when it sends somebody here.
    #[serde(default, rename = "return")]
    returning: String,
}

/// GET `/sign-in`
pub(super) async fn new(visit: Visit, request: HttpRequest, query: web::Query<Query>) -> Page {
    let back = ways::local(if query.back.is_empty() { &query.returning } else { &query.back });
    if visit.here.is_some() {
        return ways::see(&visit, &back);
    }
    show(&visit, &Browser::of(&request, &visit), StatusCode::OK, (String::new(), back), Said::Nothing).await
}

/// What the page says of the form that was sent.
enum Said {
    Nothing,
    Email(EmailError),
    NotAsked(NotAsked),
    Passkey(PasskeyError),
}

/// The page again, with a passkey that was not taken.
pub(super) async fn with_passkey(visit: &Visit, browser: &Browser, back: String, error: PasskeyError) -> Page {
    let typed = (String::new(), back);
    show(visit, browser, StatusCode::UNPROCESSABLE_ENTITY, typed, Said::Passkey(error)).await
}

/// POST `/sign-in`
pub(super) async fn create(visit: Visit, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let browser = Browser::of(&request, &visit);
    let typed = (form.get("email").to_owned(), ways::local(form.get("back")));
    if !visit.club.sends_mail() {
        return show(&visit, &browser, StatusCode::SERVICE_UNAVAILABLE, typed, Said::Nothing).await;
    }
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let email = match asking::email(&typed.0) {
        Ok(email) => email,
        Err(error) => return show(&visit, &browser, wrong, typed, Said::Email(error)).await,
    };
    if let Some(refusal) = asking::may_ask(&visit, &limits, &browser, &form, &email).await? {
        return show(&visit, &browser, refusal.status(), typed, Said::NotAsked(refusal)).await;
    }
    asking::ask(&visit, &browser, email, None, &typed.1).await?;
    ways::see(&visit, "/code")
}

async fn show(
    visit: &Visit,
    browser: &Browser,
    status: StatusCode,
    (email, back): (String, String),
    said: Said,
) -> Page {
    let (email_error, refusal, passkey_error) = match said {
        Said::Nothing => (None, None, None),
        Said::Email(error) => (Some(error), None, None),
        Said::NotAsked(refusal) => (None, Some(refusal), None),
        Said::Passkey(error) => (None, None, Some(error)),
    };
    let body = SignIn {
        action: visit.url("/sign-in"),
        proof: browser.proof(visit, refusal.as_ref()),
        email,
        email_error,
        form_error: refusal.as_ref().map(NotAsked::error),
        toll: refusal.as_ref().and_then(|refusal| refusal.toll(visit)),
        passkey: passkeys::way_in(visit, passkey_error),
        open: visit.club.sends_mail(),
        join: visit.url(&ways::with("/join", &[("back", &back)])),
        back,
    };
    Frame::at(Place::Elsewhere).status(status).cookie(browser.cookie.clone()).show(visit, &body).await
}

/// POST `/sign-out`
pub(super) async fn end(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let (member, session) = (here.member.id.0.clone(), here.session.id.clone());
    visit.club.write(move |tx| sessions::end(tx, Audience::Fans, &member, &session)).await?;
    let mut answer = notices::see(&visit, "/", NoticeKind::SignedOut, "")?;
    let cookie = lobby::end_session_cookie(&visit.club, Audience::Fans);
    answer.add_cookie(&cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
    Ok(answer)
}
