-- The company's main database. Instants are UTC in RFC 3339; money is a decimal in text, so that no cent is lost.
-- What expires before its row does may be NULL, so that it can be emptied.

CREATE TABLE accounts (
    id                INTEGER PRIMARY KEY,
    email             TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    password_hash     TEXT    NOT NULL,
    full_name         TEXT    NOT NULL,
    country           TEXT    NOT NULL CHECK (length(country) = 2),
    username          TEXT    NOT NULL UNIQUE,
    phone             TEXT,
    company_name      TEXT,
    role_title        TEXT,
    is_natural_person INTEGER NOT NULL CHECK (is_natural_person IN (0, 1)),
    created_at        TEXT    NOT NULL,
    ended_at          TEXT,
    suspended_at      TEXT,
    first_login_ip    TEXT,
    last_login_ip     TEXT,
    last_login_at     TEXT,
    totp_secret       BLOB,
    direct_contact    INTEGER NOT NULL CHECK (direct_contact IN (0, 1)),
    CHECK (ended_at IS NULL OR ended_at >= created_at)
);
CREATE INDEX accounts_ended_at ON accounts (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE agreements_accepted (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    doc        TEXT    NOT NULL CHECK (doc IN ('terms', 'policy', 'cookie')),
    version    TEXT    NOT NULL,
    sha256     TEXT    NOT NULL CHECK (length(sha256) = 64),
    kind       TEXT    NOT NULL CHECK (kind IN ('agreement', 'acknowledgement')),
    at         TEXT    NOT NULL,
    UNIQUE (account_id, doc, version)
);

CREATE TABLE service_requirements (
    account_id         INTEGER PRIMARY KEY REFERENCES accounts (id),
    expected_ips_month INTEGER NOT NULL CHECK (expected_ips_month >= 0),
    purchase_type      TEXT    NOT NULL,
    stated_at          TEXT    NOT NULL
);

CREATE TABLE oauth_links (
    provider     TEXT    NOT NULL CHECK (provider IN ('google', 'facebook')),
    provider_sub TEXT    NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES accounts (id),
    email        TEXT    NOT NULL COLLATE NOCASE,
    full_name    TEXT    NOT NULL,
    linked_at    TEXT    NOT NULL,
    PRIMARY KEY (provider, provider_sub)
);
CREATE INDEX oauth_links_account ON oauth_links (account_id);

CREATE TABLE logins (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER REFERENCES accounts (id),
    at         TEXT NOT NULL,
    ip         TEXT,
    user_agent TEXT,
    device_id  TEXT,
    result     TEXT CHECK (result IN ('ok', 'wrong-password', 'second-factor-failed'))
);
CREATE INDEX logins_account ON logins (account_id);
CREATE INDEX logins_at ON logins (at);

CREATE TABLE companies (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    register_no TEXT NOT NULL,
    country     TEXT NOT NULL CHECK (length(country) = 2),
    UNIQUE (country, register_no)
);

CREATE TABLE company_people (
    company_id INTEGER NOT NULL REFERENCES companies (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('representative', 'owner', 'proxy-holder')),
    share_pct  INTEGER CHECK (share_pct BETWEEN 0 AND 100),
    doc_object TEXT,
    since      TEXT    NOT NULL,
    PRIMARY KEY (company_id, account_id)
);
CREATE INDEX company_people_account ON company_people (account_id);

CREATE TABLE products (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('residential', 'isp', 'datacenter', 'mobile'))
);

-- Money rows outlive the person whose they were; then they belong to nobody.
CREATE TABLE orders (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER REFERENCES accounts (id),
    product_id   INTEGER NOT NULL REFERENCES products (id),
    gb           INTEGER CHECK (gb > 0),
    ips          INTEGER CHECK (ips > 0),
    purpose_text TEXT,
    amount       TEXT    NOT NULL,
    currency     TEXT    NOT NULL CHECK (length(currency) = 3),
    status       TEXT    NOT NULL CHECK (status IN ('paid', 'refunded', 'open')),
    created_at   TEXT    NOT NULL
);
CREATE INDEX orders_account ON orders (account_id);
CREATE INDEX orders_product ON orders (product_id);
CREATE INDEX orders_created_at ON orders (created_at);

CREATE TABLE billing_info (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER UNIQUE REFERENCES accounts (id),
    free_text  TEXT,
    address    TEXT NOT NULL,
    tax_no     TEXT,
    updated_at TEXT NOT NULL
);

CREATE TABLE payments (
    id             INTEGER PRIMARY KEY,
    order_id       INTEGER NOT NULL REFERENCES orders (id),
    billing_id     INTEGER REFERENCES billing_info (id),
    method         TEXT    NOT NULL CHECK (method IN ('card', 'paypal', 'crypto', 'alipay')),
    psp            TEXT    NOT NULL,
    psp_txn_id     TEXT    NOT NULL,
    refund_address TEXT,
    invoice_no     TEXT    NOT NULL UNIQUE,
    paid_at        TEXT    NOT NULL,
    UNIQUE (psp, psp_txn_id)
);
CREATE INDEX payments_order ON payments (order_id);
CREATE INDEX payments_billing ON payments (billing_id);

CREATE TABLE affiliates (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL UNIQUE REFERENCES accounts (id),
    code       TEXT    NOT NULL UNIQUE,
    joined_at  TEXT    NOT NULL
);

CREATE TABLE affiliate_withdrawals (
    id           INTEGER PRIMARY KEY,
    affiliate_id INTEGER REFERENCES affiliates (id),
    amount       TEXT NOT NULL,
    wallet       TEXT NOT NULL,
    txn_id       TEXT NOT NULL UNIQUE,
    at           TEXT NOT NULL
);
CREATE INDEX affiliate_withdrawals_affiliate ON affiliate_withdrawals (affiliate_id);

CREATE TABLE proxy_entitlements (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    pool       TEXT    NOT NULL CHECK (pool IN ('basic', 'full')),
    unblock    INTEGER NOT NULL CHECK (unblock IN (0, 1)),
    gb_left    INTEGER NOT NULL CHECK (gb_left >= 0)
);

-- What the verification provider reports. There is no column for a document, a number or a picture.
CREATE TABLE kyc_results (
    id              INTEGER PRIMARY KEY,
    account_id      INTEGER REFERENCES accounts (id),
    status          TEXT NOT NULL CHECK (status IN ('approved', 'rejected', 'expired')),
    decided_at      TEXT NOT NULL,
    scan_ref        TEXT UNIQUE,
    reason_code     TEXT,
    doc_fingerprint BLOB CHECK (length(doc_fingerprint) = 32)
);
CREATE INDEX kyc_results_account ON kyc_results (account_id);
CREATE UNIQUE INDEX kyc_results_one_document ON kyc_results (doc_fingerprint) WHERE status = 'approved';

CREATE TABLE risk_scores (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    source     TEXT    NOT NULL,
    score      INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
    at         TEXT    NOT NULL
);
CREATE INDEX risk_scores_account ON risk_scores (account_id);

CREATE TABLE automated_decisions (
    id             INTEGER PRIMARY KEY,
    account_id     INTEGER NOT NULL REFERENCES accounts (id),
    kind           TEXT    NOT NULL,
    outcome        TEXT    NOT NULL,
    human_reviewed INTEGER NOT NULL CHECK (human_reviewed IN (0, 1)),
    at             TEXT    NOT NULL
);
CREATE INDEX automated_decisions_account ON automated_decisions (account_id);

CREATE TABLE email_domain_class (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    class      TEXT NOT NULL CHECK (class IN ('personal', 'business'))
);

CREATE TABLE mobile_diagnostics (
    id          INTEGER PRIMARY KEY,
    install_id  TEXT,
    account_id  INTEGER REFERENCES accounts (id),
    app_version TEXT,
    os          TEXT,
    crash       TEXT,
    at          TEXT NOT NULL
);
CREATE INDEX mobile_diagnostics_account ON mobile_diagnostics (account_id);

CREATE TABLE extension_events (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER REFERENCES accounts (id),
    version    TEXT,
    event      TEXT,
    at         TEXT NOT NULL
);
CREATE INDEX extension_events_account ON extension_events (account_id);
