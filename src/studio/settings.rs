//! What the club is set to. It stands in the club's configuration file, which only the operator writes.

use askama::Template;

use super::desk::As;
use super::frame::Frame;
use super::parts::Fact;
use crate::crew::Manager;
use crate::plumbing::config::Payments;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;

#[derive(Template)]
#[template(path = "studio/settings/show.html")]
pub struct SettingsPage {
    pub w: Words,
    pub f: Frame,
    pub facts: Vec<Fact>,
}

pub async fn show(desk: As<Manager>) -> Page {
    let (w, config) = (&desk.w, desk.club.config());
    let yes_or_no = |yes: bool| w.t(if yes { "studio-yes" } else { "studio-no" });
    let payments = match config.payments {
        Payments::Off => "studio-settings-payments-off",
        Payments::Sandbox => "studio-settings-payments-sandbox",
        Payments::Stripe => "studio-settings-payments-stripe",
    };
    let facts = vec![
        Fact::new(w.t("studio-settings-artist"), config.artist.clone()),
        Fact::new(w.t("studio-settings-address"), config.base_url.clone()),
        Fact::new(w.t("studio-settings-theme"), config.theme.clone()),
        Fact::new(w.t("studio-settings-languages"), config.languages.join(", ")),
        Fact::new(w.t("studio-settings-zone"), config.time_zone.clone()),
        Fact::new(w.t("studio-settings-currency"), config.currency.code()),
        Fact::new(w.t("studio-settings-age"), config.minimum_age.to_string()),
        Fact::new(w.t("studio-settings-birth"), yes_or_no(config.ask_birth_date)),
        Fact::new(w.t("studio-settings-payments"), w.t(payments)),
        Fact::new(w.t("studio-settings-mail"), yes_or_no(desk.club.sends_mail())),
        Fact::new(w.t("studio-settings-from"), config.mail.from.clone()),
    ];
    let facts = facts.into_iter().filter(|fact| !fact.value.is_empty()).collect();
    desk.page(&SettingsPage { w: w.clone(), f: desk.frame("settings").await?, facts })
}
