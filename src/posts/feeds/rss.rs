//! RSS 2.0, as readers and podcast apps take it.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesText, Event};

use crate::base::{Fault, Moment};

/// A feed. Addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub title: String,
    pub description: String,
    pub link: String,
    /// The feed's own address.
    pub self_link: String,
    /// BCP 47.
    pub language: String,
    pub author: String,
    /// Picture of the feed.
    pub image: Option<String>,
    /// A private feed: asks directories not to list it.
    pub private: bool,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub title: String,
    pub link: String,
    /// Stays the same when the address changes.
    pub id: String,
    pub published: Moment,
    /// Sanitised; may be empty.
    pub html: String,
    pub enclosure: Option<Enclosure>,
}

/// A file the reader's program may fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    pub url: String,
    pub bytes: u64,
    pub content_type: String,
    /// Playing time in whole seconds; 0 when it has none.
    pub seconds: u64,
}

/// The feed as XML.
pub fn rss(channel: &Channel) -> Result<String, Fault> {
    let mut writer = Writer::new(Vec::new());
    written(&mut writer, channel)?;
    String::from_utf8(writer.into_inner()).map_err(|error| Fault::broken(error.to_string()))
}

type Xml = Writer<Vec<u8>>;

fn written(xml: &mut Xml, channel: &Channel) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("rss")
        .with_attribute(("version", "2.0"))
        .with_attribute(("xmlns:atom", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"))
        .write_inner_content(|xml| {
            xml.create_element("channel").write_inner_content(|xml| {
                head(xml, channel)?;
                channel.items.iter().try_for_each(|item| entry(xml, item))
            })?;
            Ok(())
        })?;
    Ok(())
}

fn head(xml: &mut Xml, channel: &Channel) -> io::Result<()> {
    text(xml, "title", &channel.title)?;
    text(xml, "link", &channel.link)?;
    text(xml, "description", &channel.description)?;
    text(xml, "language", &channel.language)?;
    text(xml, "itunes:author", &channel.author)?;
    xml.create_element("atom:link")
        .with_attribute(("href", channel.self_link.as_str()))
        .with_attribute(("rel", "self"))
        .with_attribute(("type", "application/rss+xml"))
        .write_empty()?;
    if let Some(newest) = channel.items.iter().map(|item| item.published).max() {
        text(xml, "lastBuildDate", &rfc2822(newest))?;
    }
    if let Some(image) = &channel.image {
        xml.create_element("itunes:image").with_attribute(("href", image.as_str())).write_empty()?;
    }
    if channel.private {
        text(xml, "itunes:block", "Yes")?;
    }
    Ok(())
}

fn entry(xml: &mut Xml, item: &Item) -> io::Result<()> {
    xml.create_element("item").write_inner_content(|xml| {
        text(xml, "title", &item.title)?;
        text(xml, "link", &item.link)?;
        xml.create_element("guid")
            .with_attribute(("isPermaLink", "false"))
            .write_text_content(BytesText::new(&without_controls(&item.id)))?;
        text(xml, "pubDate", &rfc2822(item.published))?;
        if !item.html.is_empty() {
            let html = without_controls(&item.html);
            xml.create_element("description").write_inner_content(|xml| {
                BytesCData::escaped(&html).try_for_each(|part| xml.write_event(Event::CData(part)))
            })?;
        }
        if let Some(enclosure) = &item.enclosure {
            xml.create_element("enclosure")
                .with_attribute(("url", enclosure.url.as_str()))
                .with_attribute(("length", enclosure.bytes.to_string().as_str()))
                .with_attribute(("type", enclosure.content_type.as_str()))
                .write_empty()?;
            if enclosure.seconds > 0 {
                text(xml, "itunes:duration", &enclosure.seconds.to_string())?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, words: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&without_controls(words)))?;
    Ok(())
}

/// XML 1.0 has no way to write most control characters, not even escaped.
fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

/// `Fri, 20 Nov 2026 19:16:53 +0000`
fn rfc2822(at: Moment) -> String {
    at.timestamp().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_well_formed_whatever_is_in_it() {
        let nasty = "Low <Tide> & \"more\" ]]> \u{7}\u{FFFF} 東京";
        let channel = Channel {
            title: nasty.into(),
            description: nasty.into(),
            link: "https://club.example/?a=1&b=2".into(),
            self_link: "https://club.example/feed?a=1&b=2".into(),
            language: "en".into(),
            author: nasty.into(),
            image: Some("https://club.example/i.jpg?x=\"&y".into()),
            private: true,
            items: vec![Item {
                title: nasty.into(),
                link: "https://club.example/posts/low-tide".into(),
                id: "0193".into(),
                published: Moment(1_795_202_213_000_000),
                html: format!("<p>{nasty}</p>"),
                enclosure: Some(Enclosure {
                    url: "https://club.example/media/1?sig=a&b".into(),
                    bytes: 12,
                    content_type: "audio/mpeg".into(),
                    seconds: 340,
                }),
            }],
        };
        let xml = rss(&channel).unwrap();
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut words = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::CData(data) => words.push_str(&data.decode().unwrap()),
                _ => {}
            }
        }
        assert_eq!(words, "<p>Low <Tide> & \"more\" ]]>  東京</p>");
        assert!(xml.contains("<pubDate>Fri, 20 Nov 2026 19:16:53 +0000</pubDate>"), "{xml}");
        assert!(xml.contains("length=\"12\"") && xml.contains("sig=a&amp;b"), "{xml}");
        assert!(!xml.contains('\u{7}'));
    }
}
