//! After a move: once a day, by reading, what Stripe collects beside what the member file says. What settling can mend
//! the nightly comparison of payments mends; here stands what a person has to look at.

use std::collections::{BTreeMap, BTreeSet};

use super::differences::{self, Difference, Kind};
use super::store::{self, Adoption};
use super::{AdoptionId, WATCHED_DAYS};
use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::memberships;
use crate::orders::{Every, prices};
use crate::payments::{self, Elsewhere, Whose};
use crate::plumbing::db::Conn;

/// Hours between two looks, a little less than a day so that they keep their time.
const EVERY_HOURS: i64 = 23;

/// The last moment at which both sides are compared after this adoption.
pub fn watched_until(adoption: &Adoption) -> Option<Moment> {
    adoption.finished_at.filter(|_| adoption.state == "done").map(|at| at.plus_days(WATCHED_DAYS))
}

/// Whether a move is being looked after.
pub fn is_watched(conn: &mut Conn, now: Moment) -> Result<bool, Fault> {
    Ok(!store::standing_since(conn, now.plus_days(-WATCHED_DAYS))?.is_empty())
}

/// Looks once a day while a move is being looked after. A look that failed is tried again an hour later.
pub async fn watch_daily(club: &Club, now: Moment) -> Result<(), Fault> {
    let watched = club.read(move |c| store::standing_since(c, now.plus_days(-WATCHED_DAYS))).await?;
    let due = |adoption: &Adoption| {
        let since_look = adoption.compared_at.or(adoption.finished_at);
        since_look.is_none_or(|at| at.plus_hours(EVERY_HOURS) <= now)
            && adoption.tried_at.is_none_or(|at| at.plus_hours(1) <= now)
    };
    if watched.is_empty() {
        return forget_old(club).await;
    }
    if !watched.iter().any(due) {
        return Ok(());
    }
    watch(club, now).await.map(drop)
}

/// Nobody looks any more: what was found last says nothing about today.
async fn forget_old(club: &Club) -> Result<(), Fault> {
    if club.read(differences::all).await?.is_empty() {
        return Ok(());
    }
    club.write(|tx| differences::replace(tx, &[])).await
}

/// Compares now. Gives how many differences there are; none when no move is looked after.
pub async fn watch(club: &Club, now: Moment) -> Result<Option<usize>, Fault> {
    let watched = club.read(move |c| store::standing_since(c, now.plus_days(-WATCHED_DAYS))).await?;
    if watched.is_empty() || payments::unread(club).await.is_some() {
        return Ok(None);
    }
    let ids: Vec<AdoptionId> = watched.iter().map(|adoption| adoption.id.clone()).collect();
    let tried = ids.clone();
    club.write(move |tx| store::set_tried(tx, &tried, now)).await?;
    let there = all_there(club, now).await?;
    let these = watched.clone();
    let found = club.read(move |c| compare(c, &these, &there, now)).await?;
    let n = found.len();
    club.write(move |tx| {
        differences::replace(tx, &found)?;
        store::set_compared(tx, &ids, now)?;
        let detail = n.to_string();
        journal::record(tx, Actor::System, "adoption.compared", "club", "", &detail, now)
    })
    .await?;
    Ok(Some(n))
}

async fn all_there(club: &Club, now: Moment) -> Result<Vec<Elsewhere>, Fault> {
    let mut there: Vec<Elsewhere> = Vec::new();
    loop {
        let after = there.last().map(|last| last.id.clone());
        let page = payments::agreements_elsewhere(club, after.as_deref(), now).await?;
        there.extend(page.agreements);
        if !page.more {
            return Ok(there);
        }
    }
}

/// What this side knows.
struct Here {
    /// Agreements that came by an adoption.
    adopted: BTreeSet<String>,
    /// Those of them that run here.
    running: BTreeSet<String>,
    /// What adoptions decided about each agreement they read.
    decided: BTreeMap<String, String>,
    /// Whether each price was left alone on purpose, as it was decided last.
    left: BTreeMap<String, bool>,
    /// Agreements that run here, whoever began them.
    ours: BTreeSet<String>,
    read_at: Moment,
}

impl Here {
    fn load(conn: &mut Conn, watched: &[Adoption], there: &[Elsewhere]) -> Result<Here, Fault> {
        let ids: Vec<AdoptionId> = watched.iter().map(|adoption| adoption.id.clone()).collect();
        let running = |conn: &mut Conn, ids: &[String]| -> Result<BTreeSet<String>, Fault> {
            let known = payments::agreements_known(conn, ids)?.into_iter();
            Ok(known.filter(|known| known.ended_at.is_none()).map(|known| known.id).collect())
        };
        let adopted = store::adopted(conn, &ids)?;
        let listed: Vec<String> = there.iter().map(|one| one.id.clone()).collect();
        let mut left = BTreeMap::new();
        for id in &ids {
            let prices = store::prices(conn, id)?.into_iter();
            left.extend(prices.map(|price| (price.price_id, price.tier_id.is_empty())));
        }
        Ok(Here {
            running: running(conn, &adopted)?,
            adopted: adopted.into_iter().collect(),
            decided: store::outcomes(conn, &ids)?.into_iter().collect(),
            left,
            ours: running(conn, &listed)?,
            read_at: watched.iter().filter_map(|adoption| adoption.read_at).max().unwrap_or(Moment(0)),
        })
    }

    /// Why somebody who pays there and has nothing by it here is worth a look; none when that is meant to be.
    fn amiss(&self, one: &Elsewhere) -> Option<Kind> {
        if self.adopted.contains(&one.id) {
            return Some(Kind::OnlyThere);
        }
        let left_alone = one.items.iter().all(|item| self.left.get(&item.price) == Some(&true));
        match self.decided.get(&one.id).map(String::as_str) {
            Some("price-left" | "held" | "second" | "shut-out" | "own" | "another-club") => None,
            // What no club can adopt was said once, and nobody can mend it every day.
            Some("period" | "no-amount" | "several") => None,
            None if left_alone => None,
            None if one.began_at > self.read_at => Some(Kind::NewThere),
            _ => Some(Kind::OnlyThere),
        }
    }
}

fn compare(conn: &mut Conn, watched: &[Adoption], there: &[Elsewhere], now: Moment) -> Result<Vec<Difference>, Fault> {
    let here = Here::load(conn, watched, there)?;
    let mut found = Vec::new();
    for one in there.iter().filter(|one| one.whose == Whose::Foreign || here.running.contains(&one.id)) {
        if here.ours.contains(&one.id) {
            let paid_here = price_here(conn, &one.id)?;
            let paid_there = price_there(one);
            if here.running.contains(&one.id) && paid_here != paid_there {
                found.push(Difference::new(Kind::Price, &one.id, words(paid_here), words(paid_there), now));
            }
        } else if let Some(kind) = here.amiss(one).filter(|_| one.collecting.is_live()) {
            found.push(Difference::new(kind, &one.id, String::new(), words(price_there(one)), now));
        }
    }
    let listed: BTreeSet<&String> = there.iter().map(|one| &one.id).collect();
    for id in here.running.iter().filter(|id| !listed.contains(id)) {
        let paid = price_here(conn, id)?;
        found.push(Difference::new(Kind::OnlyHere, id, words(paid), String::new(), now));
    }
    Ok(found)
}

/// What is paid each period.
type Paid = Option<(Money, Every)>;

fn price_here(conn: &mut Conn, agreement: &str) -> Result<Paid, Fault> {
    let Some(held) = memberships::by_agreement(conn, agreement)? else { return Ok(None) };
    let price = prices::by_id(conn, held.price_id.as_str())?;
    Ok(price.and_then(|price| Some((price.amount(), price.every()?))))
}

fn price_there(one: &Elsewhere) -> Paid {
    let [item] = one.items.as_slice() else { return None };
    let unit = item.unit.filter(|_| item.quantity == 1)?;
    Some((unit, item.every()?))
}

fn words(paid: Paid) -> String {
    paid.map_or(String::new(), |(unit, every)| format!("{} {} {}", unit.digits(), unit.currency, every.word()))
}
