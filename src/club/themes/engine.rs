//! The sandbox that draws pages: one environment a language, with limits on steps, depth and size.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::layers::Layers;
use super::{ThemeProblem, filters};
use crate::plumbing::locale::{Catalogue, Lang, Value as Argument, format_source};
use crate::plumbing::web::static_url;

/// Steps one page may take: a page with a thousand of everything needs about a fifth.
const FUEL: u64 = 5_000_000;
/// Largest page, in bytes.
const LARGEST_PAGE: usize = 8 * 1024 * 1024;
/// Room for a page before it has to be moved. Below 64 KiB: giving back more makes the allocator tidy up each time.
const USUAL_PAGE: usize = 48 * 1024;
const DEEPEST: usize = 64;

pub(super) struct Engine {
    by_lang: HashMap<Lang, (Environment<'static>, Arc<Catalogue>)>,
    first: Lang,
}

impl Engine {
    pub(super) fn new(
        layers: &Layers,
        languages: &[Lang],
        settings: &BTreeMap<String, String>,
        version: &str,
    ) -> Result<Engine, ThemeProblem> {
        let english = Arc::new(catalogue(layers, Lang::EN, None)?);
        let mut by_lang = HashMap::new();
        for lang in languages.iter().copied().chain([Lang::EN]) {
            let words = match lang {
                Lang::EN => Arc::clone(&english),
                lang => Arc::new(catalogue(layers, lang, Some(Arc::clone(&english)))?),
            };
            let env = environment(layers, Arc::clone(&words), settings, version)?;
            by_lang.insert(lang, (env, words));
        }
        Ok(Engine { by_lang, first: languages.first().copied().unwrap_or(Lang::EN) })
    }

    fn of(&self, lang: Lang) -> &(Environment<'static>, Arc<Catalogue>) {
        self.by_lang.get(&lang).unwrap_or(&self.by_lang[&self.first])
    }

    pub(super) fn catalogue(&self, lang: Lang) -> Arc<Catalogue> {
        Arc::clone(&self.of(lang).1)
    }

    pub(super) fn render(&self, template: &str, lang: Lang, context: Value) -> Result<String, ThemeProblem> {
        let (env, _) = self.of(lang);
        let template = env.get_template(template).map_err(|error| problem(template, &error))?;
        let mut page = Bounded(Vec::with_capacity(USUAL_PAGE));
        template.render_captured_to(context, &mut page).map(drop).map_err(|error| problem(template.name(), &error))?;
        String::from_utf8(page.0).map_err(|_| ThemeProblem::in_file(template.name(), "is not UTF-8"))
    }

    /// Draws blocks of a page, each by itself. Before and after each it asks `fits`, and what it says after decides
    /// whether the block is given.
    pub(super) fn render_blocks(
        &self,
        template: &str,
        lang: Lang,
        context: Value,
        blocks: &'static [&'static str],
        fits: &dyn Fn() -> bool,
    ) -> Result<Vec<(&'static str, String)>, ThemeProblem> {
        let (env, _) = self.of(lang);
        let template = env.get_template(template).map_err(|error| problem(template, &error))?;
        let mut page = Bounded(Vec::with_capacity(USUAL_PAGE));
        let drawn = template.render_captured_to(context, &mut page);
        let mut drawn = drawn.map_err(|error| problem(template.name(), &error))?;
        let mut block = |name| {
            fits();
            let mut bytes = Bounded(Vec::new());
            drawn.with_state_mut(|state| state.render_block_to_write(name, &mut bytes)).ok()?;
            String::from_utf8(bytes.0).ok().filter(|_| fits())
        };
        Ok(blocks.iter().filter_map(|name| Some((*name, block(name)?))).collect())
    }
}

/// Takes bytes until the page is too large.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST_PAGE {
            return Err(io::Error::other("the page is larger than 8 MB"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn catalogue(layers: &Layers, lang: Lang, fallback: Option<Arc<Catalogue>>) -> Result<Catalogue, ThemeProblem> {
    let format = format_source(lang);
    let mut sources = vec![format.as_str()];
    sources.extend(layers.locales(lang));
    let file = format!("locales/{}.ftl", lang.code());
    Catalogue::read(lang, &sources, fallback).map_err(|error| ThemeProblem::in_file(file, error))
}

fn environment(
    layers: &Layers,
    words: Arc<Catalogue>,
    settings: &BTreeMap<String, String>,
    version: &str,
) -> Result<Environment<'static>, ThemeProblem> {
    let mut env = Environment::new();
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEEPEST);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    filters::tame(&mut env);
    let said = Said::default();
    env.add_function("t", move |key: &str, arguments: Kwargs| said.translate(&words, key, &arguments));
    let base = format!("/theme/{version}/");
    env.add_function("asset", move |name: String| format!("{base}{name}"));
    env.add_function("static", |name: String| static_url(&name));
    let settings = settings.clone();
    env.add_function("setting", move |name: String| settings.get(&name).cloned().unwrap_or_default());
    for name in layers.template_names() {
        let mut full = name.to_owned();
        while let Some(source) = layers.template(&full) {
            env.add_template_owned(full.clone(), source.to_owned()).map_err(|error| problem(&full, &error))?;
            full = format!("parent:{full}");
        }
    }
    for name in BY_PARTS {
        add_parts(&mut env, name, layers.template(name).unwrap_or_default())?;
    }
    Ok(env)
}

/// Pages whose block `main` is drawn by itself and kept, see [`super::Theme::render_main`].
const BY_PARTS: [&str; 1] = ["home.html"];

/// What a page is drawn into of which only `main` is wanted.
const MAIN_ALONE: &str = "main:base.html";

/// The page in two parts: its `main` alone, and itself around a `main` that was drawn before. A page that stands in no
/// `base.html` is only drawn whole.
fn add_parts(env: &mut Environment<'static>, name: &str, source: &str) -> Result<(), ThemeProblem> {
    const BASE: &str = "{% extends \"base.html\" %}";
    let Some(rest) = source.trim_start().strip_prefix(BASE) else { return Ok(()) };
    let parts = [
        (MAIN_ALONE.to_owned(), "{% block main %}{% endblock %}".to_owned()),
        (format!("main:{name}"), format!("{{% extends \"{MAIN_ALONE}\" %}}{rest}")),
        (format!("around:{name}"), around(name)),
    ];
    for (part, source) in parts {
        env.add_template_owned(part, source).map_err(|error| problem(name, &error))?;
    }
    Ok(())
}

/// The page that shows finished blocks where it finds them.
fn around(name: &str) -> String {
    let mut source = format!("{{% extends \"{name}\" %}}");
    for block in [super::Theme::MAIN].iter().chain(super::Theme::FRAME) {
        let finished = format!("{}{block}", super::Theme::FINISHED);
        source.push_str(&format!(
            "{{% block {block} %}}{{% if {finished} %}}{{{{ {finished} }}}}{{% else %}}{{{{ super() }}}}{{% endif %}}{{% endblock %}}"
        ));
    }
    source
}

/// Messages that were said without arguments: they are the same each time.
#[derive(Default)]
struct Said(RwLock<HashMap<String, Value>>);

impl Said {
    fn translate(&self, words: &Catalogue, key: &str, arguments: &Kwargs) -> Result<Value, Error> {
        if arguments.args().next().is_some() {
            return translate(words, key, arguments).map(Value::from);
        }
        if let Some(said) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return Ok(said.clone());
        }
        let said = Value::from(translate(words, key, arguments)?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), said.clone());
        Ok(said)
    }
}

fn translate(words: &Catalogue, key: &str, arguments: &Kwargs) -> Result<String, Error> {
    let mut values = Vec::new();
    for name in arguments.args() {
        let value: Value = arguments.get(name)?;
        let argument = match (value.as_i64(), value.as_str()) {
            (Some(number), _) => Argument::from(number),
            (None, Some(text)) => Argument::from(text),
            (None, None) => Argument::from(value.to_string()),
        };
        values.push((name, argument));
    }
    let said = words.message(key, &values);
    if said == key && !words.has(key) {
        return Err(Error::new(ErrorKind::InvalidOperation, format!("there are no words for {key:?}")));
    }
    Ok(said)
}

fn problem(template: &str, error: &Error) -> ThemeProblem {
    let file = error.name().unwrap_or(template).trim_start_matches("parent:").to_owned();
    ThemeProblem {
        file,
        line: error.line(),
        problem: format!("{error:#}").lines().next().unwrap_or_default().to_owned(),
    }
}
