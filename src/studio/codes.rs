//! Discount codes: the words that take something off.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use super::{amounts, audiences};
use crate::base::condition::Condition;
use crate::catalog::KINDS;
use crate::crew::Seller;
use crate::discounts::{self, CodeId, DiscountCode, NewCode, Off};
use crate::journal;
use crate::orders::CARRIAGE;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

/// Longest code, in characters.
const LONGEST: usize = 40;
/// Most uses that can be allowed.
const MOST_USES: i64 = 1_000_000;

#[derive(Template)]
#[template(path = "studio/codes/list.html")]
pub struct CodeList {
    pub w: Words,
    pub f: Frame,
    pub rows: Vec<CodeRow>,
}

pub struct CodeRow {
    pub id: String,
    pub code: String,
    pub active: bool,
    pub tone: &'static str,
    pub state: String,
    pub off: String,
    pub kind: String,
    pub whom: String,
    pub dates: String,
    pub used: String,
    pub each: String,
}

#[derive(Template)]
#[template(path = "studio/codes/new.html")]
pub struct CodePage {
    pub w: Words,
    pub f: Frame,
    pub form: CodeForm,
    pub wrongs: Wrongs,
    pub amount_label: String,
    pub zone_help: String,
    pub kinds: Vec<Choice>,
    pub audiences: Vec<Choice>,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct CodeForm {
    pub code: String,
    pub percent: String,
    pub amount: String,
    pub kind: String,
    pub audience: String,
    pub condition: String,
    pub starts_at: String,
    pub ends_at: String,
    pub total: String,
    pub per_buyer: String,
}

pub async fn list(desk: Proved<Seller>) -> Page {
    let codes = desk.club.read(discounts::all).await?;
    let audiences = audiences::choices(&desk).await?;
    let rows = codes.into_iter().map(|code| row(&desk, &audiences, code)).collect();
    desk.page(&CodeList { w: desk.w.clone(), f: desk.frame("codes").await?, rows })
}

fn row(desk: &Desk, audiences: &[Choice], code: DiscountCode) -> CodeRow {
    let w = &desk.w;
    let (tone, key) = match () {
        () if !code.active => ("off", "studio-code-off-now"),
        () if code.starts_at.is_some_and(|at| desk.now < at) => ("wait", "studio-code-not-yet"),
        () if code.ends_at.is_some_and(|at| desk.now >= at) => ("off", "studio-code-over"),
        () if code.total.is_some_and(|total| code.taken >= total) => ("off", "studio-code-used-up"),
        () => ("ok", "studio-code-good"),
    };
    let at = |at: Option<crate::base::Moment>| at.map_or_else(|| "…".to_owned(), |at| w.date_time(at));
    let known = audiences.iter().find(|choice| choice.value == code.condition);
    CodeRow {
        id: code.id.to_string(),
        active: code.active,
        tone,
        state: w.t(key),
        off: match code.off() {
            Off::Percent(percent) => w.t1("studio-code-percent-off", "n", percent),
            Off::Amount(amount) => w.money(amount),
        },
        kind: kind_name(desk, &code.kind),
        whom: known.map_or(code.condition.clone(), |choice| choice.label.clone()),
        dates: match (code.starts_at, code.ends_at) {
            (None, None) => w.t("studio-code-always"),
            (from, to) => format!("{} – {}", at(from), at(to)),
        },
        used: match code.total {
            Some(total) => w.t2("studio-done-of", "done", code.taken, "all", total),
            None => w.number(code.taken),
        },
        each: code.per_buyer.map_or_else(|| "–".to_owned(), |most| w.number(most)),
        code: code.code,
    }
}

/// What a kind of goods is called. One without a name yet is shown by its word.
pub(super) fn kind_name(desk: &Desk, kind: &str) -> String {
    if kind.is_empty() {
        return desk.w.t("studio-code-any-kind");
    }
    let key = format!("studio-kind-{kind}");
    let name = desk.w.t(&key);
    if name == key { kind.to_owned() } else { name }
}

pub async fn new(desk: Proved<Seller>) -> Page {
    let form = CodeForm { audience: "everyone".to_owned(), ..CodeForm::default() };
    desk.page(&draw(&desk, form, Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Seller>, form: web::Form<CodeForm>) -> Page {
    let form = form.into_inner();
    let new = match read(&desk, &form) {
        Ok(new) => new,
        Err(wrongs) => return desk.again(&draw(&desk, form, wrongs).await?),
    };
    let (now, me) = (desk.now, desk.me.actor());
    let made = desk
        .club
        .write(move |tx| {
            let made = discounts::create(tx, &new, now)?;
            if made {
                journal::record(tx, me.clone(), "code.created", "code", &new.code, &new.code, now)?;
            }
            Ok::<_, crate::base::Fault>(made)
        })
        .await?;
    if made {
        return see("/studio/codes", "studio-said-code-created");
    }
    let wrongs = Wrongs::one("code", desk.w.t("studio-code-taken"));
    desk.again(&draw(&desk, form, wrongs).await?)
}

/// POST `/studio/codes/{id}`: switches it off, or on again.
pub async fn update(desk: Proved<Seller>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let (id, active) = (CodeId(id.into_inner()), fields.get("active") == "yes");
    let (now, me) = (desk.now, desk.me.actor());
    let found = desk
        .club
        .write(move |tx| {
            let found = discounts::all(tx)?.into_iter().find(|code| code.id == id);
            if let Some(code) = &found {
                discounts::set_active(tx, &id, active)?;
                let verb = if active { "code.switched_on" } else { "code.switched_off" };
                journal::record(tx, me.clone(), verb, "code", id.as_str(), &code.code, now)?;
            }
            Ok::<_, crate::base::Fault>(found)
        })
        .await?;
    not_found(found)?;
    see("/studio/codes", if active { "studio-said-code-on" } else { "studio-said-code-off" })
}

fn read(desk: &Desk, form: &CodeForm) -> Result<NewCode, Wrongs> {
    let w = &desk.w;
    let mut wrongs = Wrongs::none();
    let code: String = form.code.split_whitespace().collect();
    if code.is_empty() || code.chars().count() > LONGEST {
        wrongs.add("code", w.t1("studio-code-missing", "n", LONGEST));
    }
    let percent = amounts::whole(desk, "percent", &form.percent, (1, 100), &mut wrongs);
    let amount = amounts::typed(desk, "amount", &form.amount, &mut wrongs);
    let one_only = form.percent.trim().is_empty() != form.amount.trim().is_empty();
    if !one_only || amount.is_some_and(|amount| amount.minor == 0) {
        wrongs.add("percent", w.t("studio-code-one-of-both"));
    }
    let starts_at = amounts::clock(desk, "starts_at", &form.starts_at, &mut wrongs);
    let ends_at = amounts::clock(desk, "ends_at", &form.ends_at, &mut wrongs);
    if starts_at.zip(ends_at).is_some_and(|(from, to)| to <= from) {
        wrongs.add("ends_at", w.t("studio-code-ends-first"));
    }
    let total = amounts::whole(desk, "total", &form.total, (1, MOST_USES), &mut wrongs);
    let per_buyer = amounts::whole(desk, "per_buyer", &form.per_buyer, (1, MOST_USES), &mut wrongs);
    let condition = audiences::line_of(&form.audience, &form.condition);
    if let Err(error) = Condition::parse(&condition) {
        wrongs.add("condition", audiences::mistake(desk, &error));
    }
    let off = match (percent, amount) {
        (Some(percent), _) => Off::Percent(percent),
        (None, Some(amount)) => Off::Amount(amount),
        (None, None) => return Err(wrongs),
    };
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    let known = KINDS.0.iter().any(|sellable| sellable.kind() == form.kind);
    let kind = if known { form.kind.clone() } else { String::new() };
    Ok(NewCode { code: code.to_uppercase(), off, kind, condition, starts_at, ends_at, total, per_buyer })
}

async fn draw(desk: &Desk, form: CodeForm, wrongs: Wrongs) -> Result<CodePage, PageError> {
    let w = &desk.w;
    let mut audiences = audiences::choices(desk).await?;
    audiences.push(Choice::new("other", w.t("studio-post-by-condition")));
    let sold = KINDS.0.iter().map(|sellable| sellable.kind()).filter(|kind| *kind != CARRIAGE);
    let kinds = std::iter::once("").chain(sold).map(|kind| Choice::new(kind, kind_name(desk, kind)));
    Ok(CodePage {
        w: w.clone(),
        f: desk.frame("codes").await?.with_wrongs(&wrongs),
        amount_label: w.t1("studio-code-amount-in", "currency", desk.club.config().currency.code()),
        zone_help: w.t1("studio-post-zone", "zone", w.zone().iana_name().unwrap_or("UTC")),
        kinds: kinds.collect(),
        audiences,
        form,
        wrongs,
    })
}
