//! Invented members: who they are and what became of their memberships. Decides everything, writes nothing.
//!
//! Person `i` of `n` comes from the seed and `i` alone, so batches may be made in any size and always agree.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::content::{Country, Fan, Names};
use crate::base::Moment;
use crate::orders::Every;

/// How long ago the club was founded, in days.
pub(super) const AGE: i64 = 3 * 365;
/// Days a membership goes on after a failed renewal.
pub(super) const GRACE: i64 = 7;

/// Who is made: how many, from which seed, as seen at which moment.
pub struct Crowd<'a> {
    names: &'a Names,
    fans: Vec<&'a Fan>,
    total: usize,
    seed: u64,
    now: Moment,
    countries: Vec<(usize, u32)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// From 1, in the order of joining.
    pub number: i64,
    /// Of a fan who has a voice in the script.
    pub key: Option<String>,
    /// May be empty.
    pub name: String,
    pub email: String,
    pub country: String,
    pub language: String,
    /// `2001-05-30`, if they gave it.
    pub birth_date: Option<String>,
    pub joined_at: Moment,
    pub last_seen_at: Option<Moment>,
    pub tags: Vec<String>,
    /// Purposes agreed to when joining.
    pub consents: Vec<&'static str>,
    /// Mail came back as undeliverable.
    pub bounced: bool,
    /// Memberships, oldest first; at most the last one is living.
    pub spells: Vec<Spell>,
}

/// One membership from beginning to end.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell {
    pub rank: Rank,
    pub every: Every,
    /// When each period was paid for; the first is the beginning.
    pub paid: Vec<Moment>,
    /// Paid until then.
    pub until: Moment,
    pub course: Course,
}

/// Which of the paid tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    Near,
    Nearest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    Running,
    /// Goes on until it is paid up, then ends.
    Leaving,
    /// The last renewal failed.
    Grace,
    Ended {
        at: Moment,
        why: Leaving,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    Cancelled,
    PaymentFailed,
}

impl Person {
    /// The membership that is living, if any.
    pub fn living(&self) -> Option<&Spell> {
        self.spells.last().filter(|spell| !matches!(spell.course, Course::Ended { .. }))
    }
}

impl<'a> Crowd<'a> {
    pub fn new(names: &'a Names, fans: &'a [Fan], total: usize, seed: u64, now: Moment) -> Crowd<'a> {
        let mut fans: Vec<&Fan> = fans.iter().take(total).collect();
        fans.sort_by_key(|fan| -fan.joined_days_ago);
        let countries = names.countries.iter().enumerate().map(|(at, country)| (at, country.weight)).collect();
        Crowd { names, fans, total, seed, now, countries }
    }

    /// Everybody, in the order of joining.
    pub fn people(&self) -> impl Iterator<Item = Person> + '_ {
        let strangers = self.total - self.fans.len();
        let mut fans = self.fans.iter().peekable();
        let mut stranger = 0;
        (1..=self.total as i64).map(move |number| {
            let joins = (stranger < strangers).then(|| self.joins(stranger, strangers));
            let next = fans.next_if(|fan| joins.is_none_or(|joins| fan_joins(fan, self.now) <= joins));
            match next {
                Some(fan) => self.fan(fan, number),
                None => {
                    stranger += 1;
                    self.stranger(stranger - 1, strangers, number)
                }
            }
        })
    }

    /// The club grows faster from year to year; nobody joins before the person before them.
    fn joins(&self, index: usize, of: usize) -> Moment {
        let mut dice = self.dice(index, 1);
        let share = (index as f64 + dice.random::<f64>()) / of as f64;
        let seconds = (AGE * 86_400) as f64;
        self.now.plus_seconds(-(AGE * 86_400) + (share.powf(0.72) * (seconds - 600.0)) as i64)
    }

    fn dice(&self, index: usize, purpose: u64) -> StdRng {
        StdRng::seed_from_u64(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ ((index as u64) << 8) ^ purpose)
    }

    fn stranger(&self, index: usize, of: usize, number: i64) -> Person {
        let mut dice = self.dice(index, 2);
        let country = &self.names.countries[*weighted(&mut dice, &self.countries)];
        let languages: Vec<(&String, u32)> = country.languages.iter().map(|(word, weight)| (word, *weight)).collect();
        let (mut name, mut home, mut language) =
            (called(country, &mut dice), country.country.clone(), weighted(&mut dice, &languages).to_string());
        // The awkward names sit between the others, each once.
        if let Some(rare) = (index % 13 == 7).then(|| self.names.rare.get(index / 13)).flatten() {
            (name, home, language) = (rare.name.clone(), rare.country.clone(), rare.language.clone());
        }
        let joined_at = self.joins(index, of);
        let host = weighted(&mut dice, &self.names.mail_hosts);
        let spells = self.spells(joined_at, &mut dice);
        let gave_birth_date = dice.random_bool(0.35);
        let days_old = dice.random_range(15 * 365..70 * 365);
        let tags =
            self.names.tags.iter().filter(|tag| dice.random_bool(tag.share)).map(|tag| tag.tag.clone()).collect();
        let mut person = Person {
            number,
            key: None,
            email: format!("{}@{host}", local_part(&name, number)),
            name,
            country: home,
            language,
            birth_date: gave_birth_date.then(|| self.now.plus_days(-days_old).utc_date().to_string()),
            joined_at,
            last_seen_at: None,
            tags,
            consents: [("news", 0.63), ("offers", 0.34), ("partners", 0.12)]
                .into_iter()
                .filter(|(_, share)| dice.random_bool(*share))
                .map(|(purpose, _)| purpose)
                .collect(),
            bounced: dice.random_bool(0.012),
            spells,
        };
        person.last_seen_at = self.last_seen(&person, &mut dice);
        person
    }

    fn fan(&self, fan: &Fan, number: i64) -> Person {
        let joined_at = fan_joins(fan, self.now);
        let rank = match fan.tier.as_str() {
            "" => None,
            "front-row" => Some(Rank::Nearest),
            _ => Some(Rank::Near),
        };
        let spells = rank.map(|rank| self.run(rank, Every::Month, joined_at.plus_hours(1), None)).into_iter().collect();
        Person {
            number,
            key: Some(fan.key.clone()),
            name: fan.name.clone(),
            email: address(fan),
            country: fan.country.clone(),
            language: fan.language.clone(),
            birth_date: None,
            joined_at,
            last_seen_at: Some(self.now.plus_hours(-(number % 40) - 1)),
            tags: fan.tags.clone(),
            consents: if number % 2 == 0 { vec!["news", "offers"] } else { vec!["news"] },
            bounced: false,
            spells,
        }
    }

    /// Whether, when and for how long somebody pays.
    fn spells(&self, joined_at: Moment, dice: &mut StdRng) -> Vec<Spell> {
        if !dice.random_bool(0.52) {
            return Vec::new();
        }
        let waits =
            if dice.random_bool(0.6) { dice.random_range(60..3_600) } else { dice.random_range(3_600..150 * 86_400) };
        let begins = joined_at.plus_seconds(waits);
        if begins >= self.now {
            return Vec::new();
        }
        let rank = if dice.random_bool(0.17) { Rank::Nearest } else { Rank::Near };
        let every = if dice.random_bool(0.24) { Every::Year } else { Every::Month };
        let first = self.run(rank, every, begins, Some(dice));
        let Course::Ended { at, .. } = first.course else { return vec![first] };
        // Some of those who left come back, a tier nearer or not.
        let back = at.plus_days(dice.random_range(20..300));
        if back >= self.now || !dice.random_bool(0.22) {
            return vec![first];
        }
        let second = self.run(rank, Every::Month, back, Some(dice));
        vec![first, second]
    }

    /// Pays period after period until the present or until something happens. Without dice nothing happens.
    fn run(&self, rank: Rank, every: Every, begins: Moment, mut dice: Option<&mut StdRng>) -> Spell {
        let months = if every == Every::Year { 12 } else { 1 };
        let (leave, fail) = if every == Every::Year { (0.16, 0.03) } else { (0.028, 0.008) };
        // Those who are in grace today would otherwise be too few to be seen.
        let lately = 0.12;
        let mut paid = vec![begins];
        loop {
            let until = begins.plus_months(months * paid.len() as i64);
            let mut chance = |odds: f64| dice.as_mut().is_some_and(|dice| dice.random_bool(odds));
            let course = if until > self.now {
                let leaving = chance(0.035);
                if leaving { Course::Leaving } else { Course::Running }
            } else if chance(leave) {
                Course::Ended { at: until, why: Leaving::Cancelled }
            } else if chance(if until.plus_days(GRACE) > self.now { lately } else { fail }) {
                let given_up = until.plus_days(GRACE);
                match given_up <= self.now {
                    true => Course::Ended { at: given_up, why: Leaving::PaymentFailed },
                    false => Course::Grace,
                }
            } else {
                paid.push(until);
                continue;
            };
            return Spell { rank, every, paid, until, course };
        }
    }

    fn last_seen(&self, person: &Person, dice: &mut StdRng) -> Option<Moment> {
        let since = self.now.seconds_since(person.joined_at).max(60);
        let ago = match person.living() {
            Some(_) => (dice.random::<f64>().powi(3) * (30 * 86_400) as f64) as i64,
            None if dice.random_bool(0.08) => return None,
            None => (dice.random::<f64>().powi(2) * since as f64) as i64,
        };
        Some(self.now.plus_seconds(-ago.clamp(30, since)))
    }
}

/// Where a fan of the script gets mail.
pub(super) fn address(fan: &Fan) -> String {
    format!("{}@mail.example", fan.key)
}

fn fan_joins(fan: &Fan, now: Moment) -> Moment {
    now.plus_days(-fan.joined_days_ago.min(AGE - 1))
}

fn weighted<'a, T>(dice: &mut StdRng, choices: &'a [(T, u32)]) -> &'a T {
    let total: u32 = choices.iter().map(|(_, weight)| weight).sum();
    let mut at = dice.random_range(0..total.max(1));
    for (choice, weight) in choices {
        if at < *weight {
            return choice;
        }
        at -= weight;
    }
    &choices[0].0
}

fn called(country: &Country, dice: &mut StdRng) -> String {
    let pick = |names: &[String], dice: &mut StdRng| names.choose(dice).cloned().unwrap_or_default();
    let (first, last) = (pick(&country.first, dice), pick(&country.last, dice));
    let joint = &country.joint;
    if country.family_first { format!("{last}{joint}{first}") } else { format!("{first}{joint}{last}") }
}

/// Letters of the name that any mail server takes, made one of a kind by the number.
fn local_part(name: &str, number: i64) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = name.nfd().filter(|letter| letter.is_ascii_alphabetic() || *letter == ' ').collect();
    let words: Vec<String> = plain.split_whitespace().take(2).map(|word| word.chars().take(20).collect()).collect();
    let begins = if words.is_empty() { "fan".to_owned() } else { words.join(".").to_lowercase() };
    format!("{begins}.{number}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::base::EmailAddress;
    use crate::demo::content;

    fn crowd(total: usize, seed: u64, check: impl FnOnce(Vec<Person>, Moment)) {
        let (names, script) = (content::names().unwrap(), content::script().unwrap());
        let now = Moment::from_unix(1_790_000_000);
        check(Crowd::new(&names, &script.fans, total, seed, now).people().collect(), now);
    }

    #[test]
    fn the_same_seed_makes_the_same_people() {
        crowd(60, 7, |once, _| crowd(60, 7, |again, _| assert_eq!(once, again)));
        crowd(60, 7, |once, _| crowd(60, 8, |other, _| assert_ne!(once, other)));
    }

    #[test]
    fn numbers_follow_the_order_of_joining_and_addresses_are_one_of_a_kind() {
        crowd(3_000, 1, |people, now| {
            assert!(people.windows(2).all(|pair| pair[0].joined_at <= pair[1].joined_at));
            assert!(people.iter().zip(1..).all(|(person, number)| person.number == number));
            assert!(people.iter().all(|person| person.joined_at < now));
            let addresses: HashSet<String> =
                people.iter().map(|person| EmailAddress::parse(&person.email).unwrap().folded().to_owned()).collect();
            assert_eq!(addresses.len(), people.len());
        });
    }

    #[test]
    fn histories_can_have_happened() {
        crowd(3_000, 2, |people, now| {
            for person in &people {
                assert!(person.last_seen_at.is_none_or(|seen| seen >= person.joined_at && seen <= now));
                let mut free_from = person.joined_at;
                for spell in &person.spells {
                    assert!(spell.paid[0] >= free_from, "{} holds two at once", person.number);
                    assert!(spell.paid.windows(2).all(|pair| pair[0] < pair[1]) && *spell.paid.last().unwrap() < now);
                    match spell.course {
                        Course::Running | Course::Leaving => assert!(spell.until > now),
                        Course::Grace => assert!(spell.until <= now && spell.until.plus_days(GRACE) > now),
                        Course::Ended { at, .. } => {
                            assert!(at >= spell.until && at <= now);
                            free_from = at;
                        }
                    }
                }
            }
        });
    }
}
