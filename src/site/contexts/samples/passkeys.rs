//! Passkeys and tolls.

use super::*;

impl Sampler<'_> {
    pub(super) fn passkey_form(&self, word: &str, error: Option<PasskeyError>) -> PasskeyForm {
        PasskeyForm { action: format!("/en/passkey/{word}"), question: format!("/en/passkey/{word}/question"), error }
    }

    pub(super) fn passkeys(&self, full: bool) -> Passkeys {
        Passkeys {
            list: self.many(|nth| PasskeyRow {
                label: self.text("Safari on iPhone"),
                made: self.moment(2, 9),
                used: (nth != 1).then(|| self.moment(19, 21)),
                backed_up: nth == 0,
                elsewhere: nth == 2,
                rename_action: "/en/account/passkeys/1".into(),
                remove_action: "/en/account/passkeys/1/removal".into(),
            }),
            add: self.passkey_form("add", full.then_some(PasskeyError::TooMany)),
            guess: self.text("Firefox on Android"),
        }
    }

    pub(super) fn toll(&self) -> Toll {
        Toll { work: "1.2.3".into(), bits: 16, seconds: 20 }
    }
}
