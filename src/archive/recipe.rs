//! What an export is asked to be: its form, who is in it, which columns, how its cells are written.

use serde::{Deserialize, Serialize};

use super::columns::{COLUMNS, Column};
use crate::base::Fault;
use crate::base::condition::{Condition, Fact};
use crate::plumbing::db::Conn;
use crate::segments::{self, Segment};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Csv,
    Xlsx,
    /// One JSON object a line.
    Ndjson,
    /// vCard 3.0, which every address book reads.
    Vcard,
}

impl Form {
    pub const ALL: [Form; 4] = [Form::Csv, Form::Xlsx, Form::Ndjson, Form::Vcard];

    pub fn word(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::Xlsx => "xlsx",
            Form::Ndjson => "ndjson",
            Form::Vcard => "vcard",
        }
    }

    pub fn from_word(word: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.word() == word)
    }

    /// Rows and columns, with a heading each.
    pub fn is_a_table(self) -> bool {
        matches!(self, Form::Csv | Form::Xlsx)
    }

    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Vcard => "vcf",
            form => form.word(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pack {
    Plain,
    /// A zip of the file and of a manifest that proves it.
    Zip,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The whole file, those who left included.
    All,
    /// Those who meet a condition when the file is written.
    Meeting {
        /// Slug of the segment it is; empty when the condition was given as a line.
        segment: String,
        condition: String,
    },
}

/// Who reads the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    #[default]
    Club,
    /// Somebody else: only members who agreed to that are in the file, whatever the condition says.
    Partner,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    #[default]
    Comma,
    /// What spreadsheets expect where the comma is the decimal sign.
    Semicolon,
    Tab,
}

impl Separator {
    pub const ALL: [Separator; 3] = [Separator::Comma, Separator::Semicolon, Separator::Tab];

    pub fn word(self) -> &'static str {
        match self {
            Separator::Comma => "comma",
            Separator::Semicolon => "semicolon",
            Separator::Tab => "tab",
        }
    }

    pub fn from_word(word: &str) -> Option<Separator> {
        Separator::ALL.into_iter().find(|separator| separator.word() == word)
    }

    pub(super) fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// `2026-11-27T20:36:00Z`.
    #[default]
    Iso,
    /// By the club's clock, as spreadsheets know dates: `2026-11-27 21:36:00` in CSV, a real date in XLSX.
    Clock,
}

impl Dates {
    pub const ALL: [Dates; 2] = [Dates::Iso, Dates::Clock];

    pub fn word(self) -> &'static str {
        match self {
            Dates::Iso => "iso",
            Dates::Clock => "clock",
        }
    }

    pub fn from_word(word: &str) -> Option<Dates> {
        Dates::ALL.into_iter().find(|dates| dates.word() == word)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    #[default]
    None,
    /// The byte order mark by which Excel knows UTF-8.
    Bom,
}

/// How the cells of a table are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    pub mark: Mark,
    pub separator: Separator,
    pub dates: Dates,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    pub form: Form,
    pub pack: Pack,
    pub who: Who,
    #[serde(default)]
    pub reader: Reader,
    /// In the order they are written; at least one.
    pub columns: Vec<Column>,
    pub dialect: Dialect,
}

impl Who {
    pub fn of(segment: &Segment) -> Who {
        Who::Meeting { segment: segment.slug.clone(), condition: segment.condition.clone() }
    }

    pub fn meeting(condition: &Condition) -> Who {
        Who::Meeting { segment: String::new(), condition: condition.to_string() }
    }
}

impl Recipe {
    /// The whole file as CSV: what another club takes in again without loss.
    pub fn whole() -> Recipe {
        Recipe {
            form: Form::Csv,
            pack: Pack::Plain,
            who: Who::All,
            reader: Reader::Club,
            columns: COLUMNS.to_vec(),
            dialect: Dialect::default(),
        }
    }

    /// How the name of the file ends.
    pub fn extension(&self) -> &'static str {
        match self.pack {
            Pack::Plain => self.form.extension(),
            Pack::Zip => "zip",
        }
    }

    /// The same with its segment as it stands now; `None` when that was deleted.
    pub fn renewed(mut self, conn: &mut Conn) -> Result<Option<Recipe>, Fault> {
        if let Who::Meeting { segment, .. } = &self.who
            && !segment.is_empty()
        {
            let Some(segment) = segments::by_slug(conn, segment)? else { return Ok(None) };
            self.who = Who::of(&segment);
        }
        Ok(Some(self))
    }

    /// What everybody in the file meets; `None` for all rows there are. A partner gets nobody who did not agree to it, and
    /// no address that the club itself may not write to.
    pub(super) fn meaning(&self) -> Result<Option<Condition>, Fault> {
        let asked = match &self.who {
            Who::All => None,
            Who::Meeting { condition, .. } => {
                let broken = |error| Fault::broken(format!("export of {condition:?}: {error}"));
                Some(Condition::parse(condition).map_err(broken)?)
            }
        };
        match self.reader {
            Reader::Club => Ok(asked),
            Reader::Partner => {
                let mut all = vec![Condition::Fact(Fact::Consents("partners".to_owned()))];
                if self.columns.contains(&Column::Email) {
                    all.push(Condition::Fact(Fact::Reachable));
                }
                all.extend(asked);
                Ok(Some(Condition::All(all)))
            }
        }
    }

    /// For the journal, in the program's own words.
    pub fn in_brief(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.word()).collect();
        let columns = if self.columns == COLUMNS { "all columns".to_owned() } else { columns.join(",") };
        let who = match &self.who {
            Who::All => "all".to_owned(),
            Who::Meeting { segment, condition } if segment.is_empty() => condition.clone(),
            Who::Meeting { segment, condition } => format!("segment {segment}: {condition}"),
        };
        format!("{}; {who}; {columns}", self.form.word())
    }
}
