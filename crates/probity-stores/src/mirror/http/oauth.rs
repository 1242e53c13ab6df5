//! Tokens by OAuth 2.0, where a service takes no lasting secret: by the company's own credentials (RFC 6749 section
//! 4.4) or by a lasting token that somebody was given (section 6).
//!
//! One token serves all conversations with a service until a little before its end. It is kept in memory alone.

use super::client::Trouble;
use super::fill::encoded;
use crate::error::{EngineFault, FaultKind};
use probity_policy::model::services::OAuth;
use probity_wire as wire;
use reqwest::header::HeaderValue;
use reqwest::{Client, Url};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token that ends sooner is asked for anew before that.
const MARGIN: Duration = Duration::from_secs(60);
/// Of a service that does not say how long a token lasts, it is asked for anew after so long.
const UNSAID: u64 = 300;
/// No answer with a token is larger.
const LARGEST: usize = 64 << 10;

/// The token of a service, shared by all conversations with it.
pub(crate) type SharedToken = Arc<Mutex<Option<Token>>>;

/// A token, as the header that carries it, and until when it is used.
pub(crate) struct Token {
    header: HeaderValue,
    until: Instant,
}

/// What asks for tokens.
pub(super) struct Grant {
    address: Url,
    form: String,
    shared: SharedToken,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: Option<u64>,
}

impl Grant {
    /// Nothing when a variable is missing or the address is none that may be called.
    pub(super) fn new(
        oauth: &OAuth,
        variables: &BTreeMap<String, String>,
        shared: SharedToken,
    ) -> Option<Self> {
        let address = wire::base_address(variables.get(&oauth.address)?)?;
        let mut pairs = vec![
            ("client_id", variables.get(&oauth.client)?.as_str()),
            ("client_secret", variables.get(&oauth.secret)?),
        ];
        match &oauth.refresh {
            Some(refresh) => {
                pairs.extend([("grant_type", "refresh_token"), ("refresh_token", variables.get(refresh)?)]);
            }
            None => pairs.push(("grant_type", "client_credentials")),
        }
        pairs.extend(oauth.scope.as_ref().map(|scope| ("scope", scope.as_str())));
        let form: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        Some(Self { address, form: form.join("&"), shared })
    }

    /// The header that signs a call in.
    pub(super) async fn header(&self, http: &Client) -> Result<HeaderValue, Trouble> {
        let mut shared = self.shared.lock().await;
        if let Some(token) = shared.as_ref().filter(|token| token.until > Instant::now()) {
            return Ok(token.header.clone());
        }
        let token = self.ask(http).await?;
        let header = token.header.clone();
        *shared = Some(token);
        Ok(header)
    }

    /// The service does not take this token any more, unless another was asked for since.
    pub(super) async fn refused(&self, header: &HeaderValue) {
        let mut shared = self.shared.lock().await;
        if shared.as_ref().is_some_and(|token| token.header == *header) {
            *shared = None;
        }
    }

    async fn ask(&self, http: &Client) -> Result<Token, Trouble> {
        let request = http.post(self.address.clone());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("accept", "application/json").body(self.form.clone());
        let busy = |why: &str, after| Trouble {
            later: Some(after),
            fault: EngineFault::own(FaultKind::ConnectionLost, format!("a token for the service: {why}")),
        };
        let refused = |why: &str| Trouble {
            later: None,
            fault: EngineFault::own(FaultKind::Login, format!("a token for the service: {why}")),
        };
        let answer = request.send().await.map_err(|_| busy("no answer came", None))?;
        match answer.status().as_u16() {
            200..=299 => {}
            408 | 429 | 500..=599 => return Err(busy("busy", wire::retry_after(answer.headers()))),
            status => return Err(refused(&format!("the secrets are not accepted (status {status})"))),
        }
        let body = wire::body(answer, LARGEST).await.map_err(|_| refused("the answer is none"))?;
        let answer: Answer = serde_json::from_slice(&body).map_err(|_| refused("the answer is none"))?;
        let mut header = HeaderValue::from_str(&format!("Bearer {}", answer.access_token))
            .map_err(|_| refused("the answer is none"))?;
        header.set_sensitive(true);
        let lasts = Duration::from_secs(answer.expires_in.unwrap_or(UNSAID).min(86_400));
        Ok(Token { header, until: Instant::now() + lasts.saturating_sub(MARGIN).max(lasts / 2) })
    }
}
