//! Requests over loopback on connections that stay open, for a bounded time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::house::Serving;

/// Connections at once.
const CONNECTIONS: usize = 16;

/// One page, asked for by everybody in turn.
#[derive(Clone)]
pub struct Request {
    address: SocketAddr,
    /// A head for each person who asks; never empty.
    heads: Arc<[String]>,
}

impl Request {
    /// By nobody in particular.
    pub fn to(server: &Serving, path: &str) -> Request {
        Request::with(server, path, [String::new()])
    }

    /// By members in turn, each with their own session.
    pub fn by(server: &Serving, path: &str, sessions: &[String]) -> Request {
        Request::with(server, path, sessions.iter().map(|session| format!("Cookie: session={session}\r\n")))
    }

    fn with(server: &Serving, path: &str, cookies: impl IntoIterator<Item = String>) -> Request {
        let head = |cookie: String| {
            format!(
                "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nAccept-Language: en\r\n{cookie}\r\n",
                server.host
            )
        };
        Request { address: server.address, heads: cookies.into_iter().map(head).collect() }
    }

    /// The very same bytes, to another server.
    pub fn sent_to(&self, address: SocketAddr) -> Request {
        Request { address, heads: Arc::clone(&self.heads) }
    }

    fn head(&self, turn: usize) -> &str {
        &self.heads[turn % self.heads.len()]
    }
}

pub struct Answered {
    pub status: u16,
    /// Where a redirect leads; empty for none.
    pub location: String,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
pub struct Speed {
    pub per_second: f64,
    pub p99: Duration,
}

pub async fn once(request: &Request) -> Answered {
    let mut connection = BufReader::new(TcpStream::connect(request.address).await.expect("the server listens"));
    exchange(&mut connection, request.head(0)).await
}

/// As fast as the connections allow.
pub async fn for_a_while(request: &Request, time: Duration) -> Speed {
    let began = Instant::now();
    let mut visitors = JoinSet::new();
    for nth in 0..CONNECTIONS {
        let request = request.clone();
        visitors.spawn(async move {
            let stream = TcpStream::connect(request.address).await.expect("the server listens");
            stream.set_nodelay(true).expect("a socket");
            let mut connection = BufReader::with_capacity(64 * 1024, stream);
            let mut waits = Vec::new();
            while began.elapsed() < time {
                let asked = Instant::now();
                let head = request.head(nth + waits.len() * CONNECTIONS);
                assert_eq!(exchange(&mut connection, head).await.status, 200);
                waits.push(asked.elapsed());
            }
            waits
        });
    }
    let waits = visitors.join_all().await.concat();
    speed(waits, began.elapsed())
}

/// Forty requests a second until `work` has ended.
pub async fn calmly(request: &Request, mut ended: impl FnMut() -> bool) -> Speed {
    let began = Instant::now();
    let mut connection = BufReader::new(TcpStream::connect(request.address).await.expect("the server listens"));
    let mut waits = Vec::new();
    while !ended() {
        let asked = Instant::now();
        assert_eq!(exchange(&mut connection, request.head(waits.len())).await.status, 200);
        waits.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(waits.len() > 20, "the work was over before pages could be read: {}", waits.len());
    speed(waits, began.elapsed())
}

/// One browser's connection, with its cookies and its own order of requests.
pub struct Visitor {
    connection: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

impl Visitor {
    pub async fn come(address: SocketAddr, host: &str, session: &str) -> Visitor {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        let cookie = format!("Cookie: session={session}\r\n");
        Visitor { connection: BufReader::new(stream), host: host.to_owned(), cookie }
    }

    pub async fn get(&mut self, path: &str) -> Answered {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{}\r\n", self.host, self.cookie);
        exchange(&mut self.connection, &head).await
    }

    /// As a form of ours would send it from a page of `origin`.
    pub async fn post(&mut self, path: &str, origin: &str, fields: &[(&str, &str)]) -> Answered {
        let body = serde_urlencoded::to_string(fields).expect("plain fields");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nOrigin: {origin}\r\n{}Content-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        );
        exchange(&mut self.connection, &head).await
    }
}

pub fn speed(mut waits: Vec<Duration>, time: Duration) -> Speed {
    waits.sort();
    Speed { per_second: waits.len() as f64 / time.as_secs_f64(), p99: waits[waits.len() * 99 / 100] }
}

async fn exchange(connection: &mut BufReader<TcpStream>, head: &str) -> Answered {
    connection.get_mut().write_all(head.as_bytes()).await.expect("the server reads");
    let mut head = Vec::with_capacity(1024);
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.expect("the server answers"));
    }
    let written = String::from_utf8_lossy(&head).into_owned();
    let head = written.to_ascii_lowercase();
    let location = head.find("\r\nlocation: ").map_or(String::new(), |at| {
        let rest = &written[at + "\r\nlocation: ".len()..];
        rest.split('\r').next().unwrap_or_default().to_owned()
    });
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status line");
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
    let mut body = vec![0; length.expect("the length is told")];
    connection.read_exact(&mut body).await.expect("the whole body");
    Answered { status, location, body }
}
