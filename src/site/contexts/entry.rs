//! Getting in by request or invitation. Part of the contract in [`super`].

use serde::Serialize;

use super::{Body, Count, Moment};

/// The part of the join page about who is let in.
#[derive(Serialize)]
pub struct JoinDoor {
    pub kind: DoorKind,
    /// The code of an invitation, as it was brought or typed.
    pub invitation: String,
    pub error: Option<InvitationError>,
    /// Name of the member who gave the invitation; none when the club did.
    pub inviter: Option<String>,
    /// In order; each answer is posted as `answer`.
    pub questions: Vec<JoinQuestion>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum DoorKind {
    /// A good invitation was brought.
    Invited,
    /// The crew lets people in; an invitation is quicker.
    Request,
    /// Only who is invited.
    Invitation,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum InvitationError {
    Missing,
    /// No such invitation, or it was used or taken back.
    NotGood,
}

#[derive(Serialize)]
pub struct JoinQuestion {
    /// In the club's own words.
    pub label: String,
    pub answer: String,
    /// It was left without an answer.
    pub missing: bool,
}

/// `queue.html`: how a request to be let in stands. Whoever has the address sees it.
#[derive(Serialize)]
pub struct Queue {
    pub state: QueueState,
    /// Place in the queue, counted from 1; for those who wait.
    pub position: Count,
    pub since: Moment,
    pub sign_in: String,
}
impl Body for Queue {
    const TEMPLATE: &'static str = "queue.html";
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum QueueState {
    Waiting,
    Approved,
    Refused,
}

/// A member's invitations.
#[derive(Serialize)]
pub struct Invitations {
    pub left: Count,
    /// Takes a POST with `csrf`: makes one more. None when none is left.
    pub action: Option<String>,
    /// The one just made, shown once: its address and its code for paper.
    pub made: Option<MadeInvitation>,
    pub given: Vec<GivenInvitation>,
}

#[derive(Serialize)]
pub struct MadeInvitation {
    pub url: String,
    pub code: String,
}

#[derive(Serialize)]
pub struct GivenInvitation {
    /// The first letters of its code.
    pub hint: String,
    pub made: Moment,
    /// Name of who came by it, which may be empty; none while nobody did.
    pub used_by: Option<String>,
    /// Takes a POST with `csrf`; none once it was used.
    pub revoke_action: Option<String>,
}
