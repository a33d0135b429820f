//! Wiring: clubs opened, routes joined, workers started, and the way down again.

mod observed;

pub use observed::{OPENING, observe};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::Compress;
use actix_web::{App, HttpResponse, HttpServer, web};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::base::{Fault, Moment};
use crate::club::{self, Club, Clubs, Folder};
use crate::door;
use crate::hooks;
use crate::lobby::{self, Edits, Seen};
use crate::plumbing::config::{ServerConfig, Tls};
use crate::plumbing::db::Pools;
use crate::plumbing::web::{self as plumbing_web, Limits, PageError, TrustedProxies};
use crate::site;
use crate::studio;
use crate::work::{self, Workers};

/// What every worker thread of the server shares.
#[derive(Clone)]
pub struct Shared {
    pub clubs: web::Data<Clubs>,
    pub limits: web::Data<Limits>,
    pub proxies: web::Data<TrustedProxies>,
    pub seen: web::Data<Seen>,
    pub kept: web::Data<site::KeptPages>,
    pub edits: web::Data<Edits>,
}

impl Shared {
    pub fn new(clubs: Clubs, proxies: TrustedProxies, edits: Edits) -> Shared {
        Shared {
            clubs: web::Data::new(clubs),
            limits: web::Data::new(Limits::new(lobby::limits::ALL)),
            proxies: web::Data::new(proxies),
            seen: web::Data::new(Seen::default()),
            kept: web::Data::new(site::KeptPages::default()),
            edits: web::Data::new(edits),
        }
    }
}

const TIDY_LIMITS: Duration = Duration::from_secs(600);

/// Every route of the product. Fronts are listed here and nowhere else.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(healthy))
        .route("/static/{version}/{name:.*}", web::get().to(static_file))
        .route("/theme/{version}/{name:.*}", web::get().to(theme_file))
        // Fans first: a request is compared with one route after the other.
        .configure(site::routes)
        .configure(hooks::routes)
        .configure(door::routes)
        .configure(studio::routes);
}

/// The application around the routes, for the server, tests and benchmarks alike.
pub fn configure(shared: Shared) -> impl Fn(&mut web::ServiceConfig) + Clone {
    move |config| {
        config
            .app_data(shared.clubs.clone())
            .app_data(shared.limits.clone())
            .app_data(shared.proxies.clone())
            .app_data(shared.seen.clone())
            .app_data(shared.kept.clone())
            .app_data(shared.edits.clone())
            .app_data(web::FormConfig::default().limit(256 * 1024))
            .app_data(web::PayloadConfig::new(512 * 1024))
            .configure(routes)
            .default_service(web::to(site::nothing_here));
    }
}

/// Wraps the application in what every request passes. A macro, because the type of a wrapped application cannot be named.
#[macro_export]
macro_rules! application {
    ($shared:expr) => {
        actix_web::App::new()
            .configure($crate::server::configure($shared))
            .wrap(actix_web::middleware::from_fn($crate::site::dress))
            .wrap(actix_web::middleware::from_fn($crate::studio::dress))
            .wrap(actix_web::middleware::from_fn($crate::site::keep))
            .wrap(actix_web::middleware::from_fn($crate::lobby::enter))
            .wrap(actix_web::middleware::from_fn($crate::plumbing::web::defend))
            .wrap(actix_web::middleware::from_fn($crate::server::observe))
    };
}

async fn healthy() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).body("ok\n")
}

async fn static_file(path: web::Path<(String, String)>) -> plumbing_web::Page {
    plumbing_web::static_file(&path.1)
}

async fn theme_file(club: web::ReqData<Club>, path: web::Path<(String, String)>) -> plumbing_web::Page {
    let (version, name) = path.into_inner();
    let theme = club.theme();
    // A page that was kept may still ask for the version before; it gets today's, but must not keep it.
    let caching = if version == theme.version() { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
    let mut response = HttpResponse::Ok();
    response.insert_header(("cache-control", caching));
    if name == "settings.css" {
        return Ok(response.content_type("text/css; charset=utf-8").body(theme.settings_css().to_owned()));
    }
    let asset = theme.asset_of(&version, &club.folder().theme(), &name).ok_or(PageError::NotFound)?;
    if asset.content_type == "image/svg+xml" {
        // A drawing opened by itself is a document of our origin.
        response.insert_header(("content-security-policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'"));
    }
    Ok(response.content_type(asset.content_type).body(asset.bytes))
}

/// Clubs are the folders in the data folder that hold a `club.toml`.
pub fn club_folders(data: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if path.join("club.toml").is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Opens every club. One that cannot be opened keeps its hosts with a page of its own and disturbs nobody.
pub fn open_clubs(data: &Path) -> Result<Clubs, Fault> {
    let pools = Pools::new();
    let mut clubs = Clubs::default();
    for path in club_folders(data)? {
        match open_club(&path, &pools) {
            Ok(club) => {
                if let Err(why) = clubs.add(club) {
                    tracing::error!(club = %path.display(), why, "the club stays closed");
                }
            }
            Err(fault) => {
                tracing::error!(club = %path.display(), %fault, "the club stays closed");
                if let Ok(config) = Folder::at(&path).config() {
                    clubs.add_closed(&config.hosts, &config.artist, &fault.to_string());
                }
            }
        }
    }
    Ok(clubs)
}

/// Migrates, with a backup before it, and opens.
pub fn open_club(path: &Path, pools: &Pools) -> Result<Club, Fault> {
    let folder = Folder::at(path);
    let config = folder.config().map_err(|error| Fault::broken(error.to_string()))?;
    club::migrate(&folder, &config, Moment::now())?;
    Club::open(path, pools)
}

/// Serves until the process is told to stop; then requests and jobs in hand are finished.
pub async fn serve(config: &ServerConfig, data: &Path) -> Result<(), Fault> {
    let proxies = TrustedProxies::parse(&config.trusted_proxies).map_err(Fault::broken)?;
    let mut clubs = open_clubs(data)?;
    let locks = lock_clubs(&mut clubs)?;
    for club in clubs.open().iter().filter(|club| !club.is_asleep()) {
        work::note_served(club).await?;
    }
    let shared = Shared::new(clubs, proxies, if config.development { Edits::ShowAtOnce } else { Edits::WhenAtRest });
    let workers = Workers::start(shared.clubs.open(), Arc::clone(&shared.seen));
    let tidying = actix_web::rt::spawn(tidy_limits(shared.limits.clone()));
    let metrics = config.metrics_listen.map(|listen| serve_metrics(listen, install_metrics())).transpose()?;
    let server = {
        let shared = shared.clone();
        let mut server = HttpServer::new(move || crate::application!(shared.clone()).wrap(Compress::default()))
            .shutdown_timeout(config.shutdown_seconds);
        if config.workers > 0 {
            server = server.workers(config.workers);
        }
        match config.tls {
            Tls::Off => server.bind(config.listen)?,
            Tls::Files => server.bind_rustls_0_23(config.listen, tls(config)?)?,
        }
    };
    tracing::info!(listen = %config.listen, clubs = shared.clubs.open().len(), "serving");
    let served = server.run().await;
    tidying.abort();
    workers.stop(Duration::from_secs(config.shutdown_seconds)).await;
    if let Some(metrics) = metrics {
        metrics.stop(false).await;
    }
    drop(locks);
    Ok(served?)
}

/// Counters of visitors who are long gone are forgotten.
async fn tidy_limits(limits: web::Data<Limits>) {
    loop {
        tokio::time::sleep(TIDY_LIMITS).await;
        limits.tidy(Moment::now());
    }
}

/// One serving process a club: two would not know of each other's sessions, jobs and limits. A club that another process
/// serves is closed here; where that is so of all of them, this process was started twice.
fn lock_clubs(clubs: &mut Clubs) -> Result<Vec<fs::File>, Fault> {
    // A club on a database server may be served by several nodes.
    let alone: Vec<Club> = clubs.open().iter().filter(|club| !club.database().url().is_postgres()).cloned().collect();
    let mut locks = Vec::new();
    let mut refused = None;
    for club in alone {
        match lock(&club) {
            Ok(lock) => locks.push(lock),
            Err(fault) => {
                tracing::error!(club = club.name(), %fault, "the club stays closed");
                clubs.close(club.name(), &fault.to_string());
                refused = Some(fault);
            }
        }
    }
    match refused {
        Some(fault) if clubs.open().is_empty() => Err(fault),
        _ => Ok(locks),
    }
}

fn lock(club: &Club) -> Result<fs::File, Fault> {
    let path = club.folder().path().join("serving.lock");
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            Err(Fault::broken(format!("the club {} is already being served by another process", club.name())))
        }
        Err(fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

fn tls(config: &ServerConfig) -> Result<rustls::ServerConfig, Fault> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let missing = || Fault::broken("tls = \"files\" needs tls_certificate and tls_key");
    let certificate = config.tls_certificate.as_ref().ok_or_else(missing)?;
    let key = config.tls_key.as_ref().ok_or_else(missing)?;
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| Fault::broken(format!("{}: {error}", path.display()));
    let chain: Vec<CertificateDer> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(certificate, &error))?;
    let key_der = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
    rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(|error| unreadable(certificate, &error))
}

fn install_metrics() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics were already being recorded elsewhere");
    }
    handle
}

/// Figures for Prometheus, on an address of their own.
fn serve_metrics(
    listen: std::net::SocketAddr,
    handle: PrometheusHandle,
) -> Result<actix_web::dev::ServerHandle, Fault> {
    let server = HttpServer::new(move || {
        let handle = handle.clone();
        App::new().route("/metrics", web::get().to(move || std::future::ready(handle.render())))
    })
    .workers(1)
    .disable_signals()
    .bind(listen)?
    .run();
    let running = server.handle();
    actix_web::rt::spawn(server);
    Ok(running)
}
