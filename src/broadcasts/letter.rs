//! A post as a letter, in each reader's language.

use askama::Template;

use crate::base::Fault;
use crate::club::Club;
use crate::club::mail::Letter;
use crate::plumbing::locale::{Lang, Words};
use crate::plumbing::markdown;
use crate::posts::{Post, PostKind};
use crate::segments::Recipient;

use super::unsubscribe_url;

/// Who gets a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub email: String,
    pub name: String,
    /// BCP 47.
    pub language: String,
}

#[derive(Template)]
#[template(path = "mail/post/subject.txt", escape = "none")]
struct Subject<'a> {
    words: &'a Words,
    subject: &'a str,
    test: bool,
}

#[derive(Template)]
#[template(path = "mail/post/body.txt", escape = "none")]
struct TextBody<'a>(&'a Page<'a>);

#[derive(Template)]
#[template(path = "mail/post/body.html")]
struct HtmlBody<'a>(&'a Page<'a>);

/// What both bodies show.
struct Page<'a> {
    lang: &'a str,
    artist: &'a str,
    title: &'a str,
    /// First words, for the line mail programs show beside the subject.
    preheader: &'a str,
    text: &'a str,
    html: &'a str,
    /// The verb for what awaits behind the link.
    button: &'a str,
    url: &'a str,
    /// Why the reader gets this.
    why: &'a str,
    leave: &'a str,
    unsubscribe_url: Option<&'a str>,
}

/// Writes the same post to many.
pub(super) struct Writer<'a> {
    club: &'a Club,
    post: &'a Post,
    subject: &'a str,
    text: String,
    html: String,
    url: String,
    preheader: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(club: &'a Club, post: &'a Post, subject: &'a str) -> Result<Writer<'a>, Fault> {
        let base = club.url("/").parse().map_err(|error| Fault::broken(format!("base_url: {error}")))?;
        Ok(Writer {
            club,
            post,
            subject: if subject.is_empty() { &post.title } else { subject },
            text: markdown::plain_text(&post.body).replace('\n', "\n\n"),
            html: markdown::mail_html(&post.body, &base),
            url: club.url(&format!("/posts/{}", post.slug)),
            preheader: markdown::excerpt(&post.body, 120),
        })
    }

    pub(super) fn to_member(&self, to: &Recipient, purpose: &str, key: String) -> Result<Letter, Fault> {
        let reader = Reader { email: to.email.clone(), name: to.name.clone(), language: to.language.clone() };
        let unsubscribe_url = unsubscribe_url(self.club, &to.member_id, purpose);
        self.letter(&reader, Some(unsubscribe_url), false, "post", key)
    }

    fn letter(
        &self,
        to: &Reader,
        unsubscribe_url: Option<String>,
        test: bool,
        kind: &str,
        dedupe_key: String,
    ) -> Result<Letter, Fault> {
        let lang: Lang = to.language.parse().unwrap_or(Lang::EN);
        let words = Words::product(lang, self.club.time_zone());
        let button = words.t(match self.post.kind() {
            PostKind::Letter => "post-mail-read",
            PostKind::Recording => "post-mail-listen",
            PostKind::Pictures => "post-mail-look",
            PostKind::Film => "post-mail-watch",
            PostKind::Files => "post-mail-take",
        });
        let artist = self.club.config().artist.as_str();
        let page = Page {
            lang: lang.code(),
            artist,
            title: &self.post.title,
            preheader: &self.preheader,
            text: &self.text,
            html: &self.html,
            button: &button,
            url: &self.url,
            why: &words.t1("post-mail-why", "artist", artist),
            leave: &words.t("post-mail-leave"),
            unsubscribe_url: unsubscribe_url.as_deref(),
        };
        let written = |error: askama::Error| Fault::Template(error.to_string());
        Ok(Letter {
            subject: Subject { words: &words, subject: self.subject, test }.render().map_err(written)?,
            text: TextBody(&page).render().map_err(written)?,
            html: HtmlBody(&page).render().map_err(written)?,
            dedupe_key,
            kind: kind.to_owned(),
            to_address: to.email.clone(),
            to_name: to.name.clone(),
            unsubscribe_url,
            files: Vec::new(),
        })
    }
}

/// The letter as it would be, marked as a test.
pub(super) fn test(club: &Club, post: &Post, subject: &str, to: &Reader, key: String) -> Result<Letter, Fault> {
    Writer::new(club, post, subject)?.letter(to, None, true, "post_test", key)
}
