//! Somebody with a browser of their own: cookies are kept, redirects are not followed unless asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, redirect};

use super::{Answer, Form};

pub struct Visitor {
    client: Client,
    /// Scheme, host and port that are spoken to.
    origin: String,
    /// What the browser shows as the club's address, and names as where a form came from.
    shows: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Visitor {
    /// `origin` is the club's base address; its name is reached at `server`, without a look-up.
    pub fn to(origin: &str, server: SocketAddr) -> Visitor {
        let host = origin.split("://").nth(1).unwrap_or_default();
        let host = host.split([':', '/']).next().unwrap_or_default();
        // Shorter than the server keeps a connection, so that none is used at the moment it is closed.
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .pool_idle_timeout(Duration::from_secs(2))
            .resolve(host, server)
            .build()
            .unwrap();
        let origin = origin.trim_end_matches('/').to_owned();
        Visitor { client, shows: origin.clone(), origin, cookies: Mutex::default() }
    }

    /// The same behind a proxy that ends TLS: the browser shows another address than the one the program hears.
    pub fn shown_at(self, address: &str) -> Visitor {
        Visitor { shows: address.to_owned(), ..self }
    }

    /// Somebody else with cookies of their own, on the same connections: a crowd would hold a socket each.
    pub fn beside(&self) -> Visitor {
        let (client, origin, shows) = (self.client.clone(), self.origin.clone(), self.shows.clone());
        Visitor { client, origin, shows, cookies: Mutex::default() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(path, self.request(Method::GET, path)).await
    }

    /// Sends fields as a form of our own page would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(path, self.request(Method::POST, path).form(fields)).await
    }

    pub async fn submit(&self, form: &Form) -> Answer {
        match form.method.as_str() {
            "post" => self.send(&form.action, self.request(Method::POST, &form.action).form(&form.fields)).await,
            _ => {
                let query = serde_urlencoded::to_string(&form.fields).unwrap();
                self.get(&format!("{}?{query}", form.action)).await
            }
        }
    }

    /// As a script of ours would send it.
    pub async fn sends_json(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send(path, self.request(Method::POST, path).json(body)).await
    }

    /// Goes where a page leads, up to ten times.
    pub async fn follow(&self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            match (answer.status, answer.leads_to()) {
                (301..=303 | 307 | 308, Some(path)) => answer = self.get(&path).await,
                _ => return answer,
            }
        }
        panic!("{} leads in circles", answer.path)
    }

    /// A request with this visitor's cookies and, when it changes something, the club's own origin.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let changes = !matches!(method, Method::GET | Method::HEAD);
        let cookies = self.cookies.lock().unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.origin));
        if !cookies.is_empty() {
            let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
            request = request.header("cookie", pairs.join("; "));
        }
        if changes {
            request = request.header("origin", &self.shows).header("sec-fetch-site", "same-origin");
        }
        request
    }

    pub async fn send(&self, path: &str, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers: Vec<(String, String)> =
            headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into())).collect();
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            self.keep(cookie);
        }
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{path}: {error:?}")).to_vec();
        Answer { status, headers, bytes, path: path.to_owned() }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    /// Another browser's cookies, as a thief would have them.
    pub fn steals(&self, cookies: BTreeMap<String, String>) {
        self.cookies.lock().unwrap().extend(cookies);
    }

    fn keep(&self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let gone = attributes.split(';').any(|part| part.trim().eq_ignore_ascii_case("max-age=0")) || value.is_empty();
        let mut cookies = self.cookies.lock().unwrap();
        match gone {
            true => drop(cookies.remove(name.trim())),
            false => drop(cookies.insert(name.trim().to_owned(), value.trim().to_owned())),
        }
    }
}
