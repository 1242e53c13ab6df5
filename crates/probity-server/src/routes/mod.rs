//! Handlers. The files mirror the addresses.

pub(crate) mod centre;
pub(crate) mod console;
pub(crate) mod failure;
pub(crate) mod request_path;
pub(crate) mod v1;
