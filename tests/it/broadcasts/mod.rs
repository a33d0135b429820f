//! A post as a mail: to everybody who should have it, once.

use std::collections::BTreeSet;

use stagedoor::base::condition::Condition;
use stagedoor::base::{EmailAddress, Moment};
use stagedoor::broadcasts::{
    self, Broadcast, BroadcastId, BroadcastState, NotDone, Progress, Reader, Unsubscribe, Walk, unsubscribe_url,
};
use stagedoor::members::{self, Joining, MemberId, NewConsent};
use stagedoor::plumbing::db::Tx;
use stagedoor::plumbing::jobs::Job;
use stagedoor::posts::{self, Post, Writing};

use crate::posts::{letter, moved, published, work, written};
use crate::support::{Mood, TestClub};

/// Joins as a fan does, agreeing to these purposes.
async fn joins(club: &TestClub, name: &str, language: &str, agrees_to: &[&str]) -> MemberId {
    let consents = agrees_to.iter().map(|purpose| NewConsent {
        purpose: (*purpose).to_owned(),
        granted: true,
        wording: "Yes, write to me.".to_owned(),
        ip: String::new(),
        source: "web".to_owned(),
    });
    let joining = Joining {
        email: EmailAddress::parse(&format!("{name}@example.org")).unwrap(),
        name: name.to_owned(),
        language: language.to_owned(),
        country: "FR".to_owned(),
        birth_date: None,
        source: "web".to_owned(),
        consents: consents.collect(),
        decided_at: Moment::now(),
    };
    let (member, _) = club.write(move |tx| members::join(tx, &joining, Moment::now())).await.unwrap();
    member.id
}

async fn crowd(club: &TestClub, many: usize) {
    for n in 0..many {
        joins(club, &format!("fan{n}"), if n % 2 == 0 { "en" } else { "fr" }, &["news"]).await;
    }
}

async fn prepared(club: &TestClub, post: &Post) -> BroadcastId {
    let id = post.id.clone();
    club.write(move |tx| broadcasts::prepare(tx, &id, "", Moment::now())).await.unwrap()
}

async fn step(
    club: &TestClub,
    id: &BroadcastId,
    step: fn(&mut Tx, &BroadcastId, Moment) -> Result<(), NotDone>,
) -> Result<(), NotDone> {
    let id = id.clone();
    club.write(move |tx| step(tx, &id, Moment::now())).await
}

async fn how_far(club: &TestClub, id: &BroadcastId) -> (Broadcast, Progress) {
    let id = id.clone();
    club.read(move |conn| {
        let broadcast = broadcasts::by_id(conn, &id)?.unwrap();
        let progress = broadcasts::progress(conn, &broadcast)?;
        Ok((broadcast, progress))
    })
    .await
    .unwrap()
}

fn nobody_got_it_twice(club: &TestClub) {
    let twice = club.db_rows("SELECT to_address FROM mails GROUP BY to_address HAVING COUNT(*) > 1");
    assert!(twice.is_empty(), "{twice:?}");
}

#[tokio::test]
async fn everybody_who_should_gets_one_copy_in_their_language() {
    let club = TestClub::open();
    crowd(&club, 130).await;
    joins(&club, "offers-only", "en", &["offers"]).await;
    joins(&club, "quiet", "en", &[]).await;
    let banned = joins(&club, "banned", "en", &["news"]).await;
    club.write(move |tx| members::ban(tx, &banned, stagedoor::journal::Actor::System, Moment::now())).await.unwrap();
    let writing = Writing {
        body: "Come [closer](/posts/x), ![pic](https://elsewhere.example/p.gif) *now*.".into(),
        ..letter("Low Tide", "member")
    };
    let post = published(&club, writing, Moment::now()).await;
    let id = prepared(&club, &post).await;
    step(&club, &id, broadcasts::start).await.unwrap();
    assert_eq!(how_far(&club, &id).await.1.expected, 130);
    work(&club).await;

    let (broadcast, progress) = how_far(&club, &id).await;
    assert_eq!(broadcast.state(), BroadcastState::Sent);
    assert_eq!(progress, Progress { expected: 130, waiting: 0, sent: 130, failed: 0 });
    nobody_got_it_twice(&club);
    let letters = club.mailbox.letters();
    let recipients: BTreeSet<String> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
    assert_eq!((letters.len(), recipients.len()), (130, 130));
    assert!(recipients.iter().all(|to| to.starts_with("fan")), "{recipients:?}");

    let to = |name: &str| letters.iter().find(|letter| letter.to == [format!("{name}@example.org")]).unwrap();
    let (english, french) = (to("fan0"), to("fan1"));
    assert_eq!(english.subject, "Low Tide");
    assert!(english.text.contains("because you agreed to news from Nova Lune"), "{}", english.text);
    assert!(french.text.contains("les nouvelles de Nova Lune"), "{}", french.text);
    assert!(english.html.contains(&format!("href=\"{}\"", club.url("/posts/x"))) && !english.html.contains("<img"));
    assert!(english.text.contains(&club.url("/posts/low-tide")), "{}", english.text);
    let leave = english.header("List-Unsubscribe").unwrap();
    assert!(leave.starts_with(&format!("<{}", club.url("/unsubscribe/"))), "{leave}");
    assert_eq!(english.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
    assert!(english.text.contains(leave.trim_matches(['<', '>'])), "the same address stands in the mail");

    // Sent is sent: there is no second broadcast of the same post.
    let again = club
        .write({
            let id = post.id.clone();
            move |tx| broadcasts::prepare(tx, &id, "", Moment::now())
        })
        .await;
    assert!(matches!(again, Err(NotDone::AlreadyThere(_))));
}

#[tokio::test]
async fn steps_repeated_after_a_crash_send_no_second_copy() {
    let club = TestClub::open();
    crowd(&club, 120).await;
    let post = published(&club, letter("Once", "member"), Moment::now()).await;
    let id = prepared(&club, &post).await;
    step(&club, &id, broadcasts::start).await.unwrap();
    // A crash after a step's commit and before its job is finished runs the step again, perhaps twice at a time.
    for _ in 0..4 {
        let twice = || Walk { broadcast_id: id.clone() }.run((*club).clone());
        let (one, two) = futures_util::join!(twice(), twice());
        one.unwrap();
        two.unwrap();
    }
    // And a crash that lost the place reached, which a transaction makes impossible, would find the rows.
    club.db_rows("UPDATE broadcasts SET cursor = '' RETURNING id");
    work(&club).await;
    nobody_got_it_twice(&club);
    let (broadcast, progress) = how_far(&club, &id).await;
    assert_eq!((broadcast.state(), progress.sent), (BroadcastState::Sent, 120));
    assert_eq!(club.mailbox.letters().len(), 120);
}

#[tokio::test]
async fn a_paused_broadcast_waits_and_goes_on_where_it_was() {
    let club = TestClub::open();
    crowd(&club, 150).await;
    let post = published(&club, letter("Slowly", "member"), Moment::now()).await;
    let id = prepared(&club, &post).await;
    step(&club, &id, broadcasts::start).await.unwrap();
    Walk { broadcast_id: id.clone() }.run((*club).clone()).await.unwrap();
    {
        let id = id.clone();
        club.write(move |tx| broadcasts::pause(tx, &id)).await.unwrap()
    };
    work(&club).await;
    let (broadcast, progress) = how_far(&club, &id).await;
    assert_eq!((broadcast.state(), progress.sent, progress.waiting), (BroadcastState::Paused, 100, 0));
    step(&club, &id, broadcasts::resume).await.unwrap();
    work(&club).await;
    let (broadcast, progress) = how_far(&club, &id).await;
    assert_eq!((broadcast.state(), progress.sent), (BroadcastState::Sent, 150));
    nobody_got_it_twice(&club);
}

#[tokio::test]
async fn a_post_taken_back_stops_its_broadcast() {
    let club = TestClub::open();
    crowd(&club, 5).await;
    let post = published(&club, letter("Oops", "member"), Moment::now()).await;
    let id = prepared(&club, &post).await;
    step(&club, &id, broadcasts::start).await.unwrap();
    let (post_id, revision) = (post.id.clone(), post.revision);
    moved(&club, move |tx| posts::withdraw(tx, &post_id, revision, Moment::now())).await.unwrap();
    work(&club).await;
    assert_eq!(how_far(&club, &id).await.0.state(), BroadcastState::Paused);
    assert!(club.mailbox.letters().is_empty());
    assert!(matches!(step(&club, &id, broadcasts::resume).await, Err(NotDone::NotPublished)));
    // Nobody was taken: cancelled, it leaves the post free for another.
    step(&club, &id, broadcasts::cancel).await.unwrap();
    prepared(&club, &post).await;
}

#[tokio::test]
async fn a_refused_address_fails_and_is_counted() {
    let club = TestClub::open();
    crowd(&club, 3).await;
    let post = published(&club, letter("Refused", "member"), Moment::now()).await;
    let id = prepared(&club, &post).await;
    step(&club, &id, broadcasts::start).await.unwrap();
    club.mailbox.is(Mood::Refusing);
    work(&club).await;
    let (broadcast, progress) = how_far(&club, &id).await;
    assert_eq!(broadcast.state(), BroadcastState::Sent);
    assert_eq!(progress, Progress { expected: 3, waiting: 0, sent: 0, failed: 3 });
}

#[tokio::test]
async fn publishing_sends_by_itself_only_what_asks_for_it_and_once() {
    let club = TestClub::open();
    crowd(&club, 2).await;
    published(&club, letter("Silent", "member"), Moment::now()).await;
    work(&club).await;
    assert!(club.mailbox.letters().is_empty());
    let writing = Writing { mail_on_publish: true, ..letter("Loud", "member") };
    let post = published(&club, writing, Moment::now()).await;
    work(&club).await;
    assert_eq!(club.mailbox.letters().len(), 2);
    // Taken back and published again.
    let (id, revision) = (post.id.clone(), post.revision);
    moved(&club, move |tx| posts::withdraw(tx, &id, revision, Moment::now())).await.unwrap();
    let (id, revision) = (post.id.clone(), revision + 1);
    moved(&club, move |tx| posts::publish(tx, &id, revision, Moment::now())).await.unwrap();
    work(&club).await;
    assert_eq!(club.mailbox.letters().len(), 2);
}

#[tokio::test]
async fn a_test_goes_to_the_crew_alone() {
    let club = TestClub::open();
    crowd(&club, 2).await;
    let post = written(&club, letter("Draft", "member")).await;
    let id = prepared(&club, &post).await;
    let reader = Reader { email: "tomasz@example.org".into(), name: "Tomasz".into(), language: "fr".into() };
    let (here, broadcast) = ((*club).clone(), id.clone());
    club.write(move |tx| broadcasts::send_test(tx, &here, &broadcast, &reader, Moment::now())).await.unwrap();
    work(&club).await;
    let letters = club.mailbox.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].to[0].as_str(), letters[0].subject.as_str()), ("tomasz@example.org", "Essai : Draft"));
    assert_eq!(letters[0].header("List-Unsubscribe"), None);
    assert!(matches!(step(&club, &id, broadcasts::start).await, Err(NotDone::NotPublished)));
    assert_eq!(how_far(&club, &id).await.1.sent, 0);
}

#[tokio::test]
async fn an_unsubscribe_address_leaves_one_list_of_one_member() {
    let club = TestClub::open();
    let member = joins(&club, "noor", "en", &["news", "offers"]).await;
    let url = unsubscribe_url(&club, &member, "news");
    let token = url.rsplit('/').next().unwrap();
    let found = Unsubscribe::read(club.key(), token).unwrap();
    assert_eq!((found.member_id.clone(), found.purpose.as_str()), (member.clone(), "news"));
    for forged in
        [token.replace("news", "offers"), token[..token.len() - 1].to_owned(), "x".into(), "..".into(), String::new()]
    {
        assert_eq!(Unsubscribe::read(club.key(), &forged), None, "{forged}");
    }
    let reach = async || club.read(|conn| broadcasts::reach(conn, &Condition::Member, Moment::now())).await.unwrap();
    let wording = async || {
        let found = found.clone();
        club.read(move |conn| found.wording(conn)).await.unwrap()
    };
    assert_eq!((reach().await, wording().await.as_deref()), (1, Some("Yes, write to me.")));
    for _ in 0..2 {
        let found = found.clone();
        club.write(move |tx| found.apply(tx, Moment::now())).await.unwrap();
    }
    assert_eq!((reach().await, wording().await), (0, None));
    let standing = club.read(move |conn| members::standing_of(conn, &member)).await.unwrap().unwrap();
    assert_eq!(standing.consents, ["offers"]);
}
