//! The commands, one per file.

pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod deadline;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod expire;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod hold;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod lint;
pub(crate) mod map;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod render;
pub(crate) mod replay;
pub(crate) mod request;
pub(crate) mod requests;
pub(crate) mod serve;
pub(crate) mod survey;
pub(crate) mod task;
pub(crate) mod verify;

use crate::arguments::Command;
use crate::failure::Failure;
use crate::output::Output;

/// Carries out a command.
pub(crate) fn run(command: Command, output: &mut Output) -> Result<(), Failure> {
    let fits = match &command {
        Command::Survey(_) | Command::Coverage(_) | Command::Lint(_) => {
            !output.is_patch() && !output.is_mail()
        }
        Command::Diff(_) => !output.is_patch(),
        Command::Map(_) => !output.is_html() && !output.is_mail(),
        _ => !output.is_patch() && !output.is_html() && !output.is_mail(),
    };
    if !fits {
        return Err(Failure::Usage(
            "`--format html` is for `survey`, `coverage`, `lint` and `diff`, `--format patch` for `map`, \
             `--format mail` for `diff`; use text or json here"
                .to_owned(),
        ));
    }
    match command {
        Command::Survey(command) => command.run(output),
        Command::Map(command) => command.run(output),
        Command::Check(command) => command.run(output),
        Command::Fmt(command) => command.run(output),
        Command::Read(command) => command.run(output),
        Command::Lint(command) => command.run(output),
        Command::Diff(command) => command.run(output),
        Command::Coverage(command) => command.run(output),
        Command::Render(command) => command.run(output),
        Command::Explain(command) => command.run(output),
        Command::Import(command) => command.run(output),
        Command::New(command) => command.run(output),
        Command::Deadline(command) => command.run(output),
        Command::Plan(command) => command.run(output),
        Command::Request(command) => command.run(output),
        Command::Replay(command) => command.run(output),
        Command::Backup(command) => command.run(output),
        Command::Requests(command) => command.run(output),
        Command::Task(command) => command.run(output),
        Command::Verify(command) => command.run(output),
        Command::Ledger(command) => command.run(output),
        Command::Expire(command) => command.run(output),
        Command::Hold(command) => command.run(output),
        Command::Serve(command) => command.run(output),
        Command::Demo(command) => command.run(output),
        Command::Generate(command) => command.run(output),
    }
}
