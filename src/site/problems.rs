//! Why something cannot be had, as the pages of buying say it.

use super::contexts::{Problem, ProblemKind};
use crate::base::condition::Condition;
use crate::lobby::Visit;
use crate::orders::NotForSale;
use crate::posts::Audience;

/// `tiers` are names by slug.
pub(super) fn of(visit: &Visit, why: &NotForSale, tiers: &[(String, String)]) -> Problem {
    let w = &visit.w;
    let (kind, detail) = match why {
        NotForSale::Unknown | NotForSale::NotHeld => (ProblemKind::Gone, String::new()),
        NotForSale::AlreadyHeld => (ProblemKind::AlreadyHeld, String::new()),
        NotForSale::MembersOnly => (ProblemKind::MembersOnly, String::new()),
        NotForSale::OnlyFor { opens_at: Some(at), .. } => (ProblemKind::OpensForYou, w.date_time(*at)),
        NotForSale::OnlyFor { condition, .. } if visit.here.is_none() && names(condition, tiers).is_empty() => {
            (ProblemKind::MembersOnly, String::new())
        }
        NotForSale::OnlyFor { condition, .. } => (ProblemKind::NotForYou, names(condition, tiers)),
        NotForSale::NotYet(at) => (ProblemKind::NotYet, w.date_time(*at)),
        NotForSale::Over => (ProblemKind::Over, String::new()),
        NotForSale::AtMost(most) => (ProblemKind::AtMost, w.number(*most)),
        NotForSale::Unanswered => (ProblemKind::Unanswered, String::new()),
        NotForSale::NotSentTo(country) => (ProblemKind::NotSent, super::countries::name(visit, country)),
        NotForSale::OnItsOwn => (ProblemKind::OnItsOwn, String::new()),
    };
    Problem { kind, detail, ..asked_by(visit, why) }
}

/// What a condition asks for besides tiers, as far as it can be said in a few words.
fn asked_by(visit: &Visit, why: &NotForSale) -> Problem {
    let none = Problem::new(ProblemKind::NotForYou, "");
    let NotForSale::OnlyFor { condition, .. } = why else { return none };
    match Audience::of(condition).closed_to(None, visit.now) {
        Some(closed) => Problem { months: closed.months, age: closed.age, ..none },
        None => none,
    }
}

/// Fewer are left than were wanted; none at all is sold out.
pub(super) fn fewer(visit: &Visit, left: i64) -> Problem {
    match left {
        0 => Problem::new(ProblemKind::SoldOut, ""),
        left => Problem::new(ProblemKind::Fewer, visit.w.number(left)),
    }
}

/// The tiers that would open it.
fn names(condition: &str, tiers: &[(String, String)]) -> String {
    let Ok(condition) = Condition::parse(condition) else { return String::new() };
    let named = condition.tiers_named();
    let name = |slug: &&str| tiers.iter().find(|(known, _)| known == slug).map(|(_, name)| name.as_str());
    named.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}
