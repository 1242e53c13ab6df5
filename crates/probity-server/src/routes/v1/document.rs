//! The OpenAPI document. The handlers describe themselves; here is what surrounds them.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Response,
    ResponseBuilder,
};

const ABOUT: &str = "Requests of people about their data, decisions of officers, and the report on every \
     promise. Faults are problems (RFC 9457); their codes are listed under `/v1/problems`.";

/// Title, version and ways to sign in.
pub(super) fn frame() -> OpenApi {
    let bearer = |about: &str| {
        let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about));
        SecurityScheme::Http(http.build())
    };
    let components = ComponentsBuilder::new()
        .security_scheme("officer", bearer("The token of `POST /v1/sessions`."))
        .security_scheme("person", bearer("The token of `POST /v1/requests/{id}/confirmation`."));
    let info =
        InfoBuilder::new().title("Probity").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
    OpenApiBuilder::new().info(info.build()).components(Some(components.build())).build()
}

/// What is the same for every operation: each may end in a problem, and each answer says in words what
/// it is, as OpenAPI 3.1 demands (section 4.8.17.1).
fn complete(mut document: OpenApi) -> OpenApi {
    let items = document.paths.paths.values_mut();
    let operations = items.flat_map(|item| [&mut item.get, &mut item.post, &mut item.delete]).flatten();
    for operation in operations {
        let responses = &mut operation.responses.responses;
        responses.insert(String::from("default"), RefOr::T(any_problem()));
        for (status, response) in responses {
            if let RefOr::T(response) = response
                && response.description.is_empty()
            {
                response.description = status
                    .parse::<StatusCode>()
                    .ok()
                    .and_then(|status| status.canonical_reason())
                    .map_or_else(|| status.clone(), str::to_owned);
            }
        }
    }
    document
}

fn any_problem() -> Response {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new()
        .description("Any other fault; `code` says which.")
        .content("application/problem+json", content)
        .build()
}

/// The OpenAPI 3.1 document of the interface, as the repository keeps it in `docs/openapi.json`.
///
/// # Errors
/// When the document cannot be written as JSON, which would be a fault of this crate.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let mut text = complete(super::described().to_openapi()).to_pretty_json()?;
    text.push('\n');
    Ok(text)
}

pub(super) async fn serve() -> Result<impl IntoResponse, crate::fault::Fault> {
    let text = openapi_json().map_err(|_| crate::fault::Fault::new(crate::fault::Code::Internal))?;
    Ok(([(CONTENT_TYPE, "application/json")], text))
}
