//! What stands is changed, taken out of sight and taken away from the studio, and fans see it.

use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::orders::Buyer;

use crate::experiences::open_to_all;
use crate::shop::checkout::buys_a_shirt;
use crate::shop::pages::db_bought;
use crate::shop::{asset, sells, sends, shirt, terms};
use crate::site::{db_post, joins, served};
use crate::support::{Answer, Form, Visitor};
use crate::tickets::{db_event, floor};

/// Opens a page, fills one form of it and says what came.
async fn changes(crew: &Visitor, page: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
    let form = crew.get(page).await.expect(200).form(form);
    let filled = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
    crew.follow(crew.submit(&filled).await.expect(303)).await.expect(200)
}

/// The form with everything its fields say, and a choice of what it does.
async fn then(crew: &Visitor, form: &Form, act: &str) -> Answer {
    let mut fields: Vec<(&str, &str)> = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.retain(|(name, _)| *name != "then");
    fields.push(("then", act));
    crew.follow(crew.post(&form.action, &fields).await.expect(303)).await.expect(200)
}

#[actix_web::test]
async fn a_post_is_rewritten_and_taken_out_of_sight() {
    let (club, server) = served();
    let post = db_post(&club, "Low Water", "everyone").await;
    let (crew, fan) = (club.db_crew_at_work("ed@nova.test", Role::Editor).await, club.visitor());
    let path = format!("/studio/posts/{}", post.id);
    let form = crew.get(&path).await.expect(200).form("#post").fill("title", "High Water").fill("body", "All **new**.");
    then(&crew, &form, "save").await;
    let url = format!("/posts/{}", club.db_rows("SELECT slug FROM posts")[0][0]);
    let read = fan.follow(fan.get(&url).await).await.expect(200).says("High Water");
    assert_eq!(read.texts("strong"), ["new"]);
    changes(&crew, &path, "form[action$='/withdrawals']", &[]).await;
    fan.get(&url).await.expect(404);
    let preview = crew.post("/studio/previews", &[("title", "Try"), ("body", "_soft_ <script>x</script>")]).await;
    let preview = preview.expect(200);
    assert_eq!(preview.texts("em"), ["soft"]);
    assert!(!preview.text().contains("<script>x"), "{}", preview.text());
    joins(&club, "zoe@fans.test").await;
    let count =
        crew.post("/studio/counts", &[("audience", "other"), ("condition", "country in (FR)")]).await.expect(200);
    let count: serde_json::Value = serde_json::from_slice(&count.bytes).unwrap();
    assert!(count["reach"].as_str().is_some_and(|reach| reach.contains('0')), "{count}");
    let wrong =
        crew.post("/studio/counts", &[("audience", "other"), ("condition", "countri in (FR)")]).await.expect(200);
    let wrong: serde_json::Value = serde_json::from_slice(&wrong.bytes).unwrap();
    assert!(wrong["wrong"].as_str().is_some_and(|why| !why.is_empty()), "{wrong}");
    let line = "not tier in (gild) or country in (FR, QZ) and consents(news) or bought(shirt)";
    let slip = crew.post("/studio/counts", &[("audience", "other"), ("condition", line)]).await.expect(200);
    let slip: serde_json::Value = serde_json::from_slice(&slip.bytes).unwrap();
    let told = "There is no tier “gild”. “QZ” is not the code of a country. There is no product “shirt”.";
    assert!(slip["says"].as_str().is_some_and(|says| says.ends_with(told)), "{slip}");
    server.stops();
}

#[actix_web::test]
async fn an_evening_and_its_tickets_are_changed_and_taken_out_of_sight() {
    let (club, server) = served();
    let (event, types) = db_event(&club, "hamburg", 20, vec![floor()]).await;
    let (crew, fan) = (club.db_crew_at_work("ines@nova.test", Role::Owner).await, club.visitor());
    let path = format!("/studio/events/{}", event.id);
    changes(&crew, &path, &format!("form[action='{path}']"), &[("title", "High Water, live"), ("venue", "Mojo")]).await;
    let kind = format!("{path}/types/{}", types[0].id);
    changes(&crew, &kind, &format!("form[action='{kind}']"), &[("name", "Balcony"), ("price", "51")]).await;
    fan.get("/events/hamburg").await.expect(200).says("High Water, live").says("Mojo").says("Balcony").says("€51");
    changes(&crew, &path, "form[action$='/withdrawals']", &[]).await;
    fan.get("/events/hamburg").await.expect(404);
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_backstage_offer_and_its_date_are_changed() {
    let (club, server) = served();
    let (crew, now) = (club.db_crew_at_work("ines@nova.test", Role::Owner).await, Moment::now());
    let made = club.write(move |tx| stagedoor::experiences::create(tx, &open_to_all(), now)).await.unwrap();
    let path = format!("/studio/experiences/{}", made.id);
    let slot = [("at", "2031-06-05T16:30"), ("places", "8")];
    let page = changes(&crew, &path, "form[action$='/slots']", &slot).await.says("0 of 8");
    let date = page.attributes("a[href^='/studio/slots/']", "href").remove(0);
    changes(&crew, &date, &format!("form[action='{date}']"), &[("places", "3")]).await;
    changes(&crew, &path, &format!("form[action='{path}']"), &[("title", "Sound check with tea")]).await;
    crew.get(&path).await.expect(200).says("0 of 3").says("Sound check with tea");
    server.stops();
}

#[actix_web::test]
async fn a_product_is_renamed_moved_up_and_taken_out_of_the_shop() {
    let (club, server) = served();
    sells(&club, shirt(), terms(2_800, Some(200), Some(5))).await;
    let cup = stagedoor::shop::NewProduct { name: "Cup".to_owned(), ..shirt() };
    sells(&club, cup, terms(1_200, Some(300), Some(5))).await;
    let (crew, fan) = (club.db_crew_at_work("shop@nova.test", Role::Shop).await, club.visitor());
    let list = crew.get("/studio/products").await.expect(200);
    let before = fan.get("/shop").await.expect(200).texts("main h2, main h3");
    let last = list.attributes("form[action$='/moves']", "action").len() - 1;
    let up = list.attributes("form[action$='/moves']", "action").remove(last);
    crew.post(&up, &[("to", "up")]).await.expect(303);
    let after = fan.get("/shop").await.expect(200).texts("main h2, main h3");
    assert_ne!(before, after, "the order of the shop");
    let id = club.db_rows("SELECT id FROM products WHERE slug = 'cup'")[0][0].clone();
    let path = format!("/studio/products/{id}");
    changes(&crew, &path, "#product", &[("name", "Tin cup")]).await;
    fan.get("/shop").await.expect(200).says("Tin cup");
    changes(&crew, &path, "form[action$='/withdrawals']", &[]).await;
    assert!(!fan.get("/shop").await.expect(200).words().contains("Tin cup"));
    server.stops();
}

#[actix_web::test]
async fn a_tier_gets_another_name_and_a_picture_another_text_or_goes() {
    let (club, server) = served();
    let (crew, fan) = (club.db_crew_at_work("ines@nova.test", Role::Owner).await, club.visitor());
    let tier =
        [("name", "Circle"), ("summary", ""), ("perks", "Letters"), ("month", "6"), ("year", ""), ("places", "")];
    crew.post("/studio/tiers", &tier).await.expect(303);
    let id = club.db_rows("SELECT id FROM tiers WHERE name = 'Circle'")[0][0].clone();
    let path = format!("/studio/tiers/{id}");
    changes(&crew, &path, &format!("form[action='{path}']"), &[("name", "Inner circle")]).await;
    fan.get("/tiers").await.expect(200).says("Inner circle");
    let picture = asset(&club, "picture.png").await;
    let path = format!("/studio/media/{picture}");
    changes(&crew, &path, &format!("form[action='{path}']"), &[("alt", "A pier in the fog")]).await;
    assert_eq!(club.db_rows("SELECT alt FROM assets")[0][0], "A pier in the fog");
    changes(&crew, &path, "form[action$='/delete']", &[]).await;
    crew.get(&path).await.expect(404);
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn somebody_is_asked_to_the_crew_and_gets_another_part() {
    let (club, server) = served();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let asked = [("name", "Edda"), ("email", "edda@nova.test"), ("role", "editor")];
    changes(&owner, "/studio/crew", "form[action='/studio/crew']", &asked).await.says("Edda");
    assert!(club.mailbox.letter_to("edda@nova.test").subject.contains("asked to the crew"));
    let id = club.db_rows("SELECT id FROM crew_members WHERE email = 'edda@nova.test'")[0][0].clone();
    changes(&owner, "/studio/crew", &format!("form[action='/studio/crew/{id}']"), &[("role", "shop")]).await;
    assert_eq!(club.db_rows("SELECT role FROM crew_members WHERE email = 'edda@nova.test'")[0][0], "shop");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_parcel_is_packed_unpacked_and_sent_by_hand() {
    let (club, server) = served();
    sends(&club).await;
    let offered = sells(&club, shirt(), terms(2_800, Some(200), Some(5))).await;
    let guest = Buyer { member: None, email: "guest@fans.test".to_owned(), language: "en".to_owned() };
    db_bought(&club, guest, &offered, 1).await;
    club.leaves_work("shipments.tell_sent");
    let number = club.db_rows("SELECT CAST(number AS TEXT) FROM orders")[0][0].clone();
    let crew = club.db_crew_at_work("shop@nova.test", Role::Shop).await;
    let page = format!("/studio/packing/{number}");
    let pack = |page: &Answer| page.form("form[action$='/parcels']").fill("carrier", "GLS").fill("tracking", "Z9");
    then(&crew, &pack(&crew.get(&page).await.expect(200)), "pack").await;
    changes(&crew, &page, "form[action$='/delete']", &[]).await;
    assert!(club.db_rows("SELECT id FROM shipments").is_empty(), "unpacked");
    then(&crew, &pack(&crew.get(&page).await.expect(200)), "pack").await;
    changes(&crew, &page, "form[action$='/departures']", &[]).await;
    crew.get(&format!("/studio/orders/{number}")).await.expect(200).says("GLS Z9");
    server.stops();
}

#[actix_web::test]
async fn an_order_is_looked_at_again_and_its_goods_are_cancelled() {
    let (club, server) = served();
    sends(&club).await;
    sells(&club, shirt(), terms(2_800, Some(200), Some(5))).await;
    let fan = joins(&club, "zoe@fans.test").await;
    buys_a_shirt(&fan).await;
    ["payments.tell_buyer", "payments.send_refund"].iter().for_each(|name| club.leaves_work(name));
    let number = club.db_rows("SELECT CAST(number AS TEXT) FROM orders")[0][0].clone();
    let page = format!("/studio/orders/{number}");
    let crew = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let looked = changes(&crew, &page, "form[action$='/settlements']", &[]).await;
    looked.says("Checked with the provider. This is how it stands.");
    assert_eq!(club.db_rows("SELECT id FROM payments").len(), 1, "paid once, looked at twice");
    let form = crew.get(&page).await.expect(200).form("form[action$='/cancellations']");
    let line = club.db_rows("SELECT id FROM order_lines WHERE kind = 'merch'")[0][0].clone();
    let gone = crew.follow(crew.submit(&form.tick("line", &line)).await.expect(303)).await.expect(200);
    gone.says("Taken back. No money was moved.");
    assert!(!crew.get("/studio/packing").await.expect(200).words().contains("Ferry shirt"), "nothing to pack");
    server.stops();
}

#[actix_web::test]
async fn sessions_elsewhere_are_ended_from_the_account() {
    let (club, server) = served();
    let crew = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let other = club.visitor();
    let form = other.get("/studio/sign-in").await.expect(200).form("form[action='/studio/sign-in']");
    let asked = other.follow(other.submit(&form.fill("email", "ines@nova.test")).await).await.expect(200);
    let code = club.mailbox.letter_to("ines@nova.test").code();
    other.submit(&asked.form("form[action$='/code']").fill("code", &code)).await.expect(303);
    other.get("/studio").await.expect(200);
    let account = crew.get("/studio/account").await.expect(200);
    let ends = account.attributes("form[action*='/studio/account/sessions/']", "action");
    assert_eq!(ends.len(), 1, "the other browser, and not this one: {ends:?}");
    crew.post(&ends[0], &[]).await.expect(303);
    other.get("/studio").await.expect(303);
    crew.get("/studio").await.expect(200);

    let fan = joins(&club, "zoe@fans.test").await;
    let elsewhere = club.visitor();
    let form = elsewhere.get("/sign-in").await.expect(200).form("form[action='/sign-in']");
    let asked = elsewhere.follow(elsewhere.submit(&form.fill("email", "zoe@fans.test")).await).await.expect(200);
    let resend = asked.form("form[action$='/code/resend']");
    club.mailbox.letter_to("zoe@fans.test");
    let again = elsewhere.follow(elsewhere.submit(&resend).await).await.expect(200);
    let code = club.mailbox.letter_to("zoe@fans.test").code();
    elsewhere.submit(&again.form("form[action='/code']").fill("code", &code)).await.expect(303);
    elsewhere.get("/account").await.expect(200);
    let ending = fan.get("/account").await.expect(200).form("form[action$='/sessions/end-others']");
    fan.submit(&ending).await.expect(303);
    elsewhere.get("/account").await.expect(303);
    fan.get("/account").await.expect(200);
    club.rests();
    server.stops();
}
