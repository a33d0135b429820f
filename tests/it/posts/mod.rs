//! Posts: written, shown, found by address, and shown to those they are for.

mod feeds;
mod lists;
mod speed;
mod writing;

use stagedoor::base::{Moment, Standing};
use stagedoor::broadcasts::Walk;
use stagedoor::club::Club;
use stagedoor::club::mail::SendMail;
use stagedoor::crew::CrewMemberId;
use stagedoor::members::MemberId;
use stagedoor::plumbing::jobs::{Kinds, finish, lease};
use stagedoor::posts::jobs::{PostChanged, PostPublished, PublishDue, Redraw};
use stagedoor::posts::{self, NotMoved, NotSaved, Post, PostId, Writing};
use stagedoor::search::{Reindex, TellMeilisearch};

use crate::support::TestClub;

/// Noon of a day in November.
pub fn noon() -> Moment {
    "2026-11-20T12:00:00Z".parse().map(Moment::from_timestamp).unwrap()
}

pub fn letter(title: &str, condition: &str) -> Writing {
    Writing {
        title: title.to_owned(),
        body: format!("# {title}\n\nSomething about {title}."),
        condition: condition.to_owned(),
        comments_open: true,
        ..Writing::default()
    }
}

pub fn fan(number: i64) -> Standing {
    Standing {
        number,
        active: true,
        joined_at: noon().plus_days(-100),
        tier: String::new(),
        tier_since: None,
        country: "FR".to_owned(),
        language: "fr".to_owned(),
        birth_date: String::new(),
        tags: Vec::new(),
        consents: Vec::new(),
        source: String::new(),
        holds: "free".to_owned(),
        tickets: Vec::new(),
        bought: Vec::new(),
        spend: None,
        fields: Vec::new(),
        reachable: false,
    }
}

pub fn with_tier(tier: &str) -> Standing {
    Standing { tier: tier.to_owned(), ..fan(1) }
}

pub async fn written(club: &Club, writing: Writing) -> Post {
    club.write(move |tx| posts::create(tx, &writing, None, noon())).await.unwrap()
}

/// Writes a post and makes it public at a moment.
pub async fn published(club: &Club, writing: Writing, at: Moment) -> Post {
    let post = written(club, writing).await;
    let id = post.id.clone();
    club.write(move |tx| posts::publish(tx, &id, post.revision, at)).await.unwrap();
    read(club, &post.id).await
}

pub async fn read(club: &Club, id: &PostId) -> Post {
    let id = id.clone();
    club.read(move |conn| posts::by_id(conn, &id)).await.unwrap().unwrap()
}

pub async fn saved(club: &Club, id: &PostId, revision: i64, writing: Writing) -> Result<Post, NotSaved> {
    let id = id.clone();
    club.write(move |tx| posts::save(tx, &id, revision, &writing, noon())).await
}

pub async fn moved(
    club: &Club,
    step: impl Fn(&mut stagedoor::plumbing::db::Tx) -> Result<(), NotMoved> + Send + 'static,
) -> Result<(), NotMoved> {
    club.write(step).await
}

/// Runs everything that is due within a minute, and what follows from it.
pub async fn work(club: &TestClub) {
    let kinds = Kinds::<Club>::new()
        .with::<SendMail>()
        .with::<PublishDue>()
        .with::<Redraw>()
        .with::<PostChanged>()
        .with::<PostPublished>()
        .with::<Walk>()
        .with::<TellMeilisearch>()
        .with::<Reindex>();
    for _ in 0..1_000 {
        let due = club.write(|tx| lease(tx, 50, Moment::now().plus_minutes(1))).await.unwrap();
        if due.is_empty() {
            return;
        }
        for job in due {
            kinds.run(&job, Club::clone(club)).await.unwrap();
            club.write(move |tx| finish(tx, &job.id)).await.unwrap();
        }
    }
    panic!("the work does not end");
}

/// A member as the members room would leave them, put there around the front door.
pub fn db_member(club: &TestClub, number: i64) -> MemberId {
    let id = MemberId::new();
    club.db_rows(&format!(
        "INSERT INTO members (id, number, email, email_folded, email_state, name, name_folded, language, country,
         joined_at, source, note, state) VALUES ('{id}', {number}, 'fan{number}@example.org', 'fan{number}@example.org',
         'fine', 'Fan {number}', 'fan {number}', 'en', 'FR', {number}, 'test', '', 'active') RETURNING id"
    ));
    id
}

/// A crew member, put there around the front door.
pub fn db_crew(club: &TestClub) -> CrewMemberId {
    let id = CrewMemberId::new();
    club.db_rows(&format!(
        "INSERT INTO crew_members (id, email, email_folded, name, role, language, totp_last_step, created_at)
         VALUES ('{id}', '{id}@example.org', '{id}@example.org', 'Tomasz', 'owner', 'en', 0, 0) RETURNING id"
    ));
    id
}

/// An asset of a kind, put there around the front door.
pub fn db_asset(club: &TestClub, kind: &str) -> stagedoor::media::AssetId {
    let id = stagedoor::media::AssetId::new();
    club.db_rows(&format!(
        "INSERT INTO assets (id, kind, state, title, artist, alt, file_name, content_type, bytes, sha256,
         playable_everywhere, created_at) VALUES ('{id}', '{kind}', 'ready', '', '', '', 'f', 'x/y', 100, '',
         TRUE, 0) RETURNING id"
    ));
    id
}
