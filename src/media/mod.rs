//! Media: what the artist uploads, and what fans get of it.
//!
//! An upload becomes an asset once its last byte is here; processing makes the asset's renditions, the only files that
//! have an address. Nobody's bytes are sent from this room: a front asks who may have them first.

mod intake;
pub mod jobs;
mod kinds;
mod processing;
mod reasons;
mod store;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diesel::result::{DatabaseErrorKind, Error as DbError};

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::id;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs as queue;

pub use intake::{
    AppendError, BeginError, NewUpload, Progress, ReceiveError, append, begin, cancel, limit, progress, receive_whole,
    sweep,
};
pub use kinds::{Format, Kind, pretended, recognise};
pub use reasons::{Caution, Reason};
pub use store::{Rendition, Upload};

id!(
    /// A picture, sound, film or file of the club.
    AssetId
);
id!(
    /// A file on its way in.
    UploadId
);

/// The rendition everybody may have who may know that the asset exists: at most ten pixels.
pub const TEASER: &str = "teaser.webp";

/// Seconds a signed address opens.
const SIGNED_FOR: i64 = 6 * 3600;

/// Where an asset stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Processing,
    /// Ready, perhaps not for every phone.
    Ready(Option<Caution>),
    Failed(Reason),
}

/// An asset with its renditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    pub id: AssetId,
    pub kind: Kind,
    pub state: State,
    pub title: String,
    pub artist: String,
    /// Describes a picture to those who do not see it.
    pub alt: String,
    /// As the artist's machine called it. Not for those who may not have the asset.
    pub file_name: String,
    pub content_type: String,
    /// Of the file that was uploaded.
    pub bytes: i64,
    pub sha256: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration_ms: Option<i64>,
    /// Base64 of a thumbhash.
    pub thumbhash: Option<String>,
    /// Loudness from 0 to 100 at equal steps; empty for what has no sound. Not for those who may not have the asset.
    pub wave: Vec<u8>,
    pub playable_everywhere: bool,
    pub created_at: Moment,
    pub renditions: Vec<Rendition>,
}

impl Asset {
    pub fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready(_))
    }

    /// The path of one rendition, `None` if there is no such rendition.
    pub fn address(&self, name: &str) -> Option<String> {
        self.renditions
            .iter()
            .find(|rendition| rendition.name == name)
            .map(|rendition| address(&self.id, &rendition.name))
    }

    /// Pictures in WebP by growing width: what a `srcset` lists. For a film, its poster.
    pub fn pictures(&self) -> Vec<&Rendition> {
        let mut pictures: Vec<&Rendition> = self
            .renditions
            .iter()
            .filter(|rendition| rendition.content_type == "image/webp" && rendition.name != TEASER)
            .collect();
        pictures.sort_by_key(|rendition| rendition.width);
        pictures
    }

    /// What a player plays or a download takes: the film, the sound, the file, or the picture in full size.
    pub fn main(&self) -> Option<&Rendition> {
        let wanted = |rendition: &&Rendition| {
            rendition.name.starts_with("original.") || matches!(rendition.name.as_str(), "full.jpg" | "720.mp4")
        };
        self.renditions.iter().find(wanted)
    }
}

/// The path of a rendition. Whether it opens is decided when it is asked for.
pub fn address(asset: &AssetId, rendition: &str) -> String {
    format!("/media/{asset}/{rendition}")
}

/// A path that opens one rendition for six hours without a session: for feeds.
pub fn signed_address(club: &Club, asset: &AssetId, rendition: &str, now: Moment) -> String {
    let until = now.unix() + SIGNED_FOR;
    let signature = club.key().sign("media", &signed_message(asset, rendition, until));
    format!("{}?until={until}&signature={signature}", address(asset, rendition))
}

/// Whether a signed address is ours and still open.
pub fn signature_opens(
    club: &Club,
    asset: &AssetId,
    rendition: &str,
    until: i64,
    signature: &str,
    now: Moment,
) -> bool {
    let message = signed_message(asset, rendition, until);
    until > now.unix() && until <= now.unix() + SIGNED_FOR && club.key().verifies("media", &message, signature)
}

fn signed_message(asset: &AssetId, rendition: &str, until: i64) -> String {
    format!("{asset}/{rendition}/{until}")
}

pub fn by_id(conn: &mut Conn, asset: &AssetId) -> Result<Option<Asset>, Fault> {
    let Some(row) = store::by_id(conn, asset)? else { return Ok(None) };
    Ok(with_renditions(conn, vec![row])?.pop())
}

/// In no particular order; ids without an asset are missing.
pub fn by_ids(conn: &mut Conn, ids: &[AssetId]) -> Result<Vec<Asset>, Fault> {
    let rows = store::by_ids(conn, ids)?;
    with_renditions(conn, rows)
}

/// Newest first, those older than `before`.
pub fn page(conn: &mut Conn, before: Option<&AssetId>, most: i64) -> Result<Vec<Asset>, Fault> {
    let rows = store::page(conn, before, most)?;
    with_renditions(conn, rows)
}

/// The rendition behind an address.
pub fn rendition(conn: &mut Conn, asset: &AssetId, name: &str) -> Result<Option<Rendition>, Fault> {
    store::rendition(conn, asset, name)
}

/// What the club's store holds of some assets after `after`, by their keys: what fans get of them, and of those still
/// waiting what was uploaded. Empty after the last one.
pub fn stored_after(conn: &mut Conn, after: Option<&AssetId>, most: i64) -> Result<Vec<(AssetId, Vec<String>)>, Fault> {
    let some = store::assets_after(conn, after, most)?;
    let ids: Vec<AssetId> = some.iter().map(|(id, _)| id.clone()).collect();
    let renditions = store::renditions_for(conn, &ids)?;
    let stored = |(id, state): (AssetId, String)| {
        let theirs = renditions.iter().filter(|rendition| rendition.asset_id == id);
        let mut keys: Vec<String> = theirs.map(|rendition| rendition.key.clone()).collect();
        if state == "processing" {
            keys.push(processing::incoming(&id)?.to_string());
        }
        Ok((id, keys))
    };
    some.into_iter().map(stored).collect()
}

/// Asks anew for the work that unfinished assets wait for: a club that moved left its jobs behind.
pub fn take_up(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    let waiting = store::processing(tx)?;
    waiting.into_iter().try_for_each(|asset| queue::enqueue(tx, &jobs::ProcessAsset { asset }, now, now))
}

/// Title, artist and description in the artist's words. False when there is no such asset.
pub fn describe(tx: &mut Tx, asset: &AssetId, title: &str, artist: &str, alt: &str) -> Result<bool, Fault> {
    store::record_words(tx, asset, title.trim(), artist.trim(), alt.trim())
}

/// Why an asset stays.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    #[error("there is no such asset")]
    NotFound,
    #[error("a post still holds it")]
    Held,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Deletes an asset nothing holds; its bytes follow by a job. The database refuses if a post still points at it, also
/// one that was saved a moment ago.
pub fn delete(tx: &mut Tx, asset: &AssetId, now: Moment) -> Result<(), DeleteError> {
    match store::delete_asset(tx, asset) {
        Ok(true) => {}
        Ok(false) => return Err(DeleteError::NotFound),
        Err(Fault::Db(DbError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))) => {
            return Err(DeleteError::Held);
        }
        Err(fault) => return Err(fault.into()),
    }
    queue::enqueue(tx, &jobs::RemoveFiles { asset: asset.clone(), only: None }, now, now)?;
    Ok(())
}

fn with_renditions(conn: &mut Conn, rows: Vec<store::AssetRow>) -> Result<Vec<Asset>, Fault> {
    let ids: Vec<AssetId> = rows.iter().map(|row| row.id.clone()).collect();
    let renditions = store::renditions_for(conn, &ids)?;
    rows.into_iter().map(|row| asset(row, &renditions)).collect()
}

fn asset(row: store::AssetRow, renditions: &[Rendition]) -> Result<Asset, Fault> {
    let unknown = |what: &str| Fault::broken(format!("asset {} has an unknown {what}", row.id));
    let state = match (row.state.as_str(), row.reason.as_deref()) {
        ("processing", _) => State::Processing,
        ("ready", None) => State::Ready(None),
        ("ready", Some(word)) => State::Ready(Some(Caution::stored(word).ok_or_else(|| unknown("caution"))?)),
        ("failed", Some(word)) => State::Failed(Reason::stored(word).ok_or_else(|| unknown("reason"))?),
        _ => return Err(unknown("state")),
    };
    let wave = row.waveform.as_deref().map(|wave| STANDARD.decode(wave)).transpose();
    Ok(Asset {
        kind: Kind::stored(&row.kind).ok_or_else(|| unknown("kind"))?,
        state,
        wave: wave.map_err(|_| unknown("wave"))?.unwrap_or_default(),
        renditions: renditions.iter().filter(|rendition| rendition.asset_id == row.id).cloned().collect(),
        id: row.id,
        title: row.title,
        artist: row.artist,
        alt: row.alt,
        file_name: row.file_name,
        content_type: row.content_type,
        bytes: row.bytes,
        sha256: row.sha256,
        width: row.width,
        height: row.height,
        duration_ms: row.duration_ms,
        thumbhash: row.thumbhash,
        playable_everywhere: row.playable_everywhere,
        created_at: row.created_at,
    })
}
