//! Square codes for cameras: as a picture for pages, as one for letters, and as dots for papers.

use std::io::Cursor;

use fast_qr::convert::{Builder, svg::SvgBuilder};
use fast_qr::{ECL, QRBuilder, QRCode};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};

use crate::base::Fault;

/// Light dots around a code, which readers need.
const QUIET: usize = 4;
/// Pixels of a dot in a letter's picture.
const DOT: usize = 8;

/// A code that carries some words; 15 % of it may be torn off.
pub struct Qr(QRCode);

impl Qr {
    pub fn of(words: &str) -> Result<Qr, Fault> {
        let drawn = QRBuilder::new(words).ecl(ECL::M).build();
        drawn.map(Qr).map_err(|error| Fault::broken(format!("a square code: {error:?}")))
    }

    /// As SVG, `margin` light dots around it.
    pub fn svg(&self, margin: usize) -> String {
        SvgBuilder::default().margin(margin).to_str(&self.0)
    }

    /// As PNG, for letters: few mail programs draw SVG.
    pub fn png(&self) -> Result<Vec<u8>, Fault> {
        let side = u32::try_from((self.0.size + 2 * QUIET) * DOT).unwrap_or(u32::MAX);
        let dark = |x: u32, y: u32| {
            let dot = |pixel: u32| (pixel as usize / DOT).checked_sub(QUIET).filter(|dot| *dot < self.0.size);
            dot(x).zip(dot(y)).is_some_and(|(x, y)| self.is_dark(x, y))
        };
        let picture = GrayImage::from_fn(side, side, |x, y| Luma([if dark(x, y) { 0 } else { 255 }]));
        let mut file = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(picture)
            .write_to(&mut file, ImageFormat::Png)
            .map_err(|error| Fault::broken(format!("a square code as PNG: {error}")))?;
        Ok(file.into_inner())
    }

    /// Dots on a side, without light ones around.
    pub fn side(&self) -> usize {
        self.0.size
    }

    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.0[y][x].value()
    }
}
