//! A kind of goods made for these tests: limited, weighed, and sure to notice when it is delivered twice.

use stagedoor::base::{Currency, Fault, Moment, Money};
use stagedoor::club;
use stagedoor::experiences::sale::ExperienceSale;
use stagedoor::memberships::sale::MembershipSale;
use stagedoor::orders::{
    Agreement, Buyer, Carriage, Fulfilled, Kinds, NotForSale, OrderLine, Quote, Restock, Sale, Sellable, Wanted,
    capacities,
};
use stagedoor::plumbing::db::{Conn, Tx};
use stagedoor::shop::sale::MerchSale;
use stagedoor::tickets::sale::TicketSale;

pub const THINGS: Kinds = Kinds(&[&MembershipSale, &Carriage, &Things, &MerchSale, &TicketSale, &ExperienceSale]);
pub const KIND: &str = "thing";

/// `mug/1200/350`: name, price in minor units of the euro, grams; `0` grams need no sending.
pub struct Things;

fn parts(item: &str) -> Option<(String, i64, i64)> {
    let mut parts = item.split('/');
    Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

pub fn thing(item: &str, quantity: i64) -> Wanted {
    Wanted { kind: KIND, item: item.to_owned(), price: None, quantity, details: "{}".to_owned(), instead: false }
}

fn fact(line: &OrderLine) -> String {
    format!("thing/{}", line.id)
}

impl Sellable for Things {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn quote(
        &self,
        conn: &mut Conn,
        wanted: &Wanted,
        _: &Buyer,
        _: Moment,
    ) -> Result<Result<Quote, NotForSale>, Fault> {
        let Some((name, minor, grams)) = parts(&wanted.item) else { return Ok(Err(NotForSale::Unknown)) };
        let left = capacities::of(conn, KIND, &wanted.item)?.left();
        let quote = Quote::new(name, Money::new(minor, Currency::EUR), "/");
        Ok(Ok(Quote { grams: (grams > 0).then_some(grams), left, ..quote }))
    }

    fn reserve(&self, tx: &mut Tx, line: &OrderLine) -> Result<bool, Fault> {
        capacities::take(tx, KIND, &line.item_id, line.quantity)
    }

    fn release(&self, tx: &mut Tx, line: &OrderLine) -> Result<(), Fault> {
        capacities::give_back(tx, KIND, &line.item_id, line.quantity)
    }

    fn fulfil(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        assert!(club::fact(tx, &fact(sale.line))?.is_none(), "{} is delivered twice", sale.line.name);
        club::set_fact(tx, &fact(sale.line), "delivered", now)?;
        Ok(Fulfilled::Delivered)
    }

    fn revoke(&self, tx: &mut Tx, line: &OrderLine, stock: Restock, now: Moment) -> Result<(), Fault> {
        club::set_fact(tx, &fact(line), "revoked", now)?;
        match stock {
            Restock::BackOnShelf => self.release(tx, line),
            Restock::Lost => Ok(()),
        }
    }

    fn renew(&self, _: &mut Tx, _: &Sale<'_>, _: Moment) -> Result<Fulfilled, Fault> {
        unreachable!("things do not renew")
    }

    fn lapse(&self, _: &mut Tx, _: &Agreement, _: Moment) -> Result<(), Fault> {
        unreachable!("things do not lapse")
    }
}
