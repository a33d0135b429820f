//! Fluent messages of one language, with a catalogue to fall back on.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Lang;
use super::format::grouped;

/// An argument of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => { $(
        impl From<$kind> for Value {
            fn from(number: $kind) -> Value {
                Value::Number(number as f64)
            }
        }
        impl From<&$kind> for Value {
            fn from(number: &$kind) -> Value {
                Value::Number(*number as f64)
            }
        }
    )* };
}
numbers!(i32, i64, u8, u16, u32, u64, usize, f64);

/// Messages of one language.
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    fallback: Option<Arc<Catalogue>>,
}

impl Catalogue {
    /// Reads Fluent sources; later ones override earlier ones. The error lists what does not parse.
    pub fn read(lang: Lang, sources: &[&str], fallback: Option<Arc<Catalogue>>) -> Result<Catalogue, String> {
        let identifier: LanguageIdentifier = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks around every argument would show as boxes in mails and file names.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang.code() {
            "fr" => |value, _| number_in(value, Lang::FR),
            _ => |value, _| number_in(value, Lang::EN),
        }));
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
            bundle.add_resource_overriding(resource);
        }
        Ok(Catalogue { bundle, fallback })
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    pub fn message(&self, key: &str, arguments: &[(&str, Value)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return match &self.fallback {
                Some(fallback) => fallback.message(key, arguments),
                None => key.to_owned(),
            };
        };
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            match value {
                Value::Text(text) => args.set(*name, text.as_str()),
                Value::Number(number) => args.set(*name, *number),
            }
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }
}

fn number_in(value: &FluentValue, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) if value.fract() == 0.0 => Some(grouped(*value as i64, lang)),
        _ => None,
    }
}

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/locales/"]
struct Sources;

static PRODUCT: LazyLock<HashMap<String, Arc<Catalogue>>> = LazyLock::new(|| {
    let english = read_product(Lang::EN, None);
    let mut all = HashMap::from([("en".to_owned(), Arc::clone(&english))]);
    for lang in product_languages().into_iter().filter(|lang| *lang != Lang::EN) {
        all.insert(lang.code().to_owned(), read_product(lang, Some(Arc::clone(&english))));
    }
    all
});

fn read_product(lang: Lang, fallback: Option<Arc<Catalogue>>) -> Arc<Catalogue> {
    let prefix = format!("{}/", lang.code());
    let files: Vec<String> = Sources::iter()
        .filter(|name| name.starts_with(&prefix))
        .filter_map(|name| Sources::get(&name))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .collect();
    let sources: Vec<&str> = files.iter().map(String::as_str).collect();
    // The catalogues are part of the program; a test reads each of them.
    Arc::new(Catalogue::read(lang, &sources, fallback).unwrap_or_else(|error| panic!("locale {lang}: {error}")))
}

/// How this language writes dates and sizes: part of every theme's catalogue too. English where there is none.
pub fn format_source(lang: Lang) -> String {
    let of = |lang: Lang| Sources::get(&format!("{}/format.ftl", lang.code()));
    of(lang).or_else(|| of(Lang::EN)).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

/// Languages the product's own pages and mails speak.
pub fn product_languages() -> Vec<Lang> {
    let mut found: Vec<Lang> =
        Sources::iter().filter_map(|name| name.split('/').next().and_then(|code| code.parse().ok())).collect();
    found.sort();
    found.dedup();
    found
}

/// The product's words in this language, English where there are none.
pub fn product_catalogue(lang: Lang) -> Arc<Catalogue> {
    let english = || Arc::clone(&PRODUCT["en"]);
    PRODUCT.get(lang.code()).map_or_else(english, Arc::clone)
}
