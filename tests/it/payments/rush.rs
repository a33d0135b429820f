//! Everybody at once, over HTTP: what there is is sold to the last one and never twice, and whatever was held and not
//! paid for comes back and can be bought.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use stagedoor::base::{EmailAddress, Fault, Moment};
use stagedoor::catalog::KINDS;
use stagedoor::club::Club;
use stagedoor::experiences::NewExperience;
use stagedoor::members::{self, Joining};
use stagedoor::orders::capacities;
use stagedoor::payments;
use stagedoor::plumbing::db::Tx;
use stagedoor::sessions::{self, Audience};
use stagedoor::tickets::{HALL, NewType};
use stagedoor::{experiences, shop, tickets};

use crate::experiences::soundcheck;
use crate::shop::{sells, sends, shirt, terms};
use crate::site::experiences::db_experience;
use crate::stripe::{Mood, Stripe};
use crate::support::{Answer, Server, TestClub, Visitor};
use crate::tickets::{db_event, floor};

/// How many are pressing buttons at the same moment.
const AT_ONCE: usize = 64;

/// Something to be had, as the forms of its page say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Thing {
    /// Where its form goes.
    path: String,
    fields: Vec<(&'static str, String)>,
    /// As its row of capacities is called.
    kind: &'static str,
    item: String,
}

/// What somebody does at the payment page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    PaysAndReturns,
    /// Only the webhook tells.
    PaysAndIsGone,
    GivesUp,
    WalksAway,
}

impl Habit {
    fn of(nth: usize) -> Habit {
        match nth % 10 {
            0..5 => Habit::PaysAndReturns,
            5 | 6 => Habit::PaysAndIsGone,
            7 => Habit::GivesUp,
            _ => Habit::WalksAway,
        }
    }
}

/// How it ended for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Paid,
    LetGo,
    SoldOut,
    /// Stripe did not answer.
    Silent,
}

/// A member in a browser of their own.
struct Fan {
    visitor: Visitor,
    csrf: String,
}

impl Fan {
    async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> = [("csrf", self.csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.visitor.post(path, &fields).await
    }

    /// False when its page says that there is none left.
    async fn puts_into_cart(&self, thing: &Thing) -> bool {
        let fields: Vec<_> = thing.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match self.posts(&thing.path, &fields).await {
            answer if answer.status == 422 => false,
            answer => answer.expect(303).leads_to().as_deref() == Some("/cart"),
        }
    }

    /// Presses "pay": the payment page, or why there is none.
    async fn checks_out(&self) -> Result<String, End> {
        let address = [("name", "Zoé"), ("line1", "12 rue des Lilas"), ("city", "Paris"), ("country", "FR")];
        let mut answer = self.posts("/checkout", &address).await;
        if answer.status == 422 {
            // What sending costs there is shown before it is paid.
            answer = self.posts("/checkout", &address).await;
        }
        if answer.status == 503 {
            return Err(End::Silent);
        }
        match answer.clone().expect(303).leads_to() {
            Some(path) if path.starts_with("/c/") => Ok(path),
            Some(path) if path == "/cart" => Err(End::SoldOut),
            _ => panic!("neither paying nor sold out: {answer:?}"),
        }
    }
}

/// A club before the rush, and those who come.
struct Rush {
    club: TestClub,
    stripe: Stripe,
    payer: Visitor,
    fans: Vec<Fan>,
    server: Server,
}

impl Rush {
    async fn open(fans: usize) -> Rush {
        let stripe = Stripe::open(Moment::now());
        let club = TestClub::open_with(&stripe.settings());
        for name in
            ["payments.handle_event", "payments.tell_buyer", "club.send_mail", "payments.send_refund", "tickets.send"]
        {
            club.leaves_work(name);
        }
        stripe.tells(&club.url("/hooks/stripe"));
        sends(&club).await;
        let server = club.serve();
        let fans = db_fans(&club, fans).await;
        Rush { payer: stripe.payer(), club, stripe, fans, server }
    }

    async fn buys(&self, fan: &Fan, things: &[Thing], habit: Habit) -> End {
        for thing in things {
            if !fan.puts_into_cart(thing).await {
                return End::SoldOut;
            }
        }
        self.pays(fan, habit).await
    }

    async fn pays(&self, fan: &Fan, habit: Habit) -> End {
        let page = match fan.checks_out().await {
            Ok(page) => page,
            Err(end) => return end,
        };
        match habit {
            Habit::WalksAway => End::LetGo,
            Habit::GivesUp => {
                let cart = fan.visitor.get("/cart").await.expect(200);
                let ends = cart.form("form[action$='/end']");
                fan.visitor.submit(&ends).await.expect(303);
                End::LetGo
            }
            Habit::PaysAndIsGone | Habit::PaysAndReturns => {
                let back = self.payer.beside().post(&page, &[]).await.expect(303).leads_to().unwrap();
                if habit == Habit::PaysAndReturns {
                    // What settled shows itself on a page of its own.
                    fan.visitor.follow(fan.visitor.get(&back).await).await.expect(200);
                }
                End::Paid
            }
        }
    }

    /// Lets them come, so many at a time; says how it ended for each, in their order.
    async fn all<'a>(
        &self,
        of: impl Iterator<Item = (usize, &'a Fan)>,
        does: impl AsyncFn(usize, &'a Fan) -> End,
    ) -> Vec<End> {
        let began = Instant::now();
        let tries = of.map(|(nth, fan)| does(nth, fan));
        let ends: Vec<End> = stream::iter(tries).buffered(AT_ONCE).collect().await;
        let mut counted: BTreeMap<End, usize> = BTreeMap::new();
        for end in &ends {
            *counted.entry(*end).or_default() += 1;
        }
        println!("{} buyers in {:.1} s: {counted:?}", ends.len(), began.elapsed().as_secs_f64());
        ends
    }

    fn count(&self, what: &str) -> usize {
        self.club.db_rows(&format!("SELECT CAST(count(*) AS TEXT) FROM {what}"))[0][0].parse().unwrap()
    }

    /// Every webhook was heard: so many payments are written down and delivered.
    async fn hears_of(&self, payments: usize) {
        let until = Instant::now() + Duration::from_secs(120);
        while self.count("payments") < payments || self.owed() > 0 {
            assert!(Instant::now() < until, "{} of {payments} payments, {} owed", self.count("payments"), self.owed());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(self.count("payments"), payments);
    }

    fn owed(&self) -> usize {
        self.count("order_lines l JOIN orders o ON o.id = l.order_id WHERE o.state = 'paid' AND l.delivery = 'waiting'")
    }

    /// A quarter of an hour later: what was never paid is let go of.
    async fn holds_run_out(&self) {
        self.stripe.behave();
        let began = Instant::now();
        for _ in 0..20 {
            let later = Moment::now().plus_minutes(16);
            payments::sweep(&self.club, KINDS, later).await.unwrap();
            if self.count("orders WHERE state = 'awaiting_payment'") == 0 {
                println!("all holds ended in {:.1} s", began.elapsed().as_secs_f64());
                return;
            }
        }
        panic!("somebody still holds something");
    }

    async fn left(&self, kind: &'static str, item: &str) -> i64 {
        let item = item.to_owned();
        self.club.read(move |conn| capacities::of(conn, kind, &item)).await.unwrap().left().unwrap()
    }

    /// What the books say once everything has come to rest.
    fn is_settled(&self, paid: usize) {
        assert_eq!(self.count("orders WHERE state = 'paid'"), paid);
        assert_eq!(self.count("orders WHERE state = 'awaiting_payment'"), 0);
        assert_eq!(
            self.count("order_lines WHERE delivery NOT IN ('delivered', 'waiting')"),
            0,
            "nobody's goods are gone"
        );
        assert_eq!((self.count("refunds"), self.owed()), (0, 0));
        assert_eq!(self.stripe.all("intent").len(), paid, "money at Stripe");
        let taken = "SELECT CAST(taken AS TEXT), CAST((SELECT coalesce(sum(quantity), 0) FROM order_lines l
                     WHERE l.kind = c.kind AND l.item_id = c.item_id AND l.reserved) AS TEXT)
                     FROM capacities c WHERE kind <> 'hall'";
        assert!(self.club.db_rows(taken).iter().all(|row| row[0] == row[1]), "taken, and the rows behind it");
    }
}

/// So many members, signed in. Reaches around the front door.
async fn db_fans(club: &TestClub, many: usize) -> Vec<Fan> {
    let first = club.visitor();
    let begin = move |tx: &mut Tx| {
        let now = Moment::now();
        let mut begun = Vec::with_capacity(many);
        for nth in 0..many {
            let joining = Joining {
                email: EmailAddress::parse(&format!("fan{nth}@fans.test")).unwrap(),
                name: format!("Fan {nth}"),
                language: "en".to_owned(),
                country: "FR".to_owned(),
                birth_date: None,
                source: "web".to_owned(),
                consents: Vec::new(),
                decided_at: now,
            };
            let (member, _) = members::join(tx, &joining, now)?;
            let secret = sessions::begin(tx, Audience::Fans, member.id.as_str(), "a browser", "127.0.0.1", now)?;
            begun.push(secret.reveal().to_owned());
        }
        Ok::<_, Fault>(begun)
    };
    let secrets = club.write(begin).await.unwrap();
    let fan = |secret: String| {
        let visitor = first.beside();
        let csrf = club.key().sign("form", &secret);
        visitor.steals(BTreeMap::from([("session".to_owned(), secret)]));
        Fan { visitor, csrf }
    };
    secrets.into_iter().map(fan).collect()
}

async fn db_hall(club: &Club, places: i64) -> Vec<Thing> {
    let balcony = NewType { name: "Balcony".into(), ..floor() };
    let (event, types) = db_event(club, "hamburg", places, vec![floor(), balcony]).await;
    let ticket = |kind: tickets::TicketType| Thing {
        path: "/events/hamburg/cart".to_owned(),
        fields: vec![("type", kind.id.to_string()), ("quantity", "1".to_owned())],
        kind: HALL,
        item: event.id.to_string(),
    };
    types.into_iter().map(ticket).collect()
}

#[actix_web::test]
async fn two_thousand_buyers_get_a_thousand_tickets() {
    let rush = Rush::open(2_000).await;
    let things = db_hall(&rush.club, 1_000).await;
    // Some of them meet a Stripe that is ill.
    for mood in [Mood::TooMany, Mood::LosesAnswer, Mood::Saves500, Mood::DoesAndSaves500] {
        (0..4).for_each(|_| rush.stripe.next("POST /checkout/sessions", mood));
    }
    let fans = || rush.fans.iter().enumerate();
    let first = rush.all(fans(), async |nth, fan| rush.buys(fan, &things[nth % 2..][..1], Habit::of(nth)).await).await;
    let paid = first.iter().filter(|end| **end == End::Paid).count();
    assert!(first.iter().filter(|end| **end == End::Silent).count() >= 16);
    rush.hears_of(paid).await;
    rush.holds_run_out().await;
    assert_eq!(rush.left(HALL, &things[0].item).await, i64::try_from(1_000 - paid).unwrap(), "what was let go is back");

    // Whoever came away empty tries the same cart again.
    let empty = fans().filter(|(nth, _)| matches!(first[*nth], End::SoldOut | End::Silent));
    let second = rush.all(empty, async |_, fan| rush.pays(fan, Habit::PaysAndReturns).await).await;
    let more = second.iter().filter(|end| **end == End::Paid).count();
    assert_eq!(paid + more, 1_000);
    assert!(second.iter().all(|end| matches!(end, End::Paid | End::SoldOut)), "{second:?}");
    rush.hears_of(1_000).await;
    assert_eq!(rush.left(HALL, &things[0].item).await, 0);
    assert_eq!(rush.count("tickets WHERE state = 'valid'"), 1_000);
    assert_eq!(rush.count("(SELECT DISTINCT number FROM tickets) AS numbers"), 1_000);
    rush.is_settled(1_000);
    let page = rush.club.visitor().get("/events/hamburg").await.expect(200);
    assert!(page.attributes("form[action$='/cart']", "action").is_empty(), "sold out, and said so");
    rush.server.dies();
}

/// A hundred things of three kinds: twenty shirts of each of two sizes, forty places in a hall, ten on each of two dates.
async fn db_mixed(club: &TestClub) -> Vec<Thing> {
    let mut things = db_hall(club, 40).await;
    let two_sizes = shop::NewProduct { option1: ("Size".to_owned(), ["S", "M"].map(str::to_owned).into()), ..shirt() };
    let offered = sells(club, two_sizes, terms(2_800, Some(200), Some(20))).await;
    things.extend(offered.variants.iter().map(|one| Thing {
        path: format!("/shop/{}/cart", offered.product.slug),
        fields: vec![("variant", one.variant.id.to_string()), ("quantity", "1".to_owned())],
        kind: shop::KIND,
        item: one.variant.id.to_string(),
    }));
    for title in ["Soundcheck", "After the show"] {
        let new = NewExperience {
            title: title.to_owned(),
            condition: "everyone".to_owned(),
            consent: String::new(),
            least_age: None,
            questions: Vec::new(),
            ..soundcheck()
        };
        let (experience, slot) = db_experience(club, new, 10).await;
        things.push(Thing {
            path: format!("/experiences/{}/cart", experience.slug),
            fields: vec![("slot", slot.id.to_string()), ("name", "Noor".to_owned())],
            kind: experiences::KIND,
            item: slot.id.to_string(),
        });
    }
    things
}

#[actix_web::test]
async fn five_hundred_buyers_get_a_hundred_mixed_goods() {
    const LATE: usize = 130;
    let rush = Rush::open(500 + LATE).await;
    let things = db_mixed(&rush.club).await;
    rush.stripe.next("POST /checkout/sessions", Mood::DoesAndSaves500);
    rush.stripe.next("POST /checkout/sessions", Mood::TooMany);
    // One to three different things in a cart.
    let cart = |nth: usize| -> Vec<Thing> {
        (0..=nth % 3).map(|more| things[(nth / 3 + more * 2) % things.len()].clone()).collect()
    };
    let (early, late) = rush.fans.split_at(500);
    let first =
        rush.all(early.iter().enumerate(), async |nth, fan| rush.buys(fan, &cart(nth), Habit::of(nth)).await).await;
    let paid = first.iter().filter(|end| **end == End::Paid).count();
    rush.hears_of(paid).await;
    rush.holds_run_out().await;

    // Everything that is left finds its buyer, one thing each, and one more of each is refused.
    let mut wanted = Vec::new();
    for thing in things.iter().filter(|thing| **thing != things[1]) {
        let left = usize::try_from(rush.left(thing.kind, &thing.item).await).unwrap();
        wanted.extend(std::iter::repeat_n(thing, left + 1));
    }
    println!("{} of 100 are left", wanted.len() - 5);
    let free = wanted.len() - 5;
    assert!(wanted.len() <= LATE, "hardly anything was sold in the rush: {free} left");
    let second = rush
        .all(late.iter().take(wanted.len()).enumerate(), async |nth, fan| {
            rush.buys(fan, std::slice::from_ref(wanted[nth]), Habit::PaysAndReturns).await
        })
        .await;
    assert_eq!(second.iter().filter(|end| **end == End::Paid).count(), free);
    assert_eq!(second.iter().filter(|end| **end == End::SoldOut).count(), 5);
    rush.hears_of(paid + free).await;
    rush.is_settled(paid + free);
    for thing in &things {
        assert_eq!(rush.left(thing.kind, &thing.item).await, 0, "{thing:?}");
    }
    let sum = |query: &str| rush.club.db_rows(&format!("SELECT CAST(sum({query}")).remove(0).remove(0);
    assert_eq!(sum("quantity) AS TEXT) FROM purchases"), "40");
    assert_eq!(sum("places) AS TEXT) FROM experience_bookings"), "20");
    assert_eq!(rush.count("tickets WHERE state = 'valid'"), 40);
    rush.server.dies();
}
