//! What surrounds every page of the studio: who works, where they are, what they may open, what was just done.

use super::icons::{Icon, icon};
use super::parts::{Choice, Field, Select, Wrongs, field, select};
use crate::plumbing::locale::Words;
use crate::plumbing::web::static_url;

/// What the one who is signed in may open; the handlers' own guards are the check, this only hides dead ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    pub write: bool,
    pub manage: bool,
    pub sell: bool,
    pub attend: bool,
    pub moderate: bool,
    pub own: bool,
}

/// Figures beside the rooms' names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub members: i64,
    pub reports: i64,
    /// Orders with something to pack or to send.
    pub parcels: i64,
    /// First steps done and in all; none once all are done.
    pub steps: Option<(i64, i64)>,
}

/// News at the head of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// `ok`, `warn` or `stop`.
    pub tone: &'static str,
    pub sentence: String,
    /// The form that takes it back, where that is possible.
    pub undo: Option<Undo>,
}

/// A form of one button that takes back what was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    pub action: String,
    pub fields: Vec<(&'static str, String)>,
}

#[derive(Clone)]
pub struct Frame {
    pub w: Words,
    pub club: String,
    pub who: String,
    pub may: May,
    pub counts: Counts,
    /// Key of the room in the menu.
    pub here: &'static str,
    pub notice: Option<Notice>,
    /// What is in the search field.
    pub find: String,
}

impl Frame {
    pub fn icon(&self, name: &str) -> Icon {
        icon(name)
    }

    pub fn file(&self, name: &str) -> String {
        static_url(name)
    }

    pub fn field(&self, name: &str, label: impl AsRef<str>, value: impl AsRef<str>) -> Field {
        field(name, label, value)
    }

    pub fn select(&self, name: &str, label: impl AsRef<str>, choices: &[Choice], chosen: impl AsRef<str>) -> Select {
        select(name, label, choices, chosen)
    }

    pub fn members(&self) -> String {
        self.w.number(self.counts.members)
    }

    /// Reports that wait, when there are any.
    pub fn reports(&self) -> Option<String> {
        (self.counts.reports > 0).then(|| self.w.number(self.counts.reports))
    }

    /// Orders to be packed, when there are any.
    pub fn parcels(&self) -> Option<String> {
        (self.counts.parcels > 0).then(|| self.w.number(self.counts.parcels))
    }

    /// "4 of 7" while first steps are left.
    pub fn steps(&self) -> Option<String> {
        let (done, all) = self.counts.steps?;
        Some(self.w.t2("studio-done-of", "done", done, "all", all))
    }

    pub fn notice_icon(&self, notice: &Notice) -> Icon {
        icon(if notice.tone == "ok" { "check" } else { "warn" })
    }

    /// At a page whose form came back: the first thing said is that nothing was saved.
    pub fn with_wrongs(mut self, wrongs: &Wrongs) -> Frame {
        if !wrongs.is_empty() {
            let sentence = self.w.t("studio-not-saved");
            self.notice = Some(Notice { tone: "stop", sentence, undo: None });
        }
        self
    }
}
