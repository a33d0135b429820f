//! Moderation: one queue, oldest first.

use std::collections::HashMap;

use actix_web::web;
use askama::Template;

use super::desk::{As, see};
use super::fields::Fields;
use super::frame::Frame;
use crate::base::Fault;
use crate::community::{self, CommentId, CommentState, Speaker};
use crate::crew::Moderator;
use crate::journal::{self, Actor};
use crate::members::{self, MemberId};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::sessions::{self, Audience};

#[derive(Template)]
#[template(path = "studio/reports/list.html")]
pub struct ReportList {
    pub w: Words,
    pub f: Frame,
    pub reports: Vec<ReportCard>,
}

pub struct ReportCard {
    pub comment: String,
    pub tone: &'static str,
    pub state: String,
    pub when: String,
    pub author: String,
    pub href: String,
    pub post: String,
    pub lang: String,
    pub body: String,
    pub reasons: Vec<String>,
}

pub async fn list(desk: As<Moderator>) -> Page {
    let (cases, names) = desk
        .club
        .read(|c| {
            let cases = community::queue(c)?;
            let mut ids: Vec<MemberId> = Vec::new();
            for case in &cases {
                ids.extend(case.reports.iter().map(|line| line.member_id.clone()));
                if let Speaker::Member(author) = case.comment.speaker() {
                    ids.push(author);
                }
            }
            let names = members::by_ids(c, &ids)?.into_iter().map(|member| (member.id, member.name));
            let names: HashMap<MemberId, String> = names.collect();
            Ok((cases, names))
        })
        .await?;
    let w = &desk.w;
    let name = |id: &MemberId| names.get(id).cloned().unwrap_or_else(|| w.t("studio-member-gone"));
    let reports = cases.into_iter().map(|case| {
        let held = case.comment.state() == CommentState::Held;
        let reasons = case.reports.iter().map(|line| {
            let reason = if line.reason.is_empty() { w.t("studio-report-no-reason") } else { line.reason.clone() };
            w.t2("studio-report-reason", "name", name(&line.member_id), "reason", reason)
        });
        ReportCard {
            comment: case.comment.id.to_string(),
            tone: if held { "stop" } else { "wait" },
            state: w.t(if held { "studio-report-held" } else { "studio-report-shown" }),
            when: case.reports.first().map_or(String::new(), |line| w.date_time(line.at)),
            author: match case.comment.speaker() {
                Speaker::Member(author) => name(&author),
                Speaker::Crew(_) => desk.club.config().artist.clone(),
            },
            href: format!("/posts/{}", case.post.0),
            post: case.post.1.clone(),
            lang: case.comment.language.clone(),
            body: case.comment.body.clone(),
            reasons: reasons.collect(),
        }
    });
    let reports = reports.collect();
    desk.page(&ReportList { w: w.clone(), f: desk.frame("reports").await?, reports })
}

/// What was decided about a comment.
pub async fn update(desk: As<Moderator>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let id = CommentId(id.into_inner());
    let (by, now, act) = (desk.me.id.clone(), desk.now, form.get("act").to_owned());
    let said = match act.as_str() {
        "keep" => "studio-said-report-kept",
        "hide" => "studio-said-report-hidden",
        "show" => "studio-said-report-shown",
        "ban" => "studio-said-report-banned",
        _ => return Err(PageError::Invalid("act".to_owned())),
    };
    let done = desk
        .club
        .write(move |tx| {
            let done = match act.as_str() {
                "keep" => community::dismiss(tx, &id, &by, now)?,
                "hide" => community::hide(tx, &id, &by, now)?,
                "show" => community::restore(tx, &id, now)?,
                _ => match community::by_id(tx, &id)?.map(|comment| comment.speaker()) {
                    Some(Speaker::Member(author)) => {
                        sessions::end_all(tx, Audience::Fans, author.as_str())?;
                        community::ban(tx, &author, &by, now)?;
                        true
                    }
                    _ => false,
                },
            };
            if done {
                let verb = format!("comment.{act}");
                journal::record(tx, Actor::Crew(by.0.clone()), &verb, "comment", id.as_str(), "", now)?;
            }
            Ok::<_, Fault>(done)
        })
        .await?;
    if done { see("/studio/reports", said) } else { see("/studio/reports", "studio-said-report-gone") }
}
