//! Why a file was not taken, and what to know about one that was. Fronts have the sentences.

/// Why an upload or an asset failed. The artist can do something about each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    Empty,
    TooLarge,
    DiskFull,
    /// An iPhone's own format: it converts when a page asks for JPEG.
    Heic,
    OtherPicture,
    OtherSound,
    OtherFilm,
    /// The name promised a picture, sound or film and the bytes are something else.
    NotWhatItSays,
    TooManyPixels,
    TooLong,
    /// A film without a picture.
    NoPicture,
    Truncated,
    Damaged,
}

impl Reason {
    pub const ALL: [Reason; 13] = [
        Reason::Empty,
        Reason::TooLarge,
        Reason::DiskFull,
        Reason::Heic,
        Reason::OtherPicture,
        Reason::OtherSound,
        Reason::OtherFilm,
        Reason::NotWhatItSays,
        Reason::TooManyPixels,
        Reason::TooLong,
        Reason::NoPicture,
        Reason::Truncated,
        Reason::Damaged,
    ];

    /// The word in the database and in the names of the sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::TooLarge => "too-large",
            Reason::DiskFull => "disk-full",
            Reason::Heic => "heic",
            Reason::OtherPicture => "other-picture",
            Reason::OtherSound => "other-sound",
            Reason::OtherFilm => "other-film",
            Reason::NotWhatItSays => "not-what-it-says",
            Reason::TooManyPixels => "too-many-pixels",
            Reason::TooLong => "too-long",
            Reason::NoPicture => "no-picture",
            Reason::Truncated => "truncated",
            Reason::Damaged => "damaged",
        }
    }

    pub(super) fn stored(word: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// Why a finished asset will not play on every phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caution {
    /// H.265: recent Apple devices, few others.
    Hevc,
    /// Codecs of cutting rooms.
    RareFilm,
    /// Apple Lossless: Apple's devices only.
    AppleLossless,
    /// Ogg Vorbis: not on iPhones older than 2025.
    Ogg,
}

impl Caution {
    pub const ALL: [Caution; 4] = [Caution::Hevc, Caution::RareFilm, Caution::AppleLossless, Caution::Ogg];

    /// The word in the database and in the names of the sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Caution::Hevc => "plays-hevc",
            Caution::RareFilm => "plays-rare-film",
            Caution::AppleLossless => "plays-apple-lossless",
            Caution::Ogg => "plays-ogg",
        }
    }

    pub(super) fn stored(word: &str) -> Option<Caution> {
        Caution::ALL.into_iter().find(|caution| caution.as_str() == word)
    }
}
