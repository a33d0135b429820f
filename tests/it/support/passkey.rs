//! A device that makes passkeys and answers with them, as a browser would hand it on. What a test bends is public.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use rand::RngCore;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Form, Visitor};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const MADE: u8 = 0x40;

/// One passkey on a device.
#[derive(Clone)]
pub struct Passkey {
    pub key: SigningKey,
    pub id: Vec<u8>,
    pub handle: Vec<u8>,
    /// The host it is made for.
    pub host: String,
    /// The address the browser says it is at.
    pub origin: String,
    /// Signatures so far.
    pub counter: u32,
    /// The device asks for a finger, a face or a PIN.
    pub verifies: bool,
}

/// A question as the script reads it.
#[derive(Debug, Clone)]
pub struct Question {
    pub options: Value,
    pub sealed: String,
}

impl Question {
    fn of(answer: &Answer) -> Question {
        let read: Value = serde_json::from_slice(&answer.bytes).unwrap();
        Question { options: read["options"].clone(), sealed: read["sealed"].as_str().unwrap().to_owned() }
    }
}

impl Passkey {
    /// Makes one for whom the question names, at this address.
    pub fn made_for(question: &Question, origin: &str) -> Passkey {
        let mut seed = [0_u8; 32];
        let mut id = vec![0_u8; 24];
        rand::rng().fill_bytes(&mut seed);
        rand::rng().fill_bytes(&mut id);
        Passkey {
            key: SigningKey::from_slice(&seed).unwrap(),
            id,
            handle: bytes(&question.options["user"]["id"]),
            host: question.options["rp"]["id"].as_str().unwrap().to_owned(),
            origin: origin.to_owned(),
            counter: 1,
            verifies: true,
        }
    }

    /// What the device says of the passkey it made.
    pub fn introduces_itself(&self, question: &Question) -> String {
        let mut data = self.data(MADE);
        data.extend([0_u8; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}: a key on P-256 for ES256 (RFC 9053).
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut attested = vec![0xa3, 0x63];
        attested.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        attested.push(u8::try_from(data.len()).unwrap());
        attested.extend(data);
        let response = json!({
            "attestationObject": written(&attested),
            "clientDataJSON": written(self.client("webauthn.create", question).as_bytes()),
        });
        self.answer(response)
    }

    /// Signs the question, with the next number of its counter.
    pub fn answers(&mut self, question: &Question) -> String {
        self.counter += 1;
        let data = self.data(0);
        let client = self.client("webauthn.get", question);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(client.as_bytes()));
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "authenticatorData": written(&data),
            "clientDataJSON": written(client.as_bytes()),
            "signature": written(signature.to_der().as_bytes()),
            "userHandle": written(&self.handle),
        });
        self.answer(response)
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.host.as_bytes()).to_vec();
        data.push(flags | PRESENT | if self.verifies { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, question: &Question) -> String {
        json!({
            "type": kind,
            "challenge": question.options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        })
        .to_string()
    }

    fn answer(&self, response: Value) -> String {
        let id = written(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": response }).to_string()
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

fn written(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Visitor {
    /// What the script of a page asks for the form that is marked with this word.
    pub async fn is_asked(&self, page: &Answer, word: &str) -> (Form, Question) {
        let selector = format!("form[data-passkey={word}]");
        let form = page.form(&selector);
        let asked = self.get(&page.attributes(&selector, "data-question")[0]).await.expect(200);
        assert_eq!(asked.header("cache-control"), Some("no-store"));
        (form, Question::of(&asked))
    }

    /// Makes a passkey with the form on this page; comes back with it and the answer.
    pub async fn makes_passkey(&self, page: &str, origin: &str) -> (Passkey, Answer) {
        let page = self.get(page).await.expect(200);
        let (form, question) = self.is_asked(&page, "add").await;
        let passkey = Passkey::made_for(&question, origin);
        let said = passkey.introduces_itself(&question);
        (passkey, self.submit(&form.fill("sealed", &question.sealed).fill("answer", &said)).await)
    }

    /// Answers the form on this page with a passkey.
    pub async fn shows_passkey(&self, page: &str, passkey: &mut Passkey) -> Answer {
        let page = self.get(page).await.expect(200);
        let (form, question) = self.is_asked(&page, "open").await;
        let said = passkey.answers(&question);
        self.submit(&form.fill("sealed", &question.sealed).fill("answer", &said)).await
    }
}
