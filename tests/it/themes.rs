//! Every theme draws every page in every language, with nothing, something and very much on it. Its words are held
//! complete by `locales.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use stagedoor::club::themes::{BUILT_IN, Theme};
use stagedoor::plumbing::locale::Lang;
use stagedoor::site::contexts::TEMPLATES;
use stagedoor::site::contexts::samples::{self, Sample, Scale, Setting, USUAL};

const LANGUAGES: [Lang; 2] = [Lang::EN, Lang::FR];

pub fn theme(name: &str) -> Theme {
    Theme::load(name, Path::new("no such folder"), &LANGUAGES, &BTreeMap::new()).unwrap()
}

pub fn samples_in(lang: Lang, scale: Scale) -> Vec<Sample> {
    samples::all(&Setting {
        club: "Maren Oduya",
        lang: lang.code(),
        pictures: "/media/",
        files: &["sea", "strings", "window", "cellist"],
        locked_file: "tiny",
        settings: BTreeMap::new(),
        settings_css: "/theme/settings.css",
        scale,
    })
}

/// What a finished page must be, whatever the theme.
fn faults(page: &str) -> Vec<&'static str> {
    let count = |what: &str| page.matches(what).count();
    let rules: [(&'static str, bool); 9] = [
        ("is not a whole page", page.starts_with("<!doctype html>") && page.ends_with("</html>")),
        ("needs one h1", count("<h1") == 1),
        ("needs one main", count("<main") == 1),
        ("needs a way past the navigation", page.contains("href=\"#main\"")),
        ("has an inline style", !page.contains(" style=") && !page.contains("<style")),
        ("has an inline script", count("<script") == count("<script type=\"module\" src=\"")),
        (
            "has an inline handler",
            ![" onclick=", " onload=", " onsubmit=", " onerror="].iter().any(|h| page.contains(h)),
        ),
        ("has a word without its argument", !page.contains("{$")),
        ("has a form without a token", count("method=\"post\"") == count("name=\"csrf\"")),
    ];
    rules.into_iter().filter(|(_, holds)| !holds).map(|(fault, _)| fault).collect()
}

#[test]
fn every_theme_draws_every_page() {
    let scales = [
        USUAL,
        Scale { items: 0, stretch: 1 },
        Scale { items: 1, stretch: 1 },
        Scale { items: 1, stretch: 40 },
        Scale { items: 1000, stretch: 1 },
    ];
    let mut problems = Vec::new();
    for lang in LANGUAGES {
        for scale in scales {
            let samples = samples_in(lang, scale);
            let drawn: BTreeSet<&str> = samples.iter().map(|sample| sample.template).collect();
            assert_eq!(drawn, TEMPLATES.iter().copied().collect(), "pages without a sample");
            for name in BUILT_IN {
                let theme = theme(name);
                for sample in &samples {
                    let context = sample.context.clone();
                    let found = match theme.render_strictly(sample.template, lang, context) {
                        Ok(page) => faults(page.trim_end()).into_iter().map(str::to_owned).collect(),
                        Err(problem) => vec![problem.to_string()],
                    };
                    let about = format!("{name}, {}, {} of each, {}", lang.code(), scale.items, sample.name);
                    problems.extend(found.into_iter().map(|fault: String| format!("{about}: {fault}")));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_page_shows_no_markup_that_was_not_ours() {
    let check = |name: &str| {
        let mut samples = samples::all(&Setting {
            club: "<script>alert(1)</script>\"'",
            lang: "en",
            pictures: "/media/",
            files: &["sea"],
            locked_file: "tiny",
            settings: BTreeMap::new(),
            settings_css: "/theme/settings.css",
            scale: USUAL,
        });
        let theme = theme(name);
        for sample in samples.drain(..) {
            let page = theme.render_strictly(sample.template, Lang::EN, sample.context).unwrap();
            assert!(!page.contains("<script>alert"), "{name}, {}", sample.name);
        }
    };
    BUILT_IN.iter().for_each(|name| check(name));
}

#[test]
fn settings_of_every_theme_pass_their_own_checks() {
    for name in BUILT_IN {
        let theme = theme(name);
        let manifest = theme.manifest();
        assert!(!manifest.settings.is_empty(), "{name} has nothing to set");
        for (key, setting) in &manifest.settings {
            let outcome = manifest.check(key, &setting.default, &BTreeMap::new());
            assert_eq!(outcome, Ok(()), "{name}: default of {key}");
            for lang in LANGUAGES {
                assert!(setting.label.contains_key(lang.code()), "{name}: {key} has no label in {}", lang.code());
            }
        }
    }
}
