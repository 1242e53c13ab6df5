//! `/v1/me`: a person's own request.

use super::problems::Problem;
use super::wire::Request;
use crate::fault::{Code, Fault};
use crate::office::Office;
use crate::routes::centre::archive;
use crate::session::PersonOfInterface;
use axum::Json;
use axum::extract::State;
use axum::response::Response;

/// The request that the session is for.
#[utoipa::path(get, path = "/v1/me", tag = "person", operation_id = "own_request", security(("person" = [])),
    responses((status = 200, body = Request),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn own(person: PersonOfInterface) -> Json<Request> {
    Json(person.request.into())
}

/// The access package: a ZIP archive with the person's data.
#[utoipa::path(get, path = "/v1/me/package", tag = "person", operation_id = "own_package", security(("person" = [])),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn package(
    State(office): State<Office>,
    person: PersonOfInterface,
) -> Result<Response, Fault> {
    let package = office.desk.package(&person.token).await?;
    package
        .map(|package| archive(office, person.token, package))
        .ok_or_else(|| Fault::new(Code::PackageNotReady))
}
