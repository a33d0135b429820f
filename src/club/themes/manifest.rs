//! `theme.toml`: what a theme is called, whose child it is, and what of it the artist may set.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ThemeProblem;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub version: String,
    /// A sentence in each language, for whoever chooses a theme.
    #[serde(default)]
    pub about: BTreeMap<String, String>,
    #[serde(default)]
    pub settings: BTreeMap<String, Setting>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub kind: SettingKind,
    #[serde(default)]
    pub default: String,
    /// For colours: the least contrast against each of `readable`.
    #[serde(default)]
    pub contrast: Option<f64>,
    /// Colours, or names of other settings.
    #[serde(default)]
    pub readable: Vec<String>,
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// For text, in characters.
    #[serde(default)]
    pub longest: Option<usize>,
    #[serde(default)]
    pub label: BTreeMap<String, String>,
    #[serde(default)]
    pub help: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingKind {
    Color,
    Choice,
    Text,
    /// Id of an asset of the club.
    Picture,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub css: String,
    #[serde(default)]
    pub label: BTreeMap<String, String>,
}

/// Why a value of a setting is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingProblem {
    Unknown,
    NotAColor,
    NotAChoice,
    TooLong {
        longest: usize,
    },
    /// Cannot be read on `against`: the contrast there is, and the one needed.
    Unreadable {
        against: String,
        is: f64,
        needs: f64,
    },
}

impl Manifest {
    pub(super) fn parse(text: &str) -> Result<Manifest, ThemeProblem> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
            ThemeProblem { file: "theme.toml".to_owned(), line, problem: error.message().to_owned() }
        })
    }

    /// A theme that says what may be set says all of it: a field of its parent's would move nothing in its own sheet.
    pub(super) fn inherit(&mut self, parent: &Manifest) {
        if self.settings.is_empty() {
            self.settings.clone_from(&parent.settings);
        }
    }

    /// Every setting's value: the artist's where it is a good one, else the default.
    pub fn with_chosen(&self, chosen: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let value = |(name, setting): (&String, &Setting)| {
            let wish = chosen.get(name).filter(|value| self.check(name, value, chosen).is_ok());
            (name.clone(), wish.unwrap_or(&setting.default).clone())
        };
        self.settings.iter().map(value).collect()
    }

    /// Whether a value may be set, given the other values chosen beside it.
    pub fn check(&self, name: &str, value: &str, chosen: &BTreeMap<String, String>) -> Result<(), SettingProblem> {
        let setting = self.settings.get(name).ok_or(SettingProblem::Unknown)?;
        match setting.kind {
            SettingKind::Color => self.check_color(setting, value, chosen),
            SettingKind::Choice if setting.choices.iter().any(|choice| choice.value == value) => Ok(()),
            SettingKind::Choice => Err(SettingProblem::NotAChoice),
            SettingKind::Text | SettingKind::Picture => {
                let longest = setting.longest.unwrap_or(200);
                if value.chars().count() > longest { Err(SettingProblem::TooLong { longest }) } else { Ok(()) }
            }
        }
    }

    fn check_color(
        &self,
        setting: &Setting,
        value: &str,
        chosen: &BTreeMap<String, String>,
    ) -> Result<(), SettingProblem> {
        let color = rgb(value).ok_or(SettingProblem::NotAColor)?;
        for against in &setting.readable {
            let other = match self.settings.get(against) {
                Some(named) => chosen.get(against).unwrap_or(&named.default),
                None => against,
            };
            let is = rgb(other).map_or(21.0, |other| contrast(color, other));
            let needs = setting.contrast.unwrap_or(4.5);
            if is < needs {
                return Err(SettingProblem::Unreadable { against: other.clone(), is, needs });
            }
        }
        Ok(())
    }

    /// The settings as custom properties. Only checked colours and the theme's own CSS words reach the sheet.
    pub(super) fn css(&self, values: &BTreeMap<String, String>) -> String {
        let property = |(name, value): (&String, &String)| {
            let setting = self.settings.get(name)?;
            let css = match setting.kind {
                SettingKind::Color => rgb(value).map(|_| value.clone())?,
                SettingKind::Choice => setting.choices.iter().find(|choice| choice.value == *value)?.css.clone(),
                SettingKind::Text | SettingKind::Picture => return None,
            };
            Some(format!("--{name}:{css};"))
        };
        format!(":root{{{}}}\n", values.iter().filter_map(property).collect::<String>())
    }
}

/// `#11523c` as red, green and blue.
fn rgb(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// Contrast of two colours as WCAG 2.2 defines it, 1 to 21.
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |color: [u8; 3]| {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color[0]) + 0.7152 * part(color[1]) + 0.0722 * part(color[2])
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |a, b| (contrast(rgb(a).unwrap(), rgb(b).unwrap()) * 100.0).round() / 100.0;
        assert_eq!(of("#000000", "#ffffff"), 21.0);
        assert_eq!(of("#767676", "#ffffff"), 4.54);
        assert_eq!(of("#ffffff", "#ffffff"), 1.0);
    }

    #[test]
    fn settings_cannot_smuggle_css() {
        for value in ["#11523c;}body{display:none", "red", "#12345", "#１２３", ""] {
            assert!(rgb(value).is_none(), "{value}");
        }
    }
}
