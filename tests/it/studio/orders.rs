//! One order as the crew sees it.

use stagedoor::crew::Role;
use stagedoor::orders::Buyer;

use crate::shop::checkout::buys_a_shirt;
use crate::shop::pages::db_bought;
use crate::shop::{sells, sends, shirt, terms};
use crate::site::{joins, served};
use crate::support::{TestClub, Visitor};

/// A guest's paid shirt; the address of its page.
async fn bought(club: &TestClub) -> String {
    sends(club).await;
    let offered = sells(club, shirt(), terms(2_800, Some(200), Some(5))).await;
    let guest = Buyer { member: None, email: "guest@fans.test".to_owned(), language: "en".to_owned() };
    db_bought(club, guest, &offered, 2).await;
    club.leaves_work("shipments.tell_sent");
    first_order(club)
}

fn first_order(club: &TestClub) -> String {
    let number = club.db_rows("SELECT CAST(number AS TEXT) FROM orders").remove(0).remove(0);
    format!("/studio/orders/{number}")
}

async fn asks(crew: &Visitor, page: &str, fields: [(&str, &str); 3]) -> crate::support::Answer {
    let form = crew.get(page).await.expect(200).form("form[action$='/refunds']");
    crew.submit(&fields.into_iter().fold(form, |form, (name, value)| form.fill(name, value))).await
}

#[actix_web::test]
async fn goods_are_to_pack_until_they_are_sent() {
    let (club, server) = served();
    let page = bought(&club).await;
    let crew = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let order = crew.get(&page).await.expect(200).says("To pack").says("On the packing list: Ferry shirt, S");
    assert!(!order.words().contains("Delivered"), "{}", order.words());
    assert!(order.says("Sending: World").words().contains("Pack and send"));
    let order = crew.get(&page).await.expect(200);
    let packing = crew.get(&order.attributes(".head a.btn", "href")[0]).await.expect(200);
    let parcel =
        packing.form("form[action$='/parcels']").fill("carrier", "GLS").fill("tracking", "Z9").fill("then", "send");
    crew.submit(&parcel).await.expect(303);
    crew.get(&page).await.expect(200).says("Sent: Ferry shirt, S").says("GLS Z9");
    server.stops();
}

#[actix_web::test]
async fn a_sum_given_back_leaves_the_goods_with_their_buyer() {
    let (club, server) = served();
    sends(&club).await;
    sells(&club, shirt(), terms(2_800, Some(200), Some(5))).await;
    buys_a_shirt(&joins(&club, "zoe@fans.test").await).await;
    for name in ["payments.tell_buyer", "payments.send_refund"] {
        club.leaves_work(name);
    }
    let page = first_order(&club);
    let crew = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let much = asks(&crew, &page, [("share", "amount"), ("amount", "500"), ("goods", "shelf")]).await.expect(303);
    crew.follow(much).await.expect(200).says("more than is left");
    let sheet = asks(&crew, &page, [("share", "amount"), ("amount", "5"), ("goods", "shelf")]).await.expect(200);
    let sheet = sheet.says("€5.00 leave your account; what was bought stays with the buyer.");
    crew.submit(&sheet.form("form[action$='/refunds']")).await.expect(303);
    crew.get(&page).await.expect(200).says("To pack").says("Refund of €5.00 decided");
    assert_eq!(club.db_rows("SELECT delivery FROM order_lines WHERE kind = 'merch'"), [["delivered"]]);
    let whole = asks(&crew, &page, [("share", "whole"), ("amount", ""), ("goods", "shelf")]).await.expect(200);
    let whole = whole.says("is taken back at once and can be sold again");
    assert!(!whole.words().contains("membership"), "{}", whole.words());
    server.stops();
}
