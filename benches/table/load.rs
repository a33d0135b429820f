//! Requests over loopback on connections that stay open, for a bounded time.

use std::net::SocketAddr;
use std::process::Child;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::house::Serving;

/// Connections at once.
const CONNECTIONS: usize = 16;

#[derive(Clone)]
pub struct Request {
    address: SocketAddr,
    head: String,
}

impl Request {
    pub fn to(server: &Serving, path: &str, session: Option<&str>) -> Request {
        let cookie = session.map(|session| format!("Cookie: session={session}\r\n")).unwrap_or_default();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nAccept-Language: en\r\n{cookie}\r\n",
            server.host
        );
        Request { address: server.address, head }
    }

    pub fn plain(address: SocketAddr) -> Request {
        Request { address, head: "GET / HTTP/1.1\r\nHost: bare\r\nAccept: text/html\r\n\r\n".to_owned() }
    }
}

pub struct Answered {
    pub status: u16,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
pub struct Speed {
    pub per_second: f64,
    pub p99: Duration,
}

pub async fn once(request: &Request) -> Answered {
    let mut connection = BufReader::new(TcpStream::connect(request.address).await.expect("the server listens"));
    exchange(&mut connection, request).await
}

/// As fast as the connections allow.
pub async fn for_a_while(request: &Request, time: Duration) -> Speed {
    let began = Instant::now();
    let mut visitors = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let request = request.clone();
        visitors.spawn(async move {
            let stream = TcpStream::connect(request.address).await.expect("the server listens");
            stream.set_nodelay(true).expect("a socket");
            let mut connection = BufReader::with_capacity(64 * 1024, stream);
            let mut waits = Vec::new();
            while began.elapsed() < time {
                let asked = Instant::now();
                assert_eq!(exchange(&mut connection, &request).await.status, 200);
                waits.push(asked.elapsed());
            }
            waits
        });
    }
    let waits = visitors.join_all().await.concat();
    speed(waits, began.elapsed())
}

/// Forty requests a second until `work` has ended.
pub async fn calmly(request: &Request, mut work: Child) -> Speed {
    let began = Instant::now();
    let mut connection = BufReader::new(TcpStream::connect(request.address).await.expect("the server listens"));
    let mut waits = Vec::new();
    while work.try_wait().expect("our own child").is_none() {
        let asked = Instant::now();
        assert_eq!(exchange(&mut connection, request).await.status, 200);
        waits.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(waits.len() > 20, "the work was over before pages could be read: {}", waits.len());
    speed(waits, began.elapsed())
}

fn speed(mut waits: Vec<Duration>, time: Duration) -> Speed {
    waits.sort();
    Speed { per_second: waits.len() as f64 / time.as_secs_f64(), p99: waits[waits.len() * 99 / 100] }
}

async fn exchange(connection: &mut BufReader<TcpStream>, request: &Request) -> Answered {
    connection.get_mut().write_all(request.head.as_bytes()).await.expect("the server reads");
    let mut head = Vec::with_capacity(1024);
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.expect("the server answers"));
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status line");
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
    let mut body = vec![0; length.expect("the length is told")];
    connection.read_exact(&mut body).await.expect("the whole body");
    Answered { status, body }
}
