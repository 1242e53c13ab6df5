//! `/requests/{id}/code`: the person shows that the message reached them.
//!
//! INVARIANT (NO-ONE-LEARNS-WHO): the pages look nothing up; any id has them, and a code for a request
//! that does not exist is simply a wrong code.

use super::{field, fields};
use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Place};
use crate::office::{CodeAdmitted, Office};
use crate::page::{FormFault, frame, respond};
use crate::routes::request_path::RequestPath;
use crate::session::Cookie;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use probity_keeper::desk::DeskError;
use probity_ledger::RequestId;
use probity_vocabulary::Personal;

#[derive(Template)]
#[template(path = "centre/code.html")]
struct EnterCode {
    frame: Frame,
    id: RequestId,
    faults: Vec<FormFault>,
}

#[derive(Template)]
#[template(path = "centre/received.html")]
struct Received {
    frame: Frame,
    id: RequestId,
}

pub(crate) async fn show(
    State(office): State<Office>,
    RequestPath(id): RequestPath,
) -> Result<Response, Fault> {
    form(&office, id, Vec::new())
}

pub(crate) async fn enter(
    State(office): State<Office>,
    RequestPath(id): RequestPath,
    _: CodeAdmitted,
    sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fault> {
    let sent = fields(sent)?;
    // People copy codes with the gaps that make them readable.
    let code: String =
        field(&sent, "code").chars().filter(|one| !one.is_whitespace() && *one != '-').collect();
    if code.is_empty() {
        return form(&office, id, vec![FormFault::new("code", "Enter the code from our message")]);
    }
    let token = match office.desk.confirm(id, Personal::new(code)).await {
        Ok(token) => token,
        Err(DeskError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(token) = token else {
        let message = "This code is wrong, was used already, or is too old";
        return form(&office, id, vec![FormFault::new("code", message)]);
    };
    let cookie = Cookie::Person.open(&token, office.options.secure)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/me")).into_response())
}

/// Sends a new code and leads back to where it is entered, whatever the id.
pub(crate) async fn renew(
    State(office): State<Office>,
    RequestPath(id): RequestPath,
    _: CodeAdmitted,
) -> Result<Response, Fault> {
    match office.desk.renew_code(id).await {
        Ok(()) | Err(DeskError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("/requests/{id}/code")).into_response())
}

pub(crate) async fn received(
    State(office): State<Office>,
    RequestPath(id): RequestPath,
) -> Result<Response, Fault> {
    let frame = frame(&office, "We have your choice", Place::Centre { signed_in: false });
    respond(StatusCode::OK, &Received { frame, id })
}

fn form(office: &Office, id: RequestId, faults: Vec<FormFault>) -> Result<Response, Fault> {
    let status = if faults.is_empty() { StatusCode::OK } else { Code::WrongCode.status() };
    let frame = frame(office, "Enter the code", Place::Centre { signed_in: false });
    respond(status, &EnterCode { frame: frame.failed(!faults.is_empty()), id, faults })
}
