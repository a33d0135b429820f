//! How many members a condition reaches, while it is being typed.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::audiences;
use super::desk::As;
use super::fields::Fields;
use crate::crew::Editor;
use crate::plumbing::web::Page;

#[derive(Serialize)]
struct Count {
    reach: String,
    says: String,
    wrong: String,
    at: usize,
}

pub async fn create(desk: As<Editor>, form: web::Form<Fields>) -> Page {
    let line = audiences::line_of(form.get("audience"), form.get("condition"));
    let said = audiences::said(&desk, &line).await?;
    Ok(HttpResponse::Ok().json(Count { reach: said.reach, says: said.says, wrong: said.wrong, at: said.at }))
}
