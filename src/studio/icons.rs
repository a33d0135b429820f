//! The signs of the studio: 20 × 20, one stroke, drawn into the page in the colour of the words beside them.

use std::fmt;

use askama::filters::HtmlSafe;

/// One sign. Decoration: the word stands beside it, so screen readers skip it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    path: &'static str,
    tone: &'static str,
}

impl HtmlSafe for Icon {}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<svg class=\"icon{}\" width=\"20\" height=\"20\" viewBox=\"0 0 20 20\" fill=\"none\" stroke=\"currentColor\" \
             stroke-width=\"1.5\" stroke-linecap=\"square\" aria-hidden=\"true\">{}</svg>",
            self.tone, self.path
        )
    }
}

impl Icon {
    /// In the colour of a state: `ok`, `warn` or `stop`.
    pub fn toned(self, tone: &str) -> Icon {
        let tone = match tone {
            "ok" => " ok",
            "warn" => " warn",
            "stop" => " stop",
            _ => "",
        };
        Icon { tone, ..self }
    }
}

/// The sign of this name; an unknown name draws the three dots.
pub fn icon(name: &str) -> Icon {
    let path = match name {
        "play" => r#"<path d="M6 4v12l10-6z" fill="currentColor" stroke="none"/>"#,
        "pause" => r#"<path d="M6.5 4v12M13.5 4v12" stroke-width="3"/>"#,
        "key" => r#"<circle cx="6.5" cy="10" r="3.5"/><path d="M10 10h8M15 10v3M18 10v2"/>"#,
        "check" => r#"<path d="m4 10.5 4 4 8-9"/>"#,
        "cross" => r#"<path d="m5 5 10 10M15 5 5 15"/>"#,
        "again" => r#"<path d="M4 7h9a4 4 0 0 1 0 8H6"/><path d="M7 4 4 7l3 3"/>"#,
        "find" => r#"<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>"#,
        "down" => r#"<path d="M10 3v10M6 9l4 4 4-4M4 17h12"/>"#,
        "up" => r#"<path d="M10 13V3M6 7l4-4 4 4M4 17h12"/>"#,
        "ticket" => {
            r#"<path d="M2.5 6h15v2.5a1.5 1.5 0 0 0 0 3V14h-15v-2.5a1.5 1.5 0 0 0 0-3z"/><path d="M12.5 6v8" stroke-dasharray="1.5 1.5"/>"#
        }
        "bag" => r#"<path d="M4 7h12l-1 10H5z"/><path d="M7 9V6a3 3 0 0 1 6 0v3"/>"#,
        "box" => r#"<path d="M3 6.5 10 3l7 3.5v7L10 17l-7-3.5z"/><path d="M3 6.5 10 10l7-3.5M10 10v7"/>"#,
        "mail" => r#"<path d="M2.5 5h15v10h-15z"/><path d="m3 5.5 7 5.5 7-5.5"/>"#,
        "home" => r#"<path d="M3.5 9 10 3.5 16.5 9v7.5h-13z"/><path d="M8 16.5V11h4v5.5"/>"#,
        "note" => {
            r#"<path d="M7.5 15.5V4.5l8-1.5v11"/><circle cx="5.5" cy="15.5" r="2"/><circle cx="13.5" cy="14" r="2"/>"#
        }
        "person" => r#"<circle cx="10" cy="6.5" r="3"/><path d="M4 17c.5-4 2.5-5.5 6-5.5s5.5 1.5 6 5.5"/>"#,
        "warn" => r#"<path d="M10 3 18 16.5H2z"/><path d="M10 8v4M10 14v.5"/>"#,
        "voice" => r#"<path d="M3 8v4h3l4 3.5v-11L6 8z"/><path d="M13 7.5c1.5 1.5 1.5 3.5 0 5M15.5 5c3 3 3 7 0 10"/>"#,
        "offline" => r#"<path d="M3 8c4-4 10-4 14 0M6 11c2.5-2.5 5.5-2.5 8 0M10 15v.1M3 3l14 14"/>"#,
        "parcel" => r#"<path d="M3 6.5 10 3l7 3.5v7L10 17l-7-3.5z"/><path d="m3 6.5 7 3.5 7-3.5M10 10v7"/>"#,
        "plus" => r#"<path d="M10 4v12M4 10h12"/>"#,
        "minus" => r#"<path d="M4 10h12"/>"#,
        "right" => r#"<path d="M4 10h12M11 5l5 5-5 5"/>"#,
        "left" => r#"<path d="M16 10H4M9 5l-5 5 5 5"/>"#,
        "more" => r#"<path d="m6 8 4 4 4-4"/>"#,
        "pen" => r#"<path d="M4 16v-3L13 4l3 3-9 9z"/>"#,
        "undo" => r#"<path d="M4 8h8a4 4 0 0 1 0 8H8"/><path d="M7 5 4 8l3 3"/>"#,
        "flag" => r#"<path d="M5 17V3.5h10l-2 3.5 2 3.5H5"/>"#,
        "pin" => r#"<path d="M7 3h6v4l-1.5 2v8h-3V9L7 7z"/>"#,
        "keyboard" => r#"<path d="M3 5h14v10H3zM6 8h.1M10 8h.1M14 8h.1M6 12h8"/>"#,
        "bell" => r#"<path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1h-13z"/><path d="M8.5 17h3"/>"#,
        "clock" => r#"<circle cx="10" cy="10" r="7"/><path d="M10 6v4l3 2"/>"#,
        "gift" => {
            r#"<path d="M3 8h14v3H3zM4.5 11v6h11v-6M10 8v9"/><path d="M10 8C7 8 6 7 6.5 5.5S9 4 10 8c1-4 3-4 3.5-2.5S13 8 10 8z"/>"#
        }
        "picture" => r#"<path d="M3 4h14v12H3z"/><path d="m3 13 4-4 4 4 2-2 4 4M13 7.5h.1"/>"#,
        "text" => r#"<path d="M4 5h12M4 9h12M4 13h8"/>"#,
        "eye" => r#"<path d="M2 10c4-6 12-6 16 0-4 6-12 6-16 0z"/><circle cx="10" cy="10" r="2.5"/>"#,
        "door" => r#"<path d="M5 17V3h10v14M3 17h14M12 10v1"/>"#,
        _ => r#"<path d="M5 10h.1M10 10h.1M15 10h.1" stroke-width="2.5"/>"#,
    };
    Icon { path, tone: "" }
}
