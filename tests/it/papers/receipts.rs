//! Receipts and credit notes: numbers without gaps, sums in every currency, and only for those they are about.

use stagedoor::base::{Currency, Fault, Moment};
use stagedoor::catalog::KINDS;
use stagedoor::club::Club;
use stagedoor::crew::Role;
use stagedoor::journal::Actor;
use stagedoor::orders::{self, Buyer, NewOrder, Order, Origin, PastOrder, Takings, Terms, Wanted};
use stagedoor::papers;
use stagedoor::payments::{self, GivingBack, Goods, Share};
use stagedoor::tickets::{self, KIND, NewType};

use super::{keeps, pages, says};
use crate::payments::db_member;
use crate::support::TestClub;
use crate::tickets::{db_event, evening, floor};

/// A type of ticket that costs this much.
async fn db_priced(club: &Club, slug: &str, minor: i64, currency: Currency) -> String {
    let (slug, now) = (slug.to_owned(), Moment::now());
    club.write(move |tx| {
        let new = evening(5_000);
        let event = tickets::create(tx, &new, &slug, new.starts_at().unwrap(), now)?;
        let kind = tickets::add_type(tx, &event.id, &NewType { price: minor, ..floor() }, currency, now)?;
        tickets::publish(tx, &event, true, Actor::System, now)?;
        Ok::<_, Fault>(kind.0)
    })
    .await
    .unwrap()
}

/// An order that waits for its payment.
async fn db_order(club: &Club, item: &str, buyer: &str, language: &str) -> Order {
    let wanted =
        Wanted { kind: KIND, item: item.to_owned(), price: None, quantity: 1, details: "{}".into(), instead: false };
    let buyer = Buyer { member: None, email: format!("{buyer}@fans.test"), language: language.into() };
    let now = Moment::now();
    let terms = Terms { livemode: true, return_to: "/".into(), hold_until: now.plus_minutes(15) };
    club.write(move |tx| orders::place(tx, KINDS, &buyer, &NewOrder::of(wanted.clone()), &terms, now))
        .await
        .unwrap()
        .order
}

async fn paid(club: &Club, order: &Order) -> Order {
    let (order, now) = (order.clone(), Moment::now());
    club.write(move |tx| {
        orders::mark_paid(tx, &order, &Takings { gross: order.total(), tax: 0, at: now })?;
        Ok::<_, Fault>(orders::by_id(tx, &order.id)?.unwrap())
    })
    .await
    .unwrap()
}

fn numbers(club: &TestClub, query: &str) -> Vec<i64> {
    let mut found: Vec<i64> = club.db_rows(query).iter().map(|row| row[0].parse().unwrap()).collect();
    found.sort_unstable();
    found
}

#[actix_web::test]
async fn receipts_are_numbered_without_gaps_or_doubles() {
    let club = TestClub::open();
    let item = db_priced(&club, "hamburg", 4_400, Currency::EUR).await;
    let mut orders_made = Vec::new();
    for nth in 0..40 {
        orders_made.push(db_order(&club, &item, &format!("fan{nth}"), "en").await);
    }
    // All at once: each payment is told of twice, and every fourth transaction breaks after it took its number.
    let tellings = orders_made.iter().chain(&orders_made).enumerate().map(|(nth, order)| {
        let (order, now) = (order.clone(), Moment::now());
        club.write(move |tx| {
            orders::mark_paid(tx, &order, &Takings { gross: order.total(), tax: 0, at: now })?;
            if nth < 40 && nth % 4 == 3 { Err(Fault::broken("the light went out")) } else { Ok(()) }
        })
    });
    futures_util::future::join_all(tellings).await;
    let given = numbers(&club, "SELECT CAST(receipt_number AS TEXT), state FROM orders WHERE livemode");
    assert_eq!(given, (1..=40).collect::<Vec<i64>>());
}

#[actix_web::test]
async fn credit_notes_are_numbered_without_gaps_or_doubles() {
    let club = TestClub::open();
    for name in ["payments.send_refund", "payments.tell_buyer"] {
        club.leaves_work(name);
    }
    let zoe = db_member(&club, "zoe");
    let item = db_priced(&club, "hamburg", 4_400, Currency::EUR).await;
    let mut sold = Vec::new();
    for nth in 0..12 {
        let order = db_order(&club, &item, &format!("fan{nth}"), "en").await;
        let order = paid(&club, &order).await;
        let past = PastOrder {
            id: order.id.clone(),
            origin: Origin::Checkout,
            member: zoe.clone(),
            email: order.email.clone(),
            language: "en".into(),
            kind: KIND,
            item: String::new(),
            price: String::new(),
            name: String::new(),
            paid: order.total(),
            at: Moment::now(),
        };
        club.write(move |tx| payments::insert_past(tx, std::slice::from_ref(&past))).await.unwrap();
        sold.push(order);
    }
    // Everybody's refund is pressed twice at the same moment.
    let pressed = sold.iter().chain(&sold).map(|order| {
        let (id, now) = (order.id.clone(), Moment::now());
        let asked = GivingBack { share: Share::Whole, goods: Goods::Kept, known: 0 };
        club.write(move |tx| payments::refund(tx, KINDS, &id, &asked, &Actor::System, now))
    });
    futures_util::future::join_all(pressed).await;
    let given = numbers(&club, "SELECT CAST(credit_note_number AS TEXT), state FROM refunds");
    assert_eq!(given, (1..=12).collect::<Vec<i64>>());
}

#[actix_web::test]
async fn sums_are_right_in_every_currency_and_language() {
    let club = TestClub::open();
    let cases = [
        ("EUR", 4_400, "en", "€44.00"),
        ("EUR", 4_400, "fr", "44,00 €"),
        ("JPY", 5_000, "en", "¥5,000"),
        ("JPY", 5_000, "fr", "5 000 ¥"),
        ("KWD", 12_345, "fr", "12,345"),
        ("ISK", 9_900, "en", "9,900"),
        ("VND", 1_250_000, "fr", "1 250 000 ₫"),
    ];
    for (nth, (code, minor, language, written)) in cases.into_iter().enumerate() {
        let item = db_priced(&club, &format!("event-{nth}"), minor, code.parse().unwrap()).await;
        let order = paid(&club, &db_order(&club, &item, "zoe", language).await).await;
        let receipt = papers::read(&club, order).await.unwrap().unwrap();
        let drawn = pages(&papers::receipt(&club, &receipt).unwrap());
        says(&drawn[0], written);
        assert_eq!(drawn[0].matches(&super::squeezed(written)).count(), 2, "of the line and in total: {}", drawn[0]);
    }
}

#[actix_web::test]
async fn a_long_order_runs_on_to_further_pages() {
    let club = TestClub::open();
    let item = db_priced(&club, "hamburg", 4_400, Currency::EUR).await;
    let order = paid(&club, &db_order(&club, &item, "zoe", "en").await).await;
    let mut receipt = papers::read(&club, order).await.unwrap().unwrap();
    let line = receipt.lines.remove(0);
    receipt.lines = (1..=60)
        .map(|nth| orders::OrderLine {
            name: format!("Thing {nth} of a very long list with a name to match"),
            ..line.clone()
        })
        .collect();
    let drawn = pages(&papers::receipt(&club, &receipt).unwrap());
    assert!(drawn.len() >= 2, "{} pages", drawn.len());
    for nth in 1..=60 {
        says(&drawn.concat(), &format!("Thing {nth} of"));
    }
    says(&drawn[1], &format!("2 / {}", drawn.len()));
}

#[actix_web::test]
async fn buyers_and_crew_take_the_papers_of_an_order() {
    let club = TestClub::open_with("guest_checkout = true");
    db_event(&club, "hamburg", 30, vec![floor()]).await;
    let server = club.serve();
    let fan = club.fan_joins("noor@fans.test").await;
    let page = fan.get("/events/hamburg").await.expect(200);
    fan.follow(fan.submit(&page.form("form[action$='/events/hamburg/cart']").fill("quantity", "2")).await).await;
    let form = fan.get("/cart").await.expect(200).form("form[action$='/checkout']");
    let paying = fan.follow(fan.submit(&form).await).await.expect(200);
    let order = fan.follow(fan.submit(&paying.form("form").fill("card", "good")).await).await.expect(200).says("Paid.");
    club.rests();
    let number = club.db_rows("SELECT CAST(number AS TEXT), state FROM orders").remove(0).remove(0);

    let own = fan.get(&format!("/orders/{number}/receipt")).await.expect(200);
    let own = own.attributes("a[href$='/receipt.pdf']", "href").remove(0);
    let file = fan.get(&own).await.expect(200).bytes;
    keeps(&file, "paper-receipt");
    let drawn = pages(&file);
    says(&drawn[0], "€88.00");
    says(&drawn[0], "noor@fans.test");
    says(&drawn[0], "Test money: this is not a receipt.");
    says(&drawn[0], "-00001");
    let other = club.fan_joins("max@fans.test").await;
    other.get(&own).await.expect(404);
    club.visitor().get(&own).await.expect(303);

    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let sheet = owner.get(&format!("/studio/orders/{number}")).await.expect(200);
    let taken = sheet.attributes("a[href$='/receipt.pdf']", "href").remove(0);
    says(&pages(&owner.get(&taken).await.expect(200).bytes)[0], "€88.00");
    let form =
        sheet.form("form[action$='/refunds']").fill("share", "amount").fill("amount", "10").fill("goods", "keep");
    let sure = owner.submit(&form).await.expect(200);
    owner.follow(owner.submit(&sure.form("form[action$='/refunds']")).await).await.expect(200);
    club.rests();

    let order = fan.get(&order.path).await.expect(200);
    let note = order.attributes("a[href*='/credit-notes/']", "href").remove(0);
    let file = fan.get(&note).await.expect(200).bytes;
    keeps(&file, "paper-credit-note");
    let drawn = pages(&file);
    says(&drawn[0], "Credit note CN-");
    says(&drawn[0], "€10.00");
    says(&drawn[0], &format!("Part of order {number}"));
    other.get(&note).await.expect(404);
    fan.get(&note.replace("/1.pdf", "/2.pdf")).await.expect(404);
    let sheet = owner.get(&format!("/studio/orders/{number}")).await.expect(200);
    let note = sheet.attributes("a[href*='/credit-notes/']", "href").remove(0);
    says(&pages(&owner.get(&note).await.expect(200).bytes)[0], "€10.00");

    // A guest, by the link alone.
    let link = club.mailbox.letters().iter().flat_map(crate::support::Letter::links).find(|link| link.contains("/o/"));
    let link = link.unwrap();
    let path = &link[link.find("/o/").unwrap()..];
    let guest = club.visitor();
    says(&pages(&guest.get(&format!("{path}/receipt.pdf")).await.expect(200).bytes)[0], "€88.00");
    says(&pages(&guest.get(&format!("{path}/credit-notes/1.pdf")).await.expect(200).bytes)[0], "€10.00");
    guest.get(&format!("{path}0/receipt.pdf")).await.expect(404);
    guest.get(&format!("{path}0/credit-notes/1.pdf")).await.expect(404);
    server.stops();
}
