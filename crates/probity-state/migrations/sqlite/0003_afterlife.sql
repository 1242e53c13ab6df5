-- What is needed to know an erased person again, and nothing more: keyed hashes, sealed with a fresh nonce,
-- so that without the keys no two tombstones can be told to be of one person. `sealed` is emptied when the
-- last backup that can hold the person is gone.
CREATE TABLE tombstones (
    request         BLOB NOT NULL PRIMARY KEY REFERENCES requests (id),
    erased_at       INTEGER NOT NULL,
    sealed          BLOB,
    residual_until  INTEGER,
    settled_at      INTEGER
);
CREATE INDEX tombstones_unsettled ON tombstones (residual_until, request) WHERE settled_at IS NULL;

-- Copies of stores that the company keeps elsewhere.
CREATE TABLE backups (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    store       TEXT NOT NULL,
    place       TEXT NOT NULL,
    taken_at    INTEGER NOT NULL,
    expires_at  INTEGER,
    added_at    INTEGER NOT NULL,
    removed_at  INTEGER
);
CREATE INDEX backups_present ON backups (store, taken_at) WHERE removed_at IS NULL;

-- A store was brought back from a copy; until `replayed_at` its erasures have not been repeated.
CREATE TABLE restores (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    store        TEXT NOT NULL,
    backup       INTEGER REFERENCES backups (id),
    restored_at  INTEGER NOT NULL,
    replayed_at  INTEGER,
    replay       BLOB REFERENCES requests (id)
);
CREATE INDEX restores_due ON restores (store, restored_at) WHERE replayed_at IS NULL;

-- What somebody must look at before it is too late. `name` says what and about what, and is raised once.
CREATE TABLE alarms (
    name        TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    request     BLOB REFERENCES requests (id),
    why         TEXT NOT NULL,
    raised_at   INTEGER NOT NULL,
    cleared_at  INTEGER
);
CREATE INDEX alarms_standing ON alarms (raised_at, name) WHERE cleared_at IS NULL;
CREATE INDEX alarms_by_request ON alarms (request) WHERE cleared_at IS NULL;
