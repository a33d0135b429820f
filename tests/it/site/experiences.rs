//! Booking backstage by the form, and what comes of it.

use stagedoor::base::{Fault, Moment};
use stagedoor::experiences::{self, Experience, NewExperience, NewSlot, Slot};

use super::{joins, served};
use crate::experiences::soundcheck;
use crate::support::{TestClub, Visitor};

/// An experience on sale, and one date of it with so many places.
pub async fn db_experience(club: &TestClub, new: NewExperience, places: i64) -> (Experience, Slot) {
    let currency = club.config().currency;
    let year = Moment::now().utc_date().year() + 1;
    let slot = NewSlot { wall_clock: format!("{year}-06-05T16:30").parse().unwrap(), minutes: 60, places };
    club.write(move |tx| {
        let now = Moment::now();
        let made = experiences::create(tx, &new, now)?;
        experiences::set_price(tx, &made.id, currency, Some(4_000), now)?;
        experiences::publish(tx, &made.id, now)?;
        let slot = experiences::add_slot(tx, &made, &slot, now)?.map_err(|_| Fault::broken("no such time"))?;
        Ok::<_, Fault>((made, slot))
    })
    .await
    .unwrap()
}

/// Pays what is in the cart with the sandbox's good card.
async fn pays(fan: &Visitor) {
    let cart = fan.get("/cart").await.expect(200);
    let checkout = fan.submit(&cart.form("form[action$='/checkout']")).await.expect(303);
    let page = fan.follow(checkout).await.expect(200);
    let paid = fan.submit(&page.form("form[action*='/payments']").fill("card", "good")).await.expect(303);
    fan.follow(paid).await.expect(200);
}

#[tokio::test]
async fn a_fan_books_pays_and_takes_the_date_along() {
    let (club, _server) = served();
    club.leaves_work("payments.tell_buyer");
    let (_, slot) = db_experience(&club, soundcheck(), 4).await;
    let fan = joins(&club, "noor@example.org").await;
    fan.get("/").await.expect(200).says("Backstage");
    let list = fan.get("/experiences").await.expect(200).says("Soundcheck").says("4 places left");
    let href = list.attributes(".visit h2 a", "href").remove(0);
    let page = fan.get(&href).await.expect(200).says("side door").says("Europe/Amsterdam").says("16:30");
    let form = page.form("form[action$='/cart']");
    assert!(form.fields.iter().all(|(name, _)| name != "agreed" && name != "slot"), "nothing is ticked: {form:?}");

    // Everything open at once.
    let wrong = fan.submit(&form).await.expect(422);
    let wrong =
        wrong.says("Choose a date").says("needs an answer").says("Without this agreement").says("date of birth");
    let form = wrong.form("form[action$='/cart']");
    let form =
        form.fill("slot", slot.id.as_str()).fill("name", "نور حداد").fill("born", "1990-05-30").fill("answer", "No");
    let young = fan.submit(&form.clone().fill("born", "2020-01-01").tick("agreed", "yes")).await.expect(422);
    let young = young.says("Only for people who are 16");
    assert_eq!(young.attributes("#name", "value"), ["نور حداد"]);
    assert!(young.form("form[action$='/cart']").fields.iter().all(|(name, _)| name != "agreed"), "never ticked");
    let crowd =
        form.clone().tick("guest", "Ada").tick("guest", "Ben").tick("guest", "Cleo").tick("guests_of_age", "yes");
    fan.submit(&crowd.tick("agreed", "yes")).await.expect(422).says("You can bring 2");
    let good = form.tick("guest", &"Ж".repeat(60)).tick("guests_of_age", "yes").tick("agreed", "yes");
    let cart = fan.submit(&good).await.expect(303);
    fan.follow(cart).await.expect(200).says("Soundcheck").says("€80.00").says("نور حداد");
    pays(&fan).await;

    let booked = fan.get("/bookings").await.expect(200).says("Booked").says("نور حداد").says("I may be seen");
    let file = fan.get(&booked.attributes("a[href$='.ics']", "href").remove(0)).await.expect(200);
    assert!(file.header("content-type").is_some_and(|kind| kind.starts_with("text/calendar")));
    let text = file.text().replace("\r\n ", "");
    assert!(text.contains("SUMMARY:Soundcheck") && text.contains("T143000Z"), "{text}");
    // Who has the link sees the booking, also without signing in; who guesses sees nothing.
    let link = booked.attributes(".booking h2 a", "href").remove(0);
    let stranger = club.visitor();
    stranger.get(&link).await.expect(200).says("Booked");
    stranger.get("/bookings/AAAAAAAAAAAAAAAAAAAAAA").await.expect(404);
    stranger.get("/bookings/AAAAAAAAAAAAAAAAAAAAAA/calendar.ics").await.expect(404);
    let order = fan.get("/orders").await.expect(200).attributes("a[href^='/orders/']", "href").remove(0);
    let ways = fan.get(&order).await.expect(200).attributes("main a", "href");
    assert!(ways.iter().any(|way| way.ends_with(&link)), "{ways:?}");
    fan.get("/experiences").await.expect(200).says("2 places left");
    let again = fan.get(&href).await.expect(200).form("form[action$='/cart']");
    let again =
        again.fill("slot", slot.id.as_str()).fill("name", "Noor").fill("born", "1990-05-30").fill("answer", "No");
    fan.submit(&again.tick("agreed", "yes")).await.expect(422).says("places on this date already");
}

#[tokio::test]
async fn the_rest_see_for_whom_it_is_and_hidden_ones_are_nowhere() {
    let (club, _server) = served();
    let (experience, _) =
        db_experience(&club, NewExperience { condition: "tier = circle".to_owned(), ..soundcheck() }, 1).await;
    let stranger = club.visitor();
    let page = stranger.get("/experiences/soundcheck").await.expect(200);
    assert!(page.attributes("form[action$='/cart']", "action").is_empty());
    stranger.get("/fr/experiences").await.expect(200).says("Coulisses");
    stranger.post("/experiences/soundcheck/cart", &[("csrf", "x")]).await.expect(422);
    let id = experience.id.clone();
    club.write(move |tx| experiences::hide(tx, &id)).await.unwrap();
    stranger.get("/experiences/soundcheck").await.expect(404);
    stranger.get("/experiences").await.expect(200).says("Nothing to come for");
    stranger.get("/bookings").await.expect(303);
}
