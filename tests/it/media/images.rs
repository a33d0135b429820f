use std::io::Cursor;

use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage};
use stagedoor::plumbing::images::{Encoded, Picture, ReadError};
use tempfile::tempdir;

use super::{contains, sample, sample_bytes, written};

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255, 255, 255];

/// The camera's picture (red, green over blue, white) with another orientation in its Exif block.
fn camera_held(orientation: u8) -> Vec<u8> {
    let mut bytes = sample_bytes("camera.jpg");
    let tag = [0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01];
    let at = bytes.windows(tag.len()).position(|window| window == tag).unwrap() + tag.len() + 1;
    bytes[at] = orientation;
    bytes
}

fn picture(bytes: &[u8]) -> Result<Picture, ReadError> {
    let folder = tempdir().unwrap();
    Picture::read(&written(&folder, "upload", bytes))
}

fn decoded(encoded: &Encoded) -> RgbImage {
    let picture = image::load_from_memory(&encoded.bytes).unwrap().into_rgb8();
    assert_eq!((picture.width(), picture.height()), (encoded.width, encoded.height));
    picture
}

fn corners(picture: &RgbImage) -> [[u8; 3]; 4] {
    let (right, bottom) = (picture.width() - 5, picture.height() - 5);
    [(4, 4), (right, 4), (4, bottom), (right, bottom)].map(|(x, y)| nearest(picture.get_pixel(x, y)))
}

fn nearest(pixel: &Rgb<u8>) -> [u8; 3] {
    pixel.0.map(|channel| if channel > 127 { 255 } else { 0 })
}

#[test]
fn every_orientation_ends_upright() {
    let check = |orientation: u8, expected: [[u8; 3]; 4], size: (u32, u32)| {
        let picture = picture(&camera_held(orientation)).unwrap();
        assert_eq!((picture.width(), picture.height()), size, "orientation {orientation}");
        for encoded in [picture.jpeg().unwrap(), picture.webp(480).unwrap()] {
            assert_eq!(corners(&decoded(&encoded)), expected, "orientation {orientation}");
        }
        let smaller = picture.webp(size.0 / 2).unwrap();
        assert_eq!((smaller.width, smaller.height), (size.0 / 2, size.1 / 2));
        assert_eq!(corners(&decoded(&smaller)), expected, "orientation {orientation}, smaller");
    };
    check(1, [RED, GREEN, BLUE, WHITE], (60, 40));
    check(2, [GREEN, RED, WHITE, BLUE], (60, 40));
    check(3, [WHITE, BLUE, GREEN, RED], (60, 40));
    check(4, [BLUE, WHITE, RED, GREEN], (60, 40));
    check(5, [RED, BLUE, GREEN, WHITE], (40, 60));
    check(6, [BLUE, RED, WHITE, GREEN], (40, 60));
    check(7, [WHITE, GREEN, BLUE, RED], (40, 60));
    check(8, [GREEN, WHITE, RED, BLUE], (40, 60));
    // Not an orientation: taken as upright.
    check(9, [RED, GREEN, BLUE, WHITE], (60, 40));
}

#[test]
fn place_and_camera_are_gone() {
    let source = sample_bytes("camera.jpg");
    for secret in [&b"Stagecam"[..], b"Serial 4711", b"GPSLatitude", b"Exif"] {
        assert!(contains(&source, secret), "the sample lost what this test looks for");
    }
    let picture = Picture::read(&sample("camera.jpg")).unwrap();
    let outputs = [picture.jpeg().unwrap(), picture.webp(480).unwrap(), picture.teaser().unwrap()];
    for output in outputs {
        for secret in [&b"Stagecam"[..], b"4711", b"GPS", b"Exif", b"EXIF", b"XMP", b"http://ns.adobe.com", b"ICC"] {
            assert!(!contains(&output.bytes, secret), "{} survived", String::from_utf8_lossy(secret));
        }
    }
    let picture = Picture::read(&sample("picture.png")).unwrap();
    assert!(contains(&sample_bytes("picture.png"), b"taken at home"));
    assert!(!contains(&picture.webp(480).unwrap().bytes, b"taken at home"));
}

#[test]
fn sizes_follow_the_picture_and_never_exceed_it() {
    let check = |width: u32, height: u32, widths: &[u32]| {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let picture = picture(&bytes.into_inner()).unwrap();
        assert_eq!(picture.widths(), widths, "{width} by {height}");
        let teaser = picture.teaser().unwrap();
        assert!(
            teaser.width <= 10 && teaser.height <= 10 && teaser.width.max(teaser.height) == 10.min(width.max(height))
        );
    };
    check(300, 200, &[300]);
    check(500, 400, &[480]);
    check(1000, 10, &[480, 960]);
    check(1300, 10, &[480, 960, 1300]);
    check(4000, 3000, &[480, 960, 1600, 2400]);
    check(3, 4, &[3]);
    check(1, 2000, &[1]);
}

#[test]
fn transparency_stays_in_webp_and_becomes_white_in_jpeg() {
    let picture = Picture::read(&sample("picture.png")).unwrap();
    let webp = image::load_from_memory(&picture.webp(480).unwrap().bytes).unwrap();
    assert!((120..=136).contains(&webp.to_rgba8().get_pixel(20, 15).0[3]));
    let jpeg = decoded(&picture.jpeg().unwrap());
    assert!(jpeg.get_pixel(2, 2).0.iter().all(|channel| *channel > 100), "half white everywhere");
}

#[test]
fn webp_is_read_and_a_thumbhash_made() {
    let picture = Picture::read(&sample("picture.webp")).unwrap();
    assert_eq!(picture.widths(), [480, 960, 1200]);
    let hash = picture.thumbhash().unwrap();
    assert!((10..=40).contains(&hash.len()), "{} bytes", hash.len());
    let ratio = thumbhash::thumb_hash_to_approximate_aspect_ratio(&hash).unwrap();
    assert!(ratio > 1.2, "wider than high, not {ratio}");
}

#[test]
fn colours_of_a_wider_space_are_converted() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    let pixels = RgbImage::from_pixel(20, 20, Rgb([200, 100, 100]));
    encoder.write_image(&pixels, 20, 20, image::ExtendedColorType::Rgb8).unwrap();
    let shown = decoded(&picture(&bytes).unwrap().jpeg().unwrap());
    // The same colour has more red and less green in the narrower space.
    let Rgb([red, green, _]) = *shown.get_pixel(10, 10);
    assert!(red > 206 && green < 97, "red {red}, green {green}");
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let before = std::time::Instant::now();
    let refused = Picture::read(&sample("bomb.png"));
    assert!(matches!(refused, Err(ReadError::TooManyPixels { width: 60_000, height: 60_000 })));
    assert!(before.elapsed().as_millis() < 500);
}

#[test]
fn a_picture_cut_short_is_called_that() {
    let check = |bytes: &[u8], kept: usize| {
        let refused = picture(&bytes[..kept]);
        assert!(
            matches!(refused, Err(ReadError::Truncated | ReadError::Damaged(_) | ReadError::NotAPicture)),
            "{kept} of {} bytes were taken for a whole picture",
            bytes.len()
        );
    };
    for name in ["camera.jpg", "picture.png", "picture.webp"] {
        let bytes = sample_bytes(name);
        // What follows a PNG's pixels is notes and a goodbye.
        let pixels_end = bytes.windows(4).position(|four| four == b"IDAT").map(|at| {
            let length = u32::from_be_bytes(bytes[at - 4..at].try_into().unwrap()) as usize;
            at + 4 + length - 8
        });
        let most = pixels_end.unwrap_or(bytes.len() - 1);
        for part in 0..20 {
            check(&bytes, most * part / 20);
        }
        check(&bytes, most);
    }
}

#[test]
fn a_trailer_behind_a_jpeg_is_no_damage() {
    let mut bytes = sample_bytes("camera.jpg");
    bytes.extend_from_slice(b"SEFT and other things phones append \xff\xd8\xff");
    assert!(picture(&bytes).is_ok());
}

#[test]
fn other_files_are_no_pictures() {
    let check = |name: &str| assert!(matches!(Picture::read(&sample(name)), Err(ReadError::NotAPicture)), "{name}");
    check("moving.gif");
    check("drawing.svg");
    check("photo.heic");
    check("tone.mp3");
    check("words.pdf");
    assert!(matches!(picture(b""), Err(ReadError::NotAPicture)));
}

#[test]
fn noise_never_panics() {
    for name in ["camera.jpg", "picture.png", "picture.webp"] {
        let whole = sample_bytes(name);
        for seed in 0..300_usize {
            let mut bytes = whole.clone();
            for step in 0..4 {
                let at = (seed * 7_919 + step * 104_729) % bytes.len();
                bytes[at] ^= u8::try_from(1 + (seed + step) % 255).unwrap();
            }
            if let Ok(picture) = picture(&bytes) {
                picture.teaser().unwrap();
            }
        }
    }
}
