//! One request of somebody who works here: which club, who, in which language, when.

use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::fields::Fields;
use super::frame::{Counts, Frame, May, Notice};
use crate::base::{Fault, Moment};
use crate::club::{self, Club};
use crate::crew::{CrewMember, Permission, Role};
use crate::lobby::{self, Working};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError, page};
use crate::sessions::Session;
use crate::{community, members, shipments};

pub struct Desk {
    pub club: Club,
    pub me: CrewMember,
    pub session: Session,
    pub w: Words,
    pub now: Moment,
    query: Fields,
}

/// A desk that only somebody with the permission `P` can get hold of.
pub struct As<P> {
    desk: Desk,
    _permission: PhantomData<P>,
}

/// The same, and the second factor was shown in this session: before people, goods and their prices.
pub struct Proved<P> {
    desk: As<P>,
}

/// The same, and the second factor was shown in this session a short while ago: before refunds, files, crew and keys.
pub struct Fresh<P> {
    desk: As<P>,
}

impl<P> Deref for As<P> {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl<P> Deref for Proved<P> {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl<P> Deref for Fresh<P> {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

fn desk<P: Permission>(working: &Working<P>, query: Fields) -> As<P> {
    let me = working.me().clone();
    let w = Words::product(me.language(), working.club.time_zone());
    let (club, session) = (working.club.clone(), working.session.clone());
    As { desk: Desk { club, me, session, w, now: working.now, query }, _permission: PhantomData }
}

impl<P: Permission + 'static> FromRequest for As<P> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<As<P>, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let query = Fields::of_query(request.query_string());
        let working = Working::<P>::from_request(request, payload);
        Box::pin(async move { Ok(desk(&working.await?, query)) })
    }
}

impl<P: Permission + 'static> FromRequest for Proved<P> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Proved<P>, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let query = Fields::of_query(request.query_string());
        let working = lobby::Proved::<P>::from_request(request, payload);
        Box::pin(async move { Ok(Proved { desk: desk(&*working.await?, query) }) })
    }
}

impl<P: Permission + 'static> FromRequest for Fresh<P> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Fresh<P>, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let query = Fields::of_query(request.query_string());
        let working = lobby::Fresh::<P>::from_request(request, payload);
        Box::pin(async move { Ok(Fresh { desk: desk(&*working.await?, query) }) })
    }
}

impl Desk {
    /// What surrounds a page in the room `here`.
    pub async fn frame(&self, here: &'static str) -> Result<Frame, Fault> {
        let may = may(self.me.role());
        let club = self.club.clone();
        let counts = self
            .club
            .read(move |c| {
                Ok(Counts {
                    members: if may.manage { members::count(c)? } else { 0 },
                    reports: if may.moderate { community::waiting(c)? } else { 0 },
                    parcels: if may.sell { shipments::count_waiting(c)? } else { 0 },
                    steps: if may.manage { super::steps::progress(c, &club)? } else { None },
                })
            })
            .await?;
        let role = self.w.t(&format!("studio-role-{}", self.me.role().word()));
        Ok(Frame {
            w: self.w.clone(),
            club: self.club.config().artist.clone(),
            who: self.w.t2("studio-who", "name", self.me.called(), "role", role),
            may,
            counts,
            here,
            notice: self.notice(),
            asleep: self.asleep().await?,
            find: self.query.get("q").to_owned(),
        })
    }

    /// Why the club sleeps and who wakes it, when it does.
    async fn asleep(&self) -> Result<String, Fault> {
        let slept = if self.club.is_asleep() { self.club.read(club::sleep).await? } else { None };
        let Some(sleep) = slept else { return Ok(String::new()) };
        let name = self.club.name();
        let how = match sleep.served {
            Some(served) => self.w.t2("studio-asleep-served", "machine", served.by.machine, "club", name),
            None => self.w.t1("studio-asleep-wake", "club", name),
        };
        Ok(format!("{} {how}", self.w.t("studio-asleep")))
    }

    /// Whether the second factor was shown lately in this session.
    pub fn is_fresh(&self) -> bool {
        lobby::is_fresh(&self.session, self.now)
    }

    pub fn query(&self) -> &Fields {
        &self.query
    }

    /// What the page before this one did, named in the address so that it survives a redirect and nothing else.
    fn notice(&self) -> Option<Notice> {
        let said = self.query.get("said");
        let key = format!("studio-said-{said}");
        let sentence = self.w.t(&key);
        if said.is_empty() || sentence == key {
            return None;
        }
        Some(Notice { tone: "ok", sentence, undo: super::undo::offered(said, &self.query) })
    }

    pub fn page(&self, view: &impl Template) -> Page {
        page(StatusCode::OK, view)
    }

    /// The form again, with what is wrong at its fields.
    pub fn again(&self, view: &impl Template) -> Page {
        page(StatusCode::UNPROCESSABLE_ENTITY, view)
    }
}

/// After a change: on to a page that says what was done. `said` is the message's whole key.
pub fn see(path: &str, said: &str) -> Page {
    let said = said.trim_start_matches("studio-said-");
    let joint = if path.contains('?') { '&' } else { '?' };
    to(&format!("{path}{joint}said={said}"))
}

pub fn to(path: &str) -> Page {
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish())
}

/// Only addresses within the studio; anything else leads to its first page.
pub fn within_studio(path: &str) -> &str {
    let inside = path == "/studio" || path.starts_with("/studio/") || path.starts_with("/studio?");
    if inside && !path.contains(['\\', '\r', '\n']) { path } else { "/studio" }
}

pub fn not_found<T>(found: Option<T>) -> Result<T, PageError> {
    found.ok_or(PageError::NotFound)
}

fn may(role: Role) -> May {
    let manage = matches!(role, Role::Owner | Role::Manager);
    May {
        write: manage || role == Role::Editor,
        manage,
        sell: manage || role == Role::Shop,
        attend: manage || matches!(role, Role::Shop | Role::Door),
        moderate: manage || role == Role::Moderator,
        own: role == Role::Owner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_address_never_leaves_the_studio() {
        let check = |path: &str, leads_to: &str| assert_eq!(within_studio(path), leads_to, "{path}");
        check("/studio/posts?state=draft", "/studio/posts?state=draft");
        check("//evil.example", "/studio");
        check("/studios", "/studio");
        check("https://evil.example/studio", "/studio");
        check("/studio/\\evil", "/studio");
    }
}
