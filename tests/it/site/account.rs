//! What a member may change, and leaving lists from a mail.

use super::{db_post_at, joins, served};
use stagedoor::base::Moment;
use stagedoor::broadcasts::unsubscribe_url;
use stagedoor::members::MemberId;

#[tokio::test]
async fn a_member_corrects_what_the_club_keeps() {
    let (club, _server) = served();
    let fan = joins(&club, "noor@example.org").await;
    let form = fan.get("/account").await.expect(200).form("form[action$='/account/profile']");
    fan.submit(&form.clone().fill("name", &"x".repeat(201))).await.expect(422);
    fan.submit(&form.clone().fill("country", "ZZ")).await.expect(400);
    let saved = fan.submit(&form.fill("name", "Noor").fill("country", "NL").fill("language", "fr")).await.expect(303);
    fan.follow(saved).await.expect(200);
    assert_eq!(club.db_rows("SELECT name, country, language FROM members")[0][..3], ["Noor", "NL", "fr"]);
    fan.get("/card").await.expect(200).says("Noor");
}

#[tokio::test]
async fn times_are_told_by_the_clock_of_whoever_reads_them() {
    let (club, _server) = served();
    let fan = joins(&club, "noor@example.org").await;
    let midnight = Moment(1_767_225_600_000_000);
    db_post_at(&club, "At midnight", "everyone", midnight).await;
    club.db_rows(&format!("UPDATE consents SET at = {} RETURNING id", midnight.0));
    let agreed = fan.get("/account").await.form("form[action$='/account/consents']").tick("consent", "news");
    fan.submit(&agreed).await.expect(303);
    club.db_rows(&format!("UPDATE consents SET at = {} RETURNING id", midnight.0));
    let page = fan.get("/account").await.expect(200);
    let form = page.form("form[action$='/account/profile']");
    fan.submit(&form.clone().fill("time_zone", "Mars/Olympus")).await.expect(400);
    let there = async |zone: &str| {
        fan.submit(&form.clone().fill("time_zone", zone)).await.expect(303);
        let chosen = fan.get("/account").await.expect(200).attributes("#time-zone option[selected]", "value");
        let copy = fan.get("/account/copy.txt").await.expect(200).text();
        (chosen, copy)
    };
    let (chosen, copy) = there("Asia/Tokyo").await;
    assert_eq!(chosen, ["Asia/Tokyo"]);
    assert!(copy.contains("1 January 2026") && copy.contains("Time zone: Asia/Tokyo"), "{copy}");
    let (_, copy) = there("America/Los_Angeles").await;
    assert!(copy.contains("31 December 2025"), "{copy}");
    // Also on the first page, whose middle is drawn once for many.
    assert!(fan.get("/").await.expect(200).text().contains("2025"), "that night it was still December there");
    there("Asia/Tokyo").await;
    assert!(!fan.get("/").await.expect(200).text().contains("2025"));
    let (chosen, _) = there("").await;
    assert!(chosen.is_empty(), "the club's clock again");
    let id = club.db_rows("SELECT id FROM members").remove(0).remove(0);
    let crew = club.db_crew_at_work("ines@example.org", stagedoor::crew::Role::Manager).await;
    there("Asia/Tokyo").await;
    crew.get(&format!("/studio/members/{id}")).await.expect(200).says("Asia/Tokyo");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (club, _server) = served();
    let fan = joins(&club, "noor@example.org").await;
    let phone = club.visitor();
    let form = phone.get("/sign-in").await.expect(200).form("form[action$='/sign-in']");
    let page = phone.submit(&form.fill("email", "noor@example.org")).await.expect(303);
    let page = phone.follow(page).await.expect(200);
    super::types_code(&phone, &page, &club.mailbox.letter_to("noor@example.org")).await.expect(303);
    phone.get("/account").await.expect(200);
    let end = fan.get("/account").await.expect(200).form("form[action$='/end']");
    fan.submit(&end).await.expect(303);
    phone.get("/account").await.expect(303);
    fan.get("/account").await.expect(200);
}

#[tokio::test]
async fn a_list_is_left_by_button_or_by_a_mail_program() {
    let (club, server) = served();
    let fan = joins(&club, "noor@example.org").await;
    let tick = fan.get("/account").await.form("form[action$='/account/consents']").tick("consent", "news");
    fan.submit(&tick).await.expect(303);
    let id = MemberId(club.db_rows("SELECT id, name FROM members")[0][0].clone());
    let url = unsubscribe_url(&club, &id, "news");
    let path = url[url.find("/unsubscribe/").unwrap()..].to_owned();
    let granted = || club.db_rows("SELECT consents, member_id FROM standings")[0][0].contains("news");
    let reader = club.visitor();
    let page = reader.get(&path).await.expect(200);
    assert!(granted(), "looking changes nothing");
    let done = reader.submit(&page.form("main form")).await.expect(200);
    assert!(!granted());
    let undone = reader.submit(&done.form("form[action$='/undo']")).await.expect(200);
    assert!(granted());
    drop(undone);
    // A mail program: no cookies, no origin.
    let answer = reqwest::Client::builder()
        .no_proxy()
        .resolve("nova.localhost", server.address())
        .build()
        .unwrap()
        .post(&url)
        .form(&[("List-Unsubscribe", "One-Click")])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert!(!granted());
    reader.get("/unsubscribe/made.up.token").await.expect(404);
}
