//! The whole club as one file, for its owner: asked for here, written by a job, fetched where exports are.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, to};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::Wrongs;
use crate::base::Fault;
use crate::crew::Owner;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;
use crate::portage::{self, Passphrase, SHORTEST_PASSPHRASE, Secrets};

#[derive(Template)]
#[template(path = "studio/archives/new.html")]
pub struct ArchiveForm {
    pub w: Words,
    pub f: Frame,
    pub form: Fields,
    pub wrongs: Wrongs,
    pub fingerprint: String,
    /// Characters of the shortest passphrase.
    pub shortest: usize,
}

pub async fn new(desk: Fresh<Owner>) -> Page {
    desk.page(&draw(&desk, Fields::default(), Wrongs::none()).await?)
}

pub async fn create(desk: Fresh<Owner>, form: web::Form<Fields>) -> Page {
    let form = form.into_inner();
    let w = &desk.w;
    let typed = form.get("passphrase");
    let passphrase = match Passphrase::parse(typed) {
        Some(passphrase) if typed == form.get("again") => passphrase,
        Some(_) => return again(&desk, &form, Wrongs::one("again", w.t("studio-archive-differs"))).await,
        None => {
            let wrong = w.t1("studio-archive-short", "n", SHORTEST_PASSPHRASE);
            return again(&desk, &form, Wrongs::one("passphrase", wrong)).await;
        }
    };
    let secrets = if form.ticked("secrets") { Secrets::Travel } else { Secrets::Stay };
    let me = desk.me.id.to_string();
    let export = portage::request(&desk.club, passphrase, secrets, desk.me.actor(), me, desk.now).await?;
    to(&format!("/studio/exports/{}", export.id))
}

/// The form once more. A passphrase is never sent back.
async fn again(desk: &Desk, form: &Fields, wrongs: Wrongs) -> Page {
    let mut kept = Fields::default();
    kept.put("secrets", form.get("secrets"));
    desk.again(&draw(desk, kept, wrongs).await?)
}

async fn draw(desk: &Desk, form: Fields, wrongs: Wrongs) -> Result<ArchiveForm, Fault> {
    Ok(ArchiveForm {
        w: desk.w.clone(),
        f: desk.frame("exports").await?.with_wrongs(&wrongs),
        form,
        wrongs,
        fingerprint: portage::fingerprint(desk.club.key()),
        shortest: SHORTEST_PASSPHRASE,
    })
}
