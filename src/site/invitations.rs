//! `/account/invitations`: the ways in that a member has to give.

use actix_web::web;

use super::account;
use super::contexts::{GivenInvitation, Invitations, MadeInvitation, NoticeKind};
use super::fields::Fields;
use super::{notices, present};
use crate::base::Fault;
use crate::invitations::{self, Code, Invitation, InvitationId};
use crate::lobby::{Here, SignedIn, Visit};
use crate::members;
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};

/// What the account page says about a member's invitations.
pub(super) struct Loaded {
    left: i64,
    /// Each with the name of who came by it.
    given: Vec<(Invitation, Option<String>)>,
    /// Name of who invited this member; `None` when nobody did.
    pub invited_by: Option<String>,
}

pub(super) fn load(conn: &mut Conn, here: &Here) -> Result<Loaded, Fault> {
    let member = &here.member.id;
    let mut given = Vec::new();
    for invitation in invitations::by_inviter(conn, member)? {
        let name = match &invitation.used_by {
            Some(invitee) => members::by_id(conn, invitee)?.map(|invitee| invitee.name),
            None => None,
        };
        given.push((invitation, name));
    }
    let inviter = invitations::by_invitee(conn, member)?.and_then(|invitation| invitation.inviter_id);
    let invited_by = match inviter {
        Some(inviter) => members::by_id(conn, &inviter)?.map(|inviter| inviter.name),
        None => None,
    };
    Ok(Loaded { left: invitations::left(conn, member, &here.standing.tier)?, given, invited_by })
}

/// `made` was made a moment ago and is shown this once. None where there is nothing to give and nothing given.
pub(super) fn section(visit: &Visit, loaded: &Loaded, made: Option<&Code>) -> Option<Invitations> {
    if loaded.left == 0 && loaded.given.is_empty() {
        return None;
    }
    let given = |(invitation, used_by): &(Invitation, Option<String>)| GivenInvitation {
        hint: invitation.hint.clone(),
        made: present::moment(&visit.w, invitation.made_at, visit.now),
        used_by: invitation.used_by.as_ref().map(|_| used_by.clone().unwrap_or_default()),
        revoke_action: invitation
            .is_good()
            .then(|| visit.url(&format!("/account/invitations/{}/revocation", invitation.id))),
    };
    Some(Invitations {
        left: present::count(&visit.w, loaded.left),
        action: (loaded.left > 0).then(|| visit.url("/account/invitations")),
        made: made.map(|code| MadeInvitation { url: url(visit, code), code: code.readable() }),
        given: loaded.given.iter().map(given).collect(),
    })
}

fn url(visit: &Visit, code: &Code) -> String {
    visit.club.url(&visit.url(&format!("/join?invitation={}", code.readable())))
}

/// POST `/account/invitations`: the invitation is shown on this answer and never again.
pub(super) async fn create(signed_in: SignedIn, form: Fields) -> Page {
    signed_in.visit.check_csrf(form.get("csrf"))?;
    let (id, tier, now) = (signed_in.here.member.id.clone(), signed_in.here.standing.tier.clone(), signed_in.visit.now);
    if !signed_in.here.standing.active {
        return Err(PageError::Forbidden);
    }
    let made = signed_in.visit.club.write(move |tx| invitations::give(tx, &id, &tier, now)).await?;
    account::with_invitation(&signed_in, made).await
}

/// POST `/account/invitations/{id}/revocation`
pub(super) async fn revoke(signed_in: SignedIn, id: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let (id, now) = (InvitationId(id.into_inner()), visit.now);
    let revoked = visit.club.write(move |tx| invitations::take_back(tx, &id, &here.member.id, now)).await?;
    if !revoked {
        return Err(PageError::NotFound);
    }
    notices::see(&visit, "/account#invitations", NoticeKind::InvitationTaken, "")
}
