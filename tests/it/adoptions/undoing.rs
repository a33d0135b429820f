//! The way back, and forgetting.

use super::Move;

#[actix_web::test]
async fn undoing_restores_everybody_but_those_who_changed_since() {
    let house = Move::open().await;
    let stripe = &house.stripe;
    let _ada = house.club.fan_joins("ada@example.org").await;
    let gil = house.club.fan_joins("gil@example.org").await;
    let _ = stripe.collects(Some("ada@example.org"), "Ada", "Supporter", 600, "month");
    let _ = stripe.collects(Some("bo@example.org"), "Bo", "Supporter", 600, "month");
    let before = house.file();
    let path = house.adopts().await;
    assert_eq!(house.memberships().len(), 2);
    house.undoes(&path).await;
    house.page(&path).await.says("Undone").says("Everything was taken back");
    assert_eq!(house.file(), before, "to the last column");
    assert_eq!(stripe.writes(), [], "Stripe goes on collecting");
    assert!(stripe.all("subscription").iter().all(|one| one["status"] == "active"));
    // What is told of them is nobody's business here any more.
    let id = stripe.all("subscription")[0]["id"].as_str().unwrap().to_owned();
    house.hears(&stripe.next_period(&id, true)).await;
    assert_eq!(house.file(), before);

    let renewed = stripe.collects(Some("eve@example.org"), "Eve", "Supporter", 600, "month");
    let left = stripe.collects(Some("gil@example.org"), "Gil", "Supporter", 600, "month");
    let path = house.adopts().await;
    assert_eq!(house.memberships().len(), 4);
    house.hears(&stripe.next_period(&renewed, true)).await;
    let account = gil.get("/account").await.expect(200);
    let cancel = account.attributes("a[href$='/cancellation']", "href").remove(0);
    let form = gil.get(&cancel).await.expect(200).form("main form");
    gil.submit(&form).await.expect(303);
    house.undoes(&path).await;
    let page = house.page(&path).await.says("changed since and stay as they are");
    page.says("Eve : renewed since").says("gil@example.org : cancelled or resumed since");
    let held: Vec<String> = house.memberships().iter().map(|row| row[5].clone()).collect();
    assert_eq!(held, [renewed, left]);
    assert_eq!(house.club.db_rows("SELECT id, '' FROM payments").len(), 1, "the books keep what was paid");
    house.owner.get("/studio/journal").await.expect(200).says("Undid an adoption of paying members");
}

#[actix_web::test]
async fn somebody_who_was_here_since_stays_a_member() {
    let house = Move::open().await;
    house.stripe.collects(Some("bo@example.org"), "Bo", "Supporter", 600, "month");
    let path = house.adopts().await;
    house.club.db_rows("UPDATE members SET last_seen_at = 1 WHERE email_folded = 'bo@example.org' RETURNING id, email");
    house.undoes(&path).await;
    house.page(&path).await.says("Bo : the member stays");
    assert!(house.memberships().is_empty());
    assert_eq!(house.club.db_rows("SELECT holds, tier FROM standings"), [["free", ""]]);
}

#[actix_web::test]
async fn a_member_who_is_erased_is_forgotten_by_what_was_read() {
    let house = Move::open().await;
    house.stripe.collects(Some("Bo@example.org"), "Bo", "Supporter", 600, "month");
    house.reads().await;
    let read = "SELECT email, name FROM adoption_agreements";
    assert_eq!(house.club.db_rows(read), [["Bo@example.org", "Bo"]]);
    let nobody = stagedoor::members::MemberId::new();
    house.club.write(move |tx| stagedoor::adoptions::forget(tx, &nobody, "bo@example.org")).await.unwrap();
    assert_eq!(house.club.db_rows(read), [["", ""]]);
    house.stripe.collects(Some("cy@example.org"), "Cy", "Supporter", 600, "month");
    house.stripe.collects(Some("di@example.org"), "Di", "Postcards", 250, "month");
    house.adopts().await;
    let cy = "SELECT id, email FROM members WHERE email_folded = 'cy@example.org'";
    let cy = stagedoor::members::MemberId(house.club.db_rows(cy)[0][0].clone());
    house.club.write(move |tx| stagedoor::adoptions::forget(tx, &cy, "cy@example.org")).await.unwrap();
    let kept = "SELECT COALESCE(made, '') || email || name, '' FROM adoption_agreements
                WHERE outcome = 'new' AND member_id IS NULL";
    assert_eq!(house.club.db_rows(kept), [["", ""]], "one of the two who became members");
    // Who was left is named as long as somebody looks after the move.
    let named = "SELECT email, name FROM adoption_agreements WHERE email <> '' OR name <> ''";
    assert_eq!(house.club.db_rows(named), [["di@example.org", "Di"]]);
    let later = stagedoor::base::Moment::now().plus_days(31);
    house.club.write(move |tx| stagedoor::adoptions::tidy(tx, later)).await.unwrap();
    assert!(house.club.db_rows(named).is_empty());
}
