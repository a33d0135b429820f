//! Tables as files (RFC 4180), for people who open them in spreadsheets.

use std::borrow::Cow;

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). So does one that
/// already has apostrophes there: reading takes one away.
pub fn defused(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
