//! Search over what a visitor may see.

mod counterpart;

use stagedoor::base::Standing;
use stagedoor::posts::{self, Writing};
use stagedoor::search::{self, Results};

use crate::posts::{letter, moved, noon, published, saved, with_tier, work};
use crate::support::TestClub;
use counterpart::Counterpart;

async fn found(club: &TestClub, typed: &str, standing: Option<&Standing>) -> Results {
    search::find(club, typed, standing, 1, noon()).await.unwrap().unwrap()
}

fn titles(results: &Results) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.card.title.as_str()).collect()
}

fn marked(results: &Results) -> String {
    let pieces = results.hits[0].snippet.iter();
    pieces.map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
}

#[tokio::test]
async fn words_are_found_whatever_their_accents_and_script() {
    let club = TestClub::open();
    let body = |title: &str, body: &str| Writing { body: body.into(), ..letter(title, "everyone") };
    published(&club, body("Été à Łódź", "Une chanson d'adieu."), noon()).await;
    published(&club, body("東京都でのライブ", "来年の春に。"), noon()).await;
    published(&club, body("서울에서", "noch einmal: Straße, it's *late*"), noon()).await;
    work(&club).await;
    let check = async |typed: &str, expected: &[&str]| {
        assert_eq!(titles(&found(&club, typed, None).await), expected, "{typed}");
    };
    check("ete lodz", &["Été à Łódź"]).await;
    check("ADIEU", &["Été à Łódź"]).await;
    check("chans", &["Été à Łódź"]).await;
    check("東京", &["東京都でのライブ"]).await;
    check("京都", &["東京都でのライブ"]).await;
    check("都", &["東京都でのライブ"]).await;
    check("ライブ", &["東京都でのライブ"]).await;
    check("春", &["東京都でのライブ"]).await;
    check("京東", &[]).await;
    check("서울", &["서울에서"]).await;
    check("strasse LATE", &["서울에서"]).await;
    check("ete 東京", &[]).await;
    for nasty in ["\"", "a* OR b", "NEAR(a b)", "-x", "search_text:a", "'; DROP TABLE posts; --", "(a", "a:*&!|b", "\\"]
    {
        search::find(&club, nasty, None, 1, noon()).await.unwrap();
    }
    assert!(search::find(&club, " *\" ", None, 1, noon()).await.unwrap().is_none());
}

#[tokio::test]
async fn closed_posts_are_found_by_what_is_public_and_never_by_their_body() {
    let club = TestClub::open();
    let secret = Writing {
        title: "Letter from Lisbon".into(),
        excerpt: "Something about the harbour.".into(),
        body: "The wedding is on Friday.".into(),
        ..letter("", "tier = gold")
    };
    published(&club, secret, noon()).await;
    work(&club).await;
    let gold = with_tier("gold");
    let check = async |typed: &str, standing: Option<&Standing>, hits: usize| {
        assert_eq!(found(&club, typed, standing).await.count, hits, "{typed}");
    };
    check("lisbon", None, 1).await;
    check("harbour", None, 1).await;
    check("wedding", None, 0).await;
    check("lisbon wedding", None, 0).await;
    check("wedding", Some(&gold), 1).await;
    check("lisbon wedding", Some(&gold), 1).await;
    assert_eq!(marked(&found(&club, "lisbon", None).await), "Something about the harbour.");
    assert_eq!(marked(&found(&club, "wedding", Some(&gold)).await), "The [wedding] is on Friday.");
}

#[tokio::test]
async fn the_index_follows_the_posts() {
    let club = TestClub::open();
    let post = published(&club, letter("Lighthouse", "everyone"), noon()).await;
    work(&club).await;
    assert_eq!(found(&club, "lighthouse", None).await.count, 1);
    let changed = saved(&club, &post.id, post.revision, letter("Breakwater", "everyone")).await.unwrap();
    work(&club).await;
    assert_eq!(found(&club, "lighthouse", None).await.count, 0);
    assert_eq!(found(&club, "breakwater", None).await.count, 1);
    let (id, revision) = (post.id.clone(), changed.revision);
    moved(&club, move |tx| posts::archive(tx, &id, revision, noon())).await.unwrap();
    assert_eq!(found(&club, "breakwater", None).await.count, 0, "gone at once, before any job");
    work(&club).await;
    assert_eq!(club.db_rows("SELECT COUNT(*) FROM search_documents"), [["0"]]);
}

#[tokio::test]
async fn a_silent_search_server_is_replaced_by_the_database() {
    // Nothing listens on port 1.
    let club = TestClub::open_with("search_url = 'http://127.0.0.1:1'");
    let post = published(&club, letter("Lighthouse", "everyone"), noon()).await;
    let id = post.id.clone();
    club.write(move |tx| search::index(tx, &id)).await.unwrap();
    let results = found(&club, "lighthouse", None).await;
    assert_eq!((results.count, results.fell_back), (1, true));
    club.leaves_work("post_changed");
    club.leaves_work("post_published");
}

#[tokio::test]
async fn a_search_server_is_told_asked_and_not_believed() {
    let server = Counterpart::open();
    let club = TestClub::open_with(&format!("search_url = '{}'", server.address));
    let open = published(&club, letter("Lighthouse", "everyone"), noon()).await;
    let secret = Writing { body: "A lighthouse wedding.".into(), ..letter("Lisbon", "tier = gold") };
    published(&club, secret, noon().plus_minutes(1)).await;
    work(&club).await;
    assert_eq!(server.ids().len(), 4);
    assert!(server.ids().iter().all(|id| id.starts_with("stagedoor-nova/post")), "{:?}", server.ids());
    let results = found(&club, "lighthouse", None).await;
    assert_eq!((titles(&results), results.fell_back), (vec!["Lighthouse"], false));
    assert_eq!(found(&club, "lighthouse", Some(&with_tier("gold"))).await.count, 2);

    // What the server still knows of a post that is no longer public is not shown.
    let (id, revision) = (open.id.clone(), open.revision);
    moved(&club, move |tx| posts::archive(tx, &id, revision, noon())).await.unwrap();
    assert_eq!(found(&club, "lighthouse", None).await.count, 0);
    work(&club).await;
    assert_eq!(server.ids().len(), 2);
    server.close().await;
    let results = found(&club, "lisbon", None).await;
    assert_eq!((results.count, results.fell_back), (1, true));
}
