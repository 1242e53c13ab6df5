//! The edge that people touch: HTTP interface, privacy centre, officer's console.
//!
//! It knows the keeper by [`probity_keeper::desk::Desk`] only and decides nothing: it reads what
//! arrives, asks the desk, and writes the answer as a page or as JSON. Not here: what may be done
//! (`probity-keeper`), SQL (`probity-stores`), the terminal (`probity`).
//!
//! INVARIANT (NO-ONE-LEARNS-WHO): a page or answer that can be had without a session is a function
//! of what was sent and of the company, never of who is known to it.
//!
//! INVARIANT (NOTHING-PERSONAL-AROUND-THE-BODY): addresses, log lines and faults hold request ids and
//! route patterns; a person's data is in bodies only, and those are never stored by a cache. Libraries below
//! write paths and network addresses at the level `trace`: a subscriber leaves that level of theirs out.
//!
//! INVARIANT (WORKS-WITHOUT-SCRIPT): no page has a script or asks anything of another host.

mod application;
mod assets;
mod client_address;
mod clock_control;
mod fault;
mod furniture;
mod headers;
mod office;
mod options;
mod page;
mod rate_limit;
mod routes;
mod serve;
mod session;
mod wrap;

pub use application::router;
pub use clock_control::clock_control;
pub use fault::Code;
pub use furniture::Furniture;
pub use options::{FooterLink, ForwardedFor, Limit, Options};
pub use routes::v1::openapi_json;
pub use serve::serve;
pub use session::officer_token;
