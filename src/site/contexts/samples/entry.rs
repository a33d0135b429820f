//! Samples of getting in by request or invitation.

use super::*;

impl Sampler<'_> {
    pub(super) fn join_doors(&self) -> [(&'static str, JoinDoor); 4] {
        let door = |kind, error| JoinDoor {
            kind,
            invitation: if kind == DoorKind::Invited { "ABCD-EFGH-JKMN-PQRS-TVWX".into() } else { String::new() },
            error,
            inviter: (kind == DoorKind::Invited).then(|| self.text("Ada")),
            questions: if kind == DoorKind::Request { self.join_questions(error.is_some()) } else { vec![] },
        };
        [
            ("join-invited", door(DoorKind::Invited, None)),
            ("join-request", door(DoorKind::Request, None)),
            ("join-request-wrong", door(DoorKind::Request, Some(InvitationError::NotGood))),
            ("join-by-invitation", door(DoorKind::Invitation, Some(InvitationError::Missing))),
        ]
    }

    fn join_questions(&self, missing: bool) -> Vec<JoinQuestion> {
        self.many(|i| JoinQuestion {
            label: self.text("Which concert brought you here?"),
            answer: if i == 0 { String::new() } else { self.text("The one at the lighthouse.") },
            missing: missing && i == 0,
        })
    }

    pub(super) fn queues(&self, out: &mut Vec<Sample>) {
        let states =
            [("queue", QueueState::Waiting), ("queue-in", QueueState::Approved), ("queue-no", QueueState::Refused)];
        for (name, state) in states {
            let body =
                Queue { state, position: self.count(7), since: self.moment(2, 9), sign_in: "/en/sign-in".into() };
            out.push(self.sample(name, self.page(Place::Elsewhere, Who::Nobody), body));
        }
    }

    pub(super) fn invitations(&self, made: bool) -> Invitations {
        Invitations {
            left: self.count(if made { 2 } else { 0 }),
            action: made.then(|| "/en/account/invitations".into()),
            made: made.then(|| MadeInvitation {
                url: "https://club.example/join?invitation=ABCD-EFGH-JKMN-PQRS-TVWX".into(),
                code: "ABCD-EFGH-JKMN-PQRS-TVWX".into(),
            }),
            given: self.many(|i| GivenInvitation {
                hint: "ABCD".into(),
                made: self.moment(2, 9),
                used_by: (i % 2 == 1).then(|| self.text("Noor")),
                revoke_action: (i % 2 == 0).then(|| "/en/account/invitations/1/revocation".into()),
            }),
        }
    }
}
