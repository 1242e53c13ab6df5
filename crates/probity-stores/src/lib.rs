//! The company's databases: schemas, the person graph, plans, and carrying plans out.

mod access;
mod address;
mod connect;
mod engine;
mod error;
mod find;
mod graph;
mod order;
mod owners;
pub mod schema;
mod session;
mod workspace;

pub use access::{AccessRow, collect};
pub use address::Address;
pub use connect::{Limits, StoreHandle, Stores};
pub use engine::{Access, Engine};
pub use error::{EngineFault, FaultKind, StoreError};
pub use find::IdentityClaim;
pub use graph::{GraphFault, GraphFaultKind, PersonGraph};
pub use session::Session;
