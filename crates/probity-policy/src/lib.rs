//! The policy language: syntax, grammar, model, checks, promises, formatter, projection.
//!
//! The waist of the house: everything above works from what this crate compiles, and nothing
//! above reads policy text. Pure: texts come in as arguments, findings go out as data.
//!
//! The way of a policy: [`syntax`] cuts text into sentences, [`grammar`] understands each,
//! `lower` makes the [`model`] of all, [`check`] looks whether it makes sense; [`project`]
//! leads the way.

pub mod check;
pub mod codes;
pub mod deadline;
mod format;
pub mod grammar;
mod lower;
pub mod model;
pub mod project;
pub mod published;
pub mod quotes;
pub mod report;
pub mod retention;
pub mod syntax;

pub use format::format;
