//! Letters that take something away: a ticket that was made void, an evening that is off.

use super::called_off::TellCalledOff;
use super::letters::{Body, written};
use crate::base::{Fault, Moment};
use crate::club::mail::{self, Letter};
use crate::club::{Club, accent_in_letters};
use crate::orders::{self, Order};
use crate::papers;
use crate::plumbing::db::Conn;
use crate::tickets::{self, Event, IssuedTicket, TicketId};

/// Writes that one ticket opens nothing any more, once.
pub(super) async fn tell_voided(club: &Club, ticket: &TicketId, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let id = ticket.clone();
    let Some((order, issued)) = club.read(move |conn| voided(conn, &id)).await? else { return Ok(()) };
    let letter = voided_letter(club, &order, &issued)?;
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

fn voided(conn: &mut Conn, id: &TicketId) -> Result<Option<(Order, IssuedTicket)>, Fault> {
    let Some(issued) = tickets::issued(conn, id)? else { return Ok(None) };
    let Some(order) = orders::order_of_line(conn, &issued.ticket.order_line_id)? else { return Ok(None) };
    Ok(known(orders::by_id(conn, &order)?).map(|order| (order, issued)))
}

/// Whoever was erased has no address to write to.
fn known(order: Option<Order>) -> Option<Order> {
    order.filter(|order| !order.email.is_empty())
}

fn voided_letter(club: &Club, order: &Order, issued: &IssuedTicket) -> Result<Letter, Fault> {
    let IssuedTicket { ticket, event, .. } = issued;
    let w = papers::words(club, order);
    let number = ticket.number.to_string();
    let when = w.in_zone(event.time_zone()).date_time(event.starts_at);
    let about = [("number", number.as_str().into()), ("event", event.title.as_str().into()), ("when", when.into())];
    let title = w.t1("voided-mail-title", "number", number.as_str());
    let key = format!("voided/{}", ticket.id);
    letter(club, order, &key, title, w.with("voided-mail-about", &about))
}

/// Writes that an evening is off and what comes back, once an order.
pub(super) async fn tell_called_off(club: &Club, told: TellCalledOff, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let (event, order) = (told.event.clone(), told.order.clone());
    let found =
        club.read(move |conn| Ok(known(orders::by_id(conn, &order)?).zip(tickets::by_id(conn, &event)?))).await?;
    let Some((order, event)) = found else { return Ok(()) };
    let letter = called_off_letter(club, &order, &event, &told)?;
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

fn called_off_letter(club: &Club, order: &Order, event: &Event, told: &TellCalledOff) -> Result<Letter, Fault> {
    let w = papers::words(club, order);
    let when = w.in_zone(event.time_zone()).date_time(event.starts_at);
    let title = w.t1("called-off-mail-title", "event", event.title.as_str());
    let about = match told.back {
        Some(back) => w.t2("called-off-mail-about", "when", when, "total", w.money(back)),
        None => w.t1("called-off-mail-about-free", "when", when),
    };
    letter(club, order, &format!("called_off/{}", event.id), title, about)
}

fn letter(club: &Club, order: &Order, key: &str, title: String, about: String) -> Result<Letter, Fault> {
    let w = papers::words(club, order);
    let (lang, artist) = (w.lang(), club.config().artist.as_str());
    let body = Body {
        lang: lang.code(),
        accent: accent_in_letters(club),
        club: artist,
        title: &title,
        about,
        button: w.t("order-mail-button"),
        url: club.url(&orders::link(club, &order.id)),
        foot: w.t2("payment-mail-foot", "club", artist, "number", order.number.to_string()),
        rows: Vec::new(),
        address: Vec::new(),
    };
    written(order, key, &title, &body)
}
