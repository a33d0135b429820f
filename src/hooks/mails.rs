//! The demo's letters: what a real club would have sent stands here to be read. No other club has these pages.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::{StatusCode, header};
use actix_web::web::Path;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::sandbox::words;
use crate::club::Club;
use crate::club::mail::{self, Mail, MailId};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{ClientIp, Page, PageError, attachment, page};

/// Newest letters that are listed.
const MOST: i64 = 60;
/// A letter stands in a frame of its page; nothing in it runs, and only its styles and our pictures load.
const LETTER_POLICY: &str = "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; \
img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
const FRAME_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-src 'self'; \
frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// `GET /mails`
pub async fn list(Reader { club, w }: Reader) -> Page {
    let mails = club.read(|conn| mail::latest(conn, MOST)).await?;
    let rows = mails.into_iter().map(|mail| Row::of(&w, mail)).collect();
    page(StatusCode::OK, &Mails { club: club.config().artist.clone(), rows, w })
}

/// `GET /mails/{mail}`
pub async fn show(Reader { club, w }: Reader, id: Path<MailId>) -> Page {
    let mail = found(&club, id).await?;
    let (text, of) = (mail.text.clone(), mail.id.clone());
    let files = club.read(move |conn| mail::files_of(conn, &of)).await?;
    let attached = files.into_iter().filter(|file| file.content_id.is_none()).map(|file| file.name).collect();
    let letter = Letter { club: club.config().artist.clone(), row: Row::of(&w, mail), text, attached, w };
    let mut answer = page(StatusCode::OK, &letter)?;
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(FRAME_POLICY));
    Ok(answer)
}

/// `GET /mails/{mail}/letter`: as a mail program shows it.
pub async fn show_letter(Reader { club, .. }: Reader, id: Path<MailId>) -> Page {
    let mail = found(&club, id).await?;
    let of = mail.id.clone();
    let files = club.read(move |conn| mail::files_of(conn, &of)).await?;
    // A mail program takes pictures out of the letter; a frame gets them inside its page.
    let shown = files.iter().filter_map(|file| Some((file.content_id.as_ref()?, file)));
    let html = shown.fold(mail.html, |html, (id, file)| {
        html.replace(
            &format!("cid:{id}"),
            &format!("data:{};base64,{}", file.content_type, STANDARD.encode(&file.body)),
        )
    });
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, LETTER_POLICY))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Links of a letter lead out of its frame.
        .body(html.replacen("<head>", "<head><base target=\"_top\">", 1)))
}

/// `GET /mails/{mail}/files/{name}`: what goes with a letter.
pub async fn file(Reader { club, .. }: Reader, path: Path<(MailId, String)>) -> Page {
    let (id, name) = path.into_inner();
    let files = club.read(move |conn| mail::files_of(conn, &id)).await?;
    let file = files.into_iter().find(|file| file.name == name).ok_or(PageError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header((header::CONTENT_DISPOSITION, attachment(&file.name)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(file.body))
}

async fn found(club: &Club, id: Path<MailId>) -> Result<Mail, PageError> {
    let id = id.into_inner();
    club.read(move |conn| mail::by_id(conn, &id)).await?.ok_or(PageError::NotFound)
}

/// Somebody who may read the letters of a demo, and its words. Everybody else is answered before a handler runs.
pub struct Reader {
    club: Club,
    w: Words,
}

impl Reader {
    fn of(request: &HttpRequest) -> Result<Reader, actix_web::Error> {
        let club = request.extensions().get::<Club>().filter(|club| club.is_demo()).cloned();
        let club = club.ok_or(PageError::NotFound)?;
        let w = words(&club, request);
        if may_read(&club, request, ClientIp::of(request)) {
            return Ok(Reader { club, w });
        }
        Err(InternalError::from_response("the letters need their password", asks_for_the_password(&w)).into())
    }
}

impl FromRequest for Reader {
    type Error = actix_web::Error;
    type Future = Ready<Result<Reader, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Reader::of(request))
    }
}

/// On this machine anybody; in a network only who has read the password where the demo was started.
fn may_read(club: &Club, request: &HttpRequest, ip: ClientIp) -> bool {
    if mail::viewer_is_local(club) && ip.0.to_canonical().is_loopback() {
        return true;
    }
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Basic ")).and_then(|sent| STANDARD.decode(sent).ok());
    let sent = sent.and_then(|sent| String::from_utf8(sent).ok()).unwrap_or_default();
    mail::opens_viewer(club, sent.split_once(':').map_or("", |(_, password)| password))
}

fn asks_for_the_password(w: &Words) -> HttpResponse {
    let realm = w.t("sandbox-mails").replace(['"', '\\'], "");
    HttpResponse::Unauthorized()
        .insert_header((header::WWW_AUTHENTICATE, format!("Basic realm=\"{realm}\", charset=\"UTF-8\"")))
        .insert_header((header::VARY, "accept-language"))
        .content_type("text/plain; charset=utf-8")
        .body(format!("{}\n", w.t("sandbox-mails-password")))
}

/// A letter in the list.
struct Row {
    id: String,
    to: String,
    subject: String,
    at: String,
}

impl Row {
    fn of(w: &Words, mail: Mail) -> Row {
        Row { id: mail.id.0, to: mail.to_address, subject: mail.subject, at: w.date_time(mail.created_at) }
    }
}

#[derive(Template)]
#[template(path = "sandbox/mails.html")]
struct Mails {
    club: String,
    rows: Vec<Row>,
    w: Words,
}

#[derive(Template)]
#[template(path = "sandbox/mail.html")]
struct Letter {
    club: String,
    row: Row,
    text: String,
    /// Names of files that go with it.
    attached: Vec<String>,
    w: Words,
}
