//! Themes: how a club looks to its fans. A theme is a folder of templates, assets, words and settings; what it does
//! not have comes from its parent, in the end from `plain`, which is part of the program.

mod engine;
mod filters;
mod layers;
mod manifest;
mod own_files;
pub mod trial;
mod trouble;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use minijinja::Value;

use crate::plumbing::locale::{Lang, Words};
use crate::plumbing::memory;

pub use layers::{Asset, BUILT_IN, OWN, copy_built_in};
pub use own_files::OwnFiles;
pub use trouble::Trouble;

pub use manifest::{Choice, Manifest, Setting, SettingKind, SettingProblem, contrast};

use engine::Engine;
use layers::Layers;

/// What is wrong with a theme, with file and line where they are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {problem}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct ThemeProblem {
    pub file: String,
    pub line: Option<usize>,
    pub problem: String,
}

impl ThemeProblem {
    pub(crate) fn in_file(file: impl Into<String>, problem: impl Into<String>) -> ThemeProblem {
        ThemeProblem { file: file.into(), line: None, problem: problem.into() }
    }
}

/// A theme ready to draw pages, with the artist's settings.
#[derive(Clone)]
pub struct Theme(Arc<Inner>);

struct Inner {
    layers: Layers,
    engine: Engine,
    fallback: Option<Theme>,
    settings: BTreeMap<String, String>,
    settings_css: String,
    version: String,
    /// What went wrong while a page was drawn, the first time.
    problem: OnceLock<ThemeProblem>,
    /// For the artist's own theme: where a page that takes too much memory leaves a note.
    note: Option<File>,
}

/// What a built-in theme is made from.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    name: String,
    languages: Vec<Lang>,
    chosen: BTreeMap<String, String>,
}

type Shown = BTreeMap<Wanted, Weak<Inner>>;

/// The built-in themes that some club of this process shows.
fn shown() -> MutexGuard<'static, Shown> {
    static SHOWN: Mutex<Shown> = Mutex::new(BTreeMap::new());
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Memory one page of an artist's own theme may take. A thousand of everything needs a tenth.
const PAGE_MEMORY: usize = 96 * 1024 * 1024;

impl Theme {
    /// Loads a built-in theme by name, or the theme in the club's own folder when `name` is `own`.
    pub fn load(
        name: &str,
        own: &Path,
        languages: &[Lang],
        chosen: &BTreeMap<String, String>,
    ) -> Result<Theme, ThemeProblem> {
        if name != OWN {
            return Theme::built_in(name, languages, chosen);
        }
        let plain = Theme::built_in("plain", languages, &BTreeMap::new())?;
        Theme::from_layers(Layers::of_folder(own)?, languages, chosen, Some(plain), Some(note_of(own)?))
    }

    /// A theme that is part of the program. Clubs that show it alike share one in memory.
    fn built_in(name: &str, languages: &[Lang], chosen: &BTreeMap<String, String>) -> Result<Theme, ThemeProblem> {
        let wanted = Wanted { name: name.to_owned(), languages: languages.to_vec(), chosen: chosen.clone() };
        if let Some(theme) = shown().get(&wanted).and_then(Weak::upgrade) {
            return Ok(Theme(theme));
        }
        // A template that breaks at run time is drawn by plain instead; plain itself has nothing below it.
        let plain = if name == "plain" { None } else { Some(Theme::built_in("plain", languages, &BTreeMap::new())?) };
        let theme = Theme::from_layers(Layers::built_in(name)?, languages, chosen, plain, None)?;
        let mut shown = shown();
        shown.retain(|_, theme| theme.strong_count() > 0);
        shown.insert(wanted, Arc::downgrade(&theme.0));
        Ok(theme)
    }

    /// The theme in a folder, for `theme check`; nothing stands in for what is broken.
    pub fn of_folder(folder: &Path, languages: &[Lang]) -> Result<Theme, ThemeProblem> {
        Theme::from_layers(Layers::of_folder(folder)?, languages, &BTreeMap::new(), None, None)
    }

    fn from_layers(
        layers: Layers,
        languages: &[Lang],
        chosen: &BTreeMap<String, String>,
        fallback: Option<Theme>,
        note: Option<File>,
    ) -> Result<Theme, ThemeProblem> {
        let manifest = layers.manifest();
        let settings = manifest.with_chosen(chosen);
        let settings_css = manifest.css(&settings);
        let version = layers.version(&settings_css);
        let engine = Engine::new(&layers, languages, &settings, &version)?;
        Ok(Theme(Arc::new(Inner {
            layers,
            engine,
            fallback,
            settings,
            settings_css,
            version,
            problem: OnceLock::new(),
            note,
        })))
    }

    pub fn manifest(&self) -> &Manifest {
        self.0.layers.manifest()
    }

    /// What it is chosen by, and what changes whenever a file or a setting does; part of every address of an asset.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Values of all settings, the artist's or the default.
    pub fn settings(&self) -> &BTreeMap<String, String> {
        &self.0.settings
    }

    /// Style sheet with the settings as custom properties.
    pub fn settings_css(&self) -> &str {
        &self.0.settings_css
    }

    /// Address of an asset, `/theme/<version>/theme.css`.
    pub fn asset_url(&self, name: &str) -> String {
        format!("/theme/{}/{name}", self.0.version)
    }

    pub fn asset(&self, name: &str) -> Option<Asset> {
        self.0.layers.asset(name)
    }

    /// A file as a page of this version asks for it. Where that is the version of another theme, which somebody tries
    /// before it is in force, the file is that theme's; `own` is the folder of the club's own.
    pub fn asset_of(&self, version: &str, own: &Path, name: &str) -> Option<Asset> {
        let key = |version: &str| version.split_once('-').map(|(key, _)| key.to_owned());
        let tried = match key(version).filter(|tried| Some(tried) != key(self.version()).as_ref()) {
            Some(tried) if tried == OWN => Layers::of_folder(own).ok(),
            Some(tried) => Layers::built_in(&tried).ok(),
            None => None,
        };
        tried.and_then(|layers| layers.asset(name)).or_else(|| self.asset(name))
    }

    /// The theme's words in this language.
    pub fn words(&self, lang: Lang, zone: jiff::tz::TimeZone) -> Words {
        Words::of(self.0.engine.catalogue(lang), lang, zone)
    }

    /// Draws a page. When the theme's own template breaks, the nearest parent's that does not draws it, in the end that of
    /// `plain` by itself. The problem is kept for the owner; fans never see it.
    pub fn render(&self, template: &str, lang: Lang, context: Value) -> Result<String, ThemeProblem> {
        let problem = match self.render_bounded(template, lang, context.clone()) {
            Ok(page) => return Ok(page),
            Err(problem) => problem,
        };
        let Some(plain) = &self.0.fallback else { return Err(problem) };
        tracing::warn!(%problem, template, "a template broke; its parent draws the page");
        self.0.problem.get_or_init(|| problem);
        let mut parent = format!("parent:{template}");
        while self.0.layers.template(&parent).is_some() {
            if let Ok(page) = self.render_bounded(&parent, lang, context.clone()) {
                return Ok(page);
            }
            parent = format!("parent:{parent}");
        }
        plain.render(template, lang, context)
    }

    /// What went wrong while a page was drawn, if anything did.
    pub fn problem(&self) -> Option<ThemeProblem> {
        self.0.problem.get().cloned()
    }

    fn render_bounded(&self, template: &str, lang: Lang, context: Value) -> Result<String, ThemeProblem> {
        match &self.0.note {
            Some(note) => memory::within(PAGE_MEMORY, note, || self.0.engine.render(template, lang, context)),
            None => self.0.engine.render(template, lang, context),
        }
    }

    /// The block that makes one page differ from another.
    pub const MAIN: &str = "main";
    /// Blocks around it that look the same on a page whoever is signed in, unless a theme asks there for the person.
    pub const FRAME: &[&str] = &["head", "masthead", "bar"];
    /// Before a block's name: what [`Theme::render_around`] finds it under when it is finished.
    pub const FINISHED: &str = "finished_";

    /// Draws only the block `main` of a page; `None` where the theme does not allow it or it breaks.
    pub fn render_main(&self, template: &str, lang: Lang, context: Value) -> Option<String> {
        self.render_bounded(&format!("main:{template}"), lang, context).ok()
    }

    /// Draws the blocks [`Theme::FRAME`] by themselves, those of them that the theme has and that do not break. Before
    /// and after each it asks `fits`, and what it says after decides whether the block is given.
    pub fn render_frame(
        &self,
        template: &str,
        lang: Lang,
        context: Value,
        fits: &dyn Fn() -> bool,
    ) -> Vec<(&'static str, String)> {
        let name = format!("around:{template}");
        let draw = || self.0.engine.render_blocks(&name, lang, context, Theme::FRAME, fits);
        let drawn = match &self.0.note {
            Some(note) => memory::within(PAGE_MEMORY, note, draw),
            None => draw(),
        };
        drawn.unwrap_or_default()
    }

    /// Draws a page around its finished `main`; `None` where it breaks: drawing it whole says how.
    pub fn render_around(&self, template: &str, lang: Lang, context: Value) -> Option<String> {
        self.render_bounded(&format!("around:{template}"), lang, context).ok()
    }

    /// Draws a page with nothing to fall back on: for `theme check` and tests.
    pub fn render_strictly(&self, template: &str, lang: Lang, context: Value) -> Result<String, ThemeProblem> {
        self.0.engine.render(template, lang, context)
    }
}

/// The note of the club whose own theme this is; refuses a theme that did harm and was not changed since.
fn note_of(own: &Path) -> Result<File, ThemeProblem> {
    let trouble = Trouble::of_club(own.parent().unwrap_or(own));
    let unreadable = |error: std::io::Error| ThemeProblem::in_file("theme.trouble", error.to_string());
    match trouble.noted(own).map_err(unreadable)? {
        Some(what) => Err(ThemeProblem::in_file("theme", format!("{what}; change the theme and it is tried again"))),
        None => trouble.open().map_err(unreadable),
    }
}
