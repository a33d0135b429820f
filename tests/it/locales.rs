//! Every word is said in every language, and no word is kept that nobody says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Keys that the program puts together from a part that it writes and one that it computes.
const COMPUTED: &[&str] = &["format-weekday-", "format-month-", "format-mon-", "country-"];

/// Message keys of one Fluent file, each with the variables it speaks of.
type Messages = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_language_of_the_product_says_the_same() {
    let folder = home().join("templates/locales");
    let english = messages_below(&folder.join("en"));
    assert!(english.len() > 50, "the English words were not found");
    same(&english, &messages_below(&folder.join("fr")), "templates/locales/fr");
}

#[test]
fn every_language_of_a_theme_says_the_same() {
    for theme in themes() {
        let english = messages_of(&theme.join("locales/en.ftl"));
        same(&english, &messages_of(&theme.join("locales/fr.ftl")), &theme.display().to_string());
    }
}

#[test]
fn every_word_of_the_product_is_said_somewhere() {
    let known = messages_below(&home().join("templates/locales/en"));
    let said = literals(
        &[home().join("src"), home().join("templates"), home().join("static")],
        &["rs", "html", "txt", "xml", "js"],
    );
    nothing_idle(&known, &said, "templates/locales");
}

#[test]
fn every_word_of_a_theme_is_said_somewhere() {
    let plain = home().join("themes/plain");
    let site = home().join("src/site");
    for theme in themes() {
        let known = messages_of(&theme.join("locales/en.ftl"));
        // What a theme says differently may stand in a template of the theme it rests on.
        let said = literals(&[theme.clone(), plain.clone(), site.clone()], &["rs", "html"]);
        nothing_idle(&known, &said, &theme.display().to_string());
    }
}

#[test]
fn every_word_asked_for_is_there() {
    let product = messages_below(&home().join("templates/locales/en"));
    let mut missing = missing_of(&[home().join("templates")], &product);
    let plain = messages_of(&home().join("themes/plain/locales/en.ftl"));
    for theme in themes() {
        let mut words = plain.clone();
        words.extend(messages_of(&theme.join("locales/en.ftl")));
        missing.extend(missing_of(&[theme], &words));
    }
    assert!(missing.is_empty(), "asked for, but in no catalogue:\n{}", missing.join("\n"));
}

/// A visitor's words are the theme's: a word of the product would stand there as its bare key.
#[test]
fn every_word_that_fan_pages_ask_for_is_the_themes() {
    let plain = messages_of(&home().join("themes/plain/locales/en.ftl"));
    let (mut asked, mut missing) = (0, Vec::new());
    for file in files(&[home().join("src/site")], &["rs"]) {
        let text = read(&file);
        let calls =
            text.match_indices("visit.w.t").filter_map(|(at, start)| text[at + start.len()..].split_once("(\""));
        for (_, call) in calls.filter(|(kind, _)| matches!(*kind, "" | "1" | "2" | "n")) {
            let key = call.split('"').next().unwrap_or_default();
            asked += 1;
            if !plain.contains_key(key) {
                missing.push(format!("{}: {key}", shown(&file)));
            }
        }
    }
    assert!(asked > 0, "nothing was found that asks");
    assert!(missing.is_empty(), "asked for, but not in the words of a theme:\n{}", missing.join("\n"));
}

/// What was done is told in words: no line of the journal shows its verb as it is kept.
#[test]
fn every_line_of_the_journal_has_its_sentence() {
    let words = messages_below(&home().join("templates/locales/en"));
    let (mut kept, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for file in files(&[home().join("src")], &["rs"]) {
        let text = read(&file);
        for call in text.split("journal::record(").skip(1) {
            let call = call.split("\n}").next().and_then(|call| call.split(';').next()).unwrap_or_default();
            kept.extend(
                call.split('"')
                    .skip(1)
                    .step_by(2)
                    .filter(|word| word.contains('.') && !word.contains('{'))
                    .map(str::to_owned),
            );
        }
    }
    for verb in &kept {
        let key = format!("studio-journal-{}", verb.replace(['.', '_'], "-"));
        if !words.contains_key(&key) {
            missing.insert(key);
        }
    }
    assert!(kept.len() > 50, "the lines were not found: {kept:?}");
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

/// Keys in `t("…")`, `t1("…", …)` and the like that no catalogue has.
fn missing_of(folders: &[PathBuf], known: &Messages) -> Vec<String> {
    let mut missing = Vec::new();
    for file in files(folders, &["html", "txt", "xml"]) {
        let text = read(&file);
        for (at, _) in text.match_indices("(\"") {
            let call: String = text[..at].chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let call: String = call.chars().rev().collect();
            let key = text[at + 2..].split('"').next().unwrap_or_default();
            if matches!(call.as_str(), "t" | "t1" | "t2" | "tn" | "rich")
                && !key.ends_with('-')
                && !known.contains_key(key)
            {
                missing.push(format!("{}: {key}", shown(&file)));
            }
        }
    }
    missing
}

fn same(english: &Messages, other: &Messages, place: &str) {
    let keys = |messages: &Messages| messages.keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = keys(english).difference(&keys(other)).cloned().collect();
    let extra: Vec<_> = keys(other).difference(&keys(english)).cloned().collect();
    assert!(missing.is_empty(), "{place} lacks {missing:?}");
    assert!(extra.is_empty(), "{place} says what English does not: {extra:?}");
    // Every language puts a date together from the parts it wants.
    for (key, variables) in other.iter().filter(|(key, _)| !key.starts_with("format-")) {
        let strangers: Vec<_> = variables.difference(&english[key]).collect();
        assert!(strangers.is_empty(), "{place}: {key} speaks of {strangers:?}, which English does not know");
    }
}

fn nothing_idle(known: &Messages, said: &BTreeSet<String>, place: &str) {
    let starts: Vec<&String> = said.iter().filter(|word| word.ends_with('-')).collect();
    let computed = |key: &str| {
        COMPUTED.iter().any(|start| key.starts_with(start))
            || starts.iter().any(|start| key.starts_with(start.as_str()))
    };
    let idle: Vec<_> = known.keys().filter(|key| !said.contains(*key) && !computed(key)).collect();
    assert!(idle.is_empty(), "{place} keeps words that nobody says: {idle:?}");
}

/// Everything between double or single quotes that could be a key, or the start of one.
fn literals(folders: &[PathBuf], kinds: &[&str]) -> BTreeSet<String> {
    let could_be = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let mut found = BTreeSet::new();
    for file in files(folders, kinds) {
        let text = read(&file);
        let parts = text.split(['"', '\'']);
        for part in parts {
            // `format!("studio-role-{role}")` begins a key too.
            let word = part.split('{').next().unwrap_or_default();
            if could_be(word) && (word.len() == part.len() || (word.ends_with('-') && word.len() > 3)) {
                found.insert(word.to_owned());
            }
        }
    }
    found
}

fn messages_below(folder: &Path) -> Messages {
    files(&[folder.to_owned()], &["ftl"]).iter().flat_map(|file| messages_of(file)).collect()
}

fn messages_of(file: &Path) -> Messages {
    let mut messages = Messages::new();
    let mut last = None;
    for line in read(file).lines() {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((key, _)) = line.split_once('=').filter(|_| begins) {
            let key = key.trim().to_owned();
            assert!(!messages.contains_key(&key), "{} says {key} twice", shown(file));
            messages.insert(key.clone(), BTreeSet::new());
            last = Some(key);
        }
        let variables = line
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect::<String>());
        if let Some(key) = last.as_ref().filter(|_| !line.starts_with('#')) {
            messages.get_mut(key).unwrap().extend(variables);
        }
    }
    messages
}

fn themes() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(home().join("themes")).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.join("theme.toml").exists());
    found.sort();
    assert!(found.len() >= 3, "plain, night and zine are there");
    found
}

fn files(folders: &[PathBuf], kinds: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = folders.to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted)) => {
                    found.push(path)
                }
                false => {}
            }
        }
    }
    found.sort();
    found
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn shown(file: &Path) -> String {
    file.strip_prefix(home()).unwrap_or(file).display().to_string()
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
