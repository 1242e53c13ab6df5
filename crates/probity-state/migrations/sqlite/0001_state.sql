-- Probity's own state. Instants are microseconds since 1970 in UTC; identifiers are bytes;
-- words are text. Nothing here is a person's data in the clear: values are sealed, persons are pseudonyms.

CREATE TABLE requests (
    id              BLOB NOT NULL PRIMARY KEY,
    "right"         TEXT NOT NULL,
    state           TEXT NOT NULL,
    received_at     INTEGER NOT NULL,
    due_at          INTEGER NOT NULL,
    acknowledge_by  INTEGER,
    residence       TEXT,
    channel         TEXT NOT NULL,
    person          BLOB,
    identities      BLOB,
    plan_hash       BLOB,
    plan            TEXT,
    approved_by     TEXT,
    approved_at     INTEGER,
    closed_at       INTEGER,
    outcome         TEXT,
    version         INTEGER NOT NULL
);
CREATE INDEX requests_by_due ON requests (due_at, id);
CREATE INDEX requests_by_state ON requests (state, due_at, id);
CREATE INDEX requests_by_person ON requests (person);

CREATE TABLE steps (
    request      BLOB NOT NULL REFERENCES requests (id),
    number       INTEGER NOT NULL,
    store        TEXT NOT NULL,
    action       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('started', 'done', 'failed')),
    attempts     INTEGER NOT NULL,
    "rows"       INTEGER,
    digest       BLOB,
    failure      TEXT,
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    PRIMARY KEY (request, number)
);

-- `due_at`: when a worker may take the job; of a running one, when its lease ends.
CREATE TABLE jobs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    dedup_key     TEXT,
    state         TEXT NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead')),
    due_at        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    max_attempts  INTEGER NOT NULL,
    worker        TEXT,
    last_error    TEXT,
    created_at    INTEGER NOT NULL,
    finished_at   INTEGER
);
CREATE INDEX jobs_by_due ON jobs (due_at, id) WHERE state IN ('ready', 'running');
CREATE UNIQUE INDEX jobs_by_dedup_key ON jobs (dedup_key) WHERE state IN ('ready', 'running');

-- The columns beside `entry` repeat what it says, for looking up; checking the ledger compares them.
CREATE TABLE ledger_entries (
    position   INTEGER NOT NULL PRIMARY KEY,
    leaf_hash  BLOB NOT NULL,
    kind       TEXT NOT NULL,
    request    BLOB,
    person     BLOB,
    entry      BLOB NOT NULL
);
CREATE INDEX ledger_entries_by_request ON ledger_entries (request, position) WHERE request IS NOT NULL;
CREATE INDEX ledger_entries_by_person ON ledger_entries (person, position) WHERE person IS NOT NULL;
CREATE INDEX ledger_entries_by_kind ON ledger_entries (kind, position);

-- Roots of complete subtrees of 256, 65,536, … entries; `level` is 8, 16, ….
CREATE TABLE ledger_subtrees (
    level     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    PRIMARY KEY (level, position)
);

-- One row: the size and the complete subtrees at the right edge. Its lock is the sequencer.
CREATE TABLE ledger_frontier (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    size    INTEGER NOT NULL,
    hashes  BLOB NOT NULL
);
INSERT INTO ledger_frontier (id, size, hashes) VALUES (1, 0, x'');

CREATE TABLE ledger_checkpoints (
    size  INTEGER NOT NULL PRIMARY KEY,
    root  BLOB NOT NULL,
    note  TEXT NOT NULL,
    at    INTEGER NOT NULL
);

CREATE TRIGGER ledger_entries_are_never_changed BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END;
CREATE TRIGGER ledger_entries_are_never_deleted BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never deleted'); END;

CREATE TABLE codes (
    owner         BLOB NOT NULL PRIMARY KEY,
    hash          BLOB NOT NULL,
    expires_at    INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    max_attempts  INTEGER NOT NULL
);

CREATE TABLE sessions (
    token_hash    BLOB NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    device        TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    idle_for      INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account, created_at);

-- `sealed` is emptied when the message has left.
CREATE TABLE mail (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    dedup_key   TEXT NOT NULL UNIQUE,
    key_scope   TEXT NOT NULL,
    key_owner   BLOB NOT NULL,
    sealed      BLOB,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    due_at      INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    last_error  TEXT,
    queued_at   INTEGER NOT NULL,
    sent_at     INTEGER
);
CREATE INDEX mail_by_due ON mail (due_at, id) WHERE state = 'queued';

CREATE TABLE verifications (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    kept     INTEGER NOT NULL,
    broken   INTEGER NOT NULL,
    unproven INTEGER NOT NULL,
    report   TEXT NOT NULL
);
CREATE INDEX verifications_by_at ON verifications (at, id);
