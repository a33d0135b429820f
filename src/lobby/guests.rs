//! Who is at a fan page.

use std::net::Ipv4Addr;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::cookies;
use super::gate::path_lang;
use super::recognised::{self, Since};
use super::seen::Seen;
use crate::base::{Fault, Moment, Secret, Standing};
use crate::carts::{self, Owner};
use crate::club::Club;
use crate::club::themes::Theme;
use crate::members::{self, Member, MemberId};
use crate::memberships;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::{Lang, Words};
use crate::plumbing::web::{ClientIp, PageError};
use crate::sessions::{self, Audience, Session};
use crate::tickets;

/// One request of a fan or a stranger.
#[derive(Clone)]
pub struct Visit {
    pub club: Club,
    pub lang: Lang,
    /// How the club looks to them.
    pub theme: Theme,
    /// Where the style sheet of the look's settings lies, when the look is only tried.
    pub tried_css: Option<String>,
    /// The theme's words in the visitor's language.
    pub w: Words,
    pub now: Moment,
    /// Path and query without the language.
    pub path: String,
    pub ip: ClientIp,
    /// Who is signed in, if anybody.
    pub here: Option<Here>,
    /// How many things are in their cart.
    pub in_cart: i64,
    /// What the page before left to be said once, as its cookie carries it.
    pub notice: Option<String>,
}

/// A member who is signed in.
#[derive(Clone)]
pub struct Here {
    pub session: Arc<Session>,
    pub member: Arc<Member>,
    pub standing: Arc<Standing>,
    /// Until when the benefits hold although a renewal failed.
    pub grace_until: Option<Moment>,
    /// Evenings of the club they were let in at.
    pub concerts: u32,
    in_cart: i64,
    secret: Arc<Secret>,
}

/// A visit of somebody who is signed in; strangers are led to the sign-in page and back.
pub struct SignedIn {
    pub visit: Visit,
    pub here: Here,
}

impl Visit {
    /// Somebody nobody knows, on the first page, to whom the club looks like this.
    pub fn of_stranger(club: Club, theme: Theme, settings_css: String, now: Moment) -> Visit {
        let lang = club.languages().first().copied().unwrap_or(Lang::EN);
        Visit {
            w: theme.words(lang, club.time_zone()),
            lang,
            theme,
            tried_css: Some(settings_css),
            now,
            path: "/".to_owned(),
            ip: ClientIp(Ipv4Addr::UNSPECIFIED.into()),
            here: None,
            in_cart: 0,
            notice: None,
            club,
        }
    }

    /// A path of this club in the visitor's language.
    pub fn url(&self, path: &str) -> String {
        self.url_in(self.lang, path)
    }

    /// The same in another language.
    pub fn url_in(&self, lang: Lang, path: &str) -> String {
        if self.club.languages().first() == Some(&lang) {
            path.to_owned()
        } else {
            format!("/{lang}{}", if path == "/" { "" } else { path })
        }
    }

    pub fn standing(&self) -> Option<&Standing> {
        self.here.as_ref().map(|here| &*here.standing)
    }

    /// Proof for forms that they are ours: bound to the session; without one, forms are guarded by their origin alone.
    pub fn csrf(&self) -> String {
        match &self.here {
            Some(here) => self.club.key().sign("form", here.secret.reveal()),
            None => String::new(),
        }
    }

    pub fn check_csrf(&self, presented: &str) -> Result<(), PageError> {
        match &self.here {
            Some(here) if !self.club.key().verifies("form", here.secret.reveal(), presented) => {
                Err(PageError::Invalid("the form's token does not fit this session".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl FromRequest for Visit {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Visit, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let ip = ClientIp::from_request(&request, payload).into_inner();
        Box::pin(async move {
            let club = request.extensions().get::<Club>().cloned().ok_or(PageError::NotFound)?;
            let now = Moment::now();
            let here = match cookies::presented(&request, &club, Audience::Fans) {
                Some(secret) => recognise(&request, &club, secret, now).await?,
                None => None,
            };
            let in_cart = in_cart(&request, &club, here.as_ref()).await?;
            let lang = path_lang(&request.extensions());
            let lang = lang.or(club.languages().first().copied()).unwrap_or(Lang::EN);
            let own = here.as_ref().and_then(|here| here.member.time_zone.zone());
            let theme = club.theme();
            let w = theme.words(lang, own.unwrap_or_else(|| club.time_zone()));
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
            let ip = ip.map_err(|_| PageError::NotFound)?;
            let notice = cookies::notice(&request, &club);
            Ok(Visit { club, lang, theme, tried_css: None, w, now, path, ip, here, in_cart, notice })
        })
    }
}

/// A stranger whose browser carries no mark of ours has no cart.
async fn in_cart(request: &HttpRequest, club: &Club, here: Option<&Here>) -> Result<i64, Fault> {
    if let Some(here) = here {
        return Ok(here.in_cart);
    }
    match cookies::known_browser(request, club).map(Owner::Visitor) {
        Some(owner) => club.read(move |conn| carts::count(conn, &owner)).await,
        None => Ok(0),
    }
}

async fn recognise(request: &HttpRequest, club: &Club, secret: Secret, now: Moment) -> Result<Option<Here>, Fault> {
    let (session, since) = (secret.hash(), Since::now(club));
    let found = match recognised::lately(club, &session, since) {
        Some(here) => Some(here),
        None => {
            let found = club.read(move |conn| here(conn, secret, now)).await?;
            if let Some(here) = &found {
                recognised::keep(club, session, since, here.clone());
            }
            found
        }
    };
    if let (Some(here), Some(seen)) = (&found, request.app_data::<web::Data<Seen>>()) {
        seen.note(club, Audience::Fans, &here.session, now);
    }
    Ok(found)
}

fn here(conn: &mut Conn, secret: Secret, now: Moment) -> Result<Option<Here>, Fault> {
    let Some(session) = sessions::by_secret(conn, Audience::Fans, &secret, now)? else { return Ok(None) };
    let id = MemberId(session.person_id.clone());
    let (Some(member), Some(standing)) = (members::by_id(conn, &id)?, members::standing_of(conn, &id)?) else {
        return Ok(None);
    };
    let held = if standing.tier.is_empty() { None } else { memberships::living_of(conn, &id)? };
    let grace_until = held.and_then(|held| held.grace_until);
    let concerts = tickets::concerts_of(conn, &id)?;
    let in_cart = carts::count(conn, &Owner::Member(id))?;
    let (session, member, standing) = (Arc::new(session), Arc::new(member), Arc::new(standing));
    Ok(Some(Here { session, member, standing, grace_until, concerts, in_cart, secret: Arc::new(secret) }))
}

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<SignedIn, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = Visit::from_request(request, payload);
        // A form that was posted cannot be posted again after signing in: go back to the page it stood on.
        let get = request.method().is_safe();
        let referer = request.headers().get(header::REFERER).and_then(|v| v.to_str().ok()).unwrap_or("/").to_owned();
        Box::pin(async move {
            let visit = visit.await?;
            match visit.here.clone() {
                Some(here) => Ok(SignedIn { visit, here }),
                None => {
                    let back = if get { visit.path.clone() } else { local_path(&referer) };
                    let query = serde_urlencoded::to_string([("return", back)]).unwrap_or_default();
                    Err(PageError::Elsewhere(visit.url(&format!("/sign-in?{query}"))))
                }
            }
        })
    }
}

/// The path of an address of ours.
fn local_path(referer: &str) -> String {
    let uri: Option<actix_web::http::Uri> = referer.parse().ok();
    uri.and_then(|uri| uri.path_and_query().map(|path| path.to_string())).unwrap_or_else(|| "/".to_owned())
}
