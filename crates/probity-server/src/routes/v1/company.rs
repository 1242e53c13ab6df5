//! `/v1/company` and `/healthz`.

use super::wire::Company;
use crate::office::Office;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// What can be asked of whom.
#[utoipa::path(get, path = "/v1/company", tag = "company", operation_id = "company",
    responses((status = 200, body = Company)))]
pub(super) async fn company(State(office): State<Office>) -> Json<Company> {
    Json(office.desk.company().into())
}

/// The server answers.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// How many alarms stand: requests that will be late, backups that are too old. Nothing when the state does not
    /// answer.
    alarms: Option<u64>,
}

/// Does the server answer? Says how many alarms stand, and not which.
#[utoipa::path(get, path = "/healthz", tag = "company", operation_id = "health",
    responses((status = 200, body = Health)))]
pub(super) async fn health(State(office): State<Office>) -> Json<Health> {
    let alarms = office.desk.alarms().await.ok().map(|alarms| alarms.len() as u64);
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), alarms })
}
