//! Letters about money: what a buyer would not see by themselves.

use askama::Template;

use crate::base::{Fault, Moment, Money};
use crate::club::mail::{self, Letter};
use crate::club::{Club, accent_in_letters};
use crate::orders::{self, Address, Order, OrderId, OrderLine};
use crate::papers;
use crate::payments::jobs::{News, TellBuyer};
use crate::payments::{self, Refund};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::{Lang, Words};
use crate::shipments::{self, Parcel, ShipmentId};

/// Writes the letter, once. An order whose buyer is unknown, or a club without mail, gets none.
pub(super) async fn tell(club: &Club, job: TellBuyer, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let id = job.order.clone();
    let found = club.read(move |conn| about(conn, &id)).await?;
    let Some(about) = found else { return Ok(()) };
    let letter = match &job.news {
        News::Ordered => ordered(club, &about)?,
        news => letter(club, &about, news)?,
    };
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

/// What letters about an order tell of it.
struct About {
    order: Order,
    lines: Vec<OrderLine>,
    address: Option<Address>,
    /// What went back last.
    refund: Option<Refund>,
    /// An agreement stands behind it: its page is the membership's.
    renews: bool,
}

impl About {
    /// What was bought, without what sending it cost.
    fn goods(&self) -> String {
        let goods = self.lines.iter().filter(|line| line.kind != orders::CARRIAGE);
        goods.map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn refunded(&self) -> Money {
        self.refund.as_ref().map_or(self.order.total(), Refund::amount)
    }

    /// What the last money that went back was for: a line, everything, or a part of the order without saying of what.
    fn refunded_for(&self, w: &Words) -> String {
        let Some(refund) = &self.refund else { return self.goods() };
        let line = self.lines.iter().find(|line| refund.order_line_id.as_ref() == Some(&line.id));
        match line {
            Some(line) => line.named(w),
            None if refund.minor < self.order.gross => {
                w.t1("payment-mail-refunded-order", "number", self.order.number.to_string())
            }
            None => self.goods(),
        }
    }
}

fn about(conn: &mut Conn, id: &OrderId) -> Result<Option<About>, Fault> {
    // Whoever was erased has no address to write to.
    let Some(order) = orders::by_id(conn, id)?.filter(|order| !order.email.is_empty()) else { return Ok(None) };
    let refund = payments::refunds_of(conn, id)?.into_iter().rfind(|refund| refund.state != "refused");
    let renews = payments::payments_of(conn, id)?.iter().any(|payment| payment.subscription_id.is_some());
    Ok(Some(About {
        lines: orders::lines_of(conn, id)?,
        address: orders::address_of(conn, id)?,
        order,
        refund,
        renews,
    }))
}

fn words(club: &Club, order: &Order) -> (Lang, Words) {
    let words = papers::words(club, order);
    (words.lang(), words)
}

fn letter(club: &Club, about: &About, news: &News) -> Result<Letter, Fault> {
    let order = &about.order;
    let (lang, w) = words(club, order);
    let item = about.goods();
    let total = w.money(order.total());
    let link = orders::link(club, &order.id);
    let bought_here = !about.renews;
    let (key, title, about, button, path) = match news {
        News::Arrived | News::Ordered => (
            "arrived".to_owned(),
            w.t1("payment-mail-arrived-title", "item", item.as_str()),
            w.t2("payment-mail-arrived-about", "item", item.as_str(), "total", total),
            w.t("payment-mail-arrived-button"),
            order.return_to.as_str(),
        ),
        News::Refunded { reason } => (
            format!("refunded/{reason}"),
            w.t1("payment-mail-refunded-title", "total", w.money(about.refunded())),
            w.t1(refund_reason(reason), "item", about.refunded_for(&w)),
            w.t(if bought_here { "order-mail-button" } else { "payment-mail-refunded-button" }),
            if bought_here { link.as_str() } else { "/tiers" },
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
        accent: accent_in_letters(club),
        club: &club.config().artist,
        title: &title,
        about,
        button,
        url: club.url(path),
        foot,
        rows: Vec::new(),
        address: Vec::new(),
    };
    written(order, &key, &title, &body)
}

/// What was bought, what it cost, and the page that always knows how it stands.
fn ordered(club: &Club, about: &About) -> Result<Letter, Fault> {
    let order = &about.order;
    let (lang, w) = words(club, order);
    let number = order.number.to_string();
    let title = w.t1("order-mail-title", "number", number.as_str());
    let row = |line: &OrderLine| {
        let name = match line.quantity {
            1 => line.named(&w),
            many => format!("{} × {}", w.number(many), line.name),
        };
        (name, w.money(line.paid(order.currency)))
    };
    let mut rows: Vec<(String, String)> = about.lines.iter().map(row).collect();
    rows.push((w.t("order-mail-total"), w.money(order.total())));
    let address = address_lines(&w, about);
    let body = Body {
        lang: lang.code(),
        accent: accent_in_letters(club),
        club: &club.config().artist,
        title: &title,
        about: w.t("order-mail-about"),
        button: w.t("order-mail-button"),
        url: club.url(&orders::link(club, &order.id)),
        foot: w.t2("payment-mail-foot", "club", club.config().artist.as_str(), "number", number),
        rows,
        address,
    };
    written(order, "ordered", &title, &body)
}

/// Writes that a parcel is on its way, what is in it and where it can be followed.
pub(super) async fn tell_sent(club: &Club, shipment: &ShipmentId, now: Moment) -> Result<(), Fault> {
    if !club.sends_mail() {
        return Ok(());
    }
    let id = shipment.clone();
    let found = club.read(move |conn| sent(conn, &id)).await?;
    let Some((about, parcel, all)) = found else { return Ok(()) };
    let letter = sent_letter(club, &about, &parcel, all)?;
    club.write(move |tx| mail::queue(tx, &letter, now)).await
}

/// The parcel, and whether nothing of its order is left to send.
fn sent(conn: &mut Conn, id: &ShipmentId) -> Result<Option<(About, Parcel, bool)>, Fault> {
    let Some(shipment) = shipments::by_id(conn, id)? else { return Ok(None) };
    let parcels = shipments::of_order(conn, &shipment.order_id)?;
    let lines = shipments::lines_of(conn, &shipment.order_id)?;
    let all = parcels.iter().all(|parcel| parcel.shipment.is_sent()) && lines.iter().all(|line| line.owed() == 0);
    let Some(parcel) = parcels.into_iter().find(|parcel| parcel.shipment.id == *id) else { return Ok(None) };
    Ok(about(conn, &shipment.order_id)?.map(|about| (about, parcel, all)))
}

fn sent_letter(club: &Club, about: &About, parcel: &Parcel, all: bool) -> Result<Letter, Fault> {
    let (order, shipment) = (&about.order, &parcel.shipment);
    let (lang, w) = words(club, order);
    let number = order.number.to_string();
    let title = w.t(if all { "sent-mail-title" } else { "sent-mail-title-part" });
    let carrier = format!("{} {}", shipment.carrier, shipment.tracking_number).trim().to_owned();
    let mut rows: Vec<(String, String)> =
        parcel.contents.iter().map(|(line, many)| (line.name.clone(), w.number(*many))).collect();
    if !carrier.is_empty() {
        rows.push((w.t("sent-mail-tracking"), carrier));
    }
    let (button, url) = match shipment.tracking_url.as_str() {
        "" => (w.t("order-mail-button"), club.url(&orders::link(club, &order.id))),
        url => (w.t("sent-mail-button"), url.to_owned()),
    };
    let body = Body {
        lang: lang.code(),
        accent: accent_in_letters(club),
        club: &club.config().artist,
        title: &title,
        about: w.t1("sent-mail-about", "number", number.as_str()),
        button,
        url,
        foot: w.t2("payment-mail-foot", "club", club.config().artist.as_str(), "number", number),
        rows,
        address: address_lines(&w, about),
    };
    written(order, &format!("sent/{}", shipment.id), &title, &body)
}

/// Where it goes, as it stands on the parcel.
fn address_lines(w: &Words, about: &About) -> Vec<String> {
    about.address.as_ref().map_or_else(Vec::new, |address| {
        let mut lines = address.lines();
        lines.push(w.t(&format!("country-{}", address.country)));
        lines
    })
}

pub(super) fn written(order: &Order, key: &str, title: &str, body: &Body<'_>) -> Result<Letter, Fault> {
    let written = |error: askama::Error| Fault::Template(error.to_string());
    Ok(Letter {
        dedupe_key: format!("payment/{}/{key}", order.id),
        kind: "payment".to_owned(),
        to_address: order.email.clone(),
        to_name: String::new(),
        subject: Subject { title, club: body.club }.render().map_err(written)?,
        text: TextBody(body).render().map_err(written)?,
        html: HtmlBody(body).render().map_err(written)?,
        unsubscribe_url: None,
        files: Vec::new(),
    })
}

fn refund_reason(reason: &str) -> &'static str {
    match reason {
        "sold_out" => "payment-mail-refunded-sold-out",
        "already_held" => "payment-mail-refunded-already-held",
        "paid_twice" => "payment-mail-refunded-paid-twice",
        by if by.starts_with("by_crew/") => "payment-mail-refunded-by-crew",
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

/// A letter about an order, as its templates see it.
pub(super) struct Body<'a> {
    pub(super) lang: &'a str,
    /// The colour of the club's look.
    pub(super) accent: String,
    pub(super) club: &'a str,
    pub(super) title: &'a str,
    pub(super) about: String,
    pub(super) button: String,
    pub(super) url: String,
    pub(super) foot: String,
    /// Name and sum of each line, the total last; empty in letters that list nothing.
    pub(super) rows: Vec<(String, String)>,
    /// Where it goes.
    pub(super) address: Vec<String>,
}
