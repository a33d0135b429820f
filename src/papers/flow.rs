//! Rows of words running down A4 pages, on to the next page where one is full.

use crate::base::Fault;
use crate::plumbing::pdf::{self, Color, Format, Pdf, Style, wrapped};

const LEFT: f32 = 56.0;
const RIGHT: f32 = 539.0;
const TOP: f32 = 76.0;
const BOTTOM: f32 = 776.0;
/// Where the column before the last ends.
const MIDDLE: f32 = 430.0;
/// Room for a name before the columns of numbers.
const NAME: f32 = 320.0;

enum Mark {
    Text { x: f32, y: f32, style: Style, words: String },
    Ending { x: f32, y: f32, style: Style, words: String },
    Rule { y: f32 },
}

pub(super) struct Flow {
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl Flow {
    pub(super) fn new() -> Flow {
        Flow { pages: vec![Vec::new()], y: TOP }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Moves down by this much, onto a new page where this one is full.
    fn down(&mut self, height: f32) {
        self.y += height;
        if self.y > BOTTOM {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    pub(super) fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Words over the whole width.
    pub(super) fn line(&mut self, style: Style, words: &str) -> Result<(), Fault> {
        for words in wrapped(words, style, RIGHT - LEFT)? {
            self.down(style.size * 1.4);
            self.mark(Mark::Text { x: LEFT, y: self.y, style, words });
        }
        Ok(())
    }

    /// Two columns side by side, each its own lines; the first of each is a label.
    pub(super) fn beside(&mut self, left: &[String], right: &[String]) -> Result<(), Fault> {
        const GAP: f32 = 20.0;
        let width = (RIGHT - LEFT - GAP) / 2.0;
        let column = |lines: &[String]| -> Result<Vec<(Style, String)>, Fault> {
            let mut set = Vec::new();
            for (nth, line) in lines.iter().enumerate() {
                let style = if nth == 0 { Style::faint(9.0) } else { Style::plain(11.0) };
                set.extend(wrapped(line, style, width)?.into_iter().map(|words| (style, words)));
            }
            Ok(set)
        };
        let (left, right) = (column(left)?, column(right)?);
        for nth in 0..left.len().max(right.len()) {
            self.down(15.5);
            for (x, column) in [(LEFT, &left), (LEFT + width + GAP, &right)] {
                if let Some((style, words)) = column.get(nth) {
                    self.mark(Mark::Text { x, y: self.y, style: *style, words: words.clone() });
                }
            }
        }
        Ok(())
    }

    /// A name, and up to two numbers at its right.
    pub(super) fn row(&mut self, style: Style, name: &str, number: &str, sum: &str) -> Result<(), Fault> {
        let lines = wrapped(name, style, NAME)?;
        for (nth, words) in lines.into_iter().enumerate() {
            self.down(style.size * 1.55);
            self.mark(Mark::Text { x: LEFT, y: self.y, style, words });
            if nth == 0 {
                self.mark(Mark::Ending { x: MIDDLE, y: self.y, style, words: number.to_owned() });
                self.mark(Mark::Ending { x: RIGHT, y: self.y, style, words: sum.to_owned() });
            }
        }
        Ok(())
    }

    pub(super) fn rule(&mut self) {
        self.y += 7.0;
        self.mark(Mark::Rule { y: self.y });
        self.y += 2.0;
    }

    pub(super) fn finish(self, title: &str, author: &str, language: &str, accent: Color) -> Result<Vec<u8>, Fault> {
        let mut pdf = Pdf::new(title, author, language);
        let all = self.pages.len();
        for (nth, marks) in self.pages.into_iter().enumerate() {
            pdf.page(Format::A4, |sheet| {
                sheet.area(0.0, 0.0, Format::A4.width, 8.0, accent);
                for mark in marks {
                    match mark {
                        Mark::Text { x, y, style, words } => sheet.text(x, y, style, &words)?,
                        Mark::Ending { x, y, style, words } => sheet.text_ending(x, y, style, &words)?,
                        Mark::Rule { y } => sheet.area(LEFT, y, RIGHT - LEFT, 0.6, pdf::HAIRLINE),
                    }
                }
                if all > 1 {
                    let page = format!("{title}   {} / {all}", nth + 1);
                    sheet.text(LEFT, 812.0, Style::faint(9.0), &page)?;
                }
                Ok(())
            })?;
        }
        pdf.finish()
    }
}
