//! Sessions as the visitor carries them: a cookie for pages, a bearer token for the interface.
//!
//! The desk makes, keeps and ends sessions; here they are only read and written.
//!
//! INVARIANT (COOKIES-OPEN-PAGES-ONLY): the interface under `/v1` looks at no cookie, so that no other
//! website can use it in a visitor's name.

use crate::fault::{Code, Fault};
use crate::office::Office;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use probity_keeper::desk::{OfficerView, RequestView, SessionToken};
use probity_vocabulary::{Personal, Reveal};

/// Which of the two sessions a browser can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// A person's, for one request of theirs.
    Person,
    /// An officer's.
    Officer,
}

impl Cookie {
    /// With TLS the prefix makes browsers refuse the cookie from any other host or path (RFC 6265bis).
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Person, true) => "__Host-probity_person",
            (Self::Person, false) => "probity_person",
            (Self::Officer, true) => "__Host-probity_officer",
            (Self::Officer, false) => "probity_officer",
        }
    }

    /// The token in the visitor's cookie.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool) -> Option<SessionToken> {
        let name = self.name(secure);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| SessionToken(Personal::new(value.to_owned())))
    }

    /// The value of `Set-Cookie` that opens the session. It ends with the browser's.
    pub(crate) fn open(self, token: &SessionToken, secure: bool) -> Result<HeaderValue, Fault> {
        let value = token.0.reveal(Reveal::AnswerPerson);
        // RFC 6265 section 4.1.1: what may stand in a cookie without quoting.
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
        if value.is_empty() || !value.as_bytes().iter().all(plain) {
            return Err(Fault::new(Code::Internal));
        }
        self.header(value, "", secure)
    }

    /// The value of `Set-Cookie` that makes the browser forget.
    pub(crate) fn forget(self, secure: bool) -> Result<HeaderValue, Fault> {
        self.header("", "; Max-Age=0", secure)
    }

    fn header(self, value: &str, more: &str, secure: bool) -> Result<HeaderValue, Fault> {
        let protected = if secure { "; Secure" } else { "" };
        let name = self.name(secure);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{protected}{more}");
        let mut header = HeaderValue::from_str(&text).map_err(|_| Fault::new(Code::Internal))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

/// A visitor whose cookie opens the session of a request.
#[derive(Debug)]
pub(crate) struct PersonOfPage {
    pub(crate) token: SessionToken,
    pub(crate) request: RequestView,
}

/// A visitor whose cookie is an officer's.
#[derive(Debug)]
pub(crate) struct OfficerOfPage {
    pub(crate) token: SessionToken,
    pub(crate) officer: OfficerView,
}

/// A client whose bearer token opens the session of a request.
#[derive(Debug)]
pub(crate) struct PersonOfInterface {
    pub(crate) token: SessionToken,
    pub(crate) request: RequestView,
}

/// A client whose bearer token is an officer's.
#[derive(Debug)]
pub(crate) struct OfficerOfInterface {
    pub(crate) officer: OfficerView,
}

/// An officer who must sign in first is led there.
#[derive(Debug)]
pub(crate) enum ConsoleRefusal {
    SignIn,
    Fault(Fault),
}

impl IntoResponse for ConsoleRefusal {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => Redirect::to("/console/sign-in").into_response(),
            Self::Fault(fault) => fault.into_response(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PersonOfPage
where
    Office: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let office = Office::from_ref(state);
        let token = Cookie::Person.read(&parts.headers, office.options.secure);
        let (token, request) = person(&office, token).await?;
        Ok(Self { token, request })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PersonOfInterface
where
    Office: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let (token, request) = person(&Office::from_ref(state), bearer(&parts.headers)).await?;
        Ok(Self { token, request })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfficerOfPage
where
    Office: FromRef<S>,
{
    type Rejection = ConsoleRefusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ConsoleRefusal> {
        let office = Office::from_ref(state);
        let token = Cookie::Officer.read(&parts.headers, office.options.secure);
        let (token, officer) = officer(&office, token).await.map_err(|fault| match fault.code {
            Code::NotSignedIn => ConsoleRefusal::SignIn,
            _ => ConsoleRefusal::Fault(fault),
        })?;
        Ok(Self { token, officer })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfficerOfInterface
where
    Office: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let (_, officer) = officer(&Office::from_ref(state), bearer(&parts.headers)).await?;
        Ok(Self { officer })
    }
}

async fn person(office: &Office, token: Option<SessionToken>) -> Result<(SessionToken, RequestView), Fault> {
    let token = token.ok_or_else(|| Fault::new(Code::NotSignedIn))?;
    let request = office.desk.own_request(&token).await?.ok_or_else(|| Fault::new(Code::NotSignedIn))?;
    Ok((token, request))
}

async fn officer(office: &Office, token: Option<SessionToken>) -> Result<(SessionToken, OfficerView), Fault> {
    let token = token.ok_or_else(|| Fault::new(Code::NotSignedIn))?;
    let officer = office.desk.officer(&token).await?.ok_or_else(|| Fault::new(Code::NotSignedIn))?;
    Ok((token, officer))
}

/// The token of an officer's session as a browser carries it; whether it is one, the desk knows.
#[must_use]
pub fn officer_token(headers: &HeaderMap) -> Option<SessionToken> {
    [true, false].into_iter().find_map(|secure| Cookie::Officer.read(headers, secure))
}

/// The token of `Authorization: Bearer …` (RFC 6750 section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<SessionToken> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let given = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    given.then(|| SessionToken(Personal::new(token.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(text: &str) -> SessionToken {
        SessionToken(Personal::new(text.to_owned()))
    }

    fn revealed(token: Option<SessionToken>) -> Option<String> {
        token.map(|token| token.0.reveal(Reveal::VerifyIdentity).clone())
    }

    #[test]
    fn behind_tls_the_cookie_is_bound_to_the_host_and_to_tls() {
        let header = Cookie::Person.open(&token("abc"), true).unwrap();
        assert_eq!(header, "__Host-probity_person=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(header.is_sensitive());
        let header = Cookie::Officer.forget(false).unwrap();
        assert_eq!(header, "probity_officer=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_token_that_would_write_another_attribute_is_refused() {
        assert!(Cookie::Person.open(&token("a; Domain=example.com"), true).is_err());
        assert!(Cookie::Person.open(&token(""), true).is_err());
    }

    #[test]
    fn the_right_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        let text = "a=b; probity_officer=x=y; __Host-probity_person=p";
        headers.insert(COOKIE, HeaderValue::from_static(text));
        assert_eq!(revealed(Cookie::Officer.read(&headers, false)), Some("x=y".into()));
        assert_eq!(revealed(Cookie::Officer.read(&headers, true)), None);
        assert_eq!(revealed(Cookie::Person.read(&headers, true)), Some("p".into()));
    }

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_the_scheme() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("bearer t"));
        assert_eq!(revealed(bearer(&headers)), Some("t".into()));
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic t"));
        assert_eq!(revealed(bearer(&headers)), None);
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.insert(COOKIE, value.clone());
                headers.insert(AUTHORIZATION, value);
                Cookie::Person.read(&headers, true);
                bearer(&headers);
            }
        }
    }
}
