//! Exports with a name: asked for again with one press, or forgotten.

use actix_web::web;

use super::desk::{Desk, Fresh, Proved, not_found, see, to};
use crate::archive;
use crate::archive::kept::{self, KeptExport, KeptExportId};
use crate::base::Fault;
use crate::crew::Manager;
use crate::journal;
use crate::plumbing::web::{Page, PageError};

/// POST `/studio/kept-exports/{id}/runs`: the same again, of those who are meant today.
pub async fn run(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let kept = found(&desk, id.into_inner()).await?;
    let recipe = kept.meaning()?;
    let (me, now) = (desk.me.clone(), desk.now);
    let asked = desk
        .club
        .write(move |tx| {
            let Some(recipe) = recipe.clone().renewed(tx)? else { return Ok::<_, Fault>(None) };
            archive::request(tx, &recipe, me.actor(), me.id.as_str(), now).map(Some)
        })
        .await?;
    match asked {
        Some(export) => to(&format!("/studio/exports/{}", export.id)),
        None => see("/studio/exports", "studio-said-export-segment-gone"),
    }
}

pub async fn delete(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let kept = found(&desk, id.into_inner()).await?;
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club
        .write(move |tx| {
            kept::delete(tx, &kept.id)?;
            journal::record(tx, me.clone(), "export.forgotten", "kept_export", kept.id.as_str(), &kept.name, now)
        })
        .await?;
    see("/studio/exports", "studio-said-export-forgotten")
}

pub async fn found(desk: &Desk, id: String) -> Result<KeptExport, PageError> {
    not_found(desk.club.read(move |c| kept::by_id(c, &KeptExportId(id))).await?)
}
