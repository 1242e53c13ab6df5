-- Legal holds that were put in place by hand; those of the policy are in the policy. `what` is a category pattern or
-- a table; for a person it is empty, and `sealed` holds the identities under a key of the hold's own.
CREATE TABLE holds (
    id           BLOB NOT NULL PRIMARY KEY,
    scope        TEXT NOT NULL CHECK (scope IN ('person', 'category', 'table')),
    what         TEXT,
    person       BLOB,
    sealed       BLOB,
    owner        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    starts_at    INTEGER NOT NULL,
    review_at    INTEGER,
    ends_at      INTEGER,
    released_at  INTEGER,
    released_by  TEXT,
    reminded_at  INTEGER
);
CREATE INDEX holds_standing ON holds (starts_at) WHERE released_at IS NULL;

-- Runs of expiry. `at` is the instant from which periods were counted; a run that was interrupted goes on with it.
CREATE TABLE expiry_runs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    by           TEXT NOT NULL,
    plan_hash    TEXT NOT NULL,
    plan         TEXT NOT NULL,
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    report       TEXT
);
CREATE INDEX expiry_runs_by_start ON expiry_runs (started_at, id);

-- How many rows of each step of a run were counted into the ledger.
CREATE TABLE expiry_counts (
    run     INTEGER NOT NULL REFERENCES expiry_runs (id),
    step    INTEGER NOT NULL,
    "rows"  INTEGER NOT NULL,
    done    INTEGER NOT NULL,
    PRIMARY KEY (run, step)
);

-- What an erasure left for later, without a key of any row: those are sealed in the vault.
CREATE TABLE remainders (
    request     BLOB NOT NULL REFERENCES requests (id),
    number      INTEGER NOT NULL,
    store       TEXT NOT NULL,
    table_name  TEXT NOT NULL,
    "rows"      INTEGER NOT NULL,
    because     TEXT NOT NULL,
    clause      TEXT,
    until       TEXT,
    first_at    INTEGER,
    PRIMARY KEY (request, number)
);
