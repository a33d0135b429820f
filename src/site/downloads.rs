//! `/downloads`: files somebody bought, theirs for as long as the purchase stands.

use std::collections::HashMap;

use actix_web::HttpRequest;
use actix_web::web;

use super::contexts::{self, Bought, BoughtFile, Place};
use super::frame::Frame;
use super::{present, ways};
use crate::base::Fault;
use crate::lobby::{SignedIn, Visit};
use crate::media::{self, Asset, AssetId};
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};
use crate::shop::{self, Purchase};

struct Loaded {
    purchases: Vec<(Purchase, String, Vec<AssetId>)>,
    assets: HashMap<AssetId, Asset>,
}

/// GET `/downloads`
pub(super) async fn list(signed_in: SignedIn) -> Page {
    let SignedIn { visit, here } = signed_in;
    let (member, email) = (here.member.id.clone(), here.member.email_folded.clone());
    let loaded = visit
        .club
        .read(move |conn| {
            let purchases = shop::bought_by(conn, &member, &email)?;
            load(conn, purchases)
        })
        .await?;
    let body = contexts::Downloads {
        purchases: loaded
            .purchases
            .iter()
            .map(|(purchase, name, files)| bought(&visit, &loaded, purchase, name, files))
            .collect(),
    };
    Frame::at(Place::Account).show(&visit, &body).await
}

fn load(conn: &mut Conn, purchases: Vec<(Purchase, String, Vec<AssetId>)>) -> Result<Loaded, Fault> {
    let mut ids: Vec<AssetId> = purchases.iter().flat_map(|(_, _, files)| files.iter().cloned()).collect();
    ids.sort();
    ids.dedup();
    let assets = media::by_ids(conn, &ids)?.into_iter().map(|asset| (asset.id.clone(), asset)).collect();
    Ok(Loaded { purchases, assets })
}

fn bought(visit: &Visit, loaded: &Loaded, purchase: &Purchase, name: &str, files: &[AssetId]) -> Bought {
    let file = |id: &AssetId| {
        let asset = loaded.assets.get(id)?;
        let main = asset.main()?;
        Some(BoughtFile {
            name: if asset.title.is_empty() { asset.file_name.clone() } else { asset.title.clone() },
            size: visit.w.bytes(main.bytes),
            duration: present::duration(&visit.w, asset),
            url: visit.url(&purchase.path_of(id)),
        })
    };
    Bought {
        name: name.to_owned(),
        at: present::moment(&visit.w, purchase.bought_at, visit.now),
        files: files.iter().filter_map(file).collect(),
    }
}

/// GET `/downloads/{key}/{asset}`: a guest's key is enough, a member's purchase opens to that member alone.
pub(super) async fn show(request: HttpRequest, visit: Visit, path: web::Path<(String, AssetId)>) -> Page {
    let (key, id) = path.into_inner();
    let found = visit
        .club
        .read(move |conn| match shop::opened_by(conn, &key, &id)? {
            Some(purchase) => Ok(media::by_id(conn, &id)?.map(|asset| (purchase, asset))),
            None => Ok(None),
        })
        .await?;
    let (purchase, asset) = found.ok_or(PageError::NotFound)?;
    match (&purchase.member_id, &visit.here) {
        (Some(owner), Some(here)) if *owner != here.member.id => return Err(PageError::NotFound),
        (Some(_), None) => return ways::see(&visit, &ways::with("/sign-in", &[("back", &visit.path)])),
        _ => {}
    }
    super::media::take_away(&request, &visit.club, &asset).await
}
