//! The demo's shop: what it sells, and what some of its fans bought there.

use std::collections::HashMap;
use std::sync::Arc;

use super::content::{ProductWords, Script};
use crate::base::{Currency, Fault, Moment, Money};
use crate::catalog::KINDS;
use crate::club::Club;
use crate::media::AssetId;
use crate::members::{self, MemberId};
use crate::orders::{
    self, Address, Buyer, NewOrder, Order, Origin, PastOrder, PlaceOrderError, Takings, Terms, Wanted,
};
use crate::payments;
use crate::plumbing::db::Tx;
use crate::shipments::{self, Tracking};
use crate::shipping::{self, NewZone};
use crate::shop::{self, Assets, FirstTerms, KIND, NewProduct, Offered, Shelf, VariantTerms};

/// Who bought what, how many days ago: key of a fan, place of the product, place of its variant, how many.
const BOUGHT: [(&str, usize, usize, i64, i64); 9] = [
    ("noor", 2, 0, 1, 160),
    ("teodor", 1, 0, 1, 41),
    ("hyejin", 2, 0, 1, 30),
    ("baptiste", 0, 1, 2, 21),
    ("aiko", 4, 0, 1, 12),
    ("noor", 1, 0, 1, 6),
    ("gosia", 0, 2, 1, 4),
    ("baptiste", 3, 0, 1, 3),
    ("teodor", 0, 0, 1, 1),
];
/// What was bought longer ago has left.
const SENT_AFTER_DAYS: i64 = 5;

pub(super) async fn fill(
    club: &Club,
    script: &Arc<Script>,
    assets: &HashMap<String, AssetId>,
    voices: &HashMap<String, MemberId>,
    now: Moment,
) -> Result<(), Fault> {
    let currency: Currency =
        script.artist.currency.parse().map_err(|_| Fault::broken("config/demo/club.toml names no currency"))?;
    let (script, assets, voices) = (script.clone(), assets.clone(), voices.clone());
    club.write(move |tx| {
        let opened = now.plus_days(-200);
        for zone in &script.zones {
            let new = NewZone {
                name: zone.name.clone(),
                countries: zone.countries.clone(),
                price: Money::new(zone.price, currency),
                free_from: zone.free_from,
                most_grams: None,
            };
            shipping::create(tx, &new, opened)?;
        }
        for words in &script.products {
            stock(tx, words, &assets, currency, opened)?;
        }
        let products = shop::all(tx, currency)?;
        for (key, product, variant, many, days) in BOUGHT {
            // A fan of a club that was made too small for them.
            let (Some(member), Some(offered)) = (voices.get(key), products.get(product)) else { continue };
            buy(tx, member, offered, variant, many, now.plus_days(-days))?;
        }
        for (words, offered) in script.products.iter().zip(&products) {
            for (left, one) in words.stock.iter().zip(&offered.variants) {
                shop::restock(tx, &one.variant.id, Shelf::Left(*left)).map_err(broken)?;
            }
        }
        send_what_is_old(tx, now)
    })
    .await
}

pub(super) fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::broken(format!("the demo sells: {error}"))
}

fn stock(
    tx: &mut Tx,
    words: &ProductWords,
    assets: &HashMap<String, AssetId>,
    currency: Currency,
    now: Moment,
) -> Result<(), Fault> {
    let ids = |files: &[String]| files.iter().filter_map(|file| assets.get(file).cloned()).collect();
    let new = NewProduct {
        name: words.name.clone(),
        about: words.about.clone(),
        option1: (words.option.clone(), words.values.clone()),
        condition: words.condition.clone(),
        members_condition: "tier in (circle, front-row)".to_owned(),
        most_per_buyer: words.most,
        assets: Assets { pictures: ids(&words.pictures), files: ids(&words.files) },
        ..NewProduct::default()
    };
    let terms = VariantTerms { price: Some(words.price), members_price: words.members_price, grams: words.grams };
    let id = shop::create(tx, &new, &FirstTerms { terms, stock: None }, currency, now).map_err(broken)?;
    shop::publish(tx, &id, now).map(drop)
}

/// Ordered, paid with test money and delivered, all at once.
fn buy(tx: &mut Tx, member: &MemberId, offered: &Offered, variant: usize, many: i64, at: Moment) -> Result<(), Fault> {
    let Some(chosen) = offered.variants.get(variant) else { return Ok(()) };
    let Some(person) = members::by_id(tx, member)? else { return Ok(()) };
    let buyer = Buyer { member: Some(member.clone()), email: person.email.clone(), language: "en".to_owned() };
    let wanted = Wanted {
        kind: KIND,
        item: chosen.variant.id.0.clone(),
        price: chosen.price.as_ref().map(|price| price.id.0.clone()),
        quantity: many,
        details: "{}".to_owned(),
        instead: false,
    };
    let new = NewOrder { address: Some(address(&person.name, &person.country)), ..NewOrder::of(wanted) };
    place_and_pay(tx, &buyer, &new, at).map(drop)
}

/// False when it is not sold to this buyer then.
pub(super) fn place_and_pay(tx: &mut Tx, buyer: &Buyer, new: &NewOrder, at: Moment) -> Result<bool, Fault> {
    let terms = Terms { livemode: false, return_to: "/orders".to_owned(), hold_until: at.plus_minutes(15) };
    let placed = match orders::place(tx, KINDS, buyer, new, &terms, at) {
        Ok(placed) => placed,
        // Somebody's tier ended before they bought, or it is not open for them yet.
        Err(PlaceOrderError::NotForSale(..) | PlaceOrderError::SoldOut(_)) => return Ok(false),
        Err(error) => return Err(broken(error)),
    };
    pay(tx, &placed.order, at)?;
    Ok(true)
}

fn pay(tx: &mut Tx, order: &Order, at: Moment) -> Result<(), Fault> {
    orders::mark_paid(tx, order, &Takings { gross: order.total(), tax: 0, at })?;
    let Some(order) = orders::by_id(tx, &order.id)? else { return Ok(()) };
    let Some(member) = order.member_id.clone() else { return Ok(()) };
    let paid = PastOrder {
        id: order.id.clone(),
        origin: Origin::Checkout,
        member,
        email: order.email.clone(),
        language: order.language.clone(),
        kind: KIND,
        item: String::new(),
        price: String::new(),
        name: String::new(),
        paid: order.total(),
        at,
    };
    payments::insert_past(tx, &[paid])?;
    for line in orders::undelivered_lines(tx, &order.id)? {
        orders::deliver(tx, KINDS, &order, &line.id, None, at)?;
    }
    Ok(())
}

fn address(name: &str, country: &str) -> Address {
    Address {
        name: name.to_owned(),
        line1: "Hafenstraße 12".to_owned(),
        line2: String::new(),
        postcode: "20459".to_owned(),
        city: "Sample Town".to_owned(),
        region: String::new(),
        country: country.to_owned(),
        phone: String::new(),
    }
}

fn send_what_is_old(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    for id in shipments::waiting(tx, 100)? {
        let Some(order) = orders::by_id(tx, &id)? else { continue };
        let at = order.created_at.plus_days(2);
        if order.created_at > now.plus_days(-SENT_AFTER_DAYS) {
            continue;
        }
        let parcel = shipments::pack_all(tx, &id, at).map_err(broken)?;
        let tracking =
            Tracking { carrier: "DHL".to_owned(), number: format!("00340434{}", order.number), url: String::new() };
        shipments::send(tx, &parcel, &tracking, at)?;
    }
    Ok(())
}
