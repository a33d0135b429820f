//! The demo's letters: what a real club would have sent stands here to be read. No other club has these pages.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Path, ReqData};
use actix_web::{HttpRequest, HttpResponse};
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
pub async fn list(club: ReqData<Club>, request: HttpRequest, ip: ClientIp) -> Page {
    let club = match for_reader(club, &request, ip)? {
        Ok(club) => club,
        Err(answer) => return Ok(answer),
    };
    let mails = club.read(|conn| mail::latest(conn, MOST)).await?;
    let w = words(&club, &request);
    let rows = mails.into_iter().map(|mail| Row::of(&w, mail)).collect();
    page(StatusCode::OK, &Mails { club: club.config().artist.clone(), rows, w })
}

/// `GET /mails/{mail}`
pub async fn show(club: ReqData<Club>, request: HttpRequest, ip: ClientIp, id: Path<MailId>) -> Page {
    let club = match for_reader(club, &request, ip)? {
        Ok(club) => club,
        Err(answer) => return Ok(answer),
    };
    let mail = found(&club, id).await?;
    let w = words(&club, &request);
    let (text, of) = (mail.text.clone(), mail.id.clone());
    let files = club.read(move |conn| mail::files_of(conn, &of)).await?;
    let attached = files.into_iter().filter(|file| file.content_id.is_none()).map(|file| file.name).collect();
    let letter = Letter { club: club.config().artist.clone(), row: Row::of(&w, mail), text, attached, w };
    let mut answer = page(StatusCode::OK, &letter)?;
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(FRAME_POLICY));
    Ok(answer)
}

/// `GET /mails/{mail}/letter`: as a mail program shows it.
pub async fn show_letter(club: ReqData<Club>, request: HttpRequest, ip: ClientIp, id: Path<MailId>) -> Page {
    let club = match for_reader(club, &request, ip)? {
        Ok(club) => club,
        Err(answer) => return Ok(answer),
    };
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
pub async fn file(club: ReqData<Club>, request: HttpRequest, ip: ClientIp, path: Path<(MailId, String)>) -> Page {
    let club = match for_reader(club, &request, ip)? {
        Ok(club) => club,
        Err(answer) => return Ok(answer),
    };
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

/// The club, if it is a demo and this is somebody who may read its letters; else what they are answered.
fn for_reader(
    club: ReqData<Club>,
    request: &HttpRequest,
    ip: ClientIp,
) -> Result<Result<Club, HttpResponse>, PageError> {
    let club = club.into_inner();
    if !club.is_demo() {
        return Err(PageError::NotFound);
    }
    Ok(if may_read(&club, request, ip) { Ok(club) } else { Err(asks_for_the_password(&words(&club, request))) })
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
