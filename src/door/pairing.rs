//! `/door/pair/{invitation}`: a phone becomes a gate.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Path, ReqData};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::gate::words;
use crate::base::{Fault, Moment, Secret};
use crate::club::Club;
use crate::lobby;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError, page};
use crate::tickets;

#[derive(Template)]
#[template(path = "door/pair.html")]
struct Pair {
    w: Words,
    club: String,
    action: String,
    /// The invitation was used or taken back.
    stale: bool,
}

/// GET: one button. Looking at the address changes nothing: mail programs and chats look at addresses by themselves.
pub async fn show(club: ReqData<Club>, request: HttpRequest, invitation: Path<String>) -> Page {
    draw(&club.into_inner(), &request, &invitation, StatusCode::OK, false)
}

/// POST: pairs this device, once.
pub async fn create(club: ReqData<Club>, request: HttpRequest, invitation: Path<String>) -> Page {
    let club = club.into_inner();
    let (presented, now) = (Secret::presented(invitation.as_str()), Moment::now());
    let paired = club.write(move |tx| tickets::pair(tx, &presented, now)).await?;
    let Some((_, device)) = paired else {
        return draw(&club, &request, &invitation, StatusCode::GONE, true);
    };
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, "/door")).insert_header((header::CACHE_CONTROL, "no-store"));
    let mut answer = answer.finish();
    let cookie = lobby::door_cookie(&club, &device);
    answer.add_cookie(&cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
    Ok(answer)
}

fn draw(club: &Club, request: &HttpRequest, invitation: &str, status: StatusCode, stale: bool) -> Page {
    page(
        status,
        &Pair {
            w: words(club, request),
            club: club.config().artist.clone(),
            action: format!("/door/pair/{invitation}"),
            stale,
        },
    )
}
