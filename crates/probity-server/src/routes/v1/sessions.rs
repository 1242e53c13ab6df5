//! `/v1/sessions`: officers sign in, everybody signs out.

use super::body::Body;
use super::problems::Problem;
use super::wire::{OfficerSecret, Session};
use crate::fault::{Code, Fault};
use crate::office::{CodeAdmitted, Office};
use crate::session::bearer;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// An officer shows their secret and is given a session.
#[utoipa::path(post, path = "/v1/sessions", tag = "sessions", operation_id = "sign_in",
    request_body = OfficerSecret,
    responses((status = 201, body = Session),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn sign_in(
    State(office): State<Office>,
    _: CodeAdmitted,
    Body(secret): Body<OfficerSecret>,
) -> Result<(StatusCode, Json<Session>), Fault> {
    let token = office.desk.sign_in(secret.secret.0).await?;
    token
        .map(|token| (StatusCode::CREATED, Json(Session::from(&token))))
        .ok_or_else(|| Fault::new(Code::WrongSecret))
}

/// Ends the session of the bearer token, whoever's it is.
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "sessions", operation_id = "sign_out",
    security(("officer" = []), ("person" = [])),
    responses((status = 204, description = "the session has ended"),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn sign_out(State(office): State<Office>, headers: HeaderMap) -> Result<StatusCode, Fault> {
    let token = bearer(&headers).ok_or_else(|| Fault::new(Code::NotSignedIn))?;
    office.desk.sign_out(&token).await?;
    Ok(StatusCode::NO_CONTENT)
}
