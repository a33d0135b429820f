//! What each column of a partner's file is: guessed by its heading, changed by whoever knows better.

use serde::{Deserialize, Serialize};

use crate::archive::{Column, PARTNER_COLUMNS};
use crate::imports::{REASON, folded_heading};

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Who it is, by the code they were given.
    Code,
    Email,
    /// When the code was used, or yes or no.
    Used,
    /// The same, where dates are written with the day first: 03/05 is the third of May.
    UsedDayFirst,
    /// These three are one place, the largest first.
    Block,
    Row,
    Seat,
    Attended,
    /// Kept under its heading.
    Note,
    Leave,
}

pub const PARTS: [Part; 10] = [
    Part::Note,
    Part::Leave,
    Part::Code,
    Part::Email,
    Part::Used,
    Part::UsedDayFirst,
    Part::Block,
    Part::Row,
    Part::Seat,
    Part::Attended,
];

/// Headings by their folded form.
const HEADINGS: &[(Part, &[&str])] = &[
    (
        Part::Code,
        &[
            "code",
            "your code",
            "promo code",
            "access code",
            "voucher",
            "voucher code",
            "code promo",
            "votre code",
            "code d'accès",
            "code d’accès",
            "bon",
            "coupon",
        ],
    ),
    (
        Part::Email,
        &[
            "email",
            "e-mail",
            "mail",
            "email address",
            "e-mail address",
            "courriel",
            "adresse e-mail",
            "adresse email",
            "adresse mail",
            "adresse électronique",
        ],
    ),
    (
        Part::Used,
        &[
            "used",
            "used at",
            "code used",
            "redeemed",
            "redeemed at",
            "used on",
            "redeemed on",
            "redemption date",
            "booked at",
            "order date",
            "date used",
        ],
    ),
    (
        Part::UsedDayFirst,
        &[
            "utilisé",
            "utilisé le",
            "code utilisé",
            "code utilisé le",
            "date d'utilisation",
            "date d’utilisation",
            "réservé le",
            "date de commande",
            "date de réservation",
        ],
    ),
    (Part::Block, &["block", "section", "area", "stand", "sector", "bloc", "secteur", "tribune", "zone"]),
    (Part::Row, &["row", "rang", "rangée"]),
    (
        Part::Seat,
        &["seat", "seat number", "seat no", "seats", "place", "siège", "fauteuil", "numéro de place", "n° de place"],
    ),
    (
        Part::Attended,
        &[
            "attended",
            "came",
            "checked in",
            "checked in at",
            "check-in",
            "scanned",
            "scanned at",
            "present",
            "admitted",
            "venu",
            "venue",
            "présent",
            "présente",
            "présence",
            "entré",
            "scanné",
            "scanné à",
            "a assisté",
        ],
    ),
];

impl Part {
    pub fn word(self) -> &'static str {
        match self {
            Part::Code => "code",
            Part::Email => "email",
            Part::Used => "used",
            Part::UsedDayFirst => "used-day-first",
            Part::Block => "block",
            Part::Row => "row",
            Part::Seat => "seat",
            Part::Attended => "attended",
            Part::Note => "note",
            Part::Leave => "leave",
        }
    }

    pub fn from_word(word: &str) -> Option<Part> {
        PARTS.into_iter().find(|part| part.word() == word)
    }

    /// What only one column can be. Both ways to write a time are one thing.
    fn only_once(self) -> Option<Part> {
        match self {
            Part::Note | Part::Leave => None,
            Part::UsedDayFirst => Some(Part::Used),
            part => Some(part),
        }
    }
}

/// What each column is taken for; a second column of a kind is kept as a note.
pub(super) fn recognise(header: &[String]) -> Vec<Part> {
    let mut mapping: Vec<Part> = Vec::new();
    for heading in header {
        let part = part_of(&folded_heading(heading));
        let once = part.only_once();
        let taken = once.is_some() && mapping.iter().any(|other| other.only_once() == once);
        mapping.push(if taken { Part::Note } else { part });
    }
    mapping
}

fn part_of(heading: &str) -> Part {
    // Our own columns come back with the partner's, and tell nothing.
    let own = |column: &Column| *column != Column::Email && column.word() == heading;
    if heading == REASON || PARTNER_COLUMNS.iter().any(own) {
        return Part::Leave;
    }
    let found = HEADINGS.iter().find(|(_, headings)| headings.contains(&heading.replace('_', " ").as_str()));
    found.map_or(Part::Note, |(part, _)| *part)
}

/// Why nothing can be read by a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmapped {
    /// No column says who it is.
    Nobody,
    /// Two columns are the same.
    Twice(Part),
}

pub fn fault_of(mapping: &[Part]) -> Option<Unmapped> {
    if !mapping.iter().any(|part| matches!(part, Part::Code | Part::Email)) {
        return Some(Unmapped::Nobody);
    }
    let mut seen: Vec<Part> = Vec::new();
    for part in mapping.iter().filter_map(|part| part.only_once()) {
        if seen.contains(&part) {
            return Some(Unmapped::Twice(part));
        }
        seen.push(part);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(header: &[&str]) -> Vec<String> {
        header.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn headings_are_known_in_english_and_french() {
        let check = |header: &[&str], parts: &[Part]| assert_eq!(recognise(&owned(header)), parts, "{header:?}");
        check(
            &["Code", "Redeemed at", "Block", "Row", "Seat", "Attended"],
            &[Part::Code, Part::Used, Part::Block, Part::Row, Part::Seat, Part::Attended],
        );
        check(
            &["Adresse e-mail", "Utilisé le", "Tribune", "Rang", "Place", "Présent"],
            &[Part::Email, Part::UsedDayFirst, Part::Block, Part::Row, Part::Seat, Part::Attended],
        );
        check(
            &["code", "promo_code", "Remark", "error", "number", "name"],
            &[Part::Code, Part::Note, Part::Note, Part::Leave, Part::Leave, Part::Leave],
        );
        check(&["used at", "utilisé le"], &[Part::Used, Part::Note]);
    }

    #[test]
    fn a_mapping_says_who_it_is_and_nothing_twice() {
        let check = |mapping: &[Part], fault: Option<Unmapped>| assert_eq!(fault_of(mapping), fault, "{mapping:?}");
        check(&[Part::Code, Part::Note, Part::Note, Part::Leave], None);
        check(&[Part::Email, Part::Seat], None);
        check(&[Part::Seat, Part::Note], Some(Unmapped::Nobody));
        check(&[Part::Code, Part::Used, Part::UsedDayFirst], Some(Unmapped::Twice(Part::Used)));
        check(&[Part::Code, Part::Code], Some(Unmapped::Twice(Part::Code)));
    }

    #[test]
    fn every_part_has_a_word_of_its_own() {
        for part in PARTS {
            assert_eq!(Part::from_word(part.word()), Some(part));
        }
    }
}
