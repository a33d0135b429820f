//! What a file changes of somebody who is known, value by value, for people to look at before it is done.

use super::brought::{Facts, Plan};
use crate::base::Moment;

/// Longest value that is shown, in characters.
const LONGEST: usize = 80;

/// One value that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// As `Facts` calls it, or `tags`, `consents`, `suppressed`.
    pub name: &'static str,
    /// Empty when nothing was there.
    pub former: String,
    pub written: String,
}

impl Plan {
    /// What changes; nothing of somebody new.
    pub fn differences(&self) -> Vec<Difference> {
        if self.member.is_none() {
            return Vec::new();
        }
        let told = told(&self.former).into_iter().zip(told(&self.facts));
        let facts = told.map(|((name, former), (_, written))| difference(name, former, written));
        let fields = difference("fields", fields(&self.former, &self.facts), fields(&self.facts, &self.former));
        let decided =
            |one: &super::NewConsent| format!("{}{}", if one.granted { '+' } else { '\u{2212}' }, one.purpose);
        let decided: Vec<String> = self.decisions.iter().map(decided).collect();
        let added = [
            difference("tags", String::new(), self.tags.join(", ")),
            difference("consents", String::new(), decided.join(", ")),
            difference("suppressed", String::new(), self.suppress.clone().unwrap_or_default()),
        ];
        // Cut only what is shown: two long notes may differ at their ends.
        let differs = facts.chain([fields]).chain(added).filter(|one| one.former != one.written);
        differs.map(Difference::shortened).collect()
    }
}

impl Difference {
    fn shortened(self) -> Difference {
        let short = |text: String| text.chars().take(LONGEST).collect();
        Difference { former: short(self.former), written: short(self.written), ..self }
    }
}

fn difference(name: &'static str, former: String, written: String) -> Difference {
    Difference { name, former, written }
}

fn told(facts: &Facts) -> [(&'static str, String); 11] {
    [
        ("name", facts.name.clone()),
        ("language", facts.language.clone()),
        ("country", facts.country.clone()),
        ("time_zone", facts.time_zone.as_str().to_owned()),
        ("birth_date", facts.birth_date.clone().unwrap_or_default()),
        ("joined_at", Moment(facts.joined_at).utc_date().to_string()),
        ("note", facts.note.clone()),
        ("stripe_customer", facts.stripe_customer.clone()),
        ("stripe_subscription", facts.stripe_subscription.clone()),
        ("state", facts.state.clone()),
        ("email_state", facts.email_state.clone()),
    ]
}

/// Fields of one that the other has otherwise or not at all.
fn fields(of: &Facts, other: &Facts) -> String {
    let differing = of.fields.iter().filter(|(name, value)| other.fields.get(*name) != Some(*value));
    differing.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
}
