//! What the desk shows: of a request, its plan and tasks, of what is kept and what waits.
//!
//! Views hold nothing personal unless they say so.

use crate::expiring::ExpiryRunView;
use crate::holding::HoldView;
use jiff::Timestamp;
use probity_ledger::RequestId;
use probity_vocabulary::{Personal, RequestState, Right};
use serde::Serialize;

/// What pages say about the company.
#[derive(Clone, Debug, Serialize)]
pub struct CompanyView {
    /// The controller.
    pub controller: String,
    /// The policy's title.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// The rights that can be asked for here, in the order of the policy.
    pub rights: Vec<Right>,
    /// The identities by which a person can be named, such as `email`; the first is the one mail is sent to.
    pub identities: Vec<String>,
    /// The published words, Markdown.
    pub notice: String,
    /// The supervisory authorities, each with the places it is for.
    pub authorities: Vec<String>,
    /// Runs on a clock that somebody can set.
    pub test_clock: bool,
}

/// A request as its person or an officer sees it. Holds nothing personal.
#[derive(Clone, Debug, Serialize)]
pub struct RequestView {
    /// Its id.
    #[serde(serialize_with = "as_text")]
    pub id: RequestId,
    /// What is asked for.
    pub right: Right,
    /// Where it stands.
    pub state: RequestState,
    /// What it waits for.
    pub stage: Stage,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When it must be answered.
    pub due_at: Timestamp,
    /// The rule that gives that instant, for people.
    pub due_because: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How it ended, as a word: `erased`, `package-ready`, `nothing-held`, or the reason of a refusal.
    pub outcome: Option<String>,
    /// Is a package ready to be fetched?
    pub package_ready: bool,
    /// How it arrived: `web-form`, `command-line`, …; `replay` when erasures are repeated after a restore.
    pub channel: String,
    /// What keeps it from moving on, when the last attempt failed.
    pub waiting: Option<DelayView>,
    /// What an erasure had to leave, and goes by itself when the reason ends; told as to the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<WaitingView>,
}

/// Why the work on a request did not end, and when it is tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DelayView {
    /// Why the last attempt failed, with the store's name.
    pub why: String,
    /// How often it was tried.
    pub attempts: u64,
    /// When it is tried again; nothing when it was put aside until somebody looks at it.
    pub next_try: Option<Timestamp>,
}

/// Something that somebody must look at before it is too late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlarmView {
    /// What, as a word: `request-late`, `backup-overdue`, `replay-due`.
    pub kind: String,
    /// The request that it is about.
    #[serde(serialize_with = "maybe_as_text")]
    pub request: Option<RequestId>,
    /// Why.
    pub why: String,
    /// Since when.
    pub raised_at: Timestamp,
}

/// How a step of a plan differs from the plan that was approved before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanChangeView {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The action.
    pub action: String,
    /// Rows in the plan that was approved; none when it had no such step.
    pub rows_before: Option<u64>,
    /// Rows now; none when there is no such step any more.
    pub rows_now: Option<u64>,
}

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The person must show the code.
    Person,
    /// The plan is being made.
    Planning,
    /// An officer must approve the plan.
    Approval,
    /// The plan is being carried out.
    CarryingOut,
    /// Nothing; it is closed.
    Closed,
}

pub(crate) fn as_text<S: serde::Serializer>(id: &RequestId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

fn maybe_as_text<S: serde::Serializer>(id: &Option<RequestId>, serializer: S) -> Result<S::Ok, S::Error> {
    match id {
        Some(id) => serializer.collect_str(id),
        None => serializer.serialize_none(),
    }
}

/// A request with its plan and its history, for officers.
#[derive(Clone, Debug, Serialize)]
pub struct RequestDetail {
    /// The request.
    pub request: RequestView,
    /// How the deadline comes about, a sentence each.
    pub deadline_explained: Vec<String>,
    /// The plan's hash, which an approval names.
    pub plan_hash: Option<String>,
    /// The plan's steps.
    pub plan: Vec<PlanStepView>,
    /// What there is to say of the plan as a whole: what was still found after it was carried out, what its purge
    /// takes and does not reach.
    pub plan_remarks: Vec<String>,
    /// How the plan differs from the one that was approved before it; empty for a first plan.
    pub changes: Vec<PlanChangeView>,
    /// How far an erasure is, store by store; empty before anything was begun.
    pub progress: Vec<ProgressView>,
    /// What happened, oldest first.
    pub history: Vec<HistoryView>,
}

/// How far an erasure is in one store. A batch whose end was never told counts as left until the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProgressView {
    /// The store.
    pub store: String,
    /// Rows that are deleted or changed.
    pub rows_done: u64,
    /// Rows that are left.
    pub rows_left: u64,
    /// In how many batches it was done so far; none where it is one transaction.
    pub batches: u64,
}

/// A step of a plan: the stable interface.
#[derive(Clone, Debug, Serialize)]
pub struct PlanStepView {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// `collect`, `delete`, `blank`, `pseudonymise` or `keep`.
    pub action: String,
    /// How many rows.
    pub rows: u64,
    /// The columns, when only some are touched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Why something is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Which clause says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Until when it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What it costs, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<StepCostView>,
}

/// What a step of a plan costs.
#[derive(Clone, Debug, Serialize)]
pub struct StepCostView {
    /// What is looked up or read whole for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lookups: Vec<LookupView>,
    /// What is locked, until when, and who waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locks: Option<String>,
    /// What it takes in a store without tables of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<String>,
}

/// Rows of one table looked up by some columns.
#[derive(Clone, Debug, Serialize)]
pub struct LookupView {
    /// What for: `identity`, `link`, `foreign-key` or `time`.
    pub reason: String,
    /// The table.
    pub table: String,
    /// The columns that are searched.
    pub columns: Vec<String>,
    /// The index by which; the table is read whole when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// About how many rows the table has, where the engine knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// What somebody should do something about, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// The statement that would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// All of it as a sentence.
    #[serde(skip)]
    pub sentence: String,
}

/// An access package that can be fetched, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageView {
    /// How many bytes all parts together have.
    pub bytes: u64,
    /// How many parts.
    pub parts: u32,
}

/// What a person is asked to do for a request. Whom to look for is personal, and empty once it is done.
#[derive(Clone, Debug)]
pub struct TaskView {
    /// The request.
    pub request: RequestId,
    /// Its number within the request.
    pub number: u32,
    /// Where, as `store.table`.
    pub place: String,
    /// Who is asked.
    pub whom: String,
    /// What to do.
    pub what: String,
    /// How it is proved: `note` or `file`.
    pub proof: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Until when.
    pub due_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Who said so.
    pub done_by: Option<String>,
    /// SHA-256 of the proof, in hex.
    pub proof_sha256: Option<String>,
    /// Names and values by which the person is looked for.
    pub look_for: Personal<Vec<(String, String)>>,
}

/// Something that happened to a request; one ledger entry.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryView {
    /// When.
    pub at: Timestamp,
    /// What, as the ledger's word.
    pub kind: String,
    /// The entry's place in the ledger.
    pub entry: u64,
}

/// One page of requests.
#[derive(Clone, Debug, Serialize)]
pub struct RequestPage {
    /// The requests, the one due first at the top.
    pub requests: Vec<RequestView>,
    /// How many there are in all.
    pub total: u64,
}

/// Which requests to list.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// Only in this state.
    pub state: Option<RequestState>,
    /// Only those that are not closed.
    pub open_only: bool,
    /// How many to leave out from the top.
    pub offset: u64,
    /// How many at most.
    pub limit: u64,
}

/// How long things are kept, as officers see it. Holds nothing personal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RetentionView {
    /// The legal holds, those of the policy first.
    pub holds: Vec<HoldView>,
    /// What erasures left for later.
    pub waiting: Vec<WaitingView>,
    /// The newest runs of expiry, the newest first.
    pub runs: Vec<ExpiryRunView>,
}

/// Rows that an erasure left for later.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingView {
    /// The erasure.
    #[serde(serialize_with = "as_text")]
    pub request: RequestId,
    /// `store.table`.
    pub table: String,
    /// How many.
    pub rows: u64,
    /// Why.
    pub because: String,
    /// Which clause says so.
    pub clause: Option<String>,
    /// The last day, as an ISO date.
    pub until: Option<String>,
}

/// Who decides for the company.
#[derive(Clone, Debug, Serialize)]
pub struct OfficerView {
    /// The name under which decisions are recorded.
    pub name: String,
}
