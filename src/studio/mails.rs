//! Letters to the crew.

use askama::Template;

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::club::mail::{self, Letter};
use crate::crew::CrewMember;
use crate::plumbing::db::Tx;
use crate::plumbing::locale::Words;
use crate::sessions::Letting;
use crate::site::account_letters::{self, News};
use crate::site::devices;

#[derive(Template)]
#[template(path = "studio/mails/plain.html")]
struct Html<'a> {
    lang: &'a str,
    subject: &'a str,
    club: &'a str,
    lines: &'a [String],
    code: &'a str,
    link: &'a str,
    link_words: &'a str,
}

struct Written<'a> {
    subject: String,
    lines: Vec<String>,
    code: &'a str,
    link: String,
    link_words: String,
}

/// Six digits first, a link second.
pub fn sign_in(tx: &mut Tx, club: &Club, to: &CrewMember, letting: &Letting, now: Moment) -> Result<(), Fault> {
    let w = words(club, to);
    let artist = club.config().artist.as_str();
    let written = Written {
        subject: w.t2("studio-mail-code-subject", "code", letting.code.reveal(), "club", artist),
        lines: vec![w.t1("studio-mail-code", "club", artist), w.t("studio-mail-code-not-you")],
        code: letting.code.reveal(),
        link: club.url(&format!("/studio/link/{}", letting.link.reveal())),
        link_words: w.t("studio-mail-code-link"),
    };
    let key = format!("studio-sign-in/{}", letting.sign_in);
    send(tx, to, &w, artist, &written, ("sign_in", key), now)
}

/// Somebody came in to the studio by a browser that never was here before.
pub fn new_device(tx: &mut Tx, club: &Club, to: &CrewMember, agent: &str, now: Moment) -> Result<(), Fault> {
    let w = words(club, to);
    let device = devices::name(agent, &w);
    let news = News::NewDevice { device: &device, path: "/studio/account" };
    let key = format!("{}/{}", to.id, now.0);
    mail::queue(tx, &account_letters::letter(club, &w, &to.email, &news, &key, now)?, now)
}

/// A passkey of theirs was added or taken away.
pub fn passkey(
    tx: &mut Tx,
    club: &Club,
    to: &CrewMember,
    news: &News<'_>,
    key: &str,
    now: Moment,
) -> Result<(), Fault> {
    mail::queue(tx, &account_letters::letter(club, &words(club, to), &to.email, news, key, now)?, now)
}

/// Asked for from the studio, to see whether letters arrive.
pub fn trial(tx: &mut Tx, club: &Club, to: &CrewMember, now: Moment) -> Result<(), Fault> {
    let w = words(club, to);
    let artist = club.config().artist.as_str();
    let written = Written {
        subject: w.t1("studio-mail-trial-subject", "club", artist),
        lines: vec![w.t1("studio-mail-trial", "club", artist), w.t("studio-mail-trial-how")],
        code: "",
        link: club.url("/studio/settings/connections"),
        link_words: w.t("studio-connections-title"),
    };
    send(tx, to, &w, artist, &written, ("crew", format!("studio-trial/{}/{}", to.id, now.0)), now)
}

/// Somebody was asked to the crew.
pub fn invitation(tx: &mut Tx, club: &Club, to: &CrewMember, by: &str, now: Moment) -> Result<(), Fault> {
    let w = words(club, to);
    let artist = club.config().artist.as_str();
    let role = w.t(&format!("studio-role-{}", to.role().word()));
    let written = Written {
        subject: w.t1("studio-mail-invited-subject", "club", artist),
        lines: vec![
            w.with("studio-mail-invited", &[("by", by.into()), ("club", artist.into()), ("role", role.into())]),
            w.t("studio-mail-invited-how"),
        ],
        code: "",
        link: club.url("/studio/sign-in"),
        link_words: w.t("studio-sign-in-title"),
    };
    let key = format!("studio-invitation/{}/{}", to.id, now.0);
    send(tx, to, &w, artist, &written, ("crew", key), now)
}

fn words(club: &Club, to: &CrewMember) -> Words {
    Words::product(to.language(), club.time_zone())
}

fn send(
    tx: &mut Tx,
    to: &CrewMember,
    w: &Words,
    artist: &str,
    written: &Written<'_>,
    (kind, dedupe_key): (&str, String),
    now: Moment,
) -> Result<(), Fault> {
    let lang = w.lang();
    let html = Html {
        lang: lang.code(),
        subject: &written.subject,
        club: artist,
        lines: &written.lines,
        code: written.code,
        link: &written.link,
        link_words: &written.link_words,
    };
    let html = html.render().map_err(|error| Fault::Template(error.to_string()))?;
    let code = if written.code.is_empty() { String::new() } else { format!("{}\n\n", written.code) };
    let text =
        format!("{code}{}\n\n{}:\n{}\n\n{artist}\n", written.lines.join("\n\n"), written.link_words, written.link);
    let letter = Letter {
        dedupe_key,
        kind: kind.to_owned(),
        to_address: to.email.clone(),
        to_name: to.name.clone(),
        subject: written.subject.clone(),
        text,
        html,
        unsubscribe_url: None,
        files: Vec::new(),
    };
    mail::queue(tx, &letter, now)
}
