//! From where a visitor comes, as far as rate limits need to know. Never logged.

use crate::options::ForwardedFor;
use axum::extract::ConnectInfo;
use axum::http::Extensions;
use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The address, or for IPv6 the network of 64 bits that one subscriber is given.
pub(crate) fn client_network(headers: &HeaderMap, extensions: &Extensions, trust: ForwardedFor) -> IpAddr {
    let forwarded = match trust {
        ForwardedFor::Ignored => None,
        ForwardedFor::LastAddress => last_forwarded(headers),
    };
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    network(forwarded.or_else(connected).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)))
}

fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    fn seen(header: &str, trust: ForwardedFor) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_str(header).unwrap());
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4000))));
        client_network(&headers, &extensions, trust).to_string()
    }

    #[test]
    fn a_header_that_anybody_can_write_counts_only_behind_a_proxy_of_ours() {
        assert_eq!(seen("198.51.100.7", ForwardedFor::Ignored), "192.0.2.1");
        assert_eq!(seen("10.0.0.1, 198.51.100.7", ForwardedFor::LastAddress), "198.51.100.7");
        assert_eq!(seen("nonsense", ForwardedFor::LastAddress), "192.0.2.1");
    }

    #[test]
    fn one_subscriber_of_ipv6_is_one_address() {
        assert_eq!(seen("2001:db8:1:2:3:4:5:6", ForwardedFor::LastAddress), "2001:db8:1:2::");
        assert_eq!(seen("::ffff:198.51.100.7", ForwardedFor::LastAddress), "198.51.100.7");
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.insert("x-forwarded-for", value);
                client_network(&headers, &Extensions::new(), ForwardedFor::LastAddress);
            }
        }
    }
}
