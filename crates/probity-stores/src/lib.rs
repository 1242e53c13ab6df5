//! The company's databases: schemas, the person graph, plans, and carrying plans out.
//!
//! The way through: [`Stores`] opens what the data map names; [`PersonGraph::compile`] meets the map
//! with the live schemas; [`collect`] hands on a person's rows; [`plan()`] says what an erasure would do
//! and tries it; [`Approved`] turns a plan into something that [`Execute`] carries out; [`look()`] asks
//! afterwards whether it is gone.
//!
//! INVARIANT (SETS-NOT-ROWS): rows are found, counted and changed by statements over sets inside the
//! store that holds them; only keys that cross stores, and the hashes of keys, pass through here.
//!
//! It is not a place for policy (the data map says whose a row is), for deadlines, or for progress that
//! lasts: random bytes, keys and the record of what was done are the caller's.

mod access;
mod address;
mod aggregate;
mod along;
mod anonymise;
mod approve;
mod asked;
mod batched;
mod batching;
mod blank;
mod boundary;
mod by_hand;
mod cells;
mod conditions;
mod connect;
mod copies;
mod cost;
mod decide;
mod echo;
mod embedded;
mod engine;
mod error;
mod execute;
mod expiry;
mod files;
mod find;
mod fitting;
mod glimpse;
mod gone;
mod graph;
mod graph_compiler;
mod graph_fault;
mod groups;
mod grown;
mod hold;
mod idle;
mod keeping;
mod known;
mod live;
mod look;
mod mirror;
mod named;
mod objects;
mod order;
mod owners;
mod pauses;
mod plan;
mod planning;
mod probe;
mod pseudonym;
mod purge;
mod reading;
mod recognise;
mod references;
mod referred;
mod refusal;
mod remainder;
mod remembered;
mod retry;
mod row_values;
pub mod schema;
mod session;
mod shred;
mod stamp;
mod together;
mod tuples;
mod work;
mod workspace;

pub use access::{AccessRow, FoundRows, answer_columns, collect};
pub use address::Address;
pub use approve::{ApprovalError, Approved};
pub use batched::Batch;
pub use boundary::Boundary;
pub use by_hand::{ByHand, by_hand};
pub use connect::{Batches, Limits, StoreHandle, Stores};
pub use cost::{LARGE, Lookup, LookupReason, StepCost};
pub use engine::{Access, Engine};
pub use error::{EngineFault, FaultKind, FaultParts, StoreError};
pub use execute::{Execute, ExecuteError, Executed, Progress, SinkError, StepSink, StoreDone};
pub use expiry::{
    BatchDone, Expire, ExpireError, ExpiryBoundary, ExpiryFinding, ExpiryKept, ExpiryPace, ExpiryPlan,
    ExpiryScope, ExpirySink, ExpiryStep, StepOutcome, rebuild,
};
pub use files::{FilesSearch, beyond_reach, reset_statements, search_files};
pub use find::IdentityClaim;
pub use graph::PersonGraph;
pub use graph_fault::{GraphFault, GraphFaultKind};
pub use groups::{AnonymousGroups, anonymous_groups};
pub use grown::ChangedStep;
pub use keeping::{Hold, HoldScope, Keeping};
pub use live::{Asked, Guesses, ask, live_findings, live_schema};
pub use look::{KeyLeft, Look, TextFinding, Unsearched, look, search};
pub use mirror::{FileGlimpse, KeyGlimpse, KeyPiece, KeyState};
pub use plan::{NotMaterial, Plan, PlanColumn, PlanMaterial, PlanStep, Planned, Right, StepAction};
pub use planning::{plan, plan_again, plan_remainder, plan_rest};
pub use probe::{Probe, Probed, probe};
pub use pseudonym::PseudonymKey;
pub use purge::{purge, purge_cost};
pub use reading::{Answer, Reading, kind_of_address};
pub use recognise::{Memory, Recognised, recognise};
pub use refusal::{PlanError, PlanRefusal};
pub use remainder::{Remainder, Waiting};
pub use row_values::RowValues;
pub use session::Session;
