//! `/v1`: the interface for programs, described by the OpenAPI document that it serves.

mod body;
mod callbacks;
mod company;
mod decisions;
mod document;
mod ledger;
mod me;
mod problems;
mod report;
mod requests;
mod retention;
mod schema;
mod sessions;
mod wire;

pub use document::openapi_json;
pub(crate) use problems::problem;

use crate::office::Office;
use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> Router<Office> {
    let (router, _) = described().split_for_parts();
    router.route("/v1/openapi.json", get(document::serve))
}

fn described() -> OpenApiRouter<Office> {
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(company::company))
        .routes(routes!(requests::list, requests::send))
        .routes(routes!(requests::one))
        .routes(routes!(requests::confirm))
        .routes(routes!(requests::renew_code))
        .routes(routes!(decisions::approve))
        .routes(routes!(decisions::refuse))
        .routes(routes!(me::own))
        .routes(routes!(me::package))
        .routes(routes!(report::last, report::again))
        .routes(routes!(retention::now))
        .routes(routes!(ledger::checkpoint))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(problems::list))
        .routes(routes!(problems::one))
        .routes(routes!(callbacks::called_back))
        .routes(routes!(company::health))
}
