-- The gateway's counters: who, how much, which port, when. Where the traffic went has no column.

CREATE TABLE proxy_metadata (
    id      INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    bytes   INTEGER NOT NULL CHECK (bytes >= 0),
    port    INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    at      TEXT    NOT NULL
);
CREATE INDEX proxy_metadata_account ON proxy_metadata (account);
CREATE INDEX proxy_metadata_at ON proxy_metadata (at);
