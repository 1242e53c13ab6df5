-- The shape of a well-known medical records system, from memory.

CREATE TABLE person ( -- people
    person_id integer PRIMARY KEY,
    gender varchar(1), -- of: M|F
    birthdate date,
    dead boolean NOT NULL,
    death_date timestamp,
    creator integer REFERENCES users (user_id), -- mentions
    date_created timestamp NOT NULL,
    voided boolean NOT NULL,
    uuid char(36) NOT NULL UNIQUE
);
CREATE TABLE users ( -- people
    user_id integer PRIMARY KEY,
    system_id varchar(50) NOT NULL,
    username varchar(50),
    password varchar(128),
    salt varchar(128),
    person_id integer NOT NULL REFERENCES person (person_id), -- belongs
    retired boolean NOT NULL,
    uuid char(36) NOT NULL UNIQUE
);
CREATE TABLE person_name (
    person_name_id integer PRIMARY KEY,
    preferred boolean NOT NULL,
    person_id integer NOT NULL REFERENCES person (person_id), -- belongs
    given_name varchar(50),
    family_name varchar(50),
    creator integer NOT NULL REFERENCES users (user_id), -- mentions
    date_created timestamp NOT NULL
);
CREATE TABLE person_address (
    person_address_id integer PRIMARY KEY,
    person_id integer NOT NULL REFERENCES person (person_id), -- belongs
    address1 varchar(100),
    city_village varchar(100),
    postal_code varchar(50),
    creator integer NOT NULL REFERENCES users (user_id) -- mentions
);
CREATE TABLE patient ( -- people
    patient_id integer PRIMARY KEY REFERENCES person (person_id), -- belongs
    allergy_status varchar(50),
    creator integer NOT NULL REFERENCES users (user_id), -- mentions
    date_created timestamp NOT NULL
);
CREATE TABLE patient_identifier (
    patient_identifier_id integer PRIMARY KEY,
    patient_id integer NOT NULL REFERENCES patient (patient_id), -- belongs
    identifier varchar(50) NOT NULL,
    location_id integer REFERENCES location (location_id),
    creator integer NOT NULL REFERENCES users (user_id) -- mentions
);
CREATE TABLE location (
    location_id integer PRIMARY KEY,
    name varchar(100) NOT NULL,
    description varchar(255),
    parent_location integer REFERENCES location (location_id)
);
CREATE TABLE provider ( -- people
    provider_id integer PRIMARY KEY,
    person_id integer REFERENCES person (person_id), -- belongs
    name varchar(100),
    identifier varchar(50),
    retired boolean NOT NULL
);
CREATE TABLE visit (
    visit_id integer PRIMARY KEY,
    patient_id integer NOT NULL REFERENCES patient (patient_id), -- belongs
    location_id integer REFERENCES location (location_id),
    date_started timestamp NOT NULL,
    date_stopped timestamp,
    creator integer NOT NULL REFERENCES users (user_id), -- mentions
    voided_by integer REFERENCES users (user_id) -- mentions
);
CREATE TABLE encounter (
    encounter_id integer PRIMARY KEY,
    patient_id integer NOT NULL REFERENCES patient (patient_id), -- belongs
    visit_id integer REFERENCES visit (visit_id),
    location_id integer REFERENCES location (location_id),
    encounter_datetime timestamp NOT NULL,
    creator integer NOT NULL REFERENCES users (user_id) -- mentions
);
CREATE TABLE encounter_provider (
    encounter_provider_id integer PRIMARY KEY,
    encounter_id integer NOT NULL REFERENCES encounter (encounter_id), -- belongs
    provider_id integer NOT NULL REFERENCES provider (provider_id), -- mentions
    voided boolean NOT NULL
);
CREATE TABLE concept (
    concept_id integer PRIMARY KEY,
    short_name varchar(255),
    description text,
    is_set boolean NOT NULL
);
CREATE TABLE obs (
    obs_id integer PRIMARY KEY,
    person_id integer NOT NULL REFERENCES person (person_id), -- belongs
    concept_id integer NOT NULL REFERENCES concept (concept_id),
    encounter_id integer REFERENCES encounter (encounter_id),
    obs_datetime timestamp NOT NULL,
    obs_group_id integer REFERENCES obs (obs_id),
    value_numeric numeric(10,2),
    value_text text,
    comments varchar(255),
    creator integer NOT NULL REFERENCES users (user_id) -- mentions
);
CREATE TABLE orders (
    order_id integer PRIMARY KEY,
    patient_id integer NOT NULL REFERENCES patient (patient_id), -- belongs
    orderer integer NOT NULL REFERENCES provider (provider_id), -- mentions
    concept_id integer NOT NULL REFERENCES concept (concept_id),
    encounter_id integer REFERENCES encounter (encounter_id),
    instructions text,
    date_activated timestamp,
    creator integer NOT NULL REFERENCES users (user_id) -- mentions
);
CREATE TABLE drug_order (
    order_id integer PRIMARY KEY REFERENCES orders (order_id), -- belongs
    dose numeric(6,2),
    as_needed boolean,
    dosing_instructions text
);
CREATE TABLE relationship (
    relationship_id integer PRIMARY KEY,
    person_a integer NOT NULL REFERENCES person (person_id), -- belongs
    relationship varchar(20) NOT NULL, -- of: parent|sibling
    person_b integer NOT NULL REFERENCES person (person_id) -- belongs
);
CREATE TABLE patient_appointment (
    patient_appointment_id integer PRIMARY KEY,
    patient_id integer NOT NULL REFERENCES patient (patient_id), -- belongs
    provider_id integer REFERENCES provider (provider_id), -- mentions
    start_date_time timestamp,
    status varchar(20), -- of: scheduled|missed
    comments varchar(255)
);
