//! Where a bucket is and who asks: `s3://KEY:SECRET@bucket/prefix?region=eu-central-1`, or without the key,
//! which then comes from the variables that every program for S3 reads.
//!
//! INVARIANT (ERRORS-HOLD-NO-DATA): neither `Debug` nor `Display` shows a key, a secret or a token.

use super::escape::unescaped;
use probity_wire::base_address;
use reqwest::Url;
use std::fmt;

/// A bucket, and how it is asked.
#[derive(Clone)]
pub(crate) struct BucketAddress {
    /// The bucket's name.
    pub(super) bucket: String,
    /// What all keys begin with: empty, or ending in `/`.
    pub(super) prefix: String,
    /// The region that calls are signed for.
    pub(super) region: String,
    /// The address of the service, without a path.
    pub(super) endpoint: Url,
    /// Whether the bucket's name is a part of the host, rather than of the path.
    pub(super) in_host: bool,
    /// Who asks.
    pub(super) credentials: Credentials,
}

/// Who asks.
#[derive(Clone)]
pub(super) struct Credentials {
    /// The access key's id.
    pub(super) key: String,
    /// Its secret.
    pub(super) secret: String,
    /// The token of credentials that are lent for a while.
    pub(super) token: Option<String>,
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddressFault {
    /// It is none.
    Unreadable(&'static str),
    /// This variable is not set.
    Missing(&'static str),
}

const FORM: &str = "it is not of the form `s3://bucket/prefix?region=eu-central-1`";
const ENDPOINT: &str =
    "its endpoint is not an address that begins with `https://`, without path, user and query";

impl BucketAddress {
    /// Reads an address. What it does not say is taken from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_SESSION_TOKEN`, `AWS_REGION` and `AWS_ENDPOINT_URL`.
    ///
    /// # Errors
    /// When it is no address of a bucket, or nobody says who asks.
    pub(crate) fn read(
        written: &str,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, AddressFault> {
        let unreadable = AddressFault::Unreadable;
        let set = |names: &[&str]| {
            names.iter().find_map(|name| environment(name)).filter(|value| !value.is_empty())
        };
        let url = Url::parse(written).ok().filter(|url| url.scheme() == "s3").ok_or(unreadable(FORM))?;
        let bucket = url.host_str().map(str::to_owned).filter(|name| is_bucket(name)).ok_or(unreadable(
            "a bucket's name is made of letters, digits, `.`, `-` and `_`: `s3://bucket/prefix`",
        ))?;
        if url.port().is_some() || url.fragment().is_some() {
            return Err(unreadable(FORM));
        }
        let (mut region, mut endpoint, mut style) = (None, None, None);
        for (name, value) in url.query_pairs() {
            match &*name {
                "region" => region = Some(value.into_owned()),
                "endpoint" => endpoint = Some(value.into_owned()),
                "style" if matches!(&*value, "path" | "host") => style = Some(value == "host"),
                _ => {
                    return Err(unreadable(
                        "after `?` stand only `region`, `endpoint` and `style` (`path` or `host`)",
                    ));
                }
            }
        }
        let endpoint = endpoint.or_else(|| set(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]));
        let region = region.or_else(|| set(&["AWS_REGION", "AWS_DEFAULT_REGION"]));
        // Services of others than Amazon mostly have one region, and it is called so.
        let region = region.or_else(|| endpoint.as_ref().map(|_| "us-east-1".to_owned()));
        let region = region.ok_or(unreadable("it names no region, as `?region=eu-central-1` does"))?;
        if region.is_empty() || !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(unreadable("a region is made of letters, digits and `-`"));
        }
        // A certificate is for one name before the service's own, and not for a name with dots.
        let in_host = style.unwrap_or(endpoint.is_none() && !bucket.contains('.'));
        let written = endpoint.unwrap_or_else(|| {
            let ending = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
            format!("https://s3.{region}.{ending}")
        });
        let endpoint = base_address(&written).filter(|url| url.path() == "/").ok_or(unreadable(ENDPOINT))?;
        let endpoint =
            if in_host { with_bucket(&endpoint, &bucket).ok_or(unreadable(ENDPOINT))? } else { endpoint };
        let prefix = unescaped(url.path().trim_start_matches('/'), false).ok_or(unreadable(FORM))?;
        let prefix = if prefix.is_empty() || prefix.ends_with('/') { prefix } else { format!("{prefix}/") };
        let given = |text: &str| unescaped(text, false).filter(|text| !text.is_empty());
        let credentials = match (given(url.username()), url.password().and_then(given)) {
            (Some(key), Some(secret)) => Credentials { key, secret, token: None },
            (None, None) => {
                let needed = |name: &'static str| set(&[name]).ok_or(AddressFault::Missing(name));
                Credentials {
                    key: needed("AWS_ACCESS_KEY_ID")?,
                    secret: needed("AWS_SECRET_ACCESS_KEY")?,
                    token: set(&["AWS_SESSION_TOKEN"]),
                }
            }
            _ => return Err(unreadable("it has one of key and secret, and needs both or none")),
        };
        Ok(Self { bucket, prefix, region, endpoint, in_host, credentials })
    }
}

fn is_bucket(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    name.bytes().all(fits) && !name.starts_with('.') && !name.contains("..")
}

fn with_bucket(endpoint: &Url, bucket: &str) -> Option<Url> {
    let mut url = endpoint.clone();
    url.set_host(Some(&format!("{bucket}.{}", endpoint.host_str()?))).ok()?;
    Some(url)
}

impl fmt::Display for BucketAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.endpoint.host_str().unwrap_or_default();
        write!(formatter, "s3://{}/{} at {host}", self.bucket, self.prefix)
    }
}

impl fmt::Debug for BucketAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BucketAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressFault, BucketAddress};

    fn variables(name: &str) -> Option<String> {
        match name {
            "AWS_ACCESS_KEY_ID" => Some("KEYID".to_owned()),
            "AWS_SECRET_ACCESS_KEY" => Some("SECRETWORD".to_owned()),
            _ => None,
        }
    }

    fn read(text: &str) -> Result<BucketAddress, AddressFault> {
        BucketAddress::read(text, &variables)
    }

    #[test]
    fn a_bucket_is_found_at_the_service_of_its_region() {
        let host = |text: &str| read(text).unwrap().endpoint.to_string();
        assert_eq!(
            host("s3://letters?region=eu-central-1"),
            "https://letters.s3.eu-central-1.amazonaws.com/"
        );
        assert_eq!(host("s3://a.b/x?region=eu-central-1"), "https://s3.eu-central-1.amazonaws.com/");
        assert_eq!(host("s3://a/x?region=cn-north-1&style=path"), "https://s3.cn-north-1.amazonaws.com.cn/");
        assert_eq!(host("s3://a?endpoint=https://s3.example.com:9000"), "https://s3.example.com:9000/");
        assert_eq!(host("s3://a?endpoint=http://127.0.0.1:9000"), "http://127.0.0.1:9000/");
        assert_eq!(read("s3://a/x%20y?region=r").unwrap().prefix, "x y/");
        assert_eq!(read("s3://a/x/?region=r").unwrap().prefix, "x/");
        assert_eq!(read("s3://a?region=r").unwrap().prefix, "");
    }

    #[test]
    fn a_key_in_the_address_comes_before_that_of_the_environment_and_is_not_shown() {
        let own = read("s3://AK:a%2Fb%2B@letters/x?region=r").unwrap();
        assert_eq!((own.credentials.key.as_str(), own.credentials.secret.as_str()), ("AK", "a/b+"));
        let shared = read("s3://letters/x?region=r").unwrap();
        assert_eq!(shared.credentials.key, "KEYID");
        for shown in [format!("{own} {own:?}"), format!("{shared} {shared:?}")] {
            assert!(!shown.contains("a/b") && !shown.contains("AK:") && !shown.contains("SECRET"), "{shown}");
        }
        let nobody = BucketAddress::read("s3://letters?region=r", &|_| None).unwrap_err();
        assert_eq!(nobody, AddressFault::Missing("AWS_ACCESS_KEY_ID"));
    }

    #[test]
    fn what_is_no_address_of_a_bucket_says_why() {
        for bad in [
            "https://letters.s3.amazonaws.com/",
            "s3://",
            "s3://letters",
            "s3://letters?region=r&acl=public",
            "s3://AK@letters?region=r",
            "s3://a?endpoint=http://minio.example.com",
            "s3://a?endpoint=https://minio.example.com/path",
            "s3://a?region=r&style=odd",
            "s3://a?region=r%0d%0a",
        ] {
            assert!(matches!(read(bad), Err(AddressFault::Unreadable(_))), "{bad}");
        }
    }
}
