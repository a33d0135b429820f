//! Markdown, as artists and members write it, to HTML a page may carry.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A picture of our own, ready for an `img`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub src: String,
    /// Empty when there is only one size.
    pub srcset: String,
    pub width: u32,
    pub height: u32,
    /// Used when the writer gave no description.
    pub alt: String,
}

/// What begins the address of a picture of our own: `![Backstage](asset:ID)`.
const ASSET: &str = "asset:";

/// A post's body. Pictures are shown only when `image` knows the id after `asset:`; of all others their description
/// stays. Headings begin at `h2`, below the post's title.
pub fn post_html(markdown: &str, image: impl Fn(&str) -> Option<Image>) -> String {
    let events = show_images(written(markdown), image);
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    POST.clean(&out).to_string()
}

/// A post's body for a mail: without pictures, which a mail program could not fetch, and with whole addresses.
pub fn mail_html(markdown: &str, base: &url::Url) -> String {
    let events = show_images(written(markdown), |_| None);
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    let mut sanitiser = sanitiser(COMMENT_TAGS.iter().chain(POST_TAGS).copied(), "noopener");
    sanitiser.url_relative(ammonia::UrlRelative::RewriteWithBase(base.clone()));
    sanitiser.clean(&out).to_string()
}

/// What a member said: paragraphs, emphasis, lists, quotations, links without weight for search engines; no pictures,
/// headings or tables.
pub fn comment_html(markdown: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(markdown, options).map(as_text).map(|event| match event {
        Event::Start(Tag::Heading { .. }) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Paragraph),
        // Members press Enter once and mean a new line.
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    let events = show_images(events.collect(), |_| None);
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    COMMENT.clean(&out).to_string()
}

/// Text without any markup, as paragraphs: empty lines part them.
pub fn plain_html(text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.replace('\r', "").split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        out.push_str("<p>");
        // Writing to a String cannot fail.
        let _ = pulldown_cmark_escape::escape_html_body_text(&mut out, paragraph);
        out.push_str("</p>\n");
    }
    out
}

/// The words alone, one line a block.
pub fn plain_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in written(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak | Event::Rule => out.push('\n'),
            Event::End(TagEnd::TableCell) => out.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead,
            ) => out.push('\n'),
            _ => {}
        }
    }
    let lines: Vec<&str> = out.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// The beginning of the words, at most `longest` characters, cut between words and marked where it is cut.
pub fn excerpt(markdown: &str, longest: usize) -> String {
    let text = plain_text(markdown).split_whitespace().collect::<Vec<_>>().join(" ");
    shortened(&text, longest)
}

/// At most `longest` characters, cut between words where there are any, with `…` where something is missing.
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let room = longest.saturating_sub(1);
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let (head, rest) = text.split_at(end);
    // Scripts without spaces are cut anywhere.
    let cut = match head.rfind(char::is_whitespace) {
        Some(space) if !rest.starts_with(char::is_whitespace) && space * 2 > head.len() => &head[..space],
        _ => head,
    };
    format!("{}…", cut.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–')))
}

/// The ids after `asset:` of the pictures in a body, in order, each once.
pub fn assets_in(markdown: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for event in written(markdown) {
        if let Event::Start(Tag::Image { dest_url, .. }) = event
            && let Some(id) = dest_url.strip_prefix(ASSET)
            && !found.iter().any(|known| known == id)
        {
            found.push(id.to_owned());
        }
    }
    found
}

fn written(markdown: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, options).map(as_text).collect();
    outline(&mut events);
    events
}

/// Sets headings below the page's own `h1`: the highest the author uses becomes `h2`, and none skips a level, however
/// many signs were typed. Screen readers walk a page by its headings.
fn outline(events: &mut [Event<'_>]) {
    let typed = |event: &Event<'_>| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
        _ => None,
    };
    let Some(highest) = events.iter().filter_map(typed).min() else { return };
    let mut shown = HeadingLevel::H1;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let wanted = (*level as usize - highest + 2).min(shown as usize + 1);
                shown = HeadingLevel::try_from(wanted).unwrap_or(HeadingLevel::H6);
                *level = shown;
            }
            Event::End(TagEnd::Heading(level)) => *level = shown,
            _ => {}
        }
    }
}

/// HTML in the source is shown as it was typed. Left to the sanitiser, one unclosed tag swallows all that follows.
fn as_text(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        other => other,
    }
}

/// Puts an `img` where `image` knows the picture, and the description alone where it does not. Foreign pictures would
/// tell another host who reads here, and the page's policy refuses them anyway.
fn show_images(events: Vec<Event<'_>>, image: impl Fn(&str) -> Option<Image>) -> Vec<Event<'_>> {
    let mut out = Vec::with_capacity(events.len());
    // Pictures may stand in the description of a picture: what is being collected, innermost last.
    let mut open: Vec<(Option<Image>, String)> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                open.push((dest_url.strip_prefix(ASSET).and_then(&image), String::new()));
            }
            Event::End(TagEnd::Image) => {
                let Some((known, description)) = open.pop() else { continue };
                match open.last_mut() {
                    Some((_, outer)) => outer.push_str(&description),
                    None => out.push(match known {
                        Some(image) => Event::InlineHtml(CowStr::from(img(&image, &description))),
                        None => Event::Text(CowStr::from(description)),
                    }),
                }
            }
            event => match open.last_mut() {
                None => out.push(event),
                Some((_, description)) => match event {
                    Event::Text(text) | Event::Code(text) => description.push_str(&text),
                    Event::SoftBreak | Event::HardBreak => description.push(' '),
                    _ => {}
                },
            },
        }
    }
    out
}

fn img(image: &Image, description: &str) -> String {
    let escaped = |text: &str| {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut out, text);
        out
    };
    let alt = if description.trim().is_empty() { &image.alt } else { description };
    let srcset = match image.srcset.as_str() {
        "" => String::new(),
        srcset => format!(" srcset=\"{}\" sizes=\"(min-width: 40rem) 37rem, 100vw\"", escaped(srcset)),
    };
    format!(
        "<img src=\"{}\"{srcset} width=\"{}\" height=\"{}\" alt=\"{}\" loading=\"lazy\">",
        escaped(&image.src),
        image.width,
        image.height,
        escaped(alt.trim())
    )
}

const COMMENT_TAGS: &[&str] =
    &["p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"];
const POST_TAGS: &[&str] =
    &["h2", "h3", "h4", "h5", "h6", "img", "table", "thead", "tbody", "tr", "th", "td", "sup", "sub"];

fn sanitiser(tags: impl Iterator<Item = &'static str>, rel: &'static str) -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    let attributes = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("ol", HashSet::from(["start"])),
        ("img", HashSet::from(["src", "srcset", "sizes", "width", "height", "alt", "loading"])),
    ]);
    builder
        .tags(tags.collect())
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some(rel));
    builder
}

static POST: LazyLock<ammonia::Builder<'static>> =
    LazyLock::new(|| sanitiser(COMMENT_TAGS.iter().chain(POST_TAGS).copied(), "noopener"));
static COMMENT: LazyLock<ammonia::Builder<'static>> =
    LazyLock::new(|| sanitiser(COMMENT_TAGS.iter().copied(), "noopener nofollow ugc"));

#[cfg(test)]
mod tests {
    use super::*;

    fn post(markdown: &str) -> String {
        post_html(markdown, |id| {
            (id == "a1").then(|| Image {
                src: "/media/a1/800.webp".into(),
                srcset: String::new(),
                width: 800,
                height: 600,
                alt: "Stage".into(),
            })
        })
        .trim()
        .to_owned()
    }

    #[test]
    fn posts_become_html() {
        let check = |markdown: &str, html: &str| assert_eq!(post(markdown), html, "{markdown}");
        check("# Title\n\n###### Deep", "<h2>Title</h2>\n<h3>Deep</h3>");
        check("### A\n\n#### B\n\n### C", "<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>");
        check("a *b* **c** ~~d~~", "<p>a <em>b</em> <strong>c</strong> <del>d</del></p>");
        check("[site](https://x.example)", "<p><a href=\"https://x.example\" rel=\"noopener\">site</a></p>");
        check("[bad](javascript:alert(1))", "<p><a rel=\"noopener\">bad</a></p>");
        check("3. three", "<ol start=\"3\">\n<li>three</li>\n</ol>");
        check(
            "|a|\n|:-:|\n|b|",
            "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n</tbody></table>",
        );
        check(
            "![](asset:a1)",
            "<p><img src=\"/media/a1/800.webp\" width=\"800\" height=\"600\" alt=\"Stage\" loading=\"lazy\"></p>",
        );
        check(
            "![Us \"two\"](asset:a1)",
            "<p><img src=\"/media/a1/800.webp\" width=\"800\" height=\"600\" alt=\"Us &quot;two&quot;\" loading=\"lazy\"></p>",
        );
    }

    #[test]
    fn foreign_and_unknown_pictures_leave_their_description() {
        let check = |markdown: &str, html: &str| assert_eq!(post(markdown), html, "{markdown}");
        check("![spy](https://spy.example/p.gif)", "<p>spy</p>");
        check("![lost](asset:nobody)", "<p>lost</p>");
        check("![a ![spy](https://spy.example/p.gif) <b>](asset:nobody)", "<p>a spy &lt;b&gt;</p>");
        check("![x](data:image/png;base64,AAAA)", "<p>x</p>");
    }

    #[test]
    fn typed_html_is_text_and_swallows_nothing() {
        let check = |markdown: &str, html: &str| assert_eq!(post(markdown), html, "{markdown}");
        check("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>");
        check("<style>\nx", "<p>&lt;style&gt;\nx</p>");
        check("<textarea>\n\nthe rest", "<p>&lt;textarea&gt;\n\nthe rest</p>");
        check("<div>\n\nthe *rest*", "<p>&lt;div&gt;\n</p>\n<p>the <em>rest</em></p>");
        let html = post("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\nend");
        assert!(!html.contains("<script") && !html.contains("<img") && html.ends_with("<p>end</p>"), "{html}");
    }

    #[test]
    fn comments_are_smaller() {
        let check = |markdown: &str, html: &str| assert_eq!(comment_html(markdown).trim(), html, "{markdown}");
        check("# Loud", "<p>Loud</p>");
        check("one\ntwo", "<p>one<br>\ntwo</p>");
        check("![x](asset:a1) |a|", "<p>x |a|</p>");
        check(
            "<https://a.example>",
            "<p><a href=\"https://a.example\" rel=\"noopener nofollow ugc\">https://a.example</a></p>",
        );
        check("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>");
    }

    #[test]
    fn mails_carry_whole_addresses_and_no_pictures() {
        let base = "https://club.example/".parse().unwrap();
        let html = mail_html("[in](/posts/a) [out](https://x.example) ![seen](asset:a1)", &base);
        assert!(html.contains("href=\"https://club.example/posts/a\""), "{html}");
        assert!(
            html.contains("href=\"https://x.example\"") && html.contains("seen") && !html.contains("<img"),
            "{html}"
        );
    }

    #[test]
    fn deep_nesting_does_no_harm() {
        comment_html(&">".repeat(2_000));
        post(&format!("{}x", "> ".repeat(5_000)));
        post(&"*a **b ".repeat(5_000));
        post(&"[".repeat(20_000));
    }

    #[test]
    fn plain_text_keeps_the_words() {
        let check = |markdown: &str, text: &str| assert_eq!(plain_text(markdown), text, "{markdown}");
        check("# A\n\nb *c*\nd\n\n- e\n- f", "A\nb c d\ne\nf");
        check("![seen](asset:a1) [l](https://x.example)", "seen l");
        check("|a|b|\n|-|-|\n|c|d|", "a b\nc d");
        assert_eq!(plain_html("a <b>\n\n\n c"), "<p>a &lt;b&gt;</p>\n<p>c</p>\n");
    }

    #[test]
    fn excerpts_are_cut_between_words() {
        let check = |longest: usize, cut: &str| assert_eq!(excerpt("One two, three *four*", longest), cut);
        check(100, "One two, three four");
        check(15, "One two, three…");
        check(14, "One two…");
        check(10, "One two…");
        assert_eq!(excerpt(&"東".repeat(10), 5), "東東東東…");
    }

    #[test]
    fn pictures_of_a_body_are_found_once() {
        assert_eq!(assets_in("![](asset:b) ![](asset:a) ![](asset:b) ![](https://x)"), ["b", "a"]);
    }
}
