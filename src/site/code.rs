//! `/code`: the six digits, in the browser that asked for them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use super::asking::{self, Browser, JoinForm};
use super::contexts::{Code, CodeError, NoticeKind, Place};
use super::entering::{self, Entering};
use super::fields::Fields;
use super::frame::Frame;
use super::{notices, ways};
use crate::base::{EmailAddress, Fault, SixDigits};
use crate::lobby::{Visit, limits};
use crate::plumbing::web::{Limits, Page, PageError};
use crate::sessions::{self, Audience, NotIn, SignIn};

/// GET `/code`
pub(super) async fn show(visit: Visit, request: HttpRequest) -> Page {
    let browser = Browser::of(&request, &visit);
    match asked(&visit, &browser).await? {
        Some(asked) => page(&visit, StatusCode::OK, &asked, None).await,
        None => ways::see(&visit, "/sign-in"),
    }
}

/// POST `/code`
pub(super) async fn create(visit: Visit, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let browser = Browser::of(&request, &visit);
    let counted = limits.count(limits::CODES_FROM_NETWORK, visit.club.name(), &visit.ip.network());
    counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })?;
    let Some(asked) = asked(&visit, &browser).await? else { return ways::see(&visit, "/sign-in") };
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    // What cannot be a code costs no try.
    let Some(code) = SixDigits::typed(form.get("code")) else {
        return page(&visit, wrong, &asked, Some((CodeError::Wrong, asked.tries_left()))).await;
    };
    match try_code(&visit, &request, &browser, code).await? {
        Ok(Entering::In(entered)) => entering::lead_on(&visit, *entered).await,
        Ok(other) => match entering::lead_off(&visit, &other) {
            Some(away) => away,
            None => page(&visit, wrong, &asked, Some((CodeError::Spent, 0))).await,
        },
        Err(NotIn::Wrong { tries_left }) => page(&visit, wrong, &asked, Some((CodeError::Wrong, tries_left))).await,
        Err(NotIn::Spent) if asked.expires_at <= visit.now => {
            page(&visit, wrong, &asked, Some((CodeError::Expired, 0))).await
        }
        Err(NotIn::Spent) => page(&visit, wrong, &asked, Some((CodeError::Spent, 0))).await,
    }
}

async fn try_code(
    visit: &Visit,
    request: &HttpRequest,
    browser: &Browser,
    code: SixDigits,
) -> Result<Result<Entering, NotIn>, Fault> {
    let (visit, browser) = (visit.clone(), browser.hash.clone());
    let device = entering::device(request, &visit);
    visit
        .club
        .clone()
        .write(move |tx| {
            let key = visit.club.key();
            match sessions::open_with_code(tx, key, Audience::Fans, &browser, &code, visit.now)? {
                Ok(asked) => Ok::<_, Fault>(Ok(entering::enter(tx, &visit, &asked, &browser, &device)?)),
                Err(not_in) => Ok(Err(not_in)),
            }
        })
        .await
}

/// POST `/code/resend`: the same request once more, to the same address.
pub(super) async fn resend(visit: Visit, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let browser = Browser::of(&request, &visit);
    let Some(asked) = asked(&visit, &browser).await? else { return ways::see(&visit, "/sign-in") };
    let email = EmailAddress::parse(&asked.email).map_err(|error| Fault::broken(error.to_string()))?;
    if !asking::may_mail(&visit, &limits, &browser, &email).await? {
        return notices::see(&visit, "/code", NoticeKind::TooFast, "");
    }
    let form: Option<JoinForm> =
        asked.join_form.as_deref().map(serde_json::from_str).transpose().map_err(Fault::from)?;
    asking::ask(&visit, &browser, email, form.as_ref(), &asked.return_to).await?;
    notices::see(&visit, "/code", NoticeKind::CodeSent, "")
}

async fn asked(visit: &Visit, browser: &Browser) -> Result<Option<SignIn>, Fault> {
    let browser = browser.hash.clone();
    visit.club.read(move |conn| sessions::asked_last(conn, Audience::Fans, &browser)).await
}

async fn page(visit: &Visit, status: StatusCode, asked: &SignIn, error: Option<(CodeError, i32)>) -> Page {
    let joining = asked.join_form.is_some();
    let form = if joining { "/join" } else { "/sign-in" };
    let body = Code {
        action: visit.url("/code"),
        resend_action: visit.url("/code/resend"),
        email: asked.email.clone(),
        other_address: visit.url(&ways::with(form, &[("back", &asked.return_to)])),
        error: error.map(|(error, _)| error),
        tries_left: error.and_then(|(_, left)| u32::try_from(left).ok()).unwrap_or(0),
        joining,
        until: visit.w.time(asked.expires_at),
    };
    Frame::at(Place::Elsewhere).status(status).show(visit, &body).await
}
