//! Uploads: the tus protocol (1.0: core, creation, termination) for the studio's script and any client that speaks it,
//! and an ordinary form for browsers without script.

use actix_multipart::Multipart;
use actix_web::http::header::{self, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, guard};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::TryStreamExt;

use crate::crew::Editor;
use crate::lobby::Working;
use crate::media::{self, AppendError, BeginError, NewUpload, Progress, Reason, ReceiveError, UploadId};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

const VERSION: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// Ours: the asset an upload became.
const ASSET: HeaderName = HeaderName::from_static("stagedoor-asset");

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/studio/uploads")
                .route(web::method(Method::OPTIONS).to(options))
                .route(web::post().guard(guard::Header("tus-resumable", VERSION)).to(create)),
        )
        .route("/studio/media", web::post().to(create_from_form))
        .service(
            web::resource("/studio/uploads/{upload}")
                .route(web::head().to(show))
                .route(web::patch().to(update))
                .route(web::delete().to(delete)),
        );
}

/// `OPTIONS /studio/uploads`: what this server speaks.
async fn options() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((RESUMABLE, VERSION))
        .insert_header(("tus-version", VERSION))
        .insert_header(("tus-extension", "creation,termination"))
        .finish()
}

/// `POST /studio/uploads`: announces a file.
async fn create(request: HttpRequest, desk: Working<Editor>) -> Page {
    let w = words(&desk);
    let Some(total) = number(&request, &LENGTH) else {
        return Err(PageError::Invalid("an upload without Upload-Length".to_owned()));
    };
    let file_name = metadata(&request, "filename").unwrap_or_default();
    let new = NewUpload { file_name, total, by: desk.me().id.to_string() };
    let free = desk.club.room()?;
    match media::begin(&desk.club, new, free, desk.now).await {
        Ok(id) => Ok(answer(StatusCode::CREATED)
            .insert_header((header::LOCATION, format!("/studio/uploads/{id}")))
            .insert_header((OFFSET, "0"))
            .finish()),
        Err(error) => refused_to_begin(&w, error),
    }
}

/// `HEAD /studio/uploads/{upload}`: how far it is.
async fn show(desk: Working<Editor>, id: Path<UploadId>) -> Page {
    match media::progress(&desk.club, &id, desk.now).await {
        Ok(progress) => Ok(so_far(StatusCode::OK, &progress)),
        Err(error) => refused(&words(&desk), error),
    }
}

/// `PATCH /studio/uploads/{upload}`: goes on with it.
async fn update(request: HttpRequest, desk: Working<Editor>, id: Path<UploadId>, body: Payload) -> Page {
    let is_chunk =
        request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/offset+octet-stream");
    if !is_chunk {
        return Ok(answer(StatusCode::UNSUPPORTED_MEDIA_TYPE).finish());
    }
    let Some(offset) = number(&request, &OFFSET) else {
        return Err(PageError::Invalid("a part without Upload-Offset".to_owned()));
    };
    match media::append(&desk.club, &id, offset, body, desk.now).await {
        Ok(progress) => Ok(so_far(StatusCode::NO_CONTENT, &progress)),
        Err(error) => refused(&words(&desk), error),
    }
}

/// `DELETE /studio/uploads/{upload}`: gives it up.
async fn delete(desk: Working<Editor>, id: Path<UploadId>) -> Page {
    match media::cancel(&desk.club, &id).await {
        Ok(()) => Ok(answer(StatusCode::NO_CONTENT).finish()),
        Err(error) => refused(&words(&desk), error),
    }
}

/// `POST /studio/media`, a form: one file in the field `file`, streamed like any other.
pub async fn create_from_form(request: HttpRequest, desk: Working<Editor>, mut form: Multipart) -> Page {
    let w = words(&desk);
    let at_most = number(&request, &header::CONTENT_LENGTH).unwrap_or(0);
    loop {
        let field = form.try_next().await.map_err(|error| PageError::Invalid(error.to_string()))?;
        let Some(field) = field else { return Ok(sentence(StatusCode::UNPROCESSABLE_ENTITY, &w, Reason::Empty)) };
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename().map(str::to_owned));
        let Some(file_name) = name.filter(|_| field.name() == Some("file")) else { continue };
        let new = NewUpload { file_name, total: at_most, by: desk.me().id.to_string() };
        let free = desk.club.room()?;
        return match media::receive_whole(&desk.club, new, field, free, desk.now).await {
            Ok(asset) => Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, format!("/studio/media/{asset}")))
                .finish()),
            Err(ReceiveError::Begin(error)) => refused_to_begin(&w, error),
            Err(ReceiveError::Append(error)) => refused(&w, error),
            Err(ReceiveError::Fault(fault)) => Err(fault.into()),
        };
    }
}

fn words(desk: &Working<Editor>) -> Words {
    Words::product(desk.me().language(), desk.club.time_zone())
}

fn answer(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((RESUMABLE, VERSION)).insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

fn so_far(status: StatusCode, progress: &Progress) -> HttpResponse {
    let mut response = answer(status);
    response.insert_header((OFFSET, progress.received.to_string())).insert_header((LENGTH, progress.total.to_string()));
    if let Some(asset) = &progress.asset {
        response.insert_header((ASSET, asset.as_str()));
    }
    response.finish()
}

fn refused_to_begin(w: &Words, error: BeginError) -> Page {
    match error {
        BeginError::Empty => Ok(sentence(StatusCode::UNPROCESSABLE_ENTITY, w, Reason::Empty)),
        BeginError::TooLarge { .. } => Ok(sentence(StatusCode::PAYLOAD_TOO_LARGE, w, Reason::TooLarge)),
        BeginError::DiskFull { .. } => Ok(sentence(StatusCode::INSUFFICIENT_STORAGE, w, Reason::DiskFull)),
        BeginError::Fault(fault) => Err(fault.into()),
    }
}

fn refused(w: &Words, error: AppendError) -> Page {
    match error {
        AppendError::NotFound => Err(PageError::NotFound),
        AppendError::OtherOffset { received } => {
            Ok(answer(StatusCode::CONFLICT).insert_header((OFFSET, received.to_string())).finish())
        }
        AppendError::TakenOver => Ok(answer(StatusCode::LOCKED).finish()),
        AppendError::TooMany => Ok(sentence(StatusCode::PAYLOAD_TOO_LARGE, w, Reason::TooLarge)),
        AppendError::Refused(reason @ Reason::DiskFull) => Ok(sentence(StatusCode::INSUFFICIENT_STORAGE, w, reason)),
        AppendError::Refused(reason) => Ok(sentence(StatusCode::UNPROCESSABLE_ENTITY, w, reason)),
        AppendError::Fault(fault) => Err(fault.into()),
    }
}

/// The reason in the reader's language, for the script to show or the browser itself.
fn sentence(status: StatusCode, w: &Words, reason: Reason) -> HttpResponse {
    answer(status).content_type("text/plain; charset=utf-8").body(w.t(&format!("media-{}", reason.as_str())))
}

fn number(request: &HttpRequest, name: &HeaderName) -> Option<u64> {
    request.headers().get(name)?.to_str().ok()?.trim().parse().ok()
}

/// One value of `Upload-Metadata`: `filename d29ybGQ=,filetype aW1hZ2U=`.
fn metadata(request: &HttpRequest, wanted: &str) -> Option<String> {
    let pairs = request.headers().get(METADATA)?.to_str().ok()?;
    let (_, value) =
        pairs.split(',').filter_map(|pair| pair.trim().split_once(' ')).find(|(name, _)| *name == wanted)?;
    String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
}
