//! Who bought what, and the files that are theirs for it.

use super::{ProductId, store};
use crate::base::{Fault, Moment};
use crate::media::AssetId;
use crate::members::{self, MemberId};
use crate::orders::{OrderLineId, WayToIt};
use crate::plumbing::db::{Conn, Tx};

pub use super::store::Purchase;

/// Longest list of downloads on one page.
const MOST: i64 = 500;

impl Purchase {
    pub fn stands(&self) -> bool {
        self.revoked_at.is_none()
    }

    /// The path of one of its files.
    pub fn path_of(&self, asset: &AssetId) -> String {
        format!("/downloads/{}/{asset}", self.opens_with)
    }
}

/// What a member bought that has files, as a member or before with the same address; newest first, each with its files.
pub fn bought_by(
    conn: &mut Conn,
    member: &MemberId,
    email_folded: &str,
) -> Result<Vec<(Purchase, String, Vec<AssetId>)>, Fault> {
    let theirs = store::purchases_of(conn, member, email_folded, MOST)?;
    let mut files = store::files_of(conn, &theirs)?;
    let products: Vec<&ProductId> = theirs.iter().map(|purchase| &purchase.product_id).collect();
    let names = store::names_of(conn, &products)?;
    let with_files = |purchase: Purchase| {
        let name = names.get(&purchase.product_id)?.clone();
        let files = files.remove(&purchase.id).filter(|files| !files.is_empty())?;
        Some((purchase, name, files))
    };
    Ok(theirs.into_iter().filter_map(with_files).collect())
}

/// The purchase behind a download's address, if it stands and the file belongs to it.
pub fn opened_by(conn: &mut Conn, key: &str, asset: &AssetId) -> Result<Option<Purchase>, Fault> {
    let Some(purchase) = store::purchase_by_key(conn, key)?.filter(Purchase::stands) else { return Ok(None) };
    let files = files_of(conn, &purchase)?;
    Ok(files.contains(asset).then_some(purchase))
}

/// When a line's purchase was taken back.
pub fn revoked(conn: &mut Conn, line: &OrderLineId) -> Result<Option<Moment>, Fault> {
    Ok(store::purchase_of_line(conn, line)?.and_then(|purchase| purchase.revoked_at))
}

/// Tells the buyer's standing what they bought and kept.
pub(super) fn tell(tx: &mut Tx, member: Option<&MemberId>) -> Result<(), Fault> {
    let Some(member) = member else { return Ok(()) };
    let products = store::products_of(tx, member)?;
    members::set_bought(tx, member, &products)
}

/// Ways to the files of a line.
pub(super) fn ways(conn: &mut Conn, line: &OrderLineId) -> Result<Vec<WayToIt>, Fault> {
    let Some(purchase) = store::purchase_of_line(conn, line)?.filter(Purchase::stands) else { return Ok(Vec::new()) };
    let files = files_of(conn, &purchase)?;
    let assets = crate::media::by_ids(conn, &files)?;
    let way = |id: &AssetId| {
        let asset = assets.iter().find(|asset| asset.id == *id)?;
        let label = if asset.title.is_empty() { asset.file_name.clone() } else { asset.title.clone() };
        Some(WayToIt { label, url: purchase.path_of(id) })
    };
    Ok(files.iter().filter_map(way).collect())
}

fn files_of(conn: &mut Conn, purchase: &Purchase) -> Result<Vec<AssetId>, Fault> {
    Ok(store::files_of(conn, std::slice::from_ref(purchase))?.remove(&purchase.id).unwrap_or_default())
}

/// How many of a product somebody bought and kept.
pub(super) fn kept_by(
    conn: &mut Conn,
    member: Option<&MemberId>,
    email_folded: &str,
    product: &ProductId,
) -> Result<i64, Fault> {
    store::kept(conn, member, email_folded, product)
}
