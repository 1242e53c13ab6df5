//! The command line as others rely on it: help, exit codes, JSON, and what it does with bad input.
//!
//! Every test runs the real program in a process of its own.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod exit_codes;
#[cfg(test)]
mod files;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod help;
#[cfg(test)]
mod json;
#[cfg(test)]
mod notice;
#[cfg(test)]
mod program;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod rendered;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod survey;
#[cfg(test)]
mod tour;
