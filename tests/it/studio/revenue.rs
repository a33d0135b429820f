//! Revenue by item and by day: of the club's own days, adding up, and the same in the file.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::orders::OrderId;
use stagedoor::payments::{GivingBack, Goods, Share};
use stagedoor::reports::revenue::{self, Flow, Stretch};

use crate::browser::{Browser, Screen, Scripts};
use crate::payments::carts::{MUG, SONG, order, shop};
use crate::payments::{EUR, Till, db_member};

fn at(text: &str) -> Moment {
    Moment::from_timestamp(text.parse().unwrap())
}

/// As if it had been paid then. Reaches around the front door.
fn db_paid_at(till: &Till, order: &OrderId, at: Moment) {
    till.db_rows(&format!("UPDATE orders SET paid_at = {} WHERE id = '{order}' RETURNING id, state", at.0));
    till.db_rows(&format!("UPDATE payments SET paid_at = {} WHERE order_id = '{order}' RETURNING id, order_id", at.0));
}

fn flow(taken: i64, given_back: i64) -> Flow {
    Flow { taken, given_back }
}

#[actix_web::test]
async fn money_falls_on_the_days_of_the_zone_also_when_the_clocks_change() {
    let till = shop().await;
    let mut bought = Vec::new();
    for name in ["zoe", "max", "ida"] {
        let member = db_member(&till, name);
        bought.push(till.buys(&member, order(&[(MUG, 2), (SONG, 1)])).await);
    }
    let lines = till.lines(&bought[0]).await;
    let back = |share, known| GivingBack { share, goods: Goods::Kept, known };
    till.gives_back(&bought[0], back(Share::Line(lines[0].id.clone()), 0)).await.unwrap();
    let sum = stagedoor::base::Money::new(200, EUR);
    till.gives_back(&bought[1], back(Share::Amount(sum), 0)).await.unwrap();
    // The night of 24 October, the evening after it, and half an hour past the next midnight; clocks went back between.
    for (order, paid_at) in bought.iter().zip(["2026-10-24T22:30:00Z", "2026-10-25T22:30:00Z", "2026-10-25T23:30:00Z"])
    {
        db_paid_at(&till, order, at(paid_at));
    }
    till.db_rows(&format!("UPDATE refunds SET settled_at = {} RETURNING id, state", at("2026-10-26T12:00:00Z").0));
    let stretch = Stretch {
        from: at("2026-10-19T22:00:00Z"),
        to: at("2026-10-31T23:00:00Z"),
        zone: TimeZone::get("Europe/Paris").unwrap(),
        currency: EUR,
        livemode: false,
    };
    let (days, items, rows) = till
        .club
        .read(move |conn| {
            let days = revenue::by_day(conn, &stretch)?;
            let items = revenue::by_item(conn, &stretch, &days)?;
            let rows = revenue::by_item_and_day(conn, &stretch, &days)?;
            Ok((days, items, rows))
        })
        .await
        .unwrap();
    assert_eq!(
        (days.len(), days[0].0.to_string(), days[11].0.to_string()),
        (12, "2026-10-20".into(), "2026-10-31".into())
    );
    let moved: Vec<_> = days.iter().filter(|(_, flow)| *flow != Flow::default()).collect();
    let expected = [("2026-10-25", flow(6_100, 0)), ("2026-10-26", flow(3_050, 2_600))];
    assert_eq!(
        moved.iter().map(|(day, flow)| (day.to_string(), *flow)).collect::<Vec<_>>(),
        expected.map(|(day, flow)| (day.to_owned(), flow))
    );

    let shown: Vec<_> = items.iter().map(|item| (item.name.as_str(), item.quantity, item.flow)).collect();
    let expected = [
        ("mug", 6, flow(7_200, 2_400)),
        ("France", 3, flow(1_500, 0)),
        ("song", 3, flow(450, 0)),
        ("", 0, flow(0, 200)),
    ];
    assert_eq!(shown, expected);
    let sum = |flows: &mut dyn Iterator<Item = Flow>| flows.fold(Flow::default(), Flow::plus);
    assert_eq!(sum(&mut rows.iter().map(|(_, item)| item.flow)), sum(&mut days.iter().map(|(_, flow)| *flow)));
    assert_eq!(rows.len(), 3 + 3 + 1);
}

#[actix_web::test]
async fn the_page_shows_it_and_the_file_says_the_same() {
    let till = shop().await;
    for name in ["club.send_mail", "payments.handle_event"] {
        till.leaves_work(name);
    }
    let server = till.club.serve();
    let manager = till.db_crew_at_work("manager@example.org", Role::Manager).await;
    manager.get("/studio/revenue").await.expect(200).says("Nothing was paid in this time");
    for nth in 0..24 {
        let member = db_member(&till, &format!("fan{nth}"));
        let bought = till.buys(&member, order(&[(MUG, 1 + nth % 4), (SONG, 1)])).await;
        if nth % 6 == 0 {
            let whole = GivingBack { share: Share::Whole, goods: Goods::Kept, known: 0 };
            till.gives_back(&bought, whole).await.unwrap();
        }
        db_paid_at(&till, &bought, Moment::now().plus_days(-(nth * nth % 40)));
    }
    let page = manager.get("/studio/revenue?span=90").await.expect(200).says("mug").says("Given back");
    assert_eq!(page.texts(".chart svg title").len(), 90);
    assert!(!page.words().contains("Beside items"), "whole orders were given back, line by line");
    let months = manager.get("/studio/revenue?span=year&currency=XXX").await.expect(200);
    assert_eq!(months.texts("details tbody tr").len(), 12);
    let file = manager.get(&page.attributes("a[href*='.csv']", "href").remove(0)).await.expect(200);
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let bytes = file.bytes.clone();
    let mut rows = csv::Reader::from_reader(bytes.as_slice());
    for row in rows.records() {
        let row = row.unwrap();
        for (column, name) in [(6, "taken"), (7, "given back")] {
            *sums.entry(name.to_owned()).or_default() += row[column].replace('.', "").parse::<i64>().unwrap();
        }
    }
    let paid = till.db_rows("SELECT CAST(sum(minor) AS TEXT), '' FROM payments")[0][0].clone();
    let back = till.db_rows("SELECT CAST(sum(minor) AS TEXT), '' FROM refunds")[0][0].clone();
    assert_eq!((sums["taken"].to_string(), sums["given back"].to_string()), (paid, back));
    till.club.db_crew_comes_in("shop@example.org", Role::Shop).await.get("/studio/revenue").await.expect(404);

    for (screen, name) in [(Screen::Phone, "phone"), (Screen::Desk, "desk")] {
        let browser = Browser::open(&till.club.config().base_url, screen, Scripts::On).await;
        browser.holds(&manager.cookies()).await;
        for span in ["30", "90", "year"] {
            browser.visits(&format!("/studio/revenue?span={span}")).await;
            browser.finds_no_fault().await;
            browser.keeps(&format!("revenue-{name}-{span}")).await;
        }
        browser.closes().await;
    }
    server.dies();
}
