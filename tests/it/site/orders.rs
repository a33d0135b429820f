//! An order's own page, which tells the truth at every moment.

use stagedoor::catalog::KINDS;
use stagedoor::journal::Actor;
use stagedoor::orders::{self, OrderId, Restock};
use stagedoor::payments::{self, GivingBack, Goods, Share};
use stagedoor::shipments::{self, Tracking};
use stagedoor::tickets;
use stagedoor::tickets::sale::Details;

use crate::payments::{Till, db_member, session_of};
use crate::shop::{sells, shirt, terms, till, wants};
use crate::support::{TestClub, Visitor};
use crate::tickets::{db_buys, db_event, floor, guest, wanted};

/// What a line's page says of it.
async fn says(visitor: &Visitor, club: &TestClub, order: &OrderId) -> String {
    visitor.get(&orders::link(club, order)).await.expect(200).texts(".orders .note").join("; ")
}

async fn takes_back(till: &Till, order: &OrderId) {
    let (id, now) = (order.clone(), till.now());
    let asked = GivingBack { share: Share::Whole, goods: Goods::TakenBack(Restock::BackOnShelf), known: 0 };
    let given = till.club.write_durably(move |tx| payments::refund(tx, KINDS, &id, &asked, &Actor::System, now)).await;
    given.unwrap();
}

#[actix_web::test]
async fn from_the_hold_to_the_parcel_and_back() {
    let till = till().await;
    for name in [
        "club.send_mail",
        "payments.handle_event",
        "payments.tell_buyer",
        "payments.send_refund",
        "shipments.tell_sent",
    ] {
        till.club.leaves_work(name);
    }
    let zoe = db_member(&till, "zoe");
    let offered = sells(&till, shirt(), terms(2_000, Some(200), Some(9))).await;
    let checkout = till.orders(till.buyer(&zoe), wants(&offered, 0, 2)).await.unwrap();
    let order = checkout.order.clone();
    let server = till.club.serve();
    let fan = till.club.visitor();
    let page = async || fan.follow(fan.get(&orders::link(&till.club, &order)).await).await.expect(200);
    page().await.says("Not paid yet. Held for you until");
    assert_eq!(says(&fan, &till.club, &order).await, "", "nothing is said of lines that nobody paid");
    till.stripe.pay(session_of(&checkout));
    page().await.says("Paid. A mail went to");
    assert_eq!(says(&fan, &till.club, &order).await, "Waits to be packed");
    let (id, now) = (order.clone(), till.now());
    let parcel = till.club.write(move |tx| shipments::pack_all(tx, &id, now)).await.unwrap();
    assert_eq!(says(&fan, &till.club, &order).await, "Packed, and leaves soon");
    till.club.write(move |tx| shipments::send(tx, &parcel, &Tracking::default(), now)).await.unwrap();
    assert_eq!(says(&fan, &till.club, &order).await, "On its way");
    takes_back(&till, &order).await;
    page().await.says("The money goes back to you.");
    assert_eq!(says(&fan, &till.club, &order).await, "Taken back; its money goes back");
    server.stops();
}

#[actix_web::test]
async fn tickets_that_open_nothing_are_not_called_somebodys() {
    let club = TestClub::open();
    club.leaves_work("tickets.tell_voided");
    let (event, types) = db_event(&club, "hamburg", 20, vec![floor()]).await;
    let bought = db_buys(&club, guest("noor"), wanted(&types[0], 2, &Details::default())).await;
    let server = club.serve();
    let fan = club.visitor();
    let line = bought[0].order_line_id.clone();
    let order = club.read(move |conn| orders::order_of_line(conn, &line)).await.unwrap().unwrap();
    assert_eq!(says(&fan, &club, &order).await, "Yours");
    let now = stagedoor::base::Moment::now();
    for (ticket, said) in [(&bought[0], "Part of it is yours"), (&bought[1], "Made void: it opens nothing")] {
        let voided = ticket.clone();
        club.write(move |tx| tickets::void(tx, &voided, Restock::BackOnShelf, Actor::System, now)).await.unwrap();
        let told = says(&fan, &club, &order).await;
        assert!(told.starts_with(said), "{told}");
    }
    let page = fan.get(&orders::link(&club, &order)).await.expect(200);
    assert!(page.attributes("a[href*='/tickets']", "href").is_empty(), "no way to what opens nothing");

    let off = db_buys(&club, guest("ada"), wanted(&types[0], 1, &Details::default())).await;
    let line = off[0].order_line_id.clone();
    let order = club.read(move |conn| orders::order_of_line(conn, &line)).await.unwrap().unwrap();
    assert_eq!(says(&fan, &club, &order).await, "Yours");
    club.write(move |tx| tickets::cancel(tx, &event, Actor::System, now)).await.unwrap();
    assert_eq!(says(&fan, &club, &order).await, "It does not take place; its money goes back");
    server.stops();
}
