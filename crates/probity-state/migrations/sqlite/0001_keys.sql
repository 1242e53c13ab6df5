-- Keys. They live apart from what they seal, and from its backups.

CREATE TABLE secrets (
    name    TEXT NOT NULL PRIMARY KEY,
    secret  BLOB NOT NULL
);

-- A destroyed key leaves its row without the key: the tombstone. `generation` counts the lives of an owner.
CREATE TABLE sealing_keys (
    scope         TEXT NOT NULL CHECK (scope IN ('person', 'request')),
    owner         BLOB NOT NULL,
    generation    INTEGER NOT NULL,
    key           BLOB,
    created_at    INTEGER NOT NULL,
    destroyed_at  INTEGER,
    PRIMARY KEY (scope, owner, generation),
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TRIGGER destroyed_keys_stay_destroyed BEFORE UPDATE ON sealing_keys WHEN OLD.destroyed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a destroyed key stays destroyed'); END;
