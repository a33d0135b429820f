//! One ticket: whose it is, and what can be done about it.

use actix_web::web;
use askama::Template;

use super::attendees::state_of;
use super::desk::{Desk, Proved, not_found, see};
use super::events::found;
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Fact};
use super::refunds::restock;
use crate::base::{Fault, Moment};
use crate::crew::Seller;
use crate::orders;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::tickets::{self, IssuedTicket, MoveError, TicketId, TicketTypeId};

/// The longest name on a ticket, in characters.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "studio/events/ticket.html")]
pub struct TicketPage {
    pub w: Words,
    pub f: Frame,
    /// Address of the event's list.
    pub list: String,
    /// This page's own.
    pub path: String,
    pub label: String,
    pub tone: &'static str,
    pub state: String,
    pub holder: String,
    pub email: String,
    pub facts: Vec<Fact>,
    /// The fan's own page of it; empty when it opens nothing.
    pub link: String,
    /// Types it can be moved to.
    pub targets: Vec<Choice>,
    /// It can be moved now.
    pub movable: bool,
}

struct Loaded {
    issued: IssuedTicket,
    order: Option<i64>,
    targets: Vec<Target>,
}

/// A type the ticket is not of.
struct Target {
    id: TicketTypeId,
    /// Empty for the ticket's own event.
    event: String,
    kind: String,
    left: Option<i64>,
}

/// GET `/studio/events/{id}/attendees/{ticket}`
pub async fn show(desk: Proved<Seller>, path: web::Path<(String, String)>) -> Page {
    let (event, ticket) = path.into_inner();
    let issued = issued(&desk, event, ticket).await?;
    let now = desk.now;
    let loaded = desk.club.read(move |c| load(c, issued, now)).await?;
    let w = &desk.w;
    let IssuedTicket { ticket, kind, event } = &loaded.issued;
    let (tone, state) = state_of(ticket);
    let there = w.in_zone(event.time_zone());
    let mut facts = vec![
        Fact::new(w.t("studio-event-title"), format!("{}, {}", event.title, there.date_time(event.starts_at))),
        Fact::new(w.t("studio-event-type"), kind.name.clone()),
        Fact::new(w.t("studio-order-buyer"), ticket.email.clone()),
    ];
    if !ticket.answer.is_empty() {
        facts.push(Fact::new(kind.question.clone(), ticket.answer.clone()));
    }
    if let Some(order) = loaded.order {
        facts.push(Fact::new(w.t("studio-ticket-order"), order.to_string()));
    }
    if let Some(at) = ticket.admitted_at {
        let at = format!("{}, {}", there.date_time(at), ticket.admitted_gate);
        facts.push(Fact::new(w.t("studio-ticket-admitted"), at));
    }
    desk.page(&TicketPage {
        w: w.clone(),
        f: desk.frame("events").await?,
        list: format!("/studio/events/{}/attendees", event.id),
        path: page_of(&loaded.issued),
        label: w.t1("studio-ticket-label", "number", ticket.number.to_string()),
        tone,
        state: w.t(state),
        holder: ticket.holder.clone(),
        email: ticket.email.clone(),
        facts,
        link: if loaded.issued.opens() { tickets::link(ticket) } else { String::new() },
        targets: loaded.targets.iter().map(|target| choice(w, target)).collect(),
        movable: ticket.is_valid() && !ticket.inside,
    })
}

fn choice(w: &Words, target: &Target) -> Choice {
    let name = match target.event.as_str() {
        "" => target.kind.clone(),
        event => format!("{event}: {}", target.kind),
    };
    let label = match target.left {
        Some(left) => w.t2("studio-ticket-target", "name", name, "left", left),
        None => name,
    };
    Choice::new(target.id.as_str(), label)
}

fn load(conn: &mut Conn, issued: IssuedTicket, now: Moment) -> Result<Loaded, Fault> {
    let order = match orders::order_of_line(conn, &issued.ticket.order_line_id)? {
        Some(order) => orders::by_id(conn, &order)?.map(|order| order.number),
        None => None,
    };
    let mut targets = Vec::new();
    for event in tickets::published(conn, now)?.into_iter().filter(|event| event.takes_place(now)) {
        for kind in tickets::types_of(conn, &event.id)?.into_iter().filter(|kind| kind.id != issued.kind.id) {
            let left = tickets::places_left(conn, &kind, &issued.event.id)?;
            let own = event.id == issued.event.id;
            targets.push(Target {
                id: kind.id,
                event: if own { String::new() } else { event.title.clone() },
                kind: kind.name,
                left,
            });
        }
    }
    Ok(Loaded { issued, order, targets })
}

async fn issued(desk: &Desk, event: String, ticket: String) -> Result<IssuedTicket, PageError> {
    let event = found(desk, event).await?;
    let issued = desk.club.read(move |c| tickets::issued(c, &TicketId(ticket))).await?;
    not_found(issued.filter(|issued| issued.event.id == event.id))
}

fn page_of(issued: &IssuedTicket) -> String {
    format!("/studio/events/{}/attendees/{}", issued.event.id, issued.ticket.id)
}

/// POST `…/attendees/{ticket}`: another name on it.
pub async fn update(desk: Proved<Seller>, path: web::Path<(String, String)>, form: web::Form<Fields>) -> Page {
    let (event, ticket) = path.into_inner();
    let issued = issued(&desk, event, ticket).await?;
    let holder: String = form.get("holder").split_whitespace().collect::<Vec<_>>().join(" ");
    let holder: String = holder.chars().take(LONGEST).collect();
    let path = page_of(&issued);
    if !issued.opens() {
        return see(&path, "studio-said-ticket-in-use");
    }
    if holder == issued.ticket.holder {
        return see(&path, "studio-said-ticket-same-name");
    }
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club.write(move |tx| tickets::rename(tx, &issued.ticket, &holder, me.clone(), now)).await?;
    see(&path, "studio-said-ticket-renamed")
}

/// POST `…/attendees/{ticket}/letters`: the same ticket in the mail once more.
pub async fn send(desk: Proved<Seller>, path: web::Path<(String, String)>) -> Page {
    let (event, ticket) = path.into_inner();
    let issued = issued(&desk, event, ticket).await?;
    let path = page_of(&issued);
    if !issued.opens() {
        return see(&path, "studio-said-ticket-in-use");
    }
    if !desk.club.sends_mail() {
        return see(&path, "studio-said-ticket-no-mail");
    }
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club.write(move |tx| tickets::send_again(tx, &issued.ticket, me.clone(), now)).await?;
    see(&path, "studio-said-ticket-sent")
}

/// POST `…/attendees/{ticket}/moves`: to another type, of this event or another.
pub async fn shift(desk: Proved<Seller>, path: web::Path<(String, String)>, form: web::Form<Fields>) -> Page {
    let (event, ticket) = path.into_inner();
    let issued = issued(&desk, event, ticket).await?;
    let id = issued.ticket.id.clone();
    let to = TicketTypeId(form.get("to").to_owned());
    let (me, now) = (desk.me.actor(), desk.now);
    let moved = desk
        .club
        .write(move |tx| {
            tickets::move_to(tx, &id, &to, me.clone(), now)?;
            tickets::issued(tx, &id).map_err(MoveError::from)
        })
        .await;
    match moved {
        Ok(moved) => see(&page_of(&moved.unwrap_or(issued)), "studio-said-ticket-moved"),
        Err(MoveError::InUse) => see(&page_of(&issued), "studio-said-ticket-in-use"),
        Err(MoveError::NotThere) => see(&page_of(&issued), "studio-said-ticket-not-there"),
        Err(MoveError::Full) => see(&page_of(&issued), "studio-said-ticket-full"),
        Err(MoveError::Fault(fault)) => Err(fault.into()),
    }
}

/// POST `…/attendees/{ticket}/voids`: it opens nothing any more, and its place goes back on sale or not.
pub async fn void(desk: Proved<Seller>, path: web::Path<(String, String)>, form: web::Form<Fields>) -> Page {
    let (event, ticket) = path.into_inner();
    let issued = issued(&desk, event, ticket).await?;
    let path = page_of(&issued);
    let (me, now) = (desk.me.actor(), desk.now);
    let (ticket, stock) = (issued.ticket, restock(form.get("place")));
    desk.club.write(move |tx| tickets::void(tx, &ticket, stock, me.clone(), now)).await?;
    see(&path, "studio-said-ticket-voided")
}
