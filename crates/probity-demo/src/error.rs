//! What can go wrong while the company is set up.

use std::path::PathBuf;

/// Why the company could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The size is outside what the generator is made for.
    #[error("a company of {people} people is not between {fewest} and {most}")]
    Size {
        /// The size asked for.
        people: u64,
        /// The smallest.
        fewest: u64,
        /// The largest.
        most: u64,
    },
    /// There is something in the folder already, which is not overwritten.
    #[error("the folder `{}` is not empty", folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be written.
    #[error("writing `{}`", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A database refused.
    #[error("filling the store `{store}`")]
    Store {
        /// Which store.
        store: &'static str,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The part of the program that fills a store ended before its work did.
    #[error("filling the store `{store}` was given up")]
    GivenUp {
        /// Which store.
        store: &'static str,
    },
    /// The mail box could not be opened.
    #[error("listening for mail on port {port} of this machine")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}
