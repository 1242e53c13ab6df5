-- Keys. They live apart from what they seal, and from its backups.

CREATE TABLE secrets (
    name    TEXT NOT NULL PRIMARY KEY,
    secret  BYTEA NOT NULL
);

-- A destroyed key leaves its row without the key: the tombstone. `generation` counts the lives of an owner.
CREATE TABLE sealing_keys (
    scope         TEXT NOT NULL CHECK (scope IN ('person', 'request')),
    owner         BYTEA NOT NULL,
    generation    BIGINT NOT NULL,
    key           BYTEA,
    created_at    BIGINT NOT NULL,
    destroyed_at  BIGINT,
    PRIMARY KEY (scope, owner, generation),
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE FUNCTION destroyed_keys_stay_destroyed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a destroyed key stays destroyed'; END $$;
CREATE TRIGGER destroyed_keys_stay_destroyed BEFORE UPDATE ON sealing_keys
FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL) EXECUTE FUNCTION destroyed_keys_stay_destroyed();
