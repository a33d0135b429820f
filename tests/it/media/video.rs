use std::path::Path;

use stagedoor::plumbing::video::{Ffmpeg, Obstacle, ReadError, forget_origin, read};
use tempfile::tempdir;

use super::{contains, sample, sample_bytes, written};

fn ffmpeg() -> Ffmpeg {
    Ffmpeg::find(&std::env::var_os("PATH").unwrap())
        .expect("these tests need ffmpeg; docs/DEVELOPMENT.md says how to get it")
}

#[test]
fn a_container_tells_what_is_inside() {
    let film = read(&sample("clip.mp4")).unwrap();
    assert_eq!((film.width, film.height), (320, 180));
    assert_eq!((film.picture.as_str(), film.sound.as_deref()), ("avc1", Some("mp4a")));
    assert!((1_900..=2_200).contains(&film.duration_ms.unwrap()), "{:?}", film.duration_ms);
    assert_eq!(film.obstacle(), None);

    let film = read(&sample("clip.mov")).unwrap();
    assert_eq!(film.picture, "hvc1");
    assert_eq!(film.obstacle(), Some(Obstacle::Hevc));

    let film = read(&sample("fragments.mp4")).unwrap();
    assert_eq!((film.duration_ms, film.sound.as_deref()), (None, None));
}

#[test]
fn what_is_no_film_is_refused() {
    let check = |name: &str| assert!(matches!(read(&sample(name)), Err(ReadError::NotAFilm)), "{name}");
    check("tone.mp3");
    check("picture.png");
    check("words.pdf");
    assert!(matches!(read(&sample("tone.m4a")), Err(ReadError::NoPicture)));
    let folder = tempdir().unwrap();
    for name in ["clip.mp4", "clip.mov"] {
        let bytes = sample_bytes(name);
        for kept in [20, 100, bytes.len() / 2, bytes.len() - 1] {
            let refused = read(&written(&folder, "cut", &bytes[..kept]));
            assert!(matches!(refused, Err(ReadError::Truncated)), "{kept} bytes of {name}: {refused:?}");
        }
    }
}

#[test]
fn a_film_forgets_where_it_was_made() {
    let folder = tempdir().unwrap();
    for name in ["clip.mp4", "clip.mov", "tone.m4a"] {
        let bytes = sample_bytes(name);
        assert!(contains(&bytes, b"+53.0867"), "{name} lost what this test looks for");
        let copy = written(&folder, name, &bytes);
        forget_origin(&copy).unwrap();
        let clean = std::fs::read(&copy).unwrap();
        assert_eq!(clean.len(), bytes.len());
        assert!(!contains(&clean, b"53.0867"), "{name} still knows");
        assert!(!contains(&clean, b"com.apple.quicktime"), "{name} still knows");
    }
    let film = read(&folder.path().join("clip.mov")).unwrap();
    assert_eq!(film, read(&sample("clip.mov")).unwrap());
    let sound = stagedoor::plumbing::sound::read(&folder.path().join("tone.m4a")).unwrap();
    assert_eq!(sound.title.as_deref(), Some("Low_Water"));
}

#[test]
fn tracks_that_nobody_sees_or_hears_are_blanked() {
    let folder = tempdir().unwrap();
    let bytes = sample_bytes("timecode.mov");
    let copy = written(&folder, "timecode.mov", &bytes);
    forget_origin(&copy).unwrap();
    let clean = std::fs::read(&copy).unwrap();
    // The four bytes of its one sample (frame 37,234) lay in the shared data, next to the picture's.
    let sample = 37_234_u32.to_be_bytes();
    assert!(contains(&bytes, &sample) && !contains(&clean, &sample));
    assert_eq!(read(&copy).unwrap().picture, "avc1");
}

#[test]
fn noise_never_panics_and_never_makes_a_file_grow() {
    let folder = tempdir().unwrap();
    for name in ["clip.mp4", "clip.mov", "timecode.mov", "tone.m4a"] {
        let whole = sample_bytes(name);
        let tables = whole.windows(4).position(|window| window == b"moov").unwrap();
        for seed in 0..400_usize {
            let mut bytes = whole.clone();
            for step in 0..3 {
                let at = tables + (seed * 7_919 + step * 104_729) % (bytes.len() - tables);
                bytes[at] ^= u8::try_from(1 + (seed + step) % 255).unwrap();
            }
            let path = written(&folder, "noise", &bytes);
            drop(read(&path));
            drop(forget_origin(&path));
            assert_eq!(std::fs::metadata(&path).unwrap().len(), bytes.len() as u64);
        }
    }
}

#[tokio::test]
async fn ffmpeg_makes_what_every_phone_plays() {
    let folder = tempdir().unwrap();
    for name in ["clip.mov", "clip.mp4", "fragments.mp4"] {
        let film = read(&sample(name)).unwrap();
        let made = folder.path().join("made.mp4");
        ffmpeg().make_mp4(&film, &sample(name), &made).await.unwrap();
        let result = read(&made).unwrap();
        assert_eq!((result.obstacle(), result.width, result.height), (None, 320, 180), "{name}");
        assert_eq!(result.sound.is_some(), film.sound.is_some(), "{name}");
        let bytes = std::fs::read(&made).unwrap();
        assert!(!contains(&bytes, b"53.0867") && !contains(&bytes, b"Secret_place"), "{name}");
        let position = |of: &[u8]| bytes.windows(4).position(|window| window == of).unwrap();
        assert!(position(b"moov") < position(b"mdat"), "{name} must begin to play before it is loaded");

        let poster = folder.path().join("poster.png");
        ffmpeg().make_poster(&film, &sample(name), &poster).await.unwrap();
        assert_eq!(stagedoor::plumbing::images::Picture::read(&poster).unwrap().width(), 320);
    }
}

#[tokio::test]
async fn ffmpeg_opens_no_play_list_and_says_why() {
    let folder = tempdir().unwrap();
    let list = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
    let film = read(&sample("clip.mp4")).unwrap();
    let out = folder.path().join("out.mp4");
    let refused = ffmpeg().make_poster(&film, &written(&folder, "list.mp4", list), &out).await.unwrap_err();
    assert!(refused.to_string().starts_with("ffmpeg: "), "{refused}");
    assert!(!out.exists());
}

#[test]
fn no_ffmpeg_is_no_mistake() {
    assert!(Ffmpeg::find(std::ffi::OsStr::new("/nowhere:/neither")).is_none());
    assert!(Path::new("/bin/sh").exists(), "limits are set by a shell");
}
