//! `/v1/requests`: sending one in, confirming it, listing them, looking at one.

use super::body::{Asked, Body};
use super::problems::Problem;
use super::wire::{Confirmation, Detail, NewRequest, Request, Requests, Session};
use crate::fault::{Code, Fault};
use crate::office::{CodeAdmitted, IntakeAdmitted, Office};
use crate::routes::request_path::RequestPath;
use crate::session::OfficerOfInterface;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use probity_keeper::desk::{DeskError, Intake, RequestFilter};
use probity_vocabulary::{RequestState, Residence};
use serde::Deserialize;
use utoipa::IntoParams;

const MOST: u64 = 100;

/// Sends a request in. The answer is the same whether the person is known or not.
#[utoipa::path(post, path = "/v1/requests", tag = "requests", operation_id = "send_request",
    request_body = NewRequest,
    responses((status = 201, body = Request, headers(("Location" = String, description = "where it can be looked at"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn send(
    State(office): State<Office>,
    _: IntakeAdmitted,
    Body(new): Body<NewRequest>,
) -> Result<impl IntoResponse, Fault> {
    let company = office.desk.company();
    let unknown = new.identities.keys().any(|name| !company.identities.contains(name));
    if unknown || new.identities.is_empty() {
        let detail = format!(
            "Name the person by at least one of {}, and by nothing else.",
            company.identities.join(", ")
        );
        return Err(Fault::new(Code::InvalidBody).detail(detail).at("/identities"));
    }
    let residence = match new.residence.as_deref().map(Residence::find) {
        Some(None) => {
            let detail = "Expected a country such as CY or a state such as US-CO, as ISO 3166 writes it.";
            return Err(Fault::new(Code::InvalidBody).detail(detail).at("/residence"));
        }
        Some(residence) => residence,
        None => None,
    };
    let mut identities: Vec<_> = new.identities.into_iter().map(|(name, value)| (name, value.0)).collect();
    // The company's order: its first identity is the one that messages go to.
    identities.sort_by_key(|(name, _)| company.identities.iter().position(|known| known == name));
    let intake = Intake { right: new.right, identities, residence, channel: String::from("api") };
    let request = office.desk.submit(intake).await?;
    let location = format!("/v1/requests/{}", request.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(Request::from(request))))
}

/// Which requests to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only in this state.
    #[param(schema_with = super::schema::request_state, required = false)]
    state: Option<RequestState>,
    /// Only those that are not closed.
    #[serde(default)]
    open: bool,
    /// How many to leave out from the top.
    #[serde(default)]
    offset: u64,
    /// How many at most; 25 when not said, never more than 100.
    #[param(maximum = 100)]
    limit: Option<u64>,
}

/// Lists requests, the one due first at the top.
#[utoipa::path(get, path = "/v1/requests", tag = "requests", operation_id = "list_requests",
    params(Wanted), security(("officer" = [])),
    responses((status = 200, body = Requests),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(office): State<Office>,
    _: OfficerOfInterface,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Requests>, Fault> {
    let Wanted { state, open, offset, limit } = wanted;
    let filter = RequestFilter { state, open_only: open, offset, limit: limit.unwrap_or(25).min(MOST) };
    Ok(Json(office.desk.requests(filter).await?.into()))
}

/// One request with its plan and history.
#[utoipa::path(get, path = "/v1/requests/{id}", tag = "requests", operation_id = "request",
    params(("id" = String, Path, description = "the request")), security(("officer" = [])),
    responses((status = 200, body = Detail),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn one(
    State(office): State<Office>,
    _: OfficerOfInterface,
    RequestPath(id): RequestPath,
) -> Result<Json<Detail>, Fault> {
    Ok(Json(office.desk.request(id).await?.into()))
}

/// Sends a new code, at most one a minute. The answer is the same for every id.
#[utoipa::path(post, path = "/v1/requests/{id}/code", tag = "requests", operation_id = "renew_code",
    params(("id" = String, Path, description = "the request")),
    responses((status = 202, description = "if there is such a request, a code is on its way"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn renew_code(
    State(office): State<Office>,
    RequestPath(id): RequestPath,
    _: CodeAdmitted,
) -> Result<StatusCode, Fault> {
    match office.desk.renew_code(id).await {
        Ok(()) | Err(DeskError::NotFound) => Ok(StatusCode::ACCEPTED),
        Err(error) => Err(error.into()),
    }
}

/// The person shows the code from the message and is given a session for this request.
#[utoipa::path(post, path = "/v1/requests/{id}/confirmation", tag = "requests", operation_id = "confirm_request",
    params(("id" = String, Path, description = "the request")), request_body = Confirmation,
    responses((status = 200, body = Session),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn confirm(
    State(office): State<Office>,
    RequestPath(id): RequestPath,
    _: CodeAdmitted,
    Body(confirmation): Body<Confirmation>,
) -> Result<Json<Session>, Fault> {
    // A request that does not exist is a wrong code: nobody learns which ids there are.
    let token = match office.desk.confirm(id, confirmation.code.0).await {
        Ok(token) => token,
        Err(DeskError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    token.as_ref().map(|token| Json(token.into())).ok_or_else(|| Fault::new(Code::WrongCode))
}
