//! What may reach a member: the purposes a club asks for, and the sentence beside each.

use super::contexts::NoticeKind;
use super::fields::Fields;
use super::notices;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::lobby::SignedIn;
use crate::members::{self, NewConsent};
use crate::plumbing::locale::{Lang, Words};
use crate::plumbing::web::Page;

/// Purposes in the order they are asked, each with its wording. The wording is kept with the answer.
pub(super) fn offered(club: &Club, lang: Lang) -> Vec<(String, String)> {
    let w = Words::product(lang, club.time_zone());
    let asked = [
        ("news", "consent-wording-news"),
        ("offers", "consent-wording-offers"),
        ("partners", "consent-wording-partners"),
    ];
    let artist = club.config().artist.as_str();
    asked.into_iter().map(|(purpose, key)| (purpose.to_owned(), w.t1(key, "artist", artist))).collect()
}

/// Whether somebody with this birth date may say yes by themselves. Where no date is known nobody can tell, and the
/// answer stands. Without a country of their own the club's rule holds.
pub(super) fn may_agree(club: &Club, country: &str, birth_date: Option<&str>, now: Moment) -> bool {
    let country = if country.is_empty() { club.config().country.as_str() } else { country };
    let age = birth_date.and_then(|date| members::age(date, now));
    age.is_none_or(|age| age >= members::age_of_consent(&country.to_uppercase()))
}

/// POST `/account/consents`
pub(super) async fn update(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let member = &here.member;
    let allowed = may_agree(&visit.club, &member.country, member.birth_date.as_deref(), visit.now);
    let ticked = form.all("consent");
    let decide = |(purpose, wording): (String, String)| NewConsent {
        granted: allowed && ticked.contains(&purpose.as_str()),
        purpose,
        wording,
        ip: visit.ip.0.to_string(),
        source: "account".to_owned(),
    };
    let decisions: Vec<NewConsent> = offered(&visit.club, visit.lang).into_iter().map(decide).collect();
    let (member, now) = (member.id.clone(), visit.now);
    visit
        .club
        .write(move |tx| {
            for decision in &decisions {
                let in_force = members::wording_agreed_to(tx, &member, &decision.purpose)?.is_some();
                if in_force != decision.granted {
                    members::agree(tx, &member, decision, now)?;
                }
            }
            Ok::<_, Fault>(())
        })
        .await?;
    notices::see(&visit, "/account#mail", NoticeKind::Saved, "")
}
