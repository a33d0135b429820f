//! What stands at the head of every page, and where the account leads.

use crate::support::TestClub;
use crate::tickets::{db_event, floor};

#[actix_web::test]
async fn a_cart_is_counted_for_whom_it_belongs_to() {
    let club = TestClub::open_with("guest_checkout = true");
    db_event(&club, "hamburg", 30, vec![floor()]).await;
    let server = club.serve();
    let (fan, stranger) = (club.visitor(), club.visitor());
    let count = |page: &crate::support::Answer| page.texts(".incart a").join(" ").trim().to_owned();
    assert_eq!(count(&fan.get("/").await.expect(200)), "", "nothing in it, nothing to say");
    let page = fan.get("/events/hamburg").await.expect(200);
    fan.follow(fan.submit(&page.form("form[action$='/events/hamburg/cart']").fill("quantity", "2")).await).await;
    for path in ["/", "/posts", "/events", "/tiers"] {
        assert_eq!(count(&fan.get(path).await.expect(200)), "Cart 2", "{path}");
        assert_eq!(count(&stranger.get(path).await.expect(200)), "", "{path}, drawn for somebody else");
    }
    server.stops();
}

#[actix_web::test]
async fn the_account_leads_only_where_there_is_something() {
    let club = TestClub::open();
    db_event(&club, "hamburg", 30, vec![floor()]).await;
    let server = club.serve();
    let fan = club.fan_joins("noor@fans.test").await;
    let ways = |page: &crate::support::Answer| page.attributes("#membership .ways a", "href");
    assert_eq!(ways(&fan.get("/account").await.expect(200)), ["/card"]);
    let page = fan.get("/events/hamburg").await.expect(200);
    fan.follow(fan.submit(&page.form("form[action$='/events/hamburg/cart']")).await).await.expect(200);
    let form = fan.get("/cart").await.expect(200).form("form[action$='/checkout']");
    let paying = fan.follow(fan.submit(&form).await).await.expect(200);
    fan.follow(fan.submit(&paying.form("form").fill("card", "good")).await).await.expect(200).says("Paid.");
    assert_eq!(ways(&fan.get("/account").await.expect(200)), ["/card", "/orders", "/tickets"]);
    club.rests();
    server.stops();
}
