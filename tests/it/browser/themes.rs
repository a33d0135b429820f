//! The pages of buying, of the shop and of the account, as every theme draws them, in a real browser.

use stagedoor::club::themes::BUILT_IN;
use stagedoor::plumbing::locale::Lang;
use stagedoor::site::contexts::samples::USUAL;

use super::{Browser, Screen, Scripts};
use crate::support::TestClub;
use crate::themes::{samples_in, theme};

/// Pages that are looked at here; the others are walked through by the journeys.
const PAGES: &[&str] = &[
    "cart",
    "checkout",
    "order",
    "shop",
    "product",
    "downloads",
    "account",
    "move",
    "erasure",
    "queue",
    "join-invited",
    "join-request",
    "join-by-invitation",
];

async fn draws_soundly(screen: Screen, shots: &str, looked_at: impl Fn(&str) -> bool) {
    for name in BUILT_IN {
        let club = TestClub::open_with(&format!("theme = \"{name}\""));
        let server = club.serve();
        let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
        browser.visits("/tiers").await;
        for sample in samples_in(Lang::EN, USUAL) {
            if !looked_at(sample.name) {
                continue;
            }
            let page = theme(name).render_strictly(sample.template, Lang::EN, sample.context).unwrap();
            browser.shows_instead(&page).await;
            browser.is_sound(&format!("{} of {name}", sample.name)).await;
            browser.keeps(&format!("{shots}-{name}-{}", sample.name)).await;
        }
        browser.closes().await;
        club.rests();
        server.stops();
    }
}

#[actix_web::test]
async fn on_a_phone() {
    // In every state.
    let any = |name: &str| PAGES.iter().any(|page| name.starts_with(page));
    draws_soundly(Screen::Phone, "theme-phone", any).await;
}

#[actix_web::test]
async fn at_a_desk() {
    draws_soundly(Screen::Desk, "theme-desk", |name| PAGES.contains(&name)).await;
}
