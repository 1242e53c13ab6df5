//! Calls of S3: signed, made again while the service is busy, and their faults in words.
//!
//! INVARIANT (ERRORS-HOLD-NO-DATA): a fault tells what was asked and the service's code for why not; never a
//! key, an address, a secret or the service's own sentence, which quotes them.

use super::address::BucketAddress;
use super::answer::{Answer, LONGEST};
use super::escape::escaped;
use super::sign::{Unsigned, signed};
use crate::error::{EngineFault, FaultKind, FaultParts};
use probity_wire as wire;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response};
use std::time::Duration;

/// How often a call is made before the service is taken for busy.
const TRIES: u32 = 6;
/// How often a connection is tried; whoever called tries again later and longer.
const CONNECTIONS: u32 = 2;
/// The wait before a call is made again, the first and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(20));
/// The longest silence in the middle of an answer.
const SILENCE: Duration = Duration::from_secs(60);

/// One call.
#[derive(Clone, Default)]
pub(super) struct Call {
    /// What is asked, in words that can be shown.
    pub(super) what: &'static str,
    pub(super) method: Method,
    /// The object; none for the bucket itself.
    pub(super) key: Option<String>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Why a call was not answered.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status; 0 when there was no answer.
    pub(super) status: u16,
    /// The service's code, such as `NoSuchKey`.
    pub(super) code: String,
    pub(super) fault: EngineFault,
}

impl Refusal {
    /// Whether there is no such object.
    pub(super) fn is_missing(&self) -> bool {
        self.status == 404 && self.code != "NoSuchBucket"
    }

    /// Whether the object is another than the condition says.
    pub(super) fn is_lost_race(&self) -> bool {
        self.is_missing() || matches!(self.status, 409 | 412)
    }

    /// Whether the service cannot do this at all.
    pub(super) fn is_unknown_call(&self) -> bool {
        matches!(self.status, 405 | 501)
    }
}

impl From<Refusal> for std::io::Error {
    fn from(refusal: Refusal) -> Self {
        Self::other(refusal.fault)
    }
}

/// Why a call came to no answer, how often it may be made, and what wait the service asks for.
struct Trouble {
    refusal: Refusal,
    tries: u32,
    after: Option<Duration>,
}

/// Calls to one bucket.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    pub(super) address: BucketAddress,
    longest: Duration,
}

impl Client {
    pub(super) fn new(
        address: BucketAddress,
        (connect, longest): (Duration, Duration),
    ) -> Result<Self, EngineFault> {
        let http = wire::client(&address.endpoint, connect, |client| client.read_timeout(SILENCE))
            .map_err(|error| EngineFault::own(FaultKind::Other, error.to_string()))?;
        Ok(Self { http, address, longest: longest.min(Duration::from_secs(300)) })
    }

    /// Makes a call, again while the service is busy; what is answered has a status of success.
    pub(super) async fn call(&self, call: &Call) -> Result<Response, Refusal> {
        let mut wait = WAITS.0;
        let mut attempt = 1;
        loop {
            let (refusal, tries, asked) = match self.once(call).await {
                Ok(answer) => return Ok(answer),
                Err(Trouble { refusal, tries, after }) => (refusal, tries, after),
            };
            if attempt >= tries {
                return Err(refusal);
            }
            attempt += 1;
            tracing::debug!(call = call.what, attempt, "the bucket's service is busy");
            tokio::time::sleep(asked.unwrap_or(wait).min(WAITS.1)).await;
            wait = (wait * 2).min(WAITS.1);
        }
    }

    /// Makes a call that is answered in XML.
    pub(super) async fn ask(&self, call: &Call) -> Result<Answer, Refusal> {
        let mut answer = self.call(call).await?;
        let unread = |why: &str| refused(0, "", FaultKind::Other, format!("{}: {why}", call.what));
        let mut bytes = Vec::new();
        loop {
            let chunk = answer.chunk().await.map_err(|_| {
                refused(0, "", FaultKind::ConnectionLost, format!("{}: the answer broke off", call.what))
            })?;
            let Some(chunk) = chunk else { break };
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LONGEST {
                return Err(unread("the answer is longer than is read"));
            }
        }
        if bytes.is_empty() {
            return Ok(Answer::default());
        }
        let said = Answer::read(&bytes).ok_or_else(|| unread("the answer is no XML"))?;
        // Finishing an upload answers that it went well before it is known.
        if said.root == "Error" {
            return Err(self.refusal(call, 500, said.text("Code").unwrap_or_default(), None));
        }
        Ok(said)
    }

    async fn once(&self, call: &Call) -> Result<Response, Trouble> {
        let request = self.request(call).map_err(|refusal| Trouble { refusal, tries: 1, after: None })?;
        let answer = self.http.execute(request).await.map_err(|error| {
            let (kind, why) = if error.is_timeout() {
                (FaultKind::Timeout, "took longer than allowed")
            } else {
                (FaultKind::ConnectionLost, "got no answer")
            };
            // Each call says the whole outcome, or is made on a condition: it may be made twice.
            let tries = if error.is_connect() { CONNECTIONS } else { TRIES };
            let refusal = refused(0, "", kind, format!("{} {why}", call.what));
            Trouble { refusal, tries, after: None }
        })?;
        let status = answer.status().as_u16();
        if answer.status().is_success() {
            return Ok(answer);
        }
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let region = header("x-amz-bucket-region").map(str::to_owned);
        let after = wire::retry_after(answer.headers());
        let body = answer.bytes().await.unwrap_or_default();
        let said = Answer::read(&body).unwrap_or_default();
        let code = said.text("Code").unwrap_or_default();
        let region = region.or_else(|| said.text("Region").map(str::to_owned));
        let busy = matches!(status, 429 | 500 | 502..=504)
            || matches!(code, "SlowDown" | "RequestTimeout" | "InternalError" | "ServiceUnavailable");
        let refusal = self.refusal(call, status, code, region.as_deref());
        Err(Trouble { refusal, tries: if busy { TRIES } else { 1 }, after })
    }

    fn request(&self, call: &Call) -> Result<reqwest::Request, Refusal> {
        let unsaid = |why: &str| refused(0, "", FaultKind::Other, format!("{}: {why}", call.what));
        let bucket = if self.address.in_host { String::new() } else { format!("/{}", self.address.bucket) };
        let key = call.key.as_ref().map(|key| escaped(&format!("{}{key}", self.address.prefix), true));
        let path = format!("{bucket}/{}", key.unwrap_or_default());
        let mut query = call.query.clone();
        query.sort();
        let query: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name, false), escaped(value, false)))
            .collect();
        let query = query.join("&");
        let mut url = self.address.endpoint.clone();
        url.set_path(&path);
        url.set_query((!query.is_empty()).then_some(&query));
        // Addresses cannot say `.` and `..` as names; they would lead to another object.
        if url.path() != path {
            return Err(unsaid("an object has a name that cannot be asked for"));
        }
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let mut headers = call.headers.clone();
        headers.sort();
        let unsigned = Unsigned {
            method: call.method.as_str(),
            host: &host,
            path: &path,
            query: &query,
            headers: &headers,
            body: &call.body,
        };
        let headers = signed(&unsigned, &self.address.credentials, &self.address.region, now());
        let mut map = HeaderMap::new();
        for (name, value) in &headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Ok(mut value)) = (name, HeaderValue::from_str(value)) else {
                return Err(unsaid("a header cannot be sent"));
            };
            value.set_sensitive(true);
            map.append(name, value);
        }
        let mut request = reqwest::Request::new(call.method.clone(), url);
        *request.headers_mut() = map;
        if call.method != Method::GET {
            *request.timeout_mut() = Some(self.longest);
        }
        if !call.body.is_empty() || call.method == Method::PUT {
            *request.body_mut() = Some(call.body.clone().into());
        }
        Ok(request)
    }

    fn refusal(&self, call: &Call, status: u16, code: &str, region: Option<&str>) -> Refusal {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let code = if plain(code) && code.len() <= 64 { code } else { "" };
        let what = call.what;
        let region = region.filter(|region| plain(region) && *region != self.address.region);
        let (kind, why) = match (code, status) {
            ("NoSuchBucket", _) => (FaultKind::MissingDatabase, "there is no such bucket".to_owned()),
            ("InvalidAccessKeyId", _) => (FaultKind::Login, "the access key is not known".to_owned()),
            ("SignatureDoesNotMatch", _) => {
                (FaultKind::Login, "the secret is not that of the key".to_owned())
            }
            ("ExpiredToken" | "TokenRefreshRequired" | "ExpiredTokenException", _) => {
                (FaultKind::Login, "the credentials have expired".to_owned())
            }
            ("InvalidToken" | "InvalidSecurity", _) | ("", 401) => {
                (FaultKind::Login, "the credentials are not accepted".to_owned())
            }
            ("RequestTimeTooSkewed" | "RequestExpired", _) => {
                (FaultKind::Other, "the clock of this machine and the service's differ too much".to_owned())
            }
            ("PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed", _)
            | ("IllegalLocationConstraintException", _)
            | (_, 300..=399) => {
                let there = region.map(|region| format!(", `{region}`")).unwrap_or_default();
                let message =
                    format!("the bucket is in another region{there} than `{}`", self.address.region);
                (FaultKind::MissingDatabase, message)
            }
            ("InvalidObjectState", _) => {
                (FaultKind::Refused, "the object is archived and must be restored first".to_owned())
            }
            ("PreconditionFailed" | "ConditionalRequestConflict", _) | ("", 409 | 412) => {
                (FaultKind::LostRace, "somebody else changed the object".to_owned())
            }
            ("SlowDown" | "ServiceUnavailable", _) | (_, 429 | 503) => {
                (FaultKind::LostRace, "the service is busy".to_owned())
            }
            (_, 403) => (FaultKind::Permission, "the key does not allow it".to_owned()),
            (_, 404) => (FaultKind::Other, "there is no such object".to_owned()),
            _ => (FaultKind::Other, "the service refused".to_owned()),
        };
        refused(status, code, kind, format!("{what}: {why}"))
    }
}

fn refused(status: u16, code: &str, kind: FaultKind, message: String) -> Refusal {
    let shown = if code.is_empty() { status.to_string() } else { code.to_owned() };
    let shown = (status != 0).then_some(shown);
    let parts = FaultParts { kind, code: shown, constraint: None, table: None, column: None, message };
    Refusal { status, code: code.to_owned(), fault: parts.into() }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a signature says when it was made by the clock of the machine that makes the call; nothing else hangs on it"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
