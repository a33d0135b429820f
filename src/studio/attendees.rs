//! Who comes to an event, and who lets them in.

use actix_web::web;
use askama::Template;
use fast_qr::convert::{Builder, svg::SvgBuilder};
use fast_qr::{ECL, QRBuilder};

use super::desk::{Desk, Proved, not_found, see};
use super::events::found;
use super::fields::Fields;
use super::frame::Frame;
use crate::base::Fault;
use crate::crew::{Doorkeeper, Seller};
use crate::orders::Restock;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;
use crate::tickets::{self, Event, NewPass, PassId, Ticket, TicketId};

/// Tickets on a page; more are found by searching.
const MOST: i64 = 200;
/// Scans shown.
const SCANS: i64 = 100;

#[derive(Template)]
#[template(path = "studio/events/attendees.html")]
pub struct Attendees {
    pub w: Words,
    pub f: Frame,
    pub event: String,
    pub event_title: String,
    pub q: String,
    pub tickets: Vec<TicketRow>,
}

pub struct TicketRow {
    pub id: String,
    pub number: String,
    pub holder: String,
    pub email: String,
    pub kind: String,
    pub answer: String,
    pub tone: &'static str,
    pub state: String,
    pub valid: bool,
    pub link: String,
}

#[derive(Template)]
#[template(path = "studio/events/door.html")]
pub struct Door {
    pub w: Words,
    pub f: Frame,
    pub event: String,
    pub event_title: String,
    pub inside: String,
    pub passes: Vec<PassRow>,
    pub scans: Vec<ScanRow>,
    /// A pass that was made just now: its address and its code, shown once.
    pub fresh: Option<(String, String)>,
}

pub struct PassRow {
    pub id: String,
    pub gate: String,
    pub tone: &'static str,
    pub state: String,
    pub living: bool,
}

pub struct ScanRow {
    pub time: String,
    pub gate: String,
    pub verdict: String,
    pub offline: bool,
}

pub async fn list(desk: Proved<Doorkeeper>, event: web::Path<String>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    let q = desk.query().get("q").to_owned();
    let (id, words) = (event.id.clone(), q.clone());
    let (found, types) =
        desk.club.read(move |c| Ok((tickets::of_event(c, &id, &words, MOST)?, tickets::types_of(c, &id)?))).await?;
    let w = &desk.w;
    let row = |ticket: &Ticket| {
        let kind = types.iter().find(|kind| kind.id == ticket.ticket_type_id);
        let (tone, state) = match (ticket.is_valid(), ticket.inside) {
            (false, _) => ("off", "studio-ticket-void"),
            (true, true) => ("ok", "studio-ticket-inside"),
            (true, false) => ("wait", "studio-ticket-valid"),
        };
        TicketRow {
            id: ticket.id.to_string(),
            number: ticket.number.to_string(),
            holder: ticket.holder.clone(),
            email: ticket.email.clone(),
            kind: kind.map_or(String::new(), |kind| kind.name.clone()),
            answer: ticket.answer.clone(),
            tone,
            state: w.t(state),
            valid: ticket.is_valid(),
            link: tickets::link(ticket),
        }
    };
    desk.page(&Attendees {
        w: w.clone(),
        f: desk.frame("events").await?,
        event: event.id.to_string(),
        event_title: event.title,
        q,
        tickets: found.iter().map(row).collect(),
    })
}

/// POST `…/attendees/{ticket}`: another name, or void.
pub async fn update(desk: Proved<Seller>, path: web::Path<(String, String)>, form: web::Form<Fields>) -> Page {
    let (event, ticket) = path.into_inner();
    let event = found(&desk, event).await?;
    let id = TicketId(ticket);
    let event_id = event.id.clone();
    let all = desk.club.read(move |c| tickets::of_event(c, &event_id, "", i64::MAX)).await?;
    let ticket = not_found(all.into_iter().find(|ticket| ticket.id == id))?;
    let path = format!("/studio/events/{}/attendees", event.id);
    let (me, now) = (desk.me.actor(), desk.now);
    match form.get("act") {
        "void" => {
            desk.club.write(move |tx| tickets::void(tx, &ticket, Restock::BackOnShelf, me.clone(), now)).await?;
            see(&path, "studio-said-ticket-voided")
        }
        _ => {
            let holder: String = form.get("holder").chars().take(200).collect();
            desk.club.write(move |tx| tickets::rename(tx, &ticket, &holder, me.clone(), now)).await?;
            see(&path, "studio-said-ticket-renamed")
        }
    }
}

pub async fn door(desk: Proved<Doorkeeper>, event: web::Path<String>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    draw(&desk, event, None).await
}

/// Makes a pass; its code is shown on this answer and never again.
pub async fn create_pass(desk: Proved<Doorkeeper>, event: web::Path<String>, form: web::Form<Fields>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    let gate: String = form.get("gate").chars().take(60).collect();
    if gate.is_empty() {
        return see(&format!("/studio/events/{}/door", event.id), "studio-said-gate-name");
    }
    let new = NewPass { event: event.id.clone(), gate, search: form.ticked("search") };
    let (me, now) = (desk.me.actor(), desk.now);
    let (_, secret) = desk.club.write(move |tx| tickets::make_pass(tx, &new, me.clone(), now)).await?;
    let address = desk.club.url(&format!("/door/pair/{}", secret.reveal()));
    let drawn = QRBuilder::new(address.as_str()).ecl(ECL::M).build();
    let drawn = drawn.map_err(|error| Fault::broken(format!("a pass's code: {error:?}")))?;
    let svg = SvgBuilder::default().margin(2).to_str(&drawn);
    draw(&desk, event, Some((address, svg))).await
}

pub async fn revoke_pass(desk: Proved<Doorkeeper>, path: web::Path<(String, String)>) -> Page {
    let (event, pass) = path.into_inner();
    let event = found(&desk, event).await?;
    let (id, me, now) = (PassId(pass), desk.me.actor(), desk.now);
    desk.club.write(move |tx| tickets::revoke_pass(tx, &id, me.clone(), now)).await?;
    see(&format!("/studio/events/{}/door", event.id), "studio-said-pass-revoked")
}

async fn draw(desk: &Desk, event: Event, fresh: Option<(String, String)>) -> Page {
    let id = event.id.clone();
    let (passes, scans, count) = desk
        .club
        .read(move |c| Ok((tickets::passes_of(c, &id)?, tickets::scans_of(c, &id, SCANS)?, tickets::count(c, &id)?)))
        .await?;
    let w = &desk.w;
    let pass = |pass: tickets::Pass| {
        let (tone, state) = match (pass.revoked_at, pass.paired_at) {
            (Some(_), _) => ("off", "studio-pass-revoked"),
            (None, Some(_)) => ("ok", "studio-pass-paired"),
            (None, None) => ("wait", "studio-pass-waiting"),
        };
        PassRow { id: pass.id.to_string(), gate: pass.gate, tone, state: w.t(state), living: pass.revoked_at.is_none() }
    };
    let scan = |(scan, gate): (tickets::Scan, String)| ScanRow {
        time: w.date_time(scan.at),
        gate,
        verdict: w.t(&format!("studio-scan-{}", scan.verdict.replace('_', "-"))),
        offline: scan.offline,
    };
    desk.page(&Door {
        w: w.clone(),
        f: desk.frame("events").await?,
        event: event.id.to_string(),
        event_title: event.title,
        inside: w.t2("studio-door-inside", "inside", count.inside, "tickets", count.tickets),
        passes: passes.into_iter().map(pass).collect(),
        scans: scans.into_iter().map(scan).collect(),
        fresh,
    })
}
