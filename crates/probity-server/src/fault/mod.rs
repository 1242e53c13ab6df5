//! What a handler or a layer gives back when it cannot do what was asked.
//!
//! A fault becomes a response without a body that carries it along; [`crate::wrap`], which knows the
//! address and the request's number, writes it as a problem (RFC 9457) or as a page.
//!
//! INVARIANT (NOTHING-PERSONAL-AROUND-THE-BODY): a detail is made of words of this crate or of the
//! desk, never of what was sent.

mod code;

pub use code::Code;

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use probity_keeper::desk::DeskError;

/// A fault on its way to the visitor.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) detail: Option<String>,
    /// Where in the body the fault is: a JSON pointer (RFC 6901).
    pub(crate) pointer: Option<String>,
    retry_after: Option<u64>,
}

impl Fault {
    pub(crate) fn new(code: Code) -> Self {
        Self { code, detail: None, pointer: None, retry_after: None }
    }

    /// Says what it is this time.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says where in the body it is.
    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Says after how many seconds it is worth trying again.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The detail, or the meaning of the code.
    pub(crate) fn explanation(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.code.meaning())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        if self.code.status() == StatusCode::UNAUTHORIZED {
            // RFC 9110 section 15.5.2: a 401 names at least one scheme.
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::new(Code::NotFound),
            DeskError::WrongState { .. } => Self::new(Code::WrongState).detail(sentence(&error.to_string())),
            DeskError::PlanChanged => Self::new(Code::PlanChanged),
            DeskError::Refused { message } => Self::new(Code::Refused).detail(sentence(&message)),
            DeskError::World { attempted, source: _ } => {
                // The source may quote a row or an address; `attempted` never does.
                tracing::error!(%attempted, "the desk could not answer");
                Self::new(Code::Unavailable)
            }
        }
    }
}

/// A message of an error as a sentence for people.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let stop = if message.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_vocabulary::RequestState;

    #[test]
    fn what_the_desk_says_becomes_a_code_and_a_sentence() {
        let fault = Fault::from(DeskError::WrongState { state: RequestState::Fulfilled });
        assert_eq!(fault.code, Code::WrongState);
        assert_eq!(fault.explanation(), "The request is `fulfilled`, in which this cannot be done.");
    }

    #[test]
    fn why_the_world_failed_stays_inside() {
        let source = std::io::Error::other("duplicate key: (email) = (mary@example.com)");
        let fault =
            Fault::from(DeskError::World { attempted: "asking `core`".into(), source: source.into() });
        assert_eq!(fault.code, Code::Unavailable);
        assert!(!format!("{fault:?}").contains("mary"));
    }
}
