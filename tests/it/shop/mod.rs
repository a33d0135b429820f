//! The shop, from stock to parcel: what can be had, by whom, and what becomes of it.

mod cart;
pub mod checkout;
pub mod pages;
mod parcels;
mod stock;

use stagedoor::base::{Currency, Fault, Moment};
use stagedoor::club::Club;
use stagedoor::media::AssetId;
use stagedoor::orders::{NewOrder, Wanted, capacities};
use stagedoor::shop::{self, FirstTerms, KIND, NewProduct, Offered, ProductId, VariantTerms};

use crate::payments::Till;
use crate::payments::carts::address;
use crate::support::TestClub;

/// A shirt in three sizes that weighs something, five of each.
pub fn shirt() -> NewProduct {
    NewProduct {
        name: "Ferry shirt".to_owned(),
        about: "Heavy *cotton*.".to_owned(),
        option1: ("Size".to_owned(), ["S", "M", "L"].map(str::to_owned).into()),
        condition: "everyone".to_owned(),
        members_condition: "member".to_owned(),
        ..NewProduct::default()
    }
}

pub fn terms(price: i64, grams: Option<i64>, stock: Option<i64>) -> FirstTerms {
    FirstTerms { terms: VariantTerms { price: Some(price), members_price: None, grams }, stock }
}

/// Made and put into the shop.
pub async fn sells(club: &Club, new: NewProduct, first: FirstTerms) -> Offered {
    let (currency, now) = (club.config().currency, Moment::now());
    let id: ProductId = club
        .write(move |tx| {
            let id = shop::create(tx, &new, &first, currency, now).map_err(|error| Fault::broken(error.to_string()))?;
            shop::publish(tx, &id, now)?;
            Ok::<_, Fault>(id)
        })
        .await
        .unwrap();
    club.read(move |conn| shop::one(conn, &id, currency)).await.unwrap().unwrap()
}

/// So many of one variant, sent to France.
pub fn wants(offered: &Offered, variant: usize, quantity: i64) -> NewOrder {
    let chosen = &offered.variants[variant];
    let wanted = Wanted {
        kind: KIND,
        item: chosen.variant.id.0.clone(),
        price: chosen.price.as_ref().map(|price| price.id.0.clone()),
        quantity,
        details: "{}".to_owned(),
        instead: false,
    };
    NewOrder { address: Some(address("FR")), ..NewOrder::of(wanted) }
}

pub async fn left(club: &Club, offered: &Offered, variant: usize) -> Option<i64> {
    let id = offered.variants[variant].variant.id.0.clone();
    club.read(move |conn| capacities::of(conn, KIND, &id)).await.unwrap().left()
}

/// A till whose club sends everywhere for five euros.
pub async fn till() -> Till {
    let till = Till::open().await;
    sends(&till.club).await;
    till
}

pub async fn sends(club: &TestClub) {
    let zone = stagedoor::shipping::NewZone {
        name: "World".to_owned(),
        countries: Vec::new(),
        price: stagedoor::base::Money::new(500, Currency::EUR),
        free_from: None,
        most_grams: None,
    };
    club.write(move |tx| stagedoor::shipping::create(tx, &zone, Moment::now())).await.unwrap();
}

/// A file of the club's, ready.
pub async fn asset(club: &TestClub, name: &str) -> AssetId {
    let bytes = crate::media::sample_bytes(name);
    let new =
        stagedoor::media::NewUpload { file_name: name.to_owned(), total: bytes.len() as u64, by: "owner".to_owned() };
    let body = futures_util::stream::iter([Ok::<_, Fault>(bytes::Bytes::from(bytes))]);
    let id = stagedoor::media::receive_whole(club, new, body, 1 << 40, Moment::now()).await.unwrap();
    crate::media::work(club).await;
    id
}
