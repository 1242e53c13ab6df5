//! A store that is down: the request stays open and says why and when it is tried again, the company is warned while
//! there is time, and when the store is back the request ends by itself.
//!
//! Nothing that another store did already is done again. On a file that is moved away, on a PostgreSQL server of
//! the test's own that is stopped and started, and on a MariaDB server behind a door that shuts. And on each of them
//! the program is killed at every step of the store.

#[cfg(test)]
#[path = "../../../probity-stores/tests/stores/common/cluster.rs"]
mod cluster;
#[cfg(test)]
mod killed;
#[cfg(test)]
#[path = "../../../probity-stores/tests/stores/common/mariadb.rs"]
#[expect(dead_code, reason = "another test needs more of it")]
mod mariadb;
#[cfg(test)]
#[path = "../../../probity-stores/tests/stores/common/proxy.rs"]
#[expect(dead_code, reason = "another test needs more of it")]
mod proxy;
#[cfg(test)]
#[path = "../kill/server.rs"]
#[expect(dead_code, reason = "another test needs more of it")]
mod server;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod story;
