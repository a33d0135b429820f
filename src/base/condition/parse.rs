//! From one line to a [`Condition`].

use std::iter::Peekable;
use std::vec::IntoIter;

use super::own::{self, Bound};
use super::{Compare, Condition, Fact, Tenure, TenureUnit};
use crate::base::{Currency, Money};

pub(super) const KEYWORDS: &[&str] = &["and", "or", "not", "in", "everyone", "member"];

/// Brackets and `not` may nest this deep: enough for people, and no stack can be exhausted.
const DEEPEST: usize = 32;
/// Longest line read, in bytes.
const LONGEST: usize = 2_000;

/// The line is not a condition; the caret stands under the first wrong word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {at}: expected {expected}")]
pub struct NotACondition {
    /// Characters before the wrong word.
    pub at: usize,
    /// What would have been right there, in the language's own words.
    pub expected: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

pub(super) fn condition(line: &str) -> Result<Condition, NotACondition> {
    if line.len() > LONGEST {
        return Err(NotACondition { at: LONGEST, expected: format!("at most {LONGEST} characters") });
    }
    let end = line.chars().count();
    let mut reader = Reader { tokens: tokens(line)?.into_iter().peekable(), end, depth: 0 };
    let condition = reader.either()?;
    match reader.tokens.next() {
        None => Ok(condition),
        Some((at, _)) => Err(expected(at, "and, or, or the end")),
    }
}

fn expected(at: usize, what: &str) -> NotACondition {
    NotACondition { at, expected: what.to_owned() }
}

fn tokens(line: &str) -> Result<Vec<(usize, Token)>, NotACondition> {
    let chars: Vec<char> = line.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let token = match chars[at] {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '"' => {
                let close =
                    chars[at + 1..].iter().position(|c| *c == '"').ok_or_else(|| expected(start, "a closing \""))?;
                at += close + 2;
                Token::Quoted(chars[start + 1..at - 1].iter().collect())
            }
            c if is_word(c) => {
                while at < chars.len() && is_word(chars[at]) {
                    at += 1;
                }
                Token::Word(chars[start..at].iter().collect())
            }
            _ => {
                let sign = sign(&chars[at..]).ok_or_else(|| expected(start, "a word"))?;
                at += sign.len();
                Token::Sign(sign)
            }
        };
        found.push((start, token));
    }
    Ok(found)
}

fn sign(rest: &[char]) -> Option<&'static str> {
    let starts = |sign: &str| sign.chars().enumerate().all(|(i, c)| rest.get(i) == Some(&c));
    ["<=", ">=", "<", ">", "=", "(", ")", ","].into_iter().find(|sign| starts(sign))
}

struct Reader {
    tokens: Peekable<IntoIter<(usize, Token)>>,
    end: usize,
    depth: usize,
}

impl Reader {
    fn either(&mut self) -> Result<Condition, NotACondition> {
        let mut parts = vec![self.both()?];
        while self.takes_word("or") {
            parts.push(self.both()?);
        }
        Ok(joined(parts, Condition::Any))
    }

    fn both(&mut self) -> Result<Condition, NotACondition> {
        let mut parts = vec![self.single()?];
        while self.takes_word("and") {
            parts.push(self.single()?);
        }
        Ok(joined(parts, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, NotACondition> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(expected(self.here(), "fewer brackets"));
        }
        let single = if self.takes_word("not") {
            Condition::Not(Box::new(self.single()?))
        } else if self.takes_sign("(") {
            let inner = self.either()?;
            self.sign(")")?;
            inner
        } else {
            self.fact()?
        };
        self.depth -= 1;
        Ok(single)
    }

    fn fact(&mut self) -> Result<Condition, NotACondition> {
        const FACTS: &str = "everyone, member, tier, tag, country, language, source, state, tenure, number, age, joined, \
                             spend, consents, has_ticket, bought, reachable or field";
        let at = self.here();
        let Some((_, Token::Word(word))) = self.tokens.next() else {
            return Err(expected(at, FACTS));
        };
        let fact = match word.to_lowercase().as_str() {
            "everyone" => return Ok(Condition::Everyone),
            "member" => return Ok(Condition::Member),
            "tier" => Fact::TierIn(self.words(str::to_lowercase)?),
            "tag" => Fact::TagIn(self.words(str::to_lowercase)?),
            "country" => Fact::CountryIn(self.words(str::to_uppercase)?),
            "language" => Fact::LanguageIn(self.words(str::to_lowercase)?),
            "tenure" => {
                let compare = self.compare()?;
                Fact::Tenure(compare, self.tenure()?)
            }
            "number" => {
                let compare = self.compare()?;
                Fact::Number(compare, self.number()?)
            }
            "age" => {
                let compare = self.compare()?;
                Fact::Age(compare, self.number()?)
            }
            "joined" => {
                let compare = self.compare()?;
                Fact::Joined(compare, self.date()?)
            }
            "spend" => {
                let compare = self.compare()?;
                Fact::Spend(compare, self.money()?)
            }
            "source" => Fact::SourceIn(self.words(str::to_lowercase)?),
            "state" => Fact::HoldsIn(self.states()?),
            "consents" => Fact::Consents(self.named()?),
            "has_ticket" => Fact::HasTicket(self.named()?),
            "bought" => Fact::Bought(self.named()?),
            "reachable" => Fact::Reachable,
            "field" => self.own_field()?,
            _ => return Err(expected(at, FACTS)),
        };
        Ok(Condition::Fact(fact))
    }

    fn own_field(&mut self) -> Result<Fact, NotACondition> {
        let key = self.named()?;
        let is_compared = matches!(self.tokens.peek(), Some((_, Token::Sign("<" | "<=" | ">" | ">="))));
        if !is_compared {
            return Ok(Fact::FieldIn(key, self.words(str::to_lowercase)?));
        }
        let compare = self.compare()?;
        Ok(Fact::FieldCompared(key, compare, self.bound()?))
    }

    fn bound(&mut self) -> Result<Bound, NotACondition> {
        let at = self.here();
        let word = self.word().unwrap_or_default();
        own::number(&word)
            .or_else(|| own::date(&word))
            .ok_or_else(|| expected(at, "a number or a date such as 2026-01-31"))
    }

    fn words(&mut self, fold: fn(&str) -> String) -> Result<Vec<String>, NotACondition> {
        if self.takes_sign("=") {
            return Ok(vec![fold(&self.word()?)]);
        }
        let at = self.here();
        if !self.takes_word("in") {
            return Err(expected(at, "= or in"));
        }
        self.sign("(")?;
        let mut words = vec![fold(&self.word()?)];
        while self.takes_sign(",") {
            words.push(fold(&self.word()?));
        }
        self.sign(")")?;
        Ok(words)
    }

    /// One word in brackets.
    fn named(&mut self) -> Result<String, NotACondition> {
        self.sign("(")?;
        let word = self.word()?.to_lowercase();
        self.sign(")")?;
        Ok(word)
    }

    /// Words of which only a few mean anything: the caret stands under the first that does not.
    fn states(&mut self) -> Result<Vec<String>, NotACondition> {
        let places: Vec<usize> = self.tokens.clone().map(|(at, _)| at).collect();
        let one = matches!(self.tokens.peek(), Some((_, Token::Sign("="))));
        let states = self.words(str::to_lowercase)?;
        match states.iter().position(|state| !super::STATES.contains(&state.as_str())) {
            None => Ok(states),
            // After `=`, or after `in (` and a comma behind each.
            Some(index) => {
                let token = if one { 1 } else { 2 + 2 * index };
                let at = places.get(token).copied().unwrap_or(self.end);
                Err(expected(at, "paying, grace, leaving or free"))
            }
        }
    }

    fn money(&mut self) -> Result<Money, NotACondition> {
        const AMOUNT: &str = "an amount such as 50 EUR";
        let at = self.here();
        let amount = self.word().map_err(|_| expected(at, AMOUNT))?;
        let code_at = self.here();
        let code = self.word().map_err(|_| expected(code_at, "a currency such as EUR"))?;
        let currency: Currency = code.parse().map_err(|_| expected(code_at, "a currency such as EUR"))?;
        Money::parse(&amount, currency).map_err(|_| expected(at, AMOUNT))
    }

    fn compare(&mut self) -> Result<Compare, NotACondition> {
        let at = self.here();
        match self.tokens.next() {
            Some((_, Token::Sign("<"))) => Ok(Compare::Less),
            Some((_, Token::Sign("<="))) => Ok(Compare::AtMost),
            Some((_, Token::Sign("="))) => Ok(Compare::Equal),
            Some((_, Token::Sign(">="))) => Ok(Compare::AtLeast),
            Some((_, Token::Sign(">"))) => Ok(Compare::More),
            _ => Err(expected(at, "<, <=, =, >= or >")),
        }
    }

    fn tenure(&mut self) -> Result<Tenure, NotACondition> {
        const WHAT: &str = "a length such as 30d, 6m or 2y";
        let at = self.here();
        let word = self.word().map_err(|_| expected(at, WHAT))?.to_lowercase();
        let unit = match word.chars().last() {
            Some('d') => TenureUnit::Days,
            Some('w') => TenureUnit::Weeks,
            Some('m') => TenureUnit::Months,
            Some('y') => TenureUnit::Years,
            _ => return Err(expected(at, WHAT)),
        };
        let count = word[..word.len() - 1].parse::<u32>().ok().filter(|count| *count <= 100_000);
        Ok(Tenure { count: i64::from(count.ok_or_else(|| expected(at, WHAT))?), unit })
    }

    fn number(&mut self) -> Result<i64, NotACondition> {
        let at = self.here();
        let word = self.word().map_err(|_| expected(at, "a number"))?;
        word.parse::<u32>().map(i64::from).map_err(|_| expected(at, "a number"))
    }

    fn date(&mut self) -> Result<jiff::civil::Date, NotACondition> {
        let at = self.here();
        let word = self.word().map_err(|_| expected(at, "a date such as 2026-01-31"))?;
        word.parse().map_err(|_| expected(at, "a date such as 2026-01-31"))
    }

    fn word(&mut self) -> Result<String, NotACondition> {
        let at = self.here();
        match self.tokens.next() {
            Some((_, Token::Word(word) | Token::Quoted(word))) if !word.is_empty() => Ok(word),
            _ => Err(expected(at, "a word")),
        }
    }

    fn sign(&mut self, sign: &'static str) -> Result<(), NotACondition> {
        let at = self.here();
        if self.takes_sign(sign) { Ok(()) } else { Err(expected(at, sign)) }
    }

    fn takes_sign(&mut self, sign: &'static str) -> bool {
        self.tokens.next_if(|(_, token)| *token == Token::Sign(sign)).is_some()
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.tokens.next_if(|(_, token)| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(word))).is_some()
    }

    fn here(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |(at, _)| *at)
    }
}

fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}
