//! The colour of a club's look, for what is drawn without its theme: papers and letters.

use super::Club;
use crate::plumbing::pdf::{self, Color};

/// The accent of the club's look, where it has one.
pub fn accent(club: &Club) -> Color {
    club.theme().settings().get("accent").and_then(|value| pdf::color(value)).unwrap_or(pdf::INK)
}

/// The same as letters write it: `#11523c`.
pub fn accent_in_letters(club: &Club) -> String {
    let [red, green, blue] = accent(club);
    format!("#{red:02x}{green:02x}{blue:02x}")
}
