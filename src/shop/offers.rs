//! What stands in the shop.

use super::{Assets, KIND, MEMBERS_PRICE, Product, ProductId, Role, Variant, store};
use crate::base::{Currency, Fault, Moment, Standing};
use crate::media::AssetId;
use crate::orders::capacities;
use crate::orders::prices::{self, Price};
use crate::plumbing::db::Conn;

/// A product with everything a page shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub product: Product,
    /// Those that can be chosen, in the artist's order.
    pub variants: Vec<OfferedVariant>,
    pub assets: Assets,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedVariant {
    pub variant: Variant,
    /// None when it costs nothing that anybody could pay: it is not for sale yet.
    pub price: Option<Price>,
    pub members_price: Option<Price>,
    /// How many there are; none when there is no limit.
    pub left: Option<i64>,
}

impl OfferedVariant {
    pub fn is_sold_out(&self) -> bool {
        self.left == Some(0)
    }
}

impl Offered {
    /// What can be bought for money.
    pub fn for_sale(&self) -> impl Iterator<Item = &OfferedVariant> {
        self.variants.iter().filter(|variant| variant.price.is_some())
    }

    pub fn is_sold_out(&self) -> bool {
        self.for_sale().all(OfferedVariant::is_sold_out)
    }
}

/// Prices of all variants, read once for a whole page.
struct PriceList {
    usual: Vec<Price>,
    members: Vec<Price>,
    currency: Currency,
}

impl PriceList {
    fn load(conn: &mut Conn, currency: Currency) -> Result<PriceList, Fault> {
        Ok(PriceList {
            usual: prices::active_of_kind(conn, KIND)?,
            members: prices::active_of_kind(conn, MEMBERS_PRICE)?,
            currency,
        })
    }

    fn of(&self, prices: &[Price], variant: &Variant) -> Option<Price> {
        prices.iter().find(|price| price.item_id == variant.id.0 && price.currency == self.currency).cloned()
    }

    fn offered(&self, conn: &mut Conn, product: Product) -> Result<Offered, Fault> {
        let mut variants = Vec::new();
        for variant in store::variants_of(conn, &product.id)?.into_iter().filter(|variant| variant.active) {
            variants.push(OfferedVariant {
                price: self.of(&self.usual, &variant),
                members_price: self.of(&self.members, &variant),
                left: capacities::of(conn, KIND, variant.id.as_str())?.left(),
                variant,
            });
        }
        let assets = Assets {
            pictures: store::assets_of(conn, &product.id, Role::Picture)?,
            files: store::assets_of(conn, &product.id, Role::File)?,
        };
        Ok(Offered { product, variants, assets })
    }
}

/// What this visitor may know of, in the artist's order.
pub fn offer(
    conn: &mut Conn,
    standing: Option<&Standing>,
    currency: Currency,
    now: Moment,
) -> Result<Vec<Offered>, Fault> {
    let mut shown = all(conn, currency)?;
    shown.retain(|offered| offered.product.is_shown_to(standing, now) && offered.for_sale().next().is_some());
    Ok(shown)
}

/// All products, hidden ones included, in the artist's order.
pub fn all(conn: &mut Conn, currency: Currency) -> Result<Vec<Offered>, Fault> {
    let list = PriceList::load(conn, currency)?;
    let products = store::products(conn)?;
    products.into_iter().map(|product| list.offered(conn, product)).collect()
}

/// One product, published or not.
pub fn one(conn: &mut Conn, id: &ProductId, currency: Currency) -> Result<Option<Offered>, Fault> {
    match store::product(conn, id)? {
        Some(product) => PriceList::load(conn, currency)?.offered(conn, product).map(Some),
        None => Ok(None),
    }
}

/// The product of an address, published or not.
pub fn by_slug(conn: &mut Conn, slug: &str, currency: Currency) -> Result<Option<Offered>, Fault> {
    match store::product_by_slug(conn, slug)? {
        Some(product) => PriceList::load(conn, currency)?.offered(conn, product).map(Some),
        None => Ok(None),
    }
}

/// Whether the club sells anything at all.
pub fn has_any(conn: &mut Conn) -> Result<bool, Fault> {
    store::any_published(conn)
}

/// Whether an asset is a picture of a product this visitor may know of.
pub fn is_shown(conn: &mut Conn, asset: &AssetId, standing: Option<&Standing>, now: Moment) -> Result<bool, Fault> {
    let products = store::pictured_by(conn, asset)?;
    Ok(products.iter().any(|product| product.is_shown_to(standing, now)))
}
