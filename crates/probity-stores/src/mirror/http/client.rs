//! The calls themselves: signed in, not too fast, made again while the service is busy, and bounded.
//!
//! Only the service's own host is spoken to: no redirect is followed, no proxy of the environment is used, TLS is
//! verified against the roots that are compiled in, and without TLS only this machine is reached.
//!
//! INVARIANT (ERRORS-HOLD-NO-DATA): a fault names a call as it is written in the description, with its braces, and
//! the status; never an address that was called, never what came back.

use super::Spoken;
use super::fill::encoded;
use super::oauth::Grant;
use crate::error::{EngineFault, FaultKind, FaultParts};
use base64::Engine as _;
use probity_policy::model::services::{Call, Login, Meaning, Service};
use probity_wire::{self as wire, Unread};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What a call carries.
#[derive(Clone, Debug)]
pub(super) enum Body {
    None,
    Json(String),
    Form(String),
}

/// What came back.
pub(super) enum Reply {
    /// An answer; null when it was empty.
    Said { body: Value, link: Option<String> },
    /// There is no such record, or none any more.
    Gone,
}

pub(super) struct Client {
    http: reqwest::Client,
    base: Url,
    /// Its further addresses.
    hosts: BTreeMap<String, Url>,
    service: Service,
    variables: Arc<BTreeMap<String, String>>,
    headers: HeaderMap,
    /// Where tokens are asked for.
    grant: Option<Grant>,
    /// When the last call went out.
    last: Option<Instant>,
}

fn fault(kind: FaultKind, status: Option<u16>, message: String) -> EngineFault {
    let code = status.map(|status| status.to_string());
    FaultParts { kind, code, constraint: None, table: None, column: None, message }.into()
}

impl Client {
    pub(super) fn new(
        base: Url,
        spoken: &Spoken,
        connect: Duration,
        longest: Duration,
    ) -> Result<Self, EngineFault> {
        let own = |message: &str| EngineFault::own(FaultKind::Other, message);
        let longest = longest.min(Duration::from_secs(120));
        let http = wire::client(&base, connect, |client| client.timeout(longest))
            .map_err(|error| own(&error.to_string()))?;
        let (service, variables) = (spoken.service.clone(), spoken.variables.clone());
        let mut hosts = BTreeMap::new();
        for (name, variable) in &service.hosts {
            let url = variables.get(variable).and_then(|address| wire::base_address(address));
            let url = url.ok_or_else(|| {
                own(&format!(
                    "the address in `{variable}` must begin with https, or with http on this machine"
                ))
            })?;
            hosts.insert(name.clone(), url);
        }
        let grant = match &service.login {
            Some(Login::OAuth(oauth)) => {
                let grant = Grant::new(oauth, &variables, spoken.token.clone());
                Some(grant.ok_or_else(|| {
                    own(&format!(
                        "the address in `{}` must begin with https, or with http on this machine",
                        oauth.address
                    ))
                })?)
            }
            _ => None,
        };
        let headers =
            headers(&service, &variables).ok_or_else(|| own("a header of the service cannot be written"))?;
        Ok(Self { http, base, hosts, service, variables, headers, grant, last: None })
    }

    /// The shortest time between two calls, in milliseconds.
    pub(super) fn pause(&self) -> u64 {
        self.service.pause
    }

    pub(super) fn variables(&self) -> &Arc<BTreeMap<String, String>> {
        &self.variables
    }

    /// The address of the service that a call goes to.
    fn host(&self, call: &Call) -> Option<&Url> {
        call.host.as_ref().map_or(Some(&self.base), |host| self.hosts.get(host))
    }

    /// Whether an address is the one that a call went to, so that it may be called.
    pub(super) fn own(&self, call: &Call, address: &str) -> Option<String> {
        let base = self.host(call)?;
        let url = base.join(address).ok()?;
        let same = url.origin() == base.origin();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        same.then(|| format!("{}{query}", url.path()))
    }

    /// Makes a call. `path` begins with a slash; `absolute` when it is whole and the base's own path is not put
    /// before it.
    pub(super) async fn call(
        &mut self,
        call: &Call,
        path: &str,
        absolute: bool,
        body: &Body,
    ) -> Result<Reply, EngineFault> {
        let written = call.written.as_str();
        let url = self.address(call, path, absolute).ok_or_else(|| {
            fault(FaultKind::Other, None, format!("`{written}` gives no address of the service"))
        })?;
        let method = Method::from_bytes(call.method.as_bytes()).unwrap_or(Method::GET);
        let mut wait = Duration::from_secs(self.service.waits.0);
        let longest = Duration::from_secs(self.service.waits.1);
        let mut renewed = false;
        let mut attempt = 0;
        while attempt < self.service.tries {
            attempt += 1;
            self.pace().await;
            let outcome = self.signed(written, &method, &url, body, &mut renewed).await;
            let (kind, asked, fault) = match outcome {
                Ok(reply) => return Ok(reply),
                Err(Trouble { later: Some(asked), fault }) => (true, asked, fault),
                Err(Trouble { later: None, fault }) => (false, None, fault),
            };
            if !kind || attempt == self.service.tries {
                return Err(fault);
            }
            tracing::debug!(call = written, attempt, "the service is busy");
            tokio::time::sleep(asked.unwrap_or(wait).min(longest)).await;
            wait = (wait * 2).min(longest);
        }
        Err(fault(FaultKind::Timeout, None, format!("`{written}` was never made")))
    }

    fn address(&self, call: &Call, path: &str, absolute: bool) -> Option<Url> {
        let base = self.host(call)?;
        let before = if absolute { "" } else { base.path().trim_end_matches('/') };
        let mut url = base.join(&format!("{before}{path}")).ok()?;
        if let Some(Login::Parameter(name, variable)) = &self.service.login {
            let pair = format!("{}={}", encoded(name), encoded(self.variables.get(variable)?));
            let query = url.query().map_or(pair.clone(), |query| format!("{query}&{pair}"));
            url.set_query(Some(&query));
        }
        (url.origin() == base.origin()).then_some(url)
    }

    /// Waits until the next call may go out.
    async fn pace(&mut self) {
        if let Some(last) = self.last {
            tokio::time::sleep_until(last + Duration::from_millis(self.service.pause)).await;
        }
        self.last = Some(Instant::now());
    }

    /// Makes a call with a token where one is needed; with a new one, once, when the service does not take it any more.
    async fn signed(
        &self,
        written: &str,
        method: &Method,
        url: &Url,
        body: &Body,
        renewed: &mut bool,
    ) -> Result<Reply, Trouble> {
        let Some(grant) = &self.grant else { return self.once(written, method, url, body, None).await };
        let header = grant.header(&self.http).await?;
        let outcome = self.once(written, method, url, body, Some(header.clone())).await;
        match outcome {
            Err(trouble) if trouble.fault.kind == FaultKind::Login && !std::mem::replace(renewed, true) => {
                grant.refused(&header).await;
                let header = grant.header(&self.http).await?;
                self.once(written, method, url, body, Some(header)).await
            }
            outcome => outcome,
        }
    }

    async fn once(
        &self,
        written: &str,
        method: &Method,
        url: &Url,
        body: &Body,
        token: Option<HeaderValue>,
    ) -> Result<Reply, Trouble> {
        let mut request = self.http.request(method.clone(), url.clone()).headers(self.headers.clone());
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        request = match body {
            Body::None => request,
            Body::Json(text) => request.header("content-type", "application/json").body(text.clone()),
            Body::Form(text) => {
                request.header("content-type", "application/x-www-form-urlencoded").body(text.clone())
            }
        };
        // A call that only reads, or that says the whole outcome, may be made twice.
        let repeatable = matches!(*method, Method::GET | Method::PUT | Method::DELETE);
        let lost = |error: &reqwest::Error| {
            let (kind, why) = if error.is_timeout() {
                (FaultKind::Timeout, "took longer than allowed")
            } else {
                (FaultKind::ConnectionLost, "got no answer")
            };
            let later = (repeatable || error.is_connect()).then_some(None);
            Trouble { later, fault: fault(kind, None, format!("`{written}` {why}")) }
        };
        let answer = request.send().await.map_err(|error| lost(&error))?;
        let status = answer.status().as_u16();
        let link = next_link(answer.headers());
        let after = wire::retry_after(answer.headers());
        let refused = |kind, why: &str| Trouble {
            later: None,
            fault: fault(kind, Some(status), format!("`{written}` {why}")),
        };
        let meaning = self.service.meanings.get(&u64::from(status)).copied();
        match (meaning, status) {
            (Some(Meaning::Gone), _) | (None, 404 | 410) => return Ok(Reply::Gone),
            (Some(Meaning::Later), _) | (None, 429 | 502..=504) => {
                let fault =
                    fault(FaultKind::LostRace, Some(status), format!("`{written}`: the service is busy"));
                return Err(Trouble { later: Some(after), fault });
            }
            (Some(Meaning::Refused), _) => return Err(refused(FaultKind::Refused, "was refused")),
            (None, 200..=299) => {}
            (None, 300..=399) => {
                return Err(refused(FaultKind::Other, "was sent elsewhere, which is not followed"));
            }
            (None, 401) => return Err(refused(FaultKind::Login, "was refused: the secret is not accepted")),
            (None, 403) => {
                return Err(refused(FaultKind::Permission, "was refused: the secret does not allow it"));
            }
            (None, 409 | 412) => return Err(refused(FaultKind::LostRace, "met a change by somebody else")),
            (None, 400..=499) => return Err(refused(FaultKind::Refused, "was refused")),
            (None, _) => {
                let later = repeatable.then_some(after);
                let fault = fault(FaultKind::Other, Some(status), format!("`{written}`: the service failed"));
                return Err(Trouble { later, fault });
            }
        }
        let largest = usize::try_from(self.service.largest).unwrap_or(usize::MAX);
        let bytes = wire::body(answer, largest).await.map_err(|unread| match unread {
            Unread::TooLarge => refused(FaultKind::Other, "answered more than is read"),
            Unread::Lost(error) => lost(&error),
        })?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Reply::Said { body: Value::Null, link });
        }
        match serde_json::from_slice(&bytes) {
            Ok(body) => Ok(Reply::Said { body, link }),
            Err(_) if *method == Method::GET => Err(refused(FaultKind::Other, "answered what is no JSON")),
            Err(_) => Ok(Reply::Said { body: Value::Null, link }),
        }
    }
}

/// Why a call did not come to an answer; `later` when it may be made again, with the wait that the service asks for.
pub(super) struct Trouble {
    pub(super) later: Option<Option<Duration>>,
    pub(super) fault: EngineFault,
}

fn headers(service: &Service, variables: &BTreeMap<String, String>) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("application/json"));
    for (name, value) in &service.headers {
        headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?);
    }
    let secret = |text: &str| {
        let mut value = HeaderValue::from_str(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    };
    match &service.login {
        Some(Login::Bearer(variable)) => {
            headers.insert("authorization", secret(&format!("Bearer {}", variables.get(variable)?))?);
        }
        Some(Login::Password(user, password)) => {
            let pair = format!("{}:{}", variables.get(user)?, variables.get(password)?);
            let pair = base64::engine::general_purpose::STANDARD.encode(pair);
            headers.insert("authorization", secret(&format!("Basic {pair}"))?);
        }
        Some(Login::Header(name, variable)) => {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            headers.insert(name, secret(variables.get(variable)?)?);
        }
        Some(Login::Parameter(..) | Login::OAuth(_)) | None => {}
    }
    Some(headers)
}

/// RFC 8288: the target of the link whose relation is `next`.
fn next_link(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("link")?.to_str().ok()?;
    text.split(',').find_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let next = parameters.split(';').any(|one| matches!(one.trim(), "rel=\"next\"" | "rel=next"));
        next.then(|| target.trim().trim_start_matches('<').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_read_from_the_link_header() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "link",
            HeaderValue::from_static(
                "<https://a.example/p=1>; rel=\"prev\", <https://a.example/p=3>; rel=\"next\"",
            ),
        );
        assert_eq!(next_link(&headers).as_deref(), Some("https://a.example/p=3"));
    }
}
