//! From words to glyphs: which font draws which letter, in which direction, and how wide it comes out.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Face, Feature, UnicodeBuffer};
use unicode_bidi::BidiInfo;
use unicode_normalization::UnicodeNormalization;

use super::Style;
use crate::base::Fault;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// A font, once for measuring and shaping, once for drawing.
struct Cut {
    face: Face<'static>,
    font: Font,
}

/// The two weights of the usual font, then those that help out in scripts it lacks, in one weight.
struct Case {
    regular: Cut,
    bold: Cut,
    others: Vec<Cut>,
}

static CASE: LazyLock<Option<Case>> = LazyLock::new(|| {
    Some(Case {
        regular: cut(include_bytes!("../../../config/papers/NotoSans-Regular.ttf"))?,
        bold: cut(include_bytes!("../../../config/papers/NotoSans-Bold.ttf"))?,
        others: vec![
            cut(include_bytes!("../../../config/papers/NotoSansHebrew-Regular.ttf"))?,
            cut(include_bytes!("../../../config/papers/NotoSansArabic-Regular.ttf"))?,
            cut(include_bytes!("../../../config/papers/NotoSansThai-Regular.ttf"))?,
            cut(include_bytes!("../../../config/papers/DroidSansFallback.ttf"))?,
        ],
    })
});

fn cut(file: &'static [u8]) -> Option<Cut> {
    Some(Cut { face: Face::from_slice(file, 0)?, font: Font::new(file.into(), 0)? })
}

fn case() -> Result<&'static Case, Fault> {
    CASE.as_ref().ok_or_else(|| Fault::broken("a font of papers cannot be read"))
}

impl Case {
    fn usual(&self, weight: Weight) -> &Cut {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The first that has the letter; the usual one for a letter nobody has.
    fn for_letter(&self, letter: char, weight: Weight) -> &Cut {
        let usual = self.usual(weight);
        let mut all = std::iter::once(usual).chain(&self.others);
        all.find(|cut| cut.face.glyph_index(letter).is_some()).unwrap_or(usual)
    }
}

/// Letters in a row that one font draws in one direction.
pub(super) struct Run {
    pub font: Font,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// Of the whole, for a size of one.
    pub advance: f32,
}

/// The runs of one line, from left to right.
pub(super) fn runs(words: &str, weight: Weight) -> Result<Vec<Run>, Fault> {
    let case = case()?;
    let words = one_line(words);
    let bidi = BidiInfo::new(&words, None);
    let mut found = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, parts) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for part in parts {
            let leftward = levels[part.start].is_rtl();
            let mut pieces = by_font(case, &words[part], weight);
            if leftward {
                pieces.reverse();
            }
            found.extend(pieces.into_iter().map(|(cut, text)| shaped(cut, text, leftward)));
        }
    }
    Ok(found)
}

/// Line ends and other signs for machines are no letters; an accent becomes one with its letter where there is such a one.
fn one_line(words: &str) -> String {
    words.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Cuts a text where the font changes. What joins or accents a letter stays with it.
fn by_font<'a>(case: &'static Case, text: &'a str, weight: Weight) -> Vec<(&'static Cut, &'a str)> {
    let mut pieces: Vec<(&'static Cut, &'a str)> = Vec::new();
    let mut start = 0;
    let mut now: Option<&'static Cut> = None;
    for (at, letter) in text.char_indices() {
        let kept = now.filter(|cut| goes_along(letter) && cut.face.glyph_index(letter).is_some());
        let cut = kept.unwrap_or_else(|| case.for_letter(letter, weight));
        match now {
            Some(before) if !std::ptr::eq(before, cut) => {
                pieces.push((before, &text[start..at]));
                start = at;
            }
            _ => {}
        }
        now = Some(cut);
    }
    pieces.extend(now.map(|cut| (cut, &text[start..])));
    pieces
}

fn goes_along(letter: char) -> bool {
    letter == ' ' || matches!(letter, '\u{200c}' | '\u{200d}') || unicode_normalization::char::is_combining_mark(letter)
}

/// Latin, Greek and Cyrillic without accents of their own: every letter has a sign.
fn stands_whole(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(u32::from(c), 0x20..=0x58f | 0x1e00..=0x2bff) && !unicode_normalization::char::is_combining_mark(c)
    })
}

fn shaped(cut: &Cut, text: &str, leftward: bool) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(if leftward { Direction::RightToLeft } else { Direction::LeftToRight });
    // Taken apart, an accented letter is two signs, which not every reader puts together again when it copies.
    let whole = [Feature::new(Tag::from_bytes(b"ccmp"), 0, ..)];
    let features: &[Feature] = if stands_whole(text) { &whole } else { &[] };
    let set = rustybuzz::shape(&cut.face, features, buffer);
    let em = cut.face.units_per_em() as f32;
    let mut starts: Vec<usize> = set.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    starts.push(text.len());
    starts.sort_unstable();
    starts.dedup();
    let mut advance = 0.0;
    let mut glyphs = Vec::with_capacity(set.len());
    for (info, at) in set.glyph_infos().iter().zip(set.glyph_positions()) {
        let from = info.cluster as usize;
        let to = starts.iter().copied().find(|start| *start > from).unwrap_or(text.len());
        let share = |units: i32| units as f32 / em;
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            share(at.x_advance),
            share(at.x_offset),
            share(at.y_offset),
            share(at.y_advance),
            from..to,
            None,
        ));
        advance += share(at.x_advance);
    }
    Run { font: cut.font.clone(), text: text.to_owned(), glyphs, advance }
}

/// How wide a line comes out.
pub fn width(words: &str, style: Style) -> Result<f32, Fault> {
    Ok(runs(words, style.weight)?.iter().map(|run| run.advance).sum::<f32>() * style.size)
}

/// Whether every letter has a font that draws it.
pub fn is_drawn(words: &str) -> bool {
    let Ok(case) = case() else { return false };
    one_line(words).chars().all(|letter| {
        let cut = case.for_letter(letter, Weight::Regular);
        cut.face.glyph_index(letter).is_some()
    })
}

/// Lines no wider than `most`. A word too long for a line is broken where the line ends.
pub fn wrapped(words: &str, style: Style, most: f32) -> Result<Vec<String>, Fault> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(longer) if width(&longer, style)? <= most => {
                if let Some(last) = lines.last_mut() {
                    *last = longer;
                }
            }
            _ => lines.extend(broken(word, style, most)?),
        }
    }
    Ok(lines)
}

fn broken(word: &str, style: Style, most: f32) -> Result<Vec<String>, Fault> {
    if width(word, style)? <= most {
        return Ok(vec![word.to_owned()]);
    }
    let mut lines = vec![String::new()];
    for letter in word.chars() {
        let Some(line) = lines.last_mut() else { break };
        let longer = format!("{line}{letter}");
        let full = !line.is_empty() && !goes_along(letter) && width(&longer, style)? > most;
        if full {
            lines.push(letter.to_string());
        } else {
            *line = longer;
        }
    }
    Ok(lines)
}
