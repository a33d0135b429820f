//! The demo: a living club of an invented artist, filled through the rooms' public operations only.
//!
//! Everything follows from `config/demo/`, the number of members and one seed, so two demos of one size are alike.

mod content;
mod members;
mod people;
mod posts;
mod programme;
mod shop;
mod stage;

use std::sync::Arc;

use crate::base::{Currency, EmailAddress, Fault, Moment};
use crate::club::{self, Club};
use crate::crew::{self, CrewMemberId, Role};
use crate::journal::Actor;
use crate::memberships::{self, NewTier, Offered};
use crate::orders::Every;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Lang;

pub use content::{Artist, Owner, Script, script};

/// What the demo's people come from.
const SEED: u64 = 20_261_120;

/// The fact that says the club is full.
const FILLED: &str = "demo/filled";

/// What is being filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Members,
    Media,
    Posts,
}

/// Told how many of how many are done.
type Progress<'a> = dyn Fn(u64, u64) + Sync + 'a;

/// Whom the demo lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guests {
    pub owner: String,
    pub fan: String,
}

/// Addresses of the demo's owner and of the fan whose sign-in is printed.
pub fn guests() -> Result<Guests, Fault> {
    let script = script()?;
    let fan = script.fans.iter().find(|fan| fan.demo_fan);
    let fan = fan.ok_or_else(|| Fault::broken("config/demo/club.toml names no demo_fan"))?;
    Ok(Guests { owner: script.owner.email.clone(), fan: people::address(fan) })
}

/// Whether the club was filled to the end.
pub fn is_filled(conn: &mut Conn) -> Result<bool, Fault> {
    Ok(club::fact(conn, FILLED)?.is_some())
}

/// Fills a freshly founded club with crew, tiers, `total` members and their histories, media, posts and comments.
pub async fn fill(
    club: &Club,
    total: usize,
    now: Moment,
    progress: &(dyn Fn(Stage, u64, u64) + Sync),
) -> Result<(), Fault> {
    let script = Arc::new(script()?);
    let names = content::names()?;
    let artist = {
        let script = script.clone();
        club.write(move |tx| set_up(tx, &script, now)).await?
    };
    let currency: Currency =
        script.artist.currency.parse().map_err(|_| Fault::broken("config/demo/club.toml names no currency"))?;
    let shelf = shelf(club.read(move |conn| memberships::offer(conn, currency)).await?)?;

    let in_members = |done, of| progress(Stage::Members, done, of);
    let in_media = |done, of| progress(Stage::Media, done, of);
    let in_posts = |done, of| progress(Stage::Posts, done, of);
    let (voices, assets) = futures_util::try_join!(
        members::fill(club, &script, &names, shelf, total, now, &in_members),
        posts::take_in_media(club, &script.media, &artist, now, &in_media),
    )?;
    shop::fill(club, &script, &assets, &voices, now).await?;
    stage::fill(club, &script, &assets, &voices, now).await?;
    posts::write(club, &script, assets, voices, &artist, now, &in_posts).await?;
    club.write(move |tx| club::set_fact(tx, FILLED, &total.to_string(), now)).await
}

/// Crew and tiers; gives the artist.
fn set_up(tx: &mut Tx, script: &Script, now: Moment) -> Result<CrewMemberId, Fault> {
    let founded = now.plus_days(-people::AGE);
    let mut invite = |name: &str, email: &str, role: Role| {
        let address = EmailAddress::parse(email).map_err(|error| Fault::broken(format!("{email}: {error}")))?;
        crew::invite(tx, &address, name, role, Lang::EN, Actor::Operator, founded)
    };
    let artist = invite(&script.owner.name, &script.owner.email, Role::Owner)?;
    for person in &script.crew {
        let role = person.role.parse().map_err(|_| Fault::broken(format!("there is no role {:?}", person.role)))?;
        invite(&person.name, &person.email, role)?;
    }
    let currency =
        script.artist.currency.parse().map_err(|_| Fault::broken("config/demo/club.toml names no currency"))?;
    for words in &script.tiers {
        let new = NewTier {
            slug: words.slug.clone(),
            name: words.name.clone(),
            summary: words.summary.clone(),
            perks: words.perks.join("\n"),
        };
        let tier = memberships::create_tier(tx, &new, founded)?;
        for (every, minor) in [(Every::Month, words.month), (Every::Year, words.year)] {
            memberships::set_price(tx, &tier.id, every, currency, minor, founded)?;
        }
        if words.places.is_some() {
            memberships::set_places(tx, &tier.id, words.places)?;
        }
    }
    Ok(artist.id)
}

/// The cheapest paid tier and the dearest.
fn shelf(offered: Vec<Offered>) -> Result<members::Shelf, Fault> {
    let mut paid: Vec<Offered> = offered.into_iter().filter(|tier| !tier.is_free()).collect();
    paid.sort_by_key(|tier| tier.month.as_ref().map(|price| price.minor));
    match (paid.first().cloned(), paid.pop()) {
        (Some(near), Some(nearest)) => Ok(members::Shelf { near, nearest }),
        _ => Err(Fault::broken("config/demo/club.toml offers no paid tier")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::club::Folder;
    use crate::plumbing::db::Pools;

    /// At this size the dearest tier is full before some of those who speak in the script come to it.
    #[actix_web::test]
    async fn a_club_of_another_size_lets_speak_who_may() {
        let data = tempfile::tempdir().unwrap();
        let config = "artist = \"Nova\"\nhosts = [\"localhost\"]\nbase_url = \"http://localhost\"\ncountry = \"FR\"\n\
                      payments = \"sandbox\"\n";
        std::fs::write(data.path().join("club.toml"), config).unwrap();
        let (folder, now) = (Folder::at(data.path()), Moment::from_timestamp("2026-11-20T12:00:00Z".parse().unwrap()));
        club::migrate(&folder, &folder.config().unwrap(), now).unwrap();
        let club = Club::open(data.path(), &Pools::new()).unwrap();

        let (script, quiet) = (Arc::new(script().unwrap()), |_: u64, _: u64| {});
        let crew = script.clone();
        let artist = club.write(move |tx| set_up(tx, &crew, now)).await.unwrap();
        let currency: Currency = script.artist.currency.parse().unwrap();
        let offered = club.read(move |conn| memberships::offer(conn, currency)).await.unwrap();
        let (names, shelf) = (content::names().unwrap(), shelf(offered).unwrap());
        let voices = members::fill(&club, &script, &names, shelf, 2_000, now, &quiet).await.unwrap();
        stage::fill(&club, &script, &HashMap::new(), &voices, now).await.unwrap();
        posts::write(&club, &script, HashMap::new(), voices, &artist, now, &quiet).await.unwrap();

        let (concert, sold, doors) = club
            .read(move |conn| {
                let event = crate::tickets::published(conn, now)?.remove(0);
                let sold = crate::tickets::count(conn, &event.id)?.tickets;
                let visits = crate::experiences::published(conn, now)?.remove(0).1;
                Ok((
                    event,
                    sold,
                    visits.iter().map(|places| (places.capacity.taken, places.left())).collect::<Vec<_>>(),
                ))
            })
            .await
            .unwrap();
        assert_eq!(concert.doors_local, "2026-12-14T19:00", "24 days on, by the clock of the hall");
        assert_eq!(sold, script.events[0].types.iter().map(|kind| kind.sold).sum::<i64>());
        assert!(doors.iter().any(|(taken, _)| *taken > 0) && doors.iter().all(|(_, left)| *left > 0), "{doors:?}");
        assert_eq!(club.read(crate::discounts::all).await.unwrap().len(), 2);
        let letters = club.read(|conn| {
            use crate::plumbing::schema::jobs;
            use diesel::prelude::*;
            Ok(jobs::table.filter(jobs::name.eq("tickets.send")).count().get_result::<i64>(conn)?)
        });
        assert_eq!(letters.await.unwrap(), 0, "nobody is written to about the past");

        let written = club.read(crate::posts::numbers_by_kind).await.unwrap();
        let meant = script.posts.iter().filter(|post| post.state == "published").count();
        assert_eq!(written.iter().map(|(_, number)| number).sum::<i64>(), i64::try_from(meant).unwrap());
    }
}
