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
use crate::club::themes::{BUILT_IN, Manifest, OWN, Setting, SettingKind, SettingProblem, Theme, ThemeProblem, trial};
use crate::club::{choose_theme, keep_looks, looks};
use crate::crew::Editor;
use crate::journal;
use crate::media::{self, Kind};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{CONTENT_SECURITY_POLICY, Page, PageError};
use crate::site::contexts::samples::{self, USUAL};
use crate::site::previews::{self, Sight};

/// Fields of the page itself. No setting of a theme can have such a name: it would have to be a property of CSS.
const THEME: &str = "look.theme";
const SIGHT: &str = "look.page";
const TRY: &str = "look.try";

/// Pages of an invented club, for a club that has no post yet: as an address names them, and the sample of each.
const EXAMPLES: [(&str, &str); 2] = [("example", "home"), ("example-post", "post")];

#[derive(Template)]
#[template(path = "studio/look/edit.html")]
pub struct LookPage {
    pub w: Words,
    pub f: Frame,
    pub themes: Vec<ThemeCard>,
    /// Why the theme on the disk is not what fans see, or cannot be put live; empty when nothing is wrong.
    pub problem: String,
    /// The theme whose settings these are, and the page looked at, as the form sends them.
    pub theme: String,
    pub sight: String,
    pub settings: Vec<SettingField>,
    pub changed: bool,
    pub sights: Vec<SightLink>,
    pub preview: String,
}

pub struct ThemeCard {
    pub name: String,
    pub about: String,
    pub href: String,
    pub preview: String,
    /// Fans see it.
    pub live: bool,
    /// Its settings are below.
    pub chosen: bool,
}

pub struct SightLink {
    pub label: String,
    pub href: String,
    pub current: bool,
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

/// The theme that is set or tried.
struct Subject {
    key: String,
    theme: Theme,
    problem: Option<ThemeProblem>,
}

impl Subject {
    /// The one these fields name, else the one that is live.
    async fn of(desk: &Desk, fields: &Fields) -> Result<Subject, Fault> {
        let (club, live) = (&desk.club, desk.club.config().theme.clone());
        let key = keys(desk).into_iter().find(|key| *key == fields.get(THEME)).unwrap_or(live.clone());
        if key == live {
            return Ok(Subject { key, theme: club.theme(), problem: club.theme_problem() });
        }
        let file = club.file().clone();
        let looks = club.read(move |conn| looks(conn, &file)).await?;
        // Where it does not load, its page says why, and the live one stands in.
        Ok(match Theme::load(&key, &club.folder().theme(), club.languages(), &looks.of(&key)) {
            Ok(theme) => Subject { key, theme, problem: None },
            Err(problem) => Subject { key, theme: club.theme(), problem: Some(problem) },
        })
    }
}

/// What a theme may be chosen by; the artist's own where there is one.
fn keys(desk: &Desk) -> Vec<String> {
    let own = desk.club.folder().theme().join("theme.toml").is_file();
    BUILT_IN.into_iter().chain(own.then_some(OWN)).map(str::to_owned).collect()
}

/// The settings as they were kept; with `look.try`, as they were sent to be looked at.
pub async fn edit(desk: As<Editor>) -> Page {
    let subject = Subject::of(&desk, desk.query()).await?;
    let tried = desk.query().ticked(TRY);
    let values = if tried { typed(subject.theme.manifest(), desk.query()) } else { subject.theme.settings().clone() };
    framing(desk.page(&draw(&desk, desk.query(), subject, values, tried).await?)?)
}

/// Puts the theme and its settings live, unless one of them could not be read or the artist's own theme not be drawn.
pub async fn update(desk: As<Editor>, form: web::Form<Fields>) -> Page {
    let mut subject = Subject::of(&desk, &form).await?;
    let (manifest, key) = (subject.theme.manifest(), subject.key.clone());
    let values = typed(manifest, &form);
    let refused = values.iter().any(|(name, value)| manifest.check(name, value, &values).is_err());
    if subject.problem.is_none() && key == OWN && key != desk.club.config().theme {
        subject.problem = trial::try_out(desk.club.folder().theme()).await.err();
    }
    let unfit = subject.problem.is_some() && key != desk.club.config().theme;
    if refused || unfit {
        return framing(desk.again(&draw(&desk, &form, subject, values, true).await?)?);
    }
    let (file, me, now) = (desk.club.file().clone(), desk.me.actor(), desk.now);
    let chosen = key.clone();
    desk.club
        .write(move |tx| {
            let kept = looks(tx, &file)?.with(&chosen, values.clone());
            keep_looks(tx, &kept, now)?;
            choose_theme(tx, &chosen, &file, now)?;
            journal::record(tx, me.clone(), "look.changed", "theme", &chosen, "", now)
        })
        .await?;
    reloaded(&desk, "studio-said-look-live").await
}

/// Back to a theme as it came.
pub async fn reset(desk: As<Editor>, form: web::Form<Fields>) -> Page {
    let key = Subject::of(&desk, &form).await?.key;
    let (file, me, now) = (desk.club.file().clone(), desk.me.actor(), desk.now);
    desk.club
        .write(move |tx| {
            let kept = looks(tx, &file)?.with(&key, BTreeMap::new());
            keep_looks(tx, &kept, now)?;
            journal::record(tx, me.clone(), "look.reset", "theme", &key, "", now)
        })
        .await?;
    reloaded(&desk, "studio-said-look-reset").await
}

/// Says `done`, or that the theme on the disk does not load: then the page says why.
async fn reloaded(desk: &Desk, done: &str) -> Page {
    // Another theme loads with the settings, another setting by itself.
    match (desk.club.reload_settings().await, desk.club.reload_theme().await) {
        (Ok(_), Ok(())) => see("/studio/look", done),
        _ => see("/studio/look", "studio-said-look-later"),
    }
}

/// A page of the club, or of an invented one, with these settings, in a frame of the studio.
pub async fn preview(desk: As<Editor>) -> Page {
    let (theme, query) = (tried(&desk).await?, desk.query());
    let css = format!("/studio/look/settings.css?{}", query.encoded());
    let page = match Sight::from_word(query.get(SIGHT)) {
        Some(sight) => previews::preview(desk.club.clone(), theme, css, sight, desk.now).await?,
        None => example(&desk, &theme, &css, query.get(SIGHT))?,
    };
    framed(page)
}

fn example(desk: &Desk, theme: &Theme, css: &str, wanted: &str) -> Page {
    let lang = desk.w.lang();
    let setting = samples::Setting {
        club: &desk.club.config().artist,
        lang: lang.code(),
        pictures: "",
        files: &[GREY],
        locked_file: GREY,
        settings: theme.settings().clone(),
        settings_css: css,
        scale: USUAL,
    };
    let all = samples::all(&setting);
    let (_, name) = EXAMPLES.into_iter().find(|(word, _)| *word == wanted).unwrap_or(EXAMPLES[0]);
    let sample = all.iter().find(|sample| sample.name == name).ok_or(PageError::NotFound)?;
    let html = theme.render(sample.template, lang, sample.context.clone());
    let html = html.map_err(|problem| Fault::Template(problem.to_string()))?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}

/// A grey area in the place of pictures.
const GREY: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%204%203'%3E%3Crect%20width='4'%20height='3'%20fill='%23999'/%3E%3C/svg%3E";

/// The sheet of the settings being tried.
pub async fn css(desk: As<Editor>) -> Page {
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(tried(&desk).await?.settings_css().to_owned()))
}

/// The theme with the settings that the address names.
async fn tried(desk: &Desk) -> Result<Theme, Fault> {
    let (club, subject) = (&desk.club, Subject::of(desk, desk.query()).await?);
    let chosen = typed(subject.theme.manifest(), desk.query());
    // Where the theme on the disk does not load, the one that fans see is looked at.
    let theme = Theme::load(&subject.key, &club.folder().theme(), club.languages(), &chosen);
    Ok(theme.unwrap_or_else(|_| club.theme()))
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

async fn draw(
    desk: &Desk,
    sent: &Fields,
    subject: Subject,
    values: BTreeMap<String, String>,
    tried: bool,
) -> Result<LookPage, PageError> {
    let manifest = subject.theme.manifest();
    let settings = fields(desk, manifest, &values).await?;
    let mut wrongs = Wrongs::none();
    settings
        .iter()
        .filter(|field| !field.wrong.is_empty())
        .for_each(|field| wrongs.add("settings", field.wrong.clone()));
    let mut frame = desk.frame("look").await?;
    if tried {
        frame = frame.with_wrongs(&wrongs);
    }
    let now = desk.now;
    let sights = desk.club.read(move |conn| previews::sights(conn, now)).await?;
    let examples = if sights.contains(&Sight::Front) { &[][..] } else { &EXAMPLES };
    let examples = examples.iter().map(|(word, _)| *word);
    let words: Vec<&str> = examples.chain(sights.iter().map(|sight| sight.word())).collect();
    let sight = words.iter().find(|word| **word == sent.get(SIGHT)).or(words.first()).copied().unwrap_or_default();
    let address = |page: &str, theme: &str, sight: &str, values: &BTreeMap<String, String>| {
        let mut query = url::form_urlencoded::Serializer::new(format!("{page}?"));
        query.append_pair(THEME, theme).append_pair(SIGHT, sight).extend_pairs(values);
        query.finish()
    };
    let link = |word: &&str| {
        let page = address("/studio/look", &subject.key, word, &values);
        SightLink {
            label: desk.w.t(&format!("studio-look-page-{word}")),
            href: if tried { format!("{page}&{TRY}=yes") } else { page },
            current: *word == sight,
        }
    };
    Ok(LookPage {
        themes: cards(desk, &subject, sight, &address).await?,
        sights: words.iter().map(link).collect(),
        preview: address("/studio/look/preview", &subject.key, sight, &values),
        changed: !manifest
            .settings
            .iter()
            .all(|(name, setting)| subject.theme.settings().get(name).is_none_or(|value| *value == setting.default)),
        w: desk.w.clone(),
        f: frame,
        problem: subject.problem.map(|problem| problem.to_string()).unwrap_or_default(),
        theme: subject.key,
        sight: sight.to_owned(),
        settings,
    })
}

/// Every theme there is to choose from, as this club would look in it.
async fn cards(
    desk: &Desk,
    subject: &Subject,
    sight: &str,
    address: &impl Fn(&str, &str, &str, &BTreeMap<String, String>) -> String,
) -> Result<Vec<ThemeCard>, Fault> {
    let (club, lang) = (&desk.club, desk.w.lang());
    let file = club.file().clone();
    let looks = club.read(move |conn| looks(conn, &file)).await?;
    let card = |key: String| {
        let chosen = looks.of(&key);
        let theme = Theme::load(&key, &club.folder().theme(), club.languages(), &chosen);
        let manifest = theme.as_ref().ok().map(Theme::manifest);
        let values = theme.as_ref().map(|theme| theme.settings().clone()).unwrap_or_default();
        ThemeCard {
            name: manifest.map_or_else(|| desk.w.t("studio-look-own"), |manifest| manifest.name.clone()),
            about: manifest.map(|manifest| said(&manifest.about, lang.code())).unwrap_or_default(),
            href: address("/studio/look", &key, sight, &BTreeMap::new()),
            preview: address("/studio/look/preview", &key, sight, &values),
            live: key == club.config().theme,
            chosen: key == subject.key,
        }
    };
    Ok(keys(desk).into_iter().map(card).collect())
}

/// Words of a theme in this language, else in English.
fn said(words: &BTreeMap<String, String>, lang: &str) -> String {
    words.get(lang).or(words.get("en")).cloned().unwrap_or_default()
}

async fn fields(
    desk: &Desk,
    manifest: &Manifest,
    values: &BTreeMap<String, String>,
) -> Result<Vec<SettingField>, Fault> {
    let (w, lang) = (&desk.w, desk.w.lang());
    let library = desk.club.read(|c| media::page(c, None, 60)).await?;
    let photos = library.iter().filter(|asset| asset.kind == Kind::Photo && asset.is_ready());
    let photos: Vec<Choice> =
        photos.map(|asset| Choice::new(asset.id.to_string(), super::media::name(asset))).collect();
    let choices = |setting: &Setting| match setting.kind {
        SettingKind::Choice => {
            let label = |choice: &crate::club::themes::Choice| match said(&choice.label, lang.code()) {
                unsaid if unsaid.is_empty() => choice.value.clone(),
                label => label,
            };
            setting.choices.iter().map(|choice| Choice::new(choice.value.clone(), label(choice))).collect()
        }
        SettingKind::Picture => {
            let none = Choice::new("", w.t("studio-none"));
            [none].into_iter().chain(photos.iter().cloned()).collect()
        }
        SettingKind::Color | SettingKind::Text => Vec::new(),
    };
    let field = |(name, setting): (&String, &Setting)| {
        let value = values.get(name).unwrap_or(&setting.default).clone();
        SettingField {
            kind: match setting.kind {
                SettingKind::Color => "color",
                SettingKind::Choice | SettingKind::Picture => "choice",
                SettingKind::Text => "text",
            },
            name: name.clone(),
            label: match said(&setting.label, lang.code()) {
                unsaid if unsaid.is_empty() => name.clone(),
                label => label,
            },
            help: said(&setting.help, lang.code()),
            wrong: manifest.check(name, &value, values).err().map(|why| refusal(w, &why)).unwrap_or_default(),
            value,
            choices: choices(setting),
        }
    };
    Ok(manifest.settings.iter().map(field).collect())
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
