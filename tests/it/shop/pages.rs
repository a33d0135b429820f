//! The shop as fans and crew walk through it.

use stagedoor::base::Moment;
use stagedoor::catalog::KINDS;
use stagedoor::crew::Role;
use stagedoor::media;
use stagedoor::members;
use stagedoor::orders::{self, Buyer, OrderId, Restock, Takings, Terms};
use stagedoor::shop::{Assets, NewProduct, Offered};

use super::{asset, sells, sends, shirt, terms, wants};
use crate::site::{joins, served};
use crate::support::{TestClub, Visitor};

/// Ordered, paid and delivered, without a payment provider.
pub async fn db_bought(club: &TestClub, buyer: Buyer, offered: &Offered, quantity: i64) -> OrderId {
    let (new, now) = (wants(offered, 0, quantity), Moment::now());
    club.write(move |tx| {
        let terms = Terms { livemode: false, return_to: "/orders".to_owned(), hold_until: now.plus_minutes(15) };
        let placed = orders::place(tx, KINDS, &buyer, &new, &terms, now)
            .map_err(|error| stagedoor::base::Fault::broken(error.to_string()))?;
        orders::mark_paid(tx, &placed.order, &Takings { gross: placed.order.total(), tax: 0, at: now })?;
        let order = orders::by_id(tx, &placed.order.id)?.unwrap();
        for line in orders::undelivered_lines(tx, &order.id)? {
            orders::deliver(tx, KINDS, &order, &line.id, None, now)?;
        }
        Ok::<_, stagedoor::base::Fault>(order.id)
    })
    .await
    .unwrap()
}

async fn buyer(club: &TestClub, email: &str) -> Buyer {
    let folded = email.to_owned();
    let member = club.read(move |conn| members::by_email(conn, &folded)).await.unwrap();
    Buyer { member: member.map(|member| member.id), email: email.to_owned(), language: "en".to_owned() }
}

#[actix_web::test]
async fn from_the_shop_to_the_cart() {
    let (club, server) = served();
    sends(&club).await;
    let stranger = club.visitor();
    stranger.get("/shop").await.expect(200).says("Nothing is for sale at the moment.");
    assert!(!stranger.get("/tiers").await.expect(200).text().contains("href=\"/shop\""));
    let picture = asset(&club, "picture.png").await;
    let mut first = terms(2_800, Some(200), Some(3));
    first.terms.members_price = Some(2_400);
    let new = NewProduct { assets: Assets { pictures: vec![picture.clone()], files: vec![] }, ..shirt() };
    let offered = sells(&club, new, first).await;
    let only = NewProduct { name: "Poster".into(), condition: "tier in (circle)".into(), ..shirt() };
    sells(&club, only, terms(900, Some(90), None)).await;
    let secret =
        NewProduct { name: "Secret".into(), condition: "tag = crew".into(), hidden_from_others: true, ..shirt() };
    sells(&club, secret, terms(900, Some(90), None)).await;
    let sold_out = offered.variants[2].variant.id.clone();
    club.write(move |tx| stagedoor::shop::restock(tx, &sold_out, stagedoor::shop::Shelf::Left(0))).await.unwrap();

    // A page of everybody's is kept for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let grid = stranger.get("/shop").await.expect(200).says("Ferry shirt").says("Poster").says("€28");
    assert!(!grid.words().contains("Secret"));
    stranger.get(&media::address(&picture, "full.jpg")).await.expect(200);
    stranger.get("/shop/secret").await.expect(404);
    stranger.get("/shop/nothing").await.expect(404);
    let page = stranger.get("/shop/ferry-shirt").await.expect(200);
    let page = page.says("Size").says("Sold out").says("€24 for members").says("3 left").says("Heavy cotton");
    let sold_out = offered.variants[2].variant.id.as_str();
    assert_eq!(page.attributes("input[name=variant][disabled]", "value"), [sold_out]);
    let form = page.form("form.product__form");
    stranger.submit(&form.clone().fill("quantity", "4")).await.expect(422).says("3");
    stranger.submit(&form.clone().fill("variant", sold_out)).await.expect(422);
    stranger.submit(&form.clone().fill("variant", "other")).await.expect(422);
    let chosen = form.fill("variant", offered.variants[1].variant.id.as_str()).fill("quantity", "2");
    let put = stranger.submit(&chosen).await.expect(303);
    stranger.follow(put).await.expect(200).says("Ferry shirt, M").says("€56.00");
    // A lock in words, and no form.
    let locked = stranger.get("/shop/poster").await.expect(200);
    assert!(locked.texts("form.product__form").is_empty());

    let fan = joins(&club, "zoe@fans.test").await;
    let page = fan.get("/shop/ferry-shirt").await.expect(200).says("Your price as a member.");
    let put = fan.submit(&page.form("form.product__form")).await.expect(303);
    fan.follow(put).await.expect(200).says("€24.00");
    server.stops();
}

#[actix_web::test]
async fn a_file_is_for_its_buyer_while_the_purchase_stands() {
    let (club, server) = served();
    let song = asset(&club, "tone.mp3").await;
    let new = NewProduct {
        name: "EP".into(),
        option1: Default::default(),
        assets: Assets { pictures: vec![], files: vec![song.clone()] },
        ..shirt()
    };
    let offered = sells(&club, new, terms(700, None, None)).await;
    let (zoe, max, nobody) = (joins(&club, "zoe@fans.test").await, joins(&club, "max@fans.test").await, club.visitor());
    zoe.get("/downloads").await.expect(200).says("You have not bought any files yet.");
    let order = db_bought(&club, buyer(&club, "zoe@fans.test").await, &offered, 1).await;
    let list = zoe.get("/downloads").await.expect(200).says("EP");
    let path = list.attributes(".downloads .files a", "href").remove(0);
    let file = zoe.get(&path).await.expect(200);
    assert!(file.bytes == crate::media::sample_bytes("tone.mp3"));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
    max.get(&path).await.expect(404);
    let asked = nobody.get(&path).await.expect(303);
    assert!(asked.leads_to().unwrap().contains("/sign-in"));
    for visitor in [&zoe, &max, &nobody] {
        visitor.get(&media::address(&song, "original.mp3")).await.expect(404);
    }
    let other = path.rsplit_once('/').unwrap().0;
    zoe.get(&format!("{other}/{}", media::AssetId::new())).await.expect(404);

    // A guest has the link of the order, and nothing else.
    let guest = db_bought(&club, buyer(&club, "guest@fans.test").await, &offered, 1).await;
    let page = nobody.get(&orders::link(&club, &guest)).await.expect(200);
    let theirs = page.attributes("ul.ways a[href*='/downloads/']", "href").remove(0);
    nobody.get(&theirs).await.expect(200);
    // Joining with the same address brings it into the account.
    joins(&club, "guest@fans.test").await.get("/downloads").await.expect(200).says("EP");

    for order in [order, guest] {
        let line = club.read(move |conn| orders::lines_of(conn, &order)).await.unwrap().remove(0).id;
        let now = Moment::now();
        club.write(move |tx| orders::take_back(tx, KINDS, &line, Restock::Lost, now)).await.unwrap();
    }
    zoe.get(&path).await.expect(404);
    nobody.get(&theirs).await.expect(404);
    zoe.get("/downloads").await.expect(200).says("You have not bought any files yet.");
    server.stops();
}

async fn writes(crew: &Visitor, form: &crate::support::Form, status: u16, says: &str) {
    crew.submit(form).await.expect(status).says(says);
}

#[actix_web::test]
async fn a_product_is_made_priced_stocked_and_sent() {
    let (club, server) = served();
    sends(&club).await;
    club.leaves_work("shipments.tell_sent");
    let picture = asset(&club, "picture.png").await;
    let crew = club.db_crew_at_work("shop@nova.test", Role::Shop).await;
    crew.get("/studio/products").await.expect(200).says("Nothing is for sale yet");
    let blank = crew.get("/studio/products/new").await.expect(200).form("#product");
    let full = || blank.clone().fill("name", "Cup").fill("price", "12.00").fill("grams", "350").fill("stock", "4");
    writes(&crew, &full().fill("name", ""), 422, "Give it a name.").await;
    writes(&crew, &full().fill("price", "cheap"), 422, "Not saved yet.").await;
    writes(&crew, &full().fill("stock", "-1"), 422, "Write a whole number.").await;
    writes(&crew, &full().fill("option1", "Size"), 422, "A choice needs a name and its values").await;
    let many = (0..61).map(|nth| nth.to_string()).collect::<Vec<_>>().join(",");
    writes(&crew, &full().fill("option1", "Size").fill("values1", &many), 422, "60 are possible").await;
    let sizes = full().fill("option1", "Size").fill("values1", "small, large").tick("picture", picture.as_str());
    let made = crew.submit(&sizes).await.expect(303);
    let page = crew.follow(made).await.expect(200).says("Not in the shop");
    let id = page.form("#product").action.rsplit('/').next().unwrap().to_owned();
    club.visitor().get("/shop/cup").await.expect(404);
    let put = crew.post(&format!("/studio/products/{id}/publications"), &[]).await.expect(303);
    crew.follow(put).await.expect(200).says("It is in the shop.");
    club.visitor().get("/shop/cup").await.expect(200).says("€12");

    let path = format!("/studio/products/{id}");
    let stock = crew.get(&path).await.form(&format!("form[action='{path}/stock']"));
    let (by, left) = (stock.fields[0].0.clone(), stock.fields[1].0.clone());
    writes(&crew, &stock.clone().fill(&by, "-5"), 422, "fewer than none").await;
    writes(&crew, &stock.clone().fill(&left, "-5"), 422, "Write a whole number.").await;
    writes(&crew, &stock.clone().fill(&left, "2").fill(&by, "1"), 422, "not both").await;
    let changed = crew.submit(&stock.clone().fill(&by, "+3")).await.expect(303);
    crew.follow(changed).await.expect(200).says("small 7");
    let prices = crew.get(&path).await.form(&format!("form[action='{path}/variants']"));
    let members = prices.fields[1].0.clone();
    writes(&crew, &prices.clone().fill(&members, "12.00"), 422, "must be lower").await;
    crew.submit(&prices.fill(&members, "9.00")).await.expect(303);
    club.visitor().get("/shop/cup").await.expect(200).says("€9 for members");

    let currency = club.config().currency;
    let offered = club.read(move |c| stagedoor::shop::by_slug(c, "cup", currency)).await.unwrap().unwrap();
    let order = db_bought(&club, buyer(&club, "guest@fans.test").await, &offered, 3).await;
    let number = club.db_rows("SELECT CAST(number AS TEXT), id FROM orders")[0][0].clone();
    crew.get("/studio/packing").await.expect(200).says("3 × Cup, small").says("Zoé Lefèvre, France");
    let labels = crew.get("/studio/packing/labels.csv").await.expect(200).text();
    assert!(
        labels.contains("Zoé Lefèvre,12 rue des Lilas") && labels.contains("\"3 x Cup, small\"")
            || labels.contains("3 x Cup"),
        "{labels}"
    );
    crew.get(&format!("/studio/packing/{number}/slip")).await.expect(200).says("Cup, small");
    let one = crew.get(&format!("/studio/packing/{number}")).await.expect(200);
    let pack = one.form(&format!("form[action='/studio/packing/{number}/parcels']"));
    let quantity = pack.fields[0].0.clone();
    writes(&crew, &pack.clone().fill(&quantity, "9"), 422, "Some of it was packed").await;
    writes(&crew, &pack.clone().fill(&quantity, "-1"), 422, "Write a whole number.").await;
    let wrong = pack.clone().fill("url", "javascript:alert(1)");
    writes(&crew, &wrong, 422, "An address begins with https://.").await;
    let part = pack.fill(&quantity, "1").fill("carrier", "GLS").fill("tracking", "Z9").fill("then", "send");
    let sent = crew.submit(&part).await.expect(303);
    crew.follow(sent).await.expect(200).says("GLS Z9");
    let link = orders::link(&club, &order);
    club.visitor().get(&link).await.expect(200).says("Partly on its way").says("GLS Z9");
    let rest = [("order", number.as_str()), ("carrier", "DHL"), ("then", "send")];
    crew.post("/studio/packing/parcels", &rest).await.expect(303);
    crew.get("/studio/packing").await.expect(200).says("Nothing to pack");
    crew.get("/studio/packing?state=sent").await.expect(200).says("Sent");
    club.visitor().get(&link).await.expect(200).says("On its way");

    let editor = club.db_crew_at_work("ed@nova.test", Role::Editor).await;
    for path in ["/studio/products", "/studio/packing", "/studio/packing/labels.csv"] {
        editor.get(path).await.expect(404);
    }
    server.stops();
}

#[actix_web::test]
async fn yen_have_no_decimals_and_no_thousands_signs() {
    let (club, server) = crate::site::served_with("currency = \"JPY\"");
    let crew = club.db_crew_at_work("shop@nova.test", Role::Shop).await;
    let blank = crew.get("/studio/products/new").await.expect(200).form("#product").fill("name", "Cup");
    writes(&crew, &blank.clone().fill("price", "12.5"), 422, "Not saved yet.").await;
    writes(&crew, &blank.clone().fill("price", "12,345"), 422, "Not saved yet.").await;
    let made = crew.submit(&blank.fill("price", "1200")).await.expect(303);
    let page = crew.follow(made).await.expect(200);
    assert_eq!(page.attributes("input[name^='price-']", "value"), ["1200"]);
    server.stops();
}

#[actix_web::test]
async fn what_was_bought_stays_when_the_product_gets_other_files() {
    let (club, server) = served();
    let (first, second) = (asset(&club, "tone.mp3").await, asset(&club, "picture.png").await);
    let with = |files: Vec<media::AssetId>| NewProduct {
        name: "EP".into(),
        option1: Default::default(),
        assets: Assets { pictures: vec![], files },
        ..shirt()
    };
    let offered = sells(&club, with(vec![first.clone()]), terms(700, None, None)).await;
    let (zoe, max) = (joins(&club, "zoe@fans.test").await, joins(&club, "max@fans.test").await);
    db_bought(&club, buyer(&club, "zoe@fans.test").await, &offered, 1).await;
    let (id, other) = (offered.product.id.clone(), with(vec![second.clone()]));
    let currency = club.config().currency;
    club.write(move |tx| {
        stagedoor::shop::update(tx, &id, &other, currency, Moment::now())
            .map_err(|error| stagedoor::base::Fault::broken(error.to_string()))
    })
    .await
    .unwrap();
    db_bought(&club, buyer(&club, "max@fans.test").await, &offered, 1).await;
    let ways = async |fan: &Visitor| {
        let list = fan.get("/downloads").await.expect(200);
        let ways = list.attributes(".downloads .files a", "href");
        for way in &ways {
            fan.get(way).await.expect(200);
        }
        ways.iter().map(|way| way.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ways(&zoe).await, [first.to_string(), second.to_string()]);
    assert_eq!(ways(&max).await, [second.to_string()]);
    let held = club.write(move |tx| media::delete(tx, &first, Moment::now())).await;
    assert!(matches!(held, Err(media::DeleteError::Held)), "{held:?}");
    server.stops();
}
