//! `/v1/ledger/checkpoint`: what witnesses and auditors hold the ledger to. Public.

use super::problems::Problem;
use crate::fault::Fault;
use crate::office::Office;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// The ledger's newest signed checkpoint (C2SP tlog-checkpoint).
#[utoipa::path(get, path = "/v1/ledger/checkpoint", tag = "ledger", operation_id = "checkpoint",
    responses((status = 200, body = String, content_type = "text/plain"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn checkpoint(State(office): State<Office>) -> Result<impl IntoResponse, Fault> {
    let note = office.desk.checkpoint().await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], note))
}
