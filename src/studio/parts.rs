//! Pieces of pages: fields with their mistakes, sparks, bars.

use std::borrow::Cow;
use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;

/// What is wrong with a form, by field, in the visitor's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrongs(Vec<(Cow<'static, str>, String)>);

impl Wrongs {
    pub fn none() -> Wrongs {
        Wrongs::default()
    }

    pub fn one(field: impl Into<Cow<'static, str>>, sentence: String) -> Wrongs {
        Wrongs(vec![(field.into(), sentence)])
    }

    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, sentence: String) {
        self.0.push((field.into(), sentence));
    }

    /// What is wrong elsewhere in the form.
    pub fn join(&mut self, more: Wrongs) {
        self.0.extend(more.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sentence for this field; empty when it is right.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, sentence)| sentence)
    }
}

/// A line or box to write in, with its label above, help below, and a mistake in place of nothing.
#[derive(Debug, Clone, Template)]
#[template(path = "studio/parts/field.html")]
pub struct Field {
    name: String,
    label: String,
    value: String,
    help: String,
    wrong: String,
    kind: &'static str,
    rows: u8,
    attributes: &'static str,
    class: &'static str,
    input_class: &'static str,
}

impl HtmlSafe for Field {}

pub fn field(name: &str, label: impl AsRef<str>, value: impl AsRef<str>) -> Field {
    Field {
        name: name.to_owned(),
        label: label.as_ref().to_owned(),
        value: value.as_ref().to_owned(),
        help: String::new(),
        wrong: String::new(),
        kind: "text",
        rows: 0,
        attributes: "",
        class: "",
        input_class: "",
    }
}

impl Field {
    pub fn help(self, help: impl AsRef<str>) -> Field {
        Field { help: help.as_ref().to_owned(), ..self }
    }

    pub fn wrong(self, wrongs: &Wrongs) -> Field {
        Field { wrong: wrongs.of(&self.name).to_owned(), ..self }
    }

    /// The `type` of the input: `email`, `search`, `date`.
    pub fn kind(self, kind: &'static str) -> Field {
        Field { kind, ..self }
    }

    /// A box of this many lines instead of one line.
    pub fn rows(self, rows: u8) -> Field {
        Field { rows, ..self }
    }

    /// Further attributes, written into the page as they are.
    pub fn with(self, attributes: &'static str) -> Field {
        Field { attributes, ..self }
    }

    /// A class of the line itself, beside its usual one.
    pub fn input_class(self, input_class: &'static str) -> Field {
        Field { input_class, ..self }
    }

    pub fn class(self, class: &'static str) -> Field {
        Field { class, ..self }
    }
}

/// One answer of a choice: what is sent, and what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }
}

/// One of a few, in a list that opens.
#[derive(Debug, Clone, Template)]
#[template(path = "studio/parts/select.html")]
pub struct Select {
    name: String,
    label: String,
    choices: Vec<Choice>,
    chosen: String,
    help: String,
    wrong: String,
}

impl HtmlSafe for Select {}

pub fn select(name: &str, label: impl AsRef<str>, choices: &[Choice], chosen: impl AsRef<str>) -> Select {
    Select {
        name: name.to_owned(),
        label: label.as_ref().to_owned(),
        choices: choices.to_vec(),
        chosen: chosen.as_ref().to_owned(),
        help: String::new(),
        wrong: String::new(),
    }
}

impl Select {
    /// One more answer at the end: something that is said elsewhere. Its value is `other`.
    pub fn other(mut self, label: impl Into<String>) -> Select {
        self.choices.push(Choice::new("other", label));
        self
    }

    pub fn wrong(self, wrongs: &Wrongs) -> Select {
        Select { wrong: wrongs.of(&self.name).to_owned(), ..self }
    }

    pub fn help(self, help: impl AsRef<str>) -> Select {
        Select { help: help.as_ref().to_owned(), ..self }
    }
}

/// A known thing about something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

impl Fact {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Fact {
        Fact { name: name.into(), value: value.into() }
    }
}

/// One line of a history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogEntry {
    /// The moment for machines.
    pub machine: String,
    pub time: String,
    pub icon: &'static str,
    pub what: String,
    pub detail: String,
    /// Where the thing itself is; empty for none.
    pub href: String,
    pub by: String,
}

/// Entries of one day, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogDay {
    pub name: String,
    pub entries: Vec<LogEntry>,
}

/// An order as one row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    pub number: i64,
    pub label: String,
    pub date: String,
    pub buyer: String,
    pub what: String,
    pub sum: String,
    pub tone: &'static str,
    pub state: String,
}

/// Twelve weeks as small bars, the last one in the colour of acting; with the same in a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spark {
    svg: String,
}

impl HtmlSafe for Spark {}

impl std::fmt::Display for Spark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.svg)
    }
}

pub fn spark(values: &[i64], sentence: &str) -> Spark {
    const WIDTH: usize = 11;
    const HEIGHT: i64 = 26;
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg width="{}" height="{HEIGHT}" role="img" aria-label="{}">"#,
        values.len() * WIDTH,
        escaped(sentence)
    );
    for (index, value) in values.iter().enumerate() {
        // A week with something in it never looks like a week with nothing.
        let tenths = (value.max(&0) * HEIGHT * 10 / most).max(if *value > 0 { 10 } else { 3 });
        let top = HEIGHT * 10 - tenths;
        let _ = write!(
            svg,
            r#"<rect x="{}" y="{}.{}" width="9.5" height="{}.{}"/>"#,
            index * WIDTH,
            top / 10,
            top % 10,
            tenths / 10,
            tenths % 10
        );
    }
    svg.push_str("</svg>");
    Spark { svg }
}

/// Joined above the line, left below it, week by week.
pub fn joined_and_left(joined: &[i64], left: &[i64], names: &[String], sentence: &str) -> Spark {
    const ABOVE: i64 = 150;
    let most = joined.iter().chain(left).copied().max().unwrap_or(0).max(1);
    let height = |value: i64| value.max(0) * ABOVE / most;
    let below = left.iter().copied().map(height).max().unwrap_or(0);
    let names_at = ABOVE + 30 + below + 26;
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg viewBox="0 -4 760 {}" role="img" aria-label="{}"><path class="gr" d="M44 30H760"/><text x="0" y="34">{most}</text><path class="ax" d="M44 {}H760"/><text x="0" y="{}">0</text>"#,
        names_at + 12,
        escaped(sentence),
        ABOVE + 30,
        ABOVE + 34,
    );
    let step = 716 / joined.len().max(1);
    for (index, value) in joined.iter().enumerate() {
        let x = 58 + index * step;
        let middle = x + 17;
        let up = height(*value);
        let _ = write!(svg, r#"<rect class="in" x="{x}" y="{}" width="34" height="{up}"/>"#, ABOVE + 30 - up);
        if let Some(down) = left.get(index).copied().map(height).filter(|down| *down > 0) {
            let _ = write!(svg, r#"<rect class="out" x="{x}.75" y="{}" width="32.5" height="{down}"/>"#, ABOVE + 31);
        }
        let odd = if index % 2 == 0 { r#" class="odd""# } else { "" };
        let name = names.get(index).map_or("", String::as_str);
        let _ = write!(svg, r#"<text x="{middle}" y="{names_at}" text-anchor="middle"{odd}>{}</text>"#, escaped(name));
    }
    if let Some(last) = joined.last() {
        let x = 58 + (joined.len() - 1) * step + 17;
        let y = ABOVE + 24 - height(*last);
        let _ = write!(svg, r#"<text x="{x}" y="{y}" text-anchor="middle" class="hi">{last}</text>"#);
    }
    svg.push_str("</svg>");
    Spark { svg }
}

/// A share of a whole as a bar; the figure stands beside it in words.
pub fn bar(part: i64, whole: i64) -> Spark {
    let width = part.max(0) * 100 / whole.max(1);
    let svg = format!(
        r#"<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="10"/></svg>"#,
        width.min(100)
    );
    Spark { svg }
}

/// HTML that was sanitised or drawn by this program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trusted(String);

impl HtmlSafe for Trusted {}

impl std::fmt::Display for Trusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Trusted {
    /// Only for what a sanitiser returned or this program drew.
    pub fn already(html: String) -> Trusted {
        Trusted(html)
    }
}

/// A drawing of this program's own.
pub(super) fn drawn(svg: String) -> Spark {
    Spark { svg }
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_stays_within_its_height_and_says_its_sentence() {
        let drawn = spark(&[0, 1, 1_000_000], "from 0 to \"many\"").to_string();
        assert!(drawn.contains(r#"aria-label="from 0 to &quot;many&quot;""#), "{drawn}");
        assert!(drawn.contains(r#"y="0.0" width="9.5" height="26.0""#), "{drawn}");
        assert!(drawn.contains(r#"height="0.3""#) && drawn.contains(r#"height="1.0""#), "{drawn}");
    }

    #[test]
    fn a_wrong_field_points_at_its_sentence() {
        let wrongs = Wrongs::one("price", "No amount".to_owned());
        let html = field("price", "Price", "6<").wrong(&wrongs).help("In euro").to_string();
        for part in [r#"aria-invalid="true""#, r#"aria-describedby="price-e price-h""#, "No amount", "6&#60;"] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
