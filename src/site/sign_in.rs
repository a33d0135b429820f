//! `/sign-in`. The answer never tells whether an address is a member: only the mail does.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::asking::{self, Browser};
use super::contexts::{EmailError, FormError, NoticeKind, Place, SignIn};
use super::fields::Fields;
use super::frame::Frame;
use super::{notices, ways};
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
    show(&visit, &Browser::of(&request, &visit), StatusCode::OK, (String::new(), back), (None, None)).await
}

/// POST `/sign-in`
pub(super) async fn create(visit: Visit, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let browser = Browser::of(&request, &visit);
    let typed = (form.get("email").to_owned(), ways::local(form.get("back")));
    if !visit.club.sends_mail() {
        return show(&visit, &browser, StatusCode::SERVICE_UNAVAILABLE, typed, (None, None)).await;
    }
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let email = match asking::email(&typed.0) {
        Ok(email) => email,
        Err(error) => return show(&visit, &browser, wrong, typed, (Some(error), None)).await,
    };
    if let Some(error) = asking::may_ask(&visit, &limits, &browser, form.get("proof"), &email).await? {
        return show(&visit, &browser, asking::status_of(error), typed, (None, Some(error))).await;
    }
    asking::ask(&visit, &browser, email, None, &typed.1).await?;
    ways::see(&visit, "/code")
}

async fn show(
    visit: &Visit,
    browser: &Browser,
    status: StatusCode,
    (email, back): (String, String),
    (email_error, form_error): (Option<EmailError>, Option<FormError>),
) -> Page {
    let body = SignIn {
        action: visit.url("/sign-in"),
        proof: browser.proof(visit),
        email,
        email_error,
        form_error,
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
