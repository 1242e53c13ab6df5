//! What pages are made of: the response, moments, and the words of the vocabulary as people say them.

mod moment;
mod prose;
mod steps;
mod words;

pub(crate) use moment::Moment;
pub(crate) use prose::with_code;
pub(crate) use steps::{Step, steps};
pub(crate) use words::{
    alarm_name, asked_name, capitalised, class_name, outcome_name, promise_state_name, refusal_name,
    right_help, right_name, stage_name, state_name, ticked,
};

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Furniture, Place};
use crate::office::Office;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// A page as a response.
pub(crate) fn respond(status: StatusCode, page: &impl Template) -> Result<Response, Fault> {
    let text = page.render().map_err(|error| {
        tracing::error!(%error, "a page cannot be written");
        Fault::new(Code::Internal)
    })?;
    Ok((status, Html(text)).into_response())
}

/// A fault of a form: which field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormFault {
    /// The field's id in the page.
    pub(crate) field: String,
    /// What to do about it.
    pub(crate) message: String,
}

impl FormFault {
    pub(crate) fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }

    /// What is said beside a field, if it has a fault.
    pub(crate) fn of<'a>(faults: &'a [Self], field: &str) -> Option<&'a str> {
        faults.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }
}

/// A value that can be chosen.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) word: &'static str,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// A frame for the company as it is now.
pub(crate) fn frame(office: &Office, title: &str, place: Place) -> Frame {
    Frame::new(title, place, Furniture::of(&office.desk.company(), &office.options, office.desk.now()))
}
