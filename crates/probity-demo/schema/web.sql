-- What the website and the dashboard record. `account_id` is an account of the main database.

CREATE TABLE web_events (
    id          INTEGER PRIMARY KEY,
    ts          TEXT NOT NULL,
    visitor_id  TEXT,
    account_id  INTEGER,
    ip          TEXT,
    url_path    TEXT,
    referrer    TEXT,
    duration_ms INTEGER CHECK (duration_ms >= 0),
    device      TEXT,
    os          TEXT,
    browser     TEXT,
    geo_country TEXT CHECK (length(geo_country) = 2),
    form_fields TEXT,
    crash       TEXT
);
CREATE INDEX web_events_account ON web_events (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX web_events_visitor ON web_events (visitor_id);
CREATE INDEX web_events_ts ON web_events (ts);
