-- Probity's own state. Instants are microseconds since 1970 in UTC; identifiers are bytes;
-- words are text. Nothing here is a person's data in the clear: values are sealed, persons are pseudonyms.

CREATE TABLE requests (
    id              BYTEA NOT NULL PRIMARY KEY,
    "right"         TEXT NOT NULL,
    state           TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    acknowledge_by  BIGINT,
    residence       TEXT,
    channel         TEXT NOT NULL,
    person          BYTEA,
    identities      BYTEA,
    plan_hash       BYTEA,
    plan            TEXT,
    approved_by     TEXT,
    approved_at     BIGINT,
    closed_at       BIGINT,
    outcome         TEXT,
    version         BIGINT NOT NULL
);
CREATE INDEX requests_by_due ON requests (due_at, id);
CREATE INDEX requests_by_state ON requests (state, due_at, id);
CREATE INDEX requests_by_person ON requests (person);

CREATE TABLE steps (
    request      BYTEA NOT NULL REFERENCES requests (id),
    number       BIGINT NOT NULL,
    store        TEXT NOT NULL,
    action       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('started', 'done', 'failed')),
    attempts     BIGINT NOT NULL,
    "rows"       BIGINT,
    digest       BYTEA,
    failure      TEXT,
    started_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    PRIMARY KEY (request, number)
);

-- `due_at`: when a worker may take the job; of a running one, when its lease ends.
CREATE TABLE jobs (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    dedup_key     TEXT,
    state         TEXT NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead')),
    due_at        BIGINT NOT NULL,
    attempts      BIGINT NOT NULL,
    max_attempts  BIGINT NOT NULL,
    worker        TEXT,
    last_error    TEXT,
    created_at    BIGINT NOT NULL,
    finished_at   BIGINT
);
CREATE INDEX jobs_by_due ON jobs (due_at, id) WHERE state IN ('ready', 'running');
CREATE UNIQUE INDEX jobs_by_dedup_key ON jobs (dedup_key) WHERE state IN ('ready', 'running');

-- The columns beside `entry` repeat what it says, for looking up; checking the ledger compares them.
CREATE TABLE ledger_entries (
    position   BIGINT NOT NULL PRIMARY KEY,
    leaf_hash  BYTEA NOT NULL,
    kind       TEXT NOT NULL,
    request    BYTEA,
    person     BYTEA,
    entry      BYTEA NOT NULL
);
CREATE INDEX ledger_entries_by_request ON ledger_entries (request, position) WHERE request IS NOT NULL;
CREATE INDEX ledger_entries_by_person ON ledger_entries (person, position) WHERE person IS NOT NULL;
CREATE INDEX ledger_entries_by_kind ON ledger_entries (kind, position);

-- Roots of complete subtrees of 256, 65,536, … entries; `level` is 8, 16, ….
CREATE TABLE ledger_subtrees (
    level     BIGINT NOT NULL,
    position  BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    PRIMARY KEY (level, position)
);

-- One row: the size and the complete subtrees at the right edge. Its lock is the sequencer.
CREATE TABLE ledger_frontier (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    size    BIGINT NOT NULL,
    hashes  BYTEA NOT NULL
);
INSERT INTO ledger_frontier (id, size, hashes) VALUES (1, 0, '');

CREATE TABLE ledger_checkpoints (
    size  BIGINT NOT NULL PRIMARY KEY,
    root  BYTEA NOT NULL,
    note  TEXT NOT NULL,
    at    BIGINT NOT NULL
);

CREATE FUNCTION ledger_entries_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an entry of the ledger is never changed or deleted'; END $$;
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_stay();

CREATE TABLE codes (
    owner         BYTEA NOT NULL PRIMARY KEY,
    hash          BYTEA NOT NULL,
    expires_at    BIGINT NOT NULL,
    attempts      BIGINT NOT NULL,
    max_attempts  BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash    BYTEA NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    device        TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    idle_for      BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account, created_at);

-- `sealed` is emptied when the message has left.
CREATE TABLE mail (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dedup_key   TEXT NOT NULL UNIQUE,
    key_scope   TEXT NOT NULL,
    key_owner   BYTEA NOT NULL,
    sealed      BYTEA,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    due_at      BIGINT NOT NULL,
    attempts    BIGINT NOT NULL,
    last_error  TEXT,
    queued_at   BIGINT NOT NULL,
    sent_at     BIGINT
);
CREATE INDEX mail_by_due ON mail (due_at, id) WHERE state = 'queued';

CREATE TABLE verifications (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       BIGINT NOT NULL,
    kept     BIGINT NOT NULL,
    broken   BIGINT NOT NULL,
    unproven BIGINT NOT NULL,
    report   TEXT NOT NULL
);
CREATE INDEX verifications_by_at ON verifications (at, id);
