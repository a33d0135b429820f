//! `/unsubscribe/{token}`: leaving a list from a mail, without signing in. Opening the address changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::contexts::{Place, Unsubscribe};
use super::fields::Fields;
use super::frame::Frame;
use crate::base::Fault;
use crate::broadcasts;
use crate::lobby::Visit;
use crate::members::{self, NewConsent};
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};

/// GET `/unsubscribe/{token}`
pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Page {
    let wording = match read(&visit, &token) {
        Some(leaving) => visit.club.read(move |conn| leaving.wording(conn)).await?,
        None => return page(&visit, StatusCode::NOT_FOUND, nothing()).await,
    };
    let action = wording.is_some().then(|| visit.url(&format!("/unsubscribe/{token}")));
    let done = wording.is_none();
    let body = Unsubscribe { action, done, wording: wording.unwrap_or_default(), undo_action: None };
    page(&visit, StatusCode::OK, body).await
}

/// POST `/unsubscribe/{token}`: from the page's button, or from a mail program with `List-Unsubscribe=One-Click`
/// (RFC 8058), which has neither session nor origin: the signed address is the proof for both.
pub(super) async fn create(visit: Visit, token: web::Path<String>, form: Fields) -> Page {
    let Some(leaving) = read(&visit, &token) else { return page(&visit, StatusCode::NOT_FOUND, nothing()).await };
    let now = visit.now;
    let wording = visit
        .club
        .write(move |tx| {
            let wording = leaving.wording(tx)?;
            leaving.apply(tx, now)?;
            Ok::<_, Fault>(wording)
        })
        .await?;
    if form.get("List-Unsubscribe") == "One-Click" {
        return Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("unsubscribed\n"));
    }
    let undo = wording.is_some().then(|| visit.url(&format!("/unsubscribe/{token}/undo")));
    let body = Unsubscribe { action: None, done: true, wording: wording.unwrap_or_default(), undo_action: undo };
    page(&visit, StatusCode::OK, body).await
}

/// POST `/unsubscribe/{token}/undo`: agrees again to what was just withdrawn, in the same words.
pub(super) async fn undo(visit: Visit, token: web::Path<String>) -> Page {
    let leaving = read(&visit, &token).ok_or(PageError::NotFound)?;
    let (now, ip) = (visit.now, visit.ip.0.to_string());
    let agreed = visit
        .club
        .write(move |tx| {
            let Some(wording) = withdrawn(tx, &leaving)? else { return Ok::<_, Fault>(None) };
            let consent = NewConsent {
                purpose: leaving.purpose.clone(),
                granted: true,
                wording: wording.clone(),
                ip: ip.clone(),
                source: "unsubscribe".to_owned(),
            };
            members::agree(tx, &leaving.member_id, &consent, now)?;
            Ok(Some(wording))
        })
        .await?;
    let action = agreed.is_some().then(|| visit.url(&format!("/unsubscribe/{token}")));
    let body = Unsubscribe { action, done: false, wording: agreed.unwrap_or_default(), undo_action: None };
    page(&visit, StatusCode::OK, body).await
}

/// The words of a decision that was taken back from a mail, and only from there.
fn withdrawn(conn: &mut Conn, leaving: &broadcasts::Unsubscribe) -> Result<Option<String>, Fault> {
    let newest = members::consents_of(conn, &leaving.member_id)?.into_iter().find(|one| one.purpose == leaving.purpose);
    Ok(newest.filter(|one| !one.granted && one.source == "unsubscribe").map(|one| one.wording))
}

fn read(visit: &Visit, token: &str) -> Option<broadcasts::Unsubscribe> {
    broadcasts::Unsubscribe::read(visit.club.key(), token)
}

fn nothing() -> Unsubscribe {
    Unsubscribe { action: None, done: false, wording: String::new(), undo_action: None }
}

async fn page(visit: &Visit, status: StatusCode, body: Unsubscribe) -> Page {
    Frame::at(Place::Elsewhere).status(status).show(visit, &body).await
}
