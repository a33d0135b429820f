//! The shop: products with their variants, stock and files, and who bought what.
//!
//! A variant is what is sold: it has a price, a weight when it has to be sent, and a stock in `orders::capacities`.
//! Files of a product are for its buyers, for as long as their purchase stands. What never happens here: counting stock
//! by hand, and handing out bytes (a front asks who may have them, then sends them).

mod offers;
mod products;
mod purchases;
pub mod sale;
mod store;
mod variants;

use crate::base::condition::Condition;
use crate::base::{Moment, Standing};
use crate::id;
use crate::media::AssetId;

pub use offers::{Offered, OfferedVariant, all, by_slug, has_any, is_shown, offer, one};
pub use products::{
    FirstTerms, LONGEST_ABOUT, LONGEST_NAME, LONGEST_VALUE, MOST_ASSETS, MOST_VARIANTS, NewProduct, NotSaved, Step,
    create, publish, shift, update, withdraw,
};
pub use purchases::{Purchase, bought_by, opened_by, revoked};
pub use store::{Product, Variant};
pub use variants::{NotRestocked, Shelf, VariantTerms, heaviest, restock, set_terms};

id!(
    /// A product.
    ProductId
);
id!(
    /// One form of a product: what is put into a cart.
    VariantId
);
id!(
    /// What somebody bought of a product.
    PurchaseId
);

/// The word in `order_lines.kind`, and of the prices everybody pays.
pub const KIND: &str = "merch";
/// Of the prices of those who meet a product's `members_condition`.
const MEMBERS_PRICE: &str = "merch/members";

/// What an asset is to its product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Picture,
    /// For buyers.
    File,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Role::Picture => "picture",
            Role::File => "file",
        }
    }
}

impl Product {
    /// Whether this visitor may buy it.
    pub fn is_open_to(&self, standing: Option<&Standing>, now: Moment) -> bool {
        holds(&self.condition, standing, now)
    }

    /// Whether this visitor may know of it.
    pub fn is_shown_to(&self, standing: Option<&Standing>, now: Moment) -> bool {
        self.published && (!self.hidden_from_others || self.is_open_to(standing, now))
    }

    /// Whether this visitor pays the members' price where there is one.
    pub fn is_cheaper_for(&self, standing: Option<&Standing>, now: Moment) -> bool {
        holds(&self.members_condition, standing, now)
    }
}

/// A condition that cannot be read holds for nobody.
fn holds(condition: &str, standing: Option<&Standing>, now: Moment) -> bool {
    Condition::parse(condition).is_ok_and(|condition| condition.holds(standing, now))
}

impl Variant {
    /// Its options, as they stand beside the product's name; empty when there is nothing to choose.
    pub fn label(&self) -> String {
        [&self.value1, &self.value2]
            .into_iter()
            .filter(|value| !value.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Pictures and files of a product, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    pub pictures: Vec<AssetId>,
    pub files: Vec<AssetId>,
}
