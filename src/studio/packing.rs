//! The packing list: what has to be sent, parcel by parcel.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use crate::base::{Fault, Moment};
use crate::crew::Seller;
use crate::journal;
use crate::orders::{self, Address, Order, OrderId, OrderLineId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::shipments::{self, CARRIERS, PackError, PackingLine, Parcel, ShipmentId, Tracking};

#[derive(Template)]
#[template(path = "studio/packing/list.html")]
pub struct PackingList {
    pub w: Words,
    pub f: Frame,
    /// Which of the two lists is shown: `sent`, or what is to be done.
    pub sent: bool,
    pub orders: Vec<PackingRow>,
    pub carriers: Vec<Choice>,
}

pub struct PackingRow {
    pub number: i64,
    pub label: String,
    pub date: String,
    pub to: String,
    pub what: Vec<String>,
    pub tone: &'static str,
    pub state: String,
}

#[derive(Template)]
#[template(path = "studio/packing/show.html")]
pub struct PackingPage {
    pub w: Words,
    pub f: Frame,
    pub number: i64,
    pub label: String,
    pub address: Vec<String>,
    pub phone: String,
    pub owed: Vec<OwedRow>,
    pub parcels: Vec<ParcelRow>,
    pub carriers: Vec<Choice>,
    pub wrongs: Wrongs,
}

pub struct OwedRow {
    pub id: String,
    pub name: String,
    pub owed: i64,
}

pub struct ParcelRow {
    pub id: String,
    pub what: Vec<String>,
    /// When it left; empty while it stands here.
    pub sent: String,
    pub tracking: String,
    /// Where it can be followed; empty for nowhere.
    pub href: String,
    /// What is written on it, part by part; a carrier we know, or another.
    pub carrier: String,
    pub other: String,
    pub number: String,
}

#[derive(Template)]
#[template(path = "studio/packing/slip.html")]
pub struct Slip {
    pub w: Words,
    pub f: Frame,
    pub number: i64,
    pub label: String,
    pub date: String,
    pub address: Vec<String>,
    /// How many of what.
    pub rows: Vec<(String, String)>,
}

const ROWS: i64 = 200;

/// An order with everything that is known of its parcels.
pub struct ToPack {
    pub order: Order,
    pub address: Option<Address>,
    pub lines: Vec<PackingLine>,
    pub parcels: Vec<Parcel>,
}

impl ToPack {
    fn owed(&self) -> i64 {
        self.lines.iter().map(PackingLine::owed).sum()
    }

    fn unsent(&self) -> impl Iterator<Item = &Parcel> {
        self.parcels.iter().filter(|parcel| !parcel.shipment.is_sent())
    }

    /// What still has to leave: owed, or packed and standing here.
    pub fn to_leave(&self) -> Vec<(String, i64)> {
        let count = |line: &PackingLine| {
            let packed: i64 = self
                .unsent()
                .flat_map(|parcel| &parcel.contents)
                .filter(|(other, _)| other.order_line_id == line.order_line_id)
                .map(|(_, quantity)| quantity)
                .sum();
            (line.name.clone(), line.owed() + packed)
        };
        self.lines.iter().map(count).filter(|(_, count)| *count > 0).collect()
    }
}

pub fn load(conn: &mut Conn, id: &OrderId) -> Result<Option<ToPack>, Fault> {
    let Some(order) = orders::by_id(conn, id)? else { return Ok(None) };
    Ok(Some(ToPack {
        address: orders::address_of(conn, id)?,
        lines: shipments::lines_of(conn, id)?,
        parcels: shipments::of_order(conn, id)?,
        order,
    }))
}

pub fn load_waiting(conn: &mut Conn) -> Result<Vec<ToPack>, Fault> {
    let ids = shipments::waiting(conn, ROWS)?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(load(conn, &id)?);
    }
    Ok(found)
}

pub async fn list(desk: Proved<Seller>) -> Page {
    let sent = desk.query().get("state") == "sent";
    let found = desk
        .club
        .read(move |c| {
            if !sent {
                return load_waiting(c);
            }
            let mut found = Vec::new();
            for id in shipments::sent_lately(c, ROWS)? {
                found.extend(load(c, &id)?);
            }
            Ok(found)
        })
        .await?;
    let orders = found.iter().map(|one| row(&desk, one)).collect();
    desk.page(&PackingList {
        w: desk.w.clone(),
        f: desk.frame("packing").await?,
        sent,
        orders,
        carriers: carriers(&desk),
    })
}

fn carriers(desk: &Desk) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", desk.w.t("studio-parcel-no-carrier"))];
    choices.extend(CARRIERS.iter().map(|carrier| Choice::new(carrier.name, carrier.name)));
    choices
}

fn row(desk: &Desk, one: &ToPack) -> PackingRow {
    let w = &desk.w;
    let any_sent = one.parcels.iter().any(|parcel| parcel.shipment.is_sent());
    let (tone, state) = match (one.owed(), one.unsent().next().is_some(), any_sent) {
        (0, true, _) => ("wait", "studio-packing-packed"),
        (0, false, _) => ("ok", "studio-packing-sent"),
        (_, _, true) => ("wait", "studio-packing-partly"),
        (_, true, _) => ("wait", "studio-packing-partly-packed"),
        (_, false, false) => ("off", "studio-packing-open"),
    };
    let left = one.to_leave();
    let shown =
        if left.is_empty() { one.lines.iter().map(|line| (line.name.clone(), line.quantity)).collect() } else { left };
    PackingRow {
        number: one.order.number,
        label: one.order.number.to_string(),
        date: w.date_time(one.order.paid_at.unwrap_or(one.order.created_at)),
        to: one.address.as_ref().map_or_else(
            || one.order.email.clone(),
            |address| format!("{}, {}", address.name, w.t(&format!("country-{}", address.country))),
        ),
        what: shown.iter().map(|(name, many)| format!("{} × {name}", w.number(*many))).collect(),
        tone,
        state: w.t(state),
    }
}

pub async fn show(desk: Proved<Seller>, number: web::Path<i64>) -> Page {
    let found = found(&desk, number.into_inner()).await?;
    desk.page(&draw(&desk, &found, Wrongs::none()).await?)
}

async fn found(desk: &Desk, number: i64) -> Result<ToPack, PageError> {
    let found = desk
        .club
        .read(move |c| match orders::by_number(c, number)? {
            Some(order) => load(c, &order.id),
            None => Ok(None),
        })
        .await?;
    not_found(found.filter(|one| !one.lines.is_empty()))
}

fn address_lines(desk: &Desk, one: &ToPack) -> Vec<String> {
    one.address.as_ref().map_or_else(Vec::new, |address| super::orders::address_lines(desk, address))
}

async fn draw(desk: &Desk, one: &ToPack, wrongs: Wrongs) -> Result<PackingPage, PageError> {
    let owed = one.lines.iter().filter(|line| line.owed() > 0).map(|line| OwedRow {
        id: line.order_line_id.to_string(),
        name: line.name.clone(),
        owed: line.owed(),
    });
    Ok(PackingPage {
        w: desk.w.clone(),
        f: desk.frame("packing").await?.with_wrongs(&wrongs),
        number: one.order.number,
        label: one.order.number.to_string(),
        address: address_lines(desk, one),
        phone: one.address.as_ref().map_or(String::new(), |address| address.phone.clone()),
        owed: owed.collect(),
        parcels: one.parcels.iter().map(|parcel| parcel_row(desk, parcel)).collect(),
        carriers: carriers(desk),
        wrongs,
    })
}

fn parcel_row(desk: &Desk, parcel: &Parcel) -> ParcelRow {
    let shipment = &parcel.shipment;
    let is_known = CARRIERS.iter().any(|carrier| carrier.name == shipment.carrier);
    let (carrier, other) = if is_known { (shipment.carrier.as_str(), "") } else { ("", shipment.carrier.as_str()) };
    ParcelRow {
        carrier: carrier.to_owned(),
        other: other.to_owned(),
        number: shipment.tracking_number.clone(),
        id: shipment.id.to_string(),
        what: parcel.contents.iter().map(|(line, many)| format!("{} × {}", desk.w.number(*many), line.name)).collect(),
        sent: shipment.sent_at.map_or(String::new(), |at| desk.w.date_time(at)),
        tracking: format!("{} {}", shipment.carrier, shipment.tracking_number).trim().to_owned(),
        href: shipment.tracking_url.clone(),
    }
}

/// The paper that lies in the parcel.
pub async fn slip(desk: Proved<Seller>, number: web::Path<i64>) -> Page {
    let one = found(&desk, number.into_inner()).await?;
    let left = one.to_leave();
    let all =
        || one.lines.iter().filter(|line| line.stopped_at.is_none()).map(|line| (line.name.clone(), line.quantity));
    let rows: Vec<(String, i64)> = if left.is_empty() { all().collect() } else { left };
    desk.page(&Slip {
        w: desk.w.clone(),
        f: desk.frame("packing").await?,
        number: one.order.number,
        label: one.order.number.to_string(),
        date: desk.w.date(one.order.paid_at.unwrap_or(one.order.created_at)),
        address: address_lines(&desk, &one),
        rows: rows.into_iter().map(|(name, many)| (desk.w.number(many), name)).collect(),
    })
}

/// Packs a parcel: fields `quantity-{line}`; with `then` = `send` it leaves at once, by `carrier`, `number`, `url`.
pub async fn pack(desk: Proved<Seller>, number: web::Path<i64>, form: web::Form<Fields>) -> Page {
    let one = found(&desk, number.into_inner()).await?;
    let path = format!("/studio/packing/{}", one.order.number);
    let chosen: Result<Vec<(OrderLineId, i64)>, ()> = one
        .lines
        .iter()
        .map(|line| match form.get(&format!("quantity-{}", line.order_line_id)) {
            "" => Ok((line.order_line_id.clone(), 0)),
            typed => match typed.parse::<i64>() {
                Ok(many) if many >= 0 => Ok((line.order_line_id.clone(), many)),
                _ => Err(()),
            },
        })
        .collect();
    let Ok(chosen) = chosen else {
        let wrongs = Wrongs::one("quantity", desk.w.t("studio-product-number-wrong"));
        return desk.again(&draw(&desk, &one, wrongs).await?);
    };
    let tracking = match tracking(&desk, &form) {
        Ok(tracking) => tracking,
        Err(wrongs) => return desk.again(&draw(&desk, &one, wrongs).await?),
    };
    let (now, me, order, sends) = (desk.now, desk.me.actor(), one.order.clone(), form.get("then") == "send");
    let packed = desk
        .club
        .write(move |tx| {
            let parcel = shipments::pack(tx, &order.id, &chosen, now)?;
            if sends {
                shipments::send(tx, &parcel, &tracking, now)?;
            } else {
                shipments::label(tx, &parcel, &tracking)?;
            }
            let verb = if sends { "parcel.sent" } else { "parcel.packed" };
            journal::record(tx, me.clone(), verb, "order", order.id.as_str(), &order.number.to_string(), now)?;
            Ok(())
        })
        .await;
    let wrong = match packed {
        Ok(()) if sends => return see(&path, "studio-said-parcel-sent"),
        Ok(()) => return see(&path, "studio-said-parcel-packed"),
        Err(PackError::Nothing) => "studio-parcel-nothing",
        Err(PackError::NotOwed) => "studio-parcel-not-owed",
        Err(PackError::Fault(fault)) => return Err(fault.into()),
    };
    let one = found(&desk, one.order.number).await?;
    desk.again(&draw(&desk, &one, Wrongs::one("quantity", desk.w.t(wrong))).await?)
}

fn tracking(desk: &Desk, form: &Fields) -> Result<Tracking, Wrongs> {
    let word = |name: &str| form.get(name).to_owned();
    let tracking = Tracking {
        carrier: if form.get("other").is_empty() { word("carrier") } else { word("other") },
        number: word("tracking"),
        url: word("url"),
    };
    let mut wrongs = Wrongs::none();
    for (field, text) in [("other", &tracking.carrier), ("tracking", &tracking.number)] {
        if text.chars().count() > shipments::LONGEST_TRACKING {
            wrongs.add(field, desk.w.t1("studio-too-long", "n", shipments::LONGEST_TRACKING));
        }
    }
    if !tracking.url.is_empty() && !tracking.is_web_address() {
        wrongs.add("url", desk.w.t("studio-parcel-url-wrong"));
    }
    if wrongs.is_empty() { Ok(tracking) } else { Err(wrongs) }
}

/// A packed parcel leaves: fields `carrier` or `other`, `tracking`, `url`.
pub async fn send(desk: Proved<Seller>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let id = ShipmentId(id.into_inner());
    let order = order_of(&desk, &id).await?;
    let tracking = match tracking(&desk, &form) {
        Ok(tracking) => tracking,
        Err(wrongs) => {
            let one = found(&desk, order.number).await?;
            return desk.again(&draw(&desk, &one, wrongs).await?);
        }
    };
    let (now, me, number) = (desk.now, desk.me.actor(), order.number);
    desk.club
        .write(move |tx| match shipments::send(tx, &id, &tracking, now)? {
            true => {
                journal::record(tx, me.clone(), "parcel.sent", "order", order.id.as_str(), &number.to_string(), now)
            }
            false => Ok(()),
        })
        .await?;
    see(&format!("/studio/packing/{number}"), "studio-said-parcel-sent")
}

/// Takes a parcel apart that has not left.
pub async fn unpack(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let id = ShipmentId(id.into_inner());
    let order = order_of(&desk, &id).await?;
    desk.club.write(move |tx| shipments::unpack(tx, &id)).await?;
    see(&format!("/studio/packing/{}", order.number), "studio-said-parcel-unpacked")
}

async fn order_of(desk: &Desk, id: &ShipmentId) -> Result<Order, PageError> {
    let id = id.clone();
    let found = desk
        .club
        .read(move |c| match shipments::by_id(c, &id)? {
            Some(shipment) => orders::by_id(c, &shipment.order_id),
            None => Ok(None),
        })
        .await?;
    not_found(found)
}

/// Packs whatever the ticked orders owe, and with `then` = `send` lets everything of theirs leave: fields `order`
/// (numbers, repeated), `carrier`.
pub async fn pack_many(desk: Proved<Seller>, form: web::Form<Fields>) -> Page {
    let numbers: Vec<i64> = form.all("order").into_iter().filter_map(|number| number.parse().ok()).collect();
    let sends = form.get("then") == "send";
    let tracking = Tracking { carrier: form.get("carrier").to_owned(), ..Tracking::default() };
    if numbers.is_empty() {
        return see("/studio/packing", "studio-said-parcel-none");
    }
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            for number in &numbers {
                let Some(order) = orders::by_number(tx, *number)? else { continue };
                pack_whole(tx, &order.id, now)?;
                if sends {
                    send_all(tx, &order.id, &tracking, now)?;
                }
                let verb = if sends { "parcel.sent" } else { "parcel.packed" };
                journal::record(tx, me.clone(), verb, "order", order.id.as_str(), &number.to_string(), now)?;
            }
            Ok::<_, Fault>(())
        })
        .await?;
    see("/studio/packing", if sends { "studio-said-parcel-sent" } else { "studio-said-parcel-packed" })
}

/// Nothing left to pack is no mistake: somebody else was quicker.
fn pack_whole(tx: &mut Tx, order: &OrderId, now: Moment) -> Result<(), Fault> {
    match shipments::pack_all(tx, order, now) {
        Ok(_) | Err(PackError::Nothing | PackError::NotOwed) => Ok(()),
        Err(PackError::Fault(fault)) => Err(fault),
    }
}

fn send_all(tx: &mut Tx, order: &OrderId, tracking: &Tracking, now: Moment) -> Result<(), Fault> {
    for parcel in shipments::of_order(tx, order)?.into_iter().filter(|parcel| !parcel.shipment.is_sent()) {
        // What somebody wrote on one parcel counts for more than what is chosen for all.
        let own = Some(parcel.shipment.label()).filter(|label| *label != Tracking::default());
        shipments::send(tx, &parcel.shipment.id, own.as_ref().unwrap_or(tracking), now)?;
    }
    Ok(())
}
