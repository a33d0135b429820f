//! From choosing a tier to standing in the open post.

use super::{asks_to_join, db_post, db_tier, joins, served, types_code};
use crate::support::{Answer, Visitor};

async fn pays(fan: &Visitor, at_checkout: Answer) -> Answer {
    let page = fan.follow(at_checkout).await.expect(200);
    let form = page.form("form[action*='/payments']").fill("card", "good");
    let back = fan.submit(&form).await;
    assert_eq!(back.status, 303, "{}", back.text());
    fan.follow(back).await.expect(200)
}

#[tokio::test]
async fn a_stranger_at_a_lock_joins_pays_and_reads() {
    let (club, _server) = served();
    db_tier(&club, "Circle", 600, Some(50)).await;
    let post = db_post(&club, "High Water", "tier = circle").await;
    let fan = club.visitor();
    let locked = fan.get(&format!("/posts/{}", post.slug)).await.expect(200);
    let join = locked.attributes(".lock__do a.btn", "href").first().cloned().unwrap();
    assert!(join.contains("tier=circle"), "{join}");
    let page = asks_to_join(&fan, &join, "noor@example.org").await;
    let answer = types_code(&fan, &page, &club.mailbox.letter_to("noor@example.org")).await.expect(303);
    let open = pays(&fan, answer).await.says("The secret of High Water.").says("Circle");
    assert_eq!(open.path, format!("/posts/{}", post.slug), "the post opens where the fan was");
    fan.get("/account").await.expect(200).says("Circle");
    let receipt = fan.get("/orders").await.expect(200).says("Circle").attributes("a[href^='/orders/']", "href");
    fan.get(&receipt[0]).await.expect(200).says("€6.00");
    let other = joins(&club, "ada@example.org").await;
    other.get(&receipt[0]).await.expect(404);
}

#[tokio::test]
async fn a_member_changes_leaves_and_stays() {
    let (club, _server) = served();
    db_tier(&club, "Circle", 600, None).await;
    db_tier(&club, "Front", 1_200, None).await;
    let fan = joins(&club, "noor@example.org").await;
    let tiers = fan.get("/tiers").await.expect(200);
    let checkout = fan.submit(&tiers.form("form[action$='/checkouts']").fill("tier", "circle")).await.expect(303);
    pays(&fan, checkout).await;
    let tiers = fan.get("/tiers").await.expect(200);
    let change = fan.submit(&tiers.form("form[action$='/checkouts']").fill("tier", "front")).await.expect(303);
    let page = fan.follow(change).await.expect(200).says("Front");
    let cost = page.texts("main form .num")[0].clone();
    let form = page.says(&format!("Change and pay {cost}")).form("main form");
    let changed = fan.submit(&form).await.expect(303);
    fan.follow(changed).await.expect(200);
    assert!(["€6.00", "€5.99"].contains(&cost.as_str()), "{cost} for the rest of the period");
    fan.get("/orders").await.expect(200).says(&cost);
    let account = fan.get("/account").await.expect(200).says("Front");
    assert_eq!(club.db_rows("SELECT id, state FROM memberships WHERE ended_at IS NULL").len(), 1);
    let cancel = account.attributes("a[href$='/cancellation']", "href").first().cloned().unwrap();
    let form = fan.get(&cancel).await.expect(200).form("main form");
    let left = fan.submit(&form.fill("reason", "moving")).await.expect(303);
    let account = fan.follow(left).await.expect(200);
    let stayed = fan.submit(&account.form("form[action$='/resumption']")).await.expect(303);
    let account = fan.follow(stayed).await.expect(200);
    assert!(!account.attributes("a[href$='/cancellation']", "href").is_empty());
    fan.submit(&account.form("form[action$='/portal']")).await.expect(303);
}

#[tokio::test]
async fn somebody_elses_order_is_nobodys_page() {
    let (club, _server) = served();
    db_tier(&club, "Circle", 600, Some(1)).await;
    let fan = joins(&club, "noor@example.org").await;
    let form = fan.get("/tiers").await.expect(200).form("form[action$='/checkouts']").fill("tier", "circle");
    fan.submit(&form).await.expect(303);
    let order = club.db_rows("SELECT id, state FROM orders")[0][0].clone();
    let path = format!("/orders/{order}/return");
    fan.get(&path).await.expect(200);
    let other = joins(&club, "ada@example.org").await;
    other.get(&path).await.expect(404);
    let form = other.get("/tiers").await.expect(200).form("form[action$='/checkouts']");
    // The last place is held by the fan at the checkout.
    assert!(form.fields.iter().all(|(name, _)| name != "tier"));
    let csrf = form.fields.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    other.post("/checkouts", &[("csrf", &csrf), ("tier", "circle"), ("period", "month")]).await.expect(409);
}
