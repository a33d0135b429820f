//! Who comes to an event, and who lets them in.

use std::collections::HashMap;

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, Proved, see};
use super::events::found;
use super::fields::Fields;
use super::frame::Frame;
use crate::base::{Fault, Moment};
use crate::crew::{Doorkeeper, Seller};
use crate::journal;
use crate::members::{self, MemberId};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::qr::Qr;
use crate::plumbing::table::defused;
use crate::plumbing::web::{Page, csv as table_file};
use crate::tickets::{self, Event, NewPass, PassId, Ticket, TicketType};

/// Tickets on a page; more are found by searching.
const MOST: i64 = 200;
/// Names read at once: neither database binds any number of values.
const NAMES_AT_ONCE: usize = 10_000;
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
    /// When somebody last came in on it; empty for never.
    pub admitted: String,
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
    /// Empty where no ticket of the evening was shown.
    pub number: String,
    pub gate: String,
    pub verdict: String,
    pub offline: bool,
}

pub async fn list(desk: Proved<Doorkeeper>, event: web::Path<String>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    let q = desk.query().get("q").to_owned();
    let (id, words) = (event.id.clone(), q.clone());
    let (found, types, buyers) = desk
        .club
        .read(move |c| {
            let found = tickets::of_event(c, &id, &words, MOST)?;
            let buyers = buyers(c, &found)?;
            Ok((found, tickets::types_of(c, &id)?, buyers))
        })
        .await?;
    let w = &desk.w;
    let there = w.in_zone(event.time_zone());
    let row = |ticket: &Ticket| {
        let (tone, state) = state_of(ticket);
        TicketRow {
            id: ticket.id.to_string(),
            number: ticket.number.to_string(),
            holder: holder(ticket, &buyers),
            email: ticket.email.clone(),
            kind: kind_of(&types, ticket).to_owned(),
            answer: ticket.answer.clone(),
            tone,
            state: w.t(state),
            admitted: ticket.admitted_at.map_or(String::new(), |at| there.date_time(at)),
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

/// Names of the members who bought these tickets.
fn buyers(conn: &mut Conn, tickets: &[Ticket]) -> Result<HashMap<MemberId, String>, Fault> {
    let mut ids: Vec<MemberId> = tickets.iter().filter_map(|ticket| ticket.member_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let mut names = HashMap::with_capacity(ids.len());
    for some in ids.chunks(NAMES_AT_ONCE) {
        names.extend(members::by_ids(conn, some)?.into_iter().map(|member| (member.id, member.name)));
    }
    Ok(names)
}

/// Whose name the ticket bears; a ticket without one is its buyer's.
fn holder(ticket: &Ticket, buyers: &HashMap<MemberId, String>) -> String {
    let buyer = || ticket.member_id.as_ref().and_then(|id| buyers.get(id)).cloned().unwrap_or_default();
    if ticket.holder.is_empty() { buyer() } else { ticket.holder.clone() }
}

/// Tone and word of where a ticket stands.
pub(super) fn state_of(ticket: &Ticket) -> (&'static str, &'static str) {
    match (ticket.is_valid(), ticket.inside, ticket.admitted_at) {
        (false, ..) => ("off", "studio-ticket-void"),
        (true, true, _) => ("ok", "studio-ticket-inside"),
        (true, false, Some(_)) => ("wait", "studio-ticket-outside"),
        (true, false, None) => ("wait", "studio-ticket-valid"),
    }
}

fn kind_of<'a>(types: &'a [TicketType], ticket: &Ticket) -> &'a str {
    types.iter().find(|kind| kind.id == ticket.ticket_type_id).map_or("", |kind| kind.name.as_str())
}

/// Headings of the file, in order.
const COLUMNS: [&str; 9] =
    ["number", "name", "email", "type", "state", "answer", "issued_at", "admitted_at", "admitted_gate"];

/// GET `…/attendees.csv`: everybody, void tickets included.
pub async fn export(desk: Fresh<Seller>, event: web::Path<String>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    let (id, me, now) = (event.id.clone(), desk.me.actor(), desk.now);
    let (all, types, buyers) = desk
        .club
        .write(move |tx| {
            journal::record(tx, me.clone(), "attendees.exported", "event", id.as_str(), "", now)?;
            let all = tickets::of_event(tx, &id, "", i64::MAX)?;
            let buyers = buyers(tx, &all)?;
            Ok::<_, Fault>((all, tickets::types_of(tx, &id)?, buyers))
        })
        .await?;
    let written = table(&all, &types, &buyers).map_err(|error| Fault::broken(format!("attendees as CSV: {error}")))?;
    table_file(&format!("{}.csv", event.slug), written)
}

fn table(
    all: &[Ticket],
    types: &[TicketType],
    buyers: &HashMap<MemberId, String>,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS)?;
    for ticket in all {
        let state = match (ticket.is_valid(), ticket.inside) {
            (false, _) => "void",
            (true, true) => "inside",
            (true, false) => "valid",
        };
        let admitted = ticket.admitted_at.map(Moment::rfc3339).unwrap_or_default();
        file.write_record([
            ticket.number.to_string().as_str(),
            &defused(&holder(ticket, buyers)),
            &defused(&ticket.email),
            &defused(kind_of(types, ticket)),
            state,
            &defused(&ticket.answer),
            &ticket.issued_at.rfc3339(),
            &admitted,
            &defused(&ticket.admitted_gate),
        ])?;
    }
    Ok(file.into_inner()?)
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
    let svg = Qr::of(&address)?.svg(2);
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
    let scan = |listed: tickets::ListedScan| ScanRow {
        time: w.date_time(listed.scan.at),
        number: listed.number.map_or(String::new(), |number| w.t1("studio-scan-number", "n", number.to_string())),
        gate: listed.gate,
        verdict: w.t(&format!("studio-scan-{}", listed.scan.verdict.replace('_', "-"))),
        offline: listed.scan.offline,
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
