//! What members do is told to their standing in the same breath: conditions know of it at once.

use stagedoor::base::Moment;
use stagedoor::base::condition::Condition;
use stagedoor::catalog::KINDS;
use stagedoor::journal::Actor;
use stagedoor::orders::{self, Buyer, Restock};
use stagedoor::{members, segments, tickets};

use crate::shop::{sells, shirt, terms};
use crate::site::{joins, served};
use crate::support::{TestClub, Visitor};
use crate::tickets::{db_buys, db_event, floor, wanted};

async fn count(club: &TestClub, line: &str) -> i64 {
    let condition = Condition::parse(line).unwrap();
    club.read(move |conn| segments::count(conn, &condition, Moment::now())).await.unwrap()
}

/// Buys what is in the cart.
async fn pays(fan: &Visitor) {
    let cart = fan.get("/cart").await.expect(200);
    let paying = fan.submit(&cart.form("form[action$='/checkout']")).await.expect(303);
    let paying = fan.follow(paying).await.expect(200);
    let order = fan.submit(&paying.form("form[action*='/payments']").fill("card", "good")).await.expect(303);
    fan.follow(order).await.expect(200);
}

#[actix_web::test]
async fn a_ticket_bought_by_the_pages_counts_at_once_and_no_more_when_it_is_void() {
    let (club, server) = served();
    db_event(&club, "hamburg", 30, vec![floor()]).await;
    let fan = joins(&club, "noor@example.org").await;
    joins(&club, "zoe@example.org").await;
    let page = fan.get("/events/hamburg").await.expect(200);
    let put = fan.submit(&page.form("form[action='/events/hamburg/cart']")).await.expect(303);
    fan.follow(put).await.expect(200);
    assert_eq!(count(&club, "has_ticket(hamburg) or spend > 0 EUR").await, 0, "a cart is no ticket");
    pays(&fan).await;
    assert_eq!(count(&club, "has_ticket(hamburg)").await, 1);
    assert_eq!(count(&club, "not has_ticket(hamburg) and spend < 1 EUR").await, 1);
    assert_eq!(count(&club, "spend = 44 EUR and state = free and source = web").await, 1);
    fills_again(&club);
    club.leaves_work("tickets.tell_voided");
    club.write(|tx| {
        let member = members::by_email(tx, "noor@example.org")?.unwrap();
        let ticket = tickets::of_member(tx, &member.id)?.remove(0).ticket;
        tickets::void(tx, &ticket, Restock::BackOnShelf, Actor::System, Moment::now())
    })
    .await
    .unwrap();
    assert_eq!(count(&club, "has_ticket(hamburg)").await, 0);
    for name in ["payments.tell_buyer", "tickets.send"] {
        club.leaves_work(name);
    }
    server.stops();
}

#[actix_web::test]
async fn what_a_guest_bought_counts_once_they_join() {
    let (club, server) = served();
    let (_, types) = db_event(&club, "hamburg", 30, vec![floor()]).await;
    let guest = Buyer { member: None, email: "noor@example.org".into(), language: "en".into() };
    db_buys(&club, guest, wanted(&types[0], 1, &Default::default())).await;
    assert_eq!(count(&club, "has_ticket(hamburg)").await, 0);
    // The ticket itself comes before the code.
    club.mailbox.letter_to("noor@example.org");
    joins(&club, "noor@example.org").await;
    assert_eq!(count(&club, "has_ticket(hamburg)").await, 1);
    server.stops();
}

#[actix_web::test]
async fn a_product_counts_while_the_purchase_stands() {
    let (club, server) = served();
    crate::shop::sends(&club).await;
    let offered = sells(&club, shirt(), terms(2_800, None, None)).await;
    joins(&club, "noor@example.org").await;
    let member = club.read(|conn| members::by_email(conn, "noor@example.org")).await.unwrap().unwrap();
    let buyer = Buyer { member: Some(member.id), email: "noor@example.org".into(), language: "en".into() };
    let order = crate::shop::pages::db_bought(&club, buyer, &offered, 1).await;
    assert_eq!(count(&club, "bought(ferry-shirt)").await, 1);
    assert_eq!(count(&club, "bought(ferry)").await, 0);
    fills_again(&club);
    club.write(move |tx| {
        for line in orders::lines_of(tx, &order)? {
            orders::take_back(tx, KINDS, &line.id, Restock::BackOnShelf, Moment::now())?;
        }
        Ok::<_, stagedoor::base::Fault>(())
    })
    .await
    .unwrap();
    assert_eq!(count(&club, "bought(ferry-shirt)").await, 0);
    server.stops();
}

/// The migration that brought these facts finds, from the rooms' own tables, what the rooms have told.
fn fills_again(club: &TestClub) {
    const TOLD: &str = "SELECT member_id, source, holds, tickets, bought, CAST(spend AS TEXT), spend_currency
                        FROM standings ORDER BY member_id";
    let told = club.db_rows(TOLD);
    let kind = if club.database().url().is_postgres() { "postgres" } else { "sqlite" };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind);
    let up = std::fs::read_to_string(folder.join("2026-11-27-000900_the_member_file/up.sql")).unwrap();
    club.db_rows(
        "UPDATE standings SET source = '', holds = 'free', tickets = '', bought = '', spend = 0, spend_currency = ''
         RETURNING member_id",
    );
    let plain: String = up.lines().filter(|line| !line.starts_with("--")).map(|line| format!("{line}\n")).collect();
    let fills: Vec<&str> = plain.split(';').filter(|part| part.trim_start().starts_with("UPDATE")).collect();
    assert_eq!(fills.len(), 5);
    for fill in fills {
        club.db_rows(&format!("{fill} RETURNING standings.member_id"));
    }
    assert_eq!(club.db_rows(TOLD), told);
}
