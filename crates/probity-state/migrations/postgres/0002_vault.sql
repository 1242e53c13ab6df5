-- Sealed files of a request: the material of its plan, the package of its answer. Sealed with the
-- request's key, so that destroying the key empties them.
CREATE TABLE vault (
    request     BYTEA NOT NULL REFERENCES requests (id),
    name        TEXT NOT NULL,
    sealed      BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (request, name)
);
