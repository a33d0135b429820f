//! `/tickets`: a member's tickets, and one ticket for whoever has its address.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::contexts::{self, Pager, Place, TicketRow};
use super::events::there;
use super::frame::Frame;
use super::present;
use crate::lobby::{SignedIn, Visit};
use crate::plumbing::qr::Qr;
use crate::plumbing::web::{Page, PageError};
use crate::tickets::{self, IssuedTicket, TicketId, code};

/// GET `/tickets`
pub(super) async fn list(signed_in: SignedIn) -> Page {
    let SignedIn { visit, here } = signed_in;
    let member = here.member.id.clone();
    let found = visit.club.read(move |conn| tickets::of_member(conn, &member)).await?;
    let row = |issued: &IssuedTicket| TicketRow {
        event: issued.event.title.clone(),
        kind: issued.kind.name.clone(),
        holder: issued.ticket.holder.clone(),
        number: issued.ticket.number.to_string(),
        starts: present::moment(&there(&visit, &issued.event), issued.event.starts_at, visit.now),
        url: visit.url(&tickets::link(&issued.ticket)),
        void: !issued.opens(),
    };
    let body = contexts::Tickets { tickets: found.iter().map(row).collect(), pager: Pager::default() };
    Frame::at(Place::Account).show(&visit, &body).await
}

pub(super) async fn opened(visit: &Visit, path: (String, String)) -> Result<IssuedTicket, PageError> {
    let (id, secret) = path;
    let found = visit.club.read(move |conn| tickets::opened(conn, &TicketId(id), &secret)).await?;
    found.ok_or(PageError::NotFound)
}

/// GET `/tickets/{ticket}/{secret}`
pub(super) async fn show(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let issued = opened(&visit, path.into_inner()).await?;
    let IssuedTicket { ticket, kind, event } = &issued;
    let w = there(&visit, event);
    let open = issued.opens();
    let body = contexts::Ticket {
        event: event.title.clone(),
        kind: kind.name.clone(),
        holder: ticket.holder.clone(),
        number: ticket.number.to_string(),
        venue: event.venue.clone(),
        address: event.address.clone(),
        starts: present::moment(&w, event.starts_at, visit.now),
        doors: present::moment(&w, event.doors_at(), visit.now),
        qr_url: open.then(|| format!("{}/code.svg", tickets::link(ticket))),
        pdf_url: open.then(|| format!("{}/ticket.pdf", tickets::link(ticket))),
        calendar_url: format!("/events/{}/calendar.ics", event.slug),
        event_url: visit.url(&format!("/events/{}", event.slug)),
        cancelled: event.state == "cancelled",
    };
    Frame::at(Place::Account).show(&visit, &body).await
}

/// GET `/tickets/{ticket}/{secret}/code.svg`
pub(super) async fn picture(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let issued = opened(&visit, path.into_inner()).await?;
    if !issued.ticket.is_valid() {
        return Err(PageError::NotFound);
    }
    let code = code::of(&visit.club, &issued.ticket).ok_or(PageError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "private, max-age=3600"))
        .body(Qr::of(&code)?.svg(4)))
}
