//! `/door/scans`: decisions asked for, and decisions that were made without the network.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::gate::Gate;
use crate::base::{Fault, Moment};
use crate::plumbing::web::{Page, PageError};
use crate::tickets::{self, Alone, Direction, Passage, ScanId, Verdict};

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

/// POST: writes each scan with a moment down, decides each without one. Answers in their order.
pub async fn create(gate: Gate, told: web::Json<Told>) -> Page {
    let told = told.into_inner();
    if told.scans.len() > MOST || told.scans.iter().any(|one| one.code.len() > LONGEST || one.id.len() > 64) {
        return Err(PageError::Invalid("too much in one request".to_owned()));
    }
    let mut answers = vec![Value::Null; told.scans.len()];
    let (mut happened, mut asked) = (Vec::new(), Vec::new());
    for (nth, one) in told.scans.into_iter().enumerate() {
        let direction = Direction::from_word(&one.direction);
        let direction = direction.ok_or_else(|| PageError::Invalid("in or out".to_owned()))?;
        let id = ScanId(one.id);
        match one.at {
            Some(at) => {
                let alone = if one.refused { Alone::TurnedAway } else { Alone::LetThrough };
                let at = Moment(at.saturating_mul(1_000));
                happened.push((nth, Passage { id, presented: one.code, direction, at, alone }));
            }
            None => asked.push((nth, id, one.code, direction)),
        }
    }
    let (places, passages): (Vec<usize>, Vec<Passage>) = happened.into_iter().unzip();
    for (nth, verdict) in places.into_iter().zip(record(&gate, passages).await?) {
        answers[nth] = answer(&verdict);
    }
    for (nth, id, code, direction) in asked {
        let (club, pass, now) = (gate.club.clone(), gate.pass.clone(), Moment::now());
        let decided = gate.club.write(move |tx| tickets::scan(tx, &club, &pass, &id, &code, direction, now)).await;
        answers[nth] = answer(&decided.map_err(|fault: Fault| PageError::Fault(fault))?);
    }
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "verdicts": answers })))
}

async fn record(gate: &Gate, passages: Vec<Passage>) -> Result<Vec<Verdict>, PageError> {
    if passages.is_empty() {
        return Ok(Vec::new());
    }
    let (club, pass, now) = (gate.club.clone(), gate.pass.clone(), Moment::now());
    let recorded = gate.club.write(move |tx| tickets::record(tx, &club, &pass, &passages, now)).await;
    recorded.map_err(|fault: Fault| PageError::Fault(fault))
}

fn answer(verdict: &Verdict) -> Value {
    let mut answer = json!({ "verdict": verdict.word() });
    if let Some(seen) = verdict.seen() {
        answer["number"] = json!(seen.number);
        answer["holder"] = json!(seen.holder);
        answer["type"] = json!(seen.kind);
    }
    if let Verdict::Inside(_, place, at) = verdict {
        answer["gate"] = json!(place);
        answer["at"] = json!(at.timestamp().as_millisecond());
    }
    answer
}
