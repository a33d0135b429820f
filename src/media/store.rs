//! The tables of assets, renditions and uploads. Private to this room.

use diesel::prelude::*;

use super::{AssetId, UploadId};
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{assets, renditions, uploads};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = assets)]
pub struct AssetRow {
    pub id: AssetId,
    pub kind: String,
    pub state: String,
    pub reason: Option<String>,
    pub title: String,
    pub artist: String,
    pub alt: String,
    pub file_name: String,
    pub content_type: String,
    pub bytes: i64,
    pub sha256: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration_ms: Option<i64>,
    pub thumbhash: Option<String>,
    pub waveform: Option<String>,
    pub playable_everywhere: bool,
    pub created_at: Moment,
    pub created_by: Option<String>,
}

/// One file of an asset that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = renditions)]
pub struct Rendition {
    pub asset_id: AssetId,
    /// The last part of its address: `960.webp`.
    pub name: String,
    /// Where the bytes are in the club's files.
    pub key: String,
    pub content_type: String,
    pub bytes: i64,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub etag: String,
}

/// A file on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = uploads)]
pub struct Upload {
    pub id: UploadId,
    pub crew_member_id: String,
    pub asset_id: Option<AssetId>,
    pub file_name: String,
    pub content_type: String,
    pub total: i64,
    pub received: i64,
    pub state: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// What processing found out.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = assets, treat_none_as_null = true)]
pub struct Findings {
    pub state: String,
    pub reason: Option<String>,
    pub sha256: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration_ms: Option<i64>,
    pub thumbhash: Option<String>,
    pub waveform: Option<String>,
    pub playable_everywhere: bool,
}

pub(super) fn insert_asset(tx: &mut Tx, asset: &AssetRow) -> Result<(), Fault> {
    diesel::insert_into(assets::table).values(asset).execute(tx.conn())?;
    Ok(())
}

pub(super) fn by_id(conn: &mut Conn, asset: &AssetId) -> Result<Option<AssetRow>, Fault> {
    Ok(assets::table.find(asset).select(AssetRow::as_select()).first(conn).optional()?)
}

pub(super) fn by_ids(conn: &mut Conn, ids: &[AssetId]) -> Result<Vec<AssetRow>, Fault> {
    Ok(assets::table.filter(assets::id.eq_any(ids)).select(AssetRow::as_select()).load(conn)?)
}

/// Newest first, below `before`.
pub(super) fn page(conn: &mut Conn, before: Option<&AssetId>, most: i64) -> Result<Vec<AssetRow>, Fault> {
    let mut query = assets::table.order(assets::id.desc()).limit(most).select(AssetRow::as_select()).into_boxed();
    if let Some(before) = before {
        query = query.filter(assets::id.lt(before.clone()));
    }
    Ok(query.load(conn)?)
}

pub(super) fn renditions_for(conn: &mut Conn, ids: &[AssetId]) -> Result<Vec<Rendition>, Fault> {
    Ok(renditions::table
        .filter(renditions::asset_id.eq_any(ids))
        .order((renditions::asset_id, renditions::name))
        .select(Rendition::as_select())
        .load(conn)?)
}

/// Assets after `after` by id, each with its state.
pub(super) fn assets_after(
    conn: &mut Conn,
    after: Option<&AssetId>,
    most: i64,
) -> Result<Vec<(AssetId, String)>, Fault> {
    let mut query = assets::table.order(assets::id).limit(most).select((assets::id, assets::state)).into_boxed();
    if let Some(after) = after {
        query = query.filter(assets::id.gt(after.clone()));
    }
    Ok(query.load(conn)?)
}

/// Assets whose renditions are still to be made.
pub(super) fn processing(conn: &mut Conn) -> Result<Vec<AssetId>, Fault> {
    Ok(assets::table.filter(assets::state.eq("processing")).select(assets::id).load(conn)?)
}

pub(super) fn rendition(conn: &mut Conn, asset: &AssetId, name: &str) -> Result<Option<Rendition>, Fault> {
    Ok(renditions::table.find((asset, name)).select(Rendition::as_select()).first(conn).optional()?)
}

/// False when it was no longer being processed.
pub(super) fn record_findings(tx: &mut Tx, asset: &AssetId, findings: &Findings) -> Result<bool, Fault> {
    let processing = assets::table.filter(assets::id.eq(asset).and(assets::state.eq("processing")));
    Ok(diesel::update(processing).set(findings).execute(tx.conn())? == 1)
}

/// Fills title and artist from the file where nobody has written one.
pub(super) fn fill_names(tx: &mut Tx, asset: &AssetId, title: &str, artist: &str) -> Result<(), Fault> {
    diesel::update(assets::table.filter(assets::id.eq(asset).and(assets::title.eq(""))))
        .set(assets::title.eq(title))
        .execute(tx.conn())?;
    diesel::update(assets::table.filter(assets::id.eq(asset).and(assets::artist.eq(""))))
        .set(assets::artist.eq(artist))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn record_words(tx: &mut Tx, asset: &AssetId, title: &str, artist: &str, alt: &str) -> Result<bool, Fault> {
    let changed = diesel::update(assets::table.find(asset))
        .set((assets::title.eq(title), assets::artist.eq(artist), assets::alt.eq(alt)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn replace_renditions(tx: &mut Tx, asset: &AssetId, new: &[Rendition]) -> Result<(), Fault> {
    diesel::delete(renditions::table.filter(renditions::asset_id.eq(asset))).execute(tx.conn())?;
    for rendition in new {
        diesel::insert_into(renditions::table).values(rendition).execute(tx.conn())?;
    }
    Ok(())
}

/// False when there was none. Fails on a foreign key when something still holds it.
pub(super) fn delete_asset(tx: &mut Tx, asset: &AssetId) -> Result<bool, Fault> {
    diesel::delete(renditions::table.filter(renditions::asset_id.eq(asset))).execute(tx.conn())?;
    Ok(diesel::delete(assets::table.find(asset)).execute(tx.conn())? == 1)
}

pub(super) fn insert_upload(tx: &mut Tx, upload: &Upload) -> Result<(), Fault> {
    diesel::insert_into(uploads::table).values(upload).execute(tx.conn())?;
    Ok(())
}

pub(super) fn upload(conn: &mut Conn, upload: &UploadId) -> Result<Option<Upload>, Fault> {
    Ok(uploads::table.find(upload).select(Upload::as_select()).first(conn).optional()?)
}

pub(super) fn record_received(tx: &mut Tx, upload: &UploadId, received: i64, now: Moment) -> Result<(), Fault> {
    diesel::update(uploads::table.find(upload))
        .set((uploads::received.eq(received), uploads::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// False when it was complete before.
pub(super) fn mark_complete(tx: &mut Tx, upload: &UploadId, received: i64, now: Moment) -> Result<bool, Fault> {
    let receiving = uploads::table.filter(uploads::id.eq(upload).and(uploads::state.eq("receiving")));
    let changed = diesel::update(receiving)
        .set((
            uploads::state.eq("complete"),
            uploads::total.eq(received),
            uploads::received.eq(received),
            uploads::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn delete_upload(tx: &mut Tx, upload: &UploadId) -> Result<(), Fault> {
    diesel::delete(uploads::table.find(upload)).execute(tx.conn())?;
    Ok(())
}

/// Uploads on which nothing has happened since `before`.
pub(super) fn uploads_idle_since(conn: &mut Conn, before: Moment) -> Result<Vec<Upload>, Fault> {
    Ok(uploads::table
        .filter(uploads::updated_at.lt(before))
        .order(uploads::id)
        .limit(500)
        .select(Upload::as_select())
        .load(conn)?)
}

/// Total and received of the uploads under way.
pub(super) fn uploads_under_way(conn: &mut Conn) -> Result<Vec<(i64, i64)>, Fault> {
    let receiving = uploads::table.filter(uploads::state.eq("receiving"));
    Ok(receiving.select((uploads::total, uploads::received)).load(conn)?)
}
