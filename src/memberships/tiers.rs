//! Tiers: what a club offers its members, in the artist's order.

use diesel::prelude::*;

use super::{KIND, store};
use crate::base::{Currency, Fault, Moment};
use crate::id;
use crate::orders::Every;
use crate::orders::capacities::{self, Capacity};
use crate::orders::prices::{self, Price};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::tiers;

id!(
    /// A tier.
    TierId
);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tiers)]
pub struct Tier {
    pub id: TierId,
    /// What conditions and addresses name it by. Never changes.
    pub slug: String,
    pub name: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// One a line.
    pub perks: String,
    pub position: i32,
    /// `open` or `retired`: nobody new, those who hold it keep it.
    pub state: String,
    pub created_at: Moment,
}

impl Tier {
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    pub fn perk_lines(&self) -> Vec<String> {
        self.perks.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }
}

/// A tier as it stands next to the button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub tier: Tier,
    pub month: Option<Price>,
    pub year: Option<Price>,
    pub places: Capacity,
}

impl Offered {
    /// It has no price at all: every member has it.
    pub fn is_free(&self) -> bool {
        self.month.is_none() && self.year.is_none()
    }

    pub fn price(&self, every: Every) -> Option<&Price> {
        match every {
            Every::Month => self.month.as_ref(),
            Every::Year => self.year.as_ref(),
        }
    }
}

/// What is on offer in this currency, in the artist's order.
pub fn offer(conn: &mut Conn, currency: Currency) -> Result<Vec<Offered>, Fault> {
    let prices = prices::active_of_kind(conn, KIND)?;
    let mut offered = Vec::new();
    for tier in store::tiers(conn)?.into_iter().filter(Tier::is_open) {
        let costs = |every: Every| {
            let fits = |price: &&Price| {
                price.item_id == tier.id.0 && price.currency == currency && price.every() == Some(every)
            };
            prices.iter().find(fits).cloned()
        };
        let places = capacities::of(conn, KIND, tier.id.as_str())?;
        offered.push(Offered { month: costs(Every::Month), year: costs(Every::Year), places, tier });
    }
    Ok(offered)
}

/// All tiers, retired ones included.
pub fn tiers(conn: &mut Conn) -> Result<Vec<Tier>, Fault> {
    store::tiers(conn)
}

pub fn tier(conn: &mut Conn, id: &TierId) -> Result<Option<Tier>, Fault> {
    store::tier(conn, id)
}

pub fn tier_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Tier>, Fault> {
    store::tier_by_slug(conn, slug)
}

/// What the artist writes about a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTier {
    pub slug: String,
    pub name: String,
    pub summary: String,
    /// One a line.
    pub perks: String,
}

/// Adds a tier after the others. A slug that is taken is a unique violation.
pub fn create_tier(tx: &mut Tx, new: &NewTier, now: Moment) -> Result<Tier, Fault> {
    let tier = Tier {
        id: TierId::new(),
        slug: new.slug.clone(),
        name: new.name.clone(),
        summary: new.summary.clone(),
        perks: new.perks.clone(),
        position: store::last_position(tx)? + 1,
        state: "open".to_owned(),
        created_at: now,
    };
    store::insert_tier(tx, &tier)?;
    Ok(tier)
}

/// Changes the words; the slug stays, because conditions name it.
pub fn edit_tier(tx: &mut Tx, id: &TierId, name: &str, summary: &str, perks: &str) -> Result<(), Fault> {
    store::set_words(tx, id, name, summary, perks)
}

/// Nobody new; those who hold it keep it.
pub fn retire_tier(tx: &mut Tx, id: &TierId) -> Result<(), Fault> {
    store::set_state(tx, id, "retired")
}

/// On offer again.
pub fn reopen_tier(tx: &mut Tx, id: &TierId) -> Result<(), Fault> {
    store::set_state(tx, id, "open")
}

/// How many may hold it; none is without limit. Lowering it takes nobody's place away.
pub fn set_places(tx: &mut Tx, id: &TierId, total: Option<i64>) -> Result<(), Fault> {
    capacities::set_total(tx, KIND, id.as_str(), total)
}

/// What it costs each period; none takes that price off sale.
pub fn set_price(
    tx: &mut Tx,
    id: &TierId,
    every: Every,
    currency: Currency,
    amount: Option<i64>,
    now: Moment,
) -> Result<(), Fault> {
    prices::set(tx, KIND, id.as_str(), Some(every), currency, amount, now)
}
