//! Tests whose cases are written in Markdown: the pages of findings, the manual, the reference.

#[cfg(test)]
mod findings;
#[cfg(test)]
mod manual;
#[cfg(test)]
mod runner;
