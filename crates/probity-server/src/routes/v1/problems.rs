//! Faults as problems (RFC 9457), and the table of their codes under `/v1/problems`.

use crate::fault::{Code, Fault};
use crate::wrap::RequestNumber;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};

/// A problem (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(super) struct Problem<'a> {
    /// Where its meaning is told, relative to this server.
    #[schema(example = "/v1/problems/not-found")]
    r#type: String,
    /// The problem in a few words, the same each time.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What it is this time.
    detail: &'a str,
    #[schema(schema_with = codes)]
    code: &'static str,
    /// Where in the body the fault is (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    /// The number under which this request is in the log; also in the header `X-Request-Id`.
    request_id: &'a str,
}

/// A code and what it means.
#[derive(Serialize, ToSchema)]
pub(super) struct Meaning {
    #[schema(schema_with = codes)]
    code: &'static str,
    /// The HTTP status that it comes with.
    status: u16,
    /// The problem in a few words.
    title: &'static str,
    /// What it means and what to do.
    meaning: &'static str,
}

impl From<Code> for Meaning {
    fn from(code: Code) -> Self {
        let (title, meaning) = (code.title(), code.meaning());
        Self { code: code.word(), status: code.status().as_u16(), title, meaning }
    }
}

fn codes() -> RefOr<Schema> {
    let values: Vec<serde_json::Value> = Code::ALL.iter().map(|code| code.word().into()).collect();
    let object = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("What to switch on: stable."))
        .enum_values(Some(values));
    RefOr::T(Schema::Object(object.build()))
}

/// Writes a fault as a problem and keeps the headers that came with it.
pub(crate) fn problem(fault: &Fault, number: &RequestNumber, bare: Response) -> Response {
    let problem = Problem {
        r#type: format!("/v1/problems/{}", fault.code.word()),
        title: fault.code.title(),
        status: fault.code.status().as_u16(),
        detail: fault.explanation(),
        code: fault.code.word(),
        pointer: fault.pointer.as_deref(),
        request_id: &number.0,
    };
    let mut response = (fault.code.status(), Json(problem)).into_response();
    for (name, value) in bare.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// Every code with its meaning.
#[utoipa::path(get, path = "/v1/problems", tag = "problems", operation_id = "problems",
    responses((status = 200, body = Vec<Meaning>)))]
pub(super) async fn list() -> Json<Vec<Meaning>> {
    Json(Code::ALL.iter().copied().map(Meaning::from).collect())
}

/// One code with its meaning.
#[utoipa::path(get, path = "/v1/problems/{code}", tag = "problems", operation_id = "problem",
    params(("code" = String, Path, description = "the code")),
    responses((status = 200, body = Meaning),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn one(word: Result<Path<String>, PathRejection>) -> Result<Json<Meaning>, Fault> {
    let named = |Path(word): Path<String>| Code::ALL.iter().copied().find(|code| code.word() == word);
    word.ok().and_then(named).map(|code| Json(code.into())).ok_or_else(|| Fault::new(Code::NotFound))
}
