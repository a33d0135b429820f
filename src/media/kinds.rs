//! What a file is, told from its first bytes and never from its name.

use std::fmt;

use super::Reason;

/// What an asset is for a fan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Photo,
    Audio,
    Video,
    /// Anything else, to be taken away: a score, a zip of stems.
    File,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Photo, Kind::Audio, Kind::Video, Kind::File];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Photo => "photo",
            Kind::Audio => "audio",
            Kind::Video => "video",
            Kind::File => "file",
        }
    }

    pub(super) fn stored(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A file this program takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    pub kind: Kind,
    pub content_type: &'static str,
    /// With which the original is named.
    pub extension: &'static str,
}

/// As many first bytes as are needed to tell.
pub const HEAD: usize = 64;

const fn format(kind: Kind, content_type: &'static str, extension: &'static str) -> Format {
    Format { kind, content_type, extension }
}

/// Recognises a file by its first [`HEAD`] bytes (or all of them). `name` decides nothing but whether a file that is
/// none of the known ones pretended to be one.
pub fn recognise(head: &[u8], name: &str) -> Result<Format, Reason> {
    let begins = |magic: &[u8]| head.starts_with(magic);
    let riff = |what: &[u8]| begins(b"RIFF") && head.get(8..12) == Some(what);
    if head.is_empty() {
        return Err(Reason::Empty);
    }
    if begins(&[0xff, 0xd8, 0xff]) {
        return Ok(format(Kind::Photo, "image/jpeg", "jpg"));
    }
    if begins(b"\x89PNG\r\n\x1a\n") {
        return Ok(format(Kind::Photo, "image/png", "png"));
    }
    if riff(b"WEBP") {
        return Ok(format(Kind::Photo, "image/webp", "webp"));
    }
    if begins(b"fLaC") {
        return Ok(format(Kind::Audio, "audio/flac", "flac"));
    }
    if begins(b"OggS") {
        let vorbis = head.windows(6).any(|window| window == b"vorbis");
        return if vorbis { Ok(format(Kind::Audio, "audio/ogg", "ogg")) } else { Err(Reason::OtherSound) };
    }
    if begins(b"ID3") || is_mp3_frame(head) {
        return Ok(format(Kind::Audio, "audio/mpeg", "mp3"));
    }
    if let Some(known) = iso_media(head) {
        return known;
    }
    if begins(b"GIF8") || begins(b"BM") || begins(b"II*\0") || begins(b"MM\0*") || begins(b"8BPS") || is_svg(head) {
        return Err(Reason::OtherPicture);
    }
    let sounds = riff(b"WAVE") || begins(b"FORM") || begins(b"MThd") || begins(b"wvpk") || begins(b"MAC ");
    if sounds {
        return Err(Reason::OtherSound);
    }
    let films = riff(b"AVI ") || begins(&[0x1a, 0x45, 0xdf, 0xa3]) || begins(&[0x30, 0x26, 0xb2, 0x75]);
    if films
        || begins(b"FLV")
        || begins(&[0, 0, 1, 0xba])
        || head.first() == Some(&0x47) && head.get(188) == Some(&0x47)
    {
        return Err(Reason::OtherFilm);
    }
    match pretended(name) {
        Some(_) => Err(Reason::NotWhatItSays),
        None => Ok(format(Kind::File, "application/octet-stream", "bin")),
    }
}

/// What a name promises, for limits that are known before the first byte.
pub fn pretended(name: &str) -> Option<Kind> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())?;
    match extension.as_str() {
        "jpg" | "jpeg" | "png" | "webp" | "heic" | "heif" | "avif" | "gif" | "svg" | "tif" | "tiff" | "bmp" => {
            Some(Kind::Photo)
        }
        "mp3" | "ogg" | "oga" | "flac" | "m4a" | "wav" | "aif" | "aiff" | "opus" | "wma" => Some(Kind::Audio),
        "mp4" | "m4v" | "mov" | "avi" | "mkv" | "webm" | "wmv" => Some(Kind::Video),
        _ => None,
    }
}

/// The family of MP4: its brand tells pictures, sounds and films apart.
fn iso_media(head: &[u8]) -> Option<Result<Format, Reason>> {
    let name = head.get(4..8)?;
    if matches!(name, b"moov" | b"mdat" | b"wide" | b"pnot") {
        return Some(Ok(format(Kind::Video, "video/quicktime", "mov")));
    }
    if name != b"ftyp" {
        return None;
    }
    Some(match head.get(8..12)? {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => Err(Reason::Heic),
        b"avif" | b"avis" | b"crx " => Err(Reason::OtherPicture),
        b"M4A " | b"M4B " => Ok(format(Kind::Audio, "audio/mp4", "m4a")),
        b"qt  " => Ok(format(Kind::Video, "video/quicktime", "mov")),
        _ => Ok(format(Kind::Video, "video/mp4", "mp4")),
    })
}

/// A frame header of MPEG audio layer III whose fields are all allowed.
fn is_mp3_frame(head: &[u8]) -> bool {
    let &[0xff, second, third, ..] = head else { return false };
    let layer_three = second & 0xe6 == 0xe2;
    let version_known = second & 0x18 != 0x08;
    let (rate, sampling) = (third >> 4, third >> 2 & 3);
    layer_three && version_known && !matches!(rate, 0 | 15) && sampling != 3
}

fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with("<svg") || text.starts_with("<?xml") && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_names_only_accuse() {
        let check = |head: &[u8], name: &str, expected: Result<Kind, Reason>| {
            assert_eq!(recognise(head, name).map(|format| format.kind), expected, "{name}");
        };
        check(b"\xff\xd8\xff\xe0", "holiday.mp3", Ok(Kind::Photo));
        check(b"\0\0\0\x1cftypheic\0\0\0\0mif1", "IMG_1.jpg", Err(Reason::Heic));
        check(b"\0\0\0\x20ftypM4A \0\0\0\0", "memo", Ok(Kind::Audio));
        check(b"\0\0\0\x14ftypqt  \0\0\0\0", "IMG_2.MOV", Ok(Kind::Video));
        check(b"\xff\xfb\x90\x64", "song.mp3", Ok(Kind::Audio));
        check(b"\xff\xfe<\0h\0t\0m\0l\0", "page.mp3", Err(Reason::NotWhatItSays));
        check(b"<html><script>", "cover.jpg", Err(Reason::NotWhatItSays));
        check(b"  <SVG xmlns=", "cover.png", Err(Reason::OtherPicture));
        check(b"RIFF\0\0\0\0WAVEfmt ", "mix.wav", Err(Reason::OtherSound));
        check(b"OggS\0\x02 OpusHead", "mix.ogg", Err(Reason::OtherSound));
        check(b"\x1a\x45\xdf\xa3", "film.webm", Err(Reason::OtherFilm));
        check(b"%PDF-1.7", "score.pdf", Ok(Kind::File));
        check(b"MZ", "score", Ok(Kind::File));
        check(b"", "nothing.jpg", Err(Reason::Empty));
    }
}
