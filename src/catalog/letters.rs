//! Letters about money: what a buyer would not see by themselves.

use askama::Template;

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::club::mail::{self, Letter};
use crate::orders::{self, Order, OrderLine};
use crate::payments::jobs::{News, TellBuyer};
use crate::plumbing::locale::{Lang, Words, product_languages};

/// Writes the letter, once. An order whose buyer is unknown, or a club without mail, gets none.
pub(super) async fn tell(club: &Club, job: TellBuyer, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let id = job.order.clone();
    let found = club.read(move |conn| Ok((orders::by_id(conn, &id)?, orders::lines_of(conn, &id)?))).await?;
    let (Some(order), lines) = found else { return Ok(()) };
    let letter = letter(club, &order, &lines, &job.news)?;
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

fn letter(club: &Club, order: &Order, lines: &[OrderLine], news: &News) -> Result<Letter, Fault> {
    let spoken = product_languages();
    let lang = order.language.parse().ok().filter(|lang| spoken.contains(lang)).unwrap_or(Lang::EN);
    let w = Words::product(lang, club.time_zone());
    let item = lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ");
    let total = w.money(order.total());
    let (key, title, about, button, path) = match news {
        News::Arrived => (
            "arrived".to_owned(),
            w.t1("payment-mail-arrived-title", "item", item.as_str()),
            w.t2("payment-mail-arrived-about", "item", item.as_str(), "total", total),
            w.t("payment-mail-arrived-button"),
            order.return_to.as_str(),
        ),
        News::Refunded { reason } => (
            format!("refunded/{reason}"),
            w.t1("payment-mail-refunded-title", "total", total),
            w.t1(refund_reason(reason), "item", item.as_str()),
            w.t("payment-mail-refunded-button"),
            "/tiers",
        ),
        News::Declined { until } => (
            format!("declined/{}", until.unix()),
            w.t("payment-mail-declined-title"),
            w.t2("payment-mail-declined-about", "item", item.as_str(), "day", w.date(*until)),
            w.t("payment-mail-declined-button"),
            "/account",
        ),
    };
    let number = order.number.to_string();
    let foot = w.t2("payment-mail-foot", "club", club.config().artist.as_str(), "number", number);
    let body = Body {
        lang: lang.code(),
        club: &club.config().artist,
        title: &title,
        about,
        button,
        url: club.url(path),
        foot,
    };
    let written = |error: askama::Error| Fault::Template(error.to_string());
    Ok(Letter {
        dedupe_key: format!("payment/{}/{key}", order.id),
        kind: "payment".to_owned(),
        to_address: order.email.clone(),
        to_name: String::new(),
        subject: Subject { title: &title, club: &club.config().artist }.render().map_err(written)?,
        text: TextBody(&body).render().map_err(written)?,
        html: HtmlBody(&body).render().map_err(written)?,
        unsubscribe_url: None,
    })
}

fn refund_reason(reason: &str) -> &'static str {
    match reason {
        "sold_out" => "payment-mail-refunded-sold-out",
        "already_held" => "payment-mail-refunded-already-held",
        "paid_twice" => "payment-mail-refunded-paid-twice",
        _ => "payment-mail-refunded-withdrawn",
    }
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
    club: &'a str,
    title: &'a str,
    about: String,
    button: String,
    url: String,
    foot: String,
}
