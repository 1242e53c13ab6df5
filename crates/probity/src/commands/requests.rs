//! `probity requests`: what requests wait for, why, when they are tried again; and the approval of a plan.

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::progress;
use clap::Args;
use probity_keeper::desk::{AlarmView, Desk, DeskError, RequestDetail, RequestFilter, RequestView, Stage};
use probity_keeper::{Keeper, KeeperError};
use probity_ledger::RequestId;
use serde_json::json;
use std::fmt::Write as _;

/// How many requests are read at once.
const PAGE: u64 = 200;

/// Requests: what they wait for, why, and the approval of a plan.
///
/// Without an id the open requests, the one due first at the top, and the alarms that stand. With one
/// its plan and what keeps it from moving on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity requests
  probity requests 5a0c9f… --format json
  probity requests 5a0c9f… --approve 9c1f0d…")]
pub(crate) struct Requests {
    /// One request, by its 32 digits.
    #[arg(value_parser = id)]
    id: Option<RequestId>,
    /// Closed ones too.
    #[arg(long, conflicts_with = "id")]
    all: bool,
    /// Approve the plan of this hash and carry it out.
    #[arg(long, value_name = "HASH", requires = "id")]
    approve: Option<String>,
    #[command(flatten)]
    place: Where,
}

fn id(text: &str) -> Result<RequestId, String> {
    RequestId::parse(text).ok_or_else(|| "an id has 32 hexadecimal digits".to_owned())
}

impl Requests {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(self.answer(output))
    }

    async fn answer(self, output: &mut Output) -> Result<(), Failure> {
        let keeper = installation::open(&self.place, Wiring::plain()).await?;
        match (self.id, &self.approve) {
            (None, _) => self.list(&keeper, output).await,
            (Some(id), None) => show(&detail(&keeper, id).await?, output),
            (Some(id), Some(hash)) => approve(&keeper, id, hash, output).await,
        }
    }

    async fn list(&self, keeper: &Keeper, output: &mut Output) -> Result<(), Failure> {
        let mut requests: Vec<RequestView> = Vec::new();
        loop {
            let offset = requests.len() as u64;
            let filter = RequestFilter { state: None, open_only: !self.all, offset, limit: PAGE };
            let page = keeper.requests(filter).await.map_err(|error| failed("list the requests", &error))?;
            let ended = page.requests.is_empty();
            requests.extend(page.requests);
            if ended || requests.len() as u64 >= page.total {
                break;
            }
        }
        let alarms = keeper.alarms().await.map_err(|error| failed("read the alarms", &error))?;
        if output.is_json() {
            output.json(&json!({ "requests": requests, "alarms": alarms }));
        } else {
            output.text(&listed(&requests, &alarms));
        }
        Ok(())
    }
}

async fn detail(keeper: &Keeper, id: RequestId) -> Result<RequestDetail, Failure> {
    keeper.request(id).await.map_err(|error| failed("read the request", &error))
}

async fn approve(keeper: &Keeper, id: RequestId, hash: &str, output: &mut Output) -> Result<(), Failure> {
    keeper.watch_erasures(progress::rows(output, "erasing").0);
    keeper.approve_plan(id, hash, "command-line").await.map_err(|error| match error {
        KeeperError::Desk(error) => failed("approve the plan", &error),
        other => Failure::world("cannot approve the plan", &other),
    })?;
    keeper.work_until_idle("command-line").await.map_err(|error| Failure::world("cannot work", &error))?;
    let detail = detail(keeper, id).await?;
    show(&detail, output)?;
    if detail.request.closed_at.is_none() {
        return Err(Failure::World(format!("request {id} is still open: {}", wait(&detail.request))));
    }
    Ok(())
}

fn failed(attempted: &str, error: &DeskError) -> Failure {
    match error {
        DeskError::World { .. } => Failure::world(format!("cannot {attempted}"), error),
        other => Failure::Usage(format!("cannot {attempted}: {other}")),
    }
}

fn show(detail: &RequestDetail, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() {
        output.json(&json!({ "request": detail }));
        return Ok(());
    }
    let request = &detail.request;
    let mut text = line(request);
    let _ = writeln!(text, "due because: {}", request.due_because);
    for sentence in &detail.deadline_explained {
        let _ = writeln!(text, "  {sentence}");
    }
    for step in &detail.plan {
        let because = step.because.as_deref().unwrap_or_default();
        let _ =
            writeln!(text, "{:<12} {:>8}  {}.{}  {because}", step.action, step.rows, step.store, step.table);
    }
    for sentence in &detail.plan_remarks {
        let _ = writeln!(text, "  {sentence}");
    }
    for change in &detail.changes {
        let rows = |rows: Option<u64>| rows.map_or_else(|| "none".to_owned(), |rows| rows.to_string());
        let _ = writeln!(
            text,
            "changed: {}.{} {}: {} rows approved, {} now",
            change.store,
            change.table,
            change.action,
            rows(change.rows_before),
            rows(change.rows_now)
        );
    }
    for far in &detail.progress {
        let all = far.rows_done.saturating_add(far.rows_left);
        let batches = if far.batches > 0 { format!(", in {} batches", far.batches) } else { String::new() };
        let _ = writeln!(text, "done: {} of {all} rows of {}{batches}", far.rows_done, far.store);
    }
    if let (Some(hash), Stage::Approval) = (&detail.plan_hash, request.stage) {
        let _ = writeln!(text, "to approve: probity requests {} --approve {hash}", request.id);
    }
    output.text(&text);
    Ok(())
}

fn listed(requests: &[RequestView], alarms: &[AlarmView]) -> String {
    let mut text = String::new();
    for alarm in alarms {
        let about = alarm.request.map_or_else(String::new, |id| format!(" {id}"));
        let _ = writeln!(text, "alarm: {}{about}: {}", alarm.kind, alarm.why);
    }
    for request in requests {
        text.push_str(&line(request));
    }
    if requests.is_empty() {
        text.push_str("no open request\n");
    }
    text
}

fn line(request: &RequestView) -> String {
    let what = if request.channel == "replay" { "erase again" } else { request.right.word() };
    format!("{}  {what:<12} due {}  {}\n", request.id, request.due_at, wait(request))
}

/// What a request waits for, in words.
fn wait(request: &RequestView) -> String {
    if let Some(waiting) = &request.waiting {
        let times =
            if waiting.attempts == 1 { "once".to_owned() } else { format!("{} times", waiting.attempts) };
        return match waiting.next_try {
            Some(next) => format!("{}; tried {times}, again at {next}", waiting.why),
            None => format!("{}; tried {times} and put aside", waiting.why),
        };
    }
    match request.stage {
        Stage::Person => "waits for the person's code".to_owned(),
        Stage::Planning => "its plan is being made".to_owned(),
        Stage::Approval => "waits for approval".to_owned(),
        Stage::CarryingOut => "is being carried out".to_owned(),
        Stage::Closed => format!("closed: {}", request.outcome.as_deref().unwrap_or(request.state.word())),
    }
}
