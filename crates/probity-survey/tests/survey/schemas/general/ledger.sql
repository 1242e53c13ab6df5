-- The shape of a wallet and payments backend: people have wallets, transfers go between them.

CREATE TABLE customer ( -- people
    cust_id integer PRIMARY KEY,
    email varchar(150) NOT NULL UNIQUE,
    mobile varchar(30),
    fname varchar(60),
    lname varchar(60),
    dob date,
    kyc_level integer NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE kyc_document (
    doc_id integer PRIMARY KEY,
    cust_id integer NOT NULL REFERENCES customer (cust_id), -- belongs
    doc_type varchar(20) NOT NULL, -- of: passport|licence
    doc_number varchar(40) NOT NULL,
    verified_by integer REFERENCES back_office_user (bo_user_id), -- mentions
    scan_url varchar(200)
);
CREATE TABLE back_office_user ( -- people
    bo_user_id integer PRIMARY KEY,
    login varchar(40) NOT NULL UNIQUE,
    full_name varchar(100) NOT NULL,
    password_hash varchar(100) NOT NULL
);
CREATE TABLE wallet (
    wallet_id integer PRIMARY KEY,
    cust_id integer NOT NULL REFERENCES customer (cust_id), -- belongs
    ccy varchar(3) NOT NULL REFERENCES currency (code),
    balance numeric(14,2) NOT NULL,
    opened_at timestamp NOT NULL
);
CREATE TABLE currency (
    code varchar(3) PRIMARY KEY, -- of: EUR|USD|GBP|CHF|PLN
    name varchar(40) NOT NULL,
    minor_units integer NOT NULL
);
CREATE TABLE transfer (
    transfer_id integer PRIMARY KEY,
    from_wallet_id integer NOT NULL REFERENCES wallet (wallet_id), -- belongs
    to_wallet_id integer NOT NULL REFERENCES wallet (wallet_id), -- belongs
    amount numeric(14,2) NOT NULL,
    memo varchar(140),
    initiated_at timestamp NOT NULL
);
CREATE TABLE ledger_entry (
    entry_id integer PRIMARY KEY,
    transfer_id integer REFERENCES transfer (transfer_id),
    wallet_id integer NOT NULL REFERENCES wallet (wallet_id), -- belongs
    direction varchar(6) NOT NULL, -- of: debit|credit
    amount numeric(14,2) NOT NULL,
    booked_at timestamp NOT NULL
);
CREATE TABLE payment_card (
    card_id integer PRIMARY KEY,
    wallet_id integer NOT NULL REFERENCES wallet (wallet_id), -- belongs
    pan_last4 varchar(4) NOT NULL,
    embossed_name varchar(40) NOT NULL,
    expires_on date
);
CREATE TABLE card_auth (
    auth_id integer PRIMARY KEY,
    card_id integer NOT NULL REFERENCES payment_card (card_id), -- belongs
    merchant_id integer REFERENCES merchant (merchant_id),
    amount numeric(14,2) NOT NULL,
    auth_code varchar(10) NOT NULL
);
CREATE TABLE merchant (
    merchant_id integer PRIMARY KEY,
    legal_name varchar(100) NOT NULL,
    mcc varchar(4) NOT NULL
);
CREATE TABLE dispute (
    dispute_id integer PRIMARY KEY,
    auth_id integer NOT NULL REFERENCES card_auth (auth_id), -- belongs
    reason varchar(200) NOT NULL,
    handled_by integer REFERENCES back_office_user (bo_user_id) -- mentions
);
CREATE TABLE beneficiary (
    beneficiary_id integer PRIMARY KEY,
    cust_id integer NOT NULL REFERENCES customer (cust_id), -- belongs
    nickname varchar(60),
    iban varchar(34) NOT NULL,
    holder_name varchar(100) NOT NULL
);
CREATE TABLE login_event (
    event_id integer PRIMARY KEY,
    cust_id integer NOT NULL REFERENCES customer (cust_id), -- belongs
    ip_address varchar(45),
    user_agent varchar(200),
    occurred_at timestamp NOT NULL
);
CREATE TABLE fee_schedule (
    fee_id integer PRIMARY KEY,
    ccy varchar(3) REFERENCES currency (code),
    percent numeric(5,2) NOT NULL
);
CREATE TABLE adjustment (
    adjustment_id integer PRIMARY KEY,
    wallet_id integer NOT NULL REFERENCES wallet (wallet_id), -- belongs
    amount numeric(14,2) NOT NULL,
    approved_by integer NOT NULL REFERENCES back_office_user (bo_user_id), -- mentions
    reason varchar(200)
);
