-- The shape of a well-known file cloud: people are known by their sign-in name, nothing is declared. From memory.

CREATE TABLE oc_users ( -- people
    uid varchar(64) PRIMARY KEY,
    displayname varchar(64),
    password varchar(255) NOT NULL,
    uid_lower varchar(64)
);
CREATE TABLE oc_accounts (
    uid varchar(64) PRIMARY KEY, -- to: oc_users(uid); belongs
    data text NOT NULL
);
CREATE TABLE oc_preferences (
    userid varchar(64) NOT NULL, -- to: oc_users(uid); belongs
    appid varchar(32) NOT NULL,
    configkey varchar(64) NOT NULL,
    configvalue text,
    PRIMARY KEY (userid, appid, configkey)
);
CREATE TABLE oc_groups (
    gid varchar(64) PRIMARY KEY,
    displayname varchar(255) NOT NULL
);
CREATE TABLE oc_group_user (
    gid varchar(64) NOT NULL, -- to: oc_groups(gid)
    uid varchar(64) NOT NULL, -- to: oc_users(uid); belongs
    PRIMARY KEY (gid, uid)
);
CREATE TABLE oc_storages (
    numeric_id integer PRIMARY KEY,
    id varchar(64) NOT NULL UNIQUE,
    available integer NOT NULL
);
CREATE TABLE oc_mounts (
    id integer PRIMARY KEY,
    storage_id integer NOT NULL, -- to: oc_storages(numeric_id)
    root_id integer NOT NULL, -- to: oc_filecache(fileid)
    user_id varchar(64) NOT NULL, -- to: oc_users(uid); belongs
    mount_point varchar(200) NOT NULL
);
CREATE TABLE oc_filecache (
    fileid integer PRIMARY KEY,
    storage integer NOT NULL, -- to: oc_storages(numeric_id)
    path varchar(200) NOT NULL,
    parent integer, -- to: oc_filecache(fileid)
    name varchar(100) NOT NULL,
    size integer NOT NULL,
    mtime integer NOT NULL
);
CREATE TABLE oc_share (
    id integer PRIMARY KEY,
    share_type integer NOT NULL,
    share_with varchar(64), -- to: oc_users(uid); mentions
    password varchar(255),
    uid_owner varchar(64) NOT NULL, -- to: oc_users(uid); belongs
    uid_initiator varchar(64), -- to: oc_users(uid); mentions
    file_source integer, -- to: oc_filecache(fileid)
    token varchar(32),
    expiration timestamp
);
CREATE TABLE oc_comments (
    id integer PRIMARY KEY,
    parent_id integer, -- to: oc_comments(id)
    actor_type varchar(64) NOT NULL, -- of: users
    actor_id varchar(64) NOT NULL,
    message text,
    creation_timestamp timestamp
);
CREATE TABLE oc_calendars (
    id integer PRIMARY KEY,
    principaluri varchar(200),
    displayname varchar(200),
    uri varchar(200),
    timezone text
);
CREATE TABLE oc_activity (
    activity_id integer PRIMARY KEY,
    timestamp integer NOT NULL,
    user varchar(64), -- to: oc_users(uid); mentions
    affecteduser varchar(64) NOT NULL, -- to: oc_users(uid); belongs
    app varchar(32) NOT NULL, -- of: files|calendar
    subject varchar(200) NOT NULL,
    file varchar(200)
);
CREATE TABLE oc_authtoken (
    id integer PRIMARY KEY,
    uid varchar(64) NOT NULL, -- to: oc_users(uid); belongs
    login_name varchar(64) NOT NULL, -- to: oc_users(uid)
    password text,
    name text NOT NULL,
    token varchar(200) NOT NULL UNIQUE,
    last_activity integer NOT NULL
);
CREATE TABLE oc_appconfig (
    appid varchar(32) NOT NULL,
    configkey varchar(64) NOT NULL,
    configvalue text,
    PRIMARY KEY (appid, configkey)
);
