//! Refunds: one row each, decided in one transaction and sent under a key of its own.

use super::attempts::KEY_LIFE_HOURS;
use super::gateway::Gateway;
use super::store::{self, Payment, Refund};
use super::{RefundId, jobs, silent};
use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::orders::{self, Kinds, Order, OrderId, OrderLine, OrderLineId, Restock};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::enqueue;
use crate::plumbing::stripe::{CallError, List, Refund as SentRefund, requests};

#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    #[error("there is no such paid order or line")]
    NotPaid,
    #[error("the money was given back before")]
    AlreadyRefunded,
    /// More than is left of what was paid.
    #[error("only {0:?} is left to give back")]
    TooMuch(Money),
    /// Somebody gave money back since the form was drawn.
    #[error("the order changed meanwhile")]
    Changed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// How much of an order's money goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    /// All that is left of it.
    Whole,
    /// What one line cost.
    Line(OrderLineId),
    /// A sum, for any reason.
    Amount(Money),
}

/// What happens to the goods when money goes back. Giving back and taking back are two acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goods {
    Kept,
    TakenBack(Restock),
}

/// Giving money back, as the studio's form says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivingBack {
    pub share: Share,
    pub goods: Goods,
    /// How many refunds of the order the form knew of: a form sent twice gives back once.
    pub known: usize,
}

/// Gives money of an order back, and takes back what it paid for if asked to.
///
/// What the order began to pay for each period ends with its goods, if this was the latest period.
pub fn refund(
    tx: &mut Tx,
    kinds: Kinds,
    order: &OrderId,
    asked: &GivingBack,
    actor: &Actor,
    now: Moment,
) -> Result<(), RefundError> {
    let (order, payment) = paid(tx, order)?;
    let before = store::refunds_of(tx, &order.id)?;
    if before.len() != asked.known {
        return Err(RefundError::Changed);
    }
    let lines = orders::lines_of(tx, &order.id)?;
    let line = match &asked.share {
        Share::Line(id) => Some(lines.iter().find(|line| &line.id == id).ok_or(RefundError::NotPaid)?),
        Share::Whole | Share::Amount(_) => None,
    };
    let amount = amount(&asked.share, line, &payment, &before)?;
    let key = format!("refund/{}/{}", order.id, before.len() + 1);
    record(tx, &order, &payment, line.map(|line| &line.id), amount, "given_back", key, now)?;
    if let Goods::TakenBack(stock) = asked.goods {
        for taken in lines.iter().filter(|other| line.is_none_or(|line| line.id == other.id)) {
            orders::take_back(tx, kinds, &taken.id, stock, now)?;
        }
        end_agreement(tx, &order, &payment, now)?;
    }
    let news = jobs::News::Refunded { reason: format!("by_crew/{}", before.len() + 1) };
    enqueue(tx, &jobs::TellBuyer { order: order.id.clone(), news }, now, now)?;
    let detail = format!("{} {}", amount.digits(), amount.currency);
    journal::record(tx, actor.clone(), "order.refunded", "order", order.id.as_str(), &detail, now)?;
    Ok(())
}

/// Takes lines of a paid order back without giving money back.
pub fn cancel_lines(
    tx: &mut Tx,
    kinds: Kinds,
    order: &OrderId,
    lines: &[OrderLineId],
    stock: Restock,
    actor: &Actor,
    now: Moment,
) -> Result<usize, RefundError> {
    let (order, _) = paid(tx, order)?;
    let mut taken = 0;
    for line in orders::lines_of(tx, &order.id)?.into_iter().filter(|line| lines.contains(&line.id)) {
        if orders::take_back(tx, kinds, &line.id, stock, now)? {
            journal::record(tx, actor.clone(), "order.line_cancelled", "order", order.id.as_str(), &line.name, now)?;
            taken += 1;
        }
    }
    Ok(taken)
}

/// Gives the money of a line back and takes the goods back, once.
///
/// What the line began to pay for each period ends with it, if this was the latest period.
pub fn give_back(
    tx: &mut Tx,
    kinds: Kinds,
    order: &OrderId,
    line: &OrderLineId,
    actor: &Actor,
    now: Moment,
) -> Result<(), RefundError> {
    let (order, payment) = paid(tx, order)?;
    let lines = orders::lines_of(tx, &order.id)?;
    let line = lines.into_iter().find(|other| &other.id == line).ok_or(RefundError::NotPaid)?;
    let before = store::refunds_of(tx, &order.id)?;
    let amount = amount(&Share::Line(line.id.clone()), Some(&line), &payment, &before)?;
    if !decide(tx, &order, &payment, Some(&line.id), amount, "given_back", now)? {
        return Err(RefundError::AlreadyRefunded);
    }
    orders::take_back(tx, kinds, &line.id, Restock::BackOnShelf, now)?;
    end_agreement(tx, &order, &payment, now)?;
    journal::record(tx, actor.clone(), "order.refunded", "order", order.id.as_str(), &line.name, now)?;
    Ok(())
}

/// Gives back so much of what a line cost, once for each `why`, and no more than is left of it. Says how much it was;
/// what becomes of the goods is the caller's to say.
pub fn give_back_part(
    tx: &mut Tx,
    order: &OrderId,
    line: &OrderLine,
    part: i64,
    why: &str,
    actor: &Actor,
    now: Moment,
) -> Result<Option<Money>, RefundError> {
    let (order, payment) = paid(tx, order)?;
    let before = store::refunds_of(tx, &order.id)?;
    let left = match amount(&Share::Line(line.id.clone()), Some(line), &payment, &before) {
        Err(RefundError::AlreadyRefunded) => return Ok(None),
        left => left?,
    };
    let back = Money::new(left.minor.min(part), left.currency);
    let key = format!("refund/{}/{why}", line.id);
    if back.minor <= 0 || !record(tx, &order, &payment, Some(&line.id), back, "given_back", key, now)? {
        return Ok(None);
    }
    journal::record(tx, actor.clone(), "order.refunded", "order", order.id.as_str(), &line.name, now)?;
    Ok(Some(back))
}

fn paid(tx: &mut Tx, order: &OrderId) -> Result<(Order, Payment), RefundError> {
    let order = orders::by_id(tx, order)?.filter(Order::is_paid).ok_or(RefundError::NotPaid)?;
    let payment = store::payments_of(tx, &order.id)?.into_iter().next().ok_or(RefundError::NotPaid)?;
    Ok((order, payment))
}

fn end_agreement(tx: &mut Tx, order: &Order, payment: &Payment, now: Moment) -> Result<(), Fault> {
    if let Some(agreement) = &payment.subscription_id
        && store::latest_order_of(tx, agreement)?.as_ref() == Some(&order.id)
    {
        enqueue(tx, &jobs::EndAgreement { agreement: agreement.clone() }, now, now)?;
    }
    Ok(())
}

/// What can still be given back of a payment.
pub fn left_of(payment: &Payment, refunds: &[Refund]) -> Money {
    let gone: i64 = living(refunds).filter(|refund| refund.payment_id == payment.id).map(|refund| refund.minor).sum();
    Money::new(payment.minor - gone, payment.currency)
}

fn living(refunds: &[Refund]) -> impl Iterator<Item = &Refund> {
    refunds.iter().filter(|refund| refund.state != "refused")
}

fn amount(share: &Share, line: Option<&OrderLine>, payment: &Payment, before: &[Refund]) -> Result<Money, RefundError> {
    let left = left_of(payment, before);
    let wanted = match (share, line) {
        (Share::Amount(amount), _) => *amount,
        (Share::Line(_), Some(line)) => {
            let of_line = |refund: &&Refund| refund.order_line_id.as_ref() == Some(&line.id);
            let gone: i64 = living(before).filter(of_line).map(|refund| refund.minor).sum();
            if gone > 0 && gone >= line.gross {
                return Err(RefundError::AlreadyRefunded);
            }
            // Sums given back for the whole order may have eaten into the line.
            Money::new((line.gross - gone).min(left.minor), payment.currency)
        }
        _ => left,
    };
    if wanted.currency != left.currency || wanted.minor > left.minor || wanted.minor < 0 {
        return Err(RefundError::TooMuch(left));
    }
    if wanted.minor == 0 && payment.minor > 0 {
        return Err(RefundError::AlreadyRefunded);
    }
    Ok(wanted)
}

/// Decides a refund by its own; a job sends it. False when the same was decided before.
pub(super) fn decide(
    tx: &mut Tx,
    order: &Order,
    payment: &Payment,
    line: Option<&OrderLineId>,
    amount: Money,
    reason: &str,
    now: Moment,
) -> Result<bool, Fault> {
    let what = line.map_or(payment.id.as_str(), OrderLineId::as_str);
    record(tx, order, payment, line, amount, reason, format!("refund/{what}"), now)
}

#[allow(clippy::too_many_arguments, reason = "one row, one argument a column that differs")]
fn record(
    tx: &mut Tx,
    order: &Order,
    payment: &Payment,
    line: Option<&OrderLineId>,
    amount: Money,
    reason: &str,
    key: String,
    now: Moment,
) -> Result<bool, Fault> {
    if store::refund_is_known(tx, &key)? {
        return Ok(false);
    }
    let refund = Refund {
        id: RefundId::new(),
        order_id: order.id.clone(),
        payment_id: payment.id.clone(),
        order_line_id: line.cloned(),
        currency: amount.currency,
        minor: amount.minor,
        reason: reason.to_owned(),
        // Nothing was taken, so nothing has to be sent back.
        state: if amount.minor == 0 { "done" } else { "asking" }.to_owned(),
        idempotency_key: key,
        reference: None,
        credit_note_number: None,
        created_at: now,
        settled_at: None,
        last_error: None,
    };
    let decided = enter(tx, order, &refund)?;
    super::tell_spend(tx, order.buyer())?;
    if decided && amount.minor > 0 {
        enqueue(tx, &jobs::SendRefund { refund: refund.id }, now, now)?;
    }
    Ok(decided)
}

/// Writes a refund down and gives it the next credit note's number. False when it was there: a number taken before that
/// is known would be missing in the series.
pub(super) fn enter(tx: &mut Tx, order: &Order, refund: &Refund) -> Result<bool, Fault> {
    if !store::insert_refund(tx, refund)? {
        return Ok(false);
    }
    let number = orders::credit_note_number(tx, order.livemode)?;
    store::give_credit_note_number(tx, &refund.id, number)?;
    Ok(true)
}

/// Sends a refund that was decided. Repeats it under its key until there is an answer.
pub(super) async fn send(club: &Club, id: &RefundId, now: Moment) -> Result<(), Fault> {
    let wanted = id.clone();
    let found = club
        .read(move |conn| match store::refund(conn, &wanted)? {
            Some(refund) => Ok(store::payment(conn, &refund.payment_id)?.map(|payment| (refund, payment))),
            None => Ok(None),
        })
        .await?;
    let Some((refund, payment)) = found.filter(|(refund, _)| refund.state == "asking") else { return Ok(()) };
    let Some(intent) = payment.payment_intent else {
        return finish(
            club,
            refund,
            "refused",
            None,
            Some("nothing at Stripe to refund: paid from a balance".to_owned()),
            now,
        )
        .await;
    };
    let gateway = Gateway::of(club).await.map_err(silent)?;
    let turn = turn(&refund, now);
    // The keys of former turns tell nothing any more: asking again without looking could give back twice.
    if turn > 0
        && let Some(sent) = find_sent(&gateway, &intent, &refund, now).await?
    {
        return note_sent(club, refund, sent, now).await;
    }
    let call = requests::create_refund(&requests::NewRefund {
        payment_intent: &intent,
        amount: refund.amount(),
        club: club.name(),
        order: refund.order_id.as_str(),
        refund: refund.id.as_str(),
    });
    let key = if turn == 0 { refund.idempotency_key.clone() } else { format!("{}/{turn}", refund.idempotency_key) };
    let call = call.map_err(|error| Fault::broken(error.to_string()))?.keyed(&key);
    match gateway.send::<SentRefund>(&call, now).await {
        Ok(sent) => note_sent(club, refund, sent, now).await,
        // Somebody refunded it at Stripe; that is what was wanted.
        Err(CallError::Refused(why)) if why.code.as_deref() == Some("charge_already_refunded") => {
            finish(club, refund, "done", None, Some(why.to_string()), now).await
        }
        Err(CallError::Refused(why)) => finish(club, refund, "refused", None, Some(why.to_string()), now).await,
        // This key will be answered so for ever: what was done shows in the list, what was not waits for the next turn.
        Err(error) if error.is_replayed_server_error() => match find_sent(&gateway, &intent, &refund, now).await? {
            Some(sent) => note_sent(club, refund, sent, now).await,
            None => Err(silent(error)),
        },
        Err(error) => Err(silent(error)),
    }
}

/// How many times the life of a key has passed since the refund was decided: each turn has a key of its own.
fn turn(refund: &Refund, now: Moment) -> i64 {
    (now.unix() - refund.created_at.unix()).max(0) / (KEY_LIFE_HOURS * 3_600)
}

/// The refund as Stripe has it, if it was made in spite of an answer that never came or said nothing.
async fn find_sent(gateway: &Gateway, intent: &str, refund: &Refund, now: Moment) -> Result<Option<SentRefund>, Fault> {
    let made: List<SentRefund> = gateway.send(&requests::refunds_of(intent), now).await.map_err(silent)?;
    Ok(made.data.into_iter().find(|sent| sent.metadata.get("refund").map(String::as_str) == Some(refund.id.as_str())))
}

async fn note_sent(club: &Club, refund: Refund, sent: SentRefund, now: Moment) -> Result<(), Fault> {
    if matches!(sent.status.as_deref(), Some("failed" | "canceled")) {
        let why = sent.failure_reason.unwrap_or_else(|| "failed at Stripe".to_owned());
        return finish(club, refund, "refused", Some(sent.id), Some(why), now).await;
    }
    finish(club, refund, "done", Some(sent.id), None, now).await
}

async fn finish(
    club: &Club,
    refund: Refund,
    state: &'static str,
    reference: Option<String>,
    error: Option<String>,
    now: Moment,
) -> Result<(), Fault> {
    club.write_durably(move |tx| {
        store::set_refund(tx, &refund.id, state, reference.as_deref(), error.as_deref(), now)?;
        let order = orders::by_id(tx, &refund.order_id)?;
        super::tell_spend(tx, order.as_ref().and_then(Order::buyer))?;
        let detail =
            format!("{} {} {}", refund.amount().digits(), refund.currency, error.as_deref().unwrap_or(&refund.reason));
        let verb = if state == "done" { "refund.sent" } else { "refund.refused" };
        journal::record(tx, Actor::System, verb, "order", refund.order_id.as_str(), &detail, now)
    })
    .await
}
