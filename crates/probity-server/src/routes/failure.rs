//! The page for a fault.

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Place};
use crate::office::Office;
use crate::page::{frame, respond};
use crate::wrap::RequestNumber;
use askama::Template;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "failure.html")]
struct Failure<'a> {
    frame: &'a Frame,
    heading: &'a str,
    explanation: &'a str,
    number: &'a str,
    ask_again: bool,
}

/// Writes a fault as a page and keeps the headers that came with it.
pub(crate) fn page(office: &Office, fault: &Fault, number: &RequestNumber, bare: Response) -> Response {
    let frame = frame(office, fault.code.title(), Place::Centre { signed_in: false });
    let page = Failure {
        frame: &frame,
        heading: fault.code.title(),
        explanation: explanation(fault),
        number: &number.0,
        ask_again: fault.code == Code::NotSignedIn,
    };
    let mut response =
        respond(fault.code.status(), &page).unwrap_or_else(|_| fault.code.status().into_response());
    for (name, value) in bare.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    response
}

/// What people are told, where the table speaks to programs.
fn explanation(fault: &Fault) -> &str {
    match fault.code {
        Code::NotSignedIn => {
            "To see a request you need the code from our message. Your visit may also have ended by itself."
        }
        Code::TooManyRequests => "Please wait a minute and try again.",
        Code::MethodNotAllowed | Code::InvalidQuery => "The link that led here may be incomplete.",
        _ => fault.explanation(),
    }
}
