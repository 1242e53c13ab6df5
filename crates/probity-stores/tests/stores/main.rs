//! The stores from outside: one suite, on SQLite and on PostgreSQL.

mod common;
mod constraints;
mod links;
mod ownership;
mod shop;
