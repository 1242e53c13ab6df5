//! `/v1/requests/{id}/approval` and `/v1/requests/{id}/refusal`: what an officer decides.

use super::body::Body;
use super::problems::Problem;
use super::wire::{Approval, Refusal, Request};
use crate::fault::Fault;
use crate::office::Office;
use crate::routes::request_path::RequestPath;
use crate::session::OfficerOfInterface;
use axum::Json;
use axum::extract::State;

/// Approves the plan of this hash; it is then carried out, and nothing else.
#[utoipa::path(post, path = "/v1/requests/{id}/approval", tag = "decisions", operation_id = "approve_plan",
    params(("id" = String, Path, description = "the request")), request_body = Approval,
    security(("officer" = [])),
    responses((status = 200, body = Request),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn approve(
    State(office): State<Office>,
    officer: OfficerOfInterface,
    RequestPath(id): RequestPath,
    Body(approval): Body<Approval>,
) -> Result<Json<Request>, Fault> {
    Ok(Json(office.desk.approve(id, &approval.plan_hash, &officer.officer).await?.into()))
}

/// Refuses a request, for a reason that the person is told.
#[utoipa::path(post, path = "/v1/requests/{id}/refusal", tag = "decisions", operation_id = "refuse_request",
    params(("id" = String, Path, description = "the request")), request_body = Refusal,
    security(("officer" = [])),
    responses((status = 200, body = Request),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn refuse(
    State(office): State<Office>,
    officer: OfficerOfInterface,
    RequestPath(id): RequestPath,
    Body(refusal): Body<Refusal>,
) -> Result<Json<Request>, Fault> {
    Ok(Json(office.desk.refuse(id, refusal.reason, &officer.officer).await?.into()))
}
