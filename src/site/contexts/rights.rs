//! The pages of a member's own rights: moving to another address, and being erased. Part of the contract in [`super`].

use serde::Serialize;

use super::{Body, Count, Moment};

/// Another e-mail address. Posts `csrf` and `email` to `action`.
#[derive(Serialize)]
pub struct MailAddressForm {
    pub action: String,
    /// As it was typed, when it was not taken.
    pub typed: String,
    pub error: Option<MailAddressError>,
    /// A move that waits for its two answers.
    pub waiting: Option<WaitingMove>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum MailAddressError {
    Missing,
    NotAnAddress,
    /// It is the address they have.
    Same,
    /// Too many letters went there lately.
    TooFast,
}

#[derive(Serialize)]
pub struct WaitingMove {
    /// The address moved to.
    pub email: String,
    pub until: Moment,
    /// The letter to the present address was answered.
    pub old_agreed: bool,
    /// The letter to the new one was.
    pub new_agreed: bool,
    /// Takes a POST with `csrf`.
    pub cancel_action: String,
}

/// A copy of everything the club keeps about this member, as files.
#[derive(Serialize)]
pub struct CopyFiles {
    /// To read.
    pub text_url: String,
    /// For machines.
    pub json_url: String,
}

/// `move.html`: where a letter about another address leads. Opening it changes nothing.
#[derive(Serialize)]
pub struct MovePage {
    /// Takes a POST with `csrf`: the yes of this address. None when there is nothing to say yes to.
    pub action: Option<String>,
    pub state: MoveState,
    /// The address moved to; empty when the link is dead.
    pub email: String,
}
impl Body for MovePage {
    const TEMPLATE: &'static str = "move.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum MoveState {
    /// This address is asked.
    Asks,
    /// Said yes; the other address has not answered yet.
    Waits,
    Moved,
    /// Another member has that address; nothing was changed.
    Taken,
    /// Too old, used, or given up.
    Dead,
}

/// `erasure.html`: what being erased means, and the word for it. Posts `csrf`, `email` (typed once more) and, where
/// `is_customer`, `provider` to `action`.
#[derive(Serialize)]
pub struct Erasure {
    pub action: String,
    pub holds_membership: bool,
    /// What comes back of what was paid for the time that is left.
    pub refund: ErasureRefund,
    /// Orders still to be sent: their papers stay readable until then.
    pub to_send: Count,
    /// Tickets and bookings for what is to come; they lose the name on them.
    pub to_come: Count,
    /// The payment provider knows them, and can be told to delete that too.
    pub is_customer: bool,
    /// Papers of orders are kept sealed so many years; zero when there are none.
    pub paper_years: u32,
    /// The address typed was not theirs.
    pub email_wrong: bool,
    pub copy: CopyFiles,
    pub back: String,
}
impl Body for Erasure {
    const TEMPLATE: &'static str = "erasure.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ErasureRefund {
    Nothing,
    Rest,
    Whole,
}
