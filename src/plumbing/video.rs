//! Films in MP4 and QuickTime files: what is inside, making them forget where they were shot, and ffmpeg if it is here.
//!
//! The containers are boxes in boxes: four bytes of length, four of name, then the content.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::base::Fault;

/// The tables of a film of many hours fit in this; larger ones are an attack on memory.
const MAX_TABLES: u64 = 64 << 20;
/// Short side of a film made here.
const SHORT_SIDE: u32 = 720;
/// A film that already has the right codecs is copied as it is below this rate.
const COPIED_BELOW_BITS_PER_SECOND: u64 = 6_000_000;

/// Why a film was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("no MP4 or QuickTime file")]
    NotAFilm,
    #[error("there is no picture in it")]
    NoPicture,
    #[error("the file ends too early")]
    Truncated,
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> ReadError {
        if error.kind() == ErrorKind::UnexpectedEof { ReadError::Truncated } else { ReadError::Fault(error.into()) }
    }
}

/// What a film's container says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Film {
    /// `None` for films written in fragments, which need not say.
    pub duration_ms: Option<u64>,
    /// As seen, after rotation.
    pub width: u32,
    pub height: u32,
    /// Four letters: `avc1`, `hvc1`, `ap4h` …
    pub picture: String,
    /// Four letters: `mp4a` …; `None` for a silent film.
    pub sound: Option<String>,
    /// H.264 with the colours and depth every browser decodes.
    pub ordinary_h264: bool,
    bytes: u64,
}

/// Why a film will not play on every phone as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// H.265: recent Apple devices and some others.
    Hevc,
    /// A codec for cutting rooms or one sound that browsers lack.
    Rare,
}

impl Film {
    /// `None` when any phone of the last ten years plays it.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let sound_is_ordinary = matches!(self.sound.as_deref(), None | Some("mp4a" | ".mp3"));
        match self.picture.as_str() {
            "avc1" | "avc3" if self.ordinary_h264 && sound_is_ordinary => None,
            "hvc1" | "hev1" => Some(Obstacle::Hevc),
            _ => Some(Obstacle::Rare),
        }
    }

    /// Small and common enough to be served without encoding it again.
    fn can_be_copied(&self) -> bool {
        let Some(duration) = self.duration_ms.filter(|duration| *duration > 0) else { return false };
        self.obstacle().is_none()
            && self.sound.as_deref() != Some(".mp3")
            && self.width.min(self.height) <= SHORT_SIDE
            && self.bytes.saturating_mul(8_000) / duration <= COPIED_BELOW_BITS_PER_SECOND
    }
}

/// Reads the container only; the frames stay unread.
pub fn read(path: &Path) -> Result<Film, ReadError> {
    let mut file = File::open(path)?;
    let tables = tables(&mut file)?;
    let mut film = Film {
        duration_ms: None,
        width: 0,
        height: 0,
        picture: String::new(),
        sound: None,
        ordinary_h264: false,
        bytes: file.metadata()?.len(),
    };
    let mut in_fragments = false;
    for part in boxes(&tables) {
        let part = part?;
        match &part.name {
            b"mvhd" => film.duration_ms = duration_ms(part.content(&tables)),
            b"mvex" => in_fragments = true,
            b"trak" => read_track(&mut film, part.content(&tables))?,
            _ => {}
        }
    }
    if film.picture.is_empty() {
        return Err(ReadError::NoPicture);
    }
    film.duration_ms = film.duration_ms.filter(|duration| *duration > 0);
    if film.duration_ms.is_none() && !in_fragments {
        return Err(ReadError::Damaged("it lasts no time"));
    }
    Ok(film)
}

/// Blanks, in place, what a phone writes about place, owner and device, and tracks that are neither picture nor sound
/// (an action camera's holds its path). Titles and artists in iTunes' form stay. Nothing moves, so the film plays on.
pub fn forget_origin(path: &Path) -> Result<(), ReadError> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut blanks: Vec<(u64, u64)> = Vec::new();
    let mut secrets: Vec<(u64, u64)> = Vec::new();
    for part in top_boxes(&mut file)? {
        match &part.name {
            b"udta" | b"meta" | b"uuid" => blanks.push((part.start, part.end)),
            b"moov" => {
                let content = read_at(&mut file, part.content, part.end)?;
                for inner in boxes(&content) {
                    inner?.collect_origin(&content, part.content, &mut blanks, &mut secrets);
                }
            }
            _ => {}
        }
    }
    for (start, end) in secrets {
        overwrite(&mut file, start, end)?;
    }
    for (start, end) in blanks {
        file.seek(SeekFrom::Start(start + 4))?;
        file.write_all(b"free")?;
        overwrite(&mut file, start + 8, end)?;
    }
    file.sync_all()?;
    Ok(())
}

fn overwrite(file: &mut File, start: u64, end: u64) -> Result<(), ReadError> {
    // What lies beyond the end was never there; writing would make the file grow.
    let end = end.min(file.metadata()?.len());
    file.seek(SeekFrom::Start(start))?;
    std::io::copy(&mut std::io::repeat(0).take(end.saturating_sub(start)), file)?;
    Ok(())
}

/// One box in a buffer, or in a file: where it begins, where its content begins, where it ends.
#[derive(Debug)]
struct Part {
    name: [u8; 4],
    start: u64,
    content: u64,
    end: u64,
}

impl Part {
    fn content<'b>(&self, buffer: &'b [u8]) -> &'b [u8] {
        buffer.get(as_index(self.content)..as_index(self.end)).unwrap_or_default()
    }

    /// `base` is where `buffer` begins in the file.
    fn collect_origin(&self, buffer: &[u8], base: u64, blanks: &mut Vec<(u64, u64)>, secrets: &mut Vec<(u64, u64)>) {
        let content = self.content(buffer);
        let content_at = base + self.content;
        match &self.name {
            b"meta" | b"uuid" => blanks.push((base + self.start, base + self.end)),
            b"udta" => {
                for inner in boxes(content).map_while(Result::ok) {
                    let itunes =
                        &inner.name == b"meta" && inner.content(content).windows(4).any(|four| four == b"mdir");
                    if !itunes {
                        blanks.push((content_at + inner.start, content_at + inner.end));
                    }
                }
            }
            b"trak" if matches!(handler(content), Some(b"vide" | b"soun")) => {
                for inner in boxes(content).map_while(Result::ok) {
                    inner.collect_origin(content, content_at, blanks, secrets);
                }
            }
            b"trak" => {
                secrets.extend(samples(content));
                blanks.push((base + self.start, base + self.end));
            }
            _ => {}
        }
    }
}

fn as_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// The boxes of a file from front to back; each must lie within it.
fn top_boxes(file: &mut File) -> Result<Vec<Part>, ReadError> {
    const FIRST: [&[u8; 4]; 8] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid"];
    const MOST: usize = 100_000;
    let length = file.metadata()?.len();
    let (mut at, mut parts) = (0, Vec::new());
    while at < length {
        let head = read_at(file, at, (at + 16).min(length))?;
        let Some(part) = part_at(&head, at, length) else {
            return Err(if parts.is_empty() { ReadError::NotAFilm } else { ReadError::Truncated });
        };
        if parts.is_empty() && !FIRST.contains(&&part.name) {
            return Err(ReadError::NotAFilm);
        }
        if part.end > length {
            return Err(ReadError::Truncated);
        }
        at = part.end;
        parts.push(part);
        if parts.len() > MOST {
            return Err(ReadError::Damaged("too many boxes"));
        }
    }
    Ok(parts)
}

/// The content of the `moov` box.
fn tables(file: &mut File) -> Result<Vec<u8>, ReadError> {
    let parts = top_boxes(file)?;
    let moov = parts.iter().find(|part| &part.name == b"moov").ok_or(ReadError::Truncated)?;
    read_at(file, moov.content, moov.end)
}

fn read_at(file: &mut File, from: u64, to: u64) -> Result<Vec<u8>, ReadError> {
    let length = to.saturating_sub(from);
    if length > MAX_TABLES {
        return Err(ReadError::Damaged("its tables are too large"));
    }
    let mut bytes = vec![0; as_index(length)];
    file.seek(SeekFrom::Start(from))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The box whose head is given; `at` is where it lies, `limit` where its surroundings end. `None` if that is no head.
fn part_at(head: &[u8], at: u64, limit: u64) -> Option<Part> {
    let name: [u8; 4] = head.get(4..8)?.try_into().ok()?;
    let (header, length) = match be_u32(head, 0)? {
        0 => (8, limit - at),
        1 => (16, be_u64(head, 8)?),
        length => (8, u64::from(length)),
    };
    let end = at.checked_add(length)?;
    (length >= header).then_some(Part { name, start: at, content: at + header, end })
}

/// The boxes in a buffer.
fn boxes(buffer: &[u8]) -> impl Iterator<Item = Result<Part, ReadError>> {
    let limit = buffer.len() as u64;
    let mut at = 0;
    std::iter::from_fn(move || {
        // QuickTime ends lists with four zero bytes.
        if at + 8 > limit {
            return None;
        }
        let part = part_at(&buffer[as_index(at)..], at, limit).filter(|part| part.end <= limit);
        at = part.as_ref().map_or(limit, |part| part.end);
        Some(part.ok_or(ReadError::Damaged("a box is longer than the one around it")))
    })
}

/// The content of the box found by going down `names`.
fn inside<'b>(mut buffer: &'b [u8], names: &[&[u8; 4]]) -> Option<&'b [u8]> {
    for name in names {
        let part = boxes(buffer).map_while(Result::ok).find(|part| &&part.name == name)?;
        buffer = part.content(buffer);
    }
    Some(buffer)
}

fn handler(track: &[u8]) -> Option<&[u8; 4]> {
    inside(track, &[b"mdia", b"hdlr"])?.get(8..12)?.try_into().ok()
}

fn read_track(film: &mut Film, track: &[u8]) -> Result<(), ReadError> {
    let kind = handler(track).ok_or(ReadError::Damaged("a track without a kind"))?;
    let Some(entry) = inside(track, &[b"mdia", b"minf", b"stbl", b"stsd"]).and_then(|table| table.get(8..)) else {
        return Ok(());
    };
    let codec = entry.get(4..8).map(|name| String::from_utf8_lossy(name).trim().to_owned()).unwrap_or_default();
    match kind {
        b"vide" if film.picture.is_empty() => {
            let head = inside(track, &[b"tkhd"]).ok_or(ReadError::Damaged("a track without a head"))?;
            let (width, height) = seen_size(head).ok_or(ReadError::Damaged("a picture without a size"))?;
            let profile = inside(entry.get(86..).unwrap_or_default(), &[b"avcC"]).and_then(|avc| avc.get(1));
            film.ordinary_h264 = matches!(profile, Some(66 | 77 | 88 | 100));
            (film.width, film.height, film.picture) = (width, height, codec);
        }
        b"soun" if film.sound.is_none() => film.sound = Some(codec),
        _ => {}
    }
    Ok(())
}

fn duration_ms(head: &[u8]) -> Option<u64> {
    let (scale, duration) = match head.first()? {
        0 => (be_u32(head, 12)?, u64::from(be_u32(head, 16)?)),
        _ => (be_u32(head, 20)?, be_u64(head, 24)?),
    };
    // All ones is how a recorder that was cut off says that it does not know.
    let known = scale > 0 && duration != u64::from(u32::MAX) && duration != u64::MAX;
    known.then(|| duration.saturating_mul(1000) / u64::from(scale))
}

fn seen_size(head: &[u8]) -> Option<(u32, u32)> {
    let at = if head.first()? == &0 { 40 } else { 52 };
    let (a, b) = (be_u32(head, at)?, be_u32(head, at + 4)?);
    let (width, height) = (be_u32(head, at + 36)? >> 16, be_u32(head, at + 40)? >> 16);
    Some(if a == 0 && b != 0 { (height, width) } else { (width, height) })
}

/// Where a track's samples lie in the file, at most a few hundred thousand pieces.
fn samples(track: &[u8]) -> Vec<(u64, u64)> {
    const MOST: u32 = 500_000;
    let Some(table) = inside(track, &[b"mdia", b"minf", b"stbl"]) else { return Vec::new() };
    let (Some(sizes), Some(runs)) = (inside(table, &[b"stsz"]), inside(table, &[b"stsc"])) else { return Vec::new() };
    let same_size = be_u32(sizes, 4).unwrap_or(0);
    let size = |sample: u32| match same_size {
        0 => be_u32(sizes, 12 + 4 * sample as usize).map(u64::from),
        same => Some(u64::from(same)),
    };
    let short = inside(table, &[b"stco"]);
    let long = inside(table, &[b"co64"]);
    let offset = |chunk: u32| match (short, long) {
        (Some(short), _) => be_u32(short, 8 + 4 * chunk as usize).map(u64::from),
        (None, Some(long)) => be_u64(long, 8 + 8 * chunk as usize),
        (None, None) => None,
    };
    let chunks = short.or(long).and_then(|table| be_u32(table, 4)).unwrap_or(0).min(MOST);
    let mut places = Vec::new();
    let (mut run, mut per_chunk, mut sample) = (0usize, 0, 0u32);
    for chunk in 0..chunks {
        if be_u32(runs, 8 + 12 * run) == Some(chunk + 1) {
            per_chunk = be_u32(runs, 12 + 12 * run).unwrap_or(0).min(MOST);
            run += 1;
        }
        let Some(start) = offset(chunk) else { break };
        let length: u64 = (sample..sample.saturating_add(per_chunk)).map_while(size).sum();
        sample = sample.saturating_add(per_chunk);
        places.push((start, start.saturating_add(length)));
        if sample > MOST {
            break;
        }
    }
    places
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn be_u64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// An ffmpeg found on this machine, run as a child that may read and write files and nothing else.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
}

impl Ffmpeg {
    const MEMORY_KIB: u64 = 3 << 20;

    /// Looks along the given search path, as `PATH` is written.
    pub fn find(search_path: &OsStr) -> Option<Ffmpeg> {
        let mut candidates = std::env::split_paths(search_path).map(|folder| folder.join("ffmpeg"));
        candidates.find(|program| program.is_file()).map(|program| Ffmpeg { program })
    }

    /// Makes an MP4 every phone plays: H.264 and AAC, at most 720 lines, beginning to play before it is loaded, without
    /// the original's notes.
    pub async fn make_mp4(&self, film: &Film, from: &Path, to: &Path) -> Result<(), Fault> {
        let mut arguments = Self::input(from);
        arguments.extend(["-map", "0:v:0", "-map", "0:a:0?", "-dn", "-sn"].map(Into::into));
        arguments.extend(["-map_metadata", "-1", "-map_chapters", "-1"].map(Into::into));
        if film.can_be_copied() {
            arguments.extend(["-c", "copy"].map(Into::into));
        } else {
            let scale = format!(
                "scale=w='if(gt(iw,ih),-2,trunc(min({SHORT_SIDE},iw)/2)*2)':\
                 h='if(gt(iw,ih),trunc(min({SHORT_SIDE},ih)/2)*2,-2)',setsar=1,format=yuv420p"
            );
            arguments.extend(["-vf".into(), scale.into()]);
            arguments.extend(["-c:v", "libx264", "-preset", "veryfast", "-crf", "23"].map(Into::into));
            arguments
                .extend(["-profile:v", "high", "-maxrate", "4M", "-bufsize", "8M", "-fpsmax", "60"].map(Into::into));
            arguments.extend(["-c:a", "aac", "-b:a", "160k", "-ac", "2"].map(Into::into));
        }
        arguments.extend(["-movflags", "+faststart", "-f", "mp4"].map(Into::into));
        arguments.push(to.into());
        // A weak server needs several times the film's length; more than this is a hang.
        let seconds = 600 + film.duration_ms.unwrap_or(3_600_000) / 1000 * 30;
        self.run(&arguments, Duration::from_secs(seconds)).await
    }

    /// Writes one frame as PNG, from a second into the film or its third if it is shorter.
    pub async fn make_poster(&self, film: &Film, from: &Path, to: &Path) -> Result<(), Fault> {
        let at = film.duration_ms.map_or(0, |duration| (duration / 3).min(1000));
        let mut arguments: Vec<std::ffi::OsString> =
            vec!["-ss".into(), format!("{}.{:03}", at / 1000, at % 1000).into()];
        arguments.extend(Self::input(from));
        arguments.extend(["-map", "0:v:0", "-frames:v", "1", "-vf", "scale='min(1600,iw)':-2"].map(Into::into));
        arguments.extend(["-map_metadata", "-1", "-c:v", "png", "-f", "image2", "-update", "1"].map(Into::into));
        arguments.push(to.into());
        self.run(&arguments, Duration::from_secs(120)).await
    }

    /// The container is named, so that a play list in disguise is not followed to other files.
    fn input(from: &Path) -> Vec<std::ffi::OsString> {
        vec!["-protocol_whitelist".into(), "file".into(), "-f".into(), "mov".into(), "-i".into(), from.into()]
    }

    async fn run(&self, arguments: &[std::ffi::OsString], time: Duration) -> Result<(), Fault> {
        let limits = format!("ulimit -v {} && ulimit -c 0 && exec nice -n 10 \"$0\" \"$@\"", Self::MEMORY_KIB);
        let child = tokio::process::Command::new("/bin/sh")
            .args(["-c", &limits])
            .arg(&self.program)
            .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "2"])
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let outside = |detail: String| Fault::Outside { service: "ffmpeg", detail };
        // Dropping the future on time-out kills the child.
        let output = tokio::time::timeout(time, child.wait_with_output())
            .await
            .map_err(|_| outside(format!("not done after {} s", time.as_secs())))??;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = said.lines().rev().take(3).collect();
        Err(outside(last.into_iter().rev().collect::<Vec<_>>().join(" | ")))
    }
}
