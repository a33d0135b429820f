//! Sound files: what they say about themselves, how long they last, and the shape of their wave.
//!
//! A file is decoded packet by packet, so that an hour of FLAC needs no more memory than a minute of it. Cover pictures
//! are left unread.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::codecs::audio::well_known::CODEC_ID_ALAC;
use symphonia::core::common::Limit;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::{MetadataOptions, StandardTag};

use crate::base::Fault;

/// Points of a drawn wave.
pub const POINTS: usize = 200;
/// Longer sound is refused: a few kilobytes of FLAC can claim years of silence.
pub const MAX_SECONDS: u64 = 24 * 3600;

/// Why a sound file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("no sound this program can read")]
    NotSound,
    #[error("the file ends too early")]
    Truncated,
    #[error("longer than {MAX_SECONDS} seconds")]
    TooLong,
    #[error("the file is damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> ReadError {
        if error.kind() == ErrorKind::UnexpectedEof { ReadError::Truncated } else { ReadError::Fault(error.into()) }
    }
}

impl From<Error> for ReadError {
    fn from(error: Error) -> ReadError {
        match error {
            Error::IoError(error) => ReadError::from(error),
            Error::Unsupported(_) => ReadError::NotSound,
            error => ReadError::Damaged(error.to_string()),
        }
    }
}

/// What a sound file says and how it sounds, as far as a page needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    pub title: Option<String>,
    pub artist: Option<String>,
    pub album: Option<String>,
    /// Its number on the album.
    pub track: Option<u64>,
    pub duration_ms: u64,
    /// [`POINTS`] loudness peaks from 0 to 100, the loudest of the file being 100.
    pub wave: Vec<u8>,
    /// Apple's lossless codec plays on Apple's devices only.
    pub apple_lossless: bool,
}

/// Reads a whole file once, in constant memory. Takes about one second per ten minutes of sound.
pub fn read(path: &Path) -> Result<Sound, ReadError> {
    if !ogg_is_whole(&mut File::open(path)?)? {
        return Err(ReadError::Truncated);
    }
    let source = MediaSourceStream::new(Box::new(File::open(path)?), Default::default());
    let metadata = MetadataOptions::default().limit_visual_bytes(Limit::Maximum(0));
    let mut format = symphonia::default::get_probe().probe(&Hint::new(), source, FormatOptions::default(), metadata)?;
    let track = format.default_track(TrackType::Audio).ok_or(ReadError::NotSound)?.clone();
    let codec = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or(ReadError::NotSound)?.codec;

    let mut sound = Sound { apple_lossless: codec == CODEC_ID_ALAC, ..tags(format.as_mut()) };
    let (frames, rate, wave) = decode(format.as_mut(), &track)?;
    sound.duration_ms = frames * 1000 / u64::from(rate);
    sound.wave = wave.points();
    Ok(sound)
}

fn tags(format: &mut dyn FormatReader) -> Sound {
    let mut sound = Sound {
        title: None,
        artist: None,
        album: None,
        track: None,
        duration_ms: 0,
        wave: Vec::new(),
        apple_lossless: false,
    };
    let mut metadata = format.metadata();
    let Some(revision) = metadata.skip_to_latest() else { return sound };
    for tag in revision.media.tags.iter().chain(revision.per_track.iter().flat_map(|track| &track.metadata.tags)) {
        match &tag.std {
            Some(StandardTag::TrackTitle(title)) => fill(&mut sound.title, title),
            Some(StandardTag::Artist(artist)) => fill(&mut sound.artist, artist),
            Some(StandardTag::Album(album)) => fill(&mut sound.album, album),
            Some(StandardTag::TrackNumber(number)) => sound.track = sound.track.or(Some(*number)),
            _ => {}
        }
    }
    sound
}

/// The first one wins; control signs and endless texts are not wanted on a page.
fn fill(place: &mut Option<String>, text: &str) {
    let clean: String = text.chars().filter(|sign| !sign.is_control()).take(200).collect();
    let clean = clean.trim();
    if place.is_none() && !clean.is_empty() {
        *place = Some(clean.to_owned());
    }
}

/// Frames decoded, their rate in Hertz, and the wave.
fn decode(format: &mut dyn FormatReader, track: &Track) -> Result<(u64, u32, Wave), ReadError> {
    let params = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or(ReadError::NotSound)?;
    let mut decoder = symphonia::default::get_codecs().make_audio_decoder(params, &AudioDecoderOptions::default())?;
    let mut wave = Wave::new();
    let mut samples: Vec<f32> = Vec::new();
    let (mut frames, mut rate, mut broken, mut good) = (0u64, 0u32, 0u64, 0u64);
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track.id => packet,
            Ok(Some(_)) => continue,
            // A second stream chained behind the first: the first is the file for us.
            Ok(None) | Err(Error::ResetRequired) => break,
            Err(error) => return Err(error.into()),
        };
        match decoder.decode(&packet) {
            Ok(decoded) => {
                good += 1;
                rate = decoded.spec().rate();
                let channels = decoded.num_planes().max(1);
                frames += decoded.frames() as u64;
                samples.resize(decoded.samples_interleaved(), 0.0);
                decoded.copy_to_slice_interleaved(&mut samples);
                for frame in samples.chunks(channels) {
                    wave.add(frame.iter().fold(0.0, |loudest: f32, sample| loudest.max(sample.abs())));
                }
            }
            // One lost packet is a click, not a reason to refuse a song.
            Err(Error::DecodeError(_)) => broken += 1,
            Err(error) => return Err(error.into()),
        }
        if rate > 0 && frames / u64::from(rate) > MAX_SECONDS {
            return Err(ReadError::TooLong);
        }
    }
    if good == 0 || rate == 0 {
        return Err(ReadError::NotSound);
    }
    if broken > good {
        return Err(ReadError::Damaged(format!("{broken} packets cannot be decoded, {good} can")));
    }
    // One per cent for encoders that promise a little more than they write.
    match track.num_frames {
        Some(promised) if frames + promised / 100 + 4_096 < promised => Err(ReadError::Truncated),
        _ => Ok((frames, rate, wave)),
    }
}

/// Loudness over time in a bounded number of bins: when they are full, two become one and each next one lasts longer.
struct Wave {
    bins: Vec<f32>,
    frames_per_bin: u32,
    loudest: f32,
    waiting: u32,
}

impl Wave {
    const BINS: usize = 4_096;

    fn new() -> Wave {
        Wave { bins: Vec::with_capacity(Self::BINS), frames_per_bin: 64, loudest: 0.0, waiting: 0 }
    }

    fn add(&mut self, loudness: f32) {
        self.loudest = self.loudest.max(loudness);
        self.waiting += 1;
        if self.waiting < self.frames_per_bin {
            return;
        }
        self.bins.push(std::mem::take(&mut self.loudest));
        self.waiting = 0;
        if self.bins.len() == Self::BINS {
            self.bins = self.bins.chunks(2).map(|pair| pair.iter().copied().fold(0.0, f32::max)).collect();
            self.frames_per_bin = self.frames_per_bin.saturating_mul(2);
        }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 just before")]
    fn points(mut self) -> Vec<u8> {
        if self.waiting > 0 || self.bins.is_empty() {
            self.bins.push(self.loudest);
        }
        let loudest = self.bins.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let count = self.bins.len();
        (0..POINTS)
            .map(|point| {
                let from = point * count / POINTS;
                let to = ((point + 1) * count / POINTS).clamp(from + 1, count);
                let peak = self.bins[from.min(count - 1)..to].iter().copied().fold(0.0, f32::max);
                (peak / loudest * 100.0).round().clamp(0.0, 100.0) as u8
            })
            .collect()
    }
}

/// Whether the last page of an Ogg file says that it is the last. Other files pass: their headers promise a length.
fn ogg_is_whole(file: &mut File) -> std::io::Result<bool> {
    const LONGEST_PAGE: u64 = 65_307;
    const LAST: u8 = 0x04;
    let mut head = [0; 4];
    if file.read(&mut head)? < 4 || &head != b"OggS" {
        return Ok(true);
    }
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_PAGE)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(page) = tail.windows(4).rposition(|four| four == b"OggS").map(|at| &tail[at..]) else { return Ok(false) };
    let Some(segments) = page.get(26).and_then(|count| page.get(27..27 + usize::from(*count))) else {
        return Ok(false);
    };
    let body: usize = segments.iter().map(|length| usize::from(*length)).sum();
    Ok(page[5] & LAST != 0 && page.len() >= 27 + segments.len() + body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_keeps_its_shape_however_long_it_lasts() {
        let check = |frames: usize| {
            let mut wave = Wave::new();
            for frame in 0..frames {
                wave.add(if frame * 2 < frames { 0.25 } else { 0.5 });
            }
            let points = wave.points();
            assert_eq!(points.len(), POINTS);
            assert_eq!((points[10], points[POINTS - 10]), (50, 100), "{frames} frames");
        };
        check(300);
        check(44_100);
        check(10_000_000);
    }

    #[test]
    fn silence_is_flat() {
        let mut wave = Wave::new();
        (0..1000).for_each(|_| wave.add(0.0));
        assert!(wave.points().iter().all(|point| *point == 0));
    }
}
