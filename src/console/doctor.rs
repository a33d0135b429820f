//! `doctor`: what is wrong, in words, and how to mend it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failed, Place, block_on};
use crate::adoptions;
use crate::base::Moment;
use crate::catalog::KINDS;
use crate::club::{self, Club, Folder};
use crate::orders::{self, Miscount};
use crate::payments::{self, Checkup, Hook, Strangers};
use crate::plumbing::config::{self, ClubConfig, Payments, ServerConfig};
use crate::plumbing::db::{self, Pools};
use crate::plumbing::jobs;
use crate::plumbing::stripe::CallError;
use crate::portage;

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    place: Place,
    /// Configuration of the server; server.toml in the data folder unless given.
    #[arg(long, env = "STAGEDOOR_CONFIG")]
    config: Option<PathBuf>,
    /// Findings as JSON.
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
#[derive(serde::Serialize)]
struct Finding {
    /// A club's name, or `server`.
    of: String,
    /// `fine`, `worth a look` or `wrong`.
    state: &'static str,
    /// What is so.
    what: String,
    /// How to mend it.
    mend: String,
}

/// Less than this and the next upload or backup may fail.
const LITTLE_DISK: u64 = 1024 * 1024 * 1024;

impl Doctor {
    /// Exit code 3 when something is wrong.
    pub fn run(self) -> Result<ExitCode, Failed> {
        // All of it in one runtime: a mail server's connections must not outlive the one they were made in.
        block_on(self.examine())
    }

    async fn examine(self) -> Result<ExitCode, Failed> {
        let mut findings = Findings { of: "server".to_owned(), found: Vec::new() };
        examine_server(&self, &mut findings);
        for path in crate::server::club_folders(&self.place.data)? {
            findings.of = Folder::at(&path).name().to_owned();
            examine_club(&path, &mut findings).await;
        }
        let wrong = findings.found.iter().any(|finding| finding.state == "wrong");
        if self.json {
            println!("{}", serde_json::to_string_pretty(&findings.found).map_err(crate::base::Fault::from)?);
        } else {
            findings.print();
            println!("{}", if wrong { "Something needs mending." } else { "All is well." });
        }
        Ok(if wrong { ExitCode::from(3) } else { ExitCode::SUCCESS })
    }
}

struct Findings {
    of: String,
    found: Vec<Finding>,
}

impl Findings {
    fn fine(&mut self, what: impl Into<String>) {
        self.add("fine", what.into(), String::new());
    }

    fn look(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.add("worth a look", what.into(), mend.into());
    }

    fn wrong(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.add("wrong", what.into(), mend.into());
    }

    fn add(&mut self, state: &'static str, what: String, mend: String) {
        self.found.push(Finding { of: self.of.clone(), state, what, mend });
    }

    fn print(&self) {
        for finding in &self.found {
            let sign = match finding.state {
                "fine" => "ok    ",
                "wrong" => "WRONG ",
                _ => "look  ",
            };
            println!("{sign} {}: {}", finding.of, finding.what);
            if !finding.mend.is_empty() {
                println!("         {}", finding.mend);
            }
        }
    }
}

fn examine_server(doctor: &Doctor, findings: &mut Findings) {
    let file = doctor.place.server_config(doctor.config.as_deref());
    match config::read::<ServerConfig>(&file) {
        Err(error) => findings.wrong(error.to_string(), "Correct the line it names."),
        Ok(None) => {
            findings.fine(format!("no {}: the defaults serve", file.display()));
            examine_network(&ServerConfig::default(), findings);
        }
        Ok(Some(config)) => {
            findings.fine(format!("{} is understood", file.display()));
            examine_network(&config, findings);
        }
    }
    examine_disk(&doctor.place.data, findings);
    examine_clock(findings);
}

fn examine_network(config: &ServerConfig, findings: &mut Findings) {
    if config.trusted_proxies.is_empty() && config.tls == config::Tls::Off && config.listen.ip().is_loopback() {
        findings.look(
            "trusted_proxies is empty, tls is off and only this machine is listened to",
            "Behind a proxy, name its address in trusted_proxies, or all visitors count as one. On your own machine all is well.",
        );
    }
    if config.tls == config::Tls::Off && !config.listen.ip().is_loopback() && config.trusted_proxies.is_empty() {
        findings.wrong(
            format!("plain HTTP is offered to the network on {}", config.listen),
            "Set tls = \"files\", or listen on 127.0.0.1 behind a proxy with TLS.",
        );
    }
}

/// Codes, tickets and signatures depend on the clock; the kernel knows whether a time service keeps it in step.
fn examine_clock(findings: &mut Findings) {
    if Moment::now().utc_date().year() < 2026 {
        return findings
            .wrong("the clock stands before 2026", "Set the machine's clock; codes and tickets depend on it.");
    }
    // SAFETY: with `modes` zero the call only fills the struct it is given, which may be all zeros.
    let state = unsafe {
        let mut asked: libc::timex = std::mem::zeroed();
        libc::adjtimex(&mut asked)
    };
    if state == libc::TIME_ERROR {
        findings.look(
            "no time service keeps the clock in step",
            "Switch one on (timedatectl set-ntp true): payments, codes and tickets are refused by a clock that drifts.",
        );
    } else {
        findings.fine("the clock is kept in step");
    }
}

fn examine_disk(data: &Path, findings: &mut Findings) {
    match fs4::available_space(data) {
        Ok(free) if free < LITTLE_DISK => findings.wrong(
            format!("{} MB of disk are free in {}", free / 1_000_000, data.display()),
            "Make room: uploads are refused and the database may stop.",
        ),
        Ok(free) => findings.fine(format!("{} GB of disk are free", free / 1_000_000_000)),
        Err(error) => findings
            .wrong(format!("{}: {error}", data.display()), "Name the data folder with --data, or found a club first."),
    }
}

async fn examine_club(path: &Path, findings: &mut Findings) {
    let folder = Folder::at(path);
    let config = match folder.config() {
        Ok(config) => config,
        Err(error) => return findings.wrong(error.to_string(), "Correct the line it names."),
    };
    findings.fine("club.toml is understood");
    examine_privacy(&folder, findings);
    let pending = club::database_url(&folder, &config).and_then(|url| db::pending(&url));
    match pending {
        Err(fault) => return findings.wrong(fault.to_string(), "Check database_url, or the file's owner and rights."),
        Ok(pending) if !pending.is_empty() => {
            return findings.look(
                format!("{} migrations are pending", pending.len()),
                "`serve` or `migrate` applies them, after a backup.",
            );
        }
        Ok(_) => findings.fine("the database is of this release"),
    }
    match Club::open(path, &Pools::new()) {
        Err(fault) => findings.wrong(fault.to_string(), "The club stays closed until this is mended."),
        Ok(club) => examine_open_club(&club, &config, findings).await,
    }
}

fn examine_privacy(folder: &Folder, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt;
    for name in ["club.key", "club.toml"] {
        let file = folder.path().join(name);
        let mode = fs::metadata(&file).map(|data| data.permissions().mode()).unwrap_or(0o600);
        let shielded = fs::metadata(folder.path()).is_ok_and(|data| data.permissions().mode() & 0o077 == 0);
        if mode & 0o077 != 0 && !shielded {
            findings
                .look(format!("{name} can be read by others on this machine"), format!("chmod 600 {}", file.display()));
        }
    }
}

async fn examine_open_club(club: &Club, config: &ClubConfig, findings: &mut Findings) {
    match club.database().read_blocking(club::sleep) {
        Ok(Some(sleep)) => {
            // Its server and its payments are not asked: it must not act before it is woken.
            return findings.look(
                format!("the club sleeps since {}: it was restored from an archive", sleep.since),
                format!(
                    "`stagedoor wake {}` lets it act, once {} serves it no more.",
                    club.name(),
                    last_server(&sleep)
                ),
            );
        }
        Ok(None) => {}
        Err(fault) => return findings.wrong(fault.to_string(), "The database does not answer."),
    }
    examine_backups(club, config, findings);
    examine_capacities(club, findings);
    if let Some(problem) = club.theme_problem() {
        findings.wrong(
            format!("the theme {} does not load: {problem}", config.theme),
            "Mend the file and line it names; `stagedoor theme check` draws every page. Until then plain stands in.",
        );
    } else if club.theme().manifest().name.is_empty() {
        findings.look("the theme has no name", "Give it one in theme.toml.");
    } else {
        findings.fine(format!("the theme {} is loaded", club.theme().manifest().name));
    }
    match club.postman() {
        Ok(None) => findings.fine("a demo: mail stays in its viewer"),
        Ok(Some(postman)) => match postman.answers().await {
            Ok(true) => findings.fine("the mail server answers"),
            Ok(false) => findings.wrong("the mail server refuses us", "Check user and password in mail.url."),
            Err(fault) => findings.wrong(fault.to_string(), "Check host and port in mail.url."),
        },
        Err(fault) if club.sends_mail() => findings.wrong(fault.to_string(), "Correct [mail] in club.toml."),
        Err(_) => findings.wrong("no mail server is configured: nobody can join", "Set mail.url in club.toml."),
    }
    match config.payments {
        Payments::Off => findings
            .look("payments are off", "Set payments = \"stripe\" and the club's keys when it should take money."),
        Payments::Sandbox => findings.fine("payments are test money"),
        Payments::Stripe => examine_stripe(club, config, findings).await,
    }
    match club.database().read_blocking(jobs::troubled) {
        Ok(troubled) if troubled.is_empty() => findings.fine("no background work is in trouble"),
        Ok(troubled) => findings
            .look(format!("{} jobs are in trouble", troubled.len()), "They stand in the studio under attention."),
        Err(fault) => findings.wrong(fault.to_string(), "The database does not answer."),
    }
}

fn last_server(sleep: &club::Sleep) -> String {
    sleep.served.as_ref().map_or("its former server".to_owned(), |served| served.by.machine.clone())
}

fn examine_backups(club: &Club, config: &ClubConfig, findings: &mut Findings) {
    if config.backup.passphrase.is_none() {
        return findings.look(
            "no backups are made by the clock",
            "Set backup.passphrase in club.toml, or call `stagedoor backup` by a clock of your own.",
        );
    }
    let late = Moment::now().plus_hours(-3 * i64::from(config.backup.every_hours.max(24)));
    match club.database().read_blocking(|conn| Ok((portage::proven_backup(conn)?, portage::latest_backup(conn)?))) {
        Ok((Some(proven), _)) if proven.made_at > late => {
            findings.fine(format!("the last proven backup is of {}", proven.made_at));
        }
        Ok((_, Some(latest))) if !latest.trouble.is_empty() => findings.wrong(latest.trouble, "Mend what it names."),
        Ok((Some(proven), _)) => findings.wrong(
            format!("the last proven backup is of {}", proven.made_at),
            "Look whether the server runs and its log; `stagedoor backup` makes one now.",
        ),
        Ok((None, _)) => {
            findings.look("no backup was made yet", "`serve` makes one within a minute; so does `stagedoor backup`.");
        }
        Err(fault) => findings.wrong(fault.to_string(), "The database does not answer."),
    }
}

async fn examine_stripe(club: &Club, config: &ClubConfig, findings: &mut Findings) {
    let address = payments::hook_address(club);
    if config.stripe.webhook_secrets.is_empty() {
        findings.wrong(
            "no webhook secret: Stripe cannot tell the club about payments",
            format!("Add the address {address} at Stripe and put its whsec_ secret into stripe.webhook_secrets."),
        );
    }
    let key = match config.stripe.secret_key.as_ref().map(|key| key.reveal()) {
        None => {
            return findings
                .wrong("payments = \"stripe\" without stripe.secret_key", "Put the club's own key into club.toml.");
        }
        Some(Err(why)) => return findings.wrong(why, "Make the key available to the process."),
        Some(Ok(key)) => key,
    };
    if !key.starts_with("sk_") && !key.starts_with("rk_") {
        return findings.wrong(
            "stripe.secret_key begins neither with sk_ nor with rk_",
            "It is another key; take the secret one.",
        );
    }
    match payments::checkup(club, Moment::now()).await {
        Some(checkup) => {
            report_stripe(&checkup, &address, findings);
            if checkup.account.is_ok() {
                examine_books(club, findings).await;
            }
        }
        None => findings.wrong("Stripe cannot be asked with this key", "Look at the lines above."),
    }
}

/// Whether what is taken of everything limited is what the rows behind it say, now.
fn examine_capacities(club: &Club, findings: &mut Findings) {
    match club.database().read_blocking(|conn| orders::recount(conn, KINDS)) {
        Ok(wrong) if wrong.is_empty() => findings.fine("what is sold and held is what stock and places say"),
        Ok(wrong) => {
            for Miscount { kind, item, taken, rows } in wrong {
                findings.wrong(
                    format!("{kind} {item}: {taken} are counted as taken, orders and tickets say {rows}"),
                    "Sell none of it until its number was set right by hand, and report it: this must not happen.",
                );
            }
        }
        Err(fault) => findings.wrong(fault.to_string(), "The database does not answer."),
    }
}

/// Whose the objects in the account are, and whether ours are written down as Stripe has them.
async fn examine_books(club: &Club, findings: &mut Findings) {
    match payments::strangers(club, crate::base::Moment::now()).await {
        Ok(None) => {}
        Ok(Some(strangers)) => report_strangers(&strangers, findings),
        Err(fault) => findings.look(
            format!("what is in the Stripe account cannot be listed: {fault}"),
            "The nightly comparison needs a key that may read charges, refunds, checkout sessions and subscriptions.",
        ),
    }
    match club.database().read_blocking(adoptions::differences) {
        Ok(open) if open.is_empty() => {}
        Ok(open) => findings.look(
            format!("{} differences between Stripe and the members that were adopted from another system", open.len()),
            "They stand in the studio, Members, Adopt paying members.",
        ),
        Err(fault) => findings.wrong(fault.to_string(), "The database does not answer."),
    }
    match club.database().read_blocking(payments::differences) {
        Ok(open) if open.is_empty() => findings.fine("the last comparison with Stripe found no difference"),
        Ok(open) => findings.look(
            format!("{} differences between this club's books and Stripe's", open.len()),
            "They stand in the studio under attention.",
        ),
        Err(fault) => findings.wrong(fault.to_string(), "The database does not answer."),
    }
}

fn report_strangers(strangers: &Strangers, findings: &mut Findings) {
    let some = [
        ("payments", &strangers.charges),
        ("checkout sessions", &strangers.sessions),
        ("subscriptions", &strangers.subscriptions),
    ];
    let named: Vec<String> =
        some.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| few(what, ids)).collect();
    if named.is_empty() {
        findings.fine("everything in the Stripe account is this club's");
    } else {
        findings.fine(format!("not this club's in the same Stripe account, and left alone: {}", named.join("; ")));
    }
}

/// How many there are, and the names of the newest.
fn few(what: &str, ids: &[String]) -> String {
    const FEW: usize = 3;
    let more = if ids.len() > FEW { ", …" } else { "" };
    format!("{} {what} ({}{more})", ids.len(), ids[..ids.len().min(FEW)].join(", "))
}

fn report_stripe(checkup: &Checkup, address: &str, findings: &mut Findings) {
    let kind = if checkup.livemode { "live" } else { "test" };
    match &checkup.account {
        Ok(account) if account.charges_enabled => {
            findings.fine(format!("Stripe accepts the {kind} key of account {}", account.id));
        }
        Ok(account) => findings.wrong(
            format!("the Stripe account {} may not take payments yet", account.id),
            "Finish what the Stripe dashboard asks for: identity, bank account, terms.",
        ),
        Err(CallError::Refused(why)) if why.status == 401 => findings.wrong(
            "Stripe refuses the key",
            "Copy the secret key again from the dashboard: it was rolled, or belongs to another account.",
        ),
        // A restricted key may not say whose it is.
        Err(CallError::Refused(why)) => findings.look(
            format!("Stripe accepts the {kind} key and does not say whose it is: {why}"),
            "A restricted key is fine when it may write checkout sessions, customers, subscriptions and refunds.",
        ),
        Err(CallError::Unknown(why)) => {
            return findings
                .wrong(format!("Stripe does not answer: {why}"), "Check this machine's way to the internet.");
        }
    }
    match &checkup.hook {
        Ok(Hook::Fine) => findings.fine(format!("Stripe tells {address} about payments")),
        Ok(Hook::Missing) => findings.wrong(
            format!("no webhook endpoint at Stripe leads to {address}"),
            format!(
                "Add it in the dashboard, Developers, Webhooks, with these events: {}.",
                payments::EVENTS.join(", ")
            ),
        ),
        Ok(Hook::Disabled) => findings.wrong(
            format!("the webhook endpoint {address} is disabled at Stripe"),
            "Enable it in the dashboard; Stripe disables addresses that failed for days.",
        ),
        Ok(Hook::Deaf(missing)) => findings.look(
            format!("Stripe does not tell {address} about {}", missing.join(", ")),
            "Add these events to the endpoint; until then they are found by the sweep, a minute late.",
        ),
        Err(_) => findings.look(
            "this key may not list webhook endpoints",
            format!("Look in the dashboard whether {address} is there and enabled."),
        ),
    }
}
