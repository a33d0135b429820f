//! Files that are ugly, and files that are none: the first are read, the others leave a plain sentence and nothing else.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::{EVERYTHING, fixture, import, members};
use crate::support::TestClub;

pub(super) fn zip(club: &TestClub, names: &[&str]) -> PathBuf {
    let path = club.data().join("export.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for name in names {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(fixture(name)).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    path
}

fn refused(bytes: &[u8], sentence: &str) {
    let club = TestClub::open();
    let file = club.data().join("file.csv");
    fs::write(&file, bytes).unwrap();
    let output = members(&club, &["import", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(sentence), "{said}");
    let left = fs::read_dir(club.folder().imports()).map_or(0, Iterator::count);
    assert_eq!(left, 0, "something of {sentence:?} was left behind");
    assert!(club.db_rows("SELECT id FROM imports").is_empty());
}

#[test]
fn what_is_no_member_file_leaves_a_sentence_and_nothing_else() {
    refused(b"", "the file is empty");
    refused(b"email,name\n", "a heading and no rows");
    let many: Vec<String> = (0..300).map(|n| format!("c{n}")).collect();
    refused(format!("{}\nx\n", many.join(",")).as_bytes(), "more than 200 columns");
    let club = TestClub::open();
    let whole = fs::read(zip(&club, &["mailchimp_subscribed.csv"])).unwrap();
    refused(&whole[..whole.len() / 2], "nor a whole zip of such files");
    refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "neither text with columns");
}

#[test]
fn a_zip_that_unpacks_to_a_gigabyte_is_not_unpacked() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("members.csv", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b'a'; 1024 * 1024];
    for _ in 0..200 {
        zip.write_all(&block).unwrap();
    }
    refused(&zip.finish().unwrap().into_inner(), "more than any member file would");
}

#[test]
fn any_encoding_and_separator_is_read() {
    let check = |bytes: &[u8]| {
        let club = TestClub::open();
        let file = club.data().join("file.csv");
        fs::write(&file, bytes).unwrap();
        import(&club, &file, &[]);
        let names: Vec<String> = club.db_rows(EVERYTHING).iter().map(|row| row[1].clone()).collect();
        assert_eq!(names, ["Zoë Müller"]);
    };
    check("E-Mail;Vorname;Nachname\r\nzoe@example.org;Zoë;Müller\r\n".as_bytes());
    check(b"E-Mail;Vorname;Nachname\nzoe@example.org;Zo\xeb;M\xfcller\n");
    check("\u{feff}sep=;\r\nE-Mail;Vorname;Nachname\r\nzoe@example.org;Zoë;Müller\r\n".as_bytes());
    check("E-Mail|Vorname|Nachname\nzoe@example.org|Zoë|Müller\n".replace('|', "\t").as_bytes());
    check("\n\nEmail,First Name,Last Name\n\n\"zoe@example.org\",Zoë,Müller\n,,\n".as_bytes());
    let utf16: Vec<u8> = "\u{feff}Email Address\tFirst Name\tLast Name\nzoe@example.org\tZoë\tMüller\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check(&utf16);
}
