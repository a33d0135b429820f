//! Addresses of everything that waits to be sent, as a file for a label printer.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::desk::Fresh;
use super::packing::{ToPack, load_waiting};
use crate::base::Fault;
use crate::crew::Seller;
use crate::plumbing::web::{Page, attachment, harmless};

const COLUMNS: [&str; 11] =
    ["order", "name", "line1", "line2", "postcode", "city", "region", "country", "phone", "email", "contents"];

/// GET `/studio/packing/labels.csv`
pub async fn show(desk: Fresh<Seller>) -> Page {
    let waiting = desk.club.read(load_waiting).await?;
    let file = written(&waiting)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, attachment("labels.csv")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

fn written(waiting: &[ToPack]) -> Result<Vec<u8>, Fault> {
    let failed = |error: csv::Error| Fault::broken(error.to_string());
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(failed)?;
    for one in waiting {
        let Some(address) = &one.address else { continue };
        let contents: Vec<String> = one.to_leave().iter().map(|(name, many)| format!("{many} x {name}")).collect();
        let fields = [
            &one.order.number.to_string(),
            &address.name,
            &address.line1,
            &address.line2,
            &address.postcode,
            &address.city,
            &address.region,
            &address.country,
            &address.phone,
            &one.order.email,
            &contents.join("; "),
        ];
        file.write_record(fields.map(|field| harmless(field))).map_err(failed)?;
    }
    file.into_inner().map_err(|error| Fault::broken(error.to_string()))
}
