//! What stands around every fan page: the club, who is looking, the ways, and what is said once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::header;
use actix_web::http::{StatusCode, header::ContentType};
use minijinja::Value;
use minijinja::value::Serde;

use super::contexts::{
    Anchor, Body, Club as ClubStrip, Demo, Grace, Language, Meta, Page as Shared, Picture, Place, Urls, View, Visitor,
};
use super::middle::{Middle, Onlooker, Personal};
use super::{notices, present};
use crate::base::{Fault, Moment};
use crate::club;
use crate::crew;
use crate::experiences;
use crate::lobby::{Here, Visit};
use crate::media::{self, AssetId};
use crate::members;
use crate::memberships;
use crate::plumbing::config::Payments;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::{Lang, Words};
use crate::plumbing::web::Page;
use crate::shop;
use crate::tickets;

/// What is the same for everybody is read again after so long.
const FRESH: Duration = Duration::from_secs(1);

/// How a page is to be shown.
pub(super) struct Frame {
    place: Place,
    status: StatusCode,
    description: String,
    picture: Option<String>,
    cookie: Option<Cookie<'static>>,
}

impl Frame {
    pub(super) fn at(place: Place) -> Frame {
        Frame { place, status: StatusCode::OK, description: String::new(), picture: None, cookie: None }
    }

    pub(super) fn status(self, status: StatusCode) -> Frame {
        Frame { status, ..self }
    }

    /// One public sentence about the page, for machines.
    pub(super) fn describe(self, words: &str) -> Frame {
        Frame { description: words.split_whitespace().collect::<Vec<_>>().join(" "), ..self }
    }

    /// A picture anyone may see.
    pub(super) fn picture(self, picture: Option<&Picture>) -> Frame {
        Frame { picture: picture.map(|picture| picture.src.clone()), ..self }
    }

    pub(super) fn cookie(self, cookie: Option<Cookie<'static>>) -> Frame {
        Frame { cookie, ..self }
    }

    pub(super) async fn show<B: Body>(self, visit: &Visit, body: &B) -> Page {
        let known = known(visit).await?;
        let shared = self.shared(visit, &known, personal(visit, &known));
        let context = Value::from(Serde(&View { page: &shared, body }));
        let drawn = visit.theme.render(B::TEMPLATE, visit.lang, context);
        self.answer(visit, drawn.map_err(|problem| Fault::Template(problem.to_string()))?)
    }

    /// Draws the part of a page that is the same for many.
    pub(super) async fn middle<B: Body>(&self, visit: &Visit, body: &B) -> Result<Middle, Fault> {
        let page = self.shared(visit, &*known(visit).await?, nobody());
        let onlooker = if visit.here.is_some() { Onlooker::Member } else { Onlooker::Stranger };
        Ok(Middle::draw(&visit.theme, visit.lang, &page, body, onlooker))
    }

    /// Shows a page whose middle was drawn before.
    pub(super) async fn show_around<B: Body>(self, visit: &Visit, middle: &Middle, body: impl FnOnce() -> B) -> Page {
        let personal = personal(visit, &*known(visit).await?);
        let drawn = middle.show(&visit.theme, visit.lang, &personal, body);
        self.answer(visit, drawn.map_err(|problem| Fault::Template(problem.to_string()))?)
    }

    fn answer(self, visit: &Visit, html: String) -> Page {
        let mut answer = HttpResponse::build(self.status);
        answer.content_type(ContentType::html());
        // Pages of nobody in particular may be kept as long as they are asked about; what knows a person is not kept.
        let caching = if visit.here.is_some() || self.cookie.is_some() { "private, no-store" } else { "no-cache" };
        answer.insert_header((header::CACHE_CONTROL, caching));
        answer.insert_header((header::VARY, "Cookie"));
        answer.insert_header((header::CONTENT_LANGUAGE, visit.lang.code().to_owned()));
        if let Some(cookie) = self.cookie {
            answer.cookie(cookie);
        }
        if visit.notice.is_some() {
            answer.cookie(crate::lobby::notice_cookie(&visit.club, ""));
        }
        Ok(answer.body(html))
    }

    fn shared(&self, visit: &Visit, known: &Known, personal: Personal) -> Shared {
        let theme = &visit.theme;
        let config = visit.club.config();
        Shared {
            club: ClubStrip {
                name: config.artist.clone(),
                artist: config.artist.clone(),
                tagline: known.tagline.clone(),
                address: known.address.clone(),
                logo: None,
                picture: known.picture.clone(),
                members: present::count(&visit.w, known.counted.members),
                links: Vec::new(),
                footer: footer(visit, known),
            },
            lang: visit.lang.code().to_owned(),
            dir: visit.lang.direction(),
            languages: languages(visit),
            member: personal.member,
            here: self.place,
            urls: urls(visit, known),
            csrf: personal.csrf,
            cart: personal.cart,
            path: visit.url(&visit.path),
            notices: personal.notices,
            grace: personal.grace,
            demo: visit.club.is_demo().then(|| Demo { mails: Some("/mails".to_owned()) }),
            sandbox: config.payments == Payments::Sandbox,
            settings: theme.settings().clone(),
            settings_css: match &visit.tried_css {
                _ if theme.settings_css().is_empty() => String::new(),
                Some(tried) => tried.clone(),
                None => theme.asset_url("settings.css"),
            },
            meta: Meta {
                canonical: visit.club.url(&visit.url(&visit.path)),
                description: self.description.clone(),
                picture: self.picture.as_ref().map(|path| visit.club.url(path)),
                noindex: matches!(self.place, Place::Account | Place::Cart | Place::Elsewhere | Place::Search),
            },
        }
    }
}

/// What a page says to this visitor only.
fn personal(visit: &Visit, known: &Known) -> Personal {
    Personal {
        member: visit.here.as_ref().map(|here| visitor(visit, here, known)),
        csrf: visit.csrf(),
        cart: (visit.in_cart > 0).then(|| present::count(&visit.w, visit.in_cart)),
        notices: notices::said(visit),
        grace: visit.here.as_ref().and_then(|here| here.grace_until).map(|until| Grace {
            until: present::moment(&visit.w, until, visit.now),
            portal: visit.url("/membership/portal"),
        }),
    }
}

fn nobody() -> Personal {
    Personal { member: None, csrf: String::new(), cart: None, notices: Vec::new(), grace: None }
}

fn urls(visit: &Visit, known: &Known) -> Urls {
    Urls {
        home: visit.url("/"),
        posts: visit.url("/posts"),
        search: visit.url("/search"),
        tiers: visit.url("/tiers"),
        join: visit.url("/join"),
        sign_in: visit.url("/sign-in"),
        sign_out: visit.url("/sign-out"),
        account: visit.url("/account"),
        card: visit.url("/card"),
        orders: visit.url("/orders"),
        cart: visit.url("/cart"),
        events: known.events.then(|| visit.url("/events")),
        tickets: visit.url("/tickets"),
        shop: known.sells.then(|| visit.url("/shop")),
        downloads: visit.url("/downloads"),
        experiences: known.experiences.then(|| visit.url("/experiences")),
        bookings: visit.url("/bookings"),
        feed: visit.url("/feed.xml"),
    }
}

fn languages(visit: &Visit) -> Vec<Language> {
    let language = |lang: &Lang| Language {
        code: lang.code().to_owned(),
        name: Words::product(*lang, visit.club.time_zone()).t("language-name"),
        url: visit.url_in(*lang, &visit.path),
        current: *lang == visit.lang,
    };
    visit.club.languages().iter().map(language).collect()
}

fn visitor(visit: &Visit, here: &Here, known: &Known) -> Visitor {
    Visitor {
        name: here.member.name.clone(),
        number: visit.w.number(here.member.number),
        tier: known.tiers.get(&here.standing.tier).cloned(),
        member_since: present::moment(&visit.w, here.member.joined_at, visit.now),
        concerts: here.concerts,
        studio: known.crew.contains(&here.member.email_folded).then(|| "/studio".to_owned()),
    }
}

/// Pages of the artist's own, by the names every language has for them.
fn footer(visit: &Visit, known: &Known) -> Vec<Anchor> {
    let w = Words::product(visit.lang, visit.club.time_zone());
    let anchor = |(key, url): &(&str, String)| Anchor { label: w.t(key), url: url.clone() };
    known.footer.iter().map(anchor).collect()
}

/// What all pages of a club show alike.
struct Known {
    tagline: String,
    address: String,
    /// Message key and address.
    footer: Vec<(&'static str, String)>,
    picture: Option<Picture>,
    counted: Counted,
    /// Something stands in the shop.
    sells: bool,
    /// Names of tiers by slug, retired ones included: somebody may still hold them.
    tiers: HashMap<String, String>,
    /// Something takes place.
    events: bool,
    /// Folded addresses of the crew.
    crew: Vec<String>,
    /// There is something to come backstage for.
    experiences: bool,
}

type Kept = HashMap<PathBuf, (Instant, Arc<Known>)>;

/// By the club's folder, which no two clubs share.
static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

async fn known(visit: &Visit) -> Result<Arc<Known>, Fault> {
    let club = &visit.club;
    let folder = club.folder().path().to_owned();
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    // A look that is only tried has a picture of its own, which nobody else is shown.
    let tried = visit.tried_css.is_some();
    if let Some((read, known)) = kept().get(&folder)
        && read.elapsed() < FRESH
        && !tried
    {
        return Ok(Arc::clone(known));
    }
    let picture = visit.theme.settings().get("picture").cloned().unwrap_or_default();
    let counted = kept().get(&folder).map(|(_, known)| known.counted);
    let read = Arc::new(club.read(move |conn| load(conn, picture, counted)).await?);
    if tried {
        return Ok(read);
    }
    kept().insert(folder, (Instant::now(), Arc::clone(&read)));
    Ok(read)
}

/// How many members there are. Counting a million takes a while, so it is done again only after a hundred times as long
/// as it took.
#[derive(Clone, Copy)]
struct Counted {
    members: i64,
    again: Instant,
}

impl Counted {
    fn now(conn: &mut Conn) -> Result<Counted, Fault> {
        let began = Instant::now();
        let members = members::count(conn)?;
        let ended = Instant::now();
        Ok(Counted { members, again: ended + (ended - began) * 100 })
    }
}

fn load(conn: &mut Conn, picture: String, counted: Option<Counted>) -> Result<Known, Fault> {
    let picture = if picture.is_empty() { None } else { media::by_id(conn, &AssetId(picture))? };
    let crew = crew::all(conn)?.into_iter().filter(|member| !member.is_revoked());
    let mut footer = Vec::new();
    for (name, key) in
        [(club::IMPRINT, "footer-imprint"), (club::PRIVACY, "footer-privacy"), (club::TERMS, "footer-terms")]
    {
        footer.extend(club::fact(conn, name)?.map(|url| (key, url)));
    }
    Ok(Known {
        footer,
        tagline: club::fact(conn, club::TAGLINE)?.unwrap_or_default(),
        address: club::fact(conn, club::ADDRESS)?.unwrap_or_default(),
        picture: picture.as_ref().and_then(present::picture),
        counted: match counted.filter(|counted| counted.again > Instant::now()) {
            Some(counted) => counted,
            None => Counted::now(conn)?,
        },
        events: !tickets::published(conn, Moment::now())?.is_empty(),
        sells: shop::has_any(conn)?,
        tiers: memberships::tiers(conn)?.into_iter().map(|tier| (tier.slug, tier.name)).collect(),
        crew: crew.map(|member| member.email_folded).collect(),
        experiences: experiences::any_published(conn)?,
    })
}
