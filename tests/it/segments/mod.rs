//! A condition is read twice, over one standing and as SQL over all of them: both readings agree.

mod facts;
mod plans;

use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use stagedoor::base::condition::own::{self, Bound};
use stagedoor::base::condition::{Compare, Condition, Fact, Row, Tenure, TenureUnit};
use stagedoor::base::{Moment, Money, Standing};
use stagedoor::members::MemberId;
use stagedoor::segments;

use crate::posts::{db_member, noon};
use crate::support::TestClub;

/// Words of which some are parts of others, and one that LIKE would read as a pattern.
const WORDS: [&str; 5] = ["gold", "old", "go_d", "street-team", "b"];

/// What a condition names: also two of the words at once, which nobody can be.
fn word() -> impl Strategy<Value = String> {
    let named = WORDS.into_iter().chain(["old,go_d"]).collect::<Vec<_>>();
    prop::sample::select(named).prop_map(str::to_owned)
}

fn held() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["paying", "grace", "leaving", "free"]).prop_map(str::to_owned)
}

fn money() -> impl Strategy<Value = Money> {
    let currency = prop::sample::select(vec!["EUR", "JPY"]);
    (currency, prop::sample::select(vec![0_i64, 1, 500, 12_000]))
        .prop_map(|(code, minor)| Money::new(minor, code.parse().unwrap()))
}

fn listed() -> impl Strategy<Value = Vec<String>> {
    prop::sample::subsequence(WORDS.to_vec(), 0..=WORDS.len())
        .prop_map(|words| words.into_iter().map(str::to_owned).collect())
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 1..3)
}

fn compare() -> impl Strategy<Value = Compare> {
    prop::sample::select(vec![Compare::Less, Compare::AtMost, Compare::Equal, Compare::AtLeast, Compare::More])
}

/// Days on which comparisons tip: around now, its anniversaries, and the ends of February.
fn day() -> impl Strategy<Value = Date> {
    let tipping = [
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
        "2025-11-20",
        "2024-11-20",
        "2024-02-29",
        "2024-02-28",
        "2023-03-01",
        "2008-11-20",
        "2008-11-21",
        "2008-02-29",
        "2026-10-20",
        "2020-01-01",
    ];
    prop::sample::select(tipping.to_vec()).prop_map(|day| day.parse().unwrap())
}

/// Keys of which one is the beginning of another.
fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["size", "size-2", "größe"]).prop_map(str::to_owned)
}

/// Values of every kind; some are written differently and mean the same, one would be two lines.
fn own_value() -> impl Strategy<Value = String> {
    let values =
        ["m", "M%", "yes", "a=b", "180", "-3.5", "0", "0.000001", "2024-02-29", "2026-11-20", "no\nyes", "été"];
    prop::sample::select(values.to_vec()).prop_map(str::to_owned)
}

fn own_fact() -> impl Strategy<Value = Fact> {
    let numbers = prop::sample::select(vec!["180", "0", "-3.5", "-4", "999999999999"]);
    let number = numbers.prop_map(|number| Bound::Number(number.parse().unwrap()));
    let bound = prop_oneof![number, day().prop_map(Bound::Date)];
    // What is equal is one of: the grammar says it so.
    let side = compare().prop_filter("a side", |compare| *compare != Compare::Equal);
    let lower = own_value().prop_map(|value| value.to_lowercase());
    prop_oneof![
        (key(), vec(lower, 1..3)).prop_map(|(key, values)| Fact::FieldIn(key, values)),
        (key(), side, bound).prop_map(|(key, compare, bound)| Fact::FieldCompared(key, compare, bound)),
    ]
}

/// What a club keeps of somebody: none, some or all of the fields.
fn own_lines() -> impl Strategy<Value = Vec<String>> {
    let kept =
        prop::collection::btree_map(key(), own_value().prop_filter("one line", |value| !value.contains('\n')), 0..4);
    kept.prop_map(|kept| kept.iter().flat_map(|(key, value)| own::lines(key, value)).collect())
}

fn fact() -> impl Strategy<Value = Fact> {
    let unit = prop::sample::select(vec![TenureUnit::Days, TenureUnit::Weeks, TenureUnit::Months, TenureUnit::Years]);
    let count = prop::sample::select(vec![0, 1, 2, 12, 52, 365, 366, 100_000]);
    let tenure = (unit, count).prop_map(|(unit, count)| Tenure { count, unit });
    prop_oneof![
        words().prop_map(Fact::TierIn),
        words().prop_map(Fact::TagIn),
        vec(prop::sample::select(vec!["FR".to_owned(), "DE".to_owned()]), 1..3).prop_map(Fact::CountryIn),
        vec(prop::sample::select(vec!["fr".to_owned(), "en".to_owned()]), 1..3).prop_map(Fact::LanguageIn),
        (compare(), tenure).prop_map(|(compare, tenure)| Fact::Tenure(compare, tenure)),
        (compare(), 0_i64..40).prop_map(|(compare, number)| Fact::Number(compare, number)),
        (compare(), prop::sample::select(vec![0_i64, 1, 2, 17, 18, 19, 2_026, 4_000_000_000]))
            .prop_map(|(compare, years)| Fact::Age(compare, years)),
        (compare(), day()).prop_map(|(compare, day)| Fact::Joined(compare, day)),
        word().prop_map(Fact::Consents),
        words().prop_map(Fact::SourceIn),
        vec(held(), 1..3).prop_map(Fact::HoldsIn),
        word().prop_map(Fact::HasTicket),
        word().prop_map(Fact::Bought),
        (compare(), money()).prop_map(|(compare, sum)| Fact::Spend(compare, sum)),
        Just(Fact::Reachable),
        own_fact(),
        own_fact(),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![1 => Just(Condition::Everyone), 1 => Just(Condition::Member), 8 => fact().prop_map(Condition::Fact)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            vec(inner.clone(), 2..4).prop_map(Condition::All),
            vec(inner, 2..4).prop_map(Condition::Any),
        ]
    })
}

fn standing() -> impl Strategy<Value = Standing> {
    let joined = (day(), prop::sample::select(vec![0_i64, 1, 12 * 3_600 * 1_000_000, 86_399_999_999]))
        .prop_map(|(day, into)| Moment(stagedoor::base::condition::midnight(day).0 + into));
    let born = prop_oneof![Just(String::new()), day().prop_map(|day| day.to_string())];
    let tier = prop_oneof![Just(String::new()), word()];
    (
        prop::bool::weighted(0.85),
        joined,
        tier,
        prop::sample::select(vec!["", "FR", "DE", "JP"]),
        prop::sample::select(vec!["fr", "en", "ja"]),
        born,
        (listed(), listed(), listed(), listed()),
        (word(), held(), prop::option::of(money()), any::<bool>(), own_lines()),
    )
        .prop_map(
            |(
                active,
                joined_at,
                tier,
                country,
                language,
                birth_date,
                lists,
                (source, holds, spend, reachable, fields),
            )| {
                let (tags, consents, tickets, bought) = lists;
                Standing {
                    number: 0,
                    active,
                    joined_at,
                    tier,
                    tier_since: None,
                    country: country.to_owned(),
                    language: language.to_owned(),
                    birth_date,
                    tags,
                    consents,
                    source,
                    holds,
                    tickets,
                    bought,
                    spend,
                    fields,
                    reachable,
                }
            },
        )
}

/// As the members room keeps it.
fn db_standing(club: &TestClub, member: &MemberId, standing: &Standing) {
    let words = |words: &[String]| if words.is_empty() { String::new() } else { format!(",{},", words.join(",")) };
    let Standing { number, active, joined_at, tier, country, language, birth_date, source, holds, reachable, .. } =
        standing;
    let (spend, currency) = standing.spend.map_or((0, ""), |spend| (spend.minor, spend.currency.code()));
    let fields = if standing.fields.is_empty() { String::new() } else { format!("\n{}\n", standing.fields.join("\n")) };
    club.db_rows(&format!(
        "INSERT INTO standings (member_id, number, active, joined_at, tier, country, language, birth_date, tags,
         consents, reachable, source, holds, tickets, bought, spend, spend_currency, own_fields) VALUES ('{member}', {number},
         {active}, {}, '{tier}', '{country}', '{language}', '{birth_date}', '{}', '{}', {reachable}, '{source}',
         '{holds}', '{}', '{}', {spend}, '{currency}', '{fields}') RETURNING member_id",
        joined_at.0,
        words(&standing.tags),
        words(&standing.consents),
        words(&standing.tickets),
        words(&standing.bought),
    ));
}

/// 40 members and 120 conditions: 4,800 pairs, the same in every run.
#[tokio::test]
async fn the_two_readings_of_a_condition_agree() {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let mut drawn = |club: &TestClub, number: i64| {
        let standing = Standing { number, ..standing().new_tree(&mut runner).unwrap().current() };
        let member = db_member(club, number);
        db_standing(club, &member, &standing);
        (member, standing)
    };
    let club = TestClub::open();
    let members: Vec<(MemberId, Standing)> = (1..=40).map(|number| drawn(&club, number)).collect();
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[8; 32]));
    let mut both_ways = [0; 2];
    for _ in 0..120 {
        let condition = condition().new_tree(&mut runner).unwrap().current();
        let mut expected: Vec<MemberId> = members
            .iter()
            .filter(|(_, standing)| condition.holds(Some(standing), noon()))
            .map(|(member, _)| member.clone())
            .collect();
        expected.sort();
        // Written as a line and as rows, it is the same condition.
        let read = Condition::parse(&condition.to_string()).unwrap();
        let clicked = condition.rows().map(|rows| Row::joined(&rows).unwrap());
        for same in clicked.iter().chain([&read]) {
            for (_, standing) in &members {
                let holds = |condition: &Condition| condition.holds(Some(standing), noon());
                assert_eq!(holds(same), holds(&condition), "{condition} became {same}");
            }
        }
        both_ways[0] += expected.len();
        both_ways[1] += members.len() - expected.len();
        let asked = condition.clone();
        let (count, found) = club
            .read(move |conn| {
                let count = segments::count(conn, &asked, noon())?;
                let mut found = segments::page(conn, &asked, None, 7, noon())?;
                let mut last = found.len();
                while last == 7 {
                    let after = found.last().cloned();
                    let next = segments::page(conn, &asked, after.as_ref(), 7, noon())?;
                    last = next.len();
                    found.extend(next);
                }
                Ok((count, found))
            })
            .await
            .unwrap();
        assert_eq!(found, expected, "{condition}");
        assert_eq!(count as usize, expected.len(), "{condition}");
    }
    assert!(both_ways.iter().all(|n| *n > 300), "the pairs say yes and no: {both_ways:?}");
}

#[tokio::test]
async fn only_those_who_agreed_and_can_be_reached_are_recipients() {
    let club = TestClub::open();
    let base =
        Standing { consents: vec!["news".to_owned(), "offers".to_owned()], reachable: true, ..crate::posts::fan(1) };
    let people = [
        base.clone(),
        Standing { number: 2, consents: vec!["offers".to_owned()], ..base.clone() },
        Standing { number: 3, reachable: false, ..base.clone() },
        Standing { number: 4, active: false, ..base.clone() },
        Standing { number: 5, consents: vec!["newsletter".to_owned()], ..base },
    ];
    for standing in &people {
        let member = db_member(&club, standing.number);
        db_standing(&club, &member, standing);
    }
    let (count, found) = club
        .read(|conn| {
            let everyone = Condition::Everyone;
            Ok((
                segments::count_recipients(conn, &everyone, "news", noon())?,
                segments::recipients(conn, &everyone, "news", None, 10, noon())?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(count, 1);
    assert_eq!(found.iter().map(|to| to.email.as_str()).collect::<Vec<_>>(), ["fan1@example.org"]);
}
