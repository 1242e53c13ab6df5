//! Source files, spans, diagnostics as data, and their renderers.
//!
//! The lowest room of the house. A [`Diagnostic`] is data: whoever finds a fault
//! fills one in, and formats nothing. A renderer in [`render`] turns a list of
//! them into text for people or for machines; [`page`] is the frame of pages that are
//! written into files. This crate reads no file itself.

mod diagnostic;
mod file;
pub mod fix;
pub mod page;
pub mod render;

pub use diagnostic::{Code, Diagnostic, Edit, Fix, Label, Severity};
pub use file::{Position, SourceFile, SourceId, Sources, Span};
