//! The services: requests from intake to proof, and verify.
