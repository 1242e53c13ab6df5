-- The batches in which a step of a large erasure is carried out, each a transaction of the store. `remaining`: the rows
-- of the step that were left when it began, its own among them. One that was begun and not finished was committed or
-- it was not; the next one tells, by what is left then.
CREATE TABLE step_batches (
    request      BYTEA NOT NULL,
    step         BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    table_name   TEXT NOT NULL,
    action       TEXT NOT NULL,
    "rows"       BIGINT NOT NULL,
    remaining    BIGINT NOT NULL,
    started_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    PRIMARY KEY (request, step, number),
    FOREIGN KEY (request, step) REFERENCES steps (request, number)
);
