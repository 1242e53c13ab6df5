//! The calls to an endpoint that speaks as OpenAI's chat completions do, as most servers of models can.
//!
//! INVARIANT (KEY-UNSEEN): the key goes into one header, which is marked as a secret, and nowhere else. What an
//! endpoint answers is shown in no message.

use crate::failure::Failure;
use probity_notice::proposal::Question;
use probity_wire::{self as wire, Unread};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Response, Url};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use thiserror::Error;

/// No answer is larger than this.
const LARGEST: usize = 1 << 20;
/// A busy endpoint is asked so many times.
const TRIES: u32 = 4;
/// The first wait, doubled each time, and the longest, whatever the endpoint asks for.
const WAITS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
const CONNECT: Duration = Duration::from_secs(10);

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum Trouble {
    #[error("the key is not accepted")]
    Login,
    #[error("there is no such endpoint, or no such model there")]
    Missing,
    #[error("the endpoint does not take the question (status {0})")]
    Refused(u16),
    #[error("the endpoint is busy")]
    Busy,
    #[error("the endpoint cannot be reached")]
    Unreachable,
    #[error("no answer came in time")]
    Late,
    #[error("the answer is larger than is read")]
    TooLarge,
    #[error("the answer is not one of a chat completion")]
    Unreadable,
}

impl Trouble {
    /// Whether asking about something else will come to the same.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Login | Self::Missing | Self::Refused(_) | Self::Unreachable)
    }

    pub(super) fn failure(self, address: &str) -> Failure {
        let help = match self {
            Self::Login => "set PROBITY_PROPOSAL_KEY to a key that the endpoint knows",
            Self::Missing => {
                "give the address up to what stands before `/chat/completions`, and a model it has"
            }
            Self::Late => "a slower model needs a larger `--patience`",
            _ => "leave `--propose` away: the rules need no endpoint",
        };
        Failure::World(format!("no readings were proposed by `{address}`: {self}\n  help: {help}"))
    }
}

pub(super) struct Endpoint {
    http: Client,
    url: Url,
    model: String,
    key: Option<HeaderValue>,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

impl Endpoint {
    pub(super) fn new(
        address: &str,
        model: String,
        key: Option<String>,
        patience: Duration,
    ) -> Result<Self, Failure> {
        let usage = |message: &str| Failure::Usage(message.to_owned());
        let base = wire::base_address(address).ok_or_else(|| {
            usage("the endpoint must be an address with https, or with http on this machine, and no password in it")
        })?;
        let http = wire::client(&base, CONNECT, |client| client.timeout(patience))
            .map_err(|error| Failure::world("cannot speak to an endpoint", &error))?;
        let url = format!("{}/chat/completions", base.as_str().trim_end_matches('/'));
        let url = Url::parse(&url).map_err(|_| usage("the endpoint is no address"))?;
        let key = key
            .map(|key| {
                let mut header = HeaderValue::from_str(&format!("Bearer {key}"))
                    .map_err(|_| usage("PROBITY_PROPOSAL_KEY has letters that no key has"))?;
                header.set_sensitive(true);
                Ok(header)
            })
            .transpose()?;
        Ok(Self { http, url, model, key })
    }

    /// Asks, again while the endpoint is busy, and gives the words of the answer.
    pub(super) async fn ask(&self, question: &Question) -> Result<String, Trouble> {
        let mut wait = WAITS.0;
        for _ in 1..TRIES {
            match self.once(question).await {
                Err((Trouble::Busy, asked)) => tokio::time::sleep(asked.unwrap_or(wait).min(WAITS.1)).await,
                outcome => return outcome.map_err(|(trouble, _)| trouble),
            }
            wait *= 2;
        }
        self.once(question).await.map_err(|(trouble, _)| trouble)
    }

    async fn once(&self, question: &Question) -> Result<String, (Trouble, Option<Duration>)> {
        let body = json!({
            "model": self.model,
            "temperature": 0,
            "stream": false,
            "response_format": { "type": "json_object" },
            "messages": [
                { "role": "system", "content": Question::instructions() },
                { "role": "user", "content": question.sentences() },
            ],
        });
        let request = self.http.post(self.url.clone()).header("content-type", "application/json");
        let request = match &self.key {
            Some(key) => request.header(AUTHORIZATION, key.clone()),
            None => request,
        };
        let answer = request.body(body.to_string()).send().await.map_err(|error| (lost(&error), None))?;
        if let Some(trouble) = trouble(&answer) {
            return Err((trouble, wire::retry_after(answer.headers())));
        }
        let body = wire::body(answer, LARGEST).await.map_err(|unread| {
            let trouble = match unread {
                Unread::TooLarge => Trouble::TooLarge,
                Unread::Lost(error) => lost(&error),
            };
            (trouble, None)
        })?;
        let completion: Completion =
            serde_json::from_slice(&body).map_err(|_| (Trouble::Unreadable, None))?;
        let said = completion.choices.into_iter().next().and_then(|choice| choice.message.content);
        said.ok_or((Trouble::Unreadable, None))
    }
}

fn lost(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() { Trouble::Late } else { Trouble::Unreachable }
}

/// What a status says, unless it is a success.
fn trouble(answer: &Response) -> Option<Trouble> {
    match answer.status().as_u16() {
        200..=299 => None,
        401 | 403 => Some(Trouble::Login),
        404 | 405 | 300..=399 => Some(Trouble::Missing),
        408 | 429 | 500..=599 => Some(Trouble::Busy),
        other => Some(Trouble::Refused(other)),
    }
}
