//! From domain values to the words and addresses of the contract.

use super::contexts;
use crate::base::Moment;
use crate::media::{self, Asset, Rendition};
use crate::plumbing::locale::Words;

/// Width a picture is sent in where a browser does not choose by `srcset`.
const USUAL_WIDTH: i32 = 960;
/// The wave's box is 660 by 64; a bar every six units leaves air between them.
const BARS: usize = 110;

pub(super) fn moment(w: &Words, at: Moment, now: Moment) -> contexts::Moment {
    let local = at.timestamp().to_zoned(w.zone().clone());
    let this_year = now.timestamp().to_zoned(w.zone().clone()).year() == local.year();
    let weekday = w.t(&format!("format-weekday-{}", local.weekday().to_monday_one_offset()));
    let whole = w.date(at);
    let date = whole.strip_suffix(&format!(" {}", local.year())).filter(|_| this_year).unwrap_or(&whole).to_owned();
    let day: String = weekday.chars().take(3).collect();
    contexts::Moment {
        long: format!("{weekday} {whole}"),
        date,
        short: format!("{day} {}", w.short_date(at)),
        time: w.time(at),
        iso: at.rfc3339(),
        hour: u8::try_from(local.hour()).unwrap_or(0),
    }
}

pub(super) fn count(w: &Words, number: i64) -> contexts::Count {
    contexts::Count { n: u64::try_from(number).unwrap_or(0), text: w.number(number) }
}

/// A picture anyone at this page may see whole.
pub(super) fn picture(asset: &Asset) -> Option<contexts::Picture> {
    let renditions = asset.pictures();
    let address = |rendition: &Rendition| media::address(&asset.id, &rendition.name);
    let usual = renditions.iter().find(|one| one.width >= Some(USUAL_WIDTH)).or(renditions.last())?;
    let with_width = |one: &&Rendition| Some(format!("{} {}w", address(one), one.width?));
    let several = renditions.len() > 1;
    Some(contexts::Picture {
        src: address(usual),
        srcset: if several {
            renditions.iter().filter_map(with_width).collect::<Vec<_>>().join(", ")
        } else {
            String::new()
        },
        width: unsigned(usual.width),
        height: unsigned(usual.height),
        alt: asset.alt.clone(),
        tiny: false,
    })
}

/// What everyone may see of a picture that is locked: ten pixels of it, and no description.
pub(super) fn tiny_picture(asset: &Asset) -> Option<contexts::Picture> {
    let teaser = asset.renditions.iter().find(|one| one.name == media::TEASER)?;
    // In the size of the picture it stands for, so that the page does not jump when it opens.
    let (width, height) = match (asset.width, asset.height) {
        (Some(width), Some(height)) => (Some(width), Some(height)),
        _ => (teaser.width, teaser.height),
    };
    Some(contexts::Picture {
        src: media::address(&asset.id, &teaser.name),
        srcset: String::new(),
        width: unsigned(width),
        height: unsigned(height),
        alt: String::new(),
        tiny: true,
    })
}

fn unsigned(pixels: Option<i32>) -> u32 {
    pixels.and_then(|pixels| u32::try_from(pixels).ok()).unwrap_or(0)
}

/// A recording's wave as the path of an SVG.
pub(super) fn wave(loudness: &[u8]) -> String {
    if loudness.is_empty() {
        return String::new();
    }
    let bar = |at: usize| {
        let (from, to) = (at * loudness.len() / BARS, (at + 1) * loudness.len() / BARS);
        let loudest = loudness[from..to.max(from + 1).min(loudness.len())].iter().max().copied().unwrap_or(0);
        // Silence is a dot, not a gap.
        let height = 1 + usize::from(loudest.min(100)) * 30 / 100;
        format!("M{} {}v{}", 2 + at * 6, 32 - height, height * 2)
    };
    (0..BARS).map(bar).collect()
}

/// Playing time, for what plays.
pub(super) fn duration(w: &Words, asset: &Asset) -> Option<String> {
    asset.duration_ms.map(|milliseconds| w.duration(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_stays_in_its_box_whatever_was_measured() {
        assert_eq!(wave(&[]), "");
        for loudness in [vec![0; 3], vec![100; 7], vec![255; 1_000], (0..=100).collect()] {
            let path = wave(&loudness);
            assert_eq!(path.matches('M').count(), BARS);
            let tops = path.split('M').skip(1).map(|bar| bar.split([' ', 'v']).nth(1).unwrap().parse::<i32>().unwrap());
            assert!(tops.into_iter().all(|top| (1..=31).contains(&top)), "{path}");
        }
    }
}
