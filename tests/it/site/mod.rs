//! The fans' pages, over the real routes.

mod account;
mod cookies;
mod entry;
pub mod experiences;
mod front;
mod joining;
mod kept;
mod limits;
mod masthead;
mod orders;
mod passkeys;
mod paying;
mod reading;
pub mod throttle;

use stagedoor::base::Moment;
use stagedoor::memberships::{self, NewTier, Tier};
use stagedoor::orders::Every;
use stagedoor::posts::{self, Post, Writing};

use crate::support::{Answer, Letter, Server, TestClub, Visitor};

/// A club being served. The server is cut off at the test's end, so work that follows an answer may be in its hands.
pub fn served() -> (TestClub, Server) {
    served_with("")
}

pub fn served_with(settings: &str) -> (TestClub, Server) {
    let club = TestClub::open_with(settings);
    for name in ["club.send_mail", "post_changed", "post_published", "payments.handle_event", "payments.sweep"] {
        club.leaves_work(name);
    }
    let server = club.serve();
    (club, server)
}

/// Asks to join and comes back with the page for the code.
pub async fn asks_to_join(visitor: &Visitor, page: &str, email: &str) -> Answer {
    let form = visitor.get(page).await.expect(200).form("form[action$='/join']");
    let answer = visitor.submit(&form.fill("email", email)).await.expect(303);
    visitor.follow(answer).await.expect(200)
}

/// Types the code of the newest letter; comes back with the answer.
pub async fn types_code(visitor: &Visitor, page: &Answer, letter: &Letter) -> Answer {
    visitor.submit(&page.form("form[action$='/code']").fill("code", &letter.code())).await
}

/// Joins from the first page to the welcome.
pub async fn joins(club: &TestClub, email: &str) -> Visitor {
    let visitor = club.visitor();
    let page = asks_to_join(&visitor, "/join", email).await;
    let answer = types_code(&visitor, &page, &club.mailbox.letter_to(email)).await.expect(303);
    visitor.follow(answer).await.expect(200);
    visitor
}

pub async fn db_tier(club: &TestClub, name: &str, month: i64, places: Option<i64>) -> Tier {
    let new = NewTier {
        slug: name.to_lowercase(),
        name: name.to_owned(),
        summary: String::new(),
        perks: "Everything\nThe rest".to_owned(),
    };
    let currency = club.config().currency;
    club.write(move |tx| {
        let now = Moment::now();
        let tier = memberships::create_tier(tx, &new, now)?;
        memberships::set_price(tx, &tier.id, Every::Month, currency, Some(month), now)?;
        memberships::set_price(tx, &tier.id, Every::Year, currency, Some(month * 10), now)?;
        memberships::set_places(tx, &tier.id, places)?;
        Ok::<_, stagedoor::base::Fault>(tier)
    })
    .await
    .unwrap()
}

pub async fn db_post(club: &TestClub, title: &str, condition: &str) -> Post {
    db_post_at(club, title, condition, Moment::now().plus_seconds(-60)).await
}

pub async fn db_post_at(club: &TestClub, title: &str, condition: &str, at: Moment) -> Post {
    let writing = Writing {
        title: title.to_owned(),
        body: format!("The secret of {title}."),
        excerpt: format!("About {title}."),
        condition: condition.to_owned(),
        comments_open: true,
        ..Writing::default()
    };
    club.write(move |tx| {
        let post = posts::create(tx, &writing, None, at).unwrap();
        posts::publish(tx, &post.id, post.revision, at).unwrap();
        Ok::<_, stagedoor::base::Fault>(posts::by_id(tx, &post.id)?.unwrap())
    })
    .await
    .unwrap()
}
