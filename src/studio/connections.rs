//! Mail and payments tried out from the studio: what answers, and in plain words what does not. `doctor` says the same
//! to whoever runs the server.

use std::time::Duration;

use askama::Template;

use super::desk::{Desk, Fresh};
use super::frame::Frame;
use super::mails;
use crate::base::Fault;
use crate::crew::Owner;
use crate::payments::{self, Checkup, Hook};
use crate::plumbing::config::Payments;
use crate::plumbing::locale::Words;
use crate::plumbing::stripe::CallError;
use crate::plumbing::web::Page;

/// So long somebody at a browser waits for a mail server.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Template)]
#[template(path = "studio/settings/connections.html")]
pub struct ConnectionsPage {
    pub w: Words,
    pub f: Frame,
    /// Who gets the letter.
    pub to: String,
    /// What was tried; nothing before anybody asked.
    pub findings: Vec<Finding>,
}

pub struct Finding {
    /// `ok`, `warn` or `stop`.
    pub tone: &'static str,
    pub name: String,
    pub what: String,
    /// How to mend it; empty when nothing is wrong.
    pub mend: String,
}

pub async fn show(desk: Fresh<Owner>) -> Page {
    draw(&desk, Vec::new()).await
}

/// Signs in at the mail server, writes the owner a letter, asks Stripe about the key and the way back.
pub async fn check(desk: Fresh<Owner>) -> Page {
    let (mail, payments) = futures_util::future::join(mail(&desk), payments(&desk)).await;
    let mut findings = vec![mail?];
    findings.extend(payments);
    draw(&desk, findings).await
}

async fn draw(desk: &Desk, findings: Vec<Finding>) -> Page {
    let frame = desk.frame("settings").await?;
    desk.page(&ConnectionsPage { w: desk.w.clone(), f: frame, to: desk.me.email.clone(), findings })
}

async fn mail(desk: &Desk) -> Result<Finding, Fault> {
    let w = &desk.w;
    let found = |tone, what: String, mend: &str| Finding {
        tone,
        name: w.t("studio-connections-mail"),
        what,
        mend: if mend.is_empty() { String::new() } else { w.t(mend) },
    };
    let postman = match desk.club.postman() {
        Ok(postman) => postman,
        Err(_) if !desk.club.sends_mail() => {
            return Ok(found("stop", w.t("studio-connections-mail-none"), "studio-connections-mail-none-mend"));
        }
        Err(fault) => {
            let why = w.t1("studio-connections-mail-unfit", "why", fault.to_string());
            return Ok(found("stop", why, "studio-connections-file"));
        }
    };
    if let Some(postman) = postman {
        let why = match tokio::time::timeout(PATIENCE, postman.answers()).await {
            Ok(Ok(true)) => None,
            Ok(Ok(false)) => Some(w.t("studio-connections-mail-refused")),
            Ok(Err(fault)) => Some(w.t1("studio-connections-mail-silent", "why", fault.to_string())),
            Err(_) => Some(w.t("studio-connections-mail-slow")),
        };
        if let Some(why) = why {
            return Ok(found("stop", why, "studio-connections-file"));
        }
    }
    let (club, me, now) = (desk.club.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| mails::trial(tx, &club, &me, now)).await?;
    let said = if postman.is_some() { "studio-connections-mail-ok" } else { "studio-connections-mail-demo" };
    Ok(found("ok", w.t1(said, "to", desk.me.email.as_str()), ""))
}

async fn payments(desk: &Desk) -> Vec<Finding> {
    let w = &desk.w;
    let found =
        |tone, what: String, mend: String| Finding { tone, name: w.t("studio-connections-payments"), what, mend };
    let silent = |key: &str| w.t(&format!("studio-connections-{key}"));
    match desk.club.config().payments {
        Payments::Off => vec![found("warn", silent("off"), silent("off-mend"))],
        Payments::Sandbox => vec![found("ok", silent("sandbox"), String::new())],
        Payments::Stripe => match payments::checkup(&desk.club, desk.now).await {
            None => vec![found("stop", silent("no-key"), silent("no-key-mend"))],
            Some(checkup) => {
                let hook = hook(w, &checkup, &payments::hook_address(&desk.club));
                let told = [account(w, &checkup)].into_iter().chain(hook);
                told.map(|(tone, what, mend)| found(tone, what, mend)).collect()
            }
        },
    }
}

type Told = (&'static str, String, String);

fn account(w: &Words, checkup: &Checkup) -> Told {
    let kind = w.t(if checkup.livemode { "studio-connections-live" } else { "studio-connections-test" });
    let mend = |key: &str| w.t(&format!("studio-connections-{key}-mend"));
    match &checkup.account {
        Ok(account) if account.charges_enabled => {
            let said = w.t2("studio-connections-account", "account", account.id.as_str(), "kind", kind);
            ("ok", said, String::new())
        }
        Ok(account) => {
            ("stop", w.t1("studio-connections-account-closed", "account", account.id.as_str()), mend("account-closed"))
        }
        Err(CallError::Refused(why)) if why.status == 401 => {
            ("stop", w.t("studio-connections-key-refused"), mend("key-refused"))
        }
        // A restricted key may not say whose it is.
        Err(CallError::Refused(_)) => ("warn", w.t1("studio-connections-key-narrow", "kind", kind), mend("key-narrow")),
        Err(CallError::Unknown(why)) => {
            ("stop", w.t1("studio-connections-stripe-silent", "why", why.to_string()), mend("stripe-silent"))
        }
    }
}

/// The way by which Stripe tells of payments; nothing to say of it when Stripe said nothing at all.
fn hook(w: &Words, checkup: &Checkup, address: &str) -> Option<Told> {
    let said = |key: &str| w.t1(&format!("studio-connections-hook-{key}"), "address", address);
    let mend = |key: &str, events: String| w.t1(&format!("studio-connections-hook-{key}-mend"), "events", events);
    Some(match &checkup.hook {
        Ok(Hook::Fine) => ("ok", said("fine"), String::new()),
        Ok(Hook::Missing) => ("stop", said("missing"), mend("missing", payments::EVENTS.join(", "))),
        Ok(Hook::Disabled) => ("stop", said("disabled"), mend("disabled", String::new())),
        Ok(Hook::Deaf(missing)) => ("warn", said("deaf"), mend("deaf", missing.join(", "))),
        // The line above says already that nothing can be asked.
        Err(_) if checkup.account.as_ref().is_err_and(says_nothing) => return None,
        Err(_) => ("warn", said("unknown"), mend("unknown", String::new())),
    })
}

/// Whether Stripe does not know the key, or is not there.
fn says_nothing(error: &CallError) -> bool {
    match error {
        CallError::Refused(why) => why.status == 401,
        CallError::Unknown(_) => true,
    }
}
