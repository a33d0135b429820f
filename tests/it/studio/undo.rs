//! What was just done is taken back by one button.

use stagedoor::crew::Role;

use crate::support::{Answer, TestClub, Visitor};

/// The id in the address of a member's page.
async fn member(crew: &Visitor, email: &str) -> String {
    let list = crew.get("/studio/members").await.expect(200);
    let named = list.attributes("tbody th a", "href").into_iter().zip(list.texts("tbody th a"));
    let found = named.into_iter().find(|(_, name)| name.contains(email)).expect("the member is listed");
    found.0.rsplit('/').next().unwrap().to_owned()
}

fn words(club: &TestClub, query: &str) -> Vec<String> {
    club.db_rows(query).concat()
}

async fn takes_back(crew: &Visitor, page: &Answer) -> Answer {
    crew.follow(crew.submit(&page.form(".notice form")).await).await.expect(200)
}

#[actix_web::test]
async fn a_tag_set_and_taken_away() {
    let club = TestClub::open();
    let _server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let path = format!("/studio/members/{}/tags", member(&crew, "zoe@fans.test").await);
    let tagged = crew.follow(crew.post(&path, &[("act", "add"), ("tag", "Vip")]).await).await.expect(200);
    assert_eq!(words(&club, "SELECT tag FROM member_tags"), ["vip"]);
    let without = takes_back(&crew, &tagged).await.says("The tag is taken away.");
    assert!(words(&club, "SELECT tag FROM member_tags").is_empty());
    // Taking it back can be taken back.
    takes_back(&crew, &without).await.says("The tag is set.");
    assert_eq!(words(&club, "SELECT tag FROM member_tags"), ["vip"]);
    // Nothing changed, so there is nothing to take back.
    let again = crew.follow(crew.post(&path, &[("act", "add"), ("tag", "vip")]).await).await.expect(200);
    assert!(again.texts(".notice form").is_empty());
}

#[actix_web::test]
async fn many_tags_at_once_but_only_the_new_ones() {
    let club = TestClub::open();
    let _server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    club.fan_joins("yan@fans.test").await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let (zoe, yan) = (member(&crew, "zoe@fans.test").await, member(&crew, "yan@fans.test").await);
    crew.post(&format!("/studio/members/{yan}/tags"), &[("act", "add"), ("tag", "vip")]).await.expect(303);
    let chosen =
        [("act", "add"), ("tag", "vip"), ("member", &*zoe), ("member", &*yan), ("return_to", "/studio/members?q=fans")];
    let tagged = crew.follow(crew.post("/studio/tags", &chosen).await).await.expect(200);
    assert_eq!(words(&club, "SELECT tag FROM member_tags").len(), 2);
    let back = takes_back(&crew, &tagged).await;
    assert!(back.path.starts_with("/studio/members?q=fans"), "{}", back.path);
    assert_eq!(words(&club, "SELECT member_id FROM member_tags"), [yan], "who had the tag before keeps it");
}

#[actix_web::test]
async fn a_ban() {
    let club = TestClub::open();
    let _server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let path = format!("/studio/members/{}/ban", member(&crew, "zoe@fans.test").await);
    let banned = crew.follow(crew.post(&path, &[("act", "ban")]).await).await.expect(200);
    assert_eq!(words(&club, "SELECT state FROM members"), ["banned"]);
    takes_back(&crew, &banned).await.says("Let in again.");
    assert_eq!(words(&club, "SELECT state FROM members"), ["active"]);
}

#[actix_web::test]
async fn a_closed_tier() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let terms = [("name", "Circle"), ("summary", ""), ("perks", ""), ("month", "6"), ("year", ""), ("places", "")];
    crew.post("/studio/tiers", &terms).await.expect(303);
    let tier = crew.get("/studio/tiers").await.attributes("tbody th a", "href").remove(0);
    let closed = crew.follow(crew.post(&format!("{tier}/retirements"), &[]).await).await.expect(200);
    assert_eq!(words(&club, "SELECT state FROM tiers"), ["retired"]);
    takes_back(&crew, &closed).await.says("The tier is open again.");
    assert_eq!(words(&club, "SELECT state FROM tiers"), ["open"]);
    // And weeks later, from the tier's own page.
    crew.post(&format!("{tier}/retirements"), &[]).await.expect(303);
    let page = crew.get(&tier).await.expect(200);
    let reopened = crew.submit(&page.form("form[action$='/openings']")).await;
    crew.follow(reopened).await.expect(200).says("The tier is open again.");
    assert_eq!(words(&club, "SELECT state FROM tiers"), ["open"]);
}
