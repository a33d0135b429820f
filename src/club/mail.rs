//! The club's outgoing mail: one row a letter, written in the transaction that makes it necessary, sent by a job.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::Club;
use crate::base::{Fault, Moment};
use crate::id;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::jobs::{self, Job};
use crate::plumbing::mail::{self as post, NotSent};
use crate::plumbing::schema::{mail_files, mails};

pub use crate::plumbing::mail::Enclosed;

id!(
    /// One letter.
    MailId
);

/// A letter to one recipient.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The same key is one letter, however often it is queued.
    pub dedupe_key: String,
    /// What it is for: `sign_in`, `receipt`, `post` …
    pub kind: String,
    pub to_address: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Only on letters to a list (RFC 8058).
    pub unsubscribe_url: Option<String>,
    /// What goes with it. Kept until it left, and in a demo for its viewer.
    pub files: Vec<Enclosed>,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent { at: Moment },
    Failed { why: String },
}

/// Puts a letter into the outbox, once per key.
pub fn queue(tx: &mut Tx, letter: &Letter, now: Moment) -> Result<(), Fault> {
    let id = MailId::new();
    let row = (
        mails::id.eq(&id),
        mails::dedupe_key.eq(&letter.dedupe_key),
        mails::kind.eq(&letter.kind),
        mails::to_address.eq(&letter.to_address),
        mails::to_name.eq(&letter.to_name),
        mails::subject.eq(letter.subject.trim()),
        mails::text.eq(&letter.text),
        mails::html.eq(&letter.html),
        mails::unsubscribe_url.eq(&letter.unsubscribe_url),
        mails::state.eq("queued"),
        mails::attempts.eq(0),
        mails::created_at.eq(now),
    );
    let written = Both(diesel::insert_into(mails::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    if written == 0 {
        return Ok(());
    }
    for (file, position) in letter.files.iter().zip(1_i32..) {
        let row = (
            mail_files::mail_id.eq(&id),
            mail_files::position.eq(position),
            mail_files::file_name.eq(&file.name),
            mail_files::content_type.eq(&file.content_type),
            mail_files::content_id.eq(&file.content_id),
            mail_files::body.eq(&file.body),
        );
        diesel::insert_into(mail_files::table).values(row).execute(tx.conn())?;
    }
    jobs::enqueue(tx, &SendMail { mail: id }, now, now)
}

/// What goes with a letter, in order.
pub fn files_of(conn: &mut Conn, mail: &MailId) -> Result<Vec<Enclosed>, Fault> {
    let rows: Vec<(String, String, Option<String>, Vec<u8>)> = mail_files::table
        .filter(mail_files::mail_id.eq(mail))
        .order(mail_files::position)
        .select((mail_files::file_name, mail_files::content_type, mail_files::content_id, mail_files::body))
        .load(conn)?;
    let file = |(name, content_type, content_id, body)| Enclosed { name, content_type, content_id, body };
    Ok(rows.into_iter().map(file).collect())
}

/// Outcomes of those letters among `keys` that are no longer waiting.
pub fn outcomes(conn: &mut Conn, keys: &[String]) -> Result<Vec<(String, Outcome)>, Fault> {
    let rows: Vec<(String, String, Option<Moment>, Option<String>)> = mails::table
        .filter(mails::dedupe_key.eq_any(keys).and(mails::state.ne("queued")))
        .select((mails::dedupe_key, mails::state, mails::sent_at, mails::last_error))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(key, _, sent_at, error)| match sent_at {
            Some(at) => (key, Outcome::Sent { at }),
            None => (key, Outcome::Failed { why: error.unwrap_or_default() }),
        })
        .collect())
}

/// A letter as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = mails)]
pub struct Mail {
    pub id: MailId,
    pub kind: String,
    pub to_address: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub unsubscribe_url: Option<String>,
    pub state: String,
    pub created_at: Moment,
}

/// The newest letters: for the demo's mail viewer.
pub fn latest(conn: &mut Conn, most: i64) -> Result<Vec<Mail>, Fault> {
    Ok(mails::table.order(mails::id.desc()).limit(most).select(Mail::as_select()).load(conn)?)
}

pub fn by_id(conn: &mut Conn, id: &MailId) -> Result<Option<Mail>, Fault> {
    Ok(mails::table.find(id).select(Mail::as_select()).first(conn).optional()?)
}

/// Whether a demo is served to its own machine alone, where its letters need no password.
pub fn viewer_is_local(club: &Club) -> bool {
    let url = url::Url::parse(&club.config().base_url).ok();
    match url.as_ref().and_then(|url| url.host()) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// What opens the letters of a demo that is served to a network: printed where it is started.
pub fn viewer_password(club: &Club) -> String {
    club.key().sign("viewer", "mails").chars().filter(char::is_ascii_alphanumeric).take(16).collect()
}

/// Whether this is [`viewer_password`], told in the same time whatever is wrong with it.
pub fn opens_viewer(club: &Club, presented: &str) -> bool {
    use subtle::ConstantTimeEq;
    viewer_password(club).as_bytes().ct_eq(presented.as_bytes()).into()
}

/// Forgets the bodies of sign-in letters an hour after they were made: their codes are dead, and nobody needs them.
pub fn tidy(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    let old = mails::table.filter(mails::kind.eq("sign_in").and(mails::created_at.lt(now.plus_hours(-1))));
    diesel::delete(old.filter(mails::state.ne("queued"))).execute(tx.conn())?;
    Ok(())
}

/// Hands one letter to the club's mail server.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendMail {
    pub mail: MailId,
}

impl Job<Club> for SendMail {
    const NAME: &'static str = "club.send_mail";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let id = self.mail.clone();
        let found = club.read(move |conn| Ok((by_id(conn, &id)?, files_of(conn, &id)?))).await?;
        let (Some(mail), files) = found else { return Ok(()) };
        if mail.state != "queued" {
            return Ok(());
        }
        let sent = match club.postman()? {
            Some(postman) => postman.send(&club.address(&mail, files)).await,
            // A club marked demo keeps its letters for its own viewer, files and all.
            None => Ok(()),
        };
        let now = Moment::now();
        let id = self.mail;
        match sent {
            Ok(()) => {
                let keeps = club.postman()?.is_none();
                club.write_aside(move |tx| {
                    mark(tx, &id, "sent", Some(now), None)?;
                    if keeps { Ok(()) } else { forget_files(tx, &id) }
                })
                .await
            }
            Err(NotSent::Refused(why)) => {
                club.write_aside(move |tx| {
                    mark(tx, &id, "failed", None, Some(&why))?;
                    forget_files(tx, &id)
                })
                .await
            }
            Err(NotSent::NotNow(why)) => Err(Fault::Outside { service: "mail", detail: why }),
        }
    }
}

/// What went with a letter that is not sent any more can be made again from what it is about.
fn forget_files(tx: &mut Tx, id: &MailId) -> Result<(), Fault> {
    diesel::delete(mail_files::table.filter(mail_files::mail_id.eq(id))).execute(tx.conn())?;
    Ok(())
}

fn mark(tx: &mut Tx, id: &MailId, state: &str, sent_at: Option<Moment>, error: Option<&str>) -> Result<(), Fault> {
    diesel::update(mails::table.find(id))
        .set((
            mails::state.eq(state),
            mails::sent_at.eq(sent_at),
            mails::last_error.eq(error),
            mails::attempts.eq(mails::attempts + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

impl Club {
    fn address(&self, mail: &Mail, files: Vec<Enclosed>) -> post::Letter {
        let config = &self.config().mail;
        post::Letter {
            from: config.from.clone(),
            reply_to: config.reply_to.clone(),
            to_address: mail.to_address.clone(),
            to_name: mail.to_name.clone(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.clone(),
            unsubscribe_url: mail.unsubscribe_url.clone(),
            files,
            id: mail.id.0.clone(),
        }
    }
}
