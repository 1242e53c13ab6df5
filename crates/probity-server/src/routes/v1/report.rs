//! `/v1/report`: what became of every promise.

use super::problems::Problem;
use super::wire::Report;
use crate::fault::{Code, Fault};
use crate::office::Office;
use crate::session::OfficerOfInterface;
use axum::Json;
use axum::extract::State;

/// The last report.
#[utoipa::path(get, path = "/v1/report", tag = "report", operation_id = "last_report", security(("officer" = [])),
    responses((status = 200, body = Report),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn last(State(office): State<Office>, _: OfficerOfInterface) -> Result<Json<Report>, Fault> {
    let report = office.desk.last_report().await?;
    report.map(|report| Json(report.into())).ok_or_else(|| Fault::new(Code::NoReport))
}

/// Looks again at every promise.
#[utoipa::path(post, path = "/v1/report", tag = "report", operation_id = "new_report", security(("officer" = [])),
    responses((status = 200, body = Report),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn again(
    State(office): State<Office>,
    _: OfficerOfInterface,
) -> Result<Json<Report>, Fault> {
    Ok(Json(office.desk.verify().await?.into()))
}
