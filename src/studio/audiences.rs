//! Who may open something: plain choices, and the line for everything else.

use super::conditions::{self, Names};
use super::desk::Desk;
use super::parts::Choice;
use crate::base::Fault;
use crate::base::condition::{Condition, NotACondition};
use crate::memberships::{self, Tier};
use crate::segments;

/// The choices a form offers: everybody, members, and each tier "and up" in the artist's order.
pub async fn choices(desk: &Desk) -> Result<Vec<Choice>, Fault> {
    let tiers = desk.club.read(memberships::tiers).await?;
    let open: Vec<&Tier> = tiers.iter().filter(|tier| tier.is_open()).collect();
    let mut choices = vec![
        Choice::new("everyone", desk.w.t("studio-audience-everyone")),
        Choice::new("member", desk.w.t("studio-audience-member")),
    ];
    for (index, tier) in open.iter().enumerate() {
        let slugs: Vec<String> = open[index..].iter().map(|tier| tier.slug.clone()).collect();
        let key = if slugs.len() > 1 { "studio-audience-tier-up" } else { "studio-audience-tier" };
        choices.push(Choice::new(tiers_line(&slugs), desk.w.t1(key, "tier", tier.name.as_str())));
    }
    Ok(choices)
}

fn tiers_line(slugs: &[String]) -> String {
    Condition::Fact(crate::base::condition::Fact::TierIn(slugs.to_vec())).to_string()
}

/// The choice a stored condition corresponds to; `other` when it takes the line to say it.
pub fn chosen(choices: &[Choice], condition: &str) -> String {
    let known = choices.iter().find(|choice| choice.value == condition);
    known.map_or("other", |choice| choice.value.as_str()).to_owned()
}

/// The line that a form means: its choice, or what was typed.
pub fn line_of(audience: &str, typed: &str) -> String {
    match audience {
        "other" | "" => typed.trim().to_owned(),
        choice => choice.to_owned(),
    }
}

/// What stands below the line.
pub struct Said {
    pub reach: String,
    pub says: String,
    /// Why it is not a condition; empty when it is one.
    pub wrong: String,
    /// Characters before the wrong word.
    pub at: usize,
}

/// How many members meet a line, or why it is not a condition.
pub async fn said(desk: &Desk, line: &str) -> Result<Said, Fault> {
    let condition = match Condition::parse(line) {
        Ok(condition) => condition,
        Err(error) => {
            let wrong = mistake(desk, &error);
            let reach = desk.w.t("studio-condition-no-count");
            return Ok(Said { reach, says: String::new(), wrong, at: error.at });
        }
    };
    if condition == Condition::Everyone {
        let reach = desk.w.t("studio-audience-everyone");
        return Ok(Said { reach, says: desk.w.t("studio-condition-everyone"), wrong: String::new(), at: 0 });
    }
    let (now, says) = (desk.now, conditions::in_words(&desk.w, &Names::of(desk).await?, &condition));
    let count = desk.club.read(move |c| segments::count(c, &condition, now)).await?;
    Ok(Said { reach: desk.w.t1("studio-condition-count", "n", count), says, wrong: String::new(), at: 0 })
}

/// The mistake in words; what would have been right stays in the language's own words.
pub fn mistake(desk: &Desk, error: &NotACondition) -> String {
    desk.w.t2("studio-condition-wrong", "at", error.at + 1, "expected", error.expected.as_str())
}

/// The line, and a caret under its wrong word.
pub fn caret(line: &str, at: usize) -> String {
    format!("{line}\n{}^", " ".repeat(at))
}
