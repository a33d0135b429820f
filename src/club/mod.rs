//! A club is a folder: its database, media, theme and settings, and nobody else's.

mod clubs;
mod facts;
mod folder;
mod look;
pub mod mail;
mod migrations;
mod settings;
mod sleep;
pub mod themes;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::base::Fault;
use crate::plumbing::config::{ClubConfig, Payments};
use crate::plumbing::db::{Conn, Database, DatabaseUrl, Durability, Pools, Tx};
use crate::plumbing::files::Files;
use crate::plumbing::locale::Lang;
use crate::plumbing::mail::Postman;

pub use clubs::{Clubs, Host, Seat};
pub use facts::{ADDRESS, IMPRINT, PRIVACY, TAGLINE, TERMS, fact, forget_fact, set_fact};
use themes::{OwnFiles, Theme, ThemeProblem};

pub use folder::{ClubKey, Folder, write_private};
pub use look::{Looks, accent, accent_in_letters, keep_looks, looks};
pub use migrations::migrate;
use settings::InForce;
pub use settings::{OwnSettings, choose_theme, set_own_settings};
pub use sleep::{Served, Server, Sleep, fall_asleep, note_served, served, sleep, wake};

/// The fact that marks a demo, written at its founding and never after.
pub const DEMO: &str = "demo";

/// How names of facts begin that belong to the server, not to the club: they do not travel with it.
pub const HERE: &str = "here.";

/// An open club. Cheap to clone.
#[derive(Clone)]
pub struct Club(Arc<Inner>);

/// So long a changed theme lies untouched before it goes live: somebody may still be copying.
const REST: Duration = Duration::from_secs(20);

struct Inner {
    folder: Folder,
    /// `club.toml`.
    file: ClubConfig,
    /// The same, with what the owner set before it.
    settings: InForce,
    database: Database,
    files: Files,
    key: ClubKey,
    time_zone: TimeZone,
    demo: bool,
    asleep: AtomicBool,
    postman: OnceLock<Postman>,
    media_origin: tokio::sync::OnceCell<Option<String>>,
    theme: RwLock<Theme>,
    /// Why the theme that should show does not, or not whole.
    theme_problem: RwLock<Option<ThemeProblem>>,
    /// The artist's own theme as it lay on the disk when it was last read.
    theme_files: Mutex<OwnFiles>,
}

impl Club {
    /// Opens the club in this folder. Its database must already have this program's shape.
    pub fn open(folder: &Path, pools: &Pools) -> Result<Club, Fault> {
        let folder = Folder::at(folder);
        let config = folder.config().map_err(|error| Fault::broken(error.to_string()))?;
        let url = database_url(&folder, &config)?;
        let key = folder.key()?;
        let files = match &config.media_url {
            Some(url) => Files::in_bucket(&url.reveal().map_err(Fault::broken)?)?,
            None => Files::in_folder(&folder.media())?,
        };
        let database = Database::open(url, pools);
        let demo = database.read_blocking(|conn| fact(conn, DEMO))?.is_some();
        let asleep = AtomicBool::new(database.read_blocking(sleep::sleep)?.is_some());
        if demo {
            stays_a_demo(&config)?;
        }
        let time_zone =
            TimeZone::get(&config.time_zone).map_err(|error| Fault::broken(format!("time_zone: {error}")))?;
        let settings = InForce::over(&config, database.read_blocking(settings::own_settings)?)?;
        let looks = database.read_blocking(|conn| looks(conn, &config))?;
        let (languages, wanted) = (&settings.languages, &settings.config.theme);
        let own_files = OwnFiles::of(&folder.theme());
        let loaded = Theme::load(wanted, &folder.theme(), languages, &looks.of(wanted));
        let theme_problem = loaded.as_ref().err().cloned();
        let theme = loaded.or_else(|problem| {
            tracing::error!(%problem, club = folder.name(), "the theme does not load; plain stands in");
            Theme::load("plain", &folder.theme(), languages, &BTreeMap::new())
        });
        let theme = RwLock::new(theme.map_err(|problem| Fault::Template(problem.to_string()))?);
        let postman = OnceLock::new();
        let media_origin = tokio::sync::OnceCell::new();
        Ok(Club(Arc::new(Inner {
            database,
            files,
            folder,
            file: config,
            settings,
            key,
            time_zone,
            demo,
            asleep,
            postman,
            media_origin,
            theme,
            theme_problem: RwLock::new(theme_problem),
            theme_files: Mutex::new(own_files),
        })))
    }

    /// How the club looks now.
    pub fn theme(&self) -> Theme {
        self.0.theme.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Loads the theme again, after a setting changed or a file was edited. What is broken leaves the former in place.
    pub async fn reload_theme(&self) -> Result<(), ThemeProblem> {
        let file = self.0.file.clone();
        let looks = self.read(move |conn| looks(conn, &file)).await;
        let looks = looks.map_err(|fault| ThemeProblem::in_file("settings", fault.to_string()))?;
        let wanted = &self.config().theme;
        let theme = Theme::load(wanted, &self.0.folder.theme(), self.languages(), &looks.of(wanted));
        self.note_theme_problem(theme.as_ref().err().cloned());
        *self.0.theme.write().unwrap_or_else(PoisonError::into_inner) = theme?;
        Ok(())
    }

    /// Why the theme that should show does not, or which of its pages its parent draws.
    pub fn theme_problem(&self) -> Option<ThemeProblem> {
        let noted = self.0.theme_problem.read().unwrap_or_else(PoisonError::into_inner).clone();
        noted.or_else(|| self.theme().problem())
    }

    fn note_theme_problem(&self, problem: Option<ThemeProblem>) {
        *self.0.theme_problem.write().unwrap_or_else(PoisonError::into_inner) = problem;
    }

    fn theme_files(&self) -> MutexGuard<'_, OwnFiles> {
        self.0.theme_files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// While a theme is made: shows what lies on the disk now.
    pub async fn show_edits(&self) {
        if self.config().theme != themes::OWN || !self.theme_files().are_new(OwnFiles::of(&self.0.folder.theme())) {
            return;
        }
        if let Err(problem) = self.reload_theme().await {
            tracing::warn!(club = self.name(), %problem, "the edited theme does not load");
        }
    }

    /// Puts files of the artist's own theme live that were changed and are at rest for `REST` now, if all its pages can
    /// be drawn. `try_out` draws them, in a process of its own.
    pub async fn follow_theme(&self, try_out: impl AsyncFnOnce(PathBuf) -> Result<(), ThemeProblem>) {
        if self.config().theme != themes::OWN {
            return;
        }
        let files = OwnFiles::of(&self.0.folder.theme());
        if !files.rest_for(REST) || !self.theme_files().are_new(files) {
            return;
        }
        match try_out(self.0.folder.theme()).await {
            Ok(()) => match self.reload_theme().await {
                Ok(()) => tracing::info!(club = self.name(), "the changed theme is live"),
                Err(problem) => tracing::warn!(club = self.name(), %problem, "the changed theme does not load"),
            },
            Err(problem) => {
                tracing::warn!(club = self.name(), %problem, "the changed theme is not put live");
                self.note_theme_problem(Some(problem));
            }
        }
    }

    /// Founded as a demo: it has a mail viewer and printed sign-ins, and can never become anything else.
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// The zone the club's clock times are written in.
    pub fn time_zone(&self) -> TimeZone {
        self.0.time_zone.clone()
    }

    /// Languages the club speaks, the first by default.
    pub fn languages(&self) -> &[Lang] {
        &self.0.settings.newest().languages
    }

    /// Puts in force what the owner set, here or through another node. Whether that was new.
    pub async fn reload_settings(&self) -> Result<bool, Fault> {
        let own = self.read(settings::own_settings).await?;
        let before = self.0.settings.newest();
        if own == before.own {
            return Ok(false);
        }
        let (languages, theme) = (before.languages.clone(), before.config.theme.clone());
        self.0.settings.follow_with(InForce::over(&self.0.file, own)?);
        if languages != self.languages() || theme != self.config().theme {
            self.reload_theme().await.map_err(|problem| Fault::Template(problem.to_string()))?;
        }
        Ok(true)
    }

    /// Whether the club is reached by https: decides the names of cookies.
    pub fn is_https(&self) -> bool {
        self.0.file.base_url.starts_with("https://")
    }

    /// Whether a letter put into the outbox reaches anybody.
    pub fn sends_mail(&self) -> bool {
        self.is_demo() || self.config().mail.url.is_some()
    }

    /// The way to the club's mail server; `None` in a demo, which keeps its letters for its viewer.
    pub fn postman(&self) -> Result<Option<&Postman>, Fault> {
        if let Some(postman) = self.0.postman.get() {
            return Ok(Some(postman));
        }
        match &self.config().mail.url {
            Some(url) => {
                let url = url.reveal().map_err(Fault::broken)?;
                let postman = match &self.config().mail.ca {
                    Some(file) => {
                        let file = self.0.folder.path().join(file);
                        let unread = |error| Fault::broken(format!("mail.ca: {}: {error}", file.display()));
                        Postman::trusting(&url, &std::fs::read(&file).map_err(unread)?)?
                    }
                    None => Postman::to(&url)?,
                };
                Ok(Some(self.0.postman.get_or_init(|| postman)))
            }
            None if self.is_demo() => Ok(None),
            None => Err(Fault::broken("no mail server is configured (mail.url in club.toml)")),
        }
    }

    /// The folder's name: what the operator calls the club.
    pub fn name(&self) -> &str {
        self.0.folder.name()
    }

    pub fn folder(&self) -> &Folder {
        &self.0.folder
    }

    /// `club.toml`, with what the owner set in the studio before it.
    pub fn config(&self) -> &ClubConfig {
        &self.0.settings.newest().config
    }

    /// `club.toml` as it was read.
    pub fn file(&self) -> &ClubConfig {
        &self.0.file
    }

    /// Bytes that work on files may take of the disk the club lies on: what is free, less what has to stay free.
    pub fn room(&self) -> Result<u64, Fault> {
        let kept = self.config().keep_free_megabytes.saturating_mul(1_000_000);
        Ok(fs4::available_space(self.folder().path())?.saturating_sub(kept))
    }

    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// Where browsers load this club's media from, when that is a bucket.
    pub async fn media_origin(&self) -> Option<&str> {
        let known = self.0.media_origin.get_or_try_init(|| self.0.files.origin()).await;
        match known {
            Ok(origin) => origin.as_deref(),
            Err(fault) => {
                tracing::error!(club = self.name(), %fault, "the bucket's address cannot be told");
                None
            }
        }
    }

    /// Where the club keeps its media.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// The club's own key, for signing addresses and hashing codes.
    pub fn key(&self) -> &ClubKey {
        &self.0.key
    }

    /// An address of this club for the outside, from a path such as `/join`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.file.base_url.trim_end_matches('/'))
    }

    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.0.database.read(work).await
    }

    /// One call is one transaction; see [`Database::write`].
    pub async fn write<T, E>(&self, work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.database.write(Durability::Usual, work).await
    }

    /// A write that no fan's page shows; see [`Database::write_aside`].
    pub async fn write_aside<T, E>(&self, work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.database.write_aside(Durability::Usual, work).await
    }

    /// The same, on the disk before it returns: for orders and money.
    pub async fn write_durably<T, E>(&self, work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.database.write(Durability::Durable, work).await
    }
}

/// Anybody may read a demo's letters, sign-in codes included: it takes no real money and writes to nobody.
fn stays_a_demo(config: &ClubConfig) -> Result<(), Fault> {
    if config.payments == Payments::Stripe {
        return Err(Fault::broken("a demo takes test money only: payments = \"stripe\" needs a club that was founded"));
    }
    if config.mail.url.is_some() {
        return Err(Fault::broken("a demo sends no letters: mail.url needs a club that was founded"));
    }
    Ok(())
}

/// Where this club's database is: its own file unless the configuration names a server.
pub fn database_url(folder: &Folder, config: &ClubConfig) -> Result<DatabaseUrl, Fault> {
    match &config.database_url {
        Some(url) => Ok(DatabaseUrl::parse(url.reveal().map_err(Fault::broken)?)),
        None => Ok(DatabaseUrl::sqlite_file(&folder.path().join("club.db"))),
    }
}
