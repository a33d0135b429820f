//! Spreadsheets as member files.

use std::fs;
use std::io::{Cursor, Write};

use super::{EVERYTHING, counts, import, members};
use crate::support::TestClub;

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd hh:mm"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// A workbook as spreadsheets save it, of sheets given as their rows of cells.
pub fn workbook(sheets: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n").unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let each = |write: &dyn Fn(usize) -> String| (1..=sheets.len()).map(write).collect::<String>();
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>"
        ),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let names = each(&|nth| format!("<sheet name=\"Sheet{nth}\" sheetId=\"{nth}\" r:id=\"rId{nth}\"/>"));
    part(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><workbookPr/><sheets>{names}</sheets></workbook>"),
    );
    let links = each(&|nth| {
        format!("<Relationship Id=\"rId{nth}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{nth}.xml\"/>")
    });
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\">{links}<Relationship Id=\"rId90\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId91\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
    );
    part(
        "xl/sharedStrings.xml",
        &format!(
            "<sst xmlns=\"{main}\" count=\"2\" uniqueCount=\"2\"><si><t>Zoë</t></si><si><r><t xml:space=\"preserve\">Street </t></r><r><t>Team</t></r></si></sst>"
        ),
    );
    part("xl/styles.xml", STYLES);
    for (nth, rows) in sheets.iter().enumerate() {
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        part(&format!("xl/worksheets/sheet{}.xml", nth + 1), &sheet);
    }
    zip.finish().unwrap().into_inner()
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// Two sheets, of which the second has the people: text shared and its own, numbers, a date, a gap, an empty row.
pub fn example() -> Vec<u8> {
    let head = ["Post", "Views"].iter().zip(["A1", "B1"]).map(|(word, place)| text(place, word)).collect::<String>();
    let other = format!("<row r=\"1\">{head}</row><row r=\"2\">{}<c r=\"B2\"><v>7</v></c></row>", text("A2", "First"));
    let headings = ["E-Mail", "Name", "Joined", "Tags", "Zip", "Score", "VIP"];
    let places = ["A2", "B2", "C2", "D2", "E2", "F2", "G2"];
    let head = headings.iter().zip(places).map(|(word, place)| text(place, word)).collect::<String>();
    let zoe = format!(
        "{}<c r=\"B4\" t=\"s\"><v>0</v></c><c r=\"C4\" s=\"1\"><v>43831.5</v></c><c r=\"D4\" t=\"s\"><v>1</v></c><c r=\"E4\"><v>50667</v></c><c r=\"F4\"><v>1.5</v></c><c r=\"G4\" t=\"b\"><v>1</v></c>",
        text("A4", "zoe@example.org")
    );
    let mia = format!("{}{}", text("A5", "mia@example.org"), text("D5", "a, b"));
    let people = format!("<row r=\"2\">{head}</row><row r=\"4\">{zoe}</row><row r=\"5\">{mia}</row>");
    workbook(&[&other, &people])
}

#[test]
fn a_spreadsheet_is_read_as_it_is_shown() {
    let club = TestClub::open();
    let file = club.data().join("members.xlsx");
    fs::write(&file, example()).unwrap();
    assert_eq!(counts(&import(&club, &file, &[])), [2, 0, 0, 0, 0]);
    let rows = club.db_rows(EVERYTHING);
    assert_eq!((rows[0][0].as_str(), rows[0][8].as_str()), ("mia@example.org", ",a,b,"));
    let zoe = &rows[1];
    assert_eq!((zoe[1].as_str(), zoe[8].as_str()), ("Zoë", ",street-team,"));
    assert_eq!(zoe[6], "1577880000000000", "noon of New Year's Day 2020");
    assert_eq!(zoe[11], r#"{"Score":"1.5","VIP":"true","Zip":"50667"}"#);
}

#[test]
fn a_spreadsheet_of_an_old_kind_or_broken_is_refused_with_a_sentence() {
    let check = |bytes: &[u8], sentence: &str| {
        let club = TestClub::open();
        let file = club.data().join("members.xlsx");
        fs::write(&file, bytes).unwrap();
        let output = members(&club, &["import", file.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(sentence), "{said}");
        assert_eq!(fs::read_dir(club.folder().imports()).map_or(0, Iterator::count), 0);
    };
    check(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook, or one behind a password",
        "old kind or behind a password",
    );
    let whole = example();
    check(&whole[..whole.len() / 2], "nor a whole zip");
    check(&workbook(&["<row r=\"1\"><c r=\"A1\"/></row>"]), "the file is empty");
}
