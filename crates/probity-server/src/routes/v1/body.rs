//! Reading JSON bodies and queries, and saying where the fault is.
//!
//! INVARIANT (NOTHING-PERSONAL-AROUND-THE-BODY): what is said about a fault names what was expected and
//! where, never the value that was sent.

use crate::fault::{Code, Fault};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

/// A JSON body of a known shape.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::new(Code::UnsupportedMediaType));
        }
        let Raw(bytes) = Raw::from_request(request, state).await?;
        read(&bytes).map(Self)
    }
}

/// A body as it came.
pub(crate) struct Raw(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            Fault::new(match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge,
                _ => Code::MalformedBody,
            })
        })?;
        Ok(Self(bytes))
    }
}

/// A query of a known shape.
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        query.map(|Query(asked)| Self(asked)).map_err(|_| Fault::new(Code::InvalidQuery))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.is_data() {
            Fault::new(Code::InvalidBody).detail(expected(&inner.to_string())).at(pointer)
        } else {
            Fault::new(Code::MalformedBody)
        }
    })?;
    reader.end().map_err(|_| Fault::new(Code::MalformedBody))?;
    Ok(value)
}

/// RFC 6901.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&name);
    }
    pointer
}

/// What a reader's message says that it wanted, without what it was given.
fn expected(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(before, _)| before);
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("The member {name} is missing.");
    }
    let unknown = message.starts_with("unknown field ");
    match (message.rsplit_once(", expected "), unknown) {
        (Some((_, wanted)), true) => format!("There is no such member; expected {wanted}."),
        (Some((_, wanted)), false) => format!("Expected {wanted}."),
        (None, true) => String::from("There is no such member here."),
        (None, false) => String::from("This value is not valid."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only read")]
        right: probity_vocabulary::Right,
        #[expect(dead_code, reason = "only read")]
        identities: BTreeMap<String, String>,
    }

    fn fault(json: &str) -> (Code, String, Option<String>) {
        let fault = read::<Sample>(json.as_bytes()).unwrap_err();
        (fault.code, fault.explanation().to_owned(), fault.pointer)
    }

    #[test]
    fn a_fault_has_a_place_and_what_was_expected_but_not_what_was_sent() {
        let (code, detail, pointer) = fault(r#"{"right":"access","identities":{"e/mail":7007}}"#);
        assert_eq!((code, detail.as_str()), (Code::InvalidBody, "Expected a string."));
        assert_eq!(pointer.as_deref(), Some("/identities/e~1mail"));
        let (code, detail, pointer) = fault(r#"{"right":"mary, expected nothing","identities":{}}"#);
        assert_eq!((code, pointer.as_deref()), (Code::InvalidBody, Some("/right")));
        assert!(detail.starts_with("Expected one of `access`") && !detail.contains("mary"), "{detail}");
        let (_, detail, _) = fault(r#"{"right":"access"}"#);
        assert_eq!(detail, "The member `identities` is missing.");
        let (_, detail, _) = fault(r#"{"mary":1}"#);
        assert_eq!(detail, "There is no such member; expected `right` or `identities`.");
    }

    #[test]
    fn what_is_no_json_is_told_apart_from_what_is_not_valid() {
        assert_eq!(fault("{").0, Code::MalformedBody);
        assert_eq!(fault("").0, Code::MalformedBody);
        assert_eq!(fault("[]").0, Code::InvalidBody);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_fault_of_ours(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read::<Sample>(&bytes);
        }

        #[test]
        fn any_value_stays_out_of_the_detail(value in "[a-z]{12,20}") {
            for json in [
                format!(r#"{{"right":"{value}","identities":{{}}}}"#),
                format!(r#"{{"right":"access","identities":"{value}"}}"#),
                format!(r#""{value}""#),
            ] {
                let (_, detail, pointer) = fault(&json);
                prop_assert!(!detail.contains(&value) && !pointer.unwrap_or_default().contains(&value));
            }
        }
    }
}
