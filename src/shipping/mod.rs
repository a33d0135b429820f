//! Shipping: where a club sends things, and what that costs. One flat price a zone of countries.
//!
//! What never happens here: knowing what is sent.

mod store;

use crate::base::{Currency, Fault, Moment, Money};
use crate::id;
use crate::plumbing::db::{Conn, Tx};

pub use store::Zone;

id!(
    /// A zone of countries.
    ZoneId
);

/// What sending costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carriage {
    pub zone: ZoneId,
    pub zone_name: String,
    pub price: Money,
}

/// A zone as its form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewZone {
    pub name: String,
    /// ISO 3166 alpha-2 codes in upper case; none is "everywhere else".
    pub countries: Vec<String>,
    pub price: Money,
    /// From this sum of goods on, sending is free. Minor units.
    pub free_from: Option<i64>,
    /// What is heavier is not sent to this zone.
    pub most_grams: Option<i64>,
}

impl Zone {
    /// Codes of its countries; none is "everywhere else".
    pub fn countries(&self) -> impl Iterator<Item = &str> {
        self.countries.split(',').filter(|code| !code.is_empty())
    }

    pub fn price(&self) -> Money {
        Money::new(self.minor, self.currency)
    }
}

/// All zones, in the order they are looked through.
pub fn zones(conn: &mut Conn) -> Result<Vec<Zone>, Fault> {
    store::zones(conn)
}

/// What it costs to send `grams` of goods worth `goods` to a country: by the first zone that names it, else by the one
/// for everywhere else. None when it is not sent there.
pub fn carriage(conn: &mut Conn, country: &str, grams: i64, goods: Money) -> Result<Option<Carriage>, Fault> {
    let zones = store::zones(conn)?;
    let in_currency = || zones.iter().filter(|zone| zone.currency == goods.currency);
    let named = in_currency().find(|zone| zone.countries().any(|code| code == country));
    let zone = named.or_else(|| in_currency().find(|zone| zone.countries().next().is_none()));
    let Some(zone) = zone.filter(|zone| zone.most_grams.is_none_or(|most| grams <= most)) else { return Ok(None) };
    let free = zone.free_from.is_some_and(|from| goods.minor >= from);
    let price = if free { Money::zero(zone.currency) } else { zone.price() };
    Ok(Some(Carriage { zone: zone.id.clone(), zone_name: zone.name.clone(), price }))
}

/// Whether anything can be sent anywhere, in this currency.
pub fn sends(conn: &mut Conn, currency: Currency) -> Result<bool, Fault> {
    Ok(store::zones(conn)?.iter().any(|zone| zone.currency == currency))
}

pub fn create(tx: &mut Tx, new: &NewZone, now: Moment) -> Result<ZoneId, Fault> {
    let position = store::zones(tx)?.last().map_or(1, |zone| zone.position + 1);
    let zone = zone_of(ZoneId::new(), new, position, now);
    store::insert_zone(tx, &zone)?;
    Ok(zone.id)
}

/// False when there is no such zone.
pub fn update(tx: &mut Tx, id: &ZoneId, new: &NewZone) -> Result<bool, Fault> {
    let Some(zone) = store::zone(tx, id)? else { return Ok(false) };
    store::update_zone(tx, &zone_of(id.clone(), new, zone.position, zone.created_at))?;
    Ok(true)
}

pub fn delete(tx: &mut Tx, id: &ZoneId) -> Result<bool, Fault> {
    store::delete_zone(tx, id)
}

fn zone_of(id: ZoneId, new: &NewZone, position: i32, created_at: Moment) -> Zone {
    Zone {
        id,
        name: new.name.clone(),
        countries: new.countries.join(","),
        currency: new.price.currency,
        minor: new.price.minor,
        free_from: new.free_from,
        most_grams: new.most_grams,
        position,
        created_at,
    }
}
