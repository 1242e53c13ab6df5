//! The demo without a browser: check, deadline, plan, access, erase, look again, verify, ledger.
//! Each part goes the way of a real request: taken in, proved by the code in the mail, worked on by jobs.

use super::stage::Stage;
use crate::commands::ledger::{export, verified};
use crate::commands::plan::plan_json;
use crate::failure::Failure;
use crate::installation::sound_project;
use crate::output::Output;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use probity_keeper::KeeperError;
use probity_keeper::desk::{Desk, Intake};
use probity_keeper::report::Report;
use probity_ledger::RequestId;
use probity_policy::deadline;
use probity_source::Severity;
use probity_vocabulary::{Personal, PromiseState, Residence, Reveal, Right};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long a message may take on its way through the loopback.
const MAIL_PATIENCE: Duration = Duration::from_secs(30);

/// Tells the story; fails when a part of it does.
pub(super) async fn tell(stage: &Stage, output: &mut Output) -> Result<(), Failure> {
    let bar = if output.watched() { ProgressBar::new(9) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{msg:30} {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    let step = |name: &'static str| {
        bar.set_message(name);
        bar.inc(1);
    };
    step("checking the policy");
    let check = check(stage)?;
    step("finding the deadline");
    let deadline = deadline_of(stage)?;
    step("planning");
    let plan = plan(stage).await?;
    step("answering an access request");
    let access = access(stage).await?;
    let addresses = addresses(stage).await?;
    step("erasing");
    let erasure = erase(stage).await?;
    step("looking again");
    let look = look(stage).await?;
    step("letting go what is past its time");
    stage.expire().await?;
    step("looking at the promises");
    let report =
        stage.keeper.prove().await.map_err(|error| Failure::world("cannot look at the promises", &error))?;
    step("checking the ledger");
    let ledger = ledger(stage).await?;
    bar.finish_and_clear();
    let failed = failures(&erasure, &look, &report, &ledger);
    let story = story(
        stage,
        &addresses,
        &report,
        &[
            ("check", check),
            ("deadline", deadline),
            ("plan", plan),
            ("access", access),
            ("erasure", erasure),
            ("look", look),
            ("ledger", ledger),
        ],
    );
    if output.is_json() {
        output.json(&story);
    } else {
        output.text(&text(&story, &report));
    }
    match failed {
        Some(what) => Err(Failure::Fault(what)),
        None => Ok(()),
    }
}

fn story(stage: &Stage, addresses: &[String], report: &Report, parts: &[(&str, Value)]) -> Value {
    let person = stage.company.person;
    let (state, keys) = stage.own_files();
    let stores: serde_json::Map<String, Value> = stage
        .company
        .stores
        .iter()
        .map(|(name, path)| ((*name).to_owned(), json!(path.display().to_string())))
        .collect();
    let mut story = serde_json::Map::new();
    for (name, part) in parts {
        story.insert((*name).to_owned(), part.clone());
    }
    story.insert(
        "erased_identity".to_owned(),
        json!({ "email": person.email, "name": person.name, "handle": person.handle, "account": person.account, "ip": addresses }),
    );
    story.insert("counts".to_owned(), json!(report.counts));
    story.insert("promises".to_owned(), json!(report.promises));
    story.insert(
        "paths".to_owned(),
        json!({
            "folder": stage.folder.display().to_string(),
            "policy": stage.company.policy_folder.display().to_string(),
            "stores": stores,
            "state": state.display().to_string(),
            "keys": keys.display().to_string(),
            "ledger": stage.folder.join("ledger").display().to_string(),
            "report": stage.folder.join("report.html").display().to_string(),
            "package": stage.folder.join("package.zip").display().to_string(),
        }),
    );
    Value::Object(story)
}

fn check(stage: &Stage) -> Result<Value, Failure> {
    let project = sound_project(&stage.company.policy_folder)?;
    let count = |severity| project.diagnostics.iter().filter(|one| one.severity == severity).count();
    Ok(json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "statements": project.model.statements.len(),
        "promises": project.model.promises.len(),
        "tables": project.model.data_map.tables.len(),
    }))
}

fn residence(stage: &Stage) -> Residence {
    Residence::find(stage.company.person.country).unwrap_or(Residence::UNKNOWN)
}

fn deadline_of(stage: &Stage) -> Result<Value, Failure> {
    let policy = &stage.keeper.model().policy;
    let answer = deadline::deadline(policy, Right::Erasure, residence(stage), stage.keeper.now(), None)
        .map_err(|error| Failure::world("cannot find the deadline", &error))?;
    serde_json::to_value(answer).map_err(|error| Failure::world("cannot write the deadline", &error))
}

fn identities(stage: &Stage) -> Vec<(String, Personal<String>)> {
    vec![("email".to_owned(), Personal::new(stage.company.person.email.to_owned()))]
}

async fn plan(stage: &Stage) -> Result<Value, Failure> {
    let planned = stage
        .keeper
        .preview(Right::Erasure, &identities(stage))
        .await
        .map_err(|error| Failure::world("cannot make the plan", &error))?;
    Ok(plan_json(&planned.plan))
}

/// Asks as a person would: request, code from the mail, and the jobs that follow.
async fn ask(stage: &Stage, right: Right) -> Result<RequestId, Failure> {
    let failed = |error: &KeeperError| Failure::world("cannot carry the request out", error);
    let before = stage.mailbox.messages().last().map_or(0, |message| message.number);
    let intake = Intake {
        right,
        identities: identities(stage),
        residence: Some(residence(stage)),
        channel: "tour".to_owned(),
    };
    let request = stage.keeper.receive(intake, None).await.map_err(|error| failed(&error))?;
    stage.keeper.work_until_idle("tour").await.map_err(|error| failed(&error))?;
    let mail =
        tokio::time::timeout(MAIL_PATIENCE, stage.mailbox.wait_for(stage.company.person.email, before)).await;
    let mail = mail.map_err(|_| Failure::World("the mail with the code did not arrive".to_owned()))?;
    let code = mail
        .text
        .split_whitespace()
        .find(|word| word.len() == 8 && word.chars().all(|one| one.is_ascii_digit()));
    let code = code.ok_or_else(|| Failure::World("the mail holds no code".to_owned()))?;
    let session = stage
        .keeper
        .enter_code(request.id, &Personal::new(code.to_owned()))
        .await
        .map_err(|error| failed(&error))?;
    if session.is_none() {
        return Err(Failure::Fault("the code of the mail was not taken".to_owned()));
    }
    stage.keeper.work_until_idle("tour").await.map_err(|error| failed(&error))?;
    Ok(request.id)
}

async fn access(stage: &Stage) -> Result<Value, Failure> {
    let id = ask(stage, Right::Access).await?;
    let package = stage
        .keeper
        .package_of(id)
        .await
        .map_err(|error| Failure::world("cannot read the package", &error))?;
    let Some(package) = package else { return Err(open(stage, id).await) };
    let mut bytes = Vec::new();
    for number in 0..package.parts {
        let part = stage.keeper.package_part_of(id, number).await;
        let part = part.map_err(|error| Failure::world("cannot read the package", &error))?;
        bytes.extend(part.iter().flat_map(|part| part.reveal(Reveal::AnswerPerson)));
    }
    let path = stage.folder.join("package.zip");
    std::fs::write(&path, &bytes).map_err(|error| Failure::world("cannot write the package", &error))?;
    let detail =
        stage.keeper.request(id).await.map_err(|error| Failure::world("cannot read the request", &error))?;
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(
        json!({ "request": detail.request, "package": path.display().to_string(), "bytes": bytes.len(), "sha256": hash, "history": detail.history }),
    )
}

/// The person's addresses on the Internet before the erasure, so that whoever reads the story can look for them.
async fn addresses(stage: &Stage) -> Result<Vec<String>, Failure> {
    let found = stage.keeper.values_of(&identities(stage), "device.ip").await;
    let found = found.map_err(|error| Failure::world("cannot read the person's rows", &error))?;
    Ok(found.into_iter().collect())
}

async fn erase(stage: &Stage) -> Result<Value, Failure> {
    let id = ask(stage, Right::Erasure).await?;
    let detail =
        stage.keeper.request(id).await.map_err(|error| Failure::world("cannot read the request", &error))?;
    let Some(hash) = detail.plan_hash else { return Err(open(stage, id).await) };
    stage
        .keeper
        .approve_plan(id, &hash, "tour")
        .await
        .map_err(|error| Failure::world("cannot approve the plan", &error))?;
    stage
        .keeper
        .work_until_idle("tour")
        .await
        .map_err(|error| Failure::world("cannot carry the plan out", &error))?;
    let done =
        stage.keeper.request(id).await.map_err(|error| Failure::world("cannot read the request", &error))?;
    if done.request.closed_at.is_none() {
        let remarks = done.plan_remarks.join("; ");
        return Err(Failure::Fault(format!("{} ({remarks})", open(stage, id).await)));
    }
    Ok(
        json!({ "request": done.request, "plan": { "hash": done.plan_hash, "steps": done.plan }, "history": done.history }),
    )
}

async fn open(stage: &Stage, id: RequestId) -> Failure {
    let why = stage.keeper.why_open(id).await.ok().flatten().unwrap_or_else(|| "nobody knows why".to_owned());
    Failure::World(format!("request {id} is still open: {why}"))
}

/// What an access request would still find.
async fn look(stage: &Stage) -> Result<Value, Failure> {
    let planned = stage
        .keeper
        .preview(Right::Access, &identities(stage))
        .await
        .map_err(|error| Failure::world("cannot look again", &error))?;
    let found: u64 = planned.plan.steps.iter().map(|step| step.rows).sum();
    Ok(json!({ "rows_found": found, "steps": plan_json(&planned.plan).get("steps") }))
}

async fn ledger(stage: &Stage) -> Result<Value, Failure> {
    let mut answer = verified(&stage.keeper).await?;
    let size = export(&stage.keeper, &stage.folder.join("ledger")).await?;
    let report =
        stage.keeper.last_report().await.map_err(|error| Failure::world("cannot read the report", &error))?;
    if let Some(report) = report {
        let page = crate::promises::report_page(stage.keeper.project(), &report);
        std::fs::write(stage.folder.join("report.html"), page)
            .map_err(|error| Failure::world("cannot write the report", &error))?;
    }
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("exported".to_owned(), json!(size));
    }
    Ok(answer)
}

fn failures(erasure: &Value, look: &Value, report: &Report, ledger: &Value) -> Option<String> {
    let mut wrong = Vec::new();
    if erasure.pointer("/request/state") != Some(&json!("fulfilled")) {
        wrong.push("the erasure was not fulfilled".to_owned());
    }
    if look.get("rows_found") != Some(&json!(0)) {
        wrong.push("an access request still finds rows after the erasure".to_owned());
    }
    let broken = report.counts.get(&PromiseState::Broken).copied().unwrap_or(0);
    if broken > 0 {
        wrong.push(format!("{broken} promises are broken"));
    }
    if ledger.get("sound") != Some(&json!(true)) {
        wrong.push("the ledger is not sound".to_owned());
    }
    (!wrong.is_empty()).then(|| wrong.join("; "))
}

fn text(story: &Value, report: &Report) -> String {
    let at = |pointer: &str| match story.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let due: Option<Timestamp> =
        story.pointer("/deadline/due").and_then(|due| due.as_str()).and_then(|due| due.parse().ok());
    let mut lines = vec![
        format!(
            "check     {} statements, {} promises, {} errors",
            at("/check/statements"),
            at("/check/promises"),
            at("/check/errors")
        ),
        format!("deadline  {}", due.map_or_else(|| "none".to_owned(), |due| due.to_string())),
        format!("access    package of {} bytes: {}", at("/access/bytes"), at("/access/package")),
        format!("erasure   {}", at("/erasure/request/state")),
    ];
    for step in story.pointer("/erasure/plan/steps").and_then(|steps| steps.as_array()).into_iter().flatten()
    {
        let field = |key: &str| {
            step.get(key)
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .unwrap_or_default()
        };
        let said = |word: &str, key: &str| match field(key) {
            value if value.is_empty() => String::new(),
            value => format!("{word} {value} "),
        };
        let why = said("because", "because") + &said("until", "until");
        lines.push(
            format!(
                "            {:<9} {:>5} {}.{} {why}",
                field("action"),
                field("rows"),
                field("store"),
                field("table")
            )
            .trim_end()
            .to_owned(),
        );
    }
    lines.push(format!("look      an access request finds {} rows", at("/look/rows_found")));
    lines.push(format!("ledger    {} entries, sound: {}", at("/ledger/size"), at("/ledger/sound")));
    lines.push(format!("promises  {}", crate::commands::verify::counts(report)));
    lines.join("\n")
}
