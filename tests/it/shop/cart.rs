//! The cart's own page, and the order that its owner left on the way to paying.

use super::{sells, sends, shirt, terms};
use crate::site::{joins, served};
use crate::support::{Answer, Form, TestClub, Visitor};
use crate::tickets::{db_event, floor};

const QUANTITY: &str = ".line__do form:has(input[type=number])";
const TAKE_OUT: &str = ".line__do form:has(input[type=hidden][name=quantity])";

/// Sends a form of the cart's page and gives the page that follows.
async fn changes(fan: &Visitor, form: &Form) -> Answer {
    fan.follow(fan.submit(form).await.expect(303)).await.expect(200)
}

fn how_many(cart: &Answer) -> String {
    cart.attributes(".line__do input[type=number]", "value").remove(0)
}

/// The cart of a visitor who put a shirt into it.
async fn with_a_shirt(fan: &Visitor) -> Answer {
    let page = fan.get("/shop/ferry-shirt").await.expect(200);
    fan.follow(fan.submit(&page.form("form.product__form")).await.expect(303)).await.expect(200)
}

#[actix_web::test]
async fn a_line_is_made_more_less_and_none() {
    let (club, server) = served();
    sends(&club).await;
    sells(&club, shirt(), terms(2_800, Some(200), Some(5))).await;
    let fan = joins(&club, "zoe@fans.test").await;
    let cart = with_a_shirt(&fan).await;
    assert_eq!(how_many(&cart), "1");
    let three = changes(&fan, &cart.form(QUANTITY).fill("quantity", "3")).await.says("€84.00");
    for unreadable in ["", "many", "2.5", "99999999999999999999"] {
        let same = changes(&fan, &three.form(QUANTITY).fill("quantity", unreadable)).await;
        assert_eq!(how_many(&same), "3", "{unreadable:?}");
    }
    // More than there are is kept as it was asked for, and told.
    let nine = changes(&fan, &three.form(QUANTITY).fill("quantity", "9")).await;
    assert_eq!((how_many(&nine).as_str(), nine.texts(".line--off").len()), ("9", 1));
    // Nobody else reaches into it.
    let other = joins(&club, "noor@fans.test").await;
    let mut theirs = with_a_shirt(&other).await.form(TAKE_OUT);
    theirs.action = nine.form(TAKE_OUT).action;
    other.submit(&theirs).await;
    assert_eq!(how_many(&fan.get("/cart").await.expect(200)), "9");
    changes(&fan, &nine.form(TAKE_OUT)).await.says("Nothing in it yet.");
    server.stops();
}

#[actix_web::test]
async fn a_guest_s_order_is_paid_from_its_link_in_another_browser() {
    let club = TestClub::open_with("guest_checkout = true");
    db_event(&club, "hamburg", 30, vec![floor()]).await;
    let server = club.serve();
    let guest = club.visitor();
    let page = guest.get("/events/hamburg").await.expect(200);
    guest.submit(&page.form("form[action='/events/hamburg/cart']")).await.expect(303);
    let checkout = guest.get("/checkout").await.expect(200).form("form[action='/checkout']");
    let left = guest.submit(&checkout.fill("email", "noor@fans.test")).await.expect(303).leads_to();
    let link = guest.get("/cart").await.expect(200).attributes(".keep a", "href").remove(0);
    // The phone that the link was sent to.
    let phone = club.visitor();
    phone.get(&format!("{link}x")).await.expect(404);
    let pay = phone.get(&link).await.expect(200).says("Not paid yet").form("form[action$='/payments']");
    let on = phone.submit(&pay).await.expect(303);
    assert_eq!(on.leads_to(), left, "the checkout that was left, not a second one");
    let paying = phone.follow(on).await.expect(200);
    let paid = phone.submit(&paying.form("form").fill("card", "good")).await.expect(303);
    phone.follow(paid).await.expect(200).says("Paid.");
    // Pressed again where the page still stands open.
    phone.follow(phone.submit(&pay).await.expect(303)).await.expect(200).says("Paid.");
    assert_eq!(club.db_rows("SELECT state FROM orders"), [["paid"]]);
    assert_eq!(club.db_rows("SELECT id FROM payment_attempts").len(), 1);
    club.rests();
    server.stops();
}
