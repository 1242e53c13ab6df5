//! Calls to services of others over HTTP: TLS by ring and the roots that are compiled in, one host, no redirect
//! followed, no proxy of the environment used. Without TLS only this machine is reached.
//!
//! It knows no service; what is called, and what an answer means, is said by who calls.
//!
//! INVARIANT (ONE-DOOR-OUT): every call that leaves over HTTP is made by a client of this crate.

use reqwest::header::HeaderMap;
use reqwest::{Client, ClientBuilder, Response, Url};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why there is no client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoClient {
    /// The provider has none of the protocols.
    #[error("TLS cannot be set up")]
    Tls,
    /// Everything else.
    #[error("the client cannot be set up")]
    Client,
}

/// Why a body was not read.
#[derive(Debug, Error)]
pub enum Unread {
    /// It is larger than the caller reads.
    #[error("the answer is larger than is read")]
    TooLarge,
    /// The connection or the time ended first.
    #[error("the answer ended before its end")]
    Lost(#[source] reqwest::Error),
}

/// Reads the address of a service: `https`, or `http` on this machine; nothing where it carries a password or a query,
/// which would end up in messages.
#[must_use]
pub fn base_address(written: &str) -> Option<Url> {
    let url = Url::parse(written).ok()?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    ((url.scheme() == "https" || (url.scheme() == "http" && here)) && plain && url.has_host()).then_some(url)
}

/// A client for one service; `timed` says how long its calls may take.
///
/// # Errors
///
/// When TLS or the client cannot be set up.
pub fn client(
    base: &Url,
    connect: Duration,
    timed: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, NoClient> {
    let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| NoClient::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .https_only(base.scheme() == "https")
        .user_agent("probity");
    timed(builder).build().map_err(|_| NoClient::Client)
}

/// The wait that a service asks for (RFC 9110 section 10.2.3): seconds, or an instant, which is counted from the
/// service's own `Date`, because clocks differ. At most a day.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let after = text("retry-after")?;
    let seconds = match after.parse::<f64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let at = |text: &str| jiff::fmt::rfc2822::parse(text).ok();
            let wait = at(after)?.timestamp().as_second() - at(text("date")?)?.timestamp().as_second();
            f64::from(i32::try_from(wait.max(0)).ok()?)
        }
    };
    (0.0..=86_400.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// The body of an answer, of at most so many bytes.
///
/// # Errors
///
/// When it is larger, or does not come to its end.
pub async fn body(mut answer: Response, largest: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(Unread::Lost)? {
        if bytes.len() + chunk.len() > largest {
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{base_address, retry_after};
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use std::time::Duration;

    #[test]
    fn a_wait_is_in_seconds_or_until_an_instant_by_the_services_own_clock() {
        let wait = |headers: &[(&'static str, &'static str)]| {
            let pair = |(name, value): &(&'static str, &'static str)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            };
            retry_after(&headers.iter().map(pair).collect::<HeaderMap>())
        };
        let date = ("date", "Wed, 25 Nov 2026 21:00:00 GMT");
        assert_eq!(wait(&[("retry-after", "120")]), Some(Duration::from_secs(120)));
        assert_eq!(wait(&[("retry-after", "0.5")]), Some(Duration::from_millis(500)));
        let later = ("retry-after", "Wed, 25 Nov 2026 21:01:30 GMT");
        assert_eq!(wait(&[date, later]), Some(Duration::from_secs(90)));
        let past = ("retry-after", "Wed, 25 Nov 2026 20:00:00 GMT");
        assert_eq!(wait(&[date, past]), Some(Duration::ZERO));
        for nothing in ["", "soon", "-1", "1e99", "NaN", "Thu, 25 Nov 2027 21:01:30 GMT"] {
            assert_eq!(wait(&[date, ("retry-after", nothing)]), None, "{nothing}");
        }
        assert_eq!(wait(&[later]), None);
        assert_eq!(wait(&[date]), None);
    }

    #[test]
    fn a_service_is_reached_over_tls_or_on_this_machine() {
        for good in [
            "https://api.example.com",
            "https://api.example.com/v1",
            "http://127.0.0.1:8080",
            "http://localhost",
        ] {
            assert!(base_address(good).is_some(), "{good}");
        }
        for bad in [
            "http://api.example.com",
            "ftp://x",
            "https://user:pw@x.example",
            "api.example.com",
            "http://127.0.0.1.example.com",
        ] {
            assert!(base_address(bad).is_none(), "{bad}");
        }
    }
}
