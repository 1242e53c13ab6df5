//! The officer's console.

mod backups;
mod queue;
mod report;
mod request;
mod retention;
mod sign_in;

use crate::office::Office;
use axum::Router;
use axum::routing::{get, post};

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/console/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/console/sign-out", post(sign_in::leave))
        .route("/console", get(queue::show))
        .route("/console/requests/{id}", get(request::show))
        .route("/console/requests/{id}/approval", post(request::approve))
        .route("/console/requests/{id}/refusal", post(request::refuse))
        .route("/console/retention", get(retention::show))
        .route("/console/retention/hold", get(retention::show).post(retention::place))
        .route("/console/retention/release", get(retention::show).post(retention::release))
        .route("/console/backups", get(backups::show))
        .route("/console/requests/{id}/task", post(request::finish_task))
        .route("/console/report", get(report::show).post(report::ask_again))
}
