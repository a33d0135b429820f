//! Letters leave encrypted or not at all where they are to leave encrypted.

use stagedoor::plumbing::mail::{Letter, NotSent, Postman};

use crate::support::{Mailbox, TestClub, program, tls};

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
    let (tls, _) = tls();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        tls.accept(stream).await.is_ok()
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

#[actix_web::test]
async fn letters_leave_encrypted_to_a_server_that_somebody_vouches_for() {
    let check = async |(mailbox, certificate): (Mailbox, String)| {
        let postman = Postman::trusting(&mailbox.url(), certificate.as_bytes()).unwrap();
        assert!(postman.answers().await.unwrap(), "it takes the password");
        postman.send(&letter()).await.unwrap();
        assert_eq!(mailbox.letter_to("zoe@fans.test").subject, "Your code");

        let another = Mailbox::encrypted().1;
        let sent = Postman::trusting(&mailbox.url(), another.as_bytes()).unwrap().send(&letter()).await;
        assert!(matches!(sent, Err(NotSent::NotNow(_))), "vouched for by somebody else: {sent:?}");
        let stranger = Postman::trusting(&mailbox.url().replace("hush", "guess"), certificate.as_bytes()).unwrap();
        let sent = stranger.send(&letter()).await;
        assert!(sent.is_err_and(|why| !why.to_string().contains("guess")), "another password");
        assert!(mailbox.letters().is_empty());
    };
    check(Mailbox::encrypted()).await;
    check(Mailbox::encrypted_when_asked()).await;
}

#[actix_web::test]
async fn whoever_vouches_is_read_from_the_club_s_folder() {
    let (mailbox, certificate) = Mailbox::encrypted();
    let club = TestClub::open();
    club.db_writes_settings(|settings| {
        let mail = settings["mail"].as_table_mut().unwrap();
        mail.insert("ca".to_owned(), "ca.pem".into());
        mail.insert("url".to_owned(), mailbox.url().into());
    });
    let server = club.serve();
    let sent = |club: &TestClub| {
        let doctor = program().args(["doctor", "--data"]).arg(club.data()).output().unwrap();
        String::from_utf8_lossy(&doctor.stdout).into_owned()
    };
    assert!(sent(&club).contains("mail.ca: "), "there is no such file yet: {}", sent(&club));
    std::fs::write(club.folder().path().join("ca.pem"), "no certificate").unwrap();
    assert!(sent(&club).contains("there is no certificate in the file"), "{}", sent(&club));
    std::fs::write(club.folder().path().join("ca.pem"), certificate).unwrap();
    assert!(sent(&club).contains("the mail server answers"), "{}", sent(&club));
    // The server reads it when the first letter leaves.
    let fan = club.visitor();
    let form = fan.get("/sign-in").await.expect(200).form("form[action='/sign-in']");
    fan.submit(&form.fill("email", "zoe@fans.test")).await.expect(303);
    assert!(!mailbox.letter_to("zoe@fans.test").text.is_empty());
    club.rests();
    server.stops();
}
