//! Paying members of another system, taken over by reading alone: over the real program, against the counterpart.

mod looking_after;
mod looking_up;
mod undoing;
mod walking;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::memberships::Tier;

use crate::imports::studio::brought;
use crate::site::db_tier;
use crate::stripe::Stripe;
use crate::support::{Answer, Server, TestClub, Visitor};

const PATH: &str = "/studio/members/adoptions";

/// A club with two tiers, its owner at work, and Stripe's counterpart in which another system collects.
pub struct Move {
    pub owner: Visitor,
    server: Server,
    pub club: TestClub,
    pub stripe: Stripe,
    pub circle: Tier,
    pub front: Tier,
}

impl Move {
    pub async fn open() -> Move {
        let stripe = Stripe::open(Moment::from_unix(Moment::now().unix()));
        let club = TestClub::open_with(&stripe.settings());
        for name in ["club.send_mail", "payments.handle_event", "payments.tell_buyer"] {
            club.leaves_work(name);
        }
        let (circle, front) =
            (db_tier(&club, "Circle", 600, Some(2)).await, db_tier(&club, "Front", 1_200, None).await);
        // What is told comes by webhook, so that a test knows when.
        stripe.hide("event");
        let server = club.serve();
        let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
        Move { owner, server, club, stripe, circle, front }
    }

    pub async fn page(&self, path: &str) -> Answer {
        self.owner.get(path).await.expect(200)
    }

    pub async fn presses(&self, path: &str, form: &str) -> String {
        let page = self.page(path).await;
        let answer = self.owner.submit(&page.form(&format!("form[action$='{form}']"))).await.expect(303);
        self.club.rests();
        answer.leads_to().unwrap()
    }

    /// Reads the account. Gives the address of what was read.
    pub async fn reads(&self) -> String {
        self.presses(PATH, "/adoptions").await
    }

    /// Reads, takes the proposed tiers, rehearses.
    pub async fn rehearses(&self) -> String {
        let path = self.reads().await;
        self.presses(&path, "/rehearsals").await
    }

    pub async fn adopts(&self) -> String {
        let path = self.rehearses().await;
        self.presses(&path, "/runs").await
    }

    pub async fn undoes(&self, path: &str) {
        self.presses(path, "/undos").await;
    }

    /// Stripe tells the program.
    pub async fn hears(&self, events: &[Value]) {
        let machine = self.club.visitor();
        for event in events {
            let (signature, body) = self.stripe.webhook(event, Moment::now());
            let request = machine.request(Method::POST, "/hooks/stripe").header("stripe-signature", signature);
            machine.send("/hooks/stripe", request.body(body)).await.expect(200);
        }
        self.club.rests();
    }

    /// Tier, what they hold, until when it is paid, and the subscription behind it, by address.
    pub fn memberships(&self) -> Vec<Vec<String>> {
        self.club.db_rows(
            "SELECT members.email_folded, standings.tier, standings.holds, memberships.state,
             CAST(memberships.period_end / 1000000 AS TEXT), memberships.subscription_id
             FROM memberships JOIN members ON members.id = memberships.member_id
             JOIN standings ON standings.member_id = members.id ORDER BY members.email_folded, memberships.started_at",
        )
    }

    pub fn outcome(&self, subscription: &str) -> String {
        let query = format!(
            "SELECT outcome, '' FROM adoption_agreements WHERE agreement_id = '{subscription}' ORDER BY adoption_id"
        );
        self.club.db_rows(&query).pop().map(|row| row[0].clone()).unwrap_or_default()
    }

    /// Everything about people and their money that an adoption may touch.
    pub fn file(&self) -> Vec<Vec<Vec<String>>> {
        [
            "SELECT id, CAST(number AS TEXT), email, name, CAST(joined_at AS TEXT), source, state FROM members ORDER BY id",
            "SELECT member_id, tier, COALESCE(CAST(tier_since AS TEXT), ''), holds, tags, consents,
             CASE WHEN reachable THEN 'reachable' ELSE '' END, CAST(spend AS TEXT), spend_currency, source
             FROM standings ORDER BY member_id",
            "SELECT member_id, fields, stripe_customer, stripe_subscription FROM member_extras
             WHERE fields <> '{}' OR stripe_customer <> '' OR stripe_subscription <> '' ORDER BY member_id",
            "SELECT id, member_id, tier_id, state FROM memberships ORDER BY id",
            "SELECT id, member_id, item, source FROM entitlements ORDER BY id",
            "SELECT id, member_id, state FROM subscriptions ORDER BY id",
            "SELECT customer_id, member_id FROM stripe_customers ORDER BY customer_id",
            "SELECT id, origin FROM orders ORDER BY id",
            "SELECT order_id, name FROM order_lines ORDER BY id",
            "SELECT reference, CAST(minor AS TEXT) FROM payments ORDER BY id",
            "SELECT item_id, CAST(taken AS TEXT) FROM capacities WHERE taken <> 0 ORDER BY item_id",
            "SELECT member_id, purpose FROM consents ORDER BY id",
        ]
        .map(|query| self.club.db_rows(query))
        .to_vec()
    }

    pub fn stops(self) {
        self.server.stops();
    }
}

fn period_end(subscription: &Value) -> String {
    subscription["items"]["data"][0]["current_period_end"].to_string()
}

fn of(stripe: &Stripe, subscription: &str) -> Value {
    stripe.all("subscription").into_iter().find(|one| one["id"] == subscription).unwrap()
}

#[actix_web::test]
async fn what_another_system_collects_becomes_memberships_by_reading_alone() {
    let house = Move::open().await;
    let stripe = &house.stripe;
    let ada = house.club.fan_joins("ada@example.org").await;
    let by_email = stripe.collects(Some("Ada@Example.org"), "Ada", "Supporter", 600, "month");
    let by_customer = stripe.collects(Some("other@example.org"), "Bo", "Supporter", 600, "month");
    let customer = of(stripe, &by_customer)["customer"].as_str().unwrap().to_owned();
    let file = format!("email,name,stripe_customer_id\nbo@example.org,Bo,{customer}\n");
    brought(&house.club, &house.owner, file.as_bytes()).await;
    let new = stripe.collects(Some("cy@example.org"), "Cy Twombly", "Front row", 1_000, "year");
    let leaving = stripe.collects(Some("di@example.org"), "Di", "Supporter", 600, "month");
    stripe.alters("subscription", &leaving, |one| one["cancel_at_period_end"] = json!(true));
    let failing = stripe.collects(Some("eve@example.org"), "Eve", "Supporter", 600, "month");
    stripe.alters("subscription", &failing, |one| {
        one["status"] = json!("past_due");
        let start = one["items"]["data"][0]["current_period_start"].as_i64().unwrap();
        // Owed since two days.
        one["items"]["data"][0]["current_period_start"] = json!(start + 8 * 86_400);
    });
    let before = house.file();

    let path = house.reads().await;
    let page = house.page(&path).await.says("What do the old prices mean?");
    let page = page.says("Supporter, €6 a month").says("4 subscriptions.").says("Front row, €10 a year");
    let chosen = page.attributes("form[action$='/rehearsals'] option[selected]", "value");
    assert_eq!(chosen, [house.circle.id.as_str(), house.front.id.as_str()], "by cost, and by name");
    house.presses(&path, "/rehearsals").await;
    let page = house.page(&path).await.says("What would happen").says("Nothing has been changed yet");
    let page = page.says("3 become new members").says("cy@example.org: €10 a year");
    let page = page.says("found by the Stripe customer").says("found by the e-mail address");
    page.says("One of them was cancelled at Stripe").says("One of them owes its last period").says("Adopt these 5");
    assert_eq!(house.file(), before, "a rehearsal changes nobody");

    house.presses(&path, "/runs").await;
    house.page(&path).await.says("What happened").says("3 new people agreed to nothing here");
    assert_eq!(
        house.memberships(),
        [
            ["ada@example.org", "circle", "paying", "active", &period_end(&of(stripe, &by_email)), &by_email],
            ["bo@example.org", "circle", "paying", "active", &period_end(&of(stripe, &by_customer)), &by_customer],
            ["cy@example.org", "front", "paying", "active", &period_end(&of(stripe, &new)), &new],
            ["di@example.org", "circle", "leaving", "active", &period_end(&of(stripe, &leaving)), &leaving],
            [
                "eve@example.org",
                "circle",
                "grace",
                "grace",
                &of(stripe, &failing)["items"]["data"][0]["current_period_start"].to_string(),
                &failing
            ],
        ]
    );
    let newcomers = house.club.db_rows(
        "SELECT name, members.source, CASE WHEN reachable THEN 'reachable' ELSE 'waits' END FROM members
         JOIN standings ON standings.member_id = members.id AND standings.source = 'stripe' ORDER BY name",
    );
    assert_eq!(newcomers[0], ["Cy Twombly", "stripe", "waits"]);
    let agreed =
        "SELECT m.email, c.purpose FROM consents c JOIN members m ON m.id = c.member_id WHERE m.source = 'stripe'";
    assert!(house.club.db_rows(agreed).is_empty(), "nobody agreed to anything by paying elsewhere");
    // There are two places, and four who pay for them: what is somebody's already is theirs.
    assert_eq!(house.club.db_rows("SELECT item_id, CAST(taken AS TEXT) FROM capacities WHERE taken = 4").len(), 1);
    assert!(house.club.db_rows("SELECT id, '' FROM payments").is_empty(), "what was paid before was paid elsewhere");
    assert_eq!(stripe.writes(), [], "nothing was written to Stripe");

    // Once more changes nothing.
    let after = house.file();
    let path = house.rehearses().await;
    house.page(&path).await.says("this club’s already").says("None, as the prices are chosen now");
    assert_eq!(house.file(), after);
    house.owner.get("/studio/journal").await.expect(200).says("Adopted paying members");
    ada.get("/account").await.expect(200).says("Circle");
    house.presses(&path, "/rehearsals").await;
    let first = house.club.db_rows("SELECT id, '' FROM adoptions WHERE state = 'done'")[0][0].clone();
    house.presses(&format!("{PATH}/{first}"), "/mails").await;
    let waiting = "SELECT member_id, '' FROM standings WHERE source = 'stripe' AND NOT reachable";
    assert!(house.club.db_rows(waiting).is_empty());
}

#[actix_web::test]
async fn renewals_failures_and_endings_settle_here_as_if_it_had_begun_here() {
    let house = Move::open().await;
    let stripe = &house.stripe;
    let ada = house.club.fan_joins("ada@example.org").await;
    let ids = ["ada", "bo", "cy"]
        .map(|name| stripe.collects(Some(&format!("{name}@example.org")), name, "Supporter", 600, "month"));
    house.adopts().await;
    assert_eq!(stripe.writes(), []);

    house.hears(&stripe.next_period(&ids[0], true)).await;
    let renewed = house.club.db_rows(
        "SELECT o.origin, o.state, l.name, CAST(l.gross AS TEXT), l.delivery, CAST(p.minor AS TEXT), p.subscription_id,
         CAST(o.receipt_number AS TEXT) FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN payments p ON p.order_id = o.id",
    );
    assert_eq!(renewed, [["renewal", "paid", "Circle", "600", "delivered", "600", &ids[0], "1"]]);
    let held = &house.memberships()[0];
    assert_eq!(held[1..5], ["circle", "paying", "active", &period_end(&of(stripe, &ids[0]))]);
    assert_eq!(
        house.club.db_rows("SELECT CAST(spend AS TEXT), spend_currency FROM standings WHERE spend > 0"),
        [["600", "EUR"]]
    );
    // Told again, and read again by the sweep's way: nothing new, and no invoice of the time before.
    house.hears(&stripe.leaves_in_portal(&ids[0])).await;
    assert_eq!(house.memberships()[0][2], "leaving");
    assert_eq!(house.club.db_rows("SELECT id, '' FROM payments").len(), 1);

    house.hears(&stripe.next_period(&ids[1], false)).await;
    assert_eq!(house.memberships()[1][2], "grace");
    house.hears(&stripe.pay_open_invoice(&ids[1])).await;
    assert_eq!(house.memberships()[1][2..5], ["paying", "active", &period_end(&of(stripe, &ids[1]))]);
    house.hears(&stripe.ends(&ids[2])).await;
    assert_eq!(house.memberships()[2][1..4], ["", "free", "ended"]);
    assert_eq!(stripe.writes(), [], "settling only reads");

    // What the fan does on their own page works as for any other.
    let account = ada.get("/account").await.expect(200).says("Circle");
    ada.submit(&account.form("form[action$='/resumption']")).await.expect(303);
    assert_eq!(house.memberships()[0][2], "paying");
    let account = ada.get("/account").await.expect(200);
    let portal = ada.submit(&account.form("form[action$='/portal']")).await.expect(303);
    assert!(
        portal.header("location").unwrap().starts_with("https://billing.stripe.test/"),
        "the customer's own portal"
    );
    let cancel = account.attributes("a[href$='/cancellation']", "href").remove(0);
    let form = ada.get(&cancel).await.expect(200).form("main form");
    ada.submit(&form).await.expect(303);
    assert_eq!(house.memberships()[0][2], "leaving");
    assert_eq!(of(stripe, &ids[0])["cancel_at_period_end"], true);
    let orders = ada.get("/orders").await.expect(200).attributes("a[href^='/orders/']", "href");
    let numbers: BTreeSet<&str> = orders.iter().filter_map(|href| href.split('/').nth(2)).collect();
    assert_eq!(numbers.len(), 1, "the renewal, and nothing that was not bought: {orders:?}");
}

#[actix_web::test]
async fn whatever_cannot_be_adopted_stays_and_the_page_says_why() {
    let house = Move::open().await;
    let stripe = &house.stripe;
    let _ada = house.club.fan_joins("ada@example.org").await;
    let held = stripe.collects(Some("ada@example.org"), "Ada", "Supporter", 600, "month");
    house.adopts().await;
    let check = |name: &str, change: &dyn Fn(&mut Value)| {
        let id = stripe.collects(Some(&format!("{name}@example.org")), name, "Supporter", 600, "month");
        stripe.alters("subscription", &id, change);
        id
    };
    let item = |one: &Value| one["items"]["data"][0].clone();
    let again = stripe.collects(Some("ada@example.org"), "Ada", "Supporter", 600, "month");
    let older = check("bo", &|_| {});
    let newer = check("bo", &|_| {});
    let nameless = stripe.collects(None, "", "Supporter", 600, "month");
    let wrong = stripe.collects(Some("not an address"), "", "Supporter", 600, "month");
    let several_items = check("cy", &|one| {
        let more = item(one);
        one["items"]["data"].as_array_mut().unwrap().push(more);
    });
    let several = check("di", &|one| one["items"]["data"][0]["quantity"] = json!(3));
    let metered = check("eve", &|one| {
        one["items"]["data"][0]["price"]["unit_amount"] = Value::Null;
        one["items"]["data"][0]["price"]["id"] = json!("price_metered");
    });
    let quarterly = check("flo", &|one| {
        one["items"]["data"][0]["price"]["recurring"]["interval_count"] = json!(3);
        one["items"]["data"][0]["price"]["id"] = json!("price_quarterly");
    });
    let paused = check("gil", &|one| one["pause_collection"] = json!({ "behavior": "void", "resumes_at": null }));
    let never = check("hal", &|one| one["status"] = json!("incomplete"));
    let owed = check("ivo", &|one| {
        one["status"] = json!("past_due");
        one["items"]["data"][0]["current_period_start"] = json!(Moment::now().plus_days(-25).unix());
    });
    let others = check("jo", &|one| one["metadata"] = json!({ "club": "orion", "order": "theirs" }));
    let banned = check("kim", &|_| {});
    let left = stripe.collects(Some("lou@example.org"), "Lou", "Postcards", 250, "month");
    let kim = house.club.fan_joins("kim@example.org").await;
    drop(kim);
    house
        .club
        .db_rows("UPDATE members SET state = 'banned' WHERE email_folded = 'kim@example.org' RETURNING id, state");
    let before = house.file();

    let path = house.rehearses().await;
    let decided = [
        (&held, "own"),
        (&again, "held"),
        (&older, "second"),
        (&newer, "new"),
        (&nameless, "no-email"),
        (&wrong, "bad-email"),
        (&several_items, "several-items"),
        (&several, "several"),
        (&metered, "no-amount"),
        (&quarterly, "period"),
        (&paused, "paused"),
        (&never, "unpaid"),
        (&owed, "long-unpaid"),
        (&others, "another-club"),
        (&banned, "shut-out"),
        (&left, "price-left"),
    ];
    for (subscription, outcome) in decided {
        assert_eq!(house.outcome(subscription), outcome);
    }
    let page = house.page(&path).await.says("has a membership here already").says("without an e-mail address");
    let page =
        page.says("Memberships here are paid monthly or yearly").says("Split it at Stripe").says("paused at Stripe");
    page.says("Postcards").says("price left alone").says("Adopt this one");
    assert_eq!(house.file(), before);
    // What changes between the rehearsal and the run is seen: each is read again right before.
    stripe.ends(&newer);
    house.presses(&path, "/runs").await;
    assert_eq!(house.outcome(&newer), "gone");
    for (subscription, outcome) in decided.into_iter().filter(|(id, _)| *id != &newer) {
        assert_eq!(house.outcome(subscription), outcome, "after the run");
    }
    assert_eq!(house.file(), before);
    assert_eq!(stripe.writes(), []);
}

#[actix_web::test]
async fn where_there_is_no_account_the_page_says_why_not() {
    let check = async |settings: &str, why: &str| {
        let club = TestClub::open_with(settings);
        let _server = club.serve();
        let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
        let page = owner.get(PATH).await.expect(200).says("Nothing can be read here").says(why);
        assert!(page.attributes("form[action$='/adoptions']", "action").is_empty());
        owner.post(PATH, &[]).await.expect(422).says(why);
        assert!(club.db_rows("SELECT id, state FROM adoptions").is_empty());
    };
    check("payments = \"sandbox\"\n", "test money of its own").await;
    check("payments = \"off\"\n", "Payments are switched off").await;
    check("payments = \"stripe\"\n", "stripe.secret_key is not set").await;
}

#[actix_web::test]
async fn the_way_out_of_the_old_system_is_ticked_off_and_kept() {
    let house = Move::open().await;
    let page = house.page(PATH).await.says("0 of 9").says("Leave the subscriptions running").says("/hooks/stripe");
    let form = page.form("form[action$='/steps']").fill("step", "webhook").fill("done", "yes");
    house.owner.submit(&form).await.expect(303);
    house.owner.post(&format!("{PATH}/steps"), &[("step", "nonsense"), ("done", "yes")]).await.expect(303);
    house.page(PATH).await.says("1 of 9").says("Ines");
    house.owner.post(&format!("{PATH}/steps"), &[("step", "webhook")]).await.expect(303);
    house.page(PATH).await.says("0 of 9");
}
