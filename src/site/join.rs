//! `/join`: becoming a member. Nobody is one before the address is proved.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::asking::{self, Browser, JoinForm, NotAsked};
use super::contexts::{
    BirthDateError, ChosenTier, Consent, DoorKind, EmailError, InvitationError, Join, JoinDoor, JoinQuestion,
    NameError, Place,
};
use super::fields::Fields;
use super::frame::Frame;
use super::{consents, offers, ways};
use crate::base::Fault;
use crate::invitations::{self, Answer, Code, Door, Entry, Invitation};
use crate::lobby::Visit;
use crate::members;
use crate::orders::Every;
use crate::plumbing::web::{Limits, Page};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    tier: String,
    #[serde(default)]
    period: String,
    #[serde(default)]
    back: String,
    /// As the lobby calls it when it sends somebody here.
    #[serde(default, rename = "return")]
    returning: String,
    #[serde(default)]
    invitation: String,
}

/// The form as it was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    email: String,
    name: String,
    birth_date: String,
    ticked: Vec<String>,
    tier: String,
    period: String,
    back: String,
    invitation: String,
    answers: Vec<String>,
    invitation_error: Option<InvitationError>,
    /// A question without an answer, counted from 0.
    unanswered: Option<usize>,
    email_error: Option<EmailError>,
    name_error: Option<NameError>,
    birth_date_error: Option<BirthDateError>,
    refusal: Option<NotAsked>,
}

impl Typed {
    fn is_wrong(&self) -> bool {
        self.email_error.is_some()
            || self.name_error.is_some()
            || self.birth_date_error.is_some()
            || self.refusal.is_some()
            || self.invitation_error.is_some()
            || self.unanswered.is_some()
    }
}

/// GET `/join`
pub(super) async fn new(visit: Visit, request: HttpRequest, query: web::Query<Query>) -> Page {
    let query = query.into_inner();
    let back = ways::local(if query.back.is_empty() { &query.returning } else { &query.back });
    if visit.here.is_some() {
        return ways::see(&visit, &back);
    }
    let typed =
        Typed { tier: query.tier, period: query.period, back, invitation: query.invitation, ..Typed::default() };
    show(&visit, &Browser::of(&request, &visit), StatusCode::OK, typed).await
}

/// POST `/join`
pub(super) async fn create(visit: Visit, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let browser = Browser::of(&request, &visit);
    let mut typed = Typed {
        email: form.get("email").to_owned(),
        name: form.get("name").trim().to_owned(),
        birth_date: form.get("birth_date").trim().to_owned(),
        ticked: form.all("consent").into_iter().map(str::to_owned).collect(),
        tier: form.get("tier").to_owned(),
        period: form.get("period").to_owned(),
        back: ways::local(form.get("back")),
        invitation: form.get("invitation").trim().to_owned(),
        answers: form.all("answer").into_iter().map(|answer| answer.trim().to_owned()).collect(),
        ..Typed::default()
    };
    if !visit.club.sends_mail() {
        return show(&visit, &browser, StatusCode::SERVICE_UNAVAILABLE, typed).await;
    }
    let email = asking::email(&typed.email);
    typed.email_error = email.as_ref().err().copied();
    typed.name_error = (typed.name.chars().count() > members::LONGEST_NAME).then_some(NameError::TooLong);
    typed.birth_date_error = birth_date_error(&visit, &typed.birth_date);
    let (entry, invitation) = door(&visit, &typed.invitation).await?;
    if entry.door != Door::Open && invitation.is_none() {
        refuse_at_door(&entry, &mut typed);
    }
    if let (Ok(email), false) = (&email, typed.is_wrong()) {
        typed.refusal = asking::may_ask(&visit, &limits, &browser, &form, email).await?;
    }
    let Some(email) = email.ok().filter(|_| !typed.is_wrong()) else {
        let status = typed.refusal.as_ref().map_or(StatusCode::UNPROCESSABLE_ENTITY, NotAsked::status);
        return show(&visit, &browser, status, typed).await;
    };
    let form = JoinForm {
        invitation: invitation.and_then(|_| Code::typed(&typed.invitation)).map(|code| code.readable()),
        answers: answers(&entry, &typed),
        ..join_form(&visit, &typed)
    };
    asking::ask(&visit, &browser, email, Some(&form), &typed.back).await?;
    ways::see(&visit, "/code")
}

/// How the club lets people in, and the invitation that was brought, if it is good.
async fn door(visit: &Visit, typed: &str) -> Result<(Entry, Option<Invitation>), Fault> {
    let code = Code::typed(typed);
    visit
        .club
        .read(move |conn| {
            let invitation = code.map(|code| invitations::by_code(conn, &code)).transpose()?.flatten();
            Ok((invitations::entry(conn)?, invitation))
        })
        .await
}

/// Without a good invitation: a wrong one is said, and a club that takes requests wants its questions answered.
fn refuse_at_door(entry: &Entry, typed: &mut Typed) {
    typed.invitation_error = match (typed.invitation.is_empty(), entry.door) {
        (false, _) => Some(InvitationError::NotGood),
        (true, Door::Invitation) => Some(InvitationError::Missing),
        (true, _) => None,
    };
    let blank = |nth: &usize| typed.answers.get(*nth).is_none_or(String::is_empty);
    if typed.invitation_error.is_none() {
        typed.unanswered = (0..entry.questions.len()).find(blank);
    }
}

fn answers(entry: &Entry, typed: &Typed) -> Vec<Answer> {
    let short = |answer: &String| answer.chars().take(LONGEST_ANSWER).collect();
    let pairs = entry.questions.iter().zip(&typed.answers);
    pairs.map(|(question, answer)| Answer { question: question.clone(), answer: short(answer) }).collect()
}

/// Longest answer kept, in characters.
const LONGEST_ANSWER: usize = 1_000;

/// The part of the page about being let in; none in a club that is open, unless somebody brings an invitation.
async fn join_door(visit: &Visit, typed: &Typed) -> Result<Option<JoinDoor>, Fault> {
    let (entry, invitation) = door(visit, &typed.invitation).await?;
    let inviter = match invitation.as_ref().and_then(|invitation| invitation.inviter_id.clone()) {
        Some(id) => visit.club.read(move |conn| members::by_id(conn, &id)).await?.map(|member| member.name),
        None => None,
    };
    let kind = match entry.door {
        _ if invitation.is_some() => DoorKind::Invited,
        Door::Open => return Ok(None),
        Door::Request => DoorKind::Request,
        Door::Invitation => DoorKind::Invitation,
    };
    let questions = entry.questions.iter().enumerate().filter(|_| kind == DoorKind::Request);
    let question = |(nth, label): (usize, &String)| JoinQuestion {
        label: label.clone(),
        answer: typed.answers.get(nth).cloned().unwrap_or_default(),
        missing: typed.unanswered == Some(nth),
    };
    Ok(Some(JoinDoor {
        kind,
        invitation: typed.invitation.clone(),
        error: typed.invitation_error,
        inviter: inviter.filter(|name| !name.is_empty()),
        questions: questions.map(question).collect(),
    }))
}

fn birth_date_error(visit: &Visit, typed: &str) -> Option<BirthDateError> {
    if !visit.club.config().ask_birth_date {
        return None;
    }
    if typed.is_empty() {
        return Some(BirthDateError::Missing);
    }
    match members::age(typed, visit.now) {
        None | Some(i16::MIN..=-1 | 130..) => Some(BirthDateError::NotADate),
        Some(age) if age < i16::from(visit.club.config().minimum_age) => Some(BirthDateError::TooYoung),
        Some(_) => None,
    }
}

/// What is kept of the form. Below the age of consent the boxes count as not ticked, whatever was sent.
fn join_form(visit: &Visit, typed: &Typed) -> JoinForm {
    let birth_date = visit.club.config().ask_birth_date.then(|| typed.birth_date.clone());
    let consents = if consents::may_agree(&visit.club, "", birth_date.as_deref(), visit.now) {
        let offered = consents::offered(&visit.club, visit.lang).into_iter();
        offered.filter(|(purpose, _)| typed.ticked.iter().any(|ticked| ticked == purpose)).collect()
    } else {
        Vec::new()
    };
    let tier = (!typed.tier.is_empty()).then(|| (typed.tier.clone(), typed.period.clone()));
    JoinForm { name: typed.name.clone(), birth_date, consents, tier, ..JoinForm::default() }
}

async fn show(visit: &Visit, browser: &Browser, status: StatusCode, typed: Typed) -> Page {
    let chosen = chosen_tier(visit, &typed).await?;
    let door = join_door(visit, &typed).await?;
    let consent = |(purpose, wording): (String, String)| Consent {
        checked: typed.ticked.contains(&purpose),
        purpose,
        wording,
        since: None,
    };
    let config = visit.club.config();
    let body = Join {
        action: visit.url("/join"),
        proof: browser.proof(visit, typed.refusal.as_ref()),
        consents: consents::offered(&visit.club, visit.lang).into_iter().map(consent).collect(),
        asks_birth_date: config.ask_birth_date,
        minimum_age: u32::from(config.minimum_age),
        chosen,
        door,
        open: visit.club.sends_mail(),
        sign_in: visit.url(&ways::with("/sign-in", &[("back", &typed.back)])),
        back: typed.back,
        email: typed.email,
        name: typed.name,
        birth_date: typed.birth_date,
        email_error: typed.email_error,
        name_error: typed.name_error,
        birth_date_error: typed.birth_date_error,
        form_error: typed.refusal.as_ref().map(NotAsked::error),
        toll: typed.refusal.as_ref().and_then(|refusal| refusal.toll(visit)),
    };
    Frame::at(Place::Elsewhere).status(status).cookie(browser.cookie.clone()).show(visit, &body).await
}

async fn chosen_tier(visit: &Visit, typed: &Typed) -> Result<Option<ChosenTier>, crate::base::Fault> {
    if typed.tier.is_empty() {
        return Ok(None);
    }
    let offered = offers::on_offer(visit).await?;
    let every = Every::from_word(&typed.period).unwrap_or(Every::Month);
    let Some(offered) = offered.into_iter().find(|offered| offered.tier.slug == typed.tier) else { return Ok(None) };
    let Some((every, price)) = offers::price_or_other(&offered, every) else { return Ok(None) };
    Ok(Some(ChosenTier {
        slug: offered.tier.slug.clone(),
        name: offered.tier.name.clone(),
        period: offers::period(every),
        price: visit.w.price(price.amount()),
        change_url: visit.url(&ways::with("/tiers", &[("back", &typed.back)])),
    }))
}
