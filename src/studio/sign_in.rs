//! How the crew comes in: an address, six digits, and a second factor before money or files.

use std::future::{Ready, ready};

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;

use super::desk::{As, Desk, to, within_studio};
use super::factors::Factors;
use super::fields::Fields;
use super::mails;
use super::parts::{Field, Wrongs, field};
use crate::base::{EmailAddress, Fault, Moment, Secret, SecretHash, SixDigits};
use crate::club::Club;
use crate::crew::{self, Arriving, CrewMember};
use crate::lobby::{self, limits};
use crate::passkeys;
use crate::plumbing::db::Tx;
use crate::plumbing::locale::{Lang, Words, product_languages};
use crate::plumbing::web::{ClientIp, Limit, Limits, Page, PageError, page};
use crate::sessions::{self, Asking, Audience, NotIn, SignIn};

#[derive(Template)]
#[template(path = "studio/sign_in/new.html")]
pub struct SignInPage {
    pub w: Words,
    pub club: String,
    pub return_to: String,
    pub refusal: String,
    pub email_field: Field,
    /// Whether browsers have passkeys at the club's address.
    pub passkeys: bool,
}

#[derive(Template)]
#[template(path = "studio/sign_in/code.html")]
pub struct CodePage {
    pub w: Words,
    pub club: String,
    pub return_to: String,
    pub code_field: Field,
}

#[derive(Template)]
#[template(path = "studio/sign_in/link.html")]
pub struct LinkPage {
    pub w: Words,
    pub club: String,
    pub known: bool,
    pub action: String,
}

#[derive(Template)]
#[template(path = "studio/sign_in/factor.html")]
pub struct FactorPage {
    pub w: Words,
    pub club: String,
    pub return_to: String,
    pub what: String,
    /// A passkey of theirs will do.
    pub passkey: bool,
    /// Why it did not.
    pub refusal: String,
    /// What there is to type: the app's code or a recovery code.
    pub code_field: Option<Field>,
    /// A recovery code will do where the app's code is asked for.
    pub app: bool,
    /// In a demo, what the app would show; empty elsewhere.
    pub shown: String,
}

/// Somebody before the door: no session, a language from the browser.
pub struct Porch {
    pub(super) club: Club,
    w: Words,
    pub(super) now: Moment,
    pub(super) ip: ClientIp,
    pub(super) device: String,
    pub(super) browser: SecretHash,
    /// To set when this browser was unknown.
    pub(super) cookie: Option<Cookie<'static>>,
    query: Fields,
    limits: web::Data<Limits>,
}

impl FromRequest for Porch {
    type Error = PageError;
    type Future = Ready<Result<Porch, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(porch(request, payload))
    }
}

fn porch(request: &HttpRequest, payload: &mut Payload) -> Result<Porch, PageError> {
    let club = request.extensions().get::<Club>().cloned().ok_or(PageError::NotFound)?;
    let limits = request.app_data::<web::Data<Limits>>().cloned();
    let limits = limits.ok_or_else(|| Fault::broken("no limits are set up"))?;
    let ip = ClientIp::from_request(request, payload).into_inner().map_err(|_| PageError::NotFound)?;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let lang = Lang::negotiate(header(header::ACCEPT_LANGUAGE), &product_languages());
    let (browser, cookie) = lobby::browser(request, &club);
    Ok(Porch {
        w: Words::product(lang, club.time_zone()),
        now: Moment::now(),
        ip,
        device: header(header::USER_AGENT).to_owned(),
        browser,
        cookie,
        query: Fields::of_query(request.query_string()),
        limits,
        club,
    })
}

impl Porch {
    pub(super) fn count(&self, limit: Limit, key: &str) -> Result<(), PageError> {
        let counted = self.limits.count(limit, self.club.name(), key);
        counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })
    }

    pub fn words(&self) -> &Words {
        &self.w
    }

    pub fn artist(&self) -> String {
        self.club.config().artist.clone()
    }

    fn new_page(&self, return_to: &str, typed: &str, wrongs: &Wrongs) -> SignInPage {
        let refusal = if self.club.sends_mail() { String::new() } else { self.w.t("studio-sign-in-no-mail") };
        SignInPage {
            w: self.w.clone(),
            club: self.artist(),
            return_to: within_studio(return_to).to_owned(),
            refusal,
            email_field: field("email", self.w.t("studio-crew-email"), typed)
                .kind("email")
                .with("autocomplete=\"username webauthn\" required")
                .wrong(wrongs),
            passkeys: passkeys::host(&self.club).is_some(),
        }
    }

    /// The first page, with why a passkey did not let them in.
    pub(super) fn new_page_saying(&self, return_to: &str, refusal: String) -> SignInPage {
        SignInPage { refusal, ..self.new_page(return_to, "", &Wrongs::none()) }
    }

    fn code_page(&self, return_to: &str, wrongs: &Wrongs) -> CodePage {
        CodePage {
            w: self.w.clone(),
            club: self.artist(),
            return_to: within_studio(return_to).to_owned(),
            code_field: field("code", self.w.t("studio-code-field"), "")
                .input_class("digits")
                .with("inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"9\" required")
                .wrong(wrongs),
        }
    }

    /// Begins the session of whoever the request belonged to.
    async fn let_in(&self, request: &SignIn) -> Page {
        let (email, now, device, ip) =
            (request.email_folded.clone(), self.now, self.device.clone(), self.ip.0.to_string());
        let (browser, club) = (self.browser.clone(), self.club.clone());
        let secret = self
            .club
            .write(move |tx| {
                let Some(member) = crew::by_email(tx, &email)? else { return Ok(None) };
                Ok::<_, Fault>(Some(begin(tx, &club, &member, (&browser, &device, &ip), now)?))
            })
            .await?;
        match secret {
            Some(secret) => self.is_in(&secret, &request.return_to),
            None => to("/studio/sign-in"),
        }
    }

    /// On to where they wanted, with the session's cookie.
    pub(super) fn is_in(&self, secret: &Secret, return_to: &str) -> Page {
        let mut answer = HttpResponse::SeeOther();
        answer.cookie(lobby::session_cookie(&self.club, Audience::Crew, secret));
        if let Some(cookie) = &self.cookie {
            answer.cookie(cookie.clone());
        }
        Ok(answer.insert_header((header::LOCATION, within_studio(return_to))).finish())
    }
}

/// Begins a session; a browser that never was here with this address is told of by mail, a few times a day at most.
pub(super) fn begin(
    tx: &mut Tx,
    club: &Club,
    member: &CrewMember,
    (browser, device, ip): (&SecretHash, &str, &str),
    now: Moment,
) -> Result<Secret, Fault> {
    if sessions::is_news(tx, browser, &member.email_folded, now)? {
        mails::new_device(tx, club, member, device, now)?;
    }
    sessions::remember_browser(tx, browser, &member.email_folded, now)?;
    sessions::begin(tx, Audience::Crew, member.id.as_str(), device, ip, now)
}

pub async fn new(porch: Porch) -> Page {
    page(StatusCode::OK, &porch.new_page(porch.query.get("return"), "", &Wrongs::none()))
}

/// Sends six digits to a crew member. The answer is the same for everybody else.
pub async fn create(porch: Porch, form: web::Form<Fields>) -> Page {
    let return_to = within_studio(form.get("return")).to_owned();
    let Ok(email) = EmailAddress::parse(form.get("email")) else {
        let wrongs = Wrongs::one("email", porch.w.t("studio-email-wrong"));
        let again = porch.new_page(&return_to, form.get("email"), &wrongs);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &again);
    };
    if !porch.club.sends_mail() {
        let again = porch.new_page(&return_to, form.get("email"), &Wrongs::none());
        return page(StatusCode::SERVICE_UNAVAILABLE, &again);
    }
    porch.count(limits::MAILS_FROM_NETWORK, &porch.ip.network())?;
    let (browser, folded) = (porch.browser.clone(), email.folded().to_owned());
    // A stranger who asks for somebody's codes exhausts this limit, and must not lock out a browser known from before.
    let known = porch.club.read(move |c| sessions::knows_browser(c, &browser, &folded)).await?;
    if known || porch.count(limits::MAILS_TO_ADDRESS, email.folded()).is_ok() {
        ask(&porch, &email, &return_to).await?;
    }
    let query = serde_urlencoded::to_string([("return", &return_to)]).unwrap_or_default();
    let mut answer = HttpResponse::SeeOther();
    if let Some(cookie) = &porch.cookie {
        answer.cookie(cookie.clone());
    }
    Ok(answer.insert_header((header::LOCATION, format!("/studio/sign-in/code?{query}"))).finish())
}

async fn ask(porch: &Porch, email: &EmailAddress, return_to: &str) -> Result<(), Fault> {
    let asking = Asking {
        audience: Audience::Crew,
        email: email.clone(),
        browser: porch.browser.clone(),
        join_form: None,
        return_to: return_to.to_owned(),
        language: porch.w.lang().code().to_owned(),
        ip: porch.ip.0.to_string(),
    };
    let (club, now) = (porch.club.clone(), porch.now);
    porch
        .club
        .write(move |tx| {
            // Remembered for everybody, mailed to the crew: what a wrong code is answered must not tell who works here.
            let letting = sessions::ask(tx, club.key(), &asking, now)?;
            match crew::by_email(tx, asking.email.folded())? {
                Some(member) => mails::sign_in(tx, &club, &member, &letting, now),
                None => Ok(()),
            }
        })
        .await
}

pub async fn code(porch: Porch) -> Page {
    page(StatusCode::OK, &porch.code_page(porch.query.get("return"), &Wrongs::none()))
}

pub async fn open_with_code(porch: Porch, form: web::Form<Fields>) -> Page {
    porch.count(limits::CODES_FROM_NETWORK, &porch.ip.network())?;
    let again = |sentence: String| {
        let wrongs = Wrongs::one("code", sentence);
        page(StatusCode::UNPROCESSABLE_ENTITY, &porch.code_page(form.get("return"), &wrongs))
    };
    let Some(code) = SixDigits::typed(form.get("code")) else { return again(porch.w.t("studio-code-six")) };
    let (club, browser, now) = (porch.club.clone(), porch.browser.clone(), porch.now);
    let opened = porch
        .club
        .write(move |tx| sessions::open_with_code(tx, club.key(), Audience::Crew, &browser, &code, now))
        .await?;
    match opened {
        Ok(request) => porch.let_in(&request).await,
        Err(NotIn::Wrong { tries_left }) => again(porch.w.t1("studio-code-wrong", "n", tries_left)),
        Err(NotIn::Spent) => again(porch.w.t("studio-code-spent")),
    }
}

/// Where a mailed link leads: a page with one button, because programs that read mail follow links.
pub async fn link(porch: Porch, link: web::Path<String>) -> Page {
    let action = format!("/studio/link/{link}");
    let (secret, now) = (Secret::presented(link.into_inner()), porch.now);
    let known = porch.club.read(move |c| sessions::link_is_good(c, Audience::Crew, &secret, now)).await?;
    page(StatusCode::OK, &LinkPage { w: porch.w.clone(), club: porch.artist(), known, action })
}

pub async fn open_with_link(porch: Porch, link: web::Path<String>) -> Page {
    porch.count(limits::CODES_FROM_NETWORK, &porch.ip.network())?;
    let path = format!("/studio/link/{link}");
    let (secret, now) = (Secret::presented(link.into_inner()), porch.now);
    let opened = porch.club.write(move |tx| sessions::open_with_link(tx, Audience::Crew, &secret, now)).await?;
    match opened {
        Some(request) => porch.let_in(&request).await,
        None => to(&path),
    }
}

/// Asks for the second factor before money or files.
pub async fn factor(desk: As<Arriving>) -> Page {
    let factors = Factors::at(&desk).await?;
    if !factors.is_set() {
        return to("/studio/account/second-factor");
    }
    desk.page(&factor_page(&desk, factors, desk.query().get("return"), &Wrongs::none()).await?)
}

/// The page again, with why a passkey proved nothing.
pub(super) async fn factor_again(desk: &Desk, return_to: &str, refusal: String) -> Page {
    let factors = Factors::at(desk).await?;
    desk.again(&FactorPage { refusal, ..factor_page(desk, factors, return_to, &Wrongs::none()).await? })
}

/// Guessing a second factor ends after a few tries.
pub(super) fn count_factor(desk: &Desk, limits: &Limits) -> Result<(), PageError> {
    let counted = limits.count(limits::SECOND_FACTORS, desk.club.name(), desk.me.id.as_str());
    counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })
}

pub async fn prove_factor(desk: As<Arriving>, limits: web::Data<Limits>, form: web::Form<Fields>) -> Page {
    count_factor(&desk, &limits)?;
    let (club, me, session) = (desk.club.clone(), desk.me.clone(), desk.session.id.clone());
    let (typed, now) = (form.get("code").to_owned(), desk.now);
    let (proved, factors) = desk
        .club
        .write(move |tx| {
            let proved = crew::proves(tx, club.key(), &me, &typed, now)?;
            if proved {
                sessions::mark_second_factor(tx, &session, now)?;
            }
            Ok::<_, Fault>((proved, Factors::of(tx, &club, &me)?))
        })
        .await?;
    if proved {
        return to(within_studio(form.get("return")));
    }
    let wrongs = Wrongs::one("code", desk.w.t("studio-factor-wrong"));
    desk.again(&factor_page(&desk, factors, form.get("return"), &wrongs).await?)
}

async fn factor_page(desk: &Desk, factors: Factors, return_to: &str, wrongs: &Wrongs) -> Result<FactorPage, Fault> {
    let code_field = match factors.app {
        true => field("code", desk.w.t("studio-factor-code"), "")
            .input_class("digits")
            .with("inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"40\" required"),
        false => {
            field("code", desk.w.t("studio-factor-recovery"), "").with("autocomplete=\"off\" maxlength=\"40\" required")
        }
    };
    Ok(FactorPage {
        w: desk.w.clone(),
        club: desk.club.config().artist.clone(),
        return_to: within_studio(return_to).to_owned(),
        what: desk.w.t(match (factors.passkey, factors.app) {
            (true, _) => "studio-factor-what-passkey",
            (false, true) => "studio-factor-what",
            (false, false) => "studio-factor-what-recovery",
        }),
        passkey: factors.passkey,
        refusal: String::new(),
        code_field: factors.is_typed().then(|| code_field.wrong(wrongs)),
        app: factors.app,
        shown: if factors.app { Factors::shown_in_a_demo(desk).await? } else { String::new() },
    })
}

pub async fn delete(desk: As<Arriving>) -> Page {
    let (person, session) = (desk.me.id.0.clone(), desk.session.id.clone());
    desk.club.write(move |tx| sessions::end(tx, Audience::Crew, &person, &session)).await?;
    Ok(HttpResponse::SeeOther()
        .cookie(lobby::end_session_cookie(&desk.club, Audience::Crew))
        .insert_header((header::LOCATION, "/studio/sign-in"))
        .finish())
}
