//! Who works here, and what they can get hold of.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, see};
use super::factors::Factors;
use super::fields::Fields;
use super::frame::Frame;
use super::mails;
use super::parts::{Choice, Fact, Wrongs};
use crate::base::{EmailAddress, Fault};
use crate::club::Club;
use crate::crew::{self, CrewError, CrewMember, CrewMemberId, Owner, Role};
use crate::passkeys;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::sessions::{self, Audience};

#[derive(Template)]
#[template(path = "studio/crew/list.html")]
pub struct CrewList {
    pub w: Words,
    pub f: Frame,
    pub crew: Vec<CrewRow>,
    pub roles: Vec<Choice>,
    pub explained: Vec<Fact>,
    pub form: Invitation,
    pub wrongs: Wrongs,
}

pub struct CrewRow {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub role_key: String,
    pub is_me: bool,
    pub tone: &'static str,
    pub factor: String,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Invitation {
    pub name: String,
    pub email: String,
    pub role: String,
}

pub async fn list(desk: Fresh<Owner>) -> Page {
    let form = Invitation { role: Role::Editor.word().to_owned(), ..Invitation::default() };
    desk.page(&draw(&desk, form, Wrongs::none()).await?)
}

/// Somebody is asked to the crew, by mail.
pub async fn create(desk: Fresh<Owner>, form: web::Form<Invitation>) -> Page {
    let form = form.into_inner();
    let w = &desk.w;
    let mut wrongs = Wrongs::none();
    let name = form.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > crew::LONGEST_NAME {
        wrongs.add("name", w.t1("studio-crew-name-missing", "n", crew::LONGEST_NAME));
    }
    let email = EmailAddress::parse(&form.email);
    if email.is_err() {
        wrongs.add("email", w.t("studio-email-wrong"));
    }
    let role: Option<Role> = form.role.parse().ok();
    let (Ok(email), Some(role), true) = (email, role, wrongs.is_empty()) else {
        return desk.again(&draw(&desk, form, wrongs).await?);
    };
    let (club, by, now) = (desk.club.clone(), desk.me.clone(), desk.now);
    let folded = email.folded().to_owned();
    if desk.club.read(move |c| crew::by_email(c, &folded)).await?.is_some() {
        let wrongs = Wrongs::one("email", w.t("studio-crew-known"));
        return desk.again(&draw(&desk, form, wrongs).await?);
    }
    let language = desk.w.lang();
    desk.club
        .write(move |tx| {
            let member = crew::invite(tx, &email, &name, role, language, by.actor(), now)?;
            mails::invitation(tx, &club, &member, by.called(), now)
        })
        .await?;
    see("/studio/crew", "studio-said-crew-invited")
}

pub async fn update(desk: Fresh<Owner>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let role: Role = form.get("role").parse().map_err(PageError::Invalid)?;
    let (who, by, now) = (CrewMemberId(id.into_inner()), desk.me.actor(), desk.now);
    done(
        desk.club.write(move |tx| crew::change_role(tx, &who, role, by.clone(), now)).await,
        "studio-said-crew-changed",
    )
}

/// Takes somebody's access away, in every browser and with every passkey, at once.
pub async fn revoke(desk: Fresh<Owner>, id: web::Path<String>) -> Page {
    let (who, by, now) = (CrewMemberId(id.into_inner()), desk.me.actor(), desk.now);
    let revoked = desk.club.write(move |tx| {
        crew::revoke(tx, &who, by.clone(), now)?;
        passkeys::forget(tx, Audience::Crew, who.as_str())?;
        Ok(sessions::end_all(tx, Audience::Crew, who.as_str())?)
    });
    done(revoked.await, "studio-said-crew-revoked")
}

fn done(outcome: Result<(), CrewError>, said: &str) -> Page {
    match outcome {
        Ok(()) => see("/studio/crew", said),
        Err(CrewError::LastOwner) => see("/studio/crew", "studio-said-crew-last-owner"),
        Err(CrewError::Unknown) => Err(PageError::NotFound),
        Err(CrewError::Fault(fault)) => Err(fault.into()),
    }
}

fn with_factors(conn: &mut Conn, club: &Club) -> Result<Vec<(CrewMember, Factors)>, Fault> {
    let all = crew::all(conn)?;
    let factors = Factors::of_all(conn, club, &all)?;
    Ok(all.into_iter().zip(factors).collect())
}

async fn draw(desk: &Desk, form: Invitation, wrongs: Wrongs) -> Result<CrewList, PageError> {
    let club = desk.club.clone();
    let members = desk.club.read(move |conn| with_factors(conn, &club)).await?;
    let w = &desk.w;
    let rows = members.into_iter().map(|(member, factors)| {
        let set = factors.is_set();
        CrewRow {
            id: member.id.to_string(),
            role: w.t(&format!("studio-role-{}", member.role().word())),
            role_key: member.role().word().to_owned(),
            is_me: member.id == desk.me.id,
            tone: if set { "ok" } else { "wait" },
            factor: w.t(match factors {
                Factors { passkey: true, .. } => "studio-factor-passkey",
                _ if set => "studio-factor-on",
                _ => "studio-factor-off",
            }),
            name: member.called().to_owned(),
            email: member.email,
        }
    });
    let role = |role: Role| Choice::new(role.word(), w.t(&format!("studio-role-{}", role.word())));
    let explained = Role::ALL.map(|role| {
        let word = role.word();
        Fact::new(w.t(&format!("studio-role-{word}")), w.t(&format!("studio-role-{word}-what")))
    });
    Ok(CrewList {
        w: w.clone(),
        f: desk.frame("crew").await?.with_wrongs(&wrongs),
        crew: rows.collect(),
        roles: Role::ALL.map(role).to_vec(),
        explained: explained.to_vec(),
        form,
        wrongs,
    })
}
