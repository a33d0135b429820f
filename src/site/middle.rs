//! The blocks of a page that look the same to many, drawn once for all of them: its `main`, and of what stands around it
//! all that does not ask for the person. The rest, with name, number and form tokens, is drawn for each.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, Serde};
use serde::Serialize;

use super::contexts::{Body, Count, Grace, Notice, Page, Visitor};
use crate::club::themes::{Theme, ThemeProblem};
use crate::plumbing::locale::Lang;

/// Fields of `page` that differ between two people who look at the same address in the same language.
const PERSONAL: [&str; 5] = ["member", "csrf", "cart", "notices", "grace"];

/// What a page says to one person only.
#[derive(Serialize)]
pub(super) struct Personal {
    pub member: Option<Visitor>,
    pub csrf: String,
    pub cart: Option<Count>,
    pub notices: Vec<Notice>,
    pub grace: Option<Grace>,
}

/// Whether a page is for somebody who is signed in: all that a shared block may know of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onlooker {
    Stranger,
    Member,
}

/// One page as everybody with the same look has it, drawn without knowing for whom.
pub(super) struct Middle {
    page: Value,
    /// Names of the body's fields.
    fields: Arc<[String]>,
    /// Finished blocks by name.
    blocks: Arc<BTreeMap<&'static str, Value>>,
    /// The theme asks in `main` who is looking, or around it what the body is: the page is drawn whole for each.
    whole: AtomicBool,
}

impl Middle {
    /// Draws what can be drawn from everything but what is personal.
    pub(super) fn draw<B: Body>(theme: &Theme, lang: Lang, page: &Page, body: &B, onlooker: Onlooker) -> Middle {
        let (page, body) = (Value::from(Serde(page)), Value::from(Serde(body)));
        Middle::of(theme, B::TEMPLATE, lang, (page, body), onlooker)
    }

    fn of(theme: &Theme, template: &str, lang: Lang, (page, body): (Value, Value), onlooker: Onlooker) -> Middle {
        let fields: Arc<[String]> =
            body.try_iter().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        let asked = Arc::new(AtomicBool::new(false));
        let everybody = Everybody { page: page.clone(), onlooker, asked: Arc::clone(&asked) };
        let everybody = Value::from_object(everybody);
        let main = theme.render_main(template, lang, Value::from_object(Whole { page: everybody.clone(), body }));
        let mut blocks = BTreeMap::new();
        if let Some(main) = main.filter(|_| !asked.load(Ordering::Relaxed)).map(Value::from_safe_string) {
            blocks.insert(Theme::MAIN, main);
            let found = Arc::new(blocks.clone());
            let around =
                Around { page: everybody, blocks: found, fields: Arc::clone(&fields), asked: Arc::clone(&asked) };
            let fits = || !asked.swap(false, Ordering::Relaxed);
            let frame = theme.render_frame(template, lang, Value::from_object(around), &fits);
            blocks.extend(frame.into_iter().map(|(name, block)| (name, Value::from_safe_string(block))));
        }
        let whole = AtomicBool::new(blocks.is_empty());
        Middle { page, fields, whole, blocks: Arc::new(blocks) }
    }

    /// The whole page for one person. `body` is only asked for where `main` is not enough.
    pub(super) fn show<B: Body>(
        &self,
        theme: &Theme,
        lang: Lang,
        personal: &Personal,
        body: impl FnOnce() -> B,
    ) -> Result<String, ThemeProblem> {
        let personal = Value::from(Serde(personal));
        let page = Value::from_object(Person { page: self.page.clone(), personal });
        match self.around::<B>(theme, lang, &page) {
            Some(drawn) => Ok(drawn),
            None => {
                let body = Value::from(Serde(body()));
                theme.render(B::TEMPLATE, lang, Value::from_object(Whole { page, body }))
            }
        }
    }

    fn around<B: Body>(&self, theme: &Theme, lang: Lang, page: &Value) -> Option<String> {
        if self.whole.load(Ordering::Relaxed) {
            return None;
        }
        let asked = Arc::new(AtomicBool::new(false));
        let (page, blocks, fields) = (page.clone(), Arc::clone(&self.blocks), Arc::clone(&self.fields));
        let around = Around { page, blocks, fields, asked: Arc::clone(&asked) };
        let drawn = theme.render_around(B::TEMPLATE, lang, Value::from_object(around));
        let drawn = drawn.filter(|_| !asked.load(Ordering::Relaxed));
        self.whole.store(drawn.is_none(), Ordering::Relaxed);
        drawn
    }
}

/// All that a template sees: the shared part, and the body's fields beside it.
#[derive(Debug)]
struct Whole {
    page: Value,
    body: Value,
}

impl Object for Whole {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if key == "page" { Some(self.page.clone()) } else { known(self.body.get_attr(key)) }
    }
}

/// What a template sees around finished blocks. Notes when it asks for the body all the same.
#[derive(Debug)]
struct Around {
    page: Value,
    blocks: Arc<BTreeMap<&'static str, Value>>,
    fields: Arc<[String]>,
    asked: Arc<AtomicBool>,
}

impl Object for Around {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if key == "page" {
            return Some(self.page.clone());
        }
        if let Some(block) = key.strip_prefix(Theme::FINISHED) {
            return Some(self.blocks.get(block).cloned().unwrap_or(Value::from(false)));
        }
        if self.fields.iter().any(|known| known == key) {
            self.asked.store(true, Ordering::Relaxed);
        }
        None
    }
}

/// A field that is there. One that is not leaves the name to the engine's functions.
fn known(field: Result<Value, minijinja::Error>) -> Option<Value> {
    field.ok().filter(|value| !value.is_undefined())
}

/// The shared part of a page for one person.
#[derive(Debug)]
struct Person {
    page: Value,
    personal: Value,
}

impl Object for Person {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        known(if PERSONAL.contains(&key) { self.personal.get_attr(key) } else { self.page.get_attr(key) })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.page.try_iter() {
            Ok(keys) => Enumerator::Values(keys.collect()),
            Err(_) => Enumerator::Empty,
        }
    }
}

/// The shared part of a page without the person. Notes when a template asks for them, or for everything there is.
#[derive(Debug)]
struct Everybody {
    page: Value,
    onlooker: Onlooker,
    asked: Arc<AtomicBool>,
}

impl Object for Everybody {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if key == "member" {
            return Some(match self.onlooker {
                Onlooker::Stranger => Value::from(()),
                Onlooker::Member => Value::from_object(Anybody(Arc::clone(&self.asked))),
            });
        }
        if PERSONAL.contains(&key) {
            self.asked.store(true, Ordering::Relaxed);
            return Some(Value::from_object(Unknown));
        }
        known(self.page.get_attr(key))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.asked.store(true, Ordering::Relaxed);
        Enumerator::Empty
    }
}

/// Some member: that there is one may be known, anything else is noted.
#[derive(Debug)]
struct Anybody(Arc<AtomicBool>);

impl Object for Anybody {
    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        self.0.store(true, Ordering::Relaxed);
        Some(Value::from_object(Unknown))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.0.store(true, Ordering::Relaxed);
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.store(true, Ordering::Relaxed);
        Ok(())
    }
}

/// What was asked about somebody. It is nothing that could be shown, and yet it is there: a block that says a name, or
/// what is in a cart, must not break those beside it, which may be drawn for everybody.
#[derive(Debug)]
struct Unknown;

impl Object for Unknown {
    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from_object(Unknown))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::contexts::samples::{self, Setting};

    /// Whoever breaks this makes every page of a member three times as slow, and nothing else would say so.
    #[test]
    fn the_frame_of_every_built_in_theme_is_shared_by_members_too() {
        for name in ["plain", "night", "zine"] {
            let theme = Theme::load(name, std::path::Path::new(""), &[Lang::EN, Lang::FR], &BTreeMap::new()).unwrap();
            let setting = Setting {
                club: "Nova Lune",
                lang: "en",
                pictures: "/",
                files: &["a.webp"],
                locked_file: "b.webp",
                settings: theme.settings().clone(),
                settings_css: "",
                scale: samples::USUAL,
            };
            let homes: Vec<_> =
                samples::all(&setting).into_iter().filter(|sample| sample.template == "home.html").collect();
            let mut members = 0;
            for sample in homes {
                let page = sample.context.get_attr("page").unwrap();
                let signed_in = page.get_attr("member").unwrap().is_true();
                members += usize::from(signed_in);
                let onlooker = if signed_in { Onlooker::Member } else { Onlooker::Stranger };
                let middle = Middle::of(&theme, sample.template, Lang::EN, (page, sample.context.clone()), onlooker);
                let shared: Vec<_> = middle.blocks.keys().copied().collect();
                assert_eq!(shared, ["bar", "head", "main", "masthead"], "{name}: {}", sample.name);
            }
            assert!(members > 0, "no sample of the first page is a member's");
        }
    }
}
