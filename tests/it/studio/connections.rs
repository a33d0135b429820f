//! Mail and payments, tried out from the studio.

use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::stripe::Stripe;
use crate::support::{Answer, TestClub, Visitor};

const PAGE: &str = "/studio/settings/connections";

/// The same browser on new connections: those to a server that stopped are dead.
fn anew(club: &TestClub, owner: &Visitor) -> Visitor {
    let again = club.visitor();
    again.steals(owner.cookies());
    again
}

async fn tries(owner: &Visitor) -> Answer {
    let form = owner.get(PAGE).await.expect(200).form(&format!("form[action='{PAGE}']"));
    owner.submit(&form).await.expect(200)
}

#[actix_web::test]
async fn a_letter_arrives_and_stripe_says_what_it_knows() {
    let stripe = Stripe::open(Moment::now());
    let club = TestClub::open_with(&stripe.settings());
    stripe.has_endpoint(&format!("{}/hooks/stripe", club.config().base_url), &["*"], true);
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let asked = stripe.writes().len();
    let page = tries(&owner).await.says("a letter to ines@nova.test is on its way").says("Stripe accepts the test key");
    page.says("Stripe tells http://nova.localhost");
    assert!(club.mailbox.letter_to("ines@nova.test").subject.ends_with("this letter arrived"));
    assert_eq!(stripe.writes().len(), asked, "nothing is changed at Stripe");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn what_is_wrong_is_said_in_words_with_the_way_to_mend_it() {
    let stripe = Stripe::open(Moment::now());
    let club = TestClub::open_with(&stripe.settings().replace("sk_test_counterpart", "sk_test_rolled"));
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let manager = club.db_crew_at_work("mo@nova.test", Role::Manager).await;
    manager.get(PAGE).await.expect(404);
    club.rests();
    server.stops();
    club.db_writes_settings(|settings| {
        // A port on which nobody listens.
        let url = toml::Value::String("smtp://127.0.0.1:9".to_owned());
        settings["mail"].as_table_mut().unwrap().insert("url".to_owned(), url);
    });
    let server = club.serve();
    let page = tries(&anew(&club, &owner)).await.says("The mail server does not answer").says("under [mail]");
    page.says("Stripe refuses the key").says("Copy the secret key again");
    assert!(club.db_rows("SELECT id FROM mails WHERE kind = 'crew'").is_empty(), "no letter waits for ever");
    server.stops();
}

#[actix_web::test]
async fn a_club_without_either_is_told_who_sets_them() {
    let club = TestClub::open_with("payments = \"off\"");
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    club.rests();
    server.stops();
    club.db_writes_settings(|settings| drop(settings["mail"].as_table_mut().unwrap().remove("url")));
    let server = club.serve();
    tries(&anew(&club, &owner))
        .await
        .says("No mail server is configured")
        .says("mail.url in club.toml")
        .says("Payments are off");
    server.stops();
}
