//! What goes wrong in the studio looks like the studio.

use diesel::RunQueryDsl;
use stagedoor::base::Fault;
use stagedoor::crew::Role;
use stagedoor::plumbing::db::Tx;

use super::owner;
use crate::support::TestClub;

#[actix_web::test]
async fn somebody_who_works_here_keeps_the_menu() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    owner.proves().await;
    for path in ["/studio/no-such-room", "/studio/posts/none", "/studio/members/none"] {
        let nothing = owner.get(path).await.expect(404).says("Nothing here").says("Members");
        assert_eq!(nothing.header("cache-control"), Some("no-store"));
        assert!(nothing.text().contains("studio/studio.css"), "{path}");
    }
}

#[actix_web::test]
async fn the_menu_shows_no_more_than_the_role_opens() {
    let club = TestClub::open();
    let _server = club.serve();
    let moderator = club.db_crew_comes_in("mo@example.org", Role::Moderator).await;
    let nothing = moderator.get("/studio/members").await.expect(404).says("your role does not open it");
    assert!(nothing.attributes("a", "href").iter().all(|href| href != "/studio/orders"));
}

#[actix_web::test]
async fn a_stranger_sees_the_porch_and_no_menu() {
    let club = TestClub::open();
    let _server = club.serve();
    let nothing = club.visitor().get("/studio/no-such-room").await.expect(404).says("Nothing here");
    assert_eq!(nothing.attributes("main a", "href"), ["/studio/sign-in"]);
    assert!(nothing.texts("nav").is_empty());
}

#[actix_web::test]
async fn what_breaks_is_quoted_by_a_reference() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    db_breaks(&club).await;
    let broken = owner.get("/studio").await.expect(500).says("Something broke here, not with you").says("Reference ");
    assert!(broken.text().contains("porch"), "the menu counts reports, and cannot be drawn");
}

#[actix_web::test]
async fn scripts_get_bare_words() {
    let club = TestClub::open();
    let (_server, owner) = owner(&club).await;
    let nothing = owner.knocks("HEAD", "/studio/uploads/none").await.expect(404);
    assert_ne!(nothing.header("content-type"), Some("text/html; charset=utf-8"));
    let bare = owner.knocks("GET", "/studio/uploads/none/none").await.expect(404);
    assert_eq!(bare.text(), "404 Not Found");
}

/// What the menu counts is gone.
async fn db_breaks(club: &TestClub) {
    let rename = |tx: &mut Tx| {
        diesel::sql_query("ALTER TABLE reports RENAME TO gone").execute(tx.conn()).map_err(Fault::from)?;
        Ok::<_, Fault>(())
    };
    club.write(rename).await.unwrap();
}
