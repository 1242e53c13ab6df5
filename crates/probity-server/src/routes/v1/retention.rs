//! `/v1/retention`: legal holds, what erasures left for later, and the runs of expiry.

use super::problems::Problem;
use crate::fault::Fault;
use crate::office::Office;
use crate::session::OfficerOfInterface;
use axum::Json;
use axum::extract::State;
use probity_keeper::desk::RetentionView;
use serde::Serialize;
use utoipa::ToSchema;

/// How long things are kept. Holds nothing personal.
#[derive(Serialize, ToSchema)]
pub(super) struct Retention {
    /// Legal holds: `id`, `scope`, `what`, `owner`, `reason`, `review_at`, `ends_at`, `stands`, `review_due`.
    #[schema(value_type = Vec<Object>)]
    holds: serde_json::Value,
    /// What erasures left for later: `request`, `table`, `rows`, `because`, `clause`, `until`.
    #[schema(value_type = Vec<Object>)]
    waiting: serde_json::Value,
    /// The newest runs of expiry, each with its report: `done`, `kept`, `findings`.
    #[schema(value_type = Vec<Object>)]
    runs: serde_json::Value,
}

impl From<RetentionView> for Retention {
    fn from(view: RetentionView) -> Self {
        let value = |list: Result<serde_json::Value, serde_json::Error>| list.unwrap_or_default();
        Self {
            holds: value(serde_json::to_value(view.holds)),
            waiting: value(serde_json::to_value(view.waiting)),
            runs: value(serde_json::to_value(view.runs)),
        }
    }
}

/// Holds, what waits, and the runs of expiry.
#[utoipa::path(get, path = "/v1/retention", tag = "retention", operation_id = "retention", security(("officer" = [])),
    responses((status = 200, body = Retention),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn now(
    State(office): State<Office>,
    _: OfficerOfInterface,
) -> Result<Json<Retention>, Fault> {
    Ok(Json(office.desk.retention().await?.into()))
}
