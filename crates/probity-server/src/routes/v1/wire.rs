//! The shapes of the interface. They are its own, so that a change inside the keeper is not a change
//! for every client; JSON here is stable: members may be added, never renamed.

use super::schema;
use jiff::Timestamp;
use probity_keeper::desk::{
    CompanyView, DelayView, HistoryView, LookupView, PlanChangeView, PlanStepView, ProgressView,
    RequestDetail, RequestPage, RequestView, SessionToken, StepCostView,
};
use probity_keeper::report;
use probity_vocabulary::{Personal, PromiseClass, PromiseState, RefusalReason, RequestState, Reveal, Right};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A text that is personal or secret.
#[derive(ToSchema)]
#[schema(value_type = String)]
pub(super) struct Secret(pub(super) Personal<String>);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Personal::new(text)))
    }
}

/// A request as it is sent in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRequest {
    #[schema(schema_with = schema::right)]
    pub(super) right: Right,
    /// By what the person can be found, such as `email`; the names are those of `GET /v1/company`.
    #[schema(value_type = BTreeMap<String, String>, example = json!({ "email": "name@example.com" }))]
    pub(super) identities: BTreeMap<String, Secret>,
    /// Where the person lives: a country (`CY`) or a state (`US-CO`), as ISO 3166 writes it.
    #[schema(example = "US-CO")]
    pub(super) residence: Option<String>,
}

/// The code from the message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmation {
    pub(super) code: Secret,
}

/// The secret that an officer was given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficerSecret {
    pub(super) secret: Secret,
}

/// An approval of one plan and no other.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    /// The hash of the plan that was looked at.
    pub(super) plan_hash: String,
}

/// A refusal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    #[schema(schema_with = schema::refusal_reason)]
    pub(super) reason: RefusalReason,
}

/// A session that was opened; shown once.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// Goes into `Authorization: Bearer …`.
    token: String,
}

impl From<&SessionToken> for Session {
    fn from(token: &SessionToken) -> Self {
        Self { token: token.0.reveal(Reveal::AnswerPerson).clone() }
    }
}

/// The company.
#[derive(Serialize, ToSchema)]
pub(super) struct Company {
    /// The controller.
    controller: String,
    /// The policy's title.
    policy: String,
    /// The policy's version.
    version: String,
    #[schema(schema_with = rights)]
    rights: Vec<Right>,
    /// The identities by which a person can be named; messages go to the first.
    identities: Vec<String>,
    /// The supervisory authorities, each with the places it is for.
    authorities: Vec<String>,
    /// Everything runs on a clock that somebody can set.
    test_clock: bool,
}

fn rights() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::Array::new(schema::right())
}

impl From<CompanyView> for Company {
    fn from(view: CompanyView) -> Self {
        let CompanyView {
            controller,
            policy,
            version,
            rights,
            identities,
            authorities,
            test_clock,
            notice: _,
        } = view;
        Self { controller, policy, version, rights, identities, authorities, test_clock }
    }
}

/// A request. Holds nothing personal.
#[derive(Serialize, ToSchema)]
pub(super) struct Request {
    /// 32 hexadecimal digits.
    id: String,
    #[schema(schema_with = schema::right)]
    right: Right,
    #[schema(schema_with = schema::request_state)]
    state: RequestState,
    #[schema(schema_with = schema::stage)]
    stage: &'static str,
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// When it must be answered.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// The rule that gives that instant.
    due_because: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
    /// How it ended, for people.
    outcome: Option<String>,
    /// A package can be fetched.
    package_ready: bool,
    /// How it arrived; `replay` when erasures are repeated after a restore.
    channel: String,
    /// What keeps it from moving on, when the last attempt failed; for officers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<Waiting>,
}

/// Why the work on a request did not end, and when it is tried again.
#[derive(Serialize, ToSchema)]
pub(super) struct Waiting {
    /// Why the last attempt failed.
    why: String,
    /// How often it was tried.
    attempts: u64,
    /// When it is tried again; nothing when somebody must look at it.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_try: Option<Timestamp>,
}

impl From<DelayView> for Waiting {
    fn from(view: DelayView) -> Self {
        let DelayView { why, attempts, next_try } = view;
        Self { why, attempts, next_try }
    }
}

/// How a step of a plan differs from the plan that was approved before.
#[derive(Serialize, ToSchema)]
pub(super) struct PlanChange {
    store: String,
    table: String,
    #[schema(schema_with = schema::action)]
    action: String,
    /// Rows in the plan that was approved; nothing when it had no such step.
    rows_before: Option<u64>,
    /// Rows now; nothing when there is no such step any more.
    rows_now: Option<u64>,
}

impl From<PlanChangeView> for PlanChange {
    fn from(view: PlanChangeView) -> Self {
        let PlanChangeView { store, table, action, rows_before, rows_now } = view;
        Self { store, table, action, rows_before, rows_now }
    }
}

/// How far an erasure is in one store.
#[derive(Serialize, ToSchema)]
pub(super) struct Progress {
    store: String,
    /// Rows that are deleted or changed.
    rows_done: u64,
    /// Rows that are left.
    rows_left: u64,
    /// In how many batches so far; none where it is one transaction.
    batches: u64,
}

impl From<ProgressView> for Progress {
    fn from(view: ProgressView) -> Self {
        let ProgressView { store, rows_done, rows_left, batches } = view;
        Self { store, rows_done, rows_left, batches }
    }
}

impl From<RequestView> for Request {
    fn from(view: RequestView) -> Self {
        Self {
            id: view.id.to_string(),
            right: view.right,
            state: view.state,
            stage: schema::stage_word(view.stage),
            received_at: view.received_at,
            due_at: view.due_at,
            due_because: view.due_because,
            closed_at: view.closed_at,
            outcome: view.outcome,
            package_ready: view.package_ready,
            channel: view.channel,
            // It names stores and their faults, which is nobody's business outside.
            waiting: None,
        }
    }
}

impl Request {
    /// The same with what only officers see.
    fn for_officers(mut view: RequestView) -> Self {
        let waiting = view.waiting.take().map(Waiting::from);
        Self { waiting, ..view.into() }
    }
}

/// A request with its plan and history.
#[derive(Serialize, ToSchema)]
pub(super) struct Detail {
    request: Request,
    /// How the deadline comes about, a sentence each.
    deadline_explained: Vec<String>,
    /// What an approval names.
    plan_hash: Option<String>,
    plan: Vec<PlanStep>,
    /// What there is to say of the plan as a whole: what its purge takes and does not reach.
    plan_remarks: Vec<String>,
    /// How the plan differs from the one that was approved before it; empty for a first plan.
    changes: Vec<PlanChange>,
    /// How far an erasure is, store by store; empty before anything was begun.
    progress: Vec<Progress>,
    /// What happened, oldest first.
    history: Vec<Happening>,
}

impl From<RequestDetail> for Detail {
    fn from(detail: RequestDetail) -> Self {
        Self {
            request: Request::for_officers(detail.request),
            deadline_explained: detail.deadline_explained,
            plan_hash: detail.plan_hash,
            plan: detail.plan.into_iter().map(PlanStep::from).collect(),
            plan_remarks: detail.plan_remarks,
            changes: detail.changes.into_iter().map(PlanChange::from).collect(),
            progress: detail.progress.into_iter().map(Progress::from).collect(),
            history: detail.history.into_iter().map(Happening::from).collect(),
        }
    }
}

/// A step of a plan.
#[derive(Serialize, ToSchema)]
pub(super) struct PlanStep {
    store: String,
    table: String,
    #[schema(schema_with = schema::action)]
    action: String,
    /// How many rows.
    rows: u64,
    /// The columns, when only some are touched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
    /// Why something is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    /// Which clause says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<String>,
    /// Until when it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// What it costs, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<StepCost>,
}

impl From<PlanStepView> for PlanStep {
    fn from(view: PlanStepView) -> Self {
        let PlanStepView { store, table, action, rows, columns, because, clause, until, cost } = view;
        let cost = cost.map(StepCost::from);
        Self { store, table, action, rows, columns, because, clause, until, cost }
    }
}

/// What a step costs.
#[derive(Serialize, ToSchema)]
pub(super) struct StepCost {
    /// What is looked up or read whole for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lookups: Vec<Lookup>,
    /// What is locked, until when, and who waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    locks: Option<String>,
    /// What it takes in a store without tables of its own: files written again, calls and their pace.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<String>,
}

impl From<StepCostView> for StepCost {
    fn from(view: StepCostView) -> Self {
        let lookups = view.lookups.into_iter().map(Lookup::from).collect();
        Self { lookups, locks: view.locks, elsewhere: view.elsewhere }
    }
}

/// Rows of one table looked up by some columns.
#[derive(Serialize, ToSchema)]
pub(super) struct Lookup {
    /// What for: `identity`, `link`, `foreign-key` or `time`.
    reason: String,
    table: String,
    columns: Vec<String>,
    /// The index by which; the table is read whole when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<String>,
    /// About how many rows the table has, where the engine knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u64>,
    /// What somebody should do something about.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    /// The statement that would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl From<LookupView> for Lookup {
    fn from(view: LookupView) -> Self {
        let LookupView { reason, table, columns, index, rows, warning, advice, sentence: _ } = view;
        Self { reason, table, columns, index, rows, warning, advice }
    }
}

/// Something that happened; one entry of the ledger.
#[derive(Serialize, ToSchema)]
pub(super) struct Happening {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The ledger's word for it.
    kind: String,
    /// The entry's place in the ledger.
    entry: u64,
}

impl From<HistoryView> for Happening {
    fn from(view: HistoryView) -> Self {
        Self { at: view.at, kind: view.kind, entry: view.entry }
    }
}

/// One page of requests, the one due first at the top.
#[derive(Serialize, ToSchema)]
pub(super) struct Requests {
    requests: Vec<Request>,
    /// How many there are in all.
    total: u64,
}

impl From<RequestPage> for Requests {
    fn from(page: RequestPage) -> Self {
        Self { requests: page.requests.into_iter().map(Request::for_officers).collect(), total: page.total }
    }
}

/// What became of every promise.
#[derive(Serialize, ToSchema)]
pub(super) struct Report {
    policy: String,
    version: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    test_clock: bool,
    /// How many promises are in each state.
    #[schema(value_type = BTreeMap<String, u64>)]
    counts: BTreeMap<PromiseState, u64>,
    promises: Vec<Promise>,
}

impl From<report::Report> for Report {
    fn from(report: report::Report) -> Self {
        let report::Report { policy, version, at, test_clock, counts, promises } = report;
        let promises = promises.into_iter().map(Promise::from).collect();
        Self { policy, version, at, test_clock, counts, promises }
    }
}

/// What became of one promise.
#[derive(Serialize, ToSchema)]
pub(super) struct Promise {
    id: String,
    /// Its first clause of the published text.
    clause: Option<String>,
    clauses: Vec<String>,
    kind: String,
    #[schema(schema_with = schema::promise_class)]
    class: PromiseClass,
    #[schema(schema_with = schema::promise_state)]
    state: PromiseState,
    /// Why, in one sentence.
    because: String,
    /// The sentence of the policy.
    sentence: String,
    /// Not empty when the promise is kept.
    evidence: Vec<Evidence>,
}

impl From<report::PromiseReport> for Promise {
    fn from(promise: report::PromiseReport) -> Self {
        let report::PromiseReport { id, clause, clauses, kind, class, state, because, sentence, evidence } =
            promise;
        let evidence = evidence.into_iter().map(Evidence::from).collect();
        Self { id, clause, clauses, kind, class, state, because, sentence, evidence }
    }
}

/// One question, so put that it can be asked again.
#[derive(Serialize, ToSchema)]
pub(super) struct Evidence {
    /// `query`, `schema`, `ledger`, `policy`, `text` or `law`.
    kind: String,
    /// Where it was asked.
    of: String,
    question: String,
    /// The answer in a few words, without anybody's data.
    answer: String,
    /// SHA-256 of the whole answer, in hexadecimal.
    answer_hash: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<report::Evidence> for Evidence {
    fn from(evidence: report::Evidence) -> Self {
        let report::Evidence { kind, of, question, answer, answer_hash, at } = evidence;
        Self { kind, of, question, answer, answer_hash, at }
    }
}
