//! The services: requests from intake to proof, and verify.
//!
//! A request goes: `intake` takes it in and mails a code; `planning` makes its plan once the code was
//! entered; `answering` packs an access answer; `deciding` lets an officer approve an erasure;
//! `carrying` carries it out, looks again and closes it; `finishing` ends later what holds and floors kept.
//! `expiring` lets go what is past its time, `holding` places legal holds. `worker` drives all of it from the queue of
//! jobs, so that any step can be killed. `waiting` says why one does not move on, `alarms` warns before it is late.
//! `replay` erases again after a restore whom `tombstones` know, `backups` catalogues copies, `files` searches what stores
//! keep on disk.
//!
//! Not here: pages and HTTP (`probity-server`), SQL against the company's stores (`probity-stores`).

mod alarms;
mod answering;
mod backups;
mod carrying;
pub mod clock;
mod deciding;
pub mod desk;
mod error;
mod expiring;
mod files;
mod finishing;
mod holding;
mod intake;
mod keeper;
mod mailing;
pub mod messages;
pub mod package;
mod planning;
mod post;
mod reading;
mod recording;
pub mod replay;
pub use probity_policy::report;
mod sealed_file;
pub mod tasks;
mod tombstones;
mod verify;
mod views;
mod waiting;
mod worker;

pub use backups::{BackupView, BackupsView, CopiesView, RestoreView};
pub use error::KeeperError;
pub use expiring::{ExpiryDone, ExpiryReport, ExpiryRunView, ExpiryWatch};
pub use holding::{HoldView, HoldWish, NewHold, NewHoldScope};
pub use keeper::{BoundaryWatch, Keeper, Setup};
pub use post::{Post, PostError};
pub use recording::ErasureWatch;
pub use views::{cost_view, step_view};
