//! What a person may ask of the club about themselves: their data, another address, to be forgotten.

mod addresses;
mod bans;
mod erasure;

use crate::site::{db_tier, joins, served};
use crate::support::{TestClub, Visitor};

/// Pays by the month for the tier of this slug.
async fn buys(fan: &Visitor, slug: &str) {
    let tiers = fan.get("/tiers").await.expect(200);
    let checkout = fan.submit(&tiers.form("form[action$='/checkouts']").fill("tier", slug)).await.expect(303);
    let page = fan.follow(checkout).await.expect(200);
    let back = fan.submit(&page.form("form[action*='/payments']").fill("card", "good")).await.expect(303);
    fan.follow(back).await.expect(200);
}

fn one(club: &TestClub, query: &str) -> String {
    club.db_rows(query).concat().join(" ")
}

#[tokio::test]
async fn a_copy_holds_all_that_is_kept_of_oneself_and_nobody_else() {
    let (club, _server) = served();
    db_tier(&club, "Circle", 600, None).await;
    let fan = joins(&club, "noor@example.org").await;
    joins(&club, "ada@example.org").await;
    let form = fan.get("/account").await.form("form[action$='/account/profile']").fill("name", "Noor Bakker");
    fan.submit(&form).await.expect(303);
    let form = fan.get("/account").await.form("form[action$='/account/consents']").tick("consent", "news");
    fan.submit(&form).await.expect(303);
    buys(&fan, "circle").await;
    let account = fan.get("/account").await.expect(200);
    let links = account.attributes("#data a", "href");
    let json = fan.get(links.iter().find(|link| link.ends_with(".json")).unwrap()).await.expect(200);
    assert!(json.header("content-disposition").unwrap().starts_with("attachment"));
    let copy: serde_json::Value = serde_json::from_str(&json.text()).unwrap();
    let parts = &copy["parts"];
    assert_eq!(parts["person"][0]["email"], "noor@example.org");
    assert_eq!(parts["person"][0]["name"], "Noor Bakker");
    let agreed = &parts["consents"][0];
    assert_eq!((agreed["purpose"].as_str(), agreed["agreed"].as_bool()), (Some("news"), Some(true)));
    assert!(agreed["wording"].as_str().unwrap().contains("Nova Lune"), "with the words that were read");
    assert_eq!(parts["orders"][0]["total"]["amount"], "6.00");
    assert_eq!(parts["memberships"][0]["tier"], "Circle");
    assert_eq!(parts["devices"].as_array().unwrap().len(), 1);
    assert!(!json.text().contains("ada@"));
    let readable = fan.get(links.iter().find(|link| link.ends_with(".txt")).unwrap()).await.expect(200).text();
    for said in ["E-mail address: noor@example.org", "Purpose: news", "Total: €6.00", "Membership: Circle"] {
        assert!(readable.contains(said), "{said} is not in\n{readable}");
    }
    club.visitor().get("/account/copy.json").await.expect(303);
}

#[tokio::test]
async fn a_sign_in_from_a_new_device_is_told_by_mail() {
    let (club, _server) = served();
    let fan = joins(&club, "noor@example.org").await;
    let comes_in = async |browser: &Visitor| {
        let form = browser.get("/sign-in").await.expect(200).form("form[action$='/sign-in']");
        let page = browser.follow(browser.submit(&form.fill("email", "noor@example.org")).await).await.expect(200);
        let code = club.mailbox.letter_to("noor@example.org").code();
        browser.submit(&page.form("form[action$='/code']").fill("code", &code)).await.expect(303);
    };
    let phone = club.visitor();
    comes_in(&phone).await;
    let told = club.mailbox.letter_to("noor@example.org");
    assert!(told.subject.contains("new device"), "{}", told.subject);
    assert!(told.text.contains("/account#sessions"), "{}", told.text);
    // The same browser again is no news.
    let form = phone.get("/account").await.form("form[action$='/sign-out']");
    phone.submit(&form).await.expect(303);
    comes_in(&phone).await;
    club.rests();
    assert!(club.mailbox.letters().iter().all(|letter| !letter.subject.contains("new device")));
    drop(fan);
}
