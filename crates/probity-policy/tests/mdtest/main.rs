//! Tests whose cases are written in Markdown: the pages of findings, the manual, the reference.

mod findings;
mod manual;
mod runner;
