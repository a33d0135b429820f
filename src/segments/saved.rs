//! Segments with a name, as the crew keeps them.

use super::saved_store as store;
use crate::base::condition::Condition;
use crate::base::slug::slugged;
use crate::base::{Fault, Moment};
use crate::id;
use crate::plumbing::db::Tx;

pub use store::{Segment, all, by_id, by_slug};

id!(
    /// A segment with a name.
    SegmentId
);

impl Segment {
    /// What it says. It was read before it was saved.
    pub fn meaning(&self) -> Result<Condition, Fault> {
        Condition::parse(&self.condition).map_err(|error| Fault::broken(format!("segment {}: {error}", self.slug)))
    }
}

/// Keeps a condition under a name. Its slug is for commands and never changes.
pub fn save(tx: &mut Tx, name: &str, condition: &Condition, by: &str, now: Moment) -> Result<Segment, Fault> {
    let word = Some(slugged(name)).filter(|word| !word.is_empty()).unwrap_or_else(|| "segment".to_owned());
    let mut slug = word.clone();
    let mut number = 1;
    while by_slug(tx, &slug)?.is_some() {
        number += 1;
        slug = format!("{word}-{number}");
    }
    let segment = Segment {
        id: SegmentId::new(),
        name: name.to_owned(),
        slug,
        condition: condition.to_string(),
        created_by: by.to_owned(),
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, &segment)?;
    Ok(segment)
}

/// Gives a segment another name and meaning.
pub fn change(tx: &mut Tx, id: &SegmentId, name: &str, condition: &Condition, now: Moment) -> Result<(), Fault> {
    store::update(tx, id, name, &condition.to_string(), now)
}

pub fn delete(tx: &mut Tx, id: &SegmentId) -> Result<(), Fault> {
    store::delete(tx, id)
}
