//! Passkeys, and what is asked of those who ask for letters while many do. Part of the contract in [`super`].

use serde::Serialize;

use super::Moment;

/// A form that asks the device: `data-passkey` (`open` or `add`), `data-question`, and two empty hidden fields `sealed` and
/// `answer` that the script of the program fills before it sends the form. Without scripts there is nothing to press.
#[derive(Serialize)]
pub struct PasskeyForm {
    /// Takes a POST with `csrf`, `sealed` and `answer`; beside them `back` on the sign-in page, `label` in the account.
    pub action: String,
    /// Where the script gets what it asks the device.
    pub question: String,
    /// Why the last answer was not taken.
    pub error: Option<PasskeyError>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyError {
    /// Too late, or sent twice: once more.
    Stale,
    /// Nobody here has this passkey: it was removed, or is for somewhere else.
    Unknown,
    /// What the device answered proves nothing.
    Refused,
    /// They have as many as one may have.
    TooMany,
}

/// The member's passkeys; the part of the account is missing where browsers have none.
#[derive(Serialize)]
pub struct Passkeys {
    pub list: Vec<PasskeyRow>,
    pub add: PasskeyForm,
    /// A name for the next one: `Safari on iPhone`, as far as the browser told.
    pub guess: String,
}

#[derive(Serialize)]
pub struct PasskeyRow {
    pub label: String,
    pub made: Moment,
    /// None until it opened something.
    pub used: Option<Moment>,
    /// A copy is kept by the maker of the device.
    pub backed_up: bool,
    /// It was made for another address of the club and opens nothing here.
    pub elsewhere: bool,
    /// Takes a POST with `csrf` and `label`.
    pub rename_action: String,
    /// Takes a POST with `csrf`.
    pub remove_action: String,
}

/// Many ask for letters: before this form is taken, the browser works a little (`data-work`), or the visitor waits.
#[derive(Serialize)]
pub struct Toll {
    /// What the work is about, for the script of the program: `data-work`.
    pub work: String,
    /// How hard it is: zero bits at the beginning of the hash, for `data-bits`.
    pub bits: u8,
    /// Seconds until the form is taken without the work.
    pub seconds: u32,
}
