//! What is shown of requests, and the keeper as a desk.

use crate::backups::BackupsView;
use crate::desk::{
    AlarmView, Answer, CompanyView, Desk, DeskError, HistoryView, Intake, LookupView, OfficerView,
    PackageView, PlanStepView, RequestDetail, RequestFilter, RequestPage, RequestView, RetentionView,
    SessionToken, Stage, StepCostView, TaskView, WaitingView,
};
use crate::error::KeeperError;
use crate::holding::{HoldWish, for_the_person};
use crate::keeper::Keeper;
use crate::planning::StoredPlan;
use crate::reading::reading;
use crate::report::Report;
use crate::tasks::TaskProof;
use jiff::Timestamp;
use probity_ledger::RequestId;
use probity_policy::deadline;
use probity_state::requests::{self, Filter, Request};
use probity_state::{ledger, remainders, verifications};
use probity_stores::{Lookup, PlanStep, StepCost};
use probity_vocabulary::{Personal, RefusalReason, RequestState, Residence, Reveal, Right};
use std::collections::BTreeMap;

/// The most requests of one page.
const LARGEST_PAGE: u64 = 200;
/// How many runs of expiry are shown.
const RUNS: u32 = 30;

impl Keeper {
    /// A request as it is shown.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn view(&self, request: &Request) -> Result<RequestView, KeeperError> {
        let right = Right::from_word(&request.right).ok_or(KeeperError::Stored("the right of a request"))?;
        let state =
            RequestState::from_word(&request.state).ok_or(KeeperError::Stored("the state of a request"))?;
        Ok(RequestView {
            id: request.id,
            right,
            state,
            stage: stage(request, state),
            received_at: request.received_at,
            due_at: request.due_at,
            due_because: self.explained(request, right)?.into_iter().next().unwrap_or_default(),
            closed_at: request.closed_at,
            outcome: request.outcome.clone(),
            package_ready: self.has_package(request.id).await?,
            channel: request.channel.clone(),
            waiting: if request.closed_at.is_none() { self.waiting(request.id).await? } else { None },
            kept: reading!(self.inner.state, |tx| Ok(remainders::of_request(tx, request.id).await?))?
                .into_iter()
                .map(|one| WaitingView {
                    because: for_the_person(&one.because).to_owned(),
                    ..waiting_view(one)
                })
                .collect(),
        })
    }

    fn explained(&self, request: &Request, right: Right) -> Result<Vec<String>, KeeperError> {
        let residence = request.residence.as_deref().and_then(Residence::find).unwrap_or(Residence::UNKNOWN);
        let policy = &self.model().policy;
        let answer = deadline::deadline(policy, right, residence, request.received_at, None)?;
        let mut sentences = answer.explanation;
        // What decides comes first, because some pages have room for one sentence.
        sentences.sort_by_key(|sentence| !sentence.contains("it decides"));
        Ok(sentences)
    }

    async fn detail(&self, id: RequestId) -> Result<RequestDetail, KeeperError> {
        let (request, entries) = reading!(self.inner.state, |tx| {
            let request = requests::find(tx, id).await?.ok_or(DeskError::NotFound)?;
            Ok((request, ledger::of_request(tx, id).await?))
        })?;
        let view = self.view(&request).await?;
        let stored = StoredPlan::of(&request)?;
        let begun = view.right == Right::Erasure && self.was_begun(id).await?;
        let progress = match stored.as_ref().filter(|_| begun) {
            Some(stored) => self.progress_of(id, stored).await?,
            None => Vec::new(),
        };
        Ok(RequestDetail {
            deadline_explained: self.explained(&request, view.right)?,
            plan_hash: stored.as_ref().map(|stored| stored.plan.hash.clone()),
            changes: stored.as_ref().map_or_else(Vec::new, StoredPlan::changes),
            plan_remarks: stored
                .iter()
                .flat_map(|stored| stored.remarks.iter().chain(&stored.beyond_reach).cloned())
                .collect(),
            plan: stored.map_or_else(Vec::new, |stored| stored.plan.steps.iter().map(step_view).collect()),
            progress,
            history: entries
                .iter()
                .map(|placed| HistoryView {
                    at: Timestamp::from_microsecond(placed.entry.at()).unwrap_or(Timestamp::UNIX_EPOCH),
                    kind: placed.entry.kind().word().to_owned(),
                    entry: placed.position,
                })
                .collect(),
            request: view,
        })
    }

    async fn page(&self, filter: RequestFilter) -> Result<RequestPage, KeeperError> {
        let wanted = Filter {
            state: filter.state.map(|state| state.word().to_owned()),
            open: filter.open_only,
            ..Filter::default()
        };
        let limit =
            u32::try_from(filter.offset.saturating_add(filter.limit.min(LARGEST_PAGE))).unwrap_or(u32::MAX);
        let (listed, counts) = reading!(self.inner.state, |tx| {
            Ok((requests::list(tx, &wanted, limit).await?, requests::count_by_state(tx).await?))
        })?;
        let counted = |state: &str| match (filter.state, filter.open_only) {
            (Some(wanted), _) => wanted.word() == state,
            (None, true) => RequestState::from_word(state).is_some_and(|state| !state.is_final()),
            (None, false) => true,
        };
        let total = counts.iter().filter(|(state, _)| counted(state)).map(|(_, count)| count).sum();
        let skipped = usize::try_from(filter.offset).unwrap_or(usize::MAX);
        let mut views = Vec::new();
        for request in listed.iter().skip(skipped) {
            views.push(self.view(request).await?);
        }
        Ok(RequestPage { requests: views, total })
    }

    async fn request_of_session(&self, token: &SessionToken) -> Result<Option<Request>, KeeperError> {
        let account = self.account(token.0.reveal(Reveal::VerifyIdentity)).await?;
        let id = account
            .as_deref()
            .and_then(|account| account.strip_prefix("request:"))
            .and_then(RequestId::parse);
        match id {
            Some(id) => Ok(reading!(self.inner.state, |tx| Ok(requests::find(tx, id).await?))?),
            None => Ok(None),
        }
    }
}

fn stage(request: &Request, state: RequestState) -> Stage {
    if request.closed_at.is_some() || state.is_final() {
        return Stage::Closed;
    }
    match (state, &request.plan, &request.approved_by) {
        (RequestState::Received | RequestState::Acknowledged | RequestState::AwaitingPerson, ..) => {
            Stage::Person
        }
        (_, None, _) => Stage::Planning,
        (_, Some(_), None) => Stage::Approval,
        (_, Some(_), Some(_)) => Stage::CarryingOut,
    }
}

/// A step as it is shown everywhere.
#[must_use]
pub fn step_view(step: &PlanStep) -> PlanStepView {
    PlanStepView {
        store: step.store.clone(),
        table: step.table.clone(),
        action: step.action.word().to_owned(),
        rows: step.rows,
        columns: step.columns.iter().map(|column| column.name.clone()).collect(),
        because: step.because.clone(),
        clause: step.clause.clone(),
        until: step.until.clone(),
        cost: step.cost.as_ref().map(cost_view),
    }
}

/// What a step costs, as it is shown everywhere.
#[must_use]
pub fn cost_view(cost: &StepCost) -> StepCostView {
    let lookup = |one: &Lookup| LookupView {
        reason: one.reason.word().to_owned(),
        table: one.table.clone(),
        columns: one.columns.clone(),
        index: one.index.clone(),
        rows: one.rows,
        warning: one.warning(),
        advice: one.advice.clone(),
        sentence: one.sentence(),
    };
    StepCostView {
        lookups: cost.lookups.iter().map(lookup).collect(),
        locks: cost.locks.clone(),
        elsewhere: cost.elsewhere.clone(),
    }
}

fn waiting_view(one: remainders::Remainder) -> WaitingView {
    WaitingView {
        request: one.request,
        table: format!("{}.{}", one.store, one.table),
        rows: one.rows,
        because: one.because,
        clause: one.clause,
        until: one.until,
    }
}

impl Desk for Keeper {
    fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    fn company(&self) -> CompanyView {
        let policy = &self.model().policy;
        let text = |value: &Option<probity_policy::grammar::Located<String>>| {
            value.as_ref().map_or_else(String::new, |value| value.value.clone())
        };
        CompanyView {
            controller: self.inner.letterhead.controller.clone(),
            policy: text(&policy.title),
            version: text(&policy.version),
            rights: self.offered(),
            identities: vec!["email".to_owned()],
            notice: self
                .inner
                .project
                .published
                .as_ref()
                .map_or_else(String::new, |published| published.markdown().to_owned()),
            authorities: self.inner.letterhead.authorities.clone(),
            test_clock: self.inner.clock.is_test(),
        }
    }

    fn submit(&self, intake: Intake) -> Answer<'_, RequestView> {
        Box::pin(async move {
            let work = async { self.view(&self.receive(intake, None).await?).await };
            work.await.map_err(|error| error.at_desk("taking the request in"))
        })
    }

    fn confirm(&self, request: RequestId, code: Personal<String>) -> Answer<'_, Option<SessionToken>> {
        Box::pin(async move {
            let token =
                self.enter_code(request, &code).await.map_err(|error| error.at_desk("judging the code"))?;
            Ok(token.map(|token| SessionToken(Personal::new(token.expose()))))
        })
    }

    fn renew_code(&self, request: RequestId) -> Answer<'_, ()> {
        Box::pin(
            async move { self.send_new_code(request).await.map_err(|error| error.at_desk("sending a code")) },
        )
    }

    fn called_back<'a>(
        &'a self,
        store: &'a str,
        headers: &'a BTreeMap<String, String>,
        body: &'a [u8],
    ) -> Answer<'a, bool> {
        let header = |name: &str| headers.get(&name.to_lowercase()).cloned();
        let known = self.stores().called_back(store, &header, body);
        Box::pin(async move { Ok(known) })
    }

    fn own_request<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<RequestView>> {
        Box::pin(async move {
            let work = async {
                match self.request_of_session(token).await? {
                    Some(request) => Ok(Some(self.view(&request).await?)),
                    None => Ok(None),
                }
            };
            work.await.map_err(|error: KeeperError| error.at_desk("reading the request"))
        })
    }

    fn package<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<PackageView>> {
        Box::pin(async move {
            let work = async {
                match self.request_of_session(token).await? {
                    Some(request) => self.package_of(request.id).await,
                    None => Ok(None),
                }
            };
            work.await.map_err(|error| error.at_desk("reading the package"))
        })
    }

    fn package_part<'a>(
        &'a self,
        token: &'a SessionToken,
        part: u32,
    ) -> Answer<'a, Option<Personal<Vec<u8>>>> {
        Box::pin(async move {
            let work = async {
                match self.request_of_session(token).await? {
                    Some(request) => self.package_part_of(request.id, part).await,
                    None => Ok(None),
                }
            };
            work.await.map_err(|error| error.at_desk("reading the package"))
        })
    }

    fn sign_in(&self, secret: Personal<String>) -> Answer<'_, Option<SessionToken>> {
        Box::pin(async move {
            let token = self.officer_session(&secret).await.map_err(|error| error.at_desk("signing in"))?;
            Ok(token.map(|token| SessionToken(Personal::new(token.expose()))))
        })
    }

    fn sign_out<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, ()> {
        Box::pin(async move {
            self.end_session(token.0.reveal(Reveal::VerifyIdentity))
                .await
                .map_err(|error| error.at_desk("signing out"))
        })
    }

    fn officer<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<OfficerView>> {
        Box::pin(async move {
            self.officer_of(token.0.reveal(Reveal::VerifyIdentity))
                .await
                .map_err(|error| error.at_desk("reading the session"))
        })
    }

    fn requests(&self, filter: RequestFilter) -> Answer<'_, RequestPage> {
        Box::pin(async move { self.page(filter).await.map_err(|error| error.at_desk("listing requests")) })
    }

    fn request(&self, id: RequestId) -> Answer<'_, RequestDetail> {
        Box::pin(async move { self.detail(id).await.map_err(|error| error.at_desk("reading the request")) })
    }

    fn alarms(&self) -> Answer<'_, Vec<AlarmView>> {
        Box::pin(
            async move { self.standing_alarms().await.map_err(|error| error.at_desk("reading the alarms")) },
        )
    }

    fn approve<'a>(
        &'a self,
        id: RequestId,
        plan_hash: &'a str,
        officer: &'a OfficerView,
    ) -> Answer<'a, RequestView> {
        Box::pin(async move {
            let work = async { self.view(&self.approve_plan(id, plan_hash, &officer.name).await?).await };
            work.await.map_err(|error| error.at_desk("approving the plan"))
        })
    }

    fn tasks(&self, id: RequestId) -> Answer<'_, Vec<TaskView>> {
        Box::pin(async move { self.tasks_of(id).await.map_err(|error| error.at_desk("reading the tasks")) })
    }

    fn finish_task<'a>(
        &'a self,
        id: RequestId,
        number: u32,
        proof: TaskProof,
        officer: &'a OfficerView,
    ) -> Answer<'a, TaskView> {
        Box::pin(async move {
            let done = Keeper::finish_task(self, id, number, &proof, &officer.name).await;
            done.map_err(|error| error.at_desk("noting that a task is done"))
        })
    }

    fn refuse<'a>(
        &'a self,
        id: RequestId,
        reason: RefusalReason,
        officer: &'a OfficerView,
    ) -> Answer<'a, RequestView> {
        Box::pin(async move {
            let work = async { self.view(&self.refuse_request(id, reason, &officer.name).await?).await };
            work.await.map_err(|error| error.at_desk("refusing the request"))
        })
    }

    fn retention(&self) -> Answer<'_, RetentionView> {
        Box::pin(async move {
            let work = async {
                let waiting = reading!(self.inner.state, |tx| Ok(remainders::all(tx).await?))?;
                let waiting = waiting.into_iter().map(waiting_view);
                let (holds, runs) = (self.holds().await?, self.expiry_runs(RUNS).await?);
                Ok(RetentionView { holds, waiting: waiting.collect(), runs })
            };
            work.await.map_err(|error: KeeperError| error.at_desk("reading what is kept"))
        })
    }

    fn place_hold<'a>(&'a self, wish: HoldWish, officer: &'a OfficerView) -> Answer<'a, ()> {
        Box::pin(async move {
            let placed = self.place_hold_wished(wish, &officer.name).await;
            placed.map(|_| ()).map_err(|error| error.at_desk("placing the hold"))
        })
    }

    fn release_hold<'a>(&'a self, hold: RequestId, officer: &'a OfficerView) -> Answer<'a, ()> {
        Box::pin(async move {
            let released = Keeper::release_hold(self, hold, &officer.name).await;
            released.map(|_| ()).map_err(|error| error.at_desk("releasing the hold"))
        })
    }

    fn backups(&self) -> Answer<'_, BackupsView> {
        Box::pin(async move {
            self.backups_view().await.map_err(|error| error.at_desk("reading the catalogue of backups"))
        })
    }

    fn verify(&self) -> Answer<'_, Report> {
        Box::pin(async move { self.prove().await.map_err(|error| error.at_desk("looking at the promises")) })
    }

    fn last_report(&self) -> Answer<'_, Option<Report>> {
        Box::pin(async move {
            let latest = reading!(self.inner.state, |tx| Ok(verifications::latest(tx, 1).await?));
            let latest = latest.map_err(|error| error.at_desk("reading the report"))?;
            let Some(found) = latest.into_iter().next() else { return Ok(None) };
            let report = serde_json::from_str(&found.report).map_err(|_| KeeperError::Stored("a report"));
            report.map(Some).map_err(|error| error.at_desk("reading the report"))
        })
    }

    fn checkpoint(&self) -> Answer<'_, String> {
        Box::pin(
            async move { self.sign_checkpoint().await.map_err(|error| error.at_desk("signing the ledger")) },
        )
    }
}
