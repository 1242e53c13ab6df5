//! `probity task`: what people are asked to do where no program can, and saying that it is done.

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use clap::{Args, Subcommand};
use probity_keeper::desk::TaskView;
use probity_keeper::tasks::TaskProof;
use probity_keeper::{Keeper, KeeperError};
use probity_ledger::RequestId;
use probity_vocabulary::{Personal, Reveal};
use serde_json::{Value, json};
use std::path::PathBuf;

/// See what people are asked to do, and say that it is done.
///
/// A store that is `manual` in the data map is worked on by people. Each of its tables says whom to ask
/// what; a request ends only when all of it is done and proved.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity task list
  probity task done REQUEST 1 --proof shredded.jpg
  probity task done REQUEST 2 --note \"there was no folder\" --by \"Ann, office\"")]
pub(crate) struct Task {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    place: Where,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The tasks that wait for somebody, with whom to look for.
    List,
    /// Say that a task is done, and prove it.
    Done {
        /// The request.
        request: String,
        /// The task's number in the list.
        number: u32,
        /// A file that proves it, or that was found for the person.
        #[arg(long, value_name = "FILE", conflicts_with = "note", required_unless_present = "note")]
        proof: Option<PathBuf>,
        /// What was done, in words.
        #[arg(long)]
        note: Option<String>,
        /// Who did it; the ledger says so.
        #[arg(long, default_value = "command-line", value_name = "NAME")]
        by: String,
    },
}

impl Task {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(async {
            let keeper = installation::open(&self.place, Wiring::plain()).await?;
            match &self.what {
                What::List => list(&keeper, output).await,
                What::Done { request, number, proof, note, by } => {
                    let id = RequestId::parse(request)
                        .ok_or_else(|| Failure::Usage(format!("`{request}` is no request's number")))?;
                    let number = number
                        .checked_sub(1)
                        .ok_or_else(|| Failure::Usage("tasks are numbered from 1".to_owned()))?;
                    let proof = evidence(proof.as_ref(), note.as_ref())?;
                    done(&keeper, id, number, &proof, by, output).await
                }
            }
        })
    }
}

fn evidence(proof: Option<&PathBuf>, note: Option<&String>) -> Result<TaskProof, Failure> {
    match (proof, note) {
        (Some(path), _) => {
            let bytes = std::fs::read(path)
                .map_err(|error| Failure::world(format!("cannot read `{}`", path.display()), &error))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            Ok(TaskProof::File(name.unwrap_or_default(), Personal::new(bytes)))
        }
        (None, Some(note)) => Ok(TaskProof::Note(Personal::new(note.clone()))),
        (None, None) => Err(Failure::Usage("give a --proof or a --note".to_owned())),
    }
}

async fn list(keeper: &Keeper, output: &mut Output) -> Result<(), Failure> {
    let tasks = keeper.open_tasks().await.map_err(|error| Failure::world("cannot read the tasks", &error))?;
    if output.is_json() {
        output.json(&json!({ "tasks": tasks.iter().map(as_json).collect::<Vec<_>>() }));
        return Ok(());
    }
    if tasks.is_empty() {
        output.text("nobody is waited for\n");
    }
    for task in &tasks {
        output.text(&format!(
            "{} {}  by {}\n  {}: {} ({}; proof: {})\n",
            task.request,
            task.number + 1,
            task.due_at.strftime("%Y-%m-%d"),
            task.whom,
            task.what,
            task.place,
            task.proof
        ));
        for (name, value) in task.look_for.reveal(Reveal::QueryStore) {
            output.text(&format!("  look for: {name} {value}\n"));
        }
    }
    Ok(())
}

fn as_json(task: &TaskView) -> Value {
    let look_for: Vec<Value> = task
        .look_for
        .reveal(Reveal::QueryStore)
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    json!({
        "request": task.request.to_string(),
        "number": task.number + 1,
        "place": task.place,
        "whom": task.whom,
        "what": task.what,
        "proof": task.proof,
        "asked_at": task.asked_at,
        "due_at": task.due_at,
        "done_at": task.done_at,
        "done_by": task.done_by,
        "proof_sha256": task.proof_sha256,
        "look_for": look_for,
    })
}

async fn done(
    keeper: &Keeper,
    id: RequestId,
    number: u32,
    proof: &TaskProof,
    by: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let task = keeper.finish_task(id, number, proof, by).await.map_err(|error| match &error {
        KeeperError::Desk(refused) => Failure::Usage(refused.to_string()),
        other => Failure::world("cannot note that the task is done", other),
    })?;
    // What waited for it goes on at once; where a server runs, whoever comes first does it.
    keeper.work_until_idle("command-line").await.map_err(|error| Failure::world("cannot work", &error))?;
    if output.is_json() {
        output.json(&as_json(&task));
    } else {
        let hash = task.proof_sha256.as_deref().unwrap_or_default();
        output.text(&format!("done; the proof's SHA-256 is {hash}\n"));
    }
    Ok(())
}
