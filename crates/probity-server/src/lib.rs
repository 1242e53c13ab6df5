//! HTTP API, privacy centre and console.
