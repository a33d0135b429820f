//! The last page before paying: nobody is charged another sum than the one they saw.

use stagedoor::base::{Currency, Moment};
use stagedoor::shop::{self, Offered, VariantTerms};

use super::{sells, sends, shirt, terms};
use crate::site::{joins, served};
use crate::support::{Answer, Form, TestClub, Visitor};

/// A fan with a shirt in the cart that goes to Germany, on the last page.
async fn at_the_checkout(fan: &Visitor, code: &str) -> Answer {
    let page = fan.get("/shop/ferry-shirt").await.expect(200);
    let put = fan.submit(&page.form("form.product__form")).await.expect(303);
    let cart = fan.follow(put).await.expect(200);
    let terms = cart.form("form[action$='/cart/terms']").fill("country", "DE").fill("code", code);
    let cart = fan.follow(fan.submit(&terms).await).await.expect(200);
    fan.get(&cart.attributes("a.btn--wide", "href")[0]).await.expect(200)
}

fn with_address(page: &Answer) -> Form {
    let form = page.form("form.cart");
    form.fill("name", "Zoé Lefèvre").fill("line1", "12 rue des Lilas").fill("postcode", "75020").fill("city", "Paris")
}

async fn costs(club: &TestClub, offered: &Offered, price: i64) {
    let terms = VariantTerms { price: Some(price), members_price: None, grams: Some(200) };
    for variant in &offered.variants {
        let id = variant.variant.id.clone();
        club.write(move |tx| shop::set_terms(tx, &id, &terms, Currency::EUR, Moment::now())).await.unwrap();
    }
}

/// A member's paid shirt.
pub async fn buys_a_shirt(fan: &Visitor) {
    let page = at_the_checkout(fan, "").await;
    let paying = fan.follow(fan.submit(&with_address(&page)).await).await.expect(200);
    let paid = fan.submit(&paying.form("form[action*='/payments']").fill("card", "good")).await.expect(303);
    fan.follow(paid).await.expect(200);
}

#[actix_web::test]
async fn what_stands_around_the_page_after_paying_knows_of_it() {
    let (club, server) = served();
    sends(&club).await;
    sells(&club, shirt(), terms(2_800, Some(200), None)).await;
    club.leaves_work("payments.tell_buyer");
    let fan = joins(&club, "zoe@fans.test").await;
    let page = at_the_checkout(&fan, "").await;
    assert_eq!(in_cart(&page), ["1"]);
    let paying = fan.follow(fan.submit(&with_address(&page)).await).await.expect(200);
    let paid = fan.submit(&paying.form("form[action*='/payments']").fill("card", "good")).await.expect(303);
    let order = fan.follow(paid).await.expect(200).says("Paid. A mail went to");
    assert!(in_cart(&order).is_empty(), "{:?}", in_cart(&order));
    server.stops();
}

/// The number beside the way to the cart.
fn in_cart(page: &Answer) -> Vec<String> {
    page.texts("aside.incart .num")
}

#[actix_web::test]
async fn a_code_that_counts_for_nothing_is_told_and_stops_nobody() {
    let (club, server) = served();
    sends(&club).await;
    sells(&club, shirt(), terms(2_800, Some(200), None)).await;
    let fan = joins(&club, "zoe@fans.test").await;
    let page = at_the_checkout(&fan, "NOSUCH").await.says("€33.00").says("There is no such code");
    let paying = fan.submit(&with_address(&page)).await.expect(303);
    fan.follow(paying).await.expect(200).says("€33.00");
    server.stops();
}

#[actix_web::test]
async fn another_country_at_the_same_price_asks_for_no_second_press() {
    let (club, server) = served();
    sends(&club).await;
    sells(&club, shirt(), terms(2_800, Some(200), None)).await;
    let fan = joins(&club, "zoe@fans.test").await;
    let page = at_the_checkout(&fan, "").await;
    let paying = fan.submit(&with_address(&page).fill("country", "FR")).await.expect(303);
    fan.follow(paying).await.expect(200).says("€33.00");
    let address = club.db_rows("SELECT country FROM order_addresses");
    assert_eq!(address, [["FR"]]);
    server.stops();
}

#[actix_web::test]
async fn a_price_that_changed_meanwhile_is_shown_before_it_is_paid() {
    let (club, server) = served();
    sends(&club).await;
    let offered = sells(&club, shirt(), terms(2_800, Some(200), None)).await;
    let fan = joins(&club, "zoe@fans.test").await;
    let page = at_the_checkout(&fan, "").await.says("€33.00");
    costs(&club, &offered, 3_000).await;
    let again = fan.submit(&with_address(&page)).await.expect(422).says("The sum is €35.00 now");
    assert!(club.db_rows("SELECT id FROM orders").is_empty());
    assert_eq!(again.attributes("#line1", "value"), ["12 rue des Lilas"]);
    let paying = fan.submit(&again.form("form.cart")).await.expect(303);
    fan.follow(paying).await.expect(200).says("€35.00");
    server.stops();
}
