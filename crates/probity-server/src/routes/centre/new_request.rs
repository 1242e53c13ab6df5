//! `/requests/new`: asking for something.

use super::form::{Filled, IdentityField, RightField};
use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Place};
use crate::office::{IntakeAdmitted, Office};
use crate::page::{Choice, FormFault, frame, respond};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_keeper::desk::{DeskError, Stage};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "centre/new_request.html")]
struct NewRequest {
    frame: Frame,
    rights: Vec<RightField>,
    identities: Vec<IdentityField>,
    countries: Vec<Choice>,
    regions: Vec<Choice>,
    faults: Vec<FormFault>,
}

impl NewRequest {
    fn right_fault(&self) -> Option<&str> {
        let fault = self.faults.iter().find(|fault| fault.field.starts_with("right-"));
        fault.map(|fault| fault.message.as_str())
    }
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    right: Option<String>,
}

pub(crate) async fn show(
    State(office): State<Office>,
    chosen: Result<Query<Chosen>, QueryRejection>,
) -> Result<Response, Fault> {
    let Query(chosen) = chosen.map_err(|_| Fault::new(Code::InvalidQuery))?;
    form(&office, &Filled::empty(chosen.right.as_deref()), Vec::new())
}

pub(crate) async fn send(
    State(office): State<Office>,
    _: IntakeAdmitted,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fault> {
    let filled = Filled::sent(super::fields(fields)?);
    let intake = match filled.intake(&office.desk.company()) {
        Ok(intake) => intake,
        Err(faults) => return form(&office, &filled, faults),
    };
    match office.desk.submit(intake).await {
        Ok(request) if request.stage == Stage::Person => {
            Ok(Redirect::to(&format!("/requests/{}/code", request.id)).into_response())
        }
        Ok(request) => Ok(Redirect::to(&format!("/requests/{}/received", request.id)).into_response()),
        Err(error @ DeskError::Refused { .. }) => {
            let message = Fault::from(error).explanation().to_owned();
            form(&office, &filled, vec![FormFault::new("request", message)])
        }
        Err(error) => Err(error.into()),
    }
}

fn form(office: &Office, filled: &Filled, faults: Vec<FormFault>) -> Result<Response, Fault> {
    let company = office.desk.company();
    let place = Place::Centre { signed_in: false };
    let status = if faults.is_empty() { StatusCode::OK } else { Code::InvalidBody.status() };
    let page = NewRequest {
        frame: frame(office, "Make a request", place).failed(!faults.is_empty()),
        rights: filled.right_fields(&company),
        identities: filled.identity_fields(&company),
        countries: filled.countries(),
        regions: filled.regions(),
        faults,
    };
    respond(status, &page)
}
