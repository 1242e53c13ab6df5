//! The request that an address names.

use crate::fault::{Code, Fault};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use probity_ledger::RequestId;

/// The `{id}` of an address. What cannot be an id is an address where nothing is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestPath(pub(crate) RequestId);

impl<S: Send + Sync> FromRequestParts<S> for RequestPath {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(Fault::new(Code::NotFound));
        };
        RequestId::parse(&text).map(Self).ok_or_else(|| Fault::new(Code::NotFound))
    }
}
