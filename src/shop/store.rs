//! The tables of the shop. Private to this room.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::{ProductId, PurchaseId, Role, VariantId};
use crate::base::{Fault, Moment};
use crate::media::AssetId;
use crate::members::MemberId;
use crate::orders::OrderLineId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{product_assets, product_variants, products, purchase_files, purchases};

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true)]
pub struct Product {
    pub id: ProductId,
    /// Its address. Never changes.
    pub slug: String,
    pub name: String,
    /// Markdown.
    pub about: String,
    /// What there is to choose: "Size"; empty for nothing.
    pub option1: String,
    /// One a line.
    pub values1: String,
    pub option2: String,
    pub values2: String,
    /// Who may buy it.
    pub condition: String,
    /// The rest do not see it either.
    pub hidden_from_others: bool,
    /// Who pays the members' price.
    pub members_condition: String,
    pub most_per_buyer: Option<i64>,
    pub published: bool,
    pub position: i32,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// One form of a product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = product_variants)]
pub struct Variant {
    pub id: VariantId,
    pub product_id: ProductId,
    /// Of the first option; empty when there is none.
    pub value1: String,
    pub value2: String,
    /// What one weighs; none when there is nothing to send.
    pub grams: Option<i64>,
    /// Others are no longer offered; what was bought of them stays.
    pub active: bool,
    pub position: i32,
    pub created_at: Moment,
}

/// What somebody bought.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchases)]
pub struct Purchase {
    pub id: PurchaseId,
    pub order_line_id: OrderLineId,
    pub product_id: ProductId,
    pub variant_id: VariantId,
    /// None is a guest.
    pub member_id: Option<MemberId>,
    pub email_folded: String,
    /// Opens its files to a guest, who has nothing else to show. Kept as it is, because the order's page and its mails
    /// say it again whenever they are asked.
    pub opens_with: String,
    pub quantity: i64,
    pub bought_at: Moment,
    pub revoked_at: Option<Moment>,
}

pub(super) fn products(conn: &mut Conn) -> Result<Vec<Product>, Fault> {
    Ok(products::table.order((products::position, products::id)).select(Product::as_select()).load(conn)?)
}

pub(super) fn product(conn: &mut Conn, id: &ProductId) -> Result<Option<Product>, Fault> {
    Ok(products::table.find(id).select(Product::as_select()).first(conn).optional()?)
}

pub(super) fn product_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Product>, Fault> {
    Ok(products::table.filter(products::slug.eq(slug)).select(Product::as_select()).first(conn).optional()?)
}

pub(super) fn any_published(conn: &mut Conn) -> Result<bool, Fault> {
    let one: Option<ProductId> =
        products::table.filter(products::published.eq(true)).select(products::id).first(conn).optional()?;
    Ok(one.is_some())
}

pub(super) fn last_position(conn: &mut Conn) -> Result<i32, Fault> {
    let last: Option<i32> = products::table.select(max(products::position)).get_result(conn)?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert_product(tx: &mut Tx, product: &Product) -> Result<(), Fault> {
    diesel::insert_into(products::table).values(product).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_product(tx: &mut Tx, product: &Product) -> Result<(), Fault> {
    diesel::update(products::table.find(&product.id)).set(product).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_published(tx: &mut Tx, id: &ProductId, published: bool, now: Moment) -> Result<bool, Fault> {
    let changed = diesel::update(products::table.find(id))
        .set((products::published.eq(published), products::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn set_position(tx: &mut Tx, id: &ProductId, position: i32) -> Result<(), Fault> {
    diesel::update(products::table.find(id)).set(products::position.eq(position)).execute(tx.conn())?;
    Ok(())
}

/// All forms of a product, those off sale included, in their order.
pub(super) fn variants_of(conn: &mut Conn, product: &ProductId) -> Result<Vec<Variant>, Fault> {
    let theirs = product_variants::table.filter(product_variants::product_id.eq(product));
    let ordered = theirs.order((product_variants::position, product_variants::id));
    Ok(ordered.select(Variant::as_select()).load(conn)?)
}

pub(super) fn variant(conn: &mut Conn, id: &VariantId) -> Result<Option<Variant>, Fault> {
    Ok(product_variants::table.find(id).select(Variant::as_select()).first(conn).optional()?)
}

pub(super) fn insert_variant(tx: &mut Tx, variant: &Variant) -> Result<(), Fault> {
    diesel::insert_into(product_variants::table).values(variant).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_place(tx: &mut Tx, id: &VariantId, active: bool, position: i32) -> Result<(), Fault> {
    diesel::update(product_variants::table.find(id))
        .set((product_variants::active.eq(active), product_variants::position.eq(position)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_grams(tx: &mut Tx, id: &VariantId, grams: Option<i64>) -> Result<(), Fault> {
    diesel::update(product_variants::table.find(id)).set(product_variants::grams.eq(grams)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn assets_of(conn: &mut Conn, product: &ProductId, role: Role) -> Result<Vec<AssetId>, Fault> {
    let theirs =
        product_assets::table.filter(product_assets::product_id.eq(product).and(product_assets::role.eq(role.word())));
    Ok(theirs.order(product_assets::position).select(product_assets::asset_id).load(conn)?)
}

pub(super) fn clear_assets(tx: &mut Tx, product: &ProductId) -> Result<(), Fault> {
    diesel::delete(product_assets::table.filter(product_assets::product_id.eq(product))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_asset(
    tx: &mut Tx,
    product: &ProductId,
    asset: &AssetId,
    role: Role,
    position: i32,
) -> Result<(), Fault> {
    let row = (
        product_assets::product_id.eq(product),
        product_assets::asset_id.eq(asset),
        product_assets::role.eq(role.word()),
        product_assets::position.eq(position),
    );
    diesel::insert_into(product_assets::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// What the product's files are now stays with this purchase.
pub(super) fn keep_files(tx: &mut Tx, purchase: &Purchase) -> Result<(), Fault> {
    for (position, asset) in assets_of(tx, &purchase.product_id, Role::File)?.into_iter().enumerate() {
        let row = (
            purchase_files::purchase_id.eq(&purchase.id),
            purchase_files::asset_id.eq(asset),
            purchase_files::position.eq(i32::try_from(position).unwrap_or(i32::MAX)),
        );
        diesel::insert_into(purchase_files::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// The files of purchases: those the product had when it was bought, then those it got since.
pub(super) fn files_of(conn: &mut Conn, purchases: &[Purchase]) -> Result<HashMap<PurchaseId, Vec<AssetId>>, Fault> {
    let ids: Vec<&PurchaseId> = purchases.iter().map(|purchase| &purchase.id).collect();
    let kept: Vec<(PurchaseId, AssetId)> = purchase_files::table
        .filter(purchase_files::purchase_id.eq_any(&ids))
        .order((purchase_files::purchase_id, purchase_files::position))
        .select((purchase_files::purchase_id, purchase_files::asset_id))
        .load(conn)?;
    let products: Vec<&ProductId> = purchases.iter().map(|purchase| &purchase.product_id).collect();
    let of_products = product_assets::product_id.eq_any(&products).and(product_assets::role.eq(Role::File.word()));
    let now: Vec<(ProductId, AssetId)> = product_assets::table
        .filter(of_products)
        .order((product_assets::product_id, product_assets::position))
        .select((product_assets::product_id, product_assets::asset_id))
        .load(conn)?;
    let mut files: HashMap<PurchaseId, Vec<AssetId>> = HashMap::new();
    for (purchase, asset) in kept {
        files.entry(purchase).or_default().push(asset);
    }
    for purchase in purchases {
        let theirs = files.entry(purchase.id.clone()).or_default();
        for (_, asset) in now.iter().filter(|(product, _)| *product == purchase.product_id) {
            if !theirs.contains(asset) {
                theirs.push(asset.clone());
            }
        }
    }
    Ok(files)
}

/// Names of products, by id.
pub(super) fn names_of(conn: &mut Conn, ids: &[&ProductId]) -> Result<HashMap<ProductId, String>, Fault> {
    let named = products::table.filter(products::id.eq_any(ids)).select((products::id, products::name));
    Ok(named.load(conn)?.into_iter().collect())
}

/// Products that show an asset as a picture.
pub(super) fn pictured_by(conn: &mut Conn, asset: &AssetId) -> Result<Vec<Product>, Fault> {
    let with = product_assets::table.inner_join(products::table);
    let pictured = with.filter(product_assets::asset_id.eq(asset).and(product_assets::role.eq(Role::Picture.word())));
    Ok(pictured.select(Product::as_select()).load(conn)?)
}

pub(super) fn insert_purchase(tx: &mut Tx, purchase: &Purchase) -> Result<(), Fault> {
    diesel::insert_into(purchases::table).values(purchase).execute(tx.conn())?;
    Ok(())
}

pub(super) fn revoke_purchase(tx: &mut Tx, line: &OrderLineId, now: Moment) -> Result<(), Fault> {
    let standing = purchases::table.filter(purchases::order_line_id.eq(line).and(purchases::revoked_at.is_null()));
    diesel::update(standing).set(purchases::revoked_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Slugs of the products a member bought and kept.
pub(super) fn products_of(conn: &mut Conn, member: &MemberId) -> Result<Vec<String>, Fault> {
    let kept = purchases::table.filter(purchases::member_id.eq(member).and(purchases::revoked_at.is_null()));
    let ids: Vec<ProductId> = kept.select(purchases::product_id).distinct().load(conn)?;
    let named = products::table.filter(products::id.eq_any(ids)).order(products::slug);
    Ok(named.select(products::slug).load(conn)?)
}

pub(super) fn purchase_of_line(conn: &mut Conn, line: &OrderLineId) -> Result<Option<Purchase>, Fault> {
    let found = purchases::table.filter(purchases::order_line_id.eq(line));
    Ok(found.select(Purchase::as_select()).first(conn).optional()?)
}

pub(super) fn purchase_by_key(conn: &mut Conn, key: &str) -> Result<Option<Purchase>, Fault> {
    let found = purchases::table.filter(purchases::opens_with.eq(key));
    Ok(found.select(Purchase::as_select()).first(conn).optional()?)
}

/// A member's standing purchases, and a guest's of the same address; newest first.
pub(super) fn purchases_of(
    conn: &mut Conn,
    member: &MemberId,
    email_folded: &str,
    most: i64,
) -> Result<Vec<Purchase>, Fault> {
    let as_guest = purchases::member_id.is_null().and(purchases::email_folded.eq(email_folded));
    let theirs =
        purchases::table.filter(purchases::member_id.eq(member).or(as_guest)).filter(purchases::revoked_at.is_null());
    Ok(theirs.order(purchases::bought_at.desc()).limit(most).select(Purchase::as_select()).load(conn)?)
}

/// How many of a product somebody bought and kept, as a member or with this address.
pub(super) fn kept(
    conn: &mut Conn,
    member: Option<&MemberId>,
    email_folded: &str,
    product: &ProductId,
) -> Result<i64, Fault> {
    let standing = purchases::table.filter(purchases::product_id.eq(product).and(purchases::revoked_at.is_null()));
    let by_address = purchases::email_folded.eq(email_folded);
    let rows: Vec<i64> = match member {
        Some(member) => {
            let theirs = standing.filter(purchases::member_id.eq(member).or(by_address));
            theirs.select(purchases::quantity).load(conn)?
        }
        None => standing.filter(by_address).select(purchases::quantity).load(conn)?,
    };
    Ok(rows.into_iter().sum())
}

/// A guest's purchases become a member's.
pub(super) fn claim(tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<usize, Fault> {
    let theirs = purchases::table.filter(purchases::member_id.is_null().and(purchases::email_folded.eq(email_folded)));
    Ok(diesel::update(theirs).set(purchases::member_id.eq(member)).execute(tx.conn())?)
}

/// Takes the address off what a member bought.
pub(super) fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = purchases::table.filter(purchases::member_id.eq(member));
    diesel::update(theirs).set(purchases::email_folded.eq("")).execute(tx.conn())?;
    Ok(())
}
