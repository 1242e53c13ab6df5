//! Killing the server: at every boundary of an erasure and at random moments in between, the erasure ends
//! after a restart as if nothing had happened, and every effect is there once.
//!
//! The measure is an erasure that nobody disturbed: the company's databases must be the same afterwards, row
//! by row. INVARIANT (EVERY-STEP-CAN-BE-KILLED) of the design.

#[cfg(test)]
mod company;
#[cfg(test)]
mod killing;
#[cfg(test)]
#[expect(dead_code, reason = "another test needs more of it")]
mod server;
