//! From the file that was uploaded to the files fans get.
//!
//! Everything is written to the store first and made known in one transaction, so a crash leaves either nothing to see
//! or everything, and running again writes the same files over.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::jobs::RemoveFiles;
use super::kinds::Kind;
use super::store::{self, AssetRow, Findings, Rendition};
use super::{AssetId, Caution, Reason, TEASER, intake};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::files::{Key, Local};
use crate::plumbing::images::{self, Encoded, Picture};
use crate::plumbing::video::{self, Ffmpeg, Film, Obstacle};
use crate::plumbing::{jobs as queue, sound};

/// The name of the uploaded file until it is processed. It has no address.
const INCOMING: &str = "incoming";

/// A decoded picture takes up to half a gigabyte: one at a time in the whole process.
static PICTURES: Semaphore = Semaphore::const_new(1);
/// A film keeps the processor busy for minutes.
static FILMS: Semaphore = Semaphore::const_new(1);

pub(super) fn folder(asset: &AssetId) -> Result<Key, Fault> {
    Key::new(format!("assets/{asset}"))
}

pub(super) fn incoming(asset: &AssetId) -> Result<Key, Fault> {
    Key::new(format!("assets/{asset}/{INCOMING}"))
}

/// What became of a file.
struct Made {
    findings: Findings,
    renditions: Vec<Rendition>,
    title: Option<String>,
    artist: Option<String>,
}

/// Why nothing became of it.
enum Problem {
    Reason(Reason),
    Fault(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem::Fault(fault)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        Problem::Fault(error.into())
    }
}

impl From<images::ReadError> for Problem {
    fn from(error: images::ReadError) -> Problem {
        Problem::Reason(match error {
            images::ReadError::NotAPicture => Reason::NotWhatItSays,
            images::ReadError::TooManyPixels { .. } => Reason::TooManyPixels,
            images::ReadError::Truncated => Reason::Truncated,
            images::ReadError::Damaged(_) => Reason::Damaged,
            images::ReadError::Fault(fault) => return Problem::Fault(fault),
        })
    }
}

impl From<sound::ReadError> for Problem {
    fn from(error: sound::ReadError) -> Problem {
        Problem::Reason(match error {
            sound::ReadError::NotSound => Reason::OtherSound,
            sound::ReadError::TooLong => Reason::TooLong,
            sound::ReadError::Truncated => Reason::Truncated,
            sound::ReadError::Damaged(_) => Reason::Damaged,
            sound::ReadError::Fault(fault) => return Problem::Fault(fault),
        })
    }
}

impl From<video::ReadError> for Problem {
    fn from(error: video::ReadError) -> Problem {
        Problem::Reason(match error {
            video::ReadError::NotAFilm => Reason::NotWhatItSays,
            video::ReadError::NoPicture => Reason::NoPicture,
            video::ReadError::Truncated => Reason::Truncated,
            video::ReadError::Damaged(_) => Reason::Damaged,
            video::ReadError::Fault(fault) => return Problem::Fault(fault),
        })
    }
}

/// Makes the renditions of an asset that waits for them; harmless for any other.
pub(super) async fn process(club: &Club, asset: &AssetId, now: Moment) -> Result<(), Fault> {
    let Some(row) = waiting(club, asset).await? else { return Ok(()) };
    let kind = Kind::stored(&row.kind).ok_or_else(|| Fault::broken(format!("asset {asset} has an unknown kind")))?;
    let _turn = match kind {
        Kind::Photo => PICTURES.acquire().await,
        Kind::Video => FILMS.acquire().await,
        Kind::Audio | Kind::File => PICTURES.acquire().await,
    };
    // A second run of the same job has waited here for the first.
    let Some(row) = waiting(club, asset).await? else { return Ok(()) };

    let scratch = intake::parts_folder(club);
    tokio::fs::create_dir_all(&scratch).await?;
    let made = match club.files().on_this_machine(&incoming(asset)?, &scratch).await? {
        None => Err(Problem::Reason(Reason::Truncated)),
        Some(file) => match kind {
            Kind::Photo => photo(club, &row, file).await,
            Kind::Audio => audio(club, &row, file).await,
            Kind::Video => film(club, &row, file, &scratch).await,
            Kind::File => plain_file(club, &row, file).await,
        },
    };
    match made {
        Ok(made) => announce(club, asset, made, now).await,
        Err(Problem::Reason(reason)) => refuse(club, asset, reason, now).await,
        Err(Problem::Fault(fault)) => Err(fault),
    }
}

async fn waiting(club: &Club, asset: &AssetId) -> Result<Option<AssetRow>, Fault> {
    let asset = asset.clone();
    let row = club.read(move |conn| store::by_id(conn, &asset)).await?;
    Ok(row.filter(|row| row.state == "processing"))
}

async fn announce(club: &Club, asset: &AssetId, made: Made, now: Moment) -> Result<(), Fault> {
    let asset = asset.clone();
    club.write(move |tx| {
        if store::record_findings(tx, &asset, &made.findings)? {
            store::replace_renditions(tx, &asset, &made.renditions)?;
            store::fill_names(
                tx,
                &asset,
                made.title.as_deref().unwrap_or_default(),
                made.artist.as_deref().unwrap_or_default(),
            )?;
            let leftover = RemoveFiles { asset: asset.clone(), only: Some(INCOMING.to_owned()) };
            queue::enqueue(tx, &leftover, now, now)?;
        }
        Ok::<(), Fault>(())
    })
    .await
}

async fn refuse(club: &Club, asset: &AssetId, reason: Reason, now: Moment) -> Result<(), Fault> {
    let findings = Findings { state: "failed".to_owned(), reason: Some(reason.as_str().to_owned()), ..nothing_found() };
    let asset = asset.clone();
    club.write(move |tx| {
        if store::record_findings(tx, &asset, &findings)? {
            queue::enqueue(tx, &RemoveFiles { asset: asset.clone(), only: None }, now, now)?;
        }
        Ok::<(), Fault>(())
    })
    .await
}

fn nothing_found() -> Findings {
    Findings {
        state: "ready".to_owned(),
        reason: None,
        sha256: String::new(),
        width: None,
        height: None,
        duration_ms: None,
        thumbhash: None,
        waveform: None,
        playable_everywhere: true,
    }
}

async fn photo(club: &Club, row: &AssetRow, file: Local) -> Result<Made, Problem> {
    let (sha256, outputs, thumbhash, size) = in_background(move || {
        let picture = Picture::read(file.path())?;
        let mut outputs = pictures_of(&picture)?;
        outputs.push(("full.jpg".to_owned(), "image/jpeg", picture.jpeg()?));
        Ok((sha256_of(file.path())?, outputs, picture.thumbhash()?, (picture.width(), picture.height())))
    })
    .await?;
    let findings = Findings {
        sha256,
        width: i32::try_from(size.0).ok(),
        height: i32::try_from(size.1).ok(),
        thumbhash: Some(STANDARD.encode(thumbhash)),
        ..nothing_found()
    };
    Ok(Made { findings, renditions: keep_pictures(club, &row.id, outputs).await?, title: None, artist: None })
}

async fn audio(club: &Club, row: &AssetRow, file: Local) -> Result<Made, Problem> {
    let is_mp4 = row.content_type == "audio/mp4";
    let (sound, file) = in_background(move || {
        if is_mp4 {
            // Its boxes are checked first: they tell a cut file from a strange one.
            video::forget_origin(file.path())?;
        }
        Ok((sound::read(file.path())?, file))
    })
    .await?;
    let caution = match row.content_type.as_str() {
        "audio/ogg" => Some(Caution::Ogg),
        _ if sound.apple_lossless => Some(Caution::AppleLossless),
        _ => None,
    };
    let (original, sha256) = keep_original(club, row, file).await?;
    let findings = Findings {
        sha256,
        reason: caution.map(|caution| caution.as_str().to_owned()),
        playable_everywhere: caution.is_none(),
        duration_ms: i64::try_from(sound.duration_ms).ok(),
        waveform: Some(STANDARD.encode(&sound.wave)),
        ..nothing_found()
    };
    Ok(Made { findings, renditions: vec![original], title: sound.title, artist: sound.artist })
}

async fn plain_file(club: &Club, row: &AssetRow, file: Local) -> Result<Made, Problem> {
    let (original, sha256) = keep_original(club, row, file).await?;
    let findings = Findings { sha256, ..nothing_found() };
    Ok(Made { findings, renditions: vec![original], title: None, artist: None })
}

async fn film(club: &Club, row: &AssetRow, file: Local, scratch: &Path) -> Result<Made, Problem> {
    let (film, file) = in_background(move || Ok((video::read(file.path())?, file))).await?;
    let ffmpeg = std::env::var_os("PATH").and_then(|path| Ffmpeg::find(&path));
    let converted = match &ffmpeg {
        Some(ffmpeg) => convert(club, row, ffmpeg, &film, &file, scratch).await?,
        None => None,
    };
    let findings = Findings {
        width: i32::try_from(film.width).ok(),
        height: i32::try_from(film.height).ok(),
        duration_ms: film.duration_ms.and_then(|duration| i64::try_from(duration).ok()),
        ..nothing_found()
    };
    if let Some((findings_of_copy, renditions)) = converted {
        return Ok(Made {
            findings: Findings { sha256: findings_of_copy.sha256, thumbhash: findings_of_copy.thumbhash, ..findings },
            renditions,
            title: None,
            artist: None,
        });
    }

    let file = in_background(move || {
        video::forget_origin(file.path())?;
        Ok(file)
    })
    .await?;
    let (mut original, sha256) = keep_original(club, row, file).await?;
    let caution = film.obstacle().map(|obstacle| match obstacle {
        Obstacle::Hevc => Caution::Hevc,
        Obstacle::Rare => Caution::RareFilm,
    });
    if caution.is_none() {
        // The same boxes under another name; browsers refuse the other name.
        original.content_type = "video/mp4".to_owned();
    }
    let findings = Findings {
        sha256,
        reason: caution.map(|caution| caution.as_str().to_owned()),
        playable_everywhere: caution.is_none(),
        ..findings
    };
    Ok(Made { findings, renditions: vec![original], title: None, artist: None })
}

/// The film as ffmpeg makes it, with its poster. `None` if ffmpeg cannot read it; the original is served then.
async fn convert(
    club: &Club,
    row: &AssetRow,
    ffmpeg: &Ffmpeg,
    film: &Film,
    file: &Local,
    scratch: &Path,
) -> Result<Option<(Findings, Vec<Rendition>)>, Problem> {
    let work = tempfile::Builder::new().prefix("film-").tempdir_in(scratch)?;
    let (made, poster) = (work.path().join("made.mp4"), work.path().join("poster.png"));
    if let Err(fault) = ffmpeg.make_mp4(film, file.path(), &made).await {
        tracing::warn!(club = club.name(), asset = %row.id, %fault, "the film stays as it is");
        return Ok(None);
    }
    let mut renditions = Vec::new();
    let mut thumbhash = None;
    match ffmpeg.make_poster(film, file.path(), &poster).await {
        Ok(()) => {
            let (outputs, hash) = in_background(move || {
                let picture = Picture::read(&poster)?;
                Ok((pictures_of(&picture)?, picture.thumbhash()?))
            })
            .await?;
            renditions = keep_pictures(club, &row.id, outputs).await?;
            thumbhash = Some(STANDARD.encode(hash));
        }
        Err(fault) => tracing::warn!(club = club.name(), asset = %row.id, %fault, "the film has no poster"),
    }
    let (original, sha256) = keep_as(club, row, made, "720.mp4", "video/mp4").await?;
    renditions.push(original);
    Ok(Some((Findings { sha256, thumbhash, ..nothing_found() }, renditions)))
}

type Output = (String, &'static str, Encoded);

/// All widths and the teaser, as WebP.
fn pictures_of(picture: &Picture) -> Result<Vec<Output>, Problem> {
    let mut outputs = Vec::new();
    for width in picture.widths() {
        outputs.push((format!("{width}.webp"), "image/webp", picture.webp(width)?));
    }
    outputs.push((TEASER.to_owned(), "image/webp", picture.teaser()?));
    Ok(outputs)
}

async fn keep_pictures(club: &Club, asset: &AssetId, outputs: Vec<Output>) -> Result<Vec<Rendition>, Fault> {
    let mut renditions = Vec::new();
    for (name, content_type, Encoded { bytes, width, height }) in outputs {
        let key = Key::new(format!("{}/{name}", folder(asset)?))?;
        renditions.push(Rendition {
            asset_id: asset.clone(),
            name,
            key: key.to_string(),
            content_type: content_type.to_owned(),
            bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width: i32::try_from(width).ok(),
            height: i32::try_from(height).ok(),
            etag: short(&hex::encode(Sha256::digest(&bytes))),
        });
        club.files().put(&key, Bytes::from(bytes)).await?;
    }
    Ok(renditions)
}

/// Gives the uploaded file an address, under a name that says what it is. The incoming one stays until it is announced.
async fn keep_original(club: &Club, row: &AssetRow, file: Local) -> Result<(Rendition, String), Problem> {
    let extension = match row.content_type.as_str() {
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "audio/flac" => "flac",
        "audio/mp4" => "m4a",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        _ => "bin",
    };
    let copy = tempfile::NamedTempFile::new_in(intake::parts_folder(club))?.into_temp_path();
    let to = copy.to_path_buf();
    in_background(move || {
        // A second name for the same bytes where the disk can, a copy where not.
        std::fs::remove_file(&to)?;
        if std::fs::hard_link(file.path(), &to).is_err() {
            std::fs::copy(file.path(), &to)?;
        }
        Ok(())
    })
    .await?;
    let kept = keep_as(club, row, copy.to_path_buf(), &format!("original.{extension}"), &row.content_type).await?;
    // Moved into the store: there is nothing left to remove.
    let _ = copy.keep();
    Ok(kept)
}

async fn keep_as(
    club: &Club,
    row: &AssetRow,
    file: PathBuf,
    name: &str,
    content_type: &str,
) -> Result<(Rendition, String), Problem> {
    let key = Key::new(format!("{}/{name}", folder(&row.id)?))?;
    let path = file.clone();
    let sha256 = in_background(move || Ok(sha256_of(&path)?)).await?;
    let bytes = club.files().take(&key, &file).await?;
    let rendition = Rendition {
        asset_id: row.id.clone(),
        name: name.to_owned(),
        key: key.to_string(),
        content_type: content_type.to_owned(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        width: None,
        height: None,
        etag: short(&sha256),
    };
    Ok((rendition, sha256))
}

fn short(sha256: &str) -> String {
    sha256.chars().take(32).collect()
}

fn sha256_of(path: &Path) -> Result<String, Fault> {
    let mut digest = Sha256::new();
    let mut file = std::fs::File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match std::io::Read::read(&mut file, &mut buffer)? {
            0 => return Ok(hex::encode(digest.finalize())),
            read => digest.update(&buffer[..read]),
        }
    }
}

/// Work that keeps a processor busy, off the threads that answer people. A decoder that panics has met a damaged file.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => Err(Problem::Reason(Reason::Damaged)),
        Err(error) => Err(Problem::Fault(Fault::broken(error.to_string()))),
    }
}
