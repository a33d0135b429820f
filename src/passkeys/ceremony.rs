//! The questions browsers answer, and the cryptography of the answers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey as Credential, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::store::Passkey;
use super::{Audience, Person};
use crate::base::{Fault, Moment, Secret, SecretHash};
use crate::club::{Club, ClubKey};

/// So long a question may be answered.
const MINUTES: i64 = 5;

const ADDING: &str = "passkey to add";
const OPENING: &str = "passkey to open";

/// What the club is to a device: the host its passkeys are made for, and the one address their answers come from.
pub struct Ring {
    webauthn: Webauthn,
    host: String,
}

/// A question for a browser.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What goes to `navigator.credentials`, binary values in base64url.
    pub options: Value,
    /// Comes back with the answer.
    pub sealed: String,
}

/// A question, as it was sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Question<S> {
    audience: String,
    /// Whom it was asked, where that was known.
    person: Option<String>,
    browser: String,
    pub until: Moment,
    /// Hash of what makes it good once.
    pub once: String,
    state: S,
}

/// The host passkeys of this club are made for (the relying party's id); `None` where no browser has passkeys: at an
/// address without a name, or without https.
pub fn host(club: &Club) -> Option<String> {
    place(club).map(|(_, host)| host)
}

fn place(club: &Club) -> Option<(Url, String)> {
    let origin = Url::parse(club.config().base_url.trim_end_matches('/')).ok()?;
    let host = origin.domain()?.to_owned();
    let on_this_machine = host == "localhost" || host.ends_with(".localhost");
    (origin.scheme() == "https" || on_this_machine).then_some((origin, host))
}

impl Ring {
    /// `None` where there is no [`host`].
    pub fn of(club: &Club) -> Result<Option<Ring>, Fault> {
        let Some((origin, host)) = place(club) else { return Ok(None) };
        let built = WebauthnBuilder::new(&host, &origin).and_then(|it| it.rp_name(&club.config().artist).build());
        let webauthn = built.map_err(|error| Fault::broken(format!("passkeys: {error}")))?;
        Ok(Some(Ring { webauthn, host }))
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Asks a device to make a passkey for this person. Devices that hold one of `known` say so instead.
    pub fn ask_to_add(
        &self,
        key: &ClubKey,
        person: &Person,
        known: &[Passkey],
        browser: &SecretHash,
        now: Moment,
    ) -> Result<Asked, Fault> {
        let broken = |error: &dyn std::fmt::Display| Fault::broken(format!("passkeys: {error}"));
        let handle = Uuid::parse_str(&person.id).map_err(|error| broken(&error))?;
        let mut exclude = Vec::new();
        for passkey in known {
            let credential: Credential = serde_json::from_str(&passkey.credential)?;
            exclude.push(credential.cred_id().clone());
        }
        let begun = self.webauthn.start_passkey_registration(handle, &person.name, &person.name, Some(exclude));
        let (options, state) = begun.map_err(|error| broken(&error))?;
        let mut options = public_key(serde_json::to_value(options)?);
        // Signing in begins without an address: the device has to know whose passkey it is.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        let question = Question::new(person.audience, Some(person.id.clone()), browser, state, now);
        Ok(Asked { options, sealed: key.seal(ADDING, &serde_json::to_vec(&question)?)? })
    }

    /// Asks for any passkey of the club.
    pub fn ask_to_open(
        &self,
        key: &ClubKey,
        audience: Audience,
        browser: &SecretHash,
        now: Moment,
    ) -> Result<Asked, Fault> {
        let begun = self.webauthn.start_discoverable_authentication();
        let (options, state) = begun.map_err(|error| Fault::broken(format!("passkeys: {error}")))?;
        let question = Question::new(audience, None, browser, state, now);
        let options = public_key(serde_json::to_value(options)?);
        Ok(Asked { options, sealed: key.seal(OPENING, &serde_json::to_vec(&question)?)? })
    }

    /// The same, where it is known who is asked: their device offers theirs alone.
    pub fn ask_to_open_one_of(
        &self,
        key: &ClubKey,
        audience: Audience,
        theirs: &[Passkey],
        browser: &SecretHash,
        now: Moment,
    ) -> Result<Asked, Fault> {
        let mut asked = self.ask_to_open(key, audience, browser, now)?;
        let allowed = theirs.iter().map(|passkey| json!({ "type": "public-key", "id": passkey.credential_id }));
        asked.options["allowCredentials"] = Value::Array(allowed.collect());
        Ok(asked)
    }

    pub(super) fn question_of_adding(
        &self,
        key: &ClubKey,
        person: &Person,
        browser: &SecretHash,
        sealed: &str,
        now: Moment,
    ) -> Option<Question<PasskeyRegistration>> {
        let question: Question<PasskeyRegistration> = unsealed(key, ADDING, sealed)?;
        let theirs = question.person.as_deref() == Some(person.id.as_str());
        (theirs && question.is_good(person.audience, browser, now)).then_some(question)
    }

    pub(super) fn question_of_opening(
        &self,
        key: &ClubKey,
        audience: Audience,
        browser: &SecretHash,
        sealed: &str,
        now: Moment,
    ) -> Option<Question<DiscoverableAuthentication>> {
        let question: Question<DiscoverableAuthentication> = unsealed(key, OPENING, sealed)?;
        question.is_good(audience, browser, now).then_some(question)
    }

    /// The passkey a device made; `None` when its answer proves nothing.
    pub(super) fn finish_adding(&self, question: &Question<PasskeyRegistration>, answer: &str) -> Option<Credential> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let made = self.webauthn.finish_passkey_registration(&answer, &question.state);
        made.inspect_err(refused).ok()
    }

    /// What a passkey's answer says; `None` when it proves nothing. `person` is whose passkey it is.
    pub(super) fn finish_opening(
        &self,
        question: Question<DiscoverableAuthentication>,
        answer: &PublicKeyCredential,
        person: &str,
        passkey: &Credential,
    ) -> Option<AuthenticationResult> {
        let handle = Uuid::parse_str(person).ok()?;
        // The device names whose it is; one that names somebody else was tampered with.
        if answer.get_user_unique_id() != Some(handle.as_bytes().as_slice()) {
            return None;
        }
        let seen = self.webauthn.finish_discoverable_authentication_v2(answer, question.state, passkey);
        seen.inspect_err(refused).ok().filter(AuthenticationResult::user_verified)
    }
}

impl<S> Question<S> {
    fn new(audience: Audience, person: Option<String>, browser: &SecretHash, state: S, now: Moment) -> Question<S> {
        Question {
            audience: audience.word().to_owned(),
            person,
            browser: browser.0.clone(),
            until: now.plus_minutes(MINUTES),
            once: Secret::random().hash().0,
            state,
        }
    }

    fn is_good(&self, audience: Audience, browser: &SecretHash, now: Moment) -> bool {
        self.audience == audience.word() && self.browser == browser.0 && now < self.until
    }
}

fn unsealed<S: DeserializeOwned>(key: &ClubKey, purpose: &str, sealed: &str) -> Option<Question<S>> {
    serde_json::from_slice(&key.unseal(purpose, sealed).ok()?).ok()
}

/// An answer as a browser writes it.
pub(super) fn read<A: DeserializeOwned>(answer: &str) -> Option<A> {
    serde_json::from_str(answer).ok()
}

/// A binary id as it is kept and as browsers write it.
pub(super) fn written(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn public_key(mut options: Value) -> Value {
    options["publicKey"].take()
}

fn refused(error: &WebauthnError) {
    tracing::warn!(%error, "a passkey's answer was refused");
}
