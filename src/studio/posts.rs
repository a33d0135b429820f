//! Posts: written, previewed, scheduled, published, mailed.

use actix_web::web;
use askama::Template;

use super::desk::{As, Desk, not_found, see, to};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Trusted, Wrongs};
use super::publishing::{LastLook, last_look};
use super::undo;
use super::{audiences, previews};
use crate::base::Moment;
use crate::base::condition::Condition;
use crate::community;
use crate::crew::Editor;
use crate::media::{self, Asset, AssetId, Kind};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::posts::{self, Attachment, NotMoved, NotSaved, Place, Post, PostId, PostState, Writing};
use crate::segments;

#[derive(Template)]
#[template(path = "studio/posts/list.html")]
pub struct PostList {
    pub w: Words,
    pub f: Frame,
    pub count: i64,
    pub state: String,
    pub chips: Vec<Choice>,
    pub posts: Vec<PostRow>,
    pub next: Option<String>,
}

pub struct PostRow {
    pub id: String,
    pub title: String,
    pub tone: &'static str,
    pub state: String,
    pub who: String,
    pub date: String,
    pub comments: String,
}

#[derive(Template)]
#[template(path = "studio/posts/edit.html")]
pub struct PostPage {
    pub w: Words,
    pub f: Frame,
    /// Empty for a post that is not stored yet.
    pub id: String,
    pub heading: String,
    pub action: String,
    /// Where fans find it; empty until it is live.
    pub address: String,
    pub tone: &'static str,
    pub state: String,
    pub saved: String,
    pub live: bool,
    pub scheduled: bool,
    pub publish: String,
    pub form: PostForm,
    pub wrongs: Wrongs,
    pub files: Vec<PostFile>,
    pub audiences: Vec<Choice>,
    pub pictures: Vec<Choice>,
    pub reach: String,
    pub says: String,
    /// The line and a caret under the wrong word; empty when all is right.
    pub caret: String,
    pub zone_help: String,
    pub mail_to: String,
    pub mail_now: String,
    pub preview: Trusted,
    pub mailing: Option<Mailing>,
    /// Letters are to leave in a moment.
    pub begins: bool,
    /// Asked before it goes public and letters leave.
    pub last_look: Option<LastLook>,
}

#[derive(Debug, Clone, Default)]
pub struct PostForm {
    pub revision: String,
    pub title: String,
    pub body: String,
    pub excerpt: String,
    pub audience: String,
    pub condition: String,
    pub lead: String,
    pub teaser: String,
    pub publish_at: String,
    pub comments_open: bool,
    pub mail_on_publish: bool,
}

#[derive(Debug, Clone)]
pub struct PostFile {
    pub id: String,
    pub icon: &'static str,
    pub name: String,
    pub facts: String,
    pub tone: &'static str,
    pub state: String,
    pub chosen: bool,
}

/// A post on its way by mail.
pub struct Mailing {
    pub id: String,
    pub tone: &'static str,
    pub state: String,
    pub expected: i64,
    pub done: i64,
    pub sentence: String,
    /// Noun of what can be done now: `pause`, `resume`, or nothing.
    pub verb: &'static str,
    pub button: String,
}

#[derive(Template)]
#[template(path = "studio/posts/preview.html")]
pub struct PreviewPage {
    pub w: Words,
    pub club: String,
    pub title: String,
    pub preview: Trusted,
}

/// Bytes of a post's form: its longest body with every letter written as nine, and room for the rest.
pub const LONGEST_FORM: usize = posts::LONGEST_BODY * 9 + 256 * 1024;

/// The states the list can be narrowed to.
const STATES: [PostState; 4] = [PostState::Draft, PostState::Scheduled, PostState::Published, PostState::Archived];
const ROWS: i64 = 50;

pub async fn list(desk: As<Editor>) -> Page {
    let wanted = PostState::from_word(desk.query().get("state"));
    let after: Option<Place> = desk.query().get("before").parse().ok();
    let (counts, rows, comments) = desk
        .club
        .read(move |c| {
            let counts = posts::counts(c)?;
            let rows = posts::for_studio(c, wanted, after.as_ref(), ROWS + 1)?;
            let ids: Vec<PostId> = rows.iter().map(|row| row.id.clone()).collect();
            let comments = community::numbers(c, &ids)?;
            Ok((counts, rows, comments))
        })
        .await?;
    let audiences = audiences::choices(&desk).await?;
    let more = rows.len() as i64 > ROWS;
    let shown = &rows[..rows.len().min(ROWS as usize)];
    let last = shown.last().filter(|_| more);
    let next = last.map(|row| Place { at: row.updated_at, id: row.id.clone() }.to_string());
    let w = &desk.w;
    let posts = shown.iter().map(|row| PostRow {
        id: row.id.to_string(),
        title: if row.title.is_empty() { w.t("studio-post-untitled") } else { row.title.clone() },
        tone: tone(row.state()),
        state: w.t(state_key(row.state())),
        who: who(&desk, &audiences, &row.condition),
        date: w.date_time(
            row.publish_at
                .filter(|_| row.state() == PostState::Scheduled)
                .or(row.published_at)
                .unwrap_or(row.updated_at),
        ),
        comments: w.number(comments.get(&row.id).copied().unwrap_or(0)),
    });
    let posts = posts.collect();
    let mut chips = vec![Choice::new("", w.t("studio-all"))];
    chips.extend(STATES.map(|state| Choice::new(state.word(), w.t(state_key(state)))));
    desk.page(&PostList {
        w: desk.w.clone(),
        f: desk.frame("posts").await?,
        count: counts.drafts + counts.scheduled + counts.published,
        state: wanted.map_or(String::new(), |state| state.word().to_owned()),
        chips,
        posts,
        next,
    })
}

pub async fn new(desk: As<Editor>) -> Page {
    let form = PostForm {
        revision: "0".to_owned(),
        audience: "member".to_owned(),
        comments_open: true,
        mail_on_publish: true,
        ..PostForm::default()
    };
    desk.page(&draw(&desk, None, form, Vec::new(), Wrongs::none()).await?)
}

pub async fn create(desk: As<Editor>, form: web::Form<Fields>) -> Page {
    let (typed, writing) = read(&form);
    if let Some(wrongs) = not_ready(&desk, &form, &typed) {
        return again(&desk, None, typed, writing, wrongs).await;
    }
    let (author, now) = (desk.me.id.clone(), desk.now);
    let handed_in = writing.clone();
    let made = desk.club.write(move |tx| posts::create(tx, &handed_in, Some(&author), now)).await;
    match made {
        Ok(post) => then(&desk, &post, &form, typed, writing).await,
        Err(error) => again(&desk, None, typed, writing, not_saved(&desk, error)?).await,
    }
}

pub async fn edit(desk: As<Editor>, id: web::Path<String>) -> Page {
    let (post, attached) = found(&desk, id.into_inner()).await?;
    let choices = audiences::choices(&desk).await?;
    let audience = audiences::chosen(&choices, &post.condition);
    let form = PostForm {
        revision: post.revision.to_string(),
        title: post.title.clone(),
        body: post.body.clone(),
        excerpt: post.excerpt.clone(),
        audience,
        condition: post.condition.clone(),
        lead: post.lead_asset_id.as_ref().map_or(String::new(), ToString::to_string),
        teaser: post.teaser_asset_id.as_ref().map_or(String::new(), ToString::to_string),
        publish_at: post.publish_at.map_or(String::new(), |at| clock(&desk, at)),
        comments_open: post.comments_open,
        mail_on_publish: post.mail_on_publish,
    };
    let attached = attached.into_iter().map(|one| one.asset_id).collect();
    desk.page(&draw(&desk, Some(&post), form, attached, Wrongs::none()).await?)
}

pub async fn update(desk: As<Editor>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let (typed, mut writing) = read(&form);
    let (former, attached) = found(&desk, id.into_inner()).await?;
    keep_captions(&mut writing, &attached);
    if let Some(wrongs) = not_ready(&desk, &form, &typed) {
        return again(&desk, Some(&former), typed, writing, wrongs).await;
    }
    // What belongs to publishing is not on the page of a live post.
    if former.state() == PostState::Published {
        writing.mail_on_publish = former.mail_on_publish;
    }
    let revision = typed.revision.parse().unwrap_or(0);
    let (post_id, now, handed_in) = (former.id.clone(), desk.now, writing.clone());
    let saved = desk.club.write(move |tx| posts::save(tx, &post_id, revision, &handed_in, now)).await;
    match saved {
        Ok(post) => then(&desk, &post, &form, typed, writing).await,
        Err(error) => again(&desk, Some(&former), typed, writing, not_saved(&desk, error)?).await,
    }
}

/// What keeps a post from going where the pressed button sends it, found before anything is stored.
fn not_ready(desk: &Desk, form: &Fields, typed: &PostForm) -> Option<Wrongs> {
    let w = &desk.w;
    let goes = matches!(form.get("then"), "publish" | "schedule");
    if goes && typed.title.trim().is_empty() {
        return Some(Wrongs::one("title", w.t("studio-post-title-missing")));
    }
    if form.get("then") != "schedule" {
        return None;
    }
    match moment(desk, &typed.publish_at) {
        None => Some(Wrongs::one("publish_at", w.t("studio-post-at-missing"))),
        Some(at) if at <= desk.now => Some(Wrongs::one("publish_at", w.t("studio-post-at-past"))),
        Some(_) => None,
    }
}

/// Saved; what the pressed button asks for besides.
async fn then(desk: &Desk, post: &Post, form: &Fields, typed: PostForm, writing: Writing) -> Page {
    let path = format!("/studio/posts/{}", post.id);
    let (id, revision, now) = (post.id.clone(), post.revision, desk.now);
    let moved = match form.get("then") {
        "publish" if last_look(desk, post).await?.is_some() => return to(&format!("{path}?sure=publish")),
        "publish" => desk
            .club
            .write(move |tx| posts::publish(tx, &id, revision, now))
            .await
            .map(|()| "studio-said-post-published"),
        "schedule" => {
            let Some(at) = moment(desk, &typed.publish_at) else {
                let wrongs = Wrongs::one("publish_at", desk.w.t("studio-post-at-missing"));
                return again(desk, Some(post), current(typed, post), writing, wrongs).await;
            };
            desk.club
                .write(move |tx| posts::schedule(tx, &id, revision, at, now))
                .await
                .map(|()| "studio-said-post-scheduled")
        }
        _ => Ok("studio-said-post-saved"),
    };
    match moved {
        Ok(said) => see(&path, said),
        Err(error) => {
            let wrongs = not_moved(desk, error)?;
            again(desk, Some(post), current(typed, post), writing, wrongs).await
        }
    }
}

/// What was typed, from now on against the revision that was just stored.
fn current(typed: PostForm, post: &Post) -> PostForm {
    PostForm { revision: post.revision.to_string(), ..typed }
}

async fn again(desk: &Desk, post: Option<&Post>, typed: PostForm, writing: Writing, wrongs: Wrongs) -> Page {
    let attached = writing.attachments.into_iter().map(|one| one.asset_id).collect();
    desk.again(&draw(desk, post, typed, attached, wrongs).await?)
}

/// Back to a draft.
pub async fn withdraw(desk: As<Editor>, id: web::Path<String>) -> Page {
    let (post, _) = found(&desk, id.into_inner()).await?;
    let (id, revision, now) = (post.id.clone(), post.revision, desk.now);
    moved(desk.club.write(move |tx| posts::withdraw(tx, &id, revision, now)).await)?;
    see(&format!("/studio/posts/{}", post.id), "studio-said-post-withdrawn")
}

pub async fn delete(desk: As<Editor>, id: web::Path<String>) -> Page {
    let (post, _) = found(&desk, id.into_inner()).await?;
    let (id, revision, now) = (post.id.clone(), post.revision, desk.now);
    moved(desk.club.write(move |tx| posts::archive(tx, &id, revision, now)).await)?;
    see(&undo::naming("/studio/posts", post.id.as_str()), "studio-said-post-deleted")
}

pub async fn restore(desk: As<Editor>, id: web::Path<String>) -> Page {
    let (id, now) = (PostId(id.into_inner()), desk.now);
    let post = id.clone();
    moved(desk.club.write(move |tx| posts::restore(tx, &post, now)).await)?;
    see(&format!("/studio/posts/{id}"), "studio-said-post-restored")
}

/// A step that somebody else's step overtook is not a fault: the page shows what is now.
fn moved(outcome: Result<(), NotMoved>) -> Result<(), PageError> {
    match outcome {
        Ok(()) | Err(NotMoved::Stale | NotMoved::InThePast | NotMoved::Untitled) => Ok(()),
        Err(NotMoved::Unknown) => Err(PageError::NotFound),
        Err(NotMoved::Fault(fault)) => Err(fault.into()),
    }
}

async fn found(desk: &Desk, id: String) -> Result<(Post, Vec<Attachment>), PageError> {
    let id = PostId(id);
    let found = desk.club.read(move |c| Ok((posts::by_id(c, &id)?, posts::attachments(c, &id)?))).await?;
    Ok((not_found(found.0)?, found.1))
}

fn read(form: &Fields) -> (PostForm, Writing) {
    let typed = PostForm {
        revision: form.get("revision").to_owned(),
        title: form.get("title").to_owned(),
        body: form.text("body"),
        excerpt: form.text("excerpt"),
        audience: form.get("audience").to_owned(),
        condition: form.get("condition").to_owned(),
        lead: form.get("lead").to_owned(),
        teaser: form.get("teaser").to_owned(),
        publish_at: form.get("publish_at").to_owned(),
        comments_open: form.ticked("comments_open"),
        mail_on_publish: form.ticked("mail_on_publish"),
    };
    let asset = |id: &str| (!id.is_empty()).then(|| AssetId(id.to_owned()));
    let mut attachments: Vec<Attachment> = Vec::new();
    for id in form.all("asset").into_iter().filter_map(asset) {
        if !attachments.iter().any(|one| one.asset_id == id) {
            attachments.push(Attachment { asset_id: id, caption: String::new() });
        }
    }
    let lead = asset(&typed.lead).filter(|lead| attachments.iter().any(|one| one.asset_id == *lead));
    let writing = Writing {
        title: typed.title.clone(),
        slug: None,
        kind: None,
        body: typed.body.clone(),
        excerpt: typed.excerpt.trim().to_owned(),
        teaser: asset(&typed.teaser),
        lead,
        condition: audiences::line_of(&typed.audience, &typed.condition),
        comments_open: typed.comments_open,
        mail_on_publish: typed.mail_on_publish,
        attachments,
    };
    (typed, writing)
}

fn keep_captions(writing: &mut Writing, former: &[Attachment]) {
    for one in &mut writing.attachments {
        if let Some(known) = former.iter().find(|known| known.asset_id == one.asset_id) {
            one.caption.clone_from(&known.caption);
        }
    }
}

fn not_saved(desk: &Desk, error: NotSaved) -> Result<Wrongs, PageError> {
    let w = &desk.w;
    let one = |field, sentence| Ok(Wrongs::one(field, sentence));
    match error {
        NotSaved::Unknown => Err(PageError::NotFound),
        NotSaved::Fault(fault) => Err(fault.into()),
        NotSaved::Stale => one("title", w.t("studio-post-stale")),
        NotSaved::Archived => one("title", w.t("studio-post-is-deleted")),
        NotSaved::TitleMissing => one("title", w.t("studio-post-title-missing")),
        NotSaved::TitleTooLong => one("title", w.t1("studio-too-long", "n", posts::LONGEST_TITLE)),
        NotSaved::BodyTooLong => one("body", w.t1("studio-too-long", "n", posts::LONGEST_BODY)),
        NotSaved::ExcerptTooLong => one("excerpt", w.t1("studio-too-long", "n", posts::LONGEST_EXCERPT)),
        NotSaved::CaptionTooLong => one("body", w.t1("studio-too-long", "n", posts::LONGEST_CAPTION)),
        NotSaved::TooManyAttachments => one("body", w.t1("studio-post-too-many", "n", posts::MOST_ATTACHMENTS)),
        NotSaved::Condition(error) => one("condition", audiences::mistake(desk, &error)),
        NotSaved::UnknownAsset(_) => one("body", w.t("studio-post-asset-gone")),
    }
}

fn not_moved(desk: &Desk, error: NotMoved) -> Result<Wrongs, PageError> {
    let w = &desk.w;
    match error {
        NotMoved::Unknown => Err(PageError::NotFound),
        NotMoved::Fault(fault) => Err(fault.into()),
        NotMoved::Stale => Ok(Wrongs::one("title", w.t("studio-post-stale"))),
        NotMoved::Untitled => Ok(Wrongs::one("title", w.t("studio-post-title-missing"))),
        NotMoved::InThePast => Ok(Wrongs::one("publish_at", w.t("studio-post-at-past"))),
    }
}

/// A moment as a form's clock field writes it, in the club's zone.
fn clock(desk: &Desk, at: Moment) -> String {
    at.timestamp().to_zoned(desk.w.zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn moment(desk: &Desk, typed: &str) -> Option<Moment> {
    let local: jiff::civil::DateTime = typed.parse().ok()?;
    let zoned = local.to_zoned(desk.w.zone().clone()).ok()?;
    Some(Moment::from_timestamp(zoned.timestamp()))
}

async fn draw(
    desk: &Desk,
    post: Option<&Post>,
    form: PostForm,
    attached: Vec<AssetId>,
    wrongs: Wrongs,
) -> Result<PostPage, PageError> {
    let w = &desk.w;
    let library = desk.club.read(|c| media::page(c, None, 24)).await?;
    let missing: Vec<AssetId> =
        attached.iter().filter(|id| !library.iter().any(|asset| asset.id == **id)).cloned().collect();
    let older = desk.club.read(move |c| media::by_ids(c, &missing)).await?;
    let known: Vec<&Asset> = library.iter().chain(&older).collect();
    let mut files: Vec<PostFile> = Vec::new();
    let chosen = attached.iter().filter_map(|id| known.iter().find(|asset| asset.id == *id));
    files.extend(chosen.map(|asset| file(desk, asset, true)));
    let others = library.iter().filter(|asset| !attached.contains(&asset.id)).take(8);
    files.extend(others.map(|asset| file(desk, asset, false)));
    let mut pictures = vec![Choice::new("", w.t("studio-none"))];
    let photos = known.iter().filter(|asset| asset.kind == Kind::Photo && asset.is_ready());
    pictures.extend(photos.map(|asset| Choice::new(asset.id.to_string(), super::media::name(asset))));

    let choices = audiences::choices(desk).await?;
    let line = audiences::line_of(&form.audience, &form.condition);
    let said = audiences::said(desk, &line).await?;
    let caret = if said.wrong.is_empty() { String::new() } else { audiences::caret(&line, said.at) };
    let mail = mail_reach(desk, &line).await?;
    let state = post.map_or(PostState::Draft, Post::state);
    let preview = previews::drawn(desk, &form.body).await?;
    let mailing = match post {
        Some(post) => super::broadcasts::of_post(desk, &post.id).await?,
        None => None,
    };
    let last_look = match post.filter(|_| desk.query().get("sure") == "publish") {
        Some(post) => last_look(desk, post).await?,
        None => None,
    };
    Ok(PostPage {
        w: w.clone(),
        f: desk.frame("posts").await?.with_wrongs(&wrongs),
        id: post.map_or(String::new(), |post| post.id.to_string()),
        heading: if post.is_some() { w.t("studio-post-edit") } else { w.t("studio-post-write") },
        action: post.map_or("/studio/posts".to_owned(), |post| format!("/studio/posts/{}", post.id)),
        address: post
            .filter(|_| state == PostState::Published)
            .map_or(String::new(), |post| format!("/posts/{}", post.slug)),
        tone: tone(state),
        state: w.t(state_key(state)),
        saved: post.map_or(String::new(), |post| w.t1("studio-post-saved-at", "time", w.date_time(post.updated_at))),
        live: state == PostState::Published,
        scheduled: state == PostState::Scheduled,
        publish: w.t1("studio-post-publish", "reach", said.reach.as_str()),
        reach: said.reach,
        says: said.says,
        caret,
        zone_help: w.t1("studio-post-zone", "zone", desk.w.zone().iana_name().unwrap_or("UTC")),
        mail_to: w.t1("studio-post-mail-to", "n", mail),
        mail_now: w.t1("studio-mailing-now", "n", mail),
        preview,
        begins: mailing.is_none() && mail > 0 && post.is_some_and(is_to_be_announced),
        mailing,
        last_look,
        files,
        audiences: choices,
        pictures,
        form,
        wrongs,
    })
}

/// A post that went public with letters of which none is written yet.
fn is_to_be_announced(post: &Post) -> bool {
    post.state() == PostState::Published && post.mail_on_publish
}

/// Who would be written to: they may see it, agreed to news, and can be reached.
pub(super) async fn mail_reach(desk: &Desk, line: &str) -> Result<i64, crate::base::Fault> {
    let Ok(condition) = Condition::parse(line) else { return Ok(0) };
    let now = desk.now;
    desk.club.read(move |c| segments::count_recipients(c, &condition, "news", now)).await
}

/// A file of the library, to be ticked.
pub fn file(desk: &Desk, asset: &Asset, chosen: bool) -> PostFile {
    let card = super::media::card(desk, asset);
    PostFile {
        id: card.id,
        icon: card.icon,
        name: card.name,
        facts: card.facts,
        tone: card.tone,
        state: card.state,
        chosen,
    }
}

/// For whom a post is, as lists say it.
fn who(desk: &Desk, choices: &[Choice], condition: &str) -> String {
    let known = choices.iter().find(|choice| choice.value == condition);
    known.map_or_else(|| desk.w.t1("studio-post-who-line", "line", condition), |choice| choice.label.clone())
}

fn tone(state: PostState) -> &'static str {
    match state {
        PostState::Published => "ok",
        PostState::Scheduled => "wait",
        PostState::Draft | PostState::Archived => "off",
    }
}

fn state_key(state: PostState) -> &'static str {
    match state {
        PostState::Draft => "studio-post-draft",
        PostState::Scheduled => "studio-post-scheduled",
        PostState::Published => "studio-post-live",
        PostState::Archived => "studio-post-deleted",
    }
}
