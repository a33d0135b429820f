//! A shirt, a ticket and a place backstage in one cart, with one payment; packed, one line given back, and let in at two
//! gates while the network is cut: as people do it.

use stagedoor::base::{Currency, Fault, Moment};
use stagedoor::crew::Role;
use stagedoor::experiences::{self, NewSlot};
use stagedoor::tickets::{self, EventId, code};

use super::{Browser, Screen, Scripts};
use crate::experiences::soundcheck;
use crate::shop::{sells, sends, shirt, terms};
use crate::support::{TestClub, Visitor};
use crate::tickets::door::{opens_gate, verdict};
use crate::tickets::{db_event, floor};

const TEST_MONEY: &str = "button[name=card][value=good]";

/// What is on sale: addresses of the three pages, and the evening.
struct OnSale {
    shirt: String,
    evening: String,
    event: EventId,
    backstage: String,
}

async fn db_furnish(club: &TestClub) -> OnSale {
    sends(club).await;
    let product = sells(club, shirt(), terms(3_500, Some(250), Some(5))).await;
    let (event, _) = db_event(club, "paradiso", 100, vec![floor()]).await;
    let now = Moment::now();
    let experience = club
        .write(move |tx| {
            let made = experiences::create(tx, &soundcheck(), now)?;
            experiences::set_price(tx, &made.id, Currency::EUR, Some(4_000), now)?;
            let new = NewSlot { wall_clock: "2031-12-12T17:00".parse().expect("a time"), minutes: 60, places: 6 };
            experiences::add_slot(tx, &made, &new, now)?.expect("a slot");
            experiences::publish(tx, &made.id, now)?;
            Ok::<_, Fault>(made)
        })
        .await
        .unwrap();
    OnSale {
        shirt: format!("/shop/{}", product.product.slug),
        evening: format!("/events/{}", event.slug),
        event: event.id,
        backstage: format!("/experiences/{}", experience.slug),
    }
}

/// A browser, and what its pictures are called.
struct Walk {
    browser: Browser,
    shots: &'static str,
}

impl Walk {
    async fn begins(club: &TestClub, who: &Visitor, screen: Screen, shots: &'static str) -> Walk {
        let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
        browser.holds(&who.cookies()).await;
        Walk { browser, shots }
    }

    async fn looks(&self, place: &str) {
        self.browser.finds_no_fault().await;
        self.browser.keeps(&format!("{}-{place}", self.shots)).await;
    }

    /// Fills the cart with one of each and pays. Gives the address of the order.
    async fn buys_one_of_each(&self, sale: &OnSale) -> String {
        let fan = &self.browser;
        fan.visits(&sale.shirt).await;
        self.looks("1-shirt").await;
        fan.presses(".form1:nth-of-type(2)").await;
        fan.presses(".product__do .btn").await;
        fan.shows(".cart .line").await;

        fan.visits(&sale.evening).await;
        self.looks("2-evening").await;
        fan.presses(".tickets__one form .btn").await;
        fan.shows(".cart .line:nth-of-type(2)").await;

        fan.visits(&sale.backstage).await;
        self.looks("3-backstage").await;
        fan.presses("input[name=slot]").await;
        fan.writes("#name", "Zoe Ferry").await;
        fan.writes("#answer1", "No").await;
        fan.fills_date("#born", "1990-05-30").await;
        fan.presses("input[name=agreed]").await;
        fan.presses(".btn--wide").await;
        fan.shows(".cart .line:nth-of-type(3)").await;
        fan.chooses("#country", "FR").await;
        fan.presses(".cart__sum .btn--quiet").await;
        fan.waits_until("return document.querySelector('.cart__sum').textContent.includes('World')").await;
        self.looks("4-cart").await;

        fan.presses("a.btn--wide").await;
        fan.writes("#name", "Zoe Ferry").await;
        fan.writes("#line1", "12 quai de la Loire").await;
        fan.writes("#postcode", "75019").await;
        fan.writes("#city", "Paris").await;
        self.looks("5-checkout").await;
        fan.presses(".cart__sum .btn--wide").await;
        fan.presses(TEST_MONEY).await;
        fan.shows(".orders").await;
        fan.waits_until("return document.querySelectorAll('.orders .ways a').length >= 2").await;
        self.looks("6-order").await;
        fan.is_at().await
    }

    /// Puts the shirt into a parcel and sends it.
    async fn packs(&self) {
        let crew = &self.browser;
        crew.visits("/studio/packing").await;
        self.looks("7-packing").await;
        crew.presses("tbody th a").await;
        crew.writes("#tracking", "FR123456789").await;
        crew.presses("button[value=send]").await;
        crew.shows(".state--ok").await;
        self.looks("8-sent").await;
    }

    /// Gives the place backstage back, and nothing else.
    async fn refunds_the_place(&self) {
        let crew = &self.browser;
        crew.visits("/studio/orders").await;
        crew.presses("tbody th a").await;
        let line = "[...document.querySelectorAll('input[name=share]')].find(i => i.parentNode.textContent.includes('Soundcheck'))";
        crew.runs(&format!("{line}.click()")).await;
        crew.presses("form[action$='/refunds'] button").await;
        crew.shows("input[name=sure]").await;
        self.looks("9-refund").await;
        crew.presses(".btn--stop").await;
        crew.waits_until("return !document.querySelector('input[name=sure]')").await;
    }
}

#[actix_web::test]
async fn one_cart_of_all_kinds_is_packed_given_back_in_part_and_let_in() {
    let club = TestClub::open();
    let sale = db_furnish(&club).await;
    let server = club.serve();
    let fan = Walk::begins(&club, &club.fan_joins("zoe@fans.test").await, Screen::Phone, "selling-phone").await;
    let order = fan.buys_one_of_each(&sale).await;
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let crew = Walk::begins(&club, &owner, Screen::Phone, "selling-studio").await;
    crew.packs().await;
    crew.refunds_the_place().await;
    club.rests();

    // The fan sees the truth of each line, and has the ticket.
    fan.browser.visits(&order).await;
    let words = fan.browser.words().await;
    assert!(words.contains("On its way") && words.contains("−€40.00"), "{words}");
    fan.looks("10-after").await;
    let mut letters = std::iter::repeat_with(|| club.mailbox.letter_to("zoe@fans.test"));
    let refund = letters.find(|letter| letter.text.contains("go back to you")).expect("mails without end");
    assert!(refund.text.contains("€40.00"), "{}", refund.text);
    assert_eq!(club.db_rows("SELECT state, name FROM experience_bookings"), [["given_up", "Zoe Ferry"]]);

    // Two gates, both without a network, and a ticket shown at each of them.
    let event = sale.event.clone();
    let ticket = club.read(move |conn| tickets::of_event(conn, &event, "", 10)).await.unwrap().remove(0);
    let shown = code::of(&club, &ticket).unwrap();
    let (a, b) = (opens_gate(&club, &sale.event, "Left").await, opens_gate(&club, &sale.event, "Right").await);
    a.cuts_the_network(true).await;
    b.cuts_the_network(true).await;
    assert_eq!(verdict(&a, &shown).await.0, "Come in");
    assert_eq!(verdict(&b, &shown).await.0, "Come in");
    for gate in [&a, &b] {
        gate.cuts_the_network(false).await;
        gate.runs("dispatchEvent(new Event('online'))").await;
        gate.waits_until("return !document.getElementById('sync').textContent.includes('to be told')").await;
    }
    b.waits_until("return !document.getElementById('doubles').hidden").await;
    b.keeps("selling-phone-11-double").await;
    let event = sale.event.clone();
    assert_eq!(club.read(move |conn| tickets::count(conn, &event)).await.unwrap().inside, 1);
    fan.browser.visits("/card").await;
    assert!(fan.browser.words().await.contains("Concerts"), "the card counts the evening");
    fan.looks("12-card").await;
    for browser in [fan.browser, crew.browser, a, b] {
        browser.closes().await;
    }
    club.rests();
    server.stops();
}
