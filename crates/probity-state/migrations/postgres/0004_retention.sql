-- Legal holds that were put in place by hand; those of the policy are in the policy. `what` is a category pattern or
-- a table; for a person it is empty, and `sealed` holds the identities under a key of the hold's own.
CREATE TABLE holds (
    id           BYTEA NOT NULL PRIMARY KEY,
    scope        TEXT NOT NULL CHECK (scope IN ('person', 'category', 'table')),
    what         TEXT,
    person       BYTEA,
    sealed       BYTEA,
    owner        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    starts_at    BIGINT NOT NULL,
    review_at    BIGINT,
    ends_at      BIGINT,
    released_at  BIGINT,
    released_by  TEXT,
    reminded_at  BIGINT
);
CREATE INDEX holds_standing ON holds (starts_at) WHERE released_at IS NULL;

-- Runs of expiry. `at` is the instant from which periods were counted; a run that was interrupted goes on with it.
CREATE TABLE expiry_runs (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,
    by           TEXT NOT NULL,
    plan_hash    TEXT NOT NULL,
    plan         TEXT NOT NULL,
    started_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    report       TEXT
);
CREATE INDEX expiry_runs_by_start ON expiry_runs (started_at, id);

-- How many rows of each step of a run were counted into the ledger.
CREATE TABLE expiry_counts (
    run     BIGINT NOT NULL REFERENCES expiry_runs (id),
    step    BIGINT NOT NULL,
    "rows"  BIGINT NOT NULL,
    done    BIGINT NOT NULL,
    PRIMARY KEY (run, step)
);

-- What an erasure left for later, without a key of any row: those are sealed in the vault.
CREATE TABLE remainders (
    request     BYTEA NOT NULL REFERENCES requests (id),
    number      BIGINT NOT NULL,
    store       TEXT NOT NULL,
    table_name  TEXT NOT NULL,
    "rows"      BIGINT NOT NULL,
    because     TEXT NOT NULL,
    clause      TEXT,
    until       TEXT,
    first_at    BIGINT,
    PRIMARY KEY (request, number)
);
