//! The policy language: syntax, grammar, model, checks, promises, formatter, projection.

pub mod model;
