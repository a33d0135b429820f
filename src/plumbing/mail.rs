//! Handing a finished letter to a mail server.

use std::net::IpAddr;
use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use url::Url;

use crate::base::Fault;

/// A finished letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// `Maren Oduya <club@maren.example>`
    pub from: String,
    pub reply_to: Option<String>,
    pub to_address: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// RFC 8058: what a mail program may POST to for leaving the list.
    pub unsubscribe_url: Option<String>,
    pub files: Vec<Enclosed>,
    /// Left side of the Message-ID: the same letter sent again carries the same.
    pub id: String,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    pub name: String,
    /// `application/pdf`
    pub content_type: String,
    /// Set for what the HTML shows as `cid:` and this; such a file is no attachment of its own.
    pub content_id: Option<String>,
    pub body: Vec<u8>,
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// It will never be taken: an impossible address, or a permanent refusal (5xx).
    #[error("refused: {0}")]
    Refused(String),
    /// Try again later.
    #[error("not now: {0}")]
    NotNow(String),
}

/// The way to one mail server, with its own small pool of connections.
#[derive(Clone)]
pub struct Postman {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Postman {
    /// `smtps://user:password@host:465`, `smtp://host:587?tls=required`, or `smtp://127.0.0.1:25` without TLS. A password
    /// that would cross a network without TLS is refused.
    pub fn to(url: &str) -> Result<Postman, Fault> {
        Postman::vouched(url, None)
    }

    /// The same, to a server that the holders of these certificates (PEM) vouch for, besides the public authorities.
    pub fn trusting(url: &str, certificates: &[u8]) -> Result<Postman, Fault> {
        Postman::vouched(url, Some(certificates))
    }

    fn vouched(url: &str, certificates: Option<&[u8]>) -> Result<Postman, Fault> {
        if would_tell_the_password(url) {
            return Err(Fault::broken(
                "mail.url would send the password unencrypted: begin it with smtps://, or end it with ?tls=required",
            ));
        }
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| Fault::broken(format!("mail.url: {error}")))?;
        if let Some(certificates) = certificates {
            builder = builder.tls(encryption(url, certificates)?);
        }
        Ok(Postman { transport: builder.timeout(Some(Duration::from_secs(30))).build() })
    }

    /// Whether the server answers and takes our credentials.
    pub async fn answers(&self) -> Result<bool, Fault> {
        let outside =
            |error: lettre::transport::smtp::Error| Fault::Outside { service: "mail", detail: error.to_string() };
        self.transport.test_connection().await.map_err(outside)
    }

    pub async fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let message = message(letter).map_err(NotSent::Refused)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NotSent::Refused(error.to_string())),
            Err(error) => Err(NotSent::NotNow(error.to_string())),
        }
    }
}

/// As the address asks for it.
fn encryption(url: &str, certificates: &[u8]) -> Result<Tls, Fault> {
    let unfit = |why: String| Fault::broken(format!("mail.ca: {why}"));
    if CertificateDer::pem_slice_iter(certificates).next().is_none() {
        return Err(unfit("there is no certificate in the file".to_owned()));
    }
    let url = Url::parse(url).map_err(|error| Fault::broken(format!("mail.url: {error}")))?;
    let root = Certificate::from_pem(certificates).map_err(|error| unfit(error.to_string()))?;
    let parameters = TlsParameters::builder(url.host_str().unwrap_or_default().to_owned()).add_root_certificate(root);
    let parameters = parameters.build().map_err(|error| unfit(error.to_string()))?;
    let asked = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), asked.as_deref()) {
        ("smtps", _) => Ok(Tls::Wrapper(parameters)),
        (_, Some("required")) => Ok(Tls::Required(parameters)),
        (_, Some("opportunistic")) => Ok(Tls::Opportunistic(parameters)),
        _ => Err(unfit(
            "mail.url asks for no encryption: begin it with smtps://, or end it with ?tls=required".to_owned(),
        )),
    }
}

/// Anything that cannot be read is somebody else's complaint.
fn would_tell_the_password(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    // An address of a scheme that the web does not know is a name to the reader of addresses.
    let here = url.host_str().is_some_and(|host| {
        let ip: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
        host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    });
    let required = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    url.password().is_some() && url.scheme() != "smtps" && !required && !here
}

fn message(letter: &Letter) -> Result<Message, String> {
    let from: Mailbox = letter.from.parse().map_err(|error| format!("mail.from {:?}: {error}", letter.from))?;
    let address: Address = letter.to_address.parse().map_err(|error| format!("{error}"))?;
    let name = Some(letter.to_name.trim().to_owned()).filter(|name| !name.is_empty());
    let host = from.email.domain().to_owned();
    let mut builder = Message::builder()
        .from(from)
        .to(Mailbox::new(name, address))
        .subject(letter.subject.trim())
        .message_id(Some(format!("<{}@{host}>", letter.id)));
    if let Some(reply_to) = &letter.reply_to {
        builder = builder.reply_to(reply_to.parse().map_err(|error| format!("mail.reply_to: {error}"))?);
    }
    if let Some(url) = &letter.unsubscribe_url {
        builder = builder.header(ListUnsubscribe(format!("<{url}>"))).header(OneClick);
    }
    builder.multipart(body(letter)?).map_err(|error| error.to_string())
}

/// Text and HTML, what the HTML shows beside it, and attachments around both.
fn body(letter: &Letter) -> Result<MultiPart, String> {
    let (shown, attached): (Vec<&Enclosed>, Vec<&Enclosed>) =
        letter.files.iter().partition(|file| file.content_id.is_some());
    let mut words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    if !shown.is_empty() {
        let mut related = MultiPart::related().singlepart(SinglePart::html(letter.html.clone()));
        for file in shown {
            related = related.singlepart(part(file)?);
        }
        words = MultiPart::alternative().singlepart(SinglePart::plain(letter.text.clone())).multipart(related);
    }
    if attached.is_empty() {
        return Ok(words);
    }
    let mut mixed = MultiPart::mixed().multipart(words);
    for file in attached {
        mixed = mixed.singlepart(part(file)?);
    }
    Ok(mixed)
}

fn part(file: &Enclosed) -> Result<SinglePart, String> {
    let kind = ContentType::parse(&file.content_type).map_err(|error| error.to_string())?;
    let part = match &file.content_id {
        Some(id) => Attachment::new_inline_with_name(id.clone(), file.name.clone()),
        None => Attachment::new(file.name.clone()),
    };
    Ok(part.body(file.body.clone(), kind))
}

#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(ListUnsubscribe(value.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(OneClick)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}
