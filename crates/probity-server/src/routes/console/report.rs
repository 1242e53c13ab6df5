//! `/console/report`: what became of every promise.

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Part, Place};
use crate::office::Office;
use crate::page::{Choice, Moment, capitalised, class_name, frame, promise_state_name, respond};
use crate::session::OfficerOfPage;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_keeper::report::{Evidence, PromiseReport, Report};
use probity_vocabulary::{PromiseClass, PromiseState};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "console/report.html")]
struct ReportPage {
    frame: Frame,
    summary: Option<Summary>,
    states: Vec<Choice>,
    classes: Vec<Choice>,
    words: String,
    rows: Vec<Row>,
}

struct Summary {
    at: Moment,
    version: String,
    total: usize,
    counts: Vec<Count>,
}

struct Count {
    word: &'static str,
    name: &'static str,
    meaning: &'static str,
    number: u64,
    /// How many the states before it have: where its part of the bar begins.
    before: u64,
}

struct Row {
    promise: PromiseReport,
    state: &'static str,
    class: &'static str,
    kind: String,
    evidence: Vec<Shown>,
}

struct Shown {
    evidence: Evidence,
    at: Moment,
}

/// What is looked for; an empty field is no filter, since forms send empty fields.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    words: String,
}

pub(crate) async fn show(
    State(office): State<Office>,
    officer: OfficerOfPage,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Fault> {
    let Query(asked) = asked.map_err(|_| Fault::new(Code::InvalidQuery))?;
    let state = one_of(&asked.state, PromiseState::from_word)?;
    let class = one_of(&asked.class, PromiseClass::from_word)?;
    let words = asked.words.trim().to_owned();
    let place = Place::Console { officer: officer.officer.name, part: Part::Report };
    let frame = frame(&office, "Report", place).under(office.desk.alarms().await?);
    let report = office.desk.last_report().await?;
    let summary = report.as_ref().map(|report| summary(report, &frame));
    let rows = report.into_iter().flat_map(|report| report.promises).filter(|promise| {
        state.is_none_or(|state| promise.state == state)
            && class.is_none_or(|class| promise.class == class)
            && mentions(promise, &words)
    });
    let page = ReportPage {
        rows: rows.map(|promise| row(promise, &frame)).collect(),
        states: PromiseState::ALL
            .iter()
            .map(|one| choice(one.word(), promise_state_name(*one), Some(*one) == state))
            .collect(),
        classes: PromiseClass::ALL
            .iter()
            .map(|one| choice(one.word(), class_name(*one), Some(*one) == class))
            .collect(),
        summary,
        words,
        frame,
    };
    respond(StatusCode::OK, &page)
}

pub(crate) async fn ask_again(State(office): State<Office>, _: OfficerOfPage) -> Result<Response, Fault> {
    office.desk.verify().await?;
    Ok(Redirect::to("/console/report").into_response())
}

fn one_of<T>(word: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    match word {
        "" => Ok(None),
        word => read(word).map(Some).ok_or_else(|| Fault::new(Code::InvalidQuery)),
    }
}

fn mentions(promise: &PromiseReport, words: &str) -> bool {
    let words = words.trim_start_matches('§').to_lowercase();
    let texts = [&promise.id, &promise.kind, &promise.sentence, &promise.because];
    texts.into_iter().chain(&promise.clauses).any(|text| text.to_lowercase().contains(&words))
}

fn choice(word: &'static str, name: &str, chosen: bool) -> Choice {
    Choice { word, name: name.to_owned(), chosen }
}

fn summary(report: &Report, frame: &Frame) -> Summary {
    let mut before = 0;
    let count = |state: &PromiseState| {
        let number = report.counts.get(state).copied().unwrap_or(0);
        let (word, name, meaning) = (state.word(), promise_state_name(*state), state.title());
        let count = Count { word, name, meaning, number, before };
        before += number;
        count
    };
    Summary {
        at: Moment::new(report.at, &frame.furniture),
        version: report.version.clone(),
        total: report.promises.len(),
        counts: PromiseState::ALL.iter().map(count).collect(),
    }
}

fn row(promise: PromiseReport, frame: &Frame) -> Row {
    let shown = |evidence: &Evidence| Shown {
        at: Moment::new(evidence.at, &frame.furniture),
        evidence: evidence.clone(),
    };
    Row {
        state: promise_state_name(promise.state),
        class: class_name(promise.class),
        kind: capitalised(&promise.kind),
        evidence: promise.evidence.iter().map(shown).collect(),
        promise,
    }
}
