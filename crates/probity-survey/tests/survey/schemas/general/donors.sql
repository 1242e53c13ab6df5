-- The shape of a well-known members' and donors' administration of charities, from memory.

CREATE TABLE civicrm_contact ( -- people
    id integer PRIMARY KEY,
    contact_type varchar(20) NOT NULL, -- of: Individual|Household|Organization
    display_name varchar(150),
    first_name varchar(80),
    last_name varchar(80),
    birth_date date,
    do_not_email boolean NOT NULL,
    employer_id integer REFERENCES civicrm_contact (id), -- mentions
    external_identifier varchar(40) UNIQUE,
    is_deleted boolean NOT NULL,
    created_date timestamp NOT NULL
);
CREATE TABLE civicrm_email (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    email varchar(150),
    is_primary boolean NOT NULL
);
CREATE TABLE civicrm_phone (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    phone varchar(32),
    phone_ext varchar(16)
);
CREATE TABLE civicrm_address (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    street_address varchar(96),
    city varchar(64),
    postal_code varchar(20),
    country_id integer REFERENCES civicrm_country (id)
);
CREATE TABLE civicrm_country (
    id integer PRIMARY KEY,
    name varchar(64) NOT NULL,
    iso_code varchar(2)
);
CREATE TABLE civicrm_financial_type (
    id integer PRIMARY KEY,
    name varchar(64) NOT NULL,
    is_deductible boolean NOT NULL
);
CREATE TABLE civicrm_contribution (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    financial_type_id integer REFERENCES civicrm_financial_type (id),
    receive_date timestamp,
    total_amount numeric(20,2) NOT NULL,
    trxn_id varchar(60) UNIQUE,
    source varchar(100)
);
CREATE TABLE civicrm_contribution_soft (
    id integer PRIMARY KEY,
    contribution_id integer NOT NULL REFERENCES civicrm_contribution (id),
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    amount numeric(20,2) NOT NULL
);
CREATE TABLE civicrm_line_item (
    id integer PRIMARY KEY,
    contribution_id integer REFERENCES civicrm_contribution (id), -- belongs
    label varchar(100),
    qty integer NOT NULL,
    unit_price numeric(20,2) NOT NULL
);
CREATE TABLE civicrm_relationship_type (
    id integer PRIMARY KEY,
    name_a_b varchar(64),
    name_b_a varchar(64)
);
CREATE TABLE civicrm_relationship (
    id integer PRIMARY KEY,
    contact_id_a integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    contact_id_b integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    relationship_type_id integer NOT NULL REFERENCES civicrm_relationship_type (id),
    description varchar(255)
);
CREATE TABLE civicrm_membership (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    join_date date,
    end_date date,
    source varchar(128)
);
CREATE TABLE civicrm_activity (
    id integer PRIMARY KEY,
    subject varchar(255),
    activity_date_time timestamp,
    details text
);
CREATE TABLE civicrm_activity_contact (
    id integer PRIMARY KEY,
    activity_id integer NOT NULL REFERENCES civicrm_activity (id), -- owns
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    record_type_id integer
);
CREATE TABLE civicrm_note (
    id integer PRIMARY KEY,
    entity_table varchar(64) NOT NULL, -- of: civicrm_contact|civicrm_contribution
    entity_id integer NOT NULL,
    note text,
    contact_id integer REFERENCES civicrm_contact (id), -- belongs
    modified_date timestamp
);
CREATE TABLE civicrm_participant (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES civicrm_contact (id), -- belongs
    event_id integer NOT NULL REFERENCES civicrm_event (id),
    register_date timestamp,
    registered_by_id integer REFERENCES civicrm_participant (id)
);
CREATE TABLE civicrm_event (
    id integer PRIMARY KEY,
    title varchar(255),
    summary text,
    start_date timestamp
);
CREATE TABLE civicrm_uf_match (
    id integer PRIMARY KEY,
    uf_id integer NOT NULL,
    uf_name varchar(128),
    contact_id integer REFERENCES civicrm_contact (id) -- belongs
);
