//! Experiences, codes and shipping zones, as the crew makes them.

use stagedoor::crew::Role;

use crate::site::experiences::db_experience;
use crate::site::{joins, served};
use crate::support::{Answer, Visitor};

async fn goes_on(crew: &Visitor, answer: Answer) -> Answer {
    crew.follow(answer.expect(303)).await.expect(200)
}

#[tokio::test]
async fn the_shop_makes_an_experience_and_its_dates() {
    let (club, _server) = served();
    let crew = club.db_crew_at_work("shop@example.org", Role::Shop).await;
    crew.get("/studio/experiences").await.expect(200).says("Let fans come closer");
    let form = crew.get("/studio/experiences/new").await.expect(200).form("form.measure");
    let bad =
        form.clone().fill("zone", "Europe/Atlantis").fill("price", "much").fill("guests", "40").fill("least_age", "-1");
    let again = crew
        .submit(&bad)
        .await
        .expect(422)
        .says("A time zone by its name")
        .says("from 0 to 9")
        .says("An amount such as");
    assert_eq!(again.attributes("#zone", "value"), ["Europe/Atlantis"]);
    let name = "ق".repeat(60);
    let good = form.fill("title", &name).fill("zone", "Europe/Amsterdam").fill("price", "40").fill("consent", "Yes?");
    let good = good.fill("question1", "Step-free?").fill("required1", "yes").fill("audience", "everyone");
    let page = goes_on(&crew, crew.submit(&good).await).await.says("No date yet").says(&name);
    let slot = page.form("form[action$='/slots']").fill("places", "8");
    crew.submit(&slot.clone().fill("at", "2031-03-30T02:30")).await.expect(422).says("clocks are put forward");
    crew.submit(&slot.clone().fill("at", "2031-06-05T16:30").fill("places", "many"))
        .await
        .expect(422)
        .says("A whole number");
    let page = goes_on(&crew, crew.submit(&slot.fill("at", "2031-06-05T16:30")).await).await.says("0 of 8");
    let stranger = club.visitor();
    stranger.get("/experiences").await.expect(200).says("Nothing to come for");
    let shown =
        goes_on(&crew, crew.submit(&page.form("form[action$='/publications']")).await).await.says("Fans can see it");
    stranger.get("/experiences").await.expect(200).says(&name);
    let file = crew.get(&shown.attributes("a[href$='.ics']", "href")[0]).await.expect(200).text();
    assert!(file.contains("DTSTART:20310605T143000Z"), "{file}");
    goes_on(&crew, crew.submit(&shown.form("form[action$='/withdrawals']")).await).await.says("Nobody sees it");
    let editor = club.db_crew_at_work("editor@example.org", Role::Editor).await;
    for path in ["/studio/experiences", "/studio/codes", "/studio/shipping"] {
        // A hidden thing is not found.
        editor.get(path).await.expect(404);
    }
}

#[tokio::test]
async fn a_date_is_moved_or_cancelled_after_a_look() {
    let (club, _server) = served();
    for name in ["payments.tell_buyer", "payments.send_refund", "experiences.tell_booked"] {
        club.leaves_work(name);
    }
    let plain = stagedoor::experiences::NewExperience {
        consent: String::new(),
        least_age: None,
        questions: Vec::new(),
        ..crate::experiences::soundcheck()
    };
    let (experience, slot) = db_experience(&club, plain, 4).await;
    let fan = joins(&club, "noor@example.org").await;
    let form = fan.get("/experiences/soundcheck").await.expect(200).form("form[action$='/cart']");
    fan.submit(&form.fill("slot", slot.id.as_str()).fill("name", "Noor")).await.expect(303);
    let cart = fan.get("/cart").await.expect(200).form("form[action$='/checkout']");
    let checkout = fan.submit(&cart).await;
    let page = goes_on(&fan, checkout).await;
    let paid = fan.submit(&page.form("form[action*='/payments']").fill("card", "good")).await;
    goes_on(&fan, paid).await;

    let crew = club.db_crew_at_work("manager@example.org", Role::Manager).await;
    let path = format!("/studio/slots/{}", slot.id);
    crew.get(&path).await.expect(200).says("Noor").says("no other date");
    let page = crew.get(&format!("/studio/experiences/{}", experience.id)).await.expect(200);
    let new = page.form("form[action$='/slots']").fill("at", "2031-06-06T16:30").fill("places", "2");
    goes_on(&crew, crew.submit(&new).await).await;
    let page = crew.get(&path).await.expect(200);
    let sheet = crew.submit(&page.form("form[action$='/moves']")).await.expect(200).says("1 booking (1 person)");
    assert_eq!(club.db_rows("SELECT state, wall_clock FROM experience_slots WHERE state = 'open'").len(), 2);
    goes_on(&crew, crew.submit(&sheet.form("form[action$='/moves']")).await).await.says("Everybody moved");
    fan.get("/bookings").await.expect(200).says("on its new date").says("6 June 2031");

    let page = crew.get(&format!("/studio/experiences/{}", experience.id)).await.expect(200).says("Moved away");
    let other = page.attributes("a[href^='/studio/slots/']", "href").into_iter().find(|href| *href != path).unwrap();
    let page = crew.get(&other).await.expect(200).says("Noor");
    let sheet = crew.submit(&page.form("form[action$='/cancellations']")).await.expect(200).says("€40.00");
    let done = goes_on(&crew, crew.submit(&sheet.form("form[action$='/cancellations']")).await).await;
    done.says("The money is on its way back");
    fan.get("/bookings").await.expect(200).says("Cancelled by the artist");
    crew.get("/studio/journal").await.expect(200).says("Moved a date").says("Cancelled a date");
    // Pressed again from another tab.
    goes_on(&crew, crew.submit(&sheet.form("form[action$='/cancellations']")).await).await.says("Nothing was done");
    let shop = club.db_crew_at_work("shop@example.org", Role::Shop).await;
    shop.post(&format!("{other}/cancellations"), &[]).await.expect(404);
}

#[tokio::test]
async fn a_code_is_made_switched_off_and_on() {
    let (club, _server) = served();
    let crew = club.db_crew_at_work("shop@example.org", Role::Shop).await;
    let form = crew.get("/studio/codes/new").await.expect(200).form("form.measure");
    let check = async |fields: &[(&str, &str)], says: &str| {
        let form = fields.iter().fold(form.clone(), |form, (name, value)| form.fill(name, value));
        crew.submit(&form).await.expect(422).says(says);
    };
    check(&[("code", ""), ("percent", "10")], "A word of at most").await;
    check(&[("code", "LOW")], "Either percent or an amount").await;
    check(&[("code", "LOW"), ("percent", "10"), ("amount", "5")], "Either percent or an amount").await;
    check(&[("code", "LOW"), ("percent", "101")], "from 1 to 100").await;
    check(&[("code", "LOW"), ("amount", "0")], "more than nothing").await;
    check(&[("code", "LOW"), ("percent", "10"), ("audience", "other"), ("condition", "tier =")], "expected").await;
    let dates = [("starts_at", "2031-06-05T16:30"), ("ends_at", "2031-06-05T16:30")];
    check(&[("code", "LOW"), ("percent", "10"), dates[0], dates[1]], "ends before it begins").await;
    let good = form.fill("code", "low water").fill("amount", "5").fill("kind", "experience").fill("total", "100");
    goes_on(&crew, crew.submit(&good).await).await.says("LOWWATER").says("0 of 100").says("€5.00").says("Backstage");
    crew.submit(&good).await.expect(422).says("There is a code of this name");
    let list = crew.get("/studio/codes").await.expect(200);
    let off = list.form("form[action^='/studio/codes/']").fill("active", "no");
    let list = goes_on(&crew, crew.submit(&off).await).await.says("Switched off");
    let on = list.form("form[action^='/studio/codes/']").fill("active", "yes");
    goes_on(&crew, crew.submit(&on).await).await.says("The code is good again");
    crew.post("/studio/codes/nothing", &[("active", "no")]).await.expect(404);
}

#[tokio::test]
async fn zones_are_made_of_countries_by_name() {
    let (club, _server) = served();
    let crew = club.db_crew_at_work("shop@example.org", Role::Shop).await;
    let form = crew.get("/studio/shipping/new").await.expect(200).says("Netherlands").form("form.measure");
    crew.submit(&form).await.expect(422).says("A name of at most").says("What does it cost?");
    let bad = form.clone().fill("name", "Home").fill("price", "4.999").fill("most_grams", "heavy");
    crew.submit(&bad).await.expect(422).says("A whole number");
    let good =
        form.clone().fill("name", "Home").fill("price", "4.90").fill("free_from", "60").fill("most_grams", "5000");
    let good = good.tick("country", "NL").tick("country", "BE").tick("country", "XX");
    let list =
        goes_on(&crew, crew.submit(&good).await).await.says("Belgium, Netherlands").says("€4.90").says("5,000 g");
    let href = list.attributes("a[href^='/studio/shipping/0']", "href").remove(0);
    let page = crew.get(&href).await.expect(200);
    assert_eq!(page.attributes("input[name=country][checked]", "value"), ["BE", "NL"]);
    crew.get("/studio/shipping/new").await.expect(200).says("Belgium Home");
    let world = form.fill("name", "World").fill("price", "0");
    goes_on(&crew, crew.submit(&world).await).await.says("everywhere else");
    let changed = page.form("form.measure").fill("price", "6");
    goes_on(&crew, crew.submit(&changed).await).await.says("€6.00");
    let gone = goes_on(&crew, crew.submit(&page.form("form[action$='/delete']")).await).await;
    assert!(!gone.words().contains("Belgium"));
    crew.get(&href).await.expect(404);
}
