//! `doctor` asks Stripe, and says in words what is wrong.

use stagedoor::base::Moment;
use stagedoor::payments::EVENTS;

use crate::stripe::Stripe;
use crate::support::{TestClub, program};

/// What doctor says about a club whose account at Stripe is as `set_up` made it, and whether it finds the club wrong. What it
/// says of the machine depends on the machine.
fn check(set_up: impl Fn(&Stripe, &str), said: &str, wrong: bool) {
    let stripe = Stripe::open(Moment::now());
    let club = TestClub::open_with(&stripe.settings());
    set_up(&stripe, &format!("{}/hooks/stripe", club.config().base_url));
    let output = program().args(["doctor", "--data"]).arg(club.data()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains(said), "{said:?} is missing in:\n{text}{errors}");
    assert_eq!(text.contains("WRONG  nova"), wrong, "{text}");
    assert!(!wrong || output.status.code() == Some(3), "{text}");
}

#[test]
fn all_is_well_when_key_and_webhook_are() {
    check(|stripe, url| stripe.has_endpoint(url, &["*"], true), "Stripe tells http://nova.localhost", false);
    check(|stripe, url| stripe.has_endpoint(url, &EVENTS, true), "Stripe accepts the test key", false);
}

#[test]
fn a_webhook_that_leads_elsewhere_is_wrong() {
    check(
        |stripe, _| stripe.has_endpoint("https://old.example/hooks/stripe", &["*"], true),
        "no webhook endpoint",
        true,
    );
    check(|stripe, url| stripe.has_endpoint(url, &["*"], false), "is disabled at Stripe", true);
    check(|stripe, url| stripe.has_endpoint(url, &["invoice.paid"], true), "does not tell http://nova", false);
}

#[test]
fn an_account_that_may_not_charge_and_a_wrong_key_are_wrong() {
    check(
        |stripe, url| {
            stripe.restricts();
            stripe.has_endpoint(url, &["*"], true);
        },
        "may not take payments yet",
        true,
    );
    let stripe = Stripe::open(Moment::now());
    let settings = stripe.settings().replace("sk_test_counterpart", "sk_test_rolled");
    let club = TestClub::open_with(&settings);
    let output = program().args(["doctor", "--data"]).arg(club.data()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("Stripe refuses the key"));
}
