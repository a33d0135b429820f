//! Rehearsing an adoption and doing it. Every step is small, and the place reached is written in the transaction of the
//! step, so that whoever comes after a crash goes on exactly there.

use super::AdoptionId;
use super::outcome::{Claimed, Deciding, Outcome};
use super::reading;
use super::store::{self, Made, Row};
use crate::base::{EmailAddress, Fault, Moment};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::members::{self, Brought, Candidate, Member, Merge};
use crate::memberships::{self, Adopting, Beginning, KIND, Tier};
use crate::orders::{self, Founding, prices};
use crate::payments::{self, Elsewhere, TakenOver};
use crate::plumbing::db::Tx;

/// Agreements looked at together in a rehearsal.
const LOOKED_AT: i64 = 200;
/// Agreements adopted in one transaction.
const ADOPTED_AT_ONCE: i64 = 10;

/// Decides what would become of every agreement, and changes nothing else.
pub async fn rehearse_now(club: &Club, id: &AdoptionId, now: Moment) -> Result<(), Fault> {
    let (wanted, grace_days) = (id.clone(), i64::from(club.config().stripe.grace_days));
    let deciding = club
        .read(move |c| match store::by_id(c, &wanted)? {
            Some(adoption) if adoption.state == "rehearsing" => Deciding::load(c, adoption, grace_days, now).map(Some),
            _ => Ok(None),
        })
        .await?;
    let Some(mut deciding) = deciding else { return Ok(()) };
    let mut claimed = Claimed::default();
    // From the beginning, whatever an earlier try came to: who gets what depends on those further up.
    let mut from = 0;
    loop {
        let (at, here) = (id.clone(), from);
        let looked = club
            .read(move |c| {
                let rows = store::rows_from(c, &at, here, LOOKED_AT)?;
                let mut decided = Vec::with_capacity(rows.len());
                for row in rows {
                    let (outcome, member) = deciding.decide(c, &row, &claimed)?;
                    claimed.note(outcome, member.as_ref(), &row);
                    decided.push((row, outcome, member.map(|member| member.id)));
                }
                Ok((decided, deciding, claimed))
            })
            .await?;
        let decided;
        (decided, deciding, claimed) = looked;
        let Some((last, _, _)) = decided.last() else { break };
        from = last.position + 1;
        let (at, done) = (id.clone(), from);
        club.write(move |tx| {
            for (row, outcome, member) in &decided {
                store::set_outcome(tx, row, outcome.word(), member.as_ref())?;
            }
            store::set_done(tx, &at, "rehearsing", done)
        })
        .await?;
    }
    let at = id.clone();
    club.write(move |tx| store::end_rehearsal(tx, &at)).await
}

/// Makes memberships of what was rehearsed, from where it was left. Each agreement is read again first: what was true
/// at the rehearsal may have ended since. `Fault::Busy` when somebody else is at it.
pub async fn run_now(club: &Club, id: &AdoptionId, now: Moment) -> Result<(), Fault> {
    let grace_days = i64::from(club.config().stripe.grace_days);
    loop {
        let wanted = id.clone();
        let next = club
            .read(move |c| match store::by_id(c, &wanted)? {
                Some(adoption) if adoption.state == "running" => {
                    let rows = store::rows_to_do(c, &wanted, ADOPTED_AT_ONCE)?;
                    Ok(Some((Deciding::load(c, adoption, grace_days, now)?, rows)))
                }
                _ => Ok(None),
            })
            .await?;
        let Some((deciding, rows)) = next else { return Ok(()) };
        if rows.is_empty() {
            break;
        }
        let mut read = Vec::with_capacity(rows.len());
        for row in rows {
            let again = if row.adopts() {
                Some(payments::agreement_elsewhere(club, &row.agreement_id, now).await?)
            } else {
                None
            };
            read.push((row, again));
        }
        club.write_durably(move |tx| step(tx, &deciding, &read)).await?;
    }
    let at = id.clone();
    club.write(move |tx| {
        if store::end(tx, &at, "running", "done", now)? {
            let made: i64 = store::counts(tx, &at)?.into_iter().filter(|(word, _)| adopts(word)).map(|(_, n)| n).sum();
            journal::record(tx, Actor::System, "adoption.done", "adoption", at.as_str(), &made.to_string(), now)?;
        }
        Ok(())
    })
    .await
}

fn adopts(word: &str) -> bool {
    super::ADOPTING.contains(&word)
}

/// An agreement, and how it stands now: not asked, gone, or there.
type Again = (Row, Option<Option<Elsewhere>>);

/// One step, done whole or not at all.
fn step(tx: &mut Tx, deciding: &Deciding, read: &[Again]) -> Result<(), Fault> {
    let Deciding { adoption, .. } = deciding;
    let done = adoption.done;
    if !store::is_at(tx, &adoption.id, "running", done)? {
        return Err(Fault::Busy);
    }
    for (row, again) in read {
        match again {
            None => drop(store::mark_left(tx, row, &row.outcome, row.member_id.as_ref())?),
            Some(None) => drop(store::mark_left(tx, row, Outcome::Gone.word(), None)?),
            Some(Some(now_there)) => adopt_or_leave(tx, deciding, row, now_there)?,
        }
    }
    let some = i64::try_from(read.len()).unwrap_or(i64::MAX);
    store::step(tx, &adoption.id, "running", done, done + some)
}

fn adopt_or_leave(tx: &mut Tx, deciding: &Deciding, rehearsed: &Row, there: &Elsewhere) -> Result<(), Fault> {
    let row = reading::row(&rehearsed.adoption_id, there, rehearsed.position);
    let same_price = row.price_id == rehearsed.price_id;
    let (outcome, member) = match deciding.decide(tx, &row, &Claimed::default())? {
        (outcome, member) if outcome.adopts() && !same_price => (Outcome::ChangedSince, member),
        decided => decided,
    };
    let price = deciding.prices.get(&row.price_id);
    let Some((price, Some(tier))) = price.filter(|_| outcome.adopts()) else {
        return store::mark_left(tx, &row, outcome.word(), member.map(|member| member.id).as_ref()).map(drop);
    };
    let (Some(unit), Some(every)) = (price.unit(), price.every()) else {
        return Err(Fault::broken("a price that was fit when it was read says no longer what it costs"));
    };
    let now = deciding.now;
    let (member, change) = bring(tx, &row, member.as_ref(), now)?;
    let price = prices::going_on(tx, KIND, tier.id.as_str(), every, unit, now)?;
    let made = make(tx, deciding, &row, &Making { member: &member, tier, price: &price, unit, change })?;
    store::mark_made(tx, &row, outcome.word(), &member.id, &made)?;
    journal::record(tx, Actor::System, "membership.adopted", "member", member.id.as_str(), &tier.slug, now)
}

/// Links the member with what they pay by; makes one of somebody who was none. They agreed to nothing, and mail to them
/// waits for the owner.
fn bring(tx: &mut Tx, row: &Row, known: Option<&Member>, now: Moment) -> Result<(Member, members::Change), Fault> {
    let email = known.map_or(row.email.as_str(), |member| member.email.as_str());
    let email = EmailAddress::parse(email).map_err(|_| Fault::broken("an address that was read is none"))?;
    let brought = Brought {
        email,
        number: None,
        name: if known.is_some() { String::new() } else { row.name.clone() },
        language: String::new(),
        country: String::new(),
        time_zone: None,
        birth_date: None,
        joined_at: known.is_none().then_some(row.began_at),
        source: SOURCE.to_owned(),
        is_banned: false,
        email_state: String::new(),
        note: String::new(),
        tags: Vec::new(),
        decisions: Vec::new(),
        suppress: None,
        fields: std::collections::BTreeMap::new(),
        stripe_customer: row.customer_id.clone(),
        stripe_subscription: row.agreement_id.clone(),
    };
    let done = members::bring(tx, vec![Candidate::new(brought)], Merge::FileWins, now)?.into_iter().next();
    let done = done.ok_or_else(|| Fault::broken("a member was brought and is not there"))?;
    let member =
        members::by_id(tx, &done.member)?.ok_or_else(|| Fault::broken("a member was brought and is not there"))?;
    Ok((member, done.change()?))
}

/// Where members come from whom an adoption made.
const SOURCE: &str = "stripe";

/// Whose membership is made, of what.
struct Making<'a> {
    member: &'a Member,
    tier: &'a Tier,
    price: &'a prices::PriceId,
    unit: crate::base::Money,
    change: members::Change,
}

fn make(tx: &mut Tx, deciding: &Deciding, row: &Row, making: &Making<'_>) -> Result<Made, Fault> {
    let (now, account) = (deciding.now, deciding.adoption.account());
    let Making { member, tier, price, unit, change } = making;
    let founding = Founding {
        member,
        kind: KIND,
        item: tier.id.as_str(),
        price: price.as_str(),
        name: &tier.name,
        unit: *unit,
        livemode: account.livemode,
    };
    let (order, line) = orders::found(tx, &founding, now)?;
    let grace_until = deciding.grace_until(row);
    let taken = TakenOver {
        account: &account,
        agreement: &row.agreement_id,
        customer: &row.customer_id,
        member: &member.id,
        order: &order,
        line: &line,
        kind: KIND,
        currency: unit.currency,
        paid_until: row.paid_until(),
        failing: row.is_failing(),
        leaving: row.leaving,
    };
    let new_customer = payments::take_over(tx, &taken, now)?;
    let to = Beginning {
        member: &member.id,
        tier,
        price,
        order: Some(&order),
        agreement: Some(&row.agreement_id),
        period_end: Some(row.paid_until()),
    };
    let adopting = Adopting { to, since: row.began_at, leaving: row.leaving, grace_until };
    let membership = memberships::adopt(tx, &adopting, now)?;
    Ok(Made {
        membership: membership.id,
        order,
        tier: tier.id.clone(),
        price: (*price).clone(),
        period_end: row.paid_until(),
        leaving: row.leaving,
        grace_until,
        customer: new_customer.then(|| row.customer_id.clone()),
        change: change.clone(),
    })
}
