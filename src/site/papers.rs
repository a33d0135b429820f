//! Tickets, receipts and credit notes as PDF: for the member whose order it is, and for whoever has an address that
//! opens it.

use actix_web::web;

use super::order_links;
use super::orders::theirs;
use super::tickets::opened;
use crate::lobby::{SignedIn, Visit};
use crate::orders::{self, Order};
use crate::papers;
use crate::plumbing::web::{Page, PageError, pdf};
use crate::tickets::{self, IssuedTicket};

/// GET `/tickets/{ticket}/{secret}/ticket.pdf`
pub(super) async fn ticket(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let issued = opened(&visit, path.into_inner()).await?;
    let line = issued.ticket.order_line_id.clone();
    let order = visit
        .club
        .read(move |conn| match orders::order_of_line(conn, &line)? {
            Some(order) => orders::by_id(conn, &order),
            None => Ok(None),
        })
        .await?;
    let order = order.ok_or(PageError::NotFound)?;
    tickets_of(&visit, &order, vec![issued]).await
}

/// GET `/o/{order}/{key}/tickets.pdf`: all that still open a door.
pub(super) async fn order_tickets(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let (id, key) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    let id = order.id.clone();
    let issued = visit
        .club
        .read(move |conn| {
            let mut issued = Vec::new();
            for line in orders::lines_of(conn, &id)?.into_iter().filter(|line| line.kind == tickets::KIND) {
                issued.extend(tickets::issued_of_line(conn, &line.id)?);
            }
            Ok(issued)
        })
        .await?;
    tickets_of(&visit, &order, issued).await
}

async fn tickets_of(visit: &Visit, order: &Order, issued: Vec<IssuedTicket>) -> Page {
    if !issued.iter().any(IssuedTicket::opens) {
        return Err(PageError::NotFound);
    }
    let words = papers::words(&visit.club, order);
    let club = visit.club.clone();
    let name = words.t("paper-ticket-file");
    pdf(&name, move || papers::tickets(&club, &words, &issued)).await
}

/// GET `/orders/{number}/receipt.pdf`: a member's own.
pub(super) async fn receipt(signed_in: SignedIn, number: web::Path<String>) -> Page {
    let order = theirs(&signed_in, &number).await?;
    receipt_of(&signed_in.visit, order).await
}

/// GET `/o/{order}/{key}/receipt.pdf`
pub(super) async fn opened_receipt(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let (id, key) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    receipt_of(&visit, order).await
}

/// GET `/orders/{number}/credit-notes/{note}.pdf`: a member's own.
pub(super) async fn credit_note(signed_in: SignedIn, path: web::Path<(String, i64)>) -> Page {
    let (number, note) = path.into_inner();
    let order = theirs(&signed_in, &number).await?;
    credit_note_of(&signed_in.visit, order, note).await
}

/// GET `/o/{order}/{key}/credit-notes/{note}.pdf`
pub(super) async fn opened_credit_note(visit: Visit, path: web::Path<(String, String, i64)>) -> Page {
    let (id, key, note) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    credit_note_of(&visit, order, note).await
}

async fn receipt_of(visit: &Visit, order: Order) -> Page {
    let club = visit.club.clone();
    let receipt = papers::read(&club, order).await?.ok_or(PageError::NotFound)?;
    let name = format!("{}.pdf", receipt.number(&club));
    pdf(&name, move || papers::receipt(&club, &receipt)).await
}

async fn credit_note_of(visit: &Visit, order: Order, note: i64) -> Page {
    let club = visit.club.clone();
    let receipt = papers::read(&club, order).await?.ok_or(PageError::NotFound)?;
    let refund = receipt.refund(note).filter(|refund| refund.state != "refused").cloned();
    let refund = refund.ok_or(PageError::NotFound)?;
    let name = format!("{}.pdf", papers::credit_note_number(&club, &refund).unwrap_or_default());
    pdf(&name, move || papers::credit_note(&club, &receipt, &refund)).await
}
