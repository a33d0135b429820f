//! What members say, and keeping it safe.

use stagedoor::base::{Moment, Standing};
use stagedoor::community::{self, CommentId, CommentState, NotReported, NotSaid, ReactionKind};
use stagedoor::members::MemberId;
use stagedoor::posts::{Post, Writing};

use crate::posts::{db_crew, db_member, fan, letter, noon, published, with_tier, work};
use crate::support::TestClub;

async fn say(club: &TestClub, post: &Post, member: &MemberId, body: &str, at: Moment) -> Result<CommentId, NotSaid> {
    let (post, member, body) = (post.clone(), member.clone(), body.to_owned());
    club.write(move |tx| community::say(tx, &post, &member, &fan(1), &body, "en", at)).await
}

async fn report(club: &TestClub, comment: &CommentId, member: &MemberId) -> Result<(), NotReported> {
    let (comment, member) = (comment.clone(), member.clone());
    club.write(move |tx| community::report(tx, &comment, &member, &fan(1), "rude", noon())).await
}

async fn state(club: &TestClub, comment: &CommentId) -> CommentState {
    let comment = comment.clone();
    club.read(move |conn| community::by_id(conn, &comment)).await.unwrap().unwrap().state()
}

async fn shown(club: &TestClub, post: &Post) -> Vec<String> {
    let id = post.id.clone();
    let page = club.read(move |conn| community::comments(conn, &id, 1)).await.unwrap();
    page.into_iter().map(|comment| comment.body).collect()
}

#[tokio::test]
async fn members_speak_under_open_posts_at_a_human_pace() {
    let club = TestClub::open();
    let post = published(&club, letter("Talk", "everyone"), noon()).await;
    let member = db_member(&club, 1);
    let first = say(&club, &post, &member, "  one\r\ntwo ", noon()).await.unwrap();
    let again = say(&club, &post, &member, "one\ntwo", noon().plus_seconds(2)).await.unwrap();
    assert_eq!(first, again, "a double tap says it once");
    assert!(matches!(say(&club, &post, &member, " \n ", noon()).await, Err(NotSaid::Empty)));
    assert!(matches!(say(&club, &post, &member, &"x".repeat(2_001), noon()).await, Err(NotSaid::TooLong)));
    for n in 2..=4 {
        say(&club, &post, &member, &format!("{n}"), noon()).await.unwrap();
    }
    assert!(matches!(say(&club, &post, &member, "5", noon()).await, Err(NotSaid::TooFast)));
    say(&club, &post, &member, "5", noon().plus_seconds(61)).await.unwrap();
    assert_eq!(shown(&club, &post).await, ["one\ntwo", "2", "3", "4", "5"]);
    let numbers = {
        let id = post.id.clone();
        club.read(move |conn| community::numbers(conn, &[id])).await.unwrap()
    };
    assert_eq!(numbers[&post.id], 5);
    work(&club).await;
}

#[tokio::test]
async fn nobody_speaks_where_they_may_not_read() {
    let club = TestClub::open();
    let gold = published(&club, letter("Gold", "tier = gold"), noon()).await;
    let silent = published(&club, Writing { comments_open: false, ..letter("Silent", "everyone") }, noon()).await;
    let member = db_member(&club, 1);
    let check = async |post: &Post, standing: Standing| {
        let (post, member) = (post.clone(), member.clone());
        club.write(move |tx| community::say(tx, &post, &member, &standing, "hello", "en", noon())).await
    };
    assert!(matches!(check(&gold, fan(1)).await, Err(NotSaid::NotAllowed)));
    assert!(check(&gold, with_tier("gold")).await.is_ok());
    let banned = Standing { active: false, ..with_tier("gold") };
    assert!(matches!(check(&gold, banned).await, Err(NotSaid::NotAllowed)));
    assert!(matches!(check(&silent, fan(1)).await, Err(NotSaid::Closed)));
    let crew = db_crew(&club);
    club.write(move |tx| community::answer(tx, &silent, &crew, "Thanks", "en", noon())).await.unwrap();
    work(&club).await;
}

#[tokio::test]
async fn two_reports_hide_until_looked_at() {
    let club = TestClub::open();
    let post = published(&club, letter("Talk", "everyone"), noon()).await;
    let members: Vec<MemberId> = (1..=5).map(|number| db_member(&club, number)).collect();
    let crew = db_crew(&club);
    let comment = say(&club, &post, &members[0], "mean words", noon()).await.unwrap();
    assert!(matches!(report(&club, &comment, &members[0]).await, Err(NotReported::NotReportable)));
    report(&club, &comment, &members[1]).await.unwrap();
    report(&club, &comment, &members[1]).await.unwrap();
    assert_eq!(state(&club, &comment).await, CommentState::Shown, "one member's reports count once");
    report(&club, &comment, &members[2]).await.unwrap();
    assert_eq!(state(&club, &comment).await, CommentState::Held);
    let queue = club.read(community::queue).await.unwrap();
    assert_eq!(queue.len(), 1);
    assert_eq!((queue[0].reports.len(), queue[0].post.1.as_str()), (2, "Talk"));
    assert_eq!(club.read(community::waiting).await.unwrap(), 1);

    // Dismissed: it shows again, and the same two cannot take it down once more.
    let (id, by) = (comment.clone(), crew.clone());
    assert!(club.write(move |tx| community::dismiss(tx, &id, &by, noon())).await.unwrap());
    report(&club, &comment, &members[1]).await.unwrap();
    report(&club, &comment, &members[2]).await.unwrap();
    assert_eq!(state(&club, &comment).await, CommentState::Shown);
    assert_eq!(club.read(community::waiting).await.unwrap(), 0);
    report(&club, &comment, &members[3]).await.unwrap();
    report(&club, &comment, &members[4]).await.unwrap();
    assert_eq!(state(&club, &comment).await, CommentState::Held);

    let (id, by) = (comment.clone(), crew.clone());
    assert!(club.write(move |tx| community::hide(tx, &id, &by, noon())).await.unwrap());
    assert!(shown(&club, &post).await.is_empty());
    assert_eq!(club.read(community::waiting).await.unwrap(), 0);
    assert!(matches!(report(&club, &comment, &members[1]).await, Err(NotReported::Gone)));
    let id = comment.clone();
    assert!(club.write(move |tx| community::restore(tx, &id, noon())).await.unwrap());
    assert_eq!(shown(&club, &post).await, ["mean words"]);
    work(&club).await;
}

#[tokio::test]
async fn authors_take_back_their_own_words_only() {
    let club = TestClub::open();
    let post = published(&club, letter("Talk", "everyone"), noon()).await;
    let (author, other) = (db_member(&club, 1), db_member(&club, 2));
    let comment = say(&club, &post, &author, "hm", noon()).await.unwrap();
    let take_back = async |member: &MemberId| {
        let (comment, member) = (comment.clone(), member.clone());
        club.write(move |tx| community::take_back(tx, &comment, &member, noon())).await.unwrap()
    };
    assert!(!take_back(&other).await);
    assert!(take_back(&author).await);
    assert!(!take_back(&author).await);
    let (id, _) = (comment.clone(), ());
    assert!(!club.write(move |tx| community::restore(tx, &id, noon())).await.unwrap(), "the crew cannot put it back");
    assert!(shown(&club, &post).await.is_empty());
    work(&club).await;
}

#[tokio::test]
async fn reactions_are_switches() {
    let club = TestClub::open();
    let post = published(&club, letter("Song", "everyone"), noon()).await;
    let (one, two) = (db_member(&club, 1), db_member(&club, 2));
    let toggle = async |member: &MemberId, kind: ReactionKind| {
        let (post, member) = (post.clone(), member.clone());
        club.write(move |tx| community::toggle(tx, &post, &member, &fan(1), kind, noon())).await.unwrap()
    };
    assert!(toggle(&one, ReactionKind::Heart).await);
    assert!(toggle(&two, ReactionKind::Heart).await);
    assert!(toggle(&two, ReactionKind::Again).await);
    assert!(!toggle(&two, ReactionKind::Again).await);
    let id = post.id.clone();
    let counts = club.read(move |conn| community::reactions(conn, &id, Some(&one))).await.unwrap();
    let counts: Vec<_> = counts.iter().map(|r| (r.kind.word(), r.count, r.mine)).collect();
    assert_eq!(counts, [("heart", 2, true), ("clap", 0, false), ("again", 0, false)]);
    work(&club).await;
}
