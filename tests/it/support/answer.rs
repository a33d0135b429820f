//! What came back, and the forms in it.

use scraper::{ElementRef, Html, Selector};

/// A response, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
    /// The path and query that were asked for.
    pub path: String,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Something a browser shows as a page.
    pub fn is_page(&self) -> bool {
        self.status == 200 && self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// Where a redirect leads, without scheme and host.
    pub fn leads_to(&self) -> Option<String> {
        let location = self.header("location")?;
        match location.split_once("://") {
            Some((_, rest)) => Some(rest.find('/').map_or("/", |at| &rest[at..]).to_owned()),
            None => Some(location.to_owned()),
        }
    }

    /// Fails with the page's text when the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{} answered:\n{}", self.path, shortened(&self.text()));
        self
    }

    /// The words a person would read, in order, single-spaced.
    pub fn words(&self) -> String {
        let document = Html::parse_document(&self.text());
        let body = Selector::parse("body").unwrap();
        let text = document.select(&body).flat_map(|body| body.text()).collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Answer {
        let read = self.words();
        assert!(read.contains(words), "{} does not say {words:?} but:\n{}", self.path, shortened(&read));
        self
    }

    /// The text inside each element that matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let document = Html::parse_document(&self.text());
        let found = Selector::parse(selector).unwrap();
        document.select(&found).map(|element| element.text().collect()).collect()
    }

    /// The values of an attribute of all elements that match.
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        let document = Html::parse_document(&self.text());
        let found = Selector::parse(selector).unwrap();
        document.select(&found).filter_map(|element| element.attr(attribute)).map(str::to_owned).collect()
    }

    /// The first form that matches, filled as the page came.
    #[track_caller]
    pub fn form(&self, selector: &str) -> Form {
        let document = Html::parse_document(&self.text());
        let found = Selector::parse(selector).unwrap();
        let form = document.select(&found).next();
        let form = form.unwrap_or_else(|| {
            let all = document.select(&Selector::parse("form").unwrap()).map(|form| form.html()).collect::<Vec<_>>();
            panic!("{} has no {selector}, its forms are:\n{}", self.path, all.join("\n"))
        });
        Form::read(form, &self.path)
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(4_000).collect()
}

/// A form, as a browser would send it.
#[derive(Debug, Clone)]
pub struct Form {
    /// Path and query.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    pub fields: Vec<(String, String)>,
    names: Vec<String>,
}

impl Form {
    fn read(form: ElementRef<'_>, page: &str) -> Form {
        let controls = Selector::parse("input[name], select[name], textarea[name], button[name]").unwrap();
        let mut fields = Vec::new();
        let mut names = Vec::new();
        for control in form.select(&controls) {
            let name = control.attr("name").unwrap_or_default().to_owned();
            names.push(name.clone());
            let kind = control.attr("type").unwrap_or("text");
            match control.value().name() {
                "textarea" => fields.push((name, control.text().collect())),
                "select" => fields.extend(chosen(control).map(|value| (name, value))),
                "button" => {}
                _ if matches!(kind, "submit" | "image" | "file" | "button") => {}
                _ if matches!(kind, "checkbox" | "radio") => {
                    if control.attr("checked").is_some() {
                        fields.push((name, control.attr("value").unwrap_or("on").to_owned()));
                    }
                }
                _ => fields.push((name, control.attr("value").unwrap_or_default().to_owned())),
            }
        }
        let action = match form.attr("action") {
            None | Some("") => page.to_owned(),
            Some(action) => action.to_owned(),
        };
        Form { action, method: form.attr("method").unwrap_or("get").to_ascii_lowercase(), fields, names }
    }

    /// Writes into a field, presses a named button or ticks a box. The form must have a control of that name.
    #[track_caller]
    pub fn fill(mut self, name: &str, value: &str) -> Form {
        assert!(self.names.iter().any(|known| known == name), "no field {name:?}, there are {:?}", self.names);
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one more box of a name that several boxes share.
    pub fn tick(mut self, name: &str, value: &str) -> Form {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn chosen(select: ElementRef<'_>) -> Option<String> {
    let option = Selector::parse("option").unwrap();
    let mut options = select.select(&option).collect::<Vec<_>>().into_iter();
    let chosen = options.clone().find(|option| option.attr("selected").is_some()).or_else(|| options.next())?;
    Some(chosen.attr("value").map_or_else(|| chosen.text().collect(), str::to_owned))
}
