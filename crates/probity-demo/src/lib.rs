//! The demo company: MarsProxies 1.1.2 with a policy, databases full of people and a mail box.
//!
//! It stands in for a real company: its stores are ordinary databases that know nothing of Probity,
//! and everything in it is made up. Deliberately not here: anything that Probity does with the
//! company; this crate knows neither the keeper nor the server.
//!
//! INVARIANT (MADE-UP): no name, address or number belongs to anybody. Mail addresses end in
//! `example.org`, `example.com` or `example.net`, and addresses on the Internet are those kept for documentation.
//! INVARIANT (REPEATABLE): the same size and seed give the same data, byte by byte.

mod account_rows;
pub mod company;
mod content;
mod error;
mod generate;
mod holdings;
mod load;
pub mod mailbox;
mod names;
pub mod policy;
mod profile;
mod random;
mod recipe;
pub mod schema;
mod shared_rows;

pub use company::{DemoCompany, DemoPerson, prepare};
pub use error::DemoError;
pub use generate::generate;
pub use holdings::holdings;
pub use mailbox::Mailbox;
pub use recipe::{FEWEST_PEOPLE, MOST_PEOPLE, Recipe};
