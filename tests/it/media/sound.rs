use stagedoor::plumbing::sound::{POINTS, ReadError, read};
use tempfile::tempdir;

use super::{sample, sample_bytes, written};

#[test]
fn every_kind_tells_its_title_length_and_wave() {
    let check = |name: &str, seconds: f64| {
        let sound = read(&sample(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(sound.title.as_deref(), Some("Low_Water"), "{name}");
        assert_eq!(sound.artist.as_deref(), Some("Nova"), "{name}");
        assert_eq!(sound.album.as_deref(), Some("Ferries"), "{name}");
        assert_eq!(sound.track, Some(3), "{name}");
        let off = (sound.duration_ms as f64 / 1000.0 - seconds).abs();
        assert!(off < 0.12, "{name} lasts {} ms", sound.duration_ms);
        assert_eq!(sound.wave.len(), POINTS, "{name}");
        if seconds > 2.0 {
            // A quarter as loud until the middle.
            let (first, second) = (sound.wave[POINTS / 4], sound.wave[POINTS * 3 / 4]);
            assert!((12..=35).contains(&first) && second >= 70, "{name}: {first}, {second}");
        }
    };
    check("tone.mp3", 3.0);
    check("tone.ogg", 3.0);
    check("tone.flac", 3.0);
    check("tone.m4a", 3.0);
    check("lossless.m4a", 1.0);
    assert!(read(&sample("lossless.m4a")).unwrap().apple_lossless);
    assert!(!read(&sample("tone.m4a")).unwrap().apple_lossless);
}

#[test]
fn a_sound_cut_short_is_refused() {
    let folder = tempdir().unwrap();
    let check = |name: &str, part: usize| {
        let bytes = sample_bytes(name);
        let cut = written(&folder, name, &bytes[..bytes.len() * part / 100]);
        let refused = read(&cut);
        assert!(
            matches!(refused, Err(ReadError::Truncated | ReadError::NotSound | ReadError::Damaged(_))),
            "{part} % of {name} were taken for the whole: {refused:?}"
        );
    };
    for name in ["tone.mp3", "tone.ogg", "tone.flac", "tone.m4a"] {
        for part in [1, 10, 50, 80] {
            check(name, part);
        }
    }
    check("tone.ogg", 99);
}

#[test]
fn what_cannot_be_decoded_is_no_sound() {
    for name in ["tone.opus", "picture.png", "words.pdf", "drawing.svg"] {
        let refused = read(&sample(name));
        assert!(
            matches!(refused, Err(ReadError::NotSound | ReadError::Damaged(_) | ReadError::Truncated)),
            "{name}: {refused:?}"
        );
    }
}

#[test]
fn noise_never_panics() {
    let folder = tempdir().unwrap();
    for name in ["tone.mp3", "tone.ogg", "tone.flac", "tone.m4a"] {
        let whole = sample_bytes(name);
        for seed in 0..8_usize {
            let mut bytes = whole.clone();
            for step in 0..6 {
                let at = (seed * 7_919 + step * 104_729) % bytes.len();
                bytes[at] ^= u8::try_from(1 + (seed + step) % 255).unwrap();
            }
            drop(read(&written(&folder, name, &bytes)));
        }
    }
}
