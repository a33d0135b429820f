//! Pictures: any camera's file in, clean and smaller files out.
//!
//! Nothing of the original file survives but its pixels: every output is encoded anew, so place, camera and
//! thumbnails inside the metadata are gone. Pixels are counted before a single one is decoded.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::base::Fault;

/// Widths a picture is offered in, as far as it has the pixels: it is never enlarged.
pub const WIDTHS: [u32; 4] = [480, 960, 1600, 2400];
/// The long side of the picture shown to those who may not see the real one.
pub const TEASER_SIDE: u32 = 10;
/// More pixels than this are refused unread; the largest phones' ordinary pictures have 48 million.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Longer sides cannot be written as JPEG.
const MAX_SIDE: u32 = 60_000;
const MAX_DECODED_BYTES: u64 = 256 << 20;
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 86;
/// libwebp's own limit for a side.
const WEBP_MAX_SIDE: u32 = 16_383;
const THUMBHASH_SIDE: u32 = 96;

/// Why a picture was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("not a JPEG, PNG or WebP picture")]
    NotAPicture,
    #[error("{width} by {height} pixels are too many")]
    TooManyPixels { width: u32, height: u32 },
    #[error("the file ends too early")]
    Truncated,
    #[error("the file is damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> ReadError {
        ReadError::Fault(Fault::from(error))
    }
}

impl From<ImageError> for ReadError {
    fn from(error: ImageError) -> ReadError {
        match error {
            ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => ReadError::Truncated,
            ImageError::IoError(error) => ReadError::Fault(Fault::from(error)),
            ImageError::Unsupported(_) => ReadError::NotAPicture,
            error => ReadError::Damaged(error.to_string()),
        }
    }
}

/// A decoded picture in sRGB, 8 bits a channel, with alpha only if something shines through.
pub struct Picture {
    /// As stored in the file; `orientation` says how to hold it.
    pixels: DynamicImage,
    orientation: Orientation,
}

/// A finished file.
pub struct Encoded {
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// Reads a JPEG, PNG or WebP file; the bytes decide which, never the name.
    pub fn read(path: &Path) -> Result<Picture, ReadError> {
        let reader = ImageReader::new(BufReader::new(File::open(path)?)).with_guessed_format()?;
        let format = match reader.format() {
            Some(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
            _ => return Err(ReadError::NotAPicture),
        };
        // The decoders paint what is missing grey instead of complaining.
        let whole = match format {
            ImageFormat::Jpeg => jpeg_is_whole(BufReader::new(File::open(path)?))?,
            ImageFormat::WebP => webp_is_whole(&mut File::open(path)?)?,
            _ => true,
        };
        if !whole {
            return Err(ReadError::Truncated);
        }

        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        let too_long = width.max(height) > MAX_SIDE;
        let too_many = u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED_BYTES;
        if too_long || too_many {
            return Err(ReadError::TooManyPixels { width, height });
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(2 * MAX_DECODED_BYTES);
        decoder.set_limits(limits)?;
        // A broken Exif block or profile is no reason to lose the picture: upright and sRGB are assumed.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().ok().flatten();

        let mut pixels = eight_bits(DynamicImage::from_decoder(decoder)?);
        if let Some(profile) = profile {
            into_srgb(&mut pixels, &profile);
        }
        Ok(Picture { pixels, orientation })
    }

    /// As seen, after orientation.
    pub fn width(&self) -> u32 {
        if self.lies_on_its_side() { self.pixels.height() } else { self.pixels.width() }
    }

    /// As seen, after orientation.
    pub fn height(&self) -> u32 {
        if self.lies_on_its_side() { self.pixels.width() } else { self.pixels.height() }
    }

    /// The widths worth making of this picture, smallest first, never larger than it is.
    pub fn widths(&self) -> Vec<u32> {
        let own = self.width();
        let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width <= own).collect();
        let largest = widths.last().copied().unwrap_or(0);
        // Between two steps the picture's own width is worth a file only if it shows clearly more.
        if largest < WIDTHS[WIDTHS.len() - 1] && u64::from(own) * 100 > u64::from(largest) * 115 {
            widths.push(own);
        }
        widths
    }

    /// A WebP, `width` pixels wide or as wide as the picture is.
    pub fn webp(&self, width: u32) -> Result<Encoded, Fault> {
        let height = scaled(self.height(), width, self.width()).min(WEBP_MAX_SIDE);
        encode_webp(self.upright(width.min(self.width()), height.min(self.height()))?)
    }

    /// A JPEG in the picture's own size, on white where it was transparent.
    pub fn jpeg(&self) -> Result<Encoded, Fault> {
        let upright = on_white(self.upright(self.width(), self.height())?);
        let mut bytes = Cursor::new(Vec::new());
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        upright.write_with_encoder(encoder).map_err(|error| Fault::broken(format!("writing a JPEG: {error}")))?;
        Ok(Encoded { width: upright.width(), height: upright.height(), bytes: bytes.into_inner() })
    }

    /// The few pixels that may be shown to everybody.
    pub fn teaser(&self) -> Result<Encoded, Fault> {
        let (width, height) = self.fit(TEASER_SIDE);
        encode_webp(self.upright(width, height)?)
    }

    /// About 25 bytes that draw a blurred likeness; see <https://evanw.github.io/thumbhash/>.
    pub fn thumbhash(&self) -> Result<Vec<u8>, Fault> {
        let (width, height) = self.fit(THUMBHASH_SIDE);
        let small = self.upright(width, height)?.into_rgba8();
        Ok(thumbhash::rgba_to_thumb_hash(width as usize, height as usize, small.as_raw()))
    }

    /// The size with its long side cut to `side`.
    fn fit(&self, side: u32) -> (u32, u32) {
        let (width, height) = (self.width(), self.height());
        let long = width.max(height);
        if long <= side { (width, height) } else { (scaled(width, side, long), scaled(height, side, long)) }
    }

    /// Resized first and turned afterwards: turning few pixels is cheaper than turning many.
    fn upright(&self, width: u32, height: u32) -> Result<DynamicImage, Fault> {
        let (stored_width, stored_height) = if self.lies_on_its_side() { (height, width) } else { (width, height) };
        let mut picture = if (stored_width, stored_height) == (self.pixels.width(), self.pixels.height()) {
            self.pixels.clone()
        } else {
            let mut small = DynamicImage::new(stored_width, stored_height, self.pixels.color());
            let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
            Resizer::new()
                .resize(&self.pixels, &mut small, &options)
                .map_err(|error| Fault::broken(format!("resizing a picture: {error}")))?;
            small
        };
        picture.apply_orientation(self.orientation);
        Ok(picture)
    }

    fn lies_on_its_side(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
    }
}

fn scaled(length: u32, part: u32, whole: u32) -> u32 {
    let rounded = (u64::from(length) * u64::from(part) + u64::from(whole) / 2) / u64::from(whole.max(1));
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}

fn eight_bits(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let rgba = picture.into_rgba8();
    if rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8())
    } else {
        DynamicImage::ImageRgba8(rgba)
    }
}

/// Converts from the embedded profile. A profile for other channels (CMYK, grey) or a broken one is passed over: the
/// decoder has already brought the pixels to RGB.
fn into_srgb(picture: &mut DynamicImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = if picture.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options) else {
        return;
    };
    let row = picture.width() as usize * picture.color().channel_count() as usize;
    let pixels: &mut [u8] = match picture {
        DynamicImage::ImageRgb8(rgb) => rgb,
        DynamicImage::ImageRgba8(rgba) => rgba,
        _ => return,
    };
    let mut converted = vec![0; row];
    for line in pixels.chunks_exact_mut(row) {
        if transform.transform(line, &mut converted).is_ok() {
            line.copy_from_slice(&converted);
        }
    }
}

fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let rgba = picture.into_rgba8();
    let mut rgb = image::RgbImage::new(rgba.width(), rgba.height());
    for (from, to) in rgba.pixels().zip(rgb.pixels_mut()) {
        let alpha = u32::from(from.0[3]);
        for channel in 0..3 {
            let mixed = (u32::from(from.0[channel]) * alpha + 255 * (255 - alpha) + 127) / 255;
            to.0[channel] = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
    DynamicImage::ImageRgb8(rgb)
}

fn encode_webp(picture: DynamicImage) -> Result<Encoded, Fault> {
    let (width, height) = (picture.width(), picture.height());
    let encoder = match &picture {
        DynamicImage::ImageRgb8(rgb) => webp::Encoder::from_rgb(rgb, width, height),
        DynamicImage::ImageRgba8(rgba) => webp::Encoder::from_rgba(rgba, width, height),
        _ => return Err(Fault::broken("a picture that is not in eight bits")),
    };
    let memory = encoder
        .encode_simple(false, WEBP_QUALITY)
        .map_err(|error| Fault::broken(format!("writing a WebP: {error:?}")))?;
    Ok(Encoded { bytes: memory.to_vec(), width, height })
}

/// Whether the end marker is there. Cameras append previews and films after it, so the last two bytes prove nothing.
fn jpeg_is_whole(mut file: impl BufRead) -> std::io::Result<bool> {
    const RESTARTS: std::ops::RangeInclusive<u8> = 0xd0..=0xd7;
    let mut in_scan = false;
    loop {
        file.skip_until(0xff)?;
        let marker = loop {
            match next_byte(&mut file)? {
                Some(0xff) => {}
                Some(marker) => break marker,
                None => return Ok(false),
            }
        };
        match marker {
            0xd9 => return Ok(true),
            0x00 | 0x01 | 0xd8 => {}
            marker if in_scan && RESTARTS.contains(&marker) => {}
            marker => {
                let (Some(high), Some(low)) = (next_byte(&mut file)?, next_byte(&mut file)?) else {
                    return Ok(false);
                };
                let length = u64::from(u16::from_be_bytes([high, low])).saturating_sub(2);
                if std::io::copy(&mut (&mut file).take(length), &mut std::io::sink())? < length {
                    return Ok(false);
                }
                in_scan = marker == 0xda;
            }
        }
    }
}

/// Whether the file is as long as its first bytes say.
fn webp_is_whole(file: &mut File) -> std::io::Result<bool> {
    let mut head = [0; 8];
    file.read_exact(&mut head)?;
    let promised = 8 + u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    Ok(file.metadata()?.len() >= promised)
}

fn next_byte(file: &mut impl BufRead) -> std::io::Result<Option<u8>> {
    let byte = file.fill_buf()?.first().copied();
    if byte.is_some() {
        file.consume(1);
    }
    Ok(byte)
}
