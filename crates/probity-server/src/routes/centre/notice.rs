//! `/notice`: the published words.

use super::notice_html::notice_html;
use crate::fault::Fault;
use crate::furniture::{Frame, Place};
use crate::office::Office;
use crate::page::{frame, respond};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "centre/notice.html")]
struct Notice {
    frame: Frame,
    content: String,
}

pub(crate) async fn show(State(office): State<Office>) -> Result<Response, Fault> {
    let content = notice_html(&office.desk.company().notice);
    let frame = frame(&office, "Privacy notice", Place::Centre { signed_in: false });
    respond(StatusCode::OK, &Notice { frame, content })
}

pub(crate) async fn source(State(office): State<Office>) -> Response {
    ([(CONTENT_TYPE, "text/markdown; charset=utf-8")], office.desk.company().notice).into_response()
}
