//! The papers of an order, for those who keep the books.

use actix_web::web;

use super::desk::{Proved, not_found};
use super::orders::found;
use crate::crew::Seller;
use crate::papers;
use crate::plumbing::web::{Page, pdf};

/// GET `/studio/orders/{number}/receipt.pdf`
pub async fn receipt(desk: Proved<Seller>, number: web::Path<i64>) -> Page {
    let order = found(&desk, number.into_inner()).await?;
    let club = desk.club.clone();
    let receipt = not_found(papers::read(&club, order).await?)?;
    let name = format!("{}.pdf", receipt.number(&club));
    pdf(&name, move || papers::receipt(&club, &receipt)).await
}

/// GET `/studio/orders/{number}/credit-notes/{note}.pdf`: also of a refund that was refused, which says so.
pub async fn credit_note(desk: Proved<Seller>, path: web::Path<(i64, i64)>) -> Page {
    let (number, note) = path.into_inner();
    let order = found(&desk, number).await?;
    let club = desk.club.clone();
    let receipt = not_found(papers::read(&club, order).await?)?;
    let refund = not_found(receipt.refund(note).cloned())?;
    let name = format!("{}.pdf", papers::credit_note_number(&club, &refund).unwrap_or_default());
    pdf(&name, move || papers::credit_note(&club, &receipt, &refund)).await
}
