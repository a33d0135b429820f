//! Posts in lists, and the locks on those that are closed.

use std::collections::HashMap;

use super::contexts::{Entry, Lock, LockReason, LockTier, PostKind};
use super::{offers, present, ways};
use crate::base::{Currency, Fault};
use crate::community;
use crate::lobby::Visit;
use crate::media::{self, Asset, AssetId};
use crate::memberships::{self, Offered};
use crate::plumbing::db::Conn;
use crate::posts::{self, Audiences, Card, Closed, PostId, Why};

/// What lists need beside the cards themselves, loaded at once for all of them.
pub(super) struct Shelf {
    assets: HashMap<AssetId, Asset>,
    comments: HashMap<PostId, i64>,
    pub ways_in: WaysIn,
}

/// What opens closed posts.
pub(super) struct WaysIn {
    pub offered: Vec<Offered>,
    audiences: Option<Audiences>,
}

impl WaysIn {
    pub(super) fn load(conn: &mut Conn, currency: Currency) -> Result<WaysIn, Fault> {
        let offered = memberships::offer(conn, currency)?;
        Ok(WaysIn { offered, audiences: Some(Audiences::load(conn)?) })
    }

    fn none() -> WaysIn {
        WaysIn { offered: Vec::new(), audiences: None }
    }

    /// Why a post is closed to this visitor, and what would open it.
    pub(super) fn lock(&self, visit: &Visit, closed: &Closed, slug: &str) -> Lock {
        self.lock_before(visit, closed, &format!("/posts/{slug}"))
    }

    /// The same for any page, `back` being its path.
    pub(super) fn lock_before(&self, visit: &Visit, closed: &Closed, back: &str) -> Lock {
        let opening = self.offered.iter().filter(|offered| closed.tiers.contains(&offered.tier.slug));
        let mut opening: Vec<&Offered> = opening.collect();
        opening.sort_by_key(|offered| offered.month.as_ref().or(offered.year.as_ref()).map_or(0, |price| price.minor));
        let tiers: Vec<LockTier> = opening.iter().map(|offered| offers::lock_tier(visit, offered, back)).collect();
        let way = match (closed.why, &visit.here) {
            (Why::Age, Some(_)) => "/account".to_owned(),
            (Why::Tier, _) | (_, Some(_)) => ways::with("/tiers", &[("back", back)]),
            (_, None) => ways::with("/join", &[("back", back)]),
        };
        Lock {
            why: match closed.why {
                Why::Members => LockReason::Members,
                Why::Tier => LockReason::Tier,
                Why::Tenure => LockReason::Tenure,
                Why::Age => LockReason::Age,
                Why::Some => LockReason::Some,
            },
            tiers,
            opens: closed.opens_at.map(|at| present::moment(&visit.w, at, visit.now)),
            months: closed.months,
            age: closed.age,
            also: present::count(&visit.w, self.also(visit, closed)),
            url: visit.url(&way),
            sign_in: visit.here.is_none().then(|| visit.url(&ways::with("/sign-in", &[("back", back)]))),
        }
    }

    /// Posts that open besides this one.
    pub(super) fn also(&self, visit: &Visit, closed: &Closed) -> i64 {
        let Some(audiences) = &self.audiences else { return 0 };
        let opened = match (closed.why, closed.tiers.first()) {
            (Why::Members, _) => audiences.opened_by_joining(visit.now),
            (Why::Tier, Some(tier)) => audiences.opened_by_tier(tier, visit.standing(), visit.now),
            _ => 1,
        };
        (opened - 1).max(0)
    }
}

impl Shelf {
    /// Loads nothing about ways in when everything is open.
    pub(super) fn load(conn: &mut Conn, visit: &Visit, cards: &[Card]) -> Result<Shelf, Fault> {
        let closed = cards.iter().any(|card| card.closed.is_some());
        let ways_in = if closed { WaysIn::load(conn, visit.club.config().currency)? } else { WaysIn::none() };
        Shelf::with(conn, ways_in, cards)
    }

    pub(super) fn with(conn: &mut Conn, ways_in: WaysIn, cards: &[Card]) -> Result<Shelf, Fault> {
        let mut shown: Vec<AssetId> = cards.iter().flat_map(assets_of).cloned().collect();
        shown.sort();
        shown.dedup();
        let assets = if shown.is_empty() { Vec::new() } else { media::by_ids(conn, &shown)? };
        let ids: Vec<PostId> = cards.iter().map(|card| card.id.clone()).collect();
        Ok(Shelf {
            assets: assets.into_iter().map(|asset| (asset.id.clone(), asset)).collect(),
            comments: if ids.is_empty() { HashMap::new() } else { community::numbers(conn, &ids)? },
            ways_in,
        })
    }

    pub(super) fn entry(&self, visit: &Visit, card: &Card) -> Entry {
        let open = card.closed.is_none();
        let asset = |id: &Option<AssetId>| id.as_ref().and_then(|id| self.assets.get(id));
        let (lead, play) = (asset(&card.lead_asset), asset(&card.play_asset));
        let public = asset(&card.teaser_asset).and_then(present::picture);
        let picture = match open {
            true => lead.and_then(present::picture).or(public).or_else(|| play.and_then(present::picture)),
            false => public.or_else(|| lead.or(play).and_then(present::tiny_picture)),
        };
        Entry {
            title: card.title.clone(),
            url: visit.url(&format!("/posts/{}", card.slug)),
            kind: kind(card.kind),
            published: present::moment(&visit.w, card.published_at, visit.now),
            teaser: card.teaser.clone(),
            picture,
            lock: card.closed.as_ref().map(|closed| self.ways_in.lock(visit, closed, &card.slug)),
            duration: play.and_then(|play| present::duration(&visit.w, play)),
            wave: play.filter(|play| open && !play.wave.is_empty()).map(|play| present::wave(&play.wave)),
            pictures: card.pictures,
            files: card.files,
            size: (open && card.file_bytes > 0)
                .then(|| visit.w.bytes(i64::try_from(card.file_bytes).unwrap_or(i64::MAX))),
            minutes: card.minutes,
            comments: present::count(&visit.w, self.comments.get(&card.id).copied().unwrap_or(0)),
        }
    }

    pub(super) fn entries(&self, visit: &Visit, cards: &[Card]) -> Vec<Entry> {
        cards.iter().map(|card| self.entry(visit, card)).collect()
    }
}

fn assets_of(card: &Card) -> impl Iterator<Item = &AssetId> {
    [&card.lead_asset, &card.teaser_asset, &card.play_asset].into_iter().flatten()
}

pub(super) fn kind(kind: posts::PostKind) -> PostKind {
    match kind {
        posts::PostKind::Letter => PostKind::Letter,
        posts::PostKind::Recording => PostKind::Recording,
        posts::PostKind::Pictures => PostKind::Pictures,
        posts::PostKind::Film => PostKind::Film,
        posts::PostKind::Files => PostKind::Files,
    }
}
