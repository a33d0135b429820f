//! A condition as rows to click: what a form sent for each, and the line it says.

use std::borrow::Cow;

use super::conditions::{Names, field_name};
use super::desk::Desk;
use super::fields::Fields;
use super::parts::Choice;
use crate::base::condition::own::Bound;
use crate::base::condition::{Condition, Fact, NotACondition, Row, STATES, quoted};
use crate::members::FieldKind;
use crate::plumbing::locale::countries;

/// How a kind of fact is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Control {
    /// It is so or not.
    Bare,
    /// Some of a few, by boxes.
    Several,
    /// One of a list.
    One,
    /// Words with commas between.
    Typed,
    /// More or less than something.
    Compared,
}

/// Every kind of fact, by its word in the language, in the order of the menu.
const KINDS: [(&str, Control); 17] = [
    ("tier", Control::Several),
    ("state", Control::Several),
    ("tenure", Control::Compared),
    ("joined", Control::Compared),
    ("number", Control::Compared),
    ("tag", Control::Typed),
    ("country", Control::Typed),
    ("language", Control::Typed),
    ("age", Control::Compared),
    ("consents", Control::One),
    ("reachable", Control::Bare),
    ("has_ticket", Control::One),
    ("bought", Control::One),
    ("spend", Control::Compared),
    ("source", Control::Typed),
    ("member", Control::Bare),
    ("everyone", Control::Bare),
];

/// One row as it was clicked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Click {
    pub or: bool,
    pub not: bool,
    pub kind: String,
    pub compare: String,
    pub values: Vec<String>,
    /// Of a tenure or a sum.
    pub unit: String,
}

/// A row as the page shows it.
pub struct RowView {
    pub index: usize,
    pub or: bool,
    pub not: bool,
    pub kind: String,
    pub label: String,
    pub control: &'static str,
    pub choices: Vec<(Choice, bool)>,
    pub compares: Vec<(Choice, bool)>,
    pub units: Vec<(Choice, bool)>,
    pub value: String,
    pub input: &'static str,
    pub wrong: String,
}

/// The menu of what can be added; the club's own fields last, each as its kind and key: `number:height`.
pub fn kinds(desk: &Desk, names: &Names) -> Vec<Choice> {
    let own = names.fields.iter().map(|field| format!("{}:{}", field.kind().word(), field.key));
    let all = KINDS.iter().map(|(kind, _)| (*kind).to_owned()).chain(own);
    all.map(|kind| Choice::new(kind.clone(), label(desk, names, &kind))).collect()
}

fn label(desk: &Desk, names: &Names, kind: &str) -> String {
    if let Some((_, key)) = own(kind) {
        return field_name(names, key);
    }
    desk.w.t(&format!("studio-click-{}", kind.replace('_', "-")))
}

/// A field of the club's own: its kind and key.
fn own(kind: &str) -> Option<(FieldKind, &str)> {
    let (kind, key) = kind.split_once(':')?;
    Some((FieldKind::from_word(kind)?, key))
}

/// The kind of fact in the words of the language.
fn asked(kind: &str) -> Cow<'_, str> {
    own(kind).map_or(Cow::Borrowed(kind), |(_, key)| Cow::Owned(format!("field({})", quoted(key))))
}

fn control(kind: &str) -> Option<Control> {
    if let Some((kind, _)) = own(kind) {
        return Some(match kind {
            FieldKind::Text => Control::Typed,
            FieldKind::Choice => Control::Several,
            FieldKind::YesNo => Control::One,
            FieldKind::Number | FieldKind::Date => Control::Compared,
        });
    }
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, control)| *control)
}

impl Click {
    /// A new row of a kind, with a first answer where there is an obvious one.
    pub fn new(kind: &str, desk: &Desk, names: &Names) -> Option<Click> {
        control(kind)?;
        let first = |choices: &[Choice]| choices.first().map(|choice| choice.value.clone());
        let (compare, value, unit) = match kind {
            "tier" => ("", first(&names.tiers), ""),
            "state" => ("", Some("paying".to_owned()), ""),
            "consents" => ("", Some("news".to_owned()), ""),
            "has_ticket" => ("", first(&names.events), ""),
            "bought" => ("", first(&names.products), ""),
            "tenure" => (">=", Some("1".to_owned()), "y"),
            "joined" => (">=", Some(desk.now.utc_date().to_string()), ""),
            "number" => ("<=", Some("100".to_owned()), ""),
            "age" => (">=", Some("18".to_owned()), ""),
            "spend" => (">=", Some("1".to_owned()), desk.club.config().currency.code()),
            _ => match own(kind) {
                Some((FieldKind::YesNo, _)) => ("", Some("yes".to_owned()), ""),
                Some((FieldKind::Number, _)) => (">=", Some("1".to_owned()), ""),
                Some((FieldKind::Date, _)) => (">=", Some(desk.now.utc_date().to_string()), ""),
                _ => ("", None, ""),
            },
        };
        Some(Click {
            kind: kind.to_owned(),
            compare: compare.to_owned(),
            values: value.into_iter().collect(),
            unit: unit.to_owned(),
            ..Click::default()
        })
    }

    pub fn of(row: &Row) -> Click {
        let mut click = Click { or: row.or, not: row.not, ..Click::default() };
        let fact = match &row.fact {
            Condition::Fact(fact) => fact,
            bare => return Click { kind: bare.to_string(), ..click },
        };
        let one = |word: &String| vec![word.clone()];
        let (kind, values) = match fact {
            // What kind of field it is, the club knows: see `as_known`.
            Fact::FieldIn(key, values) => {
                return Click { kind: format!("text:{key}"), values: values.clone(), ..click };
            }
            Fact::FieldCompared(key, compare, bound) => {
                let kind = match bound {
                    Bound::Number(_) => FieldKind::Number,
                    Bound::Date(_) => FieldKind::Date,
                };
                let (kind, values) = (format!("{}:{key}", kind.word()), vec![bound.to_string()]);
                return Click { kind, compare: compare.to_string(), values, ..click };
            }
            Fact::TierIn(words) => ("tier", words.clone()),
            Fact::TagIn(words) => ("tag", words.clone()),
            Fact::CountryIn(words) => ("country", words.clone()),
            Fact::LanguageIn(words) => ("language", words.clone()),
            Fact::SourceIn(words) => ("source", words.clone()),
            Fact::HoldsIn(words) => ("state", words.clone()),
            Fact::Consents(purpose) => ("consents", one(purpose)),
            Fact::HasTicket(event) => ("has_ticket", one(event)),
            Fact::Bought(item) => ("bought", one(item)),
            Fact::Reachable => ("reachable", Vec::new()),
            Fact::Tenure(_, tenure) => ("tenure", vec![tenure.count.to_string()]),
            Fact::Number(_, number) => ("number", vec![number.to_string()]),
            Fact::Age(_, years) => ("age", vec![years.to_string()]),
            Fact::Joined(_, day) => ("joined", vec![day.to_string()]),
            Fact::Spend(_, sum) => ("spend", vec![sum.digits()]),
        };
        let (compare, unit) = match fact {
            Fact::Tenure(compare, tenure) => (compare.to_string(), tenure.unit.letter().to_string()),
            Fact::Spend(compare, sum) => (compare.to_string(), sum.currency.code().to_owned()),
            Fact::Number(compare, _) | Fact::Age(compare, _) | Fact::Joined(compare, _) => {
                (compare.to_string(), String::new())
            }
            _ => (String::new(), String::new()),
        };
        click.kind = kind.to_owned();
        Click { values, compare, unit, ..click }
    }

    /// Rows in the order of the form. Rows of no known kind are none.
    pub fn of_form(form: &Fields) -> Vec<Click> {
        let read = |index: usize| {
            let field = |name: &str| format!("row-{index}-{name}");
            let kind = form.get(&field("kind")).to_owned();
            let typed = control(&kind)? == Control::Typed;
            let values = form.all(&field("value")).into_iter();
            let values: Vec<String> = match typed {
                true => values.flat_map(|value| value.split(',')).map(|word| word.trim().to_owned()).collect(),
                false => values.map(str::to_owned).collect(),
            };
            Some(Click {
                or: form.get(&field("join")) == "or",
                not: form.ticked(&field("not")),
                kind,
                compare: form.get(&field("compare")).to_owned(),
                values: values.into_iter().filter(|value| !value.is_empty()).collect(),
                unit: form.get(&field("unit")).to_owned(),
            })
        };
        let count = form.get("rows").parse::<usize>().unwrap_or(0).min(MOST);
        (0..count).filter_map(read).collect()
    }

    /// The fact it says; an error when something is missing or wrong.
    pub fn read(&self) -> Result<Row, NotACondition> {
        let words: Vec<String> = self.values.iter().map(|value| quoted(value)).collect();
        let asked = asked(&self.kind);
        let kind = asked.as_ref();
        let line = match control(&self.kind) {
            Some(Control::Bare) => kind.to_owned(),
            Some(Control::Several | Control::Typed) => format!("{kind} in ({})", words.join(", ")),
            Some(Control::One) if own(&self.kind).is_some() => format!("{kind} = {}", words.concat()),
            Some(Control::One) => format!("{kind}({})", words.concat()),
            Some(Control::Compared) if kind == "spend" => {
                let amount = self.values.concat().replace(',', ".");
                format!("{kind} {} {amount} {}", self.compare, self.unit)
            }
            Some(Control::Compared) if own(&self.kind).is_some() => {
                format!("{kind} {} {}", self.compare, self.values.concat().replace(',', "."))
            }
            Some(Control::Compared) => format!("{kind} {} {}{}", self.compare, self.values.concat(), self.unit),
            None => String::new(),
        };
        match Condition::parse(&line)? {
            fact @ (Condition::Fact(_) | Condition::Member | Condition::Everyone) => {
                Ok(Row { or: self.or, not: self.not, fact })
            }
            _ => Err(NotACondition { at: 0, expected: kind.to_owned() }),
        }
    }

    /// The row as the kind of its field asks, where it can be clicked so.
    fn as_known(&self, names: &Names) -> Click {
        let (Some((FieldKind::Text, key)), click) = (own(&self.kind), self.clone()) else { return self.clone() };
        let Some(field) = names.fields.iter().find(|field| field.key == key) else { return click };
        let kind = format!("{}:{key}", field.kind().word());
        match field.kind() {
            FieldKind::Text => click,
            FieldKind::Choice => {
                let values = click.values.iter().map(|value| field.read(value).unwrap_or_else(|| value.clone()));
                Click { values: values.collect(), kind, ..click }
            }
            _ if click.values.len() > 1 => click,
            FieldKind::YesNo => Click { kind, ..click },
            FieldKind::Number | FieldKind::Date => Click { kind, compare: "=".to_owned(), ..click },
        }
    }

    pub fn view(&self, index: usize, desk: &Desk, names: &Names, wrong: String) -> RowView {
        self.as_known(names).shown(index, desk, names, wrong)
    }

    fn shown(&self, index: usize, desk: &Desk, names: &Names, wrong: String) -> RowView {
        let chosen = |choices: Vec<Choice>, picked: &[String]| -> Vec<(Choice, bool)> {
            let strangers = picked.iter().filter(|value| !choices.iter().any(|choice| choice.value == **value));
            let strangers: Vec<Choice> = strangers.map(|value| Choice::new(value.clone(), value.clone())).collect();
            let all = choices.into_iter().chain(strangers);
            all.map(|choice| {
                let on = picked.contains(&choice.value);
                (choice, on)
            })
            .collect()
        };
        let control = control(&self.kind).unwrap_or(Control::Bare);
        let compares = ["<", "<=", "=", ">=", ">"].map(|sign| Choice::new(sign, sign));
        let compared = control == Control::Compared;
        let unit: Vec<String> = Some(self.unit.clone()).filter(|unit| !unit.is_empty()).into_iter().collect();
        RowView {
            index,
            or: self.or && index > 0,
            not: self.not,
            label: label(desk, names, &self.kind),
            control: match control {
                Control::Bare => "bare",
                Control::Several => "several",
                Control::One => "one",
                Control::Typed => "typed",
                Control::Compared => "compared",
            },
            choices: match control {
                Control::Several | Control::One => chosen(choices(desk, names, &self.kind), &self.values),
                _ => suggestions(desk, names, &self.kind).into_iter().map(|choice| (choice, false)).collect(),
            },
            compares: if compared {
                chosen(compares.to_vec(), std::slice::from_ref(&self.compare))
            } else {
                Vec::new()
            },
            units: chosen(units(desk, &self.kind), &unit),
            value: self.values.join(", "),
            input: if self.kind == "joined" || matches!(own(&self.kind), Some((FieldKind::Date, _))) {
                "date"
            } else {
                "text"
            },
            kind: self.kind.clone(),
            wrong,
        }
    }
}

/// Rows beyond these are not read.
const MOST: usize = 60;

fn choices(desk: &Desk, names: &Names, kind: &str) -> Vec<Choice> {
    match kind {
        "tier" => names.tiers.clone(),
        "has_ticket" => names.events.clone(),
        "bought" => names.products.clone(),
        _ if own(kind).is_some() => own_choices(desk, names, kind),
        "state" => STATES.map(|state| Choice::new(state, desk.w.t(&format!("studio-holds-{state}")))).to_vec(),
        _ => ["news", "offers", "partners"]
            .map(|purpose| Choice::new(purpose, desk.w.t(super::members::purpose_key(purpose))))
            .to_vec(),
    }
}

/// The answers of a choice, or yes and no.
fn own_choices(desk: &Desk, names: &Names, kind: &str) -> Vec<Choice> {
    match own(kind) {
        Some((FieldKind::Choice, key)) => {
            let field = names.fields.iter().find(|field| field.key == key);
            field.into_iter().flat_map(|field| field.choices()).map(|choice| Choice::new(choice, choice)).collect()
        }
        _ => super::club_fields::yes_and_no(&desk.w).to_vec(),
    }
}

/// What the browser offers while one types.
fn suggestions(desk: &Desk, names: &Names, kind: &str) -> Vec<Choice> {
    let same = |word: &str| Choice::new(word, word);
    match kind {
        "tag" => names.tags.iter().map(|tag| same(tag)).collect(),
        "country" => countries(desk.w.lang()).into_iter().map(|(code, name)| Choice::new(code, name)).collect(),
        "language" => desk.club.languages().iter().map(|lang| same(lang.code())).collect(),
        "source" => ["web", "crew", "import"].map(same).to_vec(),
        _ => Vec::new(),
    }
}

fn units(desk: &Desk, kind: &str) -> Vec<Choice> {
    match kind {
        "tenure" => {
            ["d", "w", "m", "y"].map(|unit| Choice::new(unit, desk.w.t(&format!("studio-click-unit-{unit}")))).to_vec()
        }
        "spend" => {
            let code = desk.club.config().currency.code();
            vec![Choice::new(code, code)]
        }
        _ => Vec::new(),
    }
}
