//! `/console/retention`: legal holds and placing and releasing them, what erasures left for later, and what the last runs
//! of expiry did.

use crate::fault::Code;
use crate::fault::Fault;
use crate::furniture::{Frame, Part, Place};
use crate::office::Office;
use crate::page::{FormFault, Moment, frame, respond};
use crate::routes::centre::{field, fields};
use crate::session::OfficerOfPage;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use probity_keeper::desk::{DeskError, OfficerView, RetentionView, WaitingView};
use probity_keeper::{ExpiryReport, HoldView, HoldWish, NewHoldScope};
use probity_ledger::RequestId;
use probity_vocabulary::Personal;

#[derive(Template)]
#[template(path = "console/retention.html")]
struct RetentionPage {
    frame: Frame,
    holds: Vec<Hold>,
    waiting: Vec<Waiting>,
    runs: Vec<Run>,
    scopes: Vec<Scope>,
    written: Written,
    faults: Vec<FormFault>,
}

/// What a hold can cover, to be chosen.
struct Scope {
    word: String,
    name: String,
    chosen: bool,
}

/// What was written into the form, to be shown again beside its faults. On this page and nowhere else.
#[derive(Default)]
struct Written {
    scope: String,
    what: String,
    owner: String,
    reason: String,
    review: String,
    until: String,
}

type Sent = Result<Form<Vec<(String, String)>>, FormRejection>;

struct Hold {
    /// Its id, when it can be released here.
    releasable: Option<String>,
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
    page(&office, &officer.officer, StatusCode::OK, Written::default(), Vec::new()).await
}

pub(crate) async fn place(
    State(office): State<Office>,
    officer: OfficerOfPage,
    sent: Sent,
) -> Result<Response, Fault> {
    let sent = fields(sent)?;
    let written = Written {
        scope: field(&sent, "scope"),
        what: field(&sent, "what"),
        owner: field(&sent, "owner"),
        reason: field(&sent, "reason"),
        review: field(&sent, "review"),
        until: field(&sent, "until"),
    };
    let wish = match wish(&written) {
        Ok(wish) => wish,
        Err(faults) => {
            return page(&office, &officer.officer, Code::InvalidBody.status(), written, faults).await;
        }
    };
    match office.desk.place_hold(wish, &officer.officer).await {
        Ok(()) => Ok(Redirect::to("/console/retention").into_response()),
        Err(DeskError::Refused { message }) => {
            let faults = vec![FormFault::new("what", message)];
            page(&office, &officer.officer, Code::InvalidBody.status(), written, faults).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn release(
    State(office): State<Office>,
    officer: OfficerOfPage,
    sent: Sent,
) -> Result<Response, Fault> {
    let id = RequestId::parse(&field(&fields(sent)?, "hold")).ok_or(Fault::new(Code::NotFound))?;
    office.desk.release_hold(id, &officer.officer).await?;
    Ok(Redirect::to("/console/retention").into_response())
}

/// The hold that the form asks for.
fn wish(written: &Written) -> Result<HoldWish, Vec<FormFault>> {
    let mut faults = Vec::new();
    let mut day = |field: &str, text: &str| match text.parse::<Date>() {
        _ if text.is_empty() => None,
        Ok(day) => Some(day),
        Err(_) => {
            faults.push(FormFault::new(field, "Write the day as year-month-day, such as 2027-01-31"));
            None
        }
    };
    let (review, until) = (day("review", &written.review), day("until", &written.until));
    let scope = match written.scope.split_once(':') {
        _ if written.what.is_empty() => None,
        Some(("person", name)) => {
            Some(NewHoldScope::Person(vec![(name.to_owned(), Personal::new(written.what.clone()))]))
        }
        None if written.scope == "category" => Some(NewHoldScope::Category(written.what.clone())),
        None if written.scope == "table" => Some(NewHoldScope::Table(written.what.clone())),
        _ => None,
    };
    for (field, text, message) in [
        ("scope", &written.scope, "Choose what is held"),
        ("what", &written.what, "Say whose or which"),
        ("owner", &written.owner, "Say who answers for the hold"),
        ("reason", &written.reason, "Say why"),
    ] {
        if text.is_empty() {
            faults.push(FormFault::new(field, message));
        }
    }
    match scope {
        Some(scope) if faults.is_empty() => Ok(HoldWish {
            scope,
            owner: written.owner.clone(),
            reason: written.reason.clone(),
            review,
            until,
        }),
        _ if faults.is_empty() => Err(vec![FormFault::new("scope", "Choose what is held")]),
        _ => Err(faults),
    }
}

fn scopes(identities: &[String], chosen: &str) -> Vec<Scope> {
    let people = identities
        .iter()
        .map(|name| (format!("person:{name}"), format!("Everything of the person with this {name}")));
    let others = [
        ("category".to_owned(), "All data of a category, such as payment.*".to_owned()),
        ("table".to_owned(), "All rows of a table, written store.table".to_owned()),
    ];
    let scope = |(word, name): (String, String)| Scope { chosen: word == chosen, word, name };
    people.chain(others).map(scope).collect()
}

fn row(hold: HoldView, frame: &Frame) -> Hold {
    Hold {
        state: match (hold.released_at.is_some(), hold.stands, hold.review_due) {
            (true, ..) => "Released",
            (false, true, true) => "Review is due",
            (false, true, false) => "Stands",
            (false, false, _) => "Over",
        },
        urgent: hold.review_due,
        releasable: hold.id.filter(|_| hold.stands),
        review: hold.review_at.map(|at| Moment::new(at, &frame.furniture)),
        ends: hold.ends_at.map(|at| Moment::new(at, &frame.furniture)),
        what: format!("{} {}", hold.scope, hold.what),
        reason: hold.reason,
        owner: hold.owner,
    }
}

async fn page(
    office: &Office,
    officer: &OfficerView,
    status: StatusCode,
    written: Written,
    faults: Vec<FormFault>,
) -> Result<Response, Fault> {
    let place = Place::Console { officer: officer.name.clone(), part: Part::Retention };
    let frame = frame(office, "Retention", place).failed(!faults.is_empty());
    let RetentionView { holds, waiting, runs } = office.desk.retention().await?;
    let page = RetentionPage {
        holds: holds.into_iter().map(|hold| row(hold, &frame)).collect(),
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
        scopes: scopes(&office.desk.company().identities, &written.scope),
        written,
        faults,
        frame,
    };
    respond(status, &page)
}
