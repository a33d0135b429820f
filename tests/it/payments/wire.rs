//! Money on the wire: nobody is charged a hundredfold.

use stagedoor::base::{Currency, Money};
use stagedoor::orders::Every;
use stagedoor::payments::Paying;

use super::{Till, db_member, session_of};

#[actix_web::test]
async fn each_currency_travels_as_it_must() {
    // Currency, price in its smallest unit, what travels.
    let cases = [
        ("JPY", 500, 500),
        ("KRW", 9_900, 9_900),
        ("KWD", 1_250, 1_250),
        ("ISK", 900, 90_000),
        ("UGX", 9_000, 900_000),
        ("EUR", 650, 650),
    ];
    for (code, minor, wire) in cases {
        let till = Till::open().await;
        let currency: Currency = code.parse().unwrap();
        till.price(&till.gold, Every::Month, currency, minor).await;
        let zoe = db_member(&till, "zoe");
        let checkout = till.begins_in(&zoe, &till.gold, Every::Month, currency).await.unwrap();
        let session = till.stripe.only("session");
        assert_eq!(
            (session["currency"].as_str(), session["amount_total"].as_i64()),
            (Some(code.to_lowercase().as_str()), Some(wire)),
            "{code}"
        );

        till.stripe.pay(session_of(&checkout));
        assert_eq!(till.returns(&checkout.order).await, Paying::Paid);
        assert_eq!(till.revenue().await, [(Money::new(minor, currency), Money::zero(currency))], "{code}");
        till.adds_up().await;
    }
}

#[actix_web::test]
async fn tax_is_reckoned_by_stripe_and_kept() {
    let till = Till::open_with("automatic_tax = true").await;
    let zoe = db_member(&till, "zoe");
    let order = till.joins(&zoe, &till.gold).await;
    let money = "CAST(gross AS TEXT), CAST(tax AS TEXT), CAST(net AS TEXT)";
    let kept = [["600", "100", "500"]];
    assert_eq!(till.db_rows(&format!("SELECT {money} FROM orders WHERE id = '{order}'")), kept);
    assert_eq!(till.db_rows(&format!("SELECT {money} FROM order_lines WHERE order_id = '{order}'")), kept);
}
