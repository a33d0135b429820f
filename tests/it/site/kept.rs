//! Pages kept for everybody: never older than what was written here, and never somebody's own.

use stagedoor::crew::Role;

use crate::support::TestClub;

#[actix_web::test]
async fn a_post_shows_at_once_to_a_stranger_who_was_here_a_moment_ago() {
    let club = TestClub::open();
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let stranger = || club.visitor();
    for _ in 0..3 {
        assert!(!stranger().get("/").await.expect(200).text().contains("Low Water"));
    }
    let form = owner.get("/studio/posts/new").await.expect(200).form("#post");
    let mut form = form.fill("title", "Low Water").fill("body", "The eleventh time.");
    form.fields.push(("then".to_owned(), "publish".to_owned()));
    owner.submit(&form).await.expect(303);
    stranger().get("/").await.expect(200).says("Low Water");
    stranger().get("/fr").await.expect(200).says("Low Water");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn what_a_member_sees_is_nobody_elses() {
    let club = TestClub::open();
    let server = club.serve();
    let fan = club.fan_joins("zoe@fans.test").await;
    for _ in 0..3 {
        fan.get("/").await.expect(200).says("Your account");
        let page = club.visitor().get("/").await.expect(200).says("Join or sign in");
        assert!(!page.text().contains("Your account"));
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains(&format!("script-src {}/static/;", club.config().base_url)), "{policy}");
        let french = club.visitor().get("/fr").await.expect(200);
        assert_eq!(french.header("content-language"), Some("fr"));
    }
    club.rests();
    server.stops();
}
