//! Public sample databases that others wrote, worked on through the command line alone: their data maps
//! are text, their rows are read from the shared fixtures when a test runs.

#[cfg(test)]
mod checking;
#[cfg(test)]
mod common;
#[cfg(test)]
mod cookie_shop;
#[cfg(test)]
mod imported;
#[cfg(test)]
#[path = "../../../probity-stores/tests/stores/common/k9db.rs"]
mod k9db;
#[cfg(test)]
#[path = "../../../probity-stores/tests/stores/common/mariadb.rs"]
mod mariadb;
#[cfg(test)]
mod owners;
#[cfg(test)]
mod tunnel;
