//! Letters about an account: what its owner has to know, whoever did it.

use askama::Template;

use crate::base::{Fault, Moment};
use crate::club::mail::{Letter, PASSING};
use crate::club::{Club, accent_in_letters};
use crate::members::Member;
use crate::plumbing::locale::{Lang, Words, product_languages};

/// What there is to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News<'a> {
    /// To the present address: may the account move to `to`? With the path that says yes.
    MayMove { to: &'a str, path: &'a str },
    /// To the new address: is it theirs? With the path that says yes.
    MoveHere { path: &'a str },
    /// To the address that was left.
    Moved { to: &'a str },
    /// Somebody came in by a browser that never was here before.
    NewDevice { device: &'a str, path: &'a str },
    /// A passkey was added to their account. With the path where it is taken away.
    PasskeyAdded { label: &'a str, path: &'a str },
    /// A passkey was taken away.
    PasskeyRemoved { label: &'a str, path: &'a str },
    /// The crew let them in. With the path that signs them in, once.
    LetIn { path: &'a str },
    /// The crew gave them a tier, until a moment or for good. With the path of their account.
    Given { tier: &'a str, until: Option<Moment>, path: &'a str },
    /// The last letter: everything is being erased.
    Erased { papers_for: u8 },
}

/// The letter. `key` tells it from others of its kind to the same person, and names nobody.
pub fn letter(club: &Club, w: &Words, to: &str, news: &News<'_>, key: &str, now: Moment) -> Result<Letter, Fault> {
    let name = club.config().artist.as_str();
    let button = |key: &str, path: &str| Some((w.t(key), club.url(path)));
    let of_passkey =
        |label: &str| [("club", name.into()), ("when", w.date_time(now).into()), ("passkey", label.to_owned().into())];
    let (title, about, button, foot) = match news {
        News::MayMove { to, path } => (
            w.t("account-mail-may-move-title"),
            w.t2("account-mail-may-move-about", "club", name, "email", *to),
            button("account-mail-may-move-button", path),
            "account-mail-may-move-foot",
        ),
        News::MoveHere { path } => (
            w.t("account-mail-move-here-title"),
            w.t1("account-mail-move-here-about", "club", name),
            button("account-mail-move-here-button", path),
            "account-mail-move-here-foot",
        ),
        News::Moved { to } => (
            w.t("account-mail-moved-title"),
            w.t2("account-mail-moved-about", "club", name, "email", *to),
            None,
            "account-mail-moved-foot",
        ),
        News::NewDevice { device, path } => (
            w.t("account-mail-device-title"),
            match *device {
                "" => w.t2("account-mail-device-about-unknown", "club", name, "when", w.date_time(now)),
                device => w.with(
                    "account-mail-device-about",
                    &[("club", name.into()), ("when", w.date_time(now).into()), ("device", device.into())],
                ),
            },
            button("account-mail-device-button", path),
            "account-mail-device-foot",
        ),
        News::PasskeyAdded { label, path } => (
            w.t("account-mail-passkey-added-title"),
            w.with("account-mail-passkey-added-about", &of_passkey(label)),
            button("account-mail-passkey-button", path),
            "account-mail-passkey-added-foot",
        ),
        News::PasskeyRemoved { label, path } => (
            w.t("account-mail-passkey-removed-title"),
            w.with("account-mail-passkey-removed-about", &of_passkey(label)),
            button("account-mail-passkey-button", path),
            "account-mail-passkey-removed-foot",
        ),
        News::LetIn { path } => (
            w.t1("account-mail-let-in-title", "club", name),
            w.t("account-mail-let-in-about"),
            button("account-mail-let-in-button", path),
            "account-mail-let-in-foot",
        ),
        News::Given { tier, until, path } => (
            w.t1("account-mail-given-title", "tier", *tier),
            match until {
                Some(until) => w.with(
                    "account-mail-given-until",
                    &[("club", name.into()), ("tier", (*tier).into()), ("when", w.date_time(*until).into())],
                ),
                None => w.t2("account-mail-given-endless", "club", name, "tier", *tier),
            },
            button("account-mail-given-button", path),
            "account-mail-given-foot",
        ),
        News::Erased { papers_for } => (
            w.t("account-mail-erased-title"),
            match papers_for {
                0 => w.t1("account-mail-erased-about", "club", name),
                years => w.t2("account-mail-erased-about-papers", "club", name, "n", i64::from(*years)),
            },
            None,
            "account-mail-erased-foot",
        ),
    };
    let foot = w.t1(foot, "club", name);
    let lang = w.lang();
    let body =
        Body { lang: lang.code(), accent: accent_in_letters(club), club: name, title: &title, about, button, foot };
    let written = |error: askama::Error| Fault::Template(error.to_string());
    let (kind, word) = kind(news);
    Ok(Letter {
        dedupe_key: format!("account/{word}/{key}"),
        kind: kind.to_owned(),
        to_address: to.to_owned(),
        to_name: String::new(),
        subject: Subject { title: &title, club: name }.render().map_err(written)?,
        text: TextBody(&body).render().map_err(written)?,
        html: HtmlBody(&body).render().map_err(written)?,
        unsubscribe_url: None,
        files: Vec::new(),
    })
}

/// As the outbox calls the letter, and the word in its key. Letters to an address that is left are not kept.
fn kind(news: &News<'_>) -> (&'static str, &'static str) {
    match news {
        News::MayMove { .. } => (PASSING, "may_move"),
        News::MoveHere { .. } => (PASSING, "move_here"),
        News::Moved { .. } => (PASSING, "moved"),
        News::NewDevice { .. } => ("account", "device"),
        News::PasskeyAdded { .. } => ("account", "passkey_added"),
        News::PasskeyRemoved { .. } => ("account", "passkey_removed"),
        News::LetIn { .. } => ("account", "let_in"),
        News::Given { .. } => ("account", "given"),
        News::Erased { .. } => (PASSING, "erased"),
    }
}

/// How letters speak to a member: in the language they chose, and by their clock.
pub fn words(club: &Club, member: &Member) -> Words {
    let zone = member.time_zone.zone().unwrap_or_else(|| club.time_zone());
    Words::product(language(&member.language), zone)
}

/// The language somebody chose for their mails, as far as the product speaks it.
fn language(chosen: &str) -> Lang {
    let spoken = product_languages();
    chosen.parse().ok().filter(|lang| spoken.contains(lang)).unwrap_or(Lang::EN)
}

#[derive(Template)]
#[template(path = "mail/account/subject.txt", escape = "none")]
struct Subject<'a> {
    title: &'a str,
    club: &'a str,
}

#[derive(Template)]
#[template(path = "mail/account/body.txt", escape = "none")]
struct TextBody<'a>(&'a Body<'a>);

#[derive(Template)]
#[template(path = "mail/account/body.html")]
struct HtmlBody<'a>(&'a Body<'a>);

struct Body<'a> {
    lang: &'a str,
    /// The colour of the club's look.
    accent: String,
    club: &'a str,
    title: &'a str,
    about: String,
    /// What it says, and where it leads.
    button: Option<(String, String)>,
    foot: String,
}
