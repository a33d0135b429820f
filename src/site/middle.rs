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

/// One page as everybody with the same look has it, and its `main` as it was drawn without knowing for whom.
pub(super) struct Middle {
    page: Value,
    body: Value,
    /// None when the theme's `main` asks who is looking: then it is drawn for each.
    main: Option<Value>,
}

impl Middle {
    /// Draws `main` from everything but what is personal.
    pub(super) fn draw<B: Body>(theme: &Theme, lang: Lang, page: &Page, body: &B) -> Middle {
        let (page, body) = (Value::from(Serde(page)), Value::from(Serde(body)));
        let asked = Arc::new(AtomicBool::new(false));
        let everybody = Value::from_object(Everybody { page: page.clone(), asked: Arc::clone(&asked) });
        let seen = Seen { page: everybody, body: body.clone(), main: None };
        let main = theme.render_main(B::TEMPLATE, lang, Value::from_object(seen));
        let main = main.filter(|_| !asked.load(Ordering::Relaxed));
        Middle { page, body, main: main.map(Value::from_safe_string) }
    }

    /// The whole page for one person.
    pub(super) fn show<B: Body>(&self, theme: &Theme, lang: Lang, personal: &Personal) -> Result<String, ThemeProblem> {
        let person = Person { page: self.page.clone(), personal: Value::from(Serde(personal)) };
        let page = Value::from_object(person);
        let seen = |main: Option<Value>| Value::from_object(Seen { page: page.clone(), body: self.body.clone(), main });
        let around =
            self.main.as_ref().and_then(|main| theme.render_around(B::TEMPLATE, lang, seen(Some(main.clone()))));
        around.map_or_else(|| theme.render(B::TEMPLATE, lang, seen(None)), Ok)
    }
}

/// All that a template sees: the shared part, and the body's fields beside it.
#[derive(Debug)]
struct Seen {
    page: Value,
    body: Value,
    main: Option<Value>,
}

impl Object for Seen {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            "page" => Some(self.page.clone()),
            Theme::MAIN => self.main.clone(),
            field => known(self.body.get_attr(field)),
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
