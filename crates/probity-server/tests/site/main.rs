//! The site over the paper desk, asked in process. The files mirror the addresses.

#[path = "../paper_desk/mod.rs"]
#[expect(unreachable_pub, reason = "the example uses it too")]
mod paper_desk;

mod centre;
mod console;
mod every_page;
mod harness;
mod interface;
mod limits;
mod log;
mod nobody_learns;
mod openapi;
mod problems;
