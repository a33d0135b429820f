//! The daily look after a move, and who is told of what it finds.

use serde_json::json;
use stagedoor::adoptions;
use stagedoor::base::Moment;

use super::{Move, PATH};
use crate::support::program;

#[actix_web::test]
async fn each_kind_of_difference_is_found_shown_and_forgotten_when_it_is_mended() {
    let house = Move::open().await;
    let stripe = &house.stripe;
    let steady = stripe.collects(Some("ada@example.org"), "Ada", "Supporter", 600, "month");
    let ended = stripe.collects(Some("bo@example.org"), "Bo", "Supporter", 600, "month");
    let raised = stripe.collects(Some("cy@example.org"), "Cy", "Supporter", 600, "month");
    let nameless = stripe.collects(None, "", "Supporter", 600, "month");
    let ignored = stripe.collects(Some("di@example.org"), "Di", "Postcards", 250, "month");
    let group = stripe.collects(Some("gil@example.org"), "Gil", "Supporter", 600, "month");
    stripe.alters("subscription", &group, |one| one["items"]["data"][0]["quantity"] = json!(3));
    house.adopts().await;
    house.page(PATH).await.says("The first look follows within a day");
    let look = async |now: Moment| adoptions::watch(&house.club, now).await.unwrap();
    let now = Moment::now();
    // Somebody pays and nobody could be found for it: that is said from the first day on.
    assert_eq!(look(now).await, Some(1));

    stripe.clock(Moment::from_unix(now.plus_minutes(5).unix()));
    stripe.ends(&ended);
    stripe.alters("subscription", &raised, |one| {
        one["items"]["data"][0]["price"]["unit_amount"] = json!(900);
        one["items"]["data"][0]["price"]["id"] = json!("price_raised");
    });
    let new = stripe.collects(Some("eve@example.org"), "Eve", "Supporter", 600, "month");
    stripe.alters("subscription", &new, |one| {
        one["created"] = json!(now.plus_minutes(4).unix());
        one["start_date"] = one["created"].clone();
    });
    let later = stripe.collects(Some("flo@example.org"), "Flo", "Postcards", 250, "month");
    assert_eq!(look(now.plus_hours(1)).await, Some(4));
    let found: Vec<(String, String)> =
        house.club.read(adoptions::differences).await.unwrap().into_iter().map(|one| (one.kind, one.subject)).collect();
    let mut wanted = vec![
        ("only-here".to_owned(), ended.clone()),
        ("new-there".to_owned(), new.clone()),
        ("only-there".to_owned(), nameless.clone()),
        ("price".to_owned(), raised.clone()),
    ];
    wanted.sort();
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(sorted, wanted, "and neither {steady} nor what was left alone, {ignored} and {later}");
    let page = house.page(PATH).await.says("One person pays at Stripe and has no membership here");
    let page = page.says("One subscription was begun by the old system since the move");
    page.says("€9 a month").says("One membership runs here and ended at Stripe");
    house.owner.get("/studio").await.expect(200).says("4 differences between Stripe and adopted members");
    let doctor = program().args(["doctor", "--data"]).arg(house.club.data()).output().unwrap();
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(said.contains("4 differences between Stripe and the members that were adopted"), "{said}");
    assert_eq!(stripe.writes(), [], "looking only reads");

    // What is mended is forgotten: the old system ended, the price put back, the new one adopted, the address entered.
    house.hears(&stripe.ends(&nameless)).await;
    house.hears(&stripe.told("customer.subscription.deleted")).await;
    stripe.alters("subscription", &raised, |one| one["items"]["data"][0]["price"]["unit_amount"] = json!(600));
    house.adopts().await;
    assert_eq!(look(now.plus_hours(2)).await, Some(0));
    house.page(PATH).await.says("Stripe and the member file agree");
    house.presses(PATH, "/comparisons").await;
    house.owner.get("/studio/journal").await.expect(200).says("Compared adopted members with Stripe");
}

#[actix_web::test]
async fn it_looks_once_a_day_for_thirty_days() {
    let house = Move::open().await;
    house.stripe.collects(Some("ada@example.org"), "Ada", "Supporter", 600, "month");
    let now = Moment::now();
    let lists = || house.stripe.calls_to("GET", "/subscriptions").len();
    adoptions::watch_daily(&house.club, now).await.unwrap();
    house.adopts().await;
    let read = lists();
    adoptions::watch_daily(&house.club, now.plus_hours(1)).await.unwrap();
    assert_eq!(lists(), read, "what was just read is not read again");
    adoptions::watch_daily(&house.club, now.plus_days(1)).await.unwrap();
    assert_eq!(lists(), read + 1);
    adoptions::watch_daily(&house.club, now.plus_days(1).plus_hours(2)).await.unwrap();
    assert_eq!(lists(), read + 1);
    house.stripe.next("/subscriptions", crate::stripe::Mood::TooMany);
    adoptions::watch_daily(&house.club, now.plus_days(29)).await.unwrap();
    assert_eq!(lists(), read + 3, "refused for haste, and asked again");
    adoptions::watch_daily(&house.club, now.plus_days(31)).await.unwrap();
    assert_eq!(lists(), read + 3);
}
