//! Real Chromium over a club, driven by chromedriver. Every shot is kept in `target/screens`.

#![allow(dead_code, reason = "the fronts that use it are being built")]

mod adoptions;
mod club_fields;
mod exports;
mod imports;
pub mod journey;
mod passkeys;
mod player;
mod selling;
mod studio;
mod themes;
mod throttle;
mod uploads;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;

const AXE: &str = include_str!("../../vendor/axe-core/axe.min.js");

/// What somebody holds in their hand or has on their desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Phone,
    SmallPhone,
    Desk,
}

impl Screen {
    fn size(self) -> (u32, u32) {
        match self {
            Screen::Phone => (390, 844),
            Screen::SmallPhone => (320, 568),
            Screen::Desk => (1280, 900),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A browser with a profile of its own, open at a club's address.
pub struct Browser {
    client: Client,
    origin: String,
    scripts: Scripts,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// `origin` ends in `.localhost` and a port, which Chromium finds without a look-up.
    pub async fn open(origin: &str, screen: Screen, scripts: Scripts) -> Browser {
        Browser::open_with(origin, screen, scripts, &[]).await
    }

    /// The same with further flags of the command line.
    pub async fn open_with(origin: &str, screen: Screen, scripts: Scripts, more: &[String]) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let (width, height) = screen.size();
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={}", profile.path().display()),
            &format!("--window-size={width},{height}"),
        ];
        let flags: Vec<&str> = flags.into_iter().chain(more.iter().map(String::as_str)).collect();
        let mut options = json!({ "args": flags });
        if screen != Screen::Desk {
            options["mobileEmulation"] = json!({
                "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2, "mobile": true, "touch": true }
            });
        }
        let wishes = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
        let (driver, client) = connect(&wishes).await;
        if scripts == Scripts::Off {
            let off = Cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
            client.issue_cmd(off).await.expect("scripts can be switched off");
        }
        Browser { client, origin: origin.trim_end_matches('/').to_owned(), scripts, _driver: driver, _profile: profile }
    }

    pub async fn visits(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.origin)).await.unwrap();
    }

    /// Cuts this browser off, or lets it out again.
    pub async fn cuts_the_network(&self, cut: bool) {
        self.client.issue_cmd(Cdp("Network.enable", json!({}))).await.unwrap();
        let conditions = json!({ "offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.client.issue_cmd(Cdp("Network.emulateNetworkConditions", conditions)).await.unwrap();
    }

    /// As a weak line: so many bytes a second leave.
    pub async fn uploads_at_most(&self, bytes: u64) {
        self.client.issue_cmd(Cdp("Network.enable", json!({}))).await.unwrap();
        let conditions = json!({ "offline": false, "latency": 5, "downloadThroughput": -1, "uploadThroughput": bytes });
        self.client.issue_cmd(Cdp("Network.emulateNetworkConditions", conditions)).await.unwrap();
    }

    /// Chooses a file of this machine.
    pub async fn picks(&self, field: &str, file: &std::path::Path) {
        let element = self.client.find(Locator::Css(field)).await.unwrap();
        element.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// The device is set to dark colours.
    pub async fn prefers_dark(&self) {
        let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        self.client.issue_cmd(Cdp("Emulation.setEmulatedMedia", dark)).await.unwrap();
    }

    /// Takes over cookies that were got elsewhere, for the club that shows.
    pub async fn holds(&self, cookies: &BTreeMap<String, String>) {
        for (name, value) in cookies {
            let cookie = json!({ "name": name, "value": value, "url": self.origin });
            self.client.issue_cmd(Cdp("Network.setCookie", cookie)).await.unwrap();
        }
    }

    /// Path and query of the page that shows.
    pub async fn is_at(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    pub async fn writes(&self, field: &str, text: &str) {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(field)).await;
        let element = element.unwrap_or_else(|error| panic!("no field {field}: {error}"));
        element.clear().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// Chooses an entry of a list by its value.
    pub async fn chooses(&self, field: &str, value: &str) {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(field)).await;
        let element = element.unwrap_or_else(|error| panic!("no list {field}: {error}"));
        element.select_by_value(value).await.unwrap_or_else(|error| panic!("{field} has no {value}: {error}"));
    }

    /// A field for a date takes keys in the order of the browser's language; its value is the same in all of them.
    pub async fn fills_date(&self, field: &str, date: &str) {
        let script = format!(
            "const field = document.querySelector('{field}'); field.value = '{date}';
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        );
        self.runs(&script).await;
    }

    pub async fn presses(&self, target: &str) {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(target)).await;
        let element = match element {
            Ok(element) => element,
            Err(error) => {
                panic!("nothing to press at {target} on {}: {error}\n{}", self.is_at().await, self.words().await)
            }
        };
        if self.scripts == Scripts::Off {
            // By keyboard: there is no script to move it away from the bar at the edge.
            element.send_keys("\u{E007}").await.unwrap_or_else(|error| panic!("cannot press {target}: {error}"));
            return;
        }
        self.client.execute("arguments[0].scrollIntoView({block: 'center'})", vec![json!(element)]).await.unwrap();
        element.click().await.unwrap_or_else(|error| panic!("cannot press {target}: {error}"));
    }

    /// Waits until the page shows this.
    pub async fn shows(&self, target: &str) {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(target)).await;
        if let Err(error) = found {
            panic!("{} does not show {target}: {error}\n{}", self.is_at().await, self.words().await);
        }
    }

    pub async fn count(&self, target: &str) -> usize {
        self.client.find_all(Locator::Css(target)).await.unwrap().len()
    }

    /// The words a person sees.
    pub async fn words(&self) -> String {
        let body = self.client.find(Locator::Css("body")).await.unwrap();
        body.text().await.unwrap()
    }

    pub async fn runs(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Asks again and again until the script says true.
    pub async fn waits_until(&self, script: &str) {
        for _ in 0..900 {
            if self.runs(script).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("never true on {}: {script}\n{}", self.is_at().await, self.words().await);
    }

    /// The whole page as a picture, `target/screens/<name>.png`.
    pub async fn keeps(&self, name: &str) {
        let shot = Cdp("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true }));
        let answer = self.client.issue_cmd(shot).await.unwrap();
        let picture =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, answer["data"].as_str().unwrap());
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screens");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture.unwrap()).unwrap();
    }

    /// Another document in the place of the one that shows, at the same address and under the same policy.
    pub async fn shows_instead(&self, html: &str) {
        let script = "document.open(); document.write(arguments[0]); document.close();";
        self.client.execute(script, vec![json!(html)]).await.unwrap();
        self.waits_until("return document.readyState === 'complete' && document.styleSheets.length > 1").await;
    }

    /// What axe complains of, and what sticks out sideways. `place` is what the page is called.
    pub async fn faults(&self, place: &str) -> Vec<String> {
        self.client.execute(AXE, vec![]).await.unwrap();
        let found = self
            .client
            .execute_async(
                "const done = arguments[0];
                 axe.run(document, { resultTypes: ['violations'] }).then(
                     result => done(result.violations.map(v =>
                         v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | '))),
                     error => done(['axe failed: ' + error]))",
                vec![],
            )
            .await
            .unwrap();
        let said = found.as_array().unwrap().iter().filter_map(Value::as_str);
        let mut faults: Vec<String> = said.map(|fault| format!("axe on {place}: {fault}")).collect();
        let wider =
            self.runs("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
        if wider.as_i64().is_none_or(|pixels| pixels > 0) {
            faults.push(format!("{place} is {wider} pixels too wide"));
        }
        faults
    }

    /// Nothing for axe to complain of, and nothing sticking out sideways. `place` is what it is called.
    pub async fn is_sound(&self, place: &str) {
        let faults = self.faults(place).await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// A sound page, and nothing refused or broken in the console.
    pub async fn finds_no_fault(&self) {
        let place = self.is_at().await;
        self.is_sound(&place).await;
        let console = self.client.issue_cmd(Console).await.unwrap();
        let complaints: Vec<String> = console
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            // The preview of a look is framed without scripts on purpose.
            .filter(|message| !message.contains("document's frame is sandboxed"))
            .collect();
        assert!(complaints.is_empty(), "the console on {place}:\n{}", complaints.join("\n"));
    }

    pub async fn closes(self) {
        self.client.close().await.unwrap();
    }
}

/// A driver and the browser it opened. A browser that did not come up in time is tried again with a driver anew.
async fn connect(wishes: &Value) -> (Driver, Client) {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let driver = Driver::start();
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(wishes.as_object().unwrap().clone());
        match builder.connect(&driver.address).await {
            Ok(client) => return (driver, client),
            Err(error) => last = Some(error),
        }
    }
    panic!("chromedriver opens no browser: {last:?}");
}

const PATIENCE: Duration = Duration::from_secs(15);

/// How often chromedriver is started, and asked for a browser, before a busy machine is a fault.
const ATTEMPTS: usize = 5;

/// chromedriver on a port of its own choice. It and its browser end with this value.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// The port it chooses must be free on two families of addresses, and may be taken before it has both.
    fn start() -> Driver {
        (0..ATTEMPTS).find_map(|_| Driver::try_start()).expect("chromedriver says its port")
    }

    fn try_start() -> Option<Driver> {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::inherit()).process_group(0);
        let process = command.spawn().expect("chromedriver is installed (Debian: chromium-driver)");
        let mut driver = Driver { process, address: String::new() };
        let mut lines = BufReader::new(driver.process.stdout.take()?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        })?;
        // A full pipe would stop it.
        std::thread::spawn(move || lines.count());
        driver.address = format!("http://127.0.0.1:{port}");
        Some(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // SAFETY: a signal to the process group made in `start`, whose leader is not reaped yet.
        unsafe { libc::kill(-(self.process.id() as i32), libc::SIGKILL) };
        self.process.wait().ok();
    }
}

#[derive(Debug)]
struct Cdp(&'static str, Value);

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}

/// What the console has said since it was last asked.
#[derive(Debug)]
struct Console;

impl WebDriverCompatibleCommand for Console {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    /// Serves one page to everybody.
    fn page(html: &'static str) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let _ = stream.read(&mut [0; 4096]).unwrap_or(0);
                let icon = "<link rel=icon href=\"data:,\">";
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n{icon}{html}")
                    .ok();
            }
        });
        format!("http://nova.localhost:{port}")
    }

    const SOUND: &str = "<!doctype html><html lang=en><title>Nova</title><main><h1>Nova</h1><p>quiet</p></main><script>document.querySelector('p').textContent = 'loud'</script>";

    #[tokio::test]
    async fn a_phone_is_a_phone_and_a_sound_page_has_no_fault() {
        let browser = Browser::open(&page(SOUND), Screen::SmallPhone, Scripts::On).await;
        browser.visits("/?a=1").await;
        assert_eq!(browser.is_at().await, "/?a=1");
        assert_eq!(browser.runs("return navigator.maxTouchPoints > 0").await, true);
        assert!(browser.words().await.contains("loud"));
        browser.finds_no_fault().await;
        browser.closes().await;
    }

    #[tokio::test]
    #[should_panic(expected = "image-alt")]
    async fn a_faulty_page_is_found_out() {
        let html = "<!doctype html><html lang=en><title>Nova</title><main><h1>Nova</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>";
        let browser = Browser::open(&page(html), Screen::Desk, Scripts::On).await;
        browser.visits("/").await;
        browser.finds_no_fault().await;
    }

    #[tokio::test]
    async fn scripts_can_be_off() {
        let browser = Browser::open(&page(SOUND), Screen::Phone, Scripts::Off).await;
        browser.visits("/").await;
        assert!(browser.words().await.contains("quiet"));
        browser.closes().await;
    }
}
