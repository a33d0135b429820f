//! The customers at Stripe that a member file named.

use super::Move;
use crate::imports::studio::brought;
use crate::stripe::Mood;

#[actix_web::test]
async fn customers_a_file_names_are_looked_up_linked_and_let_go_with_the_import() {
    let house = Move::open().await;
    let stripe = &house.stripe;
    for (email, name) in [("ada@example.org", "Ada"), ("new@example.org", "Bo"), ("gone@example.org", "Di")] {
        stripe.collects(Some(email), name, "Supporter", 600, "month");
    }
    let ids: Vec<String> =
        stripe.all("customer").iter().map(|customer| customer["id"].as_str().unwrap().to_owned()).collect();
    stripe.alters("customer", &ids[2], |one| *one = serde_json::json!({ "id": one["id"], "deleted": true }));
    // Haste is refused once, and asked again.
    stripe.next("/customers/", Mood::TooMany);
    let file = format!(
        "email,name,stripe_customer_id\nada@example.org,Ada,{}\nbo@example.org,Bo,{}\ncy@example.org,Cy,cus_nobody\n\
         di@example.org,Di,{}\neve@example.org,Eve,\n",
        ids[0], ids[1], ids[2]
    );
    let (path, _) = brought(&house.club, &house.owner, file.as_bytes()).await;
    let page = house.page(&path).await.says("One is known at Stripe.").says("2 are unknown at Stripe");
    page.says("Bo : another address at Stripe").says("Cy : Stripe does not know this customer");
    let linked =
        "SELECT c.customer_id, m.name FROM stripe_customers c JOIN members m ON m.id = c.member_id ORDER BY m.name";
    assert_eq!(house.club.db_rows(linked), [[ids[0].as_str(), "Ada"], [ids[1].as_str(), "Bo"]]);
    assert_eq!(stripe.writes(), []);
    house.undoes(&path).await;
    house.page(&path).await.says("Everything was taken back");
    assert!(house.club.db_rows(linked).is_empty());
    assert!(house.club.db_rows("SELECT import_id, outcome FROM import_lookups").is_empty());
}
