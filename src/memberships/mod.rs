//! Memberships: the tiers a club offers, and who holds which until when.
//!
//! A member holds at most one membership; another tier replaces it. Access follows entitlements and the member's
//! standing, both changed in the transaction that changes the membership. Nothing here knows a payment provider.

mod adopted;
mod courtesies;
pub mod sale;
mod store;
mod tiers;

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::base::{Fault, Moment};
use crate::entitlements;
use crate::id;
use crate::members::{self, MemberId};
use crate::orders::prices::PriceId;
use crate::orders::{Agreement, AgreementState, OrderId, capacities};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::memberships;

pub use adopted::{Adopting, adopt, unadopt};
pub use courtesies::{
    Courtesy, CourtesyId, Giving, courtesies_of, courtesy_of, end_courtesy, end_due_courtesies, forget_courtesies,
    give_courtesy,
};
pub use store::{by_agreement, living_of, of_member};
pub use tiers::{
    NewTier, Offered, Tier, TierId, create_tier, edit_tier, offer, reopen_tier, retire_tier, set_places, set_price,
    tier, tier_by_slug, tiers,
};

id!(
    /// One membership of one member.
    MembershipId
);

/// The word for memberships among goods, prices and capacities.
pub const KIND: &str = "membership";

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships)]
pub struct Membership {
    pub id: MembershipId,
    pub member_id: MemberId,
    pub tier_id: TierId,
    pub price_id: PriceId,
    /// The order that paid for it last.
    pub order_id: Option<OrderId>,
    /// The payment provider's name for the agreement that renews it.
    pub subscription_id: Option<String>,
    /// `active`, `grace` or `ended`.
    pub state: String,
    pub started_at: Moment,
    /// Paid until then.
    pub period_end: Option<Moment>,
    pub cancel_at_period_end: bool,
    /// A renewal failed: the benefits hold until then.
    pub grace_until: Option<Moment>,
    pub ended_at: Option<Moment>,
    /// `cancelled`, `payment_failed`, `refunded`.
    pub end_reason: Option<String>,
}

impl Membership {
    pub fn is_living(&self) -> bool {
        self.ended_at.is_none()
    }

    fn source(&self) -> String {
        format!("membership/{}", self.id)
    }

    /// In the words of a member's standing.
    fn holds(&self) -> &'static str {
        match self {
            held if !held.is_living() => "free",
            held if held.state == "grace" => "grace",
            held if held.cancel_at_period_end => "leaving",
            _ => PAYING,
        }
    }
}

/// A membership that is paid for and goes on.
const PAYING: &str = "paying";

/// Tells the member's standing what they hold now.
fn tell(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let held = living_of(tx, member)?;
    members::set_holds(tx, member, held.as_ref().map_or("free", Membership::holds))
}

/// What a new membership is made of.
#[derive(Debug, Clone)]
pub struct Beginning<'a> {
    pub member: &'a MemberId,
    pub tier: &'a Tier,
    pub price: &'a PriceId,
    pub order: Option<&'a OrderId>,
    pub agreement: Option<&'a str>,
    pub period_end: Option<Moment>,
}

/// Begins a membership. Its place must have been taken before.
pub fn begin(tx: &mut Tx, beginning: &Beginning<'_>, now: Moment) -> Result<Membership, Fault> {
    let membership = Membership {
        id: MembershipId::new(),
        member_id: beginning.member.clone(),
        tier_id: beginning.tier.id.clone(),
        price_id: beginning.price.clone(),
        order_id: beginning.order.cloned(),
        subscription_id: beginning.agreement.map(str::to_owned),
        state: "active".to_owned(),
        started_at: now,
        period_end: beginning.period_end,
        cancel_at_period_end: false,
        grace_until: None,
        ended_at: None,
        end_reason: None,
    };
    store::insert(tx, &membership)?;
    open(tx, &membership, beginning.tier, now)?;
    Ok(membership)
}

/// Writes memberships of the past and what they opened, many at once; the living ones take their places, also where
/// there are none left. Their members' standing is the caller's care.
pub fn insert_past(tx: &mut Tx, past: &[Membership]) -> Result<(), Fault> {
    store::insert_many(tx, past)?;
    let opened: Vec<entitlements::Past> = past
        .iter()
        .map(|membership| entitlements::Past {
            member: membership.member_id.clone(),
            kind: "tier".to_owned(),
            item: membership.tier_id.0.clone(),
            source: membership.source(),
            starts_at: membership.started_at,
            ends_at: membership.ended_at,
        })
        .collect();
    entitlements::insert_past(tx, &opened)?;
    for held in past.iter().filter(|held| held.is_living() && held.holds() != PAYING) {
        members::set_holds(tx, &held.member_id, held.holds())?;
    }
    let mut taken: BTreeMap<&str, i64> = BTreeMap::new();
    for membership in past.iter().filter(|membership| membership.is_living()) {
        *taken.entry(membership.tier_id.as_str()).or_default() += 1;
    }
    taken.into_iter().try_for_each(|(tier, n)| capacities::take_regardless(tx, KIND, tier, n))
}

/// Moves a living membership to another tier or price. The new place must have been taken before; the old one is given back.
fn change(tx: &mut Tx, membership: &Membership, to: &Beginning<'_>, now: Moment) -> Result<(), Fault> {
    store::change(tx, &membership.id, to)?;
    capacities::give_back(tx, KIND, membership.tier_id.as_str(), 1)?;
    if membership.tier_id != to.tier.id {
        entitlements::revoke(tx, &membership.source(), now)?;
        open(tx, membership, to.tier, now)?;
    }
    tell(tx, &membership.member_id)
}

fn open(tx: &mut Tx, membership: &Membership, tier: &Tier, now: Moment) -> Result<(), Fault> {
    entitlements::grant(tx, &membership.member_id, "tier", tier.id.as_str(), &membership.source(), now)?;
    members::set_tier(tx, &membership.member_id, &tier.slug, Some(now))?;
    tell(tx, &membership.member_id)
}

/// Ends a living membership: its place goes back, what it opened closes.
pub fn end(tx: &mut Tx, membership: &Membership, reason: &str, now: Moment) -> Result<(), Fault> {
    if !store::mark_ended(tx, &membership.id, reason, now)? {
        return Ok(());
    }
    capacities::give_back(tx, KIND, membership.tier_id.as_str(), 1)?;
    entitlements::revoke(tx, &membership.source(), now)?;
    courtesies::fall_back(tx, &membership.member_id)?;
    tell(tx, &membership.member_id)
}

/// Follows what the agreement behind a membership says when no payment came with it.
fn follow(tx: &mut Tx, agreement: &Agreement, now: Moment) -> Result<(), Fault> {
    let Some(membership) = by_agreement(tx, &agreement.id)?.filter(Membership::is_living) else { return Ok(()) };
    match agreement.state {
        AgreementState::Good => {
            store::set_leaving(tx, &membership.id, agreement.leaving)?;
            tell(tx, &membership.member_id)
        }
        AgreementState::Failing if now >= agreement.grace_until => end(tx, &membership, "payment_failed", now),
        AgreementState::Failing => {
            store::set_grace(tx, &membership.id, agreement.grace_until)?;
            tell(tx, &membership.member_id)
        }
        AgreementState::Over => {
            let reason = if membership.grace_until.is_some() { "payment_failed" } else { "cancelled" };
            end(tx, &membership, reason, now)
        }
    }
}

/// How many living memberships each tier has.
pub fn holders(conn: &mut Conn) -> Result<Vec<(TierId, i64)>, Fault> {
    store::holders(conn)
}
