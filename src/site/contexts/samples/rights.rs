//! Samples of the pages of a member's own rights.

use super::*;

impl Sampler<'_> {
    pub(super) fn rights(&self, out: &mut Vec<Sample>) {
        let states = [
            ("move", MoveState::Asks),
            ("move-waits", MoveState::Waits),
            ("move-moved", MoveState::Moved),
            ("move-taken", MoveState::Taken),
            ("move-dead", MoveState::Dead),
        ];
        for (name, state) in states {
            let body = MovePage {
                action: (state == MoveState::Asks).then(|| "/en/account/address/6yQx0v8d2kF1".into()),
                state,
                email: if state == MoveState::Dead { String::new() } else { "noor@bakker.example".into() },
            };
            out.push(self.sample(name, self.page(Place::Elsewhere, Who::Nobody), body));
        }
        let full = self.erasure(true, ErasureRefund::Rest, false);
        out.push(self.sample("erasure", self.page(Place::Account, Who::Paying), full));
        let wrong = self.erasure(true, ErasureRefund::Whole, true);
        out.push(self.sample("erasure-wrong", self.page(Place::Account, Who::Paying), wrong));
        let bare = self.erasure(false, ErasureRefund::Nothing, false);
        out.push(self.sample("erasure-free", self.page(Place::Account, Who::Free), bare));
    }

    fn erasure(&self, holds: bool, refund: ErasureRefund, email_wrong: bool) -> Erasure {
        Erasure {
            action: "/en/account/erasure".into(),
            holds_membership: holds,
            refund,
            to_send: self.count(if holds { 2 } else { 0 }),
            to_come: self.count(if holds { 1 } else { 0 }),
            is_customer: holds,
            paper_years: if holds { 10 } else { 0 },
            email_wrong,
            copy: self.copy_files(),
            back: "/en/account".into(),
        }
    }

    pub(super) fn copy_files(&self) -> CopyFiles {
        CopyFiles { text_url: "/en/account/copy.txt".into(), json_url: "/en/account/copy.json".into() }
    }

    pub(super) fn mail_address_form(&self, waiting: bool, error: Option<MailAddressError>) -> MailAddressForm {
        MailAddressForm {
            action: "/en/account/address".into(),
            typed: if error.is_some() { self.text("noor@") } else { String::new() },
            error,
            waiting: waiting.then(|| WaitingMove {
                email: "noor@bakker.example".into(),
                until: self.moment(21, 9),
                old_agreed: false,
                new_agreed: true,
                cancel_action: "/en/account/address/cancellation".into(),
            }),
        }
    }
}
