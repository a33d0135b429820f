//! `/link/{token}`: the address in the mail. Looking at it changes nothing, since mail programs look too.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use super::asking::Browser;
use super::contexts::{Link, Place};
use super::entering::{self, Entering};
use super::fields::Fields;
use super::frame::Frame;
use crate::base::{Fault, Secret};
use crate::lobby::Visit;
use crate::plumbing::web::{Page, PageError};
use crate::sessions::{self, Audience};

/// GET `/link/{token}`
pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Page {
    let (link, now) = (Secret::presented(token.as_str()), visit.now);
    let good = visit.club.read(move |conn| sessions::link_is_good(conn, Audience::Fans, &link, now)).await?;
    page(&visit, StatusCode::OK, good.then(|| visit.url(&format!("/link/{token}")))).await
}

/// POST `/link/{token}`
pub(super) async fn create(visit: Visit, request: HttpRequest, token: web::Path<String>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let browser = Browser::of(&request, &visit);
    let device = entering::device(&request, &visit);
    let (here, hash, link) = (visit.clone(), browser.hash.clone(), Secret::presented(token.into_inner()));
    let entered = visit
        .club
        .write(move |tx| match sessions::open_with_link(tx, Audience::Fans, &link, here.now)? {
            Some(asked) => entering::enter(tx, &here, &asked, &hash, &device),
            None => Ok::<_, Fault>(Entering::Nobody),
        })
        .await?;
    let mut answer = match entered {
        Entering::In(entered) => entering::lead_on(&visit, *entered).await?,
        other => match entering::lead_off(&visit, &other) {
            Some(away) => away?,
            None => return page(&visit, StatusCode::GONE, None).await,
        },
    };
    if let Some(cookie) = &browser.cookie {
        answer.add_cookie(cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
    }
    Ok(answer)
}

async fn page(visit: &Visit, status: StatusCode, action: Option<String>) -> Page {
    let body = Link { action, sign_in: visit.url("/sign-in") };
    Frame::at(Place::Elsewhere).status(status).show(visit, &body).await
}
