//! Memberships as goods.

use super::{Beginning, KIND, Membership, TierId, begin, by_agreement, change, end, follow, living_of, store, tell};
use crate::base::{Fault, Moment};
use crate::orders::prices::{self, PriceId};
use crate::orders::{
    Agreement, Buyer, Every, Fulfilled, GoneReason, NotForSale, OrderLine, Origin, Quote, Restock, Sale, Sellable,
    Taken, Wanted, capacities, waiting_lines,
};
use crate::plumbing::db::{Conn, Tx};

pub struct MembershipSale;

impl Sellable for MembershipSale {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn quote(
        &self,
        conn: &mut Conn,
        wanted: &Wanted,
        buyer: &Buyer,
        _now: Moment,
    ) -> Result<Result<Quote, NotForSale>, Fault> {
        let tier = store::tier(conn, &TierId(wanted.item.clone()))?.filter(|tier| tier.is_open());
        let price = match &wanted.price {
            Some(price) => prices::by_id(conn, price)?,
            None => None,
        };
        let price = price.filter(|price| price.active && price.item_kind == KIND && price.item_id == wanted.item);
        let (Some(tier), Some(price)) = (tier, price) else { return Ok(Err(NotForSale::Unknown)) };
        let Some(member) = &buyer.member else { return Ok(Err(NotForSale::MembersOnly)) };
        let refusal = match living_of(conn, member)? {
            Some(held) if wanted.instead && held.price_id != price.id => None,
            Some(_) => Some(NotForSale::AlreadyHeld),
            None if wanted.instead => Some(NotForSale::NotHeld),
            None => None,
        };
        Ok(match refusal {
            Some(refusal) => Err(refusal),
            None => Ok(Quote { every: price.every(), ..Quote::new(tier.name, price.amount(), "/tiers") }),
        })
    }

    fn reserve(&self, tx: &mut Tx, line: &OrderLine) -> Result<bool, Fault> {
        capacities::take(tx, KIND, &line.item_id, line.quantity)
    }

    fn release(&self, tx: &mut Tx, line: &OrderLine) -> Result<(), Fault> {
        capacities::give_back(tx, KIND, &line.item_id, line.quantity)
    }

    /// Whoever holds a tier keeps its place, whatever was ordered first.
    fn count_taken(&self, conn: &mut Conn, taken: &mut Taken) -> Result<(), Fault> {
        taken.held(KIND, store::living_by_tier(conn)?);
        taken.held(KIND, waiting_lines(conn, KIND)?);
        Ok(())
    }

    fn fulfil(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        let Some(member) = sale.order.buyer() else { return Ok(Fulfilled::Gone(GoneReason::Withdrawn)) };
        // A retired tier that somebody paid for is still theirs.
        let Some(tier) = store::tier(tx, &TierId(sale.line.item_id.clone()))? else {
            return Ok(Fulfilled::Gone(GoneReason::Withdrawn));
        };
        let price = PriceId(sale.line.price_id.clone().unwrap_or_default());
        let to = Beginning {
            member,
            tier: &tier,
            price: &price,
            order: Some(&sale.order.id),
            agreement: sale.agreement.map(|agreement| agreement.id.as_str()),
            period_end: Some(paid_until(tx, sale, now)?),
        };
        let instead = sale.order.origin == Origin::Change.word();
        match living_of(tx, member)? {
            None => begin(tx, &to, now).map(|_| Fulfilled::Delivered),
            Some(held) if instead => change(tx, &held, &to, now).map(|()| Fulfilled::Delivered),
            // Two tabs paid: the second is nobody's second membership.
            Some(_) => Ok(Fulfilled::Gone(GoneReason::AlreadyHeld)),
        }
    }

    fn revoke(&self, tx: &mut Tx, line: &OrderLine, _: Restock, now: Moment) -> Result<(), Fault> {
        match store::living_by_order(tx, &line.order_id)? {
            Some(membership) => end(tx, &membership, "refunded", now),
            None => Ok(()),
        }
    }

    fn renew(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        let agreement = sale.agreement.ok_or_else(|| Fault::broken("a renewal without its agreement"))?;
        if let Some(membership) = by_agreement(tx, &agreement.id)?.filter(Membership::is_living) {
            store::renew(tx, &membership.id, &sale.order.id, agreement.until, agreement.leaving)?;
            tell(tx, &membership.member_id)?;
            return Ok(Fulfilled::Delivered);
        }
        // Paid after it had ended: it begins again if there is still a place.
        if !self.reserve(tx, sale.line)? {
            return Ok(Fulfilled::Gone(GoneReason::SoldOut));
        }
        let fulfilled = self.fulfil(tx, sale, now)?;
        if fulfilled != Fulfilled::Delivered {
            self.release(tx, sale.line)?;
        }
        Ok(fulfilled)
    }

    fn lapse(&self, tx: &mut Tx, agreement: &Agreement, now: Moment) -> Result<(), Fault> {
        follow(tx, agreement, now)
    }
}

fn paid_until(conn: &mut Conn, sale: &Sale<'_>, now: Moment) -> Result<Moment, Fault> {
    if let Some(agreement) = sale.agreement {
        return Ok(agreement.until);
    }
    let every = match &sale.line.price_id {
        Some(price) => prices::by_id(conn, price)?.and_then(|price| price.every()),
        None => None,
    };
    Ok(match every {
        Some(Every::Year) => now.plus_months(12),
        Some(Every::Month) | None => now.plus_months(1),
    })
}
