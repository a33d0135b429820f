//! Addresses out of names: ASCII, readable, the same for the same name.

use unicode_normalization::UnicodeNormalization;

/// Longest slug, in characters.
pub const LONGEST: usize = 80;

/// Lower-case ASCII letters and digits with single hyphens. Empty when nothing of the text can be written so.
pub fn slugged(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match spelled(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_ascii_alphanumeric() => out.push(c),
            // Marks above letters and apostrophes vanish, all else parts words.
            None if unicode_normalization::char::is_combining_mark(c) || matches!(c, '\'' | '’') => {}
            None if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            None => {}
        }
    }
    let cut = out.char_indices().nth(LONGEST).map_or(out.len(), |(at, _)| at);
    if cut < out.len() {
        let end = out[..cut].rfind('-').unwrap_or(cut);
        out.truncate(end);
    }
    out.trim_matches('-').to_owned()
}

/// Letters that decompose into no ASCII letter.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs() {
        let check = |title: &str, slug: &str| assert_eq!(slugged(title), slug, "{title}");
        check("Low Tide, take 4", "low-tide-take-4");
        check("Été à l'Œuvre — Øre", "ete-a-loeuvre-ore");
        check("東京", "");
        check("東京 Diary", "diary");
        check("  --- ", "");
        assert_eq!(slugged(&"word ".repeat(40)).len(), 79);
        assert_eq!(slugged(&"x".repeat(200)).len(), LONGEST);
    }
}
