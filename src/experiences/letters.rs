//! Letters to those whose slot was moved or cancelled, in their language and the clock of the place.

use askama::Template;

use super::jobs::{News, TellBooked};
use super::{Booked, store};
use crate::base::{Fault, Moment};
use crate::club::mail::{self, Letter};
use crate::club::{Club, accent_in_letters};
use crate::orders;
use crate::plumbing::locale::Words;

pub(super) async fn tell(club: &Club, job: &TellBooked, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let id = job.booking.clone();
    let found = club
        .read(move |conn| match store::booking(conn, &id)? {
            Some(booking) => store::by_key(conn, &booking.key),
            None => Ok(None),
        })
        .await?;
    // Whoever was erased has no address to write to.
    let Some(booked) = found.filter(|booked| !booked.booking.email.is_empty()) else { return Ok(()) };
    let letter = letter(club, &booked, job.news)?;
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

fn letter(club: &Club, booked: &Booked, news: News) -> Result<Letter, Fault> {
    let Booked { booking, slot, experience } = booked;
    let w = super::sale::words(&booking.language, experience);
    let lang = w.lang();
    let name = experience.title.as_str();
    let (key, title, about, button, path) = match news {
        News::Moved { from, nth } => (
            format!("moved/{nth}"),
            w.t1("experience-mail-moved-title", "name", name),
            moved(&w, booked, from),
            w.t("experience-mail-moved-button"),
            format!("/bookings/{}", booking.key),
        ),
        News::Cancelled { back } => (
            "cancelled".to_owned(),
            w.t1("experience-mail-cancelled-title", "name", name),
            match back {
                Some(money) => w.t2(
                    "experience-mail-cancelled-about",
                    "when",
                    w.date_time(slot.starts_at),
                    "total",
                    w.money(money),
                ),
                None => w.t1("experience-mail-cancelled-about-free", "when", w.date_time(slot.starts_at)),
            },
            w.t("experience-mail-cancelled-button"),
            orders::link(club, &booking.order_id),
        ),
    };
    let body = Body {
        lang: lang.code(),
        accent: accent_in_letters(club),
        club: &club.config().artist,
        title: &title,
        about,
        button,
        url: club.url(&path),
        foot: w.t1("experience-mail-foot", "club", club.config().artist.as_str()),
        rows: Vec::new(),
        address: Vec::new(),
    };
    let written = |error: askama::Error| Fault::Template(error.to_string());
    Ok(Letter {
        dedupe_key: format!("experience/{}/{key}", booking.id),
        kind: "experience".to_owned(),
        to_address: booking.email.clone(),
        to_name: booking.name.clone(),
        subject: Subject { title: &title, club: body.club }.render().map_err(written)?,
        text: TextBody(&body).render().map_err(written)?,
        html: HtmlBody(&body).render().map_err(written)?,
        unsubscribe_url: None,
        files: Vec::new(),
    })
}

fn moved(w: &Words, booked: &Booked, from: Moment) -> String {
    let (was, is) = (w.date_time(from), w.date_time(booked.slot.starts_at));
    let text = w.t2("experience-mail-moved-about", "was", was, "is", is);
    if booked.experience.terms.is_empty() { text } else { format!("{text} {}", booked.experience.terms) }
}

#[derive(Template)]
#[template(path = "mail/payment/subject.txt", escape = "none")]
struct Subject<'a> {
    title: &'a str,
    club: &'a str,
}

#[derive(Template)]
#[template(path = "mail/payment/body.txt", escape = "none")]
struct TextBody<'a>(&'a Body<'a>);

#[derive(Template)]
#[template(path = "mail/payment/body.html")]
struct HtmlBody<'a>(&'a Body<'a>);

struct Body<'a> {
    lang: &'a str,
    /// The colour of the club's look.
    accent: String,
    club: &'a str,
    title: &'a str,
    about: String,
    button: String,
    url: String,
    foot: String,
    rows: Vec<(String, String)>,
    address: Vec<String>,
}
