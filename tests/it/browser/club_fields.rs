//! What a club keeps of a member: its own fields and complimentary access, as they look.

use stagedoor::crew::Role;

use super::{Browser, Screen, Scripts};
use crate::site::db_tier;
use crate::studio::club_fields::{defines_all, fills_in};
use crate::support::TestClub;

async fn shows_what_is_kept(screen: Screen, shots: &str) {
    let club = TestClub::open();
    let server = club.serve();
    db_tier(&club, "Gold", 600, None).await;
    club.fan_joins("zoe@fans.test").await;
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let zoe = format!("/studio/members/{}", club.db_rows("SELECT id FROM members")[0][0]);
    defines_all(&club, &owner).await;
    fills_in(&owner, &zoe, ["Zo", "1.8", "2019-06-01", "M", "yes"]).await.expect(303);
    let given = owner.get(&zoe).await.expect(200).form("form[action$='/courtesies']");
    let shirt = owner.get("/studio/members/fields").await.expect(200).attributes("tbody th a", "href").remove(3);
    let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&owner.cookies()).await;
    let pages = [
        ("1-list", "/studio/members/fields"),
        ("2-shirt", &shirt),
        ("3-member", &zoe),
        ("4-segment", "/studio/segments/new?condition=field(shirt)+in+(M,+L)+and+field(height)+%3E+1.7"),
    ];
    for (step, page) in pages {
        browser.visits(page).await;
        browser.finds_no_fault().await;
        browser.keeps(&format!("{shots}-club-fields-{step}")).await;
    }
    let given = given.fill("until", "2031-01-01T12:00").fill("reason", "Sings in the choir");
    owner.submit(&given).await.expect(303);
    browser.visits(&zoe).await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-club-fields-5-courtesy")).await;
    browser.closes().await;
    server.stops();
}

#[actix_web::test]
async fn on_a_phone() {
    shows_what_is_kept(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn at_a_desk() {
    shows_what_is_kept(Screen::Desk, "desk").await;
}
