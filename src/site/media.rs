//! Pictures, sounds, films and files: each byte after a look at who asks.

use actix_web::http::header;
use actix_web::web::{self, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::base::{Fault, Moment, Standing};
use crate::club::Club;
use crate::crew::{Editor, Seller};
use crate::experiences;
use crate::lobby::{Visit, Working};
use crate::media::{self, Asset, AssetId, Kind, Rendition, TEASER};
use crate::plumbing::db::Conn;
use crate::plumbing::files::Key;
use crate::plumbing::web::{Page, PageError, Sending, attachment, send};
use crate::posts;
use crate::shop;

/// Asked again soon, so that who lost the right loses the picture; kept long enough to turn a page.
const CACHING: &str = "private, max-age=600";
/// Less than the six hours a bucket's address opens.
const CACHING_OF_ADDRESS: &str = "private, max-age=600";

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/media/{asset}/{rendition}").route(web::get().to(show)).route(web::head().to(show)));
}

/// How an address of a feed proves itself, and whether the file is to be taken away.
#[derive(Debug, Deserialize)]
pub struct Asked {
    until: Option<i64>,
    signature: Option<String>,
    download: Option<String>,
}

/// `GET /media/{asset}/{rendition}`
pub async fn show(
    request: HttpRequest,
    visit: Visit,
    path: Path<(AssetId, String)>,
    asked: Query<Asked>,
    crew: (Option<Working<Editor>>, Option<Working<Seller>>),
) -> Page {
    let (id, name) = path.into_inner();
    let club = visit.club.clone();
    let wanted = (id.clone(), name.clone());
    let found =
        club.read(move |conn| Ok(media::by_id(conn, &wanted.0)?.and_then(|asset| with(asset, &wanted.1)))).await?;
    let (asset, rendition) = found.ok_or(PageError::NotFound)?;

    match (asked.until, &asked.signature) {
        (Some(until), Some(signature)) => {
            // Known once, too old now: the feed or the player fetches a new address.
            if !media::signature_opens(&club, &id, &name, until, signature, visit.now) {
                return Err(PageError::Forbidden);
            }
        }
        _ if may_work_with(&crew, &asset) || is_part_of_the_look(&club, &id) => {}
        _ => {
            let (standing, now) = (visit.standing().cloned(), visit.now);
            let opens = club.read(move |conn| opens_to(conn, &id, &name, standing.as_ref(), now)).await?;
            if !opens {
                return Err(PageError::NotFound);
            }
        }
    }

    let disposition = disposition(&asset, &rendition, asked.download.is_some());
    hand_out(&request, &club, &rendition, disposition).await
}

/// Who writes works with everything; who sells chooses pictures. Gates and moderators see what they see as fans.
fn may_work_with((editor, seller): &(Option<Working<Editor>>, Option<Working<Seller>>), asset: &Asset) -> bool {
    editor.is_some() || (seller.is_some() && asset.kind == Kind::Photo)
}

/// Pictures that the settings of the club's look name are for everybody.
fn is_part_of_the_look(club: &Club, asset: &AssetId) -> bool {
    club.theme().settings().values().any(|value| value == asset.as_str())
}

fn opens_to(
    conn: &mut Conn,
    asset: &AssetId,
    rendition: &str,
    standing: Option<&Standing>,
    now: Moment,
) -> Result<bool, Fault> {
    if rendition == TEASER && posts::asset_is_known(conn, asset)? {
        return Ok(true);
    }
    Ok(posts::assets_open_to(conn, asset, standing, now)?
        || shop::is_shown(conn, asset, standing, now)?
        || experiences::is_pictured_by(conn, asset.as_str())?)
}

/// Gives an asset's main file to somebody who was found to have a right to it, to be kept.
pub(super) async fn take_away(request: &HttpRequest, club: &Club, asset: &Asset) -> Page {
    let rendition = asset.main().ok_or(PageError::NotFound)?;
    hand_out(request, club, rendition, disposition(asset, rendition, true)).await
}

async fn hand_out(request: &HttpRequest, club: &Club, rendition: &Rendition, disposition: String) -> Page {
    let key = Key::new(rendition.key.clone())?;
    if let Some(address) = club.files().presigned(&key, &rendition.content_type, &disposition).await? {
        return Ok(HttpResponse::Found()
            .insert_header((header::LOCATION, address))
            .insert_header((header::CACHE_CONTROL, CACHING_OF_ADDRESS))
            .insert_header((header::VARY, "Cookie"))
            .finish());
    }
    let sending = Sending {
        files: club.files(),
        key,
        length: u64::try_from(rendition.bytes).unwrap_or(0),
        etag: &rendition.etag,
        content_type: &rendition.content_type,
        disposition,
        caching: CACHING,
    };
    send(request, sending).await
}

fn with(asset: Asset, name: &str) -> Option<(Asset, Rendition)> {
    let rendition = asset.renditions.iter().find(|rendition| rendition.name == name)?.clone();
    Some((asset, rendition))
}

/// Shown in the page if it is a picture, sound or film; anything else is taken away under its own name.
fn disposition(asset: &Asset, rendition: &Rendition, download: bool) -> String {
    if asset.kind != Kind::File && !download {
        return "inline".to_owned();
    }
    let extension = rendition.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if asset.kind == Kind::File {
        return attachment(&asset.file_name);
    }
    let stem = if asset.title.is_empty() {
        asset.file_name.rsplit_once('.').map_or(asset.file_name.as_str(), |(stem, _)| stem)
    } else {
        asset.title.as_str()
    };
    attachment(&format!("{}.{extension}", stem.replace(['/', '\\'], "-")))
}
