//! `/v1/callbacks/{store}`: a service that the company uses tells that something is done.
//!
//! What it tells is not read here and not believed: whoever waits asks the service. A call that is not signed as
//! the data map says is answered as one for a service that there is not.

use super::body::Raw;
use super::problems::Problem;
use crate::fault::{Code, Fault};
use crate::office::Office;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use std::collections::BTreeMap;

/// A service tells that a deletion is done. It signs the body as the data map says.
#[utoipa::path(post, path = "/v1/callbacks/{store}", tag = "services", operation_id = "called_back",
    params(("store" = String, Path, description = "the service's name in the data map")),
    responses((status = 204, description = "whoever waits for the service asks it now"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn called_back(
    State(office): State<Office>,
    Path(store): Path<String>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<StatusCode, Fault> {
    let pair = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let headers: BTreeMap<String, String> = headers.iter().filter_map(pair).collect();
    if office.desk.called_back(&store, &headers, &body).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Fault::new(Code::NotFound))
    }
}
