//! Paying, from the button to what it opens, with everything that can go wrong in between.

mod agreements;
pub mod carts;
mod chaos;
mod crashes;
mod goods;
mod holds;
mod model;
mod money;
mod outside;
mod reconciling;
mod recount;
mod rush;
mod wire;

use std::cell::Cell;
use std::ops::Deref;

use serde_json::Value;
use stagedoor::base::{Currency, Fault, Moment, Money};
use stagedoor::catalog::KINDS;
use stagedoor::members::MemberId;
use stagedoor::memberships::{self, KIND, Membership, NewTier, Tier};
use stagedoor::orders::{Buyer, Every, Kinds, NewOrder, OrderId, Wanted};
use stagedoor::payments::jobs::{EndAgreement, HandleEvent, SendRefund};
use stagedoor::payments::{self, Accepted, BeginError, Checkout, Paying, Ways};
use stagedoor::plumbing::jobs;

use crate::stripe::Stripe;
use crate::support::TestClub;

/// A club that takes money from the counterpart, on a clock of its own.
pub struct Till {
    pub club: TestClub,
    pub stripe: Stripe,
    now: Cell<Moment>,
    kinds: Kinds,
    pub silver: Tier,
    pub gold: Tier,
}

impl Deref for Till {
    type Target = TestClub;

    fn deref(&self) -> &TestClub {
        &self.club
    }
}

pub const EUR: Currency = Currency::EUR;

impl Till {
    pub async fn open() -> Till {
        Till::open_with("").await
    }

    /// `settings` are further lines of `club.toml` under `[stripe]`.
    pub async fn open_with(settings: &str) -> Till {
        let now = Moment::from_unix(Moment::now().unix());
        let stripe = Stripe::open(now);
        let club = TestClub::open_with(&format!("{}{settings}\n", stripe.settings()));
        let (silver, gold) = (tier(&club, "silver", now).await, tier(&club, "gold", now).await);
        let till = Till { club, stripe, now: Cell::new(now), kinds: KINDS, silver, gold };
        till.price(&till.silver, Every::Month, EUR, 300).await;
        till.price(&till.gold, Every::Month, EUR, 600).await;
        till.price(&till.gold, Every::Year, EUR, 6_000).await;
        till
    }

    pub fn now(&self) -> Moment {
        self.now.get()
    }

    pub fn later(&self, now: Moment) {
        assert!(now > self.now());
        self.now.set(now);
        self.stripe.clock(now);
    }

    pub async fn price(&self, tier: &Tier, every: Every, currency: Currency, minor: i64) {
        let (id, now) = (tier.id.clone(), self.now());
        self.club.write(move |tx| memberships::set_price(tx, &id, every, currency, Some(minor), now)).await.unwrap();
    }

    pub async fn places(&self, tier: &Tier, total: i64) {
        let id = tier.id.clone();
        self.club.write(move |tx| memberships::set_places(tx, &id, Some(total))).await.unwrap();
    }

    pub fn buyer(&self, member: &MemberId) -> Buyer {
        Buyer { member: Some(member.clone()), email: format!("{member}@fans.test"), language: "en".to_owned() }
    }

    async fn wanted(&self, tier: &Tier, every: Every, currency: Currency) -> Wanted {
        let offered = self.club.read(move |conn| memberships::offer(conn, currency)).await.unwrap();
        let offered = offered.into_iter().find(|offered| offered.tier == *tier).unwrap();
        let price = offered.price(every).unwrap().id.0.clone();
        Wanted {
            kind: KIND,
            item: tier.id.0.clone(),
            price: Some(price),
            quantity: 1,
            details: "{}".to_owned(),
            instead: false,
        }
    }

    /// Presses "pay".
    pub async fn begins(&self, member: &MemberId, tier: &Tier) -> Result<Checkout, BeginError> {
        self.begins_in(member, tier, Every::Month, EUR).await
    }

    pub async fn begins_in(
        &self,
        member: &MemberId,
        tier: &Tier,
        every: Every,
        currency: Currency,
    ) -> Result<Checkout, BeginError> {
        let wanted = self.wanted(tier, every, currency).await;
        let ways =
            Ways { paid: "/paying/{order}".to_owned(), left: "/tiers".to_owned(), back: "/posts/song".to_owned() };
        payments::begin(&self.club, self.kinds, self.buyer(member), NewOrder::of(wanted), ways, self.now()).await
    }

    /// Pays and comes back.
    pub async fn joins(&self, member: &MemberId, tier: &Tier) -> OrderId {
        let checkout = self.begins(member, tier).await.unwrap();
        self.stripe.pay(session_of(&checkout));
        assert_eq!(self.returns(&checkout.order).await, Paying::Paid);
        self.work().await;
        checkout.order
    }

    pub async fn monthly(&self, tier: &Tier) -> Money {
        let offered = self.club.read(move |conn| memberships::offer(conn, EUR)).await.unwrap();
        let offered = offered.into_iter().find(|offered| offered.tier == *tier).unwrap();
        offered.price(Every::Month).unwrap().amount()
    }

    pub async fn cost_of_change(&self, member: &MemberId, tier: &Tier) -> Money {
        let unit = self.monthly(tier).await;
        let instead =
            payments::Instead { kind: KIND, item: tier.id.as_str(), name: &tier.name, unit, every: Every::Month };
        payments::cost_of_change(&self.club, member, &instead, self.now()).await.unwrap()
    }

    pub async fn changes(&self, member: &MemberId, tier: &Tier) -> Result<OrderId, payments::ManageError> {
        self.changes_as_of(member, tier, self.now()).await
    }

    /// `reckoned` is when the cost of it was shown.
    pub async fn changes_as_of(
        &self,
        member: &MemberId,
        tier: &Tier,
        reckoned: Moment,
    ) -> Result<OrderId, payments::ManageError> {
        let wanted = self.wanted(tier, Every::Month, EUR).await;
        let changing = payments::Changing { back: "/account", reckoned };
        payments::change(&self.club, self.kinds, self.buyer(member), wanted, changing, self.now()).await
    }

    pub async fn returns(&self, order: &OrderId) -> Paying {
        payments::settle_by_return(&self.club, self.kinds, order, self.now()).await.unwrap().unwrap()
    }

    /// A webhook arrives and its work is done.
    pub async fn hears(&self, event: &Value) -> Accepted {
        let (signature, body) = self.stripe.webhook(event, self.now());
        let accepted = payments::accept(&self.club, &signature, &body, self.now()).await.unwrap();
        self.work().await;
        accepted
    }

    pub async fn hear_all(&self, events: &[Value]) {
        for event in events {
            self.hears(event).await;
        }
    }

    /// Does the work that is due.
    pub async fn work(&self) {
        loop {
            // Letters are queued by the real clock.
            let now = self.now().max(Moment::now());
            let leased = self.club.write(move |tx| jobs::lease(tx, 50, now)).await.unwrap();
            if leased.is_empty() {
                return;
            }
            for job in leased {
                let done = self.run(&job).await;
                self.club
                    .write(move |tx| match &done {
                        Ok(()) => jobs::finish(tx, &job.id),
                        Err(fault) => jobs::fail(tx, &job, &fault.to_string(), now),
                    })
                    .await
                    .unwrap();
            }
        }
    }

    async fn run(&self, job: &jobs::Leased) -> Result<(), Fault> {
        let (club, kinds, now) = (&self.club, self.kinds, self.now());
        match job.name.as_str() {
            "payments.handle_event" => serde_json::from_str::<HandleEvent>(&job.payload)?.run(club, kinds, now).await,
            "payments.send_refund" => serde_json::from_str::<SendRefund>(&job.payload)?.run(club, now).await,
            "payments.end_agreement" => serde_json::from_str::<EndAgreement>(&job.payload)?.run(club, now).await,
            // Letters do not depend on the hour.
            _ => stagedoor::work::kinds().run(job, (**club).clone()).await,
        }
    }

    pub async fn sweeps(&self) {
        payments::sweep(&self.club, self.kinds, self.now()).await.unwrap();
        self.work().await;
    }

    pub async fn holds(&self, member: &MemberId) -> Option<Membership> {
        let member = member.clone();
        self.club.read(move |conn| memberships::living_of(conn, &member)).await.unwrap()
    }

    /// Whether the member may have what this tier opens.
    pub async fn opens(&self, member: &MemberId, tier: &Tier) -> bool {
        let (member, item, now) = (member.clone(), tier.id.0.clone(), self.now());
        self.club.read(move |conn| stagedoor::entitlements::holds(conn, &member, "tier", &item, now)).await.unwrap()
    }

    pub async fn owed(&self) -> i64 {
        self.club.read(stagedoor::orders::paid_not_delivered).await.unwrap()
    }

    pub async fn taken(&self, tier: &Tier) -> i64 {
        let id = tier.id.0.clone();
        self.club.read(move |conn| stagedoor::orders::capacities::of(conn, KIND, &id)).await.unwrap().taken
    }

    pub fn count(&self, query: &str) -> i64 {
        self.db_rows(&format!("SELECT CAST(count(*) AS TEXT) FROM {query}"))[0][0].parse().unwrap()
    }

    /// What is true whatever happened: every place taken is a living membership or a hold, and nothing is owed.
    pub async fn adds_up(&self) {
        for tier in [&self.silver, &self.gold] {
            let living = self.count(&format!("memberships WHERE ended_at IS NULL AND tier_id = '{}'", tier.id));
            let held = self.count(&format!(
                "order_lines l JOIN orders o ON o.id = l.order_id
                 WHERE o.state = 'awaiting_payment' AND l.reserved AND l.item_id = '{}'",
                tier.id
            ));
            assert_eq!(self.taken(tier).await, living + held, "places of {}", tier.slug);
        }
        assert_eq!(self.owed().await, 0, "paid and not delivered");
        assert_eq!(self.count("payments p WHERE minor < 0"), 0);
        let untold = self.db_rows(
            "SELECT s.member_id, s.holds FROM standings s
             LEFT JOIN memberships m ON m.member_id = s.member_id AND m.ended_at IS NULL
             WHERE s.holds <> CASE WHEN m.id IS NULL THEN 'free' WHEN m.state = 'grace' THEN 'grace'
                                   WHEN m.cancel_at_period_end THEN 'leaving' ELSE 'paying' END",
        );
        assert!(untold.is_empty(), "standings that say what nobody holds: {untold:?}");
        let unspent = self.db_rows(
            "SELECT s.member_id, CAST(s.spend AS TEXT) FROM standings s WHERE s.spend <>
             (SELECT COALESCE(SUM(p.minor), 0) FROM payments p JOIN orders o ON o.id = p.order_id
              WHERE o.member_id = s.member_id) -
             (SELECT COALESCE(SUM(r.minor), 0) FROM refunds r JOIN orders o ON o.id = r.order_id
              WHERE o.member_id = s.member_id AND r.state <> 'refused')",
        );
        assert!(unspent.is_empty(), "standings that say what nobody spent: {unspent:?}");
    }

    pub async fn revenue(&self) -> Vec<(Money, Money)> {
        let until = self.now().plus_days(1);
        let sums = self.club.read(move |conn| payments::revenue(conn, Moment(0), until)).await.unwrap();
        sums.into_iter().map(|sum| (sum.taken, sum.refunded)).collect()
    }
}

/// A member of the club. Reaches around the front door.
pub fn db_member(club: &TestClub, name: &str) -> MemberId {
    let number = club.db_rows("SELECT CAST(count(*) + 1 AS TEXT) FROM members")[0][0].clone();
    club.db_rows(&format!(
        "INSERT INTO members (id, number, email, email_folded, email_state, name, name_folded, language, country, joined_at, source, note, state)
         VALUES ('{name}', {number}, '{name}@fans.test', '{name}@fans.test', 'good', '{name}', '{name}', 'en', 'FR', 0, 'test', '', 'active')
         RETURNING id, name"
    ));
    club.db_rows(&format!(
        "INSERT INTO standings (member_id, number, active, joined_at, tier, country, language, birth_date, tags, consents, reachable)
         VALUES ('{name}', {number}, true, 0, '', 'FR', 'en', '', '', '', true) RETURNING member_id, tier"
    ));
    MemberId(name.to_owned())
}

async fn tier(club: &TestClub, slug: &str, now: Moment) -> Tier {
    let new =
        NewTier { slug: slug.to_owned(), name: slug.to_uppercase(), summary: String::new(), perks: String::new() };
    club.write(move |tx| memberships::create_tier(tx, &new, now)).await.unwrap()
}

/// The session a checkout's address leads to.
pub fn session_of(checkout: &Checkout) -> &str {
    checkout.url.rsplit('/').next().unwrap()
}

#[actix_web::test]
async fn paying_opens_what_was_paid_for() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    assert!(!till.opens(&zoe, &till.gold).await);

    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    assert_eq!(till.returns(&checkout.order).await, Paying::Waiting, "coming back without paying");
    assert!(!till.opens(&zoe, &till.gold).await);

    till.stripe.pay(session_of(&checkout));
    assert_eq!(till.returns(&checkout.order).await, Paying::Paid);
    assert!(till.opens(&zoe, &till.gold).await);
    assert_eq!(till.db_rows("SELECT tier, member_id FROM standings")[0][0], "gold");

    let held = till.holds(&zoe).await.unwrap();
    assert_eq!(held.period_end, Some(till.now().plus_months(1)));
    assert_eq!(till.db_rows("SELECT CAST(receipt_number AS TEXT), state FROM orders"), [["1", "paid"]]);
    assert_eq!(till.revenue().await, [(Money::new(600, EUR), Money::zero(EUR))]);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_request_carries_only_club_and_order() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let checkout = till.begins(&zoe, &till.gold).await.unwrap();
    let session = till.stripe.only("session");
    let marks = serde_json::json!({ "club": "nova", "order": checkout.order.as_str() });
    assert_eq!(session["metadata"], marks);
    assert_eq!(session["subscription_metadata"], marks);
    assert_eq!(session["client_reference_id"], checkout.order.as_str());
    assert_eq!(session["success_url"], till.club.url(&format!("/paying/{}", checkout.order)));
}

#[actix_web::test]
async fn one_member_is_one_customer() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    till.joins(&zoe, &till.gold).await;
    payments::cancel(&till.club, KINDS, &zoe, KIND, till.now()).await.unwrap();
    let subscription = till.stripe.only("subscription")["id"].as_str().unwrap().to_owned();
    till.later(till.now().plus_days(31));
    till.hear_all(&till.stripe.next_period(&subscription, true)).await;
    assert_eq!(till.holds(&zoe).await, None);

    till.joins(&zoe, &till.silver).await;
    assert_eq!(till.stripe.all("customer").len(), 1);
    till.adds_up().await;
}
