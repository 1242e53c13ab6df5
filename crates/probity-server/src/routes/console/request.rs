//! `/console/requests/{id}`: one request, its plan, and the decision about it.

use crate::fault::{Code, Fault};
use crate::furniture::{Frame, Part, Place};
use crate::office::Office;
use crate::page::{
    Choice, FormFault, Moment, asked_name, capitalised, frame, refusal_name, respond, stage_name, state_name,
};
use crate::routes::centre::{field, fields};
use crate::routes::request_path::RequestPath;
use crate::session::OfficerOfPage;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use probity_keeper::desk::{
    DeskError, OfficerView, PlanChangeView, PlanStepView, ProgressView, RequestDetail, RequestView, Stage,
};
use probity_keeper::tasks::TaskProof;
use probity_ledger::RequestId;
use probity_vocabulary::{Personal, RefusalReason, Reveal};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "console/request.html")]
struct One {
    frame: Frame,
    request: RequestView,
    right: &'static str,
    stage: &'static str,
    state: &'static str,
    is_open: bool,
    received: Moment,
    due: Moment,
    closed: Option<Moment>,
    explained: Vec<String>,
    plan: Vec<PlanStepView>,
    remarks: Vec<String>,
    warnings: Vec<Cost>,
    costs: Vec<Cost>,
    changes: Vec<PlanChangeView>,
    progress: Vec<ProgressView>,
    next_try: Option<Moment>,
    /// The hash that an approval names; only when one is waited for.
    approvable: Option<String>,
    refusable: bool,
    reasons: Vec<Choice>,
    tasks: Vec<Task>,
    history: Vec<Event>,
    faults: Vec<FormFault>,
}

/// Something that steps of the plan cost in a store.
struct Cost {
    store: String,
    is_warning: bool,
    sentence: String,
    advice: Option<String>,
}

/// What the steps cost, each thing once: what somebody should do something about, and the rest.
fn costs(plan: &[PlanStepView]) -> (Vec<Cost>, Vec<Cost>) {
    let mut costs: Vec<Cost> = Vec::new();
    for step in plan {
        let Some(cost) = &step.cost else { continue };
        let mut tell = |is_warning: bool, sentence: String, advice: Option<String>| {
            costs.push(Cost { store: step.store.clone(), is_warning, sentence, advice });
        };
        for lookup in &cost.lookups {
            tell(lookup.warning.is_some(), format!("{}.", lookup.sentence), lookup.advice.clone());
        }
        for text in cost.elsewhere.iter().chain(&cost.locks) {
            tell(false, format!("{text}."), None);
        }
    }
    let mut told = BTreeSet::new();
    costs.retain(|cost| told.insert((cost.store.clone(), cost.sentence.clone())));
    costs.into_iter().partition(|cost| cost.is_warning)
}

struct Event {
    at: Moment,
    what: String,
    entry: u64,
}

/// What a person is asked to do. Whom to look for stands on this page and nowhere else.
struct Task {
    number: u32,
    shown: u32,
    place: String,
    whom: String,
    what: String,
    by_note: bool,
    due: Moment,
    done: Option<Moment>,
    done_by: Option<String>,
    look_for: Vec<(String, String)>,
}

type Sent = Result<Form<Vec<(String, String)>>, FormRejection>;

pub(crate) async fn show(
    State(office): State<Office>,
    officer: OfficerOfPage,
    RequestPath(id): RequestPath,
) -> Result<Response, Fault> {
    page(&office, &officer.officer, id, StatusCode::OK, Vec::new()).await
}

pub(crate) async fn approve(
    State(office): State<Office>,
    officer: OfficerOfPage,
    RequestPath(id): RequestPath,
    sent: Sent,
) -> Result<Response, Fault> {
    let hash = field(&fields(sent)?, "plan_hash");
    let decided = office.desk.approve(id, &hash, &officer.officer).await;
    after(&office, &officer.officer, id, decided).await
}

pub(crate) async fn refuse(
    State(office): State<Office>,
    officer: OfficerOfPage,
    RequestPath(id): RequestPath,
    sent: Sent,
) -> Result<Response, Fault> {
    let Some(reason) = RefusalReason::from_word(&field(&fields(sent)?, "reason")) else {
        let fault = FormFault::new("reason", "Choose the reason that the person is told");
        let status = Code::InvalidBody.status();
        return page(&office, &officer.officer, id, status, vec![fault]).await;
    };
    let decided = office.desk.refuse(id, reason, &officer.officer).await;
    after(&office, &officer.officer, id, decided).await
}

pub(crate) async fn finish_task(
    State(office): State<Office>,
    officer: OfficerOfPage,
    RequestPath(id): RequestPath,
    sent: Sent,
) -> Result<Response, Fault> {
    let sent = fields(sent)?;
    let note = field(&sent, "note");
    let Some(number) = field(&sent, "number").parse().ok().filter(|_| !note.trim().is_empty()) else {
        let fault = FormFault::new("tasks", "Say what was done");
        return page(&office, &officer.officer, id, Code::InvalidBody.status(), vec![fault]).await;
    };
    let proof = TaskProof::Note(Personal::new(note));
    match office.desk.finish_task(id, number, proof, &officer.officer).await {
        Ok(_) => Ok(Redirect::to(&format!("/console/requests/{id}")).into_response()),
        Err(DeskError::Refused { message }) => {
            let fault = FormFault::new("tasks", &message);
            page(&office, &officer.officer, id, Code::InvalidBody.status(), vec![fault]).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn after(
    office: &Office,
    officer: &OfficerView,
    id: RequestId,
    decided: Result<RequestView, DeskError>,
) -> Result<Response, Fault> {
    let fault = match decided {
        Ok(_) => return Ok(Redirect::to(&format!("/console/requests/{id}")).into_response()),
        Err(error) => Fault::from(error),
    };
    let message = match fault.code {
        Code::PlanChanged => "The plan has changed since you saw it. Look at it again before you decide",
        Code::WrongState => "Somebody else decided, or the request has moved on. This is how it stands now",
        _ => return Err(fault),
    };
    page(office, officer, id, fault.code.status(), vec![FormFault::new("plan", message)]).await
}

async fn page(
    office: &Office,
    officer: &OfficerView,
    id: RequestId,
    status: StatusCode,
    faults: Vec<FormFault>,
) -> Result<Response, Fault> {
    let RequestDetail {
        request,
        deadline_explained,
        plan_hash,
        plan,
        plan_remarks,
        changes,
        progress,
        history,
    } = office.desk.request(id).await?;
    let tasks = office.desk.tasks(id).await?;
    let place = Place::Console { officer: officer.name.clone(), part: Part::Requests };
    let frame = frame(office, asked_name(&request), place)
        .under(office.desk.alarms().await?)
        .failed(!faults.is_empty());
    let is_open = request.stage != Stage::Closed;
    let (warnings, costs) = costs(&plan);
    let moment = |at| Moment::new(at, &frame.furniture);
    let page = One {
        right: asked_name(&request),
        stage: stage_name(request.stage),
        state: state_name(request.state),
        is_open,
        received: moment(request.received_at),
        due: moment(request.due_at),
        closed: request.closed_at.map(moment),
        explained: deadline_explained,
        remarks: plan_remarks,
        warnings,
        costs,
        plan,
        changes,
        // Of one that is closed the history says enough.
        progress: progress
            .into_iter()
            .filter(|far| is_open && far.rows_done.saturating_add(far.rows_left) > 0)
            .collect(),
        next_try: request.waiting.as_ref().and_then(|waiting| waiting.next_try).map(moment),
        approvable: plan_hash.filter(|_| request.stage == Stage::Approval),
        refusable: is_open && request.stage != Stage::CarryingOut,
        reasons: reasons(),
        tasks: tasks
            .into_iter()
            .map(|task| Task {
                number: task.number,
                shown: task.number + 1,
                place: task.place,
                whom: task.whom,
                what: task.what,
                by_note: task.proof == "note",
                due: moment(task.due_at),
                done: task.done_at.map(moment),
                done_by: task.done_by,
                look_for: task.look_for.reveal(Reveal::QueryStore).clone(),
            })
            .collect(),
        history: history
            .into_iter()
            .map(|event| Event { at: moment(event.at), what: capitalised(&event.kind), entry: event.entry })
            .collect(),
        faults,
        frame: frame.clone(),
        request,
    };
    respond(status, &page)
}

fn reasons() -> Vec<Choice> {
    let choice = |reason: &RefusalReason| Choice {
        word: reason.word(),
        name: refusal_name(*reason).to_owned(),
        chosen: false,
    };
    RefusalReason::ALL.iter().map(choice).collect()
}
