//! What the page of a member tells of them.

use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::members::{self, MemberId, NewConsent};

use crate::furnished::{Furnished, db_furnish};
use crate::support::TestClub;

#[actix_web::test]
async fn what_they_agreed_to_is_proved_and_why_they_get_no_mail_is_said() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    let id = MemberId(club.db_rows("SELECT id FROM members")[0][0].clone());
    let page = format!("/studio/members/{id}");
    let quiet = crew.get(&page).await.expect(200);
    assert!(!quiet.words().contains("Nothing is sent"), "{}", quiet.words());
    club.write(move |tx| {
        let consent = NewConsent {
            purpose: "partners".to_owned(),
            granted: true,
            wording: "Yes, friends of the band may write".to_owned(),
            ip: "198.51.100.7".to_owned(),
            source: "account".to_owned(),
        };
        members::agree(tx, &id, &consent, Moment::now())?;
        members::suppress(tx, "zoe@fans.test", "complaint", Moment::now())
    })
    .await
    .unwrap();
    let told = crew.get(&page).await.expect(200).says("Nothing is sent, because").says("complaint, since");
    told.says("“Yes, friends of the band may write”, from 198.51.100.7");
}

#[actix_web::test]
async fn what_they_spent_and_where_it_went_stands_on_their_page() {
    let club = TestClub::open();
    let _server = club.serve();
    db_furnish(&club, "nova").await;
    let furnished = Furnished::opens(&club, "nova").await;
    let id = club.db_rows("SELECT id FROM members WHERE email_folded = 'fan@nova.test'")[0][0].clone();
    let page = furnished.owner.get(&format!("/studio/members/{id}")).await.expect(200);
    page.says("Spent").says("Last sent to").says("Tickets to").says("nova live");
}

#[actix_web::test]
async fn a_name_is_found_however_it_is_typed() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    for (email, name) in
        [("w@fans.test", "Anna Weiß"), ("b@fans.test", "Björn Åkesson"), ("o@fans.test", "Siobhán O’Neil")]
    {
        let fan = club.fan_joins(email).await;
        let form = fan.get("/account").await.expect(200).form("form[action$='/account/profile']");
        fan.submit(&form.fill("name", name)).await.expect(303);
    }
    for (typed, found) in [
        ("bjorn", "Björn Åkesson"),
        ("Björn", "Björn Åkesson"),
        ("åkesson björn", "Björn Åkesson"),
        ("weiss", "Anna Weiß"),
        ("Weiß", "Anna Weiß"),
        ("oneil", "Siobhán O’Neil"),
        ("O'Neil", "Siobhán O’Neil"),
        ("o@fans", "Siobhán O’Neil"),
    ] {
        let list = crew.get(&format!("/studio/members?q={}", urlencoded(typed))).await.expect(200);
        assert_eq!(list.texts("tbody th a"), [found], "{typed}");
    }
    crew.get("/studio/members?q=100%25").await.expect(200).says("Nothing like that here.");
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
