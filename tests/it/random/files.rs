//! Files that may be member files: those of the systems, mutilated.

use std::fs;
use std::path::Path;

use stagedoor::base::Moment;
use stagedoor::imports::{self, Field, Import};
use stagedoor::journal::Actor;
use stagedoor::members::Merge;

use super::Chance;
use crate::support::TestClub;

const SCRAPS: &[&str] = &[
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r",
    "\r\n",
    "'",
    "=",
    "sep=;\n",
    "\u{feff}",
    "\0",
    "@",
    "a@b.example",
    "{",
    "\\",
    "2024-13-45",
    "9999999999999999999",
    "\"\n\"",
    "é",
    "東",
    ",,,,,,,,,,,,",
];

fn fixtures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/imports/files");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|path| fs::read(path).unwrap());
    texts.chain([crate::imports::sheets::example()]).collect()
}

/// Some bytes gone, doubled, turned, put in, or from another file.
fn mutilated(chance: &mut Chance, all: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = all[chance.below(all.len())].clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(40)).min(bytes.len());
        match chance.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let doubled = bytes[at..end].to_vec();
                bytes.splice(at..at, doubled);
            }
            2 => bytes[at..end].iter_mut().for_each(|byte| *byte = byte.wrapping_add(1)),
            3 => drop(bytes.splice(at..at, chance.one_of(SCRAPS).bytes())),
            4 => {
                let other = &all[chance.below(all.len())];
                let from = chance.below(other.len());
                drop(bytes.splice(at..end, other[from..].iter().copied()));
            }
            5 => bytes.truncate(at),
            _ => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            }
        }
    }
    bytes
}

async fn brought(club: &TestClub, import: &Import, now: Moment) -> Import {
    let later = now.plus_hours(1);
    let (id, mapping) = (import.id.clone(), import.mapping().unwrap());
    club.write(move |tx| imports::ask_rehearsal(tx, &id, &mapping, Merge::FileWins, later, now)).await.unwrap();
    imports::rehearse_now(club, &import.id, now, |_, _| {}).await.unwrap();
    let id = import.id.clone();
    club.write(move |tx| imports::ask_run(tx, &id, Actor::Operator, later, now)).await.unwrap();
    imports::run_now(club, &import.id, now, |_, _| {}).await.unwrap();
    let id = import.id.clone();
    club.read(move |c| imports::by_id(c, &id)).await.unwrap().unwrap()
}

#[actix_web::test]
async fn no_file_is_too_ugly_to_be_counted_rightly() {
    let (club, all, mut chance) = (TestClub::open(), fixtures(), Chance::begin("member files"));
    let file = club.data().join("ugly");
    let (mut taken, mut files) = (0, 0);
    while !chance.is_over() {
        files += 1;
        let bytes = mutilated(&mut chance, &all);
        fs::write(&file, &bytes).unwrap();
        let now = Moment::now();
        let import = imports::take_in(&club, file.clone(), "ugly", Actor::Operator, "", now).await.unwrap();
        let Ok(import) = import else { continue };
        if !import.mapping().unwrap().contains(&Field::Email) {
            continue;
        }
        taken += 1;
        let done = brought(&club, &import, now).await;
        let counted = done.created + done.changed + done.unchanged + done.repeated + done.refused;
        assert_eq!((done.state.as_str(), done.done, counted), ("done", done.total, done.total), "{bytes:?}");
    }
    assert!(taken > 0, "of {files} files none was read: the test tries nothing");
    let wrong = "SELECT members.id FROM members LEFT JOIN standings ON member_id = members.id WHERE member_id IS NULL";
    assert!(club.db_rows(wrong).is_empty());
}
