//! A mail server of our own: it receives over real SMTP, and can be told to misbehave.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// How the server behaves from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Answers every recipient with 451: try again later.
    Busy,
    /// Answers every recipient with 550: no such mailbox.
    Refusing,
    /// Hangs up after the message has been sent and before saying whether it was taken.
    Dropping,
    /// Answers only after this long.
    Slow(Duration),
}

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The sender of the envelope.
    pub from: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The whole message, headers included.
    pub source: String,
}

impl Letter {
    /// A header's value, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let message = MessageParser::default().parse(self.source.as_bytes())?;
        message.header_raw(name).map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The six digits that stand by themselves in the text.
    pub fn code(&self) -> String {
        let mut words = self.text.split(|c: char| !c.is_ascii_alphanumeric());
        let code = words.find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()));
        code.unwrap_or_else(|| panic!("no six-digit code in:\n{}", self.text)).to_owned()
    }

    /// Every address in the text.
    pub fn links(&self) -> Vec<String> {
        let words = self.text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"'));
        words.filter(|word| word.starts_with("http://") || word.starts_with("https://")).map(str::to_owned).collect()
    }

    fn read(from: String, to: Vec<String>, source: Vec<u8>) -> Letter {
        let message = MessageParser::default().parse(&source).expect("a mail that can be read");
        Letter {
            from,
            to,
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            source: String::from_utf8_lossy(&source).into_owned(),
        }
    }
}

/// The server; it ends with this value.
pub struct Mailbox {
    state: Arc<State>,
    address: SocketAddr,
    _stop: tokio::sync::oneshot::Sender<()>,
}

struct State {
    letters: Mutex<Vec<Letter>>,
    arrived: Condvar,
    mood: Mutex<Mood>,
    door: Door,
}

/// How one speaks with the server.
enum Door {
    Open,
    /// TLS from the first byte, then user and password.
    Encrypted(TlsAcceptor),
    /// TLS once it is asked for, then user and password.
    EncryptedWhenAsked(TlsAcceptor),
}

impl Mailbox {
    pub fn open() -> Mailbox {
        Mailbox::behind(Door::Open)
    }

    /// One that speaks TLS from the first byte, and the certificate (PEM) that vouches for it. It knows the user `club`
    /// with the password `hush`, and nobody else.
    pub fn encrypted() -> (Mailbox, String) {
        let (tls, certificate) = tls();
        (Mailbox::behind(Door::Encrypted(tls)), certificate)
    }

    /// The same behind STARTTLS.
    pub fn encrypted_when_asked() -> (Mailbox, String) {
        let (tls, certificate) = tls();
        (Mailbox::behind(Door::EncryptedWhenAsked(tls)), certificate)
    }

    fn behind(door: Door) -> Mailbox {
        let (_stop, mut stopped) = tokio::sync::oneshot::channel();
        let (letters, arrived, mood) = (Mutex::default(), Condvar::new(), Mutex::new(Mood::Well));
        let state = Arc::new(State { letters, arrived, mood, door });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::clone(&state);
        // A thread of its own: the club under test may be waiting inside the runtime of the test.
        std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                loop {
                    tokio::select! {
                        _ = &mut stopped => return,
                        visit = listener.accept() => {
                            let Ok((stream, _)) = visit else { continue };
                            tokio::spawn(receive(stream, Arc::clone(&shared)));
                        }
                    }
                }
            });
        });
        Mailbox { state, address, _stop }
    }

    /// For `mail.url` in `club.toml`.
    pub fn url(&self) -> String {
        let port = self.address.port();
        match self.state.door {
            Door::Open => format!("smtp://{}", self.address),
            Door::Encrypted(_) => format!("smtps://club:hush@localhost:{port}"),
            Door::EncryptedWhenAsked(_) => format!("smtp://club:hush@localhost:{port}?tls=required"),
        }
    }

    pub fn is(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// All mails so far, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.state.letters.lock().unwrap().clone()
    }

    /// Takes the oldest mail to this address out of the box, waiting half a minute for it: it may stand behind many.
    pub fn letter_to(&self, address: &str) -> Letter {
        let until = Instant::now() + Duration::from_secs(30);
        let mut letters = self.state.letters.lock().unwrap();
        loop {
            let found = letters.iter().position(|letter| letter.to.iter().any(|to| to.eq_ignore_ascii_case(address)));
            if let Some(index) = found {
                return letters.remove(index);
            }
            let left = until.saturating_duration_since(Instant::now());
            let others: Vec<_> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
            assert!(!left.is_zero(), "no mail for {address} came; there is mail for {others:?}");
            letters = self.state.arrived.wait_timeout(letters, left).unwrap().0;
        }
    }
}

/// A certificate for this machine that no authority knows.
pub fn tls() -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let speaking = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let config = speaking.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}

/// Whoever knocks is answered as the door is built.
async fn receive(stream: TcpStream, state: Arc<State>) -> std::io::Result<()> {
    match &state.door {
        Door::Open => converse(stream, &state, Privacy::None).await.map(drop),
        Door::Encrypted(tls) => converse(tls.accept(stream).await?, &state, Privacy::Here).await.map(drop),
        Door::EncryptedWhenAsked(tls) => match converse(stream, &state, Privacy::Offered).await? {
            Some(stream) => converse(tls.accept(stream).await?, &state, Privacy::Here).await.map(drop),
            None => Ok(()),
        },
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Privacy {
    None,
    Offered,
    Here,
}

/// Gives the stream back where the rest is to be said encrypted.
async fn converse<S>(stream: S, state: &State, privacy: Privacy) -> std::io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut lines = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    // After STARTTLS it is the other side's turn.
    if privacy != Privacy::Here || matches!(state.door, Door::Encrypted(_)) {
        lines.get_mut().write_all(b"220 mailbox.test ESMTP\r\n").await?;
    }
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let mood = *state.mood.lock().unwrap();
        if let Mood::Slow(wait) = mood {
            tokio::time::sleep(wait).await;
        }
        let line = line.trim_end();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" => match privacy {
                Privacy::None => {
                    "250-mailbox.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 SIZE 50000000"
                }
                Privacy::Offered => "250-mailbox.test\r\n250-SMTPUTF8\r\n250 STARTTLS",
                Privacy::Here => "250-mailbox.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN",
            },
            "HELO" | "NOOP" => "250 mailbox.test",
            "STARTTLS" if privacy == Privacy::Offered => {
                lines.get_mut().write_all(b"220 go on\r\n").await?;
                return Ok(Some(lines.into_inner()));
            }
            "AUTH" if privacy == Privacy::Here && line.ends_with(HUSH) => "235 welcome",
            "AUTH" => "535 who are you?",
            "MAIL" => {
                (from, to) = (between_angles(line), Vec::new());
                "250 sender noted"
            }
            "RCPT" => match mood {
                Mood::Busy => "451 not now",
                Mood::Refusing => "550 no such mailbox",
                _ => {
                    to.push(between_angles(line));
                    "250 recipient noted"
                }
            },
            "RSET" => {
                to.clear();
                "250 forgotten"
            }
            "DATA" if to.is_empty() => "503 to whom?",
            "DATA" => {
                lines.get_mut().write_all(b"354 go on\r\n").await?;
                let source = message(&mut lines).await?;
                if mood == Mood::Dropping {
                    return Ok(None);
                }
                let letter = Letter::read(std::mem::take(&mut from), std::mem::take(&mut to), source);
                state.letters.lock().unwrap().push(letter);
                state.arrived.notify_all();
                "250 taken"
            }
            "QUIT" => {
                lines.get_mut().write_all(b"221 bye\r\n").await?;
                return Ok(None);
            }
            _ => "502 not understood",
        };
        lines.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

/// What SASL's PLAIN makes of the user `club` and the password `hush`.
const HUSH: &str = "AGNsdWIAaHVzaA==";

/// Up to the line that holds a dot alone; doubled dots at the start of a line become one.
async fn message(lines: &mut BufReader<impl AsyncReadExt + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.as_slice() {
            b".\r\n" => return Ok(whole),
            [b'.', rest @ ..] => whole.extend_from_slice(rest),
            line => whole.extend_from_slice(line),
        }
    }
}

fn between_angles(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use lettre::message::MultiPart;
    use lettre::{Message, SmtpTransport, Transport};

    use super::*;

    fn send(mailbox: &Mailbox) -> Result<(), lettre::transport::smtp::Error> {
        let body = MultiPart::alternative_plain_html(
            "Ton code : 123456\n.\n..fin é".to_owned(),
            "<p>Ton code : <b>123456</b></p>".to_owned(),
        );
        let to = "Zoë <zoe@fans.test>".parse().unwrap();
        let mail = Message::builder().from("club@nova.test".parse().unwrap()).to(to).subject("Élan");
        let transport = SmtpTransport::from_url(&mailbox.url()).unwrap().build();
        transport.send(&mail.multipart(body).unwrap()).map(drop)
    }

    #[test]
    fn mail_arrives_as_it_was_written() {
        let mailbox = Mailbox::open();
        send(&mailbox).unwrap();
        let letter = mailbox.letter_to("zoe@fans.test");
        assert_eq!(letter.subject, "Élan");
        assert_eq!(letter.text.replace("\r\n", "\n").trim_end(), "Ton code : 123456\n.\n..fin é");
        assert_eq!(letter.code(), "123456");
        assert!(letter.html.contains("<b>123456</b>"));
        assert_eq!(letter.header("To").as_deref(), Some("=?utf-8?b?Wm/Dqw==?= <zoe@fans.test>"));
    }

    #[test]
    fn a_mailbox_in_a_mood_says_so() {
        let check = |mood: Mood, failure: fn(&lettre::transport::smtp::Error) -> bool| {
            let mailbox = Mailbox::open();
            mailbox.is(mood);
            let error = send(&mailbox).unwrap_err();
            assert!(failure(&error), "{mood:?}: {error:?}");
            assert!(mailbox.letters().is_empty(), "{mood:?}");
        };
        check(Mood::Busy, |error| error.is_transient());
        check(Mood::Refusing, |error| error.is_permanent());
        check(Mood::Dropping, |error| !error.is_permanent() && !error.is_transient());
    }
}
