//! A desk made of paper: it answers from a few sheets in memory, so that pages can be looked at and
//! tested without a keeper.
//!
//! One person is known, [`KNOWN`]; the code of every request is [`CODE`], the officer's secret [`SECRET`].

mod sheets;

use jiff::{SignedDuration, Timestamp};
use probity_keeper::desk::{
    AlarmView, Answer, CompanyView, Desk, DeskError, HistoryView, Intake, OfficerView, PackageView,
    RequestDetail, RequestFilter, RequestPage, RequestView, RetentionView, SessionToken, Stage, TaskView,
};
use probity_keeper::report::Report;
use probity_keeper::{BackupsView, HoldView, HoldWish, NewHoldScope};
use probity_ledger::RequestId;
use probity_vocabulary::{Personal, RefusalReason, RequestState, Reveal};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub const KNOWN: &str = "mary@example.com";
pub const CODE: &str = "AB12CD34";
pub const SECRET: &str = "open-sesame";
pub const PLAN_HASH: &str = "9c1f0d6a52e3";
pub const PACKAGE: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

const OFFICER_TOKEN: &str = "officer-token";

#[derive(Debug)]
pub struct PaperDesk {
    state: Mutex<State>,
    /// Fails as if a store did not answer.
    pub broken: bool,
    /// Has a clock that can be set.
    pub test_clock: bool,
}

#[derive(Debug)]
struct State {
    requests: Vec<RequestView>,
    report: Option<Report>,
    ended: Vec<String>,
    intakes: Vec<String>,
    holds: Vec<HoldView>,
}

impl PaperDesk {
    /// A desk with requests in every state and no report yet.
    pub fn new() -> Self {
        let state = State {
            requests: sheets::requests(),
            report: None,
            ended: Vec::new(),
            intakes: Vec::new(),
            holds: sheets::retention().holds,
        };
        Self { state: Mutex::new(state), broken: false, test_clock: false }
    }

    /// A desk on which nothing lies.
    pub fn empty() -> Self {
        let desk = Self::new();
        desk.state().requests.clear();
        desk
    }

    /// The id of the request that waits for an officer.
    pub fn waiting_for_approval() -> RequestId {
        sheets::id(1)
    }

    /// The id of the request for which people do something by hand.
    pub fn with_tasks() -> RequestId {
        sheets::id(2)
    }

    /// The requests that were sent in, as `right by names of identities from residence via channel`.
    pub fn intakes(&self) -> Vec<String> {
        self.state().intakes.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: RequestId) -> Result<RequestView, DeskError> {
        if self.broken {
            let source = std::io::Error::other(format!("no route to the host of {KNOWN}"));
            return Err(DeskError::World {
                attempted: "asking the store `core`".into(),
                source: source.into(),
            });
        }
        let state = self.state();
        state.requests.iter().find(|request| request.id == id).cloned().ok_or(DeskError::NotFound)
    }

    fn change(&self, id: RequestId, change: impl FnOnce(&mut RequestView)) -> Result<RequestView, DeskError> {
        let mut request = self.find(id)?;
        change(&mut request);
        for known in self.state().requests.iter_mut().filter(|known| known.id == id) {
            *known = request.clone();
        }
        Ok(request)
    }

    fn request_of(&self, token: &SessionToken) -> Option<RequestId> {
        let text = token.0.reveal(Reveal::VerifyIdentity);
        if self.state().ended.contains(text) {
            return None;
        }
        text.strip_prefix("person-").and_then(RequestId::parse)
    }
}

fn ready<'a, T: Send + 'a>(value: Result<T, DeskError>) -> Answer<'a, T> {
    Box::pin(std::future::ready(value))
}

impl Desk for PaperDesk {
    fn now(&self) -> Timestamp {
        sheets::now()
    }

    fn company(&self) -> CompanyView {
        CompanyView { test_clock: self.test_clock, ..sheets::company() }
    }

    fn submit(&self, intake: Intake) -> Answer<'_, RequestView> {
        let names: Vec<&str> = intake.identities.iter().map(|(name, _)| name.as_str()).collect();
        let residence = intake.residence.map_or_else(|| String::from("nowhere"), |one| one.to_string());
        let line =
            format!("{} by {} from {residence} via {}", intake.right, names.join(" and "), intake.channel);
        let mut state = self.state();
        let number = u8::try_from(state.requests.len()).unwrap_or(u8::MAX);
        let stage = if intake.right.needs_no_identity() { Stage::CarryingOut } else { Stage::Person };
        let request = sheets::request(100 + number, intake.right, RequestState::AwaitingPerson, stage, 0);
        state.intakes.push(line);
        state.requests.push(request.clone());
        ready(Ok(request))
    }

    fn confirm(&self, request: RequestId, code: Personal<String>) -> Answer<'_, Option<SessionToken>> {
        let right = code.reveal(Reveal::VerifyIdentity) == CODE;
        let token = || SessionToken(Personal::new(format!("person-{request}")));
        ready(self.find(request).and_then(|found| {
            if right && found.stage == Stage::Person {
                self.change(request, |found| found.stage = Stage::Planning)?;
            }
            Ok(right.then(token))
        }))
    }

    fn renew_code(&self, _: RequestId) -> Answer<'_, ()> {
        ready(Ok(()))
    }

    fn called_back<'a>(
        &'a self,
        store: &'a str,
        headers: &'a BTreeMap<String, String>,
        body: &'a [u8],
    ) -> Answer<'a, bool> {
        let signed = headers.get("x-signature").is_some_and(|value| value == "right");
        ready(Ok(store == "mailer" && signed && body == b"{}"))
    }

    fn own_request<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<RequestView>> {
        ready(self.request_of(token).map(|id| self.find(id)).transpose())
    }

    fn package<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<PackageView>> {
        let request = self.request_of(token).map(|id| self.find(id)).transpose();
        let ready_now = |request: &RequestView| request.package_ready;
        // In parts of two bytes, so that a download has several.
        let view = PackageView {
            bytes: PACKAGE.len() as u64,
            parts: u32::try_from(PACKAGE.chunks(2).count()).unwrap_or(0),
        };
        ready(request.map(|request| request.filter(ready_now).map(|_| view)))
    }

    fn package_part<'a>(&'a self, _: &'a SessionToken, part: u32) -> Answer<'a, Option<Personal<Vec<u8>>>> {
        let part = PACKAGE.chunks(2).nth(usize::try_from(part).unwrap_or(usize::MAX));
        ready(Ok(part.map(|part| Personal::new(part.to_vec()))))
    }

    fn sign_in(&self, secret: Personal<String>) -> Answer<'_, Option<SessionToken>> {
        let right = secret.reveal(Reveal::VerifyIdentity) == SECRET;
        ready(Ok(right.then(|| SessionToken(Personal::new(OFFICER_TOKEN.to_owned())))))
    }

    fn sign_out<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, ()> {
        self.state().ended.push(token.0.reveal(Reveal::VerifyIdentity).clone());
        ready(Ok(()))
    }

    fn officer<'a>(&'a self, token: &'a SessionToken) -> Answer<'a, Option<OfficerView>> {
        let text = token.0.reveal(Reveal::VerifyIdentity);
        let valid = text == OFFICER_TOKEN && !self.state().ended.contains(text);
        ready(Ok(valid.then(|| OfficerView { name: String::from("Ada Moreno") })))
    }

    fn requests(&self, filter: RequestFilter) -> Answer<'_, RequestPage> {
        let state = self.state();
        let mut found: Vec<RequestView> = state
            .requests
            .iter()
            .filter(|request| filter.state.is_none_or(|wanted| request.state == wanted))
            .filter(|request| !filter.open_only || request.stage != Stage::Closed)
            .cloned()
            .collect();
        found.sort_by_key(|request| request.due_at);
        let total = found.len() as u64;
        let skip = usize::try_from(filter.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(filter.limit).unwrap_or(usize::MAX);
        let requests = found.into_iter().skip(skip).take(take).collect();
        ready(Ok(RequestPage { requests, total }))
    }

    fn request(&self, id: RequestId) -> Answer<'_, RequestDetail> {
        let planned = |stage: Stage| !matches!(stage, Stage::Person | Stage::Planning);
        ready(self.find(id).map(|request| RequestDetail {
            deadline_explained: sheets::deadline_explained(),
            plan_hash: planned(request.stage).then(|| PLAN_HASH.to_owned()),
            plan: if planned(request.stage) { sheets::plan() } else { Vec::new() },
            plan_remarks: sheets::plan_remarks(),
            changes: sheets::changes(&request),
            progress: sheets::progress(&request),
            history: history(&request),
            request,
        }))
    }

    fn alarms(&self) -> Answer<'_, Vec<AlarmView>> {
        ready(Ok(sheets::alarms()))
    }

    fn approve<'a>(
        &'a self,
        id: RequestId,
        plan_hash: &'a str,
        _: &'a OfficerView,
    ) -> Answer<'a, RequestView> {
        ready(self.find(id).and_then(|request| match request.stage {
            Stage::Approval if plan_hash != PLAN_HASH => Err(DeskError::PlanChanged),
            Stage::Approval => self.change(id, |request| request.stage = Stage::CarryingOut),
            _ => Err(DeskError::WrongState { state: request.state }),
        }))
    }

    fn refuse<'a>(
        &'a self,
        id: RequestId,
        reason: RefusalReason,
        _: &'a OfficerView,
    ) -> Answer<'a, RequestView> {
        ready(self.find(id).and_then(|request| match request.stage {
            Stage::Closed => Err(DeskError::WrongState { state: request.state }),
            _ => self.change(id, |request| {
                request.stage = Stage::Closed;
                request.state = RequestState::Refused;
                request.closed_at = Some(sheets::now());
                request.outcome = Some(format!("Refused: {}.", reason.title()));
            }),
        }))
    }

    fn retention(&self) -> Answer<'_, RetentionView> {
        ready(Ok(RetentionView { holds: self.state().holds.clone(), ..sheets::retention() }))
    }

    fn place_hold<'a>(&'a self, wish: HoldWish, officer: &'a OfficerView) -> Answer<'a, ()> {
        let NewHoldScope::Category(what) = wish.scope else {
            let message = "the data map has no such table; write it as `store.table`".to_owned();
            return ready(Err(DeskError::Refused { message }));
        };
        let (reason, owner) = (wish.reason, format!("{} for {}", officer.name, wish.owner));
        self.state().holds.push(sheets::hold(9, &what, &reason, &owner));
        ready(Ok(()))
    }

    fn release_hold<'a>(&'a self, hold: RequestId, officer: &'a OfficerView) -> Answer<'a, ()> {
        let mut state = self.state();
        let known = state.holds.iter_mut().find(|one| one.id == Some(hold.to_string()));
        ready(known.ok_or(DeskError::NotFound).map(|known| {
            known.released_at = Some(sheets::now());
            known.released_by = Some(officer.name.clone());
            known.stands = false;
        }))
    }

    fn backups(&self) -> Answer<'_, BackupsView> {
        ready(Ok(sheets::backups()))
    }

    fn tasks(&self, id: RequestId) -> Answer<'_, Vec<TaskView>> {
        ready(self.find(id).map(|request| sheets::tasks(&request)))
    }

    fn verify(&self) -> Answer<'_, Report> {
        let report = sheets::report();
        self.state().report = Some(report.clone());
        ready(Ok(report))
    }

    fn last_report(&self) -> Answer<'_, Option<Report>> {
        ready(Ok(self.state().report.clone()))
    }

    fn checkpoint(&self) -> Answer<'_, String> {
        let note = "comet.example/probity\n42\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n— comet.example/probity Az3g\n";
        ready(Ok(String::from(note)))
    }
}

fn history(request: &RequestView) -> Vec<HistoryView> {
    let mut history = vec![
        HistoryView { at: request.received_at, kind: String::from("request-received"), entry: 12 },
        HistoryView {
            at: request.received_at + SignedDuration::from_mins(4),
            kind: String::from("identity-confirmed"),
            entry: 13,
        },
    ];
    if let Some(at) = request.closed_at {
        history.push(HistoryView { at, kind: String::from("request-closed"), entry: 31 });
    }
    history
}
