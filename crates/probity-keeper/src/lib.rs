//! The services: requests from intake to proof, and verify.
//!
//! Not here: pages and HTTP (`probity-server`), SQL against the company's stores (`probity-stores`).

pub mod clock;
pub mod desk;
pub mod messages;
pub mod package;
pub mod report;
