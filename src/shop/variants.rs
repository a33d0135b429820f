//! Variants: what one costs and weighs, and how many there are.

use super::{KIND, MEMBERS_PRICE, Offered, Variant, VariantId, store};
use crate::base::{Currency, Fault, Moment};
use crate::orders::{capacities, prices};
use crate::plumbing::db::Tx;

/// What one costs and weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VariantTerms {
    /// Minor units; none takes it off sale.
    pub price: Option<i64>,
    /// For those who meet the product's `members_condition`.
    pub members_price: Option<i64>,
    /// None when there is nothing to send.
    pub grams: Option<i64>,
}

/// How the shelf changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// So many more, or fewer, whatever is sold in between.
    By(i64),
    /// So many lie there now.
    Left(i64),
    /// As many as anybody wants.
    Unlimited,
}

/// Fewer would lie there than none.
#[derive(Debug, thiserror::Error)]
pub enum NotRestocked {
    #[error("fewer than none would be left")]
    BelowNothing,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sets what one costs and weighs. Orders that were placed keep what they agreed.
pub fn set_terms(
    tx: &mut Tx,
    id: &VariantId,
    terms: &VariantTerms,
    currency: Currency,
    now: Moment,
) -> Result<(), Fault> {
    prices::set(tx, KIND, id.as_str(), None, currency, terms.price, now)?;
    prices::set(tx, MEMBERS_PRICE, id.as_str(), None, currency, terms.members_price, now)?;
    store::set_grams(tx, id, terms.grams)
}

/// Changes how many there are.
pub fn restock(tx: &mut Tx, id: &VariantId, shelf: Shelf) -> Result<(), NotRestocked> {
    match shelf {
        Shelf::By(by) => match capacities::restock(tx, KIND, id.as_str(), by)? {
            true => Ok(()),
            false => Err(NotRestocked::BelowNothing),
        },
        Shelf::Left(left) if left < 0 => Err(NotRestocked::BelowNothing),
        Shelf::Left(left) => Ok(capacities::set_left(tx, KIND, id.as_str(), left)?),
        Shelf::Unlimited => Ok(capacities::set_total(tx, KIND, id.as_str(), None)?),
    }
}

/// The heaviest variant of a product; none when nothing of it is sent.
pub fn heaviest(offered: &Offered) -> Option<i64> {
    offered.variants.iter().filter_map(|one| one.variant.grams).max()
}

/// Brings the variants to what the options say: new ones come, others go off sale and keep their history.
///
/// A new one costs and weighs what the first one does, and none of it lies on the shelf yet.
pub(super) fn follow_options(
    tx: &mut Tx,
    product: &super::ProductId,
    wanted: &[(String, String)],
    currency: Currency,
    now: Moment,
) -> Result<Vec<VariantId>, Fault> {
    let known = store::variants_of(tx, product)?;
    let like = known.iter().find(|variant| variant.active).or(known.first()).cloned();
    let mut made = Vec::new();
    for (position, (value1, value2)) in (1..).zip(wanted) {
        let same = |variant: &&Variant| variant.value1 == *value1 && variant.value2 == *value2;
        if let Some(variant) = known.iter().find(same) {
            store::set_place(tx, &variant.id, true, position)?;
            continue;
        }
        let variant = Variant {
            id: VariantId::new(),
            product_id: product.clone(),
            value1: value1.clone(),
            value2: value2.clone(),
            grams: like.as_ref().and_then(|like| like.grams),
            active: true,
            position,
            created_at: now,
        };
        store::insert_variant(tx, &variant)?;
        if let Some(like) = &like {
            let usual = prices::standing(tx, KIND, like.id.as_str(), None, currency)?;
            let members = prices::standing(tx, MEMBERS_PRICE, like.id.as_str(), None, currency)?;
            prices::set(tx, KIND, variant.id.as_str(), None, currency, usual.map(|price| price.minor), now)?;
            prices::set(tx, MEMBERS_PRICE, variant.id.as_str(), None, currency, members.map(|price| price.minor), now)?;
            capacities::set_total(tx, KIND, variant.id.as_str(), Some(0))?;
        }
        made.push(variant.id);
    }
    for variant in &known {
        let stays = wanted.iter().any(|(value1, value2)| variant.value1 == *value1 && variant.value2 == *value2);
        if !stays && variant.active {
            store::set_place(tx, &variant.id, false, variant.position)?;
        }
    }
    Ok(made)
}
