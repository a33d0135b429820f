//! Products: what the shop sells.

use actix_web::web;
use askama::Template;

use super::audiences;
use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use super::posts::{PostFile, file};
use super::product_form::{self, ProductForm};
use super::variants::VariantRow;
use crate::base::Fault;
use crate::crew::Seller;
use crate::journal;
use crate::media::{self, Asset, AssetId, Kind};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::shop::{self, Offered, ProductId, Step};

#[derive(Template)]
#[template(path = "studio/products/list.html")]
pub struct ProductList {
    pub w: Words,
    pub f: Frame,
    pub products: Vec<ProductRow>,
}

pub struct ProductRow {
    pub id: String,
    pub name: String,
    pub tone: &'static str,
    pub state: String,
    pub price: String,
    pub forms: String,
    pub left: String,
    pub who: String,
    pub first: bool,
    pub last: bool,
}

#[derive(Template)]
#[template(path = "studio/products/edit.html")]
pub struct ProductPage {
    pub w: Words,
    pub f: Frame,
    /// Empty for a product that is not stored yet.
    pub id: String,
    pub heading: String,
    pub action: String,
    /// Where fans find it; empty while they do not.
    pub address: String,
    pub published: bool,
    pub form: ProductForm,
    pub wrongs: Wrongs,
    pub audiences: Vec<Choice>,
    pub pictures: Vec<PostFile>,
    pub files: Vec<PostFile>,
    pub variants: Vec<VariantRow>,
    pub currency_help: String,
    pub price_label: String,
    pub members_label: String,
}

/// Assets of the library that are offered beside those chosen.
const OFFERED_ASSETS: i64 = 24;

pub async fn list(desk: Proved<Seller>) -> Page {
    let currency = desk.club.config().currency;
    let products = desk.club.read(move |c| shop::all(c, currency)).await?;
    let choices = audiences::choices(&desk).await?;
    let count = products.len();
    let rows = products.iter().enumerate().map(|(at, offered)| ProductRow {
        first: at == 0,
        last: at + 1 == count,
        ..row(&desk, offered, &choices)
    });
    let products = rows.collect();
    desk.page(&ProductList { w: desk.w.clone(), f: desk.frame("products").await?, products })
}

fn row(desk: &Desk, offered: &Offered, choices: &[Choice]) -> ProductRow {
    let (w, product) = (&desk.w, &offered.product);
    let cheapest = offered.for_sale().filter_map(|one| one.price.as_ref()).min_by_key(|price| price.minor);
    let left: Option<i64> = offered.variants.iter().map(|one| one.left).sum();
    let (tone, state) = match (product.published, cheapest, offered.is_sold_out()) {
        (false, ..) => ("off", "studio-product-hidden"),
        (true, None, _) => ("stop", "studio-product-no-price"),
        (true, Some(_), true) => ("wait", "studio-product-sold-out"),
        (true, Some(_), false) => ("ok", "studio-product-live"),
    };
    let known = choices.iter().find(|choice| choice.value == product.condition);
    ProductRow {
        id: product.id.to_string(),
        name: product.name.clone(),
        tone,
        state: w.t(state),
        price: cheapest.map_or_else(|| "–".to_owned(), |price| w.price(price.amount())),
        forms: w.number(i64::try_from(offered.variants.len()).unwrap_or(0)),
        left: left.map_or_else(|| w.t("studio-tier-no-limit"), |left| w.number(left)),
        who: known.map_or_else(
            || w.t1("studio-post-who-line", "line", product.condition.as_str()),
            |choice| choice.label.clone(),
        ),
        first: false,
        last: false,
    }
}

pub async fn new(desk: Proved<Seller>) -> Page {
    desk.page(&draw(&desk, None, ProductForm::empty(), Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Seller>, form: web::Form<Fields>) -> Page {
    let typed = ProductForm::read(&form);
    let wanted = match typed.wanted(&desk) {
        Ok(wanted) => wanted,
        Err(wrongs) => return desk.again(&draw(&desk, None, typed, wrongs).await?),
    };
    let (now, currency, me) = (desk.now, desk.club.config().currency, desk.me.actor());
    let made = desk
        .club
        .write(move |tx| {
            let id = shop::create(tx, &wanted.product, &wanted.first, currency, now)?;
            journal::record(tx, me.clone(), "product.created", "product", id.as_str(), &wanted.product.name, now)?;
            Ok(id)
        })
        .await;
    match made {
        Ok(id) => see(&format!("/studio/products/{id}"), "studio-said-product-created"),
        Err(error) => {
            let wrongs = product_form::not_saved(&desk, error)?;
            desk.again(&draw(&desk, None, typed, wrongs).await?)
        }
    }
}

pub async fn edit(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let offered = found(&desk, id.into_inner()).await?;
    let form = ProductForm::of(&offered, &audiences::choices(&desk).await?);
    desk.page(&draw(&desk, Some(&offered), form, Wrongs::none()).await?)
}

pub async fn update(desk: Proved<Seller>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let offered = found(&desk, id.into_inner()).await?;
    let typed = ProductForm::read(&form);
    let wanted = match typed.wanted(&desk) {
        Ok(wanted) => wanted,
        Err(wrongs) => return desk.again(&draw(&desk, Some(&offered), typed, wrongs).await?),
    };
    let (now, currency, me) = (desk.now, desk.club.config().currency, desk.me.actor());
    let product = offered.product.id.clone();
    let saved = desk
        .club
        .write(move |tx| {
            shop::update(tx, &product, &wanted.product, currency, now)?;
            let name = &wanted.product.name;
            Ok(journal::record(tx, me.clone(), "product.changed", "product", product.as_str(), name, now)?)
        })
        .await;
    match saved {
        Ok(()) => see(&format!("/studio/products/{}", offered.product.id), "studio-said-product-saved"),
        Err(error) => {
            let wrongs = product_form::not_saved(&desk, error)?;
            desk.again(&draw(&desk, Some(&offered), typed, wrongs).await?)
        }
    }
}

pub async fn publish(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let product = found(&desk, id.into_inner()).await?.product;
    let (now, me, id) = (desk.now, desk.me.actor(), product.id.clone());
    desk.club
        .write(move |tx| {
            shop::publish(tx, &id, now)?;
            journal::record(tx, me.clone(), "product.published", "product", id.as_str(), &product.name, now)
        })
        .await?;
    see(&format!("/studio/products/{}", product.id), "studio-said-product-published")
}

pub async fn withdraw(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let product = found(&desk, id.into_inner()).await?.product;
    let (now, me, id) = (desk.now, desk.me.actor(), product.id.clone());
    desk.club
        .write(move |tx| {
            shop::withdraw(tx, &id, now)?;
            journal::record(tx, me.clone(), "product.hidden", "product", id.as_str(), &product.name, now)
        })
        .await?;
    see(&format!("/studio/products/{}", product.id), "studio-said-product-hidden")
}

/// Changes places with its neighbour: field `to`, `up` or `down`.
pub async fn shift(desk: Proved<Seller>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let id = ProductId(id.into_inner());
    let step = if form.get("to") == "up" { Step::Up } else { Step::Down };
    desk.club.write(move |tx| shop::shift(tx, &id, step)).await?;
    see("/studio/products", "studio-said-product-moved")
}

pub async fn found(desk: &Desk, id: String) -> Result<Offered, PageError> {
    let currency = desk.club.config().currency;
    not_found(desk.club.read(move |c| shop::one(c, &ProductId(id), currency)).await?)
}

pub async fn draw(
    desk: &Desk,
    offered: Option<&Offered>,
    form: ProductForm,
    wrongs: Wrongs,
) -> Result<ProductPage, PageError> {
    let (w, currency) = (&desk.w, desk.club.config().currency);
    let chosen: Vec<AssetId> = form.pictures.iter().chain(&form.files).map(|id| AssetId(id.clone())).collect();
    let library = library(desk, chosen).await?;
    let product = offered.map(|offered| &offered.product);
    Ok(ProductPage {
        w: w.clone(),
        f: desk.frame("products").await?.with_wrongs(&wrongs),
        id: product.map_or(String::new(), |product| product.id.to_string()),
        heading: product.map_or_else(|| w.t("studio-product-new"), |product| product.name.clone()),
        action: product.map_or("/studio/products".to_owned(), |product| format!("/studio/products/{}", product.id)),
        address: product.filter(|one| one.published).map_or(String::new(), |one| format!("/shop/{}", one.slug)),
        published: product.is_some_and(|product| product.published),
        audiences: audiences::choices(desk).await?,
        pictures: picker(desk, &library, &form.pictures, |asset| asset.kind == Kind::Photo && asset.is_ready()),
        files: picker(desk, &library, &form.files, |asset| asset.kind != Kind::Photo && asset.is_ready()),
        variants: offered.map_or_else(Vec::new, |offered| super::variants::rows(desk, offered)),
        currency_help: product_form::currency_help(desk, currency),
        price_label: w.t1("studio-product-price-in", "currency", currency.code()),
        members_label: w.t1("studio-product-members-price-in", "currency", currency.code()),
        form,
        wrongs,
    })
}

/// The newest assets, and those that are chosen.
async fn library(desk: &Desk, chosen: Vec<AssetId>) -> Result<Vec<Asset>, Fault> {
    desk.club
        .read(move |c| {
            let mut library = media::page(c, None, OFFERED_ASSETS)?;
            let missing: Vec<AssetId> =
                chosen.into_iter().filter(|id| !library.iter().any(|asset| asset.id == *id)).collect();
            library.extend(media::by_ids(c, &missing)?);
            Ok(library)
        })
        .await
}

/// Those chosen in their order, then what else could be.
fn picker(desk: &Desk, library: &[Asset], chosen: &[String], fits: impl Fn(&Asset) -> bool) -> Vec<PostFile> {
    let known = chosen.iter().filter_map(|id| library.iter().find(|asset| asset.id.as_str() == id));
    let others = library.iter().filter(|asset| fits(asset) && !chosen.contains(&asset.id.0));
    known.map(|asset| file(desk, asset, true)).chain(others.map(|asset| file(desk, asset, false))).collect()
}
