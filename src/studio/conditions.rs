//! Conditions in the words of people.

use std::slice::from_ref;

use super::desk::Desk;
use super::parts::Choice;
use crate::base::Fault;
use crate::base::condition::own::Bound;
use crate::base::condition::{Compare, Condition, Fact, Tenure, TenureUnit, midnight};
use crate::members::{ClubField, FieldKind};
use crate::plumbing::locale::{Words, is_country};
use crate::{members, memberships, shop, tickets};

/// What a condition's words stand for in this club.
pub struct Names {
    pub tiers: Vec<Choice>,
    pub events: Vec<Choice>,
    pub products: Vec<Choice>,
    pub tags: Vec<String>,
    /// The club's own.
    pub fields: Vec<ClubField>,
}

impl Names {
    pub async fn of(desk: &Desk) -> Result<Names, Fault> {
        let currency = desk.club.config().currency;
        desk.club
            .read(move |c| {
                let tiers = memberships::tiers(c)?.into_iter().map(|tier| Choice::new(tier.slug, tier.name));
                let events = tickets::studio_list(c)?.into_iter().map(|event| Choice::new(event.slug, event.title));
                let products = shop::all(c, currency)?.into_iter().map(|offered| offered.product);
                Ok(Names {
                    tiers: tiers.collect(),
                    events: events.collect(),
                    products: products.map(|product| Choice::new(product.slug, product.name)).collect(),
                    tags: members::tags_in_use(c)?,
                    fields: members::fields(c)?,
                })
            })
            .await
    }
}

/// The condition as a sentence about members, and after it each name in it that stands for nothing here: a slip of the
/// hand is no mistake of grammar, and nobody meets it.
pub fn in_words(w: &Words, names: &Names, condition: &Condition) -> String {
    let sentence = match condition {
        Condition::Everyone => w.t("studio-condition-everyone"),
        condition => w.t1("studio-says", "what", clause(w, names, condition)),
    };
    let mut said = vec![sentence];
    note_missing(w, names, condition, &mut said);
    said.join(" ")
}

fn note_missing(w: &Words, names: &Names, condition: &Condition, said: &mut Vec<String>) {
    match condition {
        Condition::Everyone | Condition::Member => {}
        Condition::Not(inner) => note_missing(w, names, inner, said),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| note_missing(w, names, part, said));
        }
        Condition::Fact(fact) => {
            let (kind, missing) = missing(names, fact);
            for name in missing {
                let note = w.t1(&format!("studio-says-no-{kind}"), "what", format!("“{name}”"));
                if !said.contains(&note) {
                    said.push(note);
                }
            }
        }
    }
}

/// What of a fact's names is not there, and what kind of thing it would be.
fn missing<'f>(names: &Names, fact: &'f Fact) -> (&'static str, Vec<&'f str>) {
    let among = |known: &[Choice], slug: &str| known.iter().any(|choice| choice.value == slug);
    let (kind, told, is_known): (_, _, &dyn Fn(&str) -> bool) = match fact {
        Fact::TierIn(slugs) => ("tier", slugs.as_slice(), &|slug| among(&names.tiers, slug)),
        Fact::HasTicket(slug) => ("event", from_ref(slug), &|slug| among(&names.events, slug)),
        Fact::Bought(slug) => ("product", from_ref(slug), &|slug| among(&names.products, slug)),
        Fact::TagIn(tags) => ("tag", tags.as_slice(), &|tag| names.tags.iter().any(|used| used == tag)),
        Fact::CountryIn(codes) => ("country", codes.as_slice(), &is_country),
        Fact::Consents(purpose) => {
            ("consent", from_ref(purpose), &|purpose| super::members::purpose_key(purpose) != "studio-purpose-other")
        }
        Fact::FieldIn(key, _) | Fact::FieldCompared(key, ..) => {
            ("field", from_ref(key), &|key| names.fields.iter().any(|field| field.key == key))
        }
        _ => return ("", Vec::new()),
    };
    (kind, told.iter().map(String::as_str).filter(|name| !is_known(name)).collect())
}

fn clause(w: &Words, names: &Names, condition: &Condition) -> String {
    match condition {
        Condition::Everyone | Condition::Member => w.t("studio-says-member"),
        Condition::Fact(fact) => fact_in_words(w, names, fact, "yes"),
        Condition::Not(inner) => match inner.as_ref() {
            Condition::Fact(fact) => fact_in_words(w, names, fact, "no"),
            inner => w.t1("studio-says-not", "what", bracketed(w, names, inner)),
        },
        Condition::All(parts) => joined(w, names, parts, "studio-says-and"),
        Condition::Any(parts) => joined(w, names, parts, "studio-says-or"),
    }
}

fn joined(w: &Words, names: &Names, parts: &[Condition], word: &str) -> String {
    let between = format!(" {} ", w.t(word));
    parts.iter().map(|part| bracketed(w, names, part)).collect::<Vec<_>>().join(&between)
}

fn bracketed(w: &Words, names: &Names, condition: &Condition) -> String {
    match condition {
        Condition::All(_) | Condition::Any(_) => format!("({})", clause(w, names, condition)),
        single => clause(w, names, single),
    }
}

/// `answer` is `yes` or `no`.
fn fact_in_words(w: &Words, names: &Names, fact: &Fact, answer: &str) -> String {
    let said = |kind: &str, what: String| w.t1(&format!("studio-says-{kind}-{answer}"), "what", what);
    let compared = |kind: &str, compare: Compare, what: String| {
        let sentence = w.t1(&format!("studio-says-{kind}-{}", word_of(compare)), "what", what);
        if answer == "yes" { sentence } else { w.t1("studio-says-not", "what", sentence) }
    };
    match fact {
        Fact::TierIn(slugs) => said("tier", listed(w, slugs.iter().map(|slug| named(&names.tiers, slug)))),
        Fact::TagIn(tags) => said("tag", listed(w, tags.iter().cloned())),
        Fact::CountryIn(codes) => said("country", listed(w, codes.iter().map(|code| country(w, code)))),
        Fact::LanguageIn(codes) => said("language", listed(w, codes.iter().cloned())),
        Fact::SourceIn(sources) => said("source", listed(w, sources.iter().cloned())),
        Fact::HoldsIn(states) => {
            said("state", listed(w, states.iter().map(|state| w.t(&format!("studio-holds-{state}")))))
        }
        Fact::Consents(purpose) => said("consents", purpose_name(w, purpose)),
        Fact::HasTicket(event) => said("ticket", named(&names.events, event)),
        Fact::Bought(item) => said("bought", named(&names.products, item)),
        Fact::Reachable => w.t(&format!("studio-says-reachable-{answer}")),
        Fact::Tenure(compare, tenure) => compared("tenure", *compare, length(w, *tenure)),
        Fact::Number(compare, number) => compared("number", *compare, w.number(*number)),
        Fact::Age(compare, years) => compared("age", *compare, w.number(*years)),
        Fact::Joined(compare, day) => compared("joined", *compare, w.date(midnight(*day).plus_hours(12))),
        Fact::Spend(compare, sum) => compared("spend", *compare, w.price(*sum)),
        Fact::FieldIn(key, values) => {
            let values = listed(w, values.iter().map(|value| field_value(w, names, key, value)));
            w.t2(&format!("studio-says-field-{answer}"), "field", field_name(names, key), "what", values)
        }
        Fact::FieldCompared(key, compare, bound) => {
            let bound = match bound {
                Bound::Number(number) => number.to_string(),
                Bound::Date(day) => w.date(midnight(*day).plus_hours(12)),
            };
            let sentence = format!("studio-says-field-{}", word_of(*compare));
            let sentence = w.t2(&sentence, "field", field_name(names, key), "what", bound);
            if answer == "yes" { sentence } else { w.t1("studio-says-not", "what", sentence) }
        }
    }
}

/// The club's name for a field; of one that is not there, its key.
pub(super) fn field_name(names: &Names, key: &str) -> String {
    names.fields.iter().find(|field| field.key == key).map_or_else(|| format!("“{key}”"), |field| field.name.clone())
}

/// A value as the club writes it: conditions have it in lower case.
fn field_value(w: &Words, names: &Names, key: &str, value: &str) -> String {
    let field = names.fields.iter().find(|field| field.key == key);
    match field.map(ClubField::kind) {
        Some(FieldKind::YesNo) if value == "yes" => w.t("studio-yes"),
        Some(FieldKind::YesNo) if value == "no" => w.t("studio-no"),
        Some(FieldKind::Choice) => field.and_then(|field| field.read(value)).unwrap_or_else(|| value.to_owned()),
        _ => value.to_owned(),
    }
}

fn word_of(compare: Compare) -> &'static str {
    match compare {
        Compare::Less => "less",
        Compare::AtMost => "most",
        Compare::Equal => "equal",
        Compare::AtLeast => "least",
        Compare::More => "more",
    }
}

fn length(w: &Words, tenure: Tenure) -> String {
    let key = match tenure.unit {
        TenureUnit::Days => "studio-says-days",
        TenureUnit::Weeks => "studio-says-weeks",
        TenureUnit::Months => "studio-says-months",
        TenureUnit::Years => "studio-says-years",
    };
    w.t1(key, "n", tenure.count)
}

fn listed(w: &Words, words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(&format!(" {} ", w.t("studio-says-or")))
}

/// The name; of what is not there any more, its slug.
fn named(known: &[Choice], slug: &str) -> String {
    known.iter().find(|choice| choice.value == slug).map_or_else(|| format!("“{slug}”"), |choice| choice.label.clone())
}

fn country(w: &Words, code: &str) -> String {
    if is_country(code) { w.t(&format!("country-{code}")) } else { code.to_owned() }
}

fn purpose_name(w: &Words, purpose: &str) -> String {
    match super::members::purpose_key(purpose) {
        "studio-purpose-other" => format!("“{purpose}”"),
        key => w.t(key),
    }
}
