//! Pages as every theme draws them, in a real browser.

use std::collections::BTreeSet;

use stagedoor::club::themes::BUILT_IN;
use stagedoor::plumbing::locale::Lang;
use stagedoor::site::contexts::samples::{Sample, USUAL};

use super::{Browser, Screen, Scripts};
use crate::support::TestClub;
use crate::themes::{samples_in, theme};
use crate::tickets::{db_event, floor};

/// Pages that are looked at in every state, and on a wide screen too.
const PAGES: [&str; 12] = [
    "cart",
    "checkout",
    "order",
    "shop",
    "product",
    "downloads",
    "experiences",
    "experience",
    "bookings",
    "event",
    "ticket",
    "receipt",
];

/// One theme's pages in one language on one screen.
struct Gallery<'a> {
    theme: &'static str,
    screen: Screen,
    lang: Lang,
    /// What its pictures are called.
    shots: &'a str,
}

impl Gallery<'_> {
    /// A browser in which pages of this theme can stand.
    async fn opens(&self, club: &TestClub) -> Browser {
        let browser = Browser::open(&club.config().base_url, self.screen, Scripts::On).await;
        browser.visits("/tiers").await;
        browser
    }

    /// All that is wrong is said at once.
    async fn draws_soundly(&self, browser: &Browser, samples: Vec<Sample>) {
        let mut faults = Vec::new();
        for sample in samples {
            let page = theme(self.theme).render_strictly(sample.template, self.lang, sample.context).unwrap();
            browser.shows_instead(&page).await;
            faults.extend(browser.faults(&format!("{} of {}, {}", sample.name, self.theme, self.shots)).await);
            browser.keeps(&format!("{}-{}-{}", self.shots, self.theme, sample.name)).await;
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

async fn every_theme(screen: Screen, shots: &str, looked_at: impl Fn(&str) -> bool) {
    for theme in BUILT_IN {
        let club = TestClub::open_with(&format!("theme = \"{theme}\""));
        let server = club.serve();
        let gallery = Gallery { theme, screen, lang: Lang::EN, shots };
        let samples = samples_in(Lang::EN, USUAL).into_iter().filter(|sample| looked_at(sample.name)).collect();
        let browser = gallery.opens(&club).await;
        gallery.draws_soundly(&browser, samples).await;
        browser.closes().await;
        club.rests();
        server.stops();
    }
}

/// The first state of every page there is.
fn one_of_each(lang: Lang) -> Vec<Sample> {
    let mut seen = BTreeSet::new();
    samples_in(lang, USUAL).into_iter().filter(|sample| seen.insert(sample.template)).collect()
}

#[actix_web::test]
async fn on_a_phone() {
    // In every state.
    let any = |name: &str| PAGES.iter().any(|page| name.starts_with(page));
    every_theme(Screen::Phone, "theme-phone", any).await;
}

#[actix_web::test]
async fn at_a_desk() {
    every_theme(Screen::Desk, "theme-desk", |name| PAGES.contains(&name)).await;
}

/// French words are longer, and 320 pixels are what the smallest phone has.
#[actix_web::test]
async fn every_page_in_french_on_the_smallest_phone() {
    for theme in BUILT_IN {
        let club = TestClub::open_with(&format!("theme = \"{theme}\""));
        let server = club.serve();
        let gallery = Gallery { theme, screen: Screen::SmallPhone, lang: Lang::FR, shots: "theme-small" };
        let browser = gallery.opens(&club).await;
        gallery.draws_soundly(&browser, one_of_each(Lang::FR)).await;
        browser.closes().await;
        club.rests();
        server.stops();
    }
}

#[actix_web::test]
async fn every_page_in_the_dark() {
    let club = TestClub::open();
    let server = club.serve();
    let gallery = Gallery { theme: "plain", screen: Screen::Phone, lang: Lang::EN, shots: "theme-dark" };
    let browser = gallery.opens(&club).await;
    browser.prefers_dark().await;
    gallery.draws_soundly(&browser, one_of_each(Lang::EN)).await;
    browser.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn more_ways_than_a_phone_is_wide_open_without_a_script() {
    for name in BUILT_IN {
        let club = TestClub::open_with(&format!("theme = \"{name}\""));
        db_event(&club, "hamburg", 30, vec![floor()]).await;
        let server = club.serve();
        for screen in [Screen::SmallPhone, Screen::Phone] {
            let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
            browser.visits("/events").await;
            let spare = "const ways = document.querySelector('.nav ul'); return ways.clientWidth - ways.scrollWidth";
            assert_eq!(browser.runs(spare).await, 0, "{name}: the ways scroll sideways");
            browser.closes().await;
        }
        let browser = Browser::open(&club.config().base_url, Screen::Phone, Scripts::Off).await;
        browser.visits("/events").await;
        browser.presses(".nav__more button").await;
        browser.keeps(&format!("theme-phone-{name}-more")).await;
        browser.presses(".nav__rest a[href='/search']").await;
        browser.shows(".nav__more [aria-current]").await;
        assert_eq!(browser.is_at().await, "/search");
        browser.closes().await;
        let desk = Browser::open(&club.config().base_url, Screen::Desk, Scripts::Off).await;
        desk.visits("/events").await;
        desk.keeps(&format!("theme-desk-{name}-ways")).await;
        desk.presses(".nav__rest a[href='/search']").await;
        assert_eq!(desk.is_at().await, "/search", "at a desk all ways stand open");
        desk.closes().await;
        club.rests();
        server.stops();
    }
}
