//! `/console`: the requests, the one due first at the top.

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Part, Place};
use crate::office::Office;
use crate::page::{Choice, Moment, asked_name, frame, respond, stage_name, state_name};
use crate::session::OfficerOfPage;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use probity_keeper::desk::{RequestFilter, RequestView, Stage};
use probity_ledger::RequestId;
use probity_vocabulary::RequestState;
use serde::Deserialize;

const ON_A_PAGE: u64 = 25;

#[derive(Template)]
#[template(path = "console/queue.html")]
struct Queue {
    frame: Frame,
    rows: Vec<Row>,
    choices: Vec<Choice>,
    total: u64,
    first: u64,
    last: u64,
    previous: Option<String>,
    next: Option<String>,
}

struct Row {
    id: RequestId,
    short: String,
    right: &'static str,
    stage: &'static str,
    state: &'static str,
    needs_decision: bool,
    /// Why it does not move on.
    why: Option<String>,
    next_try: Option<Moment>,
    is_open: bool,
    received: Moment,
    due: Moment,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    show: Option<String>,
    page: Option<u64>,
}

pub(crate) async fn show(
    State(office): State<Office>,
    officer: OfficerOfPage,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Fault> {
    let Query(asked) = asked.map_err(|_| Fault::new(Code::InvalidQuery))?;
    let shown = asked.show.unwrap_or_else(|| String::from("open"));
    let page = asked.page.unwrap_or(1).max(1);
    let offset = (page - 1).saturating_mul(ON_A_PAGE);
    let filter = filter(&shown, offset).ok_or_else(|| Fault::new(Code::InvalidQuery))?;
    let found = office.desk.requests(filter).await?;

    let place = Place::Console { officer: officer.officer.name, part: Part::Requests };
    let frame = frame(&office, "Requests", place).under(office.desk.alarms().await?);
    let count = found.requests.len() as u64;
    let to = |page: u64| format!("/console?show={shown}&page={page}");
    let last = offset.saturating_add(count);
    let page = Queue {
        rows: found.requests.into_iter().map(|request| row(&request, &frame)).collect(),
        choices: choices(&shown),
        total: found.total,
        first: if count == 0 { 0 } else { offset.saturating_add(1) },
        last,
        previous: (page > 1).then(|| to(page - 1)),
        next: (count > 0 && last < found.total).then(|| to(page.saturating_add(1))),
        frame,
    };
    respond(StatusCode::OK, &page)
}

fn filter(shown: &str, offset: u64) -> Option<RequestFilter> {
    let everything = RequestFilter { state: None, open_only: false, offset, limit: ON_A_PAGE };
    match shown {
        "open" => Some(RequestFilter { open_only: true, ..everything }),
        "all" => Some(everything),
        state => {
            RequestState::from_word(state).map(|state| RequestFilter { state: Some(state), ..everything })
        }
    }
}

fn choices(shown: &str) -> Vec<Choice> {
    let choice =
        |word: &'static str, name: &str| Choice { word, name: name.to_owned(), chosen: word == shown };
    let mut choices = vec![choice("open", "Open"), choice("all", "All")];
    choices.extend(RequestState::ALL.iter().map(|state| choice(state.word(), state_name(*state))));
    choices
}

fn row(request: &RequestView, frame: &Frame) -> Row {
    Row {
        id: request.id,
        short: request.id.to_string().chars().take(8).collect(),
        right: asked_name(request),
        stage: stage_name(request.stage),
        state: state_name(request.state),
        needs_decision: request.stage == Stage::Approval,
        why: request.waiting.as_ref().map(|waiting| waiting.why.clone()),
        next_try: request
            .waiting
            .as_ref()
            .and_then(|waiting| waiting.next_try)
            .map(|at| Moment::new(at, &frame.furniture)),
        is_open: request.stage != Stage::Closed,
        received: Moment::new(request.received_at, &frame.furniture),
        due: Moment::new(request.due_at, &frame.furniture),
    }
}
