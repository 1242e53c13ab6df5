//! The survey against databases that it has never seen, and its conclusions against maps made by hand.

#[cfg(test)]
mod across;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod buckets;
#[cfg(test)]
mod common;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod drifting;
#[cfg(test)]
mod folders;
#[cfg(test)]
mod general;
#[cfg(test)]
mod holdout;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod planned;
#[cfg(test)]
mod precision;
#[cfg(test)]
mod read_only;
