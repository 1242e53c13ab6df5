//! Probity's command line: one file per command under `commands`.
//!
//! Exit codes: 0 done, 1 the policy or a promise is at fault, 2 wrong usage, 3 the world failed.
//!
//! INVARIANT (one-mouth): only [`output`] writes to the terminal.

mod arguments;
mod commands;
mod failure;
mod identity;
mod import;
mod installation;
mod looking;
mod output;
mod progress;
mod project_files;
mod promises;
mod proposals;
mod published;

use arguments::Arguments;
use clap::Parser;
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut output = Output::of_terminal(arguments.format);
    match commands::run(arguments.command, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}
