-- People who apply for work. A certificate of the police or an identity document is never asked for.

CREATE TABLE applicants (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    email         TEXT NOT NULL COLLATE NOCASE,
    source        TEXT NOT NULL CHECK (source IN ('website', 'agency', 'referral')),
    cv_object     TEXT NOT NULL UNIQUE,
    portfolio_url TEXT,
    applied_at    TEXT NOT NULL,
    closed_at     TEXT
);
CREATE INDEX applicants_email ON applicants (email);
