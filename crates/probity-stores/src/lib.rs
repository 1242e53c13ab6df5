//! The company's databases: schemas, the person graph, plans, and carrying plans out.

mod address;
mod connect;
mod engine;
mod error;
pub mod schema;
mod session;

pub use address::Address;
pub use connect::{Limits, StoreHandle, Stores};
pub use engine::{Access, Engine};
pub use error::{EngineFault, FaultKind, StoreError};
pub use session::Session;
