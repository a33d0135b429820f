//! `/shop`: what there is to buy, and each thing by itself.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::web;

use super::cart::{FEW, Shopper};
use super::contexts::{self, Html, Lock, MembersPrice, Place, Problem, ProblemKind, ProductCard, ProductVariant};
use super::entries::WaysIn;
use super::fields::Fields;
use super::frame::Frame;
use super::{present, problems};
use crate::base::{Fault, Money};
use crate::carts::{self, Choice};
use crate::catalog::KINDS;
use crate::lobby::Visit;
use crate::media::{self, Asset, AssetId};
use crate::memberships;
use crate::orders::{NotForSale, Quote, Wanted};
use crate::plumbing::db::Conn;
use crate::plumbing::markdown;
use crate::plumbing::web::{Page, PageError};
use crate::posts::Audience;
use crate::shop::{self, KIND, Offered, OfferedVariant};

/// Pictures by their ids, and what opens what is closed.
struct Shelf {
    assets: HashMap<AssetId, Asset>,
    ways_in: WaysIn,
}

impl Shelf {
    fn load(conn: &mut Conn, visit: &Visit, offered: &[Offered]) -> Result<Shelf, Fault> {
        let ids: Vec<AssetId> = offered.iter().flat_map(|one| one.assets.pictures.iter().cloned()).collect();
        let assets = if ids.is_empty() { Vec::new() } else { media::by_ids(conn, &ids)? };
        let assets = assets.into_iter().map(|asset| (asset.id.clone(), asset)).collect();
        Ok(Shelf { assets, ways_in: WaysIn::load(conn, visit.club.config().currency)? })
    }

    fn picture(&self, id: &AssetId) -> Option<contexts::Picture> {
        self.assets.get(id).and_then(present::picture)
    }

    /// What keeps this visitor from something that asks for `condition`.
    fn lock(&self, visit: &Visit, condition: &str, slug: &str) -> Option<Lock> {
        let closed = Audience::of(condition).closed_to(visit.standing(), visit.now)?;
        Some(self.ways_in.lock_before(visit, &closed, &format!("/shop/{slug}")))
    }
}

/// GET `/shop`
pub(super) async fn list(visit: Visit) -> Page {
    let here = visit.clone();
    let (offered, shelf) = visit
        .club
        .read(move |conn| {
            let offered = shop::offer(conn, here.standing(), here.club.config().currency, here.now)?;
            let shelf = Shelf::load(conn, &here, &offered)?;
            Ok((offered, shelf))
        })
        .await?;
    let body = contexts::Shop { products: offered.iter().filter_map(|one| card(&visit, &shelf, one)).collect() };
    Frame::at(Place::Shop).show(&visit, &body).await
}

fn card(visit: &Visit, shelf: &Shelf, offered: &Offered) -> Option<ProductCard> {
    let product = &offered.product;
    let cheapest = offered.for_sale().min_by_key(|variant| cost(visit, offered, variant).map(|cost| cost.0.minor))?;
    let (price, usual) = cost(visit, offered, cheapest)?;
    let from = offered.for_sale().any(|variant| cost(visit, offered, variant).is_some_and(|cost| cost.0 != price));
    Some(ProductCard {
        name: product.name.clone(),
        url: visit.url(&format!("/shop/{}", product.slug)),
        picture: offered.assets.pictures.first().and_then(|id| shelf.picture(id)),
        price: visit.w.price(price),
        from,
        usual: usual.map(|usual| visit.w.price(usual)),
        sold_out: offered.is_sold_out(),
        lock: shelf.lock(visit, &product.condition, &product.slug),
    })
}

/// What one costs this visitor, and what it costs others when that is more.
fn cost(visit: &Visit, offered: &Offered, variant: &OfferedVariant) -> Option<(Money, Option<Money>)> {
    let usual = variant.price.as_ref()?.amount();
    let members = variant.members_price.as_ref().map(|price| price.amount());
    let cheaper = members
        .filter(|members| members.minor < usual.minor && offered.product.is_cheaper_for(visit.standing(), visit.now));
    Some(cheaper.map_or((usual, None), |members| (members, Some(usual))))
}

/// What the form said, when it comes back.
#[derive(Default)]
struct Said {
    variant: String,
    quantity: i64,
    problem: Option<Problem>,
}

/// GET `/shop/{slug}`
pub(super) async fn show(visit: Visit, slug: web::Path<String>) -> Page {
    let (offered, shelf) = found(&visit, &slug).await?;
    draw(&visit, &offered, &shelf, &Said { quantity: 1, ..Said::default() }).await
}

async fn found(visit: &Visit, slug: &str) -> Result<(Offered, Shelf), PageError> {
    let (here, slug) = (visit.clone(), slug.to_owned());
    let found = visit
        .club
        .read(move |conn| {
            let offered = shop::by_slug(conn, &slug, here.club.config().currency)?;
            let shown = offered.filter(|one| one.product.is_shown_to(here.standing(), here.now));
            let Some(offered) = shown.filter(|one| one.for_sale().next().is_some()) else { return Ok(None) };
            let shelf = Shelf::load(conn, &here, std::slice::from_ref(&offered))?;
            Ok(Some((offered, shelf)))
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

async fn draw(visit: &Visit, offered: &Offered, shelf: &Shelf, said: &Said) -> Page {
    let product = &offered.product;
    let body = body(visit, offered, shelf, said);
    let status = if said.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let words = markdown::excerpt(&product.about, 160);
    Frame::at(Place::Shop).status(status).describe(&words).picture(body.pictures.first()).show(visit, &body).await
}

fn body(visit: &Visit, offered: &Offered, shelf: &Shelf, said: &Said) -> contexts::Product {
    let product = &offered.product;
    let costs: Vec<_> = offered.for_sale().filter_map(|variant| cost(visit, offered, variant)).collect();
    let alike = costs.windows(2).all(|pair| pair[0] == pair[1]);
    let first = costs.first();
    let options = [&product.option1, &product.option2].into_iter().filter(|name| !name.is_empty()).cloned();
    contexts::Product {
        name: product.name.clone(),
        pictures: offered.assets.pictures.iter().filter_map(|id| shelf.picture(id)).collect(),
        about: Html(markdown::comment_html(&product.about)),
        options: options.collect(),
        variants: variants(visit, offered, said, alike),
        price: first.filter(|_| alike).map_or(String::new(), |(price, _)| visit.w.price(*price)),
        usual: first.filter(|_| alike).and_then(|(_, usual)| usual.map(|usual| visit.w.price(usual))),
        members_price: members_price(visit, offered, shelf),
        sold_out: offered.is_sold_out(),
        files: u32::try_from(offered.assets.files.len()).unwrap_or(u32::MAX),
        only_files: shop::heaviest(offered).is_none(),
        lock: shelf.lock(visit, &product.condition, &product.slug),
        most: product.most_per_buyer.map(|most| present::count(&visit.w, most)),
        action: visit.url(&format!("/shop/{}/cart", product.slug)),
        quantity: u32::try_from(said.quantity).unwrap_or(1),
        problem: said.problem.clone(),
    }
}

/// The one that was chosen before, else the first that can be had, is chosen.
fn variants(visit: &Visit, offered: &Offered, said: &Said, alike: bool) -> Vec<ProductVariant> {
    let can_be_had = offered.for_sale().find(|one| !one.is_sold_out());
    let named = offered.for_sale().find(|one| one.variant.id.as_str() == said.variant && !one.is_sold_out());
    let chosen = named.or(can_be_had).map(|one| &one.variant.id);
    let shown = |one: &OfferedVariant| ProductVariant {
        id: one.variant.id.to_string(),
        label: one.variant.label(),
        price: match cost(visit, offered, one) {
            Some((price, _)) if !alike => visit.w.price(price),
            _ => String::new(),
        },
        left: one.left.filter(|left| (1..=FEW).contains(left)).map(|left| present::count(&visit.w, left)),
        sold_out: one.is_sold_out(),
        chosen: chosen == Some(&one.variant.id),
    };
    offered.for_sale().map(shown).collect()
}

/// The members' price, for those who do not pay it yet.
fn members_price(visit: &Visit, offered: &Offered, shelf: &Shelf) -> Option<MembersPrice> {
    let product = &offered.product;
    let lower = offered.for_sale().filter(|one| {
        let (usual, members) = (one.price.as_ref(), one.members_price.as_ref());
        usual.zip(members).is_some_and(|(usual, members)| members.minor < usual.minor)
    });
    let price = lower.filter_map(|one| one.members_price.as_ref()).min_by_key(|price| price.minor)?.amount();
    let lock = shelf.lock(visit, &product.members_condition, &product.slug)?;
    Some(MembersPrice { price: visit.w.price(price), lock })
}

/// POST `/shop/{slug}/cart`: fields `variant`, `quantity`.
pub(super) async fn put_into_cart(shopper: Shopper, slug: web::Path<String>, form: Fields) -> Page {
    let visit = &shopper.visit;
    visit.check_csrf(form.get("csrf"))?;
    let (offered, shelf) = found(visit, &slug).await?;
    let mut said = Said {
        variant: form.get("variant").to_owned(),
        quantity: form.get("quantity").trim().parse().unwrap_or(1).clamp(1, carts::MOST_OF_ONE),
        problem: None,
    };
    match wanted(&offered, &said) {
        Some(wanted) => {
            said.problem = refusal(&shopper, &wanted).await?;
            if said.problem.is_none() {
                return shopper.put(choice(wanted)).await;
            }
        }
        None => said.problem = Some(Problem::new(ProblemKind::Unanswered, "")),
    }
    draw(visit, &offered, &shelf, &said).await
}

fn wanted(offered: &Offered, said: &Said) -> Option<Wanted> {
    let chosen = offered.for_sale().find(|one| one.variant.id.as_str() == said.variant)?;
    Some(Wanted {
        kind: KIND,
        item: chosen.variant.id.0.clone(),
        price: chosen.price.as_ref().map(|price| price.id.0.clone()),
        quantity: said.quantity,
        details: "{}".to_owned(),
        instead: false,
    })
}

fn choice(wanted: Wanted) -> Choice {
    Choice {
        kind: wanted.kind.to_owned(),
        item: wanted.item,
        price: wanted.price,
        quantity: wanted.quantity,
        details: wanted.details,
    }
}

/// Why this many cannot be had now, if so.
async fn refusal(shopper: &Shopper, wanted: &Wanted) -> Result<Option<Problem>, Fault> {
    let (buyer, now, asked) = (shopper.buyer(None), shopper.visit.now, wanted.clone());
    let (quote, tiers) = shopper
        .visit
        .club
        .read(move |conn| {
            let quote = KINDS.named(KIND)?.quote(conn, &asked, &buyer, now)?;
            let tiers: Vec<_> = memberships::tiers(conn)?.into_iter().map(|tier| (tier.slug, tier.name)).collect();
            Ok((quote, tiers))
        })
        .await?;
    let visit = &shopper.visit;
    Ok(match quote {
        Err(why) => Some(problems::of(visit, &why, &tiers)),
        Ok(Quote { most: Some(most), .. }) if wanted.quantity > most => {
            Some(problems::of(visit, &NotForSale::AtMost(most), &tiers))
        }
        Ok(Quote { left: Some(left), .. }) if wanted.quantity > left => Some(problems::fewer(visit, left)),
        Ok(_) => None,
    })
}
