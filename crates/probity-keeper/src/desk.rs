//! The desk: everything that a page, an interface or a command can ask of the keeper.
//!
//! The server and the command line know the keeper by this trait only, so that each can be tested
//! with a desk made of paper. Views hold nothing personal unless they say so.

mod views;

use crate::backups::BackupsView;
use crate::holding::HoldWish;
use crate::report::Report;
use crate::tasks::TaskProof;
use jiff::Timestamp;
use probity_ledger::RequestId;
use probity_vocabulary::{Personal, RefusalReason, RequestState, Residence, Right};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

pub(crate) use views::as_text;
pub use views::{
    AlarmView, CompanyView, DelayView, HistoryView, LookupView, OfficerView, PackageView, PlanChangeView,
    PlanStepView, ProgressView, RequestDetail, RequestFilter, RequestPage, RequestView, RetentionView, Stage,
    StepCostView, TaskView, WaitingView,
};

/// What a question to the desk gives in time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DeskError>> + Send + 'a>>;

/// Why the desk could not answer.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such request, or it is not this person's to see.
    #[error("there is no such request")]
    NotFound,
    /// The request is not in a state in which this can be done.
    #[error("the request is `{state}`, in which this cannot be done")]
    WrongState {
        /// The state it is in.
        state: RequestState,
    },
    /// The plan changed since it was shown; the new one must be looked at.
    #[error("the plan has changed since it was shown")]
    PlanChanged,
    /// The policy does not offer this right, or the input makes no sense.
    #[error("{message}")]
    Refused {
        /// What is wrong, for the one who asked.
        message: String,
    },
    /// A store, the state or the mail server did not do its part.
    #[error("{attempted} failed")]
    World {
        /// What was attempted, with the name of what failed; never a person's data.
        attempted: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A request as it arrives.
#[derive(Debug)]
pub struct Intake {
    /// What is asked for.
    pub right: Right,
    /// By what the person can be found: the identity's name, such as `email`, and its value.
    pub identities: Vec<(String, Personal<String>)>,
    /// Where the person says they live.
    pub residence: Option<Residence>,
    /// How it arrived: `web-form`, `api`, `mail`, `letter`, `command-line`.
    pub channel: String,
}

/// A secret that opens a session; shown once.
#[derive(Clone)]
pub struct SessionToken(pub Personal<String>);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SessionToken(…)")
    }
}

/// What can be asked of the keeper.
pub trait Desk: Send + Sync {
    /// The instant now, by the keeper's clock.
    fn now(&self) -> Timestamp;

    /// About the company.
    fn company(&self) -> CompanyView;

    /// Takes a request in and sends a code to the person's first identity. The answer, and the time it
    /// takes, are the same whether the person is known or not (invariant NO-ONE-LEARNS-WHO).
    fn submit(&self, intake: Intake) -> Answer<'_, RequestView>;

    /// The person shows the code. `None` when it is wrong, used up or too old.
    fn confirm(&self, request: RequestId, code: Personal<String>) -> Answer<'_, Option<SessionToken>>;

    /// Sends a new code for a request, at most one a minute. The answer is the same whether there is such a
    /// request or not (invariant NO-ONE-LEARNS-WHO).
    fn renew_code(&self, request: RequestId) -> Answer<'_, ()>;

    /// A service called back, with these headers (names in lower case) and this body. False when there is no such
    /// service or the call is not signed as its description says. What it tells is asked about and not believed.
    fn called_back<'a>(
        &'a self,
        store: &'a str,
        headers: &'a BTreeMap<String, String>,
        body: &'a [u8],
    ) -> Answer<'a, bool>;

    /// The request that a person's session is for.
    fn own_request<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<RequestView>>;

    /// The access package of a person's session, a ZIP archive: how large it is, and in how many parts.
    fn package<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<PackageView>>;

    /// One part of that package, from 0. Holds the person's data.
    fn package_part<'a>(
        &'a self,
        token: &'a SessionToken,
        part: u32,
    ) -> Answer<'a, Option<Personal<Vec<u8>>>>;

    /// An officer signs in with the secret they were given.
    fn sign_in(&self, secret: Personal<String>) -> Answer<'_, Option<SessionToken>>;

    /// Ends a session.
    fn sign_out<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, ()>;

    /// Whose officer session this is.
    fn officer<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<OfficerView>>;

    /// Lists requests.
    fn requests(&self, filter: RequestFilter) -> Answer<'_, RequestPage>;

    /// One request with everything about it.
    fn request(&self, id: RequestId) -> Answer<'_, RequestDetail>;

    /// What somebody must look at before it is too late, the newest first.
    fn alarms(&self) -> Answer<'_, Vec<AlarmView>>;

    /// Approves the plan of this hash.
    fn approve<'a>(
        &'a self,
        id: RequestId,
        plan_hash: &'a str,
        officer: &'a OfficerView,
    ) -> Answer<'a, RequestView>;

    /// What people are asked to do for a request, with whom to look for.
    fn tasks(&self, id: RequestId) -> Answer<'_, Vec<TaskView>> {
        let _ = id;
        Box::pin(async { Ok(Vec::new()) })
    }

    /// A person says that a task is done, with proof.
    fn finish_task<'a>(
        &'a self,
        id: RequestId,
        number: u32,
        proof: TaskProof,
        officer: &'a OfficerView,
    ) -> Answer<'a, TaskView> {
        let _ = (id, number, proof, officer);
        Box::pin(async { Err(DeskError::NotFound) })
    }

    /// Refuses a request, for a reason that the person is told.
    fn refuse<'a>(
        &'a self,
        id: RequestId,
        reason: RefusalReason,
        officer: &'a OfficerView,
    ) -> Answer<'a, RequestView>;

    /// Holds, what waits, and the runs of expiry.
    fn retention(&self) -> Answer<'_, RetentionView>;

    /// An officer places a legal hold.
    fn place_hold<'a>(&'a self, wish: HoldWish, officer: &'a OfficerView) -> Answer<'a, ()>;

    /// An officer releases a legal hold; what waited for it is finished.
    fn release_hold<'a>(&'a self, hold: RequestId, officer: &'a OfficerView) -> Answer<'a, ()>;

    /// The catalogue of backups, restores that wait for a replay, and copies that are left.
    fn backups(&self) -> Answer<'_, BackupsView>;

    /// Looks again at every promise.
    fn verify(&self) -> Answer<'_, Report>;

    /// The last report, without looking again.
    fn last_report(&self) -> Answer<'_, Option<Report>>;

    /// The ledger's newest signed checkpoint (C2SP tlog-checkpoint).
    fn checkpoint(&self) -> Answer<'_, String>;
}
