//! `/queue/{token}`: how a request to be let in stands. The address is signed, so nobody else's can be guessed.

use actix_web::web;

use super::contexts::{Place, Queue, QueueState};
use super::frame::Frame;
use super::present;
use crate::invitations::{self, RequestId};
use crate::lobby::Visit;
use crate::plumbing::web::{Page, PageError};

const SIGNED_FOR: &str = "join request";

/// The path of a request's page.
pub(super) fn path(visit: &Visit, request: &RequestId) -> String {
    format!("/queue/{request}.{}", visit.club.key().sign(SIGNED_FOR, request.as_str()))
}

/// GET `/queue/{token}`
pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Page {
    let (id, signature) = token.split_once('.').ok_or(PageError::NotFound)?;
    if !visit.club.key().verifies(SIGNED_FOR, id, signature) {
        return Err(PageError::NotFound);
    }
    let id = RequestId(id.to_owned());
    let found = visit
        .club
        .read(move |conn| {
            let Some(request) = invitations::request(conn, &id)? else { return Ok(None) };
            let before = invitations::places_before(conn, &request)?;
            Ok(Some((request, before)))
        })
        .await?;
    let (request, before) = found.ok_or(PageError::NotFound)?;
    let body = Queue {
        state: match request.state.as_str() {
            "waiting" => QueueState::Waiting,
            "approved" => QueueState::Approved,
            _ => QueueState::Refused,
        },
        position: present::count(&visit.w, before + 1),
        since: present::moment(&visit.w, request.asked_at, visit.now),
        sign_in: visit.url("/sign-in"),
    };
    Frame::at(Place::Elsewhere).show(&visit, &body).await
}
