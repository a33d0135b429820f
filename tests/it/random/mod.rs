//! Readers of what strangers write, given what nobody would write: never a panic, never a wrong count.
//!
//! Each runs a moment; `STAGEDOOR_RANDOM_SECONDS` makes it longer. The seed is printed and can be given again with
//! `STAGEDOOR_RANDOM_SEED`.

mod conditions;
mod files;

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// What the short run of every day begins with: it finds the same each time. The longer one tries something new.
const USUAL_SEED: u64 = 11_178_059_279_656_759_622;

/// Chance that can be repeated, until its time is over.
struct Chance {
    dice: StdRng,
    until: Instant,
}

impl Chance {
    fn begin(what: &str) -> Chance {
        let given = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let longer = given("STAGEDOOR_RANDOM_SECONDS").is_some();
        let seed = given("STAGEDOOR_RANDOM_SEED").unwrap_or_else(|| if longer { rand::random() } else { USUAL_SEED });
        let seconds = given("STAGEDOOR_RANDOM_SECONDS").unwrap_or(3);
        println!("{what}: STAGEDOOR_RANDOM_SEED={seed}");
        Chance { dice: StdRng::seed_from_u64(seed), until: Instant::now() + Duration::from_secs(seconds) }
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    fn below(&mut self, most: usize) -> usize {
        self.dice.random_range(0..most.max(1))
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}
