//! The company's databases: schemas, the person graph, plans, and carrying plans out.

mod access;
mod address;
mod approve;
mod blank;
mod connect;
mod decide;
mod engine;
mod error;
mod execute;
mod find;
mod graph;
mod look;
mod order;
mod owners;
mod plan;
mod planning;
mod probe;
mod pseudonym;
mod purge;
mod references;
mod refusal;
mod retry;
pub mod schema;
mod session;
mod work;
mod workspace;

pub use access::{AccessRow, collect};
pub use address::Address;
pub use approve::{ApprovalError, Approved};
pub use connect::{Limits, StoreHandle, Stores};
pub use engine::{Access, Engine};
pub use error::{EngineFault, FaultKind, FaultParts, StoreError};
pub use execute::{
    Boundary, ChangedStep, Execute, ExecuteError, Executed, Progress, SinkError, StepSink, StoreDone,
};
pub use find::IdentityClaim;
pub use graph::{GraphFault, GraphFaultKind, PersonGraph};
pub use look::{Look, TextFinding, Unsearched, look, search};
pub use plan::{NotMaterial, Plan, PlanColumn, PlanMaterial, PlanStep, Planned, Right, StepAction};
pub use planning::plan;
pub use probe::{Probe, Probed, probe};
pub use pseudonym::PseudonymKey;
pub use purge::purge;
pub use refusal::{PlanError, PlanRefusal};
pub use session::Session;
