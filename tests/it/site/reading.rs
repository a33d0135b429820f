//! Reading: what is open, what is locked, and what never shows.

use stagedoor::base::Moment;

use super::{db_post, db_post_at, db_tier, joins, served};

#[tokio::test]
async fn a_stranger_reads_what_is_open_and_sees_what_a_lock_needs() {
    let (club, _server) = served();
    db_tier(&club, "Circle", 600, Some(50)).await;
    let open = db_post(&club, "Low Water", "everyone").await;
    let closed = db_post(&club, "High Water", "tier = circle").await;
    let stranger = club.visitor();
    let home = stranger.get("/").await.expect(200).says("Low Water").says("High Water");
    assert!(!home.text().contains("The secret of High Water"));
    stranger.get(&format!("/posts/{}", open.slug)).await.expect(200).says("The secret of Low Water.");
    let locked = stranger.get(&format!("/posts/{}", closed.slug)).await.expect(200).says("Circle").says("€6");
    assert!(!locked.text().contains("The secret"), "a locked page must not carry what it locks");
    stranger.get("/posts/nowhere").await.expect(404).says("Nova Lune");
    stranger.get("/nowhere").await.expect(404).says("Nova Lune");
    stranger.get("/fr").await.expect(200).says("Low Water");
    let french = stranger.get(&format!("/fr/posts/{}", open.slug)).await.expect(200);
    assert_eq!(french.attributes("html", "lang"), ["fr"]);
}

#[tokio::test]
async fn old_posts_are_reached_page_by_page_and_back() {
    let (club, _server) = served();
    let now = Moment::now();
    for n in 0..45 {
        db_post_at(&club, &format!("Letter {n:02}"), "everyone", now.plus_minutes(-n - 1)).await;
    }
    let fan = club.visitor();
    for list in ["/posts", "/"] {
        let mut page = fan.get(list).await.expect(200).says("Letter 00");
        let mut seen = vec![page.words()];
        while let Some(older) = page.attributes("a[rel=next]", "href").first().cloned() {
            page = fan.get(&older).await.expect(200);
            seen.push(page.words());
        }
        assert_eq!(seen.len(), 3, "{list}");
        for n in 0..45 {
            let title = format!("Letter {n:02}");
            assert_eq!(seen.iter().filter(|words| words.contains(&title)).count(), 1, "{title} on {list}");
        }
        let newer = page.attributes("a[rel=prev]", "href").first().cloned().unwrap();
        let middle = fan.get(&newer).await.expect(200).says("Letter 20").says("Letter 39");
        let newest = middle.attributes("a[rel=prev]", "href").first().cloned().unwrap();
        fan.get(&newest).await.expect(200).says("Letter 00").says("Letter 19");
    }
}

#[tokio::test]
async fn members_talk_and_strangers_do_not() {
    let (club, _server) = served();
    let post = db_post(&club, "Low Water", "everyone").await;
    let path = format!("/posts/{}", post.slug);
    let (noor, ada) = (joins(&club, "noor@example.org").await, joins(&club, "ada@example.org").await);
    let form = noor.get(&path).await.expect(200).form("form[action$='/comments']");
    noor.submit(&form.clone().fill("body", "  ")).await.expect(422);
    let said = noor.submit(&form.fill("body", "It *rained* <b>so</b> much")).await.expect(303);
    let page = noor.follow(said).await.expect(200).says("It rained");
    assert!(!page.text().contains("<b>so</b>"), "tags are words");
    club.visitor().post(&format!("{path}/comments"), &[("body", "spam")]).await.expect(303);
    ada.post(&format!("{path}/comments"), &[("body", "without a token")]).await.expect(400);
    let page = ada.get(&path).await.expect(200);
    assert!(page.attributes("form[action$='/deletion']", "action").is_empty(), "only one's own");
    let report = page.attributes("a[href$='/reports']", "href").first().cloned().unwrap();
    let form = ada.get(&report).await.expect(200).form("main form");
    ada.submit(&form.fill("reason", "rude")).await.expect(303);
    let heart = ada.get(&path).await.form("form[action$='/reactions/heart']");
    ada.submit(&heart).await.expect(303);
    assert_eq!(club.db_rows("SELECT kind, post_id FROM reactions").len(), 1);
    let delete = noor.get(&path).await.form("form[action$='/deletion']");
    let gone = noor.submit(&delete).await.expect(303);
    assert!(!noor.follow(gone).await.expect(200).text().contains("rained"));
}

#[tokio::test]
async fn feeds_hold_what_their_reader_may_see() {
    let (club, _server) = served();
    db_post(&club, "Low Water", "everyone").await;
    db_post(&club, "High Water", "member").await;
    let open = club.visitor().get("/feed.xml").await.expect(200).text();
    assert!(open.contains("Low Water") && !open.contains("High Water"));
    let noor = joins(&club, "noor@example.org").await;
    let form = noor.get("/account").await.expect(200).form("form[action$='/account/feed']");
    let page = noor.submit(&form).await.expect(200);
    let address = page.attributes("#feed-url", "value").first().cloned().unwrap();
    let path = address[address.find("/feeds/").unwrap()..].to_owned();
    let app = club.visitor();
    assert!(app.get(&path).await.expect(200).text().contains("High Water"));
    let revoke = noor.get("/account").await.form("form[action$='/revocation']");
    noor.submit(&revoke).await.expect(303);
    app.get(&path).await.expect(404);
}
