//! What people do at a club's door, through its forms.

use std::time::{Duration, Instant};

use reqwest::Method;
use stagedoor::base::{EmailAddress, Moment};
use stagedoor::crew::{self, Role};
use stagedoor::journal::Actor;
use stagedoor::plumbing::locale::Lang;
use totp_rs::{Algorithm, Builder};

use super::{Answer, TestClub, Visitor};

impl TestClub {
    /// Somebody joins with this address: form, mail, six digits.
    pub async fn fan_joins(&self, email: &str) -> Visitor {
        let fan = self.visitor();
        let form = fan.get("/join").await.expect(200).form("form[action$='/join']").fill("email", email);
        let asked = fan.follow(fan.submit(&form).await).await.expect(200);
        let code = self.mailbox.letter_to(email).code();
        let form = asked.form("form[action$='/code']").fill("code", &code);
        fan.follow(fan.submit(&form).await).await.expect(200);
        fan
    }

    /// A crew member of this role, signed in and with the second factor just shown.
    pub async fn db_crew_at_work(&self, email: &str, role: Role) -> Visitor {
        let crew = self.db_crew_comes_in(email, role).await;
        crew.proves().await;
        crew
    }

    /// A crew member of this role, signed in with a code alone.
    pub async fn db_crew_comes_in(&self, email: &str, role: Role) -> Visitor {
        let address = EmailAddress::parse(email).unwrap();
        let invited =
            self.write(move |tx| crew::invite(tx, &address, "Ines", role, Lang::EN, Actor::Operator, Moment::now()));
        invited.await.unwrap();
        let crew = self.visitor();
        let form = crew.get("/studio/sign-in").await.expect(200).form("form").fill("email", email);
        let asked = crew.follow(crew.submit(&form).await).await.expect(200);
        let code = self.mailbox.letter_to(email).code();
        crew.follow(crew.submit(&asked.form("form").fill("code", &code)).await).await.expect(200);
        crew
    }

    /// Waits until the serving program has done everything that is due.
    pub fn rests(&self) {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let due = self.db_rows(&format!(
                "SELECT name, state FROM jobs WHERE run_after <= {} AND last_error IS NULL",
                // What a job leaves behind while this is being asked is due later than the asking began.
                Moment::now().plus_seconds(1).0
            ));
            if due.is_empty() {
                return;
            }
            assert!(Instant::now() < until, "work goes on and on: {due:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// What the app shows for this secret at that moment.
pub fn totp_at(secret: &str, at: Moment) -> String {
    let secret = base32(secret);
    let made = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .with_account_name("ines")
        .build()
        .unwrap();
    made.generate(at.unix().unsigned_abs()).to_string()
}

/// Now, waited for if need be: an app's code of the step before still counts when it arrives.
pub async fn early_in_a_step() -> Moment {
    const STEP: i64 = 30;
    let into_step = Moment::now().unix().rem_euclid(STEP);
    if into_step > STEP / 2 {
        tokio::time::sleep(std::time::Duration::from_secs((STEP - into_step).unsigned_abs())).await;
    }
    Moment::now()
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for c in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let value = if c.is_ascii_digit() { c - b'2' + 26 } else { c.to_ascii_uppercase() - b'A' };
        held = (held << 5 | u32::from(value)) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

impl Visitor {
    /// Sets up the second factor, and shows it thereby.
    pub async fn proves(&self) {
        self.sets_up_a_factor(Moment::now()).await;
    }

    /// Sets up the second factor with the code of that moment: the app's secret, and the recovery codes.
    pub async fn sets_up_a_factor(&self, at: Moment) -> (String, Vec<String>) {
        let page = self.get("/studio/account/second-factor").await.expect(200);
        let secret = page.texts("ol.run code").concat().replace(' ', "");
        let form = page.form("form[action='/studio/account/second-factor']").fill("code", &totp_at(&secret, at));
        let proved = self.follow(self.submit(&form).await).await;
        let codes = proved.expect(200).says("Each of these codes works once").texts(".codes li");
        (secret, codes)
    }

    /// Any request to a route, with a body a form would have; what it leads to is not followed.
    pub async fn knocks(&self, method: &str, path: &str) -> Answer {
        let method: Method = method.parse().unwrap();
        let request = self.request(method.clone(), path);
        let request = if method == Method::POST { request.form(&[("csrf", "x")]) } else { request };
        self.send(path, request).await
    }
}
