//! A counterpart that speaks S3's wire: a real HTTP server on loopback that checks every signature (AWS Signature Version 4,
//! docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html) by code of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use stagedoor::base::Moment;

const KEY: &str = "AKIDSTAGEDOOR";
const SECRET: &str = "a/secret+key";
const REGION: &str = "eu-west-1";
const BUCKET: &str = "club-media";

#[derive(Default)]
struct Shelf {
    objects: BTreeMap<String, Vec<u8>>,
    /// Parts of what is not finished, by the id of the upload.
    parts: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    later_seconds: i64,
    refused: Vec<String>,
}

/// The server; it ends with this value.
pub struct Bucket {
    shelf: Arc<Mutex<Shelf>>,
    address: std::net::SocketAddr,
    server: actix_web::dev::ServerHandle,
}

impl Bucket {
    pub fn open() -> Bucket {
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let shared = web::Data::from(Arc::clone(&shelf));
        let (told, hears) = std::sync::mpsc::channel();
        // A thread and runtime of its own: the test may be waiting inside its own.
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || {
                    let limit = web::PayloadConfig::new(64 * 1024 * 1024);
                    App::new().app_data(shared.clone()).app_data(limit).default_service(web::to(serve))
                };
                let server = HttpServer::new(app).workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                told.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, server) = hears.recv().unwrap();
        Bucket { shelf, address, server }
    }

    /// A line for `club.toml`.
    pub fn settings(&self) -> String {
        let secret = coded(SECRET);
        format!(
            "media_url = \"s3://{KEY}:{secret}@{BUCKET}/nova?region={REGION}&endpoint={}\"\n",
            coded(&self.origin())
        )
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Names and contents of everything that is stored whole.
    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        self.shelf().objects.clone()
    }

    /// Uploads that were begun and neither finished nor given up.
    pub fn begun(&self) -> usize {
        self.shelf().parts.len()
    }

    /// Requests that were refused for their signature.
    pub fn refused(&self) -> Vec<String> {
        self.shelf().refused.clone()
    }

    /// Its clock goes on.
    pub fn later(&self, hours: i64) {
        self.shelf().later_seconds += hours * 3_600;
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

type Query = BTreeMap<String, String>;

async fn serve(request: HttpRequest, body: web::Bytes, shelf: web::Data<Mutex<Shelf>>) -> HttpResponse {
    let mut shelf = shelf.lock().unwrap();
    let query: Query = url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    if let Err(why) = is_signed(&request, &query, &body, Moment::now().unix() + shelf.later_seconds) {
        shelf.refused.push(format!("{why}: {} {}", request.method(), request.uri()));
        return HttpResponse::Forbidden()
            .body(format!("<Error><Code>AccessDenied</Code><Message>{why}</Message></Error>"));
    }
    let Some(path) = request.path().strip_prefix(&format!("/{BUCKET}")) else {
        return HttpResponse::NotFound().body("<Error><Code>NoSuchBucket</Code></Error>");
    };
    let key = path.trim_start_matches('/').to_owned();
    match (request.method().as_str(), query.get("uploadId")) {
        ("POST", None) if query.contains_key("uploads") => {
            let id = format!("upload-{}", shelf.parts.len() + shelf.objects.len() + 1);
            shelf.parts.insert(id.clone(), BTreeMap::new());
            xml(&format!(
                "<InitiateMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            ))
        }
        ("PUT", Some(id)) => {
            let part = query["partNumber"].parse().unwrap();
            shelf.parts.get_mut(id).unwrap().insert(part, body.to_vec());
            HttpResponse::Ok().insert_header(("ETag", etag(&body))).finish()
        }
        ("POST", Some(id)) => {
            let whole: Vec<u8> = shelf.parts.remove(id).unwrap().into_values().flatten().collect();
            let tag = etag(&whole);
            shelf.objects.insert(key.clone(), whole);
            xml(&format!(
                "<CompleteMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{key}</Key><ETag>{tag}</ETag></CompleteMultipartUploadResult>"
            ))
        }
        ("DELETE", Some(id)) => {
            shelf.parts.remove(id);
            HttpResponse::NoContent().finish()
        }
        ("POST", None) if query.contains_key("delete") => {
            let text = String::from_utf8_lossy(&body).into_owned();
            let keys: Vec<&str> = text.split("<Key>").skip(1).filter_map(|part| part.split("</Key>").next()).collect();
            let mut gone = String::new();
            for key in keys {
                shelf.objects.remove(key);
                gone.push_str(&format!("<Deleted><Key>{key}</Key></Deleted>"));
            }
            xml(&format!("<DeleteResult>{gone}</DeleteResult>"))
        }
        ("PUT", None) => {
            if request.headers().contains_key("if-none-match") && shelf.objects.contains_key(&key) {
                return HttpResponse::PreconditionFailed().body("<Error><Code>PreconditionFailed</Code></Error>");
            }
            shelf.objects.insert(key, body.to_vec());
            HttpResponse::Ok().insert_header(("ETag", etag(&body))).finish()
        }
        ("DELETE", None) => {
            shelf.objects.remove(&key);
            HttpResponse::NoContent().finish()
        }
        ("GET", None) if query.contains_key("list-type") => listed(&shelf, &query["prefix"]),
        ("GET" | "HEAD", None) => read(&request, &query, shelf.objects.get(&key)),
        (method, _) => panic!("the counterpart knows no {method} {}", request.uri()),
    }
}

fn read(request: &HttpRequest, query: &Query, found: Option<&Vec<u8>>) -> HttpResponse {
    let Some(bytes) = found else {
        return HttpResponse::NotFound().body("<Error><Code>NoSuchKey</Code></Error>");
    };
    let range =
        request.headers().get("range").and_then(|range| range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'));
    let (first, last) = match range {
        Some((first, last)) => (first.parse().unwrap(), last.parse().unwrap_or(bytes.len() - 1).min(bytes.len() - 1)),
        None => (0, bytes.len().saturating_sub(1)),
    };
    let mut response = HttpResponse::build(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK });
    response.insert_header(("ETag", etag(bytes))).insert_header(("Last-Modified", "Sat, 28 Nov 2026 12:00:00 GMT"));
    if range.is_some() {
        response.insert_header(("Content-Range", format!("bytes {first}-{last}/{}", bytes.len())));
    }
    let kind = query.get("response-content-type").map_or("application/octet-stream", String::as_str);
    response.insert_header(("Content-Type", kind.to_owned()));
    if let Some(disposition) = query.get("response-content-disposition") {
        response.insert_header(("Content-Disposition", disposition.clone()));
    }
    let part = if bytes.is_empty() { Vec::new() } else { bytes[first..=last].to_vec() };
    response.body(part)
}

fn listed(shelf: &Shelf, prefix: &str) -> HttpResponse {
    let one = |(key, bytes): (&String, &Vec<u8>)| {
        format!(
            "<Contents><Key>{key}</Key><LastModified>2026-11-28T12:00:00.000Z</LastModified><ETag>{}</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>",
            etag(bytes),
            bytes.len()
        )
    };
    let found: String = shelf.objects.iter().filter(|(key, _)| key.starts_with(prefix)).map(one).collect();
    xml(&format!("<ListBucketResult><Name>{BUCKET}</Name><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"))
}

fn xml(text: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("application/xml").body(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}"))
}

fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex::encode(&Sha256::digest(bytes)[..16]))
}

/// Whether a request is signed with our secret, by its header or by its address, and not too old.
fn is_signed(request: &HttpRequest, query: &Query, body: &[u8], now: i64) -> Result<(), &'static str> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (signature, signed, at, payload) = match query.get("X-Amz-Signature") {
        Some(signature) => {
            let (at, opens) = (query["X-Amz-Date"].clone(), query["X-Amz-Expires"].parse::<i64>().unwrap());
            if now > seconds(&at) + opens {
                return Err("Request has expired");
            }
            (signature.clone(), query["X-Amz-SignedHeaders"].clone(), at, "UNSIGNED-PAYLOAD".to_owned())
        }
        None => {
            let authorization = header("authorization");
            let part = |name: &str| {
                let found = authorization.split([' ', ',']).find_map(|part| part.trim().strip_prefix(name));
                found.unwrap_or_default().trim_start_matches('=').to_owned()
            };
            let payload = header("x-amz-content-sha256").to_owned();
            if payload != "UNSIGNED-PAYLOAD" && payload != hex::encode(Sha256::digest(body)) {
                return Err("the content is another");
            }
            (part("Signature"), part("SignedHeaders"), header("x-amz-date").to_owned(), payload)
        }
    };
    let pairs = query.iter().filter(|(name, _)| *name != "X-Amz-Signature");
    let mut pairs: Vec<String> = pairs.map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect();
    pairs.sort();
    let headers: String = signed.split(';').map(|name| format!("{name}:{}\n", header(name).trim())).collect();
    let canonical =
        format!("{}\n{}\n{}\n{headers}\n{signed}\n{payload}", request.method(), request.uri().path(), pairs.join("&"));
    let day = &at[..8];
    let scope = format!("{day}/{REGION}/s3/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{}", hex::encode(Sha256::digest(canonical.as_bytes())));
    let key = [day, REGION, "s3", "aws4_request"]
        .iter()
        .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part));
    if hex::encode(mac(&key, &text)) == signature { Ok(()) } else { Err("SignatureDoesNotMatch") }
}

/// As a canonical request writes it: everything but letters, digits and `-_.~` by its bytes.
fn coded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// `20261128T120000Z`
fn seconds(at: &str) -> i64 {
    jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", at)
        .unwrap()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp()
        .as_second()
}
