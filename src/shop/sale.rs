//! Products as goods: things that are sent, and files that are had at once.

use super::{KIND, MEMBERS_PRICE, Product, Purchase, PurchaseId, Role, Variant, VariantId, purchases, store};
use crate::base::{Fault, Moment, Secret, Standing, folded};
use crate::members::{self, MemberId};
use crate::orders::prices::{self, Price};
use crate::orders::{
    Agreement, Buyer, Fulfilled, GoneReason, NotForSale, OrderLine, Quote, Restock, Sale, Sellable, Wanted,
    Whereabouts, capacities,
};
use crate::plumbing::db::{Conn, Tx};
use crate::shipments;

pub struct MerchSale;

impl Sellable for MerchSale {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn quote(
        &self,
        conn: &mut Conn,
        wanted: &Wanted,
        buyer: &Buyer,
        now: Moment,
    ) -> Result<Result<Quote, NotForSale>, Fault> {
        let Some((product, variant)) = on_sale(conn, &wanted.item)? else { return Ok(Err(NotForSale::Unknown)) };
        let standing = match &buyer.member {
            Some(member) => members::standing_of(conn, member)?,
            None => None,
        };
        if let Err(refusal) = may_buy(&product, standing.as_ref(), now) {
            return Ok(Err(refusal));
        }
        let Some(price) = price_of(conn, wanted, &product, standing.as_ref(), now)? else {
            return Ok(Err(NotForSale::Unknown));
        };
        let most = match product.most_per_buyer {
            Some(most) => Some((most - kept(conn, buyer, &product)?).max(0)),
            None => None,
        };
        if most == Some(0) {
            return Ok(Err(NotForSale::AtMost(product.most_per_buyer.unwrap_or(0))));
        }
        Ok(Ok(Quote {
            grams: variant.grams,
            together: if most.is_some() { others_of(conn, &product, &variant)? } else { Vec::new() },
            most,
            left: capacities::of(conn, KIND, &wanted.item)?.left(),
            picture: store::assets_of(conn, &product.id, Role::Picture)?.into_iter().next().map(|asset| asset.0),
            ..Quote::new(name_of(&product, &variant), price.amount(), &format!("/shop/{}", product.slug))
        }))
    }

    fn reserve(&self, tx: &mut Tx, line: &OrderLine) -> Result<bool, Fault> {
        capacities::take(tx, KIND, &line.item_id, line.quantity)
    }

    fn release(&self, tx: &mut Tx, line: &OrderLine) -> Result<(), Fault> {
        capacities::give_back(tx, KIND, &line.item_id, line.quantity)
    }

    /// What somebody paid for is theirs, also when it left the shop meanwhile.
    fn fulfil(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        let Some(variant) = store::variant(tx, &VariantId(sale.line.item_id.clone()))? else {
            return Ok(Fulfilled::Gone(GoneReason::Withdrawn));
        };
        let purchase = Purchase {
            id: PurchaseId::new(),
            order_line_id: sale.line.id.clone(),
            product_id: variant.product_id.clone(),
            variant_id: variant.id.clone(),
            member_id: sale.order.buyer().cloned(),
            email_folded: sale.order.email_folded.clone(),
            opens_with: Secret::random().reveal().to_owned(),
            quantity: sale.line.quantity,
            bought_at: now,
            revoked_at: None,
        };
        store::insert_purchase(tx, &purchase)?;
        store::keep_files(tx, &purchase)?;
        purchases::tell(tx, purchase.member_id.as_ref())?;
        if variant.grams.is_some() {
            shipments::put_on_list(tx, sale.line, now)?;
        }
        Ok(Fulfilled::Delivered)
    }

    fn revoke(&self, tx: &mut Tx, line: &OrderLine, stock: Restock, now: Moment) -> Result<(), Fault> {
        store::revoke_purchase(tx, &line.id, now)?;
        let purchase = store::purchase_of_line(tx, &line.id)?;
        purchases::tell(tx, purchase.and_then(|purchase| purchase.member_id).as_ref())?;
        shipments::take_off_list(tx, &line.id, now)?;
        match stock {
            Restock::BackOnShelf => self.release(tx, line),
            Restock::Lost => Ok(()),
        }
    }

    fn whereabouts(&self, conn: &mut Conn, line: &OrderLine) -> Result<Whereabouts, Fault> {
        let mut found = shipments::whereabouts(conn, &line.id)?.unwrap_or_default();
        found.ways.extend(purchases::ways(conn, &line.id)?);
        Ok(found)
    }

    fn claim(&self, tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<(), Fault> {
        match store::claim(tx, member, email_folded)? {
            0 => Ok(()),
            _ => purchases::tell(tx, Some(member)),
        }
    }

    fn forget(&self, tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
        store::forget(tx, member)
    }

    fn renew(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        self.fulfil(tx, sale, now)
    }

    fn lapse(&self, _: &mut Tx, _: &Agreement, _: Moment) -> Result<(), Fault> {
        Ok(())
    }
}

/// The product's name with what was chosen, as orders and receipts say it.
fn name_of(product: &Product, variant: &Variant) -> String {
    match variant.label() {
        label if label.is_empty() => product.name.clone(),
        label => format!("{}, {label}", product.name),
    }
}

fn on_sale(conn: &mut Conn, item: &str) -> Result<Option<(Product, Variant)>, Fault> {
    let variant = store::variant(conn, &VariantId(item.to_owned()))?.filter(|variant| variant.active);
    let Some(variant) = variant else { return Ok(None) };
    let product = store::product(conn, &variant.product_id)?.filter(|product| product.published);
    Ok(product.map(|product| (product, variant)))
}

/// What is hidden from somebody does not exist for them.
fn may_buy(product: &Product, standing: Option<&Standing>, now: Moment) -> Result<(), NotForSale> {
    if product.is_open_to(standing, now) {
        return Ok(());
    }
    if product.hidden_from_others {
        return Err(NotForSale::Unknown);
    }
    let condition = crate::base::condition::Condition::parse(&product.condition).ok();
    let opens_at = condition.zip(standing).and_then(|(condition, standing)| condition.opens_at(standing, now));
    Err(NotForSale::OnlyFor { condition: product.condition.clone(), opens_at })
}

/// What it costs this buyer now, in the currency of the price they saw. A price that changed meanwhile is the new one.
fn price_of(
    conn: &mut Conn,
    wanted: &Wanted,
    product: &Product,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<Option<Price>, Fault> {
    let seen = match &wanted.price {
        Some(price) => prices::by_id(conn, price)?.filter(|price| price.item_id == wanted.item),
        None => None,
    };
    let Some(currency) = seen.map(|seen| seen.currency) else { return Ok(None) };
    let usual = prices::standing(conn, KIND, &wanted.item, None, currency)?;
    let members = match product.is_cheaper_for(standing, now) {
        true => prices::standing(conn, MEMBERS_PRICE, &wanted.item, None, currency)?,
        false => None,
    };
    // A members' price never costs more.
    Ok(usual.map(|usual| match members {
        Some(members) if members.minor < usual.minor => members,
        _ => usual,
    }))
}

/// The other forms of the same product: the limit is of them all.
fn others_of(conn: &mut Conn, product: &Product, variant: &Variant) -> Result<Vec<String>, Fault> {
    let others = store::variants_of(conn, &product.id)?.into_iter().filter(|other| other.id != variant.id);
    Ok(others.map(|other| other.id.0).collect())
}

fn kept(conn: &mut Conn, buyer: &Buyer, product: &Product) -> Result<i64, Fault> {
    purchases::kept_by(conn, buyer.member.as_ref(), &folded(&buyer.email), &product.id)
}
