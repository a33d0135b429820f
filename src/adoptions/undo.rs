//! Giving an adoption up, and letting mail out to those it made. Both in small steps that remember their place. Stripe
//! hears nothing of it: what was collected there goes on being collected.

use super::AdoptionId;
use super::store::{self, Made, Row};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::members::{self, MemberId};
use crate::memberships::{self, Membership};
use crate::orders;
use crate::payments;
use crate::plumbing::db::Tx;

/// Members of one transaction: well under fifty milliseconds of the writer.
const AT_ONCE: i64 = 25;

/// Gives up what the adoption made and nobody changed since.
pub async fn undo_now(club: &Club, id: &AdoptionId, now: Moment) -> Result<(), Fault> {
    loop {
        let at = id.clone();
        let more = club
            .write(move |tx| {
                let Some(adoption) = store::by_id(tx, &at)?.filter(|adoption| adoption.state == "undoing") else {
                    return Ok::<_, Fault>(false);
                };
                let rows = store::rows_to_undo(tx, &at, AT_ONCE)?;
                for row in &rows {
                    let kept = give_up(tx, row, now)?;
                    store::undone(tx, row, &kept)?;
                }
                let some = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                store::step(tx, &at, "undoing", adoption.done, adoption.done + some)?;
                Ok(!rows.is_empty())
            })
            .await?;
        if !more {
            break;
        }
    }
    let at = id.clone();
    club.write(move |tx| store::end(tx, &at, "undoing", "undone", now).map(drop)).await
}

/// Gives one up. Returns what was left as it is, because it was changed since.
fn give_up(tx: &mut Tx, row: &Row, now: Moment) -> Result<Vec<String>, Fault> {
    let (Some(made), Some(member)) = (&row.made, &row.member_id) else { return Ok(Vec::new()) };
    let made: Made = serde_json::from_str(made)?;
    let held = memberships::by_agreement(tx, &row.agreement_id)?;
    let changed = changed_since(held.as_ref(), &made);
    let Some(held) = held.filter(|_| changed.is_empty()) else { return Ok(changed) };
    memberships::unadopt(tx, &held)?;
    payments::give_up(tx, &row.agreement_id, made.customer.as_deref())?;
    orders::unfound(tx, &made.order)?;
    journal::record(tx, Actor::System, "membership.given_up", "member", member.as_str(), "", now)?;
    members::take_back(tx, member, row.created, &made.change)
}

/// Words for what a fan, the crew or Stripe did since.
fn changed_since(held: Option<&Membership>, made: &Made) -> Vec<String> {
    let Some(held) = held.filter(|held| held.is_living()) else { return vec!["ended".to_owned()] };
    let changes = [
        ("renewed", held.period_end != Some(made.period_end)),
        ("tier", held.tier_id != made.tier || held.price_id != made.price),
        ("leaving", held.cancel_at_period_end != made.leaving),
        ("grace", held.grace_until != made.grace_until),
        ("renewed", held.order_id.as_ref() != Some(&made.order)),
    ];
    let mut words: Vec<String> =
        changes.into_iter().filter(|(_, changed)| *changed).map(|(word, _)| word.to_owned()).collect();
    words.dedup();
    words
}

/// Lets mail out to the people an adoption made.
pub async fn let_mail_out_now(club: &Club, id: &AdoptionId) -> Result<(), Fault> {
    let mut after = -1;
    loop {
        let (at, from) = (id.clone(), after);
        let last = club
            .write(move |tx| {
                let some = store::created_after(tx, &at, from, AT_ONCE)?;
                let members: Vec<MemberId> = some.iter().filter_map(|row| row.member_id.clone()).collect();
                members::let_mail_out(tx, &members)?;
                Ok::<_, Fault>(some.last().map(|row| row.position))
            })
            .await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
