//! Signature Version 4: each call carries a proof that whoever makes it knows the secret, over its method,
//! address, headers and body.
//!
//! The signature stands in a header and not in the address, because addresses end up in other people's logs.
//! Source: "Signature Version 4 signing process", Amazon S3 API Reference.

use super::address::Credentials;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A call as it is signed.
pub(super) struct Unsigned<'a> {
    pub(super) method: &'a str,
    pub(super) host: &'a str,
    /// Encoded already, as it is sent.
    pub(super) path: &'a str,
    /// Encoded already, sorted by name.
    pub(super) query: &'a str,
    /// Names in lower case, sorted, with the values that are sent; host, date and hash are added here.
    pub(super) headers: &'a [(String, String)],
    pub(super) body: &'a [u8],
}

/// The headers to send with a call, those that were there and those that sign it.
pub(super) fn signed(
    call: &Unsigned<'_>,
    who: &Credentials,
    region: &str,
    now: Timestamp,
) -> Vec<(String, String)> {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let day = now.strftime("%Y%m%d").to_string();
    let payload = crate::plan::hex(&Sha256::digest(call.body));
    let mut headers = call.headers.to_vec();
    headers.push(("x-amz-content-sha256".to_owned(), payload.clone()));
    headers.push(("x-amz-date".to_owned(), stamp.clone()));
    if let Some(token) = &who.token {
        headers.push(("x-amz-security-token".to_owned(), token.clone()));
    }
    let mut named = headers.clone();
    named.push(("host".to_owned(), call.host.to_owned()));
    named.sort();
    let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let mut canonical = format!("{}\n{}\n{}\n", call.method, call.path, call.query);
    for (name, value) in &named {
        let value: Vec<&str> = value.split_whitespace().collect();
        let _ = writeln!(canonical, "{name}:{}", value.join(" "));
    }
    let _ = write!(canonical, "\n{names}\n{payload}");
    let scope = format!("{day}/{region}/s3/aws4_request");
    let hashed = crate::plan::hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}");
    let mut key = format!("AWS4{}", who.secret).into_bytes();
    for part in [day.as_str(), region, "s3", "aws4_request", &to_sign] {
        key = proof(&key, part.as_bytes());
    }
    headers.push((
        "authorization".to_owned(),
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={}",
            who.key,
            crate::plan::hex(&key)
        ),
    ));
    headers
}

fn proof(key: &[u8], message: &[u8]) -> Vec<u8> {
    // A key of any length is one, so there is always a proof.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::address::Credentials;
    use super::{Unsigned, signed};

    /// The examples of "Authenticating Requests: Using the Authorization Header", Amazon S3 API Reference.
    fn signature(method: &str, path: &str, query: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
        let who = Credentials {
            key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            token: None,
        };
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let host = "examplebucket.s3.amazonaws.com";
        let call = Unsigned { method, host, path, query, headers: &headers, body };
        let headers = signed(&call, &who, "us-east-1", "2013-05-24T00:00:00Z".parse().unwrap());
        let (_, value) = headers.iter().find(|(name, _)| name == "authorization").unwrap();
        value.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    #[test]
    fn the_published_examples_come_out_as_published() {
        assert_eq!(
            signature("GET", "/test.txt", "", &[("range", "bytes=0-9")], b""),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        assert_eq!(
            signature(
                "PUT",
                "/test%24file.text",
                "",
                &[("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),],
                b"Welcome to Amazon S3.",
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        assert_eq!(
            signature("GET", "/", "lifecycle=", &[], b""),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        assert_eq!(
            signature("GET", "/", "max-keys=2&prefix=J", &[], b""),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }
}
