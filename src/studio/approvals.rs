//! The second person's yes or no to an export.

use actix_web::web;

use super::desk::{Desk, Fresh, not_found, see};
use crate::archive::{self, ExportId, NotDecided};
use crate::crew::Manager;
use crate::plumbing::web::{Page, PageError};

/// POST `/studio/exports/{id}/approvals`.
pub async fn create(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let id = asked(&desk, id.into_inner()).await?;
    let path = format!("/studio/exports/{id}");
    let (me, now) = (desk.me.clone(), desk.now);
    let decided = desk.club.write(move |tx| archive::approve(tx, &id, &me, now)).await?;
    see(&path, said(decided, "studio-said-export-approved"))
}

/// POST `/studio/exports/{id}/refusals`.
pub async fn refuse(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let id = asked(&desk, id.into_inner()).await?;
    let path = format!("/studio/exports/{id}");
    let (me, now) = (desk.me.clone(), desk.now);
    let decided = desk.club.write(move |tx| archive::refuse(tx, &id, &me, now)).await?;
    see(&path, said(decided, "studio-said-export-refused"))
}

fn said(decided: Result<(), NotDecided>, done: &'static str) -> &'static str {
    match decided {
        Ok(()) => done,
        Err(NotDecided::Over) => "studio-said-export-decided",
        Err(NotDecided::OwnRequest) => "studio-said-export-own",
    }
}

async fn asked(desk: &Desk, id: String) -> Result<ExportId, PageError> {
    let id = ExportId(id);
    let found = desk.club.read({
        let id = id.clone();
        move |c| archive::by_id(c, &id)
    });
    not_found(found.await?.filter(|export| !export.is_whole_club())).map(|_| id)
}
