//! The headers that every response has.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use std::net::IpAddr;

/// Only this site's own style and pictures; no script, no frame, no other host.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

const TWO_YEARS: &str = "max-age=63072000; includeSubDomains";

/// What visitors' browsers tell about where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Referrer {
    /// Nothing, to nobody.
    Nobody,
    /// The address, to this site only. Where there is neither TLS nor a loopback host browsers send no
    /// `Sec-Fetch-Site` (W3C Fetch Metadata section 2.1), and under `no-referrer` they blank `Origin` too: then
    /// nothing would tell our own forms from those of other websites.
    ThisSite,
}

impl Referrer {
    /// For a request with these headers.
    pub(crate) fn of(request: &HeaderMap, secure: bool) -> Self {
        let host = request.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let name =
            host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).map_or(host, |(name, _)| name);
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let trustworthy = secure
            || name == "localhost"
            || name.ends_with(".localhost")
            || address.is_ok_and(|one| one.is_loopback());
        if trustworthy { Self::Nobody } else { Self::ThisSite }
    }

    const fn policy(self) -> &'static str {
        match self {
            Self::Nobody => "no-referrer",
            Self::ThisSite => "same-origin",
        }
    }
}

/// Sets them. A response that says nothing about caching is not to be stored.
pub(crate) fn protect(headers: &mut HeaderMap, referrer: Referrer, secure: bool) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer.policy()));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    let same_origin = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), same_origin.clone());
    if referrer == Referrer::Nobody {
        // Elsewhere browsers ignore it, and complain.
        headers.insert(HeaderName::from_static("cross-origin-opener-policy"), same_origin);
    }
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TWO_YEARS));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &'static str, secure: bool) -> Referrer {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        Referrer::of(&headers, secure)
    }

    #[test]
    fn nobody_learns_where_a_visitor_was_unless_our_own_forms_need_it() {
        for host in ["localhost:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "[::1]", "demo.localhost"]
        {
            assert_eq!(of(host, false), Referrer::Nobody, "{host}");
        }
        assert_eq!(of("privacy.example", true), Referrer::Nobody);
        for host in ["privacy.example", "192.168.1.5:8080", "[2001:db8::1]:80", "localhost.example", ""] {
            assert_eq!(of(host, false), Referrer::ThisSite, "{host}");
        }
    }
}
