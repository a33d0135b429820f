//! What the club is set to: the owner's part, and what only the operator writes into `club.toml`.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, Proved, see};
use super::factors::Factors;
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Fact, Wrongs};
use crate::archive;
use crate::base::{EmailAddress, Fault, Moment};
use crate::club::{self, OwnSettings, set_own_settings};
use crate::crew::{self, Manager, Owner};
use crate::journal;
use crate::plumbing::config::Payments;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::{Words, countries, is_country, product_languages};
use crate::plumbing::web::Page;
use crate::portage;

const LONGEST_NAME: usize = 100;
const LONGEST_LINE: usize = 300;
const OLDEST_MINIMUM: u8 = 99;

/// What is kept as a fact of the club, under the name of its field.
const FACTS: [&str; 5] = [club::TAGLINE, club::ADDRESS, club::IMPRINT, club::PRIVACY, club::TERMS];

#[derive(Template)]
#[template(path = "studio/settings/show.html")]
pub struct SettingsPage {
    pub w: Words,
    pub f: Frame,
    pub own: Vec<Fact>,
    pub facts: Vec<Fact>,
    /// The club's key, and what is kept in case the machine is lost.
    pub safety: Vec<Fact>,
}

#[derive(Template)]
#[template(path = "studio/settings/edit.html")]
pub struct SettingsForm {
    pub w: Words,
    pub f: Frame,
    pub form: Fields,
    pub wrongs: Wrongs,
    pub countries: Vec<Choice>,
    pub languages: Vec<LanguageChoice>,
    pub firsts: Vec<Choice>,
}

pub struct LanguageChoice {
    pub code: String,
    pub name: String,
    pub chosen: bool,
}

pub async fn show(desk: Proved<Manager>) -> Page {
    let (w, config) = (&desk.w, desk.club.config());
    let yes_or_no = |yes: bool| w.t(if yes { "studio-yes" } else { "studio-no" });
    let payments = match config.payments {
        Payments::Off => "studio-settings-payments-off",
        Payments::Sandbox => "studio-settings-payments-sandbox",
        Payments::Stripe => "studio-settings-payments-stripe",
    };
    let kept = desk.club.read(kept).await?;
    let country = if config.country.is_empty() { String::new() } else { w.t(&format!("country-{}", config.country)) };
    let mut own = vec![
        Fact::new(w.t("studio-settings-artist"), config.artist.clone()),
        Fact::new(w.t("studio-settings-languages"), config.languages.join(", ")),
        Fact::new(w.t("studio-settings-country"), country),
        Fact::new(w.t("studio-settings-age"), config.minimum_age.to_string()),
        Fact::new(w.t("studio-settings-birth"), yes_or_no(config.ask_birth_date)),
        Fact::new(w.t("studio-settings-guests"), yes_or_no(config.guest_checkout)),
        Fact::new(w.t("studio-settings-reply"), config.mail.reply_to.clone().unwrap_or_default()),
    ];
    let keys = desk.club.read(crew::demands_passkeys).await?;
    own.push(Fact::new(w.t("studio-settings-passkeys"), yes_or_no(keys)));
    let two = desk.club.read(archive::needs_two).await?;
    own.push(Fact::new(w.t("studio-settings-exports-two"), yes_or_no(two)));
    own.extend(kept.into_iter().map(|(name, value)| Fact::new(w.t(&format!("studio-settings-own-{name}")), value)));
    let facts = vec![
        Fact::new(w.t("studio-settings-address"), config.base_url.clone()),
        Fact::new(w.t("studio-settings-theme"), config.theme.clone()),
        Fact::new(w.t("studio-settings-zone"), config.time_zone.clone()),
        Fact::new(w.t("studio-settings-currency"), config.currency.code()),
        Fact::new(w.t("studio-settings-payments"), w.t(payments)),
        Fact::new(w.t("studio-settings-mail"), yes_or_no(desk.club.sends_mail())),
        Fact::new(w.t("studio-settings-from"), config.mail.from.clone()),
    ];
    let said = |facts: Vec<Fact>| facts.into_iter().filter(|fact| !fact.value.is_empty()).collect();
    let f = desk.frame("settings").await?;
    let safety = safety(&desk).await?;
    desk.page(&SettingsPage { w: w.clone(), f, own: said(own), facts: said(facts), safety })
}

async fn safety(desk: &Desk) -> Result<Vec<Fact>, Fault> {
    let w = &desk.w;
    let (proven, latest) =
        desk.club.read(|conn| Ok((portage::proven_backup(conn)?, portage::latest_backup(conn)?))).await?;
    let backup = match &proven {
        Some(backup) => {
            let (date, bytes) = (w.date_time(backup.made_at), w.bytes(i64::try_from(backup.bytes).unwrap_or(i64::MAX)));
            w.t2("studio-settings-backup-proven", "date", date, "bytes", bytes)
        }
        None if desk.club.file().backup.passphrase.is_none() => w.t("studio-settings-backup-off"),
        None => w.t("studio-settings-backup-never"),
    };
    let mut facts = vec![
        Fact::new(w.t("studio-settings-key"), portage::fingerprint(desk.club.key())),
        Fact::new(w.t("studio-settings-backup"), backup),
    ];
    let failed = latest.filter(|latest| !latest.trouble.is_empty());
    facts.extend(failed.map(|latest| {
        Fact::new(w.t("studio-settings-backup-failed"), format!("{}: {}", w.date_time(latest.made_at), latest.trouble))
    }));
    Ok(facts)
}

/// The facts among the settings that are set.
fn kept(conn: &mut Conn) -> Result<Vec<(&'static str, String)>, Fault> {
    let mut kept = Vec::new();
    for name in FACTS {
        kept.extend(club::fact(conn, name)?.map(|value| (name, value)));
    }
    Ok(kept)
}

pub async fn edit(desk: Fresh<Owner>) -> Page {
    let config = desk.club.config();
    let mut form = Fields::default();
    form.put("artist", &config.artist);
    for (name, value) in desk.club.read(kept).await? {
        form.put(name, &value);
    }
    form.put("first", config.languages.first().map_or("", String::as_str));
    config.languages.iter().for_each(|code| form.put("language", code));
    form.put("country", &config.country);
    form.put("minimum_age", &config.minimum_age.to_string());
    form.put("ask_birth_date", if config.ask_birth_date { "yes" } else { "" });
    form.put("guest_checkout", if config.guest_checkout { "yes" } else { "" });
    form.put("reply_to", config.mail.reply_to.as_deref().unwrap_or_default());
    form.put("crew_passkeys", if desk.club.read(crew::demands_passkeys).await? { "yes" } else { "" });
    form.put("exports_two", if desk.club.read(archive::needs_two).await? { "yes" } else { "" });
    desk.page(&draw(&desk, form, Wrongs::none()).await?)
}

/// Puts the owner's settings in force.
pub async fn update(desk: Fresh<Owner>, form: web::Form<Fields>) -> Page {
    let form = form.into_inner();
    let two = form.ticked("exports_two");
    let mut read = read(&desk.w, &form);
    if two && !desk.club.read(archive::could_need_two).await? {
        let mut wrongs = read.err().unwrap_or_else(Wrongs::none);
        wrongs.add("exports_two", desk.w.t("studio-settings-exports-two-wrong"));
        read = Err(wrongs);
    }
    let keys = form.ticked("crew_passkeys");
    if keys && !may_demand_passkeys(&desk).await? {
        let mut wrongs = read.err().unwrap_or_else(Wrongs::none);
        wrongs.add("crew_passkeys", desk.w.t("studio-settings-passkeys-wrong"));
        read = Err(wrongs);
    }
    let (own, facts) = match read {
        Ok(read) => read,
        Err(wrongs) => return desk.again(&draw(&desk, form, wrongs).await?),
    };
    let (file, me, now) = (desk.club.file().clone(), desk.me.actor(), desk.now);
    desk.club
        .write(move |tx| {
            set_own_settings(tx, own.clone(), &file, now)?;
            keep(tx, &facts, now)?;
            match (keys, crew::demands_passkeys(tx)?) {
                (true, false) => crew::demand_passkeys(tx, me.clone(), now)?,
                (false, true) => crew::let_passkeys_be(tx, me.clone(), now)?,
                _ => {}
            }
            match (two, archive::needs_two(tx)?) {
                (true, false) => archive::demand_two(tx, me.clone(), now)?,
                (false, true) => archive::let_one_do(tx, me.clone(), now)?,
                _ => {}
            }
            journal::record(tx, me.clone(), "settings.changed", "club", "settings", "", now)
        })
        .await?;
    desk.club.reload_settings().await?;
    see("/studio/settings", "studio-said-saved")
}

/// Nobody locks themselves out: whoever demands passkeys has one. What is demanded already may stay.
async fn may_demand_passkeys(desk: &Desk) -> Result<bool, Fault> {
    Ok(desk.club.read(crew::demands_passkeys).await? || Factors::at(desk).await?.passkey)
}

fn keep(tx: &mut Tx, facts: &[(&'static str, String)], now: Moment) -> Result<(), Fault> {
    facts.iter().try_for_each(|(name, value)| match value.as_str() {
        "" => club::forget_fact(tx, name),
        value => club::set_fact(tx, name, value, now),
    })
}

type Read = (OwnSettings, Vec<(&'static str, String)>);

fn read(w: &Words, form: &Fields) -> Result<Read, Wrongs> {
    let mut wrongs = Wrongs::none();
    let artist = form.get("artist");
    if artist.is_empty() || artist.chars().count() > LONGEST_NAME {
        wrongs.add("artist", w.t1("studio-settings-artist-wrong", "n", LONGEST_NAME));
    }
    let facts = FACTS.map(|name| (name, form.get(name).to_owned()));
    for (name, value) in &facts {
        if value.chars().count() > LONGEST_LINE {
            wrongs.add(*name, w.t1("studio-too-long", "n", LONGEST_LINE));
        } else if is_link(name) && !value.is_empty() && !leads_somewhere(value) {
            wrongs.add(*name, w.t("studio-settings-link-wrong"));
        }
    }
    let age = form.get("minimum_age").parse().ok().filter(|age| *age <= OLDEST_MINIMUM);
    if age.is_none() {
        wrongs.add("minimum_age", w.t1("studio-settings-age-wrong", "n", OLDEST_MINIMUM));
    }
    let reply_to = form.get("reply_to").to_owned();
    if !reply_to.is_empty() && EmailAddress::parse(&reply_to).is_err() {
        wrongs.add("reply_to", w.t("studio-settings-reply-wrong"));
    }
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    let own = OwnSettings {
        artist: Some(artist.to_owned()),
        languages: Some(languages(form)),
        country: Some(Some(form.get("country")).filter(|code| is_country(code)).unwrap_or_default().to_owned()),
        minimum_age: age,
        ask_birth_date: Some(form.ticked("ask_birth_date")),
        guest_checkout: Some(form.ticked("guest_checkout")),
        reply_to: Some(reply_to),
        theme: None,
    };
    Ok((own, facts.to_vec()))
}

fn is_link(name: &str) -> bool {
    [club::IMPRINT, club::PRIVACY, club::TERMS].contains(&name)
}

/// A whole address of the web; anything else in a link's place could be a program.
fn leads_somewhere(typed: &str) -> bool {
    url::Url::parse(typed).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The first language before the others; it is offered even when its own box was not ticked.
fn languages(form: &Fields) -> Vec<String> {
    let ticked = form.all("language");
    let known: Vec<String> = product_languages().iter().map(|lang| lang.code().to_owned()).collect();
    let first = known.iter().find(|code| *code == form.get("first")).or(known.first());
    let others = known.iter().filter(|code| Some(*code) != first && ticked.contains(&code.as_str()));
    first.into_iter().chain(others).cloned().collect()
}

async fn draw(desk: &Desk, form: Fields, wrongs: Wrongs) -> Result<SettingsForm, Fault> {
    let w = &desk.w;
    let mut all = vec![Choice::new("", w.t("studio-none"))];
    all.extend(countries(w.lang()).into_iter().map(|(code, name)| Choice::new(code, name)));
    let name = |lang| Words::product(lang, w.zone().clone()).t("language-name");
    let chosen = form.all("language");
    let languages = product_languages().into_iter().map(|lang| LanguageChoice {
        code: lang.code().to_owned(),
        name: name(lang),
        chosen: chosen.contains(&lang.code()),
    });
    let languages: Vec<LanguageChoice> = languages.collect();
    Ok(SettingsForm {
        w: w.clone(),
        f: desk.frame("settings").await?.with_wrongs(&wrongs),
        firsts: languages.iter().map(|one| Choice::new(one.code.clone(), one.name.clone())).collect(),
        languages,
        countries: all,
        form,
        wrongs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_a_whole_address_of_the_web() {
        let check = |typed: &str, leads: bool| assert_eq!(leads_somewhere(typed), leads, "{typed}");
        check("https://nova.example/imprint", true);
        check("nova.example/imprint", false);
        check("/imprint", false);
        check("javascript:alert(1)", false);
        check("https://", false);
    }
}
