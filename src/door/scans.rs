//! `/door/scans`: decisions asked for, and decisions that were made without the network.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::gate::Gate;
use crate::base::{Fault, Moment};
use crate::plumbing::web::{Page, PageError};
use crate::tickets::{self, Alone, Direction, ScanId, Verdict};

/// Scans in one request; a gate that was alone for long tells in several.
const MOST: usize = 200;
/// Longest code anybody could scan, in bytes.
const LONGEST: usize = 400;

#[derive(Debug, Deserialize)]
pub struct Told {
    scans: Vec<One>,
}

#[derive(Debug, Clone, Deserialize)]
struct One {
    /// Made by the gate: a scan that is told twice is one scan.
    id: String,
    code: String,
    direction: String,
    /// Milliseconds since 1970, for scans the gate decided by itself.
    at: Option<i64>,
    /// The gate turned somebody away by itself.
    #[serde(default)]
    refused: bool,
}

/// POST: decides each scan without a moment, writes down each with one. Answers in their order.
pub async fn create(gate: Gate, told: web::Json<Told>) -> Page {
    let told = told.into_inner();
    if told.scans.len() > MOST || told.scans.iter().any(|one| one.code.len() > LONGEST || one.id.len() > 64) {
        return Err(PageError::Invalid("too much in one request".to_owned()));
    }
    let mut answers = Vec::with_capacity(told.scans.len());
    for one in told.scans {
        answers.push(decide(&gate, one).await?);
    }
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "verdicts": answers })))
}

async fn decide(gate: &Gate, one: One) -> Result<Value, PageError> {
    let direction = Direction::from_word(&one.direction);
    let direction = direction.ok_or_else(|| PageError::Invalid("in or out".to_owned()))?;
    let (club, pass, now) = (gate.club.clone(), gate.pass.clone(), Moment::now());
    let id = ScanId(one.id.clone());
    let alone = if one.refused { Alone::TurnedAway } else { Alone::LetThrough };
    let verdict: Verdict = gate
        .club
        .write(move |tx| match one.at {
            Some(at) => {
                let at = Moment(at.saturating_mul(1_000));
                tickets::record(tx, &club, &pass, &id, &one.code, direction, at, alone, now)
            }
            None => tickets::scan(tx, &club, &pass, &id, &one.code, direction, now),
        })
        .await
        .map_err(|fault: Fault| PageError::Fault(fault))?;
    let mut answer = json!({ "verdict": verdict.word() });
    if let Some(seen) = verdict.seen() {
        answer["number"] = json!(seen.number);
        answer["holder"] = json!(seen.holder);
        answer["type"] = json!(seen.kind);
    }
    if let Verdict::Inside(_, place, at) = &verdict {
        answer["gate"] = json!(place);
        answer["at"] = json!(at.timestamp().as_millisecond());
    }
    Ok(answer)
}
