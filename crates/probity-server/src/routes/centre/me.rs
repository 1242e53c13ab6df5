//! `/me`: a person's own request.

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Place};
use crate::office::Office;
use crate::page::{Moment, Step, frame, respond, right_name, steps};
use crate::session::{Cookie, PersonOfPage};
use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use probity_keeper::desk::{PackageView, RequestView, SessionToken, Stage};
use probity_vocabulary::Reveal;

#[derive(Template)]
#[template(path = "centre/me.html")]
struct Me {
    frame: Frame,
    request: RequestView,
    name: &'static str,
    is_open: bool,
    received: Moment,
    due: Moment,
    closed: Option<Moment>,
    steps: Vec<Step>,
    authorities: Vec<String>,
}

pub(crate) async fn show(State(office): State<Office>, person: PersonOfPage) -> Result<Response, Fault> {
    let request = person.request;
    let frame = frame(&office, right_name(request.right), Place::Centre { signed_in: true });
    let page = Me {
        name: right_name(request.right),
        is_open: request.stage != Stage::Closed,
        received: Moment::new(request.received_at, &frame.furniture),
        due: Moment::new(request.due_at, &frame.furniture),
        closed: request.closed_at.map(|at| Moment::new(at, &frame.furniture)),
        steps: steps(&request),
        authorities: office.desk.company().authorities,
        frame,
        request,
    };
    respond(StatusCode::OK, &page)
}

pub(crate) async fn package(State(office): State<Office>, person: PersonOfPage) -> Result<Response, Fault> {
    let package = office.desk.package(&person.token).await?;
    package
        .map(|package| archive(office, person.token, package))
        .ok_or_else(|| Fault::new(Code::PackageNotReady))
}

pub(crate) async fn sign_out(State(office): State<Office>, person: PersonOfPage) -> Result<Response, Fault> {
    office.desk.sign_out(&person.token).await?;
    let cookie = Cookie::Person.forget(office.options.secure)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// A package as a download that nobody on the way keeps: one part after the other, as the client takes them.
pub(crate) fn archive(office: Office, token: SessionToken, package: PackageView) -> Response {
    let parts = futures_util::stream::unfold((office, token, 0), move |(office, token, part)| async move {
        if part >= package.parts {
            return None;
        }
        match office.desk.package_part(&token, part).await {
            Ok(Some(bytes)) => {
                let bytes = Bytes::copy_from_slice(bytes.reveal(Reveal::AnswerPerson));
                Some((Ok(bytes), (office, token, part + 1)))
            }
            // The session or the package ended on the way: the download breaks off, and is seen to.
            Ok(None) => {
                Some((Err(std::io::Error::other("the package has ended")), (office, token, package.parts)))
            }
            Err(error) => Some((Err(std::io::Error::other(error)), (office, token, package.parts))),
        }
    });
    let length = package.bytes.to_string();
    let headers = [
        (CONTENT_TYPE, "application/zip"),
        (CONTENT_DISPOSITION, "attachment; filename=\"your-data.zip\""),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_LENGTH, length.as_str()),
    ];
    (headers, Body::from_stream(parts)).into_response()
}
