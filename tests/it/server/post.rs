//! Letters leave encrypted or not at all where they are to leave encrypted.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use stagedoor::plumbing::mail::{Letter, NotSent, Postman};
use tokio_rustls::TlsAcceptor;

use crate::support::Mailbox;

fn letter() -> Letter {
    Letter {
        from: "Nova <club@nova.test>".to_owned(),
        reply_to: None,
        to_address: "zoe@fans.test".to_owned(),
        to_name: "Zoe".to_owned(),
        subject: "Your code".to_owned(),
        text: "123456".to_owned(),
        html: "<p>123456</p>".to_owned(),
        unsubscribe_url: None,
        files: Vec::new(),
        id: "code".to_owned(),
    }
}

#[actix_web::test]
async fn a_password_never_crosses_a_network_in_the_open() {
    let check = |url: &str, taken: bool| {
        let outcome = Postman::to(url);
        assert_eq!(outcome.is_ok(), taken, "{url}");
        if let Err(fault) = outcome {
            assert!(fault.to_string().contains("unencrypted") && !fault.to_string().contains("hush"), "{fault}");
        }
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    check("smtp://club:hush@mail.example:587", false);
    check("smtp://club:hush@mail.example:587?tls=opportunistic", false);
    check("smtp://club:hush@10.0.0.7", false);
    check("smtp://club:hush@mail.example:587?tls=required", true);
    check("smtps://club:hush@mail.example:465", true);
    check("smtp://club:hush@127.0.0.1:1025", true);
    check("smtp://relay.internal:25", true);
}

#[actix_web::test]
async fn a_server_that_offers_no_encryption_gets_no_letter_that_needs_it() {
    let mailbox = Mailbox::open();
    let postman = Postman::to(&format!("{}?tls=required", mailbox.url())).unwrap();
    let sent = postman.send(&letter()).await;
    assert!(matches!(sent, Err(NotSent::NotNow(_))), "kept for later: {sent:?}");
    assert!(mailbox.letters().is_empty());
    Postman::to(&mailbox.url()).unwrap().send(&letter()).await.unwrap();
    assert_eq!(mailbox.letter_to("zoe@fans.test").subject, "Your code");
}

/// Somebody in the middle who holds a certificate of nobody's; gives its address and what it was told in the end.
async fn impostor() -> (std::net::SocketAddr, tokio::task::JoinHandle<bool>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let speaking = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let config = speaking.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        TlsAcceptor::from(Arc::new(config)).accept(stream).await.is_ok()
    });
    (address, heard)
}

#[actix_web::test]
async fn a_certificate_of_nobody_is_not_believed() {
    let (address, heard) = impostor().await;
    let postman = Postman::to(&format!("smtps://club:hush@localhost:{}", address.port())).unwrap();
    let sent = postman.send(&letter()).await;
    assert!(matches!(&sent, Err(NotSent::NotNow(why)) if !why.contains("hush")), "{sent:?}");
    assert!(!heard.await.unwrap(), "the handshake ended before a word was said");
}
