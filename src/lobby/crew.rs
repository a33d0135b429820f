//! Who is at work in the studio. Asking for a permission in a handler's arguments is the check.

use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::cookies;
use super::seen::Seen;
use crate::base::{Fault, Moment, Secret};
use crate::club::Club;
use crate::crew::{self, CrewMember, CrewMemberId, Permission};
use crate::passkeys;
use crate::plumbing::db::Conn;
use crate::plumbing::web::PageError;
use crate::sessions::{self, Audience, Session};

/// How long a shown second factor opens money and files.
const FRESH_MINUTES: i64 = 30;

/// A crew member with the permission `P`. Strangers are led to the sign-in page; who lacks the permission sees nothing.
pub struct Working<P> {
    pub club: Club,
    pub session: Session,
    pub now: Moment,
    permission: P,
    secret: Arc<Secret>,
}

/// The same, after the second factor was shown in this session: for people, goods and their prices. It does not run out while
/// somebody types a long form.
pub struct Proved<P>(Working<P>);

/// The same, after the second factor was shown within half an hour: for money that goes back, files, crew and keys.
pub struct Fresh<P>(Working<P>);

impl<P: Permission> Working<P> {
    pub fn me(&self) -> &CrewMember {
        self.permission.as_ref()
    }

    /// Proof for forms that they are ours.
    pub fn csrf(&self) -> String {
        self.club.key().sign("form", self.secret.reveal())
    }

    pub fn check_csrf(&self, presented: &str) -> Result<(), PageError> {
        if self.club.key().verifies("form", self.secret.reveal(), presented) {
            Ok(())
        } else {
            Err(PageError::Invalid("the form's token does not fit this session".to_owned()))
        }
    }

    /// Whether the second factor was shown lately in this session.
    pub fn is_fresh(&self) -> bool {
        is_fresh(&self.session, self.now)
    }
}

/// Whether the second factor was shown lately in this session.
pub fn is_fresh(session: &Session, now: Moment) -> bool {
    session.second_factor_at.is_some_and(|at| now.seconds_since(at) < FRESH_MINUTES * 60)
}

/// Whether this member has to make the passkey the club demands before anything else. A club whose address browsers give no
/// passkeys to demands in vain.
fn lacks_passkey(conn: &mut Conn, club: &Club, member: &CrewMember) -> Result<bool, Fault> {
    if !crew::demands_passkeys(conn)? {
        return Ok(false);
    }
    let Some(host) = passkeys::host(club) else { return Ok(false) };
    Ok(!passkeys::has_one(conn, Audience::Crew, member.id.as_str(), &host)?)
}

impl<P> Deref for Proved<P> {
    type Target = Working<P>;

    fn deref(&self) -> &Working<P> {
        &self.0
    }
}

impl<P> Deref for Fresh<P> {
    type Target = Working<P>;

    fn deref(&self) -> &Working<P> {
        &self.0
    }
}

impl<P> AsRef<CrewMember> for Working<P>
where
    P: Permission,
{
    fn as_ref(&self) -> &CrewMember {
        self.me()
    }
}

impl<P> AsRef<CrewMember> for Fresh<P>
where
    P: Permission,
{
    fn as_ref(&self) -> &CrewMember {
        self.0.me()
    }
}

impl<P: Permission + 'static> FromRequest for Working<P> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Working<P>, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let club = request.extensions().get::<Club>().cloned().ok_or(PageError::NotFound)?;
            let now = Moment::now();
            let away = || PageError::Elsewhere(elsewhere("/studio/sign-in", &request));
            let secret = cookies::presented(&request, &club, Audience::Crew).ok_or_else(away)?;
            let (asked, asking) = (secret.clone(), club.clone());
            let found = club
                .read(move |conn| {
                    let Some(session) = sessions::by_secret(conn, Audience::Crew, &asked, now)? else {
                        return Ok(None);
                    };
                    let member = crew::by_id(conn, &CrewMemberId(session.person_id.clone()))?;
                    let Some(member) = member.filter(|member| !member.is_revoked()) else { return Ok(None) };
                    let waits = P::AFTER_PASSKEY && lacks_passkey(conn, &asking, &member)?;
                    Ok(Some((session, member, waits)))
                })
                .await?;
            let (session, member, waits) = found.ok_or_else(away)?;
            if waits {
                return Err(PageError::Elsewhere("/studio/account/passkeys/new".to_owned()));
            }
            if let Some(seen) = request.app_data::<web::Data<Seen>>() {
                seen.note(&club, Audience::Crew, &session, now);
            }
            let permission = P::of(&member).ok_or(PageError::NotFound)?;
            Ok(Working { club, session, now, permission, secret: Arc::new(secret) })
        })
    }
}

impl<P: Permission + 'static> FromRequest for Proved<P> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Proved<P>, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let working = Working::<P>::from_request(request, payload);
        let away = elsewhere("/studio/second-factor", request);
        Box::pin(async move {
            let working = working.await?;
            if working.session.is_proved() { Ok(Proved(working)) } else { Err(PageError::Elsewhere(away)) }
        })
    }
}

impl<P: Permission + 'static> FromRequest for Fresh<P> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Fresh<P>, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let working = Working::<P>::from_request(request, payload);
        let away = elsewhere("/studio/second-factor", request);
        Box::pin(async move {
            let working = working.await?;
            if working.is_fresh() { Ok(Fresh(working)) } else { Err(PageError::Elsewhere(away)) }
        })
    }
}

/// There, and back to this page afterwards; a posted form goes back to the studio's first page of its kind.
fn elsewhere(path: &str, request: &HttpRequest) -> String {
    let here = request.uri().path_and_query().map_or("/studio", |path| path.as_str());
    let back = if request.method().is_safe() { here } else { "/studio" };
    let query = serde_urlencoded::to_string([("return", back)]).unwrap_or_default();
    format!("{path}?{query}")
}
