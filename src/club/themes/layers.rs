//! The files of a theme and of its parents, the theme's own first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ThemeProblem;
use super::manifest::Manifest;
use crate::plumbing::locale::Lang;

/// Themes that are part of the program.
pub const BUILT_IN: [&str; 3] = ["plain", "night", "zine"];

/// Chosen instead of one of them: the theme in the club's own folder.
pub const OWN: &str = "own";

/// Parents of parents end here.
const DEEPEST: usize = 5;
/// Largest template or locale file, in bytes.
const LARGEST_TEXT: u64 = 512 * 1024;
/// Largest asset, in bytes.
const LARGEST_ASSET: u64 = 4 * 1024 * 1024;

#[derive(rust_embed::RustEmbed)]
#[folder = "themes/"]
struct Embedded;

/// A file to be sent as it is.
pub struct Asset {
    pub bytes: Vec<u8>,
    pub content_type: &'static str,
}

enum Source {
    BuiltIn(String),
    Folder(PathBuf),
}

struct Layer {
    source: Source,
    /// Templates and locale files by their path within the theme.
    texts: BTreeMap<String, String>,
    /// Names of assets with their content's hash.
    assets: BTreeMap<String, String>,
}

pub(super) struct Layers {
    /// What the theme is chosen by.
    key: String,
    layers: Vec<Layer>,
    manifest: Manifest,
}

impl Layers {
    pub(super) fn built_in(name: &str) -> Result<Layers, ThemeProblem> {
        if !BUILT_IN.contains(&name) {
            let known = BUILT_IN.join(", ");
            return Err(ThemeProblem::in_file(
                "club.toml",
                format!("there is no theme {name:?}; there are {known} and own"),
            ));
        }
        Layers::with_parents(name, built_in_layer(name)?)
    }

    pub(super) fn of_folder(folder: &Path) -> Result<Layers, ThemeProblem> {
        Layers::with_parents(OWN, folder_layer(folder)?)
    }

    fn with_parents(key: &str, first: Layer) -> Result<Layers, ThemeProblem> {
        let mut manifest = manifest_of(&first)?;
        let mut layers = vec![first];
        let mut parent = manifest.parent.clone();
        while let Some(name) = parent {
            if layers.len() >= DEEPEST || !BUILT_IN.contains(&name.as_str()) {
                return Err(ThemeProblem::in_file(
                    "theme.toml",
                    format!("the parent {name:?} is not a theme of the program"),
                ));
            }
            let layer = built_in_layer(&name)?;
            let inherited = manifest_of(&layer)?;
            manifest.inherit(&inherited);
            parent = inherited.parent;
            layers.push(layer);
        }
        Ok(Layers { key: key.to_owned(), layers, manifest })
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The template of this name: the theme's own or the nearest parent's; `parent:` steps over the nearest.
    pub(super) fn template(&self, name: &str) -> Option<&str> {
        let mut skip = 0;
        let mut name = name;
        while let Some(rest) = name.strip_prefix("parent:") {
            skip += 1;
            name = rest;
        }
        self.layers.iter().filter_map(|layer| layer.texts.get(name)).nth(skip).map(String::as_str)
    }

    /// Every template name there is.
    pub(super) fn template_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .layers
            .iter()
            .flat_map(|l| l.texts.keys())
            .map(String::as_str)
            .filter(|n| n.ends_with(".html"))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Locale sources of one language, the most general first.
    pub(super) fn locales(&self, lang: Lang) -> Vec<&str> {
        let name = format!("locales/{}.ftl", lang.code());
        self.layers.iter().rev().filter_map(|layer| layer.texts.get(&name)).map(String::as_str).collect()
    }

    pub(super) fn asset(&self, name: &str) -> Option<Asset> {
        let layer = self.layers.iter().find(|layer| layer.assets.contains_key(name))?;
        let bytes = match &layer.source {
            Source::BuiltIn(theme) => Embedded::get(&format!("{theme}/assets/{name}"))?.data.into_owned(),
            Source::Folder(folder) => std::fs::read(folder.join("assets").join(name)).ok()?,
        };
        Some(Asset { bytes, content_type: content_type(name)? })
    }

    /// The theme's key and a hash over everything a browser may keep.
    pub(super) fn version(&self, settings_css: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(settings_css.as_bytes());
        for layer in &self.layers {
            for (name, content) in &layer.assets {
                hash.update(name.as_bytes());
                hash.update(content.as_bytes());
            }
            for (name, text) in &layer.texts {
                hash.update(name.as_bytes());
                hash.update(text.as_bytes());
            }
        }
        format!("{}-{}", self.key, hex::encode(&hash.finalize()[..6]))
    }
}

/// Assets a theme may bring: nothing that runs.
fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('.').next()? {
        "css" => "text/css; charset=utf-8",
        "woff2" => "font/woff2",
        "webp" => "image/webp",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

fn manifest_of(layer: &Layer) -> Result<Manifest, ThemeProblem> {
    match layer.texts.get("theme.toml") {
        Some(text) => Manifest::parse(text),
        None => Err(ThemeProblem::in_file("theme.toml", "there is no such file")),
    }
}

fn is_text(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".ftl") || path == "theme.toml"
}

fn built_in_layer(theme: &str) -> Result<Layer, ThemeProblem> {
    let prefix = format!("{theme}/");
    let mut layer =
        Layer { source: Source::BuiltIn(theme.to_owned()), texts: BTreeMap::new(), assets: BTreeMap::new() };
    for path in Embedded::iter().filter(|path| path.starts_with(&prefix)) {
        let Some(file) = Embedded::get(&path) else { continue };
        let within = &path[prefix.len()..];
        if is_text(within) {
            layer.texts.insert(within.to_owned(), String::from_utf8_lossy(&file.data).into_owned());
        } else if let Some(asset) = within.strip_prefix("assets/").filter(|name| content_type(name).is_some()) {
            layer.assets.insert(asset.to_owned(), hex::encode(&file.metadata.sha256_hash()[..6]));
        }
    }
    Ok(layer)
}

fn folder_layer(folder: &Path) -> Result<Layer, ThemeProblem> {
    let mut layer =
        Layer { source: Source::Folder(folder.to_owned()), texts: BTreeMap::new(), assets: BTreeMap::new() };
    let mut waiting = vec![PathBuf::new()];
    while let Some(within) = waiting.pop() {
        let full = folder.join(&within);
        let shown = within.display().to_string();
        let read = |error: std::io::Error| ThemeProblem::in_file(shown.clone(), error.to_string());
        for entry in std::fs::read_dir(&full).map_err(read)? {
            let entry = entry.map_err(read)?;
            let path = within.join(entry.file_name());
            let kind = entry.file_type().map_err(read)?;
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file() {
                // A link could point at somebody else's file: only real files count.
                take_file(&mut layer, &entry.path(), &path)?;
            }
        }
    }
    Ok(layer)
}

fn take_file(layer: &mut Layer, full: &Path, within: &Path) -> Result<(), ThemeProblem> {
    let name = within.to_string_lossy().replace('\\', "/");
    let problem = |problem: String| ThemeProblem::in_file(name.clone(), problem);
    let size = full.metadata().map_err(|error| problem(error.to_string()))?.len();
    if is_text(&name) {
        if size > LARGEST_TEXT {
            return Err(problem(format!("is larger than {LARGEST_TEXT} bytes")));
        }
        let text = std::fs::read_to_string(full).map_err(|error| problem(error.to_string()))?;
        layer.texts.insert(name, text);
    } else if let Some(asset) = name.strip_prefix("assets/").filter(|asset| !asset.ends_with(".md")) {
        // Licences and notes lie beside what they speak of; they are not served.
        if content_type(asset).is_none() {
            return Err(problem(
                "is of a kind that is not served; allowed are css, woff2, webp, png, jpg, avif and svg".into(),
            ));
        }
        if size > LARGEST_ASSET {
            return Err(problem(format!("is larger than {LARGEST_ASSET} bytes")));
        }
        let bytes = std::fs::read(full).map_err(|error| problem(error.to_string()))?;
        layer.assets.insert(asset.to_owned(), hex::encode(&Sha256::digest(&bytes)[..6]));
    }
    Ok(())
}

/// Writes the beginning of an own theme into a new folder: a child of `parent` with its style sheet to start from.
pub fn copy_built_in(parent: &str, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("assets"))?;
    let manifest = format!("name = \"My theme\"\nparent = \"{parent}\"\nversion = \"0.1.0\"\n");
    std::fs::write(folder.join("theme.toml"), manifest)?;
    let css =
        Embedded::get(&format!("{parent}/assets/theme.css")).map(|file| file.data.into_owned()).unwrap_or_default();
    std::fs::write(folder.join("assets/theme.css"), css)
}
