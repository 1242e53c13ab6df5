-- The same database: messages, marketing, events and incidents.

CREATE TABLE message_log (
    id                INTEGER PRIMARY KEY,
    account_id        INTEGER NOT NULL REFERENCES accounts (id),
    class             TEXT    NOT NULL CHECK (class IN ('service', 'marketing', 'review-invitation')),
    template          TEXT    NOT NULL,
    message_id        TEXT    NOT NULL UNIQUE,
    at                TEXT    NOT NULL,
    suppressed_reason TEXT
);
CREATE INDEX message_log_account ON message_log (account_id);

-- Who must not be written to, as keyed hashes: the list outlives the address.
CREATE TABLE suppressions (
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),
    channel  TEXT NOT NULL CHECK (channel IN ('mail')),
    scope    TEXT NOT NULL CHECK (scope IN ('marketing', 'review-invitation')),
    at       TEXT NOT NULL,
    PRIMARY KEY (key_hash, channel, scope)
) WITHOUT ROWID;

CREATE TABLE marketing_profile (
    account_id   INTEGER PRIMARY KEY REFERENCES accounts (id),
    interests    TEXT    NOT NULL CHECK (json_valid(interests)),
    visits       INTEGER NOT NULL CHECK (visits >= 0),
    opted_out_at TEXT
);

CREATE TABLE review_invitations (
    id           INTEGER PRIMARY KEY,
    order_id     INTEGER NOT NULL UNIQUE REFERENCES orders (id),
    account_id   INTEGER NOT NULL REFERENCES accounts (id),
    sent_at      TEXT    NOT NULL,
    provider_ref TEXT    NOT NULL UNIQUE,
    objected     INTEGER NOT NULL CHECK (objected IN (0, 1))
);
CREATE INDEX review_invitations_account ON review_invitations (account_id);

-- A survey can be filled in by two colleagues together, or by nobody in particular.
CREATE TABLE surveys (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER REFERENCES accounts (id),
    colleague_id INTEGER REFERENCES accounts (id),
    answers      TEXT NOT NULL CHECK (json_valid(answers)),
    at           TEXT NOT NULL,
    CHECK (colleague_id IS NULL OR colleague_id IS NOT account_id)
);
CREATE INDEX surveys_account ON surveys (account_id);
CREATE INDEX surveys_colleague ON surveys (colleague_id);

CREATE TABLE social_interactions (
    id       INTEGER PRIMARY KEY,
    platform TEXT NOT NULL CHECK (platform IN ('facebook', 'x', 'linkedin', 'instagram')),
    handle   TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('message', 'comment', 'like', 'review')),
    body     TEXT,
    at       TEXT NOT NULL
);
CREATE INDEX social_interactions_handle ON social_interactions (handle);

CREATE TABLE events (
    id                  INTEGER PRIMARY KEY,
    name                TEXT NOT NULL UNIQUE,
    place               TEXT NOT NULL,
    starts_at           TEXT NOT NULL,
    notice_text         TEXT NOT NULL,
    notice_proof_object TEXT NOT NULL
);

CREATE TABLE event_people (
    id            INTEGER PRIMARY KEY,
    event_id      INTEGER NOT NULL REFERENCES events (id),
    name          TEXT    NOT NULL,
    email         TEXT    COLLATE NOCASE,
    registered_at TEXT    NOT NULL,
    UNIQUE (event_id, email)
);
CREATE INDEX event_people_email ON event_people (email);

CREATE TABLE media (
    id         INTEGER PRIMARY KEY,
    event_id   INTEGER NOT NULL REFERENCES events (id),
    object_key TEXT    NOT NULL UNIQUE,
    kind       TEXT    NOT NULL CHECK (kind IN ('photo', 'video', 'audio')),
    taken_at   TEXT    NOT NULL
);
CREATE INDEX media_event ON media (event_id);

-- Who is to be seen or heard, and whether they agreed to its being shown.
CREATE TABLE media_people (
    media_id      INTEGER NOT NULL REFERENCES media (id),
    guest_id      INTEGER NOT NULL REFERENCES event_people (id),
    promo_consent INTEGER NOT NULL CHECK (promo_consent IN (0, 1)),
    PRIMARY KEY (media_id, guest_id)
) WITHOUT ROWID;
CREATE INDEX media_people_guest ON media_people (guest_id);

CREATE TABLE legal_requests (
    id         INTEGER PRIMARY KEY,
    authority  TEXT NOT NULL,
    ref        TEXT NOT NULL UNIQUE,
    doc_sha256 TEXT NOT NULL CHECK (length(doc_sha256) = 64),
    scope      TEXT NOT NULL CHECK (json_valid(scope)),
    approver   TEXT NOT NULL,
    at         TEXT NOT NULL
);

CREATE TABLE breaches (
    id           INTEGER PRIMARY KEY,
    detected_at  TEXT NOT NULL,
    aware_at     TEXT NOT NULL CHECK (aware_at >= detected_at),
    risk         TEXT NOT NULL CHECK (risk IN ('low', 'risk', 'high')),
    nature       TEXT NOT NULL,
    reasons      TEXT NOT NULL,
    consequences TEXT NOT NULL,
    measures     TEXT NOT NULL
);

CREATE TABLE breach_people (
    breach_id   INTEGER NOT NULL REFERENCES breaches (id),
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    notified_at TEXT,
    PRIMARY KEY (breach_id, account_id)
) WITHOUT ROWID;
CREATE INDEX breach_people_account ON breach_people (account_id);
