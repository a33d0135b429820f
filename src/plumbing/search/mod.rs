//! Words made findable: folded the same way when kept and when asked, whatever the database does with them.
//!
//! Databases differ in what they think a word is, and none of the two knows where a word ends in 東京都. So the program
//! cuts: case and accents go, and scripts without spaces become overlapping pairs of characters.

mod meilisearch;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

pub use meilisearch::{Document, Meilisearch};

/// Longest text kept for searching, in bytes: PostgreSQL refuses vectors beyond a megabyte.
const LONGEST_TEXT: usize = 250_000;
/// Longest question, in characters; what comes after is not read.
const LONGEST_QUESTION: usize = 200;
/// Most words of a question that are asked for.
const MOST_TERMS: usize = 12;

/// What the `search_text` column keeps of a text.
pub fn searchable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for run in runs(text) {
        if out.len() >= LONGEST_TEXT {
            break;
        }
        match run {
            Run::Word(word) => {
                out.push_str(&word);
                out.push(' ');
            }
            Run::Spaceless(chars) => {
                for pair in chars.windows(2) {
                    out.extend(pair);
                    out.push(' ');
                }
                // Alone, so that a question of one character finds the last one too.
                out.extend(chars.last());
                out.push(' ');
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A name as it is kept to be found, and as what is typed to find it: without case, accents and apostrophes, so that
/// `Weiß`, `Yılmaz`, `Björn` and `O’Neil` answer to what a hurried hand types.
pub fn searchable_name(name: &str) -> String {
    if name.is_ascii() {
        let plain = name.replace(['\'', '`'], "").to_ascii_lowercase();
        return plain.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let plain = name.nfkc().flat_map(fold).filter(|c| !matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´'));
    let plain: String = plain.nfd().filter(|c| !is_combining_mark(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for characters of scripts that are written without spaces between words, and for Hangul, whose words carry
/// their particles.
pub fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// A visitor's question, made safe: nothing in it is an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// As it stands in folded text.
    folded: String,
    /// As `searchable` cut it.
    tokens: Vec<String>,
    /// The last token is only the beginning of one.
    begins: bool,
}

impl Question {
    /// `None` when there is nothing in it to look for.
    pub fn read(text: &str) -> Option<Question> {
        let text: String = text.chars().take(LONGEST_QUESTION).collect();
        let mut terms: Vec<Term> = Vec::new();
        for run in runs(&text) {
            let term = match run {
                Run::Word(word) => Term { folded: word.clone(), tokens: vec![word], begins: true },
                Run::Spaceless(chars) if chars.len() == 1 => {
                    Term { folded: chars[0].to_string(), tokens: vec![chars[0].to_string()], begins: true }
                }
                Run::Spaceless(chars) => Term {
                    folded: chars.iter().collect(),
                    tokens: chars.windows(2).map(|pair| pair.iter().collect()).collect(),
                    begins: false,
                },
            };
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms.truncate(MOST_TERMS);
        (!terms.is_empty()).then_some(Question { terms })
    }

    /// For `MATCH` of SQLite's FTS5: all terms, each a phrase.
    pub fn for_fts5(&self) -> String {
        let term = |term: &Term| format!("\"{}\"{}", term.tokens.join(" "), if term.begins { "*" } else { "" });
        self.terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
    }

    /// For `to_tsquery('simple', …)` of PostgreSQL: the same.
    pub fn for_tsquery(&self) -> String {
        let term = |term: &Term| format!("({}{})", term.tokens.join(" <-> "), if term.begins { ":*" } else { "" });
        self.terms.iter().map(term).collect::<Vec<_>>().join(" & ")
    }

    /// The folded words, for an engine that ranks by itself.
    pub fn for_meilisearch(&self) -> String {
        self.terms.iter().flat_map(|term| term.tokens.clone()).collect::<Vec<_>>().join(" ")
    }
}

/// A stretch of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// It is what was asked for.
    pub found: bool,
}

/// The part of a text around the first thing found, about `longest` characters of it. The beginning when nothing is.
pub fn snippet(text: &str, question: &Question, longest: usize) -> Vec<Piece> {
    let chars: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let found = places(&chars, question);
    let first = found.first().map_or(0, |place| place.0);
    let mut from = first.saturating_sub(longest / 3);
    // Begin at a word where one begins nearby.
    if from > 0 {
        from = (from..first).find(|at| chars[at - 1] == ' ').unwrap_or(from);
    }
    let to = chars.len().min(from + longest);
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, found: bool| {
        if from < to {
            pieces.push(Piece { text: chars[from..to].iter().collect(), found });
        }
    };
    let mut at = from;
    for (start, end) in found.into_iter().filter(|(start, end)| *start >= from && *end <= to) {
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, to, false);
    if from > 0 {
        pieces.insert(0, Piece { text: "… ".to_owned(), found: false });
    }
    if to < chars.len() {
        pieces.push(Piece { text: " …".to_owned(), found: false });
    }
    pieces
}

/// Where the terms stand in a text, as ranges of characters that do not overlap, in order.
fn places(chars: &[char], question: &Question) -> Vec<(usize, usize)> {
    let mut folded: Vec<char> = Vec::with_capacity(chars.len());
    // For each folded character, the one it came from.
    let mut origin: Vec<usize> = Vec::with_capacity(chars.len());
    for (index, c) in chars.iter().enumerate() {
        for c in fold(*c) {
            folded.push(c);
            origin.push(index);
        }
    }
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let begins_word =
            at == 0 || !is_word(folded[at - 1]) || is_spaceless(folded[at]) != is_spaceless(folded[at - 1]);
        let hit = question.terms.iter().map(|term| term.folded.chars().collect::<Vec<char>>()).find(|needle| {
            folded[at..].starts_with(needle) && (begins_word || needle.first().is_some_and(|c| is_spaceless(*c)))
        });
        match hit {
            Some(needle) => {
                let end = at + needle.len();
                places.push((origin[at], origin[end - 1] + 1));
                at = end;
            }
            None => at += 1,
        }
    }
    places
}

enum Run {
    Word(String),
    Spaceless(Vec<char>),
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut apart = true;
    for c in text.nfkc().flat_map(fold) {
        if !is_word(c) && !is_combining_mark(c) {
            apart = true;
            continue;
        }
        match runs.last_mut() {
            Some(Run::Word(word)) if !apart && !is_spaceless(c) => word.push(c),
            Some(Run::Spaceless(chars)) if !apart && is_spaceless(c) => chars.push(c),
            _ if is_spaceless(c) => runs.push(Run::Spaceless(vec![c])),
            _ => runs.push(Run::Word(c.to_string())),
        }
        apart = false;
    }
    runs
}

/// Lower case, and without accents in the scripts whose readers leave them out when they type.
fn fold(c: char) -> Vec<char> {
    let mut out = Vec::with_capacity(1);
    for c in c.to_lowercase() {
        match c {
            'ß' => out.extend(['s', 's']),
            'æ' => out.extend(['a', 'e']),
            'œ' => out.extend(['o', 'e']),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.extend(['t', 'h']),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            // Latin, Greek, Cyrillic: the letter below its marks.
            c if u32::from(c) < 0x0530 || (0x1E00..0x2000).contains(&u32::from(c)) => {
                decompose_canonical(c, |part| {
                    if !is_combining_mark(part) {
                        out.push(part);
                    }
                });
            }
            // Hebrew points and Arabic vowel signs.
            c if matches!(u32::from(c), 0x0591..=0x05C7 | 0x064B..=0x0652) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_answer_to_how_they_are_typed() {
        let same = |one: &str, other: &str| assert_eq!(searchable_name(one), searchable_name(other), "{one} {other}");
        same("Weiß", "weiss");
        same("Yılmaz", "YILMAZ");
        same("Björn  Ærlig", "bjorn aerlig");
        same("O’Neil", "oneil");
        same("김서연", "김서연");
        same("Łukasz Đorđe", "lukasz dorde");
        assert_eq!(searchable_name("  "), "");
    }

    #[test]
    fn plain_letters_are_found_the_same_beside_others() {
        for c in (0_u8..128).map(char::from) {
            let name = format!("A{c} {c}B");
            assert_eq!(format!("{} e", searchable_name(&name)), searchable_name(&format!("{name} é")), "{c:?}");
        }
    }

    #[test]
    fn texts_are_folded_and_cut() {
        let check = |text: &str, kept: &str| assert_eq!(searchable(text), kept, "{text}");
        check("Été à l'Œuvre!", "ete a l oeuvre");
        check("ŁÓDŹ, Straße; Ώρα", "lodz strasse ωρα");
        check("e\u{301}te\u{301}", "ete");
        check("東京", "東京 京");
        check("東京都へ tour2026", "東京 京都 都へ へ tour2026");
        check("서울에서", "서울 울에 에서 서");
        check("ＡＢＣ", "abc");
        check("don't \"quote\" (x OR y) -z*", "don t quote x or y z");
        check("한", "한");
    }

    #[test]
    fn questions_hold_no_operators() {
        let check = |text: &str, fts5: &str, tsquery: &str| {
            let question = Question::read(text).unwrap();
            assert_eq!((question.for_fts5().as_str(), question.for_tsquery().as_str()), (fts5, tsquery), "{text}");
        };
        check("Low Tide", "\"low\"* AND \"tide\"*", "(low:*) & (tide:*)");
        check("東京", "\"東京\"", "(東京)");
        check("東京都", "\"東京 京都\"", "(東京 <-> 京都)");
        check("京", "\"京\"*", "(京:*)");
        check("a AND \"b* | (c", "\"a\"* AND \"and\"* AND \"b\"* AND \"c\"*", "(a:*) & (and:*) & (b:*) & (c:*)");
        assert_eq!(Question::read(" -- \"* "), None);
        assert_eq!(Question::read("a a a").unwrap(), Question::read("A").unwrap());
        assert!(Question::read(&"word1 word2 ".repeat(1000)).unwrap().for_fts5().len() < 200);
    }

    #[test]
    fn no_text_panics() {
        for text in ["\u{301}", "ﷺ", "İ", "ß", "\u{1F600}", "ｱﾞ"] {
            let kept = searchable(text);
            if let Some(question) = Question::read(text) {
                snippet(text, &question, 5);
                snippet(&kept, &question, 1);
            }
        }
    }
}
