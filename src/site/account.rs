//! `/account`: what a member keeps with the club, and what they may change about it.

use actix_web::http::StatusCode;
use actix_web::web;

use super::consents;
use super::contexts::{
    Account, Belongings, Card, CardFacts, Choice, Consent, ConsentForm, GivenTier, MailAddressError, MailAddressForm,
    MailState, NameError, NoticeKind, PasskeyError, Place, PrivateFeed, Profile, Session, WaitingMove,
};
use super::fields::Fields;
use super::frame::Frame;
use super::offers::{self, Held};
use super::{copies, countries, invitations, notices, passkeys, present};
use crate::base::{Fault, Moment, Secret, ZoneName};
use crate::experiences;
use crate::invitations::Code;
use crate::lobby::{Here, SignedIn, Visit};
use crate::members::{self, Member};
use crate::memberships::{Courtesy, Tier};
use crate::orders;
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};
use crate::posts::feeds;
use crate::sessions::{self, Audience, SessionId};
use crate::{shop, tickets};

/// What a form of this page left to be shown on it.
#[derive(Default)]
struct Said {
    /// A profile that was not taken, as typed.
    profile: Option<members::Profile>,
    /// The feed's new address.
    feed: Option<Secret>,
    /// An address that was not taken.
    address: Option<(String, MailAddressError)>,
    /// An invitation that was just made.
    invitation: Option<Code>,
    /// A passkey that was not taken.
    passkey: Option<PasskeyError>,
}

/// GET `/account`
pub(super) async fn show(signed_in: SignedIn) -> Page {
    page(&signed_in, StatusCode::OK, Said::default()).await
}

struct Loaded {
    held: Option<Held>,
    given: Option<(Courtesy, Tier)>,
    consents: Vec<members::Consent>,
    passkeys: Vec<crate::passkeys::Passkey>,
    sessions: Vec<sessions::Session>,
    feed: Option<Moment>,
    has: Belongings,
    moving: Option<members::AddressChange>,
    invitations: invitations::Loaded,
}

fn belongings(conn: &mut Conn, member: &Member) -> Result<Belongings, Fault> {
    let id = &member.id;
    Ok(Belongings {
        orders: !orders::of_member(conn, id, 1)?.is_empty(),
        tickets: tickets::has_any(conn, id)?,
        bookings: !experiences::of_member(conn, id)?.is_empty(),
        downloads: !shop::bought_by(conn, id, &member.email_folded)?.is_empty(),
    })
}

async fn page(signed_in: &SignedIn, status: StatusCode, said: Said) -> Page {
    let SignedIn { visit, here } = signed_in;
    let (member, now, me) = (here.member.clone(), visit.now, here.clone());
    let loaded = visit
        .club
        .read(move |conn| {
            Ok(Loaded {
                held: offers::held(conn, &member.id)?,
                given: offers::given(conn, &member.id)?,
                consents: members::consents_of(conn, &member.id)?,
                passkeys: crate::passkeys::of_person(conn, Audience::Fans, member.id.as_str())?,
                sessions: sessions::of_person(conn, Audience::Fans, member.id.as_str(), now)?,
                feed: feeds::since(conn, &member.id)?,
                has: belongings(conn, &member)?,
                moving: members::waiting_move(conn, &member.id, now)?,
                invitations: invitations::load(conn, &me)?,
            })
        })
        .await?;
    let body = Account {
        email: here.member.email.clone(),
        profile: profile(visit, &here.member, said.profile),
        card: facts(visit, here, loaded.held.as_ref()),
        membership: loaded.held.as_ref().map(|held| held.current(visit)),
        courtesy: loaded.given.map(|(given, tier)| GivenTier {
            name: tier.name,
            until: given.ends_at.map(|at| present::moment(&visit.w, at, visit.now)),
        }),
        mail: match here.member.email_state.as_str() {
            "bounced" => MailState::Bouncing,
            "complained" => MailState::Refused,
            _ => MailState::Fine,
        },
        consents: consent_form(visit, &here.member, &loaded.consents),
        end_others_action: (loaded.sessions.len() > 1).then(|| visit.url("/account/sessions/end-others")),
        passkeys: passkeys::part(visit, here, &loaded.passkeys, said.passkey),
        sessions: loaded.sessions.iter().map(|session| device(visit, here, session)).collect(),
        feed: PrivateFeed {
            url: said.feed.map(|secret| visit.club.url(&visit.url(&format!("/feeds/{}.xml", secret.reveal())))),
            since: loaded.feed.map(|at| present::moment(&visit.w, at, visit.now)),
            renew_action: visit.url("/account/feed"),
            revoke_action: loaded.feed.map(|_| visit.url("/account/feed/revocation")),
        },
        has: loaded.has,
        address: address_form(visit, loaded.moving, said.address),
        copy: copies::files(visit),
        invitations: invitations::section(visit, &loaded.invitations, said.invitation.as_ref()),
        invited_by: loaded.invitations.invited_by,
        erasure_url: visit.url("/account/erasure"),
    };
    Frame::at(Place::Account).status(status).show(visit, &body).await
}

/// The page again, with an address that was not taken.
pub(super) async fn with_address(signed_in: &SignedIn, typed: String, error: MailAddressError) -> Page {
    let said = Said { address: Some((typed, error)), ..Said::default() };
    page(signed_in, StatusCode::UNPROCESSABLE_ENTITY, said).await
}

/// The page again, with a passkey that was not taken.
pub(super) async fn with_passkey(signed_in: &SignedIn, error: PasskeyError) -> Page {
    page(signed_in, StatusCode::UNPROCESSABLE_ENTITY, Said { passkey: Some(error), ..Said::default() }).await
}

/// The page with an invitation that was just made, if there was one left.
pub(super) async fn with_invitation(signed_in: &SignedIn, made: Option<Code>) -> Page {
    let status = if made.is_some() { StatusCode::OK } else { StatusCode::CONFLICT };
    page(signed_in, status, Said { invitation: made, ..Said::default() }).await
}

fn address_form(
    visit: &Visit,
    moving: Option<members::AddressChange>,
    refused: Option<(String, MailAddressError)>,
) -> MailAddressForm {
    let (typed, error) = refused.map_or((String::new(), None), |(typed, error)| (typed, Some(error)));
    let waiting = moving.map(|moving| WaitingMove {
        until: present::moment(&visit.w, moving.expires_at, visit.now),
        old_agreed: moving.old_agreed_at.is_some(),
        new_agreed: moving.new_agreed_at.is_some(),
        cancel_action: visit.url("/account/address/cancellation"),
        email: moving.email,
    });
    MailAddressForm { action: visit.url("/account/address"), typed, error, waiting }
}

fn profile(visit: &Visit, member: &Member, typed: Option<members::Profile>) -> Profile {
    let name_error = typed.as_ref().map(|_| NameError::TooLong);
    let kept = || members::Profile {
        name: member.name.clone(),
        language: member.language.clone(),
        country: member.country.clone(),
        time_zone: member.time_zone.clone(),
    };
    let shown = typed.unwrap_or_else(kept);
    let zone = |name: ZoneName| Choice { value: name.as_str().to_owned(), label: name.as_str().replace('_', " ") };
    Profile {
        action: visit.url("/account/profile"),
        name: shown.name,
        name_error,
        language: shown.language,
        country: shown.country,
        countries: countries::all(visit.lang),
        time_zones: time_zones(&shown.time_zone).into_iter().map(zone).collect(),
        time_zone: shown.time_zone.as_str().to_owned(),
        club_zone: visit.club.time_zone().iana_name().unwrap_or_default().replace('_', " "),
    }
}

/// What may be chosen, the one that was among it: a file may have brought a name that nobody would choose.
fn time_zones(chosen: &ZoneName) -> Vec<ZoneName> {
    let mut all = ZoneName::all();
    if !chosen.is_unknown() && !all.contains(chosen) {
        all.insert(0, chosen.clone());
    }
    all
}

/// Below the age of consent there is nothing to tick.
fn consent_form(visit: &Visit, member: &Member, decided: &[members::Consent]) -> ConsentForm {
    let allowed = consents::may_agree(&visit.club, &member.country, member.birth_date.as_deref(), visit.now);
    let offered = if allowed { consents::offered(&visit.club, visit.lang) } else { Vec::new() };
    let consent = |(purpose, wording): (String, String)| {
        // The newest decision counts, and its own wording stands while it is in force.
        let newest = decided.iter().find(|one| one.purpose == purpose).filter(|one| one.granted);
        Consent {
            wording: newest.map_or(wording, |one| one.wording.clone()),
            checked: newest.is_some(),
            since: newest.map(|one| present::moment(&visit.w, one.at, visit.now)),
            purpose,
        }
    };
    ConsentForm { action: visit.url("/account/consents"), consents: offered.into_iter().map(consent).collect() }
}

fn device(visit: &Visit, here: &Here, session: &sessions::Session) -> Session {
    Session {
        device: session.device.clone(),
        started: present::moment(&visit.w, session.created_at, visit.now),
        last_seen: present::moment(&visit.w, session.last_seen_at, visit.now),
        current: session.id == here.session.id,
        end_action: visit.url(&format!("/account/sessions/{}/end", session.id)),
    }
}

fn facts(visit: &Visit, here: &Here, held: Option<&Held>) -> CardFacts {
    CardFacts {
        name: here.member.name.clone(),
        number: visit.w.number(here.member.number),
        tier: held.map(|held| held.tier.name.clone()),
        since: present::moment(&visit.w, here.member.joined_at, visit.now),
        concerts: here.concerts,
    }
}

/// GET `/card`
pub(super) async fn card(signed_in: SignedIn) -> Page {
    let SignedIn { visit, here } = signed_in;
    let id = here.member.id.clone();
    let held = visit.club.read(move |conn| offers::held(conn, &id)).await?;
    Frame::at(Place::Account).show(&visit, &Card { card: facts(&visit, &here, held.as_ref()) }).await
}

/// POST `/account/profile`: fields `name`, `language`, `country`, `time_zone`.
pub(super) async fn update_profile(signed_in: SignedIn, form: Fields) -> Page {
    signed_in.visit.check_csrf(form.get("csrf"))?;
    let text = |name: &str| form.get(name).trim().to_owned();
    let zone = text("time_zone");
    let time_zone = if zone.is_empty() { Some(ZoneName::default()) } else { ZoneName::parse(&zone) };
    let Some(time_zone) = time_zone else { return Err(not_offered()) };
    let profile =
        members::Profile { name: text("name"), language: text("language"), country: text("country"), time_zone };
    if profile.name.chars().count() > members::LONGEST_NAME {
        let said = Said { profile: Some(profile), ..Said::default() };
        return page(&signed_in, StatusCode::UNPROCESSABLE_ENTITY, said).await;
    }
    let SignedIn { visit, here } = signed_in;
    let speaks = visit.club.languages().iter().any(|lang| lang.code() == profile.language);
    if !speaks || !countries::is_one(&profile.country) {
        return Err(not_offered());
    }
    let id = here.member.id.clone();
    visit.club.write(move |tx| members::correct(tx, &id, &profile)).await?;
    notices::see(&visit, "/account#profile", NoticeKind::Saved, "")
}

fn not_offered() -> PageError {
    PageError::Invalid("a choice that was not offered".to_owned())
}

/// POST `/account/feed`: the address is shown on this answer and never again.
pub(super) async fn renew_feed(signed_in: SignedIn, form: Fields) -> Page {
    signed_in.visit.check_csrf(form.get("csrf"))?;
    let (id, now) = (signed_in.here.member.id.clone(), signed_in.visit.now);
    let secret = signed_in.visit.club.write(move |tx| feeds::renew(tx, &id, now)).await?;
    page(&signed_in, StatusCode::OK, Said { feed: Some(secret), ..Said::default() }).await
}

/// POST `/account/feed/revocation`
pub(super) async fn revoke_feed(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    visit.club.write(move |tx| feeds::revoke(tx, &here.member.id)).await?;
    notices::see(&visit, "/account#feed", NoticeKind::FeedRevoked, "")
}

/// POST `/account/sessions/{id}/end`
pub(super) async fn end_session(signed_in: SignedIn, id: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let session = SessionId(id.into_inner());
    let ended =
        visit.club.write(move |tx| sessions::end(tx, Audience::Fans, here.member.id.as_str(), &session)).await?;
    if !ended {
        return Err(PageError::NotFound);
    }
    notices::see(&visit, "/account#sessions", NoticeKind::SessionEnded, "")
}

/// POST `/account/sessions/end-others`: all but this one.
pub(super) async fn end_other_sessions(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    visit
        .club
        .write(move |tx| sessions::end_others(tx, Audience::Fans, here.member.id.as_str(), &here.session.id))
        .await?;
    notices::see(&visit, "/account#sessions", NoticeKind::SessionsEnded, "")
}
