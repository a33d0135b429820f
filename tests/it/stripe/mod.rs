//! A counterpart that speaks Stripe's wire: a real HTTP server on loopback.
//!
//! Stricter than Stripe where we could err: an unknown or ill-typed parameter, another API version or a key reused for
//! another request is refused. It can be told to misbehave, and its events are told by the test, so they can be lost,
//! doubled, late, reordered or forged.

mod checkout;
mod endpoints;
mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::{Value, json};
use stagedoor::base::Moment;

use crate::support::Visitor;

pub const SECRET_KEY: &str = "sk_test_counterpart";
pub const WEBHOOK_SECRET: &str = "whsec_counterpart";

/// What the next request to a path meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It is done and the answer is lost on the way.
    LosesAnswer,
    /// It fails with a 500 that is saved under its key: nothing is done, now or ever, for this key.
    Saves500,
    /// It is done, and the saved answer is a 500 all the same.
    DoesAndSaves500,
    /// 429, nothing is done.
    TooMany,
    /// The card is declined.
    Declines,
    /// It is done, and the connection stays open without an answer.
    Hangs,
}

#[derive(Default)]
struct World {
    now: i64,
    last_id: u64,
    objects: HashMap<&'static str, Vec<Value>>,
    keys: HashMap<String, Saved>,
    moods: Vec<(String, Mood)>,
    calls: Vec<Asked>,
    delayed: bool,
    hidden: Vec<String>,
    /// The account may not take payments yet.
    restricted: bool,
    /// Where the checkout pages stand.
    pages: String,
    /// Where a payment on a checkout page is told.
    hook: Option<String>,
}

#[derive(Clone)]
struct Saved {
    request: String,
    status: u16,
    body: Value,
}

/// A request that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub body: String,
    pub key: Option<String>,
}

/// The server; it ends with this value.
pub struct Stripe {
    world: Arc<Mutex<World>>,
    address: std::net::SocketAddr,
    server: actix_web::dev::ServerHandle,
}

impl Stripe {
    pub fn open(now: Moment) -> Stripe {
        let world = Arc::new(Mutex::new(World { now: now.unix(), ..World::default() }));
        let shared = web::Data::from(Arc::clone(&world));
        let (told, hears) = std::sync::mpsc::channel();
        // A thread and runtime of its own: the test may be waiting inside its own.
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(shared.clone())
                        .route("/c/{session}", web::get().to(checkout::show))
                        .route("/c/{session}", web::post().to(checkout::pay))
                        .default_service(web::to(serve))
                });
                // As long as real ones: a connection that is closed in the moment it is used again is a lost answer.
                let server = server
                    .keep_alive(std::time::Duration::from_secs(75))
                    .workers(1)
                    .disable_signals()
                    .bind(("127.0.0.1", 0))
                    .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                told.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, server) = hears.recv().unwrap();
        world.lock().unwrap().pages = format!("http://{address}/c");
        Stripe { world, address, server }
    }

    /// Lines for `club.toml`.
    pub fn settings(&self) -> String {
        format!(
            "payments = \"stripe\"\n[stripe]\nsecret_key = \"{SECRET_KEY}\"\nwebhook_secrets = [\"whsec_old\", \"{WEBHOOK_SECRET}\"]\napi_base = \"http://{}/\"\n",
            self.address
        )
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// The account may not take payments.
    pub fn restricts(&self) {
        self.world().restricted = true;
    }

    /// A webhook endpoint as somebody set it up in the dashboard.
    pub fn has_endpoint(&self, url: &str, events: &[&str], enabled: bool) {
        let status = if enabled { "enabled" } else { "disabled" };
        let endpoint = json!({
            "id": "we_1", "object": "webhook_endpoint", "url": url, "enabled_events": events, "status": status,
            "api_version": null, "livemode": false, "created": 1,
        });
        self.world().objects.entry("webhook_endpoint").or_default().push(endpoint);
    }

    /// Somebody at the checkout pages.
    pub fn payer(&self) -> Visitor {
        Visitor::to(&format!("http://{}", self.address), self.address)
    }

    /// Payments on the checkout pages are told to this address at once.
    pub fn tells(&self, hook: &str) {
        self.world().hook = Some(hook.to_owned());
    }

    pub fn clock(&self, now: Moment) {
        self.world().now = now.unix();
    }

    /// The next request whose path begins so meets this mood.
    pub fn next(&self, path: &str, mood: Mood) {
        self.world().moods.push((path.to_owned(), mood));
    }

    /// No mood is left for anybody.
    pub fn behave(&self) {
        self.world().moods.clear();
    }

    /// Every request so far.
    pub fn calls(&self) -> Vec<Asked> {
        self.world().calls.clone()
    }

    pub fn calls_to(&self, method: &str, path: &str) -> Vec<Asked> {
        self.calls().into_iter().filter(|asked| asked.method == method && asked.path == path).collect()
    }

    /// All objects of a kind, oldest first.
    pub fn all(&self, kind: &str) -> Vec<Value> {
        self.world().objects.get(kind).cloned().unwrap_or_default()
    }

    /// Events of one kind, oldest first.
    pub fn told(&self, kind: &str) -> Vec<Value> {
        self.all("event").into_iter().filter(|event| event["type"] == kind).collect()
    }

    /// The only object of a kind.
    #[track_caller]
    pub fn only(&self, kind: &str) -> Value {
        let all = self.all(kind);
        assert_eq!(all.len(), 1, "{kind}: {all:#?}");
        all[0].clone()
    }

    /// Objects of this kind do not show in lists yet.
    pub fn hide(&self, kind: &str) {
        self.world().hidden.push(kind.to_owned());
    }

    /// The fan pays on the checkout page. Gives the events that happened.
    pub fn pay(&self, session: &str) -> Vec<Value> {
        endpoints::pay(&mut self.world(), session)
    }

    /// The fan pays by a method whose money takes days.
    pub fn pay_slowly(&self, session: &str) -> Vec<Value> {
        let mut world = self.world();
        world.delayed = true;
        let events = endpoints::pay(&mut world, session);
        world.delayed = false;
        events
    }

    /// The slow money arrives, or does not.
    pub fn slow_money(&self, session: &str, arrives: bool) -> Vec<Value> {
        endpoints::slow_money(&mut self.world(), session, arrives)
    }

    /// The next period of a subscription begins; its invoice is paid or the card is declined.
    pub fn next_period(&self, subscription: &str, paid: bool) -> Vec<Value> {
        endpoints::next_period(&mut self.world(), subscription, paid)
    }

    /// The open invoice of a subscription is paid after all.
    pub fn pay_open_invoice(&self, subscription: &str) -> Vec<Value> {
        endpoints::pay_open_invoice(&mut self.world(), subscription)
    }

    /// Another open session like this one, as a second attempt would have made it. Gives its id.
    pub fn twin(&self, session: &Value) -> String {
        endpoints::twin(&mut self.world(), session)
    }

    /// Somebody gives money back in Stripe's dashboard.
    pub fn refunds_by_hand(&self, intent: &str, amount: i64) -> Vec<Value> {
        endpoints::refund_by_hand(&mut self.world(), intent, amount)
    }

    /// A refund that counted as done comes back.
    pub fn refund_fails(&self, refund: &str) {
        endpoints::refund_fails(&mut self.world(), refund);
    }

    /// Somebody else has business in the same account: two payments, a session and a subscription.
    pub fn has_foreign_business(&self) {
        endpoints::foreign(&mut self.world());
    }

    /// Another system collects this from somebody, since a while. Gives the subscription's id.
    pub fn collects(&self, email: Option<&str>, name: &str, product: &str, unit: i64, every: &str) -> String {
        endpoints::collects(&mut self.world(), email, name, product, unit, every)
    }

    /// A subscription ends at once, as somebody ends it in Stripe's dashboard.
    pub fn ends(&self, subscription: &str) -> Vec<Value> {
        endpoints::ends(&mut self.world(), subscription)
    }

    /// Requests that were not mere reading.
    pub fn writes(&self) -> Vec<Asked> {
        self.calls().into_iter().filter(|asked| asked.method != "GET").collect()
    }

    /// Nothing is known of an object any more.
    pub fn forgets(&self, kind: &str, id: &str) {
        self.world().objects.get_mut(kind).unwrap().retain(|object| object["id"] != id);
    }

    /// An object is changed as no request of ours could.
    pub fn alters(&self, kind: &str, id: &str, change: impl Fn(&mut Value)) {
        change(self.world().objects.get_mut(kind).unwrap().iter_mut().find(|object| object["id"] == id).unwrap());
    }

    /// A buyer's bank opens a dispute, or it comes to this state.
    pub fn disputes(&self, intent: &str, status: &str) -> Vec<Value> {
        endpoints::dispute(&mut self.world(), intent, status)
    }

    /// The fan cancels on Stripe's own page.
    pub fn leaves_in_portal(&self, subscription: &str) -> Vec<Value> {
        endpoints::leaves_in_portal(&mut self.world(), subscription)
    }

    /// The next request that changes a subscription meets this mood.
    pub fn next_change(&self, mood: Mood) {
        self.next("POST /subscriptions/", mood);
    }

    /// A webhook as it travels: signature header and body.
    pub fn webhook(&self, event: &Value, now: Moment) -> (String, Vec<u8>) {
        let body = event.to_string().into_bytes();
        (wire::sign(&body, WEBHOOK_SECRET, now.unix()), body)
    }
}

impl Drop for Stripe {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn serve(request: HttpRequest, body: web::Bytes, world: web::Data<Mutex<World>>) -> HttpResponse {
    let answer = answered(&request, &body, &mut world.lock().unwrap());
    match answer {
        Some(answer) => answer,
        None => {
            // Longer than anybody waits; it ends with the one who asked, or with the counterpart.
            actix_web::rt::time::sleep(std::time::Duration::from_secs(120)).await;
            HttpResponse::GatewayTimeout().finish()
        }
    }
}

/// None when nobody is to hear of what was done.
fn answered(request: &HttpRequest, body: &web::Bytes, world: &mut World) -> Option<HttpResponse> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let asked = Asked {
        method: request.method().to_string(),
        path: request.path().trim_start_matches("/v1").to_owned(),
        body: String::from_utf8(body.to_vec()).unwrap(),
        key: header("idempotency-key"),
    };
    world.calls.push(asked.clone());
    if header("authorization").as_deref() != Some(&format!("Bearer {SECRET_KEY}")) {
        return Some(answer(401, &error("invalid_request_error", None, None, "Invalid API Key provided"), false));
    }
    if header("stripe-version").as_deref() != Some("2026-09-30.endive") {
        return Some(answer(400, &error("invalid_request_error", None, None, "another API version"), false));
    }
    let form_encoded = header("content-type").as_deref() == Some("application/x-www-form-urlencoded");
    if !asked.body.is_empty() && !form_encoded {
        return Some(answer(400, &error("invalid_request_error", None, None, "not form-encoded"), false));
    }
    let fingerprint = format!("{} {} {}", asked.method, asked.path, asked.body);
    if let Some(saved) = asked.key.as_ref().and_then(|key| world.keys.get(key)) {
        if saved.request != fingerprint {
            let words =
                "Keys for idempotent requests can only be used with the same parameters they were first used with.";
            return Some(answer(400, &error("idempotency_error", None, None, words), false));
        }
        return Some(answer(saved.status, &saved.body, true));
    }
    let mood = world.moods.iter().position(|(path, _)| meets(path, &asked)).map(|at| world.moods.remove(at).1);
    if mood == Some(Mood::TooMany) {
        return Some(answer(429, &error("rate_limit_error", None, None, "Too many requests"), false));
    }
    let broken = (500, json!({ "error": { "type": "api_error", "message": "An unknown error occurred" } }));
    let (status, body) = match mood {
        Some(Mood::Saves500) => broken.clone(),
        Some(Mood::Declines) => (402, error("card_error", Some("card_declined"), None, "Your card was declined.")),
        _ => match wire::Form::strict(&asked, request.query_string()) {
            Ok(form) => endpoints::answer(world, &asked, &form),
            Err(words) => (400, error("invalid_request_error", Some("parameter_unknown"), None, &words)),
        },
    };
    let (status, body) = if mood == Some(Mood::DoesAndSaves500) { broken } else { (status, body) };
    if let (Some(key), "POST") = (&asked.key, asked.method.as_str()) {
        let saved = Saved { request: fingerprint, status, body: body.clone() };
        world.keys.insert(key.clone(), saved);
    }
    if mood == Some(Mood::Hangs) {
        return None;
    }
    if mood == Some(Mood::LosesAnswer) {
        let page = "<h1>502 Bad Gateway</h1>";
        return Some(HttpResponse::build(StatusCode::BAD_GATEWAY).content_type("text/html").body(page));
    }
    Some(answer(status, &body, false))
}

/// `/path` is any request to it, `POST /path` only that.
fn meets(wanted: &str, asked: &Asked) -> bool {
    match wanted.split_once(' ') {
        Some((method, path)) => asked.method == method && asked.path.starts_with(path),
        None => asked.path.starts_with(wanted),
    }
}

fn answer(status: u16, body: &Value, replayed: bool) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap());
    if replayed {
        response.insert_header(("Idempotent-Replayed", "true"));
    }
    response.insert_header(("Request-Id", "req_1")).content_type("application/json").body(body.to_string())
}

fn error(kind: &str, code: Option<&str>, param: Option<&str>, message: &str) -> Value {
    json!({ "error": { "type": kind, "code": code, "param": param, "message": message } })
}
