//! Probity's own database: requests, jobs, ledger, keys; SQLite or PostgreSQL.
