//! From the packing list to the buyer.

use stagedoor::catalog::KINDS;
use stagedoor::orders::{self, OrderId, Restock, Stage, Whereabouts};
use stagedoor::shipments::{self, PackError, ShipmentId, Tracking};
use stagedoor::shop::NewProduct;

use super::{sells, shirt, terms, till, wants};
use crate::payments::{Till, db_member};

async fn pack(till: &Till, order: &OrderId, many: i64) -> Result<ShipmentId, PackError> {
    let (order, now) = (order.clone(), till.now());
    let line = till.lines(&order).await[0].id.clone();
    till.write(move |tx| shipments::pack(tx, &order, &[(line.clone(), many)], now)).await
}

async fn send(till: &Till, parcel: &ShipmentId, number: &str) -> bool {
    let (parcel, now) = (parcel.clone(), till.now());
    let tracking = Tracking { carrier: "GLS".to_owned(), number: number.to_owned(), url: String::new() };
    let sent = till.write(move |tx| shipments::send(tx, &parcel, &tracking, now)).await.unwrap();
    till.work().await;
    sent
}

async fn at(till: &Till, order: &OrderId) -> Whereabouts {
    let line = till.lines(order).await[0].clone();
    till.read(move |conn| KINDS.named(&line.kind)?.whereabouts(conn, &line)).await.unwrap()
}

#[actix_web::test]
async fn part_of_it_now_and_the_rest_later() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let offered = sells(&till, shirt(), terms(2_000, Some(200), Some(9))).await;
    let order = till.buys(&zoe, wants(&offered, 1, 3)).await;
    assert_eq!(at(&till, &order).await.stage, Stage::ToPack);
    assert!(matches!(pack(&till, &order, 0).await, Err(PackError::Nothing)));
    assert!(matches!(pack(&till, &order, 4).await, Err(PackError::NotOwed)));
    assert!(till.mailbox.letter_to("zoe@fans.test").subject.contains("Your order"));
    let first = pack(&till, &order, 1).await.unwrap();
    assert!(send(&till, &first, "Z1").await && !send(&till, &first, "Z2").await, "a parcel leaves once");
    let half = at(&till, &order).await;
    assert_eq!(half.stage, Stage::PartlySent);
    assert_eq!((half.ways[0].label.as_str(), half.ways[0].url.as_str()), ("GLS Z1", "https://gls-group.com/track/Z1"));
    let letter = till.mailbox.letter_to("zoe@fans.test");
    assert!(letter.subject.contains("Part of your order is on its way"), "{}", letter.subject);
    assert!(letter.text.contains("Ferry shirt, M: 1") && letter.text.contains("GLS Z1"), "{}", letter.text);
    assert!(letter.html.contains("https://gls-group.com/track/Z1") && letter.html.contains("12 rue des Lilas"));
    assert!(letter.html.contains("background:#11523c"), "the club's colour");

    let second = pack(&till, &order, 2).await.unwrap();
    assert_eq!(at(&till, &order).await.stage, Stage::PartlySent, "what left counts for more than what stands here");
    let unpacked = second.clone();
    assert!(till.write(move |tx| shipments::unpack(tx, &unpacked)).await.unwrap());
    let second = pack(&till, &order, 2).await.unwrap();
    assert!(send(&till, &second, "Z3").await);
    assert_eq!(at(&till, &order).await.stage, Stage::Sent);
    assert_eq!(till.read(shipments::count_waiting).await.unwrap(), 0);
    assert!(till.mailbox.letter_to("zoe@fans.test").subject.contains("Your parcel is on its way"));
}

#[actix_web::test]
async fn what_was_taken_back_is_packed_no_more() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let offered = sells(&till, shirt(), terms(2_000, Some(200), Some(9))).await;
    let order = till.buys(&zoe, wants(&offered, 0, 3)).await;
    let sent = pack(&till, &order, 1).await.unwrap();
    assert!(send(&till, &sent, "Z1").await);
    pack(&till, &order, 1).await.unwrap();
    assert_eq!(till.read(shipments::count_waiting).await.unwrap(), 1);
    let (line, now) = (till.lines(&order).await[0].id.clone(), till.now());
    assert!(till.write(move |tx| orders::take_back(tx, KINDS, &line, Restock::BackOnShelf, now)).await.unwrap());
    assert!(matches!(pack(&till, &order, 1).await, Err(PackError::NotOwed)));
    assert_eq!(till.read(shipments::count_waiting).await.unwrap(), 0);
    let parcels = till.read(move |conn| shipments::of_order(conn, &order)).await.unwrap();
    assert_eq!(parcels.len(), 1, "the parcel that left stays, the one that stood here is gone");
}

#[actix_web::test]
async fn two_packers_never_pack_the_same_thing() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let offered = sells(&till, shirt(), terms(2_000, Some(200), None)).await;
    let order = till.buys(&zoe, wants(&offered, 0, 5)).await;
    let outcomes = futures_util::future::join_all((0..12).map(|_| pack(&till, &order, 1))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
}

#[actix_web::test]
async fn files_alone_need_no_parcel() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let file = super::asset(&till, "tone.mp3").await;
    let new = NewProduct {
        option1: Default::default(),
        assets: stagedoor::shop::Assets { pictures: Vec::new(), files: vec![file] },
        ..shirt()
    };
    let offered = sells(&till, new, terms(700, None, None)).await;
    let order = till.buys(&zoe, wants(&offered, 0, 1)).await;
    let found = at(&till, &order).await;
    assert_eq!((found.stage, found.ways.len()), (Stage::Ready, 1));
    assert_eq!(till.read(shipments::count_waiting).await.unwrap(), 0);
}
