//! Uploads: bytes into a part file as they arrive, going on where the line broke.
//!
//! The length of the part file is what has been received; the row in the database only says that there is an upload.
//! Bytes go from the network to the file in small pieces and are never held together.

use std::collections::HashMap;
use std::io::{ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::{MutexGuard, watch};

use super::jobs::ProcessAsset;
use super::kinds::{HEAD, Kind, pretended, recognise};
use super::store::{self, AssetRow, Upload};
use super::{AssetId, Reason, UploadId, processing};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs as queue;

/// Uploads without a new byte for this long are thrown away.
const IDLE_HOURS: i64 = 24;
/// A line without a byte for this long counts as broken.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a newcomer waits for the former connection of the same upload to let go.
const HANDOVER: Duration = Duration::from_secs(10);
const MEGABYTE: u64 = 1_000_000;

/// What somebody of the crew wants to upload.
#[derive(Debug, Clone)]
pub struct NewUpload {
    pub file_name: String,
    /// Length in bytes.
    pub total: u64,
    /// The crew member's id.
    pub by: String,
}

/// Why an upload did not begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error("the file is empty")]
    Empty,
    /// In bytes.
    #[error("larger than {limit} bytes")]
    TooLarge { limit: u64 },
    /// In bytes.
    #[error("{needed} bytes are needed on the disk, {free} are free")]
    DiskFull { needed: u64, free: u64 },
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why bytes were not taken.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    #[error("there is no such upload")]
    NotFound,
    /// The sender must go on from here.
    #[error("{received} bytes are here already")]
    OtherOffset { received: u64 },
    /// Another connection of the same upload has taken over.
    #[error("another connection sends this file")]
    TakenOver,
    #[error("more bytes than were announced")]
    TooMany,
    /// The file cannot be used; nothing of it is left.
    #[error("refused: {}", .0.as_str())]
    Refused(Reason),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<std::io::Error> for AppendError {
    fn from(error: std::io::Error) -> AppendError {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => AppendError::Refused(Reason::DiskFull),
            _ => AppendError::Fault(error.into()),
        }
    }
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub received: u64,
    pub total: u64,
    /// The asset it became, once the last byte is here.
    pub asset: Option<AssetId>,
}

/// The largest upload of a kind, in bytes.
pub fn limit(club: &Club, kind: Kind) -> u64 {
    let limits = &club.config().media;
    let megabytes = match kind {
        Kind::Photo => limits.photo_megabytes,
        Kind::Audio => limits.audio_megabytes,
        Kind::Video => limits.video_megabytes,
        Kind::File => limits.file_megabytes,
    };
    megabytes.saturating_mul(MEGABYTE)
}

/// Opens an upload, if it may be that large and the disk, which has room for `free` bytes, will hold it and what is
/// made of it.
pub async fn begin(club: &Club, new: NewUpload, free: u64, now: Moment) -> Result<UploadId, BeginError> {
    if new.total == 0 {
        return Err(BeginError::Empty);
    }
    let limit = match pretended(&new.file_name) {
        Some(kind) => limit(club, kind),
        None => Kind::ALL.into_iter().map(|kind| limit(club, kind)).max().unwrap_or(0),
    };
    if new.total > limit {
        return Err(BeginError::TooLarge { limit });
    }
    let under_way = club.read(store::uploads_under_way).await?;
    let promised: u64 = under_way.iter().map(|(total, received)| u64::try_from(total - received).unwrap_or(0)).sum();
    let needed = new.total.saturating_mul(2).saturating_add(promised);
    if free < needed {
        return Err(BeginError::DiskFull { needed, free });
    }

    let upload = Upload {
        id: UploadId::new(),
        crew_member_id: new.by,
        asset_id: Some(AssetId::new()),
        file_name: plain_name(&new.file_name),
        content_type: String::new(),
        total: i64::try_from(new.total).unwrap_or(i64::MAX),
        received: 0,
        state: "receiving".to_owned(),
        created_at: now,
        updated_at: now,
    };
    let id = upload.id.clone();
    club.write(move |tx| store::insert_upload(tx, &upload)).await?;
    let part = part_file(club, &id);
    if let Some(folder) = part.parent() {
        fs::create_dir_all(folder).await.map_err(Fault::from)?;
    }
    File::create(&part).await.map_err(Fault::from)?;
    Ok(id)
}

/// How far an upload is. Asking ends the former connection of this upload, which is usually a dead one: whoever asks
/// wants to go on.
pub async fn progress(club: &Club, id: &UploadId, now: Moment) -> Result<Progress, AppendError> {
    let turn = Turn::take(id);
    let _lock = turn.lock().await?;
    let upload = known(club, id).await?;
    let received = received(club, &upload).await?;
    if received == total(&upload) {
        return complete(club, &upload, now).await;
    }
    Ok(Progress { received, total: total(&upload), asset: None })
}

/// Takes bytes from `offset` on until the stream ends or breaks; what has arrived stays. With the last byte the upload
/// becomes an asset.
pub async fn append<E>(
    club: &Club,
    id: &UploadId,
    offset: u64,
    body: impl Stream<Item = Result<Bytes, E>>,
    now: Moment,
) -> Result<Progress, AppendError> {
    let turn = Turn::take(id);
    let _lock = turn.lock().await?;
    let upload = known(club, id).await?;
    let before = received(club, &upload).await?;
    if before != offset {
        return Err(AppendError::OtherOffset { received: before });
    }
    if before == total(&upload) {
        return complete(club, &upload, now).await;
    }

    let written = write(club, &upload, before, body, &turn).await;
    let outcome = match written {
        Ok(received) if received == total(&upload) => complete(club, &upload, now).await,
        Ok(received) => {
            let (id, length) = (id.clone(), i64::try_from(received).unwrap_or(i64::MAX));
            club.write(move |tx| store::record_received(tx, &id, length, now)).await?;
            Ok(Progress { received, total: total(&upload), asset: None })
        }
        Err(error) => Err(error),
    };
    if let Err(AppendError::Refused(_) | AppendError::TooMany) = outcome {
        forget(club, id).await?;
    }
    outcome
}

/// One file in one go, from a form: its length is known only when it ends; `at_most` is the request's. Whatever goes
/// wrong, nothing is left behind.
pub async fn receive_whole<E>(
    club: &Club,
    new: NewUpload,
    body: impl Stream<Item = Result<Bytes, E>>,
    free: u64,
    now: Moment,
) -> Result<AssetId, ReceiveError> {
    let id = begin(club, new, free, now).await?;
    let outcome = receive(club, &id, body, now).await;
    if outcome.is_err() {
        forget(club, &id).await?;
    }
    Ok(outcome?)
}

/// Why a form's file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error(transparent)]
    Begin(#[from] BeginError),
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

async fn receive<E>(
    club: &Club,
    id: &UploadId,
    body: impl Stream<Item = Result<Bytes, E>>,
    now: Moment,
) -> Result<AssetId, AppendError> {
    let turn = Turn::take(id);
    let _lock = turn.lock().await?;
    let upload = known(club, id).await?;
    let mut broken = false;
    let body = body.map(|chunk| chunk.inspect_err(|_| broken = true));
    let received = write(club, &upload, 0, body, &turn).await?;
    // A form cannot go on later: half a file is none.
    if broken {
        return Err(AppendError::Refused(Reason::Truncated));
    }
    let whole = Upload { total: i64::try_from(received).unwrap_or(i64::MAX), ..upload };
    let progress = complete(club, &whole, now).await?;
    progress.asset.ok_or_else(|| Fault::broken("a complete upload has no asset").into())
}

/// Throws an upload away, whatever has arrived of it.
pub async fn cancel(club: &Club, id: &UploadId) -> Result<(), AppendError> {
    let turn = Turn::take(id);
    let _lock = turn.lock().await?;
    known(club, id).await?;
    forget(club, id).await?;
    Ok(())
}

/// Throws away what nobody goes on with, and part files without an upload. Returns how many uploads.
pub async fn sweep(club: &Club, now: Moment) -> Result<usize, Fault> {
    let before = now.plus_hours(-IDLE_HOURS);
    let idle = club.read(move |conn| store::uploads_idle_since(conn, before)).await?;
    for upload in &idle {
        forget(club, &upload.id).await?;
    }
    let mut parts = match fs::read_dir(parts_folder(club)).await {
        Ok(parts) => parts,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(idle.len()),
        Err(error) => return Err(error.into()),
    };
    while let Some(part) = parts.next_entry().await? {
        let changed = part.metadata().await?.modified()?;
        let old = changed.elapsed().is_ok_and(|age| age > Duration::from_secs(3600 * IDLE_HOURS.unsigned_abs()));
        let name = part.file_name().to_string_lossy().into_owned();
        let id = UploadId(name.trim_end_matches(".part").to_owned());
        if old && club.read(move |conn| store::upload(conn, &id)).await?.is_none() {
            fs::remove_file(part.path()).await?;
        }
    }
    Ok(idle.len())
}

async fn known(club: &Club, id: &UploadId) -> Result<Upload, AppendError> {
    let id = id.clone();
    club.read(move |conn| store::upload(conn, &id)).await?.ok_or(AppendError::NotFound)
}

fn total(upload: &Upload) -> u64 {
    u64::try_from(upload.total).unwrap_or(0)
}

fn asset_of(upload: &Upload) -> Result<AssetId, Fault> {
    upload.asset_id.clone().ok_or_else(|| Fault::broken(format!("upload {} has no asset", upload.id)))
}

/// What is on the disk, or all of it when the file has moved on already.
async fn received(club: &Club, upload: &Upload) -> Result<u64, Fault> {
    if upload.state == "complete" {
        return Ok(total(upload));
    }
    match fs::metadata(part_file(club, &upload.id)).await {
        Ok(part) => Ok(part.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let stored = club.files().length(&processing::incoming(&asset_of(upload)?)?).await?;
            Ok(stored.unwrap_or(0))
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns the new length. Ends early when the line breaks or falls silent, or another connection takes over.
async fn write<E>(
    club: &Club,
    upload: &Upload,
    offset: u64,
    body: impl Stream<Item = Result<Bytes, E>>,
    turn: &Turn,
) -> Result<u64, AppendError> {
    let path = part_file(club, &upload.id);
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).read(true).open(&path).await?;
    file.seek(SeekFrom::Start(offset)).await?;
    let mut body = std::pin::pin!(body);
    let mut length = offset;
    let mut told = offset >= HEAD as u64;
    loop {
        let chunk = tokio::select! {
            biased;
            () = turn.taken_over() => break,
            chunk = tokio::time::timeout(SILENCE, body.next()) => chunk,
        };
        let Ok(Some(Ok(chunk))) = chunk else { break };
        length += chunk.len() as u64;
        if length > total(upload) {
            return Err(AppendError::TooMany);
        }
        file.write_all(&chunk).await?;
        // Refused with the first bytes, not after an hour of uploading.
        if !told && length >= HEAD as u64 {
            file.flush().await?;
            check_head(club, upload, &path).await?;
            told = true;
        }
    }
    file.flush().await?;
    file.sync_data().await?;
    Ok(length)
}

/// The kind, by its first bytes; refuses what cannot be used or is too large for what it is.
async fn check_head(club: &Club, upload: &Upload, path: &Path) -> Result<super::Format, AppendError> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(path).await?.take(HEAD as u64).read_to_end(&mut head).await?;
    let format = recognise(&head, &upload.file_name).map_err(AppendError::Refused)?;
    if total(upload) > limit(club, format.kind) {
        return Err(AppendError::Refused(Reason::TooLarge));
    }
    Ok(format)
}

/// Moves the file into the club's store and makes the asset. May be repeated after a crash at any point.
async fn complete(club: &Club, upload: &Upload, now: Moment) -> Result<Progress, AppendError> {
    let asset = asset_of(upload)?;
    let done = Progress { received: total(upload), total: total(upload), asset: Some(asset.clone()) };
    if upload.state == "complete" {
        return Ok(done);
    }
    let part = part_file(club, &upload.id);
    let incoming = processing::incoming(&asset)?;
    let format = if fs::try_exists(&part).await? {
        let format = check_head(club, upload, &part).await?;
        club.files().take(&incoming, &part).await?;
        format
    } else {
        let local = club.files().on_this_machine(&incoming, &parts_folder(club)).await?.ok_or(AppendError::NotFound)?;
        check_head(club, upload, local.path()).await?
    };

    let row = AssetRow {
        id: asset.clone(),
        kind: format.kind.as_str().to_owned(),
        state: "processing".to_owned(),
        reason: None,
        title: String::new(),
        artist: String::new(),
        alt: String::new(),
        file_name: upload.file_name.clone(),
        content_type: format.content_type.to_owned(),
        bytes: upload.total,
        sha256: String::new(),
        width: None,
        height: None,
        duration_ms: None,
        thumbhash: None,
        waveform: None,
        playable_everywhere: false,
        created_at: now,
        created_by: Some(upload.crew_member_id.clone()),
    };
    let (id, length) = (upload.id.clone(), upload.total);
    club.write(move |tx| {
        if store::mark_complete(tx, &id, length, now)? {
            store::insert_asset(tx, &row)?;
            queue::enqueue(tx, &ProcessAsset { asset: row.id.clone() }, now, now)?;
        }
        Ok::<(), Fault>(())
    })
    .await?;
    Ok(done)
}

/// Row and part file go, in this order: a part without a row is swept, a row without its part would lie.
async fn forget(club: &Club, id: &UploadId) -> Result<(), Fault> {
    let row = id.clone();
    club.write(move |tx| store::delete_upload(tx, &row)).await?;
    match fs::remove_file(part_file(club, id)).await {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

pub(super) fn parts_folder(club: &Club) -> PathBuf {
    club.folder().path().join("uploads")
}

fn part_file(club: &Club, id: &UploadId) -> PathBuf {
    // Only ids found in the database get here, but a path is built: nothing but letters, digits and hyphens passes.
    let safe: String = id.as_str().chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect();
    parts_folder(club).join(format!("{safe}.part"))
}

/// The last part of a path, without signs that would break a header or a line.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|sign| !sign.is_control() && *sign != '"').take(200).collect();
    let clean = clean.trim();
    if clean.is_empty() { "file".to_owned() } else { clean.to_owned() }
}

/// The connections of one upload take turns: the newest has the right, the former ones stop and let go.
struct Turn {
    id: UploadId,
    number: u64,
    line: Arc<Line>,
}

struct Line {
    newest: watch::Sender<u64>,
    writing: tokio::sync::Mutex<()>,
}

/// Upload ids are unique over all clubs, so one list serves a process.
static LINES: LazyLock<Mutex<HashMap<UploadId, Arc<Line>>>> = LazyLock::new(Mutex::default);

impl Turn {
    fn take(id: &UploadId) -> Turn {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines
            .entry(id.clone())
            .or_insert_with(|| Arc::new(Line { newest: watch::Sender::new(0), writing: tokio::sync::Mutex::new(()) }));
        let mut number = 0;
        line.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        Turn { id: id.clone(), number, line: Arc::clone(line) }
    }

    async fn lock(&self) -> Result<MutexGuard<'_, ()>, AppendError> {
        let lock = tokio::time::timeout(HANDOVER, self.line.writing.lock()).await;
        let lock = lock.map_err(|_| AppendError::TakenOver)?;
        if *self.line.newest.borrow() > self.number { Err(AppendError::TakenOver) } else { Ok(lock) }
    }

    async fn taken_over(&self) {
        let mut newest = self.line.newest.subscribe();
        // The sender lives as long as the line, which this turn holds.
        let _ = newest.wait_for(|newest| *newest > self.number).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        // The list's own and this one: nobody else is in line.
        if Arc::strong_count(&self.line) == 2 {
            lines.remove(&self.id);
        }
    }
}
