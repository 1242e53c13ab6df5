-- What people are asked to do for a request, in stores that only people can work on. Whom to look for, the note and
-- the file that prove it are sealed files of the request.
CREATE TABLE tasks (
    request      BYTEA NOT NULL REFERENCES requests (id),
    number       BIGINT NOT NULL,
    place        TEXT NOT NULL,
    whom         TEXT NOT NULL,
    what         TEXT NOT NULL,
    proof_kind   TEXT NOT NULL,
    asked_at     BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    reminded_at  BIGINT,
    done_at      BIGINT,
    done_by      TEXT,
    proof_sha256 BYTEA,
    PRIMARY KEY (request, number)
);
CREATE INDEX tasks_open ON tasks (due_at, request) WHERE done_at IS NULL;
