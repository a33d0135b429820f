//! All background work: the kinds of jobs, the rounds made by the clock, and the workers that do both for each club.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::adoptions;
use crate::archive;
use crate::base::{Fault, Moment};
use crate::broadcasts;
use crate::catalog;
use crate::club::{self, Club};
use crate::experiences;
use crate::handbacks;
use crate::imports;
use crate::lobby::{Seen, Use};
use crate::media;
use crate::members::{self, MemberId};
use crate::memberships;
use crate::orders;
use crate::passkeys;
use crate::payments;
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::{self, Kinds, Leased};
use crate::portage;
use crate::posts;
use crate::rights;
use crate::search;
use crate::sessions::{self, Audience};
use crate::shipments;
use crate::tickets;

/// Every kind of job there is, one line each.
pub fn kinds() -> Kinds<Club> {
    Kinds::new()
        .with::<club::mail::SendMail>()
        .with::<media::jobs::ProcessAsset>()
        .with::<media::jobs::RemoveFiles>()
        .with::<posts::jobs::PublishDue>()
        .with::<posts::jobs::Redraw>()
        .with::<posts::jobs::PostChanged>()
        .with::<posts::jobs::PostPublished>()
        .with::<broadcasts::Walk>()
        .with::<search::TellMeilisearch>()
        .with::<search::Reindex>()
        .with::<archive::ExportMembers>()
        .with::<portage::Archive>()
        .with::<portage::BackUp>()
        .with::<members::jobs::TakeOver>()
        .with::<members::jobs::ForgetValues>()
        .with::<imports::Rehearse>()
        .with::<imports::Run>()
        .with::<imports::Undo>()
        .with::<imports::LetMailOut>()
        .with::<handbacks::Rehearse>()
        .with::<handbacks::Run>()
        .with::<handbacks::Undo>()
        .with::<imports::LookUp>()
        .with::<adoptions::Read>()
        .with::<adoptions::Rehearse>()
        .with::<adoptions::Run>()
        .with::<adoptions::Undo>()
        .with::<adoptions::LetMailOut>()
        .with::<adoptions::Compare>()
        .with::<payments::jobs::HandleEvent>()
        .with::<payments::jobs::SendRefund>()
        .with::<payments::jobs::EndAgreement>()
        .with::<payments::jobs::TellBuyer>()
        .with::<shipments::jobs::TellSent>()
        .with::<experiences::jobs::TellBooked>()
        .with::<tickets::jobs::SendTickets>()
        .with::<tickets::jobs::TellVoided>()
        .with::<catalog::GiveEveningBack>()
        .with::<catalog::TellCalledOff>()
        .with::<rights::Erase>()
}

/// What is done by the clock, about once a minute in each club. Each is harmless to repeat.
async fn make_rounds(club: &Club, seen: &Seen, now: Moment) -> Result<(), Fault> {
    flush_seen(club, seen).await?;
    club.reload_settings().await?;
    // Early: nothing that fails below may keep somebody here whom a backup brought back.
    rights::make_rounds(club, now).await?;
    club.write_aside(move |tx| sessions::tidy(tx, now)).await?;
    club.write_aside(move |tx| passkeys::tidy(tx, now)).await?;
    club.write_aside(move |tx| club::mail::tidy(tx, now)).await?;
    club.write_aside(move |tx| memberships::end_due_courtesies(tx, now)).await?;
    club.write_aside(move |tx| adoptions::tidy(tx, now)).await?;
    let own = club.clone();
    club.write(move |tx| archive::tidy(&own, tx, now)).await?;
    let own = club.clone();
    club.write_aside(move |tx| imports::tidy(&own, tx, now)).await?;
    let own = club.clone();
    club.write_aside(move |tx| handbacks::tidy(&own, tx, now)).await?;
    let own = club.clone();
    club.read(move |c| {
        archive::sweep(&own, c, now)?;
        imports::sweep(&own, c, now)?;
        handbacks::sweep(&own, c, now)?;
        portage::sweep(&own, now)
    })
    .await?;
    portage::round(club, now).await?;
    media::sweep(club, now).await.map(drop)
}

/// What a club that wakes goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenUp {
    pub letters: usize,
    /// Paused: they go on when somebody says so.
    pub broadcasts: usize,
}

/// Makes the jobs that the tables of a restored club say are still to be done. What money waits for, the sweep finds.
pub fn take_up(tx: &mut Tx, club: &Club, now: Moment) -> Result<TakenUp, Fault> {
    media::take_up(tx, now)?;
    posts::take_up(tx, now)?;
    imports::take_up(tx, now)?;
    handbacks::take_up(tx, now)?;
    adoptions::take_up(tx, now)?;
    search::take_up(tx, club, now)?;
    Ok(TakenUp { letters: club::mail::take_up(tx, now)?, broadcasts: broadcasts::pause_all(tx, now)? })
}

/// Rounds that may take a while: a payment provider that does not answer, a theme whose every page is drawn.
async fn make_slow_rounds(club: Club, now: Moment) {
    if let Err(fault) = payments::sweep(&club, catalog::KINDS, now).await {
        tracing::warn!(club = club.name(), %fault, "payments were not swept clean; it is tried again in a minute");
    }
    if let Err(fault) = payments::reconcile_nightly(&club, catalog::KINDS, now).await {
        tracing::warn!(club = club.name(), %fault, "the books were not compared with Stripe's; it is tried again in an hour");
    }
    if let Err(fault) = adoptions::watch_daily(&club, now).await {
        tracing::warn!(club = club.name(), %fault, "what was adopted was not compared with Stripe; it is tried again in an hour");
    }
    if let Err(fault) = orders::recount_nightly(&club, catalog::KINDS, now).await {
        tracing::warn!(club = club.name(), %fault, "what is taken was not counted again; it is tried again in a minute");
    }
    club.follow_theme(club::themes::trial::try_out).await;
}

/// Writes down who was here since the last round.
async fn flush_seen(club: &Club, seen: &Seen) -> Result<(), Fault> {
    let gathered = seen.take(club);
    for some in gathered.chunks(200) {
        let (fans, crew): (Vec<Use>, Vec<Use>) = some.iter().cloned().partition(|one| one.audience == Audience::Fans);
        let people: Vec<_> = fans.iter().map(|one| (MemberId(one.person_id.clone()), one.at)).collect();
        let used = |of: Vec<Use>| of.into_iter().map(|one| (one.session, one.at)).collect::<Vec<_>>();
        let (fans, crew) = (used(fans), used(crew));
        club.write_aside(move |tx| {
            members::note_seen(tx, &people)?;
            sessions::note_used(tx, Audience::Fans, &fans)?;
            sessions::note_used(tx, Audience::Crew, &crew)
        })
        .await?;
    }
    Ok(())
}

const POLL: Duration = Duration::from_millis(250);
const ROUND_SECONDS: i64 = 60;
const LOOK_WHETHER_ASLEEP: Duration = Duration::from_secs(2);
/// Well within a job's lease.
const HOLD_ON_EVERY: Duration = Duration::from_secs(60);
/// Jobs of one club done at once.
const HANDS: i64 = 8;

/// The workers of all clubs; ending them waits for what they have in hand.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    pub fn start(clubs: &[Club], seen: Arc<Seen>) -> Workers {
        let (stop, stopped) = watch::channel(false);
        let kinds = Arc::new(kinds());
        let work =
            |club: &Club| tokio::spawn(work_for(club.clone(), Arc::clone(&kinds), Arc::clone(&seen), stopped.clone()));
        Workers { tasks: clubs.iter().map(work).collect(), stop }
    }

    /// Takes no new job, lets the present ones end within `patience`. One that takes longer is left: its lease runs out,
    /// and it is done again.
    pub async fn stop(self, patience: Duration) {
        // Nobody listening means that every worker has ended already.
        let _ = self.stop.send(true);
        let until = tokio::time::Instant::now() + patience;
        for task in self.tasks {
            let abort = task.abort_handle();
            match tokio::time::timeout_at(until, task).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a worker stopped hard"),
                Err(_) => {
                    tracing::warn!("work in hand did not end in time; it is done again after the next start");
                    abort.abort();
                }
            }
        }
    }
}

async fn work_for(club: Club, kinds: Arc<Kinds<Club>>, seen: Arc<Seen>, mut stopped: watch::Receiver<bool>) {
    let mut last_round = Moment(0);
    let mut slow_rounds: Option<JoinHandle<()>> = None;
    let mut hands = JoinSet::new();
    while !*stopped.borrow() {
        if club.is_asleep() {
            sleep_on(&club, &mut stopped).await;
            continue;
        }
        let now = Moment::now();
        if now.seconds_since(last_round) >= ROUND_SECONDS {
            last_round = now;
            if let Err(fault) = make_rounds(&club, &seen, now).await {
                tracing::error!(club = club.name(), %fault, "a round failed; it is made again in a minute");
            }
            // Beside the other work, which does not wait for them.
            if slow_rounds.as_ref().is_none_or(JoinHandle::is_finished) {
                slow_rounds = Some(tokio::spawn(make_slow_rounds(club.clone(), now)));
            }
        }
        while let Some(done) = hands.try_join_next() {
            look_at(&club, done);
        }
        match take(&club, &kinds, &mut hands, now).await {
            // Nothing is due, or every hand is full: a film being made keeps one hand, not the others.
            Ok(0) => tokio::select! {
                _ = tokio::time::timeout(POLL, stopped.changed()) => {}
                Some(done) = hands.join_next(), if !hands.is_empty() => look_at(&club, done),
            },
            Ok(_) => {}
            Err(fault) => {
                tracing::error!(club = club.name(), %fault, "jobs cannot be taken");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
    }
    while let Some(done) = hands.join_next().await {
        look_at(&club, done);
    }
    if let Err(fault) = flush_seen(&club, &seen).await {
        tracing::error!(club = club.name(), %fault, "who was here last was not written down");
    }
}

/// Waits a little, and looks whether somebody woke the club.
async fn sleep_on(club: &Club, stopped: &mut watch::Receiver<bool>) {
    // Told to stop or not: whoever waits looks next.
    let _ = tokio::time::timeout(LOOK_WHETHER_ASLEEP, stopped.changed()).await;
    let looked = match club.look_whether_asleep().await {
        Ok(true) => Ok(()),
        Ok(false) => note_served(club).await,
        Err(fault) => Err(fault),
    };
    if let Err(fault) = looked {
        tracing::error!(club = club.name(), %fault, "whether the club sleeps cannot be told");
    }
}

/// Writes down that this machine serves the club, for the archives that are made of it.
pub async fn note_served(club: &Club) -> Result<(), Fault> {
    let here = club::Server::here(club.folder().path());
    let now = Moment::now();
    club.write_aside(move |tx| match club::served(tx)? {
        Some(served) if served.by == here => Ok(()),
        _ => club::note_served(tx, &here, now),
    })
    .await
}

type Done = Result<Result<(), Fault>, tokio::task::JoinError>;

/// The job's own failure is in its row; this is about rows that could not be written and work that died.
fn look_at(club: &Club, done: Done) {
    match done {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::error!(club = club.name(), %fault, "what became of a job is not written down"),
        Err(error) => tracing::error!(club = club.name(), %error, "a job stopped hard; its lease runs out"),
    }
}

/// Takes as many due jobs as there are free hands. Says how many.
async fn take(
    club: &Club,
    kinds: &Arc<Kinds<Club>>,
    hands: &mut JoinSet<Result<(), Fault>>,
    now: Moment,
) -> Result<usize, Fault> {
    let free = HANDS - i64::try_from(hands.len()).unwrap_or(HANDS);
    if free <= 0 || club.is_asleep() || !club.read(move |conn| jobs::any_due(conn, now)).await? {
        return Ok(0);
    }
    let taken = club.write_aside(move |tx| jobs::lease(tx, free, now)).await?;
    let count = taken.len();
    for job in taken {
        hands.spawn(do_one(club.clone(), Arc::clone(kinds), job));
    }
    Ok(count)
}

/// Takes due jobs and does them, several at once, to their end. Says how many there were.
pub async fn do_what_is_due(club: &Club, kinds: &Arc<Kinds<Club>>, now: Moment) -> Result<usize, Fault> {
    let mut hands = JoinSet::new();
    let count = take(club, kinds, &mut hands, now).await?;
    while let Some(done) = hands.join_next().await {
        done.map_err(|error| Fault::broken(format!("a job stopped hard: {error}")))??;
    }
    Ok(count)
}

/// Runs a job and holds on to it for as long as it takes. The outer failure is about holding on.
async fn run_and_hold_on(club: &Club, kinds: &Kinds<Club>, job: &Leased) -> Result<Result<(), Fault>, Fault> {
    let hold_on = || async {
        let id = job.id.clone();
        club.write_aside(move |tx| jobs::hold_on(tx, &id, Moment::now())).await
    };
    jobs::beside(kinds.run(job, club.clone()), HOLD_ON_EVERY, hold_on).await
}

/// Does a job and writes down what became of it.
async fn do_one(club: Club, kinds: Arc<Kinds<Club>>, job: Leased) -> Result<(), Fault> {
    let outcome = run_and_hold_on(&club, &kinds, &job).await?;
    let now = Moment::now();
    match outcome {
        Ok(()) => club.write_aside(move |tx| jobs::finish(tx, &job.id)).await,
        Err(fault) => {
            tracing::warn!(club = club.name(), job = job.name, attempt = job.attempts + 1, %fault, "a job failed");
            club.write_aside(move |tx| jobs::fail(tx, &job, &fault.to_string(), now)).await
        }
    }
}
