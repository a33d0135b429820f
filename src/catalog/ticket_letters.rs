//! Letters that bring tickets: each with its code as a picture inside the letter, and all of them as PDF beside it.

use askama::Template;

use crate::base::{Fault, Moment};
use crate::club::mail::{self, Enclosed, Letter};
use crate::club::{Club, accent_in_letters};
use crate::orders::{self, Order};
use crate::papers;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::qr::Qr;
use crate::tickets::jobs::SendTickets;
use crate::tickets::{self, IssuedTicket, code};

/// Writes the letter, once a sending. Tickets that open nothing any more are left out of it.
pub(super) async fn send(club: &Club, job: SendTickets, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let wanted = job.tickets.clone();
    let Some((order, issued)) = club.read(move |conn| load(conn, &wanted)).await? else { return Ok(()) };
    let letter = letter(club, &job, &order, &issued)?;
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

fn load(conn: &mut Conn, wanted: &[tickets::TicketId]) -> Result<Option<(Order, Vec<IssuedTicket>)>, Fault> {
    let mut issued = Vec::new();
    for id in wanted {
        issued.extend(tickets::issued(conn, id)?.filter(IssuedTicket::opens));
    }
    let Some(first) = issued.first() else { return Ok(None) };
    let Some(order) = orders::order_of_line(conn, &first.ticket.order_line_id)? else { return Ok(None) };
    Ok(orders::by_id(conn, &order)?.map(|order| (order, issued)))
}

fn letter(club: &Club, job: &SendTickets, order: &Order, issued: &[IssuedTicket]) -> Result<Letter, Fault> {
    let w = papers::words(club, order);
    let to = issued.first().map_or_else(String::new, |one| one.ticket.email.clone());
    let mut files = Vec::new();
    for one in issued {
        files.push(picture(club, one)?);
    }
    files.push(Enclosed {
        name: w.t("paper-ticket-file"),
        content_type: "application/pdf".to_owned(),
        content_id: None,
        body: papers::tickets(club, &w, issued)?,
    });
    let body = body(club, &w, order, issued);
    let written = |error: askama::Error| Fault::Template(error.to_string());
    Ok(Letter {
        dedupe_key: format!("tickets/{}", job.sending),
        kind: "tickets".to_owned(),
        to_address: to,
        to_name: String::new(),
        subject: Subject { title: &body.title, club: body.club }.render().map_err(written)?,
        text: TextBody(&body).render().map_err(written)?,
        html: HtmlBody(&body).render().map_err(written)?,
        unsubscribe_url: None,
        files,
    })
}

fn picture(club: &Club, issued: &IssuedTicket) -> Result<Enclosed, Fault> {
    let code = code::of(club, &issued.ticket)
        .ok_or_else(|| Fault::broken(format!("ticket {} has no code", issued.ticket.id)))?;
    Ok(Enclosed {
        name: format!("{}.png", issued.ticket.number),
        content_type: "image/png".to_owned(),
        content_id: Some(content_id(issued)),
        body: Qr::of(&code)?.png()?,
    })
}

fn content_id(issued: &IssuedTicket) -> String {
    format!("ticket-{}@stagedoor", issued.ticket.number)
}

fn body<'a>(club: &'a Club, w: &Words, order: &Order, issued: &[IssuedTicket]) -> Body<'a> {
    let event = &issued[0].event;
    let there = w.in_zone(event.time_zone());
    let ticket = |one: &IssuedTicket| {
        let number = one.ticket.number.to_string();
        Row {
            alt: w.t1("ticket-mail-code", "number", number.as_str()),
            number: w.t1("ticket-mail-number", "number", number),
            holder: one.ticket.holder.clone(),
            kind: format!("{}, {}", one.event.title, one.kind.name),
            picture: content_id(one),
            url: club.url(&tickets::link(&one.ticket)),
        }
    };
    Body {
        lang: w.lang().code().to_owned(),
        club: &club.config().artist,
        accent: accent_in_letters(club),
        title: w.t2("ticket-mail-title", "n", issued.len(), "event", event.title.as_str()),
        when: there.with(
            "ticket-mail-when",
            &[
                ("day", there.long_date(event.starts_at).into()),
                ("doors", there.time(event.doors_at()).into()),
                ("starts", there.time(event.starts_at).into()),
            ],
        ),
        place: [event.venue.as_str(), event.address.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        about: w.t("ticket-mail-about"),
        button: w.t("ticket-mail-button"),
        foot: w.t2("payment-mail-foot", "club", club.config().artist.as_str(), "number", order.number.to_string()),
        tickets: issued.iter().map(ticket).collect(),
    }
}

#[derive(Template)]
#[template(path = "mail/tickets/subject.txt", escape = "none")]
struct Subject<'a> {
    title: &'a str,
    club: &'a str,
}

#[derive(Template)]
#[template(path = "mail/tickets/body.txt", escape = "none")]
struct TextBody<'a>(&'a Body<'a>);

#[derive(Template)]
#[template(path = "mail/tickets/body.html")]
struct HtmlBody<'a>(&'a Body<'a>);

struct Body<'a> {
    lang: String,
    club: &'a str,
    /// `#11523c`
    accent: String,
    title: String,
    when: String,
    place: String,
    about: String,
    button: String,
    foot: String,
    tickets: Vec<Row>,
}

/// One ticket.
struct Row {
    number: String,
    holder: String,
    kind: String,
    /// The content id of its code.
    picture: String,
    alt: String,
    url: String,
}
