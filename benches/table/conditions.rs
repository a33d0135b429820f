//! The ten conditions that are measured, and whose plans are tested.

/// From a handful to nearly everybody.
pub const LINES: [&str; 10] = [
    "number <= 100",
    "has_ticket(paris-2027) and spend >= 500 EUR",
    "tag = street-team and not consents(partners)",
    "tier = vip and tenure > 5y",
    "has_ticket(paris-2027) or bought(low-water-lp)",
    "tier in (gold, vip) and tenure > 2y and country in (FR, BE) and consents(partners) and not has_ticket(paris-2027)",
    "age >= 18 and age < 30 and consents(news)",
    "country in (FR, DE, BE) or language = fr",
    "not tag in (street-team, press) and state = free",
    "reachable and joined >= 2015-01-01",
];
