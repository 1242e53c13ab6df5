//! The commands, one per file.

pub(crate) mod check;
pub(crate) mod deadline;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod request;
pub(crate) mod serve;
pub(crate) mod verify;

use crate::arguments::Command;
use crate::failure::Failure;
use crate::output::Output;

/// Carries out a command.
pub(crate) fn run(command: Command, output: &mut Output) -> Result<(), Failure> {
    match command {
        Command::Check(command) => command.run(output),
        Command::Fmt(command) => command.run(output),
        Command::Explain(command) => command.run(output),
        Command::Import(command) => command.run(output),
        Command::New(command) => command.run(output),
        Command::Deadline(command) => command.run(output),
        Command::Plan(command) => command.run(output),
        Command::Request(command) => command.run(output),
        Command::Verify(command) => command.run(output),
        Command::Ledger(command) => command.run(output),
        Command::Serve(command) => command.run(output),
        Command::Demo(command) => command.run(output),
        Command::Generate(command) => command.run(output),
    }
}
