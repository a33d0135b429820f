//! Chromium, driven for one page.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser with a profile of its own; it and its driver end with this value.
pub struct Browser {
    client: Client,
    _driver: Driver,
    _profile: TempDir,
}

struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // SAFETY: a signal to the process group made in `open`, whose leader is not reaped yet.
        unsafe { libc::kill(-(self.0.id() as i32), libc::SIGKILL) };
        self.0.wait().expect("our own child");
    }
}

impl Browser {
    pub async fn open() -> Browser {
        let profile = TempDir::new().expect("a temporary folder");
        let process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromedriver (Debian: chromium-driver)");
        let mut driver = Driver(process);
        let mut lines = BufReader::new(driver.0.stdout.take().expect("a pipe")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let port = port.expect("chromedriver says its port");
        // A full pipe would stop it.
        std::thread::spawn(move || lines.count());
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=390,844",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let wishes = json!({ "goog:chromeOptions": { "args": flags } });
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(wishes.as_object().expect("an object").clone());
        let client = builder.connect(&format!("http://127.0.0.1:{port}")).await.expect("a browser");
        Browser { client, _driver: driver, _profile: profile }
    }

    pub async fn visits(&self, address: &str) {
        self.client.goto(address).await.expect("the page");
    }

    pub async fn presses(&self, target: &str) {
        let wait = self.client.wait().at_most(Duration::from_secs(30));
        wait.for_element(Locator::Css(target)).await.expect(target).click().await.expect(target);
    }

    pub async fn runs(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Asks again and again until the script says true.
    pub async fn waits_until(&self, script: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        while self.runs(script).await != json!(true) {
            assert!(Instant::now() < until, "never true: {script}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn closes(self) {
        self.client.close().await.expect("a browser");
    }
}
