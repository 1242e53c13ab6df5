-- The shop: SQLite.
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    plan TEXT NOT NULL,
    used_by_child INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'cancelled')),
    created_at TEXT NOT NULL,
    cancelled_at TEXT
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customers (id),
    plan TEXT NOT NULL,
    epay_order_id TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX orders_of_customer ON orders (customer_id);
CREATE TABLE archive (
    id INTEGER PRIMARY KEY,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    original_value TEXT,
    changed_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('change', 'cancel')),
    purge_on TEXT NOT NULL
);
CREATE INDEX archive_of_row ON archive (row_id);
CREATE TABLE sessions (
    sid_hash TEXT PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    last_seen TEXT NOT NULL
);
CREATE TABLE rules_versions (
    version INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    class TEXT NOT NULL,
    effective_at TEXT NOT NULL
);
CREATE TABLE rules_acceptances (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    version INTEGER NOT NULL REFERENCES rules_versions (version),
    kind TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX acceptances_of_customer ON rules_acceptances (customer_id);
