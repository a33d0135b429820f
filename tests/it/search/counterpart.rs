//! A search server that speaks Meilisearch's wire, as far as it is used.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::{Value, json};

/// Documents by index and id.
type Kept = Arc<Mutex<BTreeMap<(String, String), String>>>;

pub struct Counterpart {
    pub kept: Kept,
    pub address: String,
    handle: actix_web::dev::ServerHandle,
}

const KEY: &str = "masterkey";

impl Counterpart {
    /// Must be opened inside a runtime; ends with [`Counterpart::close`] or the process.
    pub fn open() -> Counterpart {
        let kept = Kept::default();
        let shared = web::Data::from(Arc::clone(&kept));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/indexes/{index}/documents", web::post().to(keep))
                .route("/indexes/{index}/documents/delete-batch", web::post().to(forget))
                .route("/indexes/{index}/search", web::post().to(search))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let address = format!("http://:{KEY}@{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Counterpart { kept, address, handle }
    }

    pub async fn close(&self) {
        self.handle.stop(false).await;
    }

    pub fn ids(&self) -> Vec<String> {
        self.kept.lock().unwrap().keys().map(|(index, id)| format!("{index}/{id}")).collect()
    }
}

fn knows_the_key(request: &HttpRequest) -> bool {
    let header = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    header == Some(&format!("Bearer {KEY}"))
}

fn accepted(request: &HttpRequest, kind: &str) -> HttpResponse {
    if !knows_the_key(request) {
        return HttpResponse::Forbidden().json(json!({
            "message": "The provided API key is invalid.", "code": "invalid_api_key", "type": "auth", "link": ""
        }));
    }
    HttpResponse::Accepted().json(json!({
        "taskUid": 1, "indexUid": "x", "status": "enqueued", "type": kind, "enqueuedAt": "2026-11-20T12:00:00Z"
    }))
}

async fn keep(
    request: HttpRequest,
    index: web::Path<String>,
    body: web::Json<Vec<Value>>,
    kept: web::Data<Mutex<BTreeMap<(String, String), String>>>,
) -> HttpResponse {
    for document in body.iter() {
        let text = |name: &str| document[name].as_str().unwrap().to_owned();
        kept.lock().unwrap().insert((index.clone(), text("id")), text("search_text"));
    }
    accepted(&request, "documentAdditionOrUpdate")
}

async fn forget(
    request: HttpRequest,
    index: web::Path<String>,
    body: web::Json<Vec<String>>,
    kept: web::Data<Mutex<BTreeMap<(String, String), String>>>,
) -> HttpResponse {
    for id in body.iter() {
        kept.lock().unwrap().remove(&(index.clone(), id.clone()));
    }
    accepted(&request, "documentDeletion")
}

async fn search(
    index: web::Path<String>,
    body: web::Json<Value>,
    kept: web::Data<Mutex<BTreeMap<(String, String), String>>>,
) -> HttpResponse {
    let words = body["q"].as_str().unwrap().to_owned();
    let holds = |text: &str| words.split(' ').all(|word| text.split(' ').any(|token| token.starts_with(word)));
    let kept = kept.lock().unwrap();
    let hits: Vec<Value> = kept
        .iter()
        .filter(|((of, _), text)| *of == *index && holds(text))
        .map(|((_, id), _)| json!({ "id": id }))
        .collect();
    HttpResponse::Ok().json(json!({
        "estimatedTotalHits": hits.len(), "hits": hits, "query": words, "limit": 1000, "offset": 0, "processingTimeMs": 1
    }))
}
