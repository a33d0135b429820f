//! Shipping zones: where things are sent, and what that costs.

use actix_web::web;
use askama::Template;

use super::amounts;
use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::Wrongs;
use crate::base::{Fault, Money};
use crate::crew::Seller;
use crate::journal;
use crate::plumbing::locale::{Words, countries, is_country};
use crate::plumbing::web::{Page, PageError};
use crate::shipping::{self, NewZone, Zone, ZoneId};

/// Longest name, in characters.
const LONGEST_NAME: usize = 60;
/// Nobody sends more than a tonne by post.
const MOST_GRAMS: i64 = 1_000_000;
/// So many countries are named in the list; of more it says how many.
const FEW: usize = 6;

#[derive(Template)]
#[template(path = "studio/shipping/list.html")]
pub struct ZoneList {
    pub w: Words,
    pub f: Frame,
    pub rows: Vec<ZoneRow>,
}

pub struct ZoneRow {
    pub id: String,
    pub name: String,
    pub countries: String,
    pub price: String,
    pub free_from: String,
    pub most_grams: String,
}

#[derive(Template)]
#[template(path = "studio/shipping/edit.html")]
pub struct ZonePage {
    pub w: Words,
    pub f: Frame,
    /// Empty for one that is not stored yet.
    pub id: String,
    pub heading: String,
    pub action: String,
    pub form: ZoneForm,
    pub wrongs: Wrongs,
    pub price_label: String,
    pub countries: Vec<Country>,
}

pub struct Country {
    pub code: &'static str,
    pub name: String,
    pub chosen: bool,
    /// The zone it is in already.
    pub elsewhere: String,
}

#[derive(Debug, Clone, Default)]
pub struct ZoneForm {
    pub name: String,
    pub price: String,
    pub free_from: String,
    pub most_grams: String,
    pub countries: Vec<String>,
}

pub async fn list(desk: Proved<Seller>) -> Page {
    let zones = desk.club.read(shipping::zones).await?;
    let named = countries(desk.w.lang());
    let rows = zones.into_iter().map(|zone| row(&desk, &named, &zone)).collect();
    desk.page(&ZoneList { w: desk.w.clone(), f: desk.frame("shipping").await?, rows })
}

fn row(desk: &Desk, named: &[(&'static str, String)], zone: &Zone) -> ZoneRow {
    let w = &desk.w;
    let codes: Vec<&str> = zone.countries().collect();
    let names: Vec<&str> =
        named.iter().filter(|(code, _)| codes.contains(code)).map(|(_, name)| name.as_str()).collect();
    let grams = |grams: i64| w.t1("studio-zone-grams", "n", grams);
    ZoneRow {
        id: zone.id.to_string(),
        name: zone.name.clone(),
        countries: match names.len() {
            0 => w.t("studio-zone-elsewhere"),
            many if many > FEW => w.t1("studio-zone-many", "n", i64::try_from(many).unwrap_or(0)),
            _ => names.join(", "),
        },
        price: w.money(zone.price()),
        free_from: zone.free_from.map_or_else(|| "–".to_owned(), |sum| w.money(Money::new(sum, zone.currency))),
        most_grams: zone.most_grams.map_or_else(|| "–".to_owned(), grams),
    }
}

pub async fn new(desk: Proved<Seller>) -> Page {
    desk.page(&draw(&desk, None, ZoneForm::default(), Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Seller>, fields: web::Form<Fields>) -> Page {
    let form = typed(&fields);
    let new = match read(&desk, &form) {
        Ok(new) => new,
        Err(wrongs) => return desk.again(&draw(&desk, None, form, wrongs).await?),
    };
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            let id = shipping::create(tx, &new, now)?;
            journal::record(tx, me.clone(), "zone.created", "zone", id.as_str(), &new.name, now)
        })
        .await?;
    see("/studio/shipping", "studio-said-zone-created")
}

pub async fn edit(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let zone = found(&desk, id.into_inner()).await?;
    let form = ZoneForm {
        name: zone.name.clone(),
        price: zone.price().digits(),
        free_from: zone.free_from.map_or(String::new(), |sum| Money::new(sum, zone.currency).digits()),
        most_grams: zone.most_grams.map_or(String::new(), |grams| grams.to_string()),
        countries: zone.countries().map(str::to_owned).collect(),
    };
    desk.page(&draw(&desk, Some(&zone), form, Wrongs::none()).await?)
}

pub async fn update(desk: Proved<Seller>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let zone = found(&desk, id.into_inner()).await?;
    let form = typed(&fields);
    let new = match read(&desk, &form) {
        Ok(new) => new,
        Err(wrongs) => return desk.again(&draw(&desk, Some(&zone), form, wrongs).await?),
    };
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            shipping::update(tx, &zone.id, &new)?;
            journal::record(tx, me.clone(), "zone.changed", "zone", zone.id.as_str(), &new.name, now)
        })
        .await?;
    see("/studio/shipping", "studio-said-zone-saved")
}

pub async fn delete(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let zone = found(&desk, id.into_inner()).await?;
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            shipping::delete(tx, &zone.id)?;
            journal::record(tx, me.clone(), "zone.deleted", "zone", zone.id.as_str(), &zone.name, now)
        })
        .await?;
    see("/studio/shipping", "studio-said-zone-deleted")
}

async fn found(desk: &Desk, id: String) -> Result<Zone, PageError> {
    let zones = desk.club.read(shipping::zones).await?;
    not_found(zones.into_iter().find(|zone| zone.id == ZoneId(id.clone())))
}

fn typed(fields: &Fields) -> ZoneForm {
    let get = |name: &str| fields.get(name).to_owned();
    ZoneForm {
        name: get("name"),
        price: get("price"),
        free_from: get("free_from"),
        most_grams: get("most_grams"),
        countries: fields.all("country").into_iter().map(str::to_owned).collect(),
    }
}

fn read(desk: &Desk, form: &ZoneForm) -> Result<NewZone, Wrongs> {
    let w = &desk.w;
    let mut wrongs = Wrongs::none();
    if form.name.is_empty() || form.name.chars().count() > LONGEST_NAME {
        wrongs.add("name", w.t1("studio-tier-name-missing", "n", LONGEST_NAME));
    }
    let price = amounts::typed(desk, "price", &form.price, &mut wrongs);
    if form.price.is_empty() {
        wrongs.add("price", w.t("studio-zone-price-missing"));
    }
    let free_from = amounts::typed(desk, "free_from", &form.free_from, &mut wrongs).map(|sum| sum.minor);
    let most_grams = amounts::whole(desk, "most_grams", &form.most_grams, (1, MOST_GRAMS), &mut wrongs);
    match price {
        Some(price) if wrongs.is_empty() => Ok(NewZone {
            name: form.name.clone(),
            countries: form.countries.iter().filter(|code| is_country(code)).cloned().collect(),
            price,
            free_from,
            most_grams,
        }),
        _ => Err(wrongs),
    }
}

async fn draw(desk: &Desk, zone: Option<&Zone>, form: ZoneForm, wrongs: Wrongs) -> Result<ZonePage, Fault> {
    let w = &desk.w;
    let others: Vec<Zone> = desk.club.read(shipping::zones).await?;
    let elsewhere = |code: &str| {
        let other = others.iter().filter(|other| zone.is_none_or(|zone| zone.id != other.id));
        other.into_iter().find(|other| other.countries().any(|one| one == code)).map(|other| other.name.clone())
    };
    let country = |(code, name): (&'static str, String)| Country {
        code,
        name,
        chosen: form.countries.iter().any(|chosen| chosen == code),
        elsewhere: elsewhere(code).unwrap_or_default(),
    };
    Ok(ZonePage {
        w: w.clone(),
        f: desk.frame("shipping").await?.with_wrongs(&wrongs),
        id: zone.map_or(String::new(), |zone| zone.id.to_string()),
        heading: zone.map_or_else(|| w.t("studio-zone-new"), |zone| zone.name.clone()),
        action: zone.map_or("/studio/shipping".to_owned(), |zone| format!("/studio/shipping/{}", zone.id)),
        price_label: w.t1("studio-zone-price-in", "currency", desk.club.config().currency.code()),
        countries: countries(w.lang()).into_iter().map(country).collect(),
        form,
        wrongs,
    })
}
