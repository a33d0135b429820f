//! What is done in Stripe's dashboard, or by a bank, is known here as well.

use super::carts::{MUG, order, shop};
use super::{EUR, Till, db_member};
use stagedoor::base::Money;
use stagedoor::orders::OrderId;
use stagedoor::payments::{self, GivingBack, Goods, RefundError, Share};

fn intent_of(till: &Till) -> String {
    till.stripe.only("intent")["id"].as_str().unwrap().to_owned()
}

async fn bought(till: &Till) -> OrderId {
    let zoe = db_member(till, "zoe");
    till.buys(&zoe, order(&[(MUG, 2)])).await
}

#[actix_web::test]
async fn a_refund_by_hand_is_written_down_once() {
    let till = shop().await;
    let order = bought(&till).await;
    let events = till.stripe.refunds_by_hand(&intent_of(&till), 900);
    till.hear_all(&events).await;
    till.sweeps().await;
    assert_eq!(till.revenue().await, [(Money::new(2_900, EUR), Money::new(900, EUR))]);

    // Our own refunds are told by the same event and are not written a second time.
    let whole = GivingBack { share: Share::Whole, goods: Goods::Kept, known: 1 };
    till.gives_back(&order, whole).await.unwrap();
    let events = till.stripe.told("charge.refunded");
    till.hear_all(&events).await;
    assert_eq!(till.count("refunds"), 2);
    assert_eq!(till.revenue().await, [(Money::new(2_900, EUR), Money::new(2_900, EUR))]);
    let more = GivingBack { share: Share::Whole, goods: Goods::Kept, known: 2 };
    assert!(matches!(till.gives_back(&order, more).await, Err(RefundError::AlreadyRefunded)));
}

#[actix_web::test]
async fn a_dispute_asks_for_attention_until_it_is_closed() {
    let till = shop().await;
    let order = bought(&till).await;
    let intent = intent_of(&till);
    let troubles = async || till.club.read(payments::troubles).await.unwrap();
    till.hear_all(&till.stripe.disputes(&intent, "needs_response")).await;
    let open = troubles().await;
    assert_eq!(open.iter().map(|trouble| (trouble.about, &trouble.order)).collect::<Vec<_>>(), [("dispute", &order)]);
    till.later(till.now().plus_days(20));
    till.hear_all(&till.stripe.disputes(&intent, "lost")).await;
    assert!(troubles().await.is_empty());
    assert_eq!(till.count("disputes"), 1);
}
