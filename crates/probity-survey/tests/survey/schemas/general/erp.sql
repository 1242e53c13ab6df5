-- The shape of a well-known business suite: people and companies in one table, users beside them. From memory.

CREATE TABLE res_country (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL,
    code varchar(2)
);
CREATE TABLE res_company (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL UNIQUE,
    partner_id integer NOT NULL REFERENCES res_partner (id), -- mentions
    email varchar(100),
    phone varchar(40)
);
CREATE TABLE res_partner ( -- people
    id integer PRIMARY KEY,
    name varchar(150),
    parent_id integer REFERENCES res_partner (id), -- mentions
    is_company boolean,
    email varchar(150),
    phone varchar(40),
    mobile varchar(40),
    street varchar(100),
    zip varchar(12),
    city varchar(60),
    country_id integer REFERENCES res_country (id),
    vat varchar(30),
    user_id integer REFERENCES res_users (id), -- mentions
    company_id integer REFERENCES res_company (id),
    comment text,
    create_uid integer REFERENCES res_users (id), -- mentions
    create_date timestamp,
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE res_users ( -- people
    id integer PRIMARY KEY,
    login varchar(100) NOT NULL UNIQUE,
    password varchar(150),
    partner_id integer NOT NULL REFERENCES res_partner (id), -- belongs
    company_id integer NOT NULL REFERENCES res_company (id),
    active boolean,
    signature text
);
CREATE TABLE crm_lead ( -- people
    id integer PRIMARY KEY,
    name varchar(150) NOT NULL,
    contact_name varchar(150),
    email_from varchar(150),
    phone varchar(40),
    partner_id integer REFERENCES res_partner (id), -- belongs
    user_id integer REFERENCES res_users (id), -- mentions
    description text,
    create_uid integer REFERENCES res_users (id), -- mentions
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE product_template (
    id integer PRIMARY KEY,
    name varchar(150) NOT NULL,
    list_price numeric(10,2),
    create_uid integer REFERENCES res_users (id), -- mentions
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE sale_order (
    id integer PRIMARY KEY,
    name varchar(30) NOT NULL,
    partner_id integer NOT NULL REFERENCES res_partner (id), -- belongs
    partner_invoice_id integer NOT NULL REFERENCES res_partner (id), -- mentions
    partner_shipping_id integer NOT NULL REFERENCES res_partner (id), -- mentions
    user_id integer REFERENCES res_users (id), -- mentions
    date_order timestamp NOT NULL,
    note text,
    company_id integer NOT NULL REFERENCES res_company (id),
    create_uid integer REFERENCES res_users (id), -- mentions
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE sale_order_line (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES sale_order (id), -- belongs
    product_id integer REFERENCES product_template (id),
    name text NOT NULL,
    product_uom_qty numeric(10,2) NOT NULL,
    create_uid integer REFERENCES res_users (id), -- mentions
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE account_move (
    id integer PRIMARY KEY,
    name varchar(30),
    partner_id integer REFERENCES res_partner (id), -- belongs
    invoice_user_id integer REFERENCES res_users (id), -- mentions
    invoice_date date,
    amount_total numeric(10,2),
    company_id integer REFERENCES res_company (id),
    create_uid integer REFERENCES res_users (id), -- mentions
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE account_move_line (
    id integer PRIMARY KEY,
    move_id integer NOT NULL REFERENCES account_move (id),
    partner_id integer REFERENCES res_partner (id), -- belongs
    name varchar(150),
    debit numeric(10,2),
    create_uid integer REFERENCES res_users (id), -- mentions
    write_uid integer REFERENCES res_users (id) -- mentions
);
CREATE TABLE hr_employee ( -- people
    id integer PRIMARY KEY,
    name varchar(150),
    user_id integer REFERENCES res_users (id), -- belongs
    address_home_id integer REFERENCES res_partner (id), -- mentions
    work_email varchar(150),
    work_phone varchar(40),
    birthday date,
    identification_id varchar(40),
    parent_id integer REFERENCES hr_employee (id), -- mentions
    company_id integer REFERENCES res_company (id)
);
CREATE TABLE hr_leave (
    id integer PRIMARY KEY,
    employee_id integer NOT NULL REFERENCES hr_employee (id), -- belongs
    first_approver_id integer REFERENCES hr_employee (id), -- mentions
    date_from timestamp,
    date_to timestamp,
    private_name text
);
CREATE TABLE mail_message (
    id integer PRIMARY KEY,
    subject varchar(200),
    body text,
    model varchar(60), -- of: sale_order|crm_lead
    res_id integer,
    author_id integer REFERENCES res_partner (id), -- belongs
    email_from varchar(150),
    create_date timestamp
);
CREATE TABLE mail_followers (
    id integer PRIMARY KEY,
    res_model varchar(60) NOT NULL, -- of: sale_order|crm_lead
    res_id integer,
    partner_id integer NOT NULL REFERENCES res_partner (id) -- belongs
);
CREATE TABLE ir_config_parameter (
    id integer PRIMARY KEY,
    key varchar(80) NOT NULL UNIQUE,
    value text NOT NULL
);
