//! An evening from the studio: made, sold, let in, called off.

use stagedoor::crew::Role;

use crate::support::TestClub;

#[actix_web::test]
async fn an_evening_is_made_sold_and_called_off() {
    let club = TestClub::open_with("guest_checkout = true\ntime_zone = \"Europe/Berlin\"");
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let page = owner.get("/studio/events/new").await.expect(200);
    let form = || page.form("form[action='/studio/events']");
    let wrong = form().fill("title", "").fill("zone", "Europe/Nowhere").fill("venue", "Knust");
    let wrong = owner.submit(&wrong.fill("doors", "2031-12-12T21:00").fill("starts", "soon")).await.expect(422);
    assert!(wrong.text().contains("There is no such time zone") && wrong.text().contains("Give it a name"));
    let good = form().fill("title", "Low Water, live").fill("venue", "Knust").fill("places", "2");
    let good = good.fill("doors", "2031-12-12T19:00").fill("starts", "2031-12-12T20:00");
    let event = owner.follow(owner.submit(&good).await).await.expect(200);
    let path = event.path.split('?').next().unwrap().to_owned();

    let kind = owner.get(&format!("{path}/types/new")).await.expect(200);
    let form =
        kind.form("form[action$='/types']").fill("name", "Floor").fill("price", "44").fill("windows", "tomorrow");
    let wrong = owner.submit(&form).await.expect(422);
    assert!(wrong.text().contains("This line says no date, time and condition: tomorrow"));
    let form = wrong.form("form[action$='/types']").fill("windows", "2020-01-01 10:00 everyone");
    owner.follow(owner.submit(&form).await).await.expect(200);
    let event = owner.get(&path).await.expect(200);
    club.visitor().get("/events/low-water-live").await.expect(404);
    let shown = owner.submit(&event.form("form[action$='/publications']")).await;
    owner.follow(shown).await.expect(200);

    let fan = club.visitor();
    let page = fan.get("/events/low-water-live").await.expect(200);
    let cart = fan.submit(&page.form("form[action$='/cart']").fill("quantity", "2")).await;
    fan.follow(cart).await.expect(200);
    let form = fan.get("/checkout").await.expect(200).form("form[action='/checkout']").fill("email", "noor@fans.test");
    let paying = fan.follow(fan.submit(&form).await).await.expect(200);
    let order = fan.follow(fan.submit(&paying.form("form").fill("card", "good")).await).await.expect(200);
    assert!(order.text().contains("Paid."), "{}", order.text());
    let full = fan.get("/events/low-water-live").await.expect(200);
    assert!(full.text().contains("Sold out."));

    let attendees = owner.get(&format!("{path}/attendees?q=noor")).await.expect(200);
    assert_eq!(attendees.attributes("a[href^='/tickets/']", "href").len(), 2);
    let door = owner.get(&format!("{path}/door")).await.expect(200);
    let made = door.form("form[action$='/passes']").fill("gate", "Door A");
    let made = owner.submit(&made).await.expect(200);
    assert!(made.text().contains("/door/pair/") && made.text().contains("<svg"));
    let again = owner.get(&format!("{path}/door")).await.expect(200);
    assert!(!again.text().contains("/door/pair/"), "shown once");

    let event = owner.get(&path).await.expect(200);
    let off = event.form("form[action$='/cancellations']").tick("sure", "yes");
    let off = owner.follow(owner.submit(&off).await).await.expect(200);
    assert!(off.text().contains("Called off."));
    club.rests();
    let order = fan.get(&order.path).await.expect(200);
    assert!(order.text().contains("The money goes back to you."), "{}", order.text());
    let off = fan.get("/events/low-water-live").await.expect(200);
    assert!(off.text().contains("This evening does not take place."));
    server.stops();
}
