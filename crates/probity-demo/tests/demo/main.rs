//! The demo company from outside: its policy and its databases.

#[cfg(test)]
mod common;
#[cfg(test)]
mod databases;
#[cfg(test)]
mod example;
#[cfg(test)]
mod mailbox;
