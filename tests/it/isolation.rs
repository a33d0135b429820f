//! Two clubs on one server: whoever holds everything of one is a stranger in the other, on every route.

use stagedoor::crew::Role;

use crate::routes;
use crate::support::{TestClub, Visitor};

/// Ids, slugs and numbers of the club, by the name they have in a route; anything else asks for something nobody has.
fn filled(club: &TestClub, path: &str) -> String {
    let first = |query: &str| club.db_rows(query).first().map_or_else(|| "nothing".to_owned(), |row| row[0].clone());
    let mut out = String::new();
    for part in path.split_inclusive('}') {
        let Some((before, name)) = part.split_once('{') else {
            out.push_str(part);
            continue;
        };
        out.push_str(before);
        let name = name.trim_end_matches('}').split(':').next().unwrap_or_default();
        let room = before.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        out.push_str(&match (room, name) {
            ("members", _) => first("SELECT id FROM members"),
            ("posts", "slug") => first("SELECT slug FROM posts WHERE title LIKE 'Only%'"),
            ("media", _) => first("SELECT id FROM assets"),
            (_, "rendition") => first("SELECT name FROM renditions WHERE name <> 'original'"),
            ("tiers", _) => first("SELECT id FROM tiers"),
            ("posts", _) => first("SELECT id FROM posts"),
            ("crew", _) => first("SELECT id FROM crew_members"),
            ("exports", _) => first("SELECT id FROM member_exports"),
            ("orders", "order") => first("SELECT id FROM orders"),
            ("orders", _) => first("SELECT CAST(number AS TEXT) FROM orders"),
            ("sessions", _) => first("SELECT id FROM sessions"),
            _ => "nothing".to_owned(),
        });
    }
    out
}

/// What tells one answer from another: what a page says differs in its tokens, where it leads does not.
async fn answer(visitor: &Visitor, method: &str, path: &str) -> (u16, Option<String>) {
    let answer = visitor.knocks(method, path).await;
    (answer.status, answer.leads_to())
}

#[actix_web::test]
async fn nothing_of_one_club_opens_anything_in_the_other() {
    let (nova, orion) = TestClub::two();
    let server = nova.serve();
    let fan = nova.fan_joins("zoe@fans.test").await;
    let owner = nova.db_crew_at_work("ines@nova.test", Role::Owner).await;
    crate::browser::journey::db_furnish(&nova).await;
    let post =
        crate::posts::published(&nova, crate::posts::letter("Only Nova's", "everyone"), stagedoor::base::Moment::now())
            .await;
    fan.get("/account").await.expect(200);
    owner.get("/studio/members").await.expect(200).says("zoe@fans.test");
    fan.get(&format!("/posts/{}", post.slug)).await.expect(200).says("Only Nova's");

    let mut leaks = Vec::new();
    for route in routes::all().iter().filter(|route| !matches!(route.path.as_str(), "/sign-out" | "/studio/sign-out")) {
        let path = filled(&nova, &route.path);
        // A stranger for each route: some answers set cookies.
        let nobody = answer(&orion.visitor(), &route.method, &path).await;
        let thief = orion.visitor();
        thief.steals(fan.cookies());
        thief.steals(owner.cookies());
        let taken = answer(&thief, &route.method, &path).await;
        // What is asked for may be found unreadable before it is found out who asks.
        if taken != nobody && !matches!(taken, (400 | 404, None)) {
            leaks.push(format!("{} {path}: nobody gets {nobody:?}, a thief {taken:?}", route.method));
        }
        let page = thief.knocks(&route.method, &path).await.text();
        if page.contains("zoe@fans.test") || page.contains("Only Nova") || page.contains("ines@nova.test") {
            leaks.push(format!("{} {path} shows what is Nova's", route.method));
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    for table in ["members", "crew_members", "posts", "orders", "member_exports"] {
        assert_eq!(orion.db_rows(&format!("SELECT id FROM {table}")), Vec::<Vec<String>>::new(), "{table} of Orion");
    }
    nova.rests();
    server.stops();
}

#[actix_web::test]
async fn a_host_that_no_club_has_gets_nothing() {
    let club = TestClub::open();
    let server = club.serve();
    let lost = Visitor::to(&format!("http://nobody.localhost:{}", server.address().port()), server.address());
    assert!(matches!(lost.get("/").await.status, 404 | 421));
    lost.get("/healthz").await.expect(200);
    server.stops();
}
