//! The site over the paper desk, asked in process. The files mirror the addresses.

// `cfg(test)` says to the lints that these are tests.
#[path = "../paper_desk/mod.rs"]
#[expect(unreachable_pub, reason = "the example uses it too")]
#[cfg(test)]
mod paper_desk;

#[cfg(test)]
mod centre;
#[cfg(test)]
mod console;
#[cfg(test)]
mod every_page;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod interface;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod nobody_learns;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod serving;
