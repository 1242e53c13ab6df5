-- The shape of a newsletter manager: people are known by their e-mail address all over. From memory.

CREATE TABLE admin_user ( -- people
    id integer PRIMARY KEY,
    loginname varchar(60) NOT NULL UNIQUE,
    email varchar(150) NOT NULL,
    password varchar(150)
);
CREATE TABLE subscriber ( -- people
    id integer PRIMARY KEY,
    email varchar(150) NOT NULL UNIQUE,
    confirmed boolean NOT NULL,
    blacklisted boolean NOT NULL,
    uniqid varchar(40),
    entered timestamp NOT NULL
);
CREATE TABLE attribute (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL,
    listorder integer
);
CREATE TABLE subscriber_attribute (
    attributeid integer NOT NULL, -- to: attribute(id)
    userid integer NOT NULL, -- to: subscriber(id); belongs
    value text,
    PRIMARY KEY (attributeid, userid)
);
CREATE TABLE list (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL,
    description text,
    owner integer -- to: admin_user(id); mentions
);
CREATE TABLE listmember (
    userid integer NOT NULL, -- to: subscriber(id); belongs
    listid integer NOT NULL, -- to: list(id)
    entered timestamp,
    PRIMARY KEY (userid, listid)
);
CREATE TABLE campaign (
    id integer PRIMARY KEY,
    subject varchar(200) NOT NULL,
    fromfield varchar(100) NOT NULL,
    body text,
    sent timestamp,
    owner integer -- to: admin_user(id); mentions
);
CREATE TABLE campaign_list (
    id integer PRIMARY KEY,
    campaignid integer NOT NULL, -- to: campaign(id)
    listid integer NOT NULL -- to: list(id)
);
CREATE TABLE delivery (
    id integer PRIMARY KEY,
    campaignid integer NOT NULL, -- to: campaign(id)
    recipient varchar(150) NOT NULL, -- to: subscriber(email); belongs
    sent_at timestamp,
    status varchar(10) -- of: sent|queued
);
CREATE TABLE bounce (
    id integer PRIMARY KEY,
    email varchar(150) NOT NULL, -- to: subscriber(email); belongs
    campaignid integer, -- to: campaign(id)
    header text,
    received timestamp
);
CREATE TABLE link (
    id integer PRIMARY KEY,
    url varchar(200) NOT NULL,
    campaignid integer NOT NULL -- to: campaign(id)
);
CREATE TABLE link_click (
    id integer PRIMARY KEY,
    linkid integer NOT NULL, -- to: link(id)
    userid integer NOT NULL, -- to: subscriber(id); belongs
    clicked timestamp,
    ip_address varchar(40)
);
CREATE TABLE subscriber_history (
    id integer PRIMARY KEY,
    userid integer NOT NULL, -- to: subscriber(id); belongs
    ip_address varchar(40),
    date timestamp,
    summary varchar(200)
);
CREATE TABLE blacklist (
    email varchar(150) PRIMARY KEY, -- to: subscriber(email); belongs
    added timestamp
);
CREATE TABLE config (
    item varchar(35) PRIMARY KEY,
    value text
);
