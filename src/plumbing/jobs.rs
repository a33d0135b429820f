//! Work for later, kept in the club's own database.
//!
//! A job is enqueued in the transaction that makes it necessary, so neither exists without the other. It may run
//! twice (a crash after its work and before its end): write it so that this is harmless. Given up after
//! [`MOST_ATTEMPTS`], it stays and shows in the studio under "attention".

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::{Fault, Moment};
use crate::id;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::jobs;

id!(
    /// One row of work.
    JobId
);

/// Tries before a job is left to people: about two days with the waits between them.
pub const MOST_ATTEMPTS: i32 = 12;

/// How long one node may work on a job before another may think it dead.
const LEASE_SECONDS: i64 = 300;

/// A kind of work. The struct is the payload: ids and little else.
pub trait Job<Context>: Serialize + DeserializeOwned + Send + 'static {
    /// Stored with the payload; never reused for another job.
    const NAME: &'static str;

    fn run(self, context: Context) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Puts a job into the queue, to run at `run_after` or later.
pub fn enqueue<C, J: Job<C>>(tx: &mut Tx, job: &J, run_after: Moment, now: Moment) -> Result<(), Fault> {
    insert::<C, J>(tx, job, None, run_after, now)
}

/// The same, unless a job with this key is already waiting.
pub fn enqueue_once<C, J: Job<C>>(
    tx: &mut Tx,
    job: &J,
    key: &str,
    run_after: Moment,
    now: Moment,
) -> Result<(), Fault> {
    insert::<C, J>(tx, job, Some(format!("{}/{key}", J::NAME)), run_after, now)
}

/// Forgets all work of this kind that nobody has begun.
pub fn call_off<C, J: Job<C>>(tx: &mut Tx) -> Result<(), Fault> {
    let waiting = jobs::table.filter(jobs::name.eq(J::NAME).and(jobs::state.eq("waiting")));
    diesel::delete(waiting).execute(tx.conn())?;
    Ok(())
}

fn insert<C, J: Job<C>>(
    tx: &mut Tx,
    job: &J,
    key: Option<String>,
    run_after: Moment,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        jobs::id.eq(JobId::new()),
        jobs::name.eq(J::NAME),
        jobs::payload.eq(serde_json::to_string(job)?),
        jobs::dedupe_key.eq(key),
        jobs::state.eq("waiting"),
        jobs::run_after.eq(run_after),
        jobs::attempts.eq(0),
        jobs::created_at.eq(now),
    );
    Both(diesel::insert_into(jobs::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

/// Whether anything waits to be done now: a cheap look before taking the writer.
pub fn any_due(conn: &mut Conn, now: Moment) -> Result<bool, Fault> {
    let due = jobs::table
        .filter(jobs::state.eq("waiting").and(jobs::run_after.le(now)))
        .or_filter(jobs::state.eq("running").and(jobs::leased_until.lt(now)));
    let first: Option<JobId> = due.select(jobs::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// A job taken from the queue.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct Leased {
    pub id: JobId,
    pub name: String,
    pub payload: String,
    pub attempts: i32,
}

/// Takes up to `most` due jobs; jobs whose lease ran out are taken again.
pub fn lease(tx: &mut Tx, most: i64, now: Moment) -> Result<Vec<Leased>, Fault> {
    let due = jobs::table
        .filter(jobs::state.eq("waiting").and(jobs::run_after.le(now)))
        .or_filter(jobs::state.eq("running").and(jobs::leased_until.lt(now)))
        .order((jobs::run_after, jobs::id))
        .limit(most)
        .select(Leased::as_select());
    // Several nodes share a PostgreSQL club; on SQLite the one writer is the lock.
    let found: Vec<Leased> = match tx.conn() {
        Conn::Postgres(c) => {
            let locked = jobs::table
                .filter(jobs::state.eq("waiting").and(jobs::run_after.le(now)))
                .or_filter(jobs::state.eq("running").and(jobs::leased_until.lt(now)))
                .order((jobs::run_after, jobs::id))
                .limit(most)
                .for_update()
                .skip_locked();
            locked.select((jobs::id, jobs::name, jobs::payload, jobs::attempts)).load(c)?
        }
        conn => due.load(conn)?,
    };
    let ids: Vec<&JobId> = found.iter().map(|job| &job.id).collect();
    diesel::update(jobs::table.filter(jobs::id.eq_any(ids)))
        .set((
            jobs::state.eq("running"),
            // What happens from now on may need the same work again: it may be enqueued anew.
            jobs::dedupe_key.eq(None::<String>),
            jobs::leased_until.eq(now.plus_seconds(LEASE_SECONDS)),
            jobs::attempts.eq(jobs::attempts + 1),
        ))
        .execute(tx.conn())?;
    Ok(found)
}

/// The work is still in hand: nobody else may take it yet.
pub fn hold_on(tx: &mut Tx, id: &JobId, now: Moment) -> Result<(), Fault> {
    let running = jobs::table.filter(jobs::id.eq(id).and(jobs::state.eq("running")));
    diesel::update(running).set(jobs::leased_until.eq(now.plus_seconds(LEASE_SECONDS))).execute(tx.conn())?;
    Ok(())
}

/// The work is done: the row goes.
pub fn finish(tx: &mut Tx, id: &JobId) -> Result<(), Fault> {
    diesel::delete(jobs::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// The work failed: it waits longer each time, and is given up after [`MOST_ATTEMPTS`].
pub fn fail(tx: &mut Tx, job: &Leased, error: &str, now: Moment) -> Result<(), Fault> {
    let attempts = job.attempts + 1;
    let state = if attempts >= MOST_ATTEMPTS { "given_up" } else { "waiting" };
    let wait = 5_i64.saturating_mul(1 << attempts.clamp(0, 14));
    diesel::update(jobs::table.find(&job.id))
        .set((
            jobs::state.eq(state),
            jobs::run_after.eq(now.plus_seconds(wait)),
            jobs::leased_until.eq(None::<Moment>),
            jobs::last_error.eq(Some(error.chars().take(2_000).collect::<String>())),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A job that people should look at.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct Troubled {
    pub id: JobId,
    pub name: String,
    pub state: String,
    pub attempts: i32,
    pub last_error: Option<String>,
}

/// Jobs given up, and jobs that failed at least three times and will be tried again.
pub fn troubled(conn: &mut Conn) -> Result<Vec<Troubled>, Fault> {
    Ok(jobs::table
        .filter(jobs::state.eq("given_up").or(jobs::attempts.ge(3)))
        .order(jobs::id)
        .limit(200)
        .select(Troubled::as_select())
        .load(conn)?)
}

/// How many jobs wait or run.
pub fn outstanding(conn: &mut Conn) -> Result<i64, Fault> {
    Ok(jobs::table.filter(jobs::state.ne("given_up")).count().get_result(conn)?)
}

/// Lets a given-up job run again.
pub fn try_again(tx: &mut Tx, id: &JobId, now: Moment) -> Result<bool, Fault> {
    let given_up = jobs::table.filter(jobs::id.eq(id).and(jobs::state.eq("given_up")));
    let changed = diesel::update(given_up)
        .set((jobs::state.eq("waiting"), jobs::run_after.eq(now), jobs::attempts.eq(0)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

type Running = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;
type Runner<C> = Arc<dyn Fn(String, C) -> Running + Send + Sync>;

/// The kinds of work a program knows, by name.
pub struct Kinds<C> {
    runners: HashMap<&'static str, Runner<C>>,
}

impl<C: Send + 'static> Kinds<C> {
    pub fn new() -> Kinds<C> {
        Kinds { runners: HashMap::new() }
    }

    pub fn with<J: Job<C>>(mut self) -> Kinds<C> {
        let run: Runner<C> = Arc::new(|payload, context| {
            Box::pin(async move {
                let job: J = serde_json::from_str(&payload)?;
                job.run(context).await
            })
        });
        let former = self.runners.insert(J::NAME, run);
        assert!(former.is_none(), "two kinds of work are called {}", J::NAME);
        self
    }

    pub async fn run(&self, job: &Leased, context: C) -> Result<(), Fault> {
        match self.runners.get(job.name.as_str()) {
            Some(run) => run(job.payload.clone(), context).await,
            None => Err(Fault::broken(format!("this program knows no work called {}", job.name))),
        }
    }
}

impl<C: Send + 'static> Default for Kinds<C> {
    fn default() -> Kinds<C> {
        Kinds::new()
    }
}

/// Does `work`, and `also` each time so long has passed. Both go on side by side: work that stands in a queue, for the
/// writer say, must not be left standing there while `also` waits behind it in the same queue. The outer failure is that
/// of `also`.
pub async fn beside<T, F>(work: impl Future<Output = T>, every: Duration, also: impl Fn() -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<(), Fault>>,
{
    let mut work = std::pin::pin!(work);
    loop {
        let later = async {
            tokio::time::sleep(every).await;
            also().await
        };
        tokio::select! {
            biased;
            outcome = &mut work => return Ok(outcome),
            done = later => done?,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn work_and_what_goes_on_beside_it_wait_in_one_queue() {
        let writer = Semaphore::new(1);
        let writes = async |times: usize| {
            for _ in 0..times {
                let _permit = writer.acquire().await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let also = || async {
            writes(1).await;
            Ok(())
        };
        // Somebody else writes all the time, so that both stand in the queue whenever the pause is over.
        let long = async { tokio::join!(writes(300), writes(300)) };
        let done = beside(long, Duration::from_millis(3), also);
        tokio::time::timeout(Duration::from_secs(20), done).await.expect("neither waits for ever").unwrap();
    }
}
