//! Calendar files (RFC 5545). Times are written in UTC: every calendar shows them in its owner's zone.

use crate::base::Moment;

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The same for every version of the appointment.
    pub uid: String,
    /// Grows with each change.
    pub sequence: i64,
    pub changed_at: Moment,
    pub starts_at: Moment,
    pub ends_at: Moment,
    pub title: String,
    pub place: String,
    pub text: String,
    pub url: String,
    pub cancelled: bool,
}

/// A file of these appointments.
pub fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut out = String::new();
    let mut line = |text: String| fold(&mut out, &text);
    for head in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Stagedoor//Experiences//EN", "METHOD:PUBLISH"] {
        line(head.to_owned());
    }
    line(format!("X-WR-CALNAME:{}", escaped(name)));
    for entry in entries {
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{}", escaped(&entry.uid)));
        line(format!("SEQUENCE:{}", entry.sequence));
        line(format!("DTSTAMP:{}", utc(entry.changed_at)));
        line(format!("DTSTART:{}", utc(entry.starts_at)));
        line(format!("DTEND:{}", utc(entry.ends_at)));
        line(format!("SUMMARY:{}", escaped(&entry.title)));
        for (property, text) in [("LOCATION", &entry.place), ("DESCRIPTION", &entry.text)] {
            if !text.is_empty() {
                line(format!("{property}:{}", escaped(text)));
            }
        }
        if !entry.url.is_empty() {
            line(format!("URL:{}", entry.url));
        }
        line(format!("STATUS:{}", if entry.cancelled { "CANCELLED" } else { "CONFIRMED" }));
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    out
}

fn utc(at: Moment) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| *c != '\r') {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines are at most 75 octets; a letter is never cut in two.
fn fold(out: &mut String, line: &str) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_never_breaks_a_letter_nor_leaves_the_file() {
        let entry = Entry {
            uid: "one".to_owned(),
            sequence: 2,
            changed_at: Moment::from_unix(1_764_000_000),
            starts_at: Moment::from_unix(1_764_950_400),
            ends_at: Moment::from_unix(1_764_954_000),
            title: "زيارة ما وراء الكواليس; قبل العرض, ".repeat(5),
            place: "Paradiso\r\nEND:VEVENT".to_owned(),
            text: String::new(),
            url: "https://club.example/bookings/x".to_owned(),
            cancelled: false,
        };
        let file = calendar("Club", std::slice::from_ref(&entry));
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        assert!(file.contains("LOCATION:Paradiso\\nEND:VEVENT\r\n"), "{file}");
        assert_eq!(file.matches("\r\nEND:VEVENT\r\n").count(), 1);
        let unfolded = file.replace("\r\n ", "");
        let title = entry.title.replace(';', "\\;").replace(',', "\\,");
        assert!(unfolded.contains(&format!("SUMMARY:{title}\r\n")), "{unfolded}");
        assert!(file.contains("DTSTART:20251205T160000Z\r\n"), "{file}");
    }
}
