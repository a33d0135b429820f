//! The forms in which rows leave: each writes one row after the other and keeps none.

mod csv;
mod ndjson;
mod vcard;
mod xlsx;

use std::io::Write;

use super::columns::Cell;
use super::recipe::{Form, Recipe};
use super::writing::Scene;
use crate::base::{Fault, Moment};

/// A file that is being written.
pub(super) trait Rows {
    /// One cell a heading.
    fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), Fault>;

    fn finish(&mut self) -> Result<(), Fault>;
}

pub(super) fn begin<'o>(
    recipe: &Recipe,
    headings: &[String],
    scene: &Scene,
    out: &'o mut dyn Write,
) -> Result<Box<dyn Rows + 'o>, Fault> {
    Ok(match recipe.form {
        Form::Csv => Box::new(csv::Csv::begin(recipe, headings, scene, out)?),
        Form::Xlsx => Box::new(xlsx::Sheets::begin(recipe, headings, scene, out)?),
        Form::Ndjson => Box::new(ndjson::Lines::begin(recipe, out)?),
        Form::Vcard => Box::new(vcard::Cards::begin(recipe, out)),
    })
}

/// Day and time by the club's clock.
fn by_the_clock(at: Moment, scene: &Scene) -> jiff::civil::DateTime {
    at.timestamp().to_zoned(scene.zone.clone()).datetime()
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
