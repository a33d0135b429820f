//! Opening the sealed papers of an order whose buyer was erased: for the books, by the owner, and written down.

use actix_web::web;
use askama::Template;

use super::desk::{Fresh, not_found};
use super::frame::Frame;
use super::orders::found;
use super::parts::Fact;
use crate::crew::Owner;
use crate::journal;
use crate::orders::papers::{self, Sealed};
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;

#[derive(Template)]
#[template(path = "studio/sealed_papers/show.html")]
pub struct PapersPage {
    pub w: Words,
    pub f: Frame,
    pub number: i64,
    pub label: String,
    pub facts: Vec<Fact>,
    pub until: String,
}

/// POST `/studio/orders/{number}/papers`: shown on this answer, and kept nowhere open.
pub async fn create(desk: Fresh<Owner>, number: web::Path<i64>) -> Page {
    let order = found(&desk, number.into_inner()).await?;
    let (id, me, now) = (order.id.clone(), desk.me.actor(), desk.now);
    let sealed = desk
        .club
        .write(move |tx| {
            let sealed = papers::sealed_of(tx, &id)?.filter(Sealed::is_sealed);
            if sealed.is_some() {
                journal::record(tx, me.clone(), "order.papers_opened", "order", id.as_str(), "", now)?;
            }
            Ok::<_, crate::base::Fault>(sealed)
        })
        .await?;
    let sealed = not_found(sealed)?;
    let open = papers::unseal(desk.club.key(), &sealed)?;
    let w = &desk.w;
    let facts = vec![
        Fact::new(w.t("studio-crew-email"), open.email),
        Fact::new(w.t("studio-order-address"), open.address.join(", ")),
        Fact::new(w.t("studio-papers-details"), open.details.join("\n")),
    ];
    desk.page(&PapersPage {
        w: w.clone(),
        f: desk.frame("orders").await?,
        number: order.number,
        label: w.t1("studio-order-number", "n", order.number.to_string()),
        facts: facts.into_iter().filter(|fact| !fact.value.is_empty()).collect(),
        until: w.t1("studio-papers-until", "date", w.date(sealed.keep_until)),
    })
}
