//! `/console/sign-in`: an officer shows the secret they were given at the command line.

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Place};
use crate::office::{CodeAdmitted, Office};
use crate::page::{FormFault, frame, respond};
use crate::routes::centre::{field, fields};
use crate::session::{Cookie, OfficerOfPage};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use probity_vocabulary::Personal;

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignIn {
    frame: Frame,
    faults: Vec<FormFault>,
}

pub(crate) async fn show(State(office): State<Office>) -> Result<Response, Fault> {
    form(&office, Vec::new())
}

pub(crate) async fn enter(
    State(office): State<Office>,
    _: CodeAdmitted,
    sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fault> {
    let secret = field(&fields(sent)?, "secret");
    if secret.is_empty() {
        return form(&office, vec![FormFault::new("secret", "Enter your secret")]);
    }
    let Some(token) = office.desk.sign_in(Personal::new(secret)).await? else {
        return form(&office, vec![FormFault::new("secret", "No officer has this secret")]);
    };
    let cookie = Cookie::Officer.open(&token, office.options.secure)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/console")).into_response())
}

pub(crate) async fn leave(State(office): State<Office>, officer: OfficerOfPage) -> Result<Response, Fault> {
    office.desk.sign_out(&officer.token).await?;
    let cookie = Cookie::Officer.forget(office.options.secure)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/console/sign-in")).into_response())
}

fn form(office: &Office, faults: Vec<FormFault>) -> Result<Response, Fault> {
    let status = if faults.is_empty() { StatusCode::OK } else { Code::WrongSecret.status() };
    let frame = frame(office, "Sign in to the console", Place::SignIn).failed(!faults.is_empty());
    respond(status, &SignIn { frame, faults })
}
