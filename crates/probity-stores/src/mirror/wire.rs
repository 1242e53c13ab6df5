//! The client that speaks to services: TLS by ring and the roots that are compiled in, one host, no redirect
//! followed, no proxy of the environment used. Without TLS only this machine is reached.

use crate::error::{EngineFault, FaultKind};
use reqwest::{Client, ClientBuilder, Url};
use std::sync::Arc;
use std::time::Duration;

/// Reads the address of a service: `https`, or `http` on this machine.
pub(crate) fn base_address(written: &str) -> Option<Url> {
    let url = Url::parse(written).ok()?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    ((url.scheme() == "https" || (url.scheme() == "http" && here)) && plain && url.has_host()).then_some(url)
}

/// A client for one service; `timed` says how long its calls may take.
pub(super) fn client(
    base: &Url,
    connect: Duration,
    timed: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, EngineFault> {
    let own = |message: &str| EngineFault::own(FaultKind::Other, message);
    let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| own("TLS cannot be set up"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .https_only(base.scheme() == "https")
        .user_agent("probity");
    timed(builder).build().map_err(|_| own("the client cannot be set up"))
}

#[cfg(test)]
mod tests {
    use super::base_address;

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
