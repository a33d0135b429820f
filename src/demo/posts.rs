//! Brings in the demo's media the way an artist does, then writes and publishes its posts, and lets the fans answer.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::try_join_all;
use futures_util::stream;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::Progress;
use super::content::{self, MediaFile, PostScript, Script};
use crate::base::{Fault, Moment, Standing};
use crate::club::Club;
use crate::community::{self, ReactionKind};
use crate::crew::CrewMemberId;
use crate::media::{self, AssetId, NewUpload, jobs::ProcessAsset};
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::Job;
use crate::posts::{self, Attachment, Post, Writing};

/// Takes in every file and makes its renditions; gives the assets by file name.
pub(super) async fn take_in_media(
    club: &Club,
    files: &[MediaFile],
    by: &CrewMemberId,
    now: Moment,
    progress: &Progress<'_>,
) -> Result<HashMap<String, AssetId>, Fault> {
    let mut assets = HashMap::new();
    for file in files {
        assets.insert(file.file.clone(), take_in(club, file, by, now).await?);
    }
    // What the queue would do a little later: the demo opens with everything in its place.
    let done = std::sync::atomic::AtomicU64::new(0);
    try_join_all(assets.values().map(async |asset| {
        ProcessAsset { asset: asset.clone() }.run(club.clone()).await?;
        let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        progress(done, assets.len() as u64);
        Ok::<_, Fault>(())
    }))
    .await?;
    Ok(assets)
}

async fn take_in(club: &Club, file: &MediaFile, by: &CrewMemberId, now: Moment) -> Result<AssetId, Fault> {
    let bytes = Bytes::from(content::media(&file.file)?.into_owned());
    let upload = NewUpload { file_name: file.file.clone(), total: bytes.len() as u64, by: by.0.clone() };
    let free = club.room()?;
    let body = stream::once(async { Ok::<_, std::io::Error>(bytes) });
    let asset = media::receive_whole(club, upload, body, free, now)
        .await
        .map_err(|error| Fault::broken(format!("{}: {error}", file.file)))?;
    let (id, title, alt) = (asset.clone(), file.title.clone(), file.alt.clone());
    club.write(move |tx| media::describe(tx, &id, &title, "", &alt)).await?;
    Ok(asset)
}

/// Writes, publishes and schedules the posts, oldest first, with what was said under them.
pub(super) async fn write(
    club: &Club,
    script: &Arc<Script>,
    assets: HashMap<String, AssetId>,
    voices: HashMap<String, MemberId>,
    artist: &CrewMemberId,
    now: Moment,
    progress: &Progress<'_>,
) -> Result<(), Fault> {
    let zone = TimeZone::get(&script.artist.time_zone).map_err(|error| Fault::broken(error.to_string()))?;
    let audience = club.read(audience).await?;
    let cast = Arc::new(Cast { assets, voices, audience, artist: artist.clone(), zone, now });
    let total = script.posts.len();
    for (nth, place) in (0..total).rev().enumerate() {
        let (script, cast) = (script.clone(), cast.clone());
        club.write(move |tx| cast.put_up(tx, &script.posts[place])).await?;
        progress(nth as u64 + 1, total as u64);
    }
    Ok(())
}

struct Cast {
    assets: HashMap<String, AssetId>,
    voices: HashMap<String, MemberId>,
    /// Those who leave reactions.
    audience: Vec<(MemberId, Standing)>,
    artist: CrewMemberId,
    zone: TimeZone,
    now: Moment,
}

impl Cast {
    fn put_up(&self, tx: &mut Tx, script: &PostScript) -> Result<(), Fault> {
        let failed = |error: &dyn std::fmt::Display| Fault::broken(format!("{}: {error}", script.slug));
        let at = self.moment(script)?;
        let written_at = Moment(at.plus_hours(-5).0.min(self.now.plus_minutes(-20).0));
        let writing = self.writing(script);
        let post = posts::create(tx, &writing, Some(&self.artist), written_at).map_err(|error| failed(&error))?;
        match script.state.as_str() {
            "published" => posts::publish(tx, &post.id, post.revision, at).map_err(|error| failed(&error))?,
            "scheduled" => {
                posts::schedule(tx, &post.id, post.revision, at, self.now).map_err(|error| failed(&error))?
            }
            _ => {}
        }
        let Some(post) = posts::by_id(tx, &post.id)? else { return Ok(()) };
        self.let_them_speak(tx, script, &post, at)?;
        self.let_them_react(tx, script, &post, at)
    }

    fn writing(&self, script: &PostScript) -> Writing {
        let asset = |file: &String| self.assets.get(file).cloned();
        Writing {
            title: script.title.clone(),
            slug: Some(script.slug.clone()),
            kind: None,
            body: script.body.trim().to_owned(),
            excerpt: script.excerpt.clone(),
            teaser: script.teaser.as_ref().and_then(asset),
            lead: script.lead.as_ref().and_then(asset),
            condition: script.condition.clone(),
            comments_open: true,
            mail_on_publish: false,
            attachments: script
                .assets
                .iter()
                .filter_map(|attached| {
                    Some(Attachment { asset_id: asset(&attached.file)?, caption: attached.caption.clone() })
                })
                .collect(),
        }
    }

    fn let_them_speak(&self, tx: &mut Tx, script: &PostScript, post: &Post, at: Moment) -> Result<(), Fault> {
        for (nth, reply) in script.comments.iter().enumerate() {
            // A post of an hour ago has its comments in that hour.
            let between = Moment(at.0 + (self.now.0 - at.0) * (nth as i64 + 1) / (script.comments.len() as i64 + 1));
            let said_at = Moment(at.plus_hours(reply.hours_after).0.min(between.0.max(at.0)));
            let said = match self.voices.get(&reply.by) {
                Some(member) => {
                    let Some(standing) = members::standing_of(tx, member)? else { continue };
                    // In a club of another size the same fan may hold another tier.
                    if !posts::may_see(post, Some(&standing), said_at) {
                        continue;
                    }
                    let language = standing.language.clone();
                    community::say(tx, post, member, &standing, &reply.text, &language, said_at)
                }
                None if reply.by == "artist" => community::answer(tx, post, &self.artist, &reply.text, "en", said_at),
                // A fan of a club that was made too small for them.
                None => continue,
            };
            said.map_err(|error| Fault::broken(format!("{}, {}: {error}", script.slug, reply.by)))?;
        }
        Ok(())
    }

    fn let_them_react(&self, tx: &mut Tx, script: &PostScript, post: &Post, at: Moment) -> Result<(), Fault> {
        let wanted = [
            (ReactionKind::Heart, script.hearts, 0_usize),
            (ReactionKind::Clap, script.claps, 3),
            (ReactionKind::Again, script.agains, 5),
        ];
        for (kind, count, first) in wanted {
            let may = self.audience.iter().skip(first).filter_map(|(member, standing)| {
                let seen_at = Moment(at.plus_minutes(standing.number * 7).0.min(self.now.0));
                let there = standing.joined_at < seen_at && posts::may_see(post, Some(standing), seen_at);
                there.then_some((member, standing, seen_at))
            });
            for (member, standing, seen_at) in may.take(count) {
                community::toggle(tx, post, member, standing, kind, seen_at)
                    .map_err(|error| Fault::broken(format!("{}: {error}", script.slug)))?;
            }
        }
        Ok(())
    }

    /// When it goes up: so many days before the founding, at that hour in the club's zone, and not later than now
    /// unless it is meant to.
    fn moment(&self, script: &PostScript) -> Result<Moment, Fault> {
        let broken = |error: jiff::Error| Fault::broken(format!("{}: {error}", script.slug));
        let time: Time = script.at.parse().map_err(broken)?;
        let today = self.now.timestamp().to_zoned(self.zone.clone()).date();
        let day = today.checked_sub(jiff::Span::new().days(script.days_ago)).map_err(broken)?;
        let at = day.to_datetime(time).to_zoned(self.zone.clone()).map_err(broken)?;
        let at = Moment::from_timestamp(at.timestamp());
        Ok(if script.days_ago >= 0 { Moment(at.0.min(self.now.plus_minutes(-10).0)) } else { at })
    }
}

/// The oldest members, newest of them first.
fn audience(conn: &mut Conn) -> Result<Vec<(MemberId, Standing)>, Fault> {
    let oldest = members::oldest(conn, 300)?;
    let mut audience = Vec::new();
    for member in oldest {
        audience.extend(members::standing_of(conn, &member.id)?.map(|standing| (member.id, standing)));
    }
    Ok(audience)
}
