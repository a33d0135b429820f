//! People who join and then go to pay, one after the other, each from a network of their own.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use reqwest::{Client, redirect};
use scraper::{Html, Selector};

use super::house::House;
use super::load::{Speed, speed};

/// How long the requests that write took.
pub struct Waited {
    pub joins: Speed,
    pub checkouts: Speed,
}

/// About ten people a second until `ended`.
pub async fn join_and_buy(house: &House, mut ended: impl FnMut() -> bool) -> Waited {
    let began = Instant::now();
    let (mut joins, mut checkouts) = (Vec::new(), Vec::new());
    let origin = house.base_url();
    let tier = house.words("SELECT slug AS name FROM tiers ORDER BY position LIMIT 1").remove(0);
    for number in 0.. {
        if ended() {
            break;
        }
        let fan = Fan::from_network(house, &origin, number);
        joins.extend(fan.joins().await);
        checkouts.push(fan.buys(&tier).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(checkouts.len() > 20, "the work was over before people could join: {}", checkouts.len());
    Waited { joins: speed(joins, began.elapsed()), checkouts: speed(checkouts, began.elapsed()) }
}

struct Fan<'h> {
    house: &'h House,
    client: Client,
    origin: &'h str,
    email: String,
}

impl Fan<'_> {
    fn from_network<'h>(house: &'h House, origin: &'h str, number: u32) -> Fan<'h> {
        let from = Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 1, 0, 1)) + number);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .cookie_store(true)
            .local_address(std::net::IpAddr::from(from))
            .resolve("localhost", house.address())
            .build();
        // A crowd of strangers who all have their mailbox at one small domain would be asked to wait.
        let email = format!("newcomer-{number}@town{}.example", number / 100);
        Fan { house, client: client.expect("a client"), origin, email }
    }

    /// The form, and the code.
    async fn joins(&self) -> [Duration; 2] {
        let mut fields = self.hidden_fields("/join", "/join").await;
        fields.push(("email".to_owned(), self.email.clone()));
        fields.push(("name".to_owned(), "New Comer".to_owned()));
        fields.push(("birth_date".to_owned(), "2000-01-01".to_owned()));
        let asked = self.posts("/join", &fields).await;
        let letter = format!("SELECT text AS name FROM mails WHERE to_address = '{}'", self.email);
        let letter = self.house.words(&letter).pop().expect("a letter with the code");
        let mut words = letter.split(|c: char| !c.is_ascii_alphanumeric());
        let code = words.find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()));
        let mut fields = self.hidden_fields("/code", "/code").await;
        fields.push(("code".to_owned(), code.expect("six digits").to_owned()));
        [asked, self.posts("/code", &fields).await]
    }

    async fn buys(&self, tier: &str) -> Duration {
        let mut fields = self.hidden_fields("/tiers", "/checkouts").await;
        fields.retain(|(name, _)| name == "csrf");
        fields.extend([("tier", tier), ("period", "month"), ("back", "/")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        self.posts("/checkouts", &fields).await
    }

    /// Of the first form on a page that leads somewhere.
    async fn hidden_fields(&self, page: &str, action: &str) -> Vec<(String, String)> {
        let answer = self.client.get(format!("{}{page}", self.origin)).send().await.expect("the server answers");
        let html = Html::parse_document(&answer.text().await.expect("a page"));
        let form = Selector::parse(&format!("form[action$='{action}']")).expect("a selector");
        let form = html.select(&form).next().unwrap_or_else(|| panic!("{page} has no form to {action}"));
        let hidden = Selector::parse("input[type=hidden]").expect("a selector");
        let fields = form.select(&hidden).map(|input| {
            let of = |name: &str| input.attr(name).unwrap_or_default().to_owned();
            (of("name"), of("value"))
        });
        fields.collect()
    }

    async fn posts(&self, path: &str, fields: &[(String, String)]) -> Duration {
        let request = self.client.post(format!("{}{path}", self.origin)).form(fields);
        let request = request.header("origin", self.origin).header("sec-fetch-site", "same-origin");
        let asked = Instant::now();
        let answer = request.send().await.expect("the server answers");
        let waited = asked.elapsed();
        assert_eq!(answer.status(), 303, "{path}: {}", answer.text().await.unwrap_or_default());
        waited
    }
}
