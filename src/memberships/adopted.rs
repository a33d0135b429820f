//! Memberships that another system began: taken over as they stand, and given up again as if they had never been here.

use super::{Beginning, KIND, Membership, MembershipId, courtesies, store, tell};
use crate::base::{Fault, Moment};
use crate::entitlements;
use crate::members;
use crate::orders::capacities;
use crate::plumbing::db::Tx;

/// A membership as it stands elsewhere.
#[derive(Debug, Clone)]
pub struct Adopting<'a> {
    pub to: Beginning<'a>,
    /// Held since then.
    pub since: Moment,
    /// Ends with the period that is paid.
    pub leaving: bool,
    /// A renewal failed: the benefits hold until then.
    pub grace_until: Option<Moment>,
}

/// Begins a membership that is somebody's already. It takes its place whether or not there is one left.
pub fn adopt(tx: &mut Tx, adopting: &Adopting<'_>, now: Moment) -> Result<Membership, Fault> {
    let to = &adopting.to;
    let membership = Membership {
        id: MembershipId::new(),
        member_id: to.member.clone(),
        tier_id: to.tier.id.clone(),
        price_id: to.price.clone(),
        order_id: to.order.cloned(),
        subscription_id: to.agreement.map(str::to_owned),
        state: if adopting.grace_until.is_some() { "grace" } else { "active" }.to_owned(),
        started_at: adopting.since,
        period_end: to.period_end,
        cancel_at_period_end: adopting.leaving,
        grace_until: adopting.grace_until,
        ended_at: None,
        end_reason: None,
    };
    store::insert(tx, &membership)?;
    capacities::take_regardless(tx, KIND, to.tier.id.as_str(), 1)?;
    entitlements::grant(tx, to.member, "tier", to.tier.id.as_str(), &membership.source(), now)?;
    members::set_tier(tx, to.member, &to.tier.slug, Some(adopting.since))?;
    tell(tx, to.member)?;
    Ok(membership)
}

/// Gives up a living membership that was adopted: its place goes back, and the member stands where they stood before.
pub fn unadopt(tx: &mut Tx, membership: &Membership) -> Result<(), Fault> {
    entitlements::forget(tx, &membership.source())?;
    store::delete(tx, &membership.id)?;
    capacities::give_back(tx, KIND, membership.tier_id.as_str(), 1)?;
    courtesies::fall_back(tx, &membership.member_id)?;
    tell(tx, &membership.member_id)
}
