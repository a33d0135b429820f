//! Who takes the money: Stripe, or the sandbox that answers as Stripe does.

use serde::de::DeserializeOwned;

use crate::base::{Fault, Moment};
use crate::club::{self, Club};
use crate::plumbing::config::Payments;
use crate::plumbing::stripe::{self, Call, CallError, Client};
use crate::sandbox;

/// The fact that holds the account live keys belong to: set when they are first used, never taken away.
pub(super) const LIVE_ACCOUNT: &str = "stripe_account";

/// A club's way to its money.
#[derive(Clone)]
pub enum Gateway {
    Stripe { client: Box<Client>, livemode: bool },
    Sandbox(Club),
}

#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("payments are switched off")]
    Off,
    #[error("payments are not set up: {0}")]
    Misconfigured(String),
}

impl Gateway {
    pub async fn of(club: &Club) -> Result<Gateway, GatewayError> {
        if club.is_asleep() {
            // The club it was restored from may still take money.
            return Err(GatewayError::Misconfigured("the club sleeps".to_owned()));
        }
        match club.config().payments {
            Payments::Off => Err(GatewayError::Off),
            Payments::Sandbox => {
                let took_real_money = club.read(|conn| club::fact(conn, LIVE_ACCOUNT)).await;
                match took_real_money.map_err(|fault| GatewayError::Misconfigured(fault.to_string()))? {
                    // Members who paid would stand beside members who pretended to.
                    Some(_) => Err(GatewayError::Misconfigured(
                        "a club that took real money cannot go back to test money".to_owned(),
                    )),
                    None => Ok(Gateway::Sandbox(club.clone())),
                }
            }
            Payments::Stripe => {
                let config = &club.config().stripe;
                let missing = || GatewayError::Misconfigured("stripe.secret_key is not set".to_owned());
                let key =
                    config.secret_key.as_ref().ok_or_else(missing)?.reveal().map_err(GatewayError::Misconfigured)?;
                let livemode = key.contains("_live_");
                let client = Client::new(&key, Some(&config.api_base))
                    .map_err(|error| GatewayError::Misconfigured(error.to_string()))?;
                Ok(Gateway::Stripe { client: Box::new(client), livemode })
            }
        }
    }

    /// False for test money.
    pub fn livemode(&self) -> bool {
        matches!(self, Gateway::Stripe { livemode: true, .. })
    }

    /// Sends once; see [`CallError`] for what may be concluded from a failure.
    pub async fn send<T: DeserializeOwned>(&self, call: &Call, now: Moment) -> Result<T, CallError> {
        match self {
            Gateway::Stripe { client, .. } => client.send(call).await,
            Gateway::Sandbox(club) => {
                let answer = sandbox::answer(club, call, now).await.map_err(|fault| {
                    CallError::Unknown(stripe::Unknown { status: None, what: fault.to_string(), replayed: false })
                })?;
                stripe::read(answer.status, answer.body.to_string().as_bytes(), false)
            }
        }
    }
}

/// The secrets that sign this club's webhooks.
pub(super) fn webhook_secrets(club: &Club) -> Result<Vec<String>, Fault> {
    match club.config().payments {
        Payments::Off => Ok(Vec::new()),
        Payments::Sandbox => Ok(vec![sandbox::webhook_secret(club)]),
        Payments::Stripe => {
            let secrets = club.config().stripe.webhook_secrets.iter().map(|secret| secret.reveal());
            secrets.collect::<Result<_, _>>().map_err(Fault::broken)
        }
    }
}
