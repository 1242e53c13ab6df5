//! What is promised of reading, linting and drafting.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may stop"
)]

mod bad_input;
mod coverage;
mod differences;
mod drafts;
mod faults;
mod formats;
mod pages;
mod pdfs;
mod plain_sentences;
mod policies;
mod practices;
mod proposals;
mod rendered;
mod rendered_pages;
mod samples;
mod seeds;
mod tables;
