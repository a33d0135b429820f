//! Tiers: what people can pay for.

use actix_web::web;
use askama::Template;

use super::amounts;
use super::desk::{Desk, Fresh, Proved, not_found, see};
use super::frame::Frame;
use super::parts::Wrongs;
use super::undo;
use crate::base::{Currency, Fault, Moment};
use crate::crew::Manager;
use crate::journal;
use crate::memberships::{self, KIND, NewTier, Tier, TierId};
use crate::orders::prices::{self, Price};
use crate::orders::{Every, capacities};
use crate::plumbing::db::Tx;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

#[derive(Template)]
#[template(path = "studio/tiers/list.html")]
pub struct TierList {
    pub w: Words,
    pub f: Frame,
    pub tiers: Vec<TierRow>,
}

pub struct TierRow {
    pub id: String,
    pub rank: i32,
    pub name: String,
    pub tone: &'static str,
    pub state: String,
    pub month: String,
    pub year: String,
    pub members: String,
    pub left: String,
}

#[derive(Template)]
#[template(path = "studio/tiers/edit.html")]
pub struct TierPage {
    pub w: Words,
    pub f: Frame,
    /// Empty for a tier that is not stored yet.
    pub id: String,
    pub heading: String,
    pub action: String,
    pub form: TierForm,
    pub wrongs: Wrongs,
    pub month_label: String,
    pub year_label: String,
    pub currency_help: String,
    pub places_help: String,
    pub open: bool,
    pub members: i64,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct TierForm {
    pub name: String,
    pub summary: String,
    pub perks: String,
    pub month: String,
    pub year: String,
    pub places: String,
}

pub async fn list(desk: Proved<Manager>) -> Page {
    let currency = desk.club.config().currency;
    let (tiers, prices, holders) = desk
        .club
        .read(move |c| {
            let mut tiers = Vec::new();
            for tier in memberships::tiers(c)? {
                let places = capacities::of(c, KIND, tier.id.as_str())?;
                tiers.push((tier, places));
            }
            Ok((tiers, prices::active_of_kind(c, KIND)?, memberships::holders(c)?))
        })
        .await?;
    let w = &desk.w;
    let rows = tiers.iter().enumerate().map(|(index, (tier, places))| {
        let price = |every| {
            let fits = |price: &&Price| {
                price.item_id == tier.id.0 && price.every() == Some(every) && price.currency == currency
            };
            prices.iter().find(fits).map_or_else(|| "–".to_owned(), |price| w.price(price.amount()))
        };
        let members = holders.iter().find(|(id, _)| *id == tier.id).map_or(0, |(_, n)| *n);
        TierRow {
            id: tier.id.to_string(),
            rank: rank(index),
            name: tier.name.clone(),
            tone: if tier.is_open() { "ok" } else { "off" },
            state: w.t(if tier.is_open() { "studio-tier-open" } else { "studio-tier-closed" }),
            month: price(Every::Month),
            year: price(Every::Year),
            members: w.number(members),
            left: places.left().map_or_else(|| w.t("studio-tier-no-limit"), |left| w.number(left)),
        }
    });
    let tiers = rows.collect();
    desk.page(&TierList { w: w.clone(), f: desk.frame("tiers").await?, tiers })
}

/// One bar for the first tier, up to three.
pub fn rank(index: usize) -> i32 {
    match index {
        0 => 1,
        1 => 2,
        _ => 3,
    }
}

pub async fn new(desk: Fresh<Manager>) -> Page {
    desk.page(&draw(&desk, None, TierForm::default(), Wrongs::none()).await?)
}

pub async fn create(desk: Fresh<Manager>, form: web::Form<TierForm>) -> Page {
    let form = form.into_inner();
    let wanted = match read(&desk, &form) {
        Ok(wanted) => wanted,
        Err(wrongs) => return desk.again(&draw(&desk, None, form, wrongs).await?),
    };
    let (now, currency, me) = (desk.now, desk.club.config().currency, desk.me.actor());
    let made = desk
        .club
        .write(move |tx| {
            let new = NewTier {
                slug: wanted.slug.clone(),
                name: wanted.name.clone(),
                summary: wanted.summary.clone(),
                perks: wanted.perks.clone(),
            };
            let tier = memberships::create_tier(tx, &new, now)?;
            set_terms(tx, &tier.id, &wanted, currency, now)?;
            journal::record(tx, me.clone(), "tier.created", "tier", tier.id.as_str(), &tier.name, now)
        })
        .await;
    match made {
        Ok(()) => see("/studio/tiers", "studio-said-tier-created"),
        Err(fault) if fault.is_unique_violation() => {
            let wrongs = Wrongs::one("name", desk.w.t("studio-tier-name-taken"));
            desk.again(&draw(&desk, None, form, wrongs).await?)
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn edit(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let tier = found(&desk, id.into_inner()).await?;
    let (id, currency) = (tier.id.clone(), desk.club.config().currency);
    let (places, prices) =
        desk.club.read(move |c| Ok((capacities::of(c, KIND, id.as_str())?, prices::active_of_kind(c, KIND)?))).await?;
    let amount = |every| {
        let fits =
            |price: &&Price| price.item_id == tier.id.0 && price.every() == Some(every) && price.currency == currency;
        prices.iter().find(fits).map_or(String::new(), |price| price.amount().digits())
    };
    let form = TierForm {
        name: tier.name.clone(),
        summary: tier.summary.clone(),
        perks: tier.perks.clone(),
        month: amount(Every::Month),
        year: amount(Every::Year),
        places: places.total.map_or(String::new(), |total| total.to_string()),
    };
    desk.page(&draw(&desk, Some(&tier), form, Wrongs::none()).await?)
}

pub async fn update(desk: Fresh<Manager>, id: web::Path<String>, form: web::Form<TierForm>) -> Page {
    let form = form.into_inner();
    let tier = found(&desk, id.into_inner()).await?;
    let wanted = match read(&desk, &form) {
        Ok(wanted) => wanted,
        Err(wrongs) => return desk.again(&draw(&desk, Some(&tier), form, wrongs).await?),
    };
    let (now, currency, me) = (desk.now, desk.club.config().currency, desk.me.actor());
    desk.club
        .write(move |tx| {
            memberships::edit_tier(tx, &tier.id, &wanted.name, &wanted.summary, &wanted.perks)?;
            set_terms(tx, &tier.id, &wanted, currency, now)?;
            journal::record(tx, me.clone(), "tier.changed", "tier", tier.id.as_str(), &wanted.name, now)
        })
        .await?;
    see("/studio/tiers", "studio-said-tier-saved")
}

/// Closes a tier for new members.
pub async fn retire(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let tier = found(&desk, id.into_inner()).await?;
    let (now, me, closed) = (desk.now, desk.me.actor(), tier.id.to_string());
    desk.club
        .write(move |tx| {
            memberships::retire_tier(tx, &tier.id)?;
            journal::record(tx, me.clone(), "tier.closed", "tier", tier.id.as_str(), &tier.name, now)
        })
        .await?;
    see(&undo::naming("/studio/tiers", &closed), "studio-said-tier-closed")
}

/// Opens a closed tier for new members again.
pub async fn reopen(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let tier = found(&desk, id.into_inner()).await?;
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            memberships::reopen_tier(tx, &tier.id)?;
            journal::record(tx, me.clone(), "tier.opened", "tier", tier.id.as_str(), &tier.name, now)
        })
        .await?;
    see("/studio/tiers", "studio-said-tier-opened")
}

/// A tier as it can be stored.
#[derive(Clone)]
struct Wanted {
    slug: String,
    name: String,
    summary: String,
    perks: String,
    month: Option<i64>,
    year: Option<i64>,
    places: Option<i64>,
}

fn set_terms(tx: &mut Tx, id: &TierId, wanted: &Wanted, currency: Currency, now: Moment) -> Result<(), Fault> {
    memberships::set_price(tx, id, Every::Month, currency, wanted.month, now)?;
    memberships::set_price(tx, id, Every::Year, currency, wanted.year, now)?;
    memberships::set_places(tx, id, wanted.places)
}

fn read(desk: &Desk, form: &TierForm) -> Result<Wanted, Wrongs> {
    let w = &desk.w;
    let mut wrongs = Wrongs::none();
    let name = form.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        wrongs.add("name", w.t1("studio-tier-name-missing", "n", LONGEST_NAME));
    }
    for (field, text, longest) in [("summary", &form.summary, 300), ("perks", &form.perks, 2_000)] {
        if text.chars().count() > longest {
            wrongs.add(field, w.t1("studio-too-long", "n", longest));
        }
    }
    let month = amount(desk, "month", &form.month, &mut wrongs);
    let year = amount(desk, "year", &form.year, &mut wrongs);
    let places = match form.places.trim() {
        "" => None,
        typed => {
            let places = typed.parse::<u32>().ok().map(i64::from);
            if places.is_none() {
                wrongs.add("places", w.t("studio-tier-places-wrong"));
            }
            places
        }
    };
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    Ok(Wanted {
        slug: slug(name),
        name: name.to_owned(),
        summary: form.summary.trim().to_owned(),
        perks: form.perks.replace("\r\n", "\n").trim().to_owned(),
        month,
        year,
        places,
    })
}

const LONGEST_NAME: usize = 60;

/// What was typed as a price, in the club's currency; none when the field is empty.
pub fn amount(desk: &Desk, field: &'static str, typed: &str, wrongs: &mut Wrongs) -> Option<i64> {
    let amount = amounts::typed(desk, field, typed, wrongs)?;
    if amount.minor > 0 {
        return Some(amount.minor);
    }
    wrongs.add(field, desk.w.t("studio-price-zero"));
    None
}

/// What conditions call a tier: its name in plain letters.
fn slug(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let letters =
        name.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase);
    let dashed: String = letters.map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

async fn found(desk: &Desk, id: String) -> Result<Tier, PageError> {
    not_found(desk.club.read(move |c| memberships::tier(c, &TierId(id))).await?)
}

async fn draw(desk: &Desk, tier: Option<&Tier>, form: TierForm, wrongs: Wrongs) -> Result<TierPage, PageError> {
    let (w, currency) = (&desk.w, desk.club.config().currency);
    let id = tier.map(|tier| tier.id.clone());
    let members = desk.club.read(memberships::holders).await?;
    let members = members.iter().find(|(tier, _)| Some(tier) == id.as_ref()).map_or(0, |(_, n)| *n);
    Ok(TierPage {
        w: w.clone(),
        f: desk.frame("tiers").await?.with_wrongs(&wrongs),
        id: id.as_ref().map_or(String::new(), ToString::to_string),
        heading: tier.map_or_else(|| w.t("studio-tier-new"), |tier| tier.name.clone()),
        action: id.as_ref().map_or("/studio/tiers".to_owned(), |id| format!("/studio/tiers/{id}")),
        month_label: w.t1("studio-tier-month-in", "currency", currency.code()),
        year_label: w.t1("studio-tier-year-in", "currency", currency.code()),
        currency_help: match currency.exponent() {
            0 => w.t1("studio-price-whole", "currency", currency.code()),
            decimals => w.t2("studio-price-decimals", "currency", currency.code(), "n", decimals),
        },
        places_help: w.t1("studio-tier-places-help", "n", members),
        open: tier.is_none_or(Tier::is_open),
        members,
        form,
        wrongs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tiers_name_becomes_a_word_of_conditions() {
        let check = |name: &str, word: &str| assert_eq!(slug(name), word, "{name}");
        check("Front Row", "front-row");
        check("Le Cercle des Étoiles !", "le-cercle-des-etoiles");
        check("星の輪", "星の輪");
    }
}
