//! The forms a product comes in: what each costs and weighs, and how many there are.

use actix_web::web;

use super::audiences;
use super::desk::{Desk, Proved, see};
use super::fields::Fields;
use super::parts::Wrongs;
use super::product_form::{ProductForm, digits, grams};
use super::products::{draw, found};
use super::tiers::amount;
use crate::crew::Seller;
use crate::journal;
use crate::plumbing::web::Page;
use crate::shop::{self, NotRestocked, Offered, Shelf, VariantId, VariantTerms};

pub struct VariantRow {
    pub id: String,
    pub label: String,
    pub price: String,
    pub members_price: String,
    pub grams: String,
    /// How many lie on the shelf, in words.
    pub left: String,
    pub sold_out: bool,
}

/// More than this come or go at once only by mistake.
const MOST_AT_ONCE: i64 = 1_000_000;

pub fn rows(desk: &Desk, offered: &Offered) -> Vec<VariantRow> {
    let (w, currency) = (&desk.w, desk.club.config().currency);
    let row = |one: &shop::OfferedVariant| VariantRow {
        id: one.variant.id.to_string(),
        label: match one.variant.label() {
            label if label.is_empty() => offered.product.name.clone(),
            label => label,
        },
        price: digits(one.price.as_ref().map(|price| price.minor), currency),
        members_price: digits(one.members_price.as_ref().map(|price| price.minor), currency),
        grams: one.variant.grams.map_or(String::new(), |grams| grams.to_string()),
        left: one.left.map_or_else(|| w.t("studio-tier-no-limit"), |left| w.number(left)),
        sold_out: one.is_sold_out(),
    };
    offered.variants.iter().map(row).collect()
}

/// What each costs and weighs: fields `price-{id}`, `members-{id}`, `grams-{id}`.
pub async fn update(desk: Proved<Seller>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let offered = found(&desk, id.into_inner()).await?;
    let mut wrongs = Wrongs::none();
    let terms: Vec<(VariantId, VariantTerms)> =
        offered.variants.iter().map(|one| (one.variant.id.clone(), terms(&desk, &form, one, &mut wrongs))).collect();
    if !wrongs.is_empty() {
        return again(&desk, &offered, wrongs, Some(&form)).await;
    }
    let (now, currency, me, product) =
        (desk.now, desk.club.config().currency, desk.me.actor(), offered.product.clone());
    desk.club
        .write(move |tx| {
            for (variant, terms) in &terms {
                shop::set_terms(tx, variant, terms, currency, now)?;
            }
            journal::record(tx, me.clone(), "product.priced", "product", product.id.as_str(), &product.name, now)
        })
        .await?;
    see(&format!("/studio/products/{}", offered.product.id), "studio-said-product-saved")
}

fn terms(desk: &Desk, form: &Fields, one: &shop::OfferedVariant, wrongs: &mut Wrongs) -> VariantTerms {
    let typed = |what: &str| form.get(&format!("{what}-{}", one.variant.id));
    let price = amount(desk, "variants", typed("price"), wrongs);
    let members_price = amount(desk, "variants", typed("members"), wrongs);
    if price.zip(members_price).is_some_and(|(usual, members)| members >= usual) {
        wrongs.add("variants", desk.w.t("studio-product-members-dearer"));
    }
    VariantTerms { price, members_price, grams: grams(desk, "variants", typed("grams"), wrongs) }
}

/// How many there are: fields `by-{id}` (`+12`, `-3`) or `left-{id}` (a number, or `*` for no limit). Empty leaves it.
pub async fn restock(desk: Proved<Seller>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let offered = found(&desk, id.into_inner()).await?;
    let mut wrongs = Wrongs::none();
    let changes: Vec<(VariantId, Shelf)> = offered
        .variants
        .iter()
        .filter_map(|one| Some((one.variant.id.clone(), change(&desk, &form, &one.variant.id, &mut wrongs)?)))
        .collect();
    if !wrongs.is_empty() {
        return again(&desk, &offered, wrongs, None).await;
    }
    let (now, me, product) = (desk.now, desk.me.actor(), offered.product.clone());
    let restocked = desk
        .club
        .write(move |tx| {
            for (variant, shelf) in &changes {
                shop::restock(tx, variant, *shelf)?;
            }
            journal::record(tx, me.clone(), "product.restocked", "product", product.id.as_str(), &product.name, now)?;
            Ok(())
        })
        .await;
    match restocked {
        Ok(()) => see(&format!("/studio/products/{}", offered.product.id), "studio-said-product-restocked"),
        Err(NotRestocked::BelowNothing) => {
            let offered = found(&desk, offered.product.id.0).await?;
            again(&desk, &offered, Wrongs::one("stock", desk.w.t("studio-product-below-nothing")), None).await
        }
        Err(NotRestocked::Fault(fault)) => Err(fault.into()),
    }
}

fn change(desk: &Desk, form: &Fields, id: &VariantId, wrongs: &mut Wrongs) -> Option<Shelf> {
    let (by, left) = (form.get(&format!("by-{id}")), form.get(&format!("left-{id}")));
    let within = |number: &i64| (-MOST_AT_ONCE..=MOST_AT_ONCE).contains(number);
    let number = |typed: &str| typed.trim_start_matches('+').replace('−', "-").parse::<i64>().ok().filter(within);
    let wrong = || desk.w.t("studio-product-number-wrong");
    match (by, left) {
        ("", "") => None,
        ("", "*") => Some(Shelf::Unlimited),
        ("", left) => match number(left).filter(|left| *left >= 0) {
            Some(left) => Some(Shelf::Left(left)),
            None => {
                wrongs.add("stock", wrong());
                None
            }
        },
        (by, "") => match number(by) {
            Some(by) => Some(Shelf::By(by)),
            None => {
                wrongs.add("stock", wrong());
                None
            }
        },
        _ => {
            wrongs.add("stock", desk.w.t("studio-product-stock-both"));
            None
        }
    }
}

/// The page with what is wrong; what was typed about prices stays.
async fn again(desk: &Desk, offered: &Offered, wrongs: Wrongs, typed: Option<&Fields>) -> Page {
    let form = ProductForm::of(offered, &audiences::choices(desk).await?);
    let mut page = draw(desk, Some(offered), form, wrongs).await?;
    if let Some(typed) = typed {
        for row in &mut page.variants {
            row.price = typed.get(&format!("price-{}", row.id)).to_owned();
            row.members_price = typed.get(&format!("members-{}", row.id)).to_owned();
            row.grams = typed.get(&format!("grams-{}", row.id)).to_owned();
        }
    }
    desk.again(&page)
}
