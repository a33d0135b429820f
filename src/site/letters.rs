//! The mail with a code and a link. What it says depends on who has the address; the page never does.

use askama::Template;

use crate::base::{EmailAddress, Fault};
use crate::club::mail::Letter;
use crate::club::{Club, accent_in_letters};
use crate::members::Member;
use crate::plumbing::locale::{Lang, Words};
use crate::sessions::Letting;

#[derive(Template)]
#[template(path = "mail/sign_in/subject.txt", escape = "none")]
struct Subject<'a> {
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "mail/sign_in/body.txt", escape = "none")]
struct TextBody<'a>(&'a Body<'a>);

#[derive(Template)]
#[template(path = "mail/sign_in/body.html")]
struct HtmlBody<'a>(&'a Body<'a>);

struct Body<'a> {
    w: &'a Words,
    lang: &'a str,
    /// The colour of the club's look.
    accent: String,
    club: &'a str,
    title: String,
    about: String,
    code: Option<&'a str>,
    button: String,
    url: String,
    foot: String,
}

/// Whom the letter finds at the address.
pub(super) enum Finds<'a> {
    /// A member who signs in.
    Member,
    /// A member who tries to join again.
    MemberAlready(&'a Member),
    /// Somebody who joins.
    Newcomer,
    /// Nobody, though signing in was asked for. The letter opens nothing.
    Stranger,
}

/// The letter for one request. `ways` are the addresses of the link and of the join page.
pub(super) fn sign_in(
    club: &Club,
    lang: Lang,
    to: &EmailAddress,
    finds: &Finds<'_>,
    letting: &Letting,
    ways: (&str, &str),
) -> Result<Letter, Fault> {
    let w = Words::product(lang, club.time_zone());
    let (link, join) = ways;
    let name = club.config().artist.as_str();
    let code = letting.code.reveal();
    let opens = !matches!(finds, Finds::Stranger);
    let body = Body {
        w: &w,
        lang: lang.code(),
        accent: accent_in_letters(club),
        club: name,
        title: w.t(match finds {
            Finds::Member | Finds::MemberAlready(_) => "sign-in-mail-title-back",
            Finds::Newcomer => "sign-in-mail-title-join",
            Finds::Stranger => "sign-in-mail-title-stranger",
        }),
        about: match finds {
            Finds::Member => w.t("sign-in-mail-about-back"),
            Finds::MemberAlready(member) => {
                w.t2("sign-in-mail-about-known", "club", name, "number", w.number(member.number))
            }
            Finds::Newcomer => w.t1("sign-in-mail-about-join", "club", name),
            Finds::Stranger => w.t1("sign-in-mail-about-stranger", "club", name),
        },
        code: opens.then_some(code),
        button: w.t(match finds {
            Finds::Member | Finds::MemberAlready(_) => "sign-in-mail-button-back",
            Finds::Newcomer | Finds::Stranger => "sign-in-mail-button-join",
        }),
        url: club.url(if opens { link } else { join }),
        foot: w.t(if opens { "sign-in-mail-foot" } else { "sign-in-mail-foot-stranger" }),
    };
    let subject = match finds {
        Finds::Stranger => w.t("sign-in-mail-subject-stranger"),
        _ => w.t2("sign-in-mail-subject", "code", code, "club", name),
    };
    let written = |error: askama::Error| Fault::Template(error.to_string());
    Ok(Letter {
        dedupe_key: format!("sign_in/{}", letting.sign_in),
        kind: "sign_in".to_owned(),
        to_address: to.as_written().to_owned(),
        to_name: String::new(),
        subject: Subject { subject: &subject }.render().map_err(written)?,
        text: TextBody(&body).render().map_err(written)?,
        html: HtmlBody(&body).render().map_err(written)?,
        unsubscribe_url: None,
        files: Vec::new(),
    })
}
