//! The sample settings document every key that the program reads, and no other.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use stagedoor::plumbing::config::{ClubConfig, MailConfig, MediaConfig, SecretValue, ServerConfig, StripeConfig};

const SERVER: &str = include_str!("../../config/server.toml");
const CLUB: &str = include_str!("../../config/club.toml");

#[test]
fn every_setting_has_its_line_in_the_sample() {
    check::<ServerConfig>(SERVER, None, "");
    check::<ClubConfig>(CLUB, None, "artist = ''\nhosts = []\nbase_url = ''\n");
    check::<StripeConfig>(CLUB, Some("stripe"), "");
    check::<MailConfig>(CLUB, Some("mail"), "");
    check::<MediaConfig>(CLUB, Some("media"), "");
}

#[test]
fn the_samples_can_be_read_as_they_are_and_with_everything_switched_on() {
    assert_eq!(toml::from_str::<ServerConfig>(SERVER).unwrap(), ServerConfig::default());
    toml::from_str::<ServerConfig>(&switched_on(SERVER)).unwrap();
    let club: ClubConfig = toml::from_str(CLUB).unwrap();
    assert_eq!((club.stripe, club.media), (StripeConfig::default(), MediaConfig::default()));
    toml::from_str::<ClubConfig>(&switched_on(CLUB)).unwrap();
}

#[test]
fn an_unknown_key_is_refused_by_name_and_line() {
    let error = toml::from_str::<ServerConfig>("listen = '127.0.0.1:80'\nlisten_on = 3").unwrap_err().to_string();
    assert!(error.contains("listen_on") && error.contains("line 2"), "{error}");
}

#[test]
fn a_secret_stands_in_the_file_in_the_environment_or_in_a_file_of_its_own_and_is_never_printed() {
    let read = |line: &str| {
        let stripe = toml::from_str::<StripeConfig>(&format!("secret_key = {line}")).unwrap();
        stripe.secret_key.unwrap()
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "sk_from_a_file\n").unwrap();
    let path = format!("{:?}", file.path().to_str().unwrap());
    assert_eq!(read("'sk_written'").reveal().unwrap(), "sk_written");
    // A variable that every process of a test has.
    assert_eq!(read("{ env = 'PATH' }").reveal(), Ok(std::env::var("PATH").unwrap()));
    assert_eq!(read(&format!("{{ file = {path} }}")).reveal().unwrap(), "sk_from_a_file", "without the line's end");
    let missing = read("{ env = 'STAGEDOOR_NOBODY_SETS_THIS' }").reveal().unwrap_err();
    assert!(missing.contains("STAGEDOOR_NOBODY_SETS_THIS"), "{missing}");
    let missing = read("{ file = '/nowhere/key' }").reveal().unwrap_err();
    assert!(missing.contains("/nowhere/key"), "{missing}");
    let printed: SecretValue = read("'sk_written'");
    assert!(!format!("{printed:?}").contains("sk_written"), "{printed:?}");
    assert!(toml::from_str::<StripeConfig>("secret_key = { vault = 'x' }").is_err(), "an unknown place is refused");
}

/// Compares the keys of a struct, which its own complaint about a stranger lists, with those of the sample.
fn check<T: DeserializeOwned>(sample: &str, section: Option<&str>, needed: &str) {
    let complaint =
        toml::from_str::<T>(&format!("{needed}a_stranger = 1")).err().expect("strangers are refused").to_string();
    let listed = complaint.split("expected ").nth(1).unwrap_or_else(|| panic!("{complaint}"));
    let known: BTreeSet<String> = listed.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let all: toml::Table = switched_on(sample).parse().unwrap();
    let part = section.map_or(&all, |name| all[name].as_table().unwrap());
    let shown: BTreeSet<String> = part.keys().cloned().collect();
    assert_eq!(known, shown, "settings of the program (left) and of the sample (right), {section:?}");
    for key in part.iter().filter(|(_, value)| !value.is_table()).map(|(key, _)| key) {
        assert!(explained(sample, key), "{key} stands in the sample without a word of explanation");
    }
}

/// Whether words stand above the key, or above its neighbours up to an empty line.
fn explained(sample: &str, key: &str) -> bool {
    let mut words = false;
    for line in sample.lines() {
        match line {
            "" => words = false,
            line if line.starts_with("# ") => words = true,
            line if line.trim_start_matches('#').split('=').next().is_some_and(|name| name.trim() == key) => {
                return words;
            }
            _ => {}
        }
    }
    false
}

fn switched_on(sample: &str) -> String {
    let lines = sample.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}
