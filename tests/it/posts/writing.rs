use stagedoor::media::AssetId;
use stagedoor::posts::{self, Attachment, Found, NotMoved, NotSaved, Post, PostKind, PostState, Writing};

use super::*;

#[tokio::test]
async fn two_editors_do_not_overwrite_each_other() {
    let club = TestClub::open();
    let post = written(&club, letter("Low Tide", "member")).await;
    saved(&club, &post.id, post.revision, letter("Low Tide, take 2", "member")).await.unwrap();
    let late = saved(&club, &post.id, post.revision, letter("Overwritten", "member")).await;
    assert!(matches!(late, Err(NotSaved::Stale)), "{late:?}");
    let kept = read(&club, &post.id).await;
    assert_eq!((kept.title.as_str(), kept.revision), ("Low Tide, take 2", 2));

    // Publishing is a change as well: who still edits the draft learns that it is public now.
    let id = post.id.clone();
    moved(&club, move |tx| posts::publish(tx, &id, 2, noon())).await.unwrap();
    let late = saved(&club, &post.id, 2, letter("Into the open", "member")).await;
    assert!(matches!(late, Err(NotSaved::Stale)), "{late:?}");
    work(&club).await;
}

#[tokio::test]
async fn addresses_are_given_once_and_lead_on() {
    let club = TestClub::open();
    let first = published(&club, letter("Low Tide", "everyone"), noon()).await;
    let second = published(&club, letter("Low Tide", "everyone"), noon()).await;
    let untitled = written(&club, letter("東京", "everyone")).await;
    assert_eq!([first.slug.as_str(), &second.slug, &untitled.slug], ["low-tide", "low-tide-2", "2026-11-20"]);

    // A public post keeps its address when its title changes, and leads on from the old one when the address does.
    let kept = saved(&club, &first.id, first.revision, letter("High Tide", "everyone")).await.unwrap();
    assert_eq!(kept.slug, "low-tide");
    let chosen = Writing { slug: Some("High Tide!".into()), ..letter("High Tide", "everyone") };
    let renamed = saved(&club, &first.id, kept.revision, chosen).await.unwrap();
    assert_eq!(renamed.slug, "high-tide");
    let found = club.read(|conn| posts::by_slug(conn, "low-tide")).await.unwrap();
    assert!(matches!(found, Some(Found::Moved { slug }) if slug == "high-tide"));
    let third = published(&club, letter("Low Tide", "everyone"), noon()).await;
    assert_eq!(third.slug, "low-tide-3", "an old address is never given to another post");

    // Back to an address of its own.
    let back = Writing { slug: Some("low-tide".into()), ..letter("High Tide", "everyone") };
    let back = saved(&club, &first.id, renamed.revision, back).await.unwrap();
    assert_eq!(back.slug, "low-tide");

    // A draft's address was never public: it is free again.
    let draft = written(&club, letter("Sketch", "everyone")).await;
    saved(&club, &draft.id, 1, letter("Sketch of a song", "everyone")).await.unwrap();
    assert_eq!(written(&club, letter("Sketch", "everyone")).await.slug, "sketch");
    let hidden = club.read(|conn| posts::by_slug(conn, "sketch-of-a-song")).await.unwrap();
    assert!(hidden.is_none(), "a draft has no public address");
    work(&club).await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused() {
    let club = TestClub::open();
    let asset = AssetId::new();
    let check = async |what: &str, writing: Writing, refused: fn(&NotSaved) -> bool| {
        let outcome = club.write(move |tx| posts::create(tx, &writing, None, noon())).await;
        assert!(matches!(&outcome, Err(error) if refused(error)), "{what}: {outcome:?}");
    };
    let ok = || letter("A", "member");
    check("condition", letter("A", "tier = "), |e| matches!(e, NotSaved::Condition(_))).await;
    check("empty condition", letter("A", ""), |e| matches!(e, NotSaved::Condition(_))).await;
    check("title", Writing { title: "x".repeat(201), ..ok() }, |e| matches!(e, NotSaved::TitleTooLong)).await;
    check("body", Writing { body: "x".repeat(100_001), ..ok() }, |e| matches!(e, NotSaved::BodyTooLong)).await;
    check("excerpt", Writing { excerpt: "x".repeat(601), ..ok() }, |e| matches!(e, NotSaved::ExcerptTooLong)).await;
    let unknown = Writing { lead: Some(asset.clone()), ..ok() };
    check("asset", unknown, |e| matches!(e, NotSaved::UnknownAsset(_))).await;
    let in_body = Writing { body: format!("![](asset:{asset})"), ..ok() };
    check("asset in the body", in_body, |e| matches!(e, NotSaved::UnknownAsset(_))).await;
    assert_eq!(club.db_rows("SELECT COUNT(*) FROM posts"), [["0"]], "a refused post leaves nothing");
}

#[tokio::test]
async fn the_kind_follows_from_what_is_attached_unless_chosen() {
    let club = TestClub::open();
    let asset = |kind: &str| Attachment { asset_id: db_asset(&club, kind), caption: String::new() };
    let check = async |attachments: Vec<Attachment>, kind: PostKind| {
        let post = written(&club, Writing { attachments, ..letter("A", "member") }).await;
        assert_eq!(post.kind(), kind);
        post
    };
    check(vec![], PostKind::Letter).await;
    check(vec![asset("photo")], PostKind::Pictures).await;
    check(vec![asset("photo"), asset("file")], PostKind::Pictures).await;
    check(vec![asset("file")], PostKind::Files).await;
    let sound = asset("audio");
    let post = check(vec![asset("photo"), sound.clone(), asset("file"), asset("file")], PostKind::Recording).await;
    assert_eq!((post.pictures, post.files, post.file_bytes), (1, 2, 200));
    assert_eq!(post.play_asset_id, Some(sound.asset_id));
    check(vec![asset("audio"), asset("video")], PostKind::Film).await;

    let chosen = Writing { kind: Some(PostKind::Letter), attachments: vec![asset("video")], ..letter("A", "member") };
    let post = written(&club, chosen).await;
    assert_eq!((post.kind(), post.kind_chosen), (PostKind::Letter, true));
}

#[tokio::test]
async fn a_scheduled_post_goes_public_in_its_time() {
    let club = TestClub::open();
    let post = written(&club, letter("Soon", "everyone")).await;
    let (id, at) = (post.id.clone(), noon().plus_hours(2));
    let past = moved(&club, {
        let id = id.clone();
        move |tx| posts::schedule(tx, &id, 1, noon(), noon())
    })
    .await;
    assert!(matches!(past, Err(NotMoved::InThePast)));
    moved(&club, move |tx| posts::schedule(tx, &id, 1, at, noon())).await.unwrap();
    let early = club.write(move |tx| posts::publish_due(tx, at.plus_seconds(-1))).await.unwrap();
    assert!(early.is_empty());
    assert!(club.read(|conn| posts::by_slug(conn, "soon")).await.unwrap().is_none());
    let due = club.write(move |tx| posts::publish_due(tx, at.plus_seconds(30))).await.unwrap();
    assert_eq!(due, std::slice::from_ref(&post.id));
    let again = club.write(move |tx| posts::publish_due(tx, at.plus_seconds(60))).await.unwrap();
    assert!(again.is_empty());
    let public = read(&club, &post.id).await;
    assert_eq!((public.state(), public.published_at), (PostState::Published, Some(at)));
    club.leaves_work("publish_due");
    work(&club).await;
}

#[tokio::test]
async fn a_deleted_post_comes_back_as_it_was() {
    let club = TestClub::open();
    let check = async |post: &Post, back: PostState| {
        let (id, revision) = (post.id.clone(), post.revision);
        moved(&club, move |tx| posts::archive(tx, &id, revision, noon())).await.unwrap();
        let gone = read(&club, &post.id).await;
        assert_eq!(gone.state(), PostState::Archived);
        let refused = saved(&club, &gone.id, gone.revision, letter("Ghost", "member")).await;
        assert!(matches!(refused, Err(NotSaved::Archived)));
        let id = post.id.clone();
        moved(&club, move |tx| posts::restore(tx, &id, noon().plus_days(1))).await.unwrap();
        let restored = read(&club, &post.id).await;
        assert_eq!((restored.state(), restored.published_at), (back, post.published_at));
    };
    check(&published(&club, letter("Public", "everyone"), noon()).await, PostState::Published).await;
    check(&written(&club, letter("Draft", "everyone")).await, PostState::Draft).await;
    let counts = club.read(posts::counts).await.unwrap();
    assert_eq!((counts.published, counts.drafts, counts.archived), (1, 1, 0));
    work(&club).await;
}

#[tokio::test]
async fn taken_back_and_published_again_it_is_announced_once() {
    let club = TestClub::open();
    let post = published(&club, letter("Again", "everyone"), noon()).await;
    let (id, revision) = (post.id.clone(), post.revision);
    moved(&club, move |tx| posts::withdraw(tx, &id, revision, noon().plus_hours(1))).await.unwrap();
    assert!(club.read(|conn| posts::by_slug(conn, "again")).await.unwrap().is_none());
    let (id, revision) = (post.id.clone(), revision + 1);
    moved(&club, move |tx| posts::publish(tx, &id, revision, noon().plus_hours(2))).await.unwrap();
    assert_eq!(read(&club, &post.id).await.published_at, Some(noon()), "the day it was first public stays");
    let announced = club.db_rows("SELECT COUNT(*) FROM jobs WHERE name = 'post_published'");
    assert_eq!(announced, [["1"]]);
    work(&club).await;
}

#[tokio::test]
async fn an_asset_opens_with_any_post_that_holds_it() {
    let club = TestClub::open();
    let (teaser, lead, song, inline, stray) = (
        db_asset(&club, "photo"),
        db_asset(&club, "photo"),
        db_asset(&club, "audio"),
        db_asset(&club, "photo"),
        db_asset(&club, "file"),
    );
    let writing = Writing {
        teaser: Some(teaser.clone()),
        lead: Some(lead.clone()),
        attachments: vec![Attachment { asset_id: song.clone(), caption: String::new() }],
        body: format!("![](asset:{inline})"),
        ..letter("Gold", "tier = gold")
    };
    let draft = written(&club, writing.clone()).await;
    let gold = with_tier("gold");
    let check = async |asset: &AssetId, standing: Option<&Standing>, open: bool, what: &str| {
        let (asset, standing) = (asset.clone(), standing.cloned());
        let answer = club.read(move |conn| posts::assets_open_to(conn, &asset, standing.as_ref(), noon())).await;
        assert_eq!(answer.unwrap(), open, "{what}");
    };
    check(&teaser, Some(&gold), false, "a draft opens nothing").await;
    let id = draft.id.clone();
    moved(&club, move |tx| posts::publish(tx, &id, 1, noon())).await.unwrap();
    check(&teaser, None, true, "a teaser is public").await;
    for (asset, what) in [(&lead, "lead"), (&song, "song"), (&inline, "picture in the body")] {
        check(asset, None, false, what).await;
        check(asset, Some(&fan(1)), false, what).await;
        check(asset, Some(&gold), true, what).await;
    }
    check(&stray, Some(&gold), false, "an asset in no post").await;
    // The same song in an open post is open.
    let open = Writing {
        attachments: vec![Attachment { asset_id: song.clone(), caption: String::new() }],
        ..letter("Open", "everyone")
    };
    let open = published(&club, open, noon()).await;
    check(&song, None, true, "also in an open post").await;
    let (id, revision) = (open.id.clone(), open.revision);
    moved(&club, move |tx| posts::archive(tx, &id, revision, noon())).await.unwrap();
    check(&song, None, false, "the open post is gone").await;
    work(&club).await;
}
