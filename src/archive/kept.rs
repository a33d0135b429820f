//! Exports with a name: what was asked once, to be asked again.

use super::kept_store as store;
use super::recipe::Recipe;
use crate::base::{Fault, Moment};
use crate::id;
use crate::plumbing::db::Tx;

pub use store::{KeptExport, all, by_id, by_name};

id!(
    /// An export with a name.
    KeptExportId
);

impl KeptExport {
    /// What it asks for. It was whole before it was kept.
    pub fn meaning(&self) -> Result<Recipe, Fault> {
        Ok(serde_json::from_str(&self.recipe)?)
    }
}

/// Keeps a recipe under a name; the one of the same name gives way.
pub fn keep(tx: &mut Tx, name: &str, recipe: &Recipe, by: &str, now: Moment) -> Result<KeptExport, Fault> {
    let recipe = serde_json::to_string(recipe)?;
    if let Some(mut known) = by_name(tx, name)? {
        store::update(tx, &known.id, &recipe, now)?;
        known.recipe = recipe;
        return Ok(known);
    }
    let kept = KeptExport {
        id: KeptExportId::new(),
        name: name.to_owned(),
        recipe,
        created_by: by.to_owned(),
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, &kept)?;
    Ok(kept)
}

/// Forgets the name; files that were written stay as long as they would.
pub fn delete(tx: &mut Tx, id: &KeptExportId) -> Result<(), Fault> {
    store::delete(tx, id)
}
