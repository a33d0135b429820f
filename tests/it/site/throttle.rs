//! When many ask for letters: nobody is refused, strangers work a little or wait, and nothing is told about anybody.

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, rt};
use sha2::{Digest, Sha256};
use stagedoor::application;
use stagedoor::base::Moment;
use stagedoor::lobby::{Edits, usual};
use stagedoor::plumbing::web::{Limit, Limits, TrustedProxies};
use stagedoor::server::{Shared, open_clubs};

use crate::support::{Answer, TestClub, Visitor};

/// The house in this process, where its counters can be reached. Ends with the test.
pub struct Here {
    limits: Limits,
    server: ServerHandle,
}

impl Here {
    pub async fn serves(club: &TestClub) -> Here {
        club.leaves_work("club.send_mail");
        let clubs = open_clubs(club.data()).unwrap();
        let proxies = TrustedProxies::parse(&["127.0.0.1".to_owned()]).unwrap();
        let shared = Shared::new(clubs, proxies, Edits::WhenAtRest);
        let limits = shared.limits.as_ref().clone();
        let server =
            HttpServer::new(move || application!(shared.clone())).workers(1).bind(club.address()).unwrap().run();
        let handle = server.handle();
        rt::spawn(server);
        Here { limits, server: handle }
    }

    /// As if so many had asked already.
    pub fn db_pressed(&self, club: &TestClub, rule: Limit, key: &str, times: u32) {
        for _ in 0..times {
            self.limits.press(rule, club.name(), key, Moment::now());
        }
    }

    pub async fn stops(self) {
        self.server.stop(false).await;
    }
}

async fn asks(visitor: &Visitor, page: &str, email: &str) -> Answer {
    let form = visitor.get(page).await.expect(200).form(&format!("form[action$='{page}']"));
    visitor.submit(&form.fill("email", email)).await
}

/// The same form once more, as the answer shows it.
async fn asks_again(visitor: &Visitor, answer: &Answer, work: &str) -> Answer {
    let form = answer.form("form:has([data-work])");
    visitor.submit(&form.fill("work", work)).await
}

fn found(answer: &Answer) -> String {
    let word = answer.attributes("[data-work]", "data-work").remove(0);
    let bits: u32 = answer.attributes("[data-work]", "data-bits").remove(0).parse().unwrap();
    let zeros = |hash: &[u8]| u32::from_be_bytes(hash[..4].try_into().unwrap()).leading_zeros();
    let fits = |number: &u32| zeros(&Sha256::digest(format!("{word}.{number}"))) >= bits;
    (0..u32::MAX).find(fits).unwrap().to_string()
}

fn letters(club: &TestClub) -> usize {
    club.db_rows("SELECT id, kind FROM mails").len()
}

#[actix_web::test]
async fn whoever_works_joins_at_once_and_only_for_the_address_they_worked_for() {
    let club = TestClub::open();
    let here = Here::serves(&club).await;
    here.db_pressed(&club, usual::FROM_NETWORK, "127.0.0.1", 600);
    let fan = club.visitor();
    let asked = asks(&fan, "/join", "zoe@fans.test").await.expect(429).says("Nothing you typed is lost");
    assert_eq!(asked.attributes("#email", "value"), ["zoe@fans.test"]);
    assert_eq!(asked.attributes("[data-work]", "data-bits"), ["16"]);
    assert_eq!(letters(&club), 0);
    let asked = asks_again(&fan, &asked, "1").await.expect(429);
    let work = found(&asked);
    // Not in another browser, and not for another mailbox.
    let thief = club.visitor();
    thief.get("/join").await.expect(200);
    asks_again(&thief, &asked, &work).await.expect(422).says("open for too long");
    let other = asked.form("form:has([data-work])").fill("email", "ada@fans.test").fill("work", &work);
    fan.submit(&other).await.expect(429);
    assert_eq!(letters(&club), 0);
    let taken = asks_again(&fan, &asked, &work).await.expect(303);
    assert_eq!(taken.leads_to().as_deref(), Some("/code"));
    // The same mailbox under another name is the same mailbox.
    let plus = asked.form("form:has([data-work])").fill("email", "zoe+2@fans.test").fill("work", &work);
    fan.submit(&plus).await.expect(303);
    assert_eq!(letters(&club), 2);
    here.stops().await;
}

#[actix_web::test]
async fn without_scripts_one_waits_a_little() {
    let club = TestClub::open();
    let here = Here::serves(&club).await;
    here.db_pressed(&club, usual::TO_DOMAIN, "fans.test", 600);
    let fan = club.visitor();
    let asked = asks(&fan, "/sign-in", "zoe@fans.test").await.expect(429).says("wait 15 seconds");
    let early = asks_again(&fan, &asked, "").await.expect(429);
    assert!(early.words().contains("wait 15 seconds") || early.words().contains("wait 14 seconds"), "it does not grow");
    rt::time::sleep(std::time::Duration::from_secs(16)).await;
    asks_again(&fan, &early, "").await.expect(303);
    assert_eq!(letters(&club), 1);
    // Somebody else's domain is not pressed.
    asks(&club.visitor(), "/sign-in", "zoe@elsewhere.test").await.expect(303);
    here.stops().await;
}

#[actix_web::test]
async fn pressure_counts_networks_neighbourhoods_domains_and_the_club() {
    let check = async |rule: Limit, key: &str, usually: u32, pressed: &str, free: &str| {
        let club = TestClub::open();
        let here = Here::serves(&club).await;
        here.db_pressed(&club, rule, key, usually - 1);
        asks(&club.visitor(), "/join", pressed).await.expect(303);
        asks(&club.visitor(), "/join", pressed).await.expect(429).says("Many people are asking");
        if !free.is_empty() {
            asks(&club.visitor(), "/join", free).await.expect(303);
        }
        here.stops().await;
    };
    check(usual::FROM_NETWORK, "127.0.0.1", 600, "a@fans.test", "").await;
    check(usual::FROM_NEIGHBOURHOOD, "127.0.0.0/24", 900, "a@fans.test", "").await;
    check(usual::TO_DOMAIN, "bots.test", 600, "a@x1.bots.test", "a@fans.test").await;
    check(usual::TO_BIG_DOMAIN, "gmail.com", 3_000, "a@gmail.com", "a@fans.test").await;
    check(usual::OF_CLUB, "", 6_000, "a@fans.test", "").await;
}

#[actix_web::test]
async fn the_harder_it_is_pressed_the_longer_it_takes_and_never_for_ever() {
    let club = TestClub::open();
    let here = Here::serves(&club).await;
    here.db_pressed(&club, usual::FROM_NETWORK, "127.0.0.1", 2_000);
    let asked = asks(&club.visitor(), "/join", "a@fans.test").await.expect(429).says("wait 30 seconds");
    assert_eq!(asked.attributes("[data-work]", "data-bits"), ["17"]);
    here.db_pressed(&club, usual::FROM_NETWORK, "127.0.0.1", 200_000);
    let asked = asks(&club.visitor(), "/join", "b@fans.test").await.expect(429).says("wait 300 seconds");
    assert_eq!(asked.attributes("[data-work]", "data-bits"), ["21"]);
    here.stops().await;
}

#[actix_web::test]
async fn no_answer_tells_who_is_a_member_and_members_browsers_go_free() {
    let club = TestClub::open();
    let fan = {
        let server = club.serve();
        let fan = club.fan_joins("zoe@fans.test").await;
        let form = fan.get("/account").await.expect(200).form("form[action$='/sign-out']");
        fan.submit(&form).await.expect(303);
        club.rests();
        server.stops();
        fan
    };
    let here = Here::serves(&club).await;
    here.db_pressed(&club, usual::FROM_NETWORK, "127.0.0.1", 700);
    for page in ["/sign-in", "/join"] {
        let said = async |email: &str| {
            let asked = asks(&club.visitor(), page, email).await.expect(429);
            asked.words().replace(email, "")
        };
        assert_eq!(said("zoe@fans.test").await, said("nobody@fans.test").await, "{page}");
    }
    asks(&fan, "/sign-in", "zoe@fans.test").await.expect(303);
    here.stops().await;
}
