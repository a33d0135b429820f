//! Stripe's webhooks.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::payments::{self, Accepted};
use crate::plumbing::web::Page;

/// `POST /hooks/stripe`: verified, kept, answered. What follows is a job's.
pub async fn create(club: web::ReqData<Club>, request: HttpRequest, body: web::Bytes) -> Page {
    let signature = request.headers().get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let status = receive(&club, signature, &body, Moment::now()).await?;
    Ok(HttpResponse::new(status))
}

/// What every webhook goes through, the sandbox's too.
pub(super) async fn receive(club: &Club, signature: &str, body: &[u8], now: Moment) -> Result<StatusCode, Fault> {
    match payments::accept(club, signature, body, now).await? {
        Accepted::Kept | Accepted::Known => Ok(StatusCode::OK),
        Accepted::Unsigned(error) => {
            tracing::warn!(club = club.name(), %error, "a webhook was refused");
            metrics::counter!("stagedoor_webhooks_refused_total", "club" => club.name().to_owned()).increment(1);
            Ok(StatusCode::BAD_REQUEST)
        }
        Accepted::Unreadable => Ok(StatusCode::BAD_REQUEST),
    }
}
