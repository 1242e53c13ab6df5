//! `/console/retention`: legal holds, what erasures left for later, and what the last runs of expiry did.

use crate::fault::Fault;
use crate::furniture::{Frame, Part, Place};
use crate::office::Office;
use crate::page::{Moment, frame, respond};
use crate::session::OfficerOfPage;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use probity_keeper::ExpiryReport;
use probity_keeper::desk::{RetentionView, WaitingView};

#[derive(Template)]
#[template(path = "console/retention.html")]
struct RetentionPage {
    frame: Frame,
    holds: Vec<Hold>,
    waiting: Vec<Waiting>,
    runs: Vec<Run>,
}

struct Hold {
    what: String,
    reason: String,
    owner: String,
    state: &'static str,
    urgent: bool,
    review: Option<Moment>,
    ends: Option<Moment>,
}

struct Waiting {
    view: WaitingView,
    clause: String,
    until: String,
}

struct Run {
    started: Moment,
    report: Option<ExpiryReport>,
}

pub(crate) async fn show(State(office): State<Office>, officer: OfficerOfPage) -> Result<Response, Fault> {
    let place = Place::Console { officer: officer.officer.name, part: Part::Retention };
    let frame = frame(&office, "Retention", place);
    let RetentionView { holds, waiting, runs } = office.desk.retention().await?;
    let page = RetentionPage {
        holds: holds
            .into_iter()
            .map(|hold| Hold {
                state: match (hold.released_at.is_some(), hold.stands, hold.review_due) {
                    (true, ..) => "Released",
                    (false, true, true) => "Review is due",
                    (false, true, false) => "Stands",
                    (false, false, _) => "Over",
                },
                urgent: hold.review_due,
                review: hold.review_at.map(|at| Moment::new(at, &frame.furniture)),
                ends: hold.ends_at.map(|at| Moment::new(at, &frame.furniture)),
                what: format!("{} {}", hold.scope, hold.what),
                reason: hold.reason,
                owner: hold.owner,
            })
            .collect(),
        waiting: waiting
            .into_iter()
            .map(|view| Waiting {
                clause: view.clause.clone().map_or_else(String::new, |clause| format!(" §{clause}")),
                until: view.until.clone().unwrap_or_else(|| String::from("not known")),
                view,
            })
            .collect(),
        runs: runs
            .into_iter()
            .map(|run| Run { started: Moment::new(run.started_at, &frame.furniture), report: run.report })
            .collect(),
        frame,
    };
    respond(StatusCode::OK, &page)
}
