use stagedoor::base::Secret;
use stagedoor::plumbing::db::Conn;
use stagedoor::posts::feeds;

use super::*;

#[tokio::test]
async fn a_private_feed_ends_when_it_is_renewed_or_revoked() {
    let club = TestClub::open();
    let member = db_member(&club, 1);
    let renew = async || {
        let member = member.clone();
        club.write(move |tx| feeds::renew(tx, &member, noon())).await.unwrap()
    };
    let whose = async |token: &Secret| {
        let token = token.clone();
        club.read(move |conn| feeds::member_by_token(conn, &token)).await.unwrap()
    };
    let first = renew().await;
    assert_eq!(whose(&first).await, Some(member.clone()));
    let second = renew().await;
    assert_eq!((whose(&first).await, whose(&second).await), (None, Some(member.clone())));
    let kept = club.db_rows("SELECT token_hash FROM feeds");
    assert!(!kept[0][0].contains(second.reveal()), "only a hash is kept");
    let id = member.clone();
    assert!(club.write(move |tx| feeds::revoke(tx, &id)).await.unwrap());
    assert_eq!(whose(&second).await, None);
    assert_eq!(whose(&Secret::presented("")).await, None);
}

#[tokio::test]
async fn a_feed_reaches_past_what_is_closed_to_its_reader() {
    let club = TestClub::open();
    published(&club, letter("Open", "everyone"), noon()).await;
    published(&club, letter("Members", "member"), noon().plus_minutes(1)).await;
    for n in 0..25 {
        published(&club, letter(&format!("Gold {n}"), "tier = gold"), noon().plus_minutes(2 + n)).await;
    }
    let check = async |standing: Option<Standing>, titles: &[&str]| {
        let read = move |conn: &mut Conn| posts::newest_open_to(conn, standing.as_ref(), 20, noon());
        let found = club.read(read).await.unwrap();
        assert_eq!(found.iter().map(|post| post.title.as_str()).collect::<Vec<_>>(), titles);
    };
    check(None, &["Open"]).await;
    check(Some(fan(1)), &["Members", "Open"]).await;
    work(&club).await;
}
