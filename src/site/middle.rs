//! The middle of a page, its block `main`, drawn once for all to whom it looks the same. What stands around it, with
//! name, number and form tokens, is drawn for each person.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, Serde};
use serde::Serialize;

use super::contexts::{Body, Grace, Notice, Page, Visitor};
use crate::club::themes::{Theme, ThemeProblem};
use crate::plumbing::locale::Lang;

/// Fields of `page` that differ between two people who look at the same address in the same language.
const PERSONAL: [&str; 4] = ["member", "csrf", "notices", "grace"];

/// What a page says to one person only.
#[derive(Serialize)]
pub(super) struct Personal {
    pub member: Option<Visitor>,
    pub csrf: String,
    pub notices: Vec<Notice>,
    pub grace: Option<Grace>,
}

/// One page as everybody with the same look has it: its `main`, drawn without knowing for whom.
pub(super) struct Middle {
    page: Value,
    /// Names of the body's fields.
    fields: Arc<[String]>,
    main: Option<Value>,
    /// The theme asks in `main` who is looking, or around it what the body is: the page is drawn whole for each.
    whole: AtomicBool,
}

impl Middle {
    /// Draws `main` from everything but what is personal.
    pub(super) fn draw<B: Body>(theme: &Theme, lang: Lang, page: &Page, body: &B) -> Middle {
        let (page, body) = (Value::from(Serde(page)), Value::from(Serde(body)));
        let fields =
            body.try_iter().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        let asked = Arc::new(AtomicBool::new(false));
        let everybody = Value::from_object(Everybody { page: page.clone(), asked: Arc::clone(&asked) });
        let main = theme.render_main(B::TEMPLATE, lang, Value::from_object(Whole { page: everybody, body }));
        let main = main.filter(|_| !asked.load(Ordering::Relaxed)).map(Value::from_safe_string);
        Middle { page, fields, whole: AtomicBool::new(main.is_none()), main }
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
        let (page, main, fields) = (page.clone(), self.main.clone()?, Arc::clone(&self.fields));
        let around = Around { page, main, fields, asked: Arc::clone(&asked) };
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

/// What a template sees around a finished `main`. Notes when it asks for the body all the same.
#[derive(Debug)]
struct Around {
    page: Value,
    main: Value,
    fields: Arc<[String]>,
    asked: Arc<AtomicBool>,
}

impl Object for Around {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            "page" => Some(self.page.clone()),
            Theme::MAIN => Some(self.main.clone()),
            field => {
                if self.fields.iter().any(|known| known == field) {
                    self.asked.store(true, Ordering::Relaxed);
                }
                None
            }
        }
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
    asked: Arc<AtomicBool>,
}

impl Object for Everybody {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if PERSONAL.contains(&key) {
            self.asked.store(true, Ordering::Relaxed);
            return None;
        }
        known(self.page.get_attr(key))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.asked.store(true, Ordering::Relaxed);
        Enumerator::Empty
    }
}
