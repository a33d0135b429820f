//! What the artist says of a product.

use diesel::result::{DatabaseErrorKind, Error as DbError};

use super::variants::{self, VariantTerms};
use super::{Assets, Product, ProductId, Role, store};
use crate::base::condition::{Condition, NotACondition};
use crate::base::slug::slugged;
use crate::base::{Currency, Fault, Moment};
use crate::orders::capacities;
use crate::plumbing::db::Tx;

/// Longest name, in characters.
pub const LONGEST_NAME: usize = 120;
/// Longest description, in characters.
pub const LONGEST_ABOUT: usize = 10_000;
/// Longest name of an option or of one of its values.
pub const LONGEST_VALUE: usize = 40;
/// As many forms as one product may have.
pub const MOST_VARIANTS: usize = 60;
/// As many pictures, and as many files.
pub const MOST_ASSETS: usize = 40;

/// A product as its form gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewProduct {
    pub name: String,
    /// Markdown.
    pub about: String,
    /// "Size", with its values; both empty when there is nothing to choose.
    pub option1: (String, Vec<String>),
    pub option2: (String, Vec<String>),
    /// Who may buy it.
    pub condition: String,
    /// The rest do not see it either.
    pub hidden_from_others: bool,
    /// Who pays the members' price.
    pub members_condition: String,
    /// How many one person may have, ever.
    pub most_per_buyer: Option<i64>,
    pub assets: Assets,
}

/// What every variant of a new product begins with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstTerms {
    pub terms: VariantTerms,
    /// Of each variant; none is without limit.
    pub stock: Option<i64>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    #[error("there is no such product")]
    Unknown,
    #[error("it has no name")]
    NameMissing,
    #[error("the name is too long")]
    NameTooLong,
    #[error("the description is too long")]
    AboutTooLong,
    /// Values without a name, a name without values, or a second option without a first. Which option, from 1.
    #[error("option {0} is half written")]
    OptionHalf(u8),
    #[error("a word of option {0} is too long")]
    ValueTooLong(u8),
    #[error("{0} variants are too many")]
    TooManyVariants(usize),
    #[error("too many pictures or files")]
    TooManyAssets,
    #[error("a picture or file is gone")]
    AssetGone,
    #[error("who may buy it: {0}")]
    Condition(NotACondition),
    #[error("who pays less: {0}")]
    MembersCondition(NotACondition),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Where a product goes in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Up,
    Down,
}

/// Adds a product behind the others; nobody sees it before it is published.
pub fn create(
    tx: &mut Tx,
    new: &NewProduct,
    first: &FirstTerms,
    currency: Currency,
    now: Moment,
) -> Result<ProductId, NotSaved> {
    let forms = checked(new)?;
    let id = ProductId::new();
    let product = product_of(&id, new, free_slug(tx, &new.name)?, store::last_position(tx)? + 1, false, now);
    store::insert_product(tx, &product)?;
    for variant in variants::follow_options(tx, &id, &forms, currency, now)? {
        variants::set_terms(tx, &variant, &first.terms, currency, now)?;
        capacities::set_total(tx, super::KIND, variant.as_str(), first.stock)?;
    }
    set_assets(tx, &id, &new.assets)?;
    Ok(id)
}

/// Changes what is said of it. Its address stays.
pub fn update(tx: &mut Tx, id: &ProductId, new: &NewProduct, currency: Currency, now: Moment) -> Result<(), NotSaved> {
    let forms = checked(new)?;
    let known = store::product(tx, id)?.ok_or(NotSaved::Unknown)?;
    let product = Product {
        created_at: known.created_at,
        ..product_of(id, new, known.slug, known.position, known.published, now)
    };
    store::update_product(tx, &product)?;
    variants::follow_options(tx, id, &forms, currency, now)?;
    set_assets(tx, id, &new.assets)
}

/// Puts it into the shop. False when there is no such product.
pub fn publish(tx: &mut Tx, id: &ProductId, now: Moment) -> Result<bool, Fault> {
    store::set_published(tx, id, true, now)
}

/// Takes it out of the shop; those who bought it keep it.
pub fn withdraw(tx: &mut Tx, id: &ProductId, now: Moment) -> Result<bool, Fault> {
    store::set_published(tx, id, false, now)
}

/// Lets it change places with its neighbour.
pub fn shift(tx: &mut Tx, id: &ProductId, step: Step) -> Result<(), Fault> {
    let mut order: Vec<ProductId> = store::products(tx)?.into_iter().map(|product| product.id).collect();
    let Some(at) = order.iter().position(|other| other == id) else { return Ok(()) };
    let to = match step {
        Step::Up => at.checked_sub(1),
        Step::Down => Some(at + 1).filter(|to| *to < order.len()),
    };
    let Some(to) = to else { return Ok(()) };
    order.swap(at, to);
    for (position, id) in (1..).zip(&order) {
        store::set_position(tx, id, position)?;
    }
    Ok(())
}

/// The forms it comes in, or what is wrong with it.
fn checked(new: &NewProduct) -> Result<Vec<(String, String)>, NotSaved> {
    let long = |text: &str, longest: usize| text.chars().count() > longest;
    if new.name.trim().is_empty() {
        return Err(NotSaved::NameMissing);
    }
    if long(&new.name, LONGEST_NAME) {
        return Err(NotSaved::NameTooLong);
    }
    if long(&new.about, LONGEST_ABOUT) {
        return Err(NotSaved::AboutTooLong);
    }
    for (nth, (name, values)) in [(1, &new.option1), (2, &new.option2)] {
        if name.is_empty() != values.is_empty() {
            return Err(NotSaved::OptionHalf(nth));
        }
        if long(name, LONGEST_VALUE) || values.iter().any(|value| long(value, LONGEST_VALUE)) {
            return Err(NotSaved::ValueTooLong(nth));
        }
    }
    if new.option1.1.is_empty() && !new.option2.1.is_empty() {
        return Err(NotSaved::OptionHalf(1));
    }
    if new.assets.pictures.len() > MOST_ASSETS || new.assets.files.len() > MOST_ASSETS {
        return Err(NotSaved::TooManyAssets);
    }
    Condition::parse(&new.condition).map_err(NotSaved::Condition)?;
    Condition::parse(&new.members_condition).map_err(NotSaved::MembersCondition)?;
    let count = new.option1.1.len().max(1) * new.option2.1.len().max(1);
    if count > MOST_VARIANTS {
        return Err(NotSaved::TooManyVariants(count));
    }
    Ok(forms(&new.option1.1, &new.option2.1))
}

/// Every value of the first option with every one of the second.
fn forms(first: &[String], second: &[String]) -> Vec<(String, String)> {
    let or_none = |values: &[String]| if values.is_empty() { vec![String::new()] } else { values.to_vec() };
    let (first, second) = (or_none(first), or_none(second));
    first.iter().flat_map(|one| second.iter().map(move |two| (one.clone(), two.clone()))).collect()
}

fn set_assets(tx: &mut Tx, id: &ProductId, assets: &Assets) -> Result<(), NotSaved> {
    store::clear_assets(tx, id)?;
    for (role, ids) in [(Role::Picture, &assets.pictures), (Role::File, &assets.files)] {
        for (position, asset) in (1..).zip(ids) {
            match store::insert_asset(tx, id, asset, role, position) {
                Err(Fault::Db(DbError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))) => {
                    return Err(NotSaved::AssetGone);
                }
                outcome => outcome?,
            }
        }
    }
    Ok(())
}

/// An address nobody has: the name, and a number behind it when the name was taken.
fn free_slug(tx: &mut Tx, name: &str) -> Result<String, Fault> {
    let word = Some(slugged(name)).filter(|word| !word.is_empty()).unwrap_or_else(|| "product".to_owned());
    let mut slug = word.clone();
    for number in 2.. {
        if store::product_by_slug(tx, &slug)?.is_none() {
            break;
        }
        slug = format!("{word}-{number}");
    }
    Ok(slug)
}

fn product_of(id: &ProductId, new: &NewProduct, slug: String, position: i32, published: bool, now: Moment) -> Product {
    Product {
        id: id.clone(),
        slug,
        name: new.name.trim().to_owned(),
        about: new.about.clone(),
        option1: new.option1.0.clone(),
        values1: new.option1.1.join("\n"),
        option2: new.option2.0.clone(),
        values2: new.option2.1.join("\n"),
        condition: new.condition.clone(),
        hidden_from_others: new.hidden_from_others,
        members_condition: new.members_condition.clone(),
        most_per_buyer: new.most_per_buyer,
        published,
        position,
        created_at: now,
        updated_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_make_every_form_once() {
        let check = |first: &[&str], second: &[&str], count: usize| {
            let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
            assert_eq!(forms(&owned(first), &owned(second)).len(), count, "{first:?} {second:?}");
        };
        check(&[], &[], 1);
        check(&["S", "M"], &[], 2);
        check(&["S", "M"], &["black", "white", "red"], 6);
    }
}
