//! A club with one of everything in it, and the real address of each route: what the tests that walk over every route
//! fill in.

use std::collections::BTreeMap;

use reqwest::Method;
use stagedoor::base::condition::Condition;
use stagedoor::base::{Currency, Fault, Moment, Money, Secret};
use stagedoor::broadcasts::{self, unsubscribe_url};
use stagedoor::catalog::KINDS;
use stagedoor::crew::{self, Role};
use stagedoor::discounts::{self, NewCode, Off};
use stagedoor::experiences::{self, Asked, NewExperience, NewSlot};
use stagedoor::handbacks;
use stagedoor::invitations::{self, Entry};
use stagedoor::journal::Actor;
use stagedoor::media::{self, NewUpload};
use stagedoor::members::{self, Joining, MemberId};
use stagedoor::orders::{self, Buyer, NewOrder, Order, Origin, PastOrder, Takings, Terms, Wanted};
use stagedoor::payments::{self, GivingBack, Goods, Share};
use stagedoor::plumbing::locale::Lang;
use stagedoor::segments;
use stagedoor::sessions::{self, Audience};
use stagedoor::shipments;
use stagedoor::shop::{Assets, NewProduct};
use stagedoor::tickets::{self, NewEvent, NewPass};

use crate::shop::{asset, sells, sends, shirt, terms};
use crate::site::{db_post, db_tier, joins};
use crate::support::{Answer, TestClub, Visitor};
use crate::tickets::{evening, floor};

/// What is in the club before it opens. Every name in it contains the mark, a word nothing else has.
pub async fn db_furnish(club: &TestClub, mark: &str) {
    let now = Moment::now();
    sends(club).await;
    sends(club).await;
    let (song, picture) = (asset(club, "tone.mp3").await, asset(club, "picture.png").await);
    db_tier(club, &format!("{mark}circle"), 600, None).await;
    for nth in 1..=4 {
        db_post(club, &format!("{mark} letter {nth}"), "everyone").await;
    }
    let product = NewProduct {
        name: format!("{mark} shirt"),
        assets: Assets { pictures: vec![picture], files: vec![song] },
        ..shirt()
    };
    sells(club, product, terms(2_800, Some(200), Some(50))).await;
    let code = NewCode {
        code: format!("{mark}ten"),
        off: Off::Percent(10),
        kind: String::new(),
        condition: "everyone".into(),
        starts_at: None,
        ends_at: None,
        total: Some(10),
        per_buyer: None,
    };
    let event = NewEvent { title: format!("{mark} live"), ..evening(300) };
    let experience = NewExperience {
        title: format!("{mark} soundcheck"),
        condition: "everyone".into(),
        consent: String::new(),
        least_age: None,
        questions: Vec::new(),
        ..crate::experiences::soundcheck()
    };
    let (slug, segment) = (format!("{mark}-live"), format!("{mark} fans"));
    club.write(move |tx| {
        discounts::create(tx, &code, now)?;
        segments::save(tx, &segment, &Condition::Member, "nobody", now)?;
        let starts_at = event.starts_at().map_err(|_| Fault::broken("no such time"))?;
        let event = tickets::create(tx, &event, &slug, starts_at, now)?;
        tickets::add_type(tx, &event.id, &floor(), Currency::EUR, now)?;
        tickets::publish(tx, &event, true, Actor::System, now)?;
        let made = experiences::create(tx, &experience, now)?;
        experiences::set_price(tx, &made.id, Currency::EUR, Some(4_000), now)?;
        experiences::publish(tx, &made.id, now)?;
        for day in 5..9 {
            let wall_clock = format!("2031-06-0{day}T16:30").parse().map_err(|_| Fault::broken("no such date"))?;
            let slot = NewSlot { wall_clock, minutes: 60, places: 8 };
            experiences::add_slot(tx, &made, &slot, now)?.map_err(|_| Fault::broken("no such time"))?;
        }
        Ok::<_, Fault>(())
    })
    .await
    .unwrap();
    crate::posts::work(club).await;
}

/// A furnished club that is being served, with the people in it.
pub struct Furnished<'a> {
    pub club: &'a TestClub,
    pub fan: Visitor,
    pub owner: Visitor,
    /// A phone that is one of the club's gates.
    pub gate: Visitor,
    /// What opens something and stands in the database as a hash at most, by what stands before it in its address.
    secrets: BTreeMap<&'static str, String>,
}

impl<'a> Furnished<'a> {
    /// People come into a club that [`db_furnish`] furnished.
    pub async fn opens(club: &'a TestClub, mark: &str) -> Furnished<'a> {
        let explained =
            ["furnished", "payments.tell_buyer", "experiences.tell_booked", "payments.handle_event", "club.send_mail"];
        explained.iter().for_each(|name| club.leaves_work(name));
        let email = |who: &str| format!("{who}@{mark}.test");
        let fan = joins(club, &email("fan")).await;
        let other = joins(club, &email("other")).await;
        let owner = club.db_crew_at_work(&email("owner"), Role::Owner).await;
        let gate = club.visitor();
        let mut furnished = Furnished { club, fan, owner, gate, secrets: BTreeMap::new() };
        furnished.joins_a_tier().await;
        furnished.db_buys_everything(&email("fan"), mark).await;
        furnished.talk(&other).await;
        furnished.db_crew_works(mark).await;
        furnished.db_secrets(mark).await;
        club.rests();
        furnished
    }

    fn keeps(&mut self, before: &'static str, secret: impl Into<String>) {
        self.secrets.insert(before, secret.into());
    }

    async fn joins_a_tier(&mut self) {
        let tiers = self.fan.get("/tiers").await.expect(200);
        let form = tiers.form("form[action$='/checkouts']");
        let tier = self.one("SELECT slug FROM tiers");
        let page = self.fan.follow(self.fan.submit(&form.fill("tier", &tier)).await).await.expect(200);
        let session = page.path.trim_start_matches("/sandbox/checkout/").to_owned();
        let paid = self.fan.submit(&page.form("form[action*='/payments']").fill("card", "good")).await;
        self.fan.follow(paid).await.expect(200);
        let account = self.fan.get("/account").await.expect(200);
        let portal = self.fan.submit(&account.form("form[action$='/portal']")).await.expect(303).leads_to().unwrap();
        self.keeps("/sandbox/checkout/", session);
        self.keeps("/sandbox/portal/", portal.trim_start_matches("/sandbox/portal/"));
        let account = self.fan.get("/account").await.expect(200);
        let made = self.fan.submit(&account.form("form[action$='/account/feed']")).await;
        // Themes write the slashes of a value in another way.
        let feed = self.fan.follow(made).await.expect(200).text().replace("&#x2f;", "/");
        let token = feed.split("/feeds/").nth(1).and_then(|rest| rest.split(".xml").next()).expect("a private feed");
        self.keeps("/feeds/", token);
    }

    /// Shirts, tickets and a place backstage for the fan; a shirt that a guest has not paid yet; a cart.
    async fn db_buys_everything(&mut self, email: &str, mark: &str) {
        let member = self.member(email);
        let buyer = Buyer { member: Some(member.clone()), email: email.to_owned(), language: "en".into() };
        let shirts = [self.wants_shirt(), self.wants_shirt(), self.wants_shirt()];
        let mut sent = Vec::new();
        for wanted in shirts {
            sent.push(self.db_paid(&buyer, wanted).await.id);
        }
        let ticket = Wanted {
            kind: tickets::KIND,
            item: self.one("SELECT id FROM ticket_types"),
            price: None,
            quantity: 3,
            details: tickets::sale::Details::default().written(),
            instead: false,
        };
        self.db_paid(&buyer, ticket).await;
        self.db_gives_back(&sent[0], &member).await;
        let tier = self.one("SELECT id FROM orders ORDER BY number");
        self.db_gives_back(&orders::OrderId(tier), &member).await;
        let backstage = self.wants_place(mark).await;
        self.db_paid(&buyer, backstage).await;
        let guest = Buyer { member: None, email: format!("guest@{mark}.test"), language: "en".into() };
        let waiting = self.db_placed(&guest, self.wants_shirt()).await;
        let link = orders::link(self.club, &waiting.id);
        self.keeps("/o/{order}/", link.rsplit('/').next().unwrap_or_default());
        let now = Moment::now();
        self.club
            .write(move |tx| {
                for order in &sent[1..] {
                    shipments::pack_all(tx, order, now).map_err(|error| Fault::broken(error.to_string()))?;
                }
                Ok::<_, Fault>(())
            })
            .await
            .unwrap();
        let downloads = self.fan.get("/downloads").await.expect(200);
        let path = downloads.attributes(".downloads .files a", "href").remove(0);
        let (key, asset) = path.trim_start_matches("/downloads/").split_once('/').expect("a key and a file");
        self.keeps("/downloads/", key);
        self.keeps("/downloads/{key}/", asset);
        let page = self.fan.get(&format!("/shop/{}", self.one("SELECT slug FROM products"))).await.expect(200);
        let variant = self.one("SELECT id FROM product_variants ORDER BY position");
        self.fan.submit(&page.form("form.product__form").fill("variant", &variant)).await.expect(303);
    }

    fn wants_shirt(&self) -> Wanted {
        let (kind, item) = (stagedoor::shop::KIND, self.one("SELECT id FROM product_variants ORDER BY position"));
        let price = format!("SELECT id FROM prices WHERE item_kind = '{kind}' AND item_id = '{item}'");
        Wanted { kind, item, price: Some(self.one(&price)), quantity: 1, details: "{}".into(), instead: false }
    }

    async fn wants_place(&self, mark: &str) -> Wanted {
        let asked = Asked {
            name: format!("{mark} fan"),
            guests: Vec::new(),
            answers: Vec::new(),
            born: String::new(),
            guests_of_age: true,
            agreed: true,
        };
        let slot = self.one("SELECT id FROM experience_slots ORDER BY starts_at");
        let details = self
            .club
            .read(move |conn| {
                let slot = experiences::slot(conn, &experiences::SlotId(slot))?.expect("a slot");
                let experience = experiences::by_id(conn, &slot.experience_id)?.expect("an experience");
                Ok((experiences::details(&experience, &[], &slot, &asked).expect("a full form"), slot))
            })
            .await
            .unwrap();
        Wanted {
            kind: experiences::KIND,
            item: details.1.id.to_string(),
            price: Some(self.one(&format!("SELECT id FROM prices WHERE item_kind = '{}'", experiences::KIND))),
            quantity: 1,
            details: details.0.kept(),
            instead: false,
        }
    }

    async fn db_placed(&self, buyer: &Buyer, wanted: Wanted) -> Order {
        let (buyer, now) = (buyer.clone(), Moment::now());
        let new = NewOrder { address: Some(crate::payments::carts::address("FR")), ..NewOrder::of(wanted) };
        let terms = Terms { livemode: false, return_to: "/orders".into(), hold_until: now.plus_minutes(600) };
        self.club
            .write(move |tx| {
                let placed = orders::place(tx, KINDS, &buyer, &new, &terms, now);
                Ok::<_, Fault>(placed.map_err(|error| Fault::broken(error.to_string()))?.order)
            })
            .await
            .unwrap()
    }

    async fn db_paid(&self, buyer: &Buyer, wanted: Wanted) -> Order {
        let (order, now) = (self.db_placed(buyer, wanted).await, Moment::now());
        self.club
            .write(move |tx| {
                orders::mark_paid(tx, &order, &Takings { gross: order.total(), tax: 0, at: now })?;
                let order = orders::by_id(tx, &order.id)?.expect("an order");
                for line in orders::undelivered_lines(tx, &order.id)? {
                    orders::deliver(tx, KINDS, &order, &line.id, None, now)?;
                }
                Ok::<_, Fault>(order)
            })
            .await
            .unwrap()
    }

    /// A little of what an order cost goes back.
    async fn db_gives_back(&self, order: &orders::OrderId, member: &MemberId) {
        let (id, member, now) = (order.clone(), member.clone(), Moment::now());
        let given = self.club.write(move |tx| {
            let order = orders::by_id(tx, &id)?.expect("an order");
            if payments::payments_of(tx, &id)?.is_empty() {
                let past = PastOrder {
                    id: id.clone(),
                    origin: Origin::Checkout,
                    member: member.clone(),
                    email: order.email.clone(),
                    language: "en".into(),
                    kind: tickets::KIND,
                    item: String::new(),
                    price: String::new(),
                    name: String::new(),
                    paid: order.total(),
                    at: now,
                };
                payments::insert_past(tx, &[past])?;
            }
            let share = Share::Amount(Money::new(100, order.currency));
            payments::refund(tx, KINDS, &id, &GivingBack { share, goods: Goods::Kept, known: 0 }, &Actor::System, now)
        });
        given.await.unwrap();
    }

    /// The fan says something, and somebody else reports it.
    async fn talk(&self, other: &Visitor) {
        let path = format!("/posts/{}", self.one("SELECT slug FROM posts ORDER BY slug"));
        let form = self.fan.get(&path).await.expect(200).form("form[action$='/comments']");
        self.fan.submit(&form.fill("body", "What a night")).await.expect(303);
        let report = other.get(&path).await.expect(200).attributes("a[href$='/reports']", "href").remove(0);
        let form = other.get(&report).await.expect(200).form("main form");
        other.submit(&form.fill("reason", "rude")).await.expect(303);
    }

    /// An export, an import, a letter, an upload, a pass, a colleague, a job that gave up, and browsers left signed in.
    async fn db_crew_works(&mut self, mark: &str) {
        let now = Moment::now();
        let asked = self.owner.get("/studio/exports/new").await.expect(200).form("form[action='/studio/exports']");
        self.owner.submit(&asked.fill("name", &format!("{mark} export"))).await.expect(303);
        let handed = self.owner.get("/studio/handovers/new").await.expect(200).form("form[action='/studio/handovers']");
        let handed = handed.fill("partner", &format!("{mark} partner")).fill("purpose", &format!("{mark} purpose"));
        self.owner.submit(&handed.fill("keep_until", "2199-12-31").fill("column", "name")).await.expect(303);
        let (back, handover) = (self.club.folder().path().join("back.csv"), self.one("SELECT id FROM handovers"));
        std::fs::write(&back, format!("email,seat\nback@{mark}.test,{mark} seat\n")).unwrap();
        let (handover, by) = (stagedoor::archive::ExportId(handover), Actor::Operator);
        let taken = handbacks::take_in(self.club, handover, back.clone(), "back.csv", by, "owner", now).await;
        taken.unwrap().unwrap();
        std::fs::remove_file(back).unwrap();
        let made = self.owner.get("/studio/members/fields/new").await.expect(200).form("main form");
        self.owner.submit(&made.fill("name", &format!("{mark} size"))).await.expect(303);
        let file = format!("Email,Name\nrow@{mark}.test,{mark} Row\nnobody,{mark} Nobody\n").into_bytes();
        let part = reqwest::multipart::Part::bytes(file).file_name("members.csv");
        let path = "/studio/members/import";
        let form = reqwest::multipart::Form::new().part("file", part);
        let sent = self.owner.send(path, self.owner.request(Method::POST, path).multipart(form)).await.expect(303);
        let page = self.owner.get(&sent.leads_to().unwrap()).await.expect(200);
        let mapped = page.form("form[action$='/rehearsals']").fill("column-0", "email").fill("column-1", "name");
        self.owner.submit(&mapped).await.expect(303);
        self.one(&format!(
            "INSERT INTO adoptions (id, account, livemode, state, last_read, total, done, mail_waits, requested_by, created_at)
             VALUES ('adoption-{mark}', 'acct_{mark}', false, 'read', '', 0, 0, true, '', 0) RETURNING id"
        ));
        let new = NewUpload { file_name: format!("{mark}.mp3"), total: 1_000, by: "owner".into() };
        media::begin(self.club, new, 1 << 40, now).await.unwrap();
        let (event, post) = (self.one("SELECT id FROM events"), self.one("SELECT id FROM posts ORDER BY slug"));
        let colleague = stagedoor::base::EmailAddress::parse(&format!("colleague@{mark}.test")).unwrap();
        let mut passes = self
            .club
            .write(move |tx| {
                crew::invite(tx, &colleague, "Mo", Role::Moderator, Lang::EN, Actor::Operator, now)?;
                broadcasts::prepare(tx, &stagedoor::posts::PostId(post.clone()), "", now)
                    .map_err(|error| Fault::broken(error.to_string()))?;
                let pass = |gate: &str| NewPass {
                    event: tickets::EventId(event.clone()),
                    gate: gate.to_owned(),
                    search: true,
                };
                let made = ["A", "B"].map(|gate| tickets::make_pass(tx, &pass(gate), Actor::Operator, now));
                made.into_iter().map(|made| made.map(|(_, secret)| secret)).collect::<Result<Vec<_>, Fault>>()
            })
            .await
            .unwrap();
        let paired = format!("/door/pair/{}", passes.remove(0).reveal());
        let form = self.gate.get(&paired).await.expect(200).form("form[action^='/door/pair/']");
        self.gate.submit(&form).await.expect(303);
        self.keeps("/door/pair/", passes.remove(0).reveal());
        self.club.db_rows(&format!(
            "INSERT INTO jobs (id, name, payload, state, run_after, attempts, last_error, created_at)
             VALUES ('job-{mark}', 'furnished', '{{}}', 'given_up', {}, 12, 'no', 0) RETURNING id",
            now.plus_days(1).0
        ));
        let origin = &self.club.config().base_url;
        self.owner.makes_passkey("/studio/account/passkeys/new", origin).await.1.expect(303);
        self.fan.makes_passkey("/account", origin).await.1.expect(303);
        for (audience, table) in [("crew", "crew_members"), ("fans", "members")] {
            let person = self.one(&format!("SELECT id FROM {table} ORDER BY id"));
            self.club.db_rows(&format!(
                "INSERT INTO sessions (id, token_hash, audience, person_id, created_at, last_seen_at, expires_at, device, ip)
                 VALUES ('left-{audience}-{mark}', '{audience}', '{audience}', '{person}', {0}, {0}, {1}, '{mark}', '')
                 RETURNING id",
                now.0,
                now.plus_days(1).0
            ));
        }
    }

    /// Links as they stand in mails.
    async fn db_secrets(&mut self, mark: &str) {
        let now = Moment::now();
        for (before, audience, who) in [("/studio/link/", Audience::Crew, "owner"), ("/link/", Audience::Fans, "fan")] {
            let email = stagedoor::base::EmailAddress::parse(&format!("{who}@{mark}.test")).unwrap();
            let link = Secret::random();
            self.keeps(before, link.reveal());
            self.club
                .write(move |tx| sessions::keep_link(tx, audience, &email, &link, "en", now.plus_days(1), now))
                .await
                .unwrap();
        }
        let member = self.member(&format!("fan@{mark}.test"));
        self.db_ways_in(&member, mark).await;
        let leaves = unsubscribe_url(self.club, &member, broadcasts::PURPOSE);
        self.keeps("/unsubscribe/", leaves.rsplit('/').next().unwrap_or_default());
    }

    /// Two invitations, a request to be let in, a move to another address, and sealed papers.
    async fn db_ways_in(&mut self, member: &MemberId, mark: &str) {
        let (now, mover, club) = (Moment::now(), member.clone(), stagedoor::club::Club::clone(self.club));
        let to = stagedoor::base::EmailAddress::parse(&format!("moved@{mark}.test")).unwrap();
        let asking = Joining {
            email: stagedoor::base::EmailAddress::parse(&format!("asking@{mark}.test")).unwrap(),
            name: format!("{mark} asks"),
            language: "en".into(),
            country: "FR".into(),
            birth_date: None,
            source: "web".into(),
            consents: Vec::new(),
            decided_at: now,
        };
        let papers = orders::OrderId(self.one("SELECT id FROM orders ORDER BY number"));
        let (request, asked) = self
            .club
            .write(move |tx| {
                invitations::make(tx, 1, "", now)?;
                let open = Entry { each: 1, ..invitations::entry(tx)? };
                invitations::set_entry(tx, &open, Actor::Operator, now)?;
                invitations::give(tx, &mover, "", now)?.expect("one to give");
                orders::papers::mark_for_sealing(tx, &papers, now.plus_days(365))?;
                orders::papers::seal(tx, club.key(), &papers)?;
                Ok::<_, Fault>((invitations::ask(tx, &asking, &[], now)?, members::ask_to_move(tx, &mover, &to, now)?))
            })
            .await
            .unwrap();
        self.keeps("/account/address/", asked.for_new.reveal());
        let signature = self.club.key().sign("join request", request.id.as_str());
        self.keeps("/queue/", format!("{}.{signature}", request.id));
    }

    fn member(&self, email: &str) -> MemberId {
        MemberId(self.one(&format!("SELECT id FROM members WHERE email_folded = '{email}'")))
    }

    #[track_caller]
    fn one(&self, query: &str) -> String {
        let rows = self.club.db_rows(query);
        rows.first().unwrap_or_else(|| panic!("nothing answers {query}"))[0].clone()
    }

    /// The address of a route in this club, with real things in the place of each name.
    pub fn address(&self, route: &str) -> String {
        self.address_opened_by(self, route)
    }

    /// The same with the keys of another club, for whoever has those and reads the rest off this one.
    pub fn address_opened_by(&self, keys: &Furnished<'_>, route: &str) -> String {
        let (mut address, mut pattern) = (String::new(), String::new());
        for part in route.split_inclusive('}') {
            let Some((before, name)) = part.split_once('{') else {
                address.push_str(part);
                continue;
            };
            address.push_str(before);
            pattern.push_str(before);
            let name = name.trim_end_matches('}').split(':').next().unwrap_or_default();
            let of = if keys.is_key(&pattern) { keys } else { self };
            address.push_str(&of.thing(&pattern, name));
            pattern.push_str(&format!("{{{name}}}"));
        }
        address
    }

    fn is_key(&self, before: &str) -> bool {
        self.secrets.contains_key(before) || matches!(before, "/bookings/" | "/tickets/{ticket}/")
    }

    /// What stands after these words of an address. A new route with a name in it says here where its thing is found.
    fn thing(&self, before: &str, name: &str) -> String {
        if let Some(secret) = self.secrets.get(before) {
            return secret.clone();
        }
        let query = match before {
            "/studio/account/passkeys/" => "SELECT id FROM passkeys WHERE audience = 'crew'",
            "/account/passkeys/" => "SELECT id FROM passkeys WHERE audience = 'fans'",
            "/studio/account/sessions/" => "SELECT id FROM sessions WHERE id LIKE 'left-crew%'",
            "/account/sessions/" => "SELECT id FROM sessions WHERE id LIKE 'left-fans%'",
            "/studio/broadcasts/" => "SELECT id FROM broadcasts",
            "/studio/codes/" => "SELECT id FROM discount_codes",
            "/studio/crew/" => "SELECT id FROM crew_members WHERE email_folded LIKE 'colleague%'",
            "/studio/events/" => "SELECT event_id FROM tickets ORDER BY number",
            "/studio/events/{id}/attendees/" => "SELECT id FROM tickets ORDER BY number",
            "/studio/events/{id}/passes/" => "SELECT id FROM door_passes ORDER BY gate",
            "/studio/events/{id}/types/" => "SELECT id FROM ticket_types",
            "/studio/experiences/" => "SELECT id FROM experiences",
            "/studio/exports/" => "SELECT id FROM member_exports",
            "/studio/handbacks/" => "SELECT id FROM handbacks",
            "/studio/handovers/" => "SELECT id FROM handovers",
            "/studio/kept-exports/" => "SELECT id FROM kept_exports",
            "/studio/entry/invitations/" => "SELECT id FROM invitations WHERE inviter_id IS NULL",
            "/account/invitations/" => "SELECT id FROM invitations WHERE inviter_id IS NOT NULL",
            "/studio/jobs/" => "SELECT id FROM jobs WHERE name = 'furnished'",
            "/studio/media/" => "SELECT id FROM assets ORDER BY kind",
            "/studio/members/fields/" => "SELECT id FROM club_fields ORDER BY number",
            "/studio/members/adoptions/" => "SELECT id FROM adoptions",
            "/studio/members/import/" => "SELECT id FROM imports",
            "/studio/members/" => "SELECT id FROM members ORDER BY number",
            "/studio/orders/" => {
                "SELECT CAST(number AS TEXT) FROM orders WHERE id IN (SELECT order_id FROM payments) ORDER BY number"
            }
            "/studio/packing/" => {
                "SELECT CAST(number AS TEXT) FROM orders WHERE state <> 'awaiting_payment' AND id IN
                 (SELECT order_id FROM packing_lines) ORDER BY number"
            }
            "/studio/orders/{number}/credit-notes/"
            | "/orders/{number}/credit-notes/"
            | "/o/{order}/{key}/credit-notes/" => {
                "SELECT CAST(credit_note_number AS TEXT) FROM refunds
                 WHERE order_id NOT IN (SELECT order_id FROM packing_lines)"
            }
            "/studio/parcels/" => "SELECT id FROM shipments WHERE sent_at IS NULL ORDER BY id",
            "/studio/posts/" => "SELECT id FROM posts WHERE state <> 'archived' ORDER BY slug",
            "/studio/products/" => "SELECT id FROM products",
            "/studio/reports/" => "SELECT id FROM comments",
            "/studio/segments/" => "SELECT id FROM segments",
            "/studio/shipping/" => "SELECT id FROM shipping_zones",
            "/studio/slots/" => "SELECT id FROM experience_slots WHERE state = 'open' ORDER BY starts_at",
            "/studio/tiers/" => "SELECT id FROM tiers",
            "/studio/uploads/" => "SELECT id FROM uploads",
            "/o/" => "SELECT id FROM orders WHERE state = 'awaiting_payment'",
            "/bookings/" => "SELECT key FROM experience_bookings",
            "/cart/lines/" => "SELECT id FROM cart_lines",
            "/comments/" => "SELECT id FROM comments",
            "/events/" => "SELECT slug FROM events",
            "/experiences/" => "SELECT slug FROM experiences",
            "/mails/{mail}/files/" => return "tickets.pdf".into(),
            "/mails/" => "SELECT id FROM mails",
            "/media/" => "SELECT id FROM assets WHERE kind = 'photo'",
            "/media/{asset}/" => {
                "SELECT name FROM renditions WHERE asset_id = (SELECT id FROM assets WHERE kind = 'photo')
                 AND name <> 'original' ORDER BY name"
            }
            "/orders/" if name == "number" => "SELECT CAST(number AS TEXT) FROM orders ORDER BY number",
            "/orders/" => "SELECT id FROM orders ORDER BY number",
            "/posts/" => "SELECT slug FROM posts WHERE state <> 'archived' ORDER BY slug",
            "/shop/" => "SELECT slug FROM products",
            "/tickets/" => "SELECT id FROM tickets ORDER BY number",
            "/tickets/{ticket}/" => "SELECT secret FROM tickets ORDER BY number",
            "/posts/{slug}/reactions/" => return "heart".into(),
            "/static/" | "/theme/" => return "1".into(),
            "/static/{version}/" | "/theme/{version}/" => return "theme.css".into(),
            _ => panic!("{before}{{{name}}} is not furnished: say where its thing is found"),
        };
        self.one(query)
    }
}

/// A body that fits every form of the house: each reads what it knows.
pub fn body(csrf: &str) -> Vec<(&'static str, String)> {
    let fixed = [
        ("act", "hide"),
        ("address", "Main street"),
        ("amount", ""),
        ("at", "2032-06-06T16:30"),
        ("audience", "everyone"),
        ("body", "Taken"),
        ("card", "good"),
        ("code", "TAKEN"),
        ("condition", "everyone"),
        ("doors", "2032-12-12T19:00"),
        ("email", "taken@thief.test"),
        ("ends_at", ""),
        ("format", "csv"),
        ("gate", "Taken"),
        ("holder", "Taken"),
        ("kind", ""),
        ("label", "taken"),
        ("month", "7"),
        ("name", "Taken"),
        ("note", "Taken"),
        ("per_buyer", ""),
        ("percent", "10"),
        ("perks", "Taken"),
        ("places", "5"),
        ("price", "12"),
        ("quantity", "1"),
        ("reason", "rude"),
        ("return", "/studio"),
        ("revision", "1"),
        ("role", "moderator"),
        ("starts", "2032-12-12T20:00"),
        ("starts_at", ""),
        ("step", "cancel"),
        ("summary", "Taken"),
        ("sure", "yes"),
        ("tag", "taken"),
        ("title", "Taken"),
        ("total", ""),
        ("venue", "Taken"),
        ("wording", "Taken"),
        ("year", ""),
        ("zone", "Europe/Paris"),
    ];
    let fixed = fixed.into_iter().map(|(name, value)| (name, value.to_owned()));
    fixed.chain([("csrf", csrf.to_owned())]).collect()
}

impl Visitor {
    /// The token that this visitor's own pages put into their forms.
    pub async fn csrf(&self) -> String {
        let page = self.get("/account").await;
        page.attributes("input[name=csrf]", "value").first().cloned().unwrap_or_default()
    }

    /// Sends what a page of ours would send there, with this visitor's own token.
    pub async fn tries(&self, method: &str, path: &str, csrf: &str) -> Answer {
        let method: Method = method.parse().unwrap();
        let request = self.request(method.clone(), path).header("tus-resumable", "1.0.0");
        let request = match method {
            Method::POST if path.starts_with("/studio/uploads") => request.header("upload-length", "10"),
            Method::PATCH => request
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", "0")
                .body("taken"),
            Method::POST => request.form(&body(csrf)),
            _ => request,
        };
        self.send(path, request).await
    }
}
