//! The look: settings of the theme, tried before they go live, refused where they cannot be read.

use std::collections::BTreeMap;

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpResponse, web};
use askama::Template;

use super::desk::{As, Desk, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use crate::base::Fault;
use crate::club::themes::{Manifest, Setting, SettingKind, SettingProblem, Theme};
use crate::club::{THEME_SETTINGS, forget_fact, set_fact};
use crate::crew::Editor;
use crate::journal;
use crate::media::{self, Kind};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{CONTENT_SECURITY_POLICY, Page, PageError};
use crate::site::contexts::samples::{self, USUAL};

#[derive(Template)]
#[template(path = "studio/look/edit.html")]
pub struct LookPage {
    pub w: Words,
    pub f: Frame,
    pub summary: String,
    /// Why the theme on the disk is not what fans see; empty when it is.
    pub problem: String,
    pub settings: Vec<SettingField>,
    pub changed: bool,
    pub preview: String,
}

pub struct SettingField {
    /// `color`, `choice` or `text`.
    pub kind: &'static str,
    pub name: String,
    pub label: String,
    pub value: String,
    pub help: String,
    pub choices: Vec<Choice>,
    /// Why the value is refused; empty when it can be used.
    pub wrong: String,
}

/// The settings as they are live; with `try`, as they were sent to be looked at.
pub async fn edit(desk: As<Editor>) -> Page {
    let theme = desk.club.theme();
    let tried = desk.query().ticked("try");
    let values = if tried { typed(theme.manifest(), desk.query()) } else { theme.settings().clone() };
    framing(desk.page(&draw(&desk, values, tried).await?)?)
}

/// Puts the settings live, unless one of them could not be read.
pub async fn update(desk: As<Editor>, form: web::Form<Fields>) -> Page {
    let theme = desk.club.theme();
    let values = typed(theme.manifest(), &form);
    let refused = values.iter().any(|(name, value)| theme.manifest().check(name, value, &values).is_err());
    if refused {
        return framing(desk.again(&draw(&desk, values, true).await?)?);
    }
    let json = serde_json::to_string(&values).map_err(Fault::from)?;
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club
        .write(move |tx| {
            set_fact(tx, THEME_SETTINGS, &json, now)?;
            journal::record(tx, me.clone(), "look.changed", "theme", "settings", "", now)
        })
        .await?;
    reloaded(&desk, "studio-said-look-live").await
}

/// Back to the theme as it came.
pub async fn reset(desk: As<Editor>) -> Page {
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club
        .write(move |tx| {
            forget_fact(tx, THEME_SETTINGS)?;
            journal::record(tx, me.clone(), "look.reset", "theme", "settings", "", now)
        })
        .await?;
    reloaded(&desk, "studio-said-look-reset").await
}

/// Says `done`, or that the theme on the disk does not load: then the page says why.
async fn reloaded(desk: &Desk, done: &str) -> Page {
    match desk.club.reload_theme().await {
        Ok(()) => see("/studio/look", done),
        Err(_) => see("/studio/look", "studio-said-look-later"),
    }
}

/// The theme's first page with these settings, in a frame of the studio.
pub async fn preview(desk: As<Editor>) -> Page {
    let theme = with(&desk);
    let lang = desk.w.lang();
    let css = format!("/studio/look/settings.css?{}", desk.query().encoded());
    let setting = samples::Setting {
        club: &desk.club.config().artist,
        lang: lang.code(),
        pictures: "",
        files: &[GREY],
        locked_file: GREY,
        settings: theme.settings().clone(),
        settings_css: &css,
        scale: USUAL,
    };
    let wanted = if desk.query().get("page") == "post" { "post" } else { "home" };
    let all = samples::all(&setting);
    let sample = all.iter().find(|sample| sample.name == wanted).or(all.first()).ok_or(PageError::NotFound)?;
    let html = theme.render(sample.template, lang, sample.context.clone());
    let html = html.map_err(|problem| Fault::Template(problem.to_string()))?;
    framed(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}

/// A grey area in the place of pictures.
const GREY: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%204%203'%3E%3Crect%20width='4'%20height='3'%20fill='%23999'/%3E%3C/svg%3E";

/// The sheet of the settings being tried.
pub async fn css(desk: As<Editor>) -> Page {
    let theme = with(&desk);
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(theme.settings_css().to_owned()))
}

/// The club's theme with the settings in the address.
fn with(desk: &Desk) -> Theme {
    let (club, chosen) = (&desk.club, typed(desk.club.theme().manifest(), desk.query()));
    // Where the theme on the disk does not load, the one that fans see is looked at.
    Theme::load(&club.config().theme, &club.folder().theme(), club.languages(), &chosen)
        .unwrap_or_else(|_| club.theme())
}

/// The studio's own page may show its preview in a frame.
fn framing(mut response: HttpResponse) -> Page {
    set(&mut response, header::CONTENT_SECURITY_POLICY, &format!("{CONTENT_SECURITY_POLICY}; frame-src 'self'"));
    Ok(response)
}

/// A preview may be framed by the studio, and by nobody else.
fn framed(mut response: HttpResponse) -> Page {
    let policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    set(&mut response, header::CONTENT_SECURITY_POLICY, &policy);
    set(&mut response, header::X_FRAME_OPTIONS, "SAMEORIGIN");
    set(&mut response, header::CACHE_CONTROL, "no-store");
    Ok(response)
}

fn set(response: &mut HttpResponse, name: HeaderName, value: &str) {
    if let Ok(value) = value.parse() {
        response.headers_mut().insert(name, value);
    }
}

/// What was sent for each setting the theme knows; the default for those that were not.
fn typed(manifest: &Manifest, form: &Fields) -> BTreeMap<String, String> {
    let value = |(name, setting): (&String, &Setting)| {
        let sent = form.get(name);
        let sent = if setting.kind == SettingKind::Color { sent.to_lowercase() } else { sent.to_owned() };
        let empty_is_meant = matches!(setting.kind, SettingKind::Text | SettingKind::Picture);
        (name.clone(), if sent.is_empty() && !empty_is_meant { setting.default.clone() } else { sent })
    };
    manifest.settings.iter().map(value).collect()
}

async fn draw(desk: &Desk, values: BTreeMap<String, String>, tried: bool) -> Result<LookPage, PageError> {
    let theme = desk.club.theme();
    let (w, manifest) = (&desk.w, theme.manifest());
    let lang = w.lang();
    let library = desk.club.read(|c| media::page(c, None, 60)).await?;
    let photos = library.iter().filter(|asset| asset.kind == Kind::Photo && asset.is_ready());
    let photos: Vec<Choice> =
        photos.map(|asset| Choice::new(asset.id.to_string(), super::media::name(asset))).collect();
    let said = |words: &BTreeMap<String, String>| words.get(lang.code()).or(words.get("en")).cloned();
    let mut wrongs = Wrongs::none();
    let mut settings = Vec::new();
    for (name, setting) in &manifest.settings {
        let value = values.get(name).unwrap_or(&setting.default).clone();
        let wrong = match manifest.check(name, &value, &values) {
            Ok(()) => String::new(),
            Err(problem) => refusal(w, &problem),
        };
        if !wrong.is_empty() {
            wrongs.add("settings", wrong.clone());
        }
        let mut choices: Vec<Choice> = Vec::new();
        match setting.kind {
            SettingKind::Choice => choices.extend(setting.choices.iter().map(|choice| {
                Choice::new(choice.value.clone(), said(&choice.label).unwrap_or_else(|| choice.value.clone()))
            })),
            SettingKind::Picture => {
                choices.push(Choice::new("", w.t("studio-none")));
                choices.extend(photos.iter().cloned());
            }
            SettingKind::Color | SettingKind::Text => {}
        }
        settings.push(SettingField {
            kind: match setting.kind {
                SettingKind::Color => "color",
                SettingKind::Choice | SettingKind::Picture => "choice",
                SettingKind::Text => "text",
            },
            name: name.clone(),
            label: said(&setting.label).unwrap_or_else(|| name.clone()),
            help: said(&setting.help).unwrap_or_default(),
            value,
            choices,
            wrong,
        });
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&values);
    let live = theme.settings();
    let defaults = manifest.settings.iter().all(|(name, setting)| live.get(name) == Some(&setting.default));
    let mut frame = desk.frame("look").await?;
    if tried {
        frame = frame.with_wrongs(&wrongs);
    }
    Ok(LookPage {
        w: w.clone(),
        f: frame,
        problem: desk.club.theme_problem().map(|problem| problem.to_string()).unwrap_or_default(),
        summary: w.t1("studio-look-summary", "theme", manifest.name.as_str()),
        settings,
        changed: !defaults,
        preview: format!("/studio/look/preview?{}", query.finish()),
    })
}

fn refusal(w: &Words, problem: &SettingProblem) -> String {
    match problem {
        SettingProblem::Unknown | SettingProblem::NotAChoice => w.t("studio-look-unknown"),
        SettingProblem::NotAColor => w.t("studio-look-no-color"),
        SettingProblem::TooLong { longest } => w.t1("studio-too-long", "n", *longest),
        SettingProblem::Unreadable { against, is, needs } => w.with(
            "studio-look-unreadable",
            &[
                ("against", against.as_str().into()),
                ("is", format!("{is:.1}").into()),
                ("needs", format!("{needs:.1}").into()),
            ],
        ),
    }
}
