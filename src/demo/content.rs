//! The demo club's words, pictures and names, as they lie in `config/demo/` and inside the program.

use std::borrow::Cow;

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::programme::{CodeWords, EventWords, ExperienceWords};
use crate::base::Fault;

#[derive(RustEmbed)]
#[folder = "config/demo/media/"]
struct Media;

const SCRIPT: &str = include_str!("../../config/demo/club.toml");
const NAMES: &str = include_str!("../../config/demo/names.json");

/// `club.toml`: who the artist is, what is offered, who writes back, and what was published.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub artist: Artist,
    pub owner: Owner,
    pub crew: Vec<CrewPerson>,
    pub consents: Vec<ConsentWords>,
    pub tiers: Vec<TierWords>,
    pub zones: Vec<ZoneWords>,
    pub products: Vec<ProductWords>,
    pub events: Vec<EventWords>,
    pub experiences: Vec<ExperienceWords>,
    pub codes: Vec<CodeWords>,
    pub fans: Vec<Fan>,
    pub media: Vec<MediaFile>,
    /// Newest first.
    pub posts: Vec<PostScript>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artist {
    pub name: String,
    /// The club's folder.
    pub folder: String,
    pub tagline: String,
    pub welcome: String,
    pub promise: String,
    pub imprint: String,
    pub country: String,
    pub time_zone: String,
    pub currency: String,
    pub theme: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    pub name: String,
    pub email: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrewPerson {
    pub name: String,
    pub email: String,
    pub role: String,
}

/// A box that stood beside the button, and what it said.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentWords {
    pub purpose: String,
    pub wording: String,
}

/// A tier; without prices it is what every member has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierWords {
    pub slug: String,
    pub name: String,
    pub summary: String,
    pub perks: Vec<String>,
    /// Minor units a month.
    pub month: Option<i64>,
    /// Minor units a year.
    pub year: Option<i64>,
    pub places: Option<i64>,
}

/// Where things are sent; no countries is everywhere else.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneWords {
    pub name: String,
    pub countries: Vec<String>,
    /// Minor units.
    pub price: i64,
    pub free_from: Option<i64>,
}

/// Something the shop sells.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductWords {
    pub name: String,
    pub about: String,
    pub pictures: Vec<String>,
    /// For its buyers.
    #[serde(default)]
    pub files: Vec<String>,
    #[serde(default)]
    pub option: String,
    #[serde(default)]
    pub values: Vec<String>,
    /// Of each value, in their order, what was sold not counted; empty is without limit.
    #[serde(default)]
    pub stock: Vec<i64>,
    pub price: i64,
    pub members_price: Option<i64>,
    pub grams: Option<i64>,
    #[serde(default = "everyone")]
    pub condition: String,
    pub most: Option<i64>,
}

pub(super) fn everyone() -> String {
    "everyone".to_owned()
}

/// A member who has a voice in the comments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fan {
    pub key: String,
    pub name: String,
    pub country: String,
    pub language: String,
    /// Slug of a tier; empty for none that is paid.
    pub tier: String,
    pub joined_days_ago: i64,
    /// The one whose sign-in the demo prints.
    #[serde(default)]
    pub demo_fan: bool,
    #[serde(default)]
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaFile {
    pub file: String,
    /// Empty: the file's own tags say it.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub alt: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostScript {
    pub slug: String,
    pub title: String,
    /// `published`, `scheduled` or `draft`.
    pub state: String,
    /// Before the founding; negative lies ahead.
    pub days_ago: i64,
    /// Wall clock in the club's zone.
    pub at: String,
    pub condition: String,
    #[serde(default)]
    pub excerpt: String,
    pub lead: Option<String>,
    pub teaser: Option<String>,
    #[serde(default)]
    pub assets: Vec<Attached>,
    #[serde(default)]
    pub hearts: usize,
    #[serde(default)]
    pub claps: usize,
    #[serde(default)]
    pub agains: usize,
    /// Markdown.
    pub body: String,
    #[serde(default)]
    pub comments: Vec<Reply>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    pub file: String,
    #[serde(default)]
    pub caption: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Key of a fan, or `artist`.
    pub by: String,
    pub hours_after: i64,
    pub text: String,
}

/// `names.json`: what generated members can be called, and where they live.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub countries: Vec<Country>,
    /// Names that a careless page or file breaks on. Every demo has them.
    pub rare: Vec<RareName>,
    pub tags: Vec<TagShare>,
    /// Hosts of addresses with their weights; all reserved for examples.
    pub mail_hosts: Vec<(String, u32)>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166 alpha-2.
    pub country: String,
    pub weight: u32,
    /// BCP 47 with weights.
    pub languages: std::collections::BTreeMap<String, u32>,
    pub family_first: bool,
    /// What stands between the two names.
    pub joint: String,
    pub first: Vec<String>,
    pub last: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RareName {
    pub name: String,
    pub country: String,
    pub language: String,
    /// For whoever reads the file: what the name tries.
    #[expect(dead_code, reason = "the program need not know")]
    pub why: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagShare {
    pub tag: String,
    /// Of all members, 0 to 1.
    pub share: f64,
}

pub fn script() -> Result<Script, Fault> {
    toml::from_str(SCRIPT).map_err(|error| Fault::broken(format!("config/demo/club.toml: {error}")))
}

pub fn names() -> Result<Names, Fault> {
    serde_json::from_str(NAMES).map_err(|error| Fault::broken(format!("config/demo/names.json: {error}")))
}

/// The bytes of a picture, recording or film.
pub fn media(file: &str) -> Result<Cow<'static, [u8]>, Fault> {
    let found = Media::get(file).ok_or_else(|| Fault::broken(format!("config/demo/media/{file} is missing")))?;
    Ok(found.data)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::base::condition::Condition;

    #[test]
    fn everything_the_script_names_exists() {
        let script = script().unwrap();
        let listed: HashSet<&str> = script.media.iter().map(|file| file.file.as_str()).collect();
        for file in &listed {
            assert!(media(file).unwrap().len() > 1000, "{file} is empty");
        }
        let tiers: HashSet<&str> = script.tiers.iter().map(|tier| tier.slug.as_str()).collect();
        for fan in script.fans.iter().filter(|fan| !fan.tier.is_empty()) {
            assert!(tiers.contains(fan.tier.as_str()), "{} holds {}", fan.key, fan.tier);
        }
        for post in &script.posts {
            let condition = Condition::parse(&post.condition).unwrap();
            for tier in condition.tiers_named() {
                assert!(tiers.contains(tier), "{} names {tier}", post.slug);
            }
            let attached = post.assets.iter().map(|attached| attached.file.as_str());
            for file in attached.chain(post.lead.as_deref()).chain(post.teaser.as_deref()) {
                assert!(listed.contains(file), "{} shows {file}", post.slug);
            }
            for reply in post.comments.iter().filter(|reply| reply.by != "artist") {
                let fan = script.fans.iter().find(|fan| fan.key == reply.by);
                let fan = fan.unwrap_or_else(|| panic!("{} quotes {}", post.slug, reply.by));
                let said_days_ago = post.days_ago - reply.hours_after / 24;
                assert!(fan.joined_days_ago > said_days_ago, "{} speaks under {} before joining", fan.key, post.slug);
            }
        }
        assert_eq!(script.fans.iter().filter(|fan| fan.demo_fan).count(), 1);
    }

    #[test]
    fn the_program_carries_less_than_six_megabytes_of_it() {
        let media: usize = Media::iter().map(|file| media(&file).unwrap().len()).sum();
        let total = media + SCRIPT.len() + NAMES.len();
        assert!(total < 6_000_000, "{total} bytes");
    }

    #[test]
    fn names_are_weighty_and_awkward_enough() {
        let names = names().unwrap();
        assert!(names.countries.len() > 30);
        assert!(names.countries.iter().all(|country| country.weight > 0 && !country.languages.is_empty()));
        let longest = names.rare.iter().flat_map(|rare| rare.name.split(' ')).map(|word| word.chars().count()).max();
        assert_eq!(longest, Some(60));
    }
}
