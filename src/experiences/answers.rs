//! What a booking has to say: who comes, what was asked, how old they are, what they agree to.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Experience, Question, Slot};
use crate::base::condition::age_on;

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Longest answer, in characters.
const LONGEST_ANSWER: usize = 300;

/// What was filled in, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub name: String,
    /// Names of those who come along; empty ones are nobody.
    pub guests: Vec<String>,
    /// One a question, in their order.
    pub answers: Vec<String>,
    /// `2001-05-30`.
    pub born: String,
    /// The buyer says that everybody they bring is old enough.
    pub guests_of_age: bool,
    /// The consent's box is ticked.
    pub agreed: bool,
}

/// What an order line keeps of it. The birth date is not among it: what counts is that it was early enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub name: String,
    pub guests: Vec<String>,
    pub answers: Vec<Answer>,
    /// Everybody is at least this old on the day.
    pub of_age: Option<i64>,
    /// The wording that was agreed to; empty when nothing was asked.
    pub consent: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub question: String,
    pub answer: String,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    Name,
    /// The guest of this number, from 0, has too long a name.
    Guest(usize),
    /// More guests than one may bring.
    TooMany,
    /// The question of this number, from 0.
    Answer(usize),
    AnswerTooLong(usize),
    /// No date of birth, or none that can be read.
    Born,
    TooYoung,
    GuestsAge,
    Consent,
}

/// What a form said as an order keeps it, or everything that is missing.
pub fn details(
    experience: &Experience,
    questions: &[Question],
    slot: &Slot,
    asked: &Asked,
) -> Result<Details, Vec<Lack>> {
    let mut lacks = Vec::new();
    let name = asked.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        lacks.push(Lack::Name);
    }
    let guests: Vec<String> =
        asked.guests.iter().map(|guest| guest.trim().to_owned()).filter(|guest| !guest.is_empty()).collect();
    lacks.extend(too_long(&asked.guests, LONGEST_NAME).map(Lack::Guest));
    if i64::try_from(guests.len()).is_ok_and(|many| many > experience.guests) {
        lacks.push(Lack::TooMany);
    }
    let typed = |nth: usize| asked.answers.get(nth).map_or("", |answer| answer.trim());
    for (nth, question) in questions.iter().enumerate() {
        if question.required && typed(nth).is_empty() {
            lacks.push(Lack::Answer(nth));
        }
    }
    lacks.extend(too_long(&asked.answers, LONGEST_ANSWER).map(Lack::AnswerTooLong));
    lacks.extend(age_lacks(experience, slot, asked, !guests.is_empty()));
    if !experience.consent.is_empty() && !asked.agreed {
        lacks.push(Lack::Consent);
    }
    if !lacks.is_empty() {
        return Err(lacks);
    }
    let answered = questions.iter().enumerate().filter(|(nth, _)| !typed(*nth).is_empty());
    let answers = answered
        .map(|(nth, question)| Answer { question: question.question.clone(), answer: typed(nth).to_owned() })
        .collect();
    Ok(Details {
        name: name.to_owned(),
        guests,
        answers,
        of_age: experience.least_age,
        consent: experience.consent.clone(),
    })
}

fn too_long(texts: &[String], longest: usize) -> impl Iterator<Item = usize> {
    texts.iter().enumerate().filter(move |(_, text)| text.trim().chars().count() > longest).map(|(nth, _)| nth)
}

fn age_lacks(experience: &Experience, slot: &Slot, asked: &Asked, brings: bool) -> Vec<Lack> {
    let Some(least) = experience.least_age else { return Vec::new() };
    let mut lacks = Vec::new();
    match asked.born.trim().parse::<Date>() {
        Ok(_) => match age_on(asked.born.trim(), slot.starts_at) {
            Some(age) if age >= least => {}
            _ => lacks.push(Lack::TooYoung),
        },
        Err(_) => lacks.push(Lack::Born),
    }
    if brings && !asked.guests_of_age {
        lacks.push(Lack::GuestsAge);
    }
    lacks
}

impl Details {
    /// What an order line kept; nothing at all for what cannot be read.
    pub fn of(kept: &str) -> Details {
        serde_json::from_str(kept).unwrap_or_default()
    }

    pub fn kept(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// How many people come.
    pub fn people(&self) -> i64 {
        1 + i64::try_from(self.guests.len()).unwrap_or(i64::MAX - 1)
    }

    /// Whether it answers everything that is asked now. What was asked otherwise before is asked again.
    pub(super) fn answers_all(&self, experience: &Experience, questions: &[Question]) -> bool {
        let answered = |question: &Question| {
            self.answers.iter().any(|answer| answer.question == question.question && !answer.answer.trim().is_empty())
        };
        !self.name.trim().is_empty()
            && self.people() <= 1 + experience.guests
            && questions.iter().filter(|question| question.required).all(answered)
            && experience.least_age.is_none_or(|least| self.of_age.is_some_and(|age| age >= least))
            && (experience.consent.is_empty() || self.consent == experience.consent)
    }
}
