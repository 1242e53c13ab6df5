//! The stores from outside: one suite, on SQLite, PostgreSQL and MariaDB.

#[cfg(test)]
mod anonymous;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod blanking;
#[cfg(test)]
mod carrying_out;
#[cfg(test)]
mod common;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod connecting;
#[cfg(test)]
mod constraints;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod costs;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod expiry_methods;
#[cfg(test)]
mod history;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod inside;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod leftovers;
#[cfg(test)]
mod links;
#[cfg(test)]
mod live;
#[cfg(test)]
mod ownership;
#[cfg(test)]
mod random_graphs;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod services;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod shredding;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod trees;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod writing;
