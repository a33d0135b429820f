//! The owner's rules for people who leave for good.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use crate::base::Fault;
use crate::crew::Owner;
use crate::journal;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;
use crate::rights::{self, MoneyBack, Rules};

const MOST_YEARS: u8 = 30;

#[derive(Template)]
#[template(path = "studio/rights/edit.html")]
pub struct RightsForm {
    pub w: Words,
    pub f: Frame,
    pub refunds: Vec<Choice>,
    pub form: Fields,
    pub wrongs: Wrongs,
}

pub async fn edit(desk: Fresh<Owner>) -> Page {
    let rules = desk.club.read(rights::rules).await?;
    let mut form = Fields::default();
    form.put("refund", rules.refund.word());
    form.put("years", &rules.paper_years.to_string());
    desk.page(&draw(&desk, form, Wrongs::none()).await?)
}

pub async fn update(desk: Fresh<Owner>, form: web::Form<Fields>) -> Page {
    let form = form.into_inner();
    let paper_years = form.get("years").parse().ok().filter(|years| *years <= MOST_YEARS);
    let (Some(paper_years), Some(refund)) = (paper_years, MoneyBack::from_word(form.get("refund"))) else {
        let wrongs = Wrongs::one("years", desk.w.t1("studio-rights-years-wrong", "n", MOST_YEARS));
        return desk.again(&draw(&desk, form, wrongs).await?);
    };
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club
        .write(move |tx| {
            rights::set_rules(tx, Rules { refund, paper_years }, now)?;
            journal::record(tx, me.clone(), "rights.changed", "club", "rights", "", now)
        })
        .await?;
    see("/studio/settings", "studio-said-saved")
}

async fn draw(desk: &Desk, form: Fields, wrongs: Wrongs) -> Result<RightsForm, Fault> {
    let w = &desk.w;
    let refunds = MoneyBack::ALL.map(|money| Choice::new(money.word(), w.t(refund_key(money))));
    Ok(RightsForm {
        w: w.clone(),
        f: desk.frame("settings").await?.with_wrongs(&wrongs),
        refunds: refunds.to_vec(),
        form,
        wrongs,
    })
}

fn refund_key(money: MoneyBack) -> &'static str {
    match money {
        MoneyBack::Keep => "studio-rights-refund-keep",
        MoneyBack::Rest => "studio-rights-refund-rest",
        MoneyBack::Whole => "studio-rights-refund-whole",
    }
}
