//! Charts drawn on the server. Each says itself in a sentence; the figures stand in a table beside it.

use std::fmt::Write as _;

use super::parts::{Spark, drawn, escaped};

/// One stretch of time in a chart of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Short, below the column.
    pub name: String,
    /// What a pointer that rests on it is told.
    pub says: String,
    pub up: i64,
    pub down: i64,
}

const WIDTH: f64 = 760.0;
const ABOVE: f64 = 180.0;
const TOP: f64 = 28.0;
/// So near to the edge a name ends instead of beginning.
const EDGE: f64 = 45.0;
/// Names below, at most.
const NAMES: usize = 12;

/// Columns above a line, and what goes off them below it. `most` is the highest of them in words.
pub fn money(columns: &[Column], most: &str, sentence: &str) -> Spark {
    let highest = columns.iter().map(|column| column.up.max(column.down)).max().unwrap_or(0).max(1);
    let height = |value: i64| if value <= 0 { 0.0 } else { (value as f64 / highest as f64 * ABOVE).max(1.0) };
    let below = columns.iter().map(|column| height(column.down)).fold(0.0, f64::max);
    let (line, names_at) = (TOP + ABOVE, TOP + ABOVE + below + 24.0);
    let step = WIDTH / columns.len().max(1) as f64;
    let (wide, every) = (step * 0.72, columns.len().div_ceil(NAMES).max(1));
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg viewBox="0 0 {WIDTH:.0} {:.0}" role="img" aria-label="{}"><path class="gr" d="M0 {TOP}H{WIDTH}"/><text x="0" y="{:.0}">{}</text><path class="ax" d="M0 {line}H{WIDTH}"/>"#,
        names_at + 12.0,
        escaped(sentence),
        TOP - 8.0,
        escaped(most),
    );
    for (nth, column) in columns.iter().enumerate() {
        let left = step * nth as f64 + (step - wide) / 2.0;
        let (up, down) = (height(column.up), height(column.down));
        let _ = write!(svg, r#"<g><title>{}</title>"#, escaped(&column.says));
        let _ =
            write!(svg, r#"<rect class="in" x="{left:.1}" y="{:.1}" width="{wide:.1}" height="{up:.1}"/>"#, line - up);
        if down > 0.0 {
            let top = line + 1.0;
            let _ =
                write!(svg, r#"<rect class="out" x="{left:.1}" y="{top:.1}" width="{wide:.1}" height="{down:.1}"/>"#);
        }
        svg.push_str("</g>");
        if nth % every == 0 {
            // On a phone only every third has room, and is written twice as large.
            let (odd, edge) = if nth / every % 3 == 0 { ("", 2.0 * EDGE) } else { (r#" class="odd""#, EDGE) };
            let (at, anchor) = if left > WIDTH - edge { (left + wide, r#" text-anchor="end""#) } else { (left, "") };
            let _ = write!(svg, r#"<text x="{at:.1}" y="{names_at:.0}"{anchor}{odd}>{}</text>"#, escaped(&column.name));
        }
    }
    svg.push_str("</svg>");
    drawn(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_drawn_within_the_picture_and_says_itself() {
        let column = |nth: i64| Column { name: format!("d{nth}"), says: format!("<{nth}>"), up: nth, down: nth / 10 };
        for many in [1, 12, 30, 90] {
            let svg = money(&(0..many).map(column).collect::<Vec<_>>(), "€5 & more", "a \"sentence\"").to_string();
            assert_eq!(svg.matches("<g>").count() as i64, many);
            assert!(svg.contains("aria-label=\"a &quot;sentence&quot;\"") && svg.contains("€5 &amp; more"), "{svg}");
            assert!(svg.contains("<title>&lt;0&gt;</title>"));
            let names = svg.matches("<text").count() - 1;
            assert!((1..=NAMES).contains(&names), "{many}: {names} names");
        }
        assert!(!money(&[], "", "nothing").to_string().contains("NaN"));
    }
}
