//! What the process speaks on its sockets: TLS of its own, HTTP/2, figures aside, and a quiet end.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use crate::support::{TestClub, free_address};

/// Writes a certificate for this name and the server's settings that name it; gives the certificate.
fn with_certificate(club: &TestClub, host: &str) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
    let (certificate, key) = (club.data().join("chain.pem"), club.data().join("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let settings =
        format!("tls = \"files\"\ntls_certificate = \"{}\"\ntls_key = \"{}\"\n", certificate.display(), key.display());
    fs::write(club.data().join("server.toml"), settings).unwrap();
    made.cert.der().clone()
}

/// Asks for a page over HTTP/2, where the host stands in `:authority`; gives the status and the page.
async fn over_http2(at: SocketAddr, trusted: CertificateDer<'static>, host: &str, authority: &str) -> (u16, String) {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let speaking = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let mut config = speaking.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let tcp = tokio::net::TcpStream::connect(at).await.unwrap();
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await.unwrap();
    assert_eq!(tls.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut client, connection) = h2::client::handshake(tls).await.unwrap();
    let driver = tokio::spawn(connection);
    let request = http::Request::get(format!("https://{authority}/posts")).body(()).unwrap();
    let answer = client.send_request(request, true).unwrap().0.await.unwrap();
    let (status, mut body, mut page) = (answer.status().as_u16(), answer.into_body(), Vec::new());
    while let Some(some) = body.data().await {
        let some = some.unwrap();
        body.flow_control().release_capacity(some.len()).unwrap();
        page.extend_from_slice(&some);
    }
    driver.abort();
    (status, String::from_utf8(page).unwrap())
}

#[actix_web::test]
async fn a_certificate_of_ones_own_serves_http2_to_the_club_its_authority_names() {
    let club = TestClub::open();
    let host = format!("{}.localhost", club.name());
    let trusted = with_certificate(&club, &host);
    let server = club.serve();
    // Case, port and a final dot make no difference; a stranger's name finds no club.
    for authority in [host.clone(), format!("{}:443", host.to_uppercase()), format!("{host}.")] {
        let (status, page) = over_http2(club.address(), trusted.clone(), &host, &authority).await;
        assert_eq!(status, 200, "{authority}");
        assert!(page.contains(&club.config().artist), "{authority}");
    }
    let (status, page) = over_http2(club.address(), trusted, &host, "stranger.example").await;
    assert!(status >= 400 && !page.contains(&club.config().artist), "{status}");
    // Who speaks without TLS gets no page.
    let mut plain = TcpStream::connect(club.address()).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // In one piece: the server hangs up at the first byte that is no TLS, and a second piece would find nobody.
    plain.write_all(format!("GET /posts HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!String::from_utf8_lossy(&said).contains("HTTP/1.1 200"));
    server.stops();
}

#[actix_web::test]
async fn figures_are_served_on_an_address_of_their_own_and_nowhere_else() {
    let club = TestClub::open();
    let aside = free_address();
    fs::write(club.data().join("server.toml"), format!("metrics_listen = \"{aside}\"\n")).unwrap();
    let server = club.serve();
    let fan = club.visitor();
    fan.get("/posts").await.expect(200);
    fan.get("/metrics").await.expect(404);
    let figures = reqwest::get(format!("http://{aside}/metrics")).await.unwrap().text().await.unwrap();
    let counted = format!("stagedoor_requests_total{{club=\"{}\",status=\"200\"}} 1", club.name());
    assert!(figures.contains(&counted), "{figures}");
    assert!(figures.contains("stagedoor_request_seconds"), "{figures}");
    server.stops();
}

#[actix_web::test]
async fn a_request_in_hand_is_answered_before_the_program_ends() {
    let club = TestClub::open();
    let server = club.serve();
    let host = club.config().base_url.split_once("://").unwrap().1.to_owned();
    let mut slow = TcpStream::connect(club.address()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let form = "email=noor%40example.org";
    write!(
        slow,
        "POST /join HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{}",
        form.len(),
        &form[..5]
    )
    .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let finishing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(700));
        slow.write_all(&form.as_bytes()[5..]).unwrap();
        let mut answer = [0; 12];
        slow.read_exact(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    });
    // Told to stop while the form is on its way.
    server.stops();
    let answer = finishing.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "no proof of where the form came from: {answer}");
}
