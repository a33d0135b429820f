//! Reading the account: page by page, each kept with the place reached, so that whoever comes after a crash goes on there.

use super::store::{self, Adoption, Row, SeenPrice};
use super::{AdoptionId, guess, outcome};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::memberships;
use crate::orders::prices;
use crate::payments::{self, Elsewhere, PaidItem};
use crate::plumbing::db::{Conn, Tx};

/// Reads all that the account collects again and again, and what the prices are called.
pub async fn read_now(club: &Club, id: &AdoptionId, now: Moment) -> Result<(), Fault> {
    loop {
        let wanted = id.clone();
        let found = club.read(move |c| store::by_id(c, &wanted)).await?;
        let Some(adoption) = found.filter(|adoption| adoption.state == "reading") else { return Ok(()) };
        let after = Some(adoption.last_read.as_str()).filter(|last| !last.is_empty());
        let page = payments::agreements_elsewhere(club, after, now).await?;
        let more = page.more;
        club.write(move |tx| keep(tx, &adoption, &page.agreements)).await?;
        if !more {
            return name_prices(club, id, now).await;
        }
    }
}

/// One page, kept whole or not at all.
fn keep(tx: &mut Tx, adoption: &Adoption, agreements: &[Elsewhere]) -> Result<(), Fault> {
    let Some(last) = agreements.last() else { return Ok(()) };
    let ids: Vec<&str> = agreements.iter().map(|read| read.id.as_str()).collect();
    let known = store::read_before(tx, &adoption.id, &ids)?;
    let fresh: Vec<&Elsewhere> = agreements.iter().filter(|read| !known.contains(&read.id)).collect();
    let rows: Vec<Row> = fresh.iter().zip(adoption.total..).map(|(read, at)| row(&adoption.id, read, at)).collect();
    store::insert_rows(tx, &rows)?;
    for item in fresh.iter().filter_map(|read| only_item(read)) {
        store::insert_price(tx, &seen(&adoption.id, item))?;
    }
    let some = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    store::step_reading(tx, &adoption.id, &adoption.last_read, &last.id, some)
}

/// What is paid, where it is one thing and another system began it.
fn only_item(read: &Elsewhere) -> Option<&PaidItem> {
    let one = if let [one] = read.items.as_slice() { Some(one) } else { None };
    one.filter(|_| read.whose == payments::Whose::Foreign)
}

pub(super) fn row(adoption: &AdoptionId, read: &Elsewhere, position: i64) -> Row {
    Row {
        adoption_id: adoption.clone(),
        agreement_id: read.id.clone(),
        position,
        customer_id: read.customer.clone(),
        email: read.email.trim().to_owned(),
        name: read.name.trim().to_owned(),
        price_id: only_item(read).map_or(String::new(), |item| item.price.clone()),
        unfit: outcome::unfit(read).map_or("", outcome::Outcome::word).to_owned(),
        collecting: read.collecting.word().to_owned(),
        leaving: read.leaving,
        shares: read.shares,
        began_at: read.began_at,
        period_start: read.period_start,
        period_end: read.period_end,
        outcome: String::new(),
        done: false,
        member_id: None,
        created: false,
        made: None,
        kept: None,
    }
}

fn seen(adoption: &AdoptionId, item: &PaidItem) -> SeenPrice {
    SeenPrice {
        adoption_id: adoption.clone(),
        price_id: item.price.clone(),
        product_id: item.product.clone(),
        product: String::new(),
        currency: item.currency.clone(),
        minor: item.unit.map_or(0, |unit| unit.minor),
        period: item.period.clone(),
        unfit: outcome::unfit_item(item).map_or("", outcome::Outcome::word).to_owned(),
        live: 0,
        tier_id: String::new(),
    }
}

/// Asks what is sold at each price, counts who pays it, and proposes a tier.
async fn name_prices(club: &Club, id: &AdoptionId, now: Moment) -> Result<(), Fault> {
    let wanted = id.clone();
    let (mut found, payers) = club.read(move |c| Ok((store::prices(c, &wanted)?, store::payers(c, &wanted)?))).await?;
    let mut names: Vec<(String, String)> = Vec::new();
    for price in &mut found {
        let known = names.iter().find(|(product, _)| *product == price.product_id).map(|(_, name)| name.clone());
        price.product = match known {
            Some(name) => name,
            None if price.product_id.is_empty() => String::new(),
            None => {
                let name = payments::name_of_product(club, &price.product_id, now).await?;
                names.push((price.product_id.clone(), name.clone()));
                name
            }
        };
    }
    let id = id.clone();
    club.write(move |tx| {
        let suggested = suggest(tx, &found)?;
        for (price, tier) in found.iter().zip(suggested) {
            let live = payers.iter().find(|(paid, _)| *paid == price.price_id).map_or(0, |(_, live)| *live);
            store::set_live(tx, &SeenPrice { tier_id: tier, ..price.clone() }, live)?;
        }
        store::end_reading(tx, &id, now).map(drop)
    })
    .await
}

fn suggest(conn: &mut Conn, found: &[SeenPrice]) -> Result<Vec<String>, Fault> {
    let tiers = memberships::tiers(conn)?;
    let standing = prices::active_of_kind(conn, memberships::KIND)?;
    Ok(found.iter().map(|price| guess::tier_for(price, &tiers, &standing)).collect())
}
