//! Papers: tickets, receipts and credit notes as PDF, and the letters that bring tickets.

mod receipts;
mod tickets;

use jiff::tz::TimeZone;
use stagedoor::base::{Currency, Money};
use stagedoor::papers;
use stagedoor::plumbing::locale::{Lang, Words};
use stagedoor::plumbing::pdf::{Format, Pdf, Style, is_drawn, width, wrapped};

/// The words of each page, as a reader copies them: spaces and line ends do not count.
pub fn pages(file: &[u8]) -> Vec<String> {
    assert!(file.starts_with(b"%PDF-"), "no PDF: {}", String::from_utf8_lossy(&file[..file.len().min(200)]));
    let document = lopdf::Document::load_mem(file).unwrap();
    let pages = document.get_pages();
    pages.keys().map(|page| squeezed(&document.extract_text(&[*page]).unwrap())).collect()
}

/// Keeps a paper to be looked at, `target/screens/<name>.pdf`.
pub fn keeps(file: &[u8], name: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.pdf")), file).unwrap();
}

pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[track_caller]
pub fn says(page: &str, words: &str) {
    assert!(page.contains(&squeezed(words)), "{words:?} is not in:\n{page}");
}

#[test]
fn what_is_drawn_can_be_copied_in_every_script() {
    let names =
        ["Żółć Wąsik", "Nguyễn Thị Phượng", "Дарья Шевченко", "Ελένη", "נועה", "김혜진", "小林愛子", "office fi"];
    let mut pdf = Pdf::new("Names", "Nova", "en");
    pdf.page(Format::A5, |sheet| {
        for (nth, name) in (1_u8..).zip(names) {
            sheet.text(40.0, 40.0 + 20.0 * f32::from(nth), Style::plain(12.0), name)?;
        }
        Ok(())
    })
    .unwrap();
    let file = pdf.finish().unwrap();
    assert!(file.len() < 200_000, "only the letters that are drawn are in it: {} bytes", file.len());
    let pages = pages(&file);
    for name in names {
        let leftward: String = name.chars().rev().collect();
        assert!(pages[0].contains(&squeezed(name)) || pages[0].contains(&leftward), "{name} is not in {}", pages[0]);
    }
}

#[test]
fn papers_are_in_the_colour_of_the_look() {
    let club = crate::support::TestClub::open();
    assert_eq!(stagedoor::club::accent(&club), [0x11, 0x52, 0x3c], "plain's own");
}

#[test]
fn names_of_many_scripts_have_letters() {
    let names = [
        "Małgorzata Żółćżęść",
        "Nguyễn Thị Phượng",
        "Þórunn Guðrún Ævarsdóttir",
        "Дарья Шевченко їґє",
        "Ελένη Παπαδοπούλου",
        "नूर",
        "نور الهدى",
        "נועה לוי",
        "สมชาย ใจดี",
        "小林 愛子",
        "ひらがな カタカナ",
        "김혜진",
        "张伟 張偉",
    ];
    for name in names {
        assert!(is_drawn(name), "{name}");
        assert!(width(name, Style::plain(12.0)).unwrap() > 10.0, "{name}");
    }
    assert!(!is_drawn("🎸"));
}

#[test]
fn text_is_broken_to_its_width_and_nothing_is_lost() {
    let style = Style::strong(20.0);
    let title = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft and the rest";
    let lines = wrapped(title, style, 200.0).unwrap();
    assert!(lines.len() > 3);
    assert!(lines.iter().all(|line| width(line, style).unwrap() <= 200.0), "{lines:?}");
    assert_eq!(lines.concat().replace(' ', ""), title.replace(' ', ""));
    assert!(wrapped("", style, 200.0).unwrap().is_empty());
    assert_eq!(wrapped("a", style, 1.0).unwrap(), ["a"], "a letter wider than the line still stands");
}

#[test]
fn every_currency_can_be_drawn() {
    // Those that Stripe takes.
    let codes = "USD AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF \
        CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS \
        INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN \
        MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS \
        SRD STN SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW";
    for code in codes.split_whitespace() {
        let currency: Currency = code.parse().unwrap();
        for lang in [Lang::EN, Lang::FR] {
            let written = papers::sum(&Words::product(lang, TimeZone::UTC), Money::new(-123_456_789, currency));
            assert!(is_drawn(&written), "{code}: {written}");
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "123456789", "{written}");
        }
    }
    let dram = Money::new(440_000, "AMD".parse().unwrap());
    assert_eq!(papers::sum(&Words::product(Lang::EN, TimeZone::UTC), dram), "AMD\u{a0}4,400.00");
    assert_eq!(papers::sum(&Words::product(Lang::FR, TimeZone::UTC), dram), "4\u{202f}400,00\u{a0}AMD");
}
