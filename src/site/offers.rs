//! Tiers as fan pages show them.

use super::contexts::{CurrentTier, LockTier, Period, Places};
use super::{present, ways};
use crate::base::Fault;
use crate::lobby::Visit;
use crate::memberships::{self, Courtesy, Membership, Offered, Tier};
use crate::orders::Every;
use crate::orders::prices::{self, Price};
use crate::plumbing::db::Conn;

/// What the club offers now, in its currency.
pub(super) async fn on_offer(visit: &Visit) -> Result<Vec<Offered>, Fault> {
    let currency = visit.club.config().currency;
    visit.club.read(move |conn| memberships::offer(conn, currency)).await
}

pub(super) fn period(every: Every) -> Period {
    match every {
        Every::Month => Period::Month,
        Every::Year => Period::Year,
    }
}

/// The price for this period, or the only other one there is.
pub(super) fn price_or_other(offered: &Offered, every: Every) -> Option<(Every, &Price)> {
    let other = if every == Every::Month { Every::Year } else { Every::Month };
    [every, other].into_iter().find_map(|every| Some((every, offered.price(every)?)))
}

pub(super) fn places(visit: &Visit, offered: &Offered) -> Option<Places> {
    let (total, left) = (offered.places.total?, offered.places.left()?);
    Some(Places { left: present::count(&visit.w, left), total: present::count(&visit.w, total) })
}

/// A tier as a way in, and back to `back` afterwards.
pub(super) fn lock_tier(visit: &Visit, offered: &Offered, back: &str) -> LockTier {
    let slug = offered.tier.slug.as_str();
    let price = |price: &Option<Price>| price.as_ref().map(|price| visit.w.price(price.amount()));
    let period = if offered.month.is_some() || offered.year.is_none() { "month" } else { "year" };
    // Members choose with a form, which this address cannot be: the page of tiers has it.
    let way = match &visit.here {
        None => ways::with("/join", &[("tier", slug), ("period", period), ("back", back)]),
        Some(_) => ways::with("/tiers", &[("back", back)]),
    };
    LockTier {
        name: offered.tier.name.clone(),
        month: price(&offered.month),
        year: price(&offered.year),
        places: places(visit, offered),
        url: visit.url(&way),
    }
}

/// The smallest monthly price of all, in words; a year's where there is none by the month.
pub(super) fn cheapest(visit: &Visit, offered: &[Offered]) -> Option<String> {
    let smallest = |every: Every| offered.iter().filter_map(|one| one.price(every)).min_by_key(|price| price.minor);
    smallest(Every::Month).or_else(|| smallest(Every::Year)).map(|price| visit.w.price(price.amount()))
}

/// What a member holds now, as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub membership: Membership,
    pub tier: memberships::Tier,
    pub price: Option<Price>,
}

pub(super) fn held(conn: &mut Conn, member: &crate::members::MemberId) -> Result<Option<Held>, Fault> {
    let Some(membership) = memberships::living_of(conn, member)? else { return Ok(None) };
    let Some(tier) = memberships::tier(conn, &membership.tier_id)? else { return Ok(None) };
    let price = prices::by_id(conn, membership.price_id.as_str())?;
    Ok(Some(Held { membership, tier, price }))
}

/// What the club gives a member for nothing, while it does.
pub(super) fn given(conn: &mut Conn, member: &crate::members::MemberId) -> Result<Option<(Courtesy, Tier)>, Fault> {
    let Some(courtesy) = memberships::courtesy_of(conn, member)? else { return Ok(None) };
    Ok(memberships::tier(conn, &courtesy.tier_id)?.map(|tier| (courtesy, tier)))
}

impl Held {
    pub(super) fn every(&self) -> Every {
        self.price.as_ref().and_then(Price::every).unwrap_or(Every::Month)
    }

    pub(super) fn current(&self, visit: &Visit) -> CurrentTier {
        let membership = &self.membership;
        // Without an agreement behind it (a gift, an import) there is nothing to renew, cancel or look at.
        let managed = membership.subscription_id.is_some();
        let leaving = membership.cancel_at_period_end;
        CurrentTier {
            name: self.tier.name.clone(),
            price: self.price.as_ref().map(|price| visit.w.price(price.amount())).unwrap_or_default(),
            period: period(self.every()),
            until: membership.period_end.map(|at| present::moment(&visit.w, at, visit.now)),
            cancelled: leaving || !managed,
            cancel_url: (managed && !leaving).then(|| visit.url("/membership/cancellation")),
            resume_action: (managed && leaving).then(|| visit.url("/membership/resumption")),
            portal_action: managed.then(|| visit.url("/membership/portal")),
        }
    }
}
