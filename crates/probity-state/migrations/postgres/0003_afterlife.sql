-- What is needed to know an erased person again, and nothing more: keyed hashes, sealed with a fresh nonce,
-- so that without the keys no two tombstones can be told to be of one person. `sealed` is emptied when the
-- last backup that can hold the person is gone.
CREATE TABLE tombstones (
    request         BYTEA NOT NULL PRIMARY KEY REFERENCES requests (id),
    erased_at       BIGINT NOT NULL,
    sealed          BYTEA,
    residual_until  BIGINT,
    settled_at      BIGINT
);
CREATE INDEX tombstones_unsettled ON tombstones (residual_until, request) WHERE settled_at IS NULL;

-- Copies of stores that the company keeps elsewhere.
CREATE TABLE backups (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    store       TEXT NOT NULL,
    place       TEXT NOT NULL,
    taken_at    BIGINT NOT NULL,
    expires_at  BIGINT,
    added_at    BIGINT NOT NULL,
    removed_at  BIGINT
);
CREATE INDEX backups_present ON backups (store, taken_at) WHERE removed_at IS NULL;

-- A store was brought back from a copy; until `replayed_at` its erasures have not been repeated.
CREATE TABLE restores (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    store        TEXT NOT NULL,
    backup       BIGINT REFERENCES backups (id),
    restored_at  BIGINT NOT NULL,
    replayed_at  BIGINT,
    replay       BYTEA REFERENCES requests (id)
);
CREATE INDEX restores_due ON restores (store, restored_at) WHERE replayed_at IS NULL;

-- What somebody must look at before it is too late. `name` says what and about what, and is raised once.
CREATE TABLE alarms (
    name        TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    request     BYTEA REFERENCES requests (id),
    why         TEXT NOT NULL,
    raised_at   BIGINT NOT NULL,
    cleared_at  BIGINT
);
CREATE INDEX alarms_standing ON alarms (raised_at, name) WHERE cleared_at IS NULL;
CREATE INDEX alarms_by_request ON alarms (request) WHERE cleared_at IS NULL;
