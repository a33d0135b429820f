//! Coming in: the address is proved, a newcomer becomes a member, a session begins.

use actix_web::HttpRequest;
use actix_web::http::header;

use super::account_letters::{self, News};
use super::asking::JoinForm;
use super::contexts::NoticeKind;
use super::{checkouts, devices, notices, queue, ways};
use crate::base::{EmailAddress, Fault, Secret, SecretHash};
use crate::carts;
use crate::catalog::KINDS;
use crate::club::mail;
use crate::invitations::{self, Code, Door, RequestId};
use crate::lobby::{self, Visit};
use crate::members::{self, Joining, Member, NewConsent};
use crate::payments;
use crate::plumbing::db::Tx;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::sessions::{self, Audience, SignIn};

/// Somebody who is in now.
#[derive(Debug, Clone)]
pub(super) struct Entered {
    secret: Secret,
    pub member: Member,
    /// They were not a member a moment ago.
    joined: bool,
    return_to: String,
    /// Tier and period chosen before joining.
    chosen: Option<(String, String)>,
}

/// What comes of a proved address.
#[derive(Debug, Clone)]
pub(super) enum Entering {
    In(Box<Entered>),
    /// The club lets people in on request, and this is theirs.
    Waits(RequestId),
    /// The club lets in only who is invited, and the invitation is no longer good.
    NotInvited,
    /// A request that was for nobody: its letter held no code, so there is nothing anybody could have proved.
    Nobody,
}

/// Who proved an address.
enum Arrival {
    Member(Box<Member>),
    Newcomer(Box<Member>),
    Waits(RequestId),
    NotInvited,
    Nobody,
}

/// Lets in whoever proved that the address of this request is theirs, as far as the club lets them.
pub(super) fn enter(
    tx: &mut Tx,
    visit: &Visit,
    request: &SignIn,
    browser: &SecretHash,
    device: &str,
) -> Result<Entering, Fault> {
    let form: Option<JoinForm> = request.join_form.as_deref().map(serde_json::from_str).transpose()?;
    let chosen = form.as_ref().and_then(|form| form.tier.clone());
    let (member, joined) = match arrive(tx, visit, request, form)? {
        Arrival::Member(member) => (*member, false),
        Arrival::Newcomer(member) => (*member, true),
        Arrival::Waits(request) => return Ok(Entering::Waits(request)),
        Arrival::NotInvited => return Ok(Entering::NotInvited),
        Arrival::Nobody => return Ok(Entering::Nobody),
    };
    if !joined {
        tell_of_new_device(tx, visit, &member, browser, device)?;
    }
    let secret = begin(tx, visit, &member, browser, device)?;
    let entered = Entered { secret, member, joined, return_to: request.return_to.clone(), chosen };
    Ok(Entering::In(Box::new(entered)))
}

/// Lets a member in who proved by a passkey who they are.
pub(super) fn enter_by_passkey(
    tx: &mut Tx,
    visit: &Visit,
    member: Member,
    browser: &SecretHash,
    device: &str,
    return_to: &str,
) -> Result<Entered, Fault> {
    tell_of_new_device(tx, visit, &member, browser, device)?;
    let secret = begin(tx, visit, &member, browser, device)?;
    Ok(Entered { secret, member, joined: false, return_to: return_to.to_owned(), chosen: None })
}

fn begin(tx: &mut Tx, visit: &Visit, member: &Member, browser: &SecretHash, device: &str) -> Result<Secret, Fault> {
    let ip = visit.ip.0.to_string();
    let secret = sessions::begin(tx, Audience::Fans, member.id.as_str(), device, &ip, visit.now)?;
    sessions::remember_browser(tx, browser, &member.email_folded, visit.now)?;
    // What they put into a cart, or bought as a guest, before we knew them.
    carts::pour(tx, browser, &member.id, visit.now)?;
    if KINDS.claim(tx, &member.id, &member.email_folded)? > 0 {
        payments::tell_spend(tx, Some(&member.id))?;
    }
    Ok(secret)
}

/// Writes to a member who came in by a browser that never was here with their address, a few times a day at most.
/// Somebody's first time is no news.
fn tell_of_new_device(
    tx: &mut Tx,
    visit: &Visit,
    member: &Member,
    browser: &SecretHash,
    device: &str,
) -> Result<(), Fault> {
    let email = member.email_folded.as_str();
    if !sessions::is_news(tx, browser, email, visit.now)? {
        return Ok(());
    }
    let path = visit.url("/account#sessions");
    let news = News::NewDevice { device, path: &path };
    let words = account_letters::words(&visit.club, member);
    let key = format!("{}/{}", member.id, visit.now.0);
    mail::queue(tx, &account_letters::letter(&visit.club, &words, &member.email, &news, &key, visit.now)?, visit.now)
}

fn arrive(tx: &mut Tx, visit: &Visit, request: &SignIn, form: Option<JoinForm>) -> Result<Arrival, Fault> {
    if let Some(member) = members::by_email(tx, &request.email_folded)? {
        return Ok(Arrival::Member(Box::new(member)));
    }
    let Some(form) = form else { return Ok(Arrival::Nobody) };
    let code = form.invitation.as_deref().and_then(Code::typed);
    let answers = form.answers.clone();
    let joining = joining(visit, request, form)?;
    let good = code.as_ref().map(|code| invitations::hold(tx, code)).transpose()?.flatten().is_some();
    match invitations::entry(tx)?.door {
        Door::Request if !good => {
            return Ok(Arrival::Waits(invitations::ask(tx, &joining, &answers, visit.now)?.id));
        }
        Door::Invitation if !good => return Ok(Arrival::NotInvited),
        _ => {}
    }
    let (member, _) = members::join(tx, &joining, visit.now)?;
    if let Some(code) = code.filter(|_| good) {
        invitations::accept(tx, &code, &member.id, visit.now)?;
    }
    Ok(Arrival::Newcomer(Box::new(member)))
}

fn joining(visit: &Visit, request: &SignIn, form: JoinForm) -> Result<Joining, Fault> {
    let consent = |(purpose, wording): (String, String)| NewConsent {
        purpose,
        granted: true,
        wording,
        ip: visit.ip.0.to_string(),
        source: "join".to_owned(),
    };
    Ok(Joining {
        email: EmailAddress::parse(&request.email).map_err(|error| Fault::broken(error.to_string()))?,
        name: form.name,
        language: request.language.clone(),
        country: String::new(),
        birth_date: form.birth_date,
        source: "web".to_owned(),
        consents: form.consents.into_iter().map(consent).collect(),
        decided_at: request.created_at,
    })
}

/// Where somebody goes whose address is proved, but who is not in.
pub(super) fn lead_off(visit: &Visit, entering: &Entering) -> Option<Page> {
    match entering {
        Entering::Waits(request) => Some(ways::see(visit, &queue::path(visit, request))),
        Entering::NotInvited => Some(ways::see(visit, "/join")),
        Entering::In(_) | Entering::Nobody => None,
    }
}

/// Where somebody who just came in goes: to pay for the tier they chose, to be welcomed, or where they were.
pub(super) async fn lead_on(visit: &Visit, entered: Entered) -> Page {
    let back = ways::local(&entered.return_to);
    let cookie = lobby::session_cookie(&visit.club, Audience::Fans, &entered.secret);
    let paying = match &entered.chosen {
        Some((tier, period)) => checkouts::begin(visit, &entered.member, tier, period, &back).await?,
        None => None,
    };
    let mut answer = match (paying, entered.joined) {
        (Some(url), _) => ways::see_exactly(&url)?,
        (None, true) => ways::see(visit, &ways::with("/welcome", &[("back", &back)]))?,
        (None, false) => notices::see(visit, &back, NoticeKind::SignedIn, "")?,
    };
    answer.add_cookie(&cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
    Ok(answer)
}

/// `Firefox on Android`, as far as the browser tells; empty when it does not.
pub(super) fn device(request: &HttpRequest, visit: &Visit) -> String {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    devices::name(agent, &Words::product(visit.lang, visit.club.time_zone()))
}
