//! The contract between the program and its themes: everything a template can see, and nothing else.
//!
//! A page is one struct with a [`Body`] implementation, rendered inside a [`View`]: in a template the shared part is
//! `page` (`page.club.name`, `page.member`), the fields of the body stand at the top (`lead`, `entries`).
//!
//! What holds everywhere:
//! - Money, dates and sizes arrive as finished words in the page's language and the visitor's time zone; machine
//!   readable forms stand beside them where HTML wants one. Templates never calculate with money.
//! - Addresses are strings, ready for `href` or `action`. A state-changing form posts `csrf` = `page.csrf`.
//! - Nothing of a locked thing is here: no source, wave, chapter, file name or size, and of its picture at most the
//!   ten-pixel one.
//! - Rich text is [`Html`], sanitised by the program; all else is text and is escaped.
//! - A post answered with a page of errors carries status 422, one that worked redirects with 303.

mod backstage;
mod entry;
mod events;
mod passkeys;
mod rights;
pub mod samples;
mod selling;
mod shop;

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

pub use backstage::*;
pub use entry::*;
pub use events::*;
pub use passkeys::*;
pub use rights::*;
pub use selling::*;
pub use shop::*;

/// A page a theme must be able to draw.
pub trait Body: Serialize {
    /// File name of the template in a theme's folder.
    const TEMPLATE: &'static str;
}

/// Every page of the contract, by template. `themes/plain` has them all.
pub const TEMPLATES: &[&str] = &[
    Home::TEMPLATE,
    Posts::TEMPLATE,
    Post::TEMPLATE,
    Locked::TEMPLATE,
    Search::TEMPLATE,
    Join::TEMPLATE,
    SignIn::TEMPLATE,
    Code::TEMPLATE,
    Queue::TEMPLATE,
    Link::TEMPLATE,
    Welcome::TEMPLATE,
    Tiers::TEMPLATE,
    Change::TEMPLATE,
    Cancel::TEMPLATE,
    Paying::TEMPLATE,
    Account::TEMPLATE,
    Card::TEMPLATE,
    Orders::TEMPLATE,
    Order::TEMPLATE,
    Shop::TEMPLATE,
    Product::TEMPLATE,
    Downloads::TEMPLATE,
    Cart::TEMPLATE,
    Checkout::TEMPLATE,
    Events::TEMPLATE,
    Event::TEMPLATE,
    Tickets::TEMPLATE,
    Ticket::TEMPLATE,
    Experiences::TEMPLATE,
    Experience::TEMPLATE,
    Bookings::TEMPLATE,
    Receipt::TEMPLATE,
    Unsubscribe::TEMPLATE,
    MovePage::TEMPLATE,
    Erasure::TEMPLATE,
    Report::TEMPLATE,
    ErrorPage::TEMPLATE,
    Message::TEMPLATE,
    Sleep::TEMPLATE,
];

/// What the engine renders: the shared part and one page.
#[derive(Serialize)]
pub struct View<'a, B: Body> {
    pub page: &'a Page,
    #[serde(flatten)]
    pub body: &'a B,
}

/// HTML the program has sanitised or written itself. Reaches templates marked safe, so it is printed as it is.
#[derive(Debug, Clone, Default)]
pub struct Html(pub String);

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The only place that makes a string safe; the filter of that name is not offered to themes.
        minijinja::Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

// ---------------------------------------------------------------------------------------------- shared by all pages

/// What every page can see.
#[derive(Serialize)]
pub struct Page {
    pub club: Club,
    /// Language of the words on this page, BCP 47: `en`, `fr`.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Every language the club offers, this page's included; one entry means there is nothing to choose.
    pub languages: Vec<Language>,
    /// Who is looking; none for a visitor who has not signed in.
    pub member: Option<Visitor>,
    /// Which way of the navigation this page belongs to.
    pub here: Place,
    pub urls: Urls,
    /// Proof that a form was ours; empty on pages served from the cache, which carry no state-changing form.
    pub csrf: String,
    /// This page's own address, path and query.
    pub path: String,
    /// How many things are in the visitor's cart; none for an empty one.
    pub cart: Option<Count>,
    /// What just happened, said once.
    pub notices: Vec<Notice>,
    /// A renewal failed and the benefits still hold.
    pub grace: Option<Grace>,
    /// Set in a demo club: everything here is invented, and mail goes nowhere.
    pub demo: Option<Demo>,
    /// Payments of this club are test money.
    pub sandbox: bool,
    /// Values of the theme's settings, as `setting("accent")` gives them too.
    pub settings: BTreeMap<String, String>,
    /// Style sheet with the settings as custom properties on `:root`.
    pub settings_css: String,
    pub meta: Meta,
}

#[derive(Serialize)]
pub struct Club {
    pub name: String,
    pub artist: String,
    /// One line under the name; may be empty.
    pub tagline: String,
    /// Who answers for this club, one line for the foot: name and postal address.
    pub address: String,
    pub logo: Option<Picture>,
    /// The one picture the artist set for the club (`setting("picture")`).
    pub picture: Option<Picture>,
    pub members: Count,
    /// Elsewhere: the artist's own site and networks.
    pub links: Vec<Anchor>,
    /// Imprint, privacy, terms: pages the club must or wants to have.
    pub footer: Vec<Anchor>,
}

/// A link with words of the artist: a post's title, a page's name. An empty label means the club's front page, which
/// the theme names.
#[derive(Serialize, Clone)]
pub struct Anchor {
    pub label: String,
    pub url: String,
}

#[derive(Serialize)]
pub struct Language {
    /// BCP 47.
    pub code: String,
    /// In its own words: `Français`.
    pub name: String,
    /// This page in that language.
    pub url: String,
    pub current: bool,
}

/// The signed-in member. Also set for crew who are members; `studio` is set for crew.
#[derive(Serialize)]
pub struct Visitor {
    /// The name other members see; may be empty.
    pub name: String,
    /// Member number as the club writes it: `1,204`.
    pub number: String,
    /// Name of the tier held now; none for free members.
    pub tier: Option<String>,
    pub member_since: Moment,
    /// Concerts attended, for the things one can count on the card.
    pub concerts: u32,
    /// Address of the studio for crew.
    pub studio: Option<String>,
}

/// Where in the club a page is, for `aria-current`.
#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Home,
    Posts,
    Search,
    Tiers,
    Events,
    Shop,
    Experiences,
    Cart,
    Account,
    Elsewhere,
}

/// The ways of the club, in this page's language.
#[derive(Serialize)]
pub struct Urls {
    pub home: String,
    pub posts: String,
    /// Takes `q` by GET.
    pub search: String,
    pub tiers: String,
    pub join: String,
    pub sign_in: String,
    /// Takes a POST with `csrf`.
    pub sign_out: String,
    pub account: String,
    pub card: String,
    pub orders: String,
    pub cart: String,
    /// What takes place; none while the club has nothing of it.
    pub events: Option<String>,
    /// The member's own.
    pub tickets: String,
    /// None while nothing is sold there.
    pub shop: Option<String>,
    /// Files that were bought.
    pub downloads: String,
    /// While there is something to come backstage for.
    pub experiences: Option<String>,
    /// What the member booked.
    pub bookings: String,
    /// RSS of the open posts.
    pub feed: String,
}

#[derive(Serialize)]
pub struct Notice {
    pub kind: NoticeKind,
    /// A date or an amount the sentence needs, for the kinds that say so; empty otherwise.
    pub detail: String,
}

/// Every sentence said once after an act. The words are the theme's.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    SignedIn,
    SignedOut,
    Saved,
    CommentSent,
    CommentDeleted,
    CommentReported,
    /// Detail: name of the tier now held.
    TierOpened,
    /// Detail: name of the tier changed to.
    TierChanged,
    /// Detail: date until which everything stays.
    Cancelled,
    Resumed,
    SessionEnded,
    SessionsEnded,
    /// Detail: its name.
    PasskeyAdded,
    /// Detail: its name.
    PasskeyRemoved,
    FeedRenewed,
    FeedRevoked,
    /// A new code is on its way.
    CodeSent,
    /// Letters went to both addresses. Detail: the new one.
    MoveAsked,
    /// The move to another address was given up.
    MoveGivenUp,
    /// An invitation was taken back.
    InvitationTaken,
    /// They asked to be erased; it is under way.
    Erasing,
    /// Too fast: nothing was done, try again in a minute.
    TooFast,
    InCart,
    /// The cart takes no more lines.
    CartFull,
    /// Something in the cart cannot be had as it stands any more; nothing was ordered.
    CartChanged,
    /// It costs another sum than the page said; nothing was ordered. Detail: the sum.
    SumChanged,
}

/// A failed renewal: benefits hold until `until`.
#[derive(Serialize)]
pub struct Grace {
    pub until: Moment,
    /// Takes a POST with `csrf`: opens the customer portal where the card is renewed.
    pub portal: String,
}

#[derive(Serialize)]
pub struct Demo {
    /// The demo's mail viewer, if this visitor may open it.
    pub mails: Option<String>,
}

/// For machines that read the head of the page.
#[derive(Serialize, Default)]
pub struct Meta {
    /// Absolute address of this page.
    pub canonical: String,
    /// One sentence; empty when there is none to give.
    pub description: String,
    /// Absolute address of a picture anyone may see.
    pub picture: Option<String>,
    /// Keep this page out of search engines.
    pub noindex: bool,
}

// ---------------------------------------------------------------------------------------------- small things

/// A point in time in the visitor's zone and language.
#[derive(Serialize, Clone)]
pub struct Moment {
    /// `Thursday 19 November 2026`
    pub long: String,
    /// `19 November`, with the year when it is not this one.
    pub date: String,
    /// `Thu 19 Nov`
    pub short: String,
    /// `21:40`, `21 h 40`
    pub time: String,
    /// RFC 3339, for `datetime`.
    pub iso: String,
    /// Hour of the day, 0 to 23.
    pub hour: u8,
}

/// A number and the same as text with the language's grouping, because a plural needs the one and the eye the other.
#[derive(Serialize, Clone, Default)]
pub struct Count {
    pub n: u64,
    pub text: String,
}

#[derive(Serialize, Clone)]
pub struct Picture {
    pub src: String,
    /// Renditions with their widths; empty when there is only one. The theme gives `sizes`.
    pub srcset: String,
    pub width: u32,
    pub height: u32,
    /// Empty for decoration.
    pub alt: String,
    /// The ten-pixel stand-in for a picture that is locked.
    pub tiny: bool,
}

/// A page of many: addresses exist only where there is a page.
#[derive(Serialize, Default)]
pub struct Pager {
    pub number: u32,
    pub of: u32,
    pub newer: Option<String>,
    pub older: Option<String>,
}

/// What a post mainly is.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    Letter,
    Recording,
    Pictures,
    Film,
    Files,
}

/// A post in a list.
#[derive(Serialize, Clone)]
pub struct Entry {
    pub title: String,
    pub url: String,
    pub kind: PostKind,
    pub published: Moment,
    /// Plain text, one or two sentences; may be empty.
    pub teaser: String,
    pub picture: Option<Picture>,
    /// None when this visitor may read it.
    pub lock: Option<Lock>,
    /// Playing time of recording and film: `5:40`.
    pub duration: Option<String>,
    /// SVG path of the wave in a box of 660 by 64, around the line 32; only for open recordings.
    pub wave: Option<String>,
    /// Pictures inside, for posts of pictures.
    pub pictures: u32,
    /// Files to take away.
    pub files: u32,
    /// Size of all files: `412 MB`; only for open posts.
    pub size: Option<String>,
    /// Reading time of letters, at least 1.
    pub minutes: u32,
    pub comments: Count,
}

/// Why something is closed to this visitor, and the ways in.
#[derive(Serialize, Clone)]
pub struct Lock {
    pub why: LockReason,
    /// The tiers that open it, cheapest first; empty when no tier alone does.
    pub tiers: Vec<LockTier>,
    /// With `tenure`: the day it opens for this member; none for visitors.
    pub opens: Option<Moment>,
    /// With `tenure`: full months of membership it asks for.
    pub months: u32,
    /// With `age`: years it asks for.
    pub age: u32,
    /// Posts that open besides this one, for what membership also brings.
    pub also: Count,
    /// The next step: joining, choosing a tier or changing it, and back to this post afterwards.
    pub url: String,
    /// Signing in and back to this post; none for members.
    pub sign_in: Option<String>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    /// Any member may, also a free one.
    Members,
    Tier,
    Tenure,
    Age,
    /// A tag, number, country or several things together: for some members, by the artist's choice.
    Some,
}

#[derive(Serialize, Clone)]
pub struct LockTier {
    pub name: String,
    pub month: Option<String>,
    pub year: Option<String>,
    pub places: Option<Places>,
    /// Joining with this tier chosen, and back to the post.
    pub url: String,
}

/// Places of something limited.
#[derive(Serialize, Clone)]
pub struct Places {
    pub left: Count,
    pub total: Count,
}

// ---------------------------------------------------------------------------------------------- reading

/// `home.html`
#[derive(Serialize)]
pub struct Home {
    /// The newest post, large; none in an empty club.
    pub lead: Option<Entry>,
    pub entries: Vec<Entry>,
    pub pager: Pager,
    /// All posts of the club.
    pub posts: Count,
    /// Tiers in the artist's order, for visitors and free members; empty for those who pay.
    pub tiers: Vec<LockTier>,
    /// The smallest monthly price: `€6`; none when all is free.
    pub cheapest: Option<String>,
}
impl Body for Home {
    const TEMPLATE: &'static str = "home.html";
}

/// `posts.html`: the archive, or one kind of it.
#[derive(Serialize)]
pub struct Posts {
    pub kind: Option<PostKind>,
    /// The kinds that exist, with their number and address.
    pub kinds: Vec<KindLink>,
    /// Address of the archive of all kinds.
    pub all_url: String,
    /// Posts in this list, all pages together.
    pub count: Count,
    pub entries: Vec<Entry>,
    pub pager: Pager,
}
impl Body for Posts {
    const TEMPLATE: &'static str = "posts.html";
}

#[derive(Serialize)]
pub struct KindLink {
    pub kind: PostKind,
    pub url: String,
    pub count: Count,
    pub current: bool,
}

/// `post.html`: a post this visitor may read.
#[derive(Serialize)]
pub struct Post {
    pub title: String,
    pub url: String,
    pub kind: PostKind,
    pub published: Moment,
    /// Names of the tiers it is for; empty when anyone may read it.
    pub audience: Vec<String>,
    pub picture: Option<Picture>,
    pub picture_caption: String,
    pub duration: Option<String>,
    pub body: Html,
    pub tracks: Vec<Track>,
    pub photos: Vec<Photo>,
    pub videos: Vec<Video>,
    pub files: Vec<File>,
    pub reactions: Vec<Reaction>,
    pub talk: Talk,
    pub newer: Option<Neighbour>,
    pub older: Option<Neighbour>,
    /// Where crew edit this post.
    pub edit_url: Option<String>,
}
impl Body for Post {
    const TEMPLATE: &'static str = "post.html";
}

/// A recording to play.
#[derive(Serialize)]
pub struct Track {
    /// Stable within the club.
    pub id: String,
    pub title: String,
    pub artist: String,
    /// Served with ranges, checked by cookie.
    pub src: String,
    /// MIME type.
    pub mime: String,
    /// `5:40`
    pub duration: String,
    /// Whole seconds, at least 1.
    pub seconds: u32,
    /// SVG path of the wave in a box of 660 by 64, around the line 32.
    pub wave: String,
    pub chapters: Vec<Chapter>,
    /// The original file to keep, if the artist gives it away.
    pub download: Option<File>,
    /// A page that contains this player: asked again when `src` answers 403. The post itself will do.
    pub renew_url: String,
}

#[derive(Serialize)]
pub struct Chapter {
    /// Seconds from the start.
    pub at: u32,
    /// `3:12`
    pub clock: String,
    pub title: String,
}

#[derive(Serialize)]
pub struct Photo {
    pub picture: Picture,
    /// The largest rendition, for the lightbox.
    pub full: String,
    pub caption: String,
}

/// What plays a film as it lies there.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaysOn {
    Everything,
    /// It could not be converted: recent iPhones, iPads and Macs; few others.
    Apple,
    /// It could not be converted: a computer with the right program.
    Few,
}

#[derive(Serialize)]
pub struct Video {
    pub title: String,
    pub src: String,
    pub mime: String,
    pub poster: Option<Picture>,
    pub duration: Option<String>,
    pub plays_on: PlaysOn,
    /// The same file to take away, for those that do not play it.
    pub download: String,
}

#[derive(Serialize)]
pub struct File {
    pub name: String,
    pub url: String,
    /// `PDF`, `FLAC`
    pub format: String,
    /// `2.4 MB`
    pub size: String,
}

/// One kind of reaction. The form posts `csrf` to `action`, which turns it on or off.
#[derive(Serialize)]
pub struct Reaction {
    pub kind: ReactionKind,
    pub count: Count,
    pub mine: bool,
    /// None for those who may not react: it is shown as a fact.
    pub action: Option<String>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ReactionKind {
    Heart,
    Clap,
    Again,
}

/// What members said under a post.
#[derive(Serialize)]
pub struct Talk {
    pub state: TalkState,
    pub count: Count,
    /// Oldest first.
    pub comments: Vec<Comment>,
    pub pager: Pager,
    /// Only in state `open`: posts `csrf` and `body`.
    pub form: Option<CommentForm>,
    /// Only in state `join`: signing in and back here.
    pub sign_in: Option<String>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum TalkState {
    Open,
    /// Closed by the artist; what was said stays.
    Closed,
    /// Only members write.
    Join,
    /// This member may not write here.
    Banned,
}

#[derive(Serialize)]
pub struct Comment {
    /// Stable, fit for an `id` attribute after a letter.
    pub id: String,
    /// Name the member chose; empty means they are shown by number.
    pub who: String,
    /// Member number; empty for crew.
    pub number: String,
    /// Written by the artist or crew.
    pub artist: bool,
    pub mine: bool,
    pub at: Moment,
    /// BCP 47; empty when unknown or the page's own.
    pub lang: String,
    /// Hidden until somebody looks at it: `body` is empty.
    pub hidden: bool,
    pub body: Html,
    /// Page with the report form.
    pub report_url: Option<String>,
    /// Takes a POST with `csrf`.
    pub delete_action: Option<String>,
}

#[derive(Serialize)]
pub struct CommentForm {
    pub action: String,
    pub value: String,
    pub error: Option<CommentError>,
    /// Longest text taken, in characters.
    pub longest: u32,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum CommentError {
    Empty,
    TooLong,
    TooFast,
}

#[derive(Serialize)]
pub struct Neighbour {
    pub title: String,
    pub url: String,
    pub locked: bool,
}

/// `locked.html`: a post this visitor may not read yet. Status 200: it is a page, not an error.
#[derive(Serialize)]
pub struct Locked {
    pub title: String,
    pub url: String,
    pub kind: PostKind,
    pub published: Moment,
    /// The public opening, as paragraphs.
    pub teaser: Html,
    pub picture: Option<Picture>,
    pub duration: Option<String>,
    pub lock: Lock,
    /// Posts anyone may read, for those who are not sure yet.
    pub open_posts: Vec<Entry>,
}
impl Body for Locked {
    const TEMPLATE: &'static str = "locked.html";
}

/// `search.html`: GET with `q`.
#[derive(Serialize)]
pub struct Search {
    /// Empty before the first search.
    pub query: String,
    pub count: Count,
    pub entries: Vec<Entry>,
    pub pager: Pager,
}
impl Body for Search {
    const TEMPLATE: &'static str = "search.html";
}

// ---------------------------------------------------------------------------------------------- joining

/// `join.html`: posts `csrf`, `proof`, `email`, `name`, `consent` (the purposes ticked, repeated), `birth_date`
/// (if `asks_birth_date`), `tier` and `period` (if chosen), `back`.
#[derive(Serialize)]
pub struct Join {
    pub action: String,
    /// Integrity token of this form.
    pub proof: String,
    /// Where to go afterwards.
    pub back: String,
    pub email: String,
    pub name: String,
    pub email_error: Option<EmailError>,
    pub name_error: Option<NameError>,
    pub birth_date_error: Option<BirthDateError>,
    /// The form as a whole could not be taken.
    pub form_error: Option<FormError>,
    /// What lets the form pass while many ask.
    pub toll: Option<Toll>,
    pub consents: Vec<Consent>,
    pub asks_birth_date: bool,
    /// `2001-05-30`, as typed.
    pub birth_date: String,
    /// Youngest age that may join; 0 when there is no limit.
    pub minimum_age: u32,
    /// The tier chosen before, to be paid after the code.
    pub chosen: Option<ChosenTier>,
    /// Who is let in; none in an open club. Its form posts `invitation`, and `answer` once a question.
    pub door: Option<JoinDoor>,
    /// False while no mail can be sent: the page says so instead of a form.
    pub open: bool,
    /// Signing in instead, keeping the way back.
    pub sign_in: String,
}
impl Body for Join {
    const TEMPLATE: &'static str = "join.html";
}

#[derive(Serialize)]
pub struct ChosenTier {
    pub slug: String,
    pub name: String,
    pub period: Period,
    /// Price for one period: `€6`.
    pub price: String,
    /// Choosing again.
    pub change_url: String,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Month,
    Year,
}

/// A purpose somebody may agree to. The wording is stored with the answer, so the program gives it.
#[derive(Serialize)]
pub struct Consent {
    /// Value of the box.
    pub purpose: String,
    pub wording: String,
    /// Never true on a fresh form.
    pub checked: bool,
    /// When it was given; only in the account.
    pub since: Option<Moment>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum EmailError {
    Missing,
    NotAnAddress,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum NameError {
    TooLong,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum BirthDateError {
    Missing,
    NotADate,
    TooYoung,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum FormError {
    /// The form was open too long or came from elsewhere: send it again.
    Stale,
    /// Too many from this address in a short time.
    TooFast,
    /// Many ask at the moment: `toll` says what lets this form pass. Nothing typed is lost.
    Toll,
}

/// `sign_in.html`: posts `csrf`, `proof`, `email`, `back`. The answer never tells whether an address is a member.
#[derive(Serialize)]
pub struct SignIn {
    pub action: String,
    pub proof: String,
    pub back: String,
    pub email: String,
    pub email_error: Option<EmailError>,
    pub form_error: Option<FormError>,
    /// What lets the form pass while many ask.
    pub toll: Option<Toll>,
    pub open: bool,
    /// Signing in with a passkey; none where browsers have none.
    pub passkey: Option<PasskeyForm>,
    /// Joining instead, keeping the way back.
    pub join: String,
}
impl Body for SignIn {
    const TEMPLATE: &'static str = "sign_in.html";
}

/// `code.html`: posts `csrf` and `code` to `action`; `csrf` to `resend_action`.
#[derive(Serialize)]
pub struct Code {
    pub action: String,
    pub resend_action: String,
    /// The address the code went to, as typed.
    pub email: String,
    /// Back to the form, for another address.
    pub other_address: String,
    pub error: Option<CodeError>,
    /// Tries left; shown from the first wrong one.
    pub tries_left: u32,
    /// Joining, not signing in.
    pub joining: bool,
    /// Clock time until which the code works.
    pub until: String,
}
impl Body for Code {
    const TEMPLATE: &'static str = "code.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum CodeError {
    Wrong,
    Expired,
    /// No tries left: a new code is needed.
    Spent,
    /// Asked for in another browser.
    OtherBrowser,
}

/// `link.html`: the address in the mail. GET shows one button; it posts `csrf` to `action`.
#[derive(Serialize)]
pub struct Link {
    /// None when the link no longer works.
    pub action: Option<String>,
    pub sign_in: String,
}
impl Body for Link {
    const TEMPLATE: &'static str = "link.html";
}

/// `welcome.html`: the first moment as a member.
#[derive(Serialize)]
pub struct Welcome {
    pub number: String,
    pub since: Moment,
    /// Posts open to this member from now on.
    pub opened: Count,
    /// Where the fan was.
    pub back: Option<Anchor>,
    /// Tiers that open more; empty when there are none.
    pub tiers: Vec<LockTier>,
    pub cheapest: Option<String>,
}
impl Body for Welcome {
    const TEMPLATE: &'static str = "welcome.html";
}

// ---------------------------------------------------------------------------------------------- paying

/// `tiers.html`: one form around all tiers. It sends `period` (`month`, `year`) and the button's `tier`, with `back`;
/// by GET to joining for visitors, by POST with `csrf` for members.
#[derive(Serialize)]
pub struct Tiers {
    pub method: FormMethod,
    pub action: String,
    pub back: String,
    pub period: Period,
    /// Some tier has a price by the month and by the year.
    pub both_periods: bool,
    pub tiers: Vec<Tier>,
    /// The tier held now.
    pub current: Option<CurrentTier>,
    /// The member just closed the payment page without paying.
    pub came_back: bool,
}
impl Body for Tiers {
    const TEMPLATE: &'static str = "tiers.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum FormMethod {
    Get,
    Post,
}

#[derive(Serialize)]
pub struct Tier {
    pub slug: String,
    pub name: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// What it brings, in the artist's words.
    pub perks: Vec<String>,
    pub month: Option<String>,
    pub year: Option<String>,
    /// No price at all.
    pub free: bool,
    pub places: Option<Places>,
    pub state: TierState,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum TierState {
    /// Can be taken; a member who pays already changes to it.
    Open,
    /// This member holds it.
    Current,
    /// All places taken.
    Full,
    /// Members have this by being members.
    Included,
}

/// A tier somebody was given.
#[derive(Serialize)]
pub struct GivenTier {
    pub name: String,
    /// None for good.
    pub until: Option<Moment>,
}

#[derive(Serialize)]
pub struct CurrentTier {
    pub name: String,
    /// `€6`; empty when it costs nothing.
    pub price: String,
    pub period: Period,
    /// Next renewal, or the end if cancelled.
    pub until: Option<Moment>,
    pub cancelled: bool,
    /// Page that asks before cancelling.
    pub cancel_url: Option<String>,
    /// Takes a POST with `csrf`: takes the cancelling back.
    pub resume_action: Option<String>,
    /// Takes a POST with `csrf`: cards and invoices at the payment provider.
    pub portal_action: Option<String>,
}

/// `change.html`: what changing to another tier means, before it happens. Posts `csrf`, `tier`, `period`, `at`.
#[derive(Serialize)]
pub struct Change {
    pub action: String,
    pub slug: String,
    pub from: String,
    pub to: String,
    pub price: String,
    pub period: Period,
    /// What is charged at once; none when nothing is.
    pub today: Option<String>,
    /// The payment provider did not say in time what is charged: it is not known yet.
    pub unknown: bool,
    /// The moment it was reckoned for, to be posted as `at`.
    pub at: i64,
    /// When the new price is due next.
    pub next: Option<Moment>,
    /// Locked again after the change: the new tier opens less.
    pub opens_less: bool,
    pub back: String,
}
impl Body for Change {
    const TEMPLATE: &'static str = "change.html";
}

/// `cancel.html`: asks once before ending. Posts `csrf` and `reason` (free text, may be empty).
#[derive(Serialize)]
pub struct Cancel {
    pub action: String,
    pub tier: String,
    pub until: Moment,
    pub back: String,
}
impl Body for Cancel {
    const TEMPLATE: &'static str = "cancel.html";
}

/// `paying.html`: where the payment provider sends a fan back to. Reloads itself while `waiting`.
#[derive(Serialize)]
pub struct Paying {
    pub state: PayingState,
    /// What is being bought: the tier's name.
    pub item: String,
    /// `€6.00`
    pub amount: String,
    /// Order number for questions.
    pub order: String,
    /// Where the fan was, or the way on.
    pub back: Anchor,
    /// Trying again, where that helps.
    pub retry_url: Option<String>,
}
impl Body for Paying {
    const TEMPLATE: &'static str = "paying.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum PayingState {
    /// We are asking; a matter of seconds.
    Waiting,
    /// The bank takes its time; a mail follows.
    Processing,
    Paid,
    /// Declined, or the page was closed.
    Failed,
    /// The time for paying ran out; nothing was charged.
    Expired,
    /// Paid too late and the last place was gone: the money goes back.
    Refunded,
}

// ---------------------------------------------------------------------------------------------- account

/// `account.html`
#[derive(Serialize)]
pub struct Account {
    pub email: String,
    pub profile: Profile,
    pub card: CardFacts,
    /// None for free members.
    pub membership: Option<CurrentTier>,
    /// What the club gives them for nothing, beside what they pay for.
    pub courtesy: Option<GivenTier>,
    /// Mail to this address comes back or was refused.
    pub mail: MailState,
    pub consents: ConsentForm,
    pub passkeys: Option<Passkeys>,
    pub sessions: Vec<Session>,
    /// Takes a POST with `csrf`: ends all sessions but this one.
    pub end_others_action: Option<String>,
    pub feed: PrivateFeed,
    pub has: Belongings,
    pub address: MailAddressForm,
    pub copy: CopyFiles,
    /// Ways in for others; none where members have none to give.
    pub invitations: Option<Invitations>,
    /// Name of who invited this member; may be empty.
    pub invited_by: Option<String>,
    /// Where being erased is asked for.
    pub erasure_url: String,
}
impl Body for Account {
    const TEMPLATE: &'static str = "account.html";
}

/// What there is to look at below `page.urls`: nobody is led to an empty list.
#[derive(Serialize)]
pub struct Belongings {
    pub orders: bool,
    pub tickets: bool,
    pub bookings: bool,
    pub downloads: bool,
}

/// Posts `csrf`, `name`, `language`, `country`, `time_zone` to `action`.
#[derive(Serialize)]
pub struct Profile {
    pub action: String,
    pub name: String,
    pub name_error: Option<NameError>,
    /// Code of the language for mails; the choices are `page.languages`.
    pub language: String,
    /// ISO 3166 alpha-2; empty when not said.
    pub country: String,
    /// Choices, in the order of the language.
    pub countries: Vec<Choice>,
    /// IANA name; empty when not said, and then the club's clock tells the times.
    pub time_zone: String,
    pub time_zones: Vec<Choice>,
    pub club_zone: String,
}

#[derive(Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

#[derive(Serialize, Clone)]
pub struct CardFacts {
    pub name: String,
    pub number: String,
    pub tier: Option<String>,
    pub since: Moment,
    pub concerts: u32,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    Fine,
    /// Came back: the address does not take mail.
    Bouncing,
    /// Marked as unwanted by the member.
    Refused,
}

/// Posts `csrf` and `consent` (the purposes ticked, repeated) to `action`.
#[derive(Serialize)]
pub struct ConsentForm {
    pub action: String,
    pub consents: Vec<Consent>,
}

#[derive(Serialize)]
pub struct Session {
    /// `Firefox on Android`, as far as the browser told.
    pub device: String,
    pub started: Moment,
    pub last_seen: Moment,
    pub current: bool,
    /// Takes a POST with `csrf`.
    pub end_action: String,
}

/// The member's own feed, for podcast and reader apps.
#[derive(Serialize)]
pub struct PrivateFeed {
    /// Shown once after making it: only a hash is kept.
    pub url: Option<String>,
    /// A feed exists, since this day.
    pub since: Option<Moment>,
    /// Takes a POST with `csrf`: makes a new address and ends the old one.
    pub renew_action: String,
    /// Takes a POST with `csrf`.
    pub revoke_action: Option<String>,
}

/// `card.html`: the membership card, large, to show.
#[derive(Serialize)]
pub struct Card {
    pub card: CardFacts,
}
impl Body for Card {
    const TEMPLATE: &'static str = "card.html";
}

/// `orders.html`
#[derive(Serialize)]
pub struct Orders {
    pub orders: Vec<OrderRow>,
    pub pager: Pager,
}
impl Body for Orders {
    const TEMPLATE: &'static str = "orders.html";
}

#[derive(Serialize)]
pub struct OrderRow {
    pub number: String,
    pub at: Moment,
    /// What was bought, in one line.
    pub what: String,
    pub total: String,
    pub state: OrderState,
    /// Where it stands.
    pub url: String,
    /// Exists once paid.
    pub receipt_url: Option<String>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Not paid, and held.
    Waiting,
    /// A slow payment is on its way.
    Processing,
    Paid,
    /// Part of the money went back.
    PartlyRefunded,
    Refunded,
    /// Never paid.
    Ended,
}

/// `receipt.html`: to print or keep.
#[derive(Serialize)]
pub struct Receipt {
    /// Receipt number: `2026-00412`.
    pub number: String,
    pub order: String,
    pub paid: Moment,
    /// To whom: name and address lines, as far as known.
    pub to: Vec<String>,
    /// From whom, the lines the club must print.
    pub from: Vec<String>,
    pub lines: Vec<ReceiptLine>,
    /// Net per rate, then tax per rate, in order.
    pub taxes: Vec<TaxRow>,
    pub total: String,
    pub refunds: Vec<RefundRow>,
    /// The same as PDF.
    pub pdf_url: String,
    /// Bought with test money: not a receipt.
    pub sandbox: bool,
}
impl Body for Receipt {
    const TEMPLATE: &'static str = "receipt.html";
}

#[derive(Serialize)]
pub struct ReceiptLine {
    pub name: String,
    pub quantity: u32,
    pub gross: String,
}

#[derive(Serialize)]
pub struct TaxRow {
    /// `19 %`
    pub rate: String,
    pub net: String,
    pub tax: String,
}

#[derive(Serialize)]
pub struct RefundRow {
    pub at: Moment,
    pub amount: String,
    /// Number of the credit note.
    pub note: String,
    /// The credit note as PDF.
    pub pdf_url: Option<String>,
}

/// `unsubscribe.html`: GET shows one button, which posts to `action`; afterwards `done`.
#[derive(Serialize)]
pub struct Unsubscribe {
    /// None when the link is not ours or too old.
    pub action: Option<String>,
    pub done: bool,
    /// The wording once agreed to.
    pub wording: String,
    /// With `done`: takes a POST and agrees again.
    pub undo_action: Option<String>,
}
impl Body for Unsubscribe {
    const TEMPLATE: &'static str = "unsubscribe.html";
}

/// `report.html`: a comment that should be looked at. Posts `csrf`, `reason` (free text) to `action`.
#[derive(Serialize)]
pub struct Report {
    pub action: String,
    pub who: String,
    pub body: Html,
    pub back: String,
    /// Already reported by this member.
    pub again: bool,
}
impl Body for Report {
    const TEMPLATE: &'static str = "report.html";
}

// ---------------------------------------------------------------------------------------------- the rest

/// `error.html`: 403, 404, 409, 429, 500, 503.
#[derive(Serialize)]
pub struct ErrorPage {
    pub status: u16,
    /// Ties this page to the log: `4F-91`; empty where nothing broke.
    pub reference: String,
    /// Seconds until it makes sense to try again; 0 when unknown.
    pub retry_after: u32,
}
impl Body for ErrorPage {
    const TEMPLATE: &'static str = "error.html";
}

/// `message.html`: one sentence and one way on.
#[derive(Serialize)]
pub struct Message {
    pub kind: MessageKind,
    pub way: Anchor,
}
impl Body for Message {
    const TEMPLATE: &'static str = "message.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Already a member who pays: nothing was bought twice.
    AlreadyMember,
    /// All places of the tier went while the fan was choosing.
    TierFull,
    /// Payments are switched off in this club.
    PaymentsOff,
    /// The payment provider does not answer; nothing was charged.
    ProviderSilent,
    /// The comment was taken off the page.
    CommentGone,
}

/// `sleep.html`: the club is being mended. Carries no state and works without a database.
#[derive(Serialize)]
pub struct Sleep {
    /// When it is expected back, as a clock time; none when unknown.
    pub until: Option<String>,
}
impl Body for Sleep {
    const TEMPLATE: &'static str = "sleep.html";
}
