//! Coming in: the address is proved, a newcomer becomes a member, a session begins.

use actix_web::HttpRequest;
use actix_web::http::header;

use super::asking::JoinForm;
use super::contexts::NoticeKind;
use super::{checkouts, notices, ways};
use crate::base::{EmailAddress, Fault, Secret, SecretHash};
use crate::carts;
use crate::lobby::{self, Visit};
use crate::members::{self, Joining, Member, NewConsent};
use crate::orders;
use crate::payments;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::sessions::{self, Audience, SignIn};
use crate::tickets;

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

/// Lets in whoever proved that the address of this request is theirs. `None` for a request that was for nobody: its
/// letter held no code, so there is nothing anybody could have proved.
pub(super) fn enter(
    tx: &mut Tx,
    visit: &Visit,
    request: &SignIn,
    browser: &SecretHash,
    device: &str,
) -> Result<Option<Entered>, Fault> {
    let form: Option<JoinForm> = request.join_form.as_deref().map(serde_json::from_str).transpose()?;
    let chosen = form.as_ref().and_then(|form| form.tier.clone());
    let Some((member, joined)) = member(tx, visit, request, form)? else { return Ok(None) };
    let ip = visit.ip.0.to_string();
    let secret = sessions::begin(tx, Audience::Fans, member.id.as_str(), device, &ip, visit.now)?;
    sessions::remember_browser(tx, browser, &request.email_folded, visit.now)?;
    // What they put into a cart, or bought as a guest, before we knew them.
    carts::pour(tx, browser, &member.id, visit.now)?;
    if orders::claim(tx, &member.id, &member.email_folded)? > 0 {
        payments::tell_spend(tx, Some(&member.id))?;
    }
    tickets::claim(tx, &member.id, &member.email_folded)?;
    Ok(Some(Entered { secret, member, joined, return_to: request.return_to.clone(), chosen }))
}

fn member(
    tx: &mut Tx,
    visit: &Visit,
    request: &SignIn,
    form: Option<JoinForm>,
) -> Result<Option<(Member, bool)>, Fault> {
    let Some(form) = form else {
        return Ok(known(tx, &request.email_folded)?.map(|member| (member, false)));
    };
    let email = EmailAddress::parse(&request.email).map_err(|error| Fault::broken(error.to_string()))?;
    let consent = |(purpose, wording): (String, String)| NewConsent {
        purpose,
        granted: true,
        wording,
        ip: visit.ip.0.to_string(),
        source: "join".to_owned(),
    };
    let joining = Joining {
        email,
        name: form.name,
        language: request.language.clone(),
        country: String::new(),
        birth_date: form.birth_date,
        source: "web".to_owned(),
        consents: form.consents.into_iter().map(consent).collect(),
    };
    members::join(tx, &joining, visit.now).map(Some)
}

fn known(conn: &mut Conn, email_folded: &str) -> Result<Option<Member>, Fault> {
    members::by_email(conn, email_folded)
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
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            let w = Words::product(visit.lang, visit.club.time_zone());
            w.t2("session-device", "browser", browser, "system", system)
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}
