//! The privacy centre: what people see.

mod code;
mod form;
mod home;
mod me;
mod new_request;
mod notice;
mod notice_html;

use crate::fault::{Code, Fault};
use crate::office::Office;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Form, Router};

pub(crate) use me::archive;

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/", get(home::show))
        .route("/requests/new", get(new_request::show).post(new_request::send))
        .route("/requests/{id}/code", get(code::show).post(code::enter))
        .route("/requests/{id}/code/renewal", post(code::renew))
        .route("/requests/{id}/received", get(code::received))
        .route("/me", get(me::show))
        .route("/me/package", get(me::package))
        .route("/me/sign-out", post(me::sign_out))
        .route("/notice", get(notice::show))
        .route("/notice.md", get(notice::source))
}

/// The fields of a form that was sent.
pub(crate) fn fields(
    sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Vec<(String, String)>, Fault> {
    let code = |rejection: FormRejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        _ => Code::MalformedBody,
    };
    sent.map(|Form(fields)| fields).map_err(|rejection| Fault::new(code(rejection)))
}

/// The value of one field; empty when it was not sent.
pub(crate) fn field(fields: &[(String, String)], name: &str) -> String {
    fields
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}
