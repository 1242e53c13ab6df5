//! Somebody's database as it is: what it holds of people, drafted as a data map, kept true against drift,
//! and told as a survey that needs no policy.
//!
//! The way through: [`observe`] reads a store's catalogue and a bounded sample of its rows, read-only, and
//! [`examine_folder`] a folder's files as if they were tables;
//! [`infer`] concludes from these facts alone, each guess with its reason and confidence; [`draft`] writes
//! the data map of it, and [`drift`] the difference to one that there is; [`survey`] tells what no sentence
//! reaches, what would stop an erasure, and where rows leak.
//!
//! It is not a judge: what it concludes is for a person to confirm, and uncertain sentences are
//! `unconfirmed`. It knows no table's name: words of the language and the shape of the data are all it has.
//!
//! INVARIANT (VALUES-STAY): a sampled value becomes a classification and is dropped; none is printed,
//! stored, or part of a result.

mod across;
pub mod draft;
pub mod drift;
mod folder;
mod gathered;
pub mod guess;
pub mod infer;
mod keys;
mod live;
pub mod observe;
pub mod report;
pub mod survey;
mod words;

pub use across::{Elsewhere, Looked, Values, lead_across};
pub use folder::{examine_bucket, examine_folder, examine_folder_held};
pub use gathered::Held;
pub use guess::{Confidence, Guess};
pub use keys::examine_keys;
pub use live::personal_guesses;
