//! Papers: pages of text, lines and codes as PDF, whose words can be found and copied.
//!
//! Lengths are points, 72 to the inch; the origin is the upper left corner. The fonts are part of the program
//! (`config/papers`): Noto Sans for Latin, Greek, Cyrillic and Devanagari, further ones for Hebrew, Arabic, Thai, and for
//! Chinese, Japanese and Korean. A letter that none of them has is drawn as an empty box; found and copied it is itself.

mod lettering;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;

pub use lettering::{Weight, is_drawn, width, wrapped};

use super::qr::Qr;
use crate::base::Fault;

/// Red, green and blue.
pub type Color = [u8; 3];

pub const INK: Color = [0x14, 0x19, 0x1a];
pub const FAINT: Color = [0x54, 0x60, 0x5f];
pub const HAIRLINE: Color = [0xc9, 0xd0, 0xcd];

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub size: f32,
    pub weight: Weight,
    pub color: Color,
}

impl Style {
    pub const fn plain(size: f32) -> Style {
        Style { size, weight: Weight::Regular, color: INK }
    }

    pub const fn strong(size: f32) -> Style {
        Style { size, weight: Weight::Bold, color: INK }
    }

    pub const fn faint(size: f32) -> Style {
        Style { size, weight: Weight::Regular, color: FAINT }
    }
}

/// Width and height of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Format {
    pub width: f32,
    pub height: f32,
}

impl Format {
    pub const A4: Format = Format { width: 595.0, height: 842.0 };
    pub const A5: Format = Format { width: 420.0, height: 595.0 };
}

/// A document being drawn, page by page.
pub struct Pdf {
    document: Document,
}

impl Pdf {
    /// `language` is that of its words, `en`; `author` is the club.
    pub fn new(title: &str, author: &str, language: &str) -> Pdf {
        let mut document = Document::new();
        document.set_metadata(
            Metadata::new()
                .title(title.to_owned())
                .authors(vec![author.to_owned()])
                .language(language.to_owned())
                .creator("Stagedoor".to_owned()),
        );
        Pdf { document }
    }

    /// Adds a page with what `draw` puts on it.
    pub fn page(
        &mut self,
        format: Format,
        draw: impl FnOnce(&mut Sheet<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let settings = PageSettings::from_wh(format.width, format.height);
        let settings = settings.ok_or_else(|| Fault::broken("a page without width or height"))?;
        let mut page = self.document.start_page_with(settings);
        let drawn = {
            let mut sheet = Sheet { surface: page.surface() };
            let drawn = draw(&mut sheet);
            sheet.surface.finish();
            drawn
        };
        page.finish();
        drawn
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, Fault> {
        self.document.finish().map_err(|error| Fault::broken(format!("a paper is not written: {error:?}")))
    }
}

/// One page being drawn.
pub struct Sheet<'a> {
    surface: Surface<'a>,
}

impl Sheet<'_> {
    /// One line of words; `y` is where the letters stand.
    pub fn text(&mut self, x: f32, y: f32, style: Style, words: &str) -> Result<(), Fault> {
        self.surface.set_fill(Some(filled_with(style.color)));
        let mut x = x;
        for run in lettering::runs(words, style.weight)? {
            self.surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, run.font.clone(), &run.text, style.size, false);
            x += run.advance * style.size;
        }
        Ok(())
    }

    /// One line that ends at `x`.
    pub fn text_ending(&mut self, x: f32, y: f32, style: Style, words: &str) -> Result<(), Fault> {
        self.text(x - width(words, style)?, y, style, words)
    }

    /// One line around `x`.
    pub fn text_around(&mut self, x: f32, y: f32, style: Style, words: &str) -> Result<(), Fault> {
        self.text(x - width(words, style)? / 2.0, y, style, words)
    }

    pub fn area(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        let mut path = PathBuilder::new();
        push(&mut path, x, y, width, height);
        self.fill(path, color);
    }

    /// A code of this side length, light dots around it included.
    pub fn code(&mut self, x: f32, y: f32, side: f32, code: &Qr) {
        self.area(x, y, side, side, [255, 255, 255]);
        let quiet = 4.0;
        let dots = code.side();
        let dot = side / (dots as f32 + 2.0 * quiet);
        let mut path = PathBuilder::new();
        for row in 0..dots {
            let mut column = 0;
            while column < dots {
                // Neighbours as one bar: between two a printer would leave a hair of light.
                let length = (column..dots).take_while(|column| code.is_dark(*column, row)).count();
                if length > 0 {
                    let at = |place: usize| (place as f32 + quiet) * dot;
                    push(&mut path, x + at(column), y + at(row), length as f32 * dot, dot);
                }
                column += length.max(1);
            }
        }
        self.fill(path, [0, 0, 0]);
    }

    fn fill(&mut self, path: PathBuilder, color: Color) {
        if let Some(path) = path.finish() {
            self.surface.set_fill(Some(filled_with(color)));
            self.surface.draw_path(&path);
        }
    }
}

fn push(path: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) {
    if let Some(area) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(area);
    }
}

fn filled_with([red, green, blue]: Color) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// `#11523c` as a colour.
pub fn color(hex: &str) -> Option<Color> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}
